//! The page of a blind copy: what was removed, by kind, and what a person should look at, by place.

use super::told;
use crate::fill;
use crate::html::escape;
use crate::words::{Language, Words};
use sealbid::blind::Copy;
use sealbid::redact::FindingKind;
use std::fmt::Write;

const STYLE: &str = "body{font:11pt/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;width:100%;margin:1em 0}\
td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}\
.look{background:#fff3cd}.form{background:#fde2e2}";

/// The page, in the reader's language.
pub fn of(copy: &Copy, words: &Words) -> String {
    let text = |id: &str| escape(&words.text(id));
    let language = match words.language() {
        Language::En => "en",
        Language::ZhCn => "zh-CN",
    };
    let title = escape(&fill!(words, "blind-page-title", name = copy.path));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
    );
    let mut put = |line: String| writeln!(page, "{line}").unwrap_or_default();
    put(format!("<p>{}</p>", text("blind-page-how")));
    put(format!("<p>{}</p>", escape(&fill!(words, "blind-page-size", size = copy.bytes.len()))));
    let looks =
        copy.report.of(FindingKind::Look).map(|finding| (&finding.place, told::look(&finding.text, words)));
    let form = copy.form.iter().map(|breach| (&breach.place, told::breach(breach, words)));
    let terms = copy.report.of(FindingKind::Term).map(|finding| (&finding.place, finding.text.clone()));
    let lists: [(&str, Vec<_>); 3] =
        [("look", looks.collect()), ("form", form.collect()), ("term", terms.collect())];
    for (kind, rows) in lists {
        put(format!("<h2>{} ({})</h2>", text(&format!("blind-kind-{kind}")), rows.len()));
        if rows.is_empty() {
            continue;
        }
        put(format!("<table class=\"{kind}\">"));
        let (whence, what) = (text("blind-column-place"), text("blind-column-found"));
        put(format!("<tr><th>{whence}</th><th>{what}</th></tr>"));
        for (place, what) in rows {
            put(format!(
                "<tr><td>{}</td><td>{}</td></tr>",
                escape(&told::place(place, words)),
                escape(&what)
            ));
        }
        put("</table>".to_owned());
    }
    put(format!("<h2>{}</h2>", text("blind-page-removed")));
    put("<table>".to_owned());
    put(format!("<tr><th>{}</th><th>{}</th></tr>", text("blind-column-channel"), text("blind-column-count")));
    for (channel, count) in &copy.report.removed {
        let kind = text(&format!("blind-channel-{channel}"));
        put(format!("<tr><td>{} ({channel})</td><td>{count}</td></tr>", escape(&kind)));
    }
    put("</table>\n</body></html>".to_owned());
    page
}
