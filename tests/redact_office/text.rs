//! Plain text and Markdown (SPEC §18.7, channel T1).

use crate::canaries::{COMPANY, PERSON, all, copy_of, left_in, of_other, other, refused};
use proptest::prelude::*;
use sealbid::ErrorKind;
use sealbid::redact::{FindingKind, PLACEHOLDER, Terms, redact};

fn text(name: &str, text: &str) -> String {
    let copy = copy_of(name, text.as_bytes());
    assert_eq!(left_in(&copy.bytes), None, "{text}");
    String::from_utf8(copy.bytes).unwrap()
}

#[test]
fn terms_become_placeholders_and_the_rest_stays() {
    let copy = copy_of("施工方案.txt", format!("第一章\n由{COMPANY}的{PERSON}负责\n100 m³\n").as_bytes());
    assert_eq!(
        String::from_utf8(copy.bytes).unwrap(),
        format!("第一章\n由{PLACEHOLDER}的{PLACEHOLDER}负责\n100 m³\n")
    );
    let findings: Vec<_> =
        copy.report.findings.iter().map(|f| (f.place.as_str(), f.kind, f.text.as_str())).collect();
    assert_eq!(findings, [("line 2", FindingKind::Term, COMPANY), ("line 2", FindingKind::Term, PERSON)]);
}

#[test]
fn every_term_goes() {
    for word in all() {
        assert_eq!(text("a.txt", &format!("甲 {word} 乙")), format!("甲 {PLACEHOLDER} 乙\n"));
    }
}

#[test]
fn the_copy_does_not_tell_how_long_a_name_was() {
    for name in ["a.txt", "a.md"] {
        let one = format!("# 由{}的{}负责\n", COMPANY, PERSON);
        let copy = copy_of(name, one.as_bytes());
        assert_eq!(redact(name, of_other(&one).as_bytes(), &other()).unwrap().bytes, copy.bytes);
    }
}

#[test]
fn marks_of_the_editor_become_constant() {
    assert_eq!(
        text("a.txt", "\u{feff}a \t\r\nb\rc\u{2028}d\u{a0}e\u{200b}f\u{202e}g\u{fe0f}\u{7}\n\n\n"),
        "a\nb\nc\nd efg\n"
    );
    assert_eq!(text("a.txt", "e\u{301}"), "é\n");
    assert_eq!(text("a.txt", ""), "");
    assert_eq!(text("a.txt", "　　缩进"), "　　缩进\n");
    assert_eq!(copy_of("a.txt", "a \u{200b}\r\n".as_bytes()).report.removed["T1"], 3);
}

#[test]
fn utf_16_is_read_and_other_encodings_are_refused() {
    let utf16 = |unit: fn(u16) -> [u8; 2]| {
        format!("\u{feff}由{COMPANY}").encode_utf16().flat_map(unit).collect::<Vec<u8>>()
    };
    for bytes in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        assert_eq!(copy_of("a.txt", &bytes).bytes, format!("由{PLACEHOLDER}\n").as_bytes());
        assert_eq!(refused("a.txt", &bytes[..bytes.len() - 1]).0, ErrorKind::UntrustedText);
        // Without its mark.
        assert_eq!(refused("a.txt", &[&bytes[2..], &[0, 0][..]].concat()).0, ErrorKind::UntrustedText);
    }
    let (kind, words) = refused("a.txt", &[0xd4, 0xc6, 0xc6, 0xf4]);
    assert_eq!(kind, ErrorKind::UntrustedText);
    assert!(words.contains("save it as UTF-8"), "{words}");
}

