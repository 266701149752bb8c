//! The tender box (SPEC §14).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod announce;
mod boxes;
mod closed;
mod crash;
mod receive;
mod refusals;
mod replace;
mod uploads;

use sealbid::ErrorKind;
use sealbid::record::{Reason, Refusal, Signed, platform_signed};
use sealbid::suite::Digest;
use sealbid::tenderbox::Refused;
use sealbid::wire::Time;

/// Checks that something was refused for this reason, by a refusal that the platform signed.
#[track_caller]
fn refused(
    world: &common::World,
    answer: Result<Vec<u8>, Refused>,
    kind: ErrorKind,
    digest: Option<Digest>,
    arrived: Time,
) {
    let refused = answer.unwrap_err();
    assert_eq!(refused.error.kind(), kind, "{refused}");
    let signed = Signed::parse(&refused.refusal.unwrap()).unwrap();
    platform_signed(world.notice().notice(), &signed, arrived).unwrap();
    let refusal = Refusal::parse(signed.content()).unwrap();
    assert_eq!(refusal.reason, Reason::of(&refused.error));
    assert_eq!((refusal.digest, refusal.arrived), (digest, arrived));
    assert_eq!((refusal.tender, refusal.notice), {
        let notice = world.notice();
        (notice.notice().tender(), notice.notice().digest())
    });
}
