//! The objects of the copy, and its bytes: one way to write everything (SPEC §18.5).

use super::super::deflate::deflate_zlib;
use super::limits::{OBJECTS, too_large};
use super::room::Room;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What an object, or an operand in a content stream, is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Out {
    Null,
    Bool(bool),
    Num(f64),
    Name(Vec<u8>),
    Str(Vec<u8>),
    Array(Vec<Out>),
    Dict(Dict),
    /// An object of the [`Store`].
    Ref(usize),
}

pub(super) type Dict = BTreeMap<Vec<u8>, Out>;

impl Out {
    pub(super) fn name(name: impl AsRef<[u8]>) -> Out {
        Out::Name(name.as_ref().to_vec())
    }

    pub(super) fn int(number: usize) -> Out {
        Out::Num(number as f64)
    }

    pub(super) fn nums(numbers: impl IntoIterator<Item = f64>) -> Out {
        Out::Array(numbers.into_iter().map(Out::Num).collect())
    }

    pub(super) fn num(&self) -> Option<f64> {
        if let Out::Num(number) = self { Some(*number) } else { None }
    }

    pub(super) fn as_name(&self) -> Option<&[u8]> {
        if let Out::Name(name) = self { Some(name) } else { None }
    }

    /// Writes it. `number` is what a reference's object is called in the file.
    pub(super) fn write(&self, out: &mut Vec<u8>, number: &impl Fn(usize) -> usize) {
        match self {
            Out::Null => out.extend(b"null"),
            Out::Bool(true) => out.extend(b"true"),
            Out::Bool(false) => out.extend(b"false"),
            Out::Num(n) => write_number(out, *n),
            Out::Name(name) => write_name(out, name),
            Out::Str(bytes) => write_string(out, bytes),
            Out::Array(items) => {
                out.push(b'[');
                for (n, item) in items.iter().enumerate() {
                    if n > 0 {
                        out.push(b' ');
                    }
                    item.write(out, number);
                }
                out.push(b']');
            }
            Out::Dict(dict) => write_dict(out, dict, number),
            Out::Ref(id) => out.extend(format!("{} 0 R", number(*id)).bytes()),
        }
    }

    fn references(&self, each: &mut impl FnMut(usize)) {
        match self {
            Out::Ref(id) => each(*id),
            Out::Array(items) => items.iter().for_each(|item| item.references(each)),
            Out::Dict(dict) => dict.values().for_each(|item| item.references(each)),
            _ => {}
        }
    }
}

fn write_dict(out: &mut Vec<u8>, dict: &Dict, number: &impl Fn(usize) -> usize) {
    out.extend(b"<<");
    for (key, value) in dict {
        write_name(out, key);
        out.push(b' ');
        value.write(out, number);
    }
    out.extend(b">>");
}

/// At most five decimals, none of them a last zero, and no exponent (ISO 32000-1 7.3.3 has none).
pub(super) fn write_number(out: &mut Vec<u8>, number: f64) {
    let number = if number.is_finite() { number.clamp(-1e15, 1e15) } else { 0.0 };
    let text = if number == number.trunc() { format!("{number:.0}") } else { format!("{number:.5}") };
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    out.extend(if short == "-0" { "0" } else { short }.bytes());
}

