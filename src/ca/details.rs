//! What else a certificate says, for people to read and for the checks before it is used (SPEC §6.1, §6.4).

use super::{certificate::Certificate, oaep::rsa_modulus_len, path_rules, public_key::PublicKey};
use crate::{error::Result, wire::Time};
use x509_parser::{
    extensions::{DistributionPointName, GeneralName},
    prelude::ParsedExtension,
};

/// id-ad-ocsp (RFC 5280 §4.2.2.1).
const OCSP: &str = "1.3.6.1.5.5.7.48.1";

/// No list of a certificate is shown longer; the rest is left out.
const MAX_SHOWN: usize = 32;

/// How certificates are signed, by the names that people know.
const ALGORITHMS: [(&str, &str); 13] = [
    ("1.2.840.113549.1.1.4", "RSA, MD5"),
    ("1.2.840.113549.1.1.5", "RSA, SHA-1"),
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.113549.1.1.11", "RSA, SHA-256"),
    ("1.2.840.113549.1.1.12", "RSA, SHA-384"),
    ("1.2.840.113549.1.1.13", "RSA, SHA-512"),
    ("1.2.840.10045.4.1", "ECDSA, SHA-1"),
    ("1.2.840.10045.4.3.2", "ECDSA, SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA, SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA, SHA-512"),
    ("1.3.101.112", "Ed25519"),
    ("1.2.156.10197.1.501", "SM2, SM3"),
    ("1.2.156.10197.1.504", "RSA, SM3"),
];

/// What the key may be used for (RFC 5280 §4.2.1.3).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage {
    /// digitalSignature.
    pub digital_signature: bool,
    /// nonRepudiation, also called contentCommitment.
    pub non_repudiation: bool,
    /// keyEncipherment.
    pub key_encipherment: bool,
    /// dataEncipherment.
    pub data_encipherment: bool,
    /// keyAgreement.
    pub key_agreement: bool,
    /// keyCertSign: an authority's.
    pub key_cert_sign: bool,
    /// cRLSign: an authority's.
    pub crl_sign: bool,
    /// encipherOnly, which limits keyAgreement.
    pub encipher_only: bool,
    /// decipherOnly, which limits keyAgreement.
    pub decipher_only: bool,
}

/// What a certificate says beside its names and times. Nothing of it is verified by reading it.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// What the key may be used for; `None` if the certificate does not say, which allows everything.
    pub key_usage: Option<KeyUsage>,
    /// Extended key usages, as object identifiers, at most 32.
    pub extended_key_usage: Vec<String>,
    /// Certificate policies (RFC 5280 §4.2.1.4), as object identifiers, at most 32.
    pub policies: Vec<String>,
    /// Where the authority publishes its revocation lists (RFC 5280 §4.2.1.13), at most 32.
    pub crl_urls: Vec<String>,
    /// Where it answers OCSP requests (RFC 5280 §4.2.2.1), at most 32.
    pub ocsp_urls: Vec<String>,
    /// Whether it is an authority's certificate (basicConstraints with `cA`).
    pub authority: bool,
    /// Whether issuer and subject are the same name, as in a root.
    pub self_issued: bool,
    /// How it is signed: a name such as `ECDSA, SHA-256`, or the object identifier of an algorithm without one here.
    pub signature_algorithm: String,
}

impl Certificate {
    /// What the certificate says beside its names and times.
    ///
    /// # Errors
    /// [`ErrorKind::BadCertificate`](crate::ErrorKind::BadCertificate) if an extension cannot be read.
    pub fn details(&self) -> Result<Details> {
        let view = self.view()?;
        let mut details = Details {
            key_usage: self.extensions()?.usage,
            authority: self.extensions()?.basic.is_some_and(|basic| basic.authority),
            self_issued: self.is_self_issued(),
            signature_algorithm: algorithm_name(&view.signature_algorithm.algorithm.to_id_string()),
            ..Details::default()
        };
        for extension in view.extensions() {
            details.read(extension.parsed_extension());
        }
        Ok(details)
    }

