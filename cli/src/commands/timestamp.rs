//! `sealbid timestamp`: what is stamped, and what a token says; the three commands have files of their own.

use super::{inspect, timestamp_request, timestamp_serve, timestamp_verify};
use crate::console::Console;
use crate::failure::Result;
use crate::{fill, say};
use clap::{ArgGroup, Args};
use sealbid::Error;
use sealbid::suite::{Digest, Hasher};
use sealbid::timestamp::{TokenInfo, TokenTime, VerifiedToken};
use sealbid::wire::Hex;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a sealed bid begins with.
const BID: &[u8] = b"\x89SBID";

/// What can be done with timestamps.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Ask a timestamp authority for a token over a file or a sealed bid
    Request(timestamp_request::Arguments),
    /// Check a token: who made it, when, and for what
    Verify(timestamp_verify::Arguments),
    /// Run a timestamp authority of one's own over HTTP, for rehearsals and for sites without another
    Serve(timestamp_serve::Arguments),
}

/// What is stamped.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("stamped").args(["file", "digest"]).required(true)))]
pub struct Stamped {
    /// The file that is stamped, by its SHA-256; a sealed bid, by its bid digest
    file: Option<PathBuf>,
    /// Instead of a file: the SHA-256, or a bid digest
    #[arg(long, value_name = "HEX", value_parser = digest)]
    digest: Option<Digest>,
}

/// Carries out a command.
pub fn run(command: &Command, console: &Console) -> Result<()> {
    match command {
        Command::Request(arguments) => timestamp_request::run(arguments, console),
        Command::Verify(arguments) => timestamp_verify::run(arguments, console),
        Command::Serve(arguments) => timestamp_serve::run(arguments, console),
    }
}

/// Reads a digest of the command line.
pub fn digest(text: &str) -> std::result::Result<Digest, String> {
    Hex::parse(&text.to_ascii_lowercase()).ok_or_else(|| "64 hex digits".to_owned())
}

impl Stamped {
    /// The imprint, after saying what it is of.
    pub fn imprint(&self, console: &Console) -> Result<Digest> {
        match (&self.file, self.digest) {
            (_, Some(digest)) => {
                say!(console, "timestamp-of-digest", digest = digest)?;
                Ok(digest)
            }
            (Some(path), None) if is_bid(path)? => {
                let digest = inspect::read(path)?.digest();
                say!(console, "timestamp-of-bid", file = path.display(), digest = digest)?;
                Ok(digest)
            }
            (Some(path), None) => {
                let digest = hash_file(path)?;
                say!(console, "timestamp-of-file", file = path.display(), digest = digest)?;
                Ok(digest)
            }
            // The command line is refused before it comes here.
            (None, None) => Err(sealbid::ErrorKind::MissingField.into()),
        }
    }
}

/// Whether a file is a sealed bid, or means to be one: what is damaged must not be stamped as something else.
fn is_bid(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    open(path)?
        .take(BID.len() as u64)
        .read_to_end(&mut start)
        .map_err(|e| Error::from(e).at(path.display()))?;
    Ok(start == BID || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sbid")))
}

/// SHA-256 of a file of any length.
fn hash_file(path: &Path) -> Result<Digest> {
    let (mut file, mut hasher, mut piece) = (open(path)?, Hasher::default(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece).map_err(|e| Error::from(e).at(path.display()))? {
            0 => return Ok(hasher.finish()),
            count => hasher.update(piece.get(..count).unwrap_or_default()),
        }
    }
}

fn open(path: &Path) -> Result<File> {
    Ok(File::open(path).map_err(|e| Error::from(e).at(path.display()))?)
}

/// Shows what a token says, and who vouches for it.
pub fn show(info: &TokenInfo, verified: Option<&VerifiedToken>, console: &Console) -> Result<()> {
    say!(console, "timestamp-time", time = time(info.time, console))?;
    match info.accuracy_micros {
        Some(micros) => say!(console, "timestamp-accuracy", seconds = seconds(micros))?,
        None => say!(console, "timestamp-accuracy-none")?,
    }
    say!(console, "timestamp-serial", serial = info.serial)?;
    say!(console, "timestamp-policy", policy = info.policy)?;
    match verified {
        Some(token) => {
            say!(console, "timestamp-authority", name = token.name)?;
            say!(console, "timestamp-signer", signer = token.certificate.subject())
        }
        None => say!(console, "timestamp-unverified"),
    }
}

/// The same for machines.
pub fn json(info: &TokenInfo, verified: Option<&VerifiedToken>) -> Value {
    let chain = verified.map(|token| {
        let subjects = token.chain.certificates.iter().map(|certificate| certificate.subject());
        subjects.collect::<Vec<_>>()
    });
    json!({
        "imprint": info.imprint,
        "time": info.time.floor(),
        "fraction": info.time.has_fraction(),
        "not_later_than": info.time.ceil(),
        "accuracy_micros": info.accuracy_micros,
        "serial": info.serial,
        "policy": info.policy,
        "verified": verified.is_some(),
        "authority": verified.map(|token| &token.name),
        "certificate": verified.map(|token| token.certificate.fingerprint()),
        "chain": chain,
    })
}

/// A token's time by the reader's clock and in UTC; whether it is a whole second is said.
pub fn time(time: TokenTime, console: &Console) -> String {
    let local = console.clock.local(time.floor());
    match time.has_fraction() {
        true => fill!(console.words, "timestamp-fraction", local = local, utc = time),
        false => fill!(console.words, "timestamp-whole", local = local, utc = time),
    }
}

/// Microseconds as seconds, without zeros at the end.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_are_told_as_seconds() {
        for (micros, text) in
            [(0, "0"), (1, "0.000001"), (1_000_000, "1"), (10_500_000, "10.5"), (100_000_000, "100")]
        {
            assert_eq!(seconds(micros), text);
        }
    }

    #[test]
    fn digests_are_read_in_either_case() {
        let upper = "AB".repeat(32);
        assert_eq!(digest(&upper).map(|d| d.to_string()), Ok("ab".repeat(32)));
        assert!(digest("ab").is_err());
    }
}
