//! Any folder of real documents: `SEALBID_PDF_FOLDER` names it, `SEALBID_PDF_OUT` where copies are put, and
//! `SEALBID_PDF_NAMES` the terms, with commas between them.

use sealbid::redact::{Terms, redact};
use std::time::Instant;

#[test]
fn every_document_of_a_folder_becomes_a_copy_or_is_refused_with_a_reason() {
    let Ok(folder) = std::env::var("SEALBID_PDF_FOLDER") else {
        println!("skipped: SEALBID_PDF_FOLDER names no folder");
        return;
    };
    let names = std::env::var("SEALBID_PDF_NAMES").unwrap_or_else(|_| "示例公司".to_owned());
    let terms = Terms { names: names.split(',').map(str::to_owned).collect(), ..Terms::default() };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "pdf")) {
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let start = Instant::now();
        match redact(name, &bytes, &terms) {
            Ok(copy) => {
                let (from, to, time) = (bytes.len(), copy.bytes.len(), start.elapsed());
                println!("{name}: {from} -> {to} bytes, {time:?}, {:?}", copy.report.removed);
                for finding in copy.report.findings.iter().take(10) {
                    println!("    {finding:?}");
                }
                assert_eq!(redact(name, &copy.bytes, &terms).unwrap().bytes, copy.bytes, "{name}");
                if let Ok(out) = std::env::var("SEALBID_PDF_OUT") {
                    std::fs::write(std::path::Path::new(&out).join(name), &copy.bytes).unwrap();
                }
            }
            Err(error) => println!("{name}: refused after {:?}: {error}", start.elapsed()),
        }
    }
}
