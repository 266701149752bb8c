//! Copies that are about to be sealed, held against the form that the notice asks for. It is told, and no more: nobody
//! is refused for it.

use crate::console::Console;
use crate::failure::Result;
use crate::say;
use sealbid::blind::{Copies, form_findings};
use sealbid::notice::FormRules;
use sealbid::redact::Finding;
use serde_json::{Value, json};

/// What of copies does not have the form, each with its document's path.
pub type Found = Vec<(String, Finding)>;

/// Looks at the copies of documents, which stand in the same order.
pub fn look<'d>(originals: impl Iterator<Item = &'d [u8]>, copies: &Copies, rules: &FormRules) -> Found {
    let mut found = Found::new();
    for (original, copy) in originals.zip(&copies.copies) {
        let findings = form_findings(&copy.path, original, &copy.bytes, rules);
        found.extend(findings.into_iter().map(|finding| (copy.path.clone(), finding)));
    }
    found
}

/// A line for each, as warnings.
pub fn tell(found: &Found, console: &Console) -> Result<()> {
    for (document, Finding { place, text, .. }) in found {
        say!(console, "seal-form", document = document, place = place, text = text)?;
    }
    if found.is_empty() { Ok(()) } else { say!(console, "seal-form-next") }
}

/// The same for machines.
pub fn json(found: &Found) -> Value {
    found.iter().map(|(document, finding)| json!({ "document": document, "finding": finding })).collect()
}
