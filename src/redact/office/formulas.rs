//! Formulas (ECMA-376-1 18.17): those stay that tell nothing and compute from what is in the copy; of the others the
//! value stays (SPEC §18.4, X1).

use crate::redact::matcher::Matcher;
use std::collections::BTreeSet;

/// Functions that tell of the file or reach outside of it.
const TELLING: [&str; 8] =
    ["CELL(", "INFO(", "HYPERLINK(", "WEBSERVICE(", "RTD(", "DDE(", "IMAGE(", "GETPIVOTDATA("];

/// What puts text together, takes it apart, or makes it of numbers (`UNICHAR(` too).
const JOINING: [&str; 16] = [
    "&",
    "CONCAT",
    "TEXT(",
    "TEXTJOIN(",
    "REPLACE",
    "SUBSTITUTE(",
    "REPT(",
    "CHAR(",
    "MID(",
    "MIDB(",
    "LEFT",
    "RIGHT",
    "UPPER(",
    "LOWER(",
    "PROPER(",
    "TRIM(",
];

/// What decides on formulas of one workbook.
pub(super) struct Formulas<'a> {
    pub matcher: &'a Matcher,
    /// Names that the copy does not have, in capitals: defined names and tables.
    pub gone: BTreeSet<String>,
}

impl Formulas<'_> {
    /// Whether a formula can put text together: what it gives is not known from what it says.
    pub fn joins(&self, formula: &str) -> bool {
        let capitals = formula.to_uppercase();
        JOINING.iter().any(|what| capitals.contains(what))
    }

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
        let told = |text: &str| self.matcher.replace(text).is_some();
        // What stands between quotation marks may be put together.
        let strings: String = formula.split('"').skip(1).step_by(2).collect();
        !reaches && !telling && !named && !told(formula) && !told(&strings)
    }
}
