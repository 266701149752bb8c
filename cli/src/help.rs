//! `--help` and usage errors in the user's language.

use crate::args::Cli;
use crate::commands::doctor::weights;
use crate::failure::{Failure, Own};
use crate::words::{Language, Words};
use crate::{console, fill};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};
use serde_json::json;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Parses the command line, or prints why not.
pub fn parse(arguments: &[OsString], words: &Words) -> Result<Cli, ExitCode> {
    let parsed = command(words)
        .try_get_matches_from(arguments)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let json = arguments.iter().any(|argument| argument == "--json");
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            console::print(&error.render().to_string()).unwrap_or_default();
            ExitCode::SUCCESS
        }
        ErrorKind::MissingSubcommand if !json => {
            // Whoever names no command wants to know which there are.
            let named: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
            write!(std::io::stderr(), "{}", choices(&named, words)).unwrap_or_default();
            ExitCode::from(2)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            write!(std::io::stderr(), "{}", error.render()).unwrap_or_default();
            ExitCode::from(2)
        }
        _ => {
            let text = if json {
                let failure = Failure::own(Own::Usage, "", reason(&error, words));
                format!("{:#}\n", json!({ "error": failure.json(words) }))
            } else if words.language() == Language::En {
                error.render().to_string()
            } else {
                format!(
                    "{}\n  {}\n",
                    fill!(words, "failure", reason = reason(&error, words)),
                    words.text("hint-9000")
                )
            };
            write!(std::io::stderr(), "{text}").unwrap_or_default();
            ExitCode::from(2)
        }
    })
}

/// The help of the innermost command among these arguments.
pub fn choices(arguments: &[impl AsRef<str>], words: &Words) -> String {
    let mut root = command(words);
    root.build();
    let mut innermost = &root;
    for argument in arguments {
        innermost = innermost.find_subcommand(argument.as_ref()).unwrap_or(innermost);
    }
    innermost.clone().render_help().to_string()
}

/// The command with all its help in the user's language.
pub fn command(words: &Words) -> Command {
    let command = Cli::command().after_help(words.text("help-exit-codes"));
    let command = command.mut_subcommand("doctor", |sub| sub.after_help(weights(words)));
    match words.language() {
        Language::En => command,
        Language::ZhCn => translated(command, words, "help"),
    }
}

/// Puts a language's texts in the place of the code's. The texts of `sealbid notice new` are `help-notice-new` and
/// for its argument `draft` `help-notice-new--draft`, or `help--draft` for one that several commands share.
fn translated(command: Command, words: &Words, id: &str) -> Command {
    let mut command = command
        .disable_help_flag(true)
        .subcommand_help_heading(words.text("help-heading-commands"))
        .help_template(format!(
            "{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
            words.text("help-heading-usage")
        ));
    if let Some(about) = words.find(id) {
        command = command.about(about);
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| translated(sub, words, &format!("{id}-{name}")));
    }
    let (options, arguments) = (words.text("help-heading-options"), words.text("help-heading-arguments"));
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .display_order(904)
        .help(words.text("help--help"));
    let mut place = 0;
    let mut command = command.arg(help.help_heading(options.clone())).mut_args(|arg| {
        let heading = if arg.is_positional() { &arguments } else { &options };
        let own = words.find(&format!("{id}--{}", arg.get_id()));
        let mut arg = arg.help_heading(heading.clone());
        if arg.is_positional() {
            // Under a heading of our own they would stand in the order of the alphabet.
            place += 1;
            arg = arg.display_order(place);
        }
        match own.or_else(|| words.find(&format!("help--{}", arg.get_id()))) {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    if command.get_version().is_some() {
        let version =
            Arg::new("version").short('V').long("version").action(ArgAction::Version).display_order(905);
        let version = version.help(words.text("help--version")).help_heading(options);
        command = command.disable_version_flag(true).arg(version);
    }
    command
}

/// What is wrong with the command line, in one line.
fn reason(error: &clap::Error, words: &Words) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => fill!(words, "usage-unknown-argument", argument = argument),
        ErrorKind::InvalidSubcommand => {
            fill!(words, "usage-unknown-command", command = context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => words.text("usage-missing-command"),
        ErrorKind::MissingRequiredArgument => fill!(words, "usage-missing-argument", argument = argument),
        ErrorKind::ArgumentConflict => {
            fill!(words, "usage-conflict", argument = argument, other = context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            fill!(words, "usage-bad-value", argument = argument, value = value)
        }
        _ => fill!(words, "usage-other", kind = error.kind()),
    }
}

#[cfg(test)]
mod tests;
