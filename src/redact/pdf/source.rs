//! Reading a document's objects and streams, within bounds (SPEC §18.5).

use super::limits::{DECODED, DEPTH, STREAM, broken, too_large, unknown};
use super::load;
use super::out::Out;
use super::room::{Held, Room};
use crate::error::Result;
use lopdf::{Dictionary, Document, Object, Stream};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The document as it came.
pub(super) struct Source {
    pub(super) document: Document,
    decoded: Cell<usize>,
    pub(super) room: Room,
    /// Predefined maps of fonts by their names.
    pub(super) maps: RefCell<BTreeMap<Vec<u8>, Option<Rc<hayro_cmap::CMap>>>>,
}

/// A stream's bytes, and the filters that were left on them.
pub(super) struct Decoded {
    pub(super) data: Vec<u8>,
    pub(super) filter: Option<Vec<u8>>,
    pub(super) params: Option<Dictionary>,
}

/// Names that are values of keys that stay: blend modes and rendering intents, and kinds of groups and masks
/// (ISO 32000-1 11.3.5, 8.6.5.8, 11.4.5, 11.6.5.2).
const WORDS: [&[u8]; 24] = [
    b"Normal",
    b"Compatible",
    b"Multiply",
    b"Screen",
    b"Overlay",
    b"Darken",
    b"Lighten",
    b"ColorDodge",
    b"ColorBurn",
    b"HardLight",
    b"SoftLight",
    b"Difference",
    b"Exclusion",
    b"Hue",
    b"Saturation",
    b"Color",
    b"Luminosity",
    b"AbsoluteColorimetric",
    b"RelativeColorimetric",
    b"Perceptual",
    b"Transparency",
    b"Alpha",
    b"Image",
    b"Default",
];

impl Source {
    pub(super) fn load(bytes: &[u8], held: usize) -> Result<Source> {
        let room = Room::of(bytes.len());
        room.take(held)?;
        let (document, weight) = load::load(bytes)?;
        room.take(weight)?;
        Ok(Source { document, decoded: Cell::new(0), room, maps: RefCell::default() })
    }

    /// What a reference leads to; anything else is itself.
    pub(super) fn resolve<'a>(&'a self, mut object: &'a Object) -> &'a Object {
        for _ in 0..DEPTH {
            let Object::Reference(id) = object else { return object };
            object = self.document.objects.get(id).unwrap_or(&Object::Null);
        }
        &Object::Null
    }

