//! Every file of a folder of real documents becomes a copy, or is refused with a reason (`SEALBID_CORPUS`). With
//! `SEALBID_COPIES`, copies are written there.

use crate::canaries::identity;
use sealbid::ErrorKind;
use sealbid::redact::redact;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.extend(folders.into_iter().flat_map(self::files));
    files.sort();
    files
}

#[test]
fn real_documents() {
    let Some(corpus) = env::var_os("SEALBID_CORPUS") else {
        println!("skipped: SEALBID_CORPUS names no folder of real documents");
        return;
    };
    let copies = env::var_os("SEALBID_COPIES").map(PathBuf::from);
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for path in files(corpus.into()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if matches!(ending.as_str(), "json" | "pdf") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let count = counts.entry(ending).or_default();
        count[1] += 1;
        match redact(&name, &bytes, &identity()) {
            Ok(copy) => {
                count[0] += 1;
                let again =
                    redact(&name, &copy.bytes, &identity()).unwrap_or_else(|e| panic!("{name}, again: {e}"));
                println!("{name}: {} of {} bytes, {:?}", copy.bytes.len(), bytes.len(), copy.report.removed);
                for finding in &copy.report.findings {
                    println!("    {}: {}: {}", finding.place, finding.channel, finding.text);
                }
                if let Some(folder) = &copies {
                    fs::write(folder.join(&name), &copy.bytes).unwrap();
                    fs::write(folder.join(format!("again-{name}")), &again.bytes).unwrap();
                }
                assert!(again.bytes == copy.bytes, "{name}: the copy of the copy is another");
            }
            Err(e) => {
                println!("{name}: refused: {e}");
                let reasons = [
                    ErrorKind::UnsupportedDocument,
                    ErrorKind::DocumentEncrypted,
                    ErrorKind::DocumentBroken,
                    ErrorKind::DocumentMismatch,
                    ErrorKind::UnknownContent,
                ];
                assert!(reasons.contains(&e.kind()), "{name}: {e}");
            }
        }
    }
    println!("{counts:?}");
}
