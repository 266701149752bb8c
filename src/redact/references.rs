//! Character references of HTML, as Markdown has them (CommonMark 0.31 §2.5).

use std::collections::HashMap;
use std::sync::LazyLock;

/// The longest that is read, in characters. The longest name has 31; numbers may begin with zeros.
const LONGEST: usize = 40;

/// What the reference stands for that a text begins with, and how many characters it takes, all of them ASCII.
pub(super) fn reference(text: impl Iterator<Item = char>) -> Option<(Vec<char>, usize)> {
    let mut text = text.take(LONGEST);
    text.next().filter(|c| *c == '&')?;
    let mut ended = false;
    let name: String = text
        .take_while(|c| {
            ended = *c == ';';
            c.is_ascii_alphanumeric() || *c == '#'
        })
        .collect();
    let stands_for = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            };
            vec![code.and_then(char::from_u32)?]
        }
        None => NAMED.get(name.as_str())?.clone(),
    };
    ended.then_some((stands_for, name.len() + 2))
}

/// Each name with the characters that it stands for.
static NAMED: LazyLock<HashMap<&str, Vec<char>>> = LazyLock::new(|| {
    let lines = include_str!("references/references.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (name, codes) = line.split_once(' ')?;
            let code = |code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            Some((name, codes.split(' ').filter_map(code).collect()))
        })
        .collect()
});

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{NAMED, reference};

    fn read(text: &str) -> Option<(String, usize)> {
        reference(text.chars()).map(|(chars, length)| (chars.into_iter().collect(), length))
    }

    #[test]
    fn names_and_numbers_are_read() {
        for (written, stands_for) in [
            ("&Aacute;", "Á"),
            ("&period;", "."),
            ("&CounterClockwiseContourIntegral;", "∳"),
            ("&fjlig;", "fj"),
            ("&#20113;", "云"),
            ("&#x4e91;", "云"),
            ("&#X00000000000000000000000000004E91;", "云"),
        ] {
            assert_eq!(read(written), Some((stands_for.to_owned(), written.len())), "{written}");
            assert_eq!(
                read(&format!("{written};x")),
                Some((stands_for.to_owned(), written.len())),
                "{written}"
            );
            assert_eq!(read(&written.replace(';', "")), None, "{written}");
            assert_eq!(read(&format!("x{written}")), None, "{written}");
        }
        for none in ["", "&", "&;", "&#;", "&#x;", "&#xd800;", "&#x110000;", "&aacute ;", "&nosuch;", "&#+1;"]
        {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(NAMED.len(), 2125);
        assert!(NAMED.values().all(|chars| (1..=2).contains(&chars.len())));
    }
}
