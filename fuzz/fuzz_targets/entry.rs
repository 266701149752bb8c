#![no_main]
//! The next entry of a record, with what is attached to it, after some of the golden tender's (SPEC §13.6, §13.9).
//!
//! One byte: how many entries went before. One byte: how many attachments; each with four bytes of length before it. The
//! rest is the entry, in which the digests of the attachments are put right first: no mutation would find them.

use libfuzzer_sys::fuzz_target;
use sealbid::ca::TrustAnchors;
use sealbid::record::{Entry, Frame, History, read_log};
use sealbid::suite::hash;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

const LOG: &[u8] = include_bytes!("../../tests/vectors/record/tender-log");
const TRUST: &[u8] = include_bytes!("../../tests/vectors/record/tender-trust.pem");

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(|| {
    let mut frames = Vec::new();
    let each = |frame| {
        frames.push(frame);
        Ok(())
    };
    read_log(&LOG.to_vec(), each).expect("the golden log");
    frames
});

thread_local! {
    static HISTORIES: RefCell<HashMap<usize, History>> = RefCell::default();
}

fn history(count: usize) -> History {
    let mut history = History::new(TrustAnchors::from_pem(TRUST).expect("the root"));
    for frame in &FRAMES[..count] {
        history.apply(&frame.entry, &frame.attachments).expect("the golden log keeps the rules");
    }
    history
}

fn split(mut data: &[u8]) -> Option<(usize, Vec<Vec<u8>>, String)> {
    let [count, attachments, rest @ ..] = data else { return None };
    data = rest;
    let mut attached = Vec::new();
    for _ in 0..attachments % 20 {
        let (length, rest) = data.split_first_chunk()?;
        let (attachment, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        attached.push(attachment.to_vec());
        data = rest;
    }
    Some((usize::from(*count) % (FRAMES.len() + 1), attached, std::str::from_utf8(data).ok()?.to_owned()))
}

fuzz_target!(|data: &[u8]| {
    let Some((count, attached, mut text)) = split(data) else { return };
    let Ok(entry) = Entry::parse(text.as_bytes()) else { return };
    assert_eq!(Entry::parse(&entry.to_bytes().expect("an entry can be written")), Ok(entry.clone()));
    for (named, attachment) in entry.event.attached().iter().zip(&attached) {
        text = text.replace(&named.to_string(), &hash(&[attachment]).to_string());
    }
    HISTORIES.with_borrow_mut(|histories| {
        let history_here = histories.entry(count).or_insert_with(|| history(count));
        let before =
            (history_here.tree().root(), history_here.bids().to_vec(), history_here.stages().to_vec());
        let taken = history_here.apply(text.as_bytes(), &attached);
        if let Ok(taken) = taken {
            assert_eq!(taken.number, count as u64);
            assert_eq!(history_here.len(), count as u64 + 1);
            histories.remove(&count);
        } else {
            let after = (history_here.tree().root(), history_here.bids(), history_here.stages());
            assert_eq!((before.0, &before.1[..], &before.2[..]), after);
        }
    });
});
