//! Form fields and their values (SPEC §2.3, §4.4).

use crate::error::{Error, ErrorKind, Result};
use crate::wire::{Id, check_text, coded};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The largest amount: what every JSON implementation can hold.
const MAX_MONEY: u64 = (1 << 53) - 1;

const MAX_DURATION: u64 = 100_000;

/// A field that is read out at the opening.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// Its name.
    pub id: Id,
    /// What it means.
    pub title: String,
    /// The stage at which it is read out.
    pub stage: Id,
    /// Whether a bid must fill it in.
    pub required: bool,
    /// What it can hold.
    pub kind: FieldType,
}

/// What a form field can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldType {
    /// An amount in minor units.
    Money {
        /// Three letters.
        currency: String,
        /// Digits of the minor unit, 0 to 4.
        minor_digits: u8,
    },
    /// A whole number of days or months.
    Duration {
        /// Which.
        unit: Unit,
    },
    /// Text.
    Text {
        /// In UTF-8, at most.
        max_bytes: usize,
    },
    /// One of several texts.
    Choice {
        /// Those.
        options: Vec<String>,
    },
}

/// The unit of a duration.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Calendar months.
    Months,
}

/// A value of a form field.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FormValue {
    /// Money in minor units, or a duration.
    Number(u64),
    /// Text, or a choice.
    Text(String),
}

impl FormValue {
    /// The value as the salted leaf binds it: text as it is, numbers as decimal digits.
    pub fn canonical(&self) -> String {
        match self {
            FormValue::Number(number) => number.to_string(),
            FormValue::Text(text) => text.clone(),
        }
    }
}

impl FormField {
    /// Checks a value against the field's type.
    ///
    /// # Errors
    /// [`ErrorKind::BadFormValue`], with the field's name.
    pub fn check(&self, value: &FormValue) -> Result<()> {
        let bad = |why: &dyn fmt::Display| Err(Error::new(ErrorKind::BadFormValue).because(why).at(&self.id));
        match (&self.kind, value) {
            (FieldType::Money { .. }, FormValue::Number(n)) if *n <= MAX_MONEY => Ok(()),
            (FieldType::Money { .. }, _) => {
                bad(&format_args!("must be a number of minor units up to {MAX_MONEY}"))
            }
            (FieldType::Duration { .. }, FormValue::Number(n)) if *n <= MAX_DURATION => Ok(()),
            (FieldType::Duration { .. }, _) => {
                bad(&format_args!("must be a whole number up to {MAX_DURATION}"))
            }
            (FieldType::Text { max_bytes }, FormValue::Text(text)) => match check_text(text, 0, *max_bytes) {
                Ok(()) => Ok(()),
                Err(error) => bad(&error.detail()),
            },
            (FieldType::Text { .. }, _) => bad(&"must be text"),
            (FieldType::Choice { options }, FormValue::Text(text)) if options.contains(text) => Ok(()),
            (FieldType::Choice { options }, _) => bad(&format_args!("must be one of {}", options.join(", "))),
        }
    }

    /// Reads a value that a person wrote: an amount with or without its decimals, a number, or text.
    ///
    /// # Errors
    /// [`ErrorKind::BadFormValue`].
    pub fn parse_value(&self, text: &str) -> Result<FormValue> {
        let bad = |why: &str| {
            Error::new(ErrorKind::BadFormValue).because(format_args!("{text:.64}: {why}")).at(&self.id)
        };
        let value = match &self.kind {
            FieldType::Money { minor_digits, .. } => {
                let digits = usize::from(*minor_digits);
                let (whole, minor) = text.split_once('.').unwrap_or((text, ""));
                let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
                if whole.is_empty() || !plain(whole) || !plain(minor) || minor.len() > digits {
                    return Err(bad(&format!(
                        "an amount has digits and at most {digits} decimals, as 1234.50"
                    )));
                }
                let joined = format!("{whole}{minor:0<digits$}");
                FormValue::Number(joined.parse().map_err(|_| bad("the amount is too large"))?)
            }
            FieldType::Duration { .. } => FormValue::Number(text.parse().map_err(|_| bad("a whole number"))?),
            FieldType::Text { .. } | FieldType::Choice { .. } => FormValue::Text(text.to_owned()),
        };
        self.check(&value)?;
        Ok(value)
    }

