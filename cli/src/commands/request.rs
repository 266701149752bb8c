//! `sealbid request`: what a bidder asks of the tender box besides taking its bid, signed (SPEC §14.4, §14.5).

use super::{inspect, request_seed};
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::signing::Signing;
use crate::{files, passphrase, say};
use sealbid::bid::BidKeyFile;
use sealbid::record::{Announcement, Receipt, Replacement, Signed, Withdrawal};
use sealbid::suite::Digest;
use sealbid::wire::{Hex, Id};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What a bidder can ask for.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Ask that one sealed bid takes the place of another
    Replace(Replace),
    /// Ask that a bid is withdrawn
    Withdraw(Withdraw),
    /// Announce a sealed bid by its digest, where the notice lets files follow
    Announce(Announce),
    /// Give the seed of a stage whose quorum is lost for good
    Seed(request_seed::Arguments),
}

/// Arguments of `request replace`.
#[derive(clap::Args, Debug)]
pub struct Replace {
    /// The bid that goes: its file, or its receipt
    old: PathBuf,
    /// The sealed bid that comes
    new: PathBuf,
    #[command(flatten)]
    sequence: Sequence,
    #[command(flatten)]
    bidder: Bidder,
    /// The request to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `request withdraw`.
#[derive(clap::Args, Debug)]
pub struct Withdraw {
    /// The bid that goes: its file, or its receipt
    old: PathBuf,
    #[command(flatten)]
    sequence: Sequence,
    #[command(flatten)]
    bidder: Bidder,
    /// The request to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `request announce`.
#[derive(clap::Args, Debug)]
pub struct Announce {
    /// The sealed bid whose file is to follow
    bid: PathBuf,
    #[command(flatten)]
    key: Key,
    /// The announcement to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Which of a bidder's requests it is.
#[derive(clap::Args, Debug)]
struct Sequence {
    /// 1 for the first bid, 2 if it was replaced once, and so on
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    sequence: u32,
}

/// The bid's own key.
#[derive(clap::Args, Debug)]
struct Key {
    /// The bid's key file, as seal wrote it: FILE.key beside the bid
    #[arg(long = "key", value_name = "FILE")]
    bid_key: Option<PathBuf>,
    /// A file whose first line is its passphrase; - is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// The bidder: the key of the bid that goes, or the certificate that signed it.
#[derive(clap::Args, Debug)]
#[command(mut_group("signer", |group| group.arg("bid_key")))]
struct Bidder {
    #[command(flatten)]
    key: Key,
    /// The certificate that signed the bid, and its key.
    #[command(flatten)]
    signing: Signing,
}

/// A bid that was handed in.
struct Known {
    tender: Digest,
    lot: Id,
    bid_key: Hex<32>,
    digest: Digest,
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::Replace(arguments) => replace(arguments, console),
        Command::Withdraw(arguments) => withdraw(arguments, console),
        Command::Announce(arguments) => announce(arguments, console),
        Command::Seed(arguments) => request_seed::run(arguments, console),
    }
}

fn replace(arguments: &Replace, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let old = Known::read(&arguments.old)?;
    let new = inspect::read(&arguments.new)?;
    if (new.header().tender, &new.header().lot) != (old.tender, &old.lot) {
        let error = Error::new(ErrorKind::RequestMismatch).because("both bids must be for one lot");
        return Err(error.at(arguments.new.display()).into());
    }
    let sequence = arguments.sequence.sequence;
    let request = Replacement::new(old.tender, old.lot.clone(), old.digest, new.digest(), sequence);
    let signed = arguments.bidder.sign(request.to_bytes()?, &old, console)?;
    write(&arguments.out, &signed, "replacement", console)
}

fn withdraw(arguments: &Withdraw, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let old = Known::read(&arguments.old)?;
    let request = Withdrawal::new(old.tender, old.lot.clone(), old.digest, arguments.sequence.sequence);
    let signed = arguments.bidder.sign(request.to_bytes()?, &old, console)?;
    write(&arguments.out, &signed, "withdrawal", console)
}

fn announce(arguments: &Announce, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let bid = inspect::read(&arguments.bid)?;
    let header = bid.header();
    let lot = header.lot.clone();
    let content = Announcement::new(header.tender, header.notice, lot.clone(), header.bid_key, bid.digest());
    let known = Known { tender: header.tender, lot, bid_key: header.bid_key, digest: bid.digest() };
    let beside = files::with_ending(&arguments.bid, ".key");
    let path = arguments.key.bid_key.as_deref().unwrap_or(&beside);
    let signed = arguments.key.sign(path, content.to_bytes()?, &known, console)?;
    write(&arguments.out, &signed, "announcement", console)
}

impl Known {
    /// Reads what belongs to a bid from its file, or from a receipt for it.
    fn read(path: &Path) -> Result<Known> {
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            let receipt = files::parse(path, |bytes| Receipt::parse(Signed::parse(bytes)?.content()))?;
            let Receipt { tender, lot, bid_key, digest, .. } = receipt;
            return Ok(Known { tender, lot, bid_key, digest });
        }
        let bid = inspect::read(path)?;
        let header = bid.header();
        Ok(Known {
            tender: header.tender,
            lot: header.lot.clone(),
            bid_key: header.bid_key,
            digest: bid.digest(),
        })
    }
}

impl Bidder {
    fn sign(&self, content: Vec<u8>, bid: &Known, console: &Console) -> Result<Signed> {
        match &self.key.bid_key {
            Some(path) => self.key.sign(path, content, bid, console),
            None => {
                let signer = self.signing.load(console)?;
                Ok(Signed::by_certificate(content, &signer, console.clock.now()?)?)
            }
        }
    }
}

impl Key {
    /// Signs with the key of this very bid; that of another the box would refuse.
    fn sign(&self, path: &Path, content: Vec<u8>, bid: &Known, console: &Console) -> Result<Signed> {
        let passphrase = passphrase::ask(console, self.passphrase_file.as_deref(), path)?;
        let keys = files::parse(path, |bytes| BidKeyFile::from_key_file(bytes, passphrase.as_bytes()))?;
        if keys.key.public() != bid.bid_key {
            let detail = format!("the bid has the key {}", bid.bid_key);
            return Err(Failure::own(Own::OtherBidKey, path.display(), detail));
        }
        Ok(Signed::by_key(content, &keys.key)?)
    }
}

fn write(out: &Path, signed: &Signed, kind: &str, console: &Console) -> Result<()> {
    files::write(out, &signed.to_bytes()?)?;
    let what = console.words.text(&format!("signed-kind-{kind}"));
    say!(console, "request-written", what = what, file = out.display())?;
    match kind {
        "replacement" => say!(console, "request-next-replacement")?,
        "withdrawal" => say!(console, "request-next-withdrawal")?,
        _ => say!(console, "request-next-announcement")?,
    }
    console.result(&json!({ "file": out, "kind": kind, "digest": signed.content_digest() }))
}
