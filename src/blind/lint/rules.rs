//! What the rules ask for, and whether something is that.

use super::breach::{FormRule, Seen};
use super::fonts::same_font;
use crate::notice::FormRules;
use crate::redact::shown;

/// Twips, each a twentieth of a point, in a millimetre.
const TWIPS_IN_MM: f64 = 1440.0 / 25.4;

/// A millimetre: printers and programs round by less.
const TOLERANCE_MM: f64 = 1.0;

/// ISO 216, in millimetres.
const A4: (f64, f64) = (210.0, 297.0);

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

/// The rules of a notice, asked one thing at a time. Each answers what is wrong, in words of [`Seen`], or nothing.
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
        (!fits).then(|| Seen::Font.of(shown(name)))
    }

    /// A font that nothing names.
    pub fn no_font(&self) -> Option<String> {
        (!self.0.fonts.is_empty()).then(|| Seen::NoFont.to_string())
    }

    /// A size in points, which a program may have rounded a little.
    pub fn size(&self, points: f64) -> Option<String> {
        let sizes = &self.0.half_points;
        let fits =
            sizes.is_empty() || sizes.iter().any(|half| (points - f64::from(*half) / 2.0).abs() < 0.25);
        (!fits).then(|| Seen::Size.of(rounded(points)))
    }

    /// Red, green and blue, each from 0 to 1.
    pub fn colour(&self, rgb: [f64; 3]) -> Option<String> {
        let fits = !self.0.black || rgb.iter().all(|part| *part <= 0.02);
        (!fits).then(|| {
            let hex = rgb.map(|part| format!("{:02X}", (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8));
            Seen::Colour.of(format_args!("#{}", hex.concat()))
        })
    }

    /// Something that colours text, and is no one colour.
    pub fn paint(&self, what: impl ToString) -> Option<String> {
        self.0.black.then(|| what.to_string())
    }

    pub fn paper(&self, width: Mm, height: Mm) -> Option<String> {
        if !self.0.a4 || (width.is_about(A4.0) && height.is_about(A4.1)) {
            return None;
        }
        let across = width.is_about(A4.1) && height.is_about(A4.0);
        let seen = if across { Seen::PaperAcross } else { Seen::Paper };
        Some(seen.of(format_args!("{} x {}", rounded(width.0), rounded(height.0))))
    }

    /// The paper of a document that tells none.
    pub fn no_paper(&self) -> Option<String> {
        self.0.a4.then(|| Seen::NoPaper.to_string())
    }

    /// Margins: top, right, bottom, left.
    pub fn margin(&self, found: [Mm; 4]) -> Option<String> {
        let asked = self.margins()?;
        let fits = found.iter().zip(asked).all(|(found, asked)| found.is_about(asked.0));
        (!fits).then(|| Seen::Margins.of(found.map(|mm| rounded(mm.0)).join(", ")))
    }

    /// What a rule asks for.
    pub fn asked(&self, rule: FormRule) -> Vec<String> {
        match rule {
            FormRule::Font => self.0.fonts.clone(),
            FormRule::Size => self.0.half_points.iter().map(|half| rounded(f64::from(*half) / 2.0)).collect(),
            FormRule::Margins => self.0.margins.iter().flatten().map(u8::to_string).collect(),
            FormRule::Colour | FormRule::Paper | FormRule::Header | FormRule::Footer | FormRule::Read => {
                Vec::new()
            }
        }
    }
}

/// To a tenth, without a zero behind the point.
fn rounded(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