    /// A value as it is read out: amounts with thousands separators and currency, durations with their unit.
    pub fn display(&self, value: &FormValue) -> String {
        match (&self.kind, value) {
            (FieldType::Money { currency, minor_digits }, FormValue::Number(n)) => {
                let scale = 10u64.pow(u32::from(*minor_digits).min(18));
                let whole = (n / scale).to_string();
                let grouped: Vec<&str> = whole
                    .as_bytes()
                    .rchunks(3)
                    .rev()
                    .map(|group| std::str::from_utf8(group).unwrap_or_default())
                    .collect();
                let whole = grouped.join(",");
                match usize::from(*minor_digits) {
                    0 => format!("{currency} {whole}"),
                    width => format!("{currency} {whole}.{:0width$}", n % scale),
                }
            }
            (FieldType::Duration { unit: Unit::Days }, FormValue::Number(n)) => format!("{n} d"),
            (FieldType::Duration { unit: Unit::Months }, FormValue::Number(n)) => format!("{n} mo"),
            (_, value) => value.canonical(),
        }
    }
}

/// The field as it stands in JSON: which members belong depends on the type.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Id,
    title: String,
    stage: Id,
    required: bool,
    r#type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minor_digits: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_bytes: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
}

impl Raw {
    fn typed(mut self) -> Result<FormField> {
        let missing =
            |name: &str| Error::new(ErrorKind::MissingField).because(format_args!("missing field `{name}`"));
        let kind = match self.r#type.as_str() {
            "money" => FieldType::Money {
                currency: self.currency.take().ok_or_else(|| missing("currency"))?,
                minor_digits: self.minor_digits.take().ok_or_else(|| missing("minor_digits"))?,
            },
            "duration" => FieldType::Duration { unit: self.unit.take().ok_or_else(|| missing("unit"))? },
            "text" => {
                FieldType::Text { max_bytes: self.max_bytes.take().ok_or_else(|| missing("max_bytes"))? }
            }
            "choice" => FieldType::Choice { options: self.options.take().ok_or_else(|| missing("options"))? },
            other => {
                let detail = format!("unknown type `{other:.64}`, expected money, duration, text or choice");
                return Err(Error::new(ErrorKind::BadField).because(detail));
            }
        };
        let left = [
            ("currency", self.currency.is_some()),
            ("minor_digits", self.minor_digits.is_some()),
            ("unit", self.unit.is_some()),
            ("max_bytes", self.max_bytes.is_some()),
            ("options", self.options.is_some()),
        ];
        if let Some((name, _)) = left.iter().find(|(_, present)| *present) {
            let detail = format!("`{name}` does not belong to a field of type {}", self.r#type);
            return Err(Error::new(ErrorKind::UnknownField).because(detail));
        }
        Ok(FormField { id: self.id, title: self.title, stage: self.stage, required: self.required, kind })
    }
}

impl<'de> Deserialize<'de> for FormField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<FormField, D::Error> {
        Raw::deserialize(deserializer)?.typed().map_err(coded)
    }
}

impl Serialize for FormField {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut raw = Raw {
            id: self.id.clone(),
            title: self.title.clone(),
            stage: self.stage.clone(),
            required: self.required,
            r#type: String::new(),
            currency: None,
            minor_digits: None,
            unit: None,
            max_bytes: None,
            options: None,
        };
        raw.r#type = match &self.kind {
            FieldType::Money { currency, minor_digits } => {
                (raw.currency, raw.minor_digits) = (Some(currency.clone()), Some(*minor_digits));
                "money"
            }
            FieldType::Duration { unit } => {
                raw.unit = Some(*unit);
                "duration"
            }
            FieldType::Text { max_bytes } => {
                raw.max_bytes = Some(*max_bytes);
                "text"
            }
            FieldType::Choice { options } => {
                raw.options = Some(options.clone());
                "choice"
            }
        }
        .to_owned();
        raw.serialize(serializer)
    }
}