#[test]
fn markdown_hides_nothing_in_links_comments_and_references() {
    let p = PLACEHOLDER;
    for (written, copy) in [
        (format!("[见]({COMPANY}.md)"), "[见](#)\n".to_owned()),
        ("[见](https://example.com/x 'y')".into(), "[见](# 'y')\n".into()),
        ("![图](C:\\logo.png) ![图](图1.png)".into(), "![图](#) ![图](图1.png)\n".into()),
        ("[见](%E4%BA%91%E5%90%AF建设.md)".into(), "[见](#)\n".into()),
        ("[见](http://a(b)c.md)".into(), "[见](#)\n".into()),
        ("[见](http://a\\)b(c\\(d))".into(), "[见](#)\n".into()),
        ("[见](http://a(b c)".into(), "[见](# c)\n".into()),
        ("[见](http://a(b)启".into(), "[见](#)启\n".into()),
        ("[见](http\\://a.b)".into(), "[见](#)\n".into()),
        ("[见](http&colon;//a.b)".into(), "[见](#)\n".into()),
        ("[见](图\\_1&amp;2.png)".into(), "[见](图\\_1&amp;2.png)\n".into()),
        ("<a href = \"http://a.b\">".into(), "<a href = \"#\">\n".into()),
        ("<img srcset=http://a.b>".into(), "<img srcset=#>\n".into()),
        ("<video POSTER\t=\n'//a.b'>".into(), "<video POSTER\t=\n'#'>\n".into()),
        ("[a]: mailto:x@y.z\n".into(), "[a]: #\n".into()),
        ("<img src=\"file:///home/u/a.png\">".into(), "<img src=\"#\">\n".into()),
        (format!("<!-- {PERSON} -->"), format!("<!-- {p} -->\n")),
        ("由&#20113;&#x542f;建设承担".into(), format!("由{p}承担\n")),
        ("由**云**启_建_设承担".into(), format!("由**{p}**__承担\n")),
        ("云<b>启</b>建设。".into(), format!("{p}<b></b>。\n")),
        ("yunqi\\-build\\.cn".into(), format!("{p}\n")),
        ("云&shy;启建设".into(), format!("{p}\n")),
        ("两行  \n之间".into(), "两行  \n之间\n".into()),
    ] {
        assert_eq!(text("a.md", &written), copy, "{written}");
    }
}

#[test]
fn markdown_shows_only_what_is_read() {
    for html in ["<svg><path/></svg>", "<SCRIPT>", "甲 <style>b{}</style>", "<iframe srcdoc=\"\">", "<meta\n"]
    {
        let (kind, why) = refused("a.md", html.as_bytes());
        assert_eq!(kind, ErrorKind::UnknownContent, "{html}");
        assert!(why.contains("the HTML element <"), "{why}");
        assert!(text("a.txt", html).contains(html.trim()));
    }
    assert_eq!(text("a.md", "<b>甲</b> < svg <stylesheet>"), "<b>甲</b> < svg <stylesheet>\n");
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    assert_eq!(refused("a.txt", &vec![b'a'; (32 << 20) + 1]).0, ErrorKind::DocumentTooLarge);
}

proptest! {
    #[test]
    fn a_copy_of_a_copy_is_itself(pieces in prop::collection::vec(prop_oneof![
        Just(COMPANY), Just("云"), Just("启建设"), Just("**"), Just("]("), Just("("), Just("http://"), Just(")"), Just("&#20113;"), Just("&#"),
        Just("38;"), Just("50;"), Just(" "), Just("\n"), Just("\u{301}"), Just("e"), Just("\u{200b}"), Just("<b>"), Just("\\"), Just("%E4"),
        Just("&amp;"), Just("]:"), Just("src="), Just("\""), Just("["), Just("]["), Just("]"), Just("("), Just("!["), Just("\n> "),
        Just(">"), Just("&middot;"), Just("&period;"), Just("&lbrack;"), Just("&gt;"), Just("&emsp;"), Just("|"), Just("*"),
        Just("yunqi-build"), Just("cn"), Just("<!--"), Just("-->"), Just("\n- "), Just("."), Just("'"), Just("---"),
    ], 0..16), markdown in any::<bool>()) {
        copy_of(if markdown { "a.md" } else { "a.txt" }, pieces.concat().as_bytes());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        for name in ["a.md", "a.txt"] {
            let _ = redact(name, &bytes, &crate::canaries::identity());
        }
    }
}

