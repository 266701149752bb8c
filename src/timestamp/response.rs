//! What a timestamp authority answers (RFC 3161 §2.4.2, `TimeStampResp`; SPEC §12.2).

use super::{TokenInfo, fail_info::Status, request::TimestampRequest, token::MAX_TOKEN};
use crate::{
    ca::Element,
    error::{Error, ErrorKind, Result},
};
use der::Tag;

/// No response is longer, in DER: a token, and some words.
pub const MAX_RESPONSE: usize = MAX_TOKEN + 4096;
/// The media type of a response (RFC 3161 §3.4).
pub const RESPONSE_TYPE: &str = "application/timestamp-reply";

/// Takes the token out of an authority's answer to this request, after checking that it is for this request. Who signed
/// it is another question: see [`Authorities::verify`](super::Authorities::verify).
///
/// # Errors
/// - [`ErrorKind::TooLarge`]: longer than [`MAX_RESPONSE`], or the token than [`MAX_TOKEN`].
/// - [`ErrorKind::BadTimestampResponse`]: not a response.
/// - [`ErrorKind::TimestampRefused`]: the authority gives no token; the detail has its reasons.
/// - [`ErrorKind::BadTimestamp`], [`ErrorKind::TimestampShape`]: the token cannot be read.
/// - [`ErrorKind::TimestampImprint`]: the token is for something else.
/// - [`ErrorKind::TimestampNonce`]: the token answers another request.
pub fn read_response(der: &[u8], request: &TimestampRequest) -> Result<Vec<u8>> {
    if der.len() > MAX_RESPONSE {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes of response, at most {MAX_RESPONSE}", der.len())));
    }
    let read = || -> der::Result<_> {
        let mut fields = Element::single(der)?.sequence()?;
        let status = Status::read(fields.next()?)?;
        let token = fields.next_if(&[Tag::Sequence])?;
        fields.end()?;
        Ok((status, token))
    };
    let bad = || Error::new(ErrorKind::BadTimestampResponse);
    let (status, token) = read().map_err(|error| bad().because(error))?;
    if let Status::Refused(words) = status {
        return Err(Error::new(ErrorKind::TimestampRefused).because(words));
    }
    let Some(token) = token else { return Err(bad().because("granted, but without a token")) };
    let info = TokenInfo::claimed(token.der)?;
    if info.imprint != request.imprint() {
        return Err(Error::new(ErrorKind::TimestampImprint).because(format_args!(
            "for {}, asked for {}",
            info.imprint,
            request.imprint()
        )));
    }
    if request.nonce().is_some() && info.nonce.as_deref() != request.nonce() {
        return Err(Error::new(ErrorKind::TimestampNonce).because("the nonce is not the request's"));
    }
    Ok(token.der.to_vec())
}
