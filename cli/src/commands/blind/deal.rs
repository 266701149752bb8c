//! `sealbid blind deal`: the blind copies of a finished stage, a folder for each code.

use crate::commands::timestamp::digest;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::progress::Bar;
use crate::table::Table;
use crate::{files, say};
use sealbid::blind::{Package, Packages, deal};
use sealbid::opening::{NoEvents, Opening};
use sealbid::suite::Digest;
use sealbid::wire::Id;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `blind deal`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    desk: Desk,
    /// The stage
    #[arg(long, value_name = "ID", value_parser = Id::new)]
    stage: Id,
    /// Write the copies into this folder, as LOT/CODE/PART/01.pdf
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Do not deal the copies of this bid (its digest; can be given several times)
    #[arg(long, value_name = "HEX", value_parser = digest)]
    withhold: Vec<Digest>,
}

/// A folder for each code.
struct Folders<'a> {
    out: &'a Path,
    written: Vec<(Id, String, usize)>,
}

impl Packages for Folders<'_> {
    fn take(&mut self, package: Package) -> sealbid::Result<()> {
        let folder = self.out.join(package.lot.as_str()).join(&package.code);
        let at = |e: std::io::Error| sealbid::Error::from(e).at(folder.display());
        let count = package.files.len();
        // Nobody who deals to a code without documents should find no folder, and think that it was forgotten.
        std::fs::create_dir_all(&folder).map_err(at)?;
        for (path, bytes) in package.files {
            let path = folder.join(path);
            std::fs::create_dir_all(files::folder_of(&path)).map_err(at)?;
            std::fs::write(&path, bytes).map_err(at)?;
            same_time(&path).map_err(at)?;
        }
        self.written.push((package.lot, package.code, count));
        Ok(())
    }
}

/// When a file was written tells in which order bids were worked on.
fn same_time(path: &Path) -> std::io::Result<()> {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(315_532_800);
    let file = std::fs::OpenOptions::new().write(true).open(path)?;
    file.set_modified(time)
}

/// Deals.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let closed = arguments.desk.closed(console)?;
    let opening = Opening::begin(&closed, &arguments.stage, &NoEvents)?;
    let withheld = arguments.withhold.iter().copied().collect();
    let mut folders = Folders { out: &arguments.out, written: Vec::new() };
    let bar = Bar::new(console, &console.words.text("progress-blind"), 0);
    let dealt = deal(&opening, &withheld, &mut folders, console.clock.now()?, bar.work())?;
    drop(bar);
    let columns = ["column-lot", "blind-column-code", "blind-column-documents"];
    let mut table = Table::new(columns.map(|id| console.words.text(id))).right(&[2]);
    for (lot, code, count) in &folders.written {
        table.row([lot.to_string(), code.clone(), count.to_string()]);
    }
    console.table(&table)?;
    say!(console, "blind-dealt", folder = arguments.out.display(), digest = dealt.digest)?;
    if dealt.different > 0 {
        say!(console, "blind-different", count = dealt.different)?;
    }
    say!(console, "blind-dealt-next", folder = arguments.desk.folder.display())?;
    let codes: Vec<_> =
        folders.written.iter().map(|(lot, code, _)| json!({ "lot": lot, "code": code })).collect();
    console.result(&json!({
        "stage": arguments.stage,
        "folder": arguments.out,
        "blinded": dealt.digest,
        "codes": codes,
        "different": dealt.different,
        "withheld": arguments.withhold,
    }))
}