/// What [`write_number`] leaves of a number.
pub(super) fn rounded(number: f64) -> f64 {
    let mut text = Vec::new();
    write_number(&mut text, number);
    std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

pub(super) fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"-_.+*:,".contains(byte) {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
}

/// In hexadecimal, whatever it holds.
pub(super) fn write_string(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push(b'<');
    for byte in bytes {
        out.extend([byte >> 4, byte & 15].iter().filter_map(|half| DIGITS.get(usize::from(*half))));
    }
    out.push(b'>');
}

/// How many times as much room as its bytes an object takes before it is written.
const OBJECT: usize = 16;
/// What each takes beside that.
const ENTRY: usize = 250;

enum Body {
    Object(Out),
    Stream(Dict, Vec<u8>),
}

/// All objects of the copy. Equal ones are one.
pub(super) struct Store {
    bodies: Vec<Option<Body>>,
    known: BTreeMap<[u8; 32], usize>,
    /// Bytes of streams.
    data: usize,
    room: Room,
}

impl Store {
    pub(super) fn new(room: Room) -> Store {
        Store { bodies: Vec::new(), known: BTreeMap::new(), data: 0, room }
    }

    fn put(&mut self, body: Body) -> Result<usize> {
        let (mut text, mut hasher) = (Vec::new(), Sha256::new());
        match &body {
            Body::Object(object) => object.write(&mut text, &|id| id),
            Body::Stream(dict, data) => {
                write_dict(&mut text, dict, &|id| id);
                hasher.update(b"stream");
                hasher.update(data);
            }
        }
        hasher.update(&text);
        let key: [u8; 32] = hasher.finalize().into();
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let data = if let Body::Stream(_, data) = &body { data.len() } else { 0 };
        self.room.take(data + ENTRY + text.len().saturating_mul(OBJECT))?;
        self.data += data;
        let id = self.reserve()?;
        self.fill(id, body);
        self.known.insert(key, id);
        Ok(id)
    }

    fn fill(&mut self, id: usize, body: Body) {
        if let Some(place) = self.bodies.get_mut(id) {
            *place = Some(body);
        }
    }

    pub(super) fn add(&mut self, object: Out) -> Result<Out> {
        self.put(Body::Object(object)).map(Out::Ref)
    }

    /// A stream as it is.
    pub(super) fn add_packed(&mut self, dict: Dict, mut data: Vec<u8>) -> Result<Out> {
        data.shrink_to_fit();
        self.put(Body::Stream(dict, data)).map(Out::Ref)
    }

    /// A stream, deflated.
    pub(super) fn add_stream(&mut self, dict: Dict, data: &[u8]) -> Result<Out> {
        // The compressor begins with half as much room as there is to pack.
        let packing = self.room.reserve(data.len() / 2)?;
        let (dict, data) = deflated(dict, data);
        drop(packing);
        self.add_packed(dict, data)
    }

    /// A number for an object that follows.
    pub(super) fn reserve(&mut self) -> Result<usize> {
        if self.bodies.len() >= OBJECTS {
            return Err(too_large("it has too many objects"));
        }
        self.bodies.push(None);
        Ok(self.bodies.len() - 1)
    }

    pub(super) fn set(&mut self, id: usize, object: Out) {
        self.fill(id, Body::Object(object));
    }

    /// The file: objects that the catalog leads to, numbered as it leads to them.
    ///
    /// # Errors
    /// `DocumentTooLarge`.
    pub(super) fn finish(mut self, catalog: usize) -> Result<Vec<u8>> {
        self.room.take(self.data)?;
        let mut order: Vec<usize> = vec![catalog];
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::from([(catalog, 1)]);
        let mut at = 0;
        while let Some(id) = order.get(at).copied() {
            at += 1;
            let mut reach = |id: usize| {
                numbers.entry(id).or_insert_with(|| {
                    order.push(id);
                    order.len()
                });
            };
            match self.bodies.get(id) {
                Some(Some(Body::Object(object))) => object.references(&mut reach),
                Some(Some(Body::Stream(dict, _))) => dict.values().for_each(|v| v.references(&mut reach)),
                _ => {}
            }
        }
        let number = |id: usize| numbers.get(&id).copied().unwrap_or_default();
        let mut out = Vec::with_capacity(self.data + self.data / 8);
        out.extend(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
        let mut offsets = Vec::with_capacity(order.len());
        for (n, id) in order.iter().enumerate() {
            offsets.push(out.len());
            out.extend(format!("{} 0 obj\n", n + 1).bytes());
            // Each is written once, and not needed then.
            match self.bodies.get_mut(*id).and_then(Option::take) {
                Some(Body::Object(object)) => object.write(&mut out, &number),
                Some(Body::Stream(mut dict, data)) => {
                    dict.insert(b"Length".to_vec(), Out::int(data.len()));
                    write_dict(&mut out, &dict, &number);
                    out.extend(b"\nstream\n");
                    out.extend_from_slice(&data);
                    out.extend(b"\nendstream");
                }
                _ => out.extend(b"null"),
            }
            out.extend(b"\nendobj\n");
        }
        let start = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", order.len() + 1).bytes());
        for offset in &offsets {
            out.extend(format!("{offset:010} 00000 n \n").bytes());
        }
        let size = order.len() + 1;
        out.extend(format!("trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n").bytes());
        Ok(out)
    }
}

/// How hard streams are packed.
const LEVEL: u8 = 9;

/// Deflated always with the same code at the same level: the producer's is gone.
fn deflated(mut dict: Dict, data: &[u8]) -> (Dict, Vec<u8>) {
    dict.insert(b"Filter".to_vec(), Out::name("FlateDecode"));
    (dict, deflate_zlib(data, LEVEL))
}
