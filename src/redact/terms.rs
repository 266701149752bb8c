//! What a bidder declares of itself, so that it can be taken out (SPEC §18.2).

use super::fold::fold_term;
use super::matcher::Matcher;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::{expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-terms/1";
const LIMIT: usize = 1 << 20;

/// Terms in one list, and characters in one term.
const TERMS: usize = 1000;
const LENGTH: usize = 200;

/// A bidder's own names and numbers. Each list may be empty, but not all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Full, short, English and former names.
    pub names: Vec<String>,
    /// People.
    pub people: Vec<String>,
    /// 统一社会信用代码, and other numbers.
    pub codes: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Domains of the internet.
    pub domains: Vec<String>,
    /// Postal addresses.
    pub addresses: Vec<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phones: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    emails: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    domains: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<String>,
}

impl Terms {
    /// Reads a bidder's file of terms.
    ///
    /// # Errors
    /// As [`parse_json`]; [`ErrorKind::BadTerms`].
    pub fn parse(bytes: &[u8]) -> Result<Terms> {
        let file: File = parse_json(bytes, LIMIT)?;
        expect_format(&file.format, FORMAT)?;
        let File { names, people, codes, phones, emails, domains, addresses, .. } = file;
        let terms = Terms { names, people, codes, phones, emails, domains, addresses };
        terms.check()?;
        Ok(terms)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`ErrorKind::BadTerms`].
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.check()?;
        let Terms { names, people, codes, phones, emails, domains, addresses } = self.clone();
        let format = FORMAT.to_owned();
        write_json(&File { format, names, people, codes, phones, emails, domains, addresses })
    }

    /// Each list by its name in the file.
    pub fn lists(&self) -> [(&'static str, &[String]); 7] {
        [
            ("names", &self.names),
            ("people", &self.people),
            ("codes", &self.codes),
            ("phones", &self.phones),
            ("emails", &self.emails),
            ("domains", &self.domains),
            ("addresses", &self.addresses),
        ]
    }

    /// What finds the terms in text.
    pub fn matcher(&self) -> Matcher {
        Matcher::new(self)
    }

    fn check(&self) -> Result<()> {
        if self.names.is_empty() {
            return Err(Error::new(ErrorKind::BadTerms).because("at least one name is needed").at("names"));
        }
        for (list, terms) in self.lists() {
            if terms.len() > TERMS {
                return Err(Error::new(ErrorKind::BadTerms)
                    .because(format_args!("more than {TERMS}"))
                    .at(list));
            }
            for (n, term) in terms.iter().enumerate() {
                check_term(list, term).map_err(|error| error.at(format_args!("{list}[{n}]")))?;
            }
        }
        Ok(())
    }
}

/// Whether the terms of a list are compared as numbers.
pub(super) fn is_number(list: &str) -> bool {
    matches!(list, "codes" | "phones")
}

/// Whether this can be a term of this list.
pub(super) fn check_term(list: &str, term: &str) -> Result<()> {
    let bad = |why: &str| Err(Error::new(ErrorKind::BadTerms).because(why));
    if term.chars().count() > LENGTH {
        return bad("it is too long");
    }
    // One character would take half of the document with it.
    if fold_term(term, is_number(list)).len() < 2 {
        return bad("it has fewer than two letters or digits");
    }
    Ok(())
}
