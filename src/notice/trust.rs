//! The bidder's own list of organisations that it trusts with a share of the key (SPEC §2.5).
//!
//! A notice names its holders; it must not be able to vouch for them. Otherwise a decoy notice with five sock puppets
//! would seal bids to its author.

use super::acceptance::SignedNotice;
use super::parsed::Notice;
use super::statement::VerifiedStatement;
use crate::ca::{Certificate, Names, Revocation, TrustAnchors, verify_chain};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;
use crate::timelock::{Holder, HolderKey};
use crate::wire::{Base64, Hex, Time, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-trust/1";
const LIMIT: usize = 4 << 20;

/// drand's public chain `quicknet`, which a list trusts unless it says otherwise.
const QUICKNET: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";

/// An organisation, by name, and where there is one by credit code too.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// As its certificate names it.
    pub name: String,
    /// 统一社会信用代码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    anchors: Vec<Base64>,
    organisations: Vec<Organisation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beacons: Option<Vec<Digest>>,
}

/// Trusted roots, organisations and beacon chains.
#[derive(Clone, Debug)]
pub struct TrustList {
    anchors: TrustAnchors,
    organisations: Vec<Organisation>,
    beacons: Vec<Digest>,
}

impl TrustList {
    /// A list of these, and drand's quicknet.
    pub fn new(anchors: TrustAnchors, organisations: Vec<Organisation>) -> TrustList {
        TrustList { anchors, organisations, beacons: Hex::parse(QUICKNET).into_iter().collect() }
    }

    /// Reads a list's file.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json), and what the certificates give.
    pub fn parse(bytes: &[u8]) -> Result<TrustList> {
        let file: File = parse_json(bytes, LIMIT)?;
        expect_format(&file.format, FORMAT)?;
        let mut anchors = Vec::new();
        for (n, anchor) in file.anchors.iter().enumerate() {
            anchors.push(Certificate::from_der(&anchor.0).map_err(|e| e.at(format_args!("anchors[{n}]")))?);
        }
        let mut list = TrustList::new(TrustAnchors::new(anchors)?, file.organisations);
        list.beacons = file.beacons.unwrap_or(list.beacons);
        Ok(list)
    }

    /// Writes a list's file.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(anchors: &[Certificate], organisations: &[Organisation]) -> Result<Vec<u8>> {
        let anchors = anchors.iter().map(|anchor| Base64(anchor.der().to_vec())).collect();
        let (format, organisations) = (FORMAT.to_owned(), organisations.to_vec());
        write_json(&File { format, anchors, organisations, beacons: None })
    }

    /// Whether name and code are those of one entry. A code alone must not be enough: some authorities let applicants
    /// write what they want into places where a code is found (SPEC §6.5).
    fn lists(&self, names: &Names) -> bool {
        self.organisations.iter().any(|trusted| {
            let same_code = trusted.credit_code.is_none() || trusted.credit_code == names.credit_code;
            names.organisation.as_ref() == Some(&trusted.name) && same_code
        })
    }

    /// Checks that a custodian is one of the listed organisations, under a trusted root both when it made its
    /// statement and now: the first time is its own to write, so it must not be enough.
    fn check_custodian(&self, custodian: &VerifiedStatement, now: Time) -> Result<()> {
        let statement = custodian.statement();
        let at = |error: Error| error.at(format_args!("custodian {}", statement.custodian));
        let signature = custodian.signature();
        for time in [statement.created, now] {
            verify_chain(
                &signature.certificate,
                &signature.others,
                &self.anchors,
                &Revocation::unchecked(),
                time,
            )
            .map_err(at)?;
        }
        if self.lists(&signature.certificate.names()) {
            Ok(())
        } else {
            Err(at(Error::new(ErrorKind::CustodianNotTrusted).because(&statement.organisation)))
        }
    }

    /// Who a holder is to this list: nobody, or somebody by this name. Custodians have been checked before.
    fn knows(&self, holder: &Holder, notice: &Notice, now: Time) -> Option<Known> {
        match &holder.key {
            HolderKey::Custodian(key) => {
                let custodian = notice.custodians().iter().find(|custodian| custodian.key() == key)?;
                Some(Known::from(custodian.signature().certificate.names()))
            }
            HolderKey::Beacon(chain, _) => {
                let hash = chain.chain_hash();
                self.beacons.contains(&hash).then(|| Known { name: Some(hash.to_string()), code: None })
            }
            HolderKey::Certificate(certificate) => {
                verify_chain(certificate, &[], &self.anchors, &Revocation::unchecked(), now).ok()?;
                let names = certificate.names();
                self.lists(&names).then(|| Known::from(names))
            }
        }
    }

    /// Checks that in at least one quorum the holders that are not on the list are fewer than the threshold: since
    /// every quorum must be met, one that they cannot meet alone is enough. One organisation counts once.
    fn check_quorums(&self, notice: &Notice, now: Time) -> Result<()> {
        for stage in &notice.body().stages {
            let safe = notice.policy(&stage.id)?.quorums().iter().any(|quorum| {
                let known = quorum.holders.iter().filter_map(|holder| self.knows(holder, notice, now));
                quorum.holders.len() - distinct(known) < usize::from(quorum.threshold)
            });
            if !safe {
                return Err(Error::new(ErrorKind::NoTrustedQuorum).at("lock"));
            }
        }
        Ok(())
    }
}

