//! What came of a kind of documents with a maker, and what of it is not as it must be.

use std::collections::BTreeMap;
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
    /// Documents that were refused without a reason that a bidder can act on.
    pub unnamed: usize,
    pub seconds: Vec<f64>,
    pub ratios: Vec<f64>,
}

/// What is not as it must be: of our copies, or of how many there are.
pub fn faults(rows: &BTreeMap<(String, Maker), Row>, least: &BTreeMap<String, usize>) -> Vec<String> {
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
    for (ending, least) in least {
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

    fn faults_of(maker: Maker, row: Row, least: &[(&str, usize)]) -> usize {
        let least = least.iter().map(|(ending, count)| ((*ending).to_owned(), *count)).collect();
        faults(&BTreeMap::from([(("pdf".to_owned(), maker), row)]), &least).len()
    }

    #[test]
    fn each_fault_of_a_copy_of_ours_is_told_and_none_of_others() {
        let clean = || Row { documents: 3, made: 2, ..Row::default() };
        assert_eq!(faults_of(Maker::Ours, clean(), &[("pdf", 2)]), 0);
        assert_eq!(faults_of(Maker::Ours, clean(), &[("pdf", 3), ("docx", 1)]), 2);
        let wrong: [fn(&mut Row); 4] =
            [|row| row.scanner = 1, |row| row.others = 1, |row| row.unwalkable = 1, |row| row.unnamed = 1];
        for change in wrong {
            let mut row = clean();
            change(&mut row);
            assert_eq!(faults_of(Maker::Ours, row, &[]), 1);
            let mut row = clean();
            change(&mut row);
            assert_eq!(faults_of(Maker::Mat2, row, &[]), 0);
        }
    }
}
