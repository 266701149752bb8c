//! How a box stands. Before its closing nothing here depends on the bids that it has received (SPEC §14.1).

use super::reading;
use crate::failure::Result;
use sealbid::record::{History, StageState};
use sealbid::suite::Digest;
use sealbid::timestamp::TokenTime;
use sealbid::wire::{Id, Time};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Where a box is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It receives.
    Receiving,
    /// A custodian has not accepted the notice in force yet.
    Unaccepted,
    /// The deadline has passed, and it is not closed.
    Overdue,
    /// It is closed, and its head is not in the record.
    Unrecorded,
    /// Its head is recorded: stages can be opened.
    Closed,
    /// Every stage is finished.
    Finished,
}

impl State {
    /// Its message, which is also its name for machines, behind `box-state-`.
    pub fn message(self) -> &'static str {
        match self {
            State::Receiving => "box-state-receiving",
            State::Unaccepted => "box-state-unaccepted",
            State::Overdue => "box-state-overdue",
            State::Unrecorded => "box-state-unrecorded",
            State::Closed => "box-state-closed",
            State::Finished => "box-state-finished",
        }
    }
}

/// What a box says of itself to anybody.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The tender's number at the trading centre.
    pub tender_id: Id,
    /// The tender digest.
    pub tender: Digest,
    /// The tender's title.
    pub title: String,
    /// The digest of the notice in force.
    pub notice: Digest,
    /// The deadline, postponements included.
    pub deadline: Time,
    /// Until when the files of announced bids may follow.
    pub files_until: Option<Time>,
    /// The stages' times, postponements included.
    pub stages: Vec<(Id, Time)>,
    accepted: bool,
    /// What is told only once the box is closed.
    pub closed: Option<Closed>,
}

/// What is told of a closed box.
#[derive(Clone, Debug)]
pub struct Closed {
    /// How many entries the record has.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// How many bids were received or announced, whatever became of them.
    pub bids: usize,
    /// The last moment at which the closed head comes in time.
    pub grace: Time,
    /// The closed head, once it is recorded.
    pub head: Option<ClosedHead>,
    /// Bids that a receipt shows and the record does not, and nobody has decided on.
    pub objections: usize,
    /// How far each stage has come.
    pub progress: Vec<&'static str>,
    finished: bool,
}

/// What is told of the closed head.
#[derive(Clone, Debug)]
pub struct ClosedHead {
    /// When it was stamped.
    pub time: TokenTime,
    /// Whether that was in time, or let stand.
    pub in_order: bool,
    /// Who cosigned it.
    pub cosigners: Vec<Id>,
    /// Whether these are enough.
    pub enough: bool,
}

impl Summary {
    /// The summary of a history.
    pub fn of(history: &History) -> Result<Summary> {
        let (notice, deadline) = (history.notice()?, history.deadline()?);
        let closed = history.closing().is_some().then(|| Closed::of(history)).transpose()?;
        Ok(Summary {
            tender_id: notice.body().tender_id.clone(),
            tender: notice.tender(),
            title: notice.body().title.clone(),
            notice: notice.digest(),
            deadline,
            files_until: notice.body().file_period.map(|period| deadline.plus(period)),
            stages: history.stages().iter().map(|stage| (stage.id.clone(), stage.time)).collect(),
            accepted: history.accepted_notice().is_ok(),
            closed,
        })
    }

    /// Where the box is on its way now.
    pub fn state(&self, now: Time) -> State {
        match &self.closed {
            None if !self.accepted => State::Unaccepted,
            None if now > self.deadline => State::Overdue,
            None => State::Receiving,
            Some(closed) if closed.head.is_none() => State::Unrecorded,
            Some(closed) if closed.finished => State::Finished,
            Some(_) => State::Closed,
        }
    }

    /// The same for machines.
    pub fn json(&self, folder: &Path, now: Time) -> Value {
        let stage = |(n, (id, time)): (usize, &(Id, Time))| {
            let progress = self.closed.as_ref().and_then(|closed| closed.progress.get(n));
            json!({ "id": id, "time": time, "progress": progress.map(|p| p.trim_start_matches("box-stage-")) })
        };
        let mut value = json!({
            "folder": folder,
            "tender": self.tender,
            "tender_id": self.tender_id,
            "title": self.title,
            "notice": self.notice,
            "state": self.state(now).message().trim_start_matches("box-state-"),
            "deadline": self.deadline,
            "seconds_left": self.deadline.unix() - now.unix(),
            "files_until": self.files_until,
            "stages": self.stages.iter().enumerate().map(stage).collect::<Vec<_>>(),
        });
        if let Some(closed) = &self.closed {
            value["closed"] = json!({
                "size": closed.size,
                "root": closed.root,
                "bids": closed.bids,
                "grace": closed.grace,
                "objections": closed.objections,
                "head": closed.head.as_ref().map(|head| json!({
                    "time": head.time.floor(),
                    "in_order": head.in_order,
                    "cosigners": head.cosigners,
                    "enough": head.enough,
                })),
            });
        }
        value
    }
}

impl Closed {
    fn of(history: &History) -> Result<Closed> {
        let grace = history.deadline()?.plus(history.notice()?.body().grace);
        let head = history.closing().and_then(|closing| {
            let head = closing.head.as_ref()?;
            let in_order = closing.excused || history.closed_in_time(head).unwrap_or(false);
            let enough = history.check_cosigners(&head.cosigners).is_ok();
            Some(ClosedHead { time: head.time, in_order, cosigners: head.cosigners.clone(), enough })
        });
        Ok(Closed {
            size: history.len(),
            root: history.tree().root(),
            bids: history.bids().len(),
            grace,
            head,
            objections: history.objections().values().filter(|settled| !**settled).count(),
            progress: history.stages().iter().map(progress).collect(),
            finished: history.next_stage().is_none(),
        })
    }
}

fn progress(stage: &StageState) -> &'static str {
    match stage {
        _ if stage.minutes.is_some() => "box-stage-finished",
        _ if !stage.released.is_empty() => "box-stage-released",
        _ if stage.request.is_some() => "box-stage-requested",
        _ if stage.damaged.is_some() => "box-stage-reread",
        _ => "box-stage-waiting",
    }
}

/// Summaries of several boxes. A box is read again only when its log has changed.
#[derive(Default)]
pub struct Summaries(HashMap<PathBuf, (PathBuf, u64, Summary)>);

impl Summaries {
    /// The summary of the box in a folder.
    pub fn get(&mut self, folder: &Path, trust: &[PathBuf]) -> Result<Summary> {
        let (log, size) = reading::log(folder)?;
        if let Some((known, at, summary)) = self.0.get(folder)
            && (known, *at) == (&log, size)
        {
            return Ok(summary.clone());
        }
        let summary = Summary::of(&reading::history(folder, trust)?)?;
        self.0.insert(folder.to_owned(), (log, size, summary.clone()));
        Ok(summary)
    }
}
