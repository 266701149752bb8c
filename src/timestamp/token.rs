//! A token: a `TSTInfo` within CMS SignedData (RFC 3161 §2.4.2, RFC 5816; SPEC §12.3).

use super::info::TokenInfo;
use crate::{
    ca::{Signer, VerifiedSignature, enclosed_content, sign_enclosed, verify_enclosed},
    error::{Error, ErrorKind, Result},
};
use der::asn1::ObjectIdentifier;

/// No token is longer, in DER.
pub const MAX_TOKEN: usize = 64 * 1024;

/// id-ct-TSTInfo.
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

fn check_length(token: &[u8]) -> Result<()> {
    if token.len() > MAX_TOKEN {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes of timestamp, at most {MAX_TOKEN}", token.len())));
    }
    Ok(())
}

/// A clerk who gets a bad timestamp must not look for a bad signature file.
fn as_timestamp(error: Error) -> Error {
    let kind = match error.kind() {
        ErrorKind::BadCms => ErrorKind::BadTimestamp,
        ErrorKind::CmsShape => ErrorKind::TimestampShape,
        _ => return error.at("timestamp"),
    };
    Error::new(kind).because(error.detail()).at(error.place())
}

/// The DER of the `TSTInfo`, whoever signed it.
pub(super) fn claimed_content(token: &[u8]) -> Result<&[u8]> {
    check_length(token)?;
    enclosed_content(token, TST_INFO).map_err(as_timestamp)
}

/// Verifies the signature, and reads what it is over. The certificate and its chain are not judged.
pub(super) fn open(token: &[u8]) -> Result<(VerifiedSignature, TokenInfo)> {
    check_length(token)?;
    let (signature, content) = verify_enclosed(token, TST_INFO).map_err(as_timestamp)?;
    Ok((signature, TokenInfo::read(content)?))
}

/// Signs the DER of a `TSTInfo`.
pub(super) fn seal(content: &[u8], signer: &Signer, certificates: bool) -> Result<Vec<u8>> {
    let token = sign_enclosed(content, TST_INFO, signer, certificates)?;
    check_length(&token)?;
    Ok(token)
}
