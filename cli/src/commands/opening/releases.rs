//! What holders give: taken as it comes, from files that are named and from the exchange folders (SPEC §16.1).

use super::missing::Missing;
use super::pass::Session;
use crate::failure::Result;
use crate::files;
use sealbid::opening::Opening;
use sealbid::record::{Event, StageState};
use sealbid::suite::hash;
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind};
use std::path::{Path, PathBuf};

impl Session<'_> {
    /// Puts the request into every exchange folder, as the record has it.
    pub fn publish_request(&self, state: &StageState) -> Result<()> {
        let Some(wanted) = state.request else { return Ok(()) };
        let length = self.closed.with_history(|history| history.len());
        for number in (0..length).rev() {
            if let Event::Requested { request, .. } = self.closed.entry(number)?.event
                && request == wanted
                && let Some(bytes) = self.closed.attachments(number)?.first()
            {
                return self.exchange.ask_to_release(&state.id, bytes);
            }
        }
        Ok(())
    }

    /// Takes every release, beacon and refusal that is there. One that is of no use stops nothing, and is told once.
    pub fn take_releases(&self, opening: &mut Opening<'_>) -> Result<()> {
        let arguments = self.arguments;
        let named = |paths: &[PathBuf]| -> Result<Vec<(PathBuf, Vec<u8>)>> {
            paths.iter().map(|path| Ok((path.clone(), files::read_signed(path)?))).collect()
        };
        let releases = [named(&arguments.release)?, self.exchange.released(&arguments.stage)?].concat();
        for (path, bytes) in releases {
            self.take(opening, &path, &bytes, |opening, bytes, now| {
                opening.give_release(bytes, now).map(|_| ())
            })?;
        }
        for (path, bytes) in named(&arguments.beacon)? {
            self.take(opening, &path, &bytes, |opening, bytes, now| {
                opening.give_beacons(bytes, now).map(|_| ())
            })?;
        }
        let refusals = [named(&arguments.refusal)?, self.exchange.refused(&arguments.stage)?].concat();
        for (path, bytes) in refusals {
            let known = |state: &StageState| state.refused.values().any(|digest| *digest == hash(&[&bytes]));
            if self.state(known)? {
                continue;
            }
            self.take(opening, &path, &bytes, |opening, bytes, now| {
                opening.give_refusal(bytes, now).map(|_| ())
            })?;
        }
        Ok(())
    }

    fn take(
        &self,
        opening: &mut Opening<'_>,
        path: &Path,
        bytes: &[u8],
        give: impl FnOnce(&mut Opening<'_>, &[u8], sealbid::wire::Time) -> sealbid::Result<()>,
    ) -> Result<()> {
        if self.is_unusable(bytes) {
            return Ok(());
        }
        match give(opening, bytes, self.console.clock.now()?) {
            Ok(()) => Ok(()),
            Err(error) if stops(&error) => Err(error.into()),
            Err(error) => self.unusable(path, bytes, error),
        }
    }

    /// Who has still to release.
    pub fn missing_releases(&self, opening: &Opening<'_>) -> Result<Missing> {
        let (have, need) = opening.releases().count();
        let policy = opening.case().notice().policy(&self.arguments.stage)?;
        let silent = |id: &&Id| !opening.releases().has(id);
        let holders: Vec<Id> =
            policy.holders().map(|(_, _, holder)| &holder.id).filter(silent).cloned().collect();
        let refused = self.state(|state| state.refused.keys().filter(silent).cloned().collect())?;
        Ok(Missing::Releases { have, need, holders, refused })
    }
}

/// Whether an error is the machine's, not the file's.
fn stops(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StoreFailed | ErrorKind::StoreReadOnly | ErrorKind::Cancelled | ErrorKind::Io
    )
}
