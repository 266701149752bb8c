//! Copies that are about to be sealed: what of them should be looked at, and what does not have the form that the notice
//! asks for. It is told, and no more: nobody is refused for it.

use super::told;
use crate::console::Console;
use crate::failure::Result;
use crate::say;
use sealbid::blind::Copy;
use sealbid::redact::{Finding, FindingKind, Look};
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The copies of blind parts.
pub type Copies = BTreeMap<Id, Vec<Copy>>;

/// A line for each rule that a copy breaks, fonts that nobody checked, and how much there is to look at.
pub fn tell(made: &Copies, console: &Console) -> Result<()> {
    let words = &console.words;
    let copies = || made.values().flatten();
    for copy in copies() {
        let mut told = BTreeSet::new();
        for breach in copy.form.iter().filter(|breach| told.insert(breach.rule)) {
            let more = copy.form.iter().filter(|other| other.rule == breach.rule).count() - 1;
            let (place, text) = (told::place(&breach.place, words), told::breach(breach, words));
            match more {
                0 => say!(console, "seal-form", document = copy.path, place = place, text = text)?,
                _ => say!(
                    console,
                    "seal-form-more",
                    document = copy.path,
                    place = place,
                    text = text,
                    count = more
                )?,
            }
        }
    }
    if copies().any(|copy| !copy.form.is_empty()) {
        say!(console, "seal-form-next")?;
    }
    for copy in copies() {
        for finding in looks(copy).filter(|finding| finding.text.starts_with(Look::FontBelieved.word())) {
            let (place, text) = (told::place(&finding.place, words), told::look(&finding.text, words));
            say!(console, "seal-form", document = copy.path, place = place, text = text)?;
        }
    }
    match copies().flat_map(looks).count() {
        0 => Ok(()),
        count => say!(console, "seal-looks", count = count),
    }
}

fn looks(copy: &Copy) -> impl Iterator<Item = &Finding> {
    copy.report.of(FindingKind::Look)
}

/// The same for machines: figures, and no names, since what is written here may be kept where a sealed bid is not open
/// yet.
pub fn json(made: &Copies) -> Value {
    let copy = |part: &Id, copy: &Copy| {
        let (removed, looks) = (&copy.report.removed, looks(copy).count());
        json!({ "part": part, "path": copy.path, "removed": removed, "looks": looks, "form": copy.form })
    };
    made.iter().flat_map(|(part, copies)| copies.iter().map(move |one| copy(part, one))).collect()
}
