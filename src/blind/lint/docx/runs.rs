//! The text of a story, run by run.

use super::super::breach::FormRule;
use super::super::rules::Rules;
use super::super::tally::Tally;
use super::look::Look;
use super::styles::Styles;
use crate::redact::{Element, first_words, is_note};

/// What fonts Word takes where nothing names one. For East Asian text that depends on the system.
const NO_FONT: &str = "Times New Roman";

/// Goes through a document, a header or the notes, and counts its paragraphs.
pub(super) struct Walk<'a> {
    rules: &'a Rules<'a>,
    styles: &'a Styles,
    place: &'a str,
    /// Whether all of it is a page number: then its font and size are free.
    number: bool,
    paragraphs: u64,
    notes: u64,
}

/// Of what kinds the characters of a text are, as far as fonts go (17.3.2.26).
#[derive(Default)]
struct Kinds {
    ascii: bool,
    east: bool,
    other: bool,
}

impl Kinds {
    fn of(text: &str) -> Kinds {
        let mut kinds = Kinds::default();
        for c in text.chars().filter(|c| !c.is_whitespace() && !c.is_control()) {
            match c {
                '\0'..='\u{7f}' => kinds.ascii = true,
                '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => {
                    kinds.east = true
                }
                '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' => {
                    kinds.east = true
                }
                _ => kinds.other = true,
            }
        }
        kinds
    }

    fn any(&self) -> bool {
        self.ascii || self.east || self.other
    }
}

impl<'a> Walk<'a> {
    pub fn new(rules: &'a Rules, styles: &'a Styles, place: &'a str, number: bool) -> Walk<'a> {
        Walk { rules, styles, place, number, paragraphs: 0, notes: 0 }
    }

    /// Looks at everything below an element.
    pub fn story(&mut self, root: &Element, tally: &mut Tally) {
        self.blocks(root, None, false, tally);
    }

    fn blocks(&mut self, element: &Element, table: Option<&str>, in_table: bool, tally: &mut Tally) {
        for child in element.elements() {
            self.notes += u64::from(is_note(child));
            match child.name.as_str() {
                "w:p" => self.paragraph(child, table, in_table, tally),
                "w:tbl" => {
                    let style = child.path(&["w:tblPr", "w:tblStyle"]);
                    self.blocks(child, style.and_then(|style| style.attribute("w:val")), true, tally);
                }
                _ => self.blocks(child, table, in_table, tally),
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Element, table: Option<&str>, in_table: bool, tally: &mut Tally) {
        self.paragraphs += 1;
        let style = paragraph.path(&["w:pPr", "w:pStyle"]).and_then(|style| style.attribute("w:val"));
        let look = self.styles.paragraph(style, table, in_table);
        let number = match self.place {
            "paragraph" => Some(self.paragraphs),
            "footnote" | "endnote" => Some(self.notes),
            _ => None,
        };
        let place = match (number, first_words(paragraph)) {
            (None, _) => self.place.to_owned(),
            (Some(number), words) if words.is_empty() => format!("{} {number}", self.place),
            (Some(number), words) => format!("{} {number}: \"{words}\"", self.place),
        };
        self.inline(paragraph, &look, &place, tally);
    }

    fn inline(&mut self, element: &Element, above: &Look, place: &str, tally: &mut Tally) {
        for child in element.elements() {
            match child.name.as_str() {
                "w:r" => self.run(child, above, place, tally),
                "w:pPr" | "w:rPr" | "w:del" | "w:moveFrom" => {}
                // What a text box holds are paragraphs of their own.
                "w:txbxContent" => self.blocks(child, None, false, tally),
                _ => self.inline(child, above, place, tally),
            }
        }
    }

    fn run(&mut self, run: &Element, above: &Look, place: &str, tally: &mut Tally) {
        let properties = run.child("w:rPr");
        let style =
            properties.and_then(|own| own.child("w:rStyle")).and_then(|style| style.attribute("w:val"));
        let styled = self.styles.over(style, above);
        let look = Look::of(properties, &self.styles.theme).over(&styled);
        for child in run.elements() {
            match child.name.as_str() {
                "w:t" => self.text(&child.text(), &look, place, tally),
                "w:sym" if !self.number => {
                    let font = child.attribute("w:font").unwrap_or(NO_FONT);
                    self.tell(place, FormRule::Font, self.rules.font(font), tally);
                }
                _ => {}
            }
        }
        self.inline(run, &look, place, tally);
    }

    fn text(&mut self, text: &str, look: &Look, place: &str, tally: &mut Tally) {
        let kinds = Kinds::of(text);
        if !kinds.any() {
            return;
        }
        self.tell(place, FormRule::Colour, self.rules.colour(look.rgb()), tally);
        if self.number {
            return;
        }
        self.tell(place, FormRule::Size, self.rules.size(look.points()), tally);
        let ascii = self.rules.font(look.ascii.as_deref().unwrap_or(NO_FONT));
        let ansi = self.rules.font(look.ansi.as_deref().unwrap_or(NO_FONT));
        let east = look.east.as_deref().map_or_else(|| self.rules.no_font(), |font| self.rules.font(font));
        if kinds.ascii {
            self.tell(place, FormRule::Font, ascii, tally);
        }
        // Quotation marks and the like are taken from either font, by the words around them.
        if kinds.other && east.is_some() {
            self.tell(place, FormRule::Font, ansi, tally);
        }
        if kinds.east {
            self.tell(place, FormRule::Font, east, tally);
        }
    }

    /// One finding for each thing that is wrong, where it is so first.
    fn tell(&self, place: &str, rule: FormRule, breach: Option<String>, tally: &mut Tally) {
        if let Some(found) = breach {
            let story = if self.place == "paragraph" { "" } else { self.place };
            tally.add(&format!("{story}\n{found}"), place, rule, &found, 1);
        }
    }
}
