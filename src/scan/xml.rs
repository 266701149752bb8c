//! XML and HTML: text with all tags taken out, so that a name split over runs is found, and values of attributes.

use super::shown::Shown;
use super::views::{BREAK, Kind, Views};
use super::walk::walk as walk_piece;
use super::wrapped::{base64_runs, entities};
use crate::error::{Error, ErrorKind, Result};

/// Elements after which another text begins: paragraphs, cells, rows. Within them a name can be split over runs.
const BLOCKS: [&str; 16] =
    ["p", "si", "c", "is", "row", "tr", "tc", "td", "th", "li", "div", "h1", "h2", "h3", "title", "v"];

fn split(views: &mut Views, place: &str, text: &str) -> Result<()> {
    let broken = || Error::new(ErrorKind::DocumentBroken).because("XML");
    if text.contains("<!ENTITY") {
        // What it stands for could complete a name anywhere.
        return Err(Error::new(ErrorKind::UnknownContent).because("<!ENTITY>"));
    }
    let (mut words, mut values) = (Shown::new(views), views.stream());
    let mut rest = text;
    let until = |rest: &mut &str, end: &str| -> Result<String> {
        let (inner, after) = rest.split_once(end).ok_or_else(broken)?;
        let inner = inner.to_owned();
        *rest = after;
        Ok(inner)
    };
    let mut comments = views.stream();
    loop {
        let at = text.len() - rest.len();
        let Some((plain, after)) = rest.split_once('<') else {
            entities(rest).chars().try_for_each(|c| words.push(views, place, c, at))?;
            break;
        };
        entities(plain).chars().try_for_each(|c| words.push(views, place, c, at))?;
        rest = after;
        let at = text.len() - rest.len();
        if let Some(inner) = rest.strip_prefix("!--") {
            rest = inner;
            until(&mut rest, "-->")?.chars().for_each(|c| comments.push(c, at));
            comments.push(BREAK, at);
        } else if let Some(inner) = rest.strip_prefix("![CDATA[") {
            rest = inner;
            until(&mut rest, "]]>")?.chars().try_for_each(|c| words.push(views, place, c, at))?;
        } else if rest.starts_with('?') {
            until(&mut rest, "?>")?.chars().for_each(|c| comments.push(c, at));
            comments.push(BREAK, at);
        } else {
            let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>')).unwrap_or(rest.len());
            let name = rest.get(..name_end).unwrap_or_default().trim_matches('/');
            let local = name.rsplit(':').next().unwrap_or_default();
            if BLOCKS.contains(&local) {
                words.push(views, place, BREAK, at)?;
            }
            if matches!(local, "br" | "tab" | "cr") {
                words.push(views, place, ' ', at)?;
            }
            rest = rest.get(name_end..).unwrap_or_default();
            loop {
                let Some(next) = rest.find(['"', '\'', '>']) else { return Err(broken()) };
                let quote = rest.get(next..=next).unwrap_or(">").to_owned();
                rest = rest.get(next + 1..).unwrap_or_default();
                if quote == ">" {
                    break;
                }
                let at = text.len() - rest.len();
                entities(&until(&mut rest, &quote)?).chars().for_each(|c| values.push(c, at));
                values.push(BREAK, at);
            }
        }
    }
    words.finish(views, place, "xml-text")?;
    views.finish(place, "xml-attribute", Kind::Attribute, values);
    views.finish(place, "xml-comment", Kind::Text, comments);
    Ok(())
}

/// Searches the bytes as they are, then what they say.
pub(super) fn walk(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    // A text in Markdown can begin like XML and be none; parts of packages and what says that it is XML must be XML.
    let strict = depth > 0 || bytes.starts_with(b"<?xml");
    views.bytes(place, bytes, if strict { Kind::Markup } else { Kind::Text })?;
    views.spend(bytes.len())?;
    let text = decode(bytes);
    match split(views, place, &text) {
        Err(e) if strict || e.kind() != ErrorKind::DocumentBroken => return Err(e),
        Ok(()) | Err(_) => {}
    }
    // Pictures within attributes, as `data:image/png;base64,…`.
    for (at, plain) in base64_runs(bytes) {
        let magic: [&[u8]; 5] = [b"\x89PNG", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b\x08"];
        if magic.iter().any(|magic| plain.starts_with(magic)) {
            walk_piece(views, &format!("{place}: base64 at {at}"), &plain, depth + 1)?;
        }
    }
    Ok(())
}

/// UTF-16 by its mark, else UTF-8, in which what is none becomes a break.
fn decode(bytes: &[u8]) -> String {
    let read = match bytes.get(..2) {
        Some([0xff, 0xfe]) => u16::from_le_bytes,
        Some([0xfe, 0xff]) => u16::from_be_bytes,
        _ => return String::from_utf8_lossy(bytes).into_owned(),
    };
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(read);
    char::decode_utf16(units).map(|c| c.unwrap_or(BREAK)).collect()
}
