//! What a lock belongs to: tender, notice, lot, stage, policy and bid key, in one hash (SPEC §3.2, §3.3).

use super::policy::Policy;
use crate::suite::{Digest, SUITE, hash};
use crate::wire::{Hex, Id, lp};

/// The place of one stage of one bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The tender digest.
    pub tender: Digest,
    /// The notice digest.
    pub notice: Digest,
    /// The lot.
    pub lot: Id,
    /// The stage.
    pub stage: Id,
    /// The bid key.
    pub bid_key: Hex<32>,
}

impl Scope {
    /// The identity that custodians sign to release this stage of this bid.
    pub fn identity(&self) -> [u8; 32] {
        hash(&[
            b"sealbid/1 identity",
            &self.tender.0,
            &self.notice.0,
            &lp(self.lot.as_str().as_bytes()),
            &lp(self.stage.as_str().as_bytes()),
            &self.bid_key.0,
        ])
        .0
    }
}

/// A scope under a policy. A lock made in one context opens in no other.
#[derive(Clone, Debug)]
pub struct Context {
    pub(super) policy: Policy,
    pub(super) id: [u8; 32],
    pub(super) ctx: [u8; 32],
}

impl Context {
    /// Binds a scope and a policy together.
    pub fn new(scope: &Scope, policy: Policy) -> Context {
        let ctx = hash(&[
            b"sealbid/1 context",
            &lp(SUITE.as_bytes()),
            &scope.tender.0,
            &scope.notice.0,
            &lp(scope.lot.as_str().as_bytes()),
            &lp(scope.stage.as_str().as_bytes()),
            &lp(&policy.bytes()),
            &scope.bid_key.0,
        ])
        .0;
        Context { id: scope.identity(), ctx, policy }
    }

    /// The context's hash.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.ctx
    }

    /// The identity that custodians sign.
    pub fn identity(&self) -> &[u8; 32] {
        &self.id
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// `at`: the place of one holder within the context.
    pub(super) fn at(&self, j: u8, i: u8) -> Vec<u8> {
        [&self.ctx[..], &[j, i]].concat()
    }
}
