//! One test for each reason to refuse what a token or a request says.

use super::*;
use crate::{
    ca::{context, implicit, testing::extension, wrap},
    error::ErrorKind::{self, *},
    suite::hash,
};
use der::{
    AnyRef, Encode, Tag,
    asn1::{ObjectIdentifier, OctetStringRef},
};

pub(super) fn number(value: u32) -> Vec<u8> {
    value.to_der().unwrap()
}

pub(super) fn octets(tag: Tag, value: &[u8]) -> Vec<u8> {
    AnyRef::new(tag, value).unwrap().to_der().unwrap()
}

fn sequence(fields: &[Vec<u8>]) -> Vec<u8> {
    wrap(Tag::Sequence, fields).unwrap()
}

pub(super) fn algorithm(oid: &str, parameters: &[u8]) -> Vec<u8> {
    let oid = ObjectIdentifier::new(oid).unwrap().to_der().unwrap();
    sequence(&[oid, parameters.to_vec()])
}

const SHA256: &str = "2.16.840.1.101.3.4.2.1";
pub(super) const NULL: &[u8] = &[5, 0];

pub(super) fn imprint(algorithm: Vec<u8>, hash: &[u8]) -> Vec<u8> {
    sequence(&[algorithm, OctetStringRef::new(hash).unwrap().to_der().unwrap()])
}

fn digest() -> [u8; 32] {
    hash(&[b"content"]).0
}

/// The fields of a `TSTInfo`: the five that must be there, and in `rest` those that may.
pub(super) struct Fields {
    pub(super) version: Vec<u8>,
    pub(super) policy: Vec<u8>,
    pub(super) imprint: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) time: Vec<u8>,
    pub(super) rest: Vec<Vec<u8>>,
}

impl Fields {
    /// Good ones over `content`, whose time has a fraction.
    pub(super) fn good() -> Fields {
        Fields {
            version: number(1),
            policy: ObjectIdentifier::new("1.2.3").unwrap().to_der().unwrap(),
            imprint: imprint(algorithm(SHA256, NULL), &digest()),
            serial: number(0xabcd),
            time: octets(Tag::GeneralizedTime, b"20260620010000.25Z"),
            rest: vec![],
        }
    }

    pub(super) fn build(self) -> Vec<u8> {
        let first = vec![self.version, self.policy, self.imprint, self.serial, self.time];
        sequence(&[first, self.rest].concat())
    }
}

/// The DER of a `TSTInfo` over `content` with this time, and nothing that may be left out.
pub(super) fn tst_info(time: &str) -> Vec<u8> {
    Fields { time: octets(Tag::GeneralizedTime, time.as_bytes()), ..Fields::good() }.build()
}

fn read(change: impl FnOnce(&mut Fields)) -> Result<TokenInfo, (ErrorKind, String)> {
    let mut fields = Fields::good();
    change(&mut fields);
    TokenInfo::read(&fields.build()).map_err(|error| (error.kind(), error.detail().to_owned()))
}

fn refused(kind: ErrorKind, why: &str, change: impl FnOnce(&mut Fields)) {
    let (found, detail) = read(change).expect_err(why);
    assert_eq!(found, kind, "{why}: {detail}");
}

/// Optional fields alone.
fn with(rest: Vec<Vec<u8>>) -> Result<TokenInfo, (ErrorKind, String)> {
    read(|fields| fields.rest = rest)
}

pub(super) fn accuracy(parts: &[Vec<u8>]) -> Vec<u8> {
    sequence(parts)
}

pub(super) fn extensions(list: &[Vec<u8>]) -> Vec<u8> {
    wrap(context(1), list).unwrap()
}

#[test]
fn what_must_be_there_is_read() {
    let info = read(|_| {}).unwrap();
    assert_eq!(info.time.to_string(), "2026-06-20T01:00:00.…Z");
    assert_eq!((info.serial.as_str(), info.policy.as_str()), ("00abcd", "1.2.3"));
    assert_eq!(info.imprint.0, digest());
    assert_eq!((info.accuracy_micros, info.nonce, info.ordering), (None, None, false));
    let bare = read(|fields| fields.imprint = imprint(algorithm(SHA256, &[]), &digest()));
    assert_eq!(bare.unwrap().imprint.0, digest());
}

