//! Who stamps, as several commands take it: authorities over HTTP, those of the notice, or one's own.

use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::http::{self, Post};
use crate::signing::Signing;
use crate::time_trust::Judge;
use crate::{fill, say};
use clap::Args;
use sealbid::ca::Revocation;
use sealbid::notice::Notice;
use sealbid::record::MAX_TOKENS;
use sealbid::suite::Digest;
use sealbid::timestamp::{
    Authority, MAX_RESPONSE, REQUEST_TYPE, RESPONSE_TYPE, TimestampRequest, VerifiedToken, read_response,
};
use std::path::PathBuf;
use std::time::Duration;

/// The policy of an authority of one's own, unless another is named: the one that examples everywhere have.
pub const OWN_POLICY: &str = "1.2.3.4.1";

/// Who stamps.
#[derive(Args, Debug)]
pub struct Stamping {
    /// The address of a timestamp authority (can be given several times); the notice's authorities if left out
    #[arg(long, value_name = "URL", value_parser = address)]
    pub tsa_url: Vec<String>,
    /// Instead: the certificate of an authority of one's own, which proves less (PEM or DER)
    #[arg(long, value_name = "FILE", requires = "tsa_key", conflicts_with = "tsa_url")]
    pub tsa_cert: Option<PathBuf>,
    /// Its private key (PKCS#8, PEM or DER)
    #[arg(long, value_name = "FILE", requires = "tsa_cert")]
    pub tsa_key: Option<PathBuf>,
    /// Seconds to wait for each authority
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub tsa_timeout: u64,
}

/// A token, who gave it, and the verdict on it.
pub struct Stamp {
    /// The authority, by its name in the notice, or by its address.
    pub from: String,
    /// The token, in DER.
    pub token: Vec<u8>,
    /// Who vouches for it, if there was a judge.
    pub verified: Option<VerifiedToken>,
}

/// What came of asking.
#[derive(Default)]
pub struct Stamps {
    /// Good tokens.
    pub stamps: Vec<Stamp>,
    /// Authorities that gave none, and why.
    pub failed: Vec<(String, Failure)>,
}

/// One authority.
enum Source {
    Url { name: String, url: String },
    Own(Box<Authority>),
}

fn address(text: &str) -> std::result::Result<String, String> {
    if http::is_address(text) {
        Ok(text.to_owned())
    } else {
        Err("http://HOST/…, https://HOST/…".to_owned())
    }
}

/// Authorities that are ready to be asked.
pub struct Authorities {
    sources: Vec<Source>,
    timeout: Duration,
}

impl Stamping {
    /// Finds those who are to be asked, and reads the key of an authority of one's own: what is wrong with either shows
    /// before anything happens that cannot wait for a stamp.
    ///
    /// # Errors
    /// [`Own::Usage`] if there is nobody to ask.
    pub fn ready(&self, notice: Option<&Notice>, console: &Console) -> Result<Authorities> {
        let sources = self.sources(notice, console)?;
        Ok(Authorities { sources, timeout: Duration::from_secs(self.tsa_timeout) })
    }

    /// As [`Authorities::ask`].
    pub fn ask(
        &self,
        imprint: &Digest,
        notice: Option<&Notice>,
        judge: &Judge,
        wanted: usize,
        console: &Console,
    ) -> Result<Stamps> {
        self.ready(notice, console)?.ask(imprint, judge, wanted, console)
    }

    fn sources(&self, notice: Option<&Notice>, console: &Console) -> Result<Vec<Source>> {
        if let (Some(certificate), Some(key)) = (&self.tsa_cert, &self.tsa_key) {
            let signing = Signing::files(certificate, key);
            return Ok(vec![Source::Own(Box::new(Authority::new(signing.load(console)?, OWN_POLICY)?))]);
        }
        let url = |name: &str, url: &str| Source::Url { name: name.to_owned(), url: url.to_owned() };
        let found: Vec<Source> = match notice {
            _ if !self.tsa_url.is_empty() => {
                self.tsa_url.iter().map(|address| url(&http::shown(address), address)).collect()
            }
            Some(notice) => notice
                .timestamp_authorities()
                .filter_map(|(authority, _)| Some(url(&authority.name, authority.url.as_deref()?)))
                .collect(),
            None => Vec::new(),
        };
        if found.is_empty() {
            return Err(Failure::own(Own::Usage, "", console.words.text("stamping-nobody")));
        }
        Ok(found)
    }
}

