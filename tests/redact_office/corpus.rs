//! Every file of a folder of real documents becomes a copy, or is refused with a reason (`SEALBID_CORPUS`). With
//! `SEALBID_COPIES`, copies are written there.

use crate::canaries::identity;
use sealbid::ErrorKind;
use sealbid::redact::redact;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

pub fn files(folder: PathBuf) -> Vec<PathBuf> {
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

/// How long large documents take: `cargo test --release … -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn large_documents() {
    use crate::documents::{docx, p, run, xlsx};
    let paragraph = p(&[run("本工程由云"), run("启建设工程有限公司承担，施工组织设计见下文。")].concat());
    let row = |n: usize| {
        let cells = ('A'..='F')
            .map(|c| format!("<c r=\"{c}{n}\" t=\"inlineStr\"><is><t>第{n}项 云启建设</t></is></c>"));
        format!("<row r=\"{n}\">{}</row>", cells.collect::<String>())
    };
    let rows: String = (1..=10_000).map(row).collect();
    let names = (0..1000).map(|n| format!("云启建设第{n}工程有限公司")).collect();
    let many = sealbid::redact::Terms { names, ..identity() };
    let text = "云启建设第九工程处承担了本项目的土建施工。".repeat(1 << 14);
    for (name, bytes, terms) in [
        ("20,000 paragraphs.docx", docx(&paragraph.repeat(20_000)).bytes(), identity()),
        ("60,000 cells.xlsx", xlsx(&format!("<sheetData>{rows}</sheetData>")).bytes(), identity()),
        ("1 MB under 1,000 terms.txt", text.into_bytes(), many),
    ] {
        let started = std::time::Instant::now();
        let copy = redact(name, &bytes, &terms).unwrap();
        println!("{name}: {} of {} bytes in {:?}", copy.bytes.len(), bytes.len(), started.elapsed());
    }
}
