//! Who may answer for an authority (RFC 6960 §4.2.2.2): itself, or one whom it has certified to.

use super::{certificate::Certificate, crl::verify, distinguished_name::same_name, ocsp::OcspResponse};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};

const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
/// keyUsage, extKeyUsage, basicConstraints, and id-pkix-ocsp-nocheck.
const UNDERSTOOD: [&str; 4] = ["2.5.29.15", "2.5.29.37", "2.5.29.19", NO_CHECK];

fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::RevocationIssuer).because(why)
}

/// Checks that the authority signed the response, or one whom it has certified to, and says when the latter's
/// certificate ends: of several for one key, the last. `not_revoked` says whether a responder's certificate was good
/// when it signed.
pub(super) fn check(
    response: &OcspResponse,
    issuer: &Certificate,
    not_revoked: &dyn Fn(&Certificate) -> Result<()>,
) -> Result<Option<Time>> {
    let signed = response.signed()?;
    let mut refusal = None;
    if response.responder().is(issuer) {
        match verify(issuer, &signed, "the OCSP response") {
            Ok(()) => return Ok(None),
            Err(error) => refusal = Some(error),
        }
    }
    let mut end = None;
    for delegate in response.certificates().iter().filter(|c| *c != issuer && response.responder().is(c)) {
        // What costs least comes first: whether a list names the delegate costs most.
        let judged = verify(delegate, &signed, "the OCSP response")
            .and_then(|()| check_delegate(delegate, issuer, response, not_revoked));
        match judged {
            Ok(()) => end = end.max(Some(delegate.not_after())),
            Err(error) => refusal = Some(error),
        }
    }
    match end {
        Some(end) => Ok(Some(end)),
        None => Err(refusal
            .unwrap_or_else(|| refused("the certificate of the OCSP responder is not in its response"))),
    }
}

fn check_delegate(
    delegate: &Certificate,
    issuer: &Certificate,
    response: &OcspResponse,
    not_revoked: &dyn Fn(&Certificate) -> Result<()>,
) -> Result<()> {
    if !same_name(delegate.issuer_der(), issuer.subject_der()) {
        return Err(refused("another authority certified the OCSP responder"));
    }
    let place =
        |why: &dyn std::fmt::Display| refused(format_args!("the OCSP responder's certificate: {why}"));
    delegate.verify_signature(issuer.spki_der()).map_err(|why| place(&why))?;
    let at = response.produced_at();
    if at < delegate.not_before() || at > delegate.not_after() {
        return Err(refused(format_args!("the OCSP responder's certificate was not valid at {at}")));
    }
    let extensions = delegate.extensions().map_err(|error| place(&error.detail()))?;
    if !extensions.extended_usage.is_some_and(|usage| usage.ocsp_signing) {
        return Err(refused("the OCSP responder's certificate is not for OCSP"));
    }
    if extensions.usage.is_some_and(|usage| !usage.digital_signature) {
        return Err(refused("the key usage of the OCSP responder does not include digitalSignature"));
    }
    let strange = |(oid, critical): &&(String, bool)| *critical && !UNDERSTOOD.contains(&oid.as_str());
    if let Some((oid, _)) = extensions.all.iter().find(strange) {
        return Err(place(&format_args!("the critical extension {oid}")));
    }
    if extensions.all.iter().any(|(oid, _)| oid == NO_CHECK) {
        return Ok(());
    }
    not_revoked(delegate).map_err(|e| refused(format_args!("the OCSP responder's own certificate: {e}")))
}
