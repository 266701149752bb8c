//! Formulas (ECMA-376-1 18.17): those stay that tell nothing and compute from what is in the copy; of the others the
//! value stays (SPEC §18.4, X1).

use crate::redact::matcher::Matcher;
use std::collections::BTreeSet;

/// Functions that tell of the file or reach outside of it.
const TELLING: [&str; 8] =
    ["CELL(", "INFO(", "HYPERLINK(", "WEBSERVICE(", "RTD(", "DDE(", "IMAGE(", "GETPIVOTDATA("];

/// What decides on formulas of one workbook.
pub(super) struct Formulas<'a> {
    pub matcher: &'a Matcher,
    /// Names that the copy does not have, in capitals: defined names and tables.
    pub gone: BTreeSet<String>,
}

impl Formulas<'_> {
    /// Whether a formula can stand in the copy.
    pub fn stays(&self, formula: &str) -> bool {
        let capitals = formula.to_uppercase();
        // A bracket refers to another workbook or to a table.
        let reaches = formula.contains(['[', '\\']) || formula.contains("://") || formula.contains("#REF!");
        let telling = TELLING.iter().any(|name| capitals.contains(name));
        let named = !self.gone.is_empty()
            && capitals
                .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
                .any(|word| self.gone.contains(word));
        !reaches && !telling && !named && self.matcher.replace(formula).is_none()
    }
}
