//! Declarations for C#, made from the header. `cargo test -p sealbid-ffi --test csharp -- --ignored` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic)]

mod declared;

use declared::{Signature, Value, folder, header, read};
use std::fmt::Write;

const PATH: &str = "include/Sealbid.cs";

const INTRODUCTION: &str = "// sealbid for C# and other languages of .NET. Made from sealbid.h; do not edit.
//
// Handles are IntPtr: each is freed once, with the function of its kind. Texts that come back are IntPtr too and belong
// to the library (Marshal.PtrToStringUTF8 copies them). A delegate that is given to the library must be kept from the
// garbage collector (GC.KeepAlive, a field) for as long as sealbid.h says of its callback, and must not throw.

using System;
using System.Runtime.InteropServices;

namespace Sealbid
{
";

/// Words of C# that C takes as names.
const KEYWORDS: [&str; 39] = [
    "abstract",
    "as",
    "base",
    "bool",
    "byte",
    "catch",
    "checked",
    "class",
    "decimal",
    "delegate",
    "event",
    "explicit",
    "finally",
    "fixed",
    "foreach",
    "implicit",
    "in",
    "interface",
    "internal",
    "is",
    "lock",
    "namespace",
    "new",
    "null",
    "object",
    "operator",
    "out",
    "override",
    "params",
    "private",
    "protected",
    "public",
    "readonly",
    "ref",
    "sealed",
    "string",
    "this",
    "try",
    "using",
];

/// `sealbid_read_fn` as C# would call it: `ReadFn`.
fn delegate(name: &str) -> String {
    let words = name.strip_prefix("sealbid_").unwrap().split('_');
    words.map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..])).collect()
}

fn number(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "int32_t" => "int",
        "uint32_t" => "uint",
        "int64_t" => "long",
        "uint64_t" => "ulong",
        _ => return None,
    })
}

/// What a parameter is in C#. Those of callbacks come from the library, as bare pointers.
fn parameter(value: &Value, callback: bool) -> String {
    let kind = value.kind.as_str();
    let target = kind.strip_suffix('*').map(str::trim_end);
    let what = match target {
        _ if number(kind).is_some() => number(kind).unwrap().to_owned(),
        None if kind.ends_with("_fn") => delegate(kind),
        Some(inner) if number(inner).is_some() => format!("out {}", number(inner).unwrap()),
        Some(inner) if inner.ends_with('*') => "out IntPtr".to_owned(),
        Some("const char") if !callback => "[MarshalAs(UnmanagedType.LPUTF8Str)] string".to_owned(),
        Some("const uint8_t" | "uint8_t") if !callback => "byte[]".to_owned(),
        Some(_) => "IntPtr".to_owned(),
        None => panic!("{value:?}"),
    };
    let name =
        if KEYWORDS.contains(&value.name.as_str()) { format!("@{}", value.name) } else { value.name.clone() };
    format!("{what} {name}")
}

fn result(kind: &str) -> &str {
    match kind {
        "void" => "void",
        _ => number(kind).unwrap_or_else(|| {
            assert!(kind.ends_with('*'), "{kind}");
            "IntPtr"
        }),
    }
}

fn declaration(signature: &Signature, callback: bool, text: &mut String) {
    for line in &signature.words {
        writeln!(text, "{}", format!("        // {line}").trim_end()).unwrap();
    }
    let parameters: Vec<String> =
        signature.parameters.iter().map(|value| parameter(value, callback)).collect();
    let (parameters, result) = (parameters.join(", "), result(&signature.result));
    if callback {
        writeln!(text, "        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]").unwrap();
        writeln!(text, "        public delegate {result} {}({parameters});\n", delegate(&signature.name))
            .unwrap();
    } else {
        writeln!(text, "        [DllImport(\"sealbid\", CallingConvention = CallingConvention.Cdecl)]")
            .unwrap();
        writeln!(text, "        public static extern {result} {}({parameters});\n", signature.name).unwrap();
    }
}

fn generate() -> String {
    let declared = header();
    let mut text = format!("{INTRODUCTION}    public static class Native\n    {{\n");
    for (name, value) in declared.constants.iter().filter(|(name, _)| name != "SEALBID_H") {
        let kind = if value.starts_with('"') { "string" } else { "int" };
        writeln!(text, "        public const {kind} {name} = {value};").unwrap();
    }
    text.push('\n');
    for callback in &declared.callbacks {
        declaration(callback, true, &mut text);
    }
    for function in &declared.functions {
        declaration(function, false, &mut text);
    }
    format!("{}\n    }}\n}}\n", text.trim_end())
}

#[test]
fn the_declarations_are_those_of_the_header() {
    let (made, committed) = (generate(), read(PATH));
    let differing = made.lines().zip(committed.lines()).find(|(made, committed)| made != committed);
    assert!(made == committed, "write them anew (see the first line of this test): {differing:?}");
}

#[test]
fn every_function_and_callback_is_declared_once() {
    let (declared, text) = (header(), read(PATH));
    assert!(declared.functions.len() > 50 && declared.callbacks.len() > 4);
    for function in &declared.functions {
        assert_eq!(text.matches(&format!(" {}(", function.name)).count(), 1, "{}", function.name);
    }
    for callback in &declared.callbacks {
        let line = text.lines().filter(|line| line.contains(&format!(" {}(", delegate(&callback.name))));
        let line: Vec<&str> = line.collect();
        assert_eq!(line.len(), 1, "{}", callback.name);
        assert_eq!(line[0].matches(',').count() + 1, callback.parameters.len(), "{}", callback.name);
    }
}

#[test]
#[ignore = "writes the declarations"]
fn write_the_declarations() {
    std::fs::write(folder().join(PATH), generate()).unwrap();
}
