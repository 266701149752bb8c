//! The head that custodians are asked to cosign, as a box keeps it until it is recorded.

use crate::failure::Result;
use sealbid::custodian::COSIGN_REQUEST;
use sealbid::record::{Checkpoint, CosignRequest, Head, origin};
use sealbid::tenderbox::{CHECKPOINT, ClosedBox};
use sealbid::wire::Base64;
use sealbid::{Error, ErrorKind};

/// The longest files: a request, and a head with its cosignatures.
const REQUEST: u64 = 2 << 20;
const NOTE: u64 = 64 << 10;

/// A head with its tokens, and the cosignatures that have come so far.
pub struct Pending {
    /// The head.
    pub head: Head,
    /// Tokens over its text.
    pub tokens: Vec<Vec<u8>>,
}

impl Pending {
    /// What the box is waiting for; none if nobody was asked yet.
    pub fn load(closed: &ClosedBox) -> Result<Option<Pending>> {
        let store = closed.store();
        if store.size(COSIGN_REQUEST)?.is_none() {
            return Ok(None);
        }
        let request = CosignRequest::parse(&store.read(COSIGN_REQUEST, REQUEST)?);
        let request = request.map_err(|e| e.at(COSIGN_REQUEST))?;
        let mut head = Head::parse(&request.note.0).map_err(|e| e.at(COSIGN_REQUEST))?;
        if store.size(CHECKPOINT)?.is_some() {
            let kept = Head::parse(&store.read(CHECKPOINT, NOTE)?).map_err(|e| e.at(CHECKPOINT))?;
            if kept.note().text() == head.note().text() {
                head = kept;
            }
        }
        let tokens = request.tokens.into_iter().map(|Base64(token)| token).collect();
        Ok(Some(Pending { head, tokens }))
    }

    /// The head that ends with the closing, signed by the platform. What came after the closing (a file that was
    /// announced, an objection) is for later heads.
    pub fn closing(closed: &ClosedBox) -> Result<Pending> {
        let checkpoint = closed.with_history(|history| {
            let closing = history.closing().ok_or_else(|| Error::new(ErrorKind::NotClosed))?;
            let size = closing.entry + 1;
            let root = history.tree().root_at(size)?;
            Ok::<_, Error>(Checkpoint { origin: origin(&history.tender()?), size, root })
        })?;
        let head = Head::sign(&checkpoint, &closed.keys().record_key)?;
        Ok(Pending { head, tokens: Vec::new() })
    }

    /// Keeps it: the head as it stands, and the request for the custodians.
    pub fn ask(&self, closed: &ClosedBox) -> Result<()> {
        let tender = closed.status()?.tender;
        let request = CosignRequest::new(tender, self.head.to_bytes(), self.tokens.clone());
        closed.store().put(CHECKPOINT, &self.head.to_bytes())?;
        Ok(closed.store().put(COSIGN_REQUEST, &request.to_bytes()?)?)
    }

    /// Keeps the cosignatures that have come.
    pub fn keep(&self, closed: &ClosedBox) -> Result<()> {
        Ok(closed.store().put(CHECKPOINT, &self.head.to_bytes())?)
    }
}
