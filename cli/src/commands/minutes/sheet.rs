//! Pieces of a page: every text of it is escaped, and nothing in it is fetched from anywhere.

use crate::html::escape;
use std::fmt::Write;

/// What the page looks like, on a screen and on paper.
pub const STYLE: &str = include_str!("page.css");

/// A page that grows.
#[derive(Default)]
pub struct Sheet {
    body: String,
}

impl Sheet {
    /// An element with a class and text in it.
    pub fn element(&mut self, tag: &str, class: &str, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.raw(&format!("<{tag}{class}>{}</{tag}>\n", escape(text)));
    }

    /// Markup of the page's own.
    pub fn raw(&mut self, markup: &str) {
        // Writing to a string does not fail.
        self.body.write_str(markup).unwrap_or_default();
    }

    /// Names with what they stand for, one a line.
    pub fn facts(&mut self, rows: &[(String, String)]) {
        self.raw("<table class=\"facts\">\n");
        for (name, value) in rows {
            let value = escape(value).replace('\n', "<br>");
            self.raw(&format!("<tr><th scope=\"row\">{}</th><td>{value}</td></tr>\n", escape(name)));
        }
        self.raw("</table>\n");
    }

    /// A table with a heading that stands on every sheet of paper.
    pub fn table(&mut self, heading: &[String], rows: &[Vec<Cell>]) {
        self.raw("<table class=\"bids\">\n<thead><tr>");
        for cell in heading {
            self.raw(&format!("<th scope=\"col\">{}</th>", escape(cell)));
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.raw("<tr>");
            for cell in row {
                let class =
                    if cell.class.is_empty() { String::new() } else { format!(" class=\"{}\"", cell.class) };
                self.raw(&format!("<td{class}>{}", escape(&cell.text).replace('\n', "<br>")));
                if !cell.small.is_empty() {
                    self.raw(&format!("<br><small>{}</small>", escape(&cell.small)));
                }
                self.raw("</td>");
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n");
    }

    /// The whole page.
    pub fn finish(self, language: &str, title: &str) -> String {
        let title = escape(title);
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
             </head>\n<body>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

/// What stands in a cell.
#[derive(Clone, Default)]
pub struct Cell {
    text: String,
    small: String,
    class: &'static str,
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A number, or what is read as one.
    pub fn number(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "number", ..Cell::default() }
    }

    /// What needs little room.
    pub fn short(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "short", ..Cell::default() }
    }

    /// What machines compare.
    pub fn code(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), class: "code", ..Cell::default() }
    }

    /// With something in small letters below.
    pub fn below(mut self, small: impl Into<String>) -> Cell {
        self.small = small.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_others_becomes_markup() {
        let bad = "<img src=x onerror=alert(1)>";
        let mut sheet = Sheet::default();
        sheet.element("h1", "", bad);
        sheet.facts(&[(bad.to_owned(), bad.to_owned())]);
        sheet.table(&[bad.to_owned()], &[vec![Cell::text(bad).below(bad)]]);
        let page = sheet.finish("en", bad);
        assert!(!page.contains("<img"), "{page}");
        assert_eq!(page.matches("&lt;img").count(), 7);
    }

    #[test]
    fn nothing_is_fetched() {
        let page = Sheet::default().finish("en", "t");
        for fetched in ["http:", "https:", "src=", "url(", "@import", "<script", "<link"] {
            assert!(!page.contains(fetched), "{fetched}");
        }
    }
}
