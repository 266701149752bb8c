//! What came of a kind of documents with a maker, and what of it is not as it must be.

use super::others::UNREAD;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Who makes copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Maker {
    /// The documents themselves: what there is to remove.
    Nobody,
    Ours,
    /// The same by a program that is started for each document, as mat2 is.
    Started,
    Mat2,
}

impl Maker {
    pub fn name(self) -> &'static str {
        match self {
            Maker::Nobody => "(original)",
            Maker::Ours => sealbid::redact::TRANSFORMATION,
            Maker::Started => "the same, started anew",
            Maker::Mat2 => "mat2",
        }
    }
}

/// What came of one kind of document with one maker.
#[derive(Default)]
pub struct Row {
    pub documents: usize,
    pub made: usize,
    pub refused: BTreeMap<String, usize>,
    /// Copies in which the scanner, or another program, found a term; and those that could not be looked through.
    pub scanner: usize,
    pub others: usize,
    pub unwalkable: usize,
    /// Copies in which anybody found a term, and in how many each of those did.
    pub shown: usize,
    pub shown_by: BTreeMap<&'static str, usize>,
    /// Documents that were refused without a reason that a bidder can act on.
    pub unnamed: usize,
    pub seconds: Vec<f64>,
    pub ratios: Vec<f64>,
}

