//! Puts the example documents into the command, so that `sealbid rehearse` works from any folder.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("no manifest folder")?);
    // Beside this crate in a package, above it in the repository.
    let found =
        ["documents", "../examples/documents"].iter().map(|path| here.join(path)).find(|p| p.is_dir());
    let root = found.ok_or("the example documents are missing")?;
    println!("cargo::rerun-if-changed={}", root.display());

    let mut code = String::from("/// Every document: bidder, part, file name, contents.\n");
    code.push_str("pub(super) const DOCUMENTS: &[(&str, &str, &str, &[u8])] = &[\n");
    for bidder in sorted(&root)?.iter().filter(|path| path.is_dir()) {
        for part in sorted(bidder)?.iter().filter(|path| path.is_dir()) {
            for file in sorted(part)? {
                let names = [name(bidder)?, name(part)?, name(&file)?];
                writeln!(
                    code,
                    "    ({:?}, {:?}, {:?}, include_bytes!({file:?})),",
                    names[0], names[1], names[2]
                )?;
            }
        }
    }
    code.push_str("];\n\n/// What the bidders fill in at the opening form.\n");
    writeln!(code, "pub(super) const FORMS: &str = include_str!({:?});", root.join("forms.json"))?;
    fs::write(PathBuf::from(env::var_os("OUT_DIR").ok_or("no output folder")?).join("documents.rs"), code)?;
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> Result<&str, Box<dyn Error>> {
    path.file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| format!("odd name: {}", path.display()).into())
}