#[test]
fn what_may_be_there_is_read_too() {
    let name = sequence(&[]); // an empty Name
    let info = with(vec![
        accuracy(&[number(2), octets(implicit(0), &[3]), octets(implicit(1), &[3, 0xe7])]),
        true.to_der().unwrap(),
        number(200),
        wrap(context(0), &[wrap(context(4), &[name]).unwrap()]).unwrap(),
        extensions(&[extension("1.2.3.4", false, &[5, 0]).unwrap()]),
    ])
    .unwrap();
    assert_eq!(info.accuracy_micros, Some(2_003_999));
    assert!(info.ordering);
    assert_eq!(info.nonce, Some(vec![0, 200]));
}

#[test]
fn the_fields_are_those_of_the_format() {
    refused(TimestampShape, "version 2", |fields| fields.version = number(2));
    refused(BadTimestamp, "no number for a version", |fields| fields.version = octets(Tag::Enumerated, &[1]));
    refused(BadTimestamp, "no policy", |fields| fields.policy = vec![]);
    refused(BadTimestamp, "a policy that is none", |fields| fields.policy = number(1));
    refused(BadTimestamp, "an arc with a needless octet", |fields| {
        fields.policy = octets(Tag::ObjectIdentifier, &[0x2a, 0x80, 1]);
    });
    refused(BadTimestamp, "no serial number", |fields| fields.serial = octets(Tag::OctetString, &[1]));
    refused(BadTimestamp, "a needless zero", |fields| fields.serial = octets(Tag::Integer, &[0, 1]));
    refused(TimestampShape, "22 octets", |fields| fields.serial = octets(Tag::Integer, &[1; 22]));
    assert!(read(|fields| fields.serial = octets(Tag::Integer, &[1; 21])).is_ok());
    refused(BadTimestamp, "a UTCTime", |fields| fields.time = octets(Tag::UtcTime, b"260620010000Z"));
    refused(BadTimestamp, "a zero at the end", |fields| {
        fields.time = octets(Tag::GeneralizedTime, b"20260620010000.250Z");
    });
    refused(BadTimestamp, "an unknown field", |fields| fields.rest = vec![octets(Tag::OctetString, &[])]);
    refused(BadTimestamp, "another order", |fields| fields.rest = vec![number(7), true.to_der().unwrap()]);
    refused(BadTimestamp, "two nonces", |fields| fields.rest = vec![number(7), number(7)]);
    let good = tst_info("20260620010000Z");
    assert!(TokenInfo::read(&good).is_ok());
    let behind = [&good[..], &[0]].concat();
    assert_eq!(TokenInfo::read(&behind).unwrap_err().kind(), BadTimestamp);
    let long = [&[0x30, 0x81, good[1]], &good[2..]].concat();
    assert_eq!(TokenInfo::read(&long).unwrap_err().kind(), BadTimestamp);
}

#[test]
fn the_imprint_is_a_sha_256() {
    let set = |algorithm: Vec<u8>, hash: &[u8]| {
        let new = imprint(algorithm, hash);
        move |fields: &mut Fields| fields.imprint = new
    };
    refused(TimestampShape, "SHA-512", set(algorithm("2.16.840.1.101.3.4.2.3", NULL), &[7; 64]));
    refused(TimestampShape, "SHA-512/256", set(algorithm("2.16.840.1.101.3.4.2.6", NULL), &digest()));
    refused(TimestampShape, "parameters", set(algorithm(SHA256, &[4, 0]), &digest()));
    refused(BadTimestamp, "31 bytes", set(algorithm(SHA256, NULL), &digest()[..31]));
    refused(BadTimestamp, "33 bytes", set(algorithm(SHA256, NULL), &[7; 33]));
}

