//! Programs of others: one that makes copies, and those that read them.

use super::Outcome;
use sealbid::redact::Terms;
use std::path::Path;
use std::process::{Command, Output};

/// A copy by a program that changes the document itself.
pub fn inplace(command: &mut Command, path: &Path, bytes: &[u8]) -> Result<Vec<u8>, String> {
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

/// How a shell says that a program is missing; `read_pdf.py` says so of its library.
const MISSING: i32 = 127;

/// Said of a program that fails at a copy: a fault, but no term.
pub const UNREAD: &str = "it cannot read the copy";

/// What other programs read in a copy: the text of Poppler and of pypdf, the objects of qpdf, the metadata of ExifTool.
pub fn others(path: &Path, ending: &str, terms: &Terms) -> Outcome<Vec<(&'static str, String)>> {
    let mut found = Vec::new();
    let plain: Vec<(String, String)> = terms
        .lists()
        .into_iter()
        .flat_map(|(_, terms)| terms.iter().map(|term| (term.clone(), squeezed(term))))
        .collect();
    let mut missing = Vec::new();
    let mut look = |who: &'static str, output: std::io::Result<Output>| match output {
        Ok(output) if output.status.code() == Some(MISSING) => missing.push(format!("{who}: not installed")),
        // 3: it could be read, with warnings (qpdf).
        Ok(output) if !matches!(output.status.code(), Some(0 | 3)) => {
            found.push((who, UNREAD.to_owned()));
        }
        Ok(output) => {
            let text = squeezed(&String::from_utf8_lossy(&output.stdout));
            let left = plain.iter().filter(|(_, term)| text.contains(term.as_str()));
            found.extend(left.map(|(term, _)| (who, term.clone())));
        }
        Err(e) => missing.push(format!("{who}: {e}")),
    };
    if ending == "pdf" {
        look("pdftotext", run(Command::new("pdftotext").args(["-q"]).arg(path).arg("-")));
        let script = include_str!("../../tests/blind/read_pdf.py");
        look("pypdf", run(Command::new("python3").args(["-c", script]).arg(path)));
        look("pdfinfo", run(Command::new("pdfinfo").args(["-meta"]).arg(path)));
        look(
            "qpdf",
            run(Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(path).arg("-")),
        );
    }
    if matches!(ending, "pdf" | "jpg" | "png") {
        look("exiftool", run(Command::new("exiftool").args(["-a", "-u", "-ee", "-G1"]).arg(path)));
    }
    missing.iter().for_each(|who| eprintln!("{who}"));
    let needed = std::env::var_os("SEALBID_REQUIRE_INTEROP").is_some_and(|value| value == "1");
    if needed && !missing.is_empty() { Err(missing.join("; ").into()) } else { Ok(found) }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
