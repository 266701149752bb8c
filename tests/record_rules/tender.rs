//! One tender in which everything happens that can: every kind of entry, and what is refused in between.

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use sealbid::ErrorKind::{self, *};
use sealbid::record::*;
use sealbid::suite::hash;
use sealbid::wire::Time;

const ALL: [usize; 3] = [0, 1, 2];
/// A day later than in the notice.
pub const DEADLINE: &str = "2026-07-02T09:00:00+08:00";
const STAGES: [&str; 2] = ["2026-07-02T09:10:00+08:00", "2026-07-03T09:00:00+08:00"];
const CUT_OFF: &str = "2026-07-03T12:00:00+08:00";

/// What must be refused after the first `after` entries, for this reason alone.
pub struct Wrong {
    pub name: &'static str,
    pub about: &'static str,
    pub after: u64,
    pub entry: Vec<u8>,
    pub attachments: Vec<Vec<u8>>,
    pub expect: ErrorKind,
}

pub struct Tender<'w> {
    pub record: RecordBuilder<'w>,
    pub wrong: Vec<Wrong>,
}

impl Tender<'_> {
    fn add(&mut self, made: Made) {
        self.record.add(made);
    }

    fn wrong(&mut self, name: &'static str, about: &'static str, expect: ErrorKind, made: Made) {
        let after = self.record.history.len();
        let entry = Entry::new(after, self.record.now, made.0.clone()).to_bytes().unwrap();
        self.wrong.push(Wrong { name, about, after, entry, attachments: made.1.clone(), expect });
        self.record.refused(expect, made);
    }
}

/// The world of that tender: it allows announcements and rescue by seeds.
pub fn world() -> World {
    generous()
}

pub fn everything(world: &World) -> Tender<'_> {
    let mut tender = Tender { record: RecordBuilder::with_bids(world, 2), wrong: vec![] };
    before_the_deadline(&mut tender);
    closing(&mut tender);
    first_stage(&mut tender);
    second_stage(&mut tender);
    tender
}

fn before_the_deadline(t: &mut Tender<'_>) {
    let world = t.record.world;
    let mut body = t.record.amendment();
    body.title = "供水管网改造（二次）".into();
    let (late, now) = (time("2026-07-01T09:00:01+08:00"), t.record.now);
    let made = t.record.notice_made(&body, &world.tenderer, Some(late));
    t.wrong("amended-late", "an amendment whose token is later than the deadline", AfterDeadline, made);
    t.add(t.record.notice_made(&body, &world.tenderer, Some(now)));
    for key in &world.custodians {
        t.add(t.record.accepted_made(key));
    }
    for n in [3, 4, 5, 10] {
        t.add(t.record.bid_made(&fake(n)));
    }
    let made = t.record.bid_with(&fake(6), |_| (), |receipt| receipt.size = Some(1));
    t.wrong("receipt-of-another-size", "a receipt that says another size", ReceiptMismatch, made);
    t.add(t.record.announced_made(&fake(6)));
    t.add(t.record.announced_made(&fake(7)));
    t.record.now = t.record.now.plus(60);
    t.add(t.record.replaced_made(&fake(3), &fake(8), 1));
    let made = t.record.replaced_made(&fake(3), &fake(9), 1);
    t.wrong("replaced-twice", "a bid that was replaced is replaced once more", RetiredBid, made);
    let tender = t.record.history.tender().unwrap();
    let request = Withdrawal::new(tender, id("1"), fake(4).digest, 1).to_bytes().unwrap();
    let request = signed_by(&world.bidder, request, t.record.now);
    t.add(t.record.withdrawn_by(request, &fake(4), |_| ()));
    let postponement = t.record.postponement(DEADLINE, STAGES);
    let now = t.record.now;
    t.add(t.record.postponed_made(&postponement, &world.tenderer, Some(now)));
}

fn closing(t: &mut Tender<'_>) {
    let after = time(DEADLINE).plus(30);
    t.record.now = after;
    let made = t.record.bid_made(&fake(9));
    t.wrong("bid-too-late", "a bid that arrived half a minute after the deadline", Late, made);
    t.add(t.record.closed_made(time(DEADLINE), after));
    let made = t.record.bid_with(&fake(9), |bid| bid.arrived = time(DEADLINE), |_| ());
    t.wrong("bid-after-closing", "a bid is written in after the closing", BoxClosed, made);
    t.add(t.record.head_made(&[0, 1], &["2026-07-02T09:00:31+08:00"]));
    t.record.now = t.record.now.plus(10);
    t.add(t.record.delivered_made(&fake(6), |_| ()));
    let known = t.record.frames.iter().rev().find(|(_, attached)| attached.len() == 1).unwrap();
    let made = with(known.1[0].clone(), |receipt| Event::Objection { receipt });
    t.wrong("known-receipt", "an objection with a receipt that the record has", NotAnObjection, made);
    t.add(t.record.objection_made(&fake(9)));
}

