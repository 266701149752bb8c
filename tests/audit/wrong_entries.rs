//! Entries that cannot stand where they do.

use crate::common::audited::*;
use crate::common::record::*;
use crate::common::*;
use crate::make::*;
use crate::mutations::Case;
use sealbid::ErrorKind::*;
use sealbid::audit::{AuditOptions, Report, Rule, audit};
use sealbid::bid::Work;
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::wire::Hex;

pub const CASES: &[Case] = &[
    (Rule::Log, LogDamaged, "a changed byte within the file", || changed_file(|log| log[200] ^= 1)),
    (Rule::Log, LogIncomplete, "the last batch is cut off", || {
        changed_file(|log| log.truncate(log.len() - 1))
    }),
    (Rule::History, OutOfOrder, "an empty file", || changed_file(Vec::clear)),
    (Rule::History, BadJson, "an entry that is none", || {
        with(|record| record.frames.push((b"{".to_vec(), vec![])))
    }),
    (Rule::History, EntryNumber, "an entry is left out", || with(|record| drop(record.frames.remove(4)))),
    (Rule::History, TimeBackwards, "a bid of the day before", || {
        with(|record| {
            record.now = time(BEFORE);
            force(record, Event::Rescued { digest: Hex([0; 32]) }, vec![]);
        })
    }),
    (Rule::History, AttachmentMismatch, "another token in the place of a bid's", || {
        with(|record| record.frames[5].1[0] = good_token(record, Hex([0; 32])))
    }),
    (Rule::History, AttachmentMismatch, "an attachment that the entry does not list", || {
        with(|record| record.frames[5].1.push(vec![]))
    }),
    (Rule::History, KnownBid, "one bid twice", || {
        with(|record| {
            let (entry, attachments) = record.frames[4].clone();
            let event = Entry::parse(&entry).unwrap().event;
            force(record, event, attachments);
        })
    }),
    (Rule::Notice, NoticeSuperseded, "a second notice that amends nothing", || {
        with(|record| {
            let (entry, attachments) = record.frames[0].clone();
            let event = Entry::parse(&entry).unwrap().event;
            force(record, event, attachments);
        })
    }),
    (Rule::Notice, DuplicateId, "a custodian accepts twice", || {
        with(|record| {
            let (entry, attachments) = record.frames[1].clone();
            let event = Entry::parse(&entry).unwrap().event;
            force(record, event, attachments);
        })
    }),
    (Rule::Closing, ClosedEarly, "closed before the deadline", || {
        with(|record| {
            let bytes = b"{}".to_vec();
            let deadline = record.history.deadline().unwrap();
            force(record, Event::Closed { deadline, revocation: hash(&[&bytes]), codes: None }, vec![bytes]);
        })
    }),
    (Rule::Closing, ClosedLate, "the closed head was stamped after the grace", || {
        closed_with(|record| record.now = time("2026-07-01T09:01:01+08:00"), 3)
    }),
    (Rule::Closing, CosignersMissing, "one custodian of three cosigned the closed head", || {
        closed_with(|_| {}, 1)
    }),
    (Rule::Heads, HeadMismatch, "a head over other entries", || {
        with(|record| {
            record.close();
            let (note, token) = head_of(record, |checkpoint| checkpoint.root = hash(&[b"other"]), 3);
            force(record, head_event(&note, &token), vec![note, token]);
        })
    }),
    (Rule::Heads, HeadMismatch, "a head of more entries", || {
        with(|record| {
            record.close();
            let (note, token) = head_of(record, |checkpoint| checkpoint.size += 1, 3);
            force(record, head_event(&note, &token), vec![note, token]);
        })
    }),
    (Rule::Heads, HeadMismatch, "somebody was shown another head", || {
        given(|record, options| {
            options.heads.push(head_of(record, |checkpoint| checkpoint.root = hash(&[b"other"]), 0).0)
        })
    }),
    (Rule::Heads, HeadMismatch, "somebody has a head of more entries", || {
        given(|record, options| options.heads.push(head_of(record, |checkpoint| checkpoint.size += 1, 0).0))
    }),
    (Rule::Objections, BidMissing, "a bid that its receipt shows is not there", || {
        given(|record, options| {
            let (mut other, _) = received(record.world);
            arrives(&mut other, good_token, good_receipt);
            options.receipts.push(other.frames.last().unwrap().1[1].clone());
        })
    }),
    (Rule::Objections, ObjectionOpen, "an objection that nobody settled", || {
        with(|record| {
            let (mut other, _) = received(record.world);
            arrives(&mut other, good_token, good_receipt);
            record.close();
            let receipt = other.frames.last().unwrap().1[1].clone();
            record.push(Event::Objection { receipt: hash(&[&receipt]) }, vec![receipt]);
        })
    }),
    (Rule::Objections, NotAnObjection, "an objection about a bid that is there", || {
        with(|record| {
            record.close();
            let receipt = record.frames[4].1[1].clone();
            force(record, Event::Objection { receipt: hash(&[&receipt]) }, vec![receipt]);
        })
    }),
    (Rule::Requests, TooEarly, "asked to be released before its time", || {
        with(|record| {
            record.close();
            record.now = time("2026-07-01T09:09:59+08:00");
            record.push(Event::Reread { stage: id("technical"), damaged: vec![] }, vec![]);
            let request = record.release_request("technical");
            force(
                record,
                Event::Requested { stage: id("technical"), request: hash(&[&request]) },
                vec![request],
            );
        })
    }),
    (Rule::Requests, OutOfOrder, "asked to be released before the bids were read again", || {
        with(|record| {
            record.close();
            record.now = time(TECHNICAL);
            let request = record.release_request("technical");
            force(
                record,
                Event::Requested { stage: id("technical"), request: hash(&[&request]) },
                vec![request],
            );
        })
    }),
    (Rule::Ends, UnknownBid, "a bid has two outcomes", || {
        let (mut record, _) = opened(world());
        let (entry, _) = record.frames.last().unwrap().clone();
        force(&mut record, Entry::parse(&entry).unwrap().event, vec![]);
        report(&record)
    }),
];

