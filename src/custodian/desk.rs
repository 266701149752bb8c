//! Who answers requests: a key, its memory, and whom its organisation trusts (SPEC §15).

use super::memory::Memory;
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Head, History, MAX_TOKENS, Receipt, Signed, platform_signed};
use crate::timelock::CustodianKey;
use crate::timestamp::TokenTime;
use crate::wire::Base64;

/// A custodian that answers requests. It takes nobody's word: it reads the whole log each time.
pub struct Custodian<'k> {
    pub(super) key: &'k CustodianKey,
    pub(super) trust: TrustAnchors,
    pub(super) memory: Memory,
    pub(super) receipts: Vec<Signed>,
}

impl<'k> Custodian<'k> {
    /// A custodian with its key and that key's memory. `trust` are its own organisation's roots, to which the
    /// tenderer's certificate must chain; `receipts` are those that bidders handed to it.
    ///
    /// # Errors
    /// [`ErrorKind::MemoryOfAnother`].
    pub fn new(
        key: &'k CustodianKey,
        trust: TrustAnchors,
        memory: Memory,
        receipts: Vec<Signed>,
    ) -> Result<Custodian<'k>> {
        if !memory.is_of(key) {
            return Err(ErrorKind::MemoryOfAnother.into());
        }
        Ok(Custodian { key, trust, memory, receipts })
    }

    /// What it remembers, and how its operator lets it go on after an alarm.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// A bidder hands in a receipt: before the next release its bid must stand in the record.
    pub fn hand_in(&mut self, receipt: Signed) {
        self.receipts.push(receipt);
    }

    /// Every receipt that counts stands in the record, or the adjudicator has decided on its bid. One that the
    /// platform did not sign for this tender counts for nothing: else anybody could stop a release with it.
    pub(super) fn check_receipts(&self, history: &History) -> Result<()> {
        let (tender, notice) = (history.tender()?, history.notice()?);
        for signed in &self.receipts {
            let Ok(receipt) = Receipt::parse(signed.content()) else { continue };
            let settled = history.objections().get(&receipt.digest).copied().unwrap_or(false);
            if receipt.tender != tender || settled || history.knows_receipt(&signed.content_digest()) {
                continue;
            }
            if platform_signed(notice, signed, receipt.arrived).is_ok() {
                return Err(Error::new(ErrorKind::BidMissing).because(receipt.digest));
            }
        }
        Ok(())
    }
}

/// The times of the tokens that come with a head: at least one, and each must count.
pub(super) fn token_times(history: &History, head: &Head, tokens: &[Base64]) -> Result<Vec<TokenTime>> {
    check_count(tokens)?;
    let tokens: Vec<Vec<u8>> = tokens.iter().map(|Base64(token)| token.clone()).collect();
    history.token_times(head, &tokens)
}

/// Bounds the work that a request can ask for.
pub(super) fn check_count(tokens: &[Base64]) -> Result<()> {
    match tokens.len() {
        0 => Err(ErrorKind::NoTimestamp.into()),
        1..=MAX_TOKENS => Ok(()),
        many => {
            let detail = format!("{many}, and at most {MAX_TOKENS} are looked at");
            Err(Error::new(ErrorKind::BadField).because(detail).at("tokens"))
        }
    }
}

impl std::fmt::Debug for Custodian<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Custodian({:?}, {:?})", self.key, self.memory)
    }
}
