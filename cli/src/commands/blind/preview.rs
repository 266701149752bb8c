//! `sealbid blind preview`: what an evaluator would see, before anything is sealed.

use super::page;
use crate::console::Console;
use crate::failure::Result;
use crate::table::Table;
use crate::words::Words;
use crate::{files, fill, say};
use sealbid::blind::make_copy;
use sealbid::notice::{FormRules, Notice};
use sealbid::redact::{Finding, FindingKind, MAX_DOCUMENT, Report, Terms};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `blind preview`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The documents
    #[arg(required = true, value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// Your own names and numbers, to be removed (sealbid-terms/1)
    #[arg(long, value_name = "FILE")]
    terms: PathBuf,
    /// The notice, or its folder: copies are held against the form that it asks for
    #[arg(long, alias = "policy", value_name = "NOTICE")]
    notice: Option<PathBuf>,
    /// The folder to write into: each copy under its document's name, and a page FILE.html beside it
    #[arg(short, long, value_name = "DIR", default_value = "blind-preview")]
    out: PathBuf,
}

/// Makes copies and pages.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let terms = files::parse(&arguments.terms, Terms::parse)?;
    let rules = arguments.notice.as_deref().map(|path| rules(path, console)).transpose()?.flatten();
    files::make_folder(&arguments.out)?;
    let mut results = Vec::new();
    for document in &arguments.documents {
        results.push(one(document, &terms, rules.as_ref(), &arguments.out, console)?);
    }
    say!(console, "blind-preview-next", folder = arguments.out.display())?;
    console.result(&json!({ "documents": results }))
}

/// The form that a notice asks for. Its signature is not looked at: nothing is sealed here.
fn rules(path: &Path, console: &Console) -> Result<Option<FormRules>> {
    let path = files::notice_path(path);
    let notice = files::parse(&path, Notice::parse)?;
    let form = notice.body().blind_review.as_ref().and_then(|review| review.form.clone());
    if form.is_none() {
        say!(console, "blind-preview-no-form", file = path.display())?;
    }
    Ok(form)
}

fn one(
    document: &Path,
    terms: &Terms,
    rules: Option<&FormRules>,
    out: &Path,
    console: &Console,
) -> Result<serde_json::Value> {
    let name = document.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (copy_path, page_path) = (out.join(name), out.join(format!("{name}.html")));
    files::free(&copy_path)?;
    files::free(&page_path)?;
    let at = |error: sealbid::Error| error.at(document.display());
    let original = files::read_document(document, MAX_DOCUMENT)?;
    let made = make_copy(name, &original, terms, rules).map_err(at)?;
    files::write(&copy_path, &made.bytes)?;
    files::write(&page_path, page::of(name, &made.report, &console.words).as_bytes())?;
    say!(console, "blind-preview-copy", file = copy_path.display(), page = page_path.display())?;
    table(&made.report, console)?;
    Ok(json!({ "document": document, "copy": copy_path, "page": page_path, "report": made.report }))
}

/// What a person should look at, and how much of each kind was removed.
fn table(report: &Report, console: &Console) -> Result<()> {
    let words = &console.words;
    let columns = ["blind-column-place", "blind-column-kind", "blind-column-found"];
    let mut table = Table::new(columns.map(|id| words.text(id)));
    for finding in &report.findings {
        table.row([place(finding, words), words.text(kind_word(finding.kind)), found(finding, words)]);
    }
    if !report.findings.is_empty() {
        console.table(&table)?;
    }
    let removed: u64 = report.removed.values().sum();
    say!(console, "blind-preview-removed", count = removed)
}

/// Where it was found, in the reader's language. Parts of a document have the names that they have in it.
pub fn place(finding: &Finding, words: &Words) -> String {
    match finding.place.split_once(' ') {
        Some((kind @ ("page" | "line" | "sheet"), number)) => {
            fill!(words, &format!("blind-place-{kind}"), number = number)
        }
        _ => finding.place.clone(),
    }
}

/// What was found, in the reader's language: of what is to be looked at, a report has the word of SPEC §18.3.
pub fn found(finding: &Finding, words: &Words) -> String {
    let (word, what) = finding.text.split_once(' ').unwrap_or((&finding.text, ""));
    match finding.kind {
        FindingKind::Look => fill!(words, &format!("look-{word}"), what = what),
        FindingKind::Term | FindingKind::Form => finding.text.clone(),
    }
}

/// What a kind of finding is called.
pub fn kind_word(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Term => "blind-kind-term",
        FindingKind::Look => "blind-kind-look",
        FindingKind::Form => "blind-kind-form",
    }
}
