//! Where Poppler reads which words on a page (`pdftotext -bbox-layout`).

use crate::interop::DOTS;
use std::process::Command;
use unicode_normalization::UnicodeNormalization;

/// From where to where a word or a line reaches down the page, in points from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    top: f64,
    bottom: f64,
}

impl Band {
    pub fn widened(self) -> Band {
        let more = (self.bottom - self.top) * 0.3;
        Band { top: self.top - more, bottom: self.bottom + more }
    }

    pub fn meets(&self, other: &Band) -> bool {
        self.top < other.bottom && other.top < self.bottom
    }

    /// Whether the middle of another lies in it: that of the next line does not, however close the lines are.
    pub fn holds(&self, other: &Band) -> bool {
        let middle = (other.top + other.bottom) / 2.0;
        self.top < middle && middle < self.bottom
    }

    /// Whether a row of dots touches it.
    pub fn has_row(&self, row: usize) -> bool {
        let point = 72.0 / f64::from(DOTS);
        self.meets(&Band { top: row as f64 * point, bottom: (row + 1) as f64 * point })
    }
}

#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    pub band: Band,
    left: f64,
}

impl Word {
    /// In the same place: a copy's numbers have a bounded number of digits, and how high a font says that it is, is
    /// constant there.
    pub fn stands_where(&self, other: &Word) -> bool {
        (self.left - other.left).abs() < 0.5 && self.band.meets(&other.band)
    }

    /// The same or its beginning, in the same place.
    pub fn begins(&self, other: &Word) -> bool {
        other.text.starts_with(&self.text) && self.stands_where(other)
    }
}

#[derive(Debug, Default)]
pub struct Page {
    pub lines: Vec<Band>,
    /// In the order in which Poppler reads them.
    pub words: Vec<Word>,
}

/// The pages of a document, as far as they have text.
pub fn pages_of(bytes: &[u8]) -> Vec<Page> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.pdf"), bytes).unwrap();
    let arguments = ["-q", "-bbox-layout", "a.pdf", "-"];
    let output = Command::new("pdftotext").args(arguments).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success());
    let mut pages: Vec<Page> = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push(Page::default());
        } else if line.starts_with("<line ") {
            pages.last_mut().unwrap().lines.push(band(line));
        } else if line.starts_with("<word ") {
            let text = line.split_once('>').unwrap().1.strip_suffix("</word>").unwrap();
            let word = Word { text: unescaped(text), band: band(line), left: number(line, "xMin") };
            pages.last_mut().unwrap().words.push(word);
        }
    }
    pages
}

fn band(line: &str) -> Band {
    Band { top: number(line, "yMin"), bottom: number(line, "yMax") }
}

fn number(line: &str, name: &str) -> f64 {
    let behind = line.split_once(&format!("{name}=\"")).unwrap().1;
    behind.split('"').next().unwrap().parse().unwrap()
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        // Of a letter that is joined or accented a copy says one of the ways to write it (SPEC §18.2).
        .nfkd()
        .collect()
}
