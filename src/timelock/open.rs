//! Opening a lock with its holders' releases, and naming those whose release is wrong (SPEC §3.6).

use super::context::Context;
use super::curve::{PublicKey, Signature, pairing, verify_keys};
use super::derive::{Derived, derive_with, mask, mask_check, point};
use super::gf256;
use super::lock::Lock;
use super::policy::{Holder, HolderKey};
use super::verified::Verified;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Secret;
use crate::wire::{Hex, Id};

/// What a holder released for this bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A custodian's or a beacon's signature.
    Signature(Hex<48>),
    /// The same, verified before.
    Verified(Box<Verified>),
    /// A certificate holder's unwrapped mask.
    Mask(Secret),
}

/// A release for one bid, of one holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The holder's name in the notice.
    pub holder: Id,
    /// Its release.
    pub value: Value,
}

/// A release that was not used, because it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The holder in whose name it was given.
    pub holder: Id,
    /// What is wrong with it.
    pub error: Error,
}

/// An opened lock: good for the one stage of the one bid that it belongs to.
pub struct Unlocked {
    /// The seed from which the bidder made the lock.
    pub seed: Secret,
    /// The key of the stage's parts.
    pub payload: Secret,
    /// The context's hash.
    pub(crate) context: [u8; 32],
}

/// What became of an opening.
#[must_use]
pub struct Verdict {
    /// Wrong releases, by holder, whatever the outcome.
    pub refused: Vec<Refused>,
    /// The keys, or why there are none.
    pub outcome: Result<Unlocked>,
}

/// A mask that belongs to its holder: quorum, holder, mask.
#[derive(Clone)]
struct Share {
    quorum: u8,
    holder: u8,
    mask: Secret,
}

/// Opens a lock.
///
/// The verdict on the lock does not depend on which holders released: releases are verified before they are used,
/// and correct ones all lead to the same seed.
///
/// The outcome's errors: [`ErrorKind::LockShape`] and [`ErrorKind::BadPoint`] for a lock that does not fit the
/// policy, [`ErrorKind::QuorumNotMet`], [`ErrorKind::LockInconsistent`].
pub fn open(lock: &Lock, context: &Context, given: &[Given]) -> Verdict {
    let mut refused = Vec::new();
    let outcome = try_open(lock, context, given, &mut refused);
    Verdict { refused, outcome }
}

/// Opens a lock with the bidder's own seed: at the trial opening, and when seeds rescue a lost quorum. Derivation is
/// the proof that it is the right seed.
///
/// # Errors
/// [`ErrorKind::LockInconsistent`] if the seed does not give this lock; [`ErrorKind::LockShape`].
pub fn open_with_seed(lock: &Lock, context: &Context, seed: &Secret) -> Result<Unlocked> {
    lock.check_shape(context.policy())?;
    unlock(seed.clone(), lock, context, &[])
}

fn try_open(lock: &Lock, context: &Context, given: &[Given], refused: &mut Vec<Refused>) -> Result<Unlocked> {
    let u = lock.checked_u(context.policy())?;
    let signed = signatures(context, given, refused)?;
    let masks = masks(lock, context, given, refused);
    // First those whose masks cost a pairing less to derive again, then certificates; each in the policy's order.
    let mut signers = Vec::new();
    let mut shares = Vec::new();
    for (j, quorum) in (0u8..).zip(context.policy.quorums()) {
        let threshold = usize::from(quorum.threshold);
        let mut here: Vec<Share> = Vec::new();
        for (_, i, signature) in signed.iter().filter(|signed| signed.0 == j).take(threshold) {
            let holder = &quorum.holders[usize::from(*i)];
            let mask = mask(&pairing(signature, &u)[..], &lock.u, holder, context, j, *i);
            here.push(Share { quorum: j, holder: *i, mask });
        }
        signers.extend(here.iter().cloned());
        here.extend(masks.iter().filter(|share| share.quorum == j).take(threshold - here.len()).cloned());
        if here.len() < threshold {
            let detail = format!("quorum {}: {threshold} needed, {} right", j + 1, here.len());
            return Err(Error::new(ErrorKind::QuorumNotMet).because(detail));
        }
        shares.extend(here);
    }
    unlock(interpolate(lock, context, &shares), lock, context, &signers)
}

/// The signatures that verify, at most one a holder, in the policy's order.
fn signatures(
    context: &Context,
    given: &[Given],
    refused: &mut Vec<Refused>,
) -> Result<Vec<(u8, u8, Signature)>> {
    let (mut candidates, mut good) = (Vec::new(), Vec::new());
    for release in given {
        let taken = match &release.value {
            Value::Signature(bytes) => {
                candidate(context, release, bytes).map(|candidate| candidates.push((release, candidate)))
            }
            Value::Verified(verified) => known(context, release, verified).map(|found| good.push(found)),
            Value::Mask(_) => Ok(()),
        };
        if let Err(error) = taken {
            refused.push(Refused { holder: release.holder.clone(), error });
        }
    }
    // One check for all that sign the same; only if it fails is each looked at by itself.
    let mut groups: Vec<(&[u8; 32], &[u8])> = candidates.iter().map(|(_, c)| (&c.message, c.dst)).collect();
    groups.sort_unstable();
    groups.dedup();
    for (message, dst) in groups {
        let group: Vec<_> =
            candidates.iter().filter(|(_, c)| c.message == *message && c.dst == dst).collect();
        let signed: Vec<_> = group.iter().map(|(_, c)| (*c.key, c.signature)).collect();
        let all_right = verify_keys(message, dst, &signed)?;
        for (release, c) in group {
            if all_right || c.signature.verifies(message, dst, c.key) {
                good.push((c.quorum, c.holder, c.signature));
            } else {
                refused.push(Refused { holder: release.holder.clone(), error: ErrorKind::BadRelease.into() });
            }
        }
    }
    good.sort_unstable_by_key(|(j, i, _)| (*j, *i));
    good.dedup_by_key(|(j, i, _)| (*j, *i));
    Ok(good)
}