impl Row {
    /// Counts what the scanner and others found in one copy.
    pub fn saw(&mut self, scanner: bool, others: &[(&'static str, String)]) {
        let terms = others.iter().filter(|(_, what)| what != UNREAD);
        let mut finders: BTreeSet<&'static str> = terms.map(|(who, _)| *who).collect();
        if scanner {
            finders.insert("scanner");
        }
        self.scanner += usize::from(scanner);
        self.others += usize::from(!others.is_empty());
        self.shown += usize::from(!finders.is_empty());
        finders.into_iter().for_each(|who| *self.shown_by.entry(who).or_default() += 1);
    }
}

/// How much there must be, so that nothing found in the copies says something.
#[derive(Default)]
pub struct Bounds {
    /// How many copies at least, by the endings of documents.
    pub copies: BTreeMap<String, usize>,
    /// All documents themselves show a term.
    pub all_show: bool,
    /// In how many of them at least one who looks finds a term.
    pub shown_by: BTreeMap<String, usize>,
}

/// What is not as it must be: of our copies, of how many there are, of what there was to find.
pub fn faults(rows: &BTreeMap<(String, Maker), Row>, bounds: &Bounds) -> Vec<String> {
    let mut faults = Vec::new();
    for ((ending, _), row) in rows.iter().filter(|((_, maker), _)| *maker == Maker::Ours) {
        for (count, what) in [
            (row.scanner, "with a term by the scanner"),
            (row.others, "with a term by others"),
            (row.unwalkable, "that the scanner cannot walk"),
            (row.unnamed, "refused without a reason"),
        ] {
            if count > 0 {
                faults.push(format!("{ending}: {count} {what}"));
            }
        }
    }
    let originals = || rows.iter().filter(|((_, maker), _)| *maker == Maker::Nobody);
    for ((ending, _), row) in originals().filter(|(_, row)| bounds.all_show && row.shown < row.documents) {
        faults.push(format!("{ending}: {} of {} documents show a term, not all", row.shown, row.documents));
    }
    for (who, least) in &bounds.shown_by {
        let shown: usize = originals().filter_map(|(_, row)| row.shown_by.get(who.as_str())).sum();
        if shown < *least {
            faults.push(format!("{who} finds a term in {shown} documents, at least {least} are asked for"));
        }
    }
    for (ending, least) in &bounds.copies {
        let made = rows.get(&(ending.clone(), Maker::Ours)).map_or(0, |row| row.made);
        if made < *least {
            faults.push(format!("{ending}: {made} copies, at least {least} are asked for"));
        }
    }
    faults
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

pub fn print(rows: &BTreeMap<(String, Maker), Row>) {
    println!(
        "| kind | by | documents | made | refused, why | leaks by the scanner | by others | not walkable | median time | longest | size ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for ((ending, maker), row) in rows {
        let refused: Vec<String> = row.refused.iter().map(|(why, count)| format!("{count} {why}")).collect();
        let longest = row.seconds.iter().copied().fold(0.0, f64::max);
        println!(
            "| {ending} | {} | {} | {} | {} | {} | {} | {} | {:.1?} | {:.1?} | {:.2} |",
            maker.name(),
            row.documents,
            row.made,
            refused.join(", "),
            row.scanner,
            row.others,
            row.unwalkable,
            Duration::from_secs_f64(middle(&row.seconds)),
            Duration::from_secs_f64(longest),
            middle(&row.ratios),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(maker: Maker, row: Row, bounds: &Bounds) -> usize {
        faults(&BTreeMap::from([(("pdf".to_owned(), maker), row)]), bounds).len()
    }

    fn least(all: &[(&str, usize)]) -> BTreeMap<String, usize> {
        all.iter().map(|(what, count)| ((*what).to_owned(), *count)).collect()
    }

    fn clean() -> Row {
        Row { documents: 3, made: 2, ..Row::default() }
    }

    #[test]
    fn each_fault_of_a_copy_of_ours_is_told_and_none_of_others() {
        let copies = |all| Bounds { copies: least(all), ..Bounds::default() };
        assert_eq!(faults_of(Maker::Ours, clean(), &copies(&[("pdf", 2)])), 0);
        assert_eq!(faults_of(Maker::Ours, clean(), &copies(&[("pdf", 3), ("docx", 1)])), 2);
        let wrong: [fn(&mut Row); 4] =
            [|row| row.scanner = 1, |row| row.others = 1, |row| row.unwalkable = 1, |row| row.unnamed = 1];
        for change in wrong {
            let mut row = clean();
            change(&mut row);
            assert_eq!(faults_of(Maker::Ours, row, &Bounds::default()), 1);
            let mut row = clean();
            change(&mut row);
            assert_eq!(faults_of(Maker::Mat2, row, &Bounds::default()), 0);
        }
    }

    #[test]
    fn a_document_shows_a_term_once_whoever_finds_it_and_not_where_it_cannot_be_read() {
        let mut row = clean();
        row.saw(true, &[("pypdf", "a".to_owned()), ("pypdf", "b".to_owned())]);
        row.saw(false, &[("pypdf", UNREAD.to_owned())]);
        row.saw(false, &[]);
        assert_eq!((row.scanner, row.others, row.shown), (1, 2, 1));
        assert_eq!(row.shown_by, BTreeMap::from([("pypdf", 1), ("scanner", 1)]));
    }

    #[test]
    fn documents_that_show_no_term_are_told() {
        let row = |shown| Row { shown, ..clean() };
        let all = Bounds { all_show: true, ..Bounds::default() };
        assert_eq!(faults_of(Maker::Nobody, row(3), &all), 0);
        assert_eq!(faults_of(Maker::Nobody, row(2), &all), 1);
        assert_eq!(faults_of(Maker::Nobody, row(2), &Bounds::default()), 0);
        // What copies show is asked elsewhere.
        assert_eq!(faults_of(Maker::Ours, row(2), &all), 0);
    }

    #[test]
    fn who_finds_nothing_in_documents_is_told() {
        let row = || Row { shown_by: BTreeMap::from([("pypdf", 2)]), ..clean() };
        let by = |all| Bounds { shown_by: least(all), ..Bounds::default() };
        assert_eq!(faults_of(Maker::Nobody, row(), &by(&[("pypdf", 2)])), 0);
        assert_eq!(faults_of(Maker::Nobody, row(), &by(&[("pypdf", 3), ("scanner", 1)])), 2);
        assert_eq!(faults_of(Maker::Ours, row(), &by(&[("pypdf", 1)])), 1);
    }
}
