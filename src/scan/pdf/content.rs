//! Content streams (ISO 32000-1 §7.8): the strings that they show, as bytes and as text.

use super::file::File;
use super::fonts::Font;
use super::object::Object;
use super::reader::{Reader, is_space};
use crate::error::{Error, ErrorKind, Result};
use crate::scan::shown::Shown;
use crate::scan::views::{BREAK, Kind, Views};
use std::rc::Rc;

/// Gives a font by its name in a stream's resources.
type Fonts<'f> = dyn FnMut(&[u8], &Views) -> Result<Option<Rc<Font>>> + 'f;

/// Searches what a content stream shows.
pub(super) fn read(views: &mut Views, file: &File, place: &str, data: &[u8], font: &mut Fonts) -> Result<()> {
    views.spend(data.len())?;
    let (mut text, mut raw) = (Shown::new(views), Vec::new());
    let (mut reader, mut operands) = (Reader::new(data, 0), Vec::new());
    let (mut current, mut saved): (Option<Rc<Font>>, Vec<Option<Rc<Font>>>) = (None, Vec::new());
    while let Some(object) = reader.next() {
        let at = reader.at;
        let Object::Word(word) = object else {
            if operands.len() >= OPERANDS {
                return Err(Error::new(ErrorKind::DocumentTooLarge).because("operands"));
            }
            operands.push(object);
            continue;
        };
        match word.as_slice() {
            b"q" if saved.len() < SAVED => saved.push(current.clone()),
            b"Q" => current = saved.pop().unwrap_or(current),
            b"Tf" => {
                if let Some(name) = operands.iter().rev().find_map(Object::name) {
                    current = font(name, views)?;
                }
            }
            b"Tj" | b"'" | b"\"" | b"TJ" => {
                for operand in operands.iter().rev().take(1).flat_map(Object::list) {
                    if let Object::String(bytes) = operand {
                        raw.extend_from_slice(bytes);
                        show(bytes, current.as_deref(), &mut |c| text.push(views, place, c, at))?;
                    }
                }
            }
            b"ID" => {
                let image = Object::Dict(pairs(&operands));
                let begin = if reader.bytes.get(at).is_some_and(|c| is_space(*c)) { at + 1 } else { at };
                reader.at = inline(views, file, place, &image, data, begin)?;
            }
            _ => {}
        }
        // Properties of marked content, and whatever else is written in strings.
        if !matches!(word.as_slice(), b"Tj" | b"'" | b"\"" | b"TJ") {
            let mut strings = Vec::new();
            let mut gather = |leaf: &Object| {
                if let Object::String(bytes) = leaf {
                    strings.push(bytes.clone());
                }
            };
            operands.iter().for_each(|operand| operand.leaves(&mut gather));
            for bytes in strings {
                views.bytes(&format!("{place}: properties"), &bytes, Kind::Text)?;
            }
        }
        operands.clear();
    }
    if reader.broken {
        return Err(Error::new(ErrorKind::DocumentBroken).because("content stream"));
    }
    text.finish(views, place, "shown")?;
    // Codes of many fonts are a character set already; whatever a map says of them, this is what they say.
    views.bytes(&format!("{place}: codes shown"), &raw, Kind::Markup)
}

/// Operands of one operator.
const OPERANDS: usize = 100_000;

/// Graphics states within each other.
const SAVED: usize = 1000;

fn show(bytes: &[u8], font: Option<&Font>, push: &mut dyn FnMut(char) -> Result<()>) -> Result<()> {
    match font {
        None => bytes.iter().try_for_each(|byte| push(char::from(*byte))),
        Some(Font::Plain) => push(BREAK),
        Some(Font::Unknown) if bytes.is_empty() => Ok(()),
        Some(Font::Unknown) => Err(ErrorKind::UntrustedText.into()),
        Some(Font::Map { width, map, latin }) => {
            bytes.chunks(*width).try_for_each(|code| match (map.get(&super::fonts::value(code)), code) {
                (Some(text), _) => text.chars().try_for_each(&mut *push),
                (None, [byte]) if *latin => push(char::from(*byte)),
                _ => push(BREAK),
            })
        }
    }
}

fn pairs(operands: &[Object]) -> Vec<(Vec<u8>, Object)> {
    let pairs = operands.chunks_exact(2).filter_map(|pair| match pair {
        [Object::Name(key), value] => Some((key.clone(), value.clone())),
        _ => None,
    });
    pairs.collect()
}

/// How many possible ends of an inline image are tried.
const ENDS: usize = 64;

/// Searches an inline image (ISO 32000-1 §8.9.7), and tells where it ends: at the first `EI` before which its filters
/// come to their end.
fn inline(
    views: &mut Views,
    file: &File,
    place: &str,
    image: &Object,
    data: &[u8],
    begin: usize,
) -> Result<usize> {
    let rest = data.get(begin..).unwrap_or_default();
    let ends = rest.windows(2).enumerate().filter(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| rest.get(before));
        *window == b"EI"
            && before.is_none_or(|c| is_space(*c))
            && rest.get(at + 2).is_none_or(|c| is_space(*c))
    });
    for (end, _) in ends.take(ENDS) {
        let Ok(decoded) = file.decode(image, rest.get(..end).unwrap_or_default(), views) else { continue };
        views.bytes(&format!("{place}: inline image at {begin}"), &decoded.bytes, Kind::Binary)?;
        return Ok(begin + end + 2);
    }
    Err(Error::new(ErrorKind::DocumentBroken).because("inline image"))
}
