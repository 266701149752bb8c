#![no_main]
//! A custodian's statement and its signature (SPEC §2.4): `u16` length, statement, CMS.

use libfuzzer_sys::fuzz_target;
use sealbid::notice::{CustodianEntry, Statement, VerifiedStatement};
use sealbid::wire::Base64;

fuzz_target!(|data: &[u8]| {
    let Some((length, rest)) = data.split_first_chunk::<2>() else { return };
    let cut = usize::from(u16::from_be_bytes(*length)).min(rest.len());
    let (statement, signature) = rest.split_at(cut);

    let parsed = Statement::parse(statement);
    if let Ok(parsed) = &parsed {
        let written = parsed.to_bytes().expect("a statement can be written");
        assert_eq!(Statement::parse(&written).as_ref(), Ok(parsed));
    }
    let entry =
        CustodianEntry { statement: Base64(statement.to_vec()), signature: Base64(signature.to_vec()) };
    if let Ok(verified) = VerifiedStatement::verify(&entry) {
        assert_eq!(Ok(verified.statement()), parsed.as_ref());
        assert_eq!(verified.key().bytes(), verified.statement().key);
        let names = verified.signature().certificate.names();
        assert_eq!(names.organisation.as_ref(), Some(&verified.statement().organisation));
    }
});
