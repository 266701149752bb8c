//! Passphrases and PINs: from a file, or typed where nobody sees them.

use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::fill;
use sealbid::ca::{PinState, Token};
use sealbid::{Error, ErrorKind};
use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// A passphrase file's first line at most.
const LIMIT: u64 = 64 << 10;

/// The passphrase of a file that is there already.
pub fn ask(console: &Console, file: Option<&Path>, target: &Path) -> Result<Zeroizing<String>> {
    match file {
        Some(file) => from_file(file),
        None => typed(&fill!(console.words, "passphrase-ask", file = target.display())),
    }
}

/// The passphrase of a file that is to be made: typed twice, and not empty.
pub fn ask_new(console: &Console, file: Option<&Path>, target: &Path) -> Result<Zeroizing<String>> {
    let mismatch = || Failure::own(Own::PassphraseMismatch, target.display(), "");
    let passphrase = match file {
        Some(file) => from_file(file)?,
        None => {
            let first = typed(&fill!(console.words, "passphrase-new", file = target.display()))?;
            let again = typed(&console.words.text("passphrase-again"))?;
            if first != again {
                return Err(mismatch());
            }
            first
        }
    };
    if passphrase.is_empty() { Err(mismatch()) } else { Ok(passphrase) }
}

/// A token's PIN. Whoever types it is told first what the token says about earlier tries.
pub fn pin(console: &Console, file: Option<&Path>, token: &Token) -> Result<Zeroizing<String>> {
    if let Some(file) = file {
        return from_file(file);
    }
    let mut prompt = fill!(console.words, "pin-ask", token = token.label);
    let warning = match token.pin {
        PinState::LastTry => Some("pin-warning-last"),
        PinState::TriedWrong => Some("pin-warning-tried"),
        _ => None,
    };
    if let Some(warning) = warning {
        prompt = format!("{}\n{prompt}", console.words.text(warning));
    }
    typed(&prompt)
}

/// A file's first line, or that of standard input for `-`.
fn from_file(file: &Path) -> Result<Zeroizing<String>> {
    let at = |e: std::io::Error| Error::from(e).at(file.display());
    let mut line = Zeroizing::new(String::with_capacity(4096));
    if file == Path::new("-") {
        std::io::stdin().lock().take(LIMIT).read_line(&mut line).map_err(at)?;
    } else {
        let file = std::fs::File::open(file).map_err(at)?;
        std::io::BufReader::new(file.take(LIMIT)).read_line(&mut line).map_err(at)?;
    }
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

fn typed(prompt: &str) -> Result<Zeroizing<String>> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::own(Own::NoTerminal, "", prompt.trim_end_matches([':', '：', ' '])));
    }
    let typed = rpassword::prompt_password(prompt).map_err(|e| match e.kind() {
        std::io::ErrorKind::Interrupted => Error::new(ErrorKind::Cancelled),
        _ => e.into(),
    })?;
    Ok(Zeroizing::new(typed))
}
