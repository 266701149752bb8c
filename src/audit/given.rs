//! What others hand to an audit: receipts and heads that the platform once gave them (SPEC §17).

use super::findings::Findings;
use super::remark::Remark;
use super::rule::{Place, Rule, Why};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Head, History, Receipt, Signed, platform_signed};

/// Reads a receipt, and checks that this tender's platform signed it. One of somebody else shows nothing.
pub(super) fn receipt(history: &History, bytes: &[u8]) -> Result<(Signed, Receipt)> {
    let signed = Signed::parse(bytes)?;
    let receipt = Receipt::parse(signed.content())?;
    if receipt.tender != history.tender()? {
        return Err(ErrorKind::WrongTender.into());
    }
    platform_signed(history.notice()?, &signed, receipt.arrived)?;
    Ok((signed, receipt))
}

/// A receipt that was given must stand in the record, unless the adjudicator has settled that it does not.
pub(super) fn receipts(
    history: &History,
    given: &[Vec<u8>],
    followed: bool,
    findings: &mut Findings,
    remarks: &mut Vec<Remark>,
) {
    for (number, bytes) in given.iter().enumerate() {
        let place = Place::Receipt(number);
        match receipt(history, bytes) {
            Err(error) => remarks.push(Remark::NotCounted(place, error)),
            Ok((signed, _)) if history.knows_receipt(&signed.content_digest()) => {}
            Ok((_, receipt)) if history.objections().get(&receipt.digest) == Some(&true) => {}
            // It may stand behind the entry at which the record could not be followed any more.
            Ok(_) if !followed => {}
            Ok((_, receipt)) => {
                findings.add(
                    Rule::Objections,
                    place,
                    Error::new(ErrorKind::BidMissing).because(receipt.digest),
                );
            }
        }
    }
}

/// A head that the platform once signed must be one of these entries.
pub(super) fn heads(
    history: &History,
    given: &[Vec<u8>],
    followed: bool,
    findings: &mut Findings,
    remarks: &mut Vec<Remark>,
) {
    for (number, bytes) in given.iter().enumerate() {
        let place = Place::Head(number);
        let signed = || {
            let head = Head::parse(bytes)?;
            head.verify(&history.tender()?, &history.notice()?.platform()?.0.record_key)?;
            Ok(head)
        };
        match signed() {
            Err(error) => remarks.push(Remark::NotCounted(place, error)),
            Ok(head) if head.checkpoint().size > history.len() && !followed => {
                findings.not_checked(Rule::Heads, Why::Beyond(history.len()));
            }
            // A head of no entries says nothing.
            Ok(head) if head.checkpoint().size == 0 => {}
            Ok(_) => {
                if let Err(error) = history.check_head(bytes) {
                    findings.add(Rule::Heads, place, error);
                }
            }
        }
    }
}
