//! The resources of one content stream, by names that say nothing (ISO 32000-1 7.8.3).

use super::out::{Dict, Out};
use std::collections::BTreeMap;

/// Kinds of resources, each with the letter of its names.
const KINDS: [(&str, &str); 6] = [
    ("ColorSpace", "C"),
    ("ExtGState", "G"),
    ("Font", "F"),
    ("Pattern", "P"),
    ("Shading", "S"),
    ("XObject", "X"),
];

#[derive(Clone, Copy)]
pub(super) enum Kind {
    ColorSpace,
    ExtGState,
    Font,
    Pattern,
    Shading,
    XObject,
}

#[derive(Default)]
pub(super) struct Names {
    all: [Vec<Out>; 6],
    /// Places of objects, of which there can be very many.
    objects: BTreeMap<(usize, usize), usize>,
}

impl Names {
    /// The name of a resource, given as it is first used.
    pub(super) fn of(&mut self, kind: Kind, value: Out) -> String {
        let letter = KINDS.get(kind as usize).map_or("", |(_, letter)| letter);
        let Some(all) = self.all.get_mut(kind as usize) else { return String::new() };
        let known = match &value {
            Out::Ref(object) => self.objects.get(&(kind as usize, *object)).copied(),
            value => all.iter().position(|known| known == value),
        };
        let place = known.unwrap_or(all.len());
        if known.is_none() {
            if let Out::Ref(object) = &value {
                self.objects.insert((kind as usize, *object), place);
            }
            all.push(value);
        }
        format!("{letter}{}", place + 1)
    }

    pub(super) fn dict(&self) -> Dict {
        let mut dict = Dict::new();
        for ((key, letter), all) in KINDS.iter().zip(&self.all).filter(|(_, all)| !all.is_empty()) {
            let named = (1..).zip(all).map(|(n, value)| (format!("{letter}{n}").into_bytes(), value.clone()));
            dict.insert(key.as_bytes().to_vec(), Out::Dict(named.collect()));
        }
        dict
    }
}
