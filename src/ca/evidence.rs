//! What lists and responses together say of one certificate at a time (SPEC §6.7).

use super::{
    certificate::Certificate,
    crl::Crl,
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
use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

/// A list by its place, and a serial number.
type Entry = (usize, Vec<u8>);

/// What was read of the lists for one question: a responder's certificate asks the same of the same issuer again.
pub(super) struct Read {
    /// Whether each list verifies under the issuer's key.
    signatures: Vec<OnceCell<Result<()>>>,
    /// What each list says of a serial number.
    entries: RefCell<HashMap<Entry, Option<Revoked>>>,
}

impl Read {
    pub(super) fn new(evidence: &Evidence) -> Read {
        Read { signatures: vec![OnceCell::new(); evidence.crls.len()], entries: RefCell::default() }
    }
}

/// One question: of a certificate, its issuer in the path, and a time.
pub(super) struct Judge<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: &'a Certificate,
    pub(super) at: Time,
    /// When the evidence was gathered.
    pub(super) gathered: Time,
    /// Of this issuer.
    pub(super) read: &'a Read,
}

/// What one verified piece of evidence says of the certificate.
struct Said {
    this_update: Time,
    /// Until when it speaks.
    until: Time,
    revoked: Option<Revoked>,
    evidence: Hex<32>,
    weight: Weight,
}

