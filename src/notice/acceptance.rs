//! Acceptances, and the notice that everybody has signed (SPEC §2.4, §2.5).

use super::parsed::Notice;
use crate::ca::{VerifiedSignature, verify_detached};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::timelock::CustodianKey;
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-acceptance/1";
const LIMIT: usize = 4 << 10;

/// A custodian's agreement to serve under a notice.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    format: String,
    custodian: Id,
    notice: Digest,
    signature: Hex<48>,
}

impl Acceptance {
    /// A custodian accepts a notice, after checking that it names this custodian's key for this tender.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownCustodian`] if the notice does not carry this key.
    pub fn of(key: &CustodianKey, notice: &Notice) -> Result<Acceptance> {
        let named = notice.custodians().iter().any(|custodian| {
            custodian.statement().custodian == *key.custodian() && *custodian.key() == key.public()
        });
        if !named {
            return Err(Error::new(ErrorKind::UnknownCustodian).because(key.custodian()));
        }
        Ok(Acceptance {
            format: FORMAT.to_owned(),
            custodian: key.custodian().clone(),
            notice: notice.digest(),
            signature: key.accept(&notice.digest()),
        })
    }

    /// Reads an acceptance.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json).
    pub fn parse(bytes: &[u8]) -> Result<Acceptance> {
        let acceptance: Acceptance = parse_json(bytes, LIMIT)?;
        expect_format(&acceptance.format, FORMAT)?;
        Ok(acceptance)
    }

    /// Writes it.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }

    /// Verifies that it is a custodian's of this notice, and of no other notice.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownCustodian`], [`ErrorKind::BadAcceptance`].
    pub fn verify(&self, notice: &Notice) -> Result<()> {
        let at = |error: Error| error.at(format_args!("custodian {}", self.custodian));
        let custodian = notice.custodians().iter().find(|c| c.statement().custodian == self.custodian);
        let custodian = custodian.ok_or_else(|| at(ErrorKind::UnknownCustodian.into()))?;
        if self.notice != notice.digest() {
            return Err(at(Error::new(ErrorKind::BadAcceptance).because("it accepts another notice")));
        }
        custodian.key().verify_acceptance(&notice.digest(), &self.signature).map_err(at)
    }

    /// Who accepts.
    pub fn custodian(&self) -> &Id {
        &self.custodian
    }
}

/// A notice with the tenderer's signature and every custodian's acceptance: what a bidder can seal for.
#[derive(Clone, Debug)]
pub struct SignedNotice {
    notice: Notice,
    signature: VerifiedSignature,
}

impl SignedNotice {
    /// Verifies a notice, the tenderer's detached signature of its bytes, and the acceptances.
    ///
    /// # Errors
    /// Those of [`Notice::parse`] and [`verify_detached`]; [`ErrorKind::OrganisationMismatch`] if the signer is not
    /// the tenderer; [`ErrorKind::MissingAcceptance`], [`ErrorKind::BadAcceptance`].
    pub fn verify(notice: &[u8], signature: &[u8], acceptances: &[Acceptance]) -> Result<SignedNotice> {
        let notice = Notice::parse(notice)?;
        let signature =
            verify_detached(notice.bytes(), signature).map_err(|e| e.at("the tenderer's signature"))?;
        let signer = signature.certificate.names().organisation;
        if signer.as_deref() != Some(&notice.body().tenderer) {
            let detail = format!("the certificate names {:?}", signer.unwrap_or_default());
            return Err(Error::new(ErrorKind::OrganisationMismatch).because(detail).at("tenderer"));
        }
        for custodian in notice.custodians() {
            let id = &custodian.statement().custodian;
            let at = |error: Error| error.at(format_args!("custodian {id}"));
            let acceptance = acceptances.iter().find(|acceptance| acceptance.custodian == *id);
            let acceptance = acceptance.ok_or_else(|| at(ErrorKind::MissingAcceptance.into()))?;
            acceptance.verify(&notice)?;
        }
        Ok(SignedNotice { notice, signature })
    }

    /// The notice.
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The tenderer's signature.
    pub fn signature(&self) -> &VerifiedSignature {
        &self.signature
    }
}
