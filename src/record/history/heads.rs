//! Heads: whose they are, who cosigned them, and when they were stamped (SPEC §13.9 rules 6 and 7).

use super::History;
use crate::error::{Error, ErrorKind, Result};
use crate::record::head::Head;
use crate::suite::hash;
use crate::timelock::HolderKey;
use crate::timestamp::TokenTime;
use crate::wire::{Hex, Id};

impl History {
    /// A head of this record: signed by the platform, over the very entries that are here.
    ///
    /// # Errors
    /// Those of [`Head::parse`] and [`Head::verify`]; [`ErrorKind::HeadMismatch`].
    pub fn check_head(&self, note: &[u8]) -> Result<Head> {
        let head = Head::parse(note)?;
        let notice = self.notice()?;
        let (platform, _) = notice.platform()?;
        head.verify(&notice.tender(), &platform.record_key)?;
        let checkpoint = head.checkpoint();
        if checkpoint.size == 0 || checkpoint.size > self.len() {
            let detail = format!("{} entries, of {} that are here", checkpoint.size, self.len());
            return Err(Error::new(ErrorKind::HeadMismatch).because(detail));
        }
        if self.tree().root_at(checkpoint.size)? != checkpoint.root {
            return Err(Error::new(ErrorKind::HeadMismatch).because("another root than that of the entries"));
        }
        Ok(head)
    }

    /// The custodians of the notice in force that cosigned a head.
    ///
    /// # Errors
    /// As [`Head::cosigners`].
    pub fn cosigners(&self, head: &Head) -> Result<Vec<Id>> {
        let cosigned = head.cosigners(&self.record_keys()?)?;
        Ok(cosigned.into_iter().map(|(custodian, _)| custodian).collect())
    }

    /// Adds to a head the cosignatures of the notice's custodians that a note has over the same head: whose they are.
    /// Those of others mean nothing here.
    ///
    /// # Errors
    /// Those of [`History::check_head`]; [`ErrorKind::HeadMismatch`] for a note over another head;
    /// [`ErrorKind::BadHeadSignature`] if one of a custodian is wrong; [`ErrorKind::UnknownCustodian`] if there is
    /// none. Then none is taken.
    pub fn add_cosignatures(&self, head: &mut Head, note: &[u8]) -> Result<Vec<Id>> {
        let other = self.check_head(note)?;
        if other.note().text() != head.note().text() {
            let (found, asked) = (other.checkpoint().size, head.checkpoint().size);
            let detail = format!("a head of {found} entries, and {asked} were asked for");
            return Err(Error::new(ErrorKind::HeadMismatch).because(detail));
        }
        let keys = self.record_keys()?;
        let cosigned = other.cosigners(&keys)?;
        if cosigned.is_empty() {
            return Err(
                Error::new(ErrorKind::UnknownCustodian).because("no custodian of the notice cosigned it")
            );
        }
        let origin = &other.checkpoint().origin;
        let names: Vec<String> = keys.iter().map(|(_, key)| format!("{origin}/{key}")).collect();
        let theirs = other.note().signatures().iter().filter(|signature| names.contains(&signature.name));
        theirs.cloned().try_for_each(|signature| head.add(signature))?;
        Ok(cosigned.into_iter().map(|(custodian, _)| custodian).collect())
    }

    /// The record keys of the custodians of the notice in force.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfOrder`] if there is no notice yet.
    pub fn record_keys(&self) -> Result<Vec<(Id, Hex<32>)>> {
        let statements = self.notice()?.custodians().iter().map(|custodian| custodian.statement());
        Ok(statements.map(|s| (s.custodian.clone(), s.record_key)).collect())
    }

    /// The times of tokens over a head's text, each of which must be one.
    ///
    /// # Errors
    /// As [`TimeSource::verify`](crate::record::TimeSource::verify), with the token's number.
    pub fn token_times(&self, head: &Head, tokens: &[Vec<u8>]) -> Result<Vec<TokenTime>> {
        let imprint = hash(&[head.note().text().as_bytes()]);
        let source = self.time_source()?;
        let verify = |(n, token): (usize, &Vec<u8>)| {
            let verified = source.verify(token, &imprint);
            verified.map(|token| token.info.time).map_err(|e| e.at(format_args!("tokens[{n}]")))
        };
        tokens.iter().enumerate().map(verify).collect()
    }

    /// Checks that of every quorum with custodians as many cosigned as its threshold asks for, or all of them where
    /// it has fewer custodians than that.
    ///
    /// # Errors
    /// [`ErrorKind::CosignersMissing`].
    pub fn check_cosigners(&self, cosigners: &[Id]) -> Result<()> {
        let notice = self.notice()?;
        let Some(first) = self.stages().first() else { return Err(ErrorKind::OutOfOrder.into()) };
        for (j, quorum) in notice.policy(&first.id)?.quorums().iter().enumerate() {
            let custodians = quorum.holders.iter().filter(|h| matches!(h.key, HolderKey::Custodian(_)));
            let (mut all, mut here) = (0, 0);
            for custodian in custodians {
                all += 1;
                here += usize::from(cosigners.contains(&custodian.id));
            }
            let needed = all.min(usize::from(quorum.threshold));
            if here < needed {
                let detail = format!("quorum {}: {needed} needed, {here} cosigned", j + 1);
                return Err(Error::new(ErrorKind::CosignersMissing).because(detail));
            }
        }
        Ok(())
    }
}