    /// Checks that the key is of an accepted kind and size (SPEC §6.1).
    ///
    /// # Errors
    /// [`ErrorKind::WeakKey`](crate::ErrorKind::WeakKey).
    pub fn check_key(&self) -> Result<()> {
        PublicKey::read(self.spki_der())?.check_strength()
    }

    /// Checks what SPEC §6.4 asks of a leaf's use: that it may sign, and is no authority.
    ///
    /// # Errors
    /// [`ErrorKind::KeyUsage`](crate::ErrorKind::KeyUsage), [`ErrorKind::CaRules`](crate::ErrorKind::CaRules); [`ErrorKind::BadCertificate`](crate::ErrorKind::BadCertificate) if an extension cannot be read.
    pub fn check_usage(&self) -> Result<()> {
        path_rules::check_end_entity(self.extensions()?)
    }

    /// Checks what RFC 3161 §2.3 asks of a timestamp authority's certificate (SPEC §12.4): a critical extKeyUsage with
    /// timeStamping alone, and a keyUsage, where there is one, for signing content and nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::TimestampCertificate`](crate::ErrorKind::TimestampCertificate); [`ErrorKind::BadCertificate`](crate::ErrorKind::BadCertificate) if an extension cannot be read.
    pub fn check_timestamping(&self) -> Result<()> {
        path_rules::check_timestamping(self.extensions()?)
    }

    /// Checks that the certificate is valid at a time, both ends inclusive.
    ///
    /// # Errors
    /// [`ErrorKind::CertificateNotYetValid`](crate::ErrorKind::CertificateNotYetValid), [`ErrorKind::CertificateExpired`](crate::ErrorKind::CertificateExpired).
    pub fn check_validity(&self, at: Time) -> Result<()> {
        path_rules::check_validity(self, at)
    }

    /// Checks that the key can take the transport of a time lock (SPEC §3.4, §6.6).
    ///
    /// # Errors
    /// [`ErrorKind::WeakKey`](crate::ErrorKind::WeakKey) if it is not an accepted RSA key.
    pub fn check_transport(&self) -> Result<()> {
        rsa_modulus_len(self.spki_der()).map(|_| ())
    }
}

