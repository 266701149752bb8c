//! `sealbid seal`: everything that can be checked now, then the bid and its key file, both or neither.

use super::blind::form::{self as blind_form, Copies};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::figures::size;
use crate::progress::Bar;
use crate::signing::Signing;
use crate::{args, files, passphrase, say};
use sealbid::bid::{Document, Draft, Sealed, folder, media_type, padded_size, seal_file};
use sealbid::blind::add_copies;
use sealbid::ca::Signer;
use sealbid::notice::{FormValue, Notice, TrustList, TrustedNotice};
use sealbid::redact::Terms;
use sealbid::wire::{Id, Time, parse_json};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Arguments of `seal`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder of the notice
    #[arg(long, value_name = "DIR")]
    notice: PathBuf,
    /// Your own list of trusted organisations
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// The lot; can be left out if there is only one
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    lot: Option<Id>,
    /// A part's documents: a folder or a file (can be given several times)
    #[arg(long, value_name = "PART=PATH", value_parser = args::pair)]
    part: Vec<(String, String)>,
    /// A value of the form, as you would write it: price=1234.50 (can be given several times)
    #[arg(long, value_name = "FIELD=VALUE", value_parser = args::pair)]
    field: Vec<(String, String)>,
    /// A JSON file of such values: {"price": "1234.50"}
    #[arg(long, value_name = "FILE")]
    form: Option<PathBuf>,
    /// Your own names and numbers, to be removed from the copies of blind parts (sealbid-terms/1)
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,
    /// The bidder's certificate and key.
    #[command(flatten)]
    signing: Signing,
    /// The sealed bid to write; its key file goes beside it, as FILE.key
    #[arg(short, long, value_name = "FILE", default_value = "bid.sbid")]
    out: PathBuf,
    /// A file whose first line is the new passphrase of the key file; - is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Seal even after the deadline, for tests; no box takes such a bid
    #[arg(long, hide = true)]
    even_late: bool,
}

/// Seals a bid.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let now = console.clock.now()?;
    let signed = files::signed_notice(&arguments.notice)?;
    let notice = signed.notice();
    check_deadline(notice, now, arguments.even_late, console)?;
    let trusted = signed.trusted_by(&files::parse(&arguments.trust, TrustList::parse)?, now)?;
    let mut draft = draft(arguments, notice)?;
    let copies = copies(&mut draft, notice, arguments.terms.as_deref())?;
    draft.check(notice)?;
    blind_form::tell(&copies, console)?;
    let key_path = files::with_ending(&arguments.out, ".key");
    files::free(&arguments.out)?;
    files::free(&key_path)?;
    let signer = arguments.signing.load(console)?;
    let passphrase = passphrase::ask_new(console, arguments.passphrase_file.as_deref(), &key_path)?;

    let job = Job { trusted: &trusted, signer: &signer, now, out: &arguments.out };
    let sealed = job.seal(draft, passphrase.as_bytes(), console)?;
    let bytes =
        std::fs::metadata(&arguments.out).map_err(|e| Error::from(e).at(arguments.out.display()))?.len();
    say!(console, "seal-good", file = arguments.out.display(), size = size(bytes))?;
    say!(console, "seal-digest", digest = sealed.digest)?;
    say!(console, "seal-key", file = key_path.display())?;
    say!(console, "seal-next", time = console.clock.local(notice.body().deadline))?;
    console.result(&json!({
        "file": arguments.out,
        "size": bytes,
        "digest": sealed.digest,
        "key_file": key_path,
        "bid_key": sealed.keys.key.public(),
        "lot": sealed.keys.lot,
        "notice": sealed.keys.notice,
        "deadline": notice.body().deadline,
        "blind_copies": blind_form::json(&copies),
    }))
}

fn check_deadline(notice: &Notice, now: Time, even_late: bool, console: &Console) -> Result<()> {
    let deadline = notice.body().deadline;
    if now <= deadline || even_late {
        return Ok(());
    }
    let detail = format!("{} < {}", console.clock.local(deadline), console.clock.local(now));
    Err(Failure::own(Own::DeadlinePassed, "", detail))
}

