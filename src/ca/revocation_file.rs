//! Evidence about revocation as it is kept in a record (SPEC §6.7): once frozen, no later list changes a verdict.

use super::{crl::Crl, ocsp::OcspResponse, revocation::Revocation};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::{Base64, Time, expect_format, parse_json, write_json},
};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-revocation/1";
/// No file of evidence is longer.
pub const MAX_REVOCATION: usize = 64 << 20;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    gathered: Time,
    crls: Vec<Base64>,
    ocsp: Vec<Base64>,
}

impl Revocation {
    /// Reads a file of evidence, at most 64 MiB. It asks about every certificate but the anchor.
    ///
    /// # Errors
    /// As [`parse_json`](crate::wire::parse_json), [`Crl::from_der`], [`OcspResponse::from_der`] and
    /// [`Revocation::new`].
    pub fn parse(bytes: &[u8]) -> Result<Revocation> {
        let file: File = parse_json(bytes, MAX_REVOCATION)?;
        expect_format(&file.format, FORMAT)?;
        let crls = each(&file.crls, "crls", Crl::from_der)?;
        let ocsp = each(&file.ocsp, "ocsp", OcspResponse::from_der)?;
        Ok(Revocation::new(crls, ocsp)?.gathered_at(file.gathered))
    }

    /// Writes a file of evidence.
    ///
    /// # Errors
    /// [`ErrorKind::MissingField`] if it was not said when the evidence was gathered, so also if revocation is not
    /// checked; [`ErrorKind::TooLarge`] over 64 MiB.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let gathered = self.gathered().ok_or_else(|| Error::new(ErrorKind::MissingField).at("gathered"))?;
        let file = File {
            format: FORMAT.to_owned(),
            gathered,
            crls: self.crls().iter().map(|crl| Base64(crl.der().to_vec())).collect(),
            ocsp: self.ocsp().iter().map(|response| Base64(response.der().to_vec())).collect(),
        };
        let bytes = write_json(&file)?;
        if bytes.len() > MAX_REVOCATION {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} bytes of evidence, at most {MAX_REVOCATION}", bytes.len())));
        }
        Ok(bytes)
    }
}

fn each<T>(list: &[Base64], name: &str, read: impl Fn(&[u8]) -> Result<T>) -> Result<Vec<T>> {
    let read = |(n, bytes): (usize, &Base64)| read(&bytes.0).map_err(|e| e.at(format_args!("{name}[{n}]")));
    list.iter().enumerate().map(read).collect()
}
