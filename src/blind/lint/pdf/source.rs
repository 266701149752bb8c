//! Objects and streams of a file, within bounds.

use crate::error::{Error, ErrorKind, Result};
use crate::redact::load_pdf;
use lopdf::{Dictionary, Document, Object, Stream};
use std::cell::Cell;

/// Bytes that one stream may decode to.
const STREAM: usize = 48 << 20;
/// Bytes that all streams that are read may decode to.
const DECODED: usize = 1 << 30;
/// Bytes of contents that are carried out at one time, forms within forms.
const OPEN: usize = 56 << 20;
/// References to references.
const DEPTH: usize = 24;

pub(super) fn broken(why: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why)
}

pub(super) fn too_large(why: &str) -> Error {
    Error::new(ErrorKind::DocumentTooLarge).because(why)
}

pub(super) struct Source {
    document: Document,
    decoded: Cell<usize>,
    open: Cell<usize>,
}

impl Source {
    /// # Errors
    /// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`], [`ErrorKind::DocumentEncrypted`].
    pub fn load(bytes: &[u8]) -> Result<Source> {
        let (document, _) = load_pdf(bytes)?;
        Ok(Source { document, decoded: Cell::new(0), open: Cell::new(0) })
    }

    pub fn trailer(&self) -> &Dictionary {
        &self.document.trailer
    }

    /// What a reference leads to; anything else is itself.
    pub fn resolve<'a>(&'a self, mut object: &'a Object) -> &'a Object {
        for _ in 0..DEPTH {
            let Object::Reference(id) = object else { return object };
            object = self.document.objects.get(id).unwrap_or(&Object::Null);
        }
        &Object::Null
    }

    /// A value of a dictionary, if there is one that is not null.
    pub fn get<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let value = self.resolve(dict.get(key).ok()?);
        (!matches!(value, Object::Null)).then_some(value)
    }

    pub fn dict<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        self.get(dict, key).and_then(as_dict)
    }

    pub fn array<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        Some(self.get(dict, key)?.as_array().ok()?.as_slice())
    }

    pub fn name<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    pub fn number(&self, dict: &Dictionary, key: &[u8]) -> Option<f64> {
        number(self.get(dict, key)?)
    }

    /// An array of numbers of exactly this length.
    pub fn numbers<const N: usize>(&self, object: &Object) -> Option<[f64; N]> {
        let items = self.resolve(object).as_array().ok()?;
        let numbers: Vec<f64> = items.iter().filter_map(|item| number(self.resolve(item))).collect();
        numbers.try_into().ok()
    }

    /// Carries something out, while so many bytes of content are there.
    pub fn while_open<T>(&self, bytes: usize, carry_out: impl FnOnce() -> T) -> T {
        let before = self.open.get();
        self.open.set(before.saturating_add(bytes));
        let done = carry_out();
        self.open.set(before);
        done
    }

    /// A stream's bytes, unpacked.
    ///
    /// # Errors
    /// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`].
    pub fn bytes(&self, stream: &Stream) -> Result<Vec<u8>> {
        let limit = STREAM.min(OPEN.saturating_sub(self.open.get()));
        let mut data = stream.decompressed_content_with_limit(limit).map_err(|error| match error {
            lopdf::Error::Decompress(_) => too_large("what is packed in a stream"),
            _ => broken("a stream cannot be unpacked"),
        })?;
        data.shrink_to_fit();
        let decoded = self.decoded.get().saturating_add(data.len());
        self.decoded.set(decoded);
        if decoded > DECODED { Err(too_large("what is packed in its streams")) } else { Ok(data) }
    }
}

/// The dictionary of a dictionary or a stream.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}