#[test]
fn accuracy_is_within_its_range() {
    let read = |parts: &[Vec<u8>]| with(vec![accuracy(parts)]).map(|info| info.accuracy_micros.unwrap());
    let millis = |value: &[u8]| octets(implicit(0), value);
    let micros = |value: &[u8]| octets(implicit(1), value);
    assert_eq!(read(&[]), Ok(0));
    assert_eq!(read(&[number(0)]), Ok(0));
    assert_eq!(read(&[number(u32::MAX)]), Ok(u64::from(u32::MAX) * 1_000_000));
    assert_eq!(read(&[millis(&[1])]), Ok(1_000));
    assert_eq!(read(&[micros(&[1])]), Ok(1));
    for (parts, why) in [
        (vec![octets(Tag::Integer, &[0xff])], "less than nothing"),
        (vec![octets(Tag::Integer, &[1, 0, 0, 0, 0])], "2^32 seconds"),
        (vec![octets(Tag::Integer, &[1; 9])], "more than 64 bits"),
        (vec![millis(&[0])], "no millis"),
        (vec![millis(&[3, 0xe8])], "1000 millis"),
        (vec![millis(&[0xff])], "negative millis"),
        (vec![millis(&[0, 1])], "a needless zero"),
        (vec![millis(&[])], "no number"),
        (vec![micros(&[0])], "no micros"),
        (vec![micros(&[3, 0xe8])], "1000 micros"),
    ] {
        assert_eq!(read(&parts).map_err(|(kind, _)| kind), Err(TimestampShape), "{why}");
    }
    for (parts, why) in [
        (vec![micros(&[1]), millis(&[1])], "another order"),
        (vec![millis(&[1]), millis(&[1])], "twice"),
        (vec![octets(implicit(2), &[1])], "an unknown part"),
    ] {
        assert_eq!(read(&parts).map_err(|(kind, _)| kind), Err(BadTimestamp), "{why}");
    }
}

#[test]
fn the_other_fields_have_one_form() {
    let kind = |rest| with(rest).map_err(|(kind, _)| kind).map(|_| ());
    assert_eq!(kind(vec![false.to_der().unwrap()]), Err(BadTimestamp), "the default is written");
    assert_eq!(kind(vec![octets(Tag::Integer, &[1; 64])]), Ok(()));
    assert_eq!(kind(vec![octets(Tag::Integer, &[1; 65])]), Err(BadTimestamp), "a nonce without end");
    assert_eq!(kind(vec![wrap(context(0), &[]).unwrap()]), Err(BadTimestamp), "no name");
    assert_eq!(
        kind(vec![wrap(context(0), &[number(1), number(1)]).unwrap()]),
        Err(BadTimestamp),
        "two names"
    );
    let truth = |octet| vec![wrap(context(0), &[wrap(context(4), &[vec![1, 1, octet]]).unwrap()]).unwrap()];
    assert_eq!(kind(truth(0xff)), Ok(()), "nobody looks into the name");
    assert_eq!(kind(truth(1)), Err(BadTimestamp), "but all of it is canonical");
    let one = |last: u32, critical| extension(&format!("1.2.3.{last}"), critical, &[5, 0]).unwrap();
    assert_eq!(kind(vec![extensions(&[one(1, false), one(2, false)])]), Ok(()));
    assert_eq!(kind(vec![extensions(&[one(1, false), one(2, true)])]), Err(CriticalExtension));
    assert_eq!(kind(vec![extensions(&[one(1, false), one(1, false)])]), Err(BadTimestamp), "twice");
    assert_eq!(kind(vec![extensions(&[])]), Err(BadTimestamp), "an empty list");
    let many: Vec<Vec<u8>> = (1..=17).map(|last| one(last, false)).collect();
    assert_eq!(kind(vec![extensions(&many[..16])]), Ok(()));
    assert_eq!(kind(vec![extensions(&many)]), Err(BadTimestamp), "too many");
}

/// A request of these fields.
fn request(fields: &[Vec<u8>]) -> Result<TimestampRequest, ErrorKind> {
    TimestampRequest::parse(&sequence(fields)).map_err(|error| error.kind())
}