fn first_stage(t: &mut Tender<'_>) {
    let world = t.record.world;
    let at = STAGES[0];
    t.record.now = time(at);
    t.add(t.record.reread_made("technical", &[&fake(5)]));
    let open = t.record.request_content("technical", &ALL, &[at]);
    let made = t.record.requested_made("technical", &open);
    t.wrong("objection-open", "a request while an objection is open", ObjectionOpen, made);
    t.add(t.record.adjudicated_made(Subject::Objection { digest: fake(9).digest }));
    t.add(t.record.excluded_made("technical", &fake(10), Fault::Bidder));
    let made = t.record.requested_made("technical", &open);
    t.wrong("head-too-old", "a request whose head does not cover an outcome", HeadTooOld, made);
    let early = t.record.request_content("technical", &ALL, &["2026-07-02T09:09:59+08:00"]);
    let made = t.record.requested_made("technical", &early);
    t.wrong("request-too-early", "a request stamped a second before its stage", TooEarly, made);
    let lonely = t.record.request_content("technical", &[1], &[at]);
    let made = t.record.requested_made("technical", &lonely);
    t.wrong("one-cosigner", "a request whose head one custodian cosigned", CosignersMissing, made);
    let request = t.record.request_content("technical", &[0, 2], &[at]);
    let made = t.record.requested_made("technical", &request);
    let digest = hash(&[&made.1[0]]);
    t.add(made);
    t.add(t.record.refused_made("technical", &world.custodians[1], digest));
    t.add((Event::Rescued { digest: fake(5).digest }, vec![]));
    t.add(t.record.released_made("technical", "c0"));
    let made = t.record.opened_made("technical", &fake(8));
    t.wrong("opened-without-quorum", "an outcome when one of two has released", QuorumNotMet, made);
    t.add(t.record.released_made("technical", "c2"));
    t.add(t.record.opened_made("technical", &fake(8)));
    t.add(t.record.opened_made("technical", &fake(5)));
    t.add(t.record.excluded_made("technical", &fake(6), Fault::Undetermined));
    let subject = Subject::Bid { stage: id("technical"), digest: fake(6).digest, fault: Fault::Platform };
    let content = t.record.adjudication(subject.clone()).to_bytes().unwrap();
    let forged = signed_by(&world.platform, content, t.record.now);
    let made = with(forged, |decision| Event::Adjudicated { decision });
    t.wrong("self-adjudicated", "the platform decides on its own fault", WrongSigner, made);
    t.add(t.record.adjudicated_made(subject));
    t.add(t.record.finished_made("technical", &world.platform, &[at]));
}

fn second_stage(t: &mut Tender<'_>) {
    let world = t.record.world;
    let stranger = t.record.admission("commercial", &[&fake(8), &fake(6)], &[&fake(5)]);
    let made = t.record.admitted_made("commercial", &stranger);
    t.wrong("excluded-admitted", "an admission of a bid that was excluded", AdmissionIncomplete, made);
    let admission = t.record.admission("commercial", &[&fake(8)], &[&fake(5)]);
    t.add(t.record.admitted_made("commercial", &admission));
    t.record.now = time(STAGES[1]);
    t.add(t.record.reread_made("commercial", &[]));
    let request = t.record.request_content("commercial", &[1, 2], &[STAGES[1]]);
    t.add(t.record.requested_made("commercial", &request));
    t.add(t.record.released_made("commercial", "c1"));
    t.add(t.record.quorum_lost_made(&t.record.quorum_lost("commercial", CUT_OFF)));
    t.record.now = time(CUT_OFF);
    let seeds = || (Event::Seeds { stage: id("commercial"), seeds: hash(&[b"seeds"]) }, vec![]);
    t.wrong("seeds-at-the-cut-off", "seeds are published when they can still be given", OutOfOrder, seeds());
    t.record.now = time(CUT_OFF).plus(1);
    t.add(seeds());
    t.add(t.record.opened_made("commercial", &fake(8)));
    t.add(t.record.finished_made("commercial", &world.platform, &["2026-07-03T12:00:10+08:00"]));
}

/// The times of all entries, for whoever checks that they go forward.
#[test]
fn everything_that_can_happen_happens() {
    let world = world();
    let tender = everything(&world);
    let entries = tender.record.frames.iter().map(|(entry, _)| Entry::parse(entry).unwrap());
    let entries: Vec<Entry> = entries.collect();
    let mut kinds: Vec<&str> = entries.iter().map(|entry| entry.event.name()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 22, "{kinds:?}");
    let times: Vec<Time> = entries.iter().map(|entry| entry.time).collect();
    assert!(times.is_sorted());
    let statuses: Vec<_> = tender.record.history.bids().iter().map(|bid| bid.status.clone()).collect();
    let notice = tender.record.history.notice().unwrap().digest();
    let wanted = [
        BidStatus::Superseded(notice),
        BidStatus::Superseded(notice),
        BidStatus::Replaced(fake(8).digest),
        BidStatus::Withdrawn,
        BidStatus::NotAdmitted(1),
        BidStatus::Excluded(0, Fault::Bidder),
        BidStatus::Excluded(0, Fault::Platform),
        BidStatus::NotDelivered,
        BidStatus::Opened(1),
    ];
    assert_eq!(statuses, wanted);
    assert_eq!(tender.record.history.next_stage(), None);
}
