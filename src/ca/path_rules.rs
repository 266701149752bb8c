//! What a chain must keep to besides its signatures (RFC 5280 §6.1, §4.2), checked over a path that is already built.
//!
//! Path builders for TLS leave much of this out: none of it is about servers. Here every certificate of the path is
//! held to it, the trust anchor included: a root that was issued for 20 years is not trusted in the 21st.

use super::{certificate::Certificate, public_key::PublicKey};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use x509_parser::{
    extensions::{ParsedExtension, X509Extension},
    prelude::X509Certificate,
};

/// Extensions that may be critical, because they are checked here or by the path builder, or leave signing alone.
const UNDERSTOOD: [&str; 4] = [
    "2.5.29.15", // keyUsage
    "2.5.29.17", // subjectAltName: names nobody that a signature depends on
    "2.5.29.19", // basicConstraints
    "2.5.29.37", // extendedKeyUsage: any is accepted, see SPEC §6.4
];

/// Extensions that RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.2.1 and §4.2.2.2 forbid to be critical.
const NEVER_CRITICAL: [&str; 4] = ["2.5.29.35", "2.5.29.14", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.11"];

/// Extensions that RFC 5280 §4.2.1.11 and §4.2.1.14 want critical, and that are not applied here: policies say
/// nothing about bids. Either way such a certificate is refused.
const ALWAYS_CRITICAL: [&str; 2] = ["2.5.29.36", "2.5.29.54"];

/// Where in the path a certificate stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Leaf,
    Intermediate,
    Anchor,
}

fn broken(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::CaRules).because(why)
}

/// Checks a certificate that signs content, whatever its path.
pub(super) fn check_leaf(leaf: &Certificate, at: Time) -> Result<()> {
    check_any(leaf, at, Role::Leaf).and_then(|view| check_end_entity(&view)).map_err(|e| e.at(place(leaf)))
}

/// Checks a whole path: the leaf first, the anchor last.
pub(super) fn check_path(path: &[Certificate], at: Time) -> Result<()> {
    let Some((leaf, authorities)) = path.split_first() else { return Err(ErrorKind::NoTrustedChain.into()) };
    check_leaf(leaf, at)?;
    // RFC 5280 §6.1.4 (l): self-issued certificates do not count against a path length.
    let mut below = 0;
    for (n, authority) in authorities.iter().enumerate() {
        let role = if n + 1 == authorities.len() { Role::Anchor } else { Role::Intermediate };
        check_any(authority, at, role)
            .and_then(|view| check_authority(&view, role, below))
            .map_err(|e| e.at(place(authority)))?;
        below += u32::from(!authority.is_self_issued());
    }
    Ok(())
}

fn place(certificate: &Certificate) -> String {
    format!("certificate of {}", certificate.subject())
}

/// What holds for every certificate of a path.
fn check_any(certificate: &Certificate, at: Time, role: Role) -> Result<X509Certificate<'_>> {
    check_validity(certificate, at)?;
    PublicKey::read(certificate.spki_der())?.check_strength()?;
    let view = certificate.view()?;
    // RFC 5280 §4.1.2.2: positive. Some old roots have the number 0, and are named by their key all the same.
    let serial = certificate.serial();
    let negative = serial.first().is_some_and(|byte| *byte >= 0x80);
    if negative || (role != Role::Anchor && serial.iter().all(|byte| *byte == 0)) {
        return Err(broken("the serial number is not positive"));
    }
    for extension in view.extensions() {
        check_extension(extension)?;
    }
    check_names(certificate, &view, role)?;
    Ok(view)
}

/// RFC 5280 §4.2.1.1, §4.2.1.2 and §4.2.1.6: who this is, and who issued it, must be told.
fn check_names(certificate: &Certificate, view: &X509Certificate<'_>, role: Role) -> Result<()> {
    let has = |wanted: fn(&X509Extension<'_>) -> bool| view.extensions().iter().any(wanted);
    if view.subject().iter_attributes().next().is_none()
        && !has(|e| e.critical && matches!(e.parsed_extension(), ParsedExtension::SubjectAlternativeName(_)))
    {
        return Err(broken("a certificate without a subject"));
    }
    // An anchor has no issuer to be told from another; nor has a key that an authority signs over for itself.
    let exempt = role == Role::Anchor || certificate.is_self_issued();
    if !exempt
        && !has(|e| match e.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(identifier) => identifier.key_identifier.is_some(),
            _ => false,
        })
    {
        return Err(broken("no authority key identifier"));
    }
    if role != Role::Leaf
        && !has(|e| matches!(e.parsed_extension(), ParsedExtension::SubjectKeyIdentifier(_)))
    {
        return Err(broken("an authority without a subject key identifier"));
    }
    Ok(())
}

