//! The openings: releases that do not suffice, one that is wrong, and those that open.

use super::bids::Bid;
use super::checks::Checks;
use super::tender::{Tender, custodian, put};
use crate::commands::inspect;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::progress::Bar;
use crate::{files, say};
use sealbid::bid::{FolderSink, Form, SealedBid, StageContents};
use sealbid::notice::Notice;
use sealbid::timelock::{CustodianKey, Given, ReleaseFile, Verdict};
use sealbid::wire::{Hex, Id};
use sealbid::{Error, ErrorKind};
use std::fs::File;
use std::path::PathBuf;

/// The hall's view of a tender: the notice, and the release files of one stage.
pub struct Hall<'a> {
    tender: &'a Tender,
    notice: &'a Notice,
    stage: Id,
    files: Vec<ReleaseFile>,
}

/// Where a stage's release of a holder lies.
pub fn release_path(tender: &Tender, stage: &str, holder: &str) -> PathBuf {
    tender.root.join("releases").join(format!("{stage}.{holder}.json"))
}

impl<'a> Hall<'a> {
    /// A hall for one stage, without any release.
    pub fn new(tender: &'a Tender, notice: &'a Notice, stage: &str) -> Result<Hall<'a>> {
        Ok(Hall { tender, notice, stage: Id::new(stage)?, files: Vec::new() })
    }

    /// A custodian releases this stage for these bids.
    pub fn release(&mut self, holder: &str, bids: &[(Id, Hex<32>)]) -> Result<()> {
        let key = custodian(self.tender, holder)?;
        self.take(key, holder, bids)
    }

    /// A custodian takes the key of another tender.
    pub fn release_wrongly(&mut self, holder: &str, bids: &[(Id, Hex<32>)]) -> Result<()> {
        let right = custodian(self.tender, holder)?;
        let id = right.custodian().clone();
        let other =
            CustodianKey::generate(id, right.organisation(), Id::new("SLX-2025-GS-003")?, right.created())?;
        self.take(&other, &format!("{holder}.wrong"), bids)
    }

    fn take(&mut self, key: &CustodianKey, name: &str, bids: &[(Id, Hex<32>)]) -> Result<()> {
        let file =
            ReleaseFile::of_custodian(key, self.notice.tender(), self.notice.digest(), &self.stage, bids)?;
        let path = release_path(self.tender, self.stage.as_str(), name);
        files::make_folder(&self.tender.root.join("releases"))?;
        let bytes = file.to_bytes()?;
        put(&path, &bytes)?;
        self.files.push(ReleaseFile::parse(&bytes)?);
        Ok(())
    }

    /// A bid, as the hall has it.
    pub fn bid(&self, bid: &Bid) -> Result<SealedBid<'a, File>> {
        Ok(inspect::read(&bid.path)?.under(self.notice)?)
    }

    /// Tries a bid's lock with all releases at hand.
    pub fn unlock(&self, bid: &SealedBid<'_, File>) -> Result<Verdict> {
        let scope = bid.scope(&self.stage);
        let given = self.files.iter().filter_map(|file| file.for_bid(&scope).ok());
        Ok(bid.unlock(&self.stage, &given.collect::<Vec<Given>>())?)
    }

    /// A bid whose lock must not open, and for which reason.
    pub fn stays_shut(&self, bid: &Bid, what: &str, checks: &mut Checks) -> Result<(Failure, Verdict)> {
        let verdict = self.unlock(&self.bid(bid)?)?;
        let Verdict { refused, outcome } = verdict;
        let kind = ErrorKind::QuorumNotMet;
        let failure = checks.refused(what, outcome.map(|_| ()).map_err(Failure::from), kind)?;
        Ok((failure, Verdict { refused, outcome: Err(Error::new(kind)) }))
    }

    /// Opens a bid and writes its documents.
    pub fn open(&self, bid: &Bid, checks: &mut Checks, console: &Console) -> Result<Option<Form>> {
        let sealed = self.bid(bid)?;
        let verdict = self.unlock(&sealed)?;
        let unlocked = verdict.outcome?;
        let folder = self.tender.root.join("opened").join(&bid.bidder.folder);
        let mut sink = FolderSink::new(&folder)?;
        let rows = sealed.file().header().parts.iter().filter(|row| row.stage == self.stage);
        let bar = Bar::new(console, &console.words.text("progress-open"), rows.map(|row| row.size).sum());
        let contents = sealed.open_stage(&self.stage, &unlocked, &mut sink, bar.work())?;
        drop(bar);
        self.compare(bid, &contents, checks)?;
        say!(console, "rehearse-opened", bidder = bid.bidder.name, documents = count(&contents))?;
        Ok(contents.form)
    }

    /// Every document must be the original to the last byte, and there must be no other.
    fn compare(&self, bid: &Bid, contents: &StageContents, checks: &mut Checks) -> Result<()> {
        let folder = self.tender.root.join("opened").join(&bid.bidder.folder);
        let mut expected = 0;
        for (part, name, bytes) in bid.bidder.documents() {
            if contents.parts.iter().any(|opened| opened.part.as_str() == part) {
                expected += 1;
                let found = files::read(&folder.join(part).join(name))?;
                checks.that(&format!("{}/{part}/{name}", bid.bidder.folder), found == bytes)?;
            }
        }
        checks.that(&format!("documents of {}", bid.bidder.folder), expected == count(contents))
    }
}

fn count(contents: &StageContents) -> usize {
    contents.parts.iter().map(|part| part.documents.len()).sum()
}
