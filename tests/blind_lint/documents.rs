//! The documents of the example tender, and real ones (`SEALBID_CORPUS`): each is read, whatever is found.

use crate::{rules, told};
use sealbid::blind::lint;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| self::files(folder)));
    files.retain(|path| {
        path.extension().is_some_and(|ending| ["docx", "pdf", "xlsx"].iter().any(|e| ending == *e))
    });
    files.sort();
    files
}

#[test]
fn documents_of_the_example() {
    let all = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/documents"));
    assert_eq!(all.len(), 30);
    for path in all {
        let name = path.file_name().unwrap().to_string_lossy();
        let found =
            lint(&name, &fs::read(&path).unwrap(), &rules()).unwrap_or_else(|e| panic!("{name}: {e}"));
        // They were made for another form: each breaks some rule.
        assert!(!found.is_empty(), "{name}");
        println!("{}: {}", path.display(), found.len());
        for finding in found.iter().take(8) {
            println!("    {}", told(finding));
        }
    }
}

#[test]
fn real_documents() {
    let Some(corpus) = env::var_os("SEALBID_CORPUS") else {
        println!("skipped: SEALBID_CORPUS names no folder of real documents");
        return;
    };
    for path in files(Path::new(&corpus)) {
        let name = path.file_name().unwrap().to_string_lossy();
        let start = std::time::Instant::now();
        match lint(&name, &fs::read(&path).unwrap(), &rules()) {
            Ok(found) => {
                println!("{name}: {} findings, {} ms", found.len(), start.elapsed().as_millis());
                for finding in found.iter().take(12) {
                    println!("    {}", told(finding));
                }
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
}
