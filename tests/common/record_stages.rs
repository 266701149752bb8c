//! The same for what comes after the closing.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)]

use super::record::RecordBuilder;
use super::record_events::{Fake, Made, signed_by, with};
use super::{id, time};
use sealbid::ErrorKind;
use sealbid::ca::{Signer, sign_detached};
use sealbid::record::*;
use sealbid::suite::{Digest, hash};
use sealbid::timelock::CustodianKey;

impl RecordBuilder<'_> {
    /// The receipt of a bid that the record does not have.
    pub fn lost_receipt(&self, bid: &Fake) -> Vec<u8> {
        let (bid, _) = self.arrival(bid);
        self.receipt_with(ReceiptKind::Bid, &bid, |receipt| receipt.token = Some(bid.token))
    }

    pub fn objection_made(&self, bid: &Fake) -> Made {
        with(self.lost_receipt(bid), |receipt| Event::Objection { receipt })
    }

    pub fn reread_made(&self, stage: &str, damaged: &[&Fake]) -> Made {
        let damaged = damaged.iter().map(|bid| bid.digest).collect();
        (Event::Reread { stage: id(stage), damaged }, vec![])
    }

    /// The request's content, over a head with these cosignatures, stamped at these times.
    pub fn request_content(&self, stage: &str, cosigners: &[usize], stamped: &[&str]) -> ReleaseRequest {
        let (note, imprint) = self.head_over(self.history.len(), cosigners, &super::platform_key());
        let notice = self.history.notice().unwrap();
        let tokens = stamped.iter().map(|at| self.token(imprint, time(at))).collect();
        ReleaseRequest::new((notice.tender(), notice.digest()), id(stage), note, tokens)
    }

    pub fn requested_made(&self, stage: &str, request: &ReleaseRequest) -> Made {
        let signed = signed_by(&self.world.platform, request.to_bytes().unwrap(), self.now);
        with(signed, |request| Event::Requested { stage: id(stage), request })
    }

    pub fn refused_made(&self, stage: &str, key: &CustodianKey, request: Digest) -> Made {
        let (tender, why) = (self.history.tender().unwrap(), ErrorKind::TooEarly.into());
        let refusal = ReleaseRefusal::sign(key, tender, id(stage), request, &why).unwrap();
        let custodian = key.custodian().clone();
        with(refusal.to_bytes().unwrap(), |refusal| Event::Refused { stage: id(stage), custodian, refusal })
    }

    pub fn released_made(&self, stage: &str, holder: &str) -> Made {
        (Event::Released { stage: id(stage), holder: id(holder), release: hash(&[b"release"]) }, vec![])
    }

    pub fn opened_made(&self, stage: &str, bid: &Fake) -> Made {
        let (bidder, contents) = ("示例公司".into(), hash(&[b"contents"]));
        let outcome = Outcome::Opened { bidder, credit_code: None, form: vec![], contents };
        (Event::Outcome { stage: id(stage), digest: bid.digest, outcome }, vec![])
    }

    pub fn excluded_made(&self, stage: &str, bid: &Fake, fault: Fault) -> Made {
        let reason = Reason::of(&ErrorKind::BidDamaged.into());
        let outcome = Outcome::Excluded { fault, reason, evidence: vec![bid.digest] };
        (Event::Outcome { stage: id(stage), digest: bid.digest, outcome }, vec![])
    }

    pub fn finished_made(&self, stage: &str, signer: &Signer, stamped: &[&str]) -> Made {
        let minutes = format!("minutes of {stage}").into_bytes();
        let signature = sign_detached(&minutes, signer, Some(self.now)).unwrap();
        let tokens: Vec<_> = stamped.iter().map(|at| self.token(hash(&[&minutes]), time(at))).collect();
        let event = Event::Finished {
            stage: id(stage),
            minutes: hash(&[&minutes]),
            signature: hash(&[&signature]),
            tokens: tokens.iter().map(|token| hash(&[token])).collect(),
        };
        (event, [minutes, signature].into_iter().chain(tokens).collect())
    }

    pub fn adjudication(&self, subject: Subject) -> Adjudication {
        Adjudication::new(self.history.tender().unwrap(), subject, self.now, "heard both sides")
    }

    pub fn adjudicated_made(&self, subject: Subject) -> Made {
        let content = self.adjudication(subject).to_bytes().unwrap();
        let signed = signed_by(&self.world.adjudicator, content, self.now);
        with(signed, |decision| Event::Adjudicated { decision })
    }

    pub fn quorum_lost(&self, stage: &str, cut_off: &str) -> QuorumLost {
        let tender = self.history.tender().unwrap();
        QuorumLost::new(tender, id(stage), self.now, time(cut_off), "two offices burnt down")
    }

    pub fn quorum_lost_made(&self, lost: &QuorumLost) -> Made {
        let signed = signed_by(&self.world.adjudicator, lost.to_bytes().unwrap(), self.now);
        with(signed, |declaration| Event::QuorumLost { declaration })
    }

    pub fn admission(&self, stage: &str, admitted: &[&Fake], excluded: &[&Fake]) -> Admission {
        let admitted = admitted.iter().map(|bid| bid.digest).collect();
        let out = |bid: &&Fake| NotAdmitted { digest: bid.digest, reason: "no licence".into() };
        let excluded = excluded.iter().map(out).collect();
        Admission::new(self.history.tender().unwrap(), id(stage), self.now, admitted, excluded)
    }

    pub fn admitted_made(&self, stage: &str, admission: &Admission) -> Made {
        let signed = signed_by(&self.world.tenderer, admission.to_bytes().unwrap(), self.now);
        with(signed, |admission| Event::Admitted { stage: id(stage), admission })
    }
}
