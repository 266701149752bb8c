//! Blind review: copies dealt under codes, held back, scored, and named in the end.

use super::c::*;
use super::callbacks::release_all;
use super::calls::*;
use super::common::hall::{bidder, small};
use super::common::record::TECHNICAL;
use super::common::tender::{Bid, CLOSED};
use super::common::{id, review_blind, time};
use super::fixture::{Fixture, shared};
use super::parties::decide;
use sealbid::ErrorKind;
use sealbid::bid::Document;
use sealbid::blind::add_copies;
use sealbid::record::{LotCodes, LotScores, Score, Scores, Unblinding};
use sealbid::redact::Terms;
use sealbid::wire::Hex;
use sealbid_ffi::*;
use std::ffi::{CStr, c_char, c_void};
use std::path::Path;
use std::ptr;

const NAMES: [&str; 2] = ["云启建设", "青石工程"];

fn reviewed() -> Fixture {
    Fixture::new(|world| review_blind(&mut world.body))
}

/// A bid whose proposal names its bidder; a spoilt one has the name in its copy too.
fn named(fixture: &Fixture, name: &str, spoilt: bool) -> Bid {
    let text = |path: &str, bytes: &str| Document::bytes(path, "text/plain", bytes.into()).unwrap();
    let mut draft = small();
    let proposal = text("方案.txt", &format!("施工方案\n{name}编制\n"));
    draft.parts.insert(id("method"), vec![proposal]);
    let terms = Terms { names: vec![name.to_owned()], ..Terms::default() };
    add_copies(&mut draft, fixture.signed().notice(), &terms).unwrap();
    if spoilt {
        let documents = draft.parts.get_mut(&id("method")).unwrap();
        documents.retain(|document| document.path() != "blind/方案.txt");
        documents.push(text("blind/方案.txt", name));
    }
    Bid::of(&fixture.world, &fixture.signed(), draft, &bidder(&fixture.world, name))
}

/// The technical stage of these bids, opened and finished.
fn finished(fixture: &Fixture, folder: &Path, bids: &[Bid]) -> (Closed, Opening) {
    let tender = fixture.create(folder).unwrap();
    bids.iter().for_each(|bid| drop(receive(&tender, bid).unwrap()));
    let closed = close(&tender);
    let (note, token) = cosigned(fixture, &closed, &[0, 1], folder, CLOSED);
    record_head(&closed, &note, &token, CLOSED).unwrap();
    let opening = begin(&closed, "technical").unwrap();
    release_all(fixture, &closed, &opening, folder);
    run(&opening, TECHNICAL, None, None, ptr::null_mut()).unwrap();
    let (_, digest) = minutes(&opening).unwrap();
    finish(&opening, &fixture.stamp(&digest, TECHNICAL), TECHNICAL).unwrap();
    (closed, opening)
}

/// Copies as they were pushed: lot, code, path and bytes; and at which call of either function it is enough.
#[derive(Default)]
struct Evaluators {
    got: Vec<(String, String, String, Vec<u8>)>,
    calls: u32,
    stop_at: u32,
}

impl Evaluators {
    fn answer(&mut self) -> i32 {
        self.calls += 1;
        i32::from(self.calls == self.stop_at)
    }
}

unsafe extern "C" fn hear(
    context: *mut c_void,
    lot: *const c_char,
    code: *const c_char,
    path: *const c_char,
    size: u64,
) -> i32 {
    let evaluators = unsafe { &mut *context.cast::<Evaluators>() };
    let [lot, code, path] =
        [lot, code, path].map(|text| unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned());
    evaluators.got.push((lot, code, path, Vec::with_capacity(usize::try_from(size).unwrap())));
    evaluators.answer()
}

unsafe extern "C" fn take(context: *mut c_void, data: *const u8, size: u64) -> i32 {
    let evaluators = unsafe { &mut *context.cast::<Evaluators>() };
    let piece = unsafe { std::slice::from_raw_parts(data, usize::try_from(size).unwrap()) };
    evaluators.got.last_mut().unwrap().3.extend_from_slice(piece);
    evaluators.answer()
}

