//! Certificates, chains, signatures and signing keys (SPEC §6).
//!
//! ```text
//! Certificate, Names,     what a certificate says, read strictly once      §6.1, §6.5
//!   Details
//! SigningKey, Signer      a key wherever it lives, and its certificate     §6.2
//! sign_, verify_detached  CMS SignedData, detached, CAdES-BES              §6.3
//! verify_chain            from a certificate to a trusted root, at a time  §6.4
//! Crl, OcspResponse, Revocation
//!                         whether its certificates had been revoked then  §6.7
//! oaep_encrypt, UnwrapKey the RSA transport of the time lock               §6.6
//! TokenLibrary, TokenKey  a key on a USB token, a card or an HSM, by PKCS#11 §6.8
//! RehearsalCa             self-made certificates for tests and rehearsals
//! ```
//!
//! Nothing here reads a clock, a file or the network. A signature and the chain of its certificate are judged
//! apart: [`verify_detached`] says who signed, [`verify_chain`] whether that one is to be believed at a time.

mod algorithm;
mod asn1;
mod canonical;
mod cert_id;
mod certificate;
mod certificate_fields;
mod chain;
#[cfg(test)]
mod chain_tests;
mod cms_attributes;
mod cms_form;
mod cms_read;
mod cms_sign;
#[cfg(test)]
mod cms_tests;
mod cms_verify;
mod composed;
mod concealment;
mod credit_code;
mod crl;
mod crl_entry;
mod crl_scope;
#[cfg(test)]
mod crl_tests;
mod details;
mod distinguished_name;
mod evidence;
mod extensions;
mod extensions_read;
mod general_name;
mod generate;
mod issue;
mod key;
mod known_chains;
mod name_constraints;
mod names;
#[cfg(test)]
mod names_profiles;
#[cfg(test)]
mod names_tests;
mod names_text;
mod oaep;
mod ocsp;
mod ocsp_responder;
#[cfg(test)]
mod ocsp_tests;
mod oids;
mod path;
mod path_rules;
#[cfg(test)]
mod path_tests;
mod pem;
mod pkcs8;
mod public_key;
mod revocation;
mod revocation_file;
mod revocation_template;
#[cfg(test)]
mod revocation_tests;
#[cfg(test)]
mod revocation_vectors;
mod scheme;
mod signer;
#[cfg_attr(not(feature = "guomi"), path = "sm2_absent.rs")]
mod sm2;
#[cfg(all(test, feature = "guomi"))]
mod sm2_chain_tests;
#[cfg(all(test, feature = "guomi"))]
mod sm2_cms_tests;
#[cfg(all(test, feature = "guomi"))]
mod sm2_tests;
mod template;
#[cfg(feature = "pkcs11")]
mod token;
#[cfg(feature = "pkcs11")]
mod token_choice;
#[cfg(all(test, feature = "pkcs11"))]
mod token_choice_tests;
#[cfg(feature = "pkcs11")]
mod token_errors;
#[cfg(feature = "pkcs11")]
mod token_key;
#[cfg(feature = "pkcs11")]
mod token_objects;
#[cfg(feature = "pkcs11")]
mod token_sign;
mod walk;

pub use certificate::Certificate;
pub use chain::{Chain, TrustAnchors, verify_chain};
pub use cms_form::CmsForm;
pub use cms_sign::sign_detached;
pub use cms_verify::{MAX_CMS, VerifiedSignature, verify_detached};
pub use credit_code::credit_code_is_valid;
pub use crl::{Crl, MAX_CRL};
pub use crl_entry::{RevocationReason, Revoked};
pub use details::{Details, KeyUsage};
pub use issue::{KeyType, RehearsalCa, Subject};
pub use key::{CallbackKey, FileKey, SigningKey};
pub use names::Names;
pub use oaep::{FileUnwrapKey, UnwrapKey, oaep_encrypt, rsa_modulus_len};
pub use ocsp::{MAX_OCSP, OcspResponse};
pub use public_key::KeyKind;
pub use revocation::{Revocation, Status};
pub use revocation_file::MAX_REVOCATION;
pub use scheme::{SignatureScheme, verify_signature};
pub use signer::Signer;
#[cfg(feature = "pkcs11")]
pub use token::{Token, TokenLibrary};
#[cfg(feature = "pkcs11")]
pub use token_choice::TokenSelection;
#[cfg(feature = "pkcs11")]
pub use token_errors::PinState;
#[cfg(feature = "pkcs11")]
pub use token_key::TokenKey;
#[cfg(feature = "pkcs11")]
pub use token_objects::{KeyPresence, TokenCertificate};

// What the modules above read and write of DER and CMS themselves.
pub(crate) use asn1::{context, wrap};
pub(crate) use canonical::check as check_canonical;
pub(crate) use cms_sign::sign_enclosed;
pub(crate) use cms_verify::{enclosed_content, verify_enclosed};
pub(crate) use known_chains::KnownChains;
pub(crate) use revocation_template::generalized;
pub(crate) use walk::{Element, Extensions, implicit};

/// What tests of the modules above make certificates and messages with, good and bad ones.
#[cfg(test)]
pub(crate) mod testing {
    pub(crate) use super::{
        cms_attributes::{CONTENT_TYPE, MESSAGE_DIGEST, attribute},
        cms_tests::{Forge, ess, forge},
        issue::tests::{ca, no_change_is_good, time},
        template::{TIME_STAMPING, extended_usage, extension, key_usage},
    };
}
