//! The signing key and certificate that several commands take.

use crate::console::Console;
use crate::failure::Result;
use crate::files;
use crate::passphrase;
use clap::Args;
use sealbid::ErrorKind;
use sealbid::ca::{Certificate, FileKey, Signer};
use std::path::{Path, PathBuf};

/// Who signs.
#[derive(Args, Debug)]
pub struct Signing {
    /// The certificate (PEM or DER); certificates that follow it in the file are sent along
    #[arg(long, value_name = "FILE")]
    pub cert: PathBuf,
    /// Its private key (PKCS#8, PEM or DER)
    #[arg(long, value_name = "FILE")]
    pub signing_key: PathBuf,
    /// Certificates between this one and a trusted root (PEM)
    #[arg(long, value_name = "FILE")]
    pub chain: Option<PathBuf>,
    /// A file whose first line is the private key's passphrase; - is standard input
    #[arg(long, value_name = "FILE")]
    pub signing_passphrase_file: Option<PathBuf>,
}

impl Signing {
    /// Reads key and certificates; asks for a passphrase if the key is encrypted.
    pub fn load(&self, console: &Console) -> Result<Signer> {
        let mut certificates = certificates(&self.cert)?.into_iter();
        let Some(certificate) = certificates.next() else {
            return Err(sealbid::Error::new(ErrorKind::BadCertificate).at(self.cert.display()).into());
        };
        let mut chain: Vec<Certificate> = certificates.collect();
        if let Some(more) = &self.chain {
            chain.extend(self::certificates(more)?);
        }
        let key = zeroize::Zeroizing::new(files::read(&self.signing_key)?);
        let at = |error: sealbid::Error| error.at(self.signing_key.display());
        let key = match FileKey::from_pem(&key, None) {
            Err(error) if error.kind() == ErrorKind::PassphraseNeeded => {
                let file = self.signing_passphrase_file.as_deref();
                let passphrase = passphrase::ask(console, file, &self.signing_key)?;
                FileKey::from_pem(&key, Some(passphrase.as_bytes())).map_err(at)?
            }
            other => other.map_err(at)?,
        };
        Ok(Signer::new(Box::new(key), certificate, chain)?)
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