/// HTML within Markdown that shows nothing does not split a name.
#[test]
fn markdown_reads_across_tags_of_every_length_and_comments() {
    let long = format!("<span style=\"{}\">", "a".repeat(400));
    for between in ["<b\n>", long.as_str(), "<!-- x -->", "<?php ?>", "<!---->", "<br title=\">\">"] {
        let copy = text("a.md", &format!("由云启{between}建设承担\n"));
        assert_eq!(copy, format!("由{PLACEHOLDER}{between}承担\n"), "{between}");
    }
    // What may be a tag may be none.
    let copy = text("a.md", "若 a<b，由云**启**建设承担，c>d\n");
    assert_eq!(copy, format!("若 a<b，由{PLACEHOLDER}****承担，c>d\n"));
}

/// What Markdown shows as one text is matched as one.
#[test]
fn markdown_reads_across_links_quotations_and_cells() {
    let p = PLACEHOLDER;
    for (written, copy) in [
        // Links and pictures, with destinations of every form, and with labels.
        ("由云[启](http://x.cn)建设承担", format!("由{p}[](#)承担")),
        ("由[云启](a.md)建设承担", format!("由[{p}](a.md)承担")),
        ("由云![启](a.png '题 (一)')建设承担", format!("由{p}![](a.png '题 (一)')承担")),
        ("由云[启](<a)b.md>)建设承担", format!("由{p}[](<a)b.md>)承担")),
        ("由云[启](a(b(c\\))).md \"\\\")\")建设承担", format!("由{p}[](a(b(c\\))).md \"\\\")\")承担")),
        ("由云[启][1]建[设]承担\n\n[1]: a.md", format!("由{p}[][1][]承担\n\n[1]: a.md")),
        ("由[云[启](a.png)建](b.md)设承担", format!("由[{p}[](a.png)](b.md)承担")),
        // What stands where a link leads is text that is read by itself.
        ("[见](a.md '云**启**建设')", format!("[见](a.md '{p}****')")),
        ("若 a<b，由云[启](x)建设，c>d", format!("若 a<b，由{p}[](x)，c>d")),
        // Quotations.
        ("> 由云启\n> 建设承担", format!("> 由{p}承担")),
        ("> > 由云启\n>> 建设承担", format!("> > 由{p}承担")),
        ("- > 由云启  \n  > 建设承担", format!("- > 由{p}承担")),
        ("> 由云启\\\n> 建设承担", format!("> 由{p}承担")),
        ("> 甲\n> 乙\n>\n> 丙", "> 甲\n> 乙\n>\n> 丙".to_owned()),
        // Cells of a row.
        ("| 云启 | 建设 | 甲 |", format!("| {p}| | 甲 |")),
        // References to letters, to stops and to white space; marks that are written as themselves.
        ("yunqi&hyphen;build&period;cn", p.to_owned()),
        ("yunqi-build&#46;cn", p.to_owned()),
        ("云启&emsp;建设", p.to_owned()),
        ("云启&middot;建设", p.to_owned()),
        ("甲&emsp;&Aacute;&copy;&lt;&fjlig;&#12288;乙", "甲&emsp;Á©&lt;fj&#12288;乙".to_owned()),
    ] {
        assert_eq!(text("a.md", written), format!("{copy}\n"), "{written}");
    }
    // What is seen between its letters keeps a name apart.
    for apart in [
        "云\\*启建设",
        "云)启建设",
        "云\\[启](x)建设",
        "1. 云启\n2. 建设",
        "+ 云启\n+ 建设",
        "云启 > 建设",
        "[见](云启)建设",
    ] {
        assert_eq!(text("a.md", apart), format!("{apart}\n"));
    }
}

#[test]
fn markdown_finds_terms_with_marks_in_them() {
    let terms = Terms {
        names: vec!["云启".to_owned(), "Á·É".to_owned()],
        emails: vec!["li_ming@yq.cn".to_owned()],
        ..Terms::default()
    };
    for written in [
        "li\\_ming@yq.cn",
        "li\\_**ming**@yq.cn",
        "li&lowbar;ming&commat;yq&period;cn",
        "&Aacute;&middot;&Eacute;",
    ] {
        let copy = redact("a.md", written.as_bytes(), &terms).unwrap();
        let copy = String::from_utf8(copy.bytes).unwrap();
        assert_eq!(copy.replace("****", ""), format!("{PLACEHOLDER}\n"), "{written}");
    }
}
