//! Something that somebody signed, in one file: the bytes and the signature beside them (SPEC §13.5).

use super::frame::ATTACHMENT;
use crate::ca::{MAX_CMS, Signer, VerifiedSignature, sign_detached, verify_detached};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{BidKey, Digest, hash, verify_ed25519};
use crate::wire::{Base64, Hex, Time, concat, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-signed/1";
/// The longest content that is signed: an admission of 100 000 bids, with a reason for each. In base64, and with its
/// signature, it still is what the log takes as an attachment.
pub const MAX_CONTENT: usize = 32 << 20;
const LIMIT: usize = ATTACHMENT as usize;
/// What stands in a file beside the base64 of content and signature. Such files are copied into the record as they came,
/// and strangers hand them in: nobody is to fill it with white space.
const BESIDE: usize = 4 << 10;
const _: () = assert!(MAX_CONTENT / 3 * 4 + 2 * MAX_CMS < LIMIT);

/// Content and its signature. What the content says is believed only once the signature has been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    content: Vec<u8>,
    signature: Signature,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum Signature {
    Ed25519 { key: Hex<32>, value: Hex<64> },
    Cms { value: Base64 },
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    content: Base64,
    signature: Signature,
}

impl Signed {
    /// Signs with a certificate (CMS, detached); `now` is the signer's claim.
    ///
    /// # Errors
    /// As [`sign_detached`]; [`ErrorKind::TooLarge`] over [`MAX_CONTENT`].
    pub fn by_certificate(content: Vec<u8>, signer: &Signer, now: Time) -> Result<Signed> {
        check_size(&content)?;
        let value = Base64(sign_detached(&content, signer, Some(now))?);
        Ok(Signed { content, signature: Signature::Cms { value } })
    }

    /// Signs with a bid key.
    ///
    /// # Errors
    /// As [`BidKey::sign`].
    pub fn by_key(content: Vec<u8>, key: &BidKey) -> Result<Signed> {
        Signed::with_key(content, key.public(), |message| key.sign(message))
    }

    /// Signs with an Ed25519 key that lives elsewhere: `sign` is given the message.
    ///
    /// # Errors
    /// Those of `sign`; [`ErrorKind::SigningFailed`] if its signature is not the key's; [`ErrorKind::TooLarge`].
    pub fn with_key(
        content: Vec<u8>,
        key: Hex<32>,
        sign: impl FnOnce(&[u8]) -> Result<Hex<64>>,
    ) -> Result<Signed> {
        check_size(&content)?;
        let value = sign(&message(&content))?;
        let signed = Signed { content, signature: Signature::Ed25519 { key, value } };
        signed.verify_key(&key).map_err(|_| Error::new(ErrorKind::SigningFailed))?;
        Ok(signed)
    }

    /// Reads such a file; nothing is verified.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::TooLarge`] for a CMS signature of more than 256 KiB, or
    /// more than 4096 bytes beside content and signature. What the content may be long is its own kind's.
    pub fn parse(bytes: &[u8]) -> Result<Signed> {
        let File { format, content, signature } = parse_json(bytes, LIMIT)?;
        expect_format(&format, FORMAT)?;
        let signed = match &signature {
            Signature::Cms { value } => value.0.len(),
            Signature::Ed25519 { .. } => 0,
        };
        let coded = |length: usize| length.div_ceil(3) * 4;
        if signed > MAX_CMS || bytes.len() > coded(content.0.len()) + coded(signed) + BESIDE {
            let detail = format!("{} bytes around {} of content", bytes.len(), content.0.len());
            return Err(Error::new(ErrorKind::TooLarge).because(detail));
        }
        Ok(Signed { content: content.0, signature })
    }

    /// Writes the file.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(&File {
            format: FORMAT.to_owned(),
            content: Base64(self.content.clone()),
            signature: self.signature.clone(),
        })
    }

    /// The bytes that were signed.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// SHA-256 of the content: by it others refer to what was signed, whoever signed it.
    pub fn content_digest(&self) -> Digest {
        hash(&[&self.content])
    }

    /// The CMS signature, if it is one, as other programs verify it.
    pub fn cms(&self) -> Option<&[u8]> {
        match &self.signature {
            Signature::Cms { value } => Some(&value.0),
            Signature::Ed25519 { .. } => None,
        }
    }

    /// The Ed25519 key that says that it signed, if it was one; see [`Signed::verify_key`].
    pub fn key(&self) -> Option<Hex<32>> {
        match &self.signature {
            Signature::Ed25519 { key, .. } => Some(*key),
            Signature::Cms { .. } => None,
        }
    }

    /// Verifies that this Ed25519 key signed the content.
    ///
    /// # Errors
    /// [`ErrorKind::WrongSigner`] if another key or a certificate signed, [`ErrorKind::BadSignature`].
    pub fn verify_key(&self, key: &Hex<32>) -> Result<()> {
        match &self.signature {
            Signature::Ed25519 { key: by, value } if by == key => {
                if verify_ed25519(key, &message(&self.content), value) {
                    Ok(())
                } else {
                    Err(ErrorKind::BadSignature.into())
                }
            }
            _ => Err(Error::new(ErrorKind::WrongSigner).because(format_args!("not signed by the key {key}"))),
        }
    }

    /// Verifies the CMS signature; whose certificate it is, and whether it is to be believed, is for the caller.
    ///
    /// # Errors
    /// [`ErrorKind::WrongSigner`] if a bare key signed; those of [`verify_detached`].
    pub fn verify_certificate(&self) -> Result<VerifiedSignature> {
        match &self.signature {
            Signature::Cms { value } => verify_detached(&self.content, &value.0),
            Signature::Ed25519 { .. } => {
                Err(Error::new(ErrorKind::WrongSigner).because("a certificate's signature is needed"))
            }
        }
    }
}

