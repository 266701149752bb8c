//! Text of others within pages: nothing of it becomes markup.

/// Text as it can stand in an element or in a quoted attribute. Control characters, which no page shows, and what
/// turns the order of the letters around are left out; line feeds stay.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        let bad = "<script src='x'>alert(\"1\" & 2)</script>";
        let good = "&lt;script src=&#39;x&#39;&gt;alert(&quot;1&quot; &amp; 2)&lt;/script&gt;";
        assert_eq!(escape(bad), good);
        assert_eq!(escape("示例公司 &amp;"), "示例公司 &amp;amp;");
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(escape("a\u{0}b\u{1b}[2J\u{7f}\u{85}c\r\nd\u{202e}e\u{2066}f"), "ab[2Jc\ndef");
    }
}
