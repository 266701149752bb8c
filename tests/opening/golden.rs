//! A golden stage: a record with its evidence, from which outcomes, contents and minutes follow byte for byte.

use super::common::hall::*;
use super::common::record::TECHNICAL;
use super::common::tender::Bid;
use super::common::*;
use sealbid::bid::{BidFile, Discard};
use sealbid::ca::{Certificate, TrustAnchors};
use sealbid::opening::*;
use sealbid::record::*;
use sealbid::tenderbox::{LOG, bid_name, evidence_name};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/record/opening")
}

/// The names of the files in a folder of the evidence.
fn names(kind: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder().join("evidence").join(kind)).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

/// One stage, a form, one part; two bids, of which one is lost; two releases.
#[test]
#[ignore = "makes new golden vectors: `cargo test --test opening -- --ignored golden`"]
fn golden() {
    let mut world = World::new();
    world.body.stages.truncate(1);
    world.body.parts.retain(|part| part.stage == id("technical") && part.required);
    world.body.form.retain(|field| field.stage == id("technical"));
    let notice = world.notice();
    let bid = |name: &str| {
        let mut draft = small();
        draft.parts.retain(|part, _| *part == id("method"));
        draft.form.retain(|field, _| *field == id("quality"));
        Bid::of(&world, &notice, draft, &bidder(&world, name))
    };
    let bids = [bid("示例公司"), bid("Lost & \"Found\"")];
    let hall = Hall::new(&world, &bids);
    hall.damage(&bids[1].digest());
    let mut opening = hall.begin("technical");
    hall.ask_and_release(&mut opening, "technical", &[0, 2]);
    opening.give_up(time(TECHNICAL), &Documents::Discard, one()).unwrap();
    hall.finish(&mut opening, TECHNICAL);
    let save = |name: &str, bytes: &[u8]| {
        let path = folder().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    if folder().exists() {
        std::fs::remove_dir_all(folder()).unwrap();
    }
    save("trust.pem", world.certificate().to_pem().as_bytes());
    save(LOG, &hall.store.bytes(LOG).unwrap());
    save(&bid_name(&bids[0].digest()), &bids[0].bytes);
    for kind in [RELEASES, CONTENTS] {
        for name in hall.store.list(&format!("evidence/{kind}")).unwrap() {
            let name = format!("evidence/{kind}/{name}");
            save(&name, &hall.store.bytes(&name).unwrap());
        }
    }
}

#[test]
fn outcomes_contents_and_minutes_follow_from_record_and_evidence() {
    let read = |name: &str| std::fs::read(folder().join(name)).unwrap();
    let root = Certificate::from_pem(&read("trust.pem")).unwrap();
    let mut history = History::new(TrustAnchors::new(vec![root]).unwrap());
    let stage = id("technical");
    let (mut outcomes, mut minutes_attached, mut tokens) = (Outcomes::new(&stage), None, vec![]);
    read_log(&read(LOG), |frame| {
        let entry = history.apply(&frame.entry, &frame.attachments)?;
        outcomes.take(&entry);
        match &entry.event {
            Event::Bid { bid, .. } => tokens.push((bid.digest, frame.attachments[0].clone())),
            Event::Finished { .. } => minutes_attached = Some(frame.attachments[0].clone()),
            _ => {}
        }
        Ok(())
    })
    .unwrap();
    let case = Case::of(&history, &stage).unwrap();
    let mut releases = Releases::new(case.notice(), &stage).unwrap();
    assert_eq!(names(RELEASES).len(), 2);
    for name in names(RELEASES) {
        releases.add(releases.verify(&read(&format!("evidence/releases/{name}"))).unwrap());
    }
    let file = |digest| std::fs::File::open(folder().join(bid_name(digest))).map_err(sealbid::Error::from);
    let mut bidders = Bidders::default();
    for (state, (_, token)) in history.bids().iter().zip(&tokens) {
        let entry = BidEntry { state, token };
        if let Some(bidder) = bidder_of(&case, entry, file(&state.digest)).unwrap() {
            bidders.add(state, &bidder);
        }
    }
    let mut seen = vec![];
    for (state, (_, token)) in history.bids().iter().zip(&tokens) {
        let (entry, by) = (BidEntry { state, token }, (&bidders, &releases));
        let judged = judge(&case, entry, file(&state.digest), by, &mut Discard, one()).unwrap();
        let recorded = outcomes.get(&state.digest).unwrap();
        seen.push(told(recorded));
        if let Outcome::Opened { contents, .. } = recorded {
            assert_eq!(&judged.outcome, recorded);
            assert_eq!(judged.contents.unwrap(), read(&evidence_name(CONTENTS, contents)));
            BidFile::read(file(&state.digest).unwrap()).unwrap();
        }
    }
    assert_eq!(seen, ["opened", "Platform PartRootMismatch part method"]);
    assert_eq!(minutes(&history, &outcomes, &stage).unwrap(), minutes_attached.unwrap());
}
