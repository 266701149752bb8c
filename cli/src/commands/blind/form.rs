//! Copies that are about to be sealed: what of them should be looked at, and what does not have the form that the notice
//! asks for. It is told, and no more: nobody is refused for it.

use super::told;
use crate::console::Console;
use crate::failure::Result;
use crate::say;
use sealbid::blind::Copy;
use sealbid::redact::FindingKind;
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The copies of blind parts.
pub type Copies = BTreeMap<Id, Vec<Copy>>;

/// A line for each breach, as a warning, and how much there is to look at.
pub fn tell(made: &Copies, console: &Console) -> Result<()> {
    let copies = || made.values().flatten();
    for copy in copies() {
        for breach in &copy.form {
            let (place, text) =
                (told::place(&breach.place, &console.words), told::breach(breach, &console.words));
            say!(console, "seal-form", document = copy.path, place = place, text = text)?;
        }
    }
    if copies().any(|copy| !copy.form.is_empty()) {
        say!(console, "seal-form-next")?;
    }
    let looks = copies().flat_map(|copy| &copy.report.findings);
    match looks.filter(|finding| finding.kind == FindingKind::Look).count() {
        0 => Ok(()),
        count => say!(console, "seal-looks", count = count),
    }
}

/// The same for machines, with all that was done.
pub fn json(made: &Copies) -> Value {
    let copy = |part: &Id, Copy { path, report, form, .. }: &Copy| json!({ "part": part, "path": path, "report": report, "form": form });
    made.iter().flat_map(|(part, copies)| copies.iter().map(move |one| copy(part, one))).collect()
}
