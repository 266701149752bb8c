//! What the header declares, read from its text: for the list of the ABI and for other languages' declarations.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

/// A parameter, or a function's result, which has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As C spells it, pointers at the end: `const struct sealbid_bid *`.
    pub kind: String,
    pub name: String,
}

/// A function, or a callback's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub result: String,
    pub parameters: Vec<Value>,
    /// The comment before it, by lines.
    pub words: Vec<String>,
}

#[derive(Debug, Default)]
pub struct Declared {
    pub functions: Vec<Signature>,
    pub callbacks: Vec<Signature>,
    /// Names of handles.
    pub handles: Vec<String>,
    /// Names and values as they stand there.
    pub constants: Vec<(String, String)>,
}

pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: &str) -> String {
    let path: PathBuf = folder().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Reads the committed header. What it does not understand it does not pass over.
pub fn header() -> Declared {
    let text = read("include/sealbid.h");
    let (_, text) = text.split_once("*/").unwrap();
    let (mut declared, mut words, mut statement) = (Declared::default(), Vec::new(), String::new());
    for line in text.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("//") {
            words.push(comment.trim().to_owned());
        } else if let Some(rest) = line.strip_prefix('#') {
            if let Some((name, value)) = rest.strip_prefix("define ").and_then(|rest| rest.split_once(' ')) {
                declared.constants.push((name.to_owned(), value.to_owned()));
            }
            words.clear();
        } else if line.is_empty()
            || line.starts_with("/*")
            || line == "extern \"C\" {"
            || line.starts_with('}')
        {
            assert!(statement.is_empty(), "{line} within {statement}");
            words.clear();
        } else {
            statement.push_str(line);
            statement.push(' ');
            if let Some(whole) = statement.trim_end().strip_suffix(';') {
                declared.take(whole, std::mem::take(&mut words));
                statement.clear();
            }
        }
    }
    assert!(statement.is_empty(), "{statement}");
    declared
}

impl Declared {
    fn take(&mut self, statement: &str, words: Vec<String>) {
        if let Some(handle) = statement.strip_prefix("typedef struct ") {
            self.handles.push(handle.split_once(' ').unwrap().0.to_owned());
            return;
        }
        let (head, parameters) = match statement.strip_prefix("typedef ") {
            Some(callback) => callback.split_once(")(").unwrap(),
            None => statement.split_once('(').unwrap(),
        };
        let parameters = parameters.strip_suffix(')').unwrap();
        let parameters = match parameters {
            "void" => vec![],
            some => some.split(',').map(|one| value(one.trim())).collect(),
        };
        let Value { kind: result, name } = value(&head.replace("(*", ""));
        let signature = Signature { name, result, parameters, words };
        if statement.starts_with("typedef ") { &mut self.callbacks } else { &mut self.functions }
            .push(signature);
    }
}

/// A type and a name: the name is the last word.
fn value(text: &str) -> Value {
    let at = text.rfind([' ', '*']).unwrap_or_else(|| panic!("{text}")) + 1;
    let (kind, name) = text.split_at(at);
    assert!(!name.is_empty(), "{text}");
    Value { kind: kind.trim_end().to_owned(), name: name.to_owned() }
}

impl Signature {
    /// In one line, as C declares it.
    pub fn line(&self) -> String {
        let one = |value: &Value| {
            let gap = if value.kind.ends_with('*') { "" } else { " " };
            format!("{}{gap}{}", value.kind, value.name)
        };
        let parameters = match &self.parameters[..] {
            [] => "void".to_owned(),
            some => some.iter().map(one).collect::<Vec<_>>().join(", "),
        };
        let own = one(&Value { kind: self.result.clone(), name: self.name.clone() });
        format!("{own}({parameters})")
    }
}
