//! The text of a header or footer, with its fields as what they show (ECMA-376-1 17.16).

use crate::redact::Element;

/// Fields within fields.
const MAX_FIELDS: usize = 64;

/// The fields that show a page's number, or how many there are (17.16.5.34, .44, .52, .59).
const NUMBERS: [&str; 4] = ["PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"];

/// A complex field that has begun.
#[derive(Default)]
struct Open {
    instruction: String,
    /// Whether what follows is its result.
    result: bool,
}

#[derive(Default)]
struct Reading {
    text: String,
    open: Vec<Open>,
}

/// All text below an element. A field with a page's number is `1`.
pub(super) fn text(root: &Element) -> String {
    let mut reading = Reading::default();
    reading.read(root);
    reading.text
}

fn is_number(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    NUMBERS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

impl Reading {
    fn read(&mut self, element: &Element) {
        for child in element.elements() {
            match child.name.as_str() {
                "w:t" => self.say(&child.text()),
                "w:tab" | "w:br" | "w:cr" => self.say(" "),
                "w:sym" => self.say("\u{fffd}"),
                "w:pgNum" => self.say("1"),
                "w:instrText" => {
                    if let Some(open) = self.open.last_mut().filter(|open| !open.result) {
                        open.instruction.push_str(&child.text());
                    }
                }
                "w:fldChar" => self.mark(child.attribute("w:fldCharType").unwrap_or_default()),
                "w:fldSimple" if child.attribute("w:instr").is_some_and(is_number) => self.say("1"),
                "w:pPr" | "w:rPr" | "w:del" | "w:moveFrom" => {}
                "w:p" => {
                    self.read(child);
                    self.say(" ");
                }
                _ => self.read(child),
            }
        }
    }

    fn mark(&mut self, kind: &str) {
        match kind {
            "begin" if self.open.len() < MAX_FIELDS => self.open.push(Open::default()),
            "separate" => {
                if let Some(open) = self.open.last_mut() {
                    open.result = true;
                }
            }
            "end" if self.open.pop().is_some_and(|open| is_number(&open.instruction)) => {
                self.say("1");
            }
            _ => {}
        }
    }

    /// Text that is shown: none in instructions, nor what a page's number was when the document was saved.
    fn say(&mut self, text: &str) {
        if self.open.iter().all(|open| open.result && !is_number(&open.instruction)) {
            self.text.push_str(text);
        }
    }
}
