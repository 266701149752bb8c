//! What is dealt, what is held back, and when names are told (SPEC §19.3).

use crate::common::hall::*;
use crate::common::record::TECHNICAL;
use crate::common::tender::Bid;
use crate::common::{World, id, platform_key, time};
use crate::reviewed::*;
use sealbid::ErrorKind::*;
use sealbid::audit::*;
use sealbid::bid::{Document, Draft};
use sealbid::blind::*;
use sealbid::record::*;
use sealbid::tenderbox::LOG;

#[test]
fn copies_are_dealt_without_names_and_names_come_last() {
    let world = World::blind();
    let bids = sealed(&world, |_, _| ());
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    let (dealt, packages) = deal_to(&opening, &[], &bids).unwrap();
    assert_eq!((packages.len(), dealt.different), (3, 0));
    for (n, package) in packages.iter().enumerate() {
        assert_eq!((package.lot.as_str(), package.code.clone()), ("1", code(n)));
        let names: Vec<&str> = package.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["method/01.txt", "method/02.txt"]);
        for (path, bytes) in &package.files {
            NAMES.iter().for_each(|name| check_copy(path, bytes, &terms(name)).unwrap());
        }
    }
    // Every bidder wrote the same but for its name, so all copies are the same.
    assert!(packages.windows(2).all(|pair| pair[0].files == pair[1].files));
    // The secret does not leave the hall before the scores are fixed, and stands in no file of the box.
    assert_eq!(unblind(&opening, time(TECHNICAL)).map_err(|e| e.kind()).map(drop), Err(OutOfOrder));
    let secret =
        sealbid::record::CodesSecret::of(&platform_key(), &world.notice().notice().tender()).publish();
    let names = ["", "record", "evidence", "evidence/blind"].map(|folder| {
        let names = hall.store.list(folder).unwrap().into_iter();
        names.map(move |name| format!("{folder}/{name}").trim_start_matches('/').to_owned())
    });
    for name in names.into_iter().flatten() {
        let bytes = hall.store.bytes(&name).unwrap();
        assert!(!bytes.windows(32).any(|window| *window == secret.0), "{name}");
        assert!(!String::from_utf8_lossy(&bytes).contains(&secret.to_string()), "{name}");
    }
    score(&hall, &dealt);
    let unblinding = unblind(&opening, time(TECHNICAL)).unwrap();
    assert_eq!(unblinding.secret, secret);
    // Whoever has the two files opens every commitment.
    unblinding.open(&dealt.blinded).unwrap();
    let openings = unblinding.lots[0].codes.iter().map(|code| code.openings.iter());
    for openings in openings {
        assert_eq!(
            openings.map(|opening| opening.path.as_str()).collect::<Vec<_>>(),
            ["a/进度.txt", "方案.txt"]
        );
    }
    let mut named: Vec<_> = unblinding.bids().map(|(_, bid)| bid).collect();
    named.sort_unstable();
    let mut all: Vec<_> = bids.iter().map(Bid::digest).collect();
    all.sort_unstable();
    assert_eq!(named, all);
    // Once more after a crash gives the same, and is refused by the record.
    assert_eq!(unblind(&opening, time(TECHNICAL)).map_err(|e| e.kind()).map(drop), Err(OutOfOrder));
    drop(opening);

    assert_eq!(*verdict(&audited(&hall)), Verdict::Holds);
    let options = AuditOptions::new(crate::common::record::trust(&world));
    let log = hall.store.open(LOG).unwrap();
    let report = audit(&log, None, &options, one()).unwrap();
    assert_eq!(*verdict(&report), Verdict::NotChecked(Why::NoEvidence));
}

/// A bidder's client that is another version, or that does what it likes: its copy is evaluated, and it is said.
#[test]
fn a_copy_that_is_made_otherwise_is_dealt_and_said() {
    let world = World::blind();
    let bids = sealed(&world, |n, copy| {
        if n == 1 {
            copy.extend(b"one line more\n");
        }
    });
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    let (dealt, packages) = deal_to(&opening, &[], &bids).unwrap();
    assert_eq!((dealt.different, packages.len()), (1, 3));
    let last = hall.closed.entry(hall.closed.with_history(|history| history.len()) - 1).unwrap();
    let Event::Blinded { different, .. } = last.event else { panic!("not dealt") };
    let copies = dealt.blinded.lots[0].codes.iter().flat_map(|code| &code.copies);
    let said: Vec<_> = copies.filter(|copy| !copy.remade).map(|copy| copy.commitment).collect();
    assert_eq!(different, said);
    assert_eq!(packages.iter().filter(|package| package.files[1].1.ends_with(b"more\n")).count(), 1);
}