fn check_validity(certificate: &Certificate, at: Time) -> Result<()> {
    if at < certificate.not_before() {
        return Err(Error::new(ErrorKind::CertificateNotYetValid)
            .because(format_args!("valid from {}, needed at {at}", certificate.not_before())));
    }
    if at > certificate.not_after() {
        return Err(Error::new(ErrorKind::CertificateExpired)
            .because(format_args!("valid until {}, needed at {at}", certificate.not_after())));
    }
    Ok(())
}

fn check_extension(extension: &X509Extension<'_>) -> Result<()> {
    let oid = extension.oid.to_id_string();
    match extension.parsed_extension() {
        ParsedExtension::ParseError { .. } => {
            return Err(Error::new(ErrorKind::BadCertificate).because(format_args!("the extension {oid}")));
        }
        // Not applied here, so not to be passed over, critical or not: a subordinate authority that was given a
        // name space of its own must not certify outside it.
        ParsedExtension::NameConstraints(_) => {
            return Err(Error::new(ErrorKind::CriticalExtension).because("name constraints"));
        }
        // RFC 5280 §4.2.1.6: a SEQUENCE SIZE (1..MAX).
        ParsedExtension::SubjectAlternativeName(names) if names.general_names.is_empty() => {
            return Err(broken("an empty list of alternative names"));
        }
        _ => {}
    }
    if extension.critical && NEVER_CRITICAL.contains(&oid.as_str()) {
        return Err(broken(format_args!("the extension {oid} must not be critical")));
    }
    if !extension.critical && ALWAYS_CRITICAL.contains(&oid.as_str()) {
        return Err(broken(format_args!("the extension {oid} must be critical")));
    }
    if extension.critical && !UNDERSTOOD.contains(&oid.as_str()) {
        return Err(Error::new(ErrorKind::CriticalExtension).because(oid));
    }
    Ok(())
}

fn extensions(error: x509_parser::error::X509Error) -> Error {
    Error::new(ErrorKind::BadCertificate).because(error)
}

/// RFC 5280 §4.2.1.3 and §4.2.1.9 for the certificate that signs content.
fn check_end_entity(view: &X509Certificate<'_>) -> Result<()> {
    let refused = |why: &str| Err(Error::new(ErrorKind::KeyUsage).because(why));
    if let Some(constraints) = view.basic_constraints().map_err(extensions)? {
        if constraints.value.ca {
            return refused("it is the certificate of an authority");
        }
        if constraints.value.path_len_constraint.is_some() {
            return Err(broken("a path length in a certificate that is not an authority's"));
        }
    }
    if let Some(usage) = view.key_usage().map_err(extensions)? {
        if usage.value.key_cert_sign() {
            return refused("its key usage includes keyCertSign");
        }
        if !usage.value.digital_signature() && !usage.value.non_repudiation() {
            return refused("its key usage has neither digitalSignature nor nonRepudiation");
        }
    }
    Ok(())
}

/// RFC 5280 §4.2.1.3, §4.2.1.9 and §6.1.4 for those that issue. `below` counts the authorities under this one.
fn check_authority(view: &X509Certificate<'_>, role: Role, below: u32) -> Result<()> {
    if view.subject().iter_attributes().next().is_none() {
        return Err(broken("an authority without a name"));
    }
    let Some(constraints) = view.basic_constraints().map_err(extensions)? else {
        return Err(broken("an authority without basicConstraints"));
    };
    if !constraints.value.ca {
        return Err(broken("an issuer that is not an authority"));
    }
    if !constraints.critical {
        return Err(broken("basicConstraints of an authority must be critical"));
    }
    match view.key_usage().map_err(extensions)? {
        Some(usage) if !usage.value.key_cert_sign() => {
            return Err(broken("the key usage of an issuer does not include keyCertSign"));
        }
        // §4.2.1.3: MUST be included. Many a root has none, and is trusted by its key.
        None if role != Role::Anchor => return Err(broken("an authority without a key usage")),
        _ => {}
    }
    match constraints.value.path_len_constraint {
        Some(limit) if below > limit => {
            Err(broken(format_args!("{below} authorities below one that allows {limit}")))
        }
        _ => Ok(()),
    }
}