/// A record with two bids, changed.
fn with(change: impl FnOnce(&mut RecordBuilder<'_>)) -> Report {
    let (mut record, _) = received(world());
    change(&mut record);
    report(&record)
}

/// Its log file, changed.
fn changed_file(change: impl FnOnce(&mut Vec<u8>)) -> Report {
    let (record, _) = received(world());
    let mut log = log_of(&record.frames, 2);
    change(&mut log);
    audit(&log, None, &AuditOptions::new(trust(world())), Work::default()).unwrap()
}

/// A closed record, and what somebody else has.
fn given(change: impl FnOnce(&RecordBuilder<'_>, &mut AuditOptions)) -> Report {
    let (mut record, _) = received(world());
    record.close();
    report_with(&record, |options| change(&record, options))
}

/// Closed with as many cosignatures.
fn closed_with(change: impl FnOnce(&mut RecordBuilder<'_>), cosigners: usize) -> Report {
    with(|record| close_with(record, change, cosigners))
}

pub fn close_with(
    record: &mut RecordBuilder<'_>,
    change: impl FnOnce(&mut RecordBuilder<'_>),
    cosigners: usize,
) {
    record.close();
    record.frames.pop();
    change(record);
    // As if the head had not been recorded yet.
    let mut again = take(record);
    for (entry, attachments) in record.frames.drain(..) {
        again.history.apply(&entry, &attachments).unwrap();
        again.frames.push((entry, attachments));
    }
    let (note, token) = head_of(&again, |_| {}, cosigners);
    again.push(head_event(&note, &token), vec![note, token]);
    (record.history, record.frames) = (again.history, again.frames);
}

fn take<'w>(record: &RecordBuilder<'w>) -> RecordBuilder<'w> {
    RecordBuilder {
        world: record.world,
        notice: record.notice.clone(),
        history: History::new(trust(record.world)),
        frames: vec![],
        now: record.now,
    }
}

/// A head over all entries, changed, with a token over it.
pub fn head_of(
    record: &RecordBuilder<'_>,
    change: impl FnOnce(&mut Checkpoint),
    cosigners: usize,
) -> (Vec<u8>, Vec<u8>) {
    let tree = record.history.tree();
    let origin = origin(&record.history.tender().unwrap());
    let mut checkpoint = Checkpoint { origin, size: tree.len(), root: tree.root() };
    change(&mut checkpoint);
    let mut head = Head::sign(&checkpoint, &platform_key()).unwrap();
    for key in &record.world.custodians[..cosigners] {
        let signature = head.cosign(key, record.now).unwrap();
        head.add(signature).unwrap();
    }
    let token = record.token(hash(&[head.note().text().as_bytes()]), record.now);
    (head.to_bytes(), token)
}

pub fn head_event(note: &[u8], token: &[u8]) -> Event {
    Event::Head { note: hash(&[note]), tokens: vec![hash(&[token])] }
}
