//! Makes blind copies of a folder of documents, looks for what is left of the terms, and prints what came of it as a
//! Markdown table: `cargo run --release --features redact --example blind_corpus -- FOLDER TERMS [--mat2] [--keep DIR]
//! [--at-least ENDING=COUNT …] [--originals-show all|WHO=COUNT …]` (see tests/blind/README.md). It ends with an error where
//! a copy of ours is not as it must be, there are fewer than that, or the documents do not show what is looked for.

#![allow(clippy::unwrap_used, missing_docs)]

mod folder;
mod others;
mod row;

use folder::documents;
use others::{inplace, others};
use row::{Bounds, Maker, Row, faults, print};
use sealbid::ErrorKind;
use sealbid::redact::{Terms, redact};
use sealbid::scan::scan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Why a document may be refused (SPEC §18.1).
const REASONS: [ErrorKind; 7] = [
    ErrorKind::UnsupportedDocument,
    ErrorKind::DocumentMismatch,
    ErrorKind::DocumentTooLarge,
    ErrorKind::DocumentEncrypted,
    ErrorKind::DocumentBroken,
    ErrorKind::UntrustedText,
    ErrorKind::UnknownContent,
];

const USAGE: &str = "blind_corpus FOLDER TERMS [--mat2] [--keep DIR] [--at-least ENDING=COUNT …] \
                     [--originals-show all|WHO=COUNT …]";

/// What is asked for behind folder and terms.
#[derive(Default)]
struct Options {
    mat2: bool,
    kept: Option<PathBuf>,
    bounds: Bounds,
}

