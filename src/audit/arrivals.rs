//! What arrived before the deadline: tokens, receipts, and requests under certificates (SPEC §13.7, §14).

use super::findings::Findings;
use super::rule::{Place, Rule};
use crate::bid::{Work, run};
use crate::ca::{Certificate, Revocation, TrustAnchors, verify_chain};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::record::{Entry, Event, Frame, History, PlatformSigner, Receipt, Signed, TimeSource};
use crate::suite::Digest;
use crate::wire::Time;
use std::collections::HashMap;

/// Entries that are checked together. Their tokens and receipts are in memory until then.
const TOGETHER: usize = 256;

/// One entry's attachments that are to be checked.
struct Arrival {
    entry: u64,
    digest: Digest,
    /// The deadline in force when it arrived.
    deadline: Time,
    token: Option<Vec<u8>>,
    receipt: Vec<u8>,
    /// A request that a certificate may have signed.
    request: Option<Vec<u8>>,
}

/// What everything is held against that arrived under one notice.
struct Under {
    platform: PlatformSigner,
    time: TimeSource,
    bidders: TrustAnchors,
}

/// Checks what arrived, some hundred entries at a time, on several threads.
pub(super) struct Arrivals<'w> {
    waiting: Vec<Arrival>,
    under: Option<Under>,
    work: Work<'w>,
    /// Bids that were replaced or withdrawn under a certificate.
    pub retired: Vec<Retired>,
    /// Each bid's token, for those who judge it once more; kept only if that is wanted.
    pub tokens: Option<HashMap<Digest, Vec<u8>>>,
}

/// A bid that was replaced or withdrawn under a certificate.
pub(super) struct Retired {
    pub bid: Digest,
    /// The entry that says so.
    pub entry: u64,
    pub certificate: Certificate,
}

impl<'w> Arrivals<'w> {
    pub fn new(work: Work<'w>, keep_tokens: bool) -> Arrivals<'w> {
        let tokens = keep_tokens.then(HashMap::new);
        Arrivals { waiting: Vec::new(), under: None, work, retired: Vec::new(), tokens }
    }

    /// Takes an entry that the history has taken.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`], [`ErrorKind::WorkerFailed`]; those of the history, which has a notice.
    pub fn take(
        &mut self,
        history: &History,
        entry: &Entry,
        frame: &Frame,
        findings: &mut Findings,
    ) -> Result<()> {
        let (number, deadline) = (entry.number, history.deadline()?);
        let attachment = |n: usize| frame.attachments.get(n).cloned().unwrap_or_default();
        let arrival =
            |digest: Digest, token: Option<usize>, receipt: usize, request: Option<usize>| Arrival {
                entry: number,
                digest,
                deadline,
                token: token.map(attachment),
                receipt: attachment(receipt),
                request: request.map(attachment),
            };
        match &entry.event {
            Event::Notice { .. } => {
                self.check(findings)?;
                self.under = Some(Under::notice(history.notice()?)?);
            }
            Event::Bid { bid, .. } => self.waiting.push(arrival(bid.digest, Some(0), 1, None)),
            Event::Replaced { old, bid, .. } => {
                self.note_retired(*old, number, &attachment(0));
                self.waiting.push(arrival(bid.digest, Some(1), 2, Some(0)));
            }
            Event::Announced { bid, .. } => self.waiting.push(arrival(bid.digest, Some(1), 2, None)),
            Event::Delivered { digest, .. } => self.waiting.push(arrival(*digest, None, 0, None)),
            Event::Withdrawn { digest, .. } => {
                self.note_retired(*digest, number, &attachment(0));
                self.waiting.push(arrival(*digest, None, 1, Some(0)));
            }
            _ => {}
        }
        if let (Some(tokens), Some(new)) =
            (&mut self.tokens, self.waiting.last().filter(|a| a.entry == number))
        {
            tokens.extend(new.token.clone().map(|token| (new.digest, token)));
        }
        if self.waiting.len() >= TOGETHER { self.check(findings) } else { Ok(()) }
    }

    fn note_retired(&mut self, bid: Digest, entry: u64, request: &[u8]) {
        // Without a certificate the bid key signed, which the history has verified.
        if let Ok(signature) = Signed::parse(request).and_then(|signed| signed.verify_certificate()) {
            self.retired.push(Retired { bid, entry, certificate: signature.certificate });
        }
    }

    /// Checks all that waits.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`], [`ErrorKind::WorkerFailed`].
    pub fn check(&mut self, findings: &mut Findings) -> Result<()> {
        let mut waiting = std::mem::take(&mut self.waiting).into_iter();
        let Some(under) = &self.under else { return Ok(()) };
        run(
            self.work,
            |_: Option<()>| Ok(waiting.next()),
            |arrival| Ok((arrival.entry, under.check(&arrival))),
            |(entry, found)| {
                found.into_iter().for_each(|(rule, error)| findings.add(rule, Place::Entry(entry), error));
                Ok(())
            },
        )
    }
}

impl Under {
    fn notice(notice: &Notice) -> Result<Under> {
        let (platform, time) = (PlatformSigner::of(notice)?, TimeSource::of(notice)?);
        Ok(Under { platform, time, bidders: notice.bidder_anchors().clone() })
    }

    fn check(&self, arrival: &Arrival) -> Vec<(Rule, Error)> {
        let token = arrival.token.as_ref().map(|token| (Rule::Tokens, self.token(token, arrival)));
        let receipt = Some((Rule::Receipts, self.receipt(&arrival.receipt)));
        let request = arrival.request.as_ref();
        let request = request.map(|request| (Rule::History, self.request(request, &arrival.receipt)));
        let checked = token.into_iter().chain(receipt).chain(request);
        checked.filter_map(|(rule, result)| Some((rule, result.err()?))).collect()
    }

    fn token(&self, token: &[u8], arrival: &Arrival) -> Result<()> {
        let time = self.time.verify(token, &arrival.digest).map_err(|e| e.at("token"))?.info.time;
        if time.ceil() > arrival.deadline {
            let detail = format!("stamped at {time}, due by {}", arrival.deadline);
            return Err(Error::new(ErrorKind::Late).because(detail).at("token"));
        }
        Ok(())
    }

    fn receipt(&self, bytes: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        let arrived = Receipt::parse(signed.content())?.arrived;
        self.platform.check(&signed, arrived).map_err(|e| e.at("receipt"))
    }

    /// Whoever signs for a bidder with a certificate must at least be one who could have bid.
    fn request(&self, bytes: &[u8], receipt: &[u8]) -> Result<()> {
        let signed = Signed::parse(bytes)?;
        if signed.cms().is_none() {
            return Ok(());
        }
        let arrived = Receipt::parse(Signed::parse(receipt)?.content())?.arrived;
        let signature = signed.verify_certificate()?;
        verify_chain(
            &signature.certificate,
            &signature.others,
            &self.bidders,
            &Revocation::unchecked(),
            arrived,
        )
        .map(|_| ())
        .map_err(|e| e.at("request: the bidder's certificate"))
    }
}