/// What is to be sealed, but for blind copies.
fn draft(arguments: &Arguments, notice: &Notice) -> Result<Draft> {
    let lot = match (&arguments.lot, notice.body().lots.as_slice()) {
        (Some(lot), _) => lot.clone(),
        (None, [only]) => only.id.clone(),
        (None, _) => return Err(Failure::own(Own::Usage, "", "--lot")),
    };
    let mut parts: BTreeMap<Id, Vec<Document>> = BTreeMap::new();
    for (part, path) in &arguments.part {
        let id = Id::new(part)?;
        parts.entry(id).or_default().extend(documents(Path::new(path))?);
    }
    let mut texts: BTreeMap<Id, String> = match &arguments.form {
        Some(path) => files::parse(path, |bytes| parse_json(bytes, 1 << 20))?,
        None => BTreeMap::new(),
    };
    for (field, text) in &arguments.field {
        texts.insert(Id::new(field)?, text.clone());
    }
    Ok(Draft { lot, parts, form: form(notice, &texts)? })
}

/// Adds the blind copies of parts that are evaluated so, if there are terms. Nothing is sealed that the transformation or the scanner refuses.
fn copies(draft: &mut Draft, notice: &Notice, terms: Option<&Path>) -> Result<Copies> {
    let dealt = |part: &Id| notice.part(part).is_ok_and(|part| part.blind);
    match terms {
        Some(terms) if notice.body().blind_review.is_some() && draft.parts.keys().any(dealt) => {
            let terms = files::parse(terms, Terms::parse)?;
            Ok(add_copies(draft, notice, &terms)?)
        }
        _ => Ok(Copies::new()),
    }
}

/// The documents at a path: a folder's, or the one file.
fn documents(path: &Path) -> Result<Vec<Document>> {
    if path.is_dir() {
        return Ok(folder(path)?);
    }
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::new(ErrorKind::UnsafePath).at(path.display()))?;
    Ok(vec![Document::file(name, media_type(name), path)?])
}

/// Values as people write them, read by the types of the notice's fields.
pub fn form(notice: &Notice, texts: &BTreeMap<Id, String>) -> Result<BTreeMap<Id, FormValue>> {
    let mut values = BTreeMap::new();
    for (id, text) in texts {
        let field = notice.body().form.iter().find(|field| field.id == *id);
        let field = field.ok_or_else(|| Error::new(ErrorKind::UnknownFormField).because(id))?;
        values.insert(id.clone(), field.parse_value(text)?);
    }
    Ok(values)
}

/// One bid to seal, when everything about it has been checked.
pub struct Job<'a> {
    /// The notice.
    pub trusted: &'a TrustedNotice,
    /// Who signs.
    pub signer: &'a Signer,
    /// Now.
    pub now: Time,
    /// The file to write.
    pub out: &'a Path,
}

impl Job<'_> {
    /// Seals, opens on trial, and writes bid and key file. The bid gets its name last: where it is, its key file is
    /// too. A failure before leaves neither, or a key file that opens nothing.
    pub fn seal(&self, draft: Draft, passphrase: &[u8], console: &Console) -> Result<Sealed> {
        let key_path = files::with_ending(self.out, ".key");
        let unnamed = files::with_ending(self.out, ".new");
        files::free(self.out)?;
        files::free(&key_path)?;
        // Every padded byte is sealed once and opened once on trial.
        let bar = Bar::new(
            console,
            &console.words.text("progress-seal"),
            2 * padded(&draft, self.trusted.notice()),
        );
        let sealed = seal_file(draft, self.trusted, self.signer, self.now, &unnamed, bar.work())?;
        let named = sealed
            .keys
            .to_key_file(passphrase)
            .map_err(Failure::from)
            .and_then(|pem| files::write_secret(&key_path, pem.as_bytes()))
            .and_then(|()| {
                files::publish(&unnamed, self.out).inspect_err(|_| {
                    // The bid may have its name all the same, if only making that durable failed.
                    if unnamed.exists() {
                        files::remove(&key_path);
                    }
                })
            });
        match named {
            Ok(()) => Ok(sealed),
            Err(failure) => {
                files::remove(&unnamed);
                Err(failure)
            }
        }
    }
}

/// About how many bytes the parts will have when padded; only the progress bar asks.
fn padded(draft: &Draft, notice: &Notice) -> u64 {
    let part = |part: &sealbid::notice::Part| {
        let documents = draft.parts.get(&part.id).map(Vec::as_slice).unwrap_or_default();
        let index = 64 + documents.iter().map(|document| document.path().len() as u64 + 160).sum::<u64>();
        let bytes = documents.iter().fold(index, |sum, document| sum.saturating_add(document.size()));
        padded_size(bytes).unwrap_or(bytes)
    };
    let forms = notice.body().stages.iter().filter(|stage| notice.fields_of(&stage.id).next().is_some());
    let forms = forms.count() as u64 * padded_size(1).unwrap_or(0);
    notice.body().parts.iter().map(part).fold(forms, u64::saturating_add)
}
