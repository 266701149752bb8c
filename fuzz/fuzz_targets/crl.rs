#![no_main]
//! Revocation lists, in DER and PEM, and files of evidence (SPEC §6.7).

use libfuzzer_sys::fuzz_target;
use sealbid::ca::{Crl, Revocation};
use sealbid::wire::Time;

fn ask_everything(crl: &Crl) {
    assert!(crl.this_update() <= crl.next_update());
    assert!(!format!("{crl:?}").is_empty());
    for serial in [&[1][..], &[0x40, 1], crl.der()] {
        if let Some(revoked) = crl.revocation(serial) {
            assert!(revoked.to_string().starts_with("revoked at "));
        }
    }
    assert_eq!(Crl::from_pem(crl.to_pem().as_bytes()).as_ref(), Ok(crl));
    let frozen = Revocation::new(vec![crl.clone()], vec![]).expect("one is few");
    let frozen = frozen.gathered_at(Time::from_unix(0).expect("a time"));
    assert_eq!(Revocation::parse(&frozen.to_bytes().expect("short")), Ok(frozen));
}

fuzz_target!(|data: &[u8]| {
    if let Ok(crl) = Crl::from_der(data) {
        assert_eq!(crl.der(), data);
        ask_everything(&crl);
    }
    if let Ok(crls) = Crl::all_from_pem(data) {
        crls.iter().for_each(ask_everything);
    }
    if let Ok(revocation) = Revocation::parse(data) {
        revocation.crls().iter().for_each(ask_everything);
    }
});
