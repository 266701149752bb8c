//! Revocation lists (RFC 5280 §5), read strictly once.

use super::{
    algorithm,
    asn1::context,
    certificate::Certificate,
    crl_entry::{Entries, Revoked},
    crl_scope::Scope,
    extensions_read::authority_key,
    pem,
    walk::{Element, Extension, Extensions, Signed, Walk},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::{Hex, Time},
};
use der::{Decode, Encode, Tag, asn1::ObjectIdentifier};
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};
use x509_cert::name::Name;

/// No revocation list is longer, in DER.
pub const MAX_CRL: usize = 32 << 20;
/// The same in PEM, with the line ends of Windows.
const MAX_TEXT: usize = 45 << 20;
/// No PEM text holds more lists.
const MAX_IN_PEM: usize = 256;
const LABEL: &str = "X509 CRL";

const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
const DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");

/// A certificate revocation list of version 2, at most 32 MiB. Cheap to clone; equal when the DER is.
///
/// That it could be read says nothing about who signed it: [`Revocation`](super::Revocation) judges that.
#[derive(Clone)]
pub struct Crl(Arc<Parts>);

struct Parts {
    der: Vec<u8>,
    digest: Hex<32>,
    issuer: Vec<u8>,
    this_update: Time,
    next_update: Time,
    authority_key: Option<Vec<u8>>,
    scope: Scope,
}

fn bad(error: impl fmt::Display) -> Error {
    Error::new(ErrorKind::BadCrl).because(error)
}

fn broken(why: impl fmt::Display) -> Error {
    Error::new(ErrorKind::CrlRules).because(why)
}

impl Crl {
    /// Reads one DER list with nothing after it, and every entry of it.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 32 MiB; [`ErrorKind::BadCrl`], [`ErrorKind::CrlRules`],
    /// [`ErrorKind::DeltaCrl`] and [`ErrorKind::CriticalExtension`] as SPEC §6.7 says.
    pub fn from_der(der: &[u8]) -> Result<Crl> {
        if der.len() > MAX_CRL {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} bytes of revocation list, at most {MAX_CRL}", der.len())));
        }
        let signed = signed(der).map_err(bad)?;
        let fields = Fields::read(&signed)?;
        if Name::from_der(fields.issuer).and_then(|name| name.to_der()).map_err(bad)? != fields.issuer {
            return Err(bad("the issuer is not canonical DER"));
        }
        if fields.issuer == [0x30, 0] {
            return Err(broken("it has no issuer"));
        }
        if fields.next_update < fields.this_update {
            return Err(broken("its next update lies before this one"));
        }
        let (authority_key, scope) = extensions(fields.extensions)?;
        Entries(Walk(fields.entries)).try_for_each(|entry| entry.map(|_| ()))?;
        Ok(Crl(Arc::new(Parts {
            digest: Hex(Sha256::digest(der).into()),
            issuer: fields.issuer.to_vec(),
            this_update: fields.this_update,
            next_update: fields.next_update,
            authority_key,
            scope,
            der: der.to_vec(),
        })))
    }

    /// Reads the first list of a PEM text, or one in DER.
    ///
    /// # Errors
    /// As [`Crl::from_der`] and [`Crl::all_from_pem`].
    pub fn from_pem(text: &[u8]) -> Result<Crl> {
        if !pem::is_text(text) {
            return Crl::from_der(text);
        }
        let blocks = pem::blocks_within(text, MAX_IN_PEM, MAX_TEXT)?;
        match blocks.iter().find(|block| block.label == LABEL) {
            Some(block) => Crl::from_der(&block.der),
            None => Err(Error::new(ErrorKind::BadPem).because("there is no revocation list in it")),
        }
    }

    /// Reads every `X509 CRL` block of a PEM text, in order; other blocks are skipped. A text without one gives an
    /// empty list.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 45 MiB or over 256 blocks, [`ErrorKind::BadPem`], and as [`Crl::from_der`].
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Crl>> {
        pem::blocks_within(text, MAX_IN_PEM, MAX_TEXT)?
            .iter()
            .filter(|block| block.label == LABEL)
            .enumerate()
            .map(|(n, block)| Crl::from_der(&block.der).map_err(|e| e.at(format_args!("block {}", n + 1))))
            .collect()
    }

    /// The list's DER, byte for byte as it was read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> Hex<32> {
        self.0.digest
    }

    /// The list as PEM.
    pub fn to_pem(&self) -> String {
        pem::write(LABEL, self.der()).to_string()
    }

    /// From when the list speaks.
    pub fn this_update(&self) -> Time {
        self.0.this_update
    }

    /// By when there will be a newer one.
    pub fn next_update(&self) -> Time {
        self.0.next_update
    }

    /// What the list says of a serial number, given as the content octets of its INTEGER. Where a list names one
    /// number twice, the earlier time counts.
    pub fn revocation(&self, serial: &[u8]) -> Option<Revoked> {
        // All of this was read before, so nothing fails.
        let fields = signed(self.der()).map_err(bad).and_then(|signed| Fields::read(&signed)).ok()?;
        let entries = Entries(Walk(fields.entries)).filter_map(Result::ok);
        entries.filter(|(number, _)| *number == serial).map(|(_, revoked)| revoked).min_by_key(|r| r.time)
    }

    /// The issuer's DER Name.
    pub(super) fn issuer_der(&self) -> &[u8] {
        &self.0.issuer
    }

    /// Why the list does not speak of this certificate, if it does not.
    pub(super) fn excludes(&self, certificate: &Certificate) -> Option<&'static str> {
        self.0.scope.excludes(certificate)
    }

    /// Whether the list speaks of certificates of the authority that signed it at all, and not of attributes alone.
    pub(super) fn is_of_certificates(&self) -> bool {
        self.0.scope.is_of_certificates()
    }

    /// Checks that this authority may sign the list (RFC 5280 §6.3.3 (f)). The names were compared before.
    pub(super) fn check_issuer(&self, issuer: &Certificate) -> Result<()> {
        let refused = |why: &str| Err(Error::new(ErrorKind::RevocationIssuer).because(why));
        if let (Some(named), Some(own)) = (&self.0.authority_key, issuer.key_identifier())
            && *named != own
        {
            return refused("the revocation list is signed with another key of this authority");
        }
        let usage = issuer.extensions()?.usage.map(|usage| usage.crl_sign);
        if usage == Some(false) {
            return refused("the key usage of the authority does not include cRLSign");
        }
        Ok(())
    }

    /// Checks that this authority's key signed the list (RFC 5280 §6.3.3 (g)).
    pub(super) fn check_signature(&self, issuer: &Certificate) -> Result<()> {
        verify(issuer, &signed(self.der()).map_err(bad)?, "the revocation list")
    }
}

