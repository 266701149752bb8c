//! Attacks through certificates and what is known of their revocation.

use super::common::*;
use sealbid::ErrorKind;
use sealbid::ca::{Crl, Revocation, RevocationReason};
use sealbid::wire::Time;

const BID: &str = BEFORE;

/// Whether the bid of the world's bidder, handed in at `BID`, passes under these lists, gathered at a time.
fn verdict(world: &World, lists: Vec<Crl>, gathered: &str) -> Result<(), ErrorKind> {
    let notice = world.notice();
    let (bytes, _) = sealed(world, &notice);
    let revocation = Revocation::new(lists, Vec::new()).unwrap().gathered_at(time(gathered));
    let bid = read(&bytes, &notice).unwrap();
    bid.check_signer(&revocation, time(BID)).map(|_| ()).map_err(|error| error.kind())
}

fn list(world: &World, revoked: Option<Time>, from: &str, until: &str) -> Crl {
    let bidder = world.bidder.certificate();
    let entries: Vec<_> = revoked.iter().map(|at| (bidder, *at, RevocationReason::KeyCompromise)).collect();
    world.ca.crl(&entries, time(from), time(until)).unwrap()
}

const DAY_BEFORE: &str = "2026-06-19T09:00:00+08:00";
const DAY_AFTER: &str = "2026-06-21T09:00:00+08:00";
const CLOSING: &str = "2026-06-30T09:00:00+08:00";

/// A stolen token whose certificate its owner had revoked: the bid does not pass, also where the list with the
/// revocation came out only after the bid.
#[test]
fn stolen_token() {
    let world = World::new();
    let before = Some(time(DAY_BEFORE));
    let current = list(&world, before, DAY_BEFORE, CLOSING);
    assert_eq!(verdict(&world, vec![current], CLOSING), Err(ErrorKind::CertificateRevoked));
    let clean = list(&world, None, "2026-06-18T09:00:00+08:00", CLOSING);
    assert_eq!(verdict(&world, vec![clean.clone()], CLOSING), Ok(()));
    let later = list(&world, before, DAY_AFTER, CLOSING);
    assert_eq!(verdict(&world, vec![clean, later], CLOSING), Err(ErrorKind::CertificateRevoked));
}

/// An authority that revokes a bidder's certificate after it has bid, to get rid of the bid.
#[test]
fn revoked_afterwards() {
    let world = World::new();
    let later = list(&world, Some(time(DAY_AFTER)), DAY_AFTER, CLOSING);
    assert_eq!(verdict(&world, vec![later], CLOSING), Ok(()));
    // A revocation that is dated back, but came out after what was frozen at the closing.
    let frozen = list(&world, None, DAY_BEFORE, CLOSING);
    let dated_back =
        list(&world, Some(time(DAY_BEFORE)), "2026-07-10T09:00:00+08:00", "2026-08-01T09:00:00+08:00");
    assert_eq!(verdict(&world, vec![frozen, dated_back], CLOSING), Ok(()));
}

/// A hall that shows an old list, from before the revocation, or another authority's.
#[test]
fn convenient_list() {
    let world = World::new();
    let old = list(&world, None, "2026-05-01T09:00:00+08:00", "2026-06-01T09:00:00+08:00");
    assert_eq!(verdict(&world, vec![old], CLOSING), Err(ErrorKind::RevocationStale));
    let foreign = list(&World::new(), None, DAY_BEFORE, CLOSING);
    assert_eq!(verdict(&world, vec![foreign], CLOSING), Err(ErrorKind::RevocationIssuer));
    assert_eq!(verdict(&world, vec![], CLOSING), Err(ErrorKind::RevocationUnknown));
}
