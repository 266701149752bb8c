//! Makes blind copies of folders of documents and prints a line for each: its path, and the SHA-256 of the copy and of
//! its report, or why there is no copy. What two machines print can be compared (see `tests/blind/builds`):
//! `cargo run --release --features redact --example blind_digests -- TERMS FOLDER …`.

#![allow(missing_docs)]

#[path = "blind_corpus/folder.rs"]
mod folder;

use folder::documents;
use sealbid::redact::{Terms, redact};
use sealbid::suite::hash;
use std::io::Write;
use std::path::Path;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [terms, folders @ ..] = &arguments[..] else { return Err("blind_digests TERMS FOLDER …".into()) };
    let terms = Terms::parse(&std::fs::read(terms)?)?;
    let mut out = std::io::stdout().lock();
    for folder in folders {
        for path in documents(Path::new(folder))? {
            let bytes = std::fs::read(&path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let said = match redact(&name, &bytes, &terms) {
                Ok(made) => {
                    let report = format!("{:?}", made.report);
                    format!("{} {}", hash(&[&made.bytes]), hash(&[report.as_bytes()]))
                }
                Err(e) => format!("refused: {e}"),
            };
            writeln!(out, "{} {said}", path.strip_prefix(folder)?.display())?;
        }
    }
    Ok(())
}
