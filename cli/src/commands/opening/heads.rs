//! The heads of an opening: the closed one, and the one that a release is asked for on; each is signed, stamped,
//! cosigned (SPEC §14.6, §15.2).

use super::missing::Missing;
use super::pass::Session;
use crate::commands::tenderbox::close::after_deadline;
use crate::commands::tenderbox::cosigned::{cosigners, take};
use crate::commands::tenderbox::pending::Pending;
use crate::failure::{Failure, Own, Result};
use crate::files;
use crate::stamping::Authorities;
use sealbid::custodian::COSIGN_REQUEST;
use sealbid::notice::Notice;
use sealbid::record::{ClosedHead, Head, StageState};
use sealbid::suite::{Digest, hash};
use sealbid::wire::{Id, Time};
use sealbid::{Error, ErrorKind};

/// No request to cosign is longer.
const LIMIT: u64 = 2 << 20;

impl Session<'_> {
    /// The closed head as a release demands it: in time, stamped, cosigned and recorded. What is missing of that.
    pub fn closed_head(&self) -> Result<Option<Missing>> {
        let state = || self.closed.with_history(|history| history.closed_head().map(|_| ()));
        let missing = match state() {
            Err(error) if matches!(error.kind(), ErrorKind::NotClosed | ErrorKind::CosignersMissing) => {
                self.cosign_closed()?
            }
            _ => None,
        };
        match state() {
            _ if missing.is_some() => Ok(missing),
            Ok(()) => Ok(None),
            Err(error) if error.kind() == ErrorKind::ClosedLate => {
                Ok(Some(Missing::LateHead { detail: error.detail().to_owned() }))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn cosign_closed(&self) -> Result<Option<Missing>> {
        let (size, recorded) = self.closed.with_history(|history| {
            let closing = history.closing().ok_or_else(|| Error::new(ErrorKind::NotClosed))?;
            Ok::<_, Error>((closing.entry + 1, closing.head.clone()))
        })?;
        let known = Pending::load(self.closed)?.filter(|pending| pending.head.checkpoint().size == size);
        let mut pending = match (known, recorded) {
            (Some(known), _) => known,
            (None, Some(recorded)) => self.asked(self.of_record(&recorded)?)?,
            (None, None) => {
                let mut pending = Pending::closing(self.closed)?;
                let tokens = self.stamp(head_imprint(&pending.head))?;
                pending.tokens = after_deadline(self.closed, &pending.head, tokens)?;
                self.asked(pending)?
            }
        };
        let cosigned = self.gather(&mut pending)?;
        if let Err(error) = self.closed.with_history(|history| history.check_cosigners(&cosigned)) {
            return self.ask_to_cosign(&pending, cosigned, &error).map(Some);
        }
        let now = self.console.clock.now()?;
        self.closed.record_head(&pending.head.to_bytes(), pending.tokens, now)?;
        Ok(None)
    }

    /// A closed head that the record has, but with too few cosignatures.
    fn of_record(&self, recorded: &ClosedHead) -> Result<Pending> {
        let tokens = self.closed.attachments(recorded.entry)?.into_iter().skip(1).collect();
        Ok(Pending { head: Head::parse(&recorded.note)?, tokens })
    }

    /// A head to ask for a stage's release on: it covers all that was settled, its tokens are not from before the
    /// earliest time, enough custodians have cosigned it. Where a quorum is lost, those who are lost cannot.
    pub fn request_head(
        &self,
        state: &StageState,
        earliest: Time,
    ) -> Result<std::result::Result<Pending, Missing>> {
        let known = Pending::load(self.closed)?.filter(|pending| self.serves(pending, state, earliest));
        let mut pending = match known {
            Some(known) => known,
            None => {
                let head = self.closed.head()?;
                let tokens = self.stamp(head_imprint(&head))?;
                let pending = Pending { head, tokens };
                if !self.serves(&pending, state, earliest) {
                    return Ok(Err(Missing::Until { time: earliest, what: "stamped" }));
                }
                self.asked(pending)?
            }
        };
        let cosigned = self.gather(&mut pending)?;
        match self.closed.with_history(|history| history.check_cosigners(&cosigned)) {
            Err(error) if state.cut_off.is_none() => self.ask_to_cosign(&pending, cosigned, &error).map(Err),
            _ => Ok(Ok(pending)),
        }
    }

    fn serves(&self, pending: &Pending, state: &StageState, earliest: Time) -> bool {
        self.closed.with_history(|history| {
            let head = history.check_head(&pending.head.to_bytes());
            let covers = head.is_ok_and(|head| head.checkpoint().size > state.settled);
            let times = history.token_times(&pending.head, &pending.tokens).unwrap_or_default();
            covers && times.iter().max().is_some_and(|time| time.floor() >= earliest)
        })
    }

    /// Keeps a head and its tokens, so that whatever happens the same head is asked for again.
    fn asked(&self, pending: Pending) -> Result<Pending> {
        pending.ask(self.closed)?;
        Ok(pending)
    }

    /// Takes the cosignatures that have come: whose there are.
    fn gather(&self, pending: &mut Pending) -> Result<Vec<Id>> {
        let before = pending.head.note().signatures().len();
        let named = self.arguments.cosigned.iter().cloned();
        for path in self.exchange.cosigned(pending.head.checkpoint().size).into_iter().chain(named) {
            match take(self.closed, &path, &mut pending.head) {
                // A note of another head that lies about from before is none of this one's.
                Err(Failure::Library(error)) if error.kind() == ErrorKind::HeadMismatch => {}
                Err(Failure::Library(error)) if error.kind() != ErrorKind::FileNotFound => {
                    self.unusable(&path, &files::read(&path)?, error)?;
                }
                other => other?,
            }
        }
        if pending.head.note().signatures().len() > before {
            pending.keep(self.closed)?;
        }
        cosigners(self.closed, &pending.head)
    }

    fn ask_to_cosign(&self, pending: &Pending, cosigned: Vec<Id>, error: &Error) -> Result<Missing> {
        self.exchange.ask_to_cosign(&self.closed.store().read(COSIGN_REQUEST, LIMIT)?)?;
        let (size, detail) = (pending.head.checkpoint().size, error.detail().to_owned());
        Ok(Missing::Cosignatures { size, cosigned, detail })
    }

    /// Who is asked for timestamps, made ready once: an authority of one's own has a passphrase to ask for.
    fn authorities(&self, notice: &Notice) -> Result<&Authorities> {
        match self.authorities.get() {
            Some(ready) => Ok(ready),
            None => {
                let ready = self.arguments.stamping.ready(Some(notice), self.console)?;
                Ok(self.authorities.get_or_init(|| ready))
            }
        }
    }

    /// Tokens over something. That there are none is no failure of the opening: it waits for them.
    pub fn stamp(&self, imprint: Digest) -> Result<Vec<Vec<u8>>> {
        let notice = self.closed.with_history(|history| history.notice().cloned())?;
        let stamped = self.authorities(&notice)?.stamp(&imprint, Some(&notice), self.console);
        stamped.map_err(|failure| match failure {
            Failure::Command { kind: Own::NothingStamped, .. } => failure,
            other => {
                let (reason, code) = (other.reason(&self.console.words), other.code());
                Failure::own(Own::NothingStamped, "", format_args!("{reason} [{code}]"))
            }
        })
    }
}

/// What is stamped of a head.
fn head_imprint(head: &Head) -> Digest {
    hash(&[head.note().text().as_bytes()])
}
