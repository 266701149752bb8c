//! Every command and every argument has its Chinese help, and no help is for one that is not there.

use super::*;
use std::collections::BTreeSet;

fn walk(command: &Command, id: &str, wanted: &mut BTreeSet<(String, String)>) {
    wanted.insert((id.to_owned(), id.to_owned()));
    for argument in command.get_arguments() {
        let name = argument.get_id();
        wanted.insert((format!("{id}--{name}"), format!("help--{name}")));
    }
    for sub in command.get_subcommands() {
        walk(sub, &format!("{id}-{}", sub.get_name()), wanted);
    }
}

#[test]
fn help_is_complete_in_chinese() {
    let words = Words::new(Language::ZhCn);
    let mut wanted = BTreeSet::new();
    walk(&Cli::command(), "help", &mut wanted);
    for (own, shared) in &wanted {
        assert!(words.find(own).is_some() || words.find(shared).is_some(), "{own}");
    }
    let source = include_str!("../../locales/zh-CN/help.ftl");
    for id in source.lines().filter(|line| line.starts_with("help")).filter_map(|line| line.split_once(" ="))
    {
        let known = wanted.iter().any(|(own, shared)| own == id.0 || shared == id.0);
        assert!(known || ["help--help", "help--version"].contains(&id.0), "{}", id.0);
    }
}

#[test]
fn the_command_line_is_sound() {
    for language in [Language::En, Language::ZhCn] {
        command(&Words::new(language)).debug_assert();
    }
}

#[test]
fn usage_errors_are_told_in_chinese() {
    let words = Words::new(Language::ZhCn);
    let told = |arguments: &[&str]| match command(&words).try_get_matches_from(arguments) {
        Err(error) => reason(&error, &words),
        Ok(_) => String::new(),
    };
    assert_eq!(told(&["sealbid", "--surprise"]), "没有 --surprise 这个参数");
    assert_eq!(told(&["sealbid", "surprise"]), "没有 surprise 这个命令");
    assert_eq!(told(&["sealbid", "man", "--at", "now"]), "--at <TIME> 的值“now”无效");
    assert!(told(&["sealbid", "seal"]).starts_with("缺少：--notice <DIR>"));
}

#[test]
fn arguments_stand_in_the_order_in_which_they_are_given() {
    for language in [Language::En, Language::ZhCn] {
        let help = choices(&["box", "receive"], &Words::new(language));
        let place = |name: &str| help.lines().position(|line| line.trim_start().starts_with(name));
        assert!(place("<BOX>") < place("[BID]"), "{help}");
    }
}
