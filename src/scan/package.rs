//! ZIP packages (PKWARE APPNOTE 6.3): what the central directory lists, what it does not, and all bytes between.

use super::inflate::inflate;
use super::views::Views;
use super::walk::{placed, walk as walk_piece};
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashSet;
use std::ops::Range;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// Walks every entry.
pub(super) fn walk(views: &mut Views, place: &str, bytes: &[u8], depth: usize) -> Result<()> {
    // Which bytes are the data of entries: what is left is searched as it is.
    let mut data: Vec<Range<usize>> = Vec::new();
    for listed in directory(bytes)? {
        let local = Local::read(bytes, listed.at).ok_or_else(|| broken("an entry that is not there"))?;
        let name = format!("{place}: {}", printable(listed.name));
        data.push(entry(views, &name, bytes, &local, Some(&listed), depth).map_err(|e| placed(e, &name))?);
    }
    data.sort_by_key(|range| (range.start, range.end));
    let starts: HashSet<usize> = data.iter().map(|range| range.start).collect();
    // Each with how far those before it reach.
    let mut reach = 0;
    let reaches: Vec<(usize, usize)> = data
        .iter()
        .map(|range| {
            reach = reach.max(range.end);
            (range.start, reach)
        })
        .collect();
    let covered = |at: usize| {
        let before = reaches.partition_point(|(start, _)| *start <= at);
        before.checked_sub(1).and_then(|n| reaches.get(n)).is_some_and(|(_, reach)| at < *reach)
    };
    let hidden: Vec<usize> = positions(bytes, LOCAL)
        .filter(|at| !covered(*at))
        .filter(|at| Local::read(bytes, *at).is_none_or(|local| !starts.contains(&local.data)))
        .collect();
    for at in hidden {
        let name = format!("{place}: not in the directory, at {at}");
        let local = Local::read(bytes, at).ok_or_else(|| broken("an entry that ends too early").at(&name))?;
        data.push(entry(views, &name, bytes, &local, None, depth).map_err(|e| placed(e, &name))?);
    }
    views.between(&format!("{place}: between the entries"), bytes, data)
}

/// Walks one entry, and tells where its data stands.
fn entry(
    views: &mut Views,
    name: &str,
    bytes: &[u8],
    local: &Local,
    listed: Option<&Listed>,
    depth: usize,
) -> Result<Range<usize>> {
    if local.flags & 1 != 0 {
        return Err(ErrorKind::DocumentEncrypted.into());
    }
    let size = listed.map_or(local.size, |listed| listed.size);
    let packed = bytes.get(local.data..).unwrap_or_default();
    let (plain, used) = match local.method {
        0 => {
            let plain = packed.get(..size).ok_or_else(|| broken("an entry that ends too early"))?;
            (plain.to_vec(), size)
        }
        8 => {
            let inflated = inflate(packed, views.left())?;
            (inflated.bytes, inflated.used)
        }
        _ => return Err(Error::new(ErrorKind::UnknownContent).because("compression")),
    };
    if listed.is_some_and(|listed| used != size || local.method != listed.method) {
        return Err(broken("an entry and the directory contradict each other"));
    }
    views.spend(plain.len())?;
    walk_piece(views, name, &plain, depth + 1)?;
    Ok(local.data..local.data + used)
}

/// The header before an entry's data.
struct Local {
    flags: u16,
    method: u16,
    size: usize,
    data: usize,
}

impl Local {
    fn read(bytes: &[u8], at: usize) -> Option<Local> {
        let header = bytes.get(at..)?.get(..30)?;
        if !header.starts_with(LOCAL) {
            return None;
        }
        let data = at + 30 + usize::from(short(header, 26)?) + usize::from(short(header, 28)?);
        let size = usize::try_from(long(header, 18)?).ok()?;
        (data <= bytes.len()).then_some(())?;
        Some(Local { flags: short(header, 6)?, method: short(header, 8)?, size, data })
    }
}

/// What the central directory says of an entry.
struct Listed<'a> {
    name: &'a [u8],
    method: u16,
    size: usize,
    at: usize,
}

fn directory(bytes: &[u8]) -> Result<Vec<Listed<'_>>> {
    let end = positions(bytes, END).last().ok_or_else(|| broken("no directory"))?;
    let end = bytes.get(end..).unwrap_or_default();
    let field =
        |at| long(end, at).and_then(|value| usize::try_from(value).ok()).ok_or_else(|| broken("directory"));
    let (size, start) = (field(12)?, field(16)?);
    let comment = short(end, 20).ok_or_else(|| broken("directory"))?;
    if end.len() < 22 + usize::from(comment) {
        return Err(broken("directory"));
    }
    let mut rest = bytes.get(start..).and_then(|rest| rest.get(..size)).ok_or_else(|| broken("directory"))?;
    let mut all = Vec::new();
    while !rest.is_empty() {
        let listed = |header: &[u8]| {
            let lengths = [short(header, 28)?, short(header, 30)?, short(header, 32)?].map(usize::from);
            let size = usize::try_from(long(header, 20)?).ok()?;
            let at = usize::try_from(long(header, 42)?).ok()?;
            header.starts_with(CENTRAL).then_some((lengths, short(header, 10)?, size, at))
        };
        let ([name, extra, comment], method, size, at) = listed(rest).ok_or_else(|| broken("directory"))?;
        let name = rest.get(46..46 + name).ok_or_else(|| broken("directory"))?;
        rest = rest.get(46 + name.len() + extra + comment..).ok_or_else(|| broken("directory"))?;
        all.push(Listed { name, method, size, at });
    }
    if all.len() != usize::from(short(end, 10).unwrap_or_default()) {
        return Err(broken("directory"));
    }
    Ok(all)
}

fn positions<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(mark.len()).enumerate().filter(move |(_, window)| *window == mark).map(|(at, _)| at)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn printable(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().take(120).map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why)
}
