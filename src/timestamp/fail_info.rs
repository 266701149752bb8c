//! Why an authority gives no token (RFC 3161 §2.4.2, `PKIStatusInfo`).

use crate::ca::{Element, wrap};
use der::{
    Encode, Tag,
    asn1::{BitStringRef, Utf8StringRef},
};

/// Characters of an authority's own words that are shown.
const MAX_TEXT: usize = 256;

/// `PKIFailureInfo`, by the number of the bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailInfo {
    BadAlg = 0,
    BadRequest = 2,
    BadDataFormat = 5,
    TimeNotAvailable = 14,
    UnacceptedPolicy = 15,
    UnacceptedExtension = 16,
    AddInfoNotAvailable = 17,
    SystemFailure = 25,
}

impl FailInfo {
    const ALL: [(FailInfo, &'static str); 8] = [
        (FailInfo::BadAlg, "badAlg, the hash algorithm is not accepted"),
        (FailInfo::BadRequest, "badRequest, such a request is not answered"),
        (FailInfo::BadDataFormat, "badDataFormat, the request cannot be read"),
        (FailInfo::TimeNotAvailable, "timeNotAvailable, the authority's clock is not available"),
        (FailInfo::UnacceptedPolicy, "unacceptedPolicy, the policy is not the authority's"),
        (FailInfo::UnacceptedExtension, "unacceptedExtension, an extension is not accepted"),
        (FailInfo::AddInfoNotAvailable, "addInfoNotAvailable, further information is not available"),
        (FailInfo::SystemFailure, "systemFailure, the authority cannot work now"),
    ];
}

/// What an authority says of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// granted, or granted with changes.
    Granted,
    /// Anything else, in words.
    Refused(String),
}

impl Status {
    /// Reads `PKIStatusInfo`.
    pub(super) fn read(element: Element<'_>) -> der::Result<Status> {
        let mut fields = element.sequence()?;
        let status = fields.next()?.integer()?;
        let texts = fields.next_if(&[Tag::Sequence])?;
        let failures = fields.next_if(&[Tag::BitString])?;
        fields.end()?;
        let words = match status {
            [0 | 1] => return Ok(Status::Granted),
            [2] => "rejection",
            [3] => "waiting: a token comes later, which is not supported",
            [4] => "revocationWarning: its certificate is about to be revoked",
            [5] => "revocationNotification: its certificate was revoked",
            _ => "a status that is not known",
        };
        let mut said = vec![words];
        if let Some(failures) = failures {
            let named = FailInfo::ALL.iter().filter(|(failure, _)| has(failures, *failure));
            said.extend(named.map(|(_, words)| *words));
        }
        let text = texts.map(free_text).transpose()?.unwrap_or_default();
        let said = said.join("; ");
        Ok(Status::Refused(if text.is_empty() { said } else { format!("{said}; it says: {text}") }))
    }
}

/// Whether this bit of a BIT STRING is set; the first one is the highest of its octet.
fn has(bits: Element<'_>, failure: FailInfo) -> bool {
    let number = failure as usize;
    let octet = bits.value.get(1 + number / 8).copied().unwrap_or_default();
    octet & (0x80 >> (number % 8)) != 0
}

/// `PKIFreeText`, as far as it can be shown: one line, no control characters, not without end.
fn free_text(list: Element<'_>) -> der::Result<String> {
    let (mut walk, mut lines) = (list.sequence()?, Vec::new());
    while !walk.is_finished() && lines.len() < MAX_TEXT {
        lines.push(String::from_utf8_lossy(walk.next()?.expect(Tag::Utf8String)?.value));
    }
    let text = lines.join(" ");
    Ok(text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_TEXT).collect())
}

/// `PKIStatusInfo` that grants.
pub(super) fn granted() -> der::Result<Vec<u8>> {
    wrap(Tag::Sequence, &[0u8.to_der()?])
}

/// A whole `TimeStampResp` that rejects, with these words if there are any.
pub(super) fn rejection(failure: FailInfo, words: &str) -> der::Result<Vec<u8>> {
    let number = failure as usize;
    let mut bits = vec![0; number / 8 + 1];
    if let Some(last) = bits.last_mut() {
        *last = 0x80 >> (number % 8);
    }
    // Named bits end with one that is set (X.690 §11.2.2).
    let unused = u8::try_from(7 - number % 8).unwrap_or_default();
    let mut status = vec![2u8.to_der()?];
    if !words.is_empty() {
        status.push(wrap(Tag::Sequence, &[Utf8StringRef::new(words)?.to_der()?])?);
    }
    status.push(BitStringRef::new(unused, &bits)?.to_der()?);
    wrap(Tag::Sequence, &[wrap(Tag::Sequence, &status)?])
}
