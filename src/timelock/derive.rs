//! From a seed to a whole lock (SPEC §3.4). There is no other randomness: the same seed gives the same lock.

use super::context::Context;
use super::curve::{Scalar, Signature, pairing};
use super::gf256;
use super::lock::{Lock, QuorumLock};
use super::policy::{Holder, HolderKey, Quorum};
use crate::ca::oaep_encrypt;
use crate::error::Result;
use crate::suite::{Digest, Secret, kdf};
use crate::wire::{Base64, Hex, Id};

/// A lock and the secrets under it.
pub struct Derived {
    /// The lock.
    pub lock: Lock,
    /// The key that the stage's parts are sealed under.
    pub payload: Secret,
    /// Each holder's mask, by quorum and holder.
    #[cfg(test)]
    pub(super) masks: Vec<Vec<Secret>>,
}

/// Derives a stage's lock, its payload key and all masks from a seed.
///
/// # Errors
/// What encrypting to a certificate holder's key can give ([`crate::ErrorKind::WeakKey`] and the like).
pub fn derive(seed: &Secret, stage: &Id, context: &Context) -> Result<Derived> {
    derive_with(seed, stage, context, &point(seed, context)?, &|_, _| None)
}

/// Step 1: `r` and `U = r · G2`.
pub(super) struct Point {
    pub(super) r: Scalar,
    pub(super) u: Hex<96>,
}

pub(super) fn point(seed: &Secret, context: &Context) -> Result<Point> {
    let r = Scalar::keygen(&kdf("r", seed.expose(), &[&context.ctx]), &context.ctx)?;
    let u = r.public().bytes();
    Ok(Point { r, u })
}

/// As [`derive`], with masks that are known already to be the derived ones (SPEC §3.6 step 5).
pub(super) fn derive_with(
    seed: &Secret,
    stage: &Id,
    context: &Context,
    Point { r, u }: &Point,
    known: &dyn Fn(u8, u8) -> Option<Secret>,
) -> Result<Derived> {
    // Custodians all sign the same identity, so its product with r is computed once.
    let mut products: Vec<([u8; 32], Signature)> = Vec::new();
    let mut quorums = Vec::new();
    #[cfg(test)]
    let mut masks = Vec::new();
    for ((j, quorum), secret) in (0u8..).zip(context.policy.quorums()).zip(secrets(seed, context)) {
        let mut quorum_masks = Vec::new();
        let (mut transports, mut checks) = (Vec::new(), Vec::new());
        for (i, holder) in (0u8..).zip(&quorum.holders) {
            let mask = match (known(j, i), holder.signs(&context.id)) {
                (Some(mask), _) => mask,
                (None, None) => kdf("certificate mask", seed.expose(), &[&context.at(j, i)]),
                (None, Some((key, message, dst))) => {
                    let product = match products.iter().find(|(known, _)| *known == message) {
                        Some((_, product)) => *product,
                        None => {
                            let product = r.sign(&message, dst);
                            products.push((message, product));
                            product
                        }
                    };
                    mask(&pairing(&product, key)[..], u, holder, context, j, i)
                }
            };
            if let HolderKey::Certificate(certificate) = &holder.key {
                let at = context.at(j, i);
                let message = zeroize::Zeroizing::new([&context.ctx[..], mask.expose()].concat());
                let oaep_seed = kdf("oaep", seed.expose(), &[&at]);
                transports.push(Base64(oaep_encrypt(
                    certificate.spki_der(),
                    &message,
                    &[],
                    oaep_seed.expose(),
                )?));
                checks.push(mask_check(&mask, &at));
            }
            quorum_masks.push(mask);
        }
        let corrections = corrections(quorum, &secret, &quorum_masks);
        quorums.push(QuorumLock { corrections, transports, checks });
        #[cfg(test)]
        masks.push(quorum_masks);
    }
    let payload = kdf("payload", seed.expose(), &[&context.ctx]);
    let commitment = commitment(&payload, context);
    let lock = Lock { stage: stage.clone(), u: *u, quorums, commitment };
    Ok(Derived {
        lock,
        payload,
        #[cfg(test)]
        masks,
    })
}

/// The commitment to a payload key (SPEC §3.4 step 6).
fn commitment(payload: &Secret, context: &Context) -> Digest {
    Hex(*kdf("commitment", payload.expose(), &[&context.ctx]).expose())
}

/// What a certificate holder's mask is recognised by: a release can be judged by itself, since a mask that fits is
/// the one that was encrypted (SPEC §3.4 step 5).
pub(super) fn mask_check(mask: &Secret, at: &[u8]) -> Hex<32> {
    Hex(*kdf("mask check", mask.expose(), &[at]).expose())
}

/// A signing holder's mask from its element of GT.
pub(super) fn mask(gt: &[u8], u: &Hex<96>, holder: &Holder, context: &Context, j: u8, i: u8) -> Secret {
    let (key, message) = match holder.signs(&context.id) {
        Some((key, message, _)) => (key.bytes(), message),
        None => unreachable!("only holders that sign have an element of GT"),
    };
    kdf("mask", gt, &[&u.0, &key.0, &message, &context.at(j, i)])
}

/// The quorums' secrets: all derived but the last, which completes the sum to the seed.
fn secrets(seed: &Secret, context: &Context) -> Vec<Secret> {
    let count = context.policy.quorums().len() as u8;
    let mut secrets: Vec<Secret> =
        (0..count - 1).map(|j| kdf("quorum", seed.expose(), &[&context.ctx, &[j]])).collect();
    secrets.push(secrets.iter().fold(seed.clone(), |sum, secret| sum.xor(secret)));
    secrets
}

/// The first t − 1 masks are shares; the others are corrected to lie on the same polynomial.
fn corrections(quorum: &Quorum, secret: &Secret, masks: &[Secret]) -> Vec<Hex<32>> {
    let free = usize::from(quorum.threshold) - 1;
    let points: Vec<(u8, &Secret)> = (0u8..).zip(std::iter::once(secret).chain(&masks[..free])).collect();
    (1u8..)
        .zip(masks)
        .skip(free)
        .map(|(x, mask)| Hex(*gf256::evaluate(&points, x).xor(mask).expose()))
        .collect()
}
