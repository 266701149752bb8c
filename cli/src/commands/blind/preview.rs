//! `sealbid blind preview`: what an evaluator would see, before anything is sealed.

use super::terms::stated;
use super::{page, told};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::table::Table;
use crate::{files, say};
use sealbid::blind::{Copy, check_transformation, make_copy};
use sealbid::notice::{FormRules, Notice};
use sealbid::redact::{Format, MAX_DOCUMENT, Terms};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What is written into, unless something else is named.
const FOLDER: &str = "blind-preview";

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
    /// A new folder: copies/01.pdf, copies/02.docx … by the order of the documents, and pages/01.pdf.html with your names; blind-preview if left out, or blind-preview-2 …
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Makes copies and pages. A document that is refused does not stop the others.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let terms = files::parse(&arguments.terms, Terms::parse)?;
    if let Some(path) = &arguments.cert {
        terms.check_covers(&stated(path)?).map_err(|e| e.at(arguments.terms.display()))?;
    }
    let rules = arguments.notice.as_deref().map(|path| rules(path, console)).transpose()?.flatten();
    let out = folder(arguments.out.as_deref())?;
    let mut results = Vec::new();
    let mut refused = Vec::new();
    for (n, document) in arguments.documents.iter().enumerate() {
        let desk = Desk { terms: &terms, rules: rules.as_ref(), out: &out, console };
        match desk.copy(document) {
            // What befalls the folder that is written into befalls the others too.
            Ok(made) => results.push(desk.write(n + 1, document, &made)?),
            Err(failure) if arguments.documents.len() == 1 => return Err(failure),
            Err(failure) => {
                let (reason, hint) = (failure.reason(&console.words), failure.hint(&console.words));
                say!(console, "blind-preview-refused", reason = reason, hint = hint)?;
                results.push(json!({ "document": document, "error": failure.json(&console.words) }));
                refused.push(document.display().to_string());
            }
        }
    }
    if refused.len() < results.len() {
        say!(console, "blind-preview-next", folder = out.display())?;
    }
    console.result(&json!({ "documents": results }))?;
    if refused.is_empty() { Ok(()) } else { Err(Failure::own(Own::NotCopied, "", refused.join(", "))) }
}

/// The folder that is written into. It is a new one, so that nothing in it is of another time.
fn folder(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = given {
        files::free(path)?;
        return Ok(path.to_owned());
    }
    let name = |n: u32| PathBuf::from(if n == 1 { FOLDER.to_owned() } else { format!("{FOLDER}-{n}") });
    let free = (1..u32::MAX).map(name).find(|path| files::free(path).is_ok());
    Ok(free.unwrap_or_else(|| name(1)))
}

/// The form that a notice asks for. Its signature is not looked at: nothing is sealed here.
fn rules(path: &Path, console: &Console) -> Result<Option<FormRules>> {
    let path = files::notice_path(path);
    let notice = files::parse(&path, Notice::parse)?;
    check_transformation(&notice).map_err(|e| e.at(path.display()))?;
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
    fn copy(&self, document: &Path) -> Result<Copy> {
        let original = files::read_document(document, MAX_DOCUMENT)?;
        Ok(make_copy(&document.display().to_string(), &original, self.terms, self.rules)?)
    }

    /// Copies and pages are apart: pages have the names.
    fn write(&self, n: usize, document: &Path, made: &Copy) -> Result<Value> {
        let console = self.console;
        let name = format!("{n:02}.{}", Format::of(&made.path, &made.bytes)?.ending());
        let [copies, pages] = ["copies", "pages"].map(|folder| self.out.join(folder));
        files::make_folder(&copies)?;
        files::make_folder(&pages)?;
        let (copy, page) = (copies.join(&name), pages.join(format!("{name}.html")));
        files::write(&copy, &made.bytes)?;
        files::write(&page, page::of(made, &console.words).as_bytes())?;
        say!(
            console,
            "blind-preview-copy",
            file = copy.display(),
            document = document.display(),
            page = page.display()
        )?;
        self.tell(made)?;
        let Copy { report, form, bytes, .. } = made;
        Ok(json!({
            "document": document,
            "copy": copy,
            "bytes": bytes.len(),
            "page": page,
            "report": report,
            "form": form,
        }))
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
