//! Finding a path from a certificate to a trust anchor (RFC 4158, RFC 5280 §6; SPEC §6.4).
//!
//! A depth-first search upwards. Each step is judged by what costs little first: names, key identifiers, the rules
//! for issuers, and then the signature. What is found out of one certificate or of a pair is kept; each certificate
//! stands in the search once. Whoever can choose the certificates can make the search wander all the same, so its
//! steps, its signatures and the paths that it finds are counted.

use super::{
    algorithm::Refusal,
    certificate::Certificate,
    chain::{Chain, TrustAnchors},
    path_rules::{self, Role},
    revocation::{Revocation, Status},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use std::collections::HashMap;

/// Certificates between the leaf and the anchor.
const MAX_BETWEEN: usize = 6;
/// Signatures that are verified in one search.
const MAX_SIGNATURES: usize = 100;
/// Candidates that are tried in one search.
const MAX_STEPS: usize = 10_000;
/// Whole paths that are judged in one search.
const MAX_PATHS: usize = 64;

/// A search for a path.
pub(super) struct Search<'a> {
    leaf: &'a Certificate,
    /// Those that can issue: the anchors first, since a path that ends is better than a longer one.
    issuers: Vec<(&'a Certificate, Role)>,
    anchors: &'a TrustAnchors,
    revocation: &'a Revocation,
    at: Time,
    /// What is known about each issuer by itself.
    judged: HashMap<usize, Result<()>>,
    /// For each issuer, the first one with its key.
    keys: Vec<usize>,
    /// What is known about the signature of one certificate under another's key.
    verified: HashMap<(usize, usize), std::result::Result<(), Refusal>>,
    /// What is known about the revocation of one certificate by another.
    statuses: HashMap<(usize, usize), Result<Status>>,
    steps: usize,
    paths: usize,
    /// The refusal that was met farthest from the leaf: it explains most.
    refusal: Option<(usize, Error)>,
}

/// The leaf's place in a path, where issuers have their numbers.
const LEAF: usize = usize::MAX;

impl<'a> Search<'a> {
    pub(super) fn new(
        leaf: &'a Certificate,
        between: &'a [Certificate],
        anchors: &'a TrustAnchors,
        revocation: &'a Revocation,
        at: Time,
    ) -> Search<'a> {
        let mut issuers: Vec<(&Certificate, Role)> = Vec::new();
        let trusted = anchors.certificates().iter().map(|anchor| (anchor, Role::Anchor));
        for (certificate, role) in trusted.chain(between.iter().map(|other| (other, Role::Intermediate))) {
            if certificate != leaf && !issuers.iter().any(|(known, _)| *known == certificate) {
                issuers.push((certificate, role));
            }
        }
        let same_key = |(issuer, _): &(&Certificate, Role)| {
            issuers.iter().position(|(other, _)| other.spki_der() == issuer.spki_der())
        };
        let keys = issuers.iter().filter_map(same_key).collect();
        Search {
            leaf,
            keys,
            issuers,
            anchors,
            revocation,
            at,
            judged: HashMap::new(),
            verified: HashMap::new(),
            statuses: HashMap::new(),
            steps: 0,
            paths: 0,
            refusal: None,
        }
    }

    /// How many certificates are candidates.
    #[cfg(test)]
    pub(super) fn issuers(&self) -> usize {
        self.issuers.len()
    }

    /// The first path that holds.
    pub(super) fn run(mut self) -> Result<Chain> {
        path_rules::check_leaf(self.leaf, self.anchors.policies(), self.at)?;
        match self.extend(&mut vec![LEAF]) {
            Some(chain) => Ok(chain),
            None => Err(self.refusal.map_or_else(|| ErrorKind::NoTrustedChain.into(), |(_, error)| error)),
        }
    }

    fn certificate(&self, number: usize) -> &'a Certificate {
        self.issuers.get(number).map_or(self.leaf, |(issuer, _)| *issuer)
    }

    /// Tries every issuer of the path's last certificate.
    fn extend(&mut self, path: &mut Vec<usize>) -> Option<Chain> {
        let child_number = path.last().copied().unwrap_or(LEAF);
        let child = self.certificate(child_number);
        for number in 0..self.issuers.len() {
            let Some((issuer, role)) = self.issuers.get(number).copied() else { continue };
            if issuer.subject_name() != child.issuer_name() {
                continue;
            }
            self.steps += 1;
            if let Err(error) = self.step(path, (child_number, child), (number, issuer, role)) {
                self.refuse(path.len(), error);
                continue;
            }
            path.push(number);
            let found = match role {
                Role::Anchor => self.conclude(path),
                _ => self.extend(path),
            };
            path.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Judges one step upwards.
    fn step(
        &mut self,
        path: &[usize],
        (child_number, child): (usize, &Certificate),
        (number, issuer, role): (usize, &Certificate, Role),
    ) -> Result<()> {
        let untrusted = |why: &str| Err(Error::new(ErrorKind::NoTrustedChain).because(why));
        if self.steps > MAX_STEPS {
            return untrusted("too many certificates of one name");
        }
        // The same name with the same key is the same authority, whichever certificate says so: a circle.
        let same = |other: &Certificate| {
            other.spki_der() == issuer.spki_der() && other.subject_name() == issuer.subject_name()
        };
        if path.iter().any(|number| same(self.certificate(*number))) {
            return untrusted("the authorities certify each other in a circle");
        }
        if role == Role::Intermediate && path.len() > MAX_BETWEEN {
            return untrusted("more than 6 certificates in between");
        }
        // RFC 5280 §4.2.1.2: an authority's key identifier MUST be that in the certificates which it issues.
        let identifiers = (child.extensions()?.authority_key.as_deref(), issuer.key_identifier());
        if matches!(identifiers, (Some(wanted), Some(own)) if wanted != own) {
            return untrusted("an authority of this name is there, but with another key");
        }
        let (policies, at) = (self.anchors.policies(), self.at);
        self.judged
            .entry(number)
            .or_insert_with(|| path_rules::check_issuer(issuer, role, policies, at))
            .clone()?;
        self.check_signature((child_number, child), (number, issuer))
    }

    fn check_signature(
        &mut self,
        (child_number, child): (usize, &Certificate),
        (number, issuer): (usize, &Certificate),
    ) -> Result<()> {
        let place = |error: Error| error.at(format_args!("certificate of {}", child.subject()));
        let pair = (child_number, self.keys.get(number).copied().unwrap_or(number));
        if self.verified.len() >= MAX_SIGNATURES && !self.verified.contains_key(&pair) {
            return Err(Error::new(ErrorKind::NoTrustedChain).because("too many signatures to verify"));
        }
        let verified = self.verified.entry(pair);
        let kind = match verified.or_insert_with(|| child.verify_signature(issuer.spki_der())) {
            Ok(()) => return Ok(()),
            Err(Refusal::Key) => ErrorKind::WeakKey,
            Err(Refusal::Algorithm) => ErrorKind::WeakSignature,
            Err(Refusal::Signature) => ErrorKind::ChainSignature,
        };
        Err(place(kind.into()))
    }

    /// Judges a whole path.
    fn conclude(&mut self, path: &[usize]) -> Option<Chain> {
        self.paths += 1;
        match self.judge(path) {
            Ok(chain) => Some(chain),
            Err(error) => {
                self.refuse(path.len(), error);
                None
            }
        }
    }

    fn judge(&mut self, path: &[usize]) -> Result<Chain> {
        if self.paths > MAX_PATHS {
            return Err(Error::new(ErrorKind::NoTrustedChain).because("too many paths that are refused"));
        }
        let certificates: Vec<&Certificate> = path.iter().map(|number| self.certificate(*number)).collect();
        path_rules::check_path(&certificates)?;
        let mut statuses = vec![Status::Unchecked; path.len()];
        for (n, (numbers, pair)) in path.windows(2).zip(certificates.windows(2)).enumerate() {
            let ([below, above], [certificate, issuer]) = (numbers, pair) else { continue };
            let (revocation, at) = (self.revocation, self.at);
            let known = self.statuses.entry((*below, *above));
            let status = known.or_insert_with(|| revocation.status(certificate, issuer, n == 0, at));
            if let Some(place) = statuses.get_mut(n) {
                *place = status.clone()?;
            }
        }
        Ok(Chain { certificates: certificates.into_iter().cloned().collect(), statuses })
    }

    fn refuse(&mut self, depth: usize, error: Error) {
        if self.refusal.as_ref().is_none_or(|(deepest, _)| depth > *deepest) {
            self.refusal = Some((depth, error));
        }
    }
}
