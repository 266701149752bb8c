//! The page of a blind copy: what was removed, by kind, and what a person should look at, by place.

use super::preview::{found, kind_word, place};
use crate::fill;
use crate::html::escape;
use crate::words::{Language, Words};
use sealbid::redact::{FindingKind, Report};
use std::fmt::Write;

const STYLE: &str = "body{font:11pt/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;width:100%;margin:1em 0}\
td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}\
.look{background:#fff3cd}.form{background:#fde2e2}";

/// The page, in the reader's language.
pub fn of(name: &str, report: &Report, words: &Words) -> String {
    let text = |id: &str| escape(&words.text(id));
    let language = match words.language() {
        Language::En => "en",
        Language::ZhCn => "zh-CN",
    };
    let title = escape(&fill!(words, "blind-page-title", name = name));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
    );
    let mut put = |line: String| writeln!(page, "{line}").unwrap_or_default();
    put(format!("<p>{}</p>", text("blind-page-how")));
    for kind in [FindingKind::Look, FindingKind::Form, FindingKind::Term] {
        let listed: Vec<_> = report.findings.iter().filter(|finding| finding.kind == kind).collect();
        put(format!("<h2>{} ({})</h2>", text(kind_word(kind)), listed.len()));
        if listed.is_empty() {
            continue;
        }
        let class = match kind {
            FindingKind::Term => "term",
            FindingKind::Look => "look",
            FindingKind::Form => "form",
        };
        put(format!("<table class=\"{class}\">"));
        let (whence, what) = (text("blind-column-place"), text("blind-column-found"));
        put(format!("<tr><th>{whence}</th><th>{what}</th></tr>"));
        for finding in listed {
            put(format!(
                "<tr><td>{}</td><td>{}</td></tr>",
                escape(&place(finding, words)),
                escape(&found(finding, words))
            ));
        }
        put("</table>".to_owned());
    }
    put(format!("<h2>{}</h2>", text("blind-page-removed")));
    put("<table>".to_owned());
    put(format!("<tr><th>{}</th><th>{}</th></tr>", text("blind-column-channel"), text("blind-column-count")));
    for (channel, count) in &report.removed {
        let kind = text(&format!("blind-channel-{channel}"));
        put(format!("<tr><td>{} ({channel})</td><td>{count}</td></tr>", escape(&kind)));
    }
    put("</table>\n</body></html>".to_owned());
    page
}
