//! Every commitment to a dealt copy, opened with openssl alone from what the record has (SPEC §19.2).

use crate::openssl::openssl;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// A text behind its length.
fn lp(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap();
    [&length.to_be_bytes(), text.as_bytes()].concat()
}

/// HKDF as SPEC §1.4 has it.
fn kdf(at: &Path, label: &str, key: &str, context: &[u8]) -> String {
    let (salt, info) = (hex(format!("sealbid/1 {label}").as_bytes()), hex(context));
    let inputs = format!("-kdfopt hexkey:{key} -kdfopt hexsalt:{salt} -kdfopt hexinfo:{info}");
    let derived = openssl(at, &format!("kdf -keylen 32 -kdfopt digest:SHA256 {inputs} HKDF"));
    derived.trim().replace(':', "").to_lowercase()
}

fn sha256(at: &Path, content: &[u8]) -> String {
    fs::write(at.join("content"), content).unwrap();
    openssl(at, "dgst -sha256 -r content").split(' ').next().unwrap().to_owned()
}

/// Opens what was dealt; how many copies there are.
pub fn open(at: &Path, unblinding: &[u8], blinded: &[u8]) -> u32 {
    let [unblinding, blinded]: [Value; 2] =
        [unblinding, blinded].map(|file| serde_json::from_slice(file).unwrap());
    let mut opened = 0;
    for (lot, dealt) in list(&unblinding, "lots").iter().zip(list(&blinded, "lots")) {
        for (code, dealt) in list(lot, "codes").iter().zip(list(dealt, "codes")) {
            assert_eq!(code["code"], dealt["code"]);
            let (openings, copies) = (list(code, "openings"), list(dealt, "copies"));
            assert_eq!(openings.len(), copies.len());
            let bid = bytes(text(code, "bid"));
            for (opening, copy) in openings.iter().zip(copies) {
                let names = [lp(text(opening, "part")), lp(text(opening, "path"))].concat();
                let salt = kdf(at, "copy", text(&unblinding, "secret"), &[&bid[..], &names].concat());
                assert_eq!(salt, text(opening, "salt"));
                let digest = bytes(text(copy, "digest"));
                let committed = [b"sealbid/1 copy", &bytes(&salt)[..], &bid, &names, &digest].concat();
                assert_eq!(sha256(at, &committed), text(copy, "commitment"));
                opened += 1;
            }
        }
    }
    opened
}
