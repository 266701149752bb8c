//! Running the built command.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Asserts that the run went well.
    pub fn good(self) -> Run {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }

    /// Asserts how the run failed: the exit code, and the error's number in its words.
    pub fn refused(self, exit: i32, number: i32) -> Run {
        assert_eq!(self.code, exit, "{}\n{}", self.out, self.err);
        assert!(self.err.contains(&format!(" {number}")), "{}", self.err);
        self
    }

    /// The result under `--json`.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }
}

/// The command, without a terminal, in English unless the arguments say otherwise.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealbid"));
    command.args(arguments).env("LC_ALL", "en_US.UTF-8").stdin(Stdio::null());
    command
}

/// Runs the command.
pub fn run(arguments: &[&str]) -> Run {
    Run::of(command(arguments).output().unwrap())
}

/// Runs the command in a folder. The arguments are written as a user would, without quotes.
pub fn run_in(folder: &Path, arguments: &str) -> Run {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    Run::of(command(&arguments).current_dir(folder).output().unwrap())
}
