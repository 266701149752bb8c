//! What halls and audits refuse of a bid's copies is told to everybody, so it names no term (SPEC §19.3).

use crate::common::hall::*;
use crate::common::tender::Bid;
use crate::common::{World, id};
use crate::reviewed::*;
use sealbid::ErrorKind::{self, *};
use sealbid::bid::Document;
use sealbid::blind::*;
use sealbid::redact::Terms;

/// With a name in the path, and this as the copy: why the hall does not deal it, where, and what it found.
fn refused(copy: &str, terms: &[u8]) -> (ErrorKind, String, String) {
    let world = World::blind();
    let text = |path: &str, bytes: &[u8]| Document::bytes(path, "text/plain", bytes.to_vec()).unwrap();
    let mut draft = small();
    let documents = vec![
        text("a/云启建设.txt", b"plan"),
        text("z.txt", b"plan"),
        text("blind/a/云启建设.txt", copy.as_bytes()),
        text("blind/z.txt", b"plan"),
        Document::bytes("blind/terms.json", "application/json", terms.to_vec()).unwrap(),
    ];
    draft.parts.insert(id("method"), documents);
    let bids = [Bid::of(&world, &world.notice(), draft, &bidder(&world, "云启建设"))];
    let hall = finished(&world, &bids);
    let error = deal_to(&hall.begin("technical"), &[], &bids).unwrap_err();
    let place = format!("bid {}: ", bids[0].digest());
    (error.kind(), error.place().strip_prefix(&place).unwrap().to_owned(), error.detail().to_owned())
}

fn terms() -> Terms {
    let own = |term: &str| vec![term.to_owned()];
    Terms {
        names: own("云启建设"), people: own("欧阳慕白"), phones: own("0591-8765432"), ..Terms::default()
    }
}

#[test]
fn kinds_and_how_many_are_told_and_no_term() {
    let copy = "欧阳慕白, 云启建设 and 云启 建设, 0591 8765432\n";
    let terms = terms();
    let told = refused(copy, &terms.to_bytes().unwrap());
    let [place, found] = ["part method, copy 1", "names: 1, people: 1, phones: 1"].map(str::to_owned);
    assert_eq!(told, (NamesLeft, place, found));
    // At its own desk the bidder is told what it is.
    let own = check_copy("a/云启建设.txt", copy.as_bytes(), &terms).unwrap_err();
    assert_eq!(own.kind(), NamesLeft);
    assert!(own.detail().contains("欧阳慕白"), "{own}");
}

#[test]
fn what_cannot_be_read_is_told_without_its_words() {
    let unknown = r#"{"format":"sealbid-terms/1","names":["云启建设"],"云启建设":1}"#;
    let [part, copy, terms_file] =
        ["part method", "part method, copy 1", "blind/terms.json"].map(str::to_owned);
    assert_eq!(refused("plan", unknown.as_bytes()), (UnknownField, part, terms_file));
    let pdf = refused("%PDF-1.7 云启建设", &terms().to_bytes().unwrap());
    assert_eq!(pdf, (DocumentBroken, copy, String::new()));
}
