//! Evaluators' packages as ZIP archives (SPEC §19.3): every byte of them is known, other programs read them, and nothing
//! in them tells whose a copy is. Without `python3`, `unzip` and `zipinfo` the tests that need them say so and pass,
//! unless `SEALBID_REQUIRE_INTEROP=1`.

use crate::common::{World, id};
use crate::reviewed::*;
use sealbid::blind::Package;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn package(lot: &str, code: &str, files: &[(&str, &[u8])]) -> Package {
    let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    Package { lot: id(lot), code: code.to_owned(), files }
}

/// Names that are not ASCII, parts that are not in the order of their names, and a copy that would pack well.
fn sample() -> Package {
    let long = [7u8; 5000];
    package(
        "标段-1",
        "012",
        &[("work/01.pdf", b"%PDF-1.7"), ("method/02.txt", &long), ("method/01.txt", b"")],
    )
}

fn zip(package: &Package) -> Vec<u8> {
    let mut archive = Vec::new();
    package.zip(&mut archive).unwrap();
    archive
}

/// Takes an archive apart, from its beginning to its end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        bytes
    }

    fn u16(&mut self) -> usize {
        u16::from_le_bytes(self.bytes(2).try_into().unwrap()).into()
    }

    fn u32(&mut self) -> usize {
        u32::from_le_bytes(self.bytes(4).try_into().unwrap()) as usize
    }

    /// What a local header and the directory have in common (APPNOTE 4.3.7, 4.3.12): the name's length comes back.
    fn common(&mut self, bytes: &[u8]) -> usize {
        assert_eq!((self.u16(), "version needed"), (20, "version needed"));
        assert_eq!((self.u16(), "flags: names in UTF-8"), (1 << 11, "flags: names in UTF-8"));
        assert_eq!((self.u16(), "method: stored"), (0, "method: stored"));
        assert_eq!((self.u16(), "time"), (0, "time"));
        assert_eq!((self.u16(), "date: 1980-01-01"), (1 << 5 | 1, "date: 1980-01-01"));
        assert_eq!((self.u32(), "checksum"), (crc32fast::hash(bytes) as usize, "checksum"));
        assert_eq!((self.u32(), "size, packed"), (bytes.len(), "size, packed"));
        assert_eq!((self.u32(), "size"), (bytes.len(), "size"));
        let length = self.u16();
        assert_eq!((self.u16(), "extra fields"), (0, "extra fields"));
        length
    }
}

/// Asserts every field of an archive, and that there is nothing else in it.
fn is_just(archive: &[u8], parts: &[(&str, &[u8])]) {
    let mut reader = Reader(archive);
    let mut offsets = Vec::new();
    for (name, bytes) in parts {
        offsets.push(archive.len() - reader.0.len());
        assert_eq!(reader.bytes(4), b"PK\x03\x04");
        let length = reader.common(bytes);
        assert_eq!(reader.bytes(length), name.as_bytes());
        assert_eq!(reader.bytes(bytes.len()), *bytes, "{name}");
    }
    let directory = archive.len() - reader.0.len();
    for ((name, bytes), offset) in parts.iter().zip(offsets) {
        assert_eq!(reader.bytes(4), b"PK\x01\x02");
        assert_eq!((reader.u16(), "made by: Unix, 2.0"), (3 << 8 | 20, "made by: Unix, 2.0"));
        let length = reader.common(bytes);
        assert_eq!((reader.u16(), "comment"), (0, "comment"));
        assert_eq!((reader.u16(), "disk"), (0, "disk"));
        assert_eq!((reader.u16(), "internal attributes"), (0, "internal attributes"));
        let attributes = if name.ends_with('/') { 0x41ed_0010 } else { 0x81a4_0000 };
        assert_eq!((reader.u32(), "external attributes"), (attributes, "external attributes"));
        assert_eq!((reader.u32(), "offset"), (offset, "offset"));
        assert_eq!(reader.bytes(length), name.as_bytes());
    }
    let size = archive.len() - reader.0.len() - directory;
    assert_eq!(reader.bytes(8), b"PK\x05\x06\0\0\0\0");
    assert_eq!((reader.u16(), reader.u16()), (parts.len(), parts.len()));
    assert_eq!((reader.u32(), reader.u32()), (size, directory));
    assert_eq!((reader.u16(), "comment"), (0, "comment"));
    assert_eq!(reader.0, b"");
}

