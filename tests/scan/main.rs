//! What the scanner of blind copies finds (SPEC §18.8): one planted term for each way to hide it, and nothing else.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod broken;
mod build;
mod packages;
mod pdf;
mod pictures;
mod vectors;
mod wrappings;

use sealbid::redact::Terms;
use sealbid::scan::scan;

pub const COMPANY: &str = "河南云启智造科技有限公司";
pub const SHORT: &str = "禾硕";
pub const PERSON: &str = "欧阳慕白";
pub const CODE: &str = "91410100MA45XKQD2P";
pub const PHONE: &str = "0371-65001234";
pub const DOMAIN: &str = "yunqi-zz.example";
pub const FOREIGN: &str = "Müller Söhne";

pub fn terms() -> Terms {
    let list = |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect();
    Terms {
        names: list(&[COMPANY, SHORT, FOREIGN]),
        people: list(&[PERSON, "Li"]),
        codes: list(&[CODE]),
        phones: list(&[PHONE]),
        emails: list(&[]),
        domains: list(&[DOMAIN]),
        addresses: list(&[]),
    }
}

/// How a term was found, and where, as pairs of encoding and term.
pub fn found(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let hits = scan(name, bytes, &terms()).unwrap_or_else(|e| panic!("{name}: {e}"));
    hits.into_iter().map(|hit| (hit.encoding, hit.term)).collect()
}

/// Asserts that a term is found in just one way.
pub fn only(name: &str, bytes: &[u8], encoding: &str, term: &str) {
    assert_eq!(found(name, bytes), [(encoding.to_owned(), term.to_owned())], "{name}");
}

/// Asserts that a term is found in just one way, at a place with this in its name.
pub fn only_at(name: &str, bytes: &[u8], place: &str, encoding: &str, term: &str) {
    let hits = scan(name, bytes, &terms()).unwrap_or_else(|e| panic!("{name}: {e}"));
    let [hit] = &hits[..] else { panic!("{name}: {hits:#?}") };
    assert_eq!((hit.encoding.as_str(), hit.term.as_str()), (encoding, term), "{hits:#?}");
    assert!(hit.place.contains(place), "{}", hit.place);
}
