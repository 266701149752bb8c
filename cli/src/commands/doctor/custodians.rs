//! Whether enough custodians are ready: exchange folders that can be used, answers, memories.

use super::Arguments;
use super::health::Check;
use super::patient::Patient;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::{files, fill};
use sealbid::custodian::{COSIGN_REQUEST, Remembered, cosigned_name, refused_name};
use sealbid::record::{CosignRequest, Head, ReleaseRefusal, Signed};
use sealbid::timelock::HolderKey;
use sealbid::wire::Id;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const AREA: &str = "custodians";

/// Looks at every exchange folder and memory, and whether those who are able are enough.
pub fn check(patient: &Patient, arguments: &Arguments, console: &Console) -> Result<Vec<Check>> {
    let (mut checks, mut unable) = (Vec::new(), BTreeSet::new());
    for folder in folders(patient, arguments) {
        checks.extend(exchange(patient, &folder, &mut unable, console)?);
    }
    for path in &arguments.memory {
        checks.push(memory(patient, path, &mut unable, console));
    }
    checks.extend(enough(patient, &unable, console)?);
    Ok(checks)
}

fn folders(patient: &Patient, arguments: &Arguments) -> Vec<PathBuf> {
    if !arguments.exchange.is_empty() {
        return arguments.exchange.clone();
    }
    let Some((folder, _)) = &patient.tenderbox else { return Vec::new() };
    let custodians = patient.notice.custodians().iter().map(|custodian| &custodian.statement().custodian);
    custodians.map(|id| folder.join("exchange").join(id.as_str())).filter(|folder| folder.is_dir()).collect()
}

fn exchange(
    patient: &Patient,
    folder: &Path,
    unable: &mut BTreeSet<Id>,
    console: &Console,
) -> Result<Vec<Check>> {
    let words = &console.words;
    let name = folder.display().to_string();
    // Whether it can be written to is found out by writing; the name is one that everybody ignores.
    let probe = folder.join(".sealbid-doctor.partial");
    if let Err(error) = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
        let told = Failure::from(sealbid::Error::from(error)).reason(words);
        return Ok(vec![Check::bad(AREA, name, "exchange-unusable", told)]);
    }
    let mut checks = Vec::new();
    for (stage, _, finished) in patient.stages() {
        let path = folder.join(refused_name(&stage));
        if finished || !path.is_file() {
            continue;
        }
        let refusal = files::parse(&path, |bytes| ReleaseRefusal::parse(Signed::parse(bytes)?.content()))?;
        let told = fill!(
            words,
            "doctor-refused",
            custodian = refusal.custodian,
            stage = stage,
            name = refusal.reason.name
        );
        unable.insert(refusal.custodian);
        checks.push(Check::bad(AREA, &name, "request-refused", told));
    }
    let request = folder.join(COSIGN_REQUEST);
    let told = if request.is_file() {
        let request = files::parse(&request, CosignRequest::parse)?;
        let size = Head::parse(&request.note.0)?.checkpoint().size;
        let answered = folder.join(cosigned_name(size)).is_file();
        words.text(if answered { "doctor-answered" } else { "doctor-unanswered" })
    } else {
        words.text("doctor-exchange-good")
    };
    checks.push(Check::good(AREA, name, told));
    Ok(checks)
}

fn memory(patient: &Patient, path: &Path, unable: &mut BTreeSet<Id>, console: &Console) -> Check {
    let words = &console.words;
    let name = path.display().to_string();
    let found = match files::parse(path, Remembered::parse) {
        Ok(found) => found,
        Err(failure) => return Check::bad(AREA, name, "memory-missing", failure.reason(words)),
    };
    let mut statements = patient.notice.custodians().iter().map(|custodian| custodian.statement());
    let Some(statement) = statements.find(|statement| statement.record_key == found.record_key) else {
        return Check::bad(AREA, name, "memory-missing", words.text("doctor-memory-other"));
    };
    let custodian = &statement.custodian;
    match found.stopped {
        Some(reason) => {
            unable.insert(custodian.clone());
            let told = fill!(words, "doctor-memory-stopped", custodian = custodian, name = reason.name);
            Check::bad(AREA, name, "custodian-stopped", told)
        }
        None => Check::good(AREA, name, fill!(words, "doctor-memory-good", custodian = custodian)),
    }
}

/// Of every quorum of every stage that is not finished, whether its threshold can still be met.
fn enough(patient: &Patient, unable: &BTreeSet<Id>, console: &Console) -> Result<Option<Check>> {
    let words = &console.words;
    let Some((stage, _, _)) = patient.stages().into_iter().find(|(_, _, finished)| !finished) else {
        return Ok(None);
    };
    for (j, quorum) in patient.notice.policy(&stage)?.quorums().iter().enumerate() {
        let is_unable = |id: &Id| unable.contains(id);
        let able = quorum.holders.iter().filter(|holder| !is_unable(&holder.id)).count();
        let threshold = usize::from(quorum.threshold);
        let has_custodians =
            quorum.holders.iter().any(|holder| matches!(holder.key, HolderKey::Custodian(_)));
        if has_custodians && able < threshold {
            let told = fill!(words, "doctor-few", able = able, threshold = threshold);
            let subject = fill!(words, "doctor-quorum", number = j + 1);
            return Ok(Some(Check::bad(AREA, subject, "custodians-few", told)));
        }
    }
    Ok(None)
}
