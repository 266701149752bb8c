//! Keys that sign notes: Ed25519 and cosignature/v1 (SPEC §13.4; C2SP signed-note, tlog-cosignature).

use super::note::{NoteSignature, bad, check_name};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{BidKey, hash, verify_ed25519};
use crate::timelock::CustodianKey;
use crate::wire::{Hex, Time};
use base64::{Engine, engine::general_purpose::STANDARD};

/// How a key signs; the byte is part of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ed25519 = 0x01,
    Cosignature = 0x04,
}

/// The public half of a key that signs notes, with its name and its way to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    kind: Kind,
    public: Hex<32>,
}

impl NoteKey {
    /// A key that signs the text itself: the platform's.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`] for a name that a note cannot have.
    pub fn ed25519(name: &str, public: Hex<32>) -> Result<NoteKey> {
        NoteKey::new(name, Kind::Ed25519, public)
    }

    /// A key that signs the text with a time: a custodian's record key.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`] for a name that a note cannot have.
    pub fn cosignature(name: &str, public: Hex<32>) -> Result<NoteKey> {
        NoteKey::new(name, Kind::Cosignature, public)
    }

    fn new(name: &str, kind: Kind, public: Hex<32>) -> Result<NoteKey> {
        check_name(name)?;
        Ok(NoteKey { name: name.to_owned(), kind, public })
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key itself.
    pub fn public(&self) -> Hex<32> {
        self.public
    }

    /// The first four bytes of `hash(name ‖ 0x0a ‖ type ‖ public key)`: with the name, what a signature says of its
    /// key.
    pub fn key_id(&self) -> [u8; 4] {
        let digest = hash(&[self.name.as_bytes(), b"\n", &[self.kind as u8], &self.public.0]);
        let [a, b, c, d, ..] = digest.0;
        [a, b, c, d]
    }

    /// The key as other programs read it: `name+key id+base64(type ‖ public key)`.
    pub fn to_vkey(&self) -> String {
        let material = [&[self.kind as u8], &self.public.0[..]].concat();
        format!("{}+{}+{}", self.name, Hex(self.key_id()), STANDARD.encode(material))
    }

    /// Reads a key in that form.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`].
    pub fn parse_vkey(text: &str) -> Result<NoteKey> {
        // Of the three fields only base64 has a `+` of its own.
        let mut fields = text.splitn(3, '+');
        let (Some(name), Some(id), Some(material)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(bad("a key must be written as name+id+base64"));
        };
        let material = STANDARD.decode(material).map_err(|_| bad("the key is not base64"))?;
        let (kind, public) = match material.split_first() {
            Some((0x01, public)) => (Kind::Ed25519, public),
            Some((0x04, public)) => (Kind::Cosignature, public),
            _ => return Err(bad("keys of this type are not known")),
        };
        let public = public.try_into().map_err(|_| bad("the key must have 32 bytes"))?;
        let key = NoteKey::new(name, kind, Hex(public))?;
        if Hex::parse(id) == Some(Hex(key.key_id())) { Ok(key) } else { Err(bad("the key's id is wrong")) }
    }

    /// Whether a signature says that it is of this key.
    pub fn made(&self, signature: &NoteSignature) -> bool {
        signature.name == self.name && signature.key_id == self.key_id()
    }

    /// Checks a signature on a note's text, and gives the time that it was made with if it is a cosignature.
    ///
    /// # Errors
    /// [`ErrorKind::BadHeadSignature`].
    pub fn verify(&self, text: &str, signature: &NoteSignature) -> Result<Option<Time>> {
        let wrong = || Error::new(ErrorKind::BadHeadSignature).because(&self.name);
        if !self.made(signature) {
            return Err(wrong());
        }
        let bytes = signature.signature.as_slice();
        let (time, bytes) = match self.kind {
            Kind::Ed25519 => (None, bytes),
            Kind::Cosignature => {
                let (time, bytes) = bytes.split_first_chunk().ok_or_else(wrong)?;
                let seconds = i64::try_from(u64::from_be_bytes(*time)).map_err(|_| wrong())?;
                (Some(Time::from_unix(seconds).map_err(|_| wrong())?), bytes)
            }
        };
        let message = time.map_or_else(|| text.to_owned(), |time| cosigned(text, time));
        let bytes = Hex(bytes.try_into().map_err(|_| wrong())?);
        if verify_ed25519(&self.public, message.as_bytes(), &bytes) { Ok(time) } else { Err(wrong()) }
    }
}

/// Signs a note's text with the platform's key, under this name.
pub(super) fn sign(name: &str, text: &str, key: &BidKey) -> Result<NoteSignature> {
    let public = NoteKey::ed25519(name, key.public())?;
    let signature = key.sign(text.as_bytes())?.0.to_vec();
    Ok(NoteSignature { key_id: public.key_id(), name: public.name, signature })
}

/// Cosigns a note's text with a custodian's record key, under this name.
pub(super) fn cosign(name: &str, text: &str, key: &CustodianKey, time: Time) -> Result<NoteSignature> {
    let public = NoteKey::cosignature(name, key.record_key())?;
    let made = key.sign_record(cosigned(text, time).as_bytes())?;
    let signature = [&time.unix().to_be_bytes()[..], &made.0].concat();
    Ok(NoteSignature { key_id: public.key_id(), name: public.name, signature })
}

/// What a cosignature is over.
fn cosigned(text: &str, time: Time) -> String {
    format!("cosignature/v1\ntime {}\n{text}", time.unix())
}
