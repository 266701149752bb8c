//! PDF (ISO 32000-1), found by its bytes: no cross-reference table is read, so what it does not list is seen too.

mod content;
mod file;
mod fontfile;
mod fonts;
mod object;
mod pages;
mod reader;

use super::views::{Kind, Views};
use super::walk::walk as walk_piece;
use crate::error::{ErrorKind, Result};
use content::read;
use file::{Decoded, File, broken};
use object::Object;
use pages::Resources;

/// Walks every object, every stream, every page, and all bytes between them.
pub(super) fn walk(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    let mut file = File::read(bytes, views)?;
    if file.objects.is_empty() {
        return Err(broken("no objects"));
    }
    let dicts = file.objects.iter().map(|found| &found.value).chain(&file.trailers);
    if dicts.filter(|dict| dict.get("Encrypt").is_some()).any(|dict| !is_page(&file, dict)) {
        return Err(ErrorKind::DocumentEncrypted.into());
    }
    unpack(views, &mut file, bytes)?;
    for found in &file.objects {
        leaves(views, &found.place(place), &found.value)?;
    }
    for trailer in &file.trailers {
        leaves(views, &format!("{place}: trailer"), trailer)?;
    }
    let mut resources = Resources::new(&file, bytes);
    let shown = pages::walk(views, &file, place, bytes, &mut resources)?;
    for (index, found) in file.objects.iter().enumerate() {
        let Some(data) = found.data.clone() else { continue };
        let name = found.place(place);
        let data = bytes.get(data).unwrap_or_default();
        let decoded = file.decode(&found.value, data, views).map_err(|e| e.at(&name))?;
        if shown.contains(&index) {
            // Its text was read with its page.
            views.bytes(&name, &decoded.behind, Kind::Markup)?;
            views.bytes(&name, &decoded.bytes, Kind::Markup)?;
            continue;
        }
        stream(views, &name, &found.value, &decoded, depth)?;
        if is_content(&found.value, &decoded) {
            let own = file.get(&found.value, "Resources");
            let mut font = |name: &[u8], views: &Views| resources.font(own, name, views);
            read(views, &file, &name, &decoded.bytes, &mut font).map_err(|e| e.at(&name))?;
        }
    }
    // Objects as they are written, comments, tables, what stands behind the end.
    let data = file.objects.iter().filter_map(|found| found.data.clone()).collect();
    views.between(&format!("{place}: between the streams"), bytes, data)
}

fn is_page(file: &File, dict: &Object) -> bool {
    file.get(dict, "Type").is_some_and(|kind| kind.is_name("Page"))
}

fn unpack(views: &mut Views, file: &mut File, bytes: &[u8]) -> Result<()> {
    let packed: Vec<(u32, Object, std::ops::Range<usize>)> = file
        .objects
        .iter()
        .filter(|found| file.get(&found.value, "Type").is_some_and(|kind| kind.is_name("ObjStm")))
        .filter_map(|found| Some((found.number, found.value.clone(), found.data.clone()?)))
        .collect();
    for (number, dict, data) in packed {
        let decoded = file.decode(&dict, bytes.get(data).unwrap_or_default(), views)?;
        views.spend(decoded.bytes.len())?;
        file.unpack(number, &dict, &decoded.bytes)
            .map_err(|e| e.at(format_args!("object stream {number}")))?;
    }
    Ok(())
}

/// The strings of an object, each by itself, and its names.
fn leaves(views: &mut Views, place: &str, object: &Object) -> Result<()> {
    let (mut names, mut strings) = (Vec::new(), Vec::new());
    object.leaves(&mut |leaf| match leaf {
        Object::Name(name) => {
            names.extend_from_slice(name);
            names.push(b'\n');
        }
        Object::String(bytes) => strings.push(bytes.clone()),
        _ => {}
    });
    for bytes in strings {
        views.bytes(place, &bytes, kind_of(&bytes))?;
    }
    views.bytes(place, &names, Kind::Markup)?;
    // Names of glyphs, in their order: `/uni4E91/uni542F`.
    let letters = names.split(|byte| *byte == b'\n').filter_map(fonts::glyph).collect::<String>();
    views.letters(place, "glyph-names", Kind::Order, letters.char_indices().map(|(at, c)| (c, at)));
    Ok(())
}

/// Identifiers, digests and signatures are strings too; nobody reads them.
fn kind_of(string: &[u8]) -> Kind {
    let text = string.starts_with(b"\xfe\xff") || !string.iter().any(|c| matches!(c, 1..=8 | 14..=31 | 127));
    if text { Kind::Text } else { Kind::Markup }
}

/// Searches a stream by what it is.
fn stream(views: &mut Views, place: &str, dict: &Object, decoded: &Decoded, depth: usize) -> Result<()> {
    views.bytes(place, &decoded.behind, Kind::Markup)?;
    let data = decoded.bytes.as_slice();
    match decoded.picture.as_deref() {
        Some(b"DCTDecode" | b"DCT") => return walk_piece(views, place, data, depth + 1),
        Some(b"JPXDecode") => return views.bytes(place, data, Kind::Markup),
        Some(_) => return views.bytes(place, data, Kind::Binary),
        None => {}
    }
    let is = |key: &str, name: &str| dict.get(key).is_some_and(|value| value.is_name(name));
    if is("Subtype", "Image") || is("Type", "XRef") {
        views.bytes(place, data, Kind::Binary)
    } else if fontfile::is(data) {
        fontfile::walk(views, place, data)
    } else if data.windows(9).any(|window| window == b"begincmap") {
        let map = fonts::to_unicode(data);
        let letters = map.codes.values().flat_map(|text| text.chars()).enumerate().map(|(at, c)| (c, at));
        views.letters(place, "code-order", Kind::Order, letters);
        views.bytes(place, data, Kind::Order)
    } else if is_content(dict, decoded) || is("Type", "ObjStm") {
        views.bytes(place, data, Kind::Markup)
    } else {
        walk_piece(views, place, data, depth + 1)
    }
}

/// Whether a stream may be read as a content stream: it shows text.
fn is_content(dict: &Object, decoded: &Decoded) -> bool {
    let kind = dict.get("Type").and_then(Object::name).unwrap_or_default();
    let other = matches!(kind, b"XRef" | b"ObjStm" | b"Metadata" | b"EmbeddedFile");
    let data = decoded.bytes.as_slice();
    let image = dict.get("Subtype").is_some_and(|subtype| subtype.is_name("Image"));
    let shows =
        data.windows(2).any(|window| matches!(window, b"Tj" | b"TJ" | b")'" | b")\"" | b">'" | b">\""));
    let shows = shows && data.windows(2).any(|window| window == b"BT");
    !other
        && !image
        && decoded.picture.is_none()
        && !fontfile::is(data)
        && shows
        && !data.trim_ascii_start().starts_with(b"<?")
}