fn check_size(content: &[u8]) -> Result<()> {
    if content.len() <= MAX_CONTENT {
        return Ok(());
    }
    let detail = format!("{} bytes of content, at most {MAX_CONTENT}", content.len());
    Err(Error::new(ErrorKind::TooLarge).because(detail))
}

/// What an Ed25519 key signs. The content's own `format` tells its kinds apart.
fn message(content: &[u8]) -> Vec<u8> {
    concat(&[b"sealbid/1 signed", content])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::Secret;

    fn key(n: u8) -> BidKey {
        BidKey::from_secret(Secret::new([n; 32])).unwrap()
    }

    #[test]
    fn what_a_key_signs_is_read_again_and_verifies_under_it_alone() {
        let signed = Signed::by_key(b"content".to_vec(), &key(1)).unwrap();
        let read = Signed::parse(&signed.to_bytes().unwrap()).unwrap();
        assert_eq!(read, signed);
        assert_eq!(read.verify_key(&key(1).public()), Ok(()));
        assert_eq!((read.key(), read.cms()), (Some(key(1).public()), None));
        let other = read.verify_key(&key(2).public()).map_err(|e| e.kind());
        assert_eq!(other, Err(ErrorKind::WrongSigner));
        assert_eq!(read.verify_certificate().map_err(|e| e.kind()), Err(ErrorKind::WrongSigner));
    }

    #[test]
    fn changed_content_does_not_verify() {
        let mut signed = Signed::by_key(b"content".to_vec(), &key(1)).unwrap();
        signed.content.push(b'.');
        assert_eq!(signed.verify_key(&key(1).public()).map_err(|e| e.kind()), Err(ErrorKind::BadSignature));
    }

    #[test]
    fn a_file_has_little_beside_content_and_signature() {
        let bytes = Signed::by_key(vec![7; 1000], &key(1)).unwrap().to_bytes().unwrap();
        let padded =
            |length: usize| Signed::parse(&[&bytes[..], &vec![b'\n'; length - bytes.len()]].concat());
        let most = 1000usize.div_ceil(3) * 4 + BESIDE;
        assert!(padded(most).is_ok());
        assert_eq!(padded(most + 1).map_err(|e| e.kind()), Err(ErrorKind::TooLarge));
        let cms = |length| {
            let value = Base64(vec![0; length]);
            let signed = Signed { content: vec![], signature: Signature::Cms { value } };
            Signed::parse(&signed.to_bytes().unwrap()).map(|_| ()).map_err(|e| e.kind())
        };
        assert_eq!((cms(MAX_CMS), cms(MAX_CMS + 1)), (Ok(()), Err(ErrorKind::TooLarge)));
    }

    #[test]
    fn a_key_elsewhere_must_sign_as_itself() {
        let wrong = Signed::with_key(b"content".to_vec(), key(1).public(), |message| key(2).sign(message));
        assert_eq!(wrong.map_err(|e| e.kind()), Err(ErrorKind::SigningFailed));
    }
}
