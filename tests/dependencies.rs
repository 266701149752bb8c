//! What deny.toml asks of the dependencies, as far as it can be told without a network: every licence is on the
//! list, everything comes from the registry, and crates whose generations do not mix stand there once.

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

const DENY: &str = include_str!("../deny.toml");

/// The quoted strings of deny.toml between two marks.
fn listed<'a>(from: &str, to: &str) -> Vec<&'a str> {
    let (_, rest) = DENY.split_once(from).expect("the beginning of a list");
    let (list, _) = rest.split_once(to).expect("the end of a list");
    list.split('"').skip(1).step_by(2).collect()
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--all-features"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo's metadata");
    metadata["packages"].as_array().expect("a list of packages").clone()
}

fn text<'a>(package: &'a Value, member: &str) -> &'a str {
    package[member].as_str().unwrap_or_default()
}

/// Whether a licence expression (SPDX, or the older `A/B`) can be met with the licences allowed. `AND` binds more
/// than `OR`; an exception only permits more, so its licence must be allowed by itself.
fn allowed(expression: &str, licences: &[&str]) -> bool {
    if let Some((before, rest)) = expression.split_once('(') {
        let (inner, after) = rest.split_once(')').expect("closed brackets");
        let verdict = if allowed(inner, licences) { licences[0] } else { "refused" };
        return allowed(&format!("{before}{verdict}{after}"), licences);
    }
    expression.replace('/', " OR ").split(" OR ").any(|choice| {
        choice.split(" AND ").all(|term| {
            let name = term.split(" WITH ").next().unwrap_or_default();
            licences.contains(&name.trim())
        })
    })
}

#[test]
fn licence_expressions_are_understood() {
    let licences = ["MIT", "ISC"];
    for good in
        ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND ISC", "MIT WITH x", "MIT AND ISC"]
    {
        assert!(allowed(good, &licences), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR MIT) AND AGPL-3.0", "", "MITT", "GPL-3.0 WITH MIT"]
    {
        assert!(!allowed(bad, &licences), "{bad}");
    }
}

#[test]
fn every_licence_is_on_the_list() {
    let licences = listed("\nallow = [", "]");
    assert!(licences.contains(&"MIT") && !licences.iter().any(|licence| licence.contains("GPL")));
    for package in packages() {
        let (name, licence) = (text(&package, "name"), text(&package, "license"));
        let excepted = format!("{{ crate = \"{name}\", allow = [\"{licence}\"] }}");
        assert!(allowed(licence, &licences) || DENY.contains(&excepted), "{name}: {licence}");
    }
}

#[test]
fn everything_comes_from_the_registry_or_from_here() {
    for package in packages() {
        let source = text(&package, "source");
        let ours = source.is_empty() && text(&package, "name").starts_with("sealbid");
        assert!(ours || source.starts_with("registry+"), "{}: {source}", text(&package, "name"));
    }
}

#[test]
fn generations_do_not_mix() {
    let single = listed("\ndeny = [", "\n]");
    assert!(single.contains(&"digest") && single.contains(&"der"));
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let version = text(&package, "version").to_owned();
        versions.entry(text(&package, "name").to_owned()).or_default().push(version);
    }
    for name in single {
        let found = versions.get(name).map(Vec::len);
        assert_eq!(found, Some(1), "{name}: {:?}", versions.get(name));
    }
}
