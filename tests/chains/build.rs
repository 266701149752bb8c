//! Certificates with anything in them: just the DER, in the order of RFC 5280 §4.1.

use der::asn1::{BitStringRef, GeneralizedTime, ObjectIdentifier, OctetStringRef};
use der::{AnyRef, Encode, Tag, TagNumber};
use sealbid::ca::{FileKey, SigningKey};
use std::time::Duration;

pub fn wrap(tag: Tag, parts: &[Vec<u8>]) -> Vec<u8> {
    AnyRef::new(tag, &parts.concat()).unwrap().to_der().unwrap()
}

pub fn context(number: u32, constructed: bool, content: &[u8]) -> Vec<u8> {
    let tag = Tag::ContextSpecific { number: TagNumber(number), constructed };
    AnyRef::new(tag, content).unwrap().to_der().unwrap()
}

pub fn oid(text: &str) -> Vec<u8> {
    ObjectIdentifier::new(text).unwrap().to_der().unwrap()
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    OctetStringRef::new(bytes).unwrap().to_der().unwrap()
}

/// A Name with an organisation and, if it is not empty, a common name.
pub fn name(tag: Tag, common_name: &str) -> Vec<u8> {
    let part = |kind: &str, tag: Tag, value: &str| {
        let value = AnyRef::new(tag, value.as_bytes()).unwrap().to_der().unwrap();
        wrap(Tag::Set, &[wrap(Tag::Sequence, &[oid(kind), value])])
    };
    let organisation = part("2.5.4.10", Tag::Utf8String, "Sealbid Test");
    let parts = if common_name.is_empty() {
        vec![organisation]
    } else {
        vec![organisation, part("2.5.4.3", tag, common_name)]
    };
    wrap(Tag::Sequence, &parts)
}

/// What a certificate is made from. Every part can be set to something wrong.
#[derive(Clone)]
pub struct Plan {
    pub version: u8,
    pub serial: Vec<u8>,
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    pub from: i64,
    pub until: i64,
    /// Whose key it certifies, and whose key signs: numbers of keys.
    pub key: usize,
    pub signed_by: usize,
    /// basicConstraints: critical, cA, path length.
    pub basic: Option<(bool, bool, Option<u8>)>,
    /// keyUsage: the first octet of the bit string.
    pub usage: Option<u8>,
    pub subject_key: Option<Vec<u8>>,
    pub authority_key: Option<Vec<u8>>,
    /// Further extensions: identifier, critical, value.
    pub extensions: Vec<(&'static str, bool, Vec<u8>)>,
    pub damage_signature: bool,
    /// Another algorithm outside than inside.
    pub two_algorithms: bool,
}

fn algorithm(kind: &str) -> Vec<u8> {
    wrap(Tag::Sequence, &[oid(kind)])
}

/// Keys, and the algorithm with which all of them sign.
pub struct Keys {
    pub keys: Vec<FileKey>,
    pub algorithm: &'static str,
}

pub const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
const ECDSA_SHA384: &str = "1.2.840.10045.4.3.3";

fn time(seconds: i64) -> Vec<u8> {
    let time = GeneralizedTime::from_unix_duration(Duration::from_secs(seconds.try_into().unwrap())).unwrap();
    // RFC 5280 §4.1.2.5: UTCTime through 2049.
    match der::asn1::UtcTime::from_date_time(time.to_date_time()) {
        Ok(utc) => utc.to_der().unwrap(),
        Err(_) => time.to_der().unwrap(),
    }
}

impl Plan {
    pub fn der(&self, Keys { keys, algorithm: inside }: &Keys) -> Vec<u8> {
        let mut extensions = Vec::new();
        let mut add = |kind: &str, critical: bool, value: &[u8]| {
            let mut fields = vec![oid(kind)];
            if critical {
                fields.push(true.to_der().unwrap());
            }
            fields.push(octets(value));
            extensions.push(wrap(Tag::Sequence, &fields));
        };
        if let Some((critical, authority, path_length)) = self.basic {
            let mut fields = Vec::new();
            if authority {
                fields.push(true.to_der().unwrap());
            }
            fields.extend(path_length.map(|length| length.to_der().unwrap()));
            add("2.5.29.19", critical, &wrap(Tag::Sequence, &fields));
        }
        if let Some(bits) = self.usage {
            let unused = u8::try_from(bits.trailing_zeros().min(7)).unwrap();
            add("2.5.29.15", true, &BitStringRef::new(unused, &[bits]).unwrap().to_der().unwrap());
        }
        if let Some(key) = &self.subject_key {
            add("2.5.29.14", false, &octets(key));
        }
        if let Some(key) = &self.authority_key {
            add("2.5.29.35", false, &wrap(Tag::Sequence, &[context(0, false, key)]));
        }
        for (kind, critical, value) in &self.extensions {
            add(kind, *critical, value);
        }
        let mut fields = Vec::new();
        if self.version > 1 {
            fields.push(context(0, true, &(self.version - 1).to_der().unwrap()));
        }
        fields.extend([
            AnyRef::new(Tag::Integer, &self.serial).unwrap().to_der().unwrap(),
            algorithm(inside),
            self.issuer.clone(),
            wrap(Tag::Sequence, &[time(self.from), time(self.until)]),
            self.subject.clone(),
            keys[self.key].spki_der().unwrap().to_vec(),
        ]);
        if !extensions.is_empty() && self.version == 3 {
            fields.push(context(3, true, &wrap(Tag::Sequence, &extensions)));
        }
        let tbs = wrap(Tag::Sequence, &fields);
        let mut signature = keys[self.signed_by].sign(&tbs).unwrap();
        if self.damage_signature {
            let last = signature.len() - 1;
            signature[last] ^= 1;
        }
        let outside = if self.two_algorithms { ECDSA_SHA384 } else { inside };
        let signature = BitStringRef::from_bytes(&signature).unwrap().to_der().unwrap();
        wrap(Tag::Sequence, &[tbs, algorithm(outside), signature])
    }
}
