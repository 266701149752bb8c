//! What lists and responses together say of one certificate at a time (SPEC §6.7).

use super::{
    certificate::Certificate,
    crl_entry::Revoked,
    distinguished_name::same_name,
    ocsp::AnswerStatus,
    ocsp_responder,
    revocation::{Evidence, Status},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::{Hex, Time},
};

/// One question: of a certificate, its issuer in the path, and a time.
pub(super) struct Judge<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: &'a Certificate,
    pub(super) at: Time,
    /// When the evidence was gathered.
    pub(super) gathered: Time,
}

/// What one verified piece of evidence says of the certificate.
struct Said {
    this_update: Time,
    /// Until when it speaks.
    until: Time,
    revoked: Option<Revoked>,
    evidence: Hex<32>,
}

/// Why evidence did not count, the best reason first.
#[derive(Default)]
struct Reasons {
    stale: Option<Error>,
    signature: Option<Error>,
    other: Option<Error>,
    unknown: Option<Error>,
}

impl Reasons {
    /// Keeps the first of each sort.
    fn add(&mut self, error: Error) {
        let place = match error.kind() {
            ErrorKind::RevocationStale => &mut self.stale,
            ErrorKind::RevocationSignature => &mut self.signature,
            ErrorKind::RevocationUnknown => &mut self.unknown,
            _ => &mut self.other,
        };
        place.get_or_insert(error);
    }

    fn best(self) -> Error {
        let found = self.stale.or(self.signature).or(self.other).or(self.unknown);
        found.unwrap_or_else(|| ErrorKind::RevocationUnknown.into())
    }
}

impl Judge<'_> {
    /// Whether the certificate was good.
    pub(super) fn status(&self) -> Result<Status> {
        let mut reasons = Reasons::default();
        let (lists, answers) = (self.lists(&mut reasons), self.answers(&mut reasons));
        let mut counting = self.counting(lists);
        counting.extend(self.counting(answers));
        let judged = self.judge(&counting, &mut reasons);
        judged.unwrap_or_else(|| Err(reasons.best()))
    }

    /// The same, asking lists alone: for the certificate of a responder.
    fn status_by_lists(&self) -> Result<()> {
        let mut reasons = Reasons::default();
        let lists = self.lists(&mut reasons);
        let counting = self.counting(lists);
        self.judge(&counting, &mut reasons).unwrap_or_else(|| Err(reasons.best())).map(|_| ())
    }

    /// Evidence from after the gathering cannot have been gathered.
    fn check_age(&self, what: &str, time: Time) -> Result<()> {
        if time > self.gathered {
            return Err(Error::new(ErrorKind::RevocationStale)
                .because(format_args!("{what} is of {time}, after {}", self.gathered)));
        }
        Ok(())
    }

    /// What the lists say that verify and speak of the certificate.
    fn lists(&self, reasons: &mut Reasons) -> Vec<Said> {
        let mut said = Vec::new();
        for crl in &self.evidence.crls {
            // The next certificate of the path is this one's issuer; indirect lists are not understood.
            if !same_name(crl.issuer_der(), self.issuer.subject_der()) {
                continue;
            }
            let judged = match crl.excludes(self.certificate) {
                Some(why) => Err(Error::new(ErrorKind::RevocationUnknown)
                    .because(format_args!("the revocation list cannot be used: {why}"))),
                None => crl.check_issuer(self.issuer),
            };
            match judged.and_then(|()| self.check_age("the revocation list", crl.this_update())) {
                Ok(()) => said.push(Said {
                    this_update: crl.this_update(),
                    until: crl.next_update(),
                    revoked: crl.revocation(self.certificate.serial()),
                    evidence: crl.fingerprint(),
                }),
                Err(error) => reasons.add(error),
            }
        }
        said
    }

    /// What the responses say that verify and speak of the certificate.
    fn answers(&self, reasons: &mut Reasons) -> Vec<Said> {
        let mut said = Vec::new();
        for response in &self.evidence.ocsp {
            let answers = response.answers(self.certificate, self.issuer);
            if answers.is_empty() {
                continue;
            }
            let produced = response.produced_at();
            let not_revoked = |delegate: &Certificate| {
                Judge { certificate: delegate, at: produced, ..*self }.status_by_lists()
            };
            if let Err(error) = ocsp_responder::check(response, self.issuer, &not_revoked)
                .and_then(|()| self.check_age("the OCSP response", produced))
            {
                reasons.add(error);
                continue;
            }
            for answer in answers {
                let revoked = match answer.status {
                    AnswerStatus::Good => None,
                    AnswerStatus::Revoked(revoked) => Some(revoked),
                    AnswerStatus::Unknown => {
                        reasons.add(
                            Error::new(ErrorKind::RevocationUnknown)
                                .because("the OCSP responder does not know the certificate"),
                        );
                        continue;
                    }
                };
                let this_update = answer.this_update;
                match self.check_age("the OCSP response", this_update) {
                    Ok(()) => said.push(Said {
                        this_update,
                        until: answer.next_update.unwrap_or(produced),
                        revoked,
                        evidence: response.fingerprint(),
                    }),
                    Err(error) => reasons.add(error),
                }
            }
        }
        said
    }

    /// Of what speaks from before the time in question, the newest; and all that is younger than that time.
    fn counting(&self, mut said: Vec<Said>) -> Vec<Said> {
        let current = said.iter().map(|one| one.this_update).filter(|time| *time <= self.at).max();
        said.retain(|one| one.this_update > self.at || Some(one.this_update) == current);
        said
    }

    /// The verdict, if there is one.
    fn judge(&self, counting: &[Said], reasons: &mut Reasons) -> Option<Result<Status>> {
        let revoked = |one: &Said| one.revoked.filter(|revoked| revoked.time <= self.at);
        if let Some(revoked) = counting.iter().find_map(revoked) {
            return Some(Err(Error::new(ErrorKind::CertificateRevoked).because(revoked)));
        }
        let speaks = |one: &&Said| {
            if one.this_update <= self.at {
                self.at <= one.until
            } else {
                // Certificates that have expired may be taken off a list.
                one.this_update <= self.certificate.not_after()
            }
        };
        // The one nearest to the time in question, rather from before it.
        let distance =
            |one: &&Said| (one.this_update > self.at, one.this_update.unix().abs_diff(self.at.unix()));
        if let Some(best) = counting.iter().filter(speaks).min_by_key(distance) {
            return Some(Ok(Status::Good { evidence: best.evidence, this_update: best.this_update }));
        }
        if let Some(one) = counting.first() {
            reasons.add(Error::new(ErrorKind::RevocationStale).because(if one.this_update <= self.at {
                format!("it speaks until {}, needed at {}", one.until, self.at)
            } else {
                format!("it is of {}, when the certificate had expired", one.this_update)
            }));
        }
        None
    }
}
