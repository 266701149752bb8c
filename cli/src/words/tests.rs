//! Both languages say the same things, and everything that the code says is there.

use super::*;
use crate::failure::{Failure, Own};
use fluent_bundle::FluentResource;
use sealbid::ErrorKind;
use sealbid::blind::{FormRule, Seen};
use sealbid::redact::{Look, PLACES};
use std::collections::BTreeSet;
use std::path::Path;

/// Ids that the code puts together.
const COMPOSED: &[&str] = &[
    "error-",
    "hint-",
    "advice-",
    "place-",
    "fit-",
    "pin-",
    "key-",
    "fault-",
    "receipt-kind-",
    "signed-kind-",
    "doctor-finding-",
    "doctor-hint-",
    "doctor-area-",
    "doctor-role-",
    "opening-until-",
    "step-",
    "rule-",
    "why-",
    "remark-",
    "end-",
    "rehearse-org-",
    "rehearse-stage-",
    "rehearse-part-",
    "rehearse-field-",
    "look-",
    "blind-channel-",
    "blind-place-",
    "blind-kind-",
    "seen-",
    "asked-",
];

fn ids(source: &str) -> BTreeSet<String> {
    let resource = FluentResource::try_new(source.to_owned());
    assert!(resource.is_ok(), "{:?}", resource.err().map(|(_, errors)| errors));
    let defined = source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let ids: Vec<String> =
        defined.filter_map(|line| line.split_once(" =")).map(|(id, _)| id.to_owned()).collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(distinct.len(), ids.len(), "a message stands twice");
    distinct
}

/// The variables of each message, to compare the languages.
fn variables(source: &str, id: &str) -> BTreeSet<String> {
    let line = source.lines().find(|line| line.starts_with(&format!("{id} ="))).unwrap_or_default();
    line.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect()
}

fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if !path.ends_with("tests.rs") {
            found.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn code() -> String {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    code
}

#[test]
fn both_languages_have_the_same_messages() {
    let (english, chinese) = (Language::En.messages(), Language::ZhCn.messages());
    assert_eq!(ids(english), ids(chinese));
    for id in ids(english) {
        assert_eq!(variables(english, &id), variables(chinese, &id), "{id}");
    }
}

#[test]
fn every_kind_of_error_is_told_in_both_languages() {
    for language in [Language::En, Language::ZhCn] {
        let ids = ids(language.messages());
        for kind in ErrorKind::ALL {
            assert!(ids.contains(&format!("error-{}", kind.code())), "{kind:?} in {}", language.name());
        }
        for own in Own::ALL {
            let failure = Failure::own(own, "", "");
            assert!(ids.contains(&format!("error-{}", failure.code())), "{own:?} in {}", language.name());
        }
    }
    let words = Words::new(Language::En);
    for kind in ErrorKind::ALL {
        assert_eq!(words.text(&format!("error-{}", kind.code())), kind.text(), "{kind:?}");
    }
}

#[test]
fn no_message_is_for_an_error_that_is_not_there() {
    for id in ids(Language::En.messages()) {
        let code = id.strip_prefix("error-").or_else(|| id.strip_prefix("hint-"));
        let Some(code) = code.map(|code| code.parse::<i32>().unwrap()) else { continue };
        let own = Own::ALL.iter().any(|own| *own as i32 == code);
        assert!(own || ErrorKind::from_code(code).is_some(), "{id}");
    }
}

/// What stands behind `opening` up to the first literal's end, wherever the line breaks.
fn literals<'a>(code: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(opening).skip(1).filter_map(|rest| {
        let (before, rest) = rest.split_once('"')?;
        let plain = before.chars().all(|c| c.is_alphanumeric() || " \n\t,&._".contains(c));
        plain.then(|| rest.split('"').next()).flatten()
    })
}

#[test]
fn every_message_that_the_code_says_is_there() {
    let (code, ids) = (code(), ids(Language::En.messages()));
    let mut count = 0;
    for opening in ["say!(", "fill!(", ".text("] {
        // The Chinese help is held against the command line itself, in `help::tests`.
        for id in literals(&code, opening)
            .filter(|id| !id.is_empty() && *id != "id" && !id.contains('{') && !id.starts_with("help--"))
        {
            assert!(ids.contains(id), "{id}");
            count += 1;
        }
    }
    assert!(count > 100, "the search itself is broken: {count}");
    for id in code.split('"').filter(|text| text.starts_with("column-")) {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn no_message_is_left_over() {
    let code = code();
    for id in ids(Language::En.messages()) {
        let composed = COMPOSED.iter().any(|prefix| id.starts_with(prefix));
        assert!(composed || code.contains(&format!("\"{id}\"")), "{id}");
    }
}

#[test]
fn every_advice_is_told() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/notice/advice.rs");
    let core = std::fs::read_to_string(core).unwrap();
    let names = core.split("pub fn name(").nth(1).unwrap().split("\n    }\n").next().unwrap();
    let names: Vec<&str> = names.split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 5);
    for name in names {
        assert!(ids(Language::En.messages()).contains(&format!("advice-{name}")), "{name}");
    }
}

#[test]
fn every_word_of_a_report_is_told_in_both_languages_and_no_other() {
    let looks = Look::ALL.iter().map(|look| format!("look-{look}"));
    let seen = Seen::ALL.iter().map(|seen| format!("seen-{seen}"));
    let asked = FormRule::ALL.iter().map(|rule| format!("asked-{rule}"));
    for (prefix, words) in [
        ("look-", looks.collect::<BTreeSet<_>>()),
        ("seen-", seen.collect()),
        ("asked-", asked.collect()),
        ("blind-place-", PLACES.iter().map(|place| format!("blind-place-{place}")).collect()),
    ] {
        for language in [Language::En, Language::ZhCn] {
            let told = ids(language.messages()).into_iter().filter(|id| id.starts_with(prefix));
            assert_eq!(told.collect::<BTreeSet<_>>(), words, "{}", language.name());
        }
    }
}

/// Rows of the table in SPEC §18.4 are those of one channel, several (`O9, O10`) or all of some (`O1–O6`).
#[test]
fn every_channel_is_named_in_both_languages_and_no_other() {
    let specification = Path::new(env!("CARGO_MANIFEST_DIR")).join("../SPEC.md");
    let specification = std::fs::read_to_string(specification).unwrap();
    let section = specification.split("### 18.4 ").nth(1).unwrap().split("\n### ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut channels = BTreeSet::new();
    for channel in rows.flat_map(|row| row.split('|').nth(1).unwrap().trim().split(", ")) {
        let (first, last) = channel.split_once('–').unwrap_or((channel, channel));
        let number = |channel: &str| channel[1..].parse::<u32>().unwrap();
        channels.extend((number(first)..=number(last)).map(|n| format!("blind-channel-{}{n}", &first[..1])));
    }
    assert!(channels.len() > 50);
    for language in [Language::En, Language::ZhCn] {
        let told = ids(language.messages()).into_iter().filter(|id| id.starts_with("blind-channel-"));
        assert_eq!(told.collect::<BTreeSet<_>>(), channels, "{}", language.name());
    }
}

#[test]
fn the_language_is_that_of_the_command_line() {
    let choose =
        |arguments: &[&str]| Language::choose(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
    assert_eq!(choose(&["sealbid", "--lang", "zh-CN"]), Language::ZhCn);
    assert_eq!(choose(&["sealbid", "rehearse", "--lang=zh"]), Language::ZhCn);
    assert_eq!(choose(&["sealbid", "--lang=en", "seal"]), Language::En);
}
