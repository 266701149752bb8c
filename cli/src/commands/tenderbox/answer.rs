//! What a box answers: a signed receipt, or a signed refusal that names the reason (SPEC §14.3).

use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::progress::Bar;
use crate::{files, say};
use sealbid::Error;
use sealbid::bid::Progress;
use sealbid::record::{Receipt, Signed};
use sealbid::tenderbox::{Refused, Upload};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What a token's name ends in.
const TOKEN: &str = "tst";

/// Where the answers to something go.
pub struct Answers<'a> {
    /// What was handed in.
    pub handed: &'a Path,
    /// The receipt.
    pub receipt: PathBuf,
}

/// An answer that was written down.
pub enum Answered {
    /// A receipt.
    Received {
        /// Its file.
        file: PathBuf,
        /// What it says.
        receipt: Box<Receipt>,
    },
    /// A refusal.
    Refused {
        /// Its file; none if the platform itself failed, so that nothing was decided.
        file: Option<PathBuf>,
        /// Why.
        error: Error,
    },
}

impl<'a> Answers<'a> {
    /// The receipt goes to `out`, or else beside what was handed in; nothing has that name yet.
    pub fn new(handed: &'a Path, out: Option<&Path>) -> Result<Answers<'a>> {
        let receipt = out.map_or_else(|| files::beside(handed, "receipt.json"), Path::to_owned);
        files::free(&receipt)?;
        Ok(Answers { handed, receipt })
    }

    /// Writes the answer down.
    pub fn write(&self, answer: std::result::Result<Vec<u8>, Refused>) -> Result<Answered> {
        match answer {
            Ok(bytes) => {
                files::write(&self.receipt, &bytes)?;
                let receipt = Receipt::parse(Signed::parse(&bytes)?.content())?;
                Ok(Answered::Received { file: self.receipt.clone(), receipt: Box::new(receipt) })
            }
            Err(Refused { error, refusal }) => {
                let file = refusal.map(|bytes| -> Result<PathBuf> {
                    let file = free_refusal(self.handed);
                    files::write(&file, &bytes)?;
                    Ok(file)
                });
                Ok(Answered::Refused { file: file.transpose()?, error })
            }
        }
    }

    /// Writes the answer down and tells it, as the one answer of a command.
    pub fn give(&self, answer: std::result::Result<Vec<u8>, Refused>, console: &Console) -> Result<()> {
        let answered = self.write(answer)?;
        match &answered {
            Answered::Received { file, receipt } => {
                let kind = console.words.text(receipt_kind(receipt));
                let time = console.clock.local(receipt.arrived);
                say!(console, "box-answer", kind = kind, digest = receipt.digest, time = time)?;
                say!(console, "box-receipt", file = file.display())?;
            }
            Answered::Refused { file: Some(file), .. } => {
                say!(console, "box-refusal", file = file.display())?;
            }
            Answered::Refused { file: None, .. } => say!(console, "box-undecided")?,
        }
        console.result(&answered.json(self.handed, console))?;
        match answered {
            Answered::Received { .. } => Ok(()),
            Answered::Refused { error, .. } => Err(error.into()),
        }
    }
}

impl Answered {
    /// The same for machines.
    pub fn json(&self, handed: &Path, console: &Console) -> Value {
        match self {
            Answered::Received { file, receipt } => json!({
                "file": handed,
                "receipt": file,
                "kind": receipt.kind,
                "digest": receipt.digest,
                "arrived": receipt.arrived,
            }),
            Answered::Refused { file, error } => json!({
                "file": handed,
                "refusal": file,
                "reason": Failure::from(error.clone()).json(&console.words),
            }),
        }
    }
}

fn receipt_kind(receipt: &Receipt) -> &'static str {
    use sealbid::record::ReceiptKind;
    match receipt.kind {
        ReceiptKind::Bid => "receipt-kind-bid",
        ReceiptKind::Replacement => "receipt-kind-replacement",
        ReceiptKind::Announcement => "receipt-kind-announcement",
        ReceiptKind::Delivery => "receipt-kind-delivery",
        ReceiptKind::Withdrawal => "receipt-kind-withdrawal",
    }
}

/// The first name for a refusal that is free: one bid may be refused more than once.
fn free_refusal(handed: &Path) -> PathBuf {
    let first = refusal_path(handed);
    let more = (2..).map(|n| files::beside(handed, &format!("refusal-{n}.json")));
    std::iter::once(first.clone()).chain(more).find(|path| files::free(path).is_ok()).unwrap_or(first)
}

/// Where the first refusal of something lies.
pub fn refusal_path(handed: &Path) -> PathBuf {
    files::beside(handed, "refusal.json")
}

/// The token that belongs to a file: the one that was named, or the one beside it. Without one, what is handed in is
/// the box's to refuse.
pub fn token(named: Option<&Path>, handed: &Path) -> Result<Vec<u8>> {
    let beside = token_path(handed);
    match named {
        Some(path) => files::read(path),
        None if beside.exists() => files::read(&beside),
        None => Ok(Vec::new()),
    }
}

/// Where the token of a file lies, if it lies beside it.
pub fn token_path(handed: &Path) -> PathBuf {
    files::beside(handed, TOKEN)
}

/// Copies a bid's file into an upload. Where the box will not have it, the copying ends early: the box tells why when
/// it is given the upload.
pub fn upload(path: &Path, upload: &mut Upload<'_>, console: &Console) -> Result<()> {
    let at = |e: std::io::Error| Error::from(e).at(path.display());
    let mut file = File::open(path).map_err(at)?;
    let bar = Bar::new(console, &console.words.text("progress-receive"), file.metadata().map_err(at)?.len());
    let mut piece = vec![0; 1 << 20];
    loop {
        if bar.cancelled() {
            return Err(sealbid::ErrorKind::Cancelled.into());
        }
        let count = file.read(&mut piece).map_err(at)?;
        let read = piece.get(..count).unwrap_or_default();
        if count == 0 || upload.write_all(read).is_err() {
            return Ok(());
        }
        bar.advance(count as u64);
    }
}
