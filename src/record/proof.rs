//! Proof files: an entry's way to the root of a head (SPEC §13.4; C2SP tlog-proof).

use super::checkpoint::decimal;
use super::head::Head;
use super::note;
use super::tree::verify_inclusion;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, leaf_hash};
use crate::wire::{Hex, Id, Time};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt::Write as _;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// Room for what stands before the head: some extra bytes, and the hashes of the highest tree.
const LIMIT: usize = note::LIMIT + (64 << 10);

/// A tree of [`MAX_SIZE`](super::MAX_SIZE) entries has no longer path.
const PATH: usize = 40;

/// A proof that an entry is in a record, which can be checked without the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofFile {
    /// Bytes that come along and that nothing vouches for.
    pub extra: Option<Vec<u8>>,
    /// The number of the entry.
    pub index: u64,
    /// The hashes from the entry's sibling up.
    pub path: Vec<Digest>,
    /// The head whose root they lead to.
    pub head: Head,
}

impl ProofFile {
    /// Reads a proof file of at most 128 KiB.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`], [`ErrorKind::BadProofFile`], [`ErrorKind::BadHead`].
    pub fn parse(bytes: &[u8]) -> Result<ProofFile> {
        if bytes.len() > LIMIT {
            return Err(Error::new(ErrorKind::TooLarge).because(format_args!("more than {LIMIT} bytes")));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        let (before, head) = text.split_once("\n\n").ok_or_else(|| bad("no empty line before the head"))?;
        let mut lines = before.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(bad("it does not begin as a proof file does"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = extra.map(|line| base64(&line["extra ".len()..])).transpose()?;
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decimal);
        let index = index.ok_or_else(|| bad("the number of the entry is missing"))?;
        let mut path = Vec::new();
        for line in lines {
            if path.len() == PATH {
                return Err(bad(format_args!("more than {PATH} hashes")));
            }
            let hash = base64(line)?.try_into().map_err(|_| bad("a hash must have 32 bytes"))?;
            path.push(Hex(hash));
        }
        Ok(ProofFile { extra, index, path, head: Head::parse(head.as_bytes()).map_err(|e| e.at("head"))? })
    }

    /// The proof file; reading gives the same proof again, as long as it is within the bounds.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{FIRST_LINE}\n");
        if let Some(extra) = &self.extra {
            // Writing to a string does not fail.
            writeln!(text, "extra {}", STANDARD.encode(extra)).unwrap_or_default();
        }
        writeln!(text, "index {}", self.index).unwrap_or_default();
        for hash in &self.path {
            writeln!(text, "{}", STANDARD.encode(hash.0)).unwrap_or_default();
        }
        text.push('\n');
        [text.into_bytes(), self.head.to_bytes()].concat()
    }

    /// Checks that this entry is in this tender's record, at a head that the platform signed; says which of the
    /// custodians (each with its record key) cosigned that head, and when. How many of them are enough is for the
    /// caller to say.
    ///
    /// # Errors
    /// Those of [`Head::verify`] and [`Head::cosigners`], [`ErrorKind::OutsideTree`], [`ErrorKind::BadProof`].
    pub fn verify(
        &self,
        entry: &[u8],
        tender: &Digest,
        platform: &Hex<32>,
        custodians: &[(Id, Hex<32>)],
    ) -> Result<Vec<(Id, Time)>> {
        self.head.verify(tender, platform)?;
        let checkpoint = self.head.checkpoint();
        verify_inclusion(&leaf_hash(entry), self.index, checkpoint.size, &checkpoint.root, &self.path)?;
        self.head.cosigners(custodians)
    }
}

fn base64(text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|_| bad("a line is not base64"))
}

fn bad(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::BadProofFile).because(why)
}