    /// A value of a dictionary, if there is one that is not null.
    pub(super) fn get<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let value = self.resolve(dict.get(key.as_bytes()).ok()?);
        (!matches!(value, Object::Null)).then_some(value)
    }

    pub(super) fn dict<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.get(dict, key).and_then(as_dict)
    }

    pub(super) fn stream<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a Stream> {
        self.get(dict, key)?.as_stream().ok()
    }

    pub(super) fn array<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a Vec<Object>> {
        self.get(dict, key)?.as_array().ok()
    }

    pub(super) fn name<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    pub(super) fn num(&self, dict: &Dictionary, key: &str) -> Option<f64> {
        number(self.get(dict, key)?)
    }

    /// An array of numbers of exactly this length.
    pub(super) fn nums<const N: usize>(&self, dict: &Dictionary, key: &str) -> Option<[f64; N]> {
        let items = self.array(dict, key)?;
        let numbers: Vec<f64> = items.iter().filter_map(|item| number(self.resolve(item))).collect();
        numbers.try_into().ok()
    }

    /// A plain value as it is written in the copy; streams and what is nested too deep are not plain.
    pub(super) fn plain(&self, object: &Object, depth: usize) -> Result<Out> {
        if depth == 0 {
            return Err(broken("values are nested too deep"));
        }
        Ok(match self.resolve(object) {
            Object::Boolean(value) => Out::Bool(*value),
            Object::Integer(value) => Out::Num(*value as f64),
            Object::Real(value) => Out::Num(shortest(*value)),
            Object::Name(name) if WORDS.contains(&name.as_slice()) => Out::Name(name.clone()),
            Object::Array(items) => {
                Out::Array(items.iter().map(|item| self.plain(item, depth - 1)).collect::<Result<_>>()?)
            }
            // Strings, other names and dictionaries: no key that stays has such a value.
            _ => Out::Null,
        })
    }

    /// Bytes of a font's program or of one of its maps, which are kept in some form until the copy is written.
    pub(super) fn font_bytes(&self, stream: &Stream, limit: usize, times: usize) -> Result<Vec<u8>> {
        let mut bytes = self.bytes(stream)?;
        if bytes.len() > limit {
            return Err(too_large("a font"));
        }
        bytes.shrink_to_fit();
        self.room.take(bytes.len().saturating_mul(times))?;
        Ok(bytes)
    }

    /// A content stream, which is there as long as it is carried out.
    pub(super) fn content(&self, stream: &Stream) -> Result<Held> {
        self.room.hold(self.bytes(stream)?)
    }

    /// All of a stream's bytes. Filters of pictures are no filters for anything else.
    pub(super) fn bytes(&self, stream: &Stream) -> Result<Vec<u8>> {
        let decoded = self.decode(stream, false)?;
        match decoded.filter {
            None => Ok(decoded.data),
            Some(_) => Err(unknown("a stream is packed in a way that is not understood")),
        }
    }

    /// A stream's bytes up to a filter of pictures, and with `rows` also up to a predictor.
    pub(super) fn decode(&self, stream: &Stream, rows: bool) -> Result<Decoded> {
        let filters: Vec<Vec<u8>> = match self.get(&stream.dict, "Filter").or(self.get(&stream.dict, "F")) {
            None => Vec::new(),
            Some(Object::Name(name)) => vec![name.clone()],
            Some(Object::Array(names)) => {
                let names = names.iter().map(|name| self.resolve(name).as_name().map(<[u8]>::to_vec));
                names.collect::<std::result::Result<_, _>>().map_err(|_| broken("a stream's filters"))?
            }
            Some(_) => return Err(broken("a stream's filters")),
        };
        if filters.len() > 4 {
            return Err(unknown("a stream is packed more than four times"));
        }
        let params = |at: usize| -> Option<Dictionary> {
            let params = self.get(&stream.dict, "DecodeParms").or(self.get(&stream.dict, "DP"))?;
            match params {
                Object::Dictionary(dict) if filters.len() == 1 => Some(dict.clone()),
                Object::Array(all) => as_dict(self.resolve(all.get(at)?)).cloned(),
                _ => None,
            }
        };
        let mut data = stream.content.clone();
        for (at, filter) in filters.iter().enumerate() {
            let (name, last): (&[u8], bool) = (filter, at + 1 == filters.len());
            let name: &[u8] = match name {
                b"FlateDecode" | b"Fl" => b"FlateDecode",
                b"LZWDecode" | b"LZW" => b"LZWDecode",
                b"ASCII85Decode" | b"A85" => b"ASCII85Decode",
                b"ASCIIHexDecode" | b"AHx" => b"ASCIIHexDecode",
                b"RunLengthDecode" | b"RL" => b"RunLengthDecode",
                b"DCTDecode" | b"DCT" if last => b"DCTDecode",
                b"CCITTFaxDecode" | b"CCF" if last => b"CCITTFaxDecode",
                b"JPXDecode" | b"JBIG2Decode" if last => name,
                _ => return Err(unknown("a stream is packed in a way that is not understood")),
            };
            let params = params(at);
            if name.ends_with(b"DCTDecode")
                || matches!(name, b"CCITTFaxDecode" | b"JPXDecode" | b"JBIG2Decode")
            {
                return Ok(Decoded { data, filter: Some(name.to_vec()), params });
            }
            let predictor = params.as_ref().and_then(|params| self.num(params, "Predictor")).unwrap_or(1.0);
            let mut dict = Dictionary::new();
            dict.set("Filter", Object::Name(name.to_vec()));
            let kept = rows && last && predictor > 1.0;
            if let (Some(params), false) = (&params, kept) {
                let mut flat = Dictionary::new();
                for key in ["Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange"] {
                    if let Some(value) = self.get(params, key) {
                        flat.set(key, value.clone());
                    }
                }
                dict.set("DecodeParms", flat);
            } else if let Some(early) = params.as_ref().and_then(|params| self.get(params, "EarlyChange")) {
                let mut flat = Dictionary::new();
                flat.set("EarlyChange", early.clone());
                dict.set("DecodeParms", flat);
            }
            let _layer = self.room.reserve(data.len())?;
            let layer = Stream::new(dict, data);
            let limit = STREAM.min(self.room.for_one());
            data = layer.decompressed_content_with_limit(limit).map_err(|error| match error {
                lopdf::Error::Decompress(_) => too_large("what is packed in a stream"),
                _ => broken("a stream cannot be unpacked"),
            })?;
            data.shrink_to_fit();
            let decoded = self.decoded.get().saturating_add(data.len());
            self.decoded.set(decoded);
            if decoded > DECODED {
                return Err(too_large("what is packed in its streams"));
            }
            if kept {
                return Ok(Decoded { data, filter: None, params });
            }
        }
        Ok(Decoded { data, filter: None, params: None })
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
        Object::Real(value) => Some(shortest(*value)),
        _ => None,
    }
}

/// The number that was written, rather than the nearest that 32 bits can hold.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_default()
}

pub(super) fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *what.first()?;
    let mut at = 0;
    while let Some(step) = rest.get(at..)?.iter().position(|byte| *byte == first) {
        at += step;
        if rest.get(at..)?.starts_with(what) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}
