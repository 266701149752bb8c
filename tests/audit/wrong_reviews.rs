//! Blind reviews that are told otherwise than they went, one way each (SPEC §17.1, §19.4).

use crate::common::id;
use crate::mutations::Case;
use crate::reviews::{Told, reviewed};
use sealbid::ErrorKind::*;
use sealbid::audit::{Report, Rule};
use sealbid::record::{CopyOpening, DealtCopy};
use sealbid::suite::hash;

/// Said rightly in the entry, and wrongly in the file that the entry names.
pub fn copy(told: &mut Told, code: usize) -> &mut DealtCopy {
    &mut told.blinded.lots[0].codes[code].copies[0]
}

/// The names are not published yet: the record itself would not take them with such a file.
fn unfinished(change: fn(&mut Told)) -> Report {
    reviewed(|told| {
        change(told);
        told.unblind = false;
    })
}

pub const CASES: &[Case] = &[
    (Rule::Review, EvidenceMissing, "what was dealt is not there", || {
        reviewed(|told| told.file = Some(None))
    }),
    (Rule::Review, EvidenceMismatch, "another file in its place", || {
        reviewed(|told| told.file = Some(Some(b"{}".to_vec())))
    }),
    (Rule::Review, EvidenceMismatch, "what was dealt at another stage", || {
        unfinished(|told| told.blinded.stage = id("commercial"))
    }),
    (Rule::Review, EvidenceMismatch, "a difference that the entry conceals", || {
        reviewed(|told| told.different.clear())
    }),
    (Rule::Review, EvidenceMismatch, "another copy than was sealed", || {
        reviewed(|told| {
            copy(told, 0).digest = hash(&[b"a better one"]);
            told.commit(0);
        })
    }),
    (Rule::Review, EvidenceMismatch, "a copy of another size", || reviewed(|told| copy(told, 1).size += 1)),
    (Rule::Review, EvidenceMismatch, "a copy of another part", || {
        reviewed(|told| {
            copy(told, 1).part = id("extras");
            told.opening(1).part = id("extras");
            told.commit(1);
        })
    }),
    (Rule::Review, EvidenceMismatch, "a copy of a document that its bid does not have", || {
        reviewed(|told| {
            told.opening(1).path = "别的.txt".to_owned();
            told.commit(1);
        })
    }),
    (Rule::Review, WrongCodes, "a commitment that its opening does not open", || {
        reviewed(|told| told.opening(1).path = "别的.txt".to_owned())
    }),
    (Rule::Review, WrongCodes, "a copy without an opening", || {
        reviewed(|told| {
            told.openings.values_mut().next().unwrap().pop();
        })
    }),
    (Rule::Review, EvidenceMismatch, "a copy under the name of its bidder", || {
        reviewed(|told| copy(told, 0).name = "云启建设.txt".to_owned())
    }),
    (Rule::Review, EvidenceMismatch, "a copy that nobody sealed", || {
        reviewed(|told| {
            let one = told.blinded.lots[0].codes[0].copies[0].clone();
            told.blinded.lots[0].codes[0].copies.push(one);
            let more = CopyOpening { path: "多余.txt".to_owned(), ..told.opening(0).clone() };
            told.openings.get_mut(&told.order[0]).unwrap().push(more);
            told.commit(0);
        })
    }),
    (Rule::Review, EvidenceMismatch, "what was dealt in another tender", || {
        unfinished(|told| told.blinded.tender = hash(&[b"another tender"]))
    }),
    (Rule::Review, EvidenceMismatch, "other codes than the entry has", || {
        unfinished(|told| told.renamed = true)
    }),
    (Rule::Review, OutOfOrder, "dealt twice", || reviewed(|told| told.twice = Some("blinded"))),
    (Rule::Review, OutOfOrder, "scored twice", || reviewed(|told| told.twice = Some("scored"))),
    (Rule::Review, OutOfOrder, "names published twice", || reviewed(|told| told.twice = Some("unblinded"))),
];
