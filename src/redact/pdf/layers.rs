//! Which optional content is hidden (ISO 32000-1 8.11).

use super::source::{Source, as_dict};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct Layers {
    all: BTreeSet<ObjectId>,
    off: BTreeSet<ObjectId>,
    /// Expressions that were looked at: each may lead to others many times.
    work: std::cell::Cell<u32>,
}

/// So many that no document needs more.
const WORK: u32 = 1_000_000;

impl Layers {
    /// As the document's own configuration says. All others are for people who change it.
    pub(super) fn of(source: &Source, catalog: &Dictionary) -> Layers {
        let Some(properties) = source.dict(catalog, "OCProperties") else { return Layers::default() };
        let ids = |dict: &Dictionary, key: &str| -> BTreeSet<ObjectId> {
            source.array(dict, key).into_iter().flatten().filter_map(|o| o.as_reference().ok()).collect()
        };
        let all = ids(properties, "OCGs");
        let Some(default) = source.dict(properties, "D") else { return Layers { all, ..Layers::default() } };
        let mut off = match source.name(default, "BaseState") {
            Some(b"OFF") => all.clone(),
            _ => BTreeSet::new(),
        };
        off.extend(ids(default, "OFF"));
        if source.name(default, "BaseState") == Some(b"OFF") {
            for id in ids(default, "ON") {
                off.remove(&id);
            }
        }
        Layers { all, off, ..Layers::default() }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.all.len() as u64
    }

    /// How many of them are off.
    pub(super) fn hidden(&self) -> usize {
        self.off.intersection(&self.all).count()
    }

    /// Whether an XObject belongs to hidden content.
    pub(super) fn is_hidden(&self, source: &Source, dict: &Dictionary) -> bool {
        dict.get(b"OC").is_ok_and(|group| self.is_off(source, group, 8))
    }

    /// Whether a group, or what is said of groups, is off.
    pub(super) fn is_off(&self, source: &Source, group: &Object, depth: usize) -> bool {
        if let Object::Reference(id) = group
            && self.off.contains(id)
        {
            return true;
        }
        let Some(dict) = as_dict(source.resolve(group)) else { return false };
        self.work.set(self.work.get().saturating_add(1));
        if depth == 0 || self.work.get() > WORK || source.name(dict, "Type") != Some(b"OCMD") {
            return false;
        }
        if let Some(expression) = source.array(dict, "VE") {
            return !self.holds(source, expression, depth - 1);
        }
        let groups: Vec<&Object> = match dict.get(b"OCGs") {
            Ok(Object::Array(all)) => all.iter().collect(),
            Ok(one) => match source.resolve(one) {
                Object::Array(all) => all.iter().collect(),
                _ => vec![one],
            },
            Err(_) => return false,
        };
        let off: Vec<bool> = groups.iter().map(|group| self.is_off(source, group, depth - 1)).collect();
        let (some_off, some_on) = (off.contains(&true), off.contains(&false));
        match source.name(dict, "P") {
            Some(b"AllOn") => some_off,
            Some(b"AnyOff") => !some_off,
            Some(b"AllOff") => some_on,
            _ => !some_on && !off.is_empty(),
        }
    }

    fn holds(&self, source: &Source, expression: &[Object], depth: usize) -> bool {
        let Some((operator, rest)) = expression.split_first() else { return true };
        let mut each = rest.iter().map(|item| match source.resolve(item) {
            Object::Array(inner) if depth > 0 => self.holds(source, inner, depth - 1),
            _ => !self.is_off(source, item, depth.min(8)),
        });
        match source.resolve(operator).as_name() {
            Ok(b"Not") => !each.next().unwrap_or(false),
            Ok(b"Or") => each.any(|on| on),
            _ => each.all(|on| on),
        }
    }
}
