//! `sealbid blind preview`: what an evaluator would see, before anything is sealed.

use super::{page, told};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::table::Table;
use crate::{files, say, signing};
use sealbid::blind::{Copy, make_copy};
use sealbid::notice::{FormRules, Notice};
use sealbid::redact::{Format, MAX_DOCUMENT, Terms};
use serde_json::{Value, json};
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
    #[arg(long, visible_alias = "policy", value_name = "NOTICE")]
    notice: Option<PathBuf>,
    /// Your certificate: the terms must have all that it states of you, as when sealing
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// The folder to write into: copies as 01.pdf, 02.docx …, as evaluators get them, and a page beside each
    #[arg(short, long, value_name = "DIR", default_value = "blind-preview")]
    out: PathBuf,
}

/// Makes copies and pages. A document that is refused does not stop the others.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let terms = files::parse(&arguments.terms, Terms::parse)?;
    if let Some(path) = &arguments.cert {
        let names = signing::certificate(path)?.names();
        let stated =
            Terms::stated(names.bidder().map_err(|e| e.at(path.display()))?, names.credit_code.as_deref());
        terms.check_covers(&stated).map_err(|e| e.at(arguments.terms.display()))?;
    }
    let rules = arguments.notice.as_deref().map(|path| rules(path, console)).transpose()?.flatten();
    files::make_folder(&arguments.out)?;
    let mut results = Vec::new();
    let mut refused = Vec::new();
    for (n, document) in arguments.documents.iter().enumerate() {
        let desk = Desk { terms: &terms, rules: rules.as_ref(), out: &arguments.out, console };
        match desk.preview(n + 1, document) {
            Ok(result) => results.push(result),
            // What befalls the folder or the machine, and not this document, befalls the others too.
            Err(failure) if failure.exit_code() != 1 => return Err(failure),
            Err(failure) if arguments.documents.len() == 1 => return Err(failure),
            Err(failure) => {
                say!(console, "blind-preview-refused", reason = failure.reason(&console.words))?;
                results.push(json!({ "document": document, "error": failure.json(&console.words) }));
                refused.push(document.display().to_string());
            }
        }
    }
    if refused.len() < results.len() {
        say!(console, "blind-preview-next", folder = arguments.out.display())?;
    }
    console.result(&json!({ "documents": results }))?;
    if refused.is_empty() { Ok(()) } else { Err(Failure::own(Own::NotCopied, "", refused.join(", "))) }
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

/// What all previews have in common.
struct Desk<'a> {
    terms: &'a Terms,
    rules: Option<&'a FormRules>,
    out: &'a Path,
    console: &'a Console,
}

impl Desk<'_> {
    fn preview(&self, n: usize, document: &Path) -> Result<Value> {
        let console = self.console;
        let name = document.display().to_string();
        let original = files::read_document(document, MAX_DOCUMENT)?;
        let made = make_copy(&name, &original, self.terms, self.rules)?;
        let copy = self.out.join(format!("{n:02}.{}", Format::of(&name, &made.bytes)?.ending()));
        let page = files::with_ending(&copy, ".html");
        files::free(&copy)?;
        files::free(&page)?;
        files::write(&copy, &made.bytes)?;
        files::write(&page, page::of(&name, &made, &console.words).as_bytes())?;
        say!(
            console,
            "blind-preview-copy",
            file = copy.display(),
            document = document.display(),
            page = page.display()
        )?;
        self.tell(&made)?;
        let Copy { report, form, .. } = &made;
        Ok(json!({ "document": document, "copy": copy, "page": page, "report": report, "form": form }))
    }

    /// What a person should look at, and which terms were removed.
    fn tell(&self, made: &Copy) -> Result<()> {
        let words = &self.console.words;
        let columns = ["blind-column-place", "blind-column-kind", "blind-column-found"];
        let mut table = Table::new(columns.map(|id| words.text(id)));
        let mut rows = told::to_look_at(made, words);
        rows.extend(told::removed(&made.report).into_iter().map(|(term, first, count)| {
            let term = if count == 1 { term.to_owned() } else { format!("{term} ({count})") };
            [told::place(first, words), words.text("blind-kind-term"), term]
        }));
        if !rows.is_empty() {
            rows.into_iter().for_each(|row| table.row(row));
            self.console.table(&table)?;
        }
        let removed: u64 = made.report.removed.values().sum();
        say!(self.console, "blind-preview-removed", count = removed)
    }
}
