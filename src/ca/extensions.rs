//! The extensions that chains depend on (RFC 5280 §4.2), read once when a certificate is read.

use super::{
    canonical, details::KeyUsage, extensions_read as read, general_name::GeneralName,
    name_constraints::NameConstraints,
};
use crate::error::{Error, ErrorKind, Result};
use x509_parser::{
    extensions::{ParsedExtension, X509Extension},
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
    pub(super) extended_usage: Option<ExtendedUsage>,
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

/// What is asked of extKeyUsage (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug)]
pub(super) struct ExtendedUsage {
    /// Whether it has id-kp-OCSPSigning.
    pub(super) ocsp_signing: bool,
    /// Whether it has id-kp-timeStamping, once, and nothing else.
    pub(super) time_stamping_alone: bool,
}

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
        let value = extension.value;
        let unreadable = |error: der::Error| error.to_string();
        // The library's reader stops where it has read enough; what it is asked for here is whether it knows the type.
        if !matches!(extension.parsed_extension(), ParsedExtension::UnsupportedExtension { .. }) {
            canonical::check(value).map_err(unreadable)?;
        }
        match extension.parsed_extension() {
            ParsedExtension::ParseError { .. } => return Err(String::new()),
            ParsedExtension::BasicConstraints(_) => {
                self.basic = Some(read::basic_constraints(value, extension.critical).map_err(unreadable)?);
            }
            ParsedExtension::KeyUsage(_) => {
                self.usage = Some(read::key_usage(value).map_err(unreadable)?);
            }
            ParsedExtension::ExtendedKeyUsage(_) => {
                self.extended_usage = Some(read::extended_usage(value).map_err(unreadable)?);
            }
            ParsedExtension::AuthorityKeyIdentifier(_) => {
                self.authority_key = read::authority_key(value).map_err(unreadable)?;
            }
            ParsedExtension::SubjectKeyIdentifier(_) => {
                self.subject_key = Some(read::subject_key(value).map_err(unreadable)?);
            }
            ParsedExtension::SubjectAlternativeName(_) => {
                let names = GeneralName::read_all(value).map_err(unreadable)?;
                self.alternative_names = Some(names);
            }
            ParsedExtension::NameConstraints(_) => {
                self.constraints = Some(NameConstraints::read(value)?);
            }
            ParsedExtension::CertificatePolicies(_) => {
                let (policies, strange) = read::policies(value).map_err(unreadable)?;
                (self.policies, self.strange_qualifier) = (policies, strange);
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
