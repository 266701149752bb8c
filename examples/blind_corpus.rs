//! Makes blind copies of a folder of documents, looks for what is left of the terms, and prints what came of it as a
//! Markdown table: `cargo run --release --features redact --example blind_corpus -- FOLDER TERMS [--mat2] [--keep DIR]`
//! (see tests/blind/README.md).

#![allow(missing_docs)]

use sealbid::redact::{Terms, redact};
use sealbid::scan::scan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Who makes copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Maker {
    /// The documents themselves: what there is to remove.
    Nobody,
    Ours,
    /// The same by a program that is started for each document, as mat2 is.
    Started,
    Mat2,
}

impl Maker {
    fn name(self) -> &'static str {
        match self {
            Maker::Nobody => "(original)",
            Maker::Ours => sealbid::redact::TRANSFORMATION,
            Maker::Started => "the same, started anew",
            Maker::Mat2 => "mat2",
        }
    }
}

/// What came of one kind of document with one maker.
#[derive(Default)]
struct Row {
    documents: usize,
    made: usize,
    refused: BTreeMap<String, usize>,
    /// Copies in which the scanner, or another program, found a term; and those that could not be looked through.
    scanner: usize,
    others: usize,
    unwalkable: usize,
    seconds: Vec<f64>,
    ratios: Vec<f64>,
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
        return Err("blind_corpus FOLDER TERMS [--mat2] [--keep DIR]".into());
    };
    let kept = options.iter().position(|option| option == "--keep").and_then(|at| options.get(at + 1));
    let list = PathBuf::from(terms);
    let terms = Terms::parse(&std::fs::read(&list)?)?;
    let mut makers = vec![Maker::Nobody, Maker::Ours];
    if options.iter().any(|option| option == "--mat2") {
        makers.extend([Maker::Started, Maker::Mat2]);
    }
    let scratch = tempfile::tempdir()?;
    let mut rows: BTreeMap<(String, Maker), Row> = BTreeMap::new();
    let mut leaks = Vec::new();
    for path in documents(Path::new(folder))? {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        for maker in &makers {
            let row = rows.entry((ending.clone(), *maker)).or_default();
            let made = one(&path, (&list, &terms), *maker, scratch.path(), row)?;
            let (copy, told) = match made {
                Ok(made) => made,
                Err(_) if *maker == Maker::Started => continue,
                Err(why) => {
                    leaks.push(format!("- `{}` by {}: refused: {why}", path.display(), maker.name()));
                    continue;
                }
            };
            leaks.extend(told);
            if let (Some(kept), Some(name)) = (kept, path.file_name()) {
                let folder = Path::new(kept).join(maker.name().replace('/', "-"));
                std::fs::create_dir_all(&folder)?;
                std::fs::write(folder.join(name), copy)?;
            }
        }
    }
    print(&rows);
    println!();
    leaks.iter().for_each(|leak| println!("{leak}"));
    Ok(())
}

fn documents(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(documents(&path)?);
        } else if path.extension().is_some_and(|ending| ending != "json") {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
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
            redact(&name, &bytes, terms).map(|made| made.bytes).map_err(|e| format!("{:?}: {e}", e.kind()))
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
    match scan(&name, &copy, terms) {
        Ok(hits) if hits.is_empty() => {}
        Ok(hits) => {
            row.scanner += 1;
            hits.iter()
                .for_each(|hit| tell("scanner", format!("{} in {} ({})", hit.term, hit.place, hit.encoding)));
        }
        Err(e) => {
            row.unwalkable += 1;
            tell("scanner", format!("{e}"));
        }
    }
    let copied = scratch.join(&name);
    std::fs::write(&copied, &copy)?;
    let seen = others(&copied, &ending, terms)?;
    if !seen.is_empty() {
        row.others += 1;
        seen.into_iter().for_each(|(who, what)| tell(who, what));
    }
    std::fs::remove_file(&copied)?;
    Ok(Ok((copy, told)))
}

/// A copy by a program that changes the document itself.
fn inplace(command: &mut Command, path: &Path, bytes: &[u8]) -> Result<Vec<u8>, String> {
    std::fs::write(path, bytes).map_err(|e| e.to_string())?;
    let output = run(command.arg(path)).map_err(|e| e.to_string())?;
    let copy = std::fs::read(path).map_err(|e| e.to_string())?;
    let unchanged = copy == bytes;
    if output.status.success() && !unchanged {
        return Ok(copy);
    }
    Err(if output.status.code() == Some(124) { "took more than 120 s" } else { "not handled" }.to_owned())
}

fn run(command: &mut Command) -> std::io::Result<Output> {
    command.output()
}

/// What other programs read in a copy: the text of Poppler, the objects of qpdf, the metadata of ExifTool.
fn others(path: &Path, ending: &str, terms: &Terms) -> Outcome<Vec<(&'static str, String)>> {
    let mut found = Vec::new();
    let plain: Vec<(String, String)> = terms
        .lists()
        .into_iter()
        .flat_map(|(_, terms)| terms.iter().map(|term| (term.clone(), squeezed(term))))
        .collect();
    let mut look = |who: &'static str, output: std::io::Result<Output>| match output {
        Ok(output) => {
            let text = squeezed(&String::from_utf8_lossy(&output.stdout));
            let left = plain.iter().filter(|(_, term)| text.contains(term.as_str()));
            found.extend(left.map(|(term, _)| (who, term.clone())));
        }
        Err(e) => eprintln!("{who}: {e}"),
    };
    if ending == "pdf" {
        look("pdftotext", run(Command::new("pdftotext").args(["-q"]).arg(path).arg("-")));
        look("pdfinfo", run(Command::new("pdfinfo").args(["-meta"]).arg(path)));
        look(
            "qpdf",
            run(Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(path).arg("-")),
        );
    }
    if matches!(ending, "pdf" | "jpg" | "png") {
        look("exiftool", run(Command::new("exiftool").args(["-a", "-u", "-ee", "-G1"]).arg(path)));
    }
    Ok(found)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn print(rows: &BTreeMap<(String, Maker), Row>) {
    println!(
        "| kind | by | documents | made | refused, why | leaks by the scanner | by others | not walkable | median time | longest | size ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for ((ending, maker), row) in rows {
        let refused: Vec<String> = row.refused.iter().map(|(why, count)| format!("{count} {why}")).collect();
        let longest = row.seconds.iter().copied().fold(0.0, f64::max);
        println!(
            "| {ending} | {} | {} | {} | {} | {} | {} | {} | {:.1?} | {:.1?} | {:.2} |",
            maker.name(),
            row.documents,
            row.made,
            refused.join(", "),
            row.scanner,
            row.others,
            row.unwalkable,
            Duration::from_secs_f64(middle(&row.seconds)),
            Duration::from_secs_f64(longest),
            middle(&row.ratios),
        );
    }
}
