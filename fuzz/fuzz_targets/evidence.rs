#![no_main]
//! An audit (SPEC §17) of a small finished tender in which one thing is other bytes: `u8 which ‖ the bytes`.
//!
//! | which | what the bytes are |
//! |---|---|
//! | 0 | the log file |
//! | 1, 2 | the release, the contents file |
//! | 3 | `u32 offset ‖` what stands there in the sealed bid |
//! | 4 | `u8 number ‖` that entry, in a log whose checksums fit |
//! | 5 | `u8 number ‖` that entry's first attachment, in such a log |
//! | 6, 7 | a receipt, a head that somebody has |
//!
//! Only a record whose entries beneath its last head are the very ones can pass, and only with evidence of the very
//! bytes.

#[path = "../../tests/common/faulty.rs"]
mod faulty;

use faulty::FaultyStore;
use libfuzzer_sys::fuzz_target;
use sealbid::audit::{AuditOptions, Evidence, Overall, audit, audit_receipt, prove};
use sealbid::bid::{BidFile, NoProgress, ReadAt, Work};
use sealbid::ca::{Certificate, TrustAnchors};
use sealbid::record::{Log, NewFrame, Store, read_log};
use sealbid::suite::{Digest, hash};
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

const ROOT: &[u8] = include_bytes!("../fixtures/tender/root.der");
const LOG: &[u8] = include_bytes!("../fixtures/tender/log");
const BID: &[u8] = include_bytes!("../fixtures/tender/bid.sbid");
const RELEASE: &[u8] = include_bytes!("../fixtures/tender/release.json");
const CONTENTS: &[u8] = include_bytes!("../fixtures/tender/contents.json");

struct Fixture {
    trust: TrustAnchors,
    frames: Vec<NewFrame>,
    /// Entries beneath the last head.
    covered: usize,
    bid: Digest,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let frames = frames_of(LOG);
    let covered = prove(&LOG.to_vec(), 0).unwrap().head.checkpoint().size as usize;
    let trust = TrustAnchors::new(vec![Certificate::from_der(ROOT).unwrap()]).unwrap();
    Fixture { trust, frames, covered, bid: BidFile::read(BID.to_vec()).unwrap().digest() }
});

fn frames_of(log: &[u8]) -> Vec<NewFrame> {
    let mut frames = Vec::new();
    read_log(&log.to_vec(), |frame| {
        frames.push(NewFrame { entry: frame.entry, attachments: frame.attachments, blob: None });
        Ok(())
    })
    .unwrap();
    frames
}

/// The fixture's evidence, with what stands in its place.
#[derive(Clone)]
struct Files {
    bid: Vec<u8>,
    release: Vec<u8>,
    contents: Vec<u8>,
}

impl Evidence for Files {
    fn bid(&self, digest: &Digest) -> sealbid::Result<Option<Box<dyn ReadAt + Send>>> {
        let here = *digest == FIXTURE.bid;
        Ok(here.then(|| Box::new(self.bid.clone()) as Box<dyn ReadAt + Send>))
    }

    fn release(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok((*digest == hash(&[RELEASE])).then(|| self.release.clone()))
    }

    fn seeds(&self, _: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok(None)
    }

    fn contents(&self, digest: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok((*digest == hash(&[CONTENTS])).then(|| self.contents.clone()))
    }

    fn blinded(&self, _: &Digest) -> sealbid::Result<Option<Vec<u8>>> {
        Ok(None)
    }
}

/// A log of these frames whose checksums fit; none if they exceed its bounds.
fn log_of(frames: &[NewFrame]) -> Option<Vec<u8>> {
    let store = FaultyStore::new();
    let log = Log::open(Arc::new(store.clone()), "log", |_| Ok(())).unwrap();
    log.append(frames).ok()?;
    Some(store.read("log", u64::MAX).unwrap())
}

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let mut files = Files { bid: BID.to_vec(), release: RELEASE.to_vec(), contents: CONTENTS.to_vec() };
    let mut options = AuditOptions::new(FIXTURE.trust.clone());
    let (mut log, mut frames) = (LOG.to_vec(), FIXTURE.frames.clone());
    match which {
        0 => log = bytes.to_vec(),
        1 => files.release = bytes.to_vec(),
        2 => files.contents = bytes.to_vec(),
        3 => {
            let Some((offset, patch)) = bytes.split_first_chunk() else { return };
            let offset = u32::from_be_bytes(*offset) as usize % BID.len();
            files.bid.splice(offset..(offset + patch.len()).min(BID.len()), patch.iter().copied());
        }
        4 | 5 => {
            let Some((number, bytes)) = bytes.split_first() else { return };
            let Some(frame) = frames.get_mut(usize::from(*number)) else { return };
            match frame.attachments.first_mut() {
                Some(attachment) if *which == 5 => *attachment = bytes.to_vec(),
                _ => frame.entry = bytes.to_vec(),
            }
            let Some(written) = log_of(&frames) else { return };
            log = written;
        }
        6 => {
            options.receipts.push(bytes.to_vec());
            drop(audit_receipt(&log, bytes, &FIXTURE.trust));
        }
        7 => options.heads.push(bytes.to_vec()),
        _ => return,
    }
    let work = Work { threads: NonZeroUsize::MIN, progress: &NoProgress };
    let report = audit(&log, Some(&files), &options, work).unwrap();
    if report.overall() == Overall::Passed {
        assert!(files.bid == BID && files.release == RELEASE && files.contents == CONTENTS);
        let covered = |frames: &[NewFrame]| -> Vec<_> {
            frames.iter().take(FIXTURE.covered).map(|f| (f.entry.clone(), f.attachments.clone())).collect()
        };
        assert_eq!(covered(&frames_of(&log)), covered(&FIXTURE.frames));
    } else if *which >= 6 {
        // Somebody else's receipt or head shows nothing; one of this platform's is here.
        panic!("{:?}", report.findings().next());
    }
    if let Ok(proof) = prove(&log, 0) {
        assert_eq!(proof.index, 0);
    }
});
