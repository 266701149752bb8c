//! Blind copies by the command: terms written, copies scanned.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::run_in;

#[test]
fn a_copy_is_scanned_for_the_terms() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let run = |arguments: &str| run_in(folder.path(), arguments);
    let made = run(
        "blind terms --name 河南云启智造市政工程有限公司 --name 云启 --person 欧阳慕白 --phone 0371-65538812",
    );
    assert!(made.good().out.contains("terms.json: 4 terms"));
    // Nothing is overwritten, and one letter is no term.
    run("blind terms --name x1").refused(4, 1003);
    run("blind terms --name x -o other.json").refused(1, 8108);
    assert!(!folder.path().join("other.json").exists());

    write("clean.txt", "本公司承诺按期完工。".as_bytes());
    assert!(run("blind scan clean.txt --terms terms.json").good().out.contains("none of 4 terms"));
    let clean = run("blind scan clean.txt --terms terms.json --json").good().json();
    assert_eq!((clean["terms"].as_u64(), clean["hits"].as_array().map(Vec::len)), (Some(4), Some(0)));

    write("left.txt", "联系人：欧阳慕白，(0371) 6553 8812".as_bytes());
    let left = run("blind scan left.txt --terms terms.json").refused(1, 8109);
    for text in ["欧阳慕白", "0371-65538812", "left.txt", "utf-8"] {
        assert!(left.out.contains(text), "{}", left.out);
    }
    assert!(left.err.contains("(2)"), "{}", left.err);
    let hits = run("blind scan left.txt --terms terms.json --json");
    assert_eq!(hits.code, 1);
    let hits = hits.json();
    let hits: Vec<_> = hits["hits"].as_array().unwrap().iter().map(|hit| hit["term"].clone()).collect();
    assert_eq!(hits, ["欧阳慕白", "0371-65538812"]);
    let chinese = run("blind scan left.txt --terms terms.json --lang zh-CN");
    assert!(chinese.out.contains("词语") && chinese.err.contains("8109"), "{}{}", chinese.out, chinese.err);

    // What cannot be looked through is not clean.
    write("cut.docx", b"PK\x03\x04");
    run("blind scan cut.docx --terms terms.json").refused(1, 8105);
    run("blind scan none.docx --terms terms.json").refused(4, 1002);
    write("terms.txt", b"{}");
    run("blind scan clean.txt --terms terms.txt").refused(1, 1008);
}

/// A report has words that stand for sentences; who reads it gets the sentences.
#[test]
fn what_to_look_at_is_told_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/blind");
    for name in ["attachment.pdf", "terms.json"] {
        std::fs::copy(vectors.join(name), folder.path().join(name)).unwrap();
    }
    for (language, told, place, kind) in [
        ("en", "letters that cannot be seen", "page 1", "names in the text (P12)"),
        ("zh-CN", "看不见的文字未保留", "第 1 页", "正文中的名称 (P12)"),
    ] {
        let arguments =
            format!("blind preview attachment.pdf --terms terms.json -o {language} --lang {language}");
        let out = run_in(folder.path(), &arguments).good().out;
        let page = std::fs::read_to_string(folder.path().join(language).join("pages/01.pdf.html")).unwrap();
        assert!(page.contains(kind), "{page}");
        for text in [out, page] {
            assert!(text.contains(place), "{text}");
            assert!(text.contains(told) && !text.contains("unseen-text-left-out"), "{text}");
        }
    }
}

/// The length of a document stays, and can tell it again: its bidder knows before it seals.
#[test]
fn the_length_of_a_copy_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("terms.json"), r#"{"format":"sealbid-terms/1","names":["云启"]}"#)
        .unwrap();
    std::fs::write(folder.path().join("plan.txt"), "工期120天").unwrap();
    let preview = run_in(folder.path(), "blind preview plan.txt --terms terms.json --json").good().json();
    let copy = std::fs::read(folder.path().join("blind-preview/copies/01.txt")).unwrap();
    assert_eq!(preview["documents"][0]["bytes"], copy.len());
    let page = std::fs::read_to_string(folder.path().join("blind-preview/pages/01.txt.html")).unwrap();
    assert!(page.contains(&format!("has {} bytes", copy.len())), "{page}");
}

/// One document that is refused does not stop the others, whatever their names; copies have no name of their own.
#[test]
fn a_refused_document_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("terms.json", r#"{"format":"sealbid-terms/1","names":["云启"]}"#.as_bytes());
    write("a/云启.txt", "云启承诺，云启负责".as_bytes());
    write("b/云启.txt", "工期".as_bytes());
    write("cut.docx", b"PK\x03\x04");
    write("dwg.dwg", b"AC1032");
    // Only the scanner reads base64.
    write("hidden.txt", "附：5LqR5ZCv".as_bytes());
    let files = "a/云启.txt none.txt cut.docx b/云启.txt dwg.dwg hidden.txt";
    let run = |more: &str| run_in(folder.path(), &format!("blind preview {files} --terms terms.json {more}"));
    let some = run("-o seen").refused(1, 9022);
    assert!(some.err.contains("none.txt, cut.docx, dwg.dwg, hidden.txt"), "{}", some.err);
    assert!(some.out.contains("No blind copy: cut.docx"), "{}", some.out);
    assert!(some.out.contains("云启 (2)"), "{}", some.out);
    // Each says what to do next.
    assert!(
        some.out.contains("Open it in its own program") && some.out.contains("PNG, TXT or MD"),
        "{}",
        some.out
    );
    let made = |of: &str| {
        let listed = std::fs::read_dir(folder.path().join("seen").join(of)).unwrap();
        let mut names: Vec<_> =
            listed.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    // What can be handed on has no name in it.
    assert_eq!(made("."), ["copies", "pages"]);
    assert_eq!(made("copies"), ["01.txt", "04.txt"]);
    assert_eq!(made("pages"), ["01.txt.html", "04.txt.html"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("seen/copies/04.txt")).unwrap(), "工期\n");
    let json = run("-o json --json");
    assert_eq!(json.code, 1);
    let json = json.json();
    let codes: Vec<_> = (0..6).map(|n| json["documents"][n]["error"]["code"].as_i64()).collect();
    assert_eq!(codes, [None, Some(1002), Some(8105), None, Some(8101), Some(8109)]);
    // Nothing is written over, and then nothing else is tried.
    run("-o seen").refused(4, 1003);
    // The only document's refusal is that of the command.
    run_in(folder.path(), "blind preview cut.docx --terms terms.json").refused(1, 8105);
    run_in(folder.path(), "blind preview hidden.txt --terms terms.json").refused(1, 8109);
    assert!(!folder.path().join("blind-preview").exists());
}
