//! What copies of Office documents may have in them (SPEC §18.6).

use std::collections::HashSet;
use std::sync::LazyLock;

static ELEMENTS: LazyLock<HashSet<String>> =
    LazyLock::new(|| read(include_str!("allow/elements.txt"), |prefix, name| format!("{prefix}:{name}")));

/// `w:val` for an attribute with a prefix, `a val` for one without on an element with the prefix `a`.
static ATTRIBUTES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    read(include_str!("allow/attributes.txt"), |prefix, name| match prefix.strip_suffix(':') {
        Some(prefix) => format!("{prefix}:{name}"),
        None => format!("{prefix} {name}"),
    })
});

fn read(list: &str, name: fn(&str, &str) -> String) -> HashSet<String> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let words = lines.filter_map(|line| line.split_once(' '));
    words.flat_map(|(prefix, names)| names.split(' ').map(move |local| name(prefix, local))).collect()
}

pub(super) fn element(name: &str) -> bool {
    ELEMENTS.contains(name)
}

pub(super) fn attribute(element: &str, name: &str) -> bool {
    match name.contains(':') {
        true => ATTRIBUTES.contains(name),
        false => {
            let prefix = element.split_once(':').map_or("", |(prefix, _)| prefix);
            ATTRIBUTES.contains(&format!("{prefix} {name}"))
        }
    }
}

/// Elements whose text means something; elsewhere there is only white space between elements.
pub(super) fn text(name: &str) -> bool {
    matches!(
        name,
        "w:t"
            | "w:instrText"
            | "m:t"
            | "a:t"
            | "c:v"
            | "c:f"
            | "c:formatCode"
            | "c:name"
            | "c:separator"
            | "wp:posOffset"
            | "wp:align"
            | "xdr:col"
            | "xdr:colOff"
            | "xdr:row"
            | "xdr:rowOff"
            | "x:t"
            | "x:v"
            | "x:f"
            | "x:formula"
            | "x:formula1"
            | "x:formula2"
            | "x:definedName"
            | "x:oddHeader"
            | "x:oddFooter"
            | "x:evenHeader"
            | "x:evenFooter"
            | "x:firstHeader"
            | "x:firstFooter"
    )
}

/// Attributes with text of their own, in which terms are looked for as in other text. All others are numbers, words of
/// the format, or references.
pub(super) fn free(element: &str, attribute: &str) -> bool {
    match attribute {
        "w:ascii" | "w:hAnsi" | "w:eastAsia" | "w:cs" => element == "w:rFonts",
        "w:font" => element == "w:sym",
        "w:val" => matches!(element, "w:lvlText" | "w:name"),
        "w:name" => element == "w:bookmarkStart",
        "w:anchor" => element == "w:hyperlink",
        "w:styleId" | "w:instr" => true,
        "m:val" => matches!(element, "m:chr" | "m:begChr" | "m:endChr" | "m:sepChr"),
        "typeface" => true,
        "char" => element == "a:buChar",
        "string" => element == "v:textpath",
        "formatCode" => true,
        "name" | "localName" => true,
        "val" => element == "x:rFont" || element == "x:name",
        "text" | "errorTitle" | "error" | "promptTitle" | "prompt" => element.starts_with("x:"),
        _ => false,
    }
}
