//! The numbers of copies tell nothing: no name in a path moves one (SPEC §19.3).

use crate::common::World;
use crate::common::hall::*;
use crate::common::id;
use crate::common::tender::Bid;
use crate::reviewed::*;
use sealbid::bid::Document;
use sealbid::blind::add_copies;
use sealbid::redact::Terms;

/// A bid of these documents, in which `NAME` and `SHORT` stand for what the bidder is called.
fn bid_of(world: &World, [name, short]: [&str; 2], documents: &[(&str, &str)]) -> Bid {
    let notice = world.notice();
    let fill = |text: &str| text.replace("NAME", name).replace("SHORT", short);
    let named = |(path, text): &(&str, &str)| {
        Document::bytes(&fill(path), "text/plain", fill(text).into_bytes()).unwrap()
    };
    let terms = Terms { names: vec![name.to_owned(), short.to_owned()], ..Terms::default() };
    let mut draft = small();
    draft.parts.insert(id("method"), documents.iter().map(named).collect());
    add_copies(&mut draft, notice.notice(), &terms).unwrap();
    Bid::of(world, &notice, draft, &bidder(world, name))
}

/// What evaluators are dealt of each bidder: the texts of its copies, by their numbers.
fn dealt(documents: &[(&str, &str)]) -> [Vec<String>; 2] {
    // One stands before the other documents, the other behind them; and so do their short names by their names.
    let names = [["丁一集团", "一丁"], ["溪元路桥", "龙腾"]];
    let world = World::blind();
    let bids = names.map(|name| bid_of(&world, name, documents));
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    let (_, packages) = deal_to(&opening, &[], &bids).unwrap();
    let texts = packages.into_iter().map(|package| {
        let files = package.files.into_iter().enumerate();
        let text = |(n, (name, bytes)): (usize, (String, Vec<u8>))| {
            assert_eq!(name, format!("method/0{}.txt", n + 1));
            String::from_utf8(bytes).unwrap()
        };
        files.map(text).collect()
    });
    texts.collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn a_name_in_a_path_moves_no_copy() {
    let [one, other] =
        dealt(&[("NAME概况.txt", "about NAME\n"), ("施工方案.txt", "plan\n"), ("a/NAME.txt", "x\n")]);
    assert_eq!(one, other);
    assert_eq!(one, ["x\n", "plan\n", "about ［隐去］\n"]);
}

/// A bidder's own order stays, so that what is to be read first comes first.
#[test]
fn a_bidder_orders_its_documents_itself() {
    let [one, other] =
        dealt(&[("01-NAME.txt", "first\n"), ("02-施工.txt", "second\n"), ("03-NAME.txt", "third\n")]);
    assert_eq!(one, other);
    assert_eq!(one, ["first\n", "second\n", "third\n"]);
}

/// Paths that are the same without names: the copies decide, and not what the names were.
#[test]
fn paths_that_differ_in_names_alone_are_ordered_by_their_copies() {
    let [one, other] = dealt(&[("NAME.txt", "by the name\n"), ("SHORT.txt", "by the short name\n")]);
    assert_eq!(one, other);
}
