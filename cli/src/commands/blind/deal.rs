//! `sealbid blind deal`: the blind copies of a finished stage, a folder or an archive for each code.

use super::packages;
use crate::commands::timestamp::digest;
use crate::console::Console;
use crate::desk::Desk;
use crate::failure::Result;
use crate::progress::Bar;
use crate::table::Table;
use crate::{files, say};
use sealbid::ErrorKind;
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
    /// Write one archive for each code instead, LOT/CODE.zip, whose bytes tell nothing but lot, code and copies
    #[arg(long)]
    zip: bool,
    /// Do not deal the copies of this bid (its digest; can be given several times)
    #[arg(long, value_name = "HEX", value_parser = digest)]
    withhold: Vec<Digest>,
}

/// Packages as they are written, and how many copies each has.
struct Written<'a> {
    out: &'a Path,
    zip: bool,
    packages: Vec<(Id, String, usize)>,
}

impl Packages for Written<'_> {
    fn take(&mut self, package: Package) -> sealbid::Result<()> {
        let write = if self.zip { packages::archive } else { packages::folder };
        write(self.out, &package)?;
        self.packages.push((package.lot, package.code, package.files.len()));
        Ok(())
    }
}

/// Deals.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let closed = arguments.desk.closed(console)?;
    let opening = Opening::begin(&closed, &arguments.stage, &NoEvents)?;
    let withheld = arguments.withhold.iter().copied().collect();
    let mut written = Written { out: &arguments.out, zip: arguments.zip, packages: Vec::new() };
    let bar = Bar::new(console, &console.words.text("progress-blind"), 0);
    let dealt = deal(&opening, &withheld, &mut written, console.clock.now()?, bar.work());
    drop(bar);
    // What was written for others before one bid was refused is not what was dealt. Where the disk failed, the entry may
    // be in the record all the same.
    let dealt = dealt.inspect_err(|error| {
        if !matches!(error.kind(), ErrorKind::Io | ErrorKind::StoreFailed) {
            files::remove_folder(&arguments.out);
        }
    })?;
    let columns = ["column-lot", "blind-column-code", "blind-column-documents"];
    let mut table = Table::new(columns.map(|id| console.words.text(id))).right(&[2]);
    for (lot, code, count) in &written.packages {
        table.row([lot.to_string(), code.clone(), count.to_string()]);
    }
    console.table(&table)?;
    say!(console, "blind-dealt", folder = arguments.out.display(), digest = dealt.digest)?;
    if dealt.different > 0 {
        say!(console, "blind-different", count = dealt.different)?;
    }
    say!(console, "blind-dealt-next", folder = arguments.desk.folder.display())?;
    let codes: Vec<_> =
        written.packages.iter().map(|(lot, code, _)| json!({ "lot": lot, "code": code })).collect();
    console.result(&json!({
        "stage": arguments.stage,
        "folder": arguments.out,
        "blinded": dealt.digest,
        "codes": codes,
        "different": dealt.different,
        "withheld": arguments.withhold,
    }))
}
