//! The hall's and the custodians' half: boxes, custodians, openings, audits. Feature `hall`.

mod after;
mod audit;
mod authority;
mod closed;
mod custodian;
mod custodian_key;
mod decision;
mod lost;
mod opening;
mod prove;
mod receive;
mod record;
mod record_key;
mod release;
mod report;
#[cfg(feature = "blind")]
mod review;
mod run;
mod tender_box;
mod upload;

pub use after::*;
pub use audit::*;
pub use authority::*;
pub use closed::*;
pub use custodian::*;
pub use custodian_key::*;
pub use decision::*;
pub use lost::*;
pub use opening::*;
pub use prove::*;
pub use receive::*;
pub use record::*;
pub use record_key::*;
pub use release::*;
#[cfg(feature = "blind")]
pub use review::*;
pub use run::*;
pub use tender_box::*;
pub use upload::*;

use sealbid::{Error, ErrorKind, Result};

/// A handle that was used up.
fn finished(name: &str) -> Error {
    Error::new(ErrorKind::HandleFinished).at(name)
}

/// Bytes as they are, for lists of files that the core reads itself.
fn whole(bytes: &[u8]) -> Result<Vec<u8>> {
    Ok(bytes.to_vec())
}
