//! Loading a document's objects within bounds (SPEC §18.5): they take many times more room in memory than in the file,
//! and a table can list one of them as often as it likes.

use super::limits::{OBJECT_STREAM, OBJECT_TOKENS, PACKED, PARSED, broken, too_large};
use super::weigh::{count_tokens, weigh};
use crate::error::{Error, ErrorKind, Result};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::cell::Cell;

thread_local! {
    /// What the loader, which takes a function and no closure, may still keep and unpack.
    static LEFT: Cell<Left> = const { Cell::new(Left { parsed: 0, packed: 0, over: false }) };
}

#[derive(Clone, Copy)]
struct Left {
    parsed: usize,
    packed: usize,
    over: bool,
}

/// Loads all objects but those of the structure tree, of which a copy has nothing, and tells what they take in memory.
/// An encrypted file is refused.
pub(crate) fn load(bytes: &[u8]) -> Result<(Document, usize)> {
    let loaded = load_any(bytes)?;
    let document = &loaded.0;
    // Files with an empty user password are protected against changes only, but a copy of one would have to trust that
    // everything was decrypted; saving it without protection is a matter of a moment for its owner.
    if document.trailer.has(b"Encrypt") || document.was_encrypted() || document.is_encrypted() {
        return Err(ErrorKind::DocumentEncrypted.into());
    }
    Ok(loaded)
}

fn load_any(bytes: &[u8]) -> Result<(Document, usize)> {
    weigh(bytes)?;
    let loaded = load_as(bytes, false)?;
    if has_pages(&loaded.0) {
        return Ok(loaded);
    }
    // Its table may list the wrong places: objects are looked for instead.
    drop(loaded);
    match load_as(bytes, true) {
        Ok(rebuilt) if has_pages(&rebuilt.0) => Ok(rebuilt),
        _ => load_as(bytes, false),
    }
}

fn load_as(bytes: &[u8], force_reconstruct: bool) -> Result<(Document, usize)> {
    // A stream is a copy of what it is in the file.
    let parsed = PARSED.saturating_add(bytes.len());
    LEFT.set(Left { parsed, packed: PACKED, over: false });
    let options = LoadOptions {
        filter: Some(keep),
        max_decompressed_size: Some(OBJECT_STREAM),
        force_reconstruct,
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::Decompress(_) => too_large("its objects"),
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => {
            Error::new(ErrorKind::DocumentEncrypted)
        }
        _ => broken("its objects cannot be read"),
    })?;
    let left = LEFT.get();
    if left.over { Err(too_large("its objects")) } else { Ok((document, parsed - left.parsed)) }
}

fn has_pages(document: &Document) -> bool {
    let catalog = document.catalog().and_then(|catalog| catalog.get(b"Pages"));
    let root = catalog.and_then(Object::as_reference).and_then(|root| document.get_dictionary(root));
    root.and_then(|root| root.get_deref(b"Kids", document)).and_then(Object::as_array).is_ok()
}

/// What an object takes in memory on 64 bits, by lopdf 0.47. It decides what is refused, so it is the same everywhere.
const NODE: usize = 120;

const _: () = assert!(size_of::<Object>() <= NODE);

/// What an object takes beside itself while all are put in order.
const OBJECT: usize = 4 * NODE;

/// Called for each object once it is parsed: what is not kept is forgotten at once.
fn keep(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let mut left = LEFT.get();
    if left.over {
        return None;
    }
    if let Object::Dictionary(dict) = object
        && dict.has_type(b"StructElem")
    {
        return None;
    }
    let weight = OBJECT + weight(object);
    let unpacked = match object {
        Object::Stream(stream) if stream.dict.has_type(b"ObjStm") => packed(stream),
        _ => Some(0),
    };
    let after =
        unpacked.and_then(|size| Some((left.parsed.checked_sub(weight)?, left.packed.checked_sub(size)?)));
    match after {
        Some((parsed, packed)) => (left.parsed, left.packed) = (parsed, packed),
        None => left.over = true,
    }
    LEFT.set(left);
    if left.over {
        return None;
    }
    // The loader goes on with what it has, but takes objects of object streams, which are no streams, from here.
    Some((id, if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() }))
}

/// What an object takes in memory, at least.
fn weight(object: &Object) -> usize {
    /// A key with its place in the table and its own bytes.
    const ENTRY: usize = NODE + 80;
    let entries = |dict: &Dictionary| -> usize {
        dict.iter().map(|(key, value)| ENTRY + key.len() + weight(value)).sum()
    };
    match object {
        Object::Name(bytes) | Object::String(bytes, _) => bytes.capacity(),
        Object::Array(items) => items.capacity() * NODE + items.iter().map(weight).sum::<usize>(),
        Object::Dictionary(dict) => entries(dict),
        Object::Stream(stream) => entries(&stream.dict) + stream.content.capacity(),
        _ => 0,
    }
}

/// How much an object stream unpacks to, if it may be parsed: its objects must not share bytes, or a few of them would
/// become any number (ISO 32000-1 7.5.7).
fn packed(stream: &Stream) -> Option<usize> {
    let data = stream.get_plain_content_with_limit(OBJECT_STREAM).ok()?;
    let first = usize::try_from(stream.dict.get(b"First").and_then(Object::as_i64).ok()?).ok()?;
    let head = data.get(..first)?;
    let tokens = count_tokens(&data);
    // Each number of the head is a token, and each object has one at least.
    let numbers = head.split(|byte| !byte.is_ascii_digit()).filter(|word| !word.is_empty());
    let mut places: Vec<&[u8]> = numbers.skip(1).step_by(2).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    let apart = places.len() == count && !nested(&data, first, &places);
    (tokens <= OBJECT_TOKENS && apart).then_some(data.len())
}

/// Whether an object begins within another.
fn nested(data: &[u8], first: usize, places: &[&[u8]]) -> bool {
    let number = |word: &&[u8]| std::str::from_utf8(word).ok()?.parse::<usize>().ok()?.checked_add(first);
    let mut places: Vec<usize> = places.iter().filter_map(number).collect();
    places.sort_unstable();
    let mut depth = 0i32;
    let (mut at, mut text, mut comment) = (first, 0u32, false);
    let mut places = places.into_iter().peekable();
    while let Some(byte) = data.get(at) {
        while let Some(place) = places.next_if(|place| *place <= at) {
            // Numbers that are equal but written in two ways.
            if place < at || depth != 0 || text != 0 || places.peek() == Some(&at) {
                return true;
            }
            comment = false;
        }
        match byte {
            b'\n' | b'\r' if comment => comment = false,
            _ if comment => {}
            b'\\' if text > 0 => at += 1,
            b'(' => text += 1,
            b')' => text = text.saturating_sub(1),
            _ if text > 0 => {}
            b'%' => comment = true,
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    false
}
