//! A custodian that answers by itself what lies in an exchange folder (SPEC §15.5).
//!
//! It neither sleeps nor asks the time: whoever drives it calls [`Armed::look`] now and then, and prints what it did.

use super::action::Action;
use super::desk::Custodian;
use super::exchange::{
    COSIGN_REQUEST, LOG, cosigned_name, refused_name, release_request_name, released_name, requested_stage,
};
use super::release::Refused;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{CosignRequest, Head, ReleaseRequest, Signed, Store};
use crate::suite::{Digest, hash};
use crate::wire::Id;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest request that is read: one of 2 MiB in base64, and its signature.
const REQUEST: u64 = 8 << 20;

/// A custodian at an exchange folder.
///
/// It answers a request when everything is right, waits when it is too early or a file is not there yet, and at
/// anything else raises an alarm and stands still.
pub struct Armed<'k> {
    custodian: Custodian<'k>,
    exchange: Arc<dyn Store>,
    /// Each request as it was judged last.
    judged: BTreeMap<String, Judged>,
    waits: BTreeMap<String, Error>,
    stopped: bool,
}

/// A request that was judged, the log's size then, and the file that answers it. Reading a log takes long: it is read
/// again for another request, for an answer that has gone, and for a request without answer once the log has grown.
struct Judged {
    request: Digest,
    log: u64,
    answer: Option<String>,
}

/// What became of a request.
struct Answer {
    file: String,
    bytes: Vec<u8>,
    action: Action,
}

/// Why a request was not answered, whether that is nothing wrong, and the signed refusal if there is one.
struct Failed {
    error: Error,
    waits: bool,
    refusal: Option<Box<Answer>>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed { waits: is_waiting(&error), error, refusal: None }
    }
}

impl<'k> Armed<'k> {
    /// A custodian that is to answer what lies in this folder.
    pub fn new(custodian: Custodian<'k>, exchange: Arc<dyn Store>) -> Armed<'k> {
        let (judged, waits) = (BTreeMap::new(), BTreeMap::new());
        Armed { custodian, exchange, judged, waits, stopped: false }
    }

    /// The custodian.
    pub fn custodian(&mut self) -> &mut Custodian<'k> {
        &mut self.custodian
    }

    /// Looks once what is there, and answers it. Empty when there is nothing new.
    pub fn look(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.stopped {
            return actions;
        }
        match self.custodian.memory.load() {
            Ok(memory) => {
                if let Some(reason) = memory.stopped {
                    self.stopped = true;
                    let error = Error::new(ErrorKind::CustodianStopped).because(reason.name);
                    return vec![Action::Alarm { error }];
                }
            }
            Err(error) => {
                self.fail("memory", error.into(), &mut actions);
                return actions;
            }
        }
        let names = match self.exchange.list_shared("") {
            Ok(names) => names,
            Err(error) => {
                self.wait(".", error, &mut actions);
                return actions;
            }
        };
        for name in names {
            let stage = requested_stage(&name);
            if stage.is_none() && name != COSIGN_REQUEST {
                continue;
            }
            self.answer(&name, stage.as_ref(), &mut actions);
            if self.stopped {
                break;
            }
        }
        actions
    }

    /// The operator has looked into the alarm and lets the custodian go on. What was signed stays remembered.
    ///
    /// # Errors
    /// As [`Memory::clear`](super::Memory::clear).
    pub fn clear(&mut self) -> Result<()> {
        self.custodian.memory.clear()?;
        self.stopped = false;
        self.judged.clear();
        Ok(())
    }

    /// Answers one request, unless it was answered already.
    fn answer(&mut self, name: &str, stage: Option<&Id>, actions: &mut Vec<Action>) {
        let (request, log) = match self.read(name) {
            Ok(read) => read,
            Err(error) => return self.fail(name, error.into(), actions),
        };
        let digest = hash(&[&request]);
        if self.judged.get(name).is_some_and(|judged| judged.request == digest && self.stands(judged, log)) {
            return;
        }
        let answer = match stage {
            None => self.cosign(&request),
            Some(stage) => self.release(stage, &request),
        };
        let given = match answer {
            Ok(answer) => {
                self.waits.remove(name);
                self.give(answer, actions).map(Some)
            }
            Err(failed) if is_passing(failed.error.kind()) => return self.fail(name, failed, actions),
            Err(failed) => {
                let refusal = failed.refusal.as_ref().map(|refusal| refusal.file.clone());
                self.fail(name, failed, actions);
                // One that could not be written is tried again.
                if refusal.as_ref().is_some_and(|file| !self.is_there(file)) {
                    return;
                }
                Ok(refusal)
            }
        };
        match given {
            Ok(answer) => {
                self.judged.insert(name.to_owned(), Judged { request: digest, log, answer });
            }
            Err(error) => self.wait(name, error, actions),
        }
    }

