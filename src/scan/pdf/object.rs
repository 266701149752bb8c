//! The objects of PDF (ISO 32000-1 §7.3).

/// An object, or an operator of a content stream.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Number(f64),
    String(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dict(Vec<(Vec<u8>, Object)>),
    Ref(u32),
    /// `true`, `null`, `obj`, `stream`, `Tj`, …
    Word(Vec<u8>),
}

impl Object {
    /// A dictionary's value.
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        match self {
            // Of two with one key, readers take either; ours looks at all of them elsewhere.
            Object::Dict(entries) => {
                entries.iter().rev().find(|(own, _)| own == key.as_bytes()).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        self.name() == Some(name.as_bytes())
    }

    pub(super) fn number(&self) -> Option<i64> {
        match self {
            // Sizes and codes: far below what a double holds exactly.
            Object::Number(number) if number.abs() < 1e15 => Some(*number as i64),
            _ => None,
        }
    }

    pub(super) fn size(&self) -> Option<usize> {
        self.number().and_then(|number| usize::try_from(number).ok())
    }

    pub(super) fn list(&self) -> &[Object] {
        match self {
            Object::Array(list) => list,
            other => std::slice::from_ref(other),
        }
    }

    /// All strings and names within, in order.
    pub(super) fn leaves(&self, found: &mut dyn FnMut(&Object)) {
        match self {
            Object::Array(list) => list.iter().for_each(|object| object.leaves(found)),
            Object::Dict(entries) => {
                for (key, value) in entries {
                    found(&Object::Name(key.clone()));
                    value.leaves(found);
                }
            }
            leaf => found(leaf),
        }
    }
}
