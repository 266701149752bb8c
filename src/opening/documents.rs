//! Where the documents of opened bids go, and why an outcome never depends on that (SPEC §16.1).

use crate::bid::{FolderSink, IndexEntry, Sink};
use crate::error::{Error, Result};
use crate::record::{BidState, PARTIAL};
use crate::wire::Id;
use std::fs;
use std::path::{Path, PathBuf};

/// Where documents go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Documents {
    /// Nowhere: bids are opened, and their documents can be extracted later.
    Discard,
    /// Below this folder, as `lot/digest/part/path`.
    Below(PathBuf),
}

/// The documents of one bid on their way. What the sink refuses is kept aside: the bid is judged to its end.
pub(super) struct Delivery {
    sink: Option<Box<dyn Sink>>,
    trouble: Option<Error>,
    /// The folder under its unfinished and its finished name.
    folder: Option<(PathBuf, PathBuf)>,
}

impl Documents {
    /// Begins to take the documents of a bid. What an interrupted run has left of it is removed first; a folder that
    /// is there already has them all.
    pub(super) fn begin(&self, bid: &BidState) -> Delivery {
        let nothing = Delivery { sink: None, trouble: None, folder: None };
        let Documents::Below(root) = self else { return nothing };
        let folder = root.join(bid.lot.as_str()).join(bid.digest.to_string());
        if fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
            return nothing;
        }
        let partial = root.join(bid.lot.as_str()).join(format!("{}{PARTIAL}", bid.digest));
        match clear(&partial).and_then(|()| FolderSink::new(&partial)) {
            Ok(sink) => {
                Delivery { sink: Some(Box::new(sink)), trouble: None, folder: Some((partial, folder)) }
            }
            Err(error) => Delivery { trouble: Some(error), ..nothing },
        }
    }
}

/// Removes a folder that an interrupted run has left; links are not followed.
fn clear(partial: &Path) -> Result<()> {
    match fs::remove_dir_all(partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::from(error).at(partial.display()))
        }
        _ => Ok(()),
    }
}

impl Delivery {
    /// The end: if the bid was opened, its folder gets its name. What went wrong on the way, if anything did.
    pub(super) fn finish(mut self, opened: bool) -> Option<Error> {
        self.sink = None;
        let Some((partial, folder)) = self.folder.take() else { return self.trouble };
        if opened && self.trouble.is_none() {
            return fs::rename(&partial, &folder).err().map(|e| Error::from(e).at(folder.display()));
        }
        // The sink has removed what it wrote; what is left is its empty folder.
        self.trouble.or_else(|| clear(&partial).err())
    }

    fn pass(&mut self, give: impl FnOnce(&mut dyn Sink) -> Result<()>) -> Result<()> {
        let Some(sink) = &mut self.sink else { return Ok(()) };
        if let Err(error) = give(sink.as_mut()) {
            self.trouble = Some(error);
            self.sink = None;
        }
        Ok(())
    }
}

impl Sink for Delivery {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        self.pass(|sink| sink.begin(part, document))
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.pass(|sink| sink.data(bytes))
    }

    fn end(&mut self) -> Result<()> {
        self.pass(|sink| sink.end())
    }

    fn commit(&mut self) -> Result<()> {
        self.pass(|sink| sink.commit())
    }
}
