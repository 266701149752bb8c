//! When what lies in a folder had arrived (SPEC §14.2): whoever is made to wait for a second look loses no time by it.

use super::answer::token_path;
use sealbid::wire::Time;
use sealbid::{Error, Result};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Size and time of change of a file.
type State = (u64, Option<SystemTime>);

/// Each bid as it was at the last look, with its token, and when both were first seen so.
#[derive(Default)]
pub struct Arrivals(HashMap<PathBuf, ((State, Option<State>), Time)>);

/// What a look at a bid has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When the bid and its token, if there is one, were first seen as they are now.
    pub arrived: Time,
    /// Whether both are there, and neither has changed since the look before.
    pub whole: bool,
}

impl Arrivals {
    /// Looks at a bid and its token. The clock is asked after that, so that no time is given at which a byte was
    /// still to come.
    ///
    /// # Errors
    /// Those of the disk and of the clock.
    pub fn look(&mut self, bid: &Path, clock: impl FnOnce() -> Result<Time>) -> Result<Seen> {
        let token = token_path(bid);
        let found = (state(bid)?, if token.exists() { Some(state(&token)?) } else { None });
        let now = clock()?;
        let before = self.0.get(bid).filter(|(before, _)| *before == found).map(|(_, arrived)| *arrived);
        let arrived = before.unwrap_or(now);
        self.0.insert(bid.to_owned(), (found, arrived));
        Ok(Seen { arrived, whole: before.is_some() && found.1.is_some() })
    }
}

fn state(path: &Path) -> Result<State> {
    let metadata = path.metadata().map_err(|e| Error::from(e).at(path.display()))?;
    Ok((metadata.len(), metadata.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn a_bid_has_arrived_when_it_was_first_seen_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (bid, token) = (folder.path().join("a.sbid"), folder.path().join("a.tst"));
        let mut arrivals = Arrivals::default();
        let mut look = |at: &str| {
            let Seen { arrived, whole } = arrivals.look(&bid, || Ok(time(at))).unwrap();
            (arrived, whole)
        };
        let times = [1, 2, 3, 4, 5].map(|second| format!("2026-12-01T01:59:5{second}Z"));
        fs::write(&bid, b"half").unwrap();
        assert_eq!(look(&times[0]), (time(&times[0]), false));
        fs::write(&bid, b"half and half").unwrap();
        assert_eq!(look(&times[1]), (time(&times[1]), false), "it has grown");
        assert_eq!(look(&times[1]), (time(&times[1]), false), "no token");
        fs::write(&token, b"token").unwrap();
        assert_eq!(look(&times[2]), (time(&times[2]), false), "its token has come");
        // The deadline may pass between these two looks: the bid was there before.
        assert_eq!(look(&times[3]), (time(&times[2]), true));
        assert_eq!(look(&times[4]), (time(&times[2]), true));
        fs::write(&token, b"another").unwrap();
        assert_eq!(look(&times[4]), (time(&times[4]), false), "what came last has arrived last");
    }

    #[test]
    fn the_clock_is_asked_when_all_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("a.sbid");
        let look = Arrivals::default().look(&missing, || panic!("asked too early"));
        assert_eq!(look.unwrap_err().kind(), sealbid::ErrorKind::FileNotFound);
    }
}
