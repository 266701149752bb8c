//! Every object of a file, wherever it stands and whether or not anything refers to it.

use super::object::Object;
use super::reader::{Reader, is_space};
use crate::error::{Error, ErrorKind, Result};
use crate::scan::filters::{filter, unpredict};
use crate::scan::views::Views;
use std::collections::HashMap;
use std::ops::Range;

/// An object with its stream, if it has one.
pub(super) struct Found {
    pub number: u32,
    pub value: Object,
    /// Where the data of its stream stands in the file.
    pub data: Option<Range<usize>>,
    /// For an object within an object stream, that stream's number.
    pub within: Option<u32>,
}

impl Found {
    pub(super) fn place(&self, file: &str) -> String {
        match self.within {
            Some(within) => format!("{file}: object {} in object stream {within}", self.number),
            None => format!("{file}: object {}", self.number),
        }
    }
}

/// All objects, by the place where they begin, and the dictionaries of trailers.
pub(super) struct File {
    pub objects: Vec<Found>,
    pub trailers: Vec<Object>,
    /// The last object with each number.
    latest: HashMap<u32, usize>,
    /// How many objects there are, those within others included.
    count: usize,
}

/// Objects of a file, those within others included: each takes many times more memory than in the file.
const PIECES: usize = 1_000_000;

/// How many references are followed in a row.
const REFERENCES: usize = 16;

impl File {
    pub(super) fn read(bytes: &[u8], views: &mut Views) -> Result<File> {
        let mut file = File { objects: Vec::new(), trailers: Vec::new(), latest: HashMap::new(), count: 0 };
        let mut pending = Vec::new();
        for at in words(bytes, b"obj") {
            let Some(number) = number_before(bytes, at) else { continue };
            let mut reader = Reader::new(bytes, at + 3);
            let value = reader.next().unwrap_or(Object::Word(Vec::new()));
            if reader.broken {
                return Err(broken("an object does not end").at(format_args!("object {number}")));
            }
            file.count_pieces(reader.count)?;
            // Objects that stand within strings of others are read more than once.
            views.spend(reader.at.saturating_sub(at))?;
            let start = stream_start(bytes, &mut reader);
            if let Some(start) = start {
                pending.push((file.objects.len(), start));
            }
            file.push(Found { number, value, data: start.map(|start| start..start), within: None });
        }
        // Lengths can be objects that stand behind.
        for (index, start) in pending {
            let end = file.stream_end(bytes, index, start)?;
            views.spend(end - start)?;
            if let Some(found) = file.objects.get_mut(index) {
                found.data = Some(start..end);
            }
        }
        for at in words(bytes, b"trailer") {
            let mut reader = Reader::new(bytes, at + 7);
            file.trailers.extend(reader.next());
            file.count_pieces(reader.count)?;
        }
        Ok(file)
    }

    fn count_pieces(&mut self, more: usize) -> Result<()> {
        self.count = self.count.saturating_add(more);
        if self.count > PIECES {
            return Err(Error::new(ErrorKind::DocumentTooLarge).because("its objects"));
        }
        Ok(())
    }

    pub(super) fn push(&mut self, found: Found) {
        self.latest.insert(found.number, self.objects.len());
        self.objects.push(found);
    }

