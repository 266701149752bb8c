//! The platform at a tender box, as several commands take it: the box, the record's key, the certificate, the roots.
//!
//! Nothing secret is kept in a box: the record's key and the certificate's are asked for each time. The platform's own
//! roots, by which it knows the tenderer, are public; they are kept in the box when it is made.

use crate::console::Console;
use crate::failure::Result;
use crate::signing::{Signing, certificates};
use crate::{files, passphrase};
use clap::Args;
use sealbid::ca::{Certificate, TrustAnchors};
use sealbid::record::FolderStore;
use sealbid::tenderbox::{AnyBox, ClosedBox, PlatformKeys, RecordKey, TenderBox};
use sealbid::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The platform's own roots, within the folder of a box.
const TRUST: &str = "trust.pem";

/// The platform at a tender box.
#[derive(Args, Debug)]
pub struct Desk {
    /// The folder of the tender box
    #[arg(value_name = "BOX")]
    pub folder: PathBuf,
    /// The key of the record, as box key made it
    #[arg(long = "key", value_name = "FILE")]
    record_key: PathBuf,
    /// A file whose first line is that key's passphrase; - is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The platform's certificate and its key.
    #[command(flatten)]
    signing: Signing,
    /// Roots by which the platform knows the tenderer (PEM; can be given several times); those given at box new if left out
    #[arg(long = "trust", value_name = "FILE")]
    roots: Vec<PathBuf>,
}

impl Desk {
    /// Opens the box, open or closed; asks for each passphrase once.
    ///
    /// # Errors
    /// Those of [`TenderBox::open`]; [`sealbid::ErrorKind::StoreLocked`] while another command works in the box.
    pub fn open(&self, console: &Console) -> Result<AnyBox> {
        let store = Arc::new(FolderStore::new(&self.folder)?);
        let trust = TrustAnchors::new(self.roots()?)?;
        Ok(TenderBox::open(store, self.keys(console)?, trust)?)
    }

    /// Opens a box that must be closed.
    ///
    /// # Errors
    /// Those of [`Desk::open`]; [`ErrorKind::NotClosed`].
    pub fn closed(&self, console: &Console) -> Result<ClosedBox> {
        match self.open(console)? {
            AnyBox::Closed(closed) => Ok(closed),
            AnyBox::Open(_) => Err(Error::new(ErrorKind::NotClosed).at(self.folder.display()).into()),
        }
    }

    /// Reads both keys.
    pub fn keys(&self, console: &Console) -> Result<PlatformKeys> {
        let passphrase = passphrase::ask(console, self.passphrase_file.as_deref(), &self.record_key)?;
        let key = |bytes: &[u8]| RecordKey::from_key_file(bytes, passphrase.as_bytes());
        let record_key = files::parse(&self.record_key, key)?.key;
        Ok(PlatformKeys { signer: self.signing.load(console)?, record_key })
    }

    /// The roots that were given, or else those of the box.
    pub fn roots(&self) -> Result<Vec<Certificate>> {
        roots(&self.folder, &self.roots)
    }

    /// The roots that were given.
    pub fn given_roots(&self) -> &[PathBuf] {
        &self.roots
    }
}

/// The roots that were given, or else those of a box.
pub fn roots(folder: &Path, given: &[PathBuf]) -> Result<Vec<Certificate>> {
    let kept = [trust_path(folder)];
    let paths = if given.is_empty() { &kept[..] } else { given };
    Ok(paths.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?.concat())
}

/// Where a box keeps the platform's own roots.
pub fn trust_path(folder: &Path) -> PathBuf {
    folder.join(TRUST)
}