/// A signature before it is verified.
struct Candidate<'a> {
    quorum: u8,
    holder: u8,
    key: &'a PublicKey,
    message: [u8; 32],
    dst: &'static [u8],
    signature: Signature,
}

fn candidate<'a>(context: &'a Context, release: &Given, bytes: &Hex<48>) -> Result<Candidate<'a>> {
    let (quorum, number, holder) = context.policy.holder(&release.holder)?;
    let (key, message, dst) = holder.signs(&context.id).ok_or(ErrorKind::BadRelease)?;
    let signature =
        Signature::from_bytes(bytes).map_err(|e| Error::new(ErrorKind::BadRelease).because(e.detail()))?;
    Ok(Candidate { quorum, holder: number, key, message, dst, signature })
}

/// A release that was verified before, if it was for this place.
fn known(context: &Context, release: &Given, verified: &Verified) -> Result<(u8, u8, Signature)> {
    let (quorum, number, holder) = context.policy.holder(&release.holder)?;
    let signature = verified.of(holder, &context.id).ok_or(ErrorKind::BadRelease)?;
    Ok((quorum, number, signature))
}

/// The certificates' masks that fit the lock's checks, at most one a holder, in the policy's order.
fn masks(lock: &Lock, context: &Context, given: &[Given], refused: &mut Vec<Refused>) -> Vec<Share> {
    let mut good: Vec<Share> = Vec::new();
    for release in given {
        let Value::Mask(mask) = &release.value else { continue };
        match mask_fits(lock, context, &release.holder, mask) {
            Ok((quorum, holder)) => good.push(Share { quorum, holder, mask: mask.clone() }),
            Err(error) => refused.push(Refused { holder: release.holder.clone(), error }),
        }
    }
    good.sort_unstable_by_key(|share| (share.quorum, share.holder));
    good.dedup_by_key(|share| (share.quorum, share.holder));
    good
}

/// The place of a certificate holder whose mask this is, by the check of a lock whose shape is right.
pub(super) fn mask_fits(lock: &Lock, context: &Context, holder: &Id, mask: &Secret) -> Result<(u8, u8)> {
    let (j, i, _) = context.policy.holder(holder)?;
    let quorum = &context.policy.quorums()[usize::from(j)].holders;
    let number = certificates_before(quorum, i).ok_or(ErrorKind::BadRelease)?;
    if mask_check(mask, &context.at(j, i)) == lock.quorums[usize::from(j)].checks[number] {
        Ok((j, i))
    } else {
        Err(ErrorKind::BadRelease.into())
    }
}

/// The number of a certificate holder among the certificates of its quorum, by which its transport and check stand
/// in the lock. `None` if the holder is no certificate.
pub(super) fn certificates_before(holders: &[Holder], number: u8) -> Option<usize> {
    let is_certificate = |holder: &&Holder| matches!(holder.key, HolderKey::Certificate(_));
    let (before, from) = holders.split_at_checked(usize::from(number))?;
    from.first().filter(is_certificate)?;
    Some(before.iter().filter(is_certificate).count())
}

/// Steps 3 and 4: shares from masks and corrections, quorum secrets from shares, the seed from quorum secrets.
fn interpolate(lock: &Lock, context: &Context, masks: &[Share]) -> Secret {
    let mut seed = Secret::new([0; 32]);
    for (j, quorum) in (0u8..).zip(context.policy.quorums()) {
        let free = usize::from(quorum.threshold) - 1;
        let shares: Vec<(u8, Secret)> = masks
            .iter()
            .filter(|share| share.quorum == j)
            .map(|share| match usize::from(share.holder).checked_sub(free) {
                Some(n) => {
                    let correction = Secret::new(lock.quorums[usize::from(j)].corrections[n].0);
                    (share.holder + 1, share.mask.xor(&correction))
                }
                None => (share.holder + 1, share.mask.clone()),
            })
            .collect();
        let points: Vec<(u8, &Secret)> = shares.iter().map(|(x, share)| (*x, share)).collect();
        seed = seed.xor(&gf256::evaluate(&points, 0));
    }
    seed
}

/// Step 5: derives the whole lock from a seed; if it is the bid's, so are the keys.
///
/// `e(σ, U)` of a verified release equals the derived `e(r · H, pk)` once `r · G2 = U` holds; so the masks of
/// `signers` are computed only once, and it is the comparison of `U` that must come first.
fn unlock(seed: Secret, lock: &Lock, context: &Context, signers: &[Share]) -> Result<Unlocked> {
    let point = point(&seed, context)?;
    if point.u != lock.u {
        return Err(ErrorKind::LockInconsistent.into());
    }
    let known = |j, i| {
        signers.iter().find(|share| (share.quorum, share.holder) == (j, i)).map(|share| share.mask.clone())
    };
    let Derived { lock: derived, payload, .. } = derive_with(&seed, &lock.stage, context, &point, &known)?;
    if !derived.same_as(lock) {
        return Err(ErrorKind::LockInconsistent.into());
    }
    Ok(Unlocked { seed, payload, context: context.ctx })
}
