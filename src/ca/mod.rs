//! Certificates, chains, signatures and signing keys (SPEC §6).
//!
//! ```text
//! Certificate, Names      what a certificate says, read strictly once      §6.1, §6.5
//! SigningKey, Signer      a key wherever it lives, and its certificate     §6.2
//! sign_, verify_detached  CMS SignedData, detached, CAdES-BES              §6.3
//! verify_chain            from a certificate to a trusted root, at a time  §6.4
//! oaep_encrypt, UnwrapKey the RSA transport of the time lock               §6.6
//! RehearsalCa             self-made certificates for tests and rehearsals
//! ```
//!
//! Nothing here reads a clock, a file or the network. A signature and the chain of its certificate are judged
//! apart: [`verify_detached`] says who signed, [`verify_chain`] whether that one is to be believed at a time.

mod algorithm;
mod asn1;
mod certificate;
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
mod credit_code;
mod generate;
mod issue;
mod key;
mod names;
mod oaep;
mod path_rules;
mod pem;
mod pkcs8;
mod public_key;
mod revocation;
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

pub use certificate::Certificate;
pub use chain::{Chain, TrustAnchors, verify_chain};
pub use cms_form::CmsForm;
pub use cms_sign::sign_detached;
pub use cms_verify::{MAX_CMS, VerifiedSignature, verify_detached};
pub use credit_code::credit_code_is_valid;
pub use issue::{KeyType, RehearsalCa, Subject};
pub use key::{CallbackKey, FileKey, SigningKey};
pub use names::Names;
pub use oaep::{FileUnwrapKey, UnwrapKey, oaep_encrypt, rsa_modulus_len};
pub use public_key::KeyKind;
pub use revocation::{Revocation, Status};
pub use scheme::{SignatureScheme, verify_signature};
pub use signer::Signer;