#[test]
fn every_field_of_an_archive_is_known() {
    let long = [7u8; 5000];
    let parts: [(&str, &[u8]); 3] = [
        ("标段-1/012/method/01.txt", b""),
        ("标段-1/012/method/02.txt", &long),
        ("标段-1/012/work/01.pdf", b"%PDF-1.7"),
    ];
    is_just(&zip(&sample()), &parts);
    // The order in which copies were found tells nothing.
    let mut turned = sample();
    turned.files.reverse();
    assert_eq!(zip(&turned), zip(&sample()));
    // A code without documents is not forgotten.
    is_just(&zip(&package("1", "001", &[])), &[("1/001/", b"")]);
}

#[test]
fn what_an_archive_cannot_hold_and_what_cannot_be_written_is_told() {
    let many = package("1", "001", &vec![("a/01.txt", b"".as_slice()); 65_534]);
    assert_eq!(zip(&many).len(), 65_534 * (30 + 46 + 2 * 14) + 22);
    let more = package("1", "001", &vec![("a/01.txt", b"".as_slice()); 65_535]);
    let refused = more.zip(&mut std::io::sink()).unwrap_err();
    assert_eq!((refused.kind(), refused.place()), (sealbid::ErrorKind::DocumentTooLarge, "1/001"));

    /// A disk with room for so many bytes.
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let length = bytes.len().min(self.0);
            self.0 -= length;
            Ok(length)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let length = zip(&sample()).len();
    assert!((0..length).all(|room| sample().zip(&mut Full(room)).is_err()));
    assert!(sample().zip(&mut Full(length)).is_ok());
}

/// A tender whose bidders' copies are told apart by what they say, and which of them says what.
fn dealt(world: &World, says: [usize; 3]) -> Vec<Package> {
    let bids = sealed(world, |n, copy| copy.extend(format!("plan {}\n", says[n]).bytes()));
    let hall = finished(world, &bids);
    let opening = hall.begin("technical");
    deal_to(&opening, &[], &bids).unwrap().1
}

/// An archive with every code in it made one.
fn without_code(package: &Package) -> Vec<u8> {
    zip(&Package { code: "000".to_owned(), ..package.clone() })
}

#[test]
fn bidders_that_change_places_change_codes_and_nothing_else() {
    let world = World::blind();
    let all = [[0, 1, 2], [1, 2, 0], [2, 1, 0]].map(|says| {
        let packages = dealt(&world, says);
        // Each archive is what its code and its copies make it: the code stands in its names, and nowhere else.
        for package in &packages {
            let (archive, none) = (zip(package), without_code(package));
            let code = |archive: &[u8], code: &str| {
                let code = format!("/{code}/");
                let found = archive.windows(5).enumerate().filter(|(_, window)| *window == code.as_bytes());
                found.map(|(at, _)| at).collect::<Vec<_>>()
            };
            let (named, places) = (code(&archive, &package.code), code(&none, "000"));
            assert_eq!((named.len(), &named), (2 * package.files.len(), &places));
            let differ = archive.iter().zip(&none).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at);
            assert!(differ.into_iter().all(|at| named.iter().any(|name| (name + 1..name + 4).contains(&at))));
        }
        let mut archives: Vec<_> = packages.iter().map(without_code).collect();
        archives.sort();
        archives.dedup();
        assert_eq!(archives.len(), 3);
        archives
    });
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn the_same_deal_gives_the_same_bytes() {
    let world = World::blind();
    let bids = sealed(&world, |n, copy| copy.extend(format!("plan {n}\n").bytes()));
    let [once, again] = [(), ()].map(|()| {
        let hall = finished(&world, &bids);
        let opening = hall.begin("technical");
        let packages = deal_to(&opening, &[], &bids).unwrap().1;
        packages.iter().map(zip).collect::<Vec<_>>()
    });
    assert_eq!(once, again);
}

fn there(program: &str, version: &str) -> bool {
    let found = Command::new(program).arg(version).output().is_ok();
    let required = std::env::var_os("SEALBID_REQUIRE_INTEROP").is_some_and(|value| value == "1");
    assert!(found || !required, "{program} is missing");
    if !found {
        println!("skipped: no {program}");
    }
    found
}

