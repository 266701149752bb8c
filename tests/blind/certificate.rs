//! What a bidder's certificate states is taken for a term, declared or not (SPEC §19.1, §19.3).

use crate::common::hall::*;
use crate::common::record::TECHNICAL;
use crate::common::tender::Bid;
use crate::common::{BEFORE, World, id, named, time};
use crate::reviewed::*;
use sealbid::ErrorKind::*;
use sealbid::audit::Verdict;
use sealbid::bid::{Document, Draft, seal};
use sealbid::blind::*;
use sealbid::ca::{KeyType, Signer, Subject};
use sealbid::redact::Terms;

const CODE: &str = "914403001922038216";

fn certified(
    world: &World,
    organisation: Option<&str>,
    common_name: Option<&str>,
    code: Option<&str>,
) -> Signer {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let subject = Subject {
        organisation: owned(organisation),
        credit_code: owned(code),
        common_name: owned(common_name),
    };
    named(&world.ca, subject, KeyType::P256)
}

/// A draft with copies that were made by these terms, of a document that says this.
fn drafted(world: &World, text: &str, names: &[&str], codes: &[&str]) -> Draft {
    let owned = |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect();
    let terms = Terms { names: owned(names), codes: owned(codes), ..Terms::default() };
    let mut draft = small();
    let document = Document::bytes("方案.txt", "text/plain", text.into()).unwrap();
    draft.parts.insert(id("method"), vec![document]);
    add_copies(&mut draft, world.notice().notice(), &terms).unwrap();
    draft
}

/// Sealing with this certificate: the place and the reason for which it is refused.
fn refused(world: &World, names: &[&str], codes: &[&str], signer: &Signer) -> Option<(String, String)> {
    let (draft, mut out) = (drafted(world, "plan\n", names, codes), Vec::new());
    let sealed = seal(draft, &world.trusted(&world.notice()), signer, time(BEFORE), &mut out, one());
    let error = sealed.err()?;
    assert_eq!((error.kind(), out.len()), (BadTerms, 0));
    Some((error.place().to_owned(), error.to_string()))
}

#[test]
fn nobody_seals_without_its_own_name_among_the_terms() {
    let world = World::blind();
    let both = certified(&world, Some("云启建设"), Some("王某"), Some(CODE));
    assert_eq!(refused(&world, &["云启建设"], &[CODE], &both), None);
    for (names, codes, missing) in [(["云启"], &[CODE][..], "云启建设"), (["云启建设"], &[], CODE)]
    {
        let (place, why) = refused(&world, &names, codes, &both).unwrap();
        assert_eq!(place, "part method, blind/terms.json");
        assert!(why.contains(missing), "{why}");
    }
    // Without an organisation a bidder bids under its common name.
    let person = certified(&world, None, Some("欧阳慕白"), None);
    assert_eq!(refused(&world, &["欧阳慕白"], &[], &person), None);
    assert!(refused(&world, &["慕白"], &[], &person).is_some());
}

/// A part that is not reviewed blind may hold a file of that name, with whatever is in it.
#[test]
fn only_terms_of_blind_parts_are_held_against_the_certificate() {
    let mut world = World::blind();
    let signer = certified(&world, Some("云启建设"), None, None);
    let terms = r#"{"format":"sealbid-terms/1","names":["青石工程"]}"#;
    let seals = |world: &World, mut draft: Draft, part: &str| {
        let document = Document::bytes("blind/terms.json", "text/plain", terms.into()).unwrap();
        draft.parts.insert(id(part), vec![document]);
        let mut out = Vec::new();
        let sealed = seal(draft, &world.trusted(&world.notice()), &signer, time(BEFORE), &mut out, one());
        sealed.map(drop).map_err(|e| e.kind())
    };
    assert_eq!(seals(&world, drafted(&world, "plan\n", &["云启建设"], &[]), "extras"), Ok(()));
    // Nothing is reviewed blind, so nothing is looked at.
    world.body.blind_review = None;
    assert_eq!(seals(&world, small(), "method"), Ok(()));
}

/// Another client seals what it likes. The copy is clean by the bidder's terms, and its certificate is another's.
#[test]
fn a_copy_with_what_the_certificate_states_is_held_back() {
    for text in ["未申报公司\n".to_owned(), format!("{CODE}\n")] {
        let world = World::blind();
        let own = bidder(&world, "云启建设");
        let bid = Bid::of(&world, &world.notice(), drafted(&world, &text, &["云启建设"], &[]), &own);
        let other = certified(&world, Some("未申报公司"), None, Some(CODE));
        let bids = [
            under_another(&world, bid, &other),
            Bid::of(&world, &world.notice(), draft(NAMES[1], |_| ()), &bidder(&world, NAMES[1])),
        ];
        let hall = finished(&world, &bids);
        let opening = hall.begin("technical");
        let refused = deal_to(&opening, &[], &bids).unwrap_err();
        assert_eq!(refused.kind(), NamesLeft, "{text}");
        let kind = if text.contains(CODE) { "codes: 1" } else { "names: 1" };
        assert_eq!(refused.detail(), kind);
        assert!(!refused.to_string().contains(text.trim()), "{refused}");
        // Held back, and the audit says the same.
        let (dealt, packages) = deal_to(&opening, &[0], &bids).unwrap();
        assert_eq!(packages.len(), 1);
        score(&hall, &dealt);
        unblind(&opening, time(TECHNICAL)).unwrap();
        drop(opening);
        assert_eq!(*verdict(&audited(&hall)), Verdict::Holds);
    }
}
