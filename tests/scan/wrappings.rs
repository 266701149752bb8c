//! Character sets, escapes, and letters that are written differently.

use super::build::{hex, utf16};
use super::*;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

fn text(inner: &[u8]) -> Vec<u8> {
    [b"before <", inner, b"> behind"].concat()
}

#[test]
fn text_without_terms_has_no_hits() {
    let clean =
        "投标文件：本公司 alibi，reliable，0371 6500 1235，示例云。启动。\\u4E91 %E4%BA%91 &#x4E91; 5LqR";
    assert_eq!(found("clean.txt", clean.as_bytes()), []);
    assert_eq!(found("clean.md", "<p align=center>\n\nAn unclosed <b".as_bytes()), []);
}

/// What looks like an escape, or like another character set, is in ordinary text too.
#[test]
fn quantities_and_chinese_are_no_escapes() {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let terms = Terms { names: list(&["360", "3M", "鸿建"]), ..Terms::default() };
    let text = "合计金额=3360元，房间#3360，跨度L=33m，铺轨工程按期完成";
    assert_eq!(scan("a.txt", text.as_bytes(), &terms).unwrap(), []);
    let runs = format!("<w:p><w:t>{}</w:t></w:p>", text.replace('=', "</w:t><w:t>="));
    assert_eq!(scan("a.docx", &build::docx(&runs, &[]), &terms).unwrap(), []);
    // In GB 18030 itself it is found, wherever it stands.
    let (gbk, _, _) = encoding_rs::GBK.encode("承包人鸿建承诺按期完成铺轨工程并通车");
    let hits = scan("a.docx", &build::docx("", &[build::member("part.bin", gbk.to_vec())]), &terms).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.encoding.as_str()).collect::<Vec<_>>(), ["gb18030"]);
}

#[test]
fn every_character_set_is_read() {
    let (gbk, _, _) = encoding_rs::GBK.encode(COMPANY);
    // In a part of a package: a text document by itself must be UTF-8.
    let part = |data: Vec<u8>| build::docx("", &[build::member("part.bin", data)]);
    for (encoding, bytes) in [
        ("utf-8", COMPANY.as_bytes().to_vec()),
        ("gb18030", gbk.to_vec()),
        ("utf-16le", utf16(COMPANY, u16::to_le_bytes)),
        ("utf-16be", utf16(COMPANY, u16::to_be_bytes)),
    ] {
        for before in [&b"\x80"[..], b"\x80\x81"] {
            only_at("a.docx", &part([before, &bytes, b"\x80"].concat()), "part.bin", encoding, COMPANY);
        }
    }
    let latin: Vec<u8> = FOREIGN.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    only_at("a.docx", &part([&b"\xff "[..], &latin].concat()), "part.bin", "latin-1", FOREIGN);
    // By a mark, a text may be UTF-16.
    only(
        "a.txt",
        &[b"\xff\xfe", &utf16("a", u16::to_le_bytes)[..], &utf16(COMPANY, u16::to_le_bytes)].concat(),
        "utf-16le",
        COMPANY,
    );
}

#[test]
fn every_escape_is_undone() {
    let bytes = |put: fn(u8) -> String| COMPANY.bytes().map(put).collect::<String>();
    let chars = |put: fn(u32) -> String| COMPANY.chars().map(|c| put(u32::from(c))).collect::<String>();
    let (gbk, _, _) = encoding_rs::GBK.encode(COMPANY);
    let percent: String = gbk.iter().map(|byte| format!("%{byte:02x}")).collect();
    for (encoding, written) in [
        ("percent/utf-8", bytes(|b| format!("%{b:02X}"))),
        ("percent/gb18030", percent.clone()),
        ("quoted-printable/utf-8", bytes(|b| format!("={b:02X}=\r\n"))),
        ("name-hex/utf-8", bytes(|b| format!("#{b:02x}"))),
        ("entities/utf-8", chars(|c| format!("&#{c};"))),
        ("entities/utf-8", chars(|c| format!("&#x{c:X};"))),
        ("string-escape/utf-8", chars(|c| format!("_x{c:04X}_"))),
        ("unicode-escape/utf-8", chars(|c| format!("\\u{c:04x}"))),
        ("unicode-escape/utf-8", chars(|c| format!("\\u{{{c:x}}}"))),
        ("byte-escape/utf-8", bytes(|b| format!("\\x{b:02x}"))),
        ("byte-escape/utf-8", bytes(|b| format!("\\'{b:02x}"))),
        ("octal/utf-8", bytes(|b| format!("\\{b:03o}"))),
        ("hex/utf-8", hex(COMPANY.as_bytes())),
        ("hex/utf-8", format!("0{}", hex(COMPANY.as_bytes()).to_lowercase())),
        ("hex/gb18030", hex(&gbk)),
        ("hex/utf-16le", hex(&utf16(COMPANY, u16::to_le_bytes))),
        ("hex/utf-16be", hex(&utf16(COMPANY, u16::to_be_bytes))),
        ("percent/entities/utf-8", chars(|c| format!("%26%23{c};"))),
    ] {
        only("a.txt", &text(written.as_bytes()), encoding, COMPANY);
    }
}

