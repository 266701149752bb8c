//! What a chain must keep to besides its signatures (RFC 5280 §6.1, §4.2; SPEC §6.4).
//!
//! Path builders for TLS leave much of this out: none of it is about servers. Here every certificate of the path is
//! held to it, the trust anchor included: a root that was issued for 20 years is not trusted in the 21st.

use super::{
    certificate::Certificate, details::KeyUsage, extensions::Extensions, general_name::GeneralName,
    names_text,
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};

const POLICIES: &str = "2.5.29.32";
const ALTERNATIVE_NAMES: &str = "2.5.29.17";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const EXTENDED_USAGE: &str = "2.5.29.37";
const ANY_POLICY: &str = "2.5.29.32.0";

/// Extensions that may be critical, because they are applied here, or leave signing alone.
const UNDERSTOOD: [&str; 6] = [
    "2.5.29.15",       // keyUsage
    ALTERNATIVE_NAMES, // subjectAltName: what a signature depends on is the subject
    "2.5.29.19",       // basicConstraints
    NAME_CONSTRAINTS,
    POLICIES,
    EXTENDED_USAGE, // any is accepted, see SPEC §6.4
];

/// Extensions that RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.2.1 and §4.2.2.2 forbid to be critical.
const NEVER_CRITICAL: [&str; 4] = ["2.5.29.35", "2.5.29.14", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.11"];

/// Extensions that RFC 5280 §4.2.1.10, §4.2.1.11 and §4.2.1.14 want critical. Of these, limits on policies are not
/// applied here: policies say nothing about bids but that the authority issued by them. Such a certificate is
/// refused either way.
const ALWAYS_CRITICAL: [&str; 3] = [NAME_CONSTRAINTS, "2.5.29.36", "2.5.29.54"];

/// Where in the path a certificate stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Leaf,
    Intermediate,
    Anchor,
}

fn broken(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::CaRules).because(why)
}

/// Checks a certificate that signs content, whatever its path.
pub(super) fn check_leaf(leaf: &Certificate, policies: &[String], at: Time) -> Result<()> {
    check_any(leaf, Role::Leaf, policies, at).and_then(check_end_entity).map_err(|e| e.at(place(leaf)))
}

/// Checks a certificate that issues, whatever stands below it.
pub(super) fn check_issuer(issuer: &Certificate, role: Role, policies: &[String], at: Time) -> Result<()> {
    check_any(issuer, role, policies, at)
        .and_then(|extensions| check_authority(issuer, extensions, role))
        .map_err(|e| e.at(place(issuer)))
}

/// Checks what only a whole path can tell: the leaf first, the anchor last, each checked by itself before.
pub(super) fn check_path(path: &[&Certificate]) -> Result<()> {
    let mut below = 0;
    for (n, issuer) in path.iter().enumerate().skip(1) {
        check_below(issuer, path.get(..n).unwrap_or_default(), below).map_err(|e| e.at(place(issuer)))?;
        // RFC 5280 §6.1.4 (l): self-issued certificates do not count against a path length.
        below += u32::from(!issuer.is_self_issued());
    }
    Ok(())
}

fn check_below(issuer: &Certificate, below: &[&Certificate], authorities: u32) -> Result<()> {
    let extensions = issuer.extensions()?;
    if let Some(limit) = extensions.basic.and_then(|basic| basic.path_length)
        && authorities > limit
    {
        return Err(broken(format_args!("{authorities} authorities below one that allows {limit}")));
    }
    let Some(constraints) = &extensions.constraints else { return Ok(()) };
    for (n, certificate) in below.iter().enumerate() {
        // RFC 5280 §6.1.3 (b): not applied to self-issued certificates, unless one is the final one.
        if n == 0 || !certificate.is_self_issued() {
            constraints.check(&all_names(certificate)?).map_err(|e| e.at(place(certificate)))?;
        }
    }
    Ok(())
}

/// The names that constraints are about (RFC 5280 §4.2.1.10): the subject, the alternative names, and mail addresses
/// within the subject where there is none among those.
fn all_names(certificate: &Certificate) -> Result<Vec<GeneralName>> {
    let mut found = certificate.extensions()?.alternative_names.clone().unwrap_or_default();
    if !found.iter().any(|name| matches!(name, GeneralName::Mail(_))) {
        found.extend(names_text::mail(certificate.subject_der()).into_iter().map(GeneralName::Mail));
    }
    if !certificate.subject_name().is_empty() {
        found.push(GeneralName::Directory(certificate.subject_name().clone()));
    }
    Ok(found)
}

fn place(certificate: &Certificate) -> String {
    format!("certificate of {}", certificate.subject())
}

/// What holds for every certificate of a path.
fn check_any<'a>(
    certificate: &'a Certificate,
    role: Role,
    policies: &[String],
    at: Time,
) -> Result<&'a Extensions> {
    check_validity(certificate, at)?;
    certificate.check_key()?;
    // RFC 5280 §4.1.2.2: positive. Some old roots have the number 0, and are named by their key all the same.
    let serial = certificate.serial();
    let negative = serial.first().is_some_and(|byte| *byte >= 0x80);
    if negative || (role != Role::Anchor && serial.iter().all(|byte| *byte == 0)) {
        return Err(broken("the serial number is not positive"));
    }
    let extensions = certificate.extensions()?;
    for (oid, critical) in &extensions.all {
        check_criticality(oid, *critical)?;
    }
    check_policies(extensions, role, policies)?;
    check_names(certificate, extensions, role)?;
    Ok(extensions)
}

