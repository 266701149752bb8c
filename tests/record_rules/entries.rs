//! Entries and what is attached to them (SPEC §13.6), signed files and their bounds (§13.5).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::*;
use sealbid::record::*;
use sealbid::suite::hash;

#[test]
fn entries_are_numbered_and_their_times_do_not_go_back() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let (event, attached) = record.bid_made(&fake(2));
    let before = record.state();
    let next = record.history.len();
    for (number, at, kind) in [
        (next - 1, record.now, EntryNumber),
        (next + 1, record.now, EntryNumber),
        (next, time(ISSUED), TimeBackwards),
    ] {
        let bytes = Entry::new(number, at, event.clone()).to_bytes().unwrap();
        let error = record.history.apply(&bytes, &attached).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.place().starts_with(&format!("entry {next}")), "{}", error.place());
        assert_eq!(record.state(), before);
    }
    record.add((event, attached));
}

#[test]
fn what_is_attached_is_what_the_entry_names() {
    let world = World::new();
    let mut record = RecordBuilder::with_bids(&world, 1);
    let (event, attached) = record.bid_made(&fake(2));
    let [token, receipt] = [0, 1].map(|n| attached[n].clone());
    let wrong = [
        vec![],
        vec![token.clone()],
        vec![receipt.clone(), token.clone()],
        vec![token.clone(), receipt.clone(), receipt.clone()],
        vec![token.clone(), b"another".to_vec()],
    ];
    for attached in wrong {
        record.refused(AttachmentMismatch, (event.clone(), attached));
    }
    record.add((event, attached));
}

#[test]
fn entries_are_read_strictly() {
    let world = World::new();
    let mut record = RecordBuilder::closed_with(&world, 1);
    record.now = time(TECHNICAL);
    let entry = Entry::new(record.history.len(), record.now, record.reread_made("technical", &[]).0);
    let text = String::from_utf8(entry.to_bytes().unwrap()).unwrap();
    assert_eq!(Entry::parse(text.as_bytes()), Ok(entry));
    let parse = |text: String| Entry::parse(text.as_bytes()).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(parse(text.replace("entry/1", "entry/2")), Err(UnknownFormat));
    assert_eq!(parse(text.replace("\"reread\"", "\"closed\"")), Err(UnknownField));
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["event"].as_object_mut().unwrap().remove("damaged");
    assert_eq!(parse(json.to_string()), Err(MissingField));
    assert_eq!(parse(text.replace("\"reread\"", "\"deleted\"")), Err(BadField));
    assert_eq!(parse(text.replace("\"stage\":", "\"note\": 1, \"stage\":")), Err(UnknownField));
    assert_eq!(parse(text.replace("\"number\":", "\"number\": 1, \"number\":")), Err(DuplicateField));
    assert_eq!(parse(text.replacen('{', "[", 1)), Err(BadJson));
    let long = format!("{text}{}", " ".repeat(MAX_ENTRY));
    assert_eq!(parse(long), Err(TooLarge));
    let many = vec![hash(&[b"bid"]); MAX_ENTRY / 64];
    let entry = Entry::new(0, record.now, Event::Reread { stage: id("technical"), damaged: many });
    assert_eq!(entry.to_bytes().map(|_| ()).map_err(|e| e.kind()), Err(TooLarge));
}

#[test]
fn a_reason_is_short_and_printable() {
    let world = World::new();
    let mut record = RecordBuilder::asked_with(&world, 1);
    let with_reason = |change: fn(&mut Reason)| {
        let mut reason = Reason::of(&BidDamaged.into());
        change(&mut reason);
        let outcome = Outcome::Excluded { fault: Fault::Bidder, reason, evidence: vec![] };
        (Event::Outcome { stage: id("technical"), digest: fake(1).digest, outcome }, vec![])
    };
    record.refused(BadField, with_reason(|reason| reason.place = "字".repeat(257)));
    record.refused(BadField, with_reason(|reason| reason.name.clear()));
    record.refused(BadField, with_reason(|reason| reason.name = "x".repeat(65)));
    record.refused(BadField, with_reason(|reason| reason.place = "two\nlines".into()));
    // A later version may know more reasons than this one.
    record.add(with_reason(|reason| {
        (reason.code, reason.name, reason.place) = (99_999, "LaterReason".into(), "字".repeat(256));
    }));
    let refusal = |place: String| {
        let error = sealbid::Error::new(TooEarly);
        let tender = hash(&[b"tender"]);
        let refusal = Refusal::new(tender, tender, None, time(ISSUED), &error);
        let mut json: serde_json::Value =
            serde_json::from_slice(refusal.sign(&world.platform).unwrap().content()).unwrap();
        json["reason"]["place"] = place.into();
        Refusal::parse(&serde_json::to_vec(&json).unwrap()).map(|_| ()).map_err(|e| e.kind())
    };
    assert_eq!(refusal("here".into()), Ok(()));
    assert_eq!(refusal("x".repeat(257)), Err(BadField));
}

#[test]
fn signed_files_fit_into_the_log() {
    let key = fake(1).key;
    let more = Signed::by_key(vec![b' '; MAX_CONTENT + 1], &key).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(more, Err(TooLarge));
    let world = World::new();
    let more = Signed::by_certificate(vec![b' '; MAX_CONTENT + 1], &world.bidder, time(ISSUED));
    assert_eq!(more.map(|_| ()).map_err(|e| e.kind()), Err(TooLarge));
    // The longest content in base64, with the longest signature, is a file that is read, and an attachment.
    let file = MAX_CONTENT.div_ceil(3) * 4 + sealbid::ca::MAX_CMS.div_ceil(3) * 4 + 1_000;
    let frame = |size| NewFrame { entry: vec![], attachments: vec![vec![b' '; size]], blob: None };
    assert_eq!(frame(file).check(), Ok(()));
    assert_eq!(frame((64 << 20) + 1).check().map_err(|e| e.kind()), Err(LogTooLarge));
    let kind = |size: usize| Signed::parse(&vec![b'x'; size]).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(kind(64 << 20), Err(BadJson));
    assert_eq!(kind((64 << 20) + 1), Err(TooLarge));
    let kind = |size: usize| Admission::parse(&vec![b'x'; size]).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(kind(MAX_CONTENT), Err(BadJson));
    assert_eq!(kind(MAX_CONTENT + 1), Err(TooLarge));
    let entry = |size| NewFrame { entry: vec![b' '; size], ..NewFrame::default() };
    assert_eq!(entry(MAX_ENTRY).check(), Ok(()));
    assert_eq!(entry(MAX_ENTRY + 1).check().map_err(|e| e.kind()), Err(LogTooLarge));
}
