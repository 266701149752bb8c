//! A custodian at its desk, as several commands take it: its key, the key's memory, whom its organisation trusts.

use crate::console::Console;
use crate::failure::Result;
use crate::signing::certificates;
use crate::{files, passphrase};
use clap::Args;
use sealbid::Error;
use sealbid::ca::TrustAnchors;
use sealbid::custodian::{Custodian, Memory};
use sealbid::record::{FolderStore, Signed, Store};
use sealbid::tenderbox::LOG;
use sealbid::timelock::CustodianKey;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A custodian's key and its memory.
#[derive(Args, Debug)]
pub struct KeyArguments {
    /// The custodian's key file
    #[arg(long = "key", value_name = "FILE")]
    custodian_key: PathBuf,
    /// A file whose first line is its passphrase; - is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// What the key has signed; beside the key, as NAME.memory.json, if left out
    #[arg(long, value_name = "FILE")]
    memory: Option<PathBuf>,
}

/// A custodian at its desk.
#[derive(Args, Debug)]
pub struct DeskArguments {
    #[command(flatten)]
    pub key: KeyArguments,
    /// Roots by which your own organisation knows the tenderer (PEM; can be given several times)
    #[arg(long = "trust", value_name = "FILE", required = true)]
    own_roots: Vec<PathBuf>,
    /// A receipt that a bidder handed to you: its bid must stand in the record (can be given several times)
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,
}

impl KeyArguments {
    /// Reads the key; asks for its passphrase, once.
    pub fn load(&self, console: &Console) -> Result<CustodianKey> {
        let passphrase = passphrase::ask(console, self.passphrase_file.as_deref(), &self.custodian_key)?;
        files::parse(&self.custodian_key, |bytes| CustodianKey::from_key_file(bytes, passphrase.as_bytes()))
    }

    /// Where the memory lies.
    pub fn memory_path(&self) -> PathBuf {
        self.memory.clone().unwrap_or_else(|| files::beside(&self.custodian_key, "memory.json"))
    }

    /// The folder of the memory, locked, and the memory's name in it. The exchange folder may be the same one.
    pub fn memory_place(
        &self,
        exchange: Option<(&Path, &Arc<dyn Store>)>,
    ) -> Result<(Arc<dyn Store>, String)> {
        let path = self.memory_path();
        let folder = files::folder_of(&path);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let same = |other: &Path| match (folder.canonicalize(), other.canonicalize()) {
            (Ok(one), Ok(two)) => one == two,
            _ => false,
        };
        match exchange {
            Some((other, store)) if same(other) => Ok((Arc::clone(store), name)),
            _ => Ok((Arc::new(FolderStore::new(folder)?), name)),
        }
    }
}

impl DeskArguments {
    /// The custodian, with its memory.
    pub fn custodian<'k>(
        &self,
        key: &'k CustodianKey,
        exchange: Option<(&Path, &Arc<dyn Store>)>,
    ) -> Result<Custodian<'k>> {
        let roots = self.own_roots.iter().map(|path| certificates(path)).collect::<Result<Vec<_>>>()?;
        let trust = TrustAnchors::new(roots.concat())?;
        let receipt = |path: &PathBuf| files::parse(path, Signed::parse);
        let receipts = self.receipt.iter().map(receipt).collect::<Result<Vec<_>>>()?;
        let (store, name) = self.key.memory_place(exchange)?;
        let memory = Memory::open(store, &name, key)?;
        Ok(Custodian::new(key, trust, memory, receipts)?)
    }
}

/// Opens a record's log: the file itself, or that of a box, a record or an exchange folder.
pub fn open_log(path: &Path) -> Result<File> {
    let within = [path.join(LOG), path.join("log")];
    let path = within.iter().find(|path| path.is_file()).map_or(path, PathBuf::as_path);
    Ok(File::open(path).map_err(|e| Error::from(e).at(path.display()))?)
}
