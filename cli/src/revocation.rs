//! Revocation lists and OCSP responses on the command line, and what they said.

use crate::console::Console;
use crate::failure::Result;
use crate::table::Table;
use crate::{files, fill};
use clap::Args;
use sealbid::ca::{Chain, Crl, OcspResponse, Revocation, Status};
use sealbid::wire::Time;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where the evidence is. Without any, revocation is not checked.
#[derive(Args, Debug)]
pub struct Evidence {
    /// Revocation lists (PEM or DER; can be given several times); then every certificate must be known as good
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// An OCSP response (DER; can be given several times)
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<PathBuf>,
    /// When lists and responses were gathered, if later than the time of the check
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    gathered: Option<Time>,
}

impl Evidence {
    /// Reads the evidence.
    pub fn load(&self) -> Result<Revocation> {
        if self.crl.is_empty() && self.ocsp.is_empty() && self.gathered.is_none() {
            return Ok(Revocation::unchecked());
        }
        let crls = self.crl.iter().map(|path| files::parse_long(path, lists));
        let crls = crls.collect::<Result<Vec<_>>>()?.concat();
        let ocsp = self.ocsp.iter().map(|path| files::parse(path, OcspResponse::from_der));
        let revocation = Revocation::new(crls, ocsp.collect::<Result<Vec<_>>>()?)?;
        Ok(match self.gathered {
            Some(time) => revocation.gathered_at(time),
            None => revocation,
        })
    }
}

/// All lists of a file: several in PEM, one in DER.
pub fn lists(bytes: &[u8]) -> sealbid::Result<Vec<Crl>> {
    // DER begins with the tag of a SEQUENCE, which no list in PEM does.
    if bytes.first() == Some(&0x30) {
        return Ok(vec![Crl::from_der(bytes)?]);
    }
    let found = Crl::all_from_pem(bytes)?;
    if found.is_empty() {
        // A file in which nothing is found must not look like one that says nothing: this says so.
        return Ok(vec![Crl::from_pem(bytes)?]);
    }
    Ok(found)
}

/// What is known of each certificate of a chain, in a table.
pub fn show(chain: &Chain, console: &Console) -> Result<()> {
    let words = &console.words;
    let mut table = Table::new(["column-certificate", "column-revocation"].map(|id| words.text(id)));
    let last = chain.certificates.len().saturating_sub(1);
    for (n, (certificate, status)) in chain.certificates.iter().zip(&chain.statuses).enumerate() {
        let said = match status {
            Status::Good { evidence, this_update } => fill!(
                words,
                "revocation-good",
                time = console.clock.local(*this_update),
                evidence = evidence.to_string().chars().take(16).collect::<String>()
            ),
            _ if n == last => words.text("revocation-anchor"),
            _ => words.text("revocation-unchecked"),
        };
        table.row([certificate.subject(), said]);
    }
    console.table(&table)
}

/// The same for machines, in the order of the chain.
pub fn json(chain: &Chain) -> Value {
    let one = |status: &Status| match status {
        Status::Good { evidence, this_update } => {
            json!({ "status": "good", "evidence": evidence, "this_update": this_update })
        }
        _ => json!({ "status": "unchecked" }),
    };
    chain.statuses.iter().map(one).collect()
}
