//! Bounded readers and writers: the only place that takes outside bytes apart by hand (SPEC §1).

mod bytes;
mod id;
mod json;
mod time;

pub use bytes::{Base64, Hex, concat, lp};
pub use id::{Id, check_path, check_text, fold_path};
pub(crate) use json::{coded, expect_format};
pub use json::{parse as parse_json, parse_foreign, write as write_json};
pub use time::Time;
