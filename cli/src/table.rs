//! Tables that stay aligned when Chinese stands in them: a Chinese character is two columns wide.
//!
//! Lines are drawn with ASCII alone: the box characters are one column wide on some Chinese consoles and two on
//! others.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How wide the text within a frame is.
const FRAME: usize = 72;

/// A column's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Rows under a heading.
#[derive(Debug)]
pub struct Table {
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with this heading. Columns are aligned to the left.
    pub fn new<const N: usize>(heading: [String; N]) -> Table {
        Table { align: vec![Align::Left; N], rows: vec![heading.to_vec()] }
    }

    /// Aligns some columns, counted from 0, to the right.
    #[must_use]
    pub fn right(mut self, columns: &[usize]) -> Table {
        for column in columns {
            if let Some(align) = self.align.get_mut(*column) {
                *align = Align::Right;
            }
        }
        self
    }

    /// Appends a row. Cells that are missing are empty; those too many are left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        // What stands in a bid or a certificate must not move the terminal's cursor.
        let cells = cells.into_iter().map(|cell| cell.replace(char::is_control, " "));
        let mut cells: Vec<String> = cells.take(self.align.len()).collect();
        cells.resize(self.align.len(), String::new());
        self.rows.push(cells);
    }

    /// The table's lines.
    pub fn lines(&self) -> Vec<String> {
        let width = |column: usize| self.rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.align.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let padded = cells.iter().zip(&widths).zip(&self.align).map(|((cell, width), align)| {
                let space = " ".repeat(width.saturating_sub(cell.width()));
                match align {
                    Align::Left => format!("{cell}{space}"),
                    Align::Right => format!("{space}{cell}"),
                }
            });
            format!("  {}", padded.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
        };
        let rule = widths.iter().map(|width| "-".repeat(*width)).collect();
        let mut lines: Vec<String> = self.rows.iter().map(line).collect();
        lines.insert(1, line(&rule));
        lines
    }
}

/// A text in a frame, its lines broken where they are too long.
pub fn frame(text: &str) -> Vec<String> {
    let rule = format!("+{}+", "-".repeat(FRAME + 2));
    let lines = text.lines().flat_map(broken);
    let framed = lines.map(|line| format!("| {line}{} |", " ".repeat(FRAME.saturating_sub(line.width()))));
    [rule.clone()].into_iter().chain(framed).chain([rule]).collect()
}

/// A line as several of at most the frame's width: broken at a space, and in Chinese, which has none, anywhere.
fn broken(line: &str) -> Vec<String> {
    let (mut lines, mut current) = (Vec::new(), String::new());
    for character in line.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if current.width() + character.width().unwrap_or(0) > FRAME {
            // The rest of a word goes along to the next line.
            let rest = match current.rsplit_once(' ') {
                Some((_, rest)) if character != ' ' && rest.is_ascii() => rest.to_owned(),
                _ => String::new(),
            };
            current.truncate(current.len() - rest.len());
            lines.push(std::mem::replace(&mut current, rest).trim_end().to_owned());
            if character == ' ' {
                continue;
            }
        }
        current.push(character);
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["投标人".to_owned(), "Price".to_owned(), "工期".to_owned()]).right(&[1]);
        table.row(["河南示例青禾市政工程有限公司".to_owned(), "1.00".to_owned(), "240 天".to_owned()]);
        table.row(["Plain Ltd.".to_owned(), "12,345.00".to_owned()]);
        table
    }

    #[test]
    fn columns_stand_under_each_other() {
        let lines = table().lines();
        // Where the price ends and the period begins, in columns of a terminal.
        let ends: Vec<usize> = [(0, "Price"), (2, "1.00"), (3, "12,345.00")]
            .iter()
            .map(|(line, cell)| {
                let at = lines[*line].find(cell).unwrap();
                lines[*line][..at + cell.len()].width()
            })
            .collect();
        assert_eq!(ends, [ends[0]; 3], "{lines:#?}");
        assert_eq!(lines[1].width(), lines[2].width());
    }

    #[test]
    fn a_frame_is_straight_in_any_language() {
        let texts = [
            "short".to_owned(),
            "many words ".repeat(20),
            "警报：封存头尚未加盖时间戳。".repeat(12),
            "x".repeat(200),
        ];
        for text in texts {
            let lines = frame(&text);
            assert!(lines.iter().all(|line| line.width() == FRAME + 4), "{lines:#?}");
            let inner: String = lines
                .iter()
                .filter(|line| line.starts_with('|'))
                .map(|line| line.trim_matches(['|', ' ']))
                .collect();
            assert_eq!(inner.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut table = Table::new(["a".to_owned()]);
        table.row(["\u{1b}[2J".to_owned()]);
        assert_eq!(table.lines()[2], "   [2J");
    }
}
