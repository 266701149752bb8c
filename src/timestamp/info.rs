//! What a token says (RFC 3161 §2.4.2, `TSTInfo`; SPEC §12.3).

use super::{imprint, time::TokenTime, token};
use crate::{
    ca::{Element, Extensions, check_canonical, context, implicit},
    error::{Error, ErrorKind, Result},
    suite::Digest,
};
use der::{Decode, Tag, asn1::ObjectIdentifier};

/// Octets of a serial number: 160 bits, and one for the sign.
const MAX_SERIAL: usize = 21;
/// Octets of a nonce.
const MAX_NONCE: usize = 64;

/// What a token says, whoever signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// When the authority made the token.
    pub time: TokenTime,
    /// By how many microseconds the time may be wrong, to either side, as the authority says. Nothing depends on it.
    pub accuracy_micros: Option<u64>,
    /// The token's number at its authority: the octets of the INTEGER, in lower-case hex.
    pub serial: String,
    /// Under which policy the authority made it, as an object identifier.
    pub policy: String,
    /// The SHA-256 that was stamped.
    pub imprint: Digest,
    /// What the request was told apart by: the content octets of the INTEGER.
    pub nonce: Option<Vec<u8>>,
    /// Whether the authority says that its tokens can be put in order by their times whatever their accuracy.
    pub ordering: bool,
}

fn bad(error: der::Error) -> Error {
    Error::new(ErrorKind::BadTimestamp).because(error)
}

fn shape(why: &str) -> Error {
    Error::new(ErrorKind::TimestampShape).because(why)
}

impl TokenInfo {
    /// Reads what a token claims, without verifying anything: for people to look at, and never to decide by. See
    /// [`Authorities::verify`](super::Authorities::verify).
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`], [`ErrorKind::BadTimestamp`], [`ErrorKind::TimestampShape`].
    pub fn claimed(token: &[u8]) -> Result<TokenInfo> {
        token::claimed_content(token).and_then(TokenInfo::read)
    }

    /// Reads the DER of a `TSTInfo`.
    pub(super) fn read(der: &[u8]) -> Result<TokenInfo> {
        check_canonical(der).map_err(bad)?;
        let mut fields = Element::single(der).and_then(Element::sequence).map_err(bad)?;
        if fields.next().and_then(Element::integer).map_err(bad)? != [1] {
            return Err(shape("its content is not of version 1"));
        }
        let policy = fields.next().map_err(bad)?;
        let policy: ObjectIdentifier = ObjectIdentifier::from_der(policy.der).map_err(bad)?;
        let imprint = fields.next().and_then(imprint::read).map_err(bad)?;
        let serial = fields.next().and_then(Element::integer).map_err(bad)?;
        if serial.len() > MAX_SERIAL {
            return Err(shape("its serial number is longer than 160 bits"));
        }
        let time = fields.next().and_then(|time| time.expect(Tag::GeneralizedTime)).map_err(bad)?;
        let time =
            TokenTime::read(time.value).ok_or_else(|| bad(Tag::GeneralizedTime.value_error().into()))?;
        let accuracy = fields.next_if(&[Tag::Sequence]).map_err(bad)?;
        let accuracy_micros = accuracy.map(accuracy_micros).transpose()?;
        // FALSE is the default, and not written.
        let ordering = fields.next_if(&[Tag::Boolean]).map_err(bad)?;
        ordering.map(Element::is_true).transpose().map_err(bad)?;
        let nonce = fields.next_if(&[Tag::Integer]).map_err(bad)?;
        let nonce = nonce.map(nonce_octets).transpose()?;
        // The authority's name is a hint (RFC 3161 §2.4.2); who it is tells its certificate alone.
        if let Some(name) = fields.next_if(&[context(0)]).map_err(bad)? {
            Element::single(name.value).map_err(bad)?;
        }
        let extensions = fields.next_if(&[context(1)]).map_err(bad)?;
        fields.end().map_err(bad)?;
        extensions.map(check_extensions).transpose()?;
        Ok(TokenInfo {
            time,
            accuracy_micros,
            serial: hex::encode(serial),
            policy: policy.to_string(),
            imprint: imprint.ok_or_else(|| shape("its imprint is not by SHA-256"))?,
            nonce,
            ordering: ordering.is_some(),
        })
    }
}

/// The content octets of a nonce, which are not without end.
pub(super) fn nonce(element: Element<'_>) -> der::Result<Vec<u8>> {
    match element.integer()? {
        octets if octets.len() > MAX_NONCE => Err(der::ErrorKind::Overlength.into()),
        octets => Ok(octets.to_vec()),
    }
}

fn nonce_octets(element: Element<'_>) -> Result<Vec<u8>> {
    nonce(element).map_err(bad)
}

/// `Accuracy` (RFC 3161 §2.4.2): seconds below 2^32, millis and micros from 1 to 999; what is missing is zero.
fn accuracy_micros(element: Element<'_>) -> Result<u64> {
    let mut fields = element.sequence().map_err(bad)?;
    let part = |field: Option<Element<'_>>, least: u64, most: u64| match field {
        None => Ok(0),
        Some(field) => number(field.value)
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| shape("its accuracy is out of range")),
    };
    let seconds = part(fields.next_if(&[Tag::Integer]).map_err(bad)?, 0, u64::from(u32::MAX))?;
    let millis = part(fields.next_if(&[implicit(0)]).map_err(bad)?, 1, 999)?;
    let micros = part(fields.next_if(&[implicit(1)]).map_err(bad)?, 1, 999)?;
    fields.end().map_err(bad)?;
    Ok(seconds * 1_000_000 + millis * 1_000 + micros)
}

/// A number that is not negative, from the content octets of an INTEGER in DER, if it is below 2^40.
fn number(octets: &[u8]) -> Option<u64> {
    match octets {
        [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => None,
        _ if octets.len() > 5 => None,
        _ => Some(octets.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet))),
    }
}

/// Extensions may be there, but none that matters: nobody has defined one that is understood here.
fn check_extensions(list: Element<'_>) -> Result<()> {
    let list = Element { tag: Tag::Sequence, ..list };
    match Extensions::read(list, ErrorKind::BadTimestamp)?.iter().find(|extension| extension.critical) {
        Some(critical) => Err(Error::new(ErrorKind::CriticalExtension).because(critical.oid).at("timestamp")),
        None => Ok(()),
    }
}
