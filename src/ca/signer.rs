//! A key together with its certificate (SPEC §6.2).

use super::{
    certificate::Certificate,
    cms_form::CmsForm,
    key::SigningKey,
    public_key::PublicKey,
    scheme::{SignatureScheme, verify_signature},
};
use crate::error::{Error, ErrorKind, Result};
use std::fmt;
use std::sync::Arc;

/// Certificates that a signer sends along, besides its own.
pub(super) const MAX_CHAIN: usize = 16;

/// A signing key with its certificate, and the certificates that lead towards the root. Its clones share the key.
#[derive(Clone)]
pub struct Signer {
    key: Arc<dyn SigningKey>,
    certificate: Certificate,
    chain: Vec<Certificate>,
    form: CmsForm,
}

impl Signer {
    /// Ties a key to its certificate. `chain` are certificates that verifiers may need, in any order; self-signed
    /// ones are not sent along, since verifiers have their own roots.
    ///
    /// # Errors
    /// [`ErrorKind::KeyCertificateMismatch`] if the certificate's key cannot sign with the key's scheme, or the key
    /// tells its public half and it is not the certificate's; [`ErrorKind::WeakKey`] as
    /// [`verify_signature`]; [`ErrorKind::TooLarge`] if the chain has more than 16 certificates.
    pub fn new(
        key: Box<dyn SigningKey>,
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Signer> {
        let mismatch = |why: String| Err(Error::new(ErrorKind::KeyCertificateMismatch).because(why));
        let public = PublicKey::read(certificate.spki_der())?;
        public.check_strength()?;
        if !key.scheme().fits(public.kind) {
            return mismatch(format!(
                "the key signs with {:?}, the certificate is for {:?}",
                key.scheme(),
                public.kind
            ));
        }
        if let Some(own) = key.spki_der() {
            // The bits alone: how the algorithm is written may differ, and its kind was compared above.
            if PublicKey::read(own)?.bits != public.bits {
                return mismatch(format!("the certificate of {}", certificate.names().display()));
            }
        }
        if chain.len() > MAX_CHAIN {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} certificates, at most {MAX_CHAIN}", chain.len())));
        }
        let mut kept: Vec<Certificate> = Vec::new();
        for other in chain {
            if !other.is_self_issued() && other != certificate && !kept.contains(&other) {
                kept.push(other);
            }
        }
        Ok(Signer { key: Arc::from(key), certificate, chain: kept, form: CmsForm::default() })
    }

    /// Makes [`sign_detached`](super::sign_detached) write this form, instead of that of RFC 5652.
    ///
    /// # Errors
    /// [`ErrorKind::CmsAlgorithm`] for GM/T 0010 with another scheme than SM2 with SM3.
    pub fn with_form(mut self, form: CmsForm) -> Result<Signer> {
        if !form.fits(self.scheme()) {
            return Err(Error::new(ErrorKind::CmsAlgorithm)
                .because(format_args!("{:?} in the form {form:?}", self.scheme())));
        }
        self.form = form;
        Ok(self)
    }

    /// The form in which this signer's CMS signatures are written.
    pub fn form(&self) -> CmsForm {
        self.form
    }

    /// The signer's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates that are sent along with a signature, without the signer's own and without roots.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// How this signer signs.
    pub fn scheme(&self) -> SignatureScheme {
        self.key.scheme()
    }

    /// Signs a message, and verifies the signature under the certificate before it is given out: a token that
    /// signs with the wrong key must be noticed at the bidder's desk, not at the opening.
    ///
    /// # Errors
    /// [`ErrorKind::SigningFailed`] if the key gives a wrong signature, else the key's own error.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let signature = self.sign_unverified(message)?;
        verify_signature(self.certificate.spki_der(), self.key.scheme(), message, &signature).map_err(
            |_| {
                Error::new(ErrorKind::SigningFailed)
                    .because("the signature does not verify under the certificate")
            },
        )?;
        Ok(signature)
    }

    /// The same for whoever verifies the signature at once as part of something larger.
    pub(super) fn sign_unverified(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.key.sign(message)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?}, {:?})", self.key.scheme(), self.certificate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::{CallbackKey, FileKey, KeyType, issue::tests::identity};

    #[test]
    fn a_key_of_another_certificate_is_noticed_before_signing() {
        let (key, _) = identity(KeyType::P256);
        let (_, certificate) = identity(KeyType::P256);
        let (_, of_another_kind) = identity(KeyType::P384);
        for certificate in [certificate, of_another_kind] {
            let key = Box::new(FileKey::from_pem(key.as_bytes(), None).unwrap());
            let error = Signer::new(key, certificate, vec![]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::KeyCertificateMismatch);
        }
    }

    #[test]
    fn what_a_callback_gives_is_verified() {
        let (pem, certificate) = identity(KeyType::P256);
        let (stranger, _) = identity(KeyType::P256);
        let sign = |pem: String| {
            let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
            let callback = CallbackKey::new(SignatureScheme::EcdsaP256Sha256, move |m: &[u8]| key.sign(m));
            Signer::new(Box::new(callback), certificate.clone(), vec![])
                .unwrap()
                .sign(b"m")
                .map_err(|e| e.kind())
        };
        assert!(sign(pem.to_string()).is_ok());
        assert_eq!(sign(stranger.to_string()), Err(ErrorKind::SigningFailed));
        let fails = CallbackKey::new(SignatureScheme::EcdsaP256Sha256, |_: &[u8]| {
            Err(Error::new(ErrorKind::SigningFailed).because("no token"))
        });
        let error =
            Signer::new(Box::new(fails), certificate.clone(), vec![]).unwrap().sign(b"m").unwrap_err();
        assert_eq!(error.detail(), "no token");
    }
}
