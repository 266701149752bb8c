//! Minutes out of a record, byte for byte, and their page.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
#[path = "common/hall.rs"]
mod hall;
#[path = "../../tests/openssl/mod.rs"]
mod openssl;
#[path = "../../tests/common/mod.rs"]
mod world;

use crate::hall::Hall;
use sealbid::suite::hash;
use std::sync::OnceLock;

fn whole() -> &'static Hall {
    static WHOLE: OnceLock<Hall> = OnceLock::new();
    WHOLE.get_or_init(Hall::whole)
}

#[test]
fn minutes_are_written_byte_for_byte_with_what_vouches_for_them() {
    let hall = whole();
    let run = hall.run("minutes box --stage commercial -o m.json --json").good();
    let digest = hash(&[&hall.read("m.json")]).to_string();
    assert_eq!(run.json()["digest"], digest);
    assert!(hall.closed().with_history(|history| {
        history.stages()[1].minutes.is_some_and(|minutes| minutes.to_string() == digest)
    }));
    hall.run("timestamp verify m.json.tst m.json --notice notice").good();
    let at = world::time(world::record::COMMERCIAL).unix();
    let check = format!(
        "cms -verify -binary -inform DER -in m.json.p7s -content m.json -CAfile ca.pem -purpose any -attime {at} -out m.out"
    );
    if openssl::version().is_some() {
        openssl::openssl(hall.at(), &check);
        assert_eq!(hall.read("m.out"), hall.read("m.json"));
    }
    // Nothing is written over, and nothing is left behind.
    hall.run("minutes box --stage commercial -o m.json").refused(4, 1003);
    hall.write("n.json.tst", b"");
    hall.run("minutes box --stage commercial -o n.json").refused(4, 1003);
    assert!(!hall.at().join("n.json").exists() && !hall.at().join("n.json.p7s").exists());
}

#[test]
fn the_page_has_every_value_in_both_languages() {
    let hall = whole();
    for (language, told) in [
        (
            "en",
            [
                "Minutes of the opening",
                "Tenderer&#39;s representative",
                "240 days",
                "Released by",
                "Lot 2: South",
            ],
        ),
        ("zh-CN", ["开标记录", "招标人代表", "240 天", "释放方", "标段 2：South"]),
    ] {
        let file = format!("{language}.html");
        let run = hall
            .run(&format!("minutes box/record --stage commercial --html {file} --lang {language}"))
            .good();
        assert!(run.out.contains("sealbid audit box/record"), "{}", run.out);
        let page = hall.text(&file);
        for text in told.into_iter().chain([
            "CNY 1,234,567.89",
            "第1公司",
            "第2公司",
            "供水管网改造",
            "County Trading Centre",
        ]) {
            assert!(page.contains(text), "{text} in {language}: {page}");
        }
        // The bid that was not admitted is none of this stage's.
        assert!(!page.contains("第3公司"));
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        assert!(page.contains("@page") && !page.contains("http://") && !page.contains("<script"));
    }
    hall.run("minutes box --stage technical --html t.html").good();
    let page = hall.text("t.html");
    assert!(page.contains("第3公司") && page.contains("优良"), "{page}");
}

#[test]
fn what_others_wrote_is_text_on_the_page() {
    let mut world = crate::world::World::new();
    world.body.title = "<script>alert(1)</script> & \"more\"".into();
    world.body.lots[0].title = "</td><b>North</b>".into();
    let hall = Hall::with(world, 1);
    hall.close_and_cosign();
    hall.open_stage("technical", world::record::TECHNICAL);
    hall.run("minutes box --stage technical --html t.html").good();
    let page = hall.text("t.html");
    assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;"), "{page}");
}

#[test]
fn bids_that_were_not_opened_stand_with_whose_fault_that_is() {
    let hall = Hall::received(2);
    hall.close_and_cosign();
    // The hall loses a bid after its closing.
    hall.damage(1);
    let closed = hall.closed();
    let (stage, at) = (world::id("technical"), world::time(world::record::TECHNICAL));
    let work = sealbid::bid::Work::default();
    let mut opening = sealbid::opening::Opening::begin(&closed, &stage, &sealbid::opening::NoEvents).unwrap();
    assert_eq!(opening.reread(at, work).unwrap().len(), 1);
    let (note, token) = hall.head(&closed, at);
    opening.request(&note, vec![token], at, work).unwrap();
    for n in [0, 1] {
        opening.give_release(&hall.release(&closed, "technical", n), at).unwrap();
    }
    opening.give_up(at, &sealbid::opening::Documents::Discard, work).unwrap();
    let minutes = opening.minutes_bytes().unwrap();
    opening.finish(vec![hall.stamp(hash(&[&minutes]), at)], at).unwrap();
    drop(closed);
    hall.run("minutes box --stage technical --html en.html").good();
    let page = hall.text("en.html");
    let digest = hall.bids[1].digest().to_string();
    for told in ["Not opened", &digest, "the platform&#39;s", "PartRootMismatch", "1 opened of 2"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    hall.run("minutes box --stage technical --html zh.html --lang zh-CN").good();
    assert!(hall.text("zh.html").contains("未打开") && hall.text("zh.html").contains("平台"));
}

#[test]
fn a_stage_that_is_not_finished_has_no_minutes() {
    let hall = Hall::received(1);
    hall.run("minutes box --stage technical -o m.json").refused(4, 1002);
    hall.close_and_cosign();
    hall.run("minutes box --stage technical -o m.json").refused(1, 7113);
    hall.run("minutes box --stage third -o m.json").refused(1, 4002);
    assert_eq!(hall.run("minutes box --stage technical").code, 2);
}