/// What a piece of evidence can do.
#[derive(PartialEq)]
enum Weight {
    /// Tell that a certificate is good or revoked.
    Full,
    /// Tell that it is revoked: the path goes through a certificate of the authority that may not sign lists.
    NoVouching,
    /// The same, and it takes no other list's place: it has part of the truth.
    Part,
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
        for (n, crl) in self.evidence.crls.iter().enumerate() {
            // The next certificate of the path is this one's issuer; indirect lists are not understood.
            if !same_name(crl.issuer_der(), self.issuer.subject_der()) {
                continue;
            }
            match self.list(n, crl, reasons) {
                Ok(one) => said.extend(one),
                Err(error) => reasons.add(error),
            }
        }
        said
    }

    /// What one list says. What its scope or its issuer's certificate keeps from vouching can revoke all the same:
    /// the authority has signed it.
    fn list(&self, n: usize, crl: &Crl, reasons: &mut Reasons) -> Result<Option<Said>> {
        let partial = crl.excludes(self.certificate).map(|why| {
            Error::new(ErrorKind::RevocationUnknown)
                .because(format_args!("the revocation list cannot be used: {why}"))
        });
        let (weight, limit) = match (partial, crl.check_issuer(self.issuer)) {
            (Some(error), _) => (Weight::Part, Some(error)),
            (None, Err(error)) => (Weight::NoVouching, Some(error)),
            (None, Ok(())) => (Weight::Full, None),
        };
        let limited = limit.is_some();
        if let Some(error) = limit {
            reasons.add(error);
        }
        if weight == Weight::Part && (!crl.is_of_certificates() || self.entry(n, crl).is_none()) {
            return Ok(None);
        }
        let signature =
            self.read.signatures.get(n).map(|read| read.get_or_init(|| crl.check_signature(self.issuer)));
        match signature {
            Some(Ok(())) => {}
            // Why it could not have vouched was told.
            _ if limited => return Ok(None),
            Some(Err(error)) => return Err(error.clone()),
            None => return Ok(None),
        }
        match self.check_age("the revocation list", crl.this_update()) {
            Err(_) if limited => return Ok(None),
            judged => judged?,
        }
        Ok(Some(Said {
            this_update: crl.this_update(),
            until: crl.next_update(),
            revoked: self.entry(n, crl),
            evidence: crl.fingerprint(),
            weight,
        }))
    }

    fn entry(&self, n: usize, crl: &Crl) -> Option<Revoked> {
        let serial = self.certificate.serial();
        let mut entries = self.read.entries.borrow_mut();
        *entries.entry((n, serial.to_vec())).or_insert_with(|| crl.revocation(serial))
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
            let authorised = ocsp_responder::check(response, self.issuer, &not_revoked);
            let end = match authorised
                .and_then(|end| self.check_age("the OCSP response", produced).map(|()| end))
            {
                Ok(end) => end,
                Err(error) => {
                    reasons.add(error);
                    continue;
                }
            };
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
                // Nobody can sign what he will know; and it was gathered after it was produced.
                if this_update > produced {
                    reasons.add(Error::new(ErrorKind::RevocationStale).because(format_args!(
                        "the OCSP response is of {produced}, and speaks from {this_update}"
                    )));
                    continue;
                }
                let until = answer.next_update.unwrap_or(produced);
                said.push(Said {
                    this_update,
                    until: end.map_or(until, |end| until.min(end)),
                    revoked,
                    evidence: response.fingerprint(),
                    weight: Weight::Full,
                });
            }
        }
        said
    }

    /// Of what speaks from before the time in question, the newest; and all that is younger than that time.
    fn counting(&self, mut said: Vec<Said>) -> Vec<Said> {
        let whole = said.iter().filter(|one| one.weight != Weight::Part);
        let current = whole.map(|one| one.this_update).filter(|time| *time <= self.at).max();
        said.retain(|one| match one.weight {
            _ if one.this_update > self.at => true,
            // What has part of the truth is overtaken by the whole, but overtakes nothing.
            Weight::Part => current.is_none_or(|current| one.this_update >= current),
            _ => Some(one.this_update) == current,
        });
        said
    }

    /// The verdict, if there is one.
    fn judge(&self, counting: &[Said], reasons: &mut Reasons) -> Option<Result<Status>> {
        let revoked = |one: &Said| one.revoked.filter(|revoked| revoked.time <= self.at);
        if let Some(revoked) = counting.iter().find_map(revoked) {
            return Some(Err(Error::new(ErrorKind::CertificateRevoked).because(revoked)));
        }
        let vouching: Vec<&Said> = counting.iter().filter(|one| one.weight == Weight::Full).collect();
        let speaks = |one: &&&Said| {
            if one.this_update <= self.at {
                self.at <= one.until
            } else {
                // Certificates that have expired may be taken off a list.
                one.this_update <= self.certificate.not_after()
            }
        };
        // The one nearest to the time in question, rather from before it.
        let distance =
            |one: &&&Said| (one.this_update > self.at, one.this_update.unix().abs_diff(self.at.unix()));
        if let Some(best) = vouching.iter().filter(speaks).min_by_key(distance) {
            return Some(Ok(Status::Good { evidence: best.evidence, this_update: best.this_update }));
        }
        if let Some(one) = vouching.first() {
            reasons.add(Error::new(ErrorKind::RevocationStale).because(if one.this_update <= self.at {
                format!("it speaks until {}, needed at {}", one.until, self.at)
            } else {
                format!("it is of {}, when the certificate had expired", one.this_update)
            }));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::{
        KeyType,
        issue::tests::{ca, identity_of, time},
    };

    /// What was read once is not read again, for the certificate itself and for that of a responder alike.
    #[test]
    fn a_list_is_verified_and_searched_once() {
        let root = ca();
        let (_, leaf) = identity_of(&root, KeyType::P256);
        let (at, next) = (time("2026-01-01T00:00:00Z"), time("2026-02-01T00:00:00Z"));
        let evidence = Evidence::new(vec![root.crl(&[], at, next).unwrap()], vec![]);
        let judge = |read: &Read| {
            let judge = Judge {
                evidence: &evidence,
                certificate: &leaf,
                issuer: root.certificate(),
                at,
                gathered: at,
                read,
            };
            let status = judge.status().map(|_| ()).map_err(|error| error.kind());
            assert_eq!(judge.status_by_lists().map_err(|error| error.kind()), status);
            status
        };
        let read = Read::new(&evidence);
        assert_eq!(judge(&read), Ok(()));
        assert_eq!(read.signatures[0].get(), Some(&Ok(())));
        // The answers are those that are held, whatever the list says.
        let revoked =
            Revoked { time: at, reason: crate::ca::RevocationReason::Unspecified, invalidity: None };
        read.entries.borrow_mut().insert((0, leaf.serial().to_vec()), Some(revoked));
        assert_eq!(judge(&read), Err(ErrorKind::CertificateRevoked));
        let read = Read::new(&evidence);
        read.signatures[0].set(Err(ErrorKind::RevocationSignature.into())).unwrap();
        assert_eq!(judge(&read), Err(ErrorKind::RevocationSignature));
    }
}
