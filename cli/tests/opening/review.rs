//! Blind review by the command: a stage dealt as folders, and as archives.

use crate::hall::Hall;
use crate::office::KEYS;
use crate::reviewed;
use crate::world::record::TECHNICAL;
use crate::world::tender::Bid;
use crate::world::{World, id, organisation};
use sealbid::blind::Package;
use sealbid::ca::KeyType;
use sealbid::tenderbox::AnyBox;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A finished stage of three bids with copies to which this was done, and the same once more as `box2`.
fn finished(change: impl Fn(&str, &mut Vec<u8>)) -> Hall {
    let hall = Hall::with(World::blind(), 0);
    let AnyBox::Open(open) = hall.any() else { panic!("closed") };
    for name in reviewed::NAMES {
        let bidder = organisation(&hall.world.ca, name, KeyType::P256);
        let draft = reviewed::draft(name, |copy| change(name, copy));
        let bid = Bid::of(&hall.world, &hall.notice, draft, &bidder);
        bid.receive(&open).unwrap_or_else(|_| panic!("refused"));
    }
    drop(open);
    hall.close_and_cosign();
    hall.open_stage("technical", TECHNICAL);
    copy(&hall.at().join("box"), &hall.at().join("box2"));
    hall
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    all.sort();
    all
}

#[test]
fn a_stage_is_dealt_as_folders_or_as_archives() {
    let hall = finished(|name, copy| {
        let n = reviewed::NAMES.iter().position(|known| *known == name);
        copy.extend(format!("plan {n:?}\n").bytes());
    });
    let deal = |tender: &str, more: &str| {
        hall.run(&format!("blind deal {tender} --stage technical {KEYS} --at {TECHNICAL} {more}"))
    };
    let run = deal("box", "-o folders").good();
    assert!(run.out.contains("003") && run.out.contains("3 copies are not those"), "{}", run.out);
    let dealt = deal("box2", "-o archives --zip --json").good().json();
    assert_eq!(dealt["codes"].as_array().map(Vec::len), Some(3));

    let (folders, archives) = (hall.at().join("folders"), hall.at().join("archives"));
    let names: Vec<PathBuf> = ["001", "002", "003"].map(|code| archives.join(format!("1/{code}.zip"))).into();
    assert_eq!(files(&archives), names);
    for (code, archive) in ["001", "002", "003"].into_iter().zip(names) {
        let folder = folders.join("1").join(code);
        let copies = files(&folder).into_iter().map(|path| {
            let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read(path).unwrap())
        });
        let package = Package { lot: id("1"), code: code.to_owned(), files: copies.collect() };
        assert_eq!(package.files.len(), 2);
        let mut bytes = Vec::new();
        package.zip(&mut bytes).unwrap();
        assert_eq!(std::fs::read(&archive).unwrap(), bytes);
        for file in [&archive, &folder, &folder.join("method"), &folder.join("method/01.txt")] {
            let time = std::fs::metadata(file).unwrap().modified().unwrap();
            assert_eq!(time, UNIX_EPOCH + Duration::from_secs(315_532_800), "{}", file.display());
        }
    }

    // Nothing is written over, and nothing is dealt twice.
    deal("box2", "-o archives --zip").refused(4, 1003);
    assert_ne!(deal("box2", "-o others --zip").code, 0);
    let help = hall.run("blind deal --help --lang zh-CN").good();
    assert!(help.out.contains("--zip") && help.out.contains("CODE.zip"), "{}", help.out);
}

/// One bid whose copy has its name stops the dealing, and leaves nothing; without it the others are dealt.
#[test]
fn a_bid_that_cannot_be_dealt_leaves_nothing_behind() {
    let bad = reviewed::NAMES[1];
    let hall = finished(|name, copy| {
        if name == bad {
            copy.extend(name.bytes());
        }
    });
    let deal = |more: &str| {
        hall.run(&format!("blind deal box --stage technical {KEYS} --at {TECHNICAL} -o dealt {more}"))
    };
    let run = deal("").refused(1, 8109);
    assert!(!hall.at().join("dealt").exists());
    let digest: String = run.err.split("bid ").nth(1).unwrap().chars().take(64).collect();
    let dealt = deal(&format!("--withhold {digest} --json")).good().json();
    assert_eq!(dealt["codes"].as_array().map(Vec::len), Some(2));
}