    /// Whether what was judged need not be judged again.
    fn stands(&self, judged: &Judged, log: u64) -> bool {
        judged.answer.as_ref().map_or(judged.log == log, |file| self.is_there(file))
    }

    fn is_there(&self, file: &str) -> bool {
        self.exchange.size(file).is_ok_and(|size| size.is_some())
    }

    /// A request, and the size of the log that lies beside it.
    fn read(&self, name: &str) -> Result<(Vec<u8>, u64)> {
        let request = self.exchange.read(name, REQUEST)?;
        let log = self.exchange.size(LOG)?;
        Ok((request, log.ok_or_else(|| Error::new(ErrorKind::FileNotFound).at(LOG))?))
    }

    fn cosign(&mut self, request: &[u8]) -> std::result::Result<Answer, Failed> {
        let request = CosignRequest::parse(request).map_err(|e| e.at(COSIGN_REQUEST))?;
        let log = self.exchange.open(LOG)?;
        let bytes = self.custodian.cosign(&log, &request)?;
        let size = Head::parse(&bytes)?.checkpoint().size;
        let file = cosigned_name(size);
        Ok(Answer { action: Action::Cosigned { file: file.clone(), size }, file, bytes })
    }

    fn release(&mut self, stage: &Id, request: &[u8]) -> std::result::Result<Answer, Failed> {
        let named = || ReleaseRequest::parse(Signed::parse(request)?.content());
        let named = named().map_err(|e| e.at(release_request_name(stage)))?;
        if named.stage != *stage {
            let detail = format!("it asks for {}", named.stage);
            let error = Error::new(ErrorKind::RequestMismatch).because(detail);
            return Err(error.at(release_request_name(stage)).into());
        }
        let log = self.exchange.open(LOG)?;
        match self.custodian.release(&log, request) {
            Ok(release) => {
                let file = released_name(stage);
                let bids = release.entries().len();
                let action = Action::Released { file: file.clone(), stage: stage.clone(), bids };
                Ok(Answer { file, bytes: release.to_bytes()?, action })
            }
            // Enough others released it while this custodian was off: nobody needs an answer any more.
            Err(Refused { error, finished: true, .. }) => Err(Failed { error, waits: true, refusal: None }),
            Err(refused) => {
                let error = refused.error;
                // That something is not there yet may be a slow copy: no refusal goes out for that.
                let is_told = error.kind() == ErrorKind::TooEarly || !is_waiting(&error);
                let answer = |refusal: Box<Signed>| {
                    let file = refused_name(stage);
                    let (stage, error) = (stage.clone(), error.clone());
                    let action = Action::Refused { file: file.clone(), stage, error };
                    Ok::<_, Error>(Box::new(Answer { file, bytes: refusal.to_bytes()?, action }))
                };
                let refusal = refused.refusal.filter(|_| is_told).map(answer).transpose()?;
                Err(Failed { waits: is_waiting(&error), error, refusal })
            }
        }
    }

    /// Puts an answer into the folder, unless it lies there already; its name.
    fn give(&self, answer: Answer, actions: &mut Vec<Action>) -> Result<String> {
        let length = answer.bytes.len() as u64;
        if self.is_there(&answer.file)
            && self.exchange.read(&answer.file, length).is_ok_and(|bytes| bytes == answer.bytes)
        {
            return Ok(answer.file);
        }
        self.exchange.put(&answer.file, &answer.bytes)?;
        actions.push(answer.action);
        Ok(answer.file)
    }

    /// Waits, or raises an alarm. The custodian stands still, durably, before anything is said about it.
    fn fail(&mut self, name: &str, failed: Failed, actions: &mut Vec<Action>) {
        let alarm = !failed.waits;
        if alarm {
            self.stopped = true;
            if let Err(error) = self.custodian.memory.stop(&failed.error) {
                actions.push(Action::Alarm { error });
            }
        }
        let refused = failed.refusal.map(|refusal| self.give(*refusal, actions));
        if let Some(Err(error)) = refused {
            self.wait(name, error, actions);
        }
        if alarm {
            actions.push(Action::Alarm { error: failed.error });
        } else {
            self.wait(name, failed.error, actions);
        }
    }

    fn wait(&mut self, name: &str, error: Error, actions: &mut Vec<Action>) {
        if self.waits.get(name) != Some(&error) {
            self.waits.insert(name.to_owned(), error.clone());
            actions.push(Action::Waits { file: name.to_owned(), error });
        }
    }
}

/// What passes by itself: nothing is wrong yet.
fn is_waiting(error: &Error) -> bool {
    match error.kind() {
        // Within the log it is an entry that should not be there.
        ErrorKind::TooEarly => !error.place().starts_with(LOG),
        ErrorKind::LogTooShort | ErrorKind::HeadBehind => true,
        kind => is_passing(kind),
    }
}

/// What may be otherwise at the next look, although the files look the same.
fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::LogIncomplete | ErrorKind::FileNotFound | ErrorKind::Truncated | ErrorKind::Io)
}
