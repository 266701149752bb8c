//! Trusted roots, what is known of revocation, and certificate chains.

use crate::boundary::{bad, call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::list::{read_list, sealbid_list};
use sealbid::Result;
use sealbid::ca::{Certificate, Crl, OcspResponse, Revocation, TrustAnchors, verify_chain};
use serde_json::{Value, json};

/// Trusted roots. Freed with sealbid_roots_free. Threads: any, also at once.
pub struct sealbid_roots(pub(crate) TrustAnchors);

/// What is known of revocation. Freed with sealbid_revocation_free. Threads: any, also at once.
pub struct sealbid_revocation(pub(crate) Revocation);

/// Reads trusted roots: one or more certificates in PEM.
///
/// Errors: BAD_PEM, BAD_CERTIFICATE; TOO_LARGE over 1 MiB or 256 certificates; BAD_ARGUMENT if there is none in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_roots_from_pem(
    pem: *const u8,
    pem_size: u64,
    roots: *mut *mut sealbid_roots,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(roots, "roots")?;
            let read = TrustAnchors::from_pem(caller.bytes(pem, pem_size, "pem")?)?;
            // Of a wrong file it would otherwise show only later, and at another place, that nothing is trusted.
            if read.certificates().is_empty() {
                return Err(bad("pem", "there is no certificate in it"));
            }
            out.give(sealbid_roots(read));
            Ok(())
        })
    }
}

/// Frees roots; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_roots_free(roots: *mut sealbid_roots) {
    // SAFETY: the crate's page.
    unsafe { free(roots) }
}

/// What revocation lists and OCSP responses say (DER each; either list may be NULL), gathered at this time. Each is
/// judged when a chain is verified with it, not here.
///
/// Errors: BAD_CRL, CRL_RULES, DELTA_CRL; BAD_OCSP, OCSP_REFUSED, BAD_CERTIFICATE; CRITICAL_EXTENSION; TOO_LARGE for
/// more than 256 of a kind, 256 MiB together, or one that is too long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_revocation_new(
    crls: *const sealbid_list,
    ocsp: *const sealbid_list,
    gathered: i64,
    revocation: *mut *mut sealbid_revocation,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(revocation, "revocation")?;
            let crls = read_list(caller.optional(crls), "crls", Crl::from_der)?;
            let ocsp = read_list(caller.optional(ocsp), "ocsp", OcspResponse::from_der)?;
            let gathered = caller.time(gathered, "gathered")?;
            out.give(sealbid_revocation(Revocation::new(crls, ocsp)?.gathered_at(gathered)));
            Ok(())
        })
    }
}

/// Frees it; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_revocation_free(revocation: *mut sealbid_revocation) {
    // SAFETY: the crate's page.
    unsafe { free(revocation) }
}

/// Finds the chain from a certificate to a trusted root that holds at this time, and asks whether any of its
/// certificates had been revoked. `others` are candidates for intermediates (DER; NULL for none), `revocation` is NULL
/// if nobody asks. `chain` (NULL if not wanted) becomes a JSON text: the certificates from the leaf to the root, each
/// with its subject, serial and what is known of its revocation.
///
/// Errors: NO_TRUSTED_CHAIN, CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED, and what else a chain and revocation fail with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_chain_verify(
    certificate: *const u8,
    certificate_size: u64,
    others: *const sealbid_list,
    roots: *const sealbid_roots,
    revocation: *const sealbid_revocation,
    at: i64,
    chain: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(chain, "chain")?;
            let leaf = Certificate::from_der(caller.bytes(certificate, certificate_size, "certificate")?)?;
            let others = read_list(caller.optional(others), "others", Certificate::from_der)?;
            let roots = caller.handle(roots, "roots")?;
            let unchecked = Revocation::unchecked();
            let revocation = caller.optional(revocation).map_or(&unchecked, |revocation| &revocation.0);
            let found = verify_chain(&leaf, &others, &roots.0, revocation, caller.time(at, "at")?)?;
            let Some(out) = out else { return Ok(()) };
            let entries = found.certificates.iter().zip(&found.statuses);
            let entry = |(certificate, status)| entry(certificate, status);
            out.json(&entries.map(entry).collect::<Vec<_>>())
        })
    }
}

fn entry(certificate: &Certificate, status: &sealbid::ca::Status) -> Value {
    let mut entry = described(certificate);
    if let Some(fields) = entry.as_object_mut() {
        fields.insert("revocation".to_owned(), json!(format!("{status:?}")));
    }
    entry
}

/// What a certificate says, for people and programs.
pub(crate) fn described(certificate: &Certificate) -> Value {
    let names = certificate.names();
    json!({
        "subject": certificate.subject(),
        "issuer": certificate.issuer(),
        "serial": certificate.serial_hex(),
        "fingerprint": certificate.fingerprint(),
        "not_before": certificate.not_before(),
        "not_after": certificate.not_after(),
        "organisation": names.organisation,
        "credit_code": names.credit_code,
        "common_name": names.common_name,
    })
}

/// What a certificate says, as a JSON text: subject, issuer, serial (hex), fingerprint (SHA-256), not_before,
/// not_after, organisation, credit_code, common_name. The certificate is DER or PEM.
///
/// Errors: BAD_CERTIFICATE, BAD_PEM; TOO_LARGE over 64 KiB (in PEM 1 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_certificate_json(
    certificate: *const u8,
    certificate_size: u64,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            out.json(&described(&certificate_of(caller.bytes(
                certificate,
                certificate_size,
                "certificate",
            )?)?))
        })
    }
}

/// A certificate in DER or PEM.
fn certificate_of(bytes: &[u8]) -> Result<Certificate> {
    if bytes.first() == Some(&0x30) { Certificate::from_der(bytes) } else { Certificate::from_pem(bytes) }
}
