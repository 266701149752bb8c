//! Heads: checkpoints that the platform signed, and custodians cosigned (SPEC §13.4).

use super::checkpoint::{Checkpoint, origin};
use super::note::{NoteSignature, SignedNote};
use super::note_key::{self, NoteKey};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{BidKey, Digest};
use crate::timelock::CustodianKey;
use crate::wire::{Hex, Id, Time};

/// A signed checkpoint of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl Head {
    /// Signs a checkpoint with the platform's key.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`] for a checkpoint that could not be read again.
    pub fn sign(checkpoint: &Checkpoint, key: &BidKey) -> Result<Head> {
        let text = checkpoint.to_text();
        let checkpoint = Checkpoint::parse(&text)?;
        let signature = note_key::sign(&checkpoint.origin, &text, key)?;
        Ok(Head { checkpoint, note: SignedNote::new(text, signature)? })
    }

    /// Reads a head; whose signatures it has, and whether they are right, is asked next ([`Head::verify`]).
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`], [`ErrorKind::BadHead`].
    pub fn parse(bytes: &[u8]) -> Result<Head> {
        let note = SignedNote::parse(bytes)?;
        Ok(Head { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// The head as it is stored and sent.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// What it says.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note that it is.
    pub fn note(&self) -> &SignedNote {
        &self.note
    }

    /// A custodian's cosignature. The custodian must have seen that this head's tree appends to the last one that it
    /// cosigned ([`verify_consistency`](super::verify_consistency)).
    ///
    /// # Errors
    /// None in practice: a head that was read has an origin that a key can be named after.
    pub fn cosign(&self, key: &CustodianKey, time: Time) -> Result<NoteSignature> {
        note_key::cosign(&cosigner(&self.checkpoint, &key.record_key()), self.note.text(), key, time)
    }

    /// Adds a signature, unless one of the same key is there already: the first is kept.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`] if the head with it could not be read again.
    pub fn add(&mut self, signature: NoteSignature) -> Result<()> {
        let known = |had: &NoteSignature| had.name == signature.name && had.key_id == signature.key_id;
        if self.note.signatures().iter().any(known) { Ok(()) } else { self.note.add(signature) }
    }

    /// Checks that it is a head of this tender's record, and that the platform signed it.
    ///
    /// # Errors
    /// [`ErrorKind::HeadOfAnother`], [`ErrorKind::UnsignedHead`], [`ErrorKind::BadHeadSignature`].
    pub fn verify(&self, tender: &Digest, platform: &Hex<32>) -> Result<()> {
        let origin = origin(tender);
        if self.checkpoint.origin != origin {
            return Err(Error::new(ErrorKind::HeadOfAnother).because(&self.checkpoint.origin));
        }
        let verified = self.verify_all(&NoteKey::ed25519(&origin, *platform)?)?;
        if verified.is_empty() { Err(ErrorKind::UnsignedHead.into()) } else { Ok(()) }
    }

    /// Those of these custodians (each with its record key) that cosigned the head, and when, in the order given. Of
    /// two cosignatures of one custodian, the first counts. Signatures of others are ignored.
    ///
    /// # Errors
    /// [`ErrorKind::BadHeadSignature`] if a cosignature of one of these custodians is wrong.
    pub fn cosigners(&self, custodians: &[(Id, Hex<32>)]) -> Result<Vec<(Id, Time)>> {
        let mut found = Vec::new();
        for (custodian, record_key) in custodians {
            let key = NoteKey::cosignature(&cosigner(&self.checkpoint, record_key), *record_key)?;
            let verified = self.verify_all(&key).map_err(|e| e.at(custodian))?;
            found.extend(verified.first().copied().flatten().map(|time| (custodian.clone(), time)));
        }
        Ok(found)
    }

    /// The times of all signatures that say that they are of this key; every one must be right.
    fn verify_all(&self, key: &NoteKey) -> Result<Vec<Option<Time>>> {
        let signatures = self.note.signatures().iter().filter(|signature| key.made(signature));
        signatures.map(|signature| key.verify(self.note.text(), signature)).collect()
    }
}

/// The name of a custodian's record key.
fn cosigner(checkpoint: &Checkpoint, record_key: &Hex<32>) -> String {
    format!("{}/{record_key}", checkpoint.origin)
}
