//! What holders give: releases, beacons, refusals (SPEC §16.1).

use super::case::name_of;
use super::events::Happened;
use super::session::{Opening, RELEASES};
use crate::bid::BidFile;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Event, ReleaseRefusal, Signed};
use crate::suite::hash;
use crate::timelock::VerifiedRelease;
use crate::wire::{Hex, Id, Time};
use std::collections::HashSet;

impl Opening<'_> {
    /// Takes a holder's release file: a custodian's for every bid that is to be opened, or a certificate holder's for
    /// those whose transport it could unwrap. Every value in it is verified; one that is wrong and the whole file is
    /// refused. The same file again changes nothing.
    ///
    /// # Errors
    /// Those of [`Releases::verify`](super::Releases::verify): the holder whose release is wrong, by name;
    /// [`ErrorKind::NotReleased`] if a bid is missing, [`ErrorKind::UnknownBid`] for one that was not asked for;
    /// [`ErrorKind::DuplicateId`] for another file of one who has released; those of the record's rules.
    pub fn give_release(&mut self, bytes: &[u8], now: Time) -> Result<Id> {
        let checked = self.check_release(bytes).map_err(|error| self.wrong(error))?;
        let holder = checked.holder().clone();
        self.record(std::slice::from_ref(&holder), bytes, now)?;
        self.releases.add(checked);
        self.tell_released(holder.clone());
        Ok(holder)
    }

    /// Takes a file of beacons: the holders whose round is in it. The same again changes nothing.
    ///
    /// # Errors
    /// Those of [`Releases::add_beacons`](super::Releases::add_beacons) and of the record's rules.
    pub fn give_beacons(&mut self, bytes: &[u8], now: Time) -> Result<Vec<Id>> {
        let mut with_them = self.releases.clone();
        let holders = with_them.add_beacons(bytes).map_err(|error| self.wrong(error))?;
        // A beacon is the same whoever brings it: those that are here already are not recorded again.
        let new: Vec<Id> = holders.iter().filter(|holder| !self.releases.has(holder)).cloned().collect();
        self.record(&new, bytes, now)?;
        self.releases = with_them;
        new.into_iter().for_each(|holder| self.tell_released(holder));
        Ok(holders)
    }

    /// Takes a custodian's signed refusal.
    ///
    /// # Errors
    /// Those of [`Signed::parse`] and [`ReleaseRefusal::parse`]; [`ErrorKind::WrongSigner`] and others of the record's
    /// rules.
    pub fn give_refusal(&mut self, bytes: &[u8], now: Time) -> Result<Id> {
        let refusal = ReleaseRefusal::parse(Signed::parse(bytes)?.content())?;
        let (custodian, stage) = (refusal.custodian.clone(), self.case.stage.clone());
        let event = Event::Refused { stage, custodian: custodian.clone(), refusal: hash(&[bytes]) };
        self.closed.write(now, event, vec![bytes.to_vec()])?;
        self.events.event(&Happened::Refused { custodian: custodian.clone(), reason: refusal.reason });
        Ok(custodian)
    }

    fn check_release(&self, bytes: &[u8]) -> Result<VerifiedRelease> {
        let release = self.releases.verify(bytes)?;
        let at = |error: Error| error.at(format_args!("release of {}", release.holder()));
        let asked = self.state(|state| state.asked.clone().unwrap_or_default())?;
        if asked.is_empty() {
            return Err(Error::new(ErrorKind::OutOfOrder).because("the stage was not asked to be released"));
        }
        let members = self.members();
        let asked: HashSet<(Id, Hex<32>)> =
            members.iter().filter(|bid| asked.contains(&bid.digest)).map(name_of).collect();
        if let Some((lot, bid_key)) = release.bids().find(|bid| !asked.contains(*bid)) {
            let detail = format!("bid {bid_key} for lot {lot} is not to be opened");
            return Err(at(Error::new(ErrorKind::UnknownBid).because(detail)));
        }
        if self.releases.gives_masks(release.holder()) {
            self.check_masks(&release)?;
        } else {
            let released: HashSet<&(Id, Hex<32>)> = release.bids().collect();
            if let Some(bid) = self.to_open().iter().find(|bid| !released.contains(&name_of(bid))) {
                return Err(at(Error::new(ErrorKind::NotReleased).because(bid.digest)));
            }
        }
        Ok(release)
    }

    /// A mask can be judged only beside its lock. Where the bid cannot be read now, that is done when it is opened.
    fn check_masks(&self, release: &VerifiedRelease) -> Result<()> {
        for bid in self.to_open() {
            let Ok(file) = self.file(&bid).and_then(BidFile::read) else { continue };
            let Ok(sealed) = file.under(self.case.notice()) else { continue };
            let (scope, context) = (sealed.scope(&self.case.stage), sealed.context(&self.case.stage)?);
            release.check_mask(sealed.lock(&self.case.stage)?, &context, &scope)?;
        }
        Ok(())
    }

    /// Keeps a file of these holders, and records that they have released. One whose file is recorded already is not
    /// recorded again, so that a lost file can be given again.
    fn record(&mut self, holders: &[Id], bytes: &[u8], now: Time) -> Result<()> {
        let release = hash(&[bytes]);
        let recorded = self.state(|state| state.released.clone())?;
        let same = |holder: &&Id| recorded.get(holder).is_some_and(|known| *known == release);
        self.closed.put_evidence(RELEASES, bytes)?;
        let stage = &self.case.stage;
        let released =
            |holder: &Id| Event::Released { stage: stage.clone(), holder: holder.clone(), release };
        let new = holders.iter().filter(|holder| !same(holder));
        self.closed.write_all(now, new.map(|holder| (released(holder), Vec::new())).collect())?;
        holders.iter().for_each(|holder| self.found_again(holder));
        Ok(())
    }

    fn tell_released(&self, holder: Id) {
        let (have, need) = self.releases.count();
        self.events.event(&Happened::Released { holder, have, need });
    }

    /// Tells the hall of what is no release; the record has no place for it, since nobody has signed it.
    fn wrong(&self, error: Error) -> Error {
        self.events.event(&Happened::WrongRelease { reason: crate::record::Reason::of(&error) });
        error
    }
}