#[test]
fn base64_is_read_wherever_it_began() {
    for before in ["", "a", "ab"] {
        for (encoding, bytes) in [
            ("base64/utf-8", COMPANY.as_bytes().to_vec()),
            ("base64/utf-16le", utf16(COMPANY, u16::to_le_bytes)),
            ("base64/utf-16be", utf16(COMPANY, u16::to_be_bytes)),
        ] {
            let plain = [before.as_bytes(), &bytes].concat();
            for written in [STANDARD.encode(&plain), URL_SAFE_NO_PAD.encode(&plain)] {
                only("a.txt", &text(written.as_bytes()), encoding, COMPANY);
                let (first, second) = written.split_at(9);
                only("a.txt", &text(format!("{first}\r\n{second}").as_bytes()), encoding, COMPANY);
                only("a.txt", &text(format!("x{written}").as_bytes()), encoding, COMPANY);
            }
        }
    }
}

#[test]
fn letters_are_compared_by_what_they_mean() {
    for written in [
        "河 南\n云　启智-造\u{200b}科技有限公司",
        "河南云启智造科技有限公司\u{fe0f}",
        "河南云启\u{2013}智造科技有限公司",
        // A radical and a compatibility form.
        "河南云启智造科技有限公⼯司".replace('⼯', "").as_str(),
    ] {
        only("a.txt", written.as_bytes(), "utf-8", COMPANY);
    }
    only("a.txt", "法人：欧阳慕⽩".as_bytes(), "utf-8", PERSON);
    for written in [
        "９１４１０１００ｍａ４５ｘｋｑｄ２ｐ",
        "91410100-MA45.XKQD 2P",
        "9914-10100MA45XKQD2PP1".replace("9914-", "914").as_str(),
    ] {
        only("a.txt", written.as_bytes(), "utf-8", CODE);
    }
    for written in ["(0371) 65001234", "0371.6500.1234", "037165001234"] {
        only("a.txt", written.as_bytes(), "utf-8", PHONE);
    }
    for written in ["www.YUNQI-ZZ.example/", "mail@yunqi\u{ad}zz.EXAMPLE", "ｙｕｎｑｉ－ｚｚ．ｅｘａｍｐｌｅ"]
    {
        only("a.txt", written.as_bytes(), "utf-8", DOMAIN);
    }
    for written in ["MULLER SOHNE", "Mu\u{308}ller So\u{308}hne", "Мüller Söhnе"] {
        only("a.txt", written.as_bytes(), "utf-8", FOREIGN);
    }
}

#[test]
fn a_short_word_counts_only_by_itself() {
    for written in ["Li", "by Li, 2026", "LI2", "经办Li人", "L\u{200b}i"] {
        only("a.txt", written.as_bytes(), "utf-8", "Li");
    }
    for written in ["list", "alibi", "LiS", "lí\u{301}a"] {
        assert_eq!(found("a.txt", written.as_bytes()), [], "{written}");
    }
    // In markup it would come about by accident.
    assert_eq!(found("a.docx", &build::docx("<w:li/><w:x w:val=\"li\"/>", &[])), []);
    only("a.docx", &build::docx("<w:p>Li</w:p>", &[]), "xml-text", "Li");
}

#[test]
fn a_name_of_a_file_tells_too() {
    only_at("禾硕-技术标.txt", b"clean", "file name", "utf-8", SHORT);
}

#[test]
fn a_term_of_nothing_is_refused() {
    let terms = Terms { names: vec!["--".to_owned()], ..Terms::default() };
    assert_eq!(scan("a.txt", b"", &terms).unwrap_err().kind(), sealbid::ErrorKind::BadTerms);
}