#[test]
fn requests_are_written_and_read() {
    for (nonce, octets) in [
        (None, None),
        (Some([0; 8]), Some(&[0][..])),
        (Some([0, 0, 0, 0, 0, 0, 1, 2]), Some(&[1, 2])),
        (Some([0, 0, 0, 0, 0, 0, 0, 0x80]), Some(&[0, 0x80])),
        (Some([0xff; 8]), Some(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
    ] {
        let request = TimestampRequest::new(hash(&[b"content"]), nonce).unwrap();
        assert_eq!(request.nonce(), octets);
        let der = request.to_der().unwrap();
        assert_eq!(TimestampRequest::parse(&der), Ok(request.clone()));
        assert!(request.wants_certificate());
        assert_eq!(request.policy(), None);
    }
    let random = || TimestampRequest::random(hash(&[b"content"])).unwrap();
    assert_ne!(random().nonce(), random().nonce());
}

#[test]
fn each_rule_for_requests_is_held() {
    let good = || vec![number(1), imprint(algorithm(SHA256, NULL), &digest())];
    let plus = |field: Vec<u8>| request(&[good(), vec![field]].concat()).map(|_| ());
    let parsed = request(&good()).unwrap();
    assert!(!parsed.wants_certificate() && parsed.nonce().is_none());
    assert_eq!(parsed.to_der().unwrap(), sequence(&good()));
    let policy = ObjectIdentifier::new("1.2.3").unwrap().to_der().unwrap();
    let full = [good(), vec![policy, number(9), true.to_der().unwrap()]].concat();
    let parsed = request(&full).unwrap();
    assert_eq!((parsed.policy().as_deref(), parsed.nonce()), (Some("1.2.3"), Some(&[9][..])));
    assert_eq!(parsed.to_der().unwrap(), sequence(&full));

    assert_eq!(request(&[vec![number(2)], good()[1..].to_vec()].concat()), Err(BadTimestampRequest));
    assert_eq!(request(&[]), Err(BadTimestampRequest));
    assert_eq!(plus(false.to_der().unwrap()), Err(BadTimestampRequest), "the default is written");
    assert_eq!(plus(octets(Tag::Integer, &[1; 64])), Ok(()));
    assert_eq!(plus(octets(Tag::Integer, &[1; 65])), Err(BadTimestampRequest), "a nonce without end");
    assert_eq!(plus(octets(Tag::Integer, &[0, 1])), Err(BadTimestampRequest), "a needless zero");
    assert_eq!(plus(octets(Tag::OctetString, &[])), Err(BadTimestampRequest), "an unknown field");
    let needless = octets(Tag::ObjectIdentifier, &[0x2a, 0x80, 1]);
    assert_eq!(plus(needless), Err(BadTimestampRequest), "an arc with a needless octet");
    let truth = |octet| plus(wrap(context(0), &[vec![1, 1, octet]]).unwrap());
    assert_eq!(truth(0xff), Err(TimestampRequestRefused), "nobody looks into the extensions");
    assert_eq!(truth(1), Err(BadTimestampRequest), "but all of it is canonical");
    let extension = extension("1.2.3.4", false, &[5, 0]).unwrap();
    assert_eq!(plus(wrap(context(0), &[extension]).unwrap()), Err(TimestampRequestRefused));
    let other = imprint(algorithm("2.16.840.1.101.3.4.2.3", NULL), &[7; 64]);
    assert_eq!(request(&[number(1), other]), Err(TimestampRequestRefused));
    let short = imprint(algorithm(SHA256, NULL), &digest()[1..]);
    assert_eq!(request(&[number(1), short]), Err(BadTimestampRequest));
    let behind = [sequence(&good()), vec![0]].concat();
    assert_eq!(TimestampRequest::parse(&behind).map_err(|e| e.kind()), Err(BadTimestampRequest));
    let long = vec![0x30; MAX_REQUEST + 1];
    assert_eq!(TimestampRequest::parse(&long).map_err(|e| e.kind()), Err(TooLarge));
}
