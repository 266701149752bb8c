//! What is secret does not print: each secret type is made from known bytes, which its `Debug` must not show.

#![allow(clippy::unwrap_used, missing_docs)]

use sealbid::bid::{BidKeyFile, StageSeed};
use sealbid::ca::{FileKey, FileUnwrapKey};
use sealbid::suite::{BidKey, Secret, SegmentKey};
use sealbid::timelock::{CustodianKey, Given, ReleaseFile, Unlocked, Value};
use sealbid::wire::{Hex, Id, Time};
use std::fmt::Debug;

const RSA: &str = include_str!("vectors/ca/rsa-2048.pem");

/// Bytes that stand out in any spelling.
const BYTES: [u8; 32] = [0xa7; 32];

fn secret() -> Secret {
    Secret::new(BYTES)
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

/// In hex of either case, as a list of numbers, and as base64, whatever byte the text begins with.
#[track_caller]
fn hides(value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        let plain: String = text.split_whitespace().collect::<String>().to_lowercase();
        for spelling in ["a7a7a7", "167,167", "0xa7", "p6en", "enp6", "6enp"] {
            assert!(!plain.contains(spelling), "{text}");
        }
    }
}

#[test]
fn secrets_hide_themselves_and_in_whatever_holds_them() {
    hides(&secret());
    hides(&vec![Some(secret())]);
    let key = || BidKey::from_secret(secret()).unwrap();
    hides(&key());
    let seed = || StageSeed { stage: id("s"), seed: secret() };
    hides(&seed());
    let file = BidKeyFile {
        tender: Hex([1; 32]),
        notice: Hex([2; 32]),
        lot: id("1"),
        key: key(),
        seeds: vec![seed()],
    };
    hides(&file);
    hides(&Value::Mask(secret()));
    hides(&Given { holder: id("token"), value: Value::Mask(secret()) });
}

#[test]
fn keys_print_their_public_half_at_most() {
    let custodian =
        CustodianKey::generate(id("c"), "Organisation", id("T-1"), Time::from_unix(0).unwrap()).unwrap();
    let shown = format!("{custodian:?}");
    assert!(shown.len() < 300, "{shown}");
    for numbers in ["scalar", "secret:", "SecretKey"] {
        assert!(!shown.contains(numbers), "{shown}");
    }
    let signing = FileKey::from_pem(RSA.as_bytes(), None).unwrap();
    let unwrapping = FileUnwrapKey::from_pem(RSA.as_bytes(), None).unwrap();
    for shown in [format!("{signing:?}"), format!("{unwrapping:?}")] {
        assert!(shown.ends_with("secret)") && shown.len() < 60, "{shown}");
    }
}

/// The secret stands in the file as it is, so that it would be seen.
#[cfg(feature = "guomi")]
#[test]
fn an_sm2_key_hides_itself_and_in_its_signer() {
    // PKCS#8 of SM2, around an ECPrivateKey without its public half.
    let head = "3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420";
    let file = [&hex::decode(head).unwrap()[..], &BYTES].concat();
    let key = FileKey::from_pem(&file, None).unwrap();
    assert_eq!(format!("{key:?}"), "FileKey(Sm2Sm3, secret)");
    hides(&key);
}

/// Types without any `Debug`: nothing to hide, as long as nobody derives one.
#[test]
fn the_rest_does_not_print_at_all() {
    /// Method resolution takes the inherent method where `T: Debug`, and the trait's otherwise.
    struct Probe<T>(std::marker::PhantomData<T>);
    trait Silent {
        fn prints(&self) -> bool {
            false
        }
    }
    impl<T> Silent for Probe<T> {}
    impl<T: Debug> Probe<T> {
        fn prints(&self) -> bool {
            true
        }
    }
    let shape = std::marker::PhantomData;
    assert!(Probe::<Secret>(shape).prints(), "the probe works");
    assert!(!Probe::<SegmentKey>(std::marker::PhantomData).prints());
    assert!(!Probe::<Unlocked>(std::marker::PhantomData).prints(), "say above what it shows");
    // A release is made public, so it may print; it is named here because it is made from a secret key.
    assert!(Probe::<ReleaseFile>(std::marker::PhantomData).prints());
}
