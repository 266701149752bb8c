//! At the hall: blind copies dealt to evaluators under codes (SPEC §19.3).

use super::collect::{BlindPart, Collect, remakes};
use super::desk::{check_transformation, stated_in};
use super::package::Package;
use crate::bid::Work;
use crate::error::{Error, ErrorKind, Result};
use crate::opening::{BLINDED, Opening};
use crate::record::{
    BidState, Blinded, CodesSecret, CopyOpening, DealtCode, DealtCopy, DealtLot, Event, Outcome, Unblinded,
    UnblindedLot, Unblinding, code, copy_name,
};
use crate::suite::{Digest, Secret, hash};
use crate::wire::{Hex, Id, Time};
use std::collections::{BTreeMap, BTreeSet};

/// Takes packages, in the order of their codes.
pub trait Packages {
    /// One package.
    ///
    /// # Errors
    /// Whatever stops the dealing.
    fn take(&mut self, package: Package) -> Result<()>;
}

/// What was dealt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dealt {
    /// As it stands in the evidence.
    pub blinded: Blinded,
    /// Its SHA-256, which scores name.
    pub digest: Digest,
    /// How many copies the hall did not make again to the byte.
    pub different: usize,
}

/// A lot, and its bids in the order of their codes.
type Ordered = (Id, Vec<BidState>);

/// The codes of a stage: for each lot in the notice's order, the bids in the order of their codes.
pub(super) fn codes(opening: &Opening<'_>) -> Result<(CodesSecret, Vec<Ordered>)> {
    let case = opening.case();
    let secret = CodesSecret::of(&opening.closed().keys().record_key, &case.notice().tender());
    let mut lots: BTreeMap<Id, Vec<(BidState, Secret)>> = BTreeMap::new();
    for (bid, seed) in opening.seeds()? {
        lots.entry(bid.lot.clone()).or_default().push((bid, seed));
    }
    let mut ordered = Vec::new();
    for lot in &case.notice().body().lots {
        let Some(bids) = lots.remove(&lot.id) else { continue };
        let seeds: Vec<(Digest, Secret)> =
            bids.iter().map(|(bid, seed)| (bid.digest, seed.clone())).collect();
        let mut by_digest: BTreeMap<Digest, BidState> =
            bids.into_iter().map(|(bid, _)| (bid.digest, bid)).collect();
        let order = secret.order(case.stage(), &lot.id, &seeds);
        let bids = order.iter().filter_map(|digest| by_digest.remove(digest)).collect();
        ordered.push((lot.id.clone(), bids));
    }
    Ok((secret, ordered))
}

/// Deals a finished stage: makes every copy again, has the scanner look at what the bidders sealed, for what they declared
/// and for what their certificates state, and gives it out under codes. What was dealt goes into the evidence, its digest
/// into the record. Copies of bids in `withheld` are not looked at and not dealt.
///
/// # Errors
/// [`ErrorKind::NoBlindReview`], [`ErrorKind::UnknownTransformation`]; [`ErrorKind::NamesLeft`] and other errors of the
/// scanner, with the bid: nothing is recorded then, and the bid can be withheld; [`ErrorKind::TooLarge`] if what was
/// dealt, or the names, would be more than a file takes; those of the packages; those of the record's rules.
pub fn deal(
    opening: &Opening<'_>,
    withheld: &BTreeSet<Digest>,
    packages: &mut dyn Packages,
    now: Time,
    work: Work<'_>,
) -> Result<Dealt> {
    let (closed, notice, stage) = (opening.closed(), opening.case().notice(), opening.case().stage());
    if notice.blind_review_of(stage).is_none() {
        return Err(Error::new(ErrorKind::NoBlindReview).at(stage));
    }
    check_transformation(notice)?;
    let (secret, lots) = codes(opening)?;
    let (mut dealt, mut named, mut different) = (Vec::new(), Vec::new(), Vec::new());
    for (lot, bids) in lots {
        let (mut codes, mut names) = (Vec::new(), Vec::new());
        for (place, bid) in bids.iter().enumerate().filter(|(_, bid)| !withheld.contains(&bid.digest)) {
            let at = |error: Error| error.at(format_args!("bid {}", bid.digest));
            let (parts, outcome) = blind_parts(opening, &bid.digest, work).map_err(at)?;
            let stated = stated_in(&outcome);
            parts.iter().try_for_each(|part| part.check(&stated)).map_err(at)?;
            let (copies, openings, files) = pack(&secret, &bid.digest, parts);
            different.extend(copies.iter().filter(|copy| !copy.remade).map(|copy| copy.commitment));
            packages.take(Package { lot: lot.clone(), code: code(place), files })?;
            codes.push(DealtCode { code: code(place), copies });
            names.push(Unblinded { code: code(place), bid: bid.digest, openings });
        }
        dealt.push(DealtLot { lot: lot.clone(), codes });
        named.push(UnblindedLot { lot, codes: names });
    }
    let blinded = Blinded::new(notice.tender(), stage.clone(), dealt);
    let bytes = blinded.to_bytes()?;
    Blinded::parse(&bytes)?;
    // What could not be published in the end must not be dealt: the tender would stand still. The secret is left out.
    let names = Unblinding::new(notice.tender(), stage.clone(), Hex([0; 32]), named);
    Unblinding::parse(&names.to_bytes()?)?;
    let digest = closed.put_evidence(BLINDED, &bytes)?;
    let count = different.len();
    different.sort_unstable();
    let event = Event::Blinded {
        stage: stage.clone(),
        blinded: digest,
        lots: blinded.codes(),
        withheld: withheld.iter().copied().collect(),
        different,
    };
    closed.write(now, event, Vec::new())?;
    Ok(Dealt { blinded, digest, different: count })
}

/// The blind parts of an opened bid, and its outcome.
pub(super) fn blind_parts(
    opening: &Opening<'_>,
    bid: &Digest,
    work: Work<'_>,
) -> Result<(Vec<BlindPart>, Outcome)> {
    let mut sink = Collect::new(opening.case().notice());
    let outcome = opening.extract_again(bid, &mut sink, work)?;
    Ok((sink.finish()?, outcome))
}

/// A bid's copies under neutral names, what is said of them, and what will open their commitments.
type Packed = (Vec<DealtCopy>, Vec<CopyOpening>, Vec<(String, Vec<u8>)>);

fn pack(secret: &CodesSecret, bid: &Digest, parts: Vec<BlindPart>) -> Packed {
    let (mut copies, mut openings, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        for (n, (path, original, copy)) in part.documents.into_iter().enumerate() {
            let remade = remakes(&path, &original, &copy, &part.terms);
            let name = copy_name(n, &path);
            let (size, digest) = (copy.len() as u64, hash(&[&copy]));
            let opening = CopyOpening::of(secret, bid, &part.part, &path);
            let commitment = opening.commitment(bid, &digest);
            files.push((format!("{}/{name}", part.part), copy));
            copies.push(DealtCopy { part: part.part.clone(), name, size, digest, commitment, remade });
            openings.push(opening);
        }
    }
    (copies, openings, files)
}