/// RFC 5280 §4.2.1.4: policies that are critical must be understood, which is to say, accepted by name. An authority
/// may hold all of them at once.
fn check_policies(extensions: &Extensions, role: Role, accepted: &[String]) -> Result<()> {
    if !extensions.is_critical(POLICIES) {
        return Ok(());
    }
    if extensions.strange_qualifier {
        return Err(Error::new(ErrorKind::CriticalExtension).because("a qualifier of a certificate policy"));
    }
    let any = |policy: &String| role != Role::Leaf && policy == ANY_POLICY;
    if !extensions.policies.iter().any(|policy| accepted.contains(policy) || any(policy)) {
        return Err(Error::new(ErrorKind::CertificatePolicy).because(extensions.policies.join(", ")));
    }
    Ok(())
}

/// RFC 5280 §4.2.1.1, §4.2.1.2 and §4.2.1.6: who this is, and who issued it, must be told.
fn check_names(certificate: &Certificate, extensions: &Extensions, role: Role) -> Result<()> {
    if certificate.subject_name().is_empty() && !extensions.is_critical(ALTERNATIVE_NAMES) {
        return Err(broken("a certificate without a subject"));
    }
    if extensions.alternative_names.as_ref().is_some_and(Vec::is_empty) {
        return Err(broken("an empty list of alternative names"));
    }
    // An anchor has no issuer to be told from another; nor has a key that an authority signs over for itself.
    let exempt = role == Role::Anchor || certificate.is_self_issued();
    if !exempt && extensions.authority_key.is_none() {
        return Err(broken("no authority key identifier"));
    }
    if role != Role::Leaf && extensions.subject_key.is_none() {
        return Err(broken("an authority without a subject key identifier"));
    }
    if role == Role::Leaf && extensions.constraints.is_some() {
        return Err(broken("name constraints in a certificate that is not an authority's"));
    }
    Ok(())
}

pub(super) fn check_validity(certificate: &Certificate, at: Time) -> Result<()> {
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

fn check_criticality(oid: &str, critical: bool) -> Result<()> {
    if critical && NEVER_CRITICAL.contains(&oid) {
        return Err(broken(format_args!("the extension {oid} must not be critical")));
    }
    if !critical && ALWAYS_CRITICAL.contains(&oid) {
        return Err(broken(format_args!("the extension {oid} must be critical")));
    }
    if critical && !UNDERSTOOD.contains(&oid) {
        return Err(Error::new(ErrorKind::CriticalExtension).because(oid));
    }
    Ok(())
}

/// RFC 5280 §4.2.1.3 and §4.2.1.9 for the certificate that signs content.
pub(super) fn check_end_entity(extensions: &Extensions) -> Result<()> {
    let refused = |why: &str| Err(Error::new(ErrorKind::KeyUsage).because(why));
    if let Some(basic) = extensions.basic {
        if basic.authority {
            return refused("it is the certificate of an authority");
        }
        if basic.path_length.is_some() {
            return Err(broken("a path length in a certificate that is not an authority's"));
        }
    }
    if let Some(usage) = extensions.usage {
        if usage.key_cert_sign {
            return refused("its key usage includes keyCertSign");
        }
        if !usage.digital_signature && !usage.non_repudiation {
            return refused("its key usage has neither digitalSignature nor nonRepudiation");
        }
    }
    Ok(())
}

/// RFC 3161 §2.3 for the certificate of a timestamp authority, in addition.
pub(super) fn check_timestamping(extensions: &Extensions) -> Result<()> {
    let refused = |why: &str| Err(Error::new(ErrorKind::TimestampCertificate).because(why));
    match extensions.extended_usage {
        None => return refused("it has no extended key usage"),
        Some(usage) if !usage.time_stamping_alone => {
            return refused("its extended key usage is not timeStamping alone");
        }
        Some(_) if !extensions.is_critical(EXTENDED_USAGE) => {
            return refused("its extended key usage is not critical");
        }
        Some(_) => {}
    }
    let Some(usage) = extensions.usage else { return Ok(()) };
    let (digital_signature, non_repudiation) = (usage.digital_signature, usage.non_repudiation);
    if usage != (KeyUsage { digital_signature, non_repudiation, ..KeyUsage::default() }) {
        return refused("its key usage is not for signing content alone");
    }
    Ok(())
}

/// RFC 5280 §4.2.1.3 and §4.2.1.9 for those that issue.
fn check_authority(issuer: &Certificate, extensions: &Extensions, role: Role) -> Result<()> {
    if issuer.subject_name().is_empty() {
        return Err(broken("an authority without a name"));
    }
    let Some(basic) = extensions.basic else {
        return Err(broken("an authority without basicConstraints"));
    };
    if !basic.authority {
        return Err(broken("an issuer that is not an authority"));
    }
    if !basic.critical {
        return Err(broken("basicConstraints of an authority must be critical"));
    }
    match extensions.usage {
        Some(usage) if !usage.key_cert_sign => {
            Err(broken("the key usage of an issuer does not include keyCertSign"))
        }
        // §4.2.1.3: MUST be included. Many a root has none, and is trusted by its key.
        None if role != Role::Anchor => Err(broken("an authority without a key usage")),
        _ => Ok(()),
    }
}