impl Options {
    fn read(arguments: &[String]) -> Outcome<Options> {
        let mut options = Options::default();
        let mut arguments = arguments.iter().map(String::as_str);
        while let Some(option) = arguments.next() {
            match option {
                "--mat2" => options.mat2 = true,
                "--keep" => options.kept = Some(arguments.next().ok_or(USAGE)?.into()),
                "--at-least" => {
                    let (ending, count) = counted(arguments.next())?;
                    options.bounds.copies.insert(ending, count);
                }
                "--originals-show" => match arguments.next() {
                    Some("all") => options.bounds.all_show = true,
                    other => {
                        let (who, count) = counted(other)?;
                        options.bounds.shown_by.insert(who, count);
                    }
                },
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }
}

/// `WHAT=COUNT`.
fn counted(text: Option<&str>) -> Outcome<(String, usize)> {
    let (what, count) = text.and_then(|text| text.split_once('=')).ok_or(USAGE)?;
    Ok((what.to_owned(), count.parse()?))
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [option, terms, path] = &arguments[..]
        && option == "--one"
    {
        let copy = redact(path, &std::fs::read(path)?, &Terms::parse(&std::fs::read(terms)?)?)?;
        return Ok(std::fs::write(path, copy.bytes)?);
    }
    let [folder, terms, options @ ..] = &arguments[..] else {
        return Err(USAGE.into());
    };
    let options = Options::read(options)?;
    let list = PathBuf::from(terms);
    let terms = Terms::parse(&std::fs::read(&list)?)?;
    let mut makers = vec![Maker::Nobody, Maker::Ours];
    if options.mat2 {
        makers.extend([Maker::Started, Maker::Mat2]);
    }
    // Only what the library needs is needed here: CI compiles this by rustc alone.
    let scratch = std::env::temp_dir().join(format!("blind-corpus-{}", std::process::id()));
    std::fs::create_dir(&scratch)?;
    let mut rows: BTreeMap<(String, Maker), Row> = BTreeMap::new();
    let mut leaks = Vec::new();
    for path in documents(Path::new(folder))? {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        for maker in &makers {
            let row = rows.entry((ending.clone(), *maker)).or_default();
            let made = one(&path, (&list, &terms), *maker, &scratch, row)?;
            let (copy, told) = match made {
                Ok(made) => made,
                Err(_) if *maker == Maker::Started => continue,
                Err(why) => {
                    leaks.push(format!("- `{}` by {}: refused: {why}", path.display(), maker.name()));
                    continue;
                }
            };
            leaks.extend(told);
            if let (Some(kept), Some(name)) = (&options.kept, path.file_name()) {
                let folder = kept.join(maker.name().replace('/', "-"));
                std::fs::create_dir_all(&folder)?;
                std::fs::write(folder.join(name), copy)?;
            }
        }
    }
    std::fs::remove_dir_all(&scratch)?;
    print(&rows);
    println!();
    leaks.iter().for_each(|leak| println!("{leak}"));
    let faults = faults(&rows, &options.bounds);
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ").into()) }
}

/// A copy and what was found in it, or why there is none.
type Made = Result<(Vec<u8>, Vec<String>), String>;

/// Makes one copy and looks through it.
fn one(
    path: &Path,
    (list, terms): (&Path, &Terms),
    maker: Maker,
    scratch: &Path,
    row: &mut Row,
) -> Outcome<Made> {
    let bytes = std::fs::read(path)?;
    // A name that says nothing.
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let name = format!("document.{ending}");
    row.documents += 1;
    let start = Instant::now();
    let copy = match maker {
        Maker::Nobody => Ok(bytes.clone()),
        Maker::Ours => {
            let made = redact(&name, &bytes, terms);
            row.unnamed += usize::from(made.as_ref().is_err_and(|e| !REASONS.contains(&e.kind())));
            made.map(|made| made.bytes).map_err(|e| format!("{:?}: {e}", e.kind()))
        }
        Maker::Started => {
            let this = std::env::current_exe()?;
            inplace(Command::new(this).arg("--one").arg(list), &scratch.join(&name), &bytes)
        }
        Maker::Mat2 => {
            // Some documents keep it busy for minutes.
            let mut command = Command::new("timeout");
            inplace(command.args(["120", "mat2", "--inplace"]), &scratch.join(&name), &bytes)
        }
    };
    row.seconds.push(start.elapsed().as_secs_f64());
    let copy = match copy {
        Ok(copy) => copy,
        Err(why) => {
            let kind = why.split(':').next().unwrap_or_default();
            *row.refused.entry(kind.to_owned()).or_default() += 1;
            return Ok(Err(why));
        }
    };
    row.made += 1;
    row.ratios.push(copy.len() as f64 / bytes.len().max(1) as f64);
    let mut told = Vec::new();
    // Its copies are those that were looked through before.
    if maker == Maker::Started {
        return Ok(Ok((copy, told)));
    }
    let mut tell = |who: &str, what: String| {
        if maker != Maker::Nobody {
            told.push(format!("- `{}` by {}: {who}: {what}", path.display(), maker.name()));
        }
    };
    let hits = scan(&name, &copy, terms).unwrap_or_else(|e| {
        row.unwalkable += 1;
        tell("scanner", format!("{e}"));
        Vec::new()
    });
    hits.iter().for_each(|hit| tell("scanner", format!("{} in {} ({})", hit.term, hit.place, hit.encoding)));
    let copied = scratch.join(&name);
    std::fs::write(&copied, &copy)?;
    let seen = others(&copied, &ending, terms)?;
    row.saw(!hits.is_empty(), &seen);
    seen.into_iter().for_each(|(who, what)| tell(who, what));
    std::fs::remove_file(&copied)?;
    Ok(Ok((copy, told)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        let read = |text: &str| {
            Options::read(&text.split(' ').map(str::to_owned).collect::<Vec<_>>()).map_err(|e| e.to_string())
        };
        let options = read("--at-least docx=9 --mat2 --keep x --at-least xlsx=4").unwrap();
        assert!(options.mat2 && options.kept == Some("x".into()));
        assert_eq!((options.bounds.copies["docx"], options.bounds.copies["xlsx"]), (9, 4));
        assert!(!options.bounds.all_show && options.bounds.shown_by.is_empty());
        let bounds = read("--originals-show all --originals-show pypdf=7").unwrap().bounds;
        assert!(bounds.all_show && bounds.shown_by["pypdf"] == 7);
        for wrong in [
            "--at-least",
            "--at-least docx",
            "--at-least docx=x",
            "--keep",
            "--originals-show",
            "--originals-show some",
            "--originals-show pypdf=x",
            "--other",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
