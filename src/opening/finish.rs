//! What people decide at an opening, and its end (SPEC §16.1, §16.6).

use super::events::Happened;
use super::minutes::{Outcomes, minutes};
use super::session::Opening;
use crate::ca::sign_detached;
use crate::error::Result;
use crate::record::{Admission, Event, Signed};
use crate::suite::{Digest, hash};
use crate::tenderbox::ClosedBox;
use crate::wire::Time;

impl Opening<'_> {
    /// Records which bids the tenderer admits to a stage. The others are never opened.
    ///
    /// # Errors
    /// Those of [`Signed::parse`] and [`Admission::parse`], and of the record's rules:
    /// [`ErrorKind::AdmissionIncomplete`](crate::ErrorKind::AdmissionIncomplete) and the like.
    pub fn admit(closed: &ClosedBox, signed: &[u8], now: Time) -> Result<()> {
        let stage = Admission::parse(Signed::parse(signed)?.content())?.stage;
        let event = Event::Admitted { stage, admission: hash(&[signed]) };
        closed.write(now, event, vec![signed.to_vec()]).map(|_| ())
    }

    /// Records what the adjudicator has decided: on a bid whose fault is undetermined, a late closing, an objection.
    ///
    /// # Errors
    /// Those of the record's rules.
    pub fn adjudicate(closed: &ClosedBox, signed: &[u8], now: Time) -> Result<()> {
        let event = Event::Adjudicated { decision: hash(&[signed]) };
        closed.write(now, event, vec![signed.to_vec()]).map(|_| ())
    }

    /// The minutes, once every bid has its outcome: what timestamp authorities are asked to stamp.
    ///
    /// # Errors
    /// Those of [`minutes`]; [`ErrorKind::LogDamaged`](crate::ErrorKind::LogDamaged) if the record cannot be read
    /// back.
    pub fn minutes_bytes(&self) -> Result<Vec<u8>> {
        let stage = &self.case.stage;
        let mut outcomes = Outcomes::new(stage);
        let length = self.closed.with_history(|history| history.len());
        for number in 0..length {
            outcomes.take(&self.closed.entry(number)?);
        }
        self.closed.with_history(|history| minutes(history, &outcomes, stage))
    }

    /// Signs the minutes and records them with the tokens over them: the stage is finished. Of a stage that is finished
    /// already, the digest of its minutes.
    ///
    /// # Errors
    /// Those of [`Opening::minutes_bytes`] and [`sign_detached`]; [`ErrorKind::OutOfOrder`](crate::ErrorKind::OutOfOrder)
    /// if an outcome is missing or undetermined, [`ErrorKind::NoTimestamp`](crate::ErrorKind::NoTimestamp).
    pub fn finish(&mut self, tokens: Vec<Vec<u8>>, now: Time) -> Result<Digest> {
        if let Some(minutes) = self.state(|state| state.minutes)? {
            return Ok(minutes);
        }
        let bytes = self.minutes_bytes()?;
        let signature = sign_detached(&bytes, &self.closed.keys().signer, Some(now))?;
        let (stage, minutes) = (self.case.stage.clone(), hash(&[&bytes]));
        let event = Event::Finished {
            stage: stage.clone(),
            minutes,
            signature: hash(&[&signature]),
            tokens: tokens.iter().map(|token| hash(&[token])).collect(),
        };
        self.closed.write(now, event, [vec![bytes, signature], tokens].concat())?;
        self.events.event(&Happened::Finished { stage, minutes });
        Ok(minutes)
    }
}
