//! The worked example of SPEC §10: every value that stands there is computed here.

use super::curve::{Scalar, pairing};
use super::derive::{mask, point};
use super::*;
use crate::suite::{Secret, hash, kdf};
use crate::wire::{Hex, Id};

const SPEC: &str = include_str!("../../SPEC.md");

fn holds(name: &str, value: impl std::fmt::Display) {
    let value = value.to_string();
    // Long values are broken into lines of 64 digits there.
    let digits: String = SPEC.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(digits.contains(&value), "SPEC §10 lacks {name} = {value}");
}

#[test]
fn worked_example() {
    let id = |text: &str| Id::new(text).unwrap();
    let keys: Vec<Scalar> = (1..=3).map(|n| Scalar::keygen(&Secret::new([n; 32]), b"").unwrap()).collect();
    let holders = keys
        .iter()
        .zip(["a", "b", "c"])
        .map(|(key, name)| Holder { id: id(name), key: HolderKey::Custodian(key.public()) });
    let policy = Policy::new(vec![Quorum { threshold: 2, holders: holders.collect() }]).unwrap();
    let scope = Scope {
        tender: hash(&[b"example tender"]),
        notice: hash(&[b"example tender"]),
        lot: id("1"),
        stage: id("technical"),
        bid_key: Hex([0xbb; 32]),
    };
    let context = Context::new(&scope, policy);
    let seed = Secret::new([0x42; 32]);
    holds("tender", scope.tender);
    for (name, key) in ["pk_a", "pk_b", "pk_c"].iter().zip(&keys) {
        holds(name, key.public().bytes());
    }
    holds("policy bytes hash", hash(&[&context.policy().bytes()]));
    holds("id", Hex(*context.identity()));
    holds("ctx", Hex(*context.bytes()));
    let r = point(&seed, &context).unwrap().r;
    holds("r", Hex(*r.to_secret().expose()));
    let derived = derive(&seed, &id("technical"), &context).unwrap();
    holds("U", derived.lock.u);
    let (key, message, dst) = context.policy().quorums()[0].holders[0].signs(context.identity()).unwrap();
    let gt = pairing(&r.sign(&message, dst), key);
    holds("hash of e(r H1(id), pk_a)", hash(&[&gt[..]]));
    let first = mask(&gt[..], &derived.lock.u, &context.policy().quorums()[0].holders[0], &context, 0, 0);
    assert_eq!(first, derived.masks[0][0]);
    for (name, mask) in ["m_a", "m_b", "m_c"].iter().zip(&derived.masks[0]) {
        holds(name, Hex(*mask.expose()));
    }
    for (name, correction) in ["c_b", "c_c"].iter().zip(&derived.lock.quorums[0].corrections) {
        holds(name, correction);
    }
    holds("K", Hex(*derived.payload.expose()));
    holds("C", derived.lock.commitment);
    let header = hash(&[b"example header"]);
    let part = kdf("part", derived.payload.expose(), &[&header.0, &1u32.to_be_bytes(), b"\0\0\0\x05offer"]);
    holds("part key", Hex(*part.expose()));
    let mut segment = b"hello".to_vec();
    let tag = crate::suite::SegmentKey::new(&part).unwrap().seal(0, true, &mut segment).unwrap();
    segment.extend(tag);
    holds("segment", hex::encode(&segment));
    for (name, key) in ["sigma_a", "sigma_b"].iter().zip(&keys) {
        holds(name, key.sign(&message, dst).bytes());
    }
}
