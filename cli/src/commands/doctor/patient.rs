//! What is looked at: a notice, or a box with its history.

use super::health::Check;
use crate::commands::tenderbox::reading;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::files;
use crate::record::Followed;
use sealbid::ErrorKind;
use sealbid::notice::Notice;
use sealbid::record::History;
use sealbid::wire::{Id, Time};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// As long as nobody takes to write a batch.
const MOMENT: Duration = Duration::from_millis(500);

/// A tender before its opening.
pub struct Patient {
    /// The notice in force.
    pub notice: Notice,
    /// The box's folder and what has happened in it.
    pub tenderbox: Option<(PathBuf, History)>,
    /// What was found on the way.
    pub checks: Vec<Check>,
}

impl Patient {
    /// A box, or a notice.
    pub fn find(place: &Path, roots: &[PathBuf], console: &Console) -> Result<Patient> {
        let words = &console.words;
        let name = place.display().to_string();
        if !reading::is_box(place) {
            let path = files::notice_path(place);
            let notice = files::parse(&path, Notice::parse)?;
            let check = match files::signed_notice(place) {
                Ok(_) => Check::good("notice", name, words.text("doctor-notice-good")),
                Err(failure) => {
                    let finding = match &failure {
                        Failure::Library(error) if error.kind() == ErrorKind::MissingAcceptance => {
                            "acceptance-missing"
                        }
                        _ => "notice-wrong",
                    };
                    Check::bad("notice", name, finding, failure.reason(words))
                }
            };
            return Ok(Patient { notice, tenderbox: None, checks: vec![check] });
        }
        let Followed { history, broken, mut torn } = reading::follow_box(place, roots)?;
        if torn.is_some() {
            // What is being written just now is whole a moment later.
            std::thread::sleep(MOMENT);
            let again = reading::follow_box(place, roots)?.torn;
            torn = torn.filter(|torn| again.as_ref() == Some(torn));
        }
        if let (true, Some(error)) = (history.is_empty(), &broken) {
            // Without a notice nothing can be looked at.
            return Err(error.clone().at(name).into());
        }
        let notice = history.notice()?.clone();
        let mut checks = vec![match history.accepted_notice() {
            Ok(_) => {
                Check::good("notice", notice.body().tender_id.to_string(), words.text("doctor-notice-good"))
            }
            Err(error) => {
                let told = Failure::from(error).reason(words);
                Check::bad("notice", notice.body().tender_id.to_string(), "acceptance-missing", told)
            }
        }];
        checks.push(match broken {
            None => Check::good("record", name, words.text("doctor-record-good")),
            // Where the box is not closed, not even the number of the entry is told.
            Some(_) if history.closing().is_none() => {
                Check::bad("record", name, "record-broken", words.text("doctor-finding-record-broken"))
            }
            Some(error) => Check::bad("record", name, "record-broken", Failure::from(error).reason(words)),
        });
        if torn.is_some() {
            let name = place.display().to_string();
            checks.push(Check::bad("record", name, "record-torn", words.text("doctor-finding-record-torn")));
        }
        Ok(Patient { notice, tenderbox: Some((place.to_owned(), history)), checks })
    }

    /// What has happened, if it is a box.
    pub fn history(&self) -> Option<&History> {
        self.tenderbox.as_ref().map(|(_, history)| history)
    }

    /// Whether the box is closed.
    pub fn is_closed(&self) -> bool {
        self.history().is_some_and(|history| history.closing().is_some())
    }

    /// The deadline, postponements included.
    pub fn deadline(&self) -> Time {
        let history = self.history().and_then(|history| history.deadline().ok());
        history.unwrap_or(self.notice.body().deadline)
    }

    /// Every stage with its time, postponements included, and whether it is finished.
    pub fn stages(&self) -> Vec<(Id, Time, bool)> {
        match self.history() {
            Some(history) => history
                .stages()
                .iter()
                .map(|stage| {
                    let time = history.earliest_release(stage).unwrap_or(stage.time);
                    (stage.id.clone(), time, stage.minutes.is_some())
                })
                .collect(),
            None => {
                self.notice.body().stages.iter().map(|stage| (stage.id.clone(), stage.time, false)).collect()
            }
        }
    }

    /// The time of the last stage, until which the platform and the authorities sign.
    pub fn end(&self) -> Time {
        self.stages().into_iter().map(|(_, time, _)| time).max().unwrap_or_else(|| self.deadline())
    }
}
