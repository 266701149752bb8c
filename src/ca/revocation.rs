//! Whether the certificates of a chain had been revoked at a time (SPEC §6.7).

use super::{
    certificate::Certificate, chain::Chain, crl::Crl, distinguished_name::same_name, evidence::Judge,
    ocsp::OcspResponse,
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::{Hex, Time},
};

/// Lists, and responses.
const MAX_PIECES: usize = 256;
/// Bytes of all of them.
const MAX_BYTES: usize = 256 << 20;

/// What is known about revocation: revocation lists and OCSP responses, as they were gathered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revocation(Option<Evidence>);

/// What was gathered, and how much is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evidence {
    pub(super) crls: Vec<Crl>,
    pub(super) ocsp: Vec<OcspResponse>,
    pub(super) gathered: Option<Time>,
    leaf_only: bool,
}

/// What is known about one certificate of a chain.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody asked: revocation is not checked, or this is the trust anchor.
    Unchecked,
    /// It had not been revoked at the time in question.
    Good {
        /// SHA-256 of the DER of the list or the response that says so.
        evidence: Hex<32>,
        /// From when the evidence speaks.
        this_update: Time,
    },
}

impl Revocation {
    /// Asks nothing: every certificate counts as not revoked.
    pub fn unchecked() -> Revocation {
        Revocation(None)
    }

    /// Asks these lists and responses about every certificate of a chain but its trust anchor. What none of them
    /// tells of counts as unknown, and the chain is refused.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] for more than 256 lists, 256 responses, or 256 MiB.
    pub fn new(crls: Vec<Crl>, ocsp: Vec<OcspResponse>) -> Result<Revocation> {
        let bytes: usize = crls.iter().map(|crl| crl.der().len()).sum();
        let bytes = bytes + ocsp.iter().map(|response| response.der().len()).sum::<usize>();
        if crls.len() > MAX_PIECES || ocsp.len() > MAX_PIECES || bytes > MAX_BYTES {
            return Err(Error::new(ErrorKind::TooLarge).because(format_args!(
                "{} revocation lists and {} OCSP responses of {bytes} bytes, at most {MAX_PIECES} each and {MAX_BYTES}",
                crls.len(),
                ocsp.len()
            )));
        }
        Ok(Revocation(Some(Evidence { crls, ocsp, gathered: None, leaf_only: false })))
    }

    /// Says when the evidence was gathered: what claims to be younger is not believed, and what is younger than the
    /// time in question speaks of it too. Without this, the time in question itself is taken.
    #[must_use]
    pub fn gathered_at(mut self, time: Time) -> Revocation {
        if let Some(evidence) = &mut self.0 {
            evidence.gathered = Some(time);
        }
        self
    }

    /// Asks about the leaf alone, and not about the authorities above it.
    #[must_use]
    pub fn leaf_only(mut self) -> Revocation {
        if let Some(evidence) = &mut self.0 {
            evidence.leaf_only = true;
        }
        self
    }

    /// The revocation lists.
    pub fn crls(&self) -> &[Crl] {
        self.0.as_ref().map_or(&[], |evidence| &evidence.crls)
    }

    /// The OCSP responses.
    pub fn ocsp(&self) -> &[OcspResponse] {
        self.0.as_ref().map_or(&[], |evidence| &evidence.ocsp)
    }

    /// When the evidence was gathered, if that was said.
    pub fn gathered(&self) -> Option<Time> {
        self.0.as_ref().and_then(|evidence| evidence.gathered)
    }

    /// The same with only the evidence that decided about these chains, for a record that is to be kept: with it
    /// they are judged as before. Lists that an OCSP responder's own certificate may depend on stay too.
    #[must_use]
    pub fn used_by(&self, chains: &[Chain]) -> Revocation {
        let Some(evidence) = &self.0 else { return Revocation(None) };
        let decided = |digest: Hex<32>| {
            let statuses = chains.iter().flat_map(|chain| &chain.statuses);
            statuses.into_iter().any(|s| matches!(s, Status::Good { evidence, .. } if *evidence == digest))
        };
        let mut kept = evidence.clone();
        kept.ocsp.retain(|response| decided(response.fingerprint()));
        let delegates: Vec<&Certificate> = kept.ocsp.iter().flat_map(|r| r.certificates()).collect();
        kept.crls.retain(|crl| {
            decided(crl.fingerprint())
                || delegates.iter().any(|c| same_name(c.issuer_der(), crl.issuer_der()))
        });
        Revocation(Some(kept))
    }

    /// What is known about one certificate of a path, which this issuer stands above.
    pub(super) fn status(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        is_leaf: bool,
        at: Time,
    ) -> Result<Status> {
        let Some(evidence) = &self.0 else { return Ok(Status::Unchecked) };
        if evidence.leaf_only && !is_leaf {
            return Ok(Status::Unchecked);
        }
        let gathered = evidence.gathered.unwrap_or(at);
        Judge { evidence, certificate, issuer, at, gathered }
            .status()
            .map_err(|e| e.at(format_args!("certificate of {}", certificate.subject())))
    }

    /// What is known about each certificate of a path: the leaf first, the trust anchor last.
    #[cfg(test)]
    pub(super) fn check(&self, path: &[Certificate], at: Time) -> Result<Vec<Status>> {
        let pairs = path.windows(2).enumerate();
        let mut statuses: Vec<Status> =
            pairs.map(|(n, pair)| self.status(&pair[0], &pair[1], n == 0, at)).collect::<Result<_>>()?;
        statuses.push(Status::Unchecked);
        Ok(statuses)
    }
}
