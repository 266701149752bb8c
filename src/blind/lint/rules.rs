//! What the rules ask for, and whether something is that.

use super::fonts::same_font;
use crate::notice::FormRules;

/// Twips, each a twentieth of a point, in a millimetre.
const TWIPS_IN_MM: f64 = 1440.0 / 25.4;

/// A millimetre: printers and programs round by less.
const TOLERANCE_MM: f64 = 1.0;

/// ISO 216, in millimetres.
const A4: (f64, f64) = (210.0, 297.0);

/// One of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Font,
    Size,
    Colour,
    Paper,
    Margins,
    Header,
    Footer,
}

impl Rule {
    /// What stands before what was found.
    pub fn word(self) -> &'static str {
        match self {
            Rule::Font => "font ",
            Rule::Size => "size ",
            Rule::Colour => "colour ",
            Rule::Paper => "paper ",
            Rule::Margins => "margins: ",
            Rule::Header => "header: ",
            Rule::Footer => "footer: ",
        }
    }
}

/// A length in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mm(pub f64);

impl Mm {
    pub fn of_twips(twips: f64) -> Mm {
        Mm(twips / TWIPS_IN_MM)
    }

    pub fn of_points(points: f64) -> Mm {
        Mm(points * 25.4 / 72.0)
    }

    pub fn points(self) -> f64 {
        self.0 * 72.0 / 25.4
    }

    fn is_about(self, other: f64) -> bool {
        (self.0 - other).abs() <= TOLERANCE_MM
    }
}

/// The rules of a notice, asked one thing at a time. Each answers what is wrong, in words, or nothing.
pub(super) struct Rules<'r>(&'r FormRules);

impl<'r> Rules<'r> {
    pub fn new(rules: &'r FormRules) -> Rules<'r> {
        Rules(rules)
    }

    pub fn page_number_only(&self) -> bool {
        self.0.page_number_only
    }

    /// Top, right, bottom, left.
    pub fn margins(&self) -> Option<[Mm; 4]> {
        self.0.margins.map(|margins| margins.map(|mm| Mm(mm.into())))
    }

    pub fn font(&self, name: &str) -> Option<String> {
        let fonts = &self.0.fonts;
        let fits = fonts.is_empty() || fonts.iter().any(|font| same_font(font, name));
        (!fits).then(|| shown(name))
    }

    /// A size in points, which a program may have rounded a little.
    pub fn size(&self, points: f64) -> Option<String> {
        let sizes = &self.0.half_points;
        let fits =
            sizes.is_empty() || sizes.iter().any(|half| (points - f64::from(*half) / 2.0).abs() < 0.25);
        (!fits).then(|| format!("{} pt", rounded(points)))
    }

    /// Red, green and blue, each from 0 to 1.
    pub fn colour(&self, rgb: [f64; 3]) -> Option<String> {
        let fits = !self.0.black || rgb.iter().all(|part| *part <= 0.02);
        (!fits).then(|| {
            let hex = rgb.map(|part| format!("{:02X}", (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8));
            format!("#{}", hex.concat())
        })
    }

    /// Something that colours text, and is no one colour.
    pub fn paint(&self, what: &str) -> Option<String> {
        self.0.black.then(|| what.to_owned())
    }

    pub fn paper(&self, width: Mm, height: Mm) -> Option<String> {
        if !self.0.a4 || (width.is_about(A4.0) && height.is_about(A4.1)) {
            return None;
        }
        let lies = if width.is_about(A4.1) && height.is_about(A4.0) { "A4 across, " } else { "" };
        Some(format!("{lies}{} × {} mm", rounded(width.0), rounded(height.0)))
    }

    /// The paper of a document that tells none.
    pub fn no_paper(&self) -> Option<String> {
        self.0.a4.then(|| "of no size".to_owned())
    }

    /// Margins: top, right, bottom, left.
    pub fn margin(&self, found: [Mm; 4]) -> Option<String> {
        let asked = self.margins()?;
        let fits = found.iter().zip(asked).all(|(found, asked)| found.is_about(asked.0));
        (!fits).then(|| format!("{} mm", found.map(|mm| rounded(mm.0)).join(", ")))
    }

    /// What a rule asks for.
    pub fn asked(&self, rule: Rule) -> String {
        match rule {
            Rule::Font => self.0.fonts.join(" or "),
            Rule::Size => {
                let sizes = self.0.half_points.iter().map(|half| rounded(f64::from(*half) / 2.0));
                format!("{} pt", sizes.collect::<Vec<_>>().join(" or "))
            }
            Rule::Colour => "black".to_owned(),
            Rule::Paper => "A4 upright".to_owned(),
            Rule::Margins => {
                let margins = self.0.margins.unwrap_or_default().map(|mm| mm.to_string());
                format!("{} mm (top, right, bottom, left)", margins.join(", "))
            }
            Rule::Header => "an empty header".to_owned(),
            Rule::Footer => "the page number alone".to_owned(),
        }
    }
}

/// To a tenth, without a zero behind the point.
fn rounded(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Text of the document, as much of it as a line takes.
pub(super) fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = words.chars().take(24).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}
