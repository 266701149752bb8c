//! Sizes and form values as people read them.

use crate::fill;
use crate::words::Words;
use sealbid::notice::{FieldType, FormField, FormValue, Unit};

/// A number of bytes: `65536` is `64.0 KiB`.
pub fn size(bytes: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let power = (bytes.max(1).ilog2() / 10).min(4);
    if power == 0 {
        return format!("{bytes} B");
    }
    format!("{:.1} {}", bytes as f64 / (1u64 << (10 * power)) as f64, units[power as usize])
}

/// A value as it is read out: durations have their unit in the reader's language.
pub fn value(words: &Words, field: &FormField, value: &FormValue) -> String {
    match (&field.kind, value) {
        (FieldType::Duration { unit: Unit::Days }, FormValue::Number(n)) => {
            fill!(words, "value-days", count = n)
        }
        (FieldType::Duration { unit: Unit::Months }, FormValue::Number(n)) => {
            fill!(words, "value-months", count = n)
        }
        _ => field.display(value),
    }
}

/// What a field can hold.
pub fn field_type(words: &Words, kind: &FieldType) -> String {
    match kind {
        FieldType::Money { currency, .. } => fill!(words, "type-money", currency = currency),
        FieldType::Duration { unit: Unit::Days } => words.text("type-days"),
        FieldType::Duration { unit: Unit::Months } => words.text("type-months"),
        FieldType::Text { max_bytes } => fill!(words, "type-text", bytes = max_bytes),
        FieldType::Choice { options } => fill!(words, "type-choice", options = options.join(" / ")),
    }
}

/// A media type by the extension that people know, or as it is.
pub fn extension(media_type: &str) -> &str {
    let known =
        ["pdf", "docx", "xlsx", "doc", "xls", "ofd", "wps", "et", "xml", "json", "zip", "dwg", "jpg", "png"];
    let more = ["tif", "txt", "md", "csv"];
    let mut all = known.into_iter().chain(more);
    all.find(|name| sealbid::bid::media_type(&format!("x.{name}")) == media_type).unwrap_or(media_type)
}

/// Yes or no.
pub fn yes(words: &Words, is: bool) -> String {
    if is { words.text("yes") } else { words.text("no") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit_that_fits() {
        for (bytes, text) in
            [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (65_536, "64.0 KiB"), (1 << 40, "1.0 TiB")]
        {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(size(u64::MAX), "16777216.0 TiB");
    }

    #[test]
    fn types_are_told_by_extension() {
        assert_eq!(
            extension("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            "docx"
        );
        assert_eq!(extension("application/x-unknown"), "application/x-unknown");
    }
}
