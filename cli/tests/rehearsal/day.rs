//! The rehearsal, as a user runs it: in both languages, as JSON, and on what it keeps.

use crate::common::{run, run_in};
use crate::{kept, rehearsal};
use unicode_width::UnicodeWidthStr;

#[test]
fn it_passes_in_english() {
    let run = &kept().0;
    assert!(run.out.contains("174 checks passed"), "{}", run.out);
    assert!(run.out.contains("supervision") || run.out.contains("Supervision"), "{}", run.out);
    assert!(run.err.is_empty(), "{}", run.err);
}

#[test]
fn it_passes_in_chinese_with_its_columns_aligned() {
    let run = run(&["rehearse", "--lang", "zh-CN"]).good();
    assert!(run.out.contains("174 项检查全部通过"), "{}", run.out);
    let lines: Vec<&str> = run.out.lines().collect();
    let heading = lines.iter().position(|line| line.contains("投标总价")).unwrap();
    let rows = &lines[heading..heading + 6];
    // The price is aligned to the right: what stands before its end is equally wide in every row.
    let width = |line: &str, end: &str| line[..line.find(end).unwrap() + end.len()].width();
    let prices = ["27,292,117.34", "27,630,502.85", "28,102,495.23", "28,989,993.09"];
    let wanted = width(rows[0], "投标总价");
    for (row, price) in rows[2..].iter().zip(prices) {
        assert_eq!(width(row, price), wanted, "{rows:#?}");
    }
    // And the last column, on the left, begins under its heading.
    let start = |line: &str, cell: &str| line[..line.find(cell).unwrap()].width();
    assert_eq!(start(rows[0], "质量标准"), start(rows[2], "合格"), "{rows:#?}");
}

#[test]
fn its_json_is_one_document() {
    let run = run(&["rehearse", "--json"]).good();
    let summary = run.json();
    assert_eq!(summary["checks"], 174);
    let bids = summary["bids"].as_array().unwrap();
    assert_eq!(bids.iter().filter(|bid| bid["admitted"] == true).count(), 4);
    assert_eq!(summary["refused"]["code"], 2011);
    assert_eq!(summary["audit"], "passed");
}

#[test]
fn what_it_keeps_can_be_tried() {
    let folder = rehearsal();
    run_in(folder, "notice show notice").good();
    let check = run_in(folder, "notice check notice --trust trust.json --strict").good();
    assert!(!check.out.contains("warning"), "{}", check.out);
    let shown =
        run_in(folder, "custodian show custodians/centre/centre.key --passphrase-file passphrase.txt").good();
    assert!(shown.out.contains("SLX-2026-GS-017"), "{}", shown.out);
    let inspected = run_in(folder, "inspect bidders/bidder-1/bid.sbid --json").good().json();
    let verified = run_in(folder, "verify bidders/bidder-1/bid.sbid --notice notice --json").good().json();
    assert_eq!(inspected["digest"], verified["digest"]);
    let open = "open bidders/bidder-1/bid.sbid --notice notice --stage technical \
                --release releases/technical.centre.json --release releases/technical.supervision.json";
    run_in(folder, &format!("{open} --out tried")).good();
    let original = std::fs::read(folder.join("bidders/bidder-1/documents/technical/技术方案.pdf")).unwrap();
    assert_eq!(std::fs::read(folder.join("tried/technical/技术方案.pdf")).unwrap(), original);
    // Nothing is overwritten.
    run_in(folder, &format!("{open} --out tried")).refused(4, 1003);
    // One evaluator has folders, another archives of the same.
    for code in ["001", "002", "003", "004", "005"] {
        assert!(folder.join(format!("evaluators/1/1/{code}")).is_dir(), "{code}");
        let archive = std::fs::read(folder.join(format!("evaluators/2/1/{code}.zip"))).unwrap();
        assert!(archive.starts_with(b"PK\x03\x04"), "{code}");
    }
}

#[test]
fn it_does_not_touch_a_folder_that_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine"), "mine").unwrap();
    run(&["rehearse", "--keep", folder.path().to_str().unwrap()]).refused(4, 1003);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