/// A holder that the list knows: an organisation, or a beacon by its chain hash.
struct Known {
    name: Option<String>,
    code: Option<String>,
}

impl From<Names> for Known {
    fn from(names: Names) -> Known {
        Known { name: names.organisation, code: names.credit_code }
    }
}

impl Known {
    fn is(&self, other: &Known) -> bool {
        self.name == other.name || (self.code.is_some() && self.code == other.code)
    }
}

/// How many there are, those of one name or of one code counted once, also where only a third one joins them.
fn distinct(known: impl Iterator<Item = Known>) -> usize {
    let mut groups: Vec<Vec<Known>> = Vec::new();
    for holder in known {
        let (same, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|member| member.is(&holder)));
        groups = others;
        groups.push(same.into_iter().flatten().chain([holder]).collect());
    }
    groups.len()
}

/// A notice whose holders are on the bidder's own list: the only thing that bids are sealed for.
#[derive(Clone, Debug)]
pub struct TrustedNotice(SignedNotice);

impl SignedNotice {
    /// Checks tenderer, custodians and quorums against the bidder's own list, at a time that the bidder knows itself.
    ///
    /// # Errors
    /// [`ErrorKind::NotYetIssued`]; those of [`verify_chain`] for the tenderer and each custodian;
    /// [`ErrorKind::CustodianNotTrusted`]; [`ErrorKind::NoTrustedQuorum`].
    pub fn trusted_by(&self, list: &TrustList, now: Time) -> Result<TrustedNotice> {
        let notice = self.notice();
        if notice.body().issued > now {
            return Err(Error::new(ErrorKind::NotYetIssued).because(notice.body().issued).at("issued"));
        }
        let tenderer = self.signature();
        for time in [notice.body().issued, now] {
            verify_chain(
                &tenderer.certificate,
                &tenderer.others,
                &list.anchors,
                &Revocation::unchecked(),
                time,
            )
            .map_err(|e| e.at("the tenderer's certificate"))?;
        }
        notice.custodians().iter().try_for_each(|custodian| list.check_custodian(custodian, now))?;
        list.check_quorums(notice, now)?;
        Ok(TrustedNotice(self.clone()))
    }
}

impl TrustedNotice {
    /// The notice.
    pub fn notice(&self) -> &Notice {
        self.0.notice()
    }

    /// The notice with its signature.
    pub fn signed(&self) -> &SignedNotice {
        &self.0
    }
}
