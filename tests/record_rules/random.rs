//! Random tenders that keep the rules: every bid has just the end that it must have (SPEC §13.9).

use super::common::record::*;
use super::common::record_events::*;
use super::common::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sealbid::record::*;

const ALL: [usize; 3] = [0, 1, 2];

/// A tender that is played, and what must become of its bids.
struct Play<'w> {
    record: RecordBuilder<'w>,
    /// Of bid number `n`: its stand-in, status, and how many bids it replaced.
    bids: Vec<(Fake, BidStatus, u32)>,
    choices: std::vec::IntoIter<u8>,
}

impl Play<'_> {
    fn choose(&mut self, among: u8) -> u8 {
        self.choices.next().unwrap_or(0) % among
    }

    fn next_fake(&self) -> Fake {
        fake(1 + self.bids.len() as u8)
    }

    fn with_status(&self, wanted: impl Fn(&BidStatus) -> bool) -> Vec<usize> {
        (0..self.bids.len()).filter(|n| wanted(&self.bids[*n].1)).collect()
    }

    fn one_of(&mut self, wanted: impl Fn(&BidStatus) -> bool) -> Option<usize> {
        let found = self.with_status(wanted);
        let choice = self.choose(found.len().max(1) as u8);
        found.get(usize::from(choice)).copied()
    }

    /// Something that bidders or the tenderer do before the deadline.
    fn before(&mut self) {
        self.record.now = self.record.now.plus(60);
        match self.choose(8) {
            0..=2 => {
                let bid = self.next_fake();
                self.record.add(self.record.bid_made(&bid));
                self.bids.push((bid, BidStatus::Received, 0));
            }
            3 => {
                let bid = self.next_fake();
                self.record.add(self.record.announced_made(&bid));
                self.bids.push((bid, BidStatus::Announced, 0));
            }
            4 => {
                let Some(n) = self.one_of(BidStatus::stands) else { return };
                let (new, sequence) = (self.next_fake(), self.bids[n].2 + 1);
                self.record.add(self.record.replaced_made(&self.bids[n].0, &new, sequence));
                self.bids[n].1 = BidStatus::Replaced(new.digest);
                self.bids.push((new, BidStatus::Received, sequence));
            }
            5 => {
                let Some(n) = self.one_of(BidStatus::stands) else { return };
                let sequence = self.bids[n].2 + 1;
                self.record.add(self.record.withdrawn_made(&self.bids[n].0, sequence));
                self.bids[n].1 = BidStatus::Withdrawn;
            }
            6 => self.deliver(),
            _ => self.amend(),
        }
    }

    fn deliver(&mut self) {
        let Some(n) = self.one_of(|status| *status == BidStatus::Announced) else { return };
        self.record.add(self.record.delivered_made(&self.bids[n].0, |_| ()));
        self.bids[n].1 = BidStatus::Received;
    }

    fn amend(&mut self) {
        let body = self.record.amendment();
        let now = self.record.now;
        self.record.add(self.record.notice_made(&body, &self.record.world.tenderer, Some(now)));
        let digest = self.record.history.notice().unwrap().digest();
        for (_, status, _) in self.bids.iter_mut().filter(|(_, status, _)| status.stands()) {
            *status = BidStatus::Superseded(digest);
        }
        for key in &self.record.world.custodians {
            self.record.add(self.record.accepted_made(key));
        }
    }

    fn close(&mut self) {
        self.record.close();
        if self.choose(2) == 0 {
            self.deliver();
        }
        if self.choose(3) == 0 {
            let lost = fake(250);
            self.record.add(self.record.objection_made(&lost));
            let subject = Subject::Objection { digest: lost.digest };
            self.record.add(self.record.adjudicated_made(subject));
        }
    }

    fn outcome(&mut self, stage: (usize, &str), n: usize, fault: Fault) {
        self.record.add(self.record.excluded_made(stage.1, &self.bids[n].0, fault));
        self.bids[n].1 = BidStatus::Excluded(stage.0, fault);
    }

    /// One stage, from reading again to its minutes.
    fn stage(&mut self, stage: (usize, &str), at: &str) {
        self.record.now = time(at);
        for (_, status, _) in &mut self.bids {
            if *status == BidStatus::Announced {
                *status = BidStatus::NotDelivered;
            }
        }
        let waits = move |status: &BidStatus| match status {
            BidStatus::Received => stage.0 == 0,
            BidStatus::Opened(last) => last + 1 == stage.0,
            _ => false,
        };
        let all = self.with_status(waits);
        let mut damaged: Vec<usize> = all.iter().copied().filter(|_| self.choose(4) == 0).collect();
        let named: Vec<&Fake> = damaged.iter().map(|n| &self.bids[*n].0).collect();
        self.record.add(self.record.reread_made(stage.1, &named));
        for n in all.iter().filter(|n| !damaged.contains(n)) {
            if self.choose(5) == 0 {
                self.outcome(stage, *n, Fault::Bidder);
            }
        }
        let asked: Vec<_> = self.with_status(waits).iter().map(|n| self.bids[*n].0.digest).collect();
        let request = self.record.request_content(stage.1, &ALL, &[at]);
        self.record.add(self.record.requested_made(stage.1, &request));
        if self.choose(2) == 0
            && let Some(n) = damaged.pop()
        {
            self.record.push(Event::Rescued { digest: self.bids[n].0.digest }, vec![]);
        }
        for holder in ["c0", "c2"] {
            self.record.add(self.record.released_made(stage.1, holder));
        }
        for n in self.with_status(waits) {
            match self.choose(4) {
                _ if damaged.contains(&n) => self.outcome(stage, n, Fault::Platform),
                0 => {
                    self.outcome(stage, n, Fault::Undetermined);
                    let (digest, fault) = (self.bids[n].0.digest, Fault::Holders);
                    let subject = Subject::Bid { stage: id(stage.1), digest, fault };
                    self.record.add(self.record.adjudicated_made(subject));
                    self.bids[n].1 = BidStatus::Excluded(stage.0, fault);
                }
                _ => {
                    self.record.add(self.record.opened_made(stage.1, &self.bids[n].0));
                    self.bids[n].1 = BidStatus::Opened(stage.0);
                }
            }
        }
        let released: Vec<_> = self.record.history.to_release(stage.0).map(|bid| bid.digest).collect();
        assert_eq!(released, asked);
        self.record.finish(stage.1);
    }

    fn admit(&mut self) {
        let opened = self.with_status(|status| *status == BidStatus::Opened(0));
        let out: Vec<usize> = opened.iter().copied().filter(|_| self.choose(3) == 0).collect();
        let fakes = |of: &dyn Fn(&usize) -> bool| -> Vec<&Fake> {
            opened.iter().filter(|n| of(n)).map(|n| &self.bids[*n].0).collect()
        };
        let (admitted, excluded) = (fakes(&|n| !out.contains(n)), fakes(&|n| out.contains(n)));
        let admission = self.record.admission("commercial", &admitted, &excluded);
        self.record.add(self.record.admitted_made("commercial", &admission));
        out.iter().for_each(|n| self.bids[*n].1 = BidStatus::NotAdmitted(1));
    }

    fn check(&self) {
        let statuses = self.record.history.bids().iter();
        let statuses: Vec<_> = statuses.map(|bid| (bid.digest, bid.status.clone())).collect();
        let wanted: Vec<_> = self.bids.iter().map(|(bid, status, _)| (bid.digest, status.clone())).collect();
        assert_eq!(statuses, wanted);
    }
}

fn is_an_end(status: &BidStatus) -> bool {
    match status {
        BidStatus::Announced | BidStatus::Received => false,
        BidStatus::Opened(last) => *last == 1,
        BidStatus::Excluded(_, fault) => *fault != Fault::Undetermined,
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::with_cases(8) })]

    #[test]
    fn every_bid_has_one_end(choices in proptest::collection::vec(any::<u8>(), 60..90), busy in 4usize..14) {
        let world = generous();
        let record = RecordBuilder::with_bids(&world, 0);
        let mut play = Play { record, bids: vec![], choices: choices.into_iter() };
        (0..busy).for_each(|_| play.before());
        play.close();
        play.check();
        play.stage((0, "technical"), TECHNICAL);
        play.check();
        play.admit();
        play.stage((1, "commercial"), COMMERCIAL);
        play.check();
        let record = &play.record;
        prop_assert!(record.history.bids().iter().all(|bid| is_an_end(&bid.status)));
        prop_assert_eq!(record.history.next_stage(), None);
        let mut again = RecordBuilder::blank(&world);
        for (entry, attached) in &record.frames {
            again.history.apply(entry, attached).unwrap();
        }
        prop_assert_eq!(again.state(), record.state());
    }
}