    /// What stands behind a reference.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        let mut object = object;
        for _ in 0..REFERENCES {
            let Object::Ref(number) = object else { return object };
            let Some(found) = self.object(*number) else { return object };
            object = &found.value;
        }
        object
    }

    pub(super) fn object(&self, number: u32) -> Option<&Found> {
        self.latest.get(&number).and_then(|index| self.objects.get(*index))
    }

    /// A dictionary's value, behind its reference.
    pub(super) fn get<'a>(&'a self, dict: &'a Object, key: &str) -> Option<&'a Object> {
        dict.get(key).map(|value| self.resolve(value))
    }

    fn stream_end(&self, bytes: &[u8], index: usize, start: usize) -> Result<usize> {
        let found = self.objects.get(index);
        let length = found.and_then(|found| self.get(&found.value, "Length")).and_then(Object::size);
        if let Some(end) = length.and_then(|length| start.checked_add(length)) {
            let behind = bytes.get(end..).unwrap_or_default();
            let spaces = behind.iter().take_while(|c| is_space(**c)).count();
            if behind.get(spaces..).is_some_and(|rest| rest.starts_with(b"endstream")) {
                return Ok(end);
            }
        }
        let rest = bytes.get(start..).unwrap_or_default();
        let end = rest.windows(9).position(|window| window == b"endstream");
        let number = found.map(|found| found.number).unwrap_or_default();
        let end = end.ok_or_else(|| broken("a stream does not end").at(format_args!("object {number}")))?;
        Ok(start + end)
    }

    /// The data of a stream with its filters undone, and what stood behind the packed data. Data of pictures in a
    /// format of their own stays as it is, and the filter's name comes with it.
    pub(super) fn decode(&self, dict: &Object, data: &[u8], views: &Views) -> Result<Decoded> {
        let filters =
            self.get(dict, "Filter").or_else(|| dict.get("F")).map(|f| f.list().to_vec()).unwrap_or_default();
        let parameters = self
            .get(dict, "DecodeParms")
            .or_else(|| dict.get("DP"))
            .map(|p| p.list().to_vec())
            .unwrap_or_default();
        let mut decoded = Decoded { bytes: data.to_vec(), behind: Vec::new(), picture: None };
        for (at, name) in filters.iter().enumerate() {
            let Some(name) = self.resolve(name).name() else { continue };
            let none = Object::Dict(Vec::new());
            let parameters = parameters.get(at).map_or(&none, |parameters| self.resolve(parameters));
            let number = |key, default| self.get(parameters, key).and_then(Object::number).unwrap_or(default);
            let size = |key, default| self.get(parameters, key).and_then(Object::size).unwrap_or(default);
            let early = number("EarlyChange", 1) != 0;
            match filter(name, &decoded.bytes, early, views.left())? {
                Some(filtered) => {
                    decoded.behind.extend_from_slice(decoded.bytes.get(filtered.used..).unwrap_or_default());
                    let (columns, colors) = (size("Columns", 1), size("Colors", 1));
                    let predictor = number("Predictor", 1);
                    decoded.bytes =
                        unpredict(&filtered.bytes, predictor, columns, colors, size("BitsPerComponent", 8));
                }
                None => {
                    decoded.picture = Some(name.to_vec());
                    break;
                }
            }
        }
        Ok(decoded)
    }

    /// Reads the objects within an object stream (ISO 32000-1 §7.5.7).
    pub(super) fn unpack(&mut self, within: u32, dict: &Object, data: &[u8]) -> Result<()> {
        let first = self.get(dict, "First").and_then(Object::size).unwrap_or_default();
        let mut head = Reader::new(data.get(..first).unwrap_or_default(), 0);
        let mut places = Vec::new();
        while let (Some(number), Some(at)) = (head.next(), head.next()) {
            let number = number.size().and_then(|number| u32::try_from(number).ok());
            places.extend(number.zip(at.size()));
        }
        for (number, at) in places {
            let mut reader = Reader::new(data, first.saturating_add(at));
            let value = reader.next();
            self.count_pieces(reader.count)?;
            if reader.broken {
                return Err(broken("an object does not end").at(format_args!("object {number}")));
            }
            let value = value.unwrap_or(Object::Word(Vec::new()));
            self.push(Found { number, value, data: None, within: Some(within) });
        }
        Ok(())
    }
}

/// See [`File::decode`].
pub(super) struct Decoded {
    pub bytes: Vec<u8>,
    pub behind: Vec<u8>,
    pub picture: Option<Vec<u8>>,
}

fn words<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(word.len()).enumerate().filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

/// The number of an object, before its generation and the word `obj`.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let before = bytes.get(at.saturating_sub(32)..at)?.trim_ascii_end();
    let generation = before.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let before = before.get(..before.len().checked_sub(generation)?)?;
    let bare = before.trim_ascii_end();
    let number = bare.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    if generation == 0 || number == 0 || bare.len() == before.len() {
        return None;
    }
    std::str::from_utf8(bare.get(bare.len().checked_sub(number)?..)?).ok()?.parse().ok()
}

/// Where the data begins, if a stream follows.
fn stream_start(bytes: &[u8], reader: &mut Reader) -> Option<usize> {
    match reader.next() {
        Some(Object::Word(word)) if word == b"stream" => {}
        _ => return None,
    }
    Some(match bytes.get(reader.at..)? {
        [b'\r', b'\n', ..] => reader.at + 2,
        [b'\r' | b'\n', ..] => reader.at + 1,
        _ => reader.at,
    })
}

pub(super) fn broken(why: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why)
}
