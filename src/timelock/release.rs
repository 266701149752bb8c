//! Release files: what a holder gives at the opening, for each admitted bid (SPEC §3.5).

use super::context::{Context, Scope};
use super::custodian::CustodianKey;
use super::derive::mask_check;
use super::lock::Lock;
use super::open::{Given, Value, certificates_before};
use crate::ca::UnwrapKey;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{Digest, Secret};
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

const FORMAT: &str = "sealbid-release/1";
const LIMIT: usize = 32 << 20;
const MAX_BIDS: usize = 100_000;

/// One bid's release.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEntry {
    /// The bid's lot.
    pub lot: Id,
    /// The bid.
    pub bid_key: Hex<32>,
    /// A custodian's signature (48 bytes) or a certificate holder's mask (32 bytes), in hex.
    pub value: String,
}

/// All that one holder releases for one stage.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    format: String,
    tender: Digest,
    notice: Digest,
    stage: Id,
    holder: Id,
    releases: Vec<ReleaseEntry>,
}

impl ReleaseFile {
    /// A custodian's release of one stage for these bids (lot and bid key).
    ///
    /// This only signs. Whether the stage's time has come and the notice names this key is what
    /// `Notice::release` checks first; whether the record justifies it, its caller.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateId`] for one bid twice; [`ErrorKind::BadField`] for none, or more than 100 000.
    pub fn of_custodian(
        key: &CustodianKey,
        tender: Digest,
        notice: Digest,
        stage: &Id,
        bids: &[(Id, Hex<32>)],
    ) -> Result<ReleaseFile> {
        let releases = bids.iter().map(|(lot, bid_key)| {
            let scope = Scope { tender, notice, lot: lot.clone(), stage: stage.clone(), bid_key: *bid_key };
            ReleaseEntry { lot: lot.clone(), bid_key: *bid_key, value: key.release(&scope).to_string() }
        });
        let releases = releases.collect();
        let holder = key.custodian().clone();
        ReleaseFile { format: FORMAT.to_owned(), tender, notice, stage: stage.clone(), holder, releases }
            .checked()
    }

    /// A certificate holder's release, from the masks that it unwrapped with [`unwrap_transport`].
    ///
    /// # Errors
    /// As [`ReleaseFile::of_custodian`].
    pub fn of_certificate(
        holder: Id,
        tender: Digest,
        notice: Digest,
        stage: &Id,
        masks: &[(Id, Hex<32>, Secret)],
    ) -> Result<ReleaseFile> {
        let releases = masks.iter().map(|(lot, bid_key, mask)| ReleaseEntry {
            lot: lot.clone(),
            bid_key: *bid_key,
            value: hex::encode(mask.expose()),
        });
        let releases = releases.collect();
        ReleaseFile { format: FORMAT.to_owned(), tender, notice, stage: stage.clone(), holder, releases }
            .checked()
    }

    /// Reads a release file.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json); [`ErrorKind::DuplicateId`] for one bid twice.
    pub fn parse(bytes: &[u8]) -> Result<ReleaseFile> {
        let file: ReleaseFile = parse_json(bytes, LIMIT)?;
        expect_format(&file.format, FORMAT)?;
        file.checked()
    }

    /// The rules of a file, the same for what is written and for what is read.
    fn checked(self) -> Result<ReleaseFile> {
        if !(1..=MAX_BIDS).contains(&self.releases.len()) {
            return Err(Error::new(ErrorKind::BadField).because("1 to 100000 entries").at("releases"));
        }
        let mut seen = HashSet::new();
        for (n, entry) in self.releases.iter().enumerate() {
            let at = |error: Error| error.at(format_args!("releases[{n}]"));
            if !seen.insert((&entry.lot, entry.bid_key)) {
                return Err(at(ErrorKind::DuplicateId.into()));
            }
            entry.parsed().map_err(at)?;
        }
        Ok(self)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }

    /// The holder whose release it is.
    pub fn holder(&self) -> &Id {
        &self.holder
    }

    /// The tender digest.
    pub fn tender(&self) -> Digest {
        self.tender
    }

