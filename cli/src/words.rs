//! What the command says, in English or Chinese: every message stands in `locales/`, none in the code.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::ffi::OsString;
use std::fmt::Display;
use unic_langid::LanguageIdentifier;

/// A language that the command speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English
    En,
    /// 简体中文
    #[value(name = "zh-CN", alias = "zh")]
    ZhCn,
}

impl Language {
    /// The language of a command line: what `--lang` says, else the system's.
    pub fn choose(arguments: &[OsString]) -> Language {
        let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
        while let Some(argument) = arguments.next() {
            let named = match argument {
                "--" => break,
                "--lang" => arguments.next(),
                _ => argument.strip_prefix("--lang="),
            };
            if let Some(name) = named {
                return Language::of(name);
            }
        }
        Language::of(&sys_locale::get_locale().unwrap_or_default())
    }

    fn of(name: &str) -> Language {
        if name.to_ascii_lowercase().starts_with("zh") { Language::ZhCn } else { Language::En }
    }

    /// The name by which `--lang` knows it.
    pub fn name(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::ZhCn => "zh-CN",
        }
    }

    fn messages(self) -> &'static str {
        match self {
            Language::En => include_str!("../locales/en/main.ftl"),
            Language::ZhCn => include_str!("../locales/zh-CN/main.ftl"),
        }
    }

    /// The texts of `--help`, where they are not those of the code.
    fn help(self) -> &'static str {
        match self {
            Language::En => "",
            Language::ZhCn => include_str!("../locales/zh-CN/help.ftl"),
        }
    }
}

/// The messages of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Loads a language.
    pub fn new(language: Language) -> Words {
        let id: LanguageIdentifier = language.name().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        // The marks that keep left-to-right and right-to-left text apart would stand in the way of copying.
        bundle.set_use_isolating(false);
        for source in [language.messages(), language.help()] {
            // Tests hold that both files are free of errors; were they not, what can be read is used.
            let resource =
                FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource(resource).unwrap_or_default();
        }
        Words { language, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without variables.
    pub fn text(&self, id: &str) -> String {
        self.fill(id, &[])
    }

    /// A message if there is one.
    pub fn find(&self, id: &str) -> Option<String> {
        self.bundle.has_message(id).then(|| self.text(id))
    }

    /// A message with its variables; see [`fill!`](crate::fill).
    pub fn fill(&self, id: &str, values: &[(&str, &dyn Display)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, FluentValue::from(value.to_string()));
        }
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// A message with its variables: `fill!(words, "id", name = value, …)`.
#[macro_export]
macro_rules! fill {
    ($words:expr, $id:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $words.fill($id, &[$( (stringify!($name), &$value as &dyn std::fmt::Display) ),*])
    };
}

#[cfg(test)]
mod tests;
