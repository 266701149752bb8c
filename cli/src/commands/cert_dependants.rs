//! What depends on a certificate: the bids that it signed, and its roles in notices. Nothing is opened for that.

use super::inspect;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{files, fill};
use sealbid::Error;
use sealbid::ca::{Certificate, verify_detached};
use sealbid::notice::{HolderSpec, Notice};
use sealbid::wire::Time;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The ending of a sealed bid.
const BID: &str = ".sbid";

/// How a certificate was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It stands in a file.
    File(PathBuf),
    /// It signed a sealed bid.
    Bid {
        /// The bid's file.
        file: PathBuf,
        /// The bid's digest.
        digest: String,
    },
    /// It signed a notice as tenderer.
    Tenderer {
        /// The tender.
        tender: String,
        /// The deadline.
        deadline: Time,
    },
    /// It signed a custodian's statement.
    Custodian {
        /// The tender.
        tender: String,
        /// The custodian.
        id: String,
        /// The deadline.
        deadline: Time,
    },
    /// Stages are locked to its key.
    Holder {
        /// The tender.
        tender: String,
        /// The holder's name.
        id: String,
    },
}

impl Role {
    /// In words.
    pub fn told(&self, console: &Console) -> String {
        let words = &console.words;
        match self {
            Role::File(file) => file.display().to_string(),
            Role::Bid { file, digest } => {
                fill!(words, "expiry-bid", file = file.display(), digest = digest)
            }
            Role::Tenderer { tender, deadline } => {
                fill!(words, "expiry-tenderer", tender = tender, deadline = console.clock.local(*deadline))
            }
            Role::Custodian { tender, id, deadline } => {
                let deadline = console.clock.local(*deadline);
                fill!(words, "expiry-custodian", tender = tender, id = id, deadline = deadline)
            }
            Role::Holder { tender, id } => fill!(words, "expiry-holder", tender = tender, id = id),
        }
    }

    /// The message that says what renewing means for this.
    pub fn meaning(&self) -> Option<&'static str> {
        match self {
            Role::File(_) => None,
            Role::Bid { .. } => Some("expiry-bid-means"),
            Role::Tenderer { .. } | Role::Custodian { .. } => Some("expiry-signer-means"),
            Role::Holder { .. } => Some("expiry-holder-means"),
        }
    }

    /// For machines.
    pub fn json(&self) -> Value {
        match self {
            Role::File(file) => json!({ "role": "file", "file": file }),
            Role::Bid { file, digest } => json!({ "role": "bid", "file": file, "digest": digest }),
            Role::Tenderer { tender, deadline } => {
                json!({ "role": "tenderer", "tender": tender, "deadline": deadline })
            }
            Role::Custodian { tender, id, deadline } => {
                json!({ "role": "custodian", "tender": tender, "id": id, "deadline": deadline })
            }
            Role::Holder { tender, id } => json!({ "role": "holder", "tender": tender, "id": id }),
        }
    }
}

/// Certificates and how each was met.
#[derive(Default)]
pub struct Found {
    entries: Vec<(Certificate, Vec<Role>)>,
    unreadable: Vec<(PathBuf, Error)>,
}

impl Found {
    /// Notes that a certificate was met in a role.
    pub fn add(&mut self, certificate: Certificate, role: Role) {
        match self.entries.iter_mut().find(|(known, _)| *known == certificate) {
            Some((_, roles)) if roles.contains(&role) => {}
            Some((_, roles)) => roles.push(role),
            None => self.entries.push((certificate, vec![role])),
        }
    }

    /// Reads the signatures of a folder's bids, or of one bid. A bid that cannot be read is noted: the others still
    /// have their certificates.
    pub fn bids(&mut self, path: &Path) -> Result<()> {
        let files = if path.is_dir() { files::listed(path, BID)? } else { vec![path.to_owned()] };
        for file in files {
            match inspect::read(&file) {
                Ok(bid) => {
                    let digest = bid.digest().to_string();
                    self.add(bid.signature().certificate.clone(), Role::Bid { file, digest });
                }
                Err(Failure::Library(error)) => self.unreadable.push((file, error)),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Reads the certificates of a notice: the tenderer's, if its signature lies beside it, the custodians', and
    /// those of certificate holders.
    pub fn notice(&mut self, path: &Path) -> Result<()> {
        let path = files::notice_path(path);
        let notice = files::parse(&path, Notice::parse)?;
        let (tender, deadline) = (notice.body().tender_id.to_string(), notice.body().deadline);
        let signature = files::with_ending(&path, files::SIGNATURE);
        if signature.exists() {
            let signed = files::parse(&signature, |cms| verify_detached(notice.bytes(), cms))?;
            let role = Role::Tenderer { tender: tender.clone(), deadline };
            self.add(signed.certificate, role);
        }
        for custodian in notice.custodians() {
            let id = custodian.statement().custodian.to_string();
            let role = Role::Custodian { tender: tender.clone(), id, deadline };
            self.add(custodian.signature().certificate.clone(), role);
        }
        for holder in notice.body().lock.quorums.iter().flat_map(|quorum| &quorum.holders) {
            if let HolderSpec::Certificate { id, certificate } = holder {
                let certificate = Certificate::from_der(&certificate.0)?;
                self.add(certificate, Role::Holder { tender: tender.clone(), id: id.to_string() });
            }
        }
        Ok(())
    }

    /// Puts the certificate that ends first on top.
    pub fn sort(&mut self) {
        self.entries.sort_by_key(|(certificate, _)| certificate.not_after());
    }

    /// The certificates.
    pub fn entries(&self) -> &[(Certificate, Vec<Role>)] {
        &self.entries
    }

    /// The bids that could not be read, and why.
    pub fn unreadable(&self) -> &[(PathBuf, Error)] {
        &self.unreadable
    }
}
