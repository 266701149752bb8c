//! What the hall is told while it waits: lines of JSON for its screen, a bar for whoever sits at the terminal.

use crate::console::Console;
use crate::failure::Result;
use crate::fill;
use crate::progress::Guard;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sealbid::Error;
use sealbid::bid::{Progress, Work};
use sealbid::opening::{Events, Happened};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whoever is told. What happened is also kept, to be told in words between two steps.
pub struct Told {
    lines: Option<Mutex<Box<dyn Write + Send>>>,
    happened: Mutex<Vec<Happened>>,
    bar: ProgressBar,
    /// What the bar says of bids that are read again, and of bids that are opened.
    templates: [String; 2],
    guard: Guard,
}

impl Told {
    /// `events` is a file that lines are added to; `-` is standard output.
    pub fn new(events: Option<&Path>, console: &Console) -> Result<Told> {
        let lines: Option<Box<dyn Write + Send>> = match events {
            None => None,
            Some(path) if path == Path::new("-") => Some(Box::new(std::io::stdout())),
            Some(path) => {
                let file = OpenOptions::new().create(true).append(true).open(path);
                Some(Box::new(file.map_err(|e| Error::from(e).at(path.display()))?))
            }
        };
        let target =
            if console.talks() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let template = |id: &str| fill!(console.words, id, done = "{pos}", total = "{len}");
        Ok(Told {
            lines: lines.map(Mutex::new),
            happened: Mutex::default(),
            bar: ProgressBar::with_draw_target(Some(0), target),
            templates: [template("opening-bar-reread"), template("opening-bar-open")],
            guard: Guard::new(),
        })
    }

    /// How the library is to work: Ctrl-C ends it between two steps.
    pub fn work(&self) -> Work<'_> {
        Work { progress: self, ..Work::default() }
    }

    /// As long as it lives, Ctrl-C is left to the work under way.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// A line for the hall's screen. One that has gone away stops no opening.
    pub fn line(&self, line: &str) {
        if let Some(lines) = &self.lines {
            let mut lines = lock(lines);
            writeln!(lines, "{line}").and_then(|()| lines.flush()).unwrap_or_default();
        }
    }

    /// What has happened since this was asked last.
    pub fn take(&self) -> Vec<Happened> {
        self.bar.set_length(0);
        self.bar.finish_and_clear();
        std::mem::take(&mut *lock(&self.happened))
    }

    fn show(&self, template: usize, done: usize, total: usize) {
        if self.bar.length() != Some(total as u64) || self.bar.is_finished() {
            self.bar.reset();
            self.bar.set_length(total as u64);
            let style = ProgressStyle::with_template(&format!("  [{{bar:32}}] {}", self.templates[template]));
            self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("##-"));
        }
        self.bar.set_position(done as u64);
    }
}

impl Events for Told {
    fn event(&self, event: &Happened) {
        if let Ok(line) = event.to_line() {
            self.line(&line);
        }
        match event {
            Happened::Reread { done, total } => self.show(0, *done, *total),
            Happened::Opened { done, total, .. }
            | Happened::Failed { done, total, .. }
            | Happened::Pending { done, total, .. } => self.show(1, *done, *total),
            _ => {}
        }
        if !matches!(event, Happened::Reread { .. }) {
            lock(&self.happened).push(event.clone());
        }
    }
}

impl Progress for Told {
    fn advance(&self, _: u64) {}

    fn cancelled(&self) -> bool {
        self.guard.check().is_err()
    }
}

/// A thread that panicked has told what it had to tell.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
