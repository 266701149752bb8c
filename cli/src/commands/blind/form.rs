//! Copies that are about to be sealed, held against the form that the notice asks for. It is told, and no more: nobody
//! is refused for it.

use crate::console::Console;
use crate::failure::Result;
use crate::say;
use sealbid::blind::Copy;
use sealbid::redact::{Finding, FindingKind};
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What of copies does not have the form, each with its document's path.
pub type Found = Vec<(String, Finding)>;

/// What the reports of copies tell of the form.
pub fn found(made: &BTreeMap<Id, Vec<Copy>>) -> Found {
    let of = |copy: &Copy| {
        let findings = copy.report.findings.iter().filter(|finding| finding.kind == FindingKind::Form);
        findings.map(|finding| (copy.path.clone(), finding.clone())).collect::<Found>()
    };
    made.values().flatten().flat_map(of).collect()
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
