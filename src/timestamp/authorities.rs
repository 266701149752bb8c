//! Who is trusted for time, and what they vouch for (SPEC §12.4).

use super::{TokenInfo, token};
use crate::{
    ca::{Certificate, Chain, KnownChains, Revocation, TrustAnchors, VerifiedSignature, verify_chain},
    error::{Error, ErrorKind, Result},
    suite::Digest,
    wire::Time,
};

/// A timestamp authority by the name that a notice gives it, and the roots that its certificates lead to.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedAuthority {
    /// Its name, for people.
    pub name: String,
    /// What its certificates must lead to.
    pub anchors: TrustAnchors,
}

/// The timestamp authorities that a notice, or somebody, trusts.
///
/// A chain that was found is kept for as long as looking again could not end otherwise, so that the next token of the
/// same certificate costs one signature. Tokens can be verified by several threads at once.
#[derive(Debug)]
pub struct Authorities {
    authorities: Vec<NamedAuthority>,
    pub(super) known: KnownChains<(usize, Chain)>,
}

/// A token that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedToken {
    /// What it says.
    pub info: TokenInfo,
    /// The certificate of whoever signed it.
    pub certificate: Certificate,
    /// Other certificates that came along, as found.
    pub others: Vec<Certificate>,
    /// The chain from the certificate to a root of the authority, at the time of the token.
    pub chain: Chain,
    /// Which of the authorities vouches for it, by its place in the list.
    pub authority: usize,
    /// That authority's name.
    pub name: String,
}

impl Authorities {
    /// Trusts these, in this order: the first whose roots a token leads to is the one that vouches for it.
    pub fn new(authorities: Vec<NamedAuthority>) -> Authorities {
        Authorities { authorities, known: KnownChains::default() }
    }

    /// Those that are trusted.
    pub fn list(&self) -> &[NamedAuthority] {
        &self.authorities
    }

    /// Verifies that one of the authorities stamped this SHA-256, and says when. The chain of its certificate is judged
    /// at the time of the token; a fraction of a second does not count for it.
    ///
    /// # Errors
    /// - [`ErrorKind::TooLarge`]: longer than [`MAX_TOKEN`](super::MAX_TOKEN).
    /// - [`ErrorKind::BadTimestamp`]: not DER, not SignedData, or content that is not a `TSTInfo`.
    /// - [`ErrorKind::TimestampShape`]: a version, the number of signers, the type of the content, an attribute, the
    ///   imprint's algorithm, or the accuracy is not as it must be.
    /// - [`ErrorKind::CriticalExtension`]: an extension is critical.
    /// - [`ErrorKind::TimestampImprint`]: the token is for something else.
    /// - [`ErrorKind::TimestampCertificate`]: the certificate is not one of a timestamp authority.
    /// - Those of [`verify_detached`](crate::ca::verify_detached) for the signature, and of [`verify_chain`] for the
    ///   chain: that of the authority whose certificates came nearest.
    pub fn verify(&self, token: &[u8], imprint: &Digest, revocation: &Revocation) -> Result<VerifiedToken> {
        let (signature, info) = token::open(token)?;
        if info.imprint != *imprint {
            return Err(Error::new(ErrorKind::TimestampImprint)
                .because(format_args!("for {}, needed for {imprint}", info.imprint)));
        }
        let VerifiedSignature { certificate, others, .. } = signature;
        let place = |e: Error| e.at("timestamp");
        certificate.check_timestamping().map_err(place)?;
        let at = info.time.floor();
        let (authority, chain) = self.chain(&certificate, &others, revocation, at).map_err(place)?;
        let name = self.authorities.get(authority).map(|a| a.name.clone()).unwrap_or_default();
        Ok(VerifiedToken { info, certificate, others, chain, authority, name })
    }

    fn chain(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        revocation: &Revocation,
        at: Time,
    ) -> Result<(usize, Chain)> {
        if !revocation.is_unchecked() {
            return self.search(leaf, others, revocation, at);
        }
        let anchors = self.authorities.iter().flat_map(|authority| authority.anchors.certificates());
        self.known.find(leaf, others, anchors, at, || self.search(leaf, others, revocation, at))
    }

    /// The first authority that vouches for this certificate, or the most telling refusal.
    fn search(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        revocation: &Revocation,
        at: Time,
    ) -> Result<(usize, Chain)> {
        let mut refusal = Error::new(ErrorKind::NoTrustedChain)
            .because(format_args!("{} is of none of the trusted timestamp authorities", leaf.subject()));
        for (number, authority) in self.authorities.iter().enumerate() {
            match verify_chain(leaf, others, &authority.anchors, revocation, at) {
                Ok(chain) => return Ok((number, chain)),
                // Where it does not lead says nothing; where it leads and is refused says why.
                Err(error) if error.kind() == ErrorKind::NoTrustedChain => {}
                Err(error) => refusal = error.at(format_args!("authority {}", authority.name)),
            }
        }
        Err(refusal)
    }
}