impl Authorities {
    /// Asks every authority for a token over this imprint, as many as go with a head. Those that hold under the notice
    /// are given; at least one. Which authority gave none, and why, is said.
    ///
    /// # Errors
    /// As [`Authorities::ask`].
    pub fn stamp(
        &self,
        imprint: &Digest,
        notice: Option<&Notice>,
        console: &Console,
    ) -> Result<Vec<Vec<u8>>> {
        let judge = match notice {
            Some(notice) => Judge::Notice(sealbid::record::TimeSource::of(notice)?),
            None => Judge::Nobody,
        };
        let stamps = self.ask(imprint, &judge, MAX_TOKENS, console)?;
        Ok(stamps.stamps.into_iter().map(|stamp| stamp.token).collect())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.sources.len()
    }

    /// Asks just the authority of this number, which is below [`Authorities::count`], without a word.
    pub fn nth(
        &self,
        number: usize,
        imprint: &Digest,
        judge: &Judge,
        console: &Console,
    ) -> (String, Result<Stamp>) {
        match self.sources.get(number) {
            Some(source) => (source.name(), self.one(source, imprint, judge, console)),
            None => (String::new(), Err(Failure::own(Own::NoAnswer, "", ""))),
        }
    }

    /// Asks one authority after another, until so many have given a token that the judge does not refuse.
    ///
    /// # Errors
    /// That of the authority, if there is just one; else [`Own::NothingStamped`], with all their reasons.
    pub fn ask(&self, imprint: &Digest, judge: &Judge, wanted: usize, console: &Console) -> Result<Stamps> {
        let mut found = Stamps::default();
        for source in &self.sources {
            let from = source.name();
            match self.one(source, imprint, judge, console) {
                Ok(stamp) => {
                    say!(console, "stamping-got", name = from)?;
                    found.stamps.push(stamp);
                    if found.stamps.len() == wanted {
                        break;
                    }
                }
                Err(failure) => {
                    let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
                    say!(console, "stamping-failed", name = from, reason = reason, code = code)?;
                    found.failed.push((from, failure));
                }
            }
        }
        if !found.stamps.is_empty() {
            return Ok(found);
        }
        match (found.failed.len(), found.failed.pop()) {
            (1, Some((_, failure))) => Err(failure),
            (_, last) => {
                found.failed.extend(last);
                let one = |(name, failure): &(String, Failure)| {
                    let (reason, code) = (failure.reason(&console.words), failure.code());
                    fill!(console.words, "stamping-reason", name = name, reason = reason, code = code)
                };
                let reasons = found.failed.iter().map(one).collect::<Vec<_>>().join("; ");
                Err(Failure::own(Own::NothingStamped, "", reasons))
            }
        }
    }

    fn one(&self, source: &Source, imprint: &Digest, judge: &Judge, console: &Console) -> Result<Stamp> {
        let token = match source {
            Source::Own(authority) => authority.stamp(*imprint, console.clock.now()?)?,
            Source::Url { url, .. } => {
                let request = TimestampRequest::random(*imprint)?;
                let post = Post {
                    body: &request.to_der()?,
                    sent: REQUEST_TYPE,
                    wanted: RESPONSE_TYPE,
                    limit: MAX_RESPONSE,
                    timeout: self.timeout,
                };
                read_response(&post.to(url)?, &request).map_err(|e| e.at(http::shown(url)))?
            }
        };
        let verified = judge.verify(&token, imprint, &Revocation::unchecked())?;
        Ok(Stamp { from: source.name(), token, verified })
    }
}

impl Source {
    fn name(&self) -> String {
        match self {
            Source::Url { name, .. } => name.clone(),
            Source::Own(authority) => authority.certificate().names().display(),
        }
    }
}

#[cfg(test)]
mod tests;
