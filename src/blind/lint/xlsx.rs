//! The form of a workbook's sheets when they are printed (ECMA-376-1 18.3.1).

use super::breach::{FormRule, Seen};
use super::number::is_page_number;
use super::rules::{Mm, Rules};
use super::tally::Tally;
use crate::error::Result;
use crate::redact::{Element, Format, open_office, shown};

/// A4 among paper sizes (18.3.1.63).
const A4: &str = "9";

/// What margins are where a sheet tells none, in inches: top, right, bottom, left.
const MARGINS: [f64; 4] = [1.0, 0.75, 1.0, 0.75];

pub(super) fn lint(bytes: &[u8], rules: &Rules, tally: &mut Tally) -> Result<()> {
    let (package, main) = open_office(Format::Xlsx, bytes)?;
    let relations = package.relations(&main)?;
    let root = package.tree(&main)?;
    package.hold(root.weight())?;
    let sheets = root.child("x:sheets").into_iter().flat_map(Element::elements);
    for (n, sheet) in sheets.enumerate() {
        let place = format!("sheet {}", n + 1);
        let relation =
            relations.iter().find(|relation| Some(relation.id.as_str()) == sheet.attribute("r:id"));
        let Some(part) = relation.and_then(|relation| relation.target.as_deref()) else { continue };
        let root = package.tree(part)?;
        paper(&root, &place, rules, tally);
        margins(&root, &place, rules, tally);
        if let (Some(edges), true) = (root.child("x:headerFooter"), rules.page_number_only()) {
            for edge in edges.elements() {
                let footer = edge.name.ends_with("Footer");
                edge_text(&edge.text(), footer, &place, tally);
            }
        }
    }
    Ok(())
}

fn paper(root: &Element, place: &str, rules: &Rules, tally: &mut Tally) {
    let setup = root.child("x:pageSetup");
    let size = setup.and_then(|setup| setup.attribute("paperSize"));
    let across = setup.and_then(|setup| setup.attribute("orientation")) == Some("landscape");
    let breach = match (size, across) {
        (Some(A4), false) => None,
        (Some(A4), true) => rules.paper(Mm(297.0), Mm(210.0)),
        (Some(other), _) => rules.no_paper().map(|_| Seen::PaperNumber.of(shown(other))),
        // Without a size, it is that of American letters (18.3.1.63).
        (None, _) => rules.no_paper(),
    };
    if let Some(found) = breach {
        tally.add(place, place, FormRule::Paper, &found, 1);
    }
}

fn margins(root: &Element, place: &str, rules: &Rules, tally: &mut Tally) {
    let own = root.child("x:pageMargins");
    let inches = |name: &str, none: f64| {
        let number = own.and_then(|own| own.attribute(name)).and_then(|text| text.parse::<f64>().ok());
        Mm(number.filter(|number| number.is_finite()).unwrap_or(none) * 25.4)
    };
    let [top, right, bottom, left] = MARGINS;
    let found = [inches("top", top), inches("right", right), inches("bottom", bottom), inches("left", left)];
    if let Some(found) = rules.margin(found) {
        tally.add(place, place, FormRule::Margins, &found, 1);
    }
}

/// A header or footer (18.3.1.46): text with codes in it.
fn edge_text(coded: &str, footer: bool, place: &str, tally: &mut Tally) {
    let (mut text, mut picture) = (String::new(), false);
    let mut chars = coded.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('P' | 'N' | 'p' | 'n') => text.push('1'),
            Some('&') => text.push('&'),
            Some('"') => {
                // A font.
                let _name = chars.by_ref().take_while(|c| *c != '"').count();
            }
            Some('K' | 'k') => {
                for _ in 0..6 {
                    if chars.next_if(|c| c.is_ascii_hexdigit() || *c == '+').is_none() {
                        break;
                    }
                }
            }
            Some('Z' | 'z' | 'F' | 'f' | 'A' | 'a' | 'D' | 'd' | 'T' | 't') => text.push('\u{fffd}'),
            Some('G' | 'g') => picture = true,
            Some('L' | 'C' | 'R' | 'l' | 'c' | 'r') => text.push(' '),
            Some(c) if c.is_ascii_digit() => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    let rule = if footer { FormRule::Footer } else { FormRule::Header };
    if !(text.trim().is_empty() || footer && is_page_number(&text)) {
        tally.add(place, place, rule, &Seen::Text.of(shown(&text)), 1);
    }
    if picture {
        tally.add(place, place, rule, Seen::Picture.word(), 1);
    }
}
