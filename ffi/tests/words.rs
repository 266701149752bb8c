//! What the header's words promise is there: errors of every function, and which build has it. And the page beside it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod declared;

use declared::{Signature, folder, header, read};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The names of all errors, without SEALBID_ERR_.
fn errors() -> BTreeSet<String> {
    let name = |(name, _): (String, String)| name.strip_prefix("SEALBID_ERR_").map(str::to_owned);
    header().constants.into_iter().filter_map(name).collect()
}

/// The names of errors in a text: words in capitals. Two such words are none.
fn named(text: &str) -> BTreeSet<String> {
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    let is_name = |word: &&str| {
        word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
    };
    let names = text.split(word).filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
    names.filter(is_name).filter(|word| !["PEM", "SPEC"].contains(word)).map(str::to_owned).collect()
}

/// The paragraph of a function that tells its errors.
fn paragraph(function: &Signature) -> Option<String> {
    let mut lines = function.words.iter().skip_while(|line| !line.starts_with("Errors: "));
    let first = lines.next()?.strip_prefix("Errors: ")?;
    let rest = lines.take_while(|line| !line.is_empty()).map(String::as_str);
    Some(std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" "))
}

#[test]
fn every_function_that_can_fail_names_its_errors() {
    let (known, mut count) = (errors(), 0);
    for function in header().functions {
        let fails =
            function.parameters.last().is_some_and(|last| last.name == "error" && last.kind.ends_with("**"));
        let text = paragraph(&function);
        assert_eq!(fails, text.is_some(), "{}: has it errors, and are they told?", function.name);
        let Some(text) = text else { continue };
        let names = named(&text);
        let unknown: Vec<_> = names.difference(&known).collect();
        assert!(unknown.is_empty(), "{}: there is no {unknown:?}", function.name);
        // Whoever names none says why: it has none of its own, or those of a thing that the first page lists.
        let said = ["none of its own", " fails with", "as sealbid_"].iter().any(|words| text.contains(words));
        assert!(!names.is_empty() || said, "{}: {text}", function.name);
        count += 1;
    }
    assert!(count > 100, "{count}");
}

/// The comment before everything else, without its stars.
fn introduction() -> String {
    let text = read("include/sealbid.h");
    let (first, _) = text.split_once("*/").unwrap();
    first.lines().map(|line| line.trim_start_matches([' ', '/', '*'])).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_page_names_errors_that_there_are() {
    let text = introduction();
    let (_, text) = text.split_once("Any function can return").unwrap();
    let (text, _) = text.split_once("Not every build").unwrap();
    let names = named(text);
    assert!(names.len() > 50, "{names:?}");
    assert_eq!(names.difference(&errors()).collect::<Vec<_>>(), Vec::<&String>::new());
    // What functions refer to is explained there, and what is explained is referred to.
    let (_, kinds) = text.split_once("There are those that\n").unwrap();
    let kinds = kinds.split("\n- ").map(|line| line.trim_start_matches("- "));
    let kinds: BTreeSet<&str> =
        kinds.map(|line| line.split_once(" fail").or(line.split_once(" refuse")).unwrap().0).collect();
    let used: String = header().functions.iter().filter_map(paragraph).collect();
    for kind in kinds {
        assert!(used.contains(kind.trim_start_matches("a ")), "no function refers to {kind}");
    }
}

/// The features that each function of a module needs, by the module's place in the sources.
fn features(
    folder: &Path,
    index: &str,
    above: &BTreeSet<String>,
    found: &mut BTreeMap<String, BTreeSet<String>>,
) {
    let text = std::fs::read_to_string(folder.join(index)).unwrap();
    let mut needed = above.clone();
    for line in text.lines() {
        if let Some(feature) = line.strip_prefix("#[cfg(feature = \"") {
            needed.insert(feature.strip_suffix("\")]").unwrap().to_owned());
            continue;
        }
        if let Some(module) = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
            let file = folder.join(format!("{module}.rs"));
            if file.exists() {
                let text = std::fs::read_to_string(file).unwrap();
                for (at, _) in text.match_indices("#[unsafe(no_mangle)]") {
                    let rest = text[at..].split_once(" fn ").unwrap().1;
                    found.insert(rest[..rest.find('(').unwrap()].to_owned(), needed.clone());
                }
            } else {
                features(&folder.join(module), "mod.rs", &needed, found);
            }
        }
        needed.clone_from(above);
    }
}

#[test]
fn the_first_page_says_which_build_has_a_function() {
    let text = introduction();
    let names = |feature: &str| -> Vec<String> {
        let (_, rest) = text.split_once(&format!("only with the feature {feature}: ")).unwrap();
        let end = rest.find([';', '.']).unwrap();
        rest[..end].split_whitespace().map(|name| name.trim_end_matches(',').to_owned()).collect()
    };
    let (hall, blind) = (names("hall"), names("blind"));
    let is = |list: &[String], function: &str| {
        list.iter().any(|name| match name.strip_suffix('…') {
            Some(start) => function.starts_with(start),
            None => function == name,
        })
    };
    let mut found = BTreeMap::new();
    features(&folder().join("src"), "lib.rs", &BTreeSet::new(), &mut found);
    assert_eq!(found.len(), header().functions.len());
    for (function, needed) in &found {
        assert_eq!(is(&hall, function), needed.contains("hall"), "{function}");
        assert_eq!(is(&blind, function), needed.contains("blind"), "{function}");
    }
    for name in hall.iter().chain(&blind) {
        assert!(found.keys().any(|function| is(std::slice::from_ref(name), function)), "{name}");
    }
}

#[test]
fn the_page_begins_with_ten_lines_that_free_what_they_get() {
    let text = read("README.md");
    for language in ["c", "java", "python"] {
        let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 10, "{language}: {lines} lines");
        for kind in ["bid_free", "error_free"] {
            assert!(code.contains(kind), "{language} never calls {kind}");
        }
    }
}

#[test]
fn the_page_names_errors_as_the_header_does() {
    let text = read("README.md");
    let (_, table) = text.split_once("| code | name | most often |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let numbers: BTreeMap<String, String> = header().constants.into_iter().collect();
    let rows: Vec<&str> =
        table.lines().filter(|line| line.starts_with("| ") && !line.contains("---")).collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let names: Vec<&str> = cells[2].split(", ").map(|name| name.trim_matches('`')).collect();
        let codes = names.iter().map(|name| numbers[&format!("SEALBID_ERR_{name}")].as_str());
        assert_eq!(codes.collect::<Vec<_>>().join(", "), cells[1]);
    }
}
