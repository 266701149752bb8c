//! Long work: bars for those who wait, and Ctrl-C, which ends it cleanly.

use crate::console::Console;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sealbid::ErrorKind;
use sealbid::bid::{Progress, Work};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

static CANCELLED: AtomicBool = AtomicBool::new(false);

/// How many pieces of work are under way that clean up after themselves.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

/// Lets Ctrl-C end the work under way, which then removes what it had half written; where nothing is under way, and
/// for those who press it twice, it ends the command at once.
pub fn watch_for_cancel() {
    let handler = || {
        let again = CANCELLED.swap(true, Ordering::SeqCst);
        if again || GUARDED.load(Ordering::SeqCst) == 0 {
            std::process::exit(5);
        }
    };
    // Without a handler the system's own way to end a command remains.
    ctrlc::set_handler(handler).unwrap_or_default();
}

/// As long as it lives, Ctrl-C is left to the work under way.
pub struct Guard(());

impl Guard {
    /// Work begins that cleans up after itself.
    pub fn new() -> Guard {
        GUARDED.fetch_add(1, Ordering::SeqCst);
        Guard(())
    }

    /// Asked between two steps.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`].
    pub fn check(&self) -> sealbid::Result<()> {
        if CANCELLED.load(Ordering::SeqCst) { Err(ErrorKind::Cancelled.into()) } else { Ok(()) }
    }

    /// Waits so many seconds, unless Ctrl-C ends that.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`].
    pub fn sleep(&self, seconds: u64) -> sealbid::Result<()> {
        for _ in 0..seconds.saturating_mul(10) {
            self.check()?;
            std::thread::sleep(Duration::from_millis(100));
        }
        self.check()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        GUARDED.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A bar over some work.
pub struct Bar {
    bar: ProgressBar,
    guard: Guard,
}

impl Bar {
    /// A bar of this many bytes, with a word in front. It draws to standard error, if that is a terminal.
    pub fn new(console: &Console, what: &str, bytes: u64) -> Bar {
        let target =
            if console.talks() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        let style = ProgressStyle::with_template("  {msg} [{bar:32}] {bytes}/{total_bytes} {eta}");
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("##-"));
        }
        bar.set_message(what.to_owned());
        Bar { bar, guard: Guard::new() }
    }

    /// How the library is to work under this bar.
    pub fn work(&self) -> Work<'_> {
        Work { progress: self, ..Work::default() }
    }
}

impl Progress for Bar {
    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn cancelled(&self) -> bool {
        self.guard.check().is_err()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
