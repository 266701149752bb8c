//! Five bids are sealed, and a sixth is refused.

use super::cast::{Bidder, PARTS, PASSPHRASE};
use super::checks::Checks;
use super::review::terms;
use super::tender::{Tender, foreign_ca, put};
use crate::commands::seal::{Job, form};
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::figures::size;
use crate::{files, say};
use sealbid::bid::{BidKeyFile, Draft, folder};
use sealbid::blind::add_copies;
use sealbid::ca::{Signer, Subject};
use sealbid::notice::TrustedNotice;
use sealbid::suite::Digest;
use sealbid::wire::{Hex, Id};
use sealbid::{Error, ErrorKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A sealed bid of the rehearsal.
pub struct Bid {
    /// Whose.
    pub bidder: Bidder,
    /// Its file.
    pub path: PathBuf,
    /// Its digest, as sealing gave it.
    pub digest: Digest,
    /// What the bidder keeps of it.
    pub keys: BidKeyFile,
    /// The bidder's timestamp token over the digest.
    pub token: Vec<u8>,
}

impl Bid {
    /// The bid key.
    pub fn bid_key(&self) -> Hex<32> {
        self.keys.key.public()
    }

    /// Where its receipt lies.
    pub fn receipt_path(&self) -> PathBuf {
        files::with_ending(&self.path, ".receipt.json")
    }
}

/// A bidder's folder, documents and certificate.
pub struct Desk {
    bidder: Bidder,
    home: PathBuf,
    signer: Signer,
}

impl Desk {
    /// Writes a bidder's documents and makes its certificate.
    pub fn new(tender: &Tender, bidder: Bidder) -> Result<Desk> {
        let home = tender.root.join("bidders").join(&bidder.folder);
        let subject = Subject {
            organisation: Some(bidder.name.clone()),
            credit_code: Some(bidder.credit_code.clone()),
            common_name: None,
        };
        let signer = tender.signer(&tender.ca, &home, &subject)?;
        write_documents(&bidder, &home)?;
        Ok(Desk { bidder, home, signer })
    }

    /// Seals the bidder's bid into this file, and has its digest stamped.
    pub fn seal(
        &self,
        tender: &Tender,
        trusted: &TrustedNotice,
        name: &str,
        console: &Console,
    ) -> Result<Bid> {
        let path = self.home.join(name);
        let job = Job { trusted, signer: &self.signer, now: tender.sealing, out: &path };
        let draft = draft(trusted, &self.bidder, &self.home)?;
        let sealed = job.seal(draft, PASSPHRASE.as_bytes(), console)?;
        let token = tender.stamp(sealed.digest, tender.sealing)?;
        put(&files::with_ending(&path, ".tst"), &token)?;
        Ok(Bid { bidder: self.bidder.clone(), path, digest: sealed.digest, keys: sealed.keys, token })
    }
}

/// Tells of a sealed bid.
pub fn tell(bid: &Bid, console: &Console) -> Result<()> {
    let bytes = std::fs::metadata(&bid.path).map_err(|e| Error::from(e).at(bid.path.display()))?.len();
    let short: String = bid.digest.to_string().chars().take(16).collect();
    let documents = bid.bidder.documents().count();
    say!(
        console,
        "rehearse-sealed",
        bidder = bid.bidder.name,
        documents = documents,
        size = size(bytes),
        digest = short
    )
}

fn write_documents(bidder: &Bidder, home: &Path) -> Result<()> {
    for (part, name, bytes) in bidder.documents() {
        let folder = home.join("documents").join(part);
        files::make_folder(&folder)?;
        put(&folder.join(name), bytes)?;
    }
    Ok(())
}

fn draft(trusted: &TrustedNotice, bidder: &Bidder, home: &Path) -> Result<Draft> {
    let mut parts = BTreeMap::new();
    for (part, _) in PARTS {
        parts.insert(Id::new(part)?, folder(&home.join("documents").join(part))?);
    }
    let mut draft = Draft { lot: Id::new("1")?, parts, form: form(trusted.notice(), &bidder.form()?)? };
    add_copies(&mut draft, trusted.notice(), &terms(bidder))?;
    Ok(draft)
}

/// A sixth bidder, whose certificate comes from an authority that the notice does not name.
pub fn refuse_sixth(
    tender: &Tender,
    trusted: &TrustedNotice,
    like: &Bidder,
    checks: &mut Checks,
    console: &Console,
) -> Result<Failure> {
    let home = tender.root.join("bidders").join(&like.folder);
    let own = tender.root.join("bidders").join("bidder-6");
    let name = console.words.text("rehearse-org-sixth");
    let subject = Subject { organisation: Some(name.clone()), ..Subject::default() };
    let signer: Signer = tender.signer(&foreign_ca(tender, console)?, &own, &subject)?;
    let path = own.join("bid.sbid");
    let job = Job { trusted, signer: &signer, now: tender.sealing, out: &path };
    let sealed = job.seal(draft(trusted, like, &home)?, PASSPHRASE.as_bytes(), console);
    let failure = checks.refused("sixth bidder", sealed, ErrorKind::NoTrustedChain)?;
    checks.that(
        "nothing left of the sixth bid",
        !path.exists() && !files::with_ending(&path, ".key").exists(),
    )?;
    say!(console, "rehearse-sixth", bidder = name, reason = failure.reason(&console.words))?;
    Ok(failure)
}
