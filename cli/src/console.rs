//! Where words, tables and JSON go, and the clock and the language that every command shares.

use crate::clock::Clock;
use crate::failure::{Failure, Result};
use crate::table::{Table, frame};
use crate::words::Words;
use sealbid::Error;
use serde_json::{Value, json};
use std::io::{ErrorKind, IsTerminal, Write};

/// What every command is given.
pub struct Console {
    /// The messages of the chosen language.
    pub words: Words,
    /// Now.
    pub clock: Clock,
    /// Whether results are JSON instead of words.
    pub json: bool,
    /// Whether there are no words at all.
    pub quiet: bool,
}

impl Console {
    /// Whether anybody reads along: progress and words make sense.
    pub fn talks(&self) -> bool {
        !self.json && !self.quiet
    }

    /// A line of words.
    pub fn line(&self, text: &str) -> Result<()> {
        if self.talks() { print(&format!("{}\n", printable(text).trim_end())) } else { Ok(()) }
    }

    /// A table.
    pub fn table(&self, table: &Table) -> Result<()> {
        table.lines().iter().try_for_each(|line| self.line(line))
    }

    /// What must not be overlooked: in a frame, and where somebody sits at a terminal with its bell.
    pub fn alarm(&self, text: &str) -> Result<()> {
        if !self.talks() {
            return Ok(());
        }
        if std::io::stdout().is_terminal() {
            print("\u{7}")?;
        }
        frame(text).iter().try_for_each(|line| self.line(line))
    }

    /// The result, for machines: the one JSON document of the command.
    pub fn result(&self, value: &Value) -> Result<()> {
        if self.json { print(&format!("{value:#}\n")) } else { Ok(()) }
    }

    /// One of many results of a command that goes on, for machines: a JSON document in a line of its own.
    pub fn event(&self, value: &Value) -> Result<()> {
        if self.json { print(&format!("{value}\n")) } else { Ok(()) }
    }

    /// Why the command failed, on standard error.
    pub fn failure(&self, failure: &Failure) {
        let text = if self.json {
            format!("{:#}", json!({ "error": failure.json(&self.words) }))
        } else {
            printable(&failure.message(&self.words))
        };
        // Nobody is left to tell if this cannot be written; the exit code says it too.
        writeln!(std::io::stderr(), "{text}").unwrap_or_default();
    }
}

/// A line of words: `say!(console, "id", name = value, …)`.
#[macro_export]
macro_rules! say {
    ($console:expr, $id:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $console.line(&$crate::fill!($console.words, $id $(, $name = $value)*))
    };
}

/// Writes to standard output. A reader that has gone away (`| head`) is no failure.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Error::from(e).at("standard output").into()),
        _ => Ok(()),
    }
}

/// Text of others must not move the terminal's cursor.
fn printable(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n', " ")
}
