//! Whatever the scanner finds in the text of a page (SPEC §18.8), the transformation takes out (§18.2).

use crate::pdf::{Pdf, ucs2};
use proptest::prelude::*;
use sealbid::redact::{FindingKind, Terms, redact};
use sealbid::scan::scan;

const TERMS: [&str; 8] = [
    "云启智造",
    "Huang He Works Co Ltd",
    "AB云启3D印务",
    "91410105MA9KXQ7D2P",
    "0371-65538812",
    "tender@yunqi-works.example",
    "yunqi-works.example",
    "昆明宏达路桥",
];
const ANYWHERE: [&str; 5] = [" ", "-", "\n", "-\n", "- "];
const LATIN: [&str; 4] = [".", ",", ".,", ".\n"];
const NUMBER: [&str; 3] = ["/", "(", "/\n"];

fn terms() -> Terms {
    let of = |from: &[usize]| from.iter().map(|n| TERMS[*n].to_owned()).collect();
    Terms {
        names: of(&[0, 1, 2, 7]),
        codes: of(&[3]),
        phones: of(&[4]),
        emails: of(&[5]),
        domains: of(&[6]),
        ..Terms::default()
    }
}

/// A term as it may stand on a page: its letters, and what stands between them.
fn written() -> impl Strategy<Value = (usize, Vec<String>)> {
    let choices = prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 40);
    (0..TERMS.len(), choices).prop_map(|(term, choices)| {
        let letters: Vec<char> = TERMS[term].chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let mut pieces = Vec::new();
        for (n, (c, (index, parted))) in letters.iter().zip(choices).enumerate() {
            pieces.push(c.to_string());
            let Some(next) = letters.get(n + 1).filter(|_| parted) else { continue };
            let between = match term {
                3 | 4 => [&ANYWHERE[..], &NUMBER].concat(),
                _ if c.is_ascii_alphabetic() && next.is_ascii_alphabetic() => {
                    [&ANYWHERE[..], &LATIN].concat()
                }
                _ => ANYWHERE.to_vec(),
            };
            pieces.push((*index.get(&between)).to_owned());
        }
        (term, pieces)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn what_is_written_between_its_letters_does_not_save_a_name((term, pieces) in written(), split in any::<bool>()) {
        // Each piece is shown by itself, or each line.
        let mut text = format!("BT /F2 12 Tf 72 700 Td {} Tj 0 -20 Td", ucs2("施工组织设计由"));
        let whole = [pieces.concat()];
        for piece in if split { &pieces[..] } else { &whole[..] } {
            let lines: Vec<String> = piece.split('\n').map(|line| format!("{} Tj", ucs2(line))).collect();
            text += &format!(" {}", lines.join(" 0 -20 Td "));
        }
        let bytes = Pdf::page(format!("{text} {} Tj ET", ucs2("承担"))).bytes();
        let copy = redact("a.pdf", &bytes, &terms()).unwrap();
        let found: Vec<_> = copy.report.findings.iter().filter(|f| f.kind == FindingKind::Term).map(|f| f.text.as_str()).collect();
        prop_assert!(found.contains(&TERMS[term]), "{:?} in {:?}", found, pieces);
        let hits = scan("a.pdf", &copy.bytes, &terms()).unwrap();
        prop_assert!(hits.is_empty(), "{:?} of {:?}", hits, pieces);
        prop_assert_eq!(redact("a.pdf", &copy.bytes, &terms()).unwrap().bytes, copy.bytes);
    }
}
