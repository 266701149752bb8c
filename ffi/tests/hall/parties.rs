//! Whoever has a key in a tender, made through the ABI.

use super::c::*;
use super::calls::unix;
use super::common::{ISSUED, World, time};
use super::fixture::Custodian;
use sealbid::ca::{KeyType, Subject};
use sealbid::notice::CustodianEntry;
use sealbid::tenderbox::RecordKey;
use sealbid::wire::Base64;
use sealbid_ffi::*;
use std::ffi::c_void;
use std::ptr;

pub const PASSPHRASE: &[u8] = b"correct horse";

/// A certificate and its key, in PEM.
pub struct Pem {
    pub certificate: String,
    pub key: String,
}

impl Pem {
    pub fn of(world: &World, name: &str, timestamping: bool) -> Pem {
        let subject =
            Subject { organisation: Some(name.into()), credit_code: None, common_name: Some(name.into()) };
        let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
        let issued = match timestamping {
            true => world.ca.issue_timestamping(&subject, KeyType::P256, from, to),
            false => world.ca.issue(&subject, KeyType::P256, from, to),
        };
        let (key, certificate) = issued.unwrap();
        Pem { certificate: certificate.to_pem(), key: key.to_string() }
    }

    pub fn signer(&self) -> Handle<sealbid_signer> {
        let (certificate, key) = (&self.certificate, &self.key);
        make(sealbid_signer_free, |out, e| unsafe {
            let (size, key_size) = (certificate.len() as u64, key.len() as u64);
            sealbid_signer_from_pem(
                certificate.as_ptr(),
                size,
                key.as_ptr(),
                key_size,
                ptr::null(),
                0,
                out,
                e,
            )
        })
        .unwrap()
    }
}

/// A signer whose key is asked by a callback.
pub fn signer_by(certificate: &str, sign: sealbid_sign_fn, context: *mut c_void) -> Handle<sealbid_signer> {
    make(sealbid_signer_free, |out, e| unsafe {
        let (size, scheme) = (certificate.len() as u64, SEALBID_SCHEME_ECDSA_P256_SHA256);
        sealbid_signer_from_callback(certificate.as_ptr(), size, scheme, sign, context, out, e)
    })
    .unwrap()
}

/// The files of a world's notice: its bytes, the tenderer's signature, the custodians' acceptances.
pub fn sign_notice(
    world: &World,
    tenderer: &Pem,
    custodians: &[Custodian],
) -> (Vec<u8>, Vec<u8>, Vec<Vec<u8>>) {
    let notice = world.body.to_bytes().unwrap();
    let signature = sign_detached(&tenderer.signer(), &notice, ISSUED);
    let accept = |one: &Custodian| {
        bytes(|out, e| unsafe {
            sealbid_custodian_key_accept(one.key.get(), notice.as_ptr(), notice.len() as u64, out, e)
        })
        .unwrap()
    };
    let acceptances = custodians.iter().map(accept).collect();
    (notice, signature, acceptances)
}

/// Signs bytes as an organisation does.
pub fn sign_detached(signer: &Handle<sealbid_signer>, content: &[u8], at: &str) -> Vec<u8> {
    bytes(|out, e| unsafe {
        sealbid_sign_detached(signer.get(), content.as_ptr(), content.len() as u64, unix(at), out, e)
    })
    .unwrap()
}

/// Signs a decision.
pub fn decide(signer: &Handle<sealbid_signer>, content: &[u8], at: &str) -> Vec<u8> {
    bytes(|out, e| unsafe {
        sealbid_sign_decision(signer.get(), content.as_ptr(), content.len() as u64, unix(at), out, e)
    })
    .unwrap()
}

/// A fresh key that went through its key file.
pub fn custodian(n: usize) -> Custodian {
    let name = format!("c{n}");
    let (id, organisation, tender) = (text(&name), text(&format!("Custodian {n}")), text("T-1"));
    let made = make(sealbid_custodian_key_free, |out, e| unsafe {
        let (id, organisation, tender) = (id.as_ptr(), organisation.as_ptr(), tender.as_ptr());
        sealbid_custodian_key_generate(id, organisation, tender, unix(ISSUED), out, e)
    })
    .unwrap();
    let size = PASSPHRASE.len() as u64;
    let pem =
        bytes(|out, e| unsafe { sealbid_custodian_key_file(made.get(), PASSPHRASE.as_ptr(), size, out, e) })
            .unwrap();
    let key = make(sealbid_custodian_key_free, |out, e| unsafe {
        let pem_size = pem.len() as u64;
        sealbid_custodian_key_open(pem.as_ptr(), pem_size, PASSPHRASE.as_ptr(), size, out, e)
    })
    .unwrap();
    Custodian { name, key }
}

/// Its statement, signed by its organisation.
pub fn statement(world: &World, custodian: &Custodian) -> CustodianEntry {
    let statement =
        bytes(|out, e| unsafe { sealbid_custodian_key_statement(custodian.key.get(), out, e) }).unwrap();
    let parsed = sealbid::notice::Statement::parse(&statement).unwrap();
    let signer = Pem::of(world, &parsed.organisation, false).signer();
    let signature = sign_detached(&signer, &statement, ISSUED);
    CustodianEntry { statement: Base64(statement), signature: Base64(signature) }
}

/// A fresh record key, which the notice gets to name.
pub fn record_key(world: &mut World) -> Handle<sealbid_record_key> {
    let tender = text("T-1");
    let made = make(sealbid_record_key_free, |out, e| unsafe {
        sealbid_record_key_generate(tender.as_ptr(), unix(ISSUED), out, e)
    })
    .unwrap();
    let size = PASSPHRASE.len() as u64;
    let pem =
        bytes(|out, e| unsafe { sealbid_record_key_file(made.get(), PASSPHRASE.as_ptr(), size, out, e) })
            .unwrap();
    let key = make(sealbid_record_key_free, |out, e| unsafe {
        sealbid_record_key_open(pem.as_ptr(), pem.len() as u64, PASSPHRASE.as_ptr(), size, out, e)
    })
    .unwrap();
    let mut public = [0; 32];
    call(|e| unsafe { sealbid_record_key_public(key.get(), public.as_mut_ptr(), e) }).unwrap();
    assert_eq!(RecordKey::from_key_file(&pem, PASSPHRASE).unwrap().key.public().0, public);
    world.body.platform.as_mut().unwrap().record_key.0 = public;
    key
}

pub fn roots(world: &World) -> Handle<sealbid_roots> {
    let pem = world.certificate().to_pem();
    make(sealbid_roots_free, |out, e| unsafe {
        sealbid_roots_from_pem(pem.as_ptr(), pem.len() as u64, out, e)
    })
    .unwrap()
}

pub fn authority(world: &World) -> Handle<sealbid_timestamp_authority> {
    let (signer, policy) = (Pem::of(world, "Time Office", true).signer(), text("1.2.3.4.1"));
    make(sealbid_timestamp_authority_free, |out, e| unsafe {
        sealbid_timestamp_authority_new(signer.get(), policy.as_ptr(), out, e)
    })
    .unwrap()
}
