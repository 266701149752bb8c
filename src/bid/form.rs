//! The form's values, and the salted leaves that tie each of them to the signed manifest (SPEC §4.4).

use crate::error::{Error, ErrorKind, Result};
use crate::notice::{FormValue, Notice};
use crate::suite::{Digest, Secret, kdf, leaf_hash, tree};
use crate::timelock::Context;
use crate::wire::{Hex, Id, concat, expect_format, lp, parse_json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const FORMAT: &str = "sealbid-form/1";

/// The form document's size at most.
pub(super) const LIMIT: usize = 1 << 20;

/// One filled-in field.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormEntry {
    /// The field.
    pub id: Id,
    /// Its value.
    pub value: FormValue,
}

/// One stage's form.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    format: String,
    stage: Id,
    fields: Vec<FormEntry>,
}

impl Form {
    /// A stage's form from the bidder's values, in the notice's order.
    ///
    /// # Errors
    /// [`ErrorKind::MissingField`], [`ErrorKind::BadFormValue`].
    pub(super) fn collect(notice: &Notice, stage: &Id, values: &BTreeMap<Id, FormValue>) -> Result<Form> {
        let mut fields = Vec::new();
        for field in notice.fields_of(stage) {
            match values.get(&field.id) {
                Some(value) => {
                    field.check(value)?;
                    fields.push(FormEntry { id: field.id.clone(), value: value.clone() });
                }
                None if field.required => {
                    return Err(Error::new(ErrorKind::MissingField).because(&field.title).at(&field.id));
                }
                None => {}
            }
        }
        Ok(Form { format: FORMAT.to_owned(), stage: stage.clone(), fields })
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|e| Error::new(ErrorKind::BadJson).because(e))
    }

    /// Reads a form under its notice: only known fields, in order, each of its type, none missing.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`], [`ErrorKind::UnknownFormField`], [`ErrorKind::MissingField`],
    /// [`ErrorKind::BadFormValue`], and those of strict JSON.
    pub fn parse(bytes: &[u8], notice: &Notice, stage: &Id) -> Result<Form> {
        let form: Form = parse_json(bytes, LIMIT)?;
        expect_format(&form.format, FORMAT)?;
        if form.stage != *stage {
            return Err(Error::new(ErrorKind::UnknownStage).because(&form.stage).at("stage"));
        }
        let mut entries = form.fields.iter().peekable();
        for field in notice.fields_of(stage) {
            match entries.next_if(|entry| entry.id == field.id) {
                Some(entry) => field.check(&entry.value)?,
                None if field.required => return Err(Error::new(ErrorKind::MissingField).at(&field.id)),
                None => {}
            }
        }
        match entries.next() {
            None => Ok(form),
            Some(entry) => Err(Error::new(ErrorKind::UnknownFormField).because(&entry.id)),
        }
    }

    /// The filled-in fields, in the notice's order.
    pub fn entries(&self) -> &[FormEntry] {
        &self.fields
    }

    /// The value of a field, if it is filled in.
    pub fn value(&self, id: &Id) -> Option<&FormValue> {
        self.fields.iter().find(|entry| entry.id == *id).map(|entry| &entry.value)
    }

    fn leaves(&self, payload: &Secret, context: &Context) -> Vec<Digest> {
        if self.fields.is_empty() {
            let salt = kdf("form salt", payload.expose(), &[context.bytes()]);
            let stage = lp(self.stage.as_str().as_bytes());
            return vec![leaf_hash(&concat(&[b"sealbid/1 empty form", &stage, salt.expose()]))];
        }
        let leaf = |entry: &FormEntry| {
            leaf(&self.stage, &entry.id, &salt(payload, context, &entry.id), &entry.value.canonical())
        };
        self.fields.iter().map(leaf).collect()
    }

    /// The root that the manifest carries.
    pub(super) fn root(&self, payload: &Secret, context: &Context) -> Digest {
        tree(&self.leaves(payload, context))
    }

    /// The proof that one field's value stands in the signed manifest. It shows nothing of the others.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormField`] if the field is not filled in.
    pub fn prove(&self, id: &Id, payload: &Secret, context: &Context) -> Result<FieldProof> {
        let found = self.fields.iter().position(|entry| entry.id == *id);
        let index = found.ok_or_else(|| Error::new(ErrorKind::UnknownFormField).because(id))?;
        let leaves = self.leaves(payload, context);
        Ok(FieldProof {
            stage: self.stage.clone(),
            id: id.clone(),
            value: self.fields[index].value.clone(),
            salt: Hex(*salt(payload, context, id).expose()),
            index: index as u64,
            size: leaves.len() as u64,
            path: path(index, &leaves),
        })
    }
}

/// A value, and its way to the form root (RFC 6962 §2.1.1).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FieldProof {
    /// The stage.
    pub stage: Id,
    /// The field.
    pub id: Id,
    /// Its value.
    pub value: FormValue,
    /// The field's salt.
    pub salt: Hex<32>,
    /// The leaf's number.
    pub index: u64,
    /// How many leaves there are.
    pub size: u64,
    /// The neighbours' hashes, from the leaf up.
    pub path: Vec<Digest>,
}

impl FieldProof {
    /// The root that this proof leads to; to be compared with the manifest's. `None` if the path is of a wrong length.
    pub fn root(&self) -> Option<Digest> {
        if self.index >= self.size {
            return None;
        }
        let leaf = leaf(&self.stage, &self.id, &Secret::new(self.salt.0), &self.value.canonical());
        // RFC 9162 §2.1.3.2.
        let (mut node, mut last, mut root) = (self.index, self.size - 1, leaf);
        for neighbour in &self.path {
            if last == 0 {
                return None;
            }
            if node & 1 == 1 || node == last {
                root = crate::suite::hash(&[&[1], &neighbour.0, &root.0]);
                while node & 1 == 0 && node != 0 {
                    (node, last) = (node >> 1, last >> 1);
                }
            } else {
                root = crate::suite::hash(&[&[1], &root.0, &neighbour.0]);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        (last == 0).then_some(root)
    }
}

fn salt(payload: &Secret, context: &Context, id: &Id) -> Secret {
    kdf("form salt", payload.expose(), &[context.bytes(), &lp(id.as_str().as_bytes())])
}

fn leaf(stage: &Id, id: &Id, salt: &Secret, value: &str) -> Digest {
    let stage = lp(stage.as_str().as_bytes());
    let id = lp(id.as_str().as_bytes());
    leaf_hash(&concat(&[b"sealbid/1 field", &stage, &id, salt.expose(), &lp(value.as_bytes())]))
}

/// RFC 6962 §2.1.1.
fn path(index: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let (mut below, neighbour) = if index < split {
        (path(index, left), tree(right))
    } else {
        (path(index - split, right), tree(left))
    };
    below.push(neighbour);
    below
}