/// Verifies what somebody signed, with the key of a certificate.
pub(super) fn verify(signer: &Certificate, signed: &Signed<'_>, what: &str) -> Result<()> {
    algorithm::verify(signer.spki_der(), signed.algorithm, signed.content.der, signed.signature)
        .map_err(|why| Error::new(ErrorKind::RevocationSignature).because(format_args!("{what}: {why}")))
}

fn signed(der: &[u8]) -> der::Result<Signed<'_>> {
    let mut walk = Element::single(der)?.sequence()?;
    let signed = Signed::read(&mut walk)?;
    walk.end()?;
    Ok(signed)
}

/// TBSCertList (RFC 5280 §5.1.2).
struct Fields<'a> {
    issuer: &'a [u8],
    this_update: Time,
    next_update: Time,
    /// What stands in `revokedCertificates`.
    entries: &'a [u8],
    extensions: Option<Element<'a>>,
}

impl<'a> Fields<'a> {
    fn read(signed: &Signed<'a>) -> Result<Fields<'a>> {
        const TIMES: [Tag; 2] = [Tag::UtcTime, Tag::GeneralizedTime];
        let mut walk = signed.content.sequence().map_err(bad)?;
        let version = walk.next_if(&[Tag::Integer]).map_err(bad)?;
        if version.map(|version| version.value) != Some(&[1]) {
            return Err(broken("not a revocation list of version 2"));
        }
        if walk.next().and_then(|e| e.expect(Tag::Sequence)).map_err(bad)?.der != signed.algorithm {
            return Err(broken("two different signature algorithms"));
        }
        let issuer = walk.next().and_then(|e| e.expect(Tag::Sequence)).map_err(bad)?.der;
        let this_update = walk.next().and_then(Element::time).map_err(bad)?;
        // RFC 5280 §5.1.2.5: MUST be there. Without it nobody could tell an old list from the last one.
        let next_update =
            walk.next_if(&TIMES).map_err(bad)?.ok_or_else(|| broken("it has no next update"))?;
        let next_update = next_update.time().map_err(bad)?;
        let entries = match walk.next_if(&[Tag::Sequence]).map_err(bad)? {
            // RFC 5280 §5.1.2.6: absent rather than empty.
            Some(list) if list.value.is_empty() => return Err(broken("an empty list of entries")),
            Some(list) => list.value,
            None => signed.content.value.get(..0).unwrap_or_default(),
        };
        let extensions = match walk.next_if(&[context(0)]).map_err(bad)? {
            Some(outer) => Some(Element::single(outer.value).map_err(bad)?),
            None => None,
        };
        walk.end().map_err(bad)?;
        Ok(Fields { issuer, this_update, next_update, entries, extensions })
    }
}

/// RFC 5280 §5.2: the key that signed, and the scope.
fn extensions(list: Option<Element<'_>>) -> Result<(Option<Vec<u8>>, Scope)> {
    let no_number = || broken("it has no number");
    let (mut key, mut scope, mut number) = (None, Scope::default(), false);
    for extension in Extensions::read(list.ok_or_else(no_number)?, ErrorKind::BadCrl)?.iter() {
        match extension.oid {
            NUMBER => {
                check_number(&extension)?;
                number = true;
            }
            AUTHORITY_KEY if extension.critical => {
                return Err(broken("its authority key identifier must not be critical"));
            }
            AUTHORITY_KEY => key = authority_key(extension.value).map_err(bad)?,
            DELTA => return Err(ErrorKind::DeltaCrl.into()),
            DISTRIBUTION_POINT => scope = Scope::read(extension.value)?,
            oid if extension.critical => {
                return Err(Error::new(ErrorKind::CriticalExtension).because(oid).at("revocation list"));
            }
            _ => {}
        }
    }
    if number { Ok((key, scope)) } else { Err(no_number()) }
}

/// RFC 5280 §5.2.3: not critical, not negative, at most 20 octets.
fn check_number(extension: &Extension<'_>) -> Result<()> {
    let number = Element::single(extension.value).and_then(Element::integer).map_err(bad)?;
    if extension.critical {
        return Err(broken("its number must not be critical"));
    }
    if number.len() > 20 || number.first().is_some_and(|byte| *byte >= 0x80) {
        return Err(broken("its number is negative, or longer than 20 octets"));
    }
    Ok(())
}

impl PartialEq for Crl {
    fn eq(&self, other: &Crl) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {}, {} bytes)", self.fingerprint(), self.this_update(), self.0.der.len())
    }
}
