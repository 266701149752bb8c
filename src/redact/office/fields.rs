//! Fields (ECMA-376-1 17.16): their results stay, what computes them goes, for it names authors, files and paths
//! (SPEC §18.4, W7). Page numbers stay fields, and so do those that only draw.

use super::xml::{Element, Node};
use crate::redact::matcher::Matcher;
use crate::redact::report::Report;

/// A field between its marks.
#[derive(Default)]
struct Field {
    instruction: String,
    complete: bool,
    /// Whether there is text as its result.
    result: bool,
}

struct Walk<'m> {
    matcher: &'m Matcher,
    fields: Vec<Field>,
    /// Those that are open, and whether their instruction has ended.
    open: Vec<(usize, bool)>,
    /// How many began so far.
    begun: usize,
    removed: u64,
}

/// Makes all fields of a part into their results, but for those that are kept.
pub(super) fn flatten(root: &mut Element, matcher: &Matcher, report: &mut Report) {
    let mut walk = Walk { matcher, fields: Vec::new(), open: Vec::new(), begun: 0, removed: 0 };
    collect(root, &mut walk);
    walk.open.clear();
    reduce(root, &mut walk);
    let mut simple = 0;
    root.rebuild(&mut |mut element| {
        if !element.is("w:fldSimple") {
            return vec![Node::Element(element)];
        }
        match kept(element.attribute("w:instr").unwrap_or_default(), matcher) {
            Some(instruction) => {
                element.set("w:instr", instruction);
                vec![Node::Element(element)]
            }
            None => {
                simple += 1;
                let shown = element.child("w:r").is_some_and(|run| run.child("w:t").is_some());
                let drawn = element.attribute("w:instr").and_then(drawn).filter(|_| !shown);
                element.children.extend(drawn.map(|drawn| {
                    let children = vec![Node::Element(text(drawn))];
                    Node::Element(Element { name: "w:r".to_owned(), attributes: vec![], children })
                }));
                element.children
            }
        }
    });
    report.remove("W7", walk.removed + simple);
}

fn collect(element: &Element, walk: &mut Walk<'_>) {
    for child in element.elements() {
        match (child.name.as_str(), child.attribute("w:fldCharType")) {
            ("w:fldChar", Some("begin")) => {
                walk.open.push((walk.fields.len(), false));
                walk.fields.push(Field::default());
            }
            ("w:fldChar", Some("separate")) => {
                if let Some((_, ended)) = walk.open.last_mut() {
                    *ended = true;
                }
            }
            ("w:fldChar", Some("end")) => {
                let field = walk.open.pop().and_then(|(field, _)| walk.fields.get_mut(field));
                if let Some(field) = field {
                    field.complete = true;
                }
            }
            ("w:instrText", _) => {
                let field = walk.open.last().filter(|(_, ended)| !ended).map(|(field, _)| *field);
                if let Some(field) = field.and_then(|field| walk.fields.get_mut(field)) {
                    field.instruction.push_str(&child.text());
                }
            }
            _ => {
                if child.is("w:t") && !child.text().is_empty() {
                    let field = walk.open.last().filter(|(_, ended)| *ended).map(|(field, _)| *field);
                    if let Some(field) = field.and_then(|field| walk.fields.get_mut(field)) {
                        field.result = true;
                    }
                }
                collect(child, walk);
            }
        }
    }
}

impl Walk<'_> {
    /// What an open field is kept as.
    fn kept(&self, field: usize) -> Option<String> {
        let field = self.fields.get(field).filter(|field| field.complete)?;
        kept(&field.instruction, self.matcher)
    }

    /// What an open field without a result shows that is not kept.
    fn drawn(&self, field: usize) -> Option<Element> {
        let field = self.fields.get(field).filter(|field| field.complete && !field.result)?;
        drawn(&field.instruction).map(text)
    }

    fn within_instruction(&self) -> bool {
        self.open.iter().any(|(_, ended)| !ended)
    }
}

fn reduce(parent: &mut Element, walk: &mut Walk<'_>) {
    let mut kept = Vec::with_capacity(parent.children.len());
    let in_run = parent.is("w:r");
    for child in std::mem::take(&mut parent.children) {
        let Node::Element(mut child) = child else {
            kept.push(child);
            continue;
        };
        let stays = match (child.name.as_str(), child.attribute("w:fldCharType")) {
            ("w:fldChar", Some("begin")) => {
                // Within the instruction of another field nothing is shown.
                let shown = !walk.within_instruction();
                let field = walk.begun;
                walk.begun += 1;
                walk.open.push((field, false));
                let instruction = walk.kept(field).filter(|_| shown);
                if let Some(instruction) = instruction {
                    child.children.clear();
                    kept.push(Node::Element(child));
                    let mut text = Element::with_text("w:instrText", &instruction);
                    text.set("xml:space", "preserve");
                    kept.push(Node::Element(text));
                } else {
                    walk.removed += 1;
                    kept.extend(walk.drawn(field).filter(|_| shown).map(Node::Element));
                    if let Some(field) = walk.fields.get_mut(field) {
                        field.complete = false;
                    }
                }
                continue;
            }
            ("w:fldChar", Some("separate")) => {
                let field = walk.open.last_mut().map(|(field, ended)| {
                    *ended = true;
                    *field
                });
                field.is_some_and(|field| walk.kept(field).is_some())
            }
            ("w:fldChar", Some("end")) => {
                walk.open.pop().is_some_and(|(field, _)| walk.kept(field).is_some())
            }
            ("w:fldChar" | "w:instrText", _) => false,
            _ if in_run && walk.within_instruction() && !child.is("w:rPr") => false,
            _ => {
                reduce(&mut child, walk);
                true
            }
        };
        if stays {
            kept.push(Node::Element(child));
        }
    }
    parent.children = kept;
}

