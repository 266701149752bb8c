//! What stands around removed terms stays as it is: Poppler draws and reads the lines without a term as before (SPEC
//! §18.5). The terms are words of each document itself, so that any folder will do (`SEALBID_CORPUS`).

use crate::bbox::{Band, Page, Word, pages_of};
use crate::interop::{Dots, all_dots, corpus, differing, has};
use crate::pdf::copy_of;
use sealbid::redact::Redacted;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A document has so many terms, if they leave as much of its lines to compare.
const TERMS: usize = 3;
const LEFT: f64 = 0.75;

/// Poppler places letters by quarters of a dot, which makes a quarter of all shades: rounding may reach the next one where a
/// line before was set again, since each begins where the last began.
const QUARTER: u8 = 64;

/// Letters as they are looked for across words and lines.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..'\u{9fff}').contains(&c)
}

/// A term out of a word: three letters from its middle, or an English word as a whole. Numbers of lines tell them apart.
fn term_of(word: &str) -> Option<String> {
    if word.chars().all(|c| c.is_ascii_alphabetic()) {
        return (word.len() >= 5).then(|| word.to_owned());
    }
    let runs = word.split(|c: char| !is_han(c) && !c.is_ascii_digit());
    let longest = runs.map(|run| run.chars().collect::<Vec<_>>()).max_by_key(Vec::len)?;
    let middle = longest.len() / 2;
    let term = longest.get(middle.checked_sub(1)?..middle + 2)?;
    (is_han(term[0]) && is_han(term[2])).then(|| term.iter().collect())
}

/// Where a term stands on a page, also where it goes on in the next word or line: the words that it touches.
fn touched(page: &Page, term: &str) -> Vec<Band> {
    let term: Vec<char> = letters(term).collect();
    let all: Vec<(char, Band)> =
        page.words.iter().flat_map(|word| letters(&word.text).map(|c| (c, word.band))).collect();
    let found = all.windows(term.len()).filter(|window| window.iter().map(|(c, _)| c).eq(&term));
    found.flatten().map(|(_, band)| *band).collect()
}

/// Lines without the terms, and how many lines there are.
fn lines_without(pages: &[Page], bands: &[Vec<Band>]) -> (usize, usize) {
    let lines =
        || pages.iter().zip(bands).flat_map(|(page, bands)| page.lines.iter().map(move |l| (l, bands)));
    let clear = lines().filter(|(line, bands)| !bands.iter().any(|band| band.holds(line)));
    (clear.count(), lines().count())
}

/// Words of the document from its beginning, its middle and its end, those that stand in the fewest lines first.
fn terms_in(pages: &[Page]) -> Vec<String> {
    let left = |terms: &[String]| lines_without(pages, &bands_of(pages, terms));
    let words = pages.iter().flat_map(|page| page.words.iter().filter_map(|word| term_of(&word.text)));
    let (mut all, mut known) = (words.collect::<Vec<_>>(), BTreeSet::new());
    all.retain(|term| known.insert(term.clone()));
    all.sort_by_cached_key(|term| Reverse(left(std::slice::from_ref(term)).0));
    let rare = all.partition_point(|term| left(std::slice::from_ref(term)).0 == left(&all[..1]).0);
    all.truncate(rare);
    let mut terms = Vec::new();
    for term in all.iter().step_by(rare.div_ceil(TERMS).max(1)) {
        terms.push(term.clone());
        let (without, total) = left(&terms);
        if terms.len() > 1 && (without as f64) < total as f64 * LEFT {
            terms.pop();
        }
    }
    terms
}

/// Where lines may differ, page by page: a mark, underlines and grounds reach a little further than letters.
fn bands_of(pages: &[Page], terms: &[String]) -> Vec<Vec<Band>> {
    let of = |page: &Page| terms.iter().flat_map(|term| touched(page, term)).map(Band::widened).collect();
    pages.iter().map(of).collect()
}

/// What is read on two pages outside of the bands: the same words in the same places, but for so many letters that went.
/// Words that became others, or came.
fn read_otherwise(what: &str, before: &Page, after: &Page, bands: &[Band], may_go: usize) -> Vec<Word> {
    let clear = |page: &Page| -> Vec<Word> {
        page.words.iter().filter(|w| !bands.iter().any(|band| band.holds(&w.band))).cloned().collect()
    };
    let (mut left, mut gone, mut otherwise) = (clear(before), 0, Vec::new());
    for word in clear(after) {
        let same = left.iter().position(|other| word.begins(other));
        if let Some(found) = same.or_else(|| left.iter().position(|other| word.stands_where(other))) {
            let letters = left.swap_remove(found).text.chars().count();
            gone += letters.saturating_sub(word.text.chars().count());
        }
        if same.is_none() {
            otherwise.push(word);
        }
    }
    gone += left.iter().map(|word| word.text.chars().count()).sum::<usize>();
    assert!(gone <= may_go, "{what}: {gone} letters went, not {may_go}: {left:?}, {otherwise:?}");
    otherwise
}