/// A copy that still names its bidder is not dealt to anybody, and nothing is recorded until it is held back.
#[test]
fn a_copy_with_a_name_is_held_back() {
    let world = World::blind();
    let bids = sealed(&world, |n, copy| {
        if n == 2 {
            copy.extend(NAMES[2].as_bytes());
        }
    });
    let hall = finished(&world, &bids);
    let before = hall.closed.with_history(|history| history.len());
    let opening = hall.begin("technical");
    let refused = deal_to(&opening, &[], &bids).unwrap_err();
    assert_eq!(refused.kind(), NamesLeft);
    assert!(refused.place().contains(&bids[2].digest().to_string()), "{refused}");
    assert_eq!(hall.closed.with_history(|history| history.len()), before);
    let (dealt, packages) = deal_to(&opening, &[2], &bids).unwrap();
    assert_eq!(packages.len(), 2);
    score(&hall, &dealt);
    let named: Vec<_> = unblind(&opening, time(TECHNICAL)).unwrap().bids().map(|(_, bid)| bid).collect();
    assert!(!named.contains(&bids[2].digest()) && named.len() == 2);
    assert_eq!(deal_to(&opening, &[2], &bids).map_err(|e| e.kind()).map(drop), Err(OutOfOrder));
}

#[test]
fn nothing_is_dealt_by_another_transformation_or_without_blind_review() {
    let mut other = World::blind();
    other.body.blind_review.as_mut().unwrap().transformation = "sealbid-redact/0".to_owned();
    let bids = sealed(&other, |_, _| ());
    let hall = finished(&other, &bids);
    let opening = hall.begin("technical");
    assert_eq!(deal_to(&opening, &[], &bids).map_err(|e| e.kind()).map(drop), Err(UnknownTransformation));
    assert_eq!(
        check_transformation(other.notice().notice()).map_err(|e| e.kind()),
        Err(UnknownTransformation)
    );

    let plain = World::new();
    let bids = crate::common::hall::bids(&plain, 1);
    let hall = finished(&plain, &bids);
    let opening = hall.begin("technical");
    assert_eq!(deal_to(&opening, &[], &bids).map_err(|e| e.kind()).map(drop), Err(NoBlindReview));
    assert_eq!(check_transformation(plain.notice().notice()).map_err(|e| e.kind()), Err(NoBlindReview));
}

/// A bid without copies, or with something else beside them, is not sealed.
#[test]
fn a_blind_part_needs_its_copies_and_nothing_else() {
    let world = World::blind();
    let notice = world.notice();
    let check = |change: fn(&mut Vec<Document>)| {
        let mut draft = draft(NAMES[0], |_| ());
        change(draft.parts.get_mut(&id("method")).unwrap());
        draft.check(notice.notice()).map_err(|e| e.kind())
    };
    assert_eq!(check(|_| ()), Ok(()));
    assert_eq!(
        check(|documents| documents.retain(|d| !d.path().starts_with("blind/"))),
        Err(BlindCopyMissing)
    );
    assert_eq!(
        check(|documents| documents.retain(|d| d.path() != "blind/terms.json")),
        Err(BlindCopyMissing)
    );
    assert_eq!(check(|documents| documents.retain(|d| d.path() != "blind/方案.txt")), Err(BlindCopyMissing));
    let extra = |documents: &mut Vec<Document>| {
        documents.push(Document::bytes("blind/extra.txt", "text/plain", b"x".to_vec()).unwrap());
    };
    assert_eq!(check(extra), Err(BlindCopyMissing));
    let other_type = |documents: &mut Vec<Document>| {
        documents.retain(|document| document.path() != "blind/方案.txt");
        documents.push(Document::bytes("blind/方案.txt", "application/pdf", b"x".to_vec()).unwrap());
    };
    assert_eq!(check(other_type), Err(MediaTypeNotAccepted));
    // The folder is kept for copies: a document of its own there is refused before it is copied.
    let mut draft = small();
    let own = Document::bytes("blind/own.txt", "text/plain", b"x".to_vec()).unwrap();
    draft.parts.insert(id("method"), vec![own]);
    let added = add_copies(&mut draft, notice.notice(), &terms(NAMES[0]));
    assert_eq!(added.map_err(|e| e.kind()).map(drop), Err(UnsafePath));
}

