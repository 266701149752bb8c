//! What people bring to an opening: admissions, decisions, seeds.

use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::{files, say};
use sealbid::opening::{NoEvents, Opening, Seed};
use sealbid::record::{Admission, QuorumLost};
use sealbid::suite::hash;
use sealbid::wire::Id;
use serde_json::json;
use std::path::PathBuf;

/// A signed file for a box.
#[derive(clap::Args, Debug)]
pub struct Signed {
    #[command(flatten)]
    desk: Desk,
    /// The signed file
    signed: PathBuf,
}

impl Signed {
    /// The file, and something that stands in it.
    fn read<T>(
        &self,
        parse: impl FnOnce(&sealbid::record::Signed) -> sealbid::Result<T>,
    ) -> Result<(Vec<u8>, T)> {
        let bytes = files::read_signed(&self.signed)?;
        let parsed = sealbid::record::Signed::parse(&bytes).and_then(|signed| parse(&signed));
        let parsed = parsed.map_err(|e| e.at(self.signed.display()))?;
        Ok((bytes, parsed))
    }

    fn told(&self, bytes: &[u8], stage: Option<&Id>, console: &Console) -> Result<()> {
        let folder = self.desk.folder.display();
        say!(console, "opening-recorded", file = self.signed.display())?;
        match stage {
            Some(stage) => say!(console, "opening-recorded-next", folder = folder, stage = stage)?,
            None => say!(console, "opening-recorded-again", folder = folder)?,
        }
        console.result(&json!({ "file": self.signed, "digest": hash(&[bytes]), "stage": stage }))
    }
}

/// Records an admission.
pub fn admit(arguments: &Signed, console: &Console) -> Result<()> {
    let (bytes, stage) = arguments.read(|signed| Ok(Admission::parse(signed.content())?.stage))?;
    let closed = arguments.desk.closed(console)?;
    Opening::admit(&closed, &bytes, console.clock.now()?).map_err(|e| e.at(arguments.signed.display()))?;
    arguments.told(&bytes, Some(&stage), console)
}

/// Records a decision of the adjudicator.
pub fn adjudicate(arguments: &Signed, console: &Console) -> Result<()> {
    let (bytes, ()) =
        arguments.read(|signed| sealbid::record::Adjudication::parse(signed.content()).map(|_| ()))?;
    let closed = arguments.desk.closed(console)?;
    Opening::adjudicate(&closed, &bytes, console.clock.now()?)
        .map_err(|e| e.at(arguments.signed.display()))?;
    arguments.told(&bytes, None, console)
}

/// Records that a quorum is lost.
pub fn lost(arguments: &Signed, console: &Console) -> Result<()> {
    let (bytes, lost) = arguments.read(|signed| QuorumLost::parse(signed.content()))?;
    let closed = arguments.desk.closed(console)?;
    let mut opening = Opening::begin(&closed, &lost.stage, &NoEvents)?;
    opening.quorum_lost(&bytes, console.clock.now()?).map_err(|e| e.at(arguments.signed.display()))?;
    say!(console, "opening-seeds-until", time = console.clock.local(lost.cut_off))?;
    arguments.told(&bytes, Some(&lost.stage), console)
}

/// Takes a seed. It is not used, nor shown to anybody, before all are published.
pub fn seed(arguments: &Signed, console: &Console) -> Result<()> {
    let (bytes, stage) = arguments.read(|signed| Seed::verify(signed).map(|seed| seed.stage))?;
    let closed = arguments.desk.closed(console)?;
    let mut opening = Opening::begin(&closed, &stage, &NoEvents)?;
    let digest =
        opening.give_seed(&bytes, console.clock.now()?).map_err(|e| e.at(arguments.signed.display()))?;
    say!(console, "opening-seed-taken", digest = digest)?;
    console.result(&json!({ "file": arguments.signed, "digest": digest, "stage": stage }))
}
