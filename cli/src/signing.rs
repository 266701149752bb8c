//! Who signs, as several commands take it: a certificate with its key file, or a token.

use crate::console::Console;
use crate::failure::Result;
use crate::files;
use crate::passphrase;
use clap::{ArgGroup, Args};
use sealbid::ErrorKind;
use sealbid::ca::{Certificate, FileKey, Signer, TokenKey, TokenLibrary, TokenSelection};
use std::path::{Path, PathBuf};

/// Who signs.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("signer").args(["cert", "token"]).required(true)))]
pub struct Signing {
    /// The certificate (PEM or DER); certificates that follow it in the file are sent along
    #[arg(long, value_name = "FILE", requires = "signing_key")]
    pub cert: Option<PathBuf>,
    /// Its private key (PKCS#8, PEM or DER)
    #[arg(long, value_name = "FILE", requires = "cert", conflicts_with = "token")]
    pub signing_key: Option<PathBuf>,
    /// Certificates between this one and a trusted root (PEM)
    #[arg(long, value_name = "FILE")]
    pub chain: Option<PathBuf>,
    /// A file whose first line is the private key's passphrase; - is standard input
    #[arg(long, value_name = "FILE", requires = "signing_key", conflicts_with = "token")]
    pub signing_passphrase_file: Option<PathBuf>,
    /// Instead of certificate and key file: the PKCS#11 library of a token that holds both
    #[arg(long, value_name = "LIBRARY")]
    pub token: Option<PathBuf>,
    /// Which token, by its label or serial number; the only one if left out
    #[arg(long, value_name = "LABEL", requires = "token", conflicts_with = "cert")]
    pub token_label: Option<String>,
    /// Which certificate on it, by fingerprint (or its beginning), serial number, label or a part of the subject; the only one that can sign if left out
    #[arg(long, value_name = "NAME", requires = "token", conflicts_with = "cert")]
    pub token_certificate: Option<String>,
    /// A file whose first line is the token's PIN; - is standard input
    #[arg(long, value_name = "FILE", requires = "token", conflicts_with = "cert")]
    pub pin_file: Option<PathBuf>,
}

impl Signing {
    /// A certificate and its key, both in files.
    pub fn files(certificate: &Path, key: &Path) -> Signing {
        Signing {
            cert: Some(certificate.to_owned()),
            signing_key: Some(key.to_owned()),
            chain: None,
            signing_passphrase_file: None,
            token: None,
            token_label: None,
            token_certificate: None,
            pin_file: None,
        }
    }

    /// Reads key and certificates, or logs in to the token; asks for the passphrase or the PIN, once.
    pub fn load(&self, console: &Console) -> Result<Signer> {
        match (&self.token, &self.cert, &self.signing_key) {
            (Some(library), ..) => self.token_signer(library, console),
            (None, Some(certificate), Some(key)) => self.file_signer(certificate, key, console),
            // The command line is refused before it comes here.
            _ => Err(sealbid::Error::from(ErrorKind::BadSigningKey).into()),
        }
    }

    fn file_signer(&self, certificate: &Path, key_path: &Path, console: &Console) -> Result<Signer> {
        let mut certificates = certificates(certificate)?.into_iter();
        let Some(first) = certificates.next() else {
            return Err(sealbid::Error::new(ErrorKind::BadCertificate).at(certificate.display()).into());
        };
        let chain = self.with_more(certificates.collect())?;
        let key = zeroize::Zeroizing::new(files::read(key_path)?);
        let at = |error: sealbid::Error| error.at(key_path.display());
        let key = match FileKey::from_pem(&key, None) {
            Err(error) if error.kind() == ErrorKind::PassphraseNeeded => {
                let file = self.signing_passphrase_file.as_deref();
                let passphrase = passphrase::ask(console, file, key_path)?;
                FileKey::from_pem(&key, Some(passphrase.as_bytes())).map_err(at)?
            }
            other => other.map_err(at)?,
        };
        Ok(Signer::new(Box::new(key), first, chain)?)
    }

    fn token_signer(&self, library: &Path, console: &Console) -> Result<Signer> {
        let library = TokenLibrary::open(library)?;
        let selection = TokenSelection {
            token: self.token_label.clone(),
            certificate: self.token_certificate.clone(),
            pss: false,
        };
        let pin_file = self.pin_file.as_deref();
        let key = TokenKey::open(&library, &selection, console.clock.now()?, |token| {
            passphrase::pin(console, pin_file, token)
        })?;
        let chain = self.with_more(key.authorities().to_vec())?;
        let certificate = key.certificate().clone();
        Ok(Signer::new(Box::new(key), certificate, chain)?)
    }

    fn with_more(&self, mut chain: Vec<Certificate>) -> Result<Vec<Certificate>> {
        if let Some(more) = &self.chain {
            chain.extend(certificates(more)?);
        }
        Ok(chain)
    }
}

/// All certificates of a file: several in PEM, one in DER.
pub fn certificates(path: &Path) -> Result<Vec<Certificate>> {
    files::parse(path, |bytes| {
        // DER begins with the tag of a SEQUENCE, which no text does.
        if bytes.first() == Some(&0x30) {
            Ok(vec![Certificate::from_der(bytes)?])
        } else {
            Certificate::all_from_pem(bytes)
        }
    })
}

/// The first certificate of a file.
pub fn certificate(path: &Path) -> Result<Certificate> {
    files::parse(path, Certificate::from_pem)
}