/// What a bidder's client does in one step, whatever its documents come from.
#[test]
fn copies_are_added_to_a_draft_all_of_them_or_none() {
    let world = World::blind();
    let notice = world.notice();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.md");
    let (bytes, name) = ("# 云启建设\n".as_bytes(), NAMES[0]);
    std::fs::write(&file, bytes).unwrap();
    let documents = || {
        let read = Box::new(std::io::Cursor::new(bytes));
        vec![
            Document::file("plan.md", "text/plain", &file).unwrap(),
            Document::bytes("a/方案.txt", "application/pdf", bytes.to_vec()).unwrap(),
            Document::reader("pulled.txt", "text/plain", bytes.len() as u64, read).unwrap(),
        ]
    };
    let mut draft = small();
    draft.parts.insert(id("method"), documents());
    let made = add_copies(&mut draft, notice.notice(), &terms(name)).unwrap();
    let originals = [("plan.md", bytes), ("a/方案.txt", bytes), ("pulled.txt", bytes)];
    assert_eq!(made.keys().collect::<Vec<_>>(), [&id("method")]);
    let one = |(path, bytes): (&str, &[u8])| make_copy(path, bytes, &terms(name), None).unwrap();
    assert_eq!(made[&id("method")], originals.map(one));
    assert_eq!(draft.check(notice.notice()), Ok(()));
    let part = &draft.parts[&id("method")];
    let named: Vec<_> = part.iter().map(|document| (document.path(), document.media_type())).collect();
    assert_eq!(
        named[3..],
        [
            ("blind/plan.md", "text/plain"),
            ("blind/a/方案.txt", "application/pdf"),
            ("blind/pulled.txt", "text/plain"),
            ("blind/terms.json", "application/json"),
        ]
    );
    // It opens with what was sealed, of the reader too, and the hall makes the same copies.
    let bids = [Bid::of(&world, &notice, draft, &bidder(&world, name))];
    let hall = finished(&world, &bids);
    let opening = hall.begin("technical");
    assert_eq!(deal_to(&opening, &[], &bids).unwrap().0.different, 0);

    // One that cannot be copied: then none is.
    let mut draft = small();
    let mut with_more = documents();
    with_more.push(Document::bytes("scan.tiff", "text/plain", b"II*".to_vec()).unwrap());
    draft.parts.insert(id("method"), with_more);
    let add = |draft: &mut Draft, notice: &sealbid::notice::Notice| {
        add_copies(draft, notice, &terms(name)).map_err(|e| e.kind()).map(drop)
    };
    assert_eq!(add(&mut draft, notice.notice()), Err(UnsupportedDocument));
    assert_eq!(draft.parts[&id("method")].len(), 4);
    // Nothing needs no copy.
    let mut draft = small();
    draft.parts.remove(&id("method"));
    assert_eq!(add_copies(&mut draft, notice.notice(), &terms(name)).unwrap().len(), 0);
    let mut other = World::new();
    assert_eq!(add(&mut draft, other.notice().notice()), Err(NoBlindReview));
    other.body.blind_review = world.body.blind_review.clone();
    other.body.parts[0].blind = true;
    other.body.blind_review.as_mut().unwrap().transformation = "sealbid-redact/0".to_owned();
    assert_eq!(add(&mut draft, other.notice().notice()), Err(UnknownTransformation));
}

/// The form is told, and refuses nobody, not even where it cannot be read.
#[test]
fn what_does_not_have_the_form_stands_in_the_reports() {
    let rules = sealbid::notice::FormRules { a4: true, ..Default::default() };
    let broken = breaches("a.pdf", b"", b"%PDF-1.7\n", &rules);
    assert_eq!((broken.len(), broken[0].rule, broken[0].place.as_str()), (1, FormRule::Read, "document"));
    assert!(broken[0].found == ["unread 8105"], "{:?}", broken[0]);
    let text = make_copy("a.txt", NAMES[0].as_bytes(), &terms(NAMES[0]), Some(&rules)).unwrap();
    assert_eq!((text.report.findings.len(), text.form.len()), (1, 0), "of plain text no form is looked at");
    let letter = std::fs::read("examples/documents/bidder-1/commercial/投标函.docx").unwrap();
    let black = sealbid::notice::FormRules { black: true, ..Default::default() };
    let made = make_copy("letter.docx", &letter, &terms(NAMES[0]), Some(&black)).unwrap();
    assert!(!made.form.is_empty() && made.form.iter().all(|breach| breach.rule == FormRule::Colour));
    assert_eq!(make_copy("letter.docx", &letter, &terms(NAMES[0]), None).unwrap().form, []);
}
