//! Who must have signed a file, and whether that is so (SPEC §13.7).

use super::signed_content::Content;
use super::signed_decision::Decision;
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::{fill, say};
use sealbid::bid::BidFile;
use sealbid::ca::{TrustAnchors, VerifiedSignature};
use sealbid::notice::Notice;
use sealbid::record::{Signed, check_adjudicator, check_tenderer, platform_signed};
use sealbid::suite::Digest;
use sealbid::wire::{Hex, Time};
use sealbid::{Error, ErrorKind};
use std::fs::File;

/// What a reader holds a signed file against.
pub struct Against<'a> {
    /// The notice.
    pub notice: Option<&'a Notice>,
    /// The reader's own roots, for the tenderer.
    pub trust: Option<&'a TrustAnchors>,
    /// The bid that goes, for requests about it.
    pub bid: Option<&'a BidFile<File>>,
}

/// Checks that a file is of the notice's tender.
pub fn check_tender(notice: &Notice, tender: Digest) -> Result<()> {
    if tender == notice.tender() {
        return Ok(());
    }
    let detail = format!("{tender}, the notice is of {}", notice.tender());
    Err(Failure::own(Own::OtherTender, "tender", detail))
}

/// The signature by itself: whoever signed did sign this. Gives the certificate's part, if one signed.
pub fn check_signature(signed: &Signed) -> sealbid::Result<Option<VerifiedSignature>> {
    match signed.key() {
        Some(key) => signed.verify_key(&key).map(|()| None),
        None => signed.verify_certificate().map(Some),
    }
}

/// Checks who signed as far as what is at hand allows, and says how far that was. True if nothing is left to check.
pub fn check_signer(
    signed: &Signed,
    content: &Content,
    against: &Against<'_>,
    now: Time,
    console: &Console,
) -> Result<bool> {
    if let Some(notice) = against.notice {
        check_tender(notice, content.tender())?;
    }
    match content {
        Content::Receipt(receipt) => platform(signed, against, receipt.arrived, console),
        Content::Refusal(refusal) => platform(signed, against, refusal.arrived, console),
        Content::ReleaseRequest(_) => platform(signed, against, now, console),
        // The key stands in these two, and was checked with them.
        Content::Seed(found) => match against.bid {
            Some(bid) => bidder(signed, bid, bid.digest(), console),
            None => by_key(found.bid_key, console),
        },
        Content::Announcement(found) => match against.bid {
            Some(bid) => bidder(signed, bid, found.digest, console),
            None => by_key(found.bid_key, console),
        },
        Content::Replacement(found) => of_bid(signed, against, found.old, console),
        Content::Withdrawal(found) => of_bid(signed, against, found.digest, console),
        Content::ReleaseRefusal(found) => {
            let Some(notice) = against.notice else { return unknown("signed-needs-notice", console) };
            let named = notice.custodians().iter().find(|c| c.statement().custodian == found.custodian);
            let custodian =
                named.ok_or_else(|| Error::new(ErrorKind::UnknownCustodian).because(&found.custodian))?;
            signed.verify_key(&custodian.statement().record_key)?;
            say!(console, "signed-by-custodian", name = custodian.statement().organisation)?;
            Ok(true)
        }
        Content::Decision(decision) => decided(signed, decision, against, console),
    }
}

fn unknown(message: &str, console: &Console) -> Result<bool> {
    console.line(&fill!(console.words, message))?;
    Ok(false)
}

fn by_key(key: Hex<32>, console: &Console) -> Result<bool> {
    say!(console, "signed-by-key", key = key)?;
    Ok(true)
}

fn platform(signed: &Signed, against: &Against<'_>, at: Time, console: &Console) -> Result<bool> {
    let Some(notice) = against.notice else { return unknown("signed-needs-notice", console) };
    platform_signed(notice, signed, at)?;
    let (platform, _) = notice.platform()?;
    say!(console, "signed-by-platform", name = platform.operator, time = console.clock.local(at))?;
    Ok(true)
}

fn of_bid(signed: &Signed, against: &Against<'_>, digest: Digest, console: &Console) -> Result<bool> {
    match against.bid {
        Some(bid) => bidder(signed, bid, digest, console),
        None => unknown("signed-needs-bid", console),
    }
}

/// The bid's own key, or the very certificate that signed it.
fn bidder(signed: &Signed, bid: &BidFile<File>, digest: Digest, console: &Console) -> Result<bool> {
    if bid.digest() != digest {
        let detail = format!("it is about {digest}, the bid is {}", bid.digest());
        return Err(Error::new(ErrorKind::RequestMismatch).because(detail).into());
    }
    if signed.key().is_some() {
        signed.verify_key(&bid.header().bid_key)?;
        say!(console, "signed-by-bid-key")?;
    } else if signed.verify_certificate()?.certificate == bid.signature().certificate {
        say!(console, "signed-by-bidder", name = bid.signature().certificate.names().display())?;
    } else {
        return Err(Error::new(ErrorKind::WrongSigner).because("not the bid's certificate").into());
    }
    Ok(true)
}

fn decided(signed: &Signed, decision: &Decision, against: &Against<'_>, console: &Console) -> Result<bool> {
    let Some(notice) = against.notice else { return unknown("signed-needs-notice", console) };
    match decision {
        Decision::Adjudication(_) | Decision::QuorumLost(_) => {
            check_adjudicator(notice, signed)?;
            say!(console, "signed-by-adjudicator", name = notice.body().adjudicator.name)?;
        }
        Decision::Postponement(_) | Decision::Admission(_) | Decision::Scores(_) => {
            let Some(trust) = against.trust else { return unknown("signed-needs-trust", console) };
            let at = decision.issued();
            check_tenderer(notice, &signed.verify_certificate()?, trust, at)?;
            let name = &notice.body().tenderer;
            say!(console, "signed-by-tenderer", name = name, time = console.clock.local(at))?;
        }
    }
    Ok(true)
}
