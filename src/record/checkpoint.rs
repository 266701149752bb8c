//! What a head says: of which record, how many entries, which root (SPEC §13.4; C2SP tlog-checkpoint).

use super::note::{bad, check_name};
use super::tree::MAX_SIZE;
use crate::error::Result;
use crate::suite::{Digest, hash};
use crate::wire::Hex;
use base64::{Engine, engine::general_purpose::STANDARD};

/// The name of a tender's record, which is also the name of the platform's key: `sealbid/1/<tender digest>`.
pub fn origin(tender: &Digest) -> String {
    format!("sealbid/1/{tender}")
}

/// The tree of a record at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the record ([`origin`]).
    pub origin: String,
    /// How many entries there are.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }

    /// Reads such a text: exactly three lines, without extensions.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`](crate::ErrorKind::BadHead).
    pub fn parse(text: &str) -> Result<Checkpoint> {
        let mut lines = text.strip_suffix('\n').unwrap_or_default().split('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(bad("it must have three lines: origin, size, root"));
        };
        check_name(origin)?;
        let size =
            decimal(size).filter(|size| *size <= MAX_SIZE).ok_or_else(|| bad("the size is no number"))?;
        let root: [u8; 32] = STANDARD
            .decode(root)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| bad("the root is not the base64 of 32 bytes"))?;
        if size == 0 && Hex(root) != hash(&[]) {
            return Err(bad("the root of an empty record must be the hash of nothing"));
        }
        Ok(Checkpoint { origin: origin.to_owned(), size, root: Hex(root) })
    }
}

/// A number as decimal digits, without leading zeros and signs.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