unsafe extern "C" fn cancel(_: *mut c_void, _: u64) -> i32 {
    1
}

fn deal<B: AsRef<[u8]>>(
    opening: &Opening,
    withheld: &[B],
    evaluators: &mut Evaluators,
    progress: sealbid_progress_fn,
) -> Answer<serde_json::Value> {
    let (withheld, context, none) = (list(withheld), ptr::from_mut(evaluators).cast(), ptr::null_mut());
    json(|out, e| unsafe {
        let (opening, withheld, now) = (opening.get(), withheld.get(), unix(TECHNICAL));
        sealbid_opening_deal(
            opening,
            withheld,
            Some(hear),
            Some(take),
            context,
            now,
            2,
            progress,
            none,
            out,
            e,
        )
    })
}

const NONE: [[u8; 32]; 0] = [];

/// Eighty points for everybody who was dealt, signed by this signer.
fn scores(fixture: &Fixture, dealt: &serde_json::Value, signer: &Handle<sealbid_signer>) -> Vec<u8> {
    let codes = dealt["blinded"]["lots"].as_array().unwrap().iter().map(|lot| LotCodes {
        lot: id(lot["lot"].as_str().unwrap()),
        codes: lot["codes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| code["code"].as_str().unwrap().into())
            .collect(),
    });
    let lots = codes.map(|lot| {
        let score = |code: String| Score { code, points: 8_000, reason: None };
        LotScores { lot: lot.lot, scores: lot.codes.into_iter().map(score).collect() }
    });
    let digest = serde_json::from_value::<Hex<32>>(dealt["digest"].clone()).unwrap();
    let tender = fixture.signed().notice().tender();
    let scores = Scores::new(tender, id("technical"), digest, time(TECHNICAL), lots.collect());
    decide(signer, &scores.to_bytes().unwrap(), TECHNICAL)
}

fn fix(closed: &Closed, scores: &[u8]) -> Answer {
    call(|e| unsafe {
        let (data, size) = (scores.as_ptr(), scores.len() as u64);
        sealbid_closed_box_scores(closed.get(), data, size, unix(TECHNICAL), e)
    })
}

fn unblind(opening: &Opening) -> Answer<serde_json::Value> {
    json(|out, e| unsafe { sealbid_opening_unblind(opening.get(), unix(TECHNICAL), out, e) })
}

#[test]
fn copies_are_dealt_under_codes_and_names_come_when_the_scores_are_fixed() {
    let fixture = reviewed();
    let folder = fixture.place("reviewed");
    let bids = NAMES.map(|name| named(&fixture, name, false));
    let (closed, opening) = finished(&fixture, &folder, &bids);
    let entries = status(&closed)["entries"].clone();
    // Whoever stops it at any point has got nothing that counts.
    for stop_at in 1..=4 {
        let mut evaluators = Evaluators { stop_at, ..Evaluators::default() };
        let (found, text) = deal(&opening, &NONE, &mut evaluators, None).unwrap_err();
        assert_eq!((found, evaluators.calls), (ErrorKind::CallbackFailed, stop_at));
        assert!(text.starts_with(if stop_at % 2 == 1 { "copy: " } else { "write: " }), "{text}");
    }
    let stopped = deal(&opening, &NONE, &mut Evaluators::default(), Some(cancel));
    assert_eq!(kind(stopped), Err(ErrorKind::Cancelled));
    assert_eq!(
        kind(deal(&opening, &[[1u8; 31]], &mut Evaluators::default(), None)),
        Err(ErrorKind::BadArgument)
    );
    assert_eq!(kind(unblind(&opening)), Err(ErrorKind::OutOfOrder));
    assert_eq!(status(&closed)["entries"], entries);

    let mut evaluators = Evaluators::default();
    let dealt = deal(&opening, &NONE, &mut evaluators, None).unwrap();
    assert_eq!(dealt["different"], 0);
    let copy = "施工方案\n［隐去］编制\n".as_bytes().to_vec();
    let expected = ["001", "002"].map(|code| ("1".into(), code.into(), "method/01.txt".into(), copy.clone()));
    assert_eq!(evaluators.got, expected);
    assert_eq!(kind(deal(&opening, &NONE, &mut Evaluators::default(), None)), Err(ErrorKind::OutOfOrder));
    assert_eq!(kind(unblind(&opening)), Err(ErrorKind::OutOfOrder), "the scores are not fixed");

    assert_eq!(kind(fix(&closed, b"{}")), Err(ErrorKind::MissingField));
    let by_platform = scores(&fixture, &dealt, &fixture.signer);
    assert_eq!(kind(fix(&closed, &by_platform)), Err(ErrorKind::WrongSigner));
    let by_tenderer = scores(&fixture, &dealt, &fixture.tenderer.signer());
    fix(&closed, &by_tenderer).unwrap();
    assert_eq!(kind(fix(&closed, &by_tenderer)), Err(ErrorKind::OutOfOrder), "once");
    let unblinding = unblind(&opening).unwrap();
    let codes = unblinding["lots"][0]["codes"].as_array().unwrap();
    let mut named: Vec<&str> = codes.iter().map(|code| code["bid"].as_str().unwrap()).collect();
    let mut all = bids.each_ref().map(|bid| bid.digest().to_string());
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
    for code in codes {
        assert_eq!(code["openings"][0]["part"], "method");
        assert_eq!(code["openings"][0]["path"], "方案.txt");
        assert_eq!(code["openings"].as_array().unwrap().len(), 1);
    }
    let unblinding: Unblinding = serde_json::from_value(unblinding).unwrap();
    unblinding.open(&serde_json::from_value(dealt["blinded"].clone()).unwrap()).unwrap();
    assert_eq!(kind(unblind(&opening)), Err(ErrorKind::OutOfOrder), "it stands in the record");
}

#[test]
fn a_bid_whose_copy_still_has_a_name_is_held_back() {
    let fixture = reviewed();
    let folder = fixture.place("withheld");
    let bids = [named(&fixture, NAMES[0], false), named(&fixture, NAMES[1], true)];
    let (closed, opening) = finished(&fixture, &folder, &bids);
    let entries = status(&closed)["entries"].clone();
    let (found, text) = deal(&opening, &NONE, &mut Evaluators::default(), None).unwrap_err();
    assert_eq!(found, ErrorKind::NamesLeft);
    assert!(text.contains(&bids[1].digest().to_string()) && !text.contains(NAMES[1]), "{text}");
    assert_eq!(status(&closed)["entries"], entries);
    let mut evaluators = Evaluators::default();
    let dealt = deal(&opening, &[bids[1].digest().0], &mut evaluators, None).unwrap();
    assert_eq!(evaluators.got.len(), 1);
    fix(&closed, &scores(&fixture, &dealt, &fixture.tenderer.signer())).unwrap();
    let codes = unblind(&opening).unwrap()["lots"][0]["codes"].clone();
    assert_eq!(codes.as_array().unwrap().len(), 1);
    assert_eq!(codes[0]["bid"], bids[0].digest().to_string());
    assert_eq!(codes[0]["code"], evaluators.got[0].1);
}

#[test]
fn nothing_is_dealt_without_blind_review() {
    let fixture = shared();
    let closed = close(&fixture.create(&fixture.place("not-reviewed")).unwrap());
    let opening = begin(&closed, "technical").unwrap();
    let dealt = deal(&opening, &NONE, &mut Evaluators::default(), None);
    assert_eq!(kind(dealt), Err(ErrorKind::NoBlindReview));
    assert_eq!(kind(unblind(&opening)), Err(ErrorKind::OutOfOrder));
}