    /// The digest of the notice.
    pub fn notice(&self) -> Digest {
        self.notice
    }

    /// The stage that it releases.
    pub fn stage(&self) -> &Id {
        &self.stage
    }

    /// Its entries.
    pub fn entries(&self) -> &[ReleaseEntry] {
        &self.releases
    }

    /// The place of an entry's bid.
    pub(super) fn scope_of(&self, entry: &ReleaseEntry) -> Scope {
        Scope {
            tender: self.tender,
            notice: self.notice,
            lot: entry.lot.clone(),
            stage: self.stage.clone(),
            bid_key: entry.bid_key,
        }
    }

    /// The release for one bid.
    ///
    /// # Errors
    /// [`ErrorKind::ReleaseOfAnother`] if the file is for another tender, notice or stage;
    /// [`ErrorKind::NotReleased`] if the bid is not in it.
    pub fn for_bid(&self, scope: &Scope) -> Result<Given> {
        let named = |error: Error| error.at(format_args!("release of {}", self.holder));
        for (what, same) in [
            ("tender", self.tender == scope.tender),
            ("notice", self.notice == scope.notice),
            ("stage", self.stage == scope.stage),
        ] {
            if !same {
                return Err(named(Error::new(ErrorKind::ReleaseOfAnother).because(what)));
            }
        }
        let entry =
            self.releases.iter().find(|entry| entry.lot == scope.lot && entry.bid_key == scope.bid_key);
        let entry = entry.ok_or_else(|| named(ErrorKind::NotReleased.into()))?;
        Ok(Given { holder: self.holder.clone(), value: entry.parsed().map_err(named)? })
    }
}

impl ReleaseEntry {
    pub(super) fn parsed(&self) -> Result<Value> {
        if let Some(signature) = Hex::<48>::parse(&self.value) {
            Ok(Value::Signature(signature))
        } else if let Some(mask) = Hex::<32>::parse(&self.value) {
            Ok(Value::Mask(Secret::new(mask.0)))
        } else {
            Err(Error::new(ErrorKind::BadField).because("must be 96 or 64 lower-case hex digits").at("value"))
        }
    }
}

/// A certificate holder unwraps its mask of one bid's lock, if the transport was made for just this bid.
///
/// # Errors
/// [`ErrorKind::UnknownHolder`] if the holder is no certificate of this lock, [`ErrorKind::LockShape`],
/// [`ErrorKind::BadTransport`], [`ErrorKind::TransportOfAnotherBid`]; [`ErrorKind::LockInconsistent`] if the mask is
/// not the one that the lock recognises.
pub fn unwrap_transport(lock: &Lock, context: &Context, holder: &Id, key: &dyn UnwrapKey) -> Result<Secret> {
    lock.check_shape(context.policy())?;
    let (transport, check, at) = transport_of(lock, context, holder)?;
    let message = key.unwrap(transport)?;
    let Some((ctx, mask)) = message.split_at_checked(32) else { return Err(ErrorKind::BadTransport.into()) };
    if ctx != context.ctx {
        return Err(ErrorKind::TransportOfAnotherBid.into());
    }
    let mask: [u8; 32] = mask.try_into().map_err(|_| Error::new(ErrorKind::BadTransport))?;
    let mask = Secret::new(mask);
    if mask_check(&mask, &at) != check {
        return Err(Error::new(ErrorKind::LockInconsistent).because("the transport does not fit its check"));
    }
    Ok(mask)
}

/// A certificate holder's transport, its check, and the holder's place.
fn transport_of<'a>(lock: &'a Lock, context: &Context, holder: &Id) -> Result<(&'a [u8], Hex<32>, Vec<u8>)> {
    let (j, i, _) = context.policy.holder(holder)?;
    let holders = &context.policy.quorums()[usize::from(j)].holders;
    let number = certificates_before(holders, i);
    let number = number.ok_or_else(|| Error::new(ErrorKind::UnknownHolder).because(holder))?;
    let quorum = &lock.quorums[usize::from(j)];
    Ok((&quorum.transports[number].0, quorum.checks[number], context.at(j, i)))
}
