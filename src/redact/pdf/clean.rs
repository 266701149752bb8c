//! Pictures: what of them may stay (SPEC §18.5).

use super::super::image::jpeg_within;
use super::content::Op;
use super::copier::Copier;
use super::interp::resource;
use super::limits::{DEPTH, broken, unknown};
use super::out::{Dict, Out};
use super::source::{Source, as_dict};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};

/// A picture in a content stream, as if it stood by itself: with its keys and names in full (ISO 32000-1 8.9.7).
pub(super) fn inline_picture(source: &Source, op: &Op, resources: &Dictionary) -> Result<Stream> {
    const KEYS: [(&str, &str); 11] = [
        ("BPC", "BitsPerComponent"),
        ("CS", "ColorSpace"),
        ("D", "Decode"),
        ("DP", "DecodeParms"),
        ("F", "Filter"),
        ("H", "Height"),
        ("IM", "ImageMask"),
        ("I", "Interpolate"),
        ("W", "Width"),
        ("L", "Length"),
        ("Length", "Length"),
    ];
    let Some(Out::Dict(short)) = op.operands.first() else { return Err(broken("an inline picture")) };
    let mut dict = Dictionary::new();
    for (key, value) in short {
        let full = KEYS.iter().find(|(short, _)| short.as_bytes() == key.as_slice());
        let full = full.map_or(key.as_slice(), |(_, full)| full.as_bytes());
        let mut value = object(value);
        if full == b"ColorSpace"
            && let Object::Name(name) = &value
        {
            let named = source.dict(resources, "ColorSpace").and_then(|all| resource(source, all, name));
            value = named.cloned().unwrap_or(value);
        }
        dict.set(full.to_vec(), value);
    }
    Ok(Stream::new(dict, op.inline.clone().unwrap_or_default()))
}

fn object(out: &Out) -> Object {
    match out {
        Out::Bool(value) => Object::Boolean(*value),
        Out::Num(number) if *number == number.trunc() && number.abs() < 1e15 => {
            Object::Integer(*number as i64)
        }
        Out::Num(number) => Object::Real(*number as f32),
        Out::Name(name) => Object::Name(name.clone()),
        Out::Str(text) => Object::String(text.clone(), StringFormat::Hexadecimal),
        Out::Array(items) => Object::Array(items.iter().map(object).collect()),
        Out::Dict(dict) => {
            let mut out = Dictionary::new();
            dict.iter().for_each(|(key, value)| out.set(key.clone(), object(value)));
            Object::Dictionary(out)
        }
        Out::Null | Out::Ref(_) => Object::Null,
    }
}

impl Copier<'_> {
    pub(super) fn picture(&mut self, stream: &Stream, id: Option<ObjectId>) -> Result<Out> {
        if let Some(known) = id.and_then(|id| self.known.get(&(id, "picture"))) {
            return Ok(known.clone());
        }
        let picture = self.raster(stream, false)?;
        if let Some(id) = id {
            self.known.insert((id, "picture"), picture.clone());
        }
        Ok(picture)
    }

    fn raster(&mut self, stream: &Stream, is_mask: bool) -> Result<Out> {
        let dict = &stream.dict;
        let mut out = self.keys(
            dict,
            &["Width", "Height", "BitsPerComponent", "Decode", "ImageMask", "Interpolate", "Matte"],
        )?;
        out.insert(b"Type".to_vec(), Out::name("XObject"));
        out.insert(b"Subtype".to_vec(), Out::name("Image"));
        let dropped =
            ["Metadata", "Alternates", "OPI", "Name", "PieceInfo", "ID", "StructParent", "Measure", "PtData"];
        self.report.remove("P17", dropped.iter().filter(|key| dict.has(key.as_bytes())).count() as u64);
        if let Some(space) = dict.get(b"ColorSpace").ok().filter(|_| !out.contains_key(&b"ImageMask"[..]))
            && !self.source.resolve(space).is_null()
        {
            out.insert(b"ColorSpace".to_vec(), self.space(space, DEPTH)?);
        }
        for key in ["SMask", "Mask"] {
            match self.source.get(dict, key) {
                Some(Object::Stream(mask)) if !is_mask => {
                    let mask = self.raster(mask, true)?;
                    out.insert(key.as_bytes().to_vec(), mask);
                }
                Some(value @ Object::Array(_)) => {
                    out.insert(key.as_bytes().to_vec(), self.source.plain(value, 2)?);
                }
                _ => {}
            }
        }
        let decoded = self.source.decode(stream, true)?;
        let length = decoded.data.len();
        let _decoded = self.source.room.reserve(length)?;
        let params = decoded.params.unwrap_or_default();
        match decoded.filter.as_deref() {
            None => {
                let kept = self.keys(&params, &["Predictor", "Colors", "BitsPerComponent", "Columns"])?;
                if !kept.is_empty() {
                    out.insert(b"DecodeParms".to_vec(), Out::Dict(kept));
                }
                self.store.add_stream(out, &decoded.data)
            }
            Some(b"DCTDecode") => {
                // What the file itself says of how it is turned counts for nothing here.
                let working = self.source.room.reserve(2 * length)?;
                let picture = jpeg_within(&decoded.data)?;
                drop(working);
                self.report.remove("P17", picture.removed.iter().map(|(_, count)| count).sum());
                let data = picture.bytes;
                let kept = self.keys(&params, &["ColorTransform"])?;
                self.filtered(out, "DCTDecode", kept, data)
            }
            Some(b"CCITTFaxDecode") => {
                let kept = self.keys(
                    &params,
                    &["K", "EndOfLine", "EncodedByteAlign", "Columns", "Rows", "EndOfBlock", "BlackIs1"],
                )?;
                self.filtered(out, "CCITTFaxDecode", kept, decoded.data)
            }
            Some(b"JBIG2Decode") => Err(unknown("a picture is packed as JBIG2; save it as JPEG or PNG")),
            _ => Err(unknown("a picture is packed as JPEG 2000; save it as JPEG or PNG")),
        }
    }

    fn filtered(&mut self, mut out: Dict, filter: &str, params: Dict, data: Vec<u8>) -> Result<Out> {
        out.insert(b"Filter".to_vec(), Out::name(filter));
        if !params.is_empty() {
            out.insert(b"DecodeParms".to_vec(), Out::Dict(params));
        }
        self.store.add_packed(out, data)
    }

    /// What a resource is called, looked up.
    pub(super) fn named<'s>(
        source: &'s Source,
        resources: &'s Dictionary,
        kind: &str,
        name: &[u8],
    ) -> Option<&'s Object> {
        source.dict(resources, kind)?.get(name).ok()
    }

    pub(super) fn dict_of<'s>(source: &'s Source, object: &'s Object) -> Option<&'s Dictionary> {
        as_dict(source.resolve(object))
    }
}
