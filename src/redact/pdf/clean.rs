//! Pictures: what of them may stay (SPEC §18.5).

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
                let (data, removed) = clean_jpeg(&decoded.data)?;
                self.report.remove("P17", removed);
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

/// A JPEG file without application segments and comments, up to its end (ISO 10918-1 B.1). The segment that Adobe
/// uses to tell of the colour transform stays, as does the one of JFIF, without its thumbnail.
fn clean_jpeg(bytes: &[u8]) -> Result<(Vec<u8>, u64)> {
    let bad = || broken("a JPEG picture is damaged");
    let mut at = super::source::find(bytes, &[0xff, 0xd8], 0).ok_or_else(bad)? + 2;
    let (mut out, mut removed) = (vec![0xff, 0xd8], 0);
    loop {
        let Some(marker) = bytes.get(at..at + 2) else { return Err(bad()) };
        let [0xff, kind] = *marker else { return Err(bad()) };
        match kind {
            0xff => {
                at += 1;
                continue;
            }
            0xd9 => {
                out.extend([0xff, 0xd9]);
                removed += u64::from(at + 2 < bytes.len());
                return Ok((out, removed));
            }
            0x01 | 0xd0..=0xd7 => {
                at += 2;
                continue;
            }
            _ => {}
        }
        let length = bytes.get(at + 2..at + 4).and_then(|two| two.try_into().ok()).map(u16::from_be_bytes);
        let end = at + 2 + usize::from(length.filter(|length| *length >= 2).ok_or_else(bad)?);
        let segment = bytes.get(at..end).ok_or_else(bad)?;
        let data = segment.get(4..).unwrap_or_default();
        match kind {
            0xe0 if data.starts_with(b"JFIF\0") && data.len() >= 14 => {
                out.extend([0xff, 0xe0, 0, 16]);
                out.extend(data.get(..12).unwrap_or_default());
                out.extend([0, 0]);
                removed += u64::from(data.len() > 14);
            }
            0xee if data.starts_with(b"Adobe") && data.len() >= 12 => {
                out.extend([0xff, 0xee, 0, 14]);
                out.extend(data.get(..12).unwrap_or_default());
            }
            // Application segments, comments, and those that no baseline or progressive picture needs (table B.1).
            0x02..=0xbf | 0xde..=0xfe => removed += 1,
            0xda => {
                out.extend(segment);
                // Coded data goes on to a marker that is neither stuffing nor a restart.
                let rest = bytes.get(end..).unwrap_or_default();
                let stop = rest.windows(2).position(
                    |two| matches!(two, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)),
                );
                let stop = stop.unwrap_or(rest.len());
                out.extend(rest.get(..stop).unwrap_or_default());
                at = end + stop;
                if at >= bytes.len() {
                    // Many a scanner leaves the end out.
                    out.extend([0xff, 0xd9]);
                    return Ok((out, removed));
                }
                continue;
            }
            _ => out.extend(segment),
        }
        at = end;
    }
}