/// The constant spelling of an instruction that tells nothing, if it is one.
fn kept(instruction: &str, matcher: &Matcher) -> Option<String> {
    let words: Vec<&str> = instruction.split_whitespace().collect();
    let name = words.first()?.to_ascii_uppercase();
    match name.as_str() {
        "PAGE" | "NUMPAGES" | "SECTION" | "SECTIONPAGES" => {
            // 17.16.4.3: how the number is written.
            let plain = |format: &str| {
                let letters = format.chars().all(|c| c.is_ascii_alphanumeric());
                letters && !format.to_ascii_uppercase().ends_with("FORMAT")
            };
            let format = words.windows(2).find_map(|pair| match pair {
                ["\\*", format] if plain(format) => Some(*format),
                _ => None,
            });
            Some(match format {
                Some(format) => format!(" {name} \\* {format} "),
                None => format!(" {name} "),
            })
        }
        // It draws what its instruction says, which is text like other text: numbers, and letters as formulas have them.
        "EQ" if !instruction.chars().any(writes) => {
            let names = drawn(instruction).is_some_and(|drawn| matcher.replace(&drawn).is_some());
            (!names).then(|| format!(" {} ", words.join(" ")))
        }
        _ => None,
    }
}

/// Whether a character is a letter that words are written with, and not formulas: neither Latin nor Greek.
fn writes(c: char) -> bool {
    c.is_alphabetic() && c >= '\u{400}'
}

/// The text that an instruction draws which is not kept: letters in a frame or above each other, and a character by its
/// number (17.16.5.17, 17.16.5.63). In fonts of symbols numbers are no characters.
fn drawn(instruction: &str) -> Option<String> {
    let mut words = instruction.split_whitespace();
    let name = words.next()?.to_ascii_uppercase();
    match name.as_str() {
        "EQ" => Some(arguments(instruction.trim_start().get(name.len()..)?)),
        "SYMBOL" => {
            let number = words.next()?.trim_matches('"');
            let hex = number.strip_prefix("0x").or_else(|| number.strip_prefix("0X"));
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            let (mut unicode, mut font) = (false, false);
            words.for_each(|word| match word.to_ascii_lowercase().as_str() {
                "\\u" => unicode = true,
                "\\f" => font = true,
                _ => {}
            });
            let c = char::from_u32(code).filter(|_| unicode || (code < 0x80 && !font))?;
            (!c.is_control()).then(|| c.to_string())
        }
        _ => None,
    }
}

/// What Word puts around a character.
const RINGS: [char; 10] = ['○', '◯', '●', '◎', '□', '■', '△', '▲', '◇', '◆'];

/// What stands between switches, brackets and separators of an equation.
fn arguments(equation: &str) -> String {
    let mut text = String::new();
    let mut rest = equation.chars().peekable();
    // Whether the next bracket holds what is drawn over each other; the open brackets, and where their arguments begin.
    let (mut over, mut open): (bool, Vec<(bool, usize)>) = (false, Vec::new());
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next_if(|c| !c.is_ascii_alphabetic()) {
                // A switch of the field, with its word.
                Some('*') => {
                    while rest.next_if(|c| c.is_whitespace()).is_some() {}
                    if rest.next_if_eq(&'"').is_some() {
                        for _ in rest.by_ref().take_while(|c| *c != '"') {}
                    } else {
                        while rest.next_if(|c| !c.is_whitespace() && *c != '\\').is_some() {}
                    }
                }
                Some(c) => text.push(c),
                None => {
                    let mut switch = String::new();
                    while let Some(c) = rest.next_if(|c| c.is_ascii_alphanumeric() || *c == ' ') {
                        switch.push(c.to_ascii_lowercase());
                    }
                    // Behind `\o` stands how it is aligned (17.16.5.17).
                    over = match switch.trim_end() {
                        "o" => true,
                        "ac" | "ad" | "al" | "ar" => over,
                        _ => false,
                    };
                }
            },
            '(' => open.push((std::mem::take(&mut over), text.len())),
            ')' | ',' | ';' => {
                if let Some((over, start)) = open.last_mut() {
                    // A ring alone is one around the other arguments.
                    let argument = text.get(*start..).unwrap_or_default().trim();
                    if *over && argument.chars().count() == 1 && argument.starts_with(RINGS) {
                        text.truncate(*start);
                    }
                    *start = text.len();
                }
                if c == ')' {
                    open.pop();
                }
            }
            c => text.push(c),
        }
    }
    text.trim().to_owned()
}

fn text(text: String) -> Element {
    Element::with_text("w:t", &text)
}