/// What a program says of an archive, without an error or a warning.
fn said(program: &str, arguments: &[&str], archive: &Path, more: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(archive)
        .args(more)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && err.is_empty(), "{program}: {out}{err}");
    out.into_owned()
}

fn written(folder: &Path, name: &str, package: &Package) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, zip(package)).unwrap();
    path
}

/// What Python says of each entry, one a line. Names begin with 9 characters for lot and code.
const PYTHON: &str = "
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None and archive.comment == b''
    for i in archive.infolist():
        print(i.filename, i.date_time, i.compress_type, i.comment, i.extra, i.create_system, i.create_version,
              i.extract_version, i.reserved, i.flag_bits, i.volume, i.internal_attr, i.external_attr, i.is_dir(),
              i.header_offset, i.compress_size, archive.read(i) == open(sys.argv[2] + i.filename[9:], 'rb').read())
";

#[test]
fn python_reads_archives() {
    if !there("python3", "--version") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let sample = sample();
    for (name, bytes) in &sample.files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let archive = written(folder.path(), "012.zip", &sample);
    let files = format!("{}/", folder.path().display());
    let told = said("python3", &["-c", PYTHON], &archive, &[&files]);
    let line = |name: &str, offset: usize, size: usize| {
        format!(
            "标段-1/012/{name} (1980, 1, 1, 0, 0, 0) 0 b'' b'' 3 20 20 0 2048 0 0 2175008768 False {offset} {size} True"
        )
    };
    let header = 30 + "标段-1/012/method/01.txt".len();
    let lines = [
        line("method/01.txt", 0, 0),
        line("method/02.txt", header, 5000),
        line("work/01.pdf", 2 * header + 5000, 8),
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), lines);

    let empty = written(folder.path(), "001.zip", &package("1", "001", &[]));
    let told = said(
        "python3",
        &["-c", "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())"],
        &empty,
        &[],
    );
    assert_eq!(told.trim(), "['1/001/']");
}

#[test]
fn unzip_reads_archives() {
    if !(there("unzip", "-v") && there("zipinfo", "-h")) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let sample = sample();
    let archive = written(folder.path(), "012.zip", &sample);
    let listed = said("unzip", &["-l"], &archive, &[]);
    for (name, bytes) in &sample.files {
        let line = listed.lines().find(|line| line.ends_with(&format!("标段-1/012/{name}"))).unwrap();
        let fields: Vec<&str> = line.split_whitespace().take(3).collect();
        assert_eq!(fields, [bytes.len().to_string().as_str(), "1980-01-01", "00:00"], "{line}");
    }
    assert!(said("unzip", &["-t"], &archive, &[]).contains("No errors detected"));
    let info = said("zipinfo", &["-v"], &archive, &[]);
    for (line, times) in [
        ("file system or operating system of origin:      Unix", 3),
        ("version of encoding software:                   2.0", 3),
        ("minimum software version required to extract:   2.0", 3),
        ("compression method:                             none (stored)", 3),
        ("file last modified on (DOS date/time):          1980 Jan 1 00:00:00", 3),
        ("length of extra field:                          0 bytes", 3),
        ("length of file comment:                         0 characters", 3),
        ("apparent file type:                             binary", 3),
        ("Unix file attributes (100644 octal):            -rw-r--r--", 3),
        ("MS-DOS file attributes (00 hex):                none", 3),
        ("There is no zipfile comment.", 1),
    ] {
        assert_eq!(info.matches(line).count(), times, "{line}: {info}");
    }

    // Archives of several codes and lots, unpacked into one folder, do not mix.
    let other = package("标段-1", "013", &[("method/01.txt", b"other")]);
    let lot = package("2", "012", &[("method/01.txt", b"other lot")]);
    let empty = package("2", "013", &[]);
    let out = folder.path().join("out");
    for (n, package) in [&sample, &other, &lot, &empty].into_iter().enumerate() {
        let path = written(folder.path(), &format!("{n}.zip"), package);
        said("unzip", &["-q"], &path, &["-d", out.to_str().unwrap()]);
    }
    for package in [&sample, &other, &lot, &empty] {
        let folder = out.join(package.lot.as_str()).join(&package.code);
        assert!(folder.is_dir());
        for (name, bytes) in &package.files {
            assert_eq!(std::fs::read(folder.join(name)).unwrap(), *bytes);
        }
    }
}
