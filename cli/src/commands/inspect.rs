//! `sealbid inspect`: what a sealed bid says in the open.

use super::chain::line;
use crate::console::Console;
use crate::failure::Result;
use crate::figures::size;
use crate::table::Table;
use crate::words::Words;
use crate::{fill, say};
use sealbid::Error;
use sealbid::bid::{BidFile, Header};
use sealbid::ca::Names;
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Arguments of `inspect`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The sealed bid
    bid: PathBuf,
}

/// Opens a bid's file and checks its structure and its own signatures.
pub fn read(path: &Path) -> Result<BidFile<File>> {
    let file = File::open(path).map_err(|e| Error::from(e).at(path.display()))?;
    Ok(BidFile::read(file).map_err(|e| e.at(path.display()))?)
}

/// Shows a bid.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let bid = read(&arguments.bid)?;
    let header = bid.header();
    let signature = bid.signature();
    say!(console, "inspect-digest", digest = bid.digest())?;
    say!(console, "inspect-size", size = size(bid.size()?), bytes = bid.size()?)?;
    say!(console, "inspect-tender", digest = header.tender)?;
    say!(console, "inspect-notice", digest = header.notice)?;
    say!(console, "inspect-lot", lot = header.lot)?;
    say!(console, "inspect-suite", suite = header.suite)?;
    say!(console, "inspect-bid-key", key = header.bid_key)?;
    for line in signer(&signature.certificate.names(), &console.words) {
        console.line(&line)?;
    }
    say!(console, "inspect-certificate", certificate = line(&signature.certificate, console))?;
    if let Some(time) = signature.claimed_time {
        say!(console, "inspect-claimed", time = console.clock.local(time))?;
    }
    tables(header, console)?;
    say!(console, "inspect-unchecked")?;
    let locks = header.locks.iter().map(|lock| json!({ "stage": lock.stage, "quorums": lock.quorums.len() }));
    let parts =
        header.parts.iter().map(|part| json!({ "stage": part.stage, "part": part.part, "size": part.size }));
    console.result(&json!({
        "digest": bid.digest(),
        "size": bid.size()?,
        "tender": header.tender,
        "notice": header.notice,
        "lot": header.lot,
        "suite": header.suite,
        "bid_key": header.bid_key,
        "signer": signature.certificate.names().display(),
        "person": signature.certificate.names().person,
        "certificate": signature.certificate.fingerprint(),
        "claimed_time": signature.claimed_time,
        "locks": locks.collect::<Vec<_>>(),
        "parts": parts.collect::<Vec<_>>(),
    }))
}

/// Who signed, and who acted for it.
fn signer(names: &Names, words: &Words) -> Vec<String> {
    let person = names.person.as_ref().map(|person| fill!(words, "inspect-person", person = person));
    let signer = fill!(words, "inspect-signer", signer = names.display());
    [Some(signer), person].into_iter().flatten().collect()
}

fn tables(header: &Header, console: &Console) -> Result<()> {
    let words = &console.words;
    let columns = ["column-stage", "column-part", "column-padded"];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[2]);
    for part in &header.parts {
        table.row([part.stage.to_string(), part.part.to_string(), size(part.size)]);
    }
    console.line("")?;
    console.table(&table)?;
    let mut table = Table::new(["column-stage", "column-lock"].map(|id| words.text(id)));
    for lock in &header.locks {
        let corrections = lock.quorums.iter().map(|quorum| quorum.corrections.len().to_string());
        let corrections = corrections.collect::<Vec<_>>().join(" + ");
        let shape = fill!(words, "inspect-lock", quorums = lock.quorums.len(), corrections = corrections);
        table.row([lock.stage.to_string(), shape]);
    }
    console.line("")?;
    console.table(&table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use sealbid::ca::Certificate;

    #[test]
    fn the_person_who_acts_is_told_beside_the_organisation() {
        let pem = include_bytes!("../../../tests/vectors/ca/profiles/gmt0015-person-of-organisation.pem");
        let names = Certificate::from_pem(pem).unwrap().names();
        let words = Words::new(Language::En);
        let organisation = "Signed by:   示例建设有限公司 (91350100M000100Y43)";
        assert_eq!(signer(&names, &words), [organisation, "Acting:      张三"]);
        assert_eq!(signer(&Names::default(), &words).len(), 1);
    }
}
