//! What is carried from a document into its copy, with the lists of what may stay of each kind of object (SPEC §18.5).

use super::super::matcher::Matcher;
use super::super::report::Report;
use super::layers::Layers;
use super::limits::{DEPTH, broken};
use super::out::{Dict, Out, Store};
use super::source::{Source, as_dict};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Copier<'a> {
    pub(super) source: &'a Source,
    pub(super) layers: &'a Layers,
    pub(super) matcher: &'a Matcher,
    pub(super) store: Store,
    pub(super) report: Report,
    /// Objects that were copied, by what they were copied as.
    pub(super) known: BTreeMap<(ObjectId, &'static str), Out>,
    pub(super) operators: usize,
    /// Fonts of the copy so far.
    pub(super) fonts: usize,
    /// What has been looked at in fonts, by their names: each is told once.
    pub(super) told_fonts: BTreeSet<(&'static str, String)>,
    /// The page that is copied, from 1.
    pub(super) page: usize,
    /// How deep patterns and masks that are drawn may still lead to others.
    pub(super) depth: usize,
}

impl<'a> Copier<'a> {
    pub(super) fn new(source: &'a Source, layers: &'a Layers, matcher: &'a Matcher) -> Copier<'a> {
        Copier {
            source,
            layers,
            matcher,
            store: Store::new(source.room.clone()),
            report: Report::default(),
            known: BTreeMap::new(),
            operators: 0,
            fonts: 0,
            told_fonts: BTreeSet::new(),
            page: 0,
            depth: DEPTH / 2,
        }
    }

    pub(super) fn place(&self) -> String {
        format!("page {}", self.page)
    }

    /// Copies these keys of a dictionary, whose values are plain.
    pub(super) fn keys(&self, dict: &Dictionary, keys: &[&str]) -> Result<Dict> {
        let mut out = Dict::new();
        for key in keys {
            if let Some(value) = self.source.get(dict, key) {
                let value = self.source.plain(value, DEPTH)?;
                if value != Out::Null {
                    out.insert(key.as_bytes().to_vec(), value);
                }
            }
        }
        Ok(out)
    }

    /// A group of transparency (ISO 32000-1 11.6.6).
    pub(super) fn group(&mut self, dict: &Dictionary) -> Result<Option<Out>> {
        let Some(group) = self.source.dict(dict, "Group") else { return Ok(None) };
        if self.source.name(group, "S") != Some(b"Transparency") {
            return Ok(None);
        }
        let mut out = self.keys(group, &["S", "I", "K"])?;
        if let Some(space) = group.get(b"CS").ok().filter(|space| !self.source.resolve(space).is_null()) {
            out.insert(b"CS".to_vec(), self.space(space, DEPTH)?);
        }
        Ok(Some(Out::Dict(out)))
    }

    /// A function (ISO 32000-1 7.10).
    pub(super) fn function(&mut self, object: &Object, depth: usize) -> Result<Out> {
        let resolved = self.source.resolve(object);
        if depth == 0 {
            return Err(broken("functions are nested too deep"));
        }
        if let Object::Array(items) = resolved {
            let functions: Result<_> = items.iter().map(|item| self.function(item, depth - 1)).collect();
            return Ok(Out::Array(functions?));
        }
        if matches!(resolved, Object::Name(_)) {
            return Ok(Out::name("Identity"));
        }
        let dict = as_dict(resolved).ok_or_else(|| broken("a function"))?;
        let mut out = self.keys(dict, &["FunctionType", "Domain", "Range"])?;
        match (self.source.num(dict, "FunctionType"), resolved) {
            (Some(0.0), Object::Stream(stream)) => {
                out.extend(self.keys(dict, &["Size", "BitsPerSample", "Order", "Encode", "Decode"])?);
                let data = self.source.bytes(stream)?;
                self.store.add_stream(out, &data)
            }
            (Some(2.0), _) => {
                out.extend(self.keys(dict, &["C0", "C1", "N"])?);
                Ok(Out::Dict(out))
            }
            (Some(3.0), _) => {
                out.extend(self.keys(dict, &["Bounds", "Encode"])?);
                let all = self.source.array(dict, "Functions").ok_or_else(|| broken("a function"))?;
                let all: Result<_> = all.iter().map(|item| self.function(item, depth - 1)).collect();
                out.insert(b"Functions".to_vec(), Out::Array(all?));
                Ok(Out::Dict(out))
            }
            (Some(4.0), Object::Stream(stream)) => {
                let code = calculator(&self.source.bytes(stream)?)?;
                self.store.add_stream(out, &code)
            }
            _ => Err(broken("a function of an unknown type")),
        }
    }
}

/// The code of a calculator function, of numbers and known operators only (ISO 32000-1 7.10.5).
fn calculator(code: &[u8]) -> Result<Vec<u8>> {
    const OPERATORS: &str = " abs add and atan bitshift ceiling copy cos cvi cvr div dup eq exch exp false floor ge gt \
        idiv if ifelse index le ln log lt mod mul ne neg not or pop roll round sin sqrt sub true truncate xor ";
    let text: String = code.iter().map(|byte| char::from(*byte)).collect();
    let lines = text.split(['\n', '\r']).map(|line| line.split('%').next().unwrap_or_default());
    let spaced = lines.collect::<Vec<_>>().join(" ").replace('{', " { ").replace('}', " } ");
    let mut out = Vec::new();
    for word in spaced.split([' ', '\t', '\0', '\u{c}']).filter(|word| !word.is_empty()) {
        if let Ok(number) = word.parse::<f64>() {
            super::out::write_number(&mut out, number);
        } else if matches!(word, "{" | "}") || OPERATORS.contains(&format!(" {word} ")) {
            out.extend(word.bytes());
        } else {
            return Err(broken("a function has an unknown operator"));
        }
        out.push(b' ');
    }
    Ok(out)
}