impl Details {
    fn read(&mut self, parsed: &ParsedExtension<'_>) {
        match parsed {
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let known = [
                    (usage.any, "2.5.29.37.0"),
                    (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
                    (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
                    (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
                    (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
                    (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
                    (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
                ];
                let known = known.iter().filter(|(is, _)| *is).map(|(_, oid)| (*oid).to_owned());
                let other = usage.other.iter().map(|oid| oid.to_id_string());
                self.extended_key_usage = known.chain(other).take(MAX_SHOWN).collect();
            }
            ParsedExtension::CertificatePolicies(policies) => {
                let policies = policies.iter().map(|policy| policy.policy_id.to_id_string());
                self.policies = policies.take(MAX_SHOWN).collect();
            }
            ParsedExtension::CRLDistributionPoints(points) => {
                let names = points.iter().filter_map(|point| match &point.distribution_point {
                    Some(DistributionPointName::FullName(names)) => Some(names),
                    _ => None,
                });
                self.crl_urls = names.flatten().filter_map(url).take(MAX_SHOWN).collect();
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                let ocsp = access.iter().filter(|a| a.access_method.to_id_string() == OCSP);
                self.ocsp_urls = ocsp.filter_map(|a| url(&a.access_location)).take(MAX_SHOWN).collect();
            }
            _ => {}
        }
    }
}

/// A URL of printable ASCII; anything else is none, and is not shown.
fn url(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::URI(url) if !url.is_empty() && url.bytes().all(|b| b.is_ascii_graphic()) => {
            Some((*url).to_owned())
        }
        _ => None,
    }
}

fn algorithm_name(oid: &str) -> String {
    let known = ALGORITHMS.iter().find(|(known, _)| *known == oid);
    known.map_or(oid, |(_, name)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::{
        KeyType,
        issue::tests::{ca, exactly, identity, named},
        template::key_usage,
    };
    use crate::error::ErrorKind;

    #[test]
    fn a_signers_certificate_is_described() {
        let (_, certificate) = identity(KeyType::P256);
        let details = certificate.details().unwrap();
        let usage = KeyUsage { digital_signature: true, non_repudiation: true, ..KeyUsage::default() };
        assert_eq!(details.key_usage, Some(usage));
        assert_eq!(details.signature_algorithm, "ECDSA, SHA-256");
        assert!(!details.authority && !details.self_issued);
        assert!(certificate.check_usage().is_ok() && certificate.check_key().is_ok());
        assert_eq!(certificate.check_transport().unwrap_err().kind(), ErrorKind::WeakKey);
        assert!(identity(KeyType::Rsa2048).1.check_transport().is_ok());
    }

    #[test]
    fn an_authority_may_not_sign_bids() {
        let root = ca();
        let details = root.certificate().details().unwrap();
        assert!(details.authority && details.self_issued);
        assert!(details.key_usage.is_some_and(|usage| usage.key_cert_sign && usage.crl_sign));
        assert_eq!(root.certificate().check_usage().unwrap_err().kind(), ErrorKind::KeyUsage);
    }

    #[test]
    fn key_usage_decides_who_may_sign() {
        let root = ca();
        let verdict = |bits: u8| {
            let leaf = exactly(&root, "Leaf", &[1], |_| vec![key_usage(bits).unwrap()]);
            leaf.certificate().check_usage().map_err(|e| e.kind())
        };
        assert_eq!(verdict(0b1000_0000), Ok(()));
        assert_eq!(verdict(0b0100_0000), Ok(()));
        assert_eq!(verdict(0b0010_0000), Err(ErrorKind::KeyUsage));
        assert_eq!(verdict(0b1000_0100), Err(ErrorKind::KeyUsage));
        let silent = exactly(&root, "Leaf", &[1], |_| vec![]);
        assert_eq!(silent.certificate().details().unwrap().key_usage, None);
        assert!(silent.certificate().check_usage().is_ok());
    }

    /// Policies 1.2.3, two CRL URLs of which one has a space, an OCSP and a caIssuers URL, EKU emailProtection.
    #[test]
    fn extensions_of_interest_are_listed() {
        let points: &[u8] =
            b"\x30\x1c\x30\x0c\xa0\x0a\xa0\x08\x86\x06http:a\x30\x0c\xa0\x0a\xa0\x08\x86\x06http b";
        let access: &[u8] = b"\x30\x26\x30\x11\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01\x86\x05ocsp:\
            \x30\x11\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86\x05ca://";
        let certificate = named(
            &[],
            &[
                ("2.5.29.31", points),
                ("1.3.6.1.5.5.7.1.1", access),
                ("2.5.29.32", b"\x30\x06\x30\x04\x06\x02\x2a\x03"),
                ("2.5.29.37", b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04"),
            ],
        );
        let details = certificate.details().unwrap();
        assert_eq!(details.crl_urls, ["http:a"]);
        assert_eq!(details.ocsp_urls, ["ocsp:"]);
        assert_eq!(details.policies, ["1.2.3"]);
        assert_eq!(details.extended_key_usage, ["1.3.6.1.5.5.7.3.4"]);
    }

    #[test]
    fn what_cannot_be_parsed_is_said() {
        let certificate = named(&[], &[("2.5.29.15", b"\x04\x01\x80")]);
        assert_eq!(certificate.details().unwrap_err().kind(), ErrorKind::BadCertificate);
        assert_eq!(certificate.check_usage().unwrap_err().kind(), ErrorKind::BadCertificate);
    }
}