/// How many letters go from a page that a copy leaves out because nobody sees them; fields that go can show any number.
fn letters_left_out(copy: &Redacted, place: &str) -> usize {
    let looks = copy.report.findings.iter().filter(|f| f.place == place).map(|f| f.text.as_str());
    let count = |look: &str| match look.split_once(' ') {
        Some(("unseen-text-left-out" | "unmarked-text-left-out", count)) => count.parse().unwrap(),
        Some((word, _)) if word.ends_with("-left-out") => usize::MAX,
        _ => 0,
    };
    looks.map(count).fold(0, usize::saturating_add)
}

/// What was compared, so that it can be held against what there is.
#[derive(Debug, Default)]
struct Compared {
    documents: usize,
    pages: usize,
    removed: usize,
    lines: (usize, usize),
    rows: (usize, usize),
    words: usize,
    /// Where a font has no map for extraction: the copy has one.
    otherwise: usize,
}

impl Compared {
    fn and(self, more: Compared) -> Compared {
        let both = |a: (usize, usize), b: (usize, usize)| (a.0 + b.0, a.1 + b.1);
        Compared {
            documents: self.documents + more.documents,
            pages: self.pages + more.pages,
            removed: self.removed + more.removed,
            lines: both(self.lines, more.lines),
            rows: both(self.rows, more.rows),
            words: self.words + more.words,
            otherwise: self.otherwise + more.otherwise,
        }
    }
}

/// Nothing of documents that are refused, which are in any corpus, and of those without a word that is a term.
fn compared(name: &str, bytes: &[u8]) -> Compared {
    let Ok(plain) = copy_of(bytes, &["某某公司"]) else { return Compared::default() };
    let (before, read) = (pages_of(bytes), pages_of(&plain.bytes));
    let terms = terms_in(&read);
    if terms.is_empty() {
        return Compared::default();
    }
    let names: Vec<&str> = terms.iter().map(String::as_str).collect();
    let copy = copy_of(bytes, &names).unwrap_or_else(|e| panic!("{name} without {terms:?}: {e}"));
    let removed = usize::try_from(copy.report.removed["P12"]).unwrap();
    assert!(removed >= terms.len(), "{name}: {terms:?}, {removed} removed");
    let after = pages_of(&copy.bytes);
    let (drawn, drawn_after) = (all_dots(bytes), all_dots(&copy.bytes));
    let bands = bands_of(&read, &terms);
    let pages = bands.len();
    let all = [before.len(), read.len(), after.len(), drawn.len(), drawn_after.len()];
    assert!(pages > 0 && all.iter().all(|n| *n == pages), "{name}: {all:?} pages");
    let words = read.iter().map(|page| page.words.len()).sum();
    let lines = lines_without(&read, &bands);
    let mut found = Compared { documents: 1, pages, removed, lines, words, ..Compared::default() };
    for (n, bands) in bands.iter().enumerate() {
        let what = format!("{name}, page {}, {terms:?}", n + 1);
        let may_go = letters_left_out(&plain, &format!("page {}", n + 1));
        found.otherwise += read_otherwise(&what, &before[n], &read[n], &[], may_go).len();
        let otherwise = read_otherwise(&what, &read[n], &after[n], bands, 0);
        assert!(otherwise.is_empty(), "{what}: {otherwise:?}");
        for term in &terms {
            assert_eq!(touched(&after[n], term), [], "{what}: {term} is still read");
        }
        let size = |dots: &Dots| (dots.0, dots.1.len());
        assert_eq!(size(&drawn[n]), size(&drawn_after[n]), "{what}: size");
        let height = drawn[n].1.len() / drawn[n].0;
        let has_term = |row: &usize| bands.iter().any(|band| band.has_row(*row));
        let mut rows = differing(&drawn[n], &drawn_after[n], QUARTER);
        rows.retain(|row| !has_term(row));
        assert_eq!(rows, [0; 0], "{what}: these rows are drawn otherwise, beside {bands:?}");
        found.rows.0 += (0..height).filter(|row| !has_term(row)).count();
        found.rows.1 += height;
    }
    found
}

#[test]
fn poppler_draws_and_reads_lines_without_a_term_the_same() {
    if !has("pdftoppm") || !has("pdftotext") {
        return;
    }
    let documents = corpus();
    let each = |part: &[(String, Vec<u8>, Vec<String>)]| {
        part.iter().map(|(name, bytes, _)| compared(name, bytes)).fold(Compared::default(), Compared::and)
    };
    // Most of the time goes to Poppler, so there are two at a time.
    let (some, others) = documents.split_at(documents.len() / 2);
    let found = std::thread::scope(|scope| {
        let others = scope.spawn(|| each(others));
        each(some).and(others.join().unwrap())
    });
    println!("{found:?} of {} documents", documents.len());
    assert!(found.documents >= 3 && found.documents * 2 >= documents.len(), "{found:?}");
    // What may be left out: a fifth of the lines, a tenth of the rows of dots, a hundredth of the words.
    assert!(found.lines.0 * 5 >= found.lines.1 * 4, "{found:?}");
    assert!(found.rows.0 * 10 >= found.rows.1 * 9, "{found:?}");
    assert!(found.otherwise * 100 <= found.words, "{found:?}");
}
