//! The extensions that chains depend on (RFC 5280 §4.2), read once when a certificate is read.

use super::{general_name::GeneralName, name_constraints::NameConstraints};
use crate::error::{Error, ErrorKind, Result};
use x509_parser::{
    extensions::{ParsedExtension, PolicyInformation, X509Extension},
    prelude::X509Certificate,
};

/// What a certificate's extensions say, as far as a chain depends on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    /// Every extension's identifier, and whether it is critical.
    pub(super) all: Vec<(String, bool)>,
    pub(super) basic: Option<BasicConstraints>,
    pub(super) usage: Option<KeyUsage>,
    /// The key identifier of the issuer, if the extension is there; it may be there without one.
    pub(super) authority_key: Option<Vec<u8>>,
    pub(super) subject_key: Option<Vec<u8>>,
    pub(super) alternative_names: Option<Vec<GeneralName>>,
    pub(super) constraints: Option<NameConstraints>,
    /// Identifiers of certificate policies.
    pub(super) policies: Vec<String>,
    /// Whether one of them carries a qualifier that is not understood.
    pub(super) strange_qualifier: bool,
}

/// RFC 5280 §4.2.1.9.
#[derive(Clone, Copy, Debug)]
pub(super) struct BasicConstraints {
    pub(super) authority: bool,
    pub(super) path_length: Option<u32>,
    pub(super) critical: bool,
}

/// The bits of keyUsage that are asked for here (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyUsage {
    pub(super) digital_signature: bool,
    pub(super) non_repudiation: bool,
    pub(super) cert_sign: bool,
    pub(super) crl_sign: bool,
}

/// What a critical certificatePolicies may carry beside identifiers: texts for people (RFC 5280 §4.2.1.4).
const QUALIFIERS: [&str; 2] = ["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"];

impl Extensions {
    /// Reads them. An extension of a known type that cannot be read is an error, critical or not.
    pub(super) fn of(view: &X509Certificate<'_>) -> Result<Extensions> {
        let mut found = Extensions::default();
        for extension in view.extensions() {
            let oid = extension.oid.to_id_string();
            found.add(extension).map_err(|why| {
                let separator = if why.is_empty() { "" } else { ": " };
                Error::new(ErrorKind::BadCertificate)
                    .because(format_args!("the extension {oid}{separator}{why}"))
            })?;
            found.all.push((oid, extension.critical));
        }
        Ok(found)
    }

    fn add(&mut self, extension: &X509Extension<'_>) -> std::result::Result<(), String> {
        match extension.parsed_extension() {
            ParsedExtension::ParseError { .. } => return Err(String::new()),
            ParsedExtension::BasicConstraints(constraints) => {
                self.basic = Some(BasicConstraints {
                    authority: constraints.ca,
                    path_length: constraints.path_len_constraint,
                    critical: extension.critical,
                });
            }
            ParsedExtension::KeyUsage(usage) => {
                self.usage = Some(KeyUsage {
                    digital_signature: usage.digital_signature(),
                    non_repudiation: usage.non_repudiation(),
                    cert_sign: usage.key_cert_sign(),
                    crl_sign: usage.crl_sign(),
                });
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let named = [
                    usage.any,
                    usage.server_auth,
                    usage.client_auth,
                    usage.code_signing,
                    usage.email_protection,
                    usage.time_stamping,
                    usage.ocsp_signing,
                ];
                // RFC 5280 §4.2.1.12: a SEQUENCE SIZE (1..MAX).
                if !named.contains(&true) && usage.other.is_empty() {
                    return Err("it lists no usage".to_owned());
                }
            }
            ParsedExtension::AuthorityKeyIdentifier(identifier) => {
                self.authority_key = identifier.key_identifier.as_ref().map(|key| key.0.to_vec());
            }
            ParsedExtension::SubjectKeyIdentifier(identifier) => {
                self.subject_key = Some(identifier.0.to_vec());
            }
            ParsedExtension::SubjectAlternativeName(_) => {
                let names = GeneralName::read_all(extension.value).map_err(|e| e.to_string())?;
                self.alternative_names = Some(names);
            }
            ParsedExtension::NameConstraints(_) => {
                self.constraints = Some(NameConstraints::read(extension.value)?);
            }
            ParsedExtension::CertificatePolicies(policies) => {
                let id = |policy: &PolicyInformation<'_>| policy.policy_id.to_id_string();
                self.policies = policies.iter().map(id).collect();
                let qualifiers = policies.iter().flat_map(|policy| policy.policy_qualifiers.iter().flatten());
                self.strange_qualifier = qualifiers
                    .map(|qualifier| qualifier.policy_qualifier_id.to_id_string())
                    .any(|id| !QUALIFIERS.contains(&id.as_str()));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the extension is there and critical.
    pub(super) fn is_critical(&self, oid: &str) -> bool {
        self.all.iter().any(|(found, critical)| *critical && found == oid)
    }
}
