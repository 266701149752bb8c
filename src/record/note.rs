//! Signed notes, as text (SPEC §13.4; C2SP signed-note).

use crate::error::{Error, ErrorKind, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt::Write as _;

/// The longest note that is read.
pub(super) const LIMIT: usize = 64 << 10;

/// The most signatures that a note may have.
const SIGNATURES: usize = 64;

/// What a signature line begins with: an em dash and a space.
const DASH: &str = "\u{2014} ";

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The first bytes of a hash of name and key ([`NoteKey::key_id`](super::NoteKey::key_id)).
    pub key_id: [u8; 4],
    /// The signature itself, in the form of its type of key.
    pub signature: Vec<u8>,
}

/// A text and signatures on it. Nothing is said here of whose they are, and whether they are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// A note of this text, which must end with a newline, with its first signature.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`] if it could not be read again.
    pub fn new(text: String, signature: NoteSignature) -> Result<SignedNote> {
        check_text(&text)?;
        let mut note = SignedNote { text, signatures: Vec::new() };
        note.add(signature)?;
        Ok(note)
    }

    /// Reads a note of at most 64 KiB with 1 to 64 signatures.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`], [`ErrorKind::BadHead`].
    pub fn parse(bytes: &[u8]) -> Result<SignedNote> {
        if bytes.len() > LIMIT {
            return Err(Error::new(ErrorKind::TooLarge).because(format_args!("more than {LIMIT} bytes")));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        let Some((text, lines)) = whole.rsplit_once("\n\n") else {
            return Err(bad("no empty line before the signatures"));
        };
        // Only the last of several empty lines separates; the text keeps its own newline.
        let mut note = SignedNote { text: format!("{text}\n"), signatures: Vec::new() };
        check_text(&note.text)?;
        let Some(lines) = lines.strip_suffix('\n') else {
            return Err(bad("it must end with a signature and a newline"));
        };
        for line in lines.split('\n') {
            note.add(parse_line(line)?)?;
        }
        Ok(note)
    }

    /// The note as it is stored and sent; reading gives the same note again.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut whole = format!("{}\n", self.text);
        for signature in &self.signatures {
            let bytes = [&signature.key_id[..], &signature.signature].concat();
            // Writing to a string does not fail.
            writeln!(whole, "{DASH}{} {}", signature.name, STANDARD.encode(bytes)).unwrap_or_default();
        }
        whole.into_bytes()
    }

    /// The text that is signed, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures, in order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Puts a further signature behind the others.
    ///
    /// # Errors
    /// [`ErrorKind::BadHead`] if the note with it could not be read again.
    pub fn add(&mut self, signature: NoteSignature) -> Result<()> {
        check_name(&signature.name)?;
        if signature.signature.is_empty() {
            return Err(bad("a signature is empty"));
        }
        if self.signatures.len() == SIGNATURES {
            return Err(bad(format_args!("more than {SIGNATURES} signatures")));
        }
        self.signatures.push(signature);
        if self.to_bytes().len() > LIMIT {
            self.signatures.pop();
            return Err(bad(format_args!("it would be longer than {LIMIT} bytes")));
        }
        Ok(())
    }
}

/// `— name base64(key id ‖ signature)`.
fn parse_line(line: &str) -> Result<NoteSignature> {
    let fields = line.strip_prefix(DASH).and_then(|rest| rest.split_once(' '));
    let (name, encoded) = fields.ok_or_else(|| bad("a line behind the empty line is no signature"))?;
    let bytes = STANDARD.decode(encoded).map_err(|_| bad("a signature is not base64"))?;
    let (key_id, signature) = bytes.split_first_chunk().ok_or_else(|| bad("a signature has no key id"))?;
    Ok(NoteSignature { name: name.to_owned(), key_id: *key_id, signature: signature.to_vec() })
}

fn check_text(text: &str) -> Result<()> {
    if !text.ends_with('\n') {
        return Err(bad("the text does not end with a newline"));
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(bad("it contains a control character"));
    }
    Ok(())
}

/// A key's name: not empty, and without white space, control characters and `+`.
pub(super) fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(bad("a key's name is empty"));
    }
    if name.contains(|c: char| c.is_whitespace() || c < ' ' || c == '+') {
        return Err(bad(format_args!("a key's name is {name:?}")));
    }
    Ok(())
}

pub(super) fn bad(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::BadHead).because(why)
}
