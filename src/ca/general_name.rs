//! Names of other kinds than distinguished ones: mail, hosts, addresses (RFC 5280 §4.2.1.6), and whether one lies
//! within the space that a constraint gives (§4.2.1.10).

use super::{asn1, distinguished_name::DistinguishedName};
use der::{AnyRef, Tag, TagNumber, Tagged};

/// A GeneralName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GeneralName {
    Mail(String),
    Host(String),
    Directory(DistinguishedName),
    Uri(String),
    Address(Vec<u8>),
    /// A kind that is not understood here, by its tag number: otherName, x400Address, ediPartyName, registeredID.
    Other(u32),
}

/// Whether a name lies in a constraint's space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// They are of different kinds: the constraint says nothing about the name.
    OtherKind,
    Inside,
    Outside,
    /// The name cannot be judged: it is malformed, or of a kind that is not understood.
    Unknown,
}

impl GeneralName {
    pub(super) fn read(name: AnyRef<'_>) -> der::Result<GeneralName> {
        let Tag::ContextSpecific { number: TagNumber(number), .. } = name.tag() else {
            return Err(der::ErrorKind::Failed.into());
        };
        let text = || match std::str::from_utf8(name.value()) {
            Ok(text) if text.is_ascii() => Ok(text.to_owned()),
            _ => Err(der::Error::from(der::ErrorKind::Failed)), // IA5String is ASCII
        };
        Ok(match number {
            1 => GeneralName::Mail(text()?),
            2 => GeneralName::Host(text()?),
            // Name is a CHOICE, so its tag is explicit.
            4 => GeneralName::Directory(DistinguishedName::from_der(name.value())?),
            6 => GeneralName::Uri(text()?),
            7 => GeneralName::Address(name.value().to_vec()),
            0 | 3 | 5 | 8 => GeneralName::Other(number),
            _ => return Err(der::ErrorKind::Failed.into()),
        })
    }

    /// What it is, for people to read. Not what it says: names of people are not for every log.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            GeneralName::Mail(_) => "a mail address",
            GeneralName::Host(_) => "a host name",
            GeneralName::Directory(_) => "a directory name",
            GeneralName::Uri(_) => "a URI",
            GeneralName::Address(_) => "an address",
            GeneralName::Other(_) => "a name of a kind that is not understood",
        }
    }

    /// GeneralNames.
    pub(super) fn read_all(names: &[u8]) -> der::Result<Vec<GeneralName>> {
        let names = asn1::sequence(asn1::single(names)?)?;
        names.into_iter().map(GeneralName::read).collect()
    }

    /// Whether this name, as the base of a constraint, has the form that RFC 5280 §4.2.1.10 gives it.
    pub(super) fn is_good_base(&self) -> bool {
        match self {
            // A leading period belongs to mail and URIs, a wildcard nowhere; nothing at all means every host.
            GeneralName::Host(base) => base.is_empty() || is_host(base),
            GeneralName::Mail(base) => match base.split_once('@') {
                Some((_, host)) => mailbox(base).is_some() && is_host(host),
                None => is_host(base.strip_prefix('.').unwrap_or(base)),
            },
            GeneralName::Uri(base) => is_host(base.strip_prefix('.').unwrap_or(base)),
            GeneralName::Address(base) => match base.len() {
                8 | 32 => is_mask(base.split_at(base.len() / 2).1),
                _ => false,
            },
            GeneralName::Directory(_) | GeneralName::Other(_) => true,
        }
    }

    /// Whether this name lies within a base; `excluding` is set where the base is forbidden, so that a wildcard
    /// counts as within as soon as one of the hosts that it stands for would be.
    pub(super) fn fits(&self, base: &GeneralName, excluding: bool) -> Fit {
        use GeneralName::{Address, Directory, Host, Mail, Other, Uri};
        let verdict = |inside| if inside { Fit::Inside } else { Fit::Outside };
        match (self, base) {
            (Host(name), Host(base)) => match name.strip_prefix("*.") {
                Some(parent) if is_host(parent) => {
                    let covers =
                        excluding && base.split_once('.').is_some_and(|(_, up)| same_host(up, parent));
                    verdict(host_within(parent, base) || covers)
                }
                None if is_host(name) => verdict(host_within(name, base)),
                _ => Fit::Unknown,
            },
            (Mail(name), Mail(base)) => match mailbox(name) {
                Some((local, host)) => verdict(match base.split_once('@') {
                    Some((base_local, base_host)) => local == base_local && same_host(host, base_host),
                    None => domain_within(host, base),
                }),
                None => Fit::Unknown,
            },
            (Uri(name), Uri(base)) => {
                uri_host(name).map_or(Fit::Unknown, |host| verdict(domain_within(host, base)))
            }
            (Address(name), Address(base)) => match (name.len(), base.len()) {
                (4, 8) | (16, 32) => {
                    let (network, mask) = base.split_at(name.len());
                    verdict(name.iter().zip(mask).zip(network).all(|((a, m), n)| a & m == n & m))
                }
                (4 | 16, _) => Fit::Outside,
                _ => Fit::Unknown,
            },
            (Directory(name), Directory(base)) => verdict(name.is_within(base)),
            (Other(name), Other(base)) if name == base => Fit::Unknown,
            _ => Fit::OtherKind,
        }
    }
}

/// A host name in preferred syntax (RFC 1034 §3.5), with the underscore that everybody allows.
fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn same_host(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The base itself, or with labels before it.
fn host_within(name: &str, base: &str) -> bool {
    base.is_empty() || same_host(name, base) || has_labels_before(name, base)
}

/// Mail and URIs: a base that begins with a period is the domain without its own name, else one host alone.
fn domain_within(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(domain) => has_labels_before(host, domain),
        None => same_host(host, base),
    }
}

fn has_labels_before(name: &str, base: &str) -> bool {
    let Some(at) = name.len().checked_sub(base.len() + 1) else { return false };
    match (name.get(..at), name.get(at..at + 1), name.get(at + 1..)) {
        (Some(before), Some("."), Some(rest)) => !before.is_empty() && same_host(rest, base),
        _ => false,
    }
}

/// Local part and host of a mail address; quoted local parts are not understood.
fn mailbox(mail: &str) -> Option<(&str, &str)> {
    let (local, host) = mail.split_once('@')?;
    let local_is_good =
        !local.is_empty() && local.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    (local_is_good && is_host(host)).then_some((local, host))
}

/// The host of a URI with an authority (RFC 3986 §3.2.2). An address in its place is no host (RFC 5280 §4.2.1.10).
fn uri_host(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once("://")?;
    // RFC 3986 §3.1. Without this, "://" deep within another URI would begin an authority.
    let mut letters = scheme.bytes();
    if !letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        || !letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        || !uri.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
    {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let address = host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (is_host(host) && !address).then_some(host)
}

/// A network mask: ones, and after them zeros.
fn is_mask(mask: &[u8]) -> bool {
    let mut bits = mask.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
    bits.by_ref().find(|one| !one);
    bits.all(|one| !one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(name: &GeneralName, base: &GeneralName) -> Fit {
        assert!(base.is_good_base(), "{base:?}");
        name.fits(base, false)
    }

    #[test]
    fn hosts() {
        let host = |text: &str| GeneralName::Host(text.to_owned());
        for (name, base, expected) in [
            ("example.com", "example.com", Fit::Inside),
            ("a.b.Example.com", "exAmple.com", Fit::Inside),
            ("anexample.com", "example.com", Fit::Outside),
            ("com", "example.com", Fit::Outside),
            ("example.com", "", Fit::Inside),
            ("*.example.com", "example.com", Fit::Inside),
            ("*.example.com", "foo.example.com", Fit::Outside),
            (".example.com", "example.com", Fit::Unknown),
            ("a*.example.com", "example.com", Fit::Unknown),
            ("a..example.com", "example.com", Fit::Unknown),
            ("", "example.com", Fit::Unknown),
        ] {
            assert_eq!(fit(&host(name), &host(base)), expected, "{name:?} in {base:?}");
        }
        // What is forbidden must not be within reach of a wildcard.
        assert_eq!(host("*.example.com").fits(&host("bar.example.com"), true), Fit::Inside);
        assert_eq!(host("*.example.com").fits(&host("x.bar.example.com"), true), Fit::Outside);
        for bad in [".example.com", "*.example.com", "a b", "example.com."] {
            assert!(!host(bad).is_good_base(), "{bad}");
        }
    }

    #[test]
    fn mail() {
        let mail = |text: &str| GeneralName::Mail(text.to_owned());
        for (name, base, expected) in [
            ("a@example.com", "a@example.com", Fit::Inside),
            ("A@example.com", "a@example.com", Fit::Outside),
            ("a@EXAMPLE.com", "example.com", Fit::Inside),
            ("a@sub.example.com", "example.com", Fit::Outside),
            ("a@sub.example.com", ".example.com", Fit::Inside),
            ("a@example.com", ".example.com", Fit::Outside),
            ("*@example.com", "*@example.com", Fit::Inside),
            ("b@example.com", "*@example.com", Fit::Outside),
            ("example.com", "example.com", Fit::Unknown),
            ("a@b@example.com", "example.com", Fit::Unknown),
            ("\"a\"@example.com", "example.com", Fit::Unknown),
        ] {
            assert_eq!(fit(&mail(name), &mail(base)), expected, "{name:?} in {base:?}");
        }
        for bad in ["a@b@example.com", "@example.com", "a@", "", "."] {
            assert!(!mail(bad).is_good_base(), "{bad}");
        }
    }

    #[test]
    fn uris() {
        let uri = |text: &str| GeneralName::Uri(text.to_owned());
        for (name, base, expected) in [
            ("http://example.com/x", "example.com", Fit::Inside),
            ("http://u@a.example.com:80?x", ".example.com", Fit::Inside),
            ("http://a.example.com", "example.com", Fit::Outside),
            ("http://192.0.2.1/", "example.com", Fit::Unknown),
            ("urn:oid:1.2", "example.com", Fit::Unknown),
            ("urn:x?y=://example.com", "example.com", Fit::Unknown),
            ("mailto:a@evil.com?x=://example.com/", "example.com", Fit::Unknown),
            ("://example.com", "example.com", Fit::Unknown),
            ("1http://example.com", "example.com", Fit::Unknown),
            ("http://evil.com\\@example.com/", "example.com", Fit::Unknown),
            ("http://evil.com\n@example.com/", "example.com", Fit::Unknown),
            ("http://evil.com/example.com", "example.com", Fit::Outside),
        ] {
            assert_eq!(fit(&uri(name), &uri(base)), expected, "{name:?} in {base:?}");
        }
    }

    #[test]
    fn addresses() {
        let address = |bytes: &[u8]| GeneralName::Address(bytes.to_vec());
        let net = address(&[192, 0, 2, 0, 255, 255, 255, 0]);
        assert_eq!(fit(&address(&[192, 0, 2, 9]), &net), Fit::Inside);
        assert_eq!(fit(&address(&[192, 0, 3, 9]), &net), Fit::Outside);
        assert_eq!(fit(&address(&[0; 16]), &net), Fit::Outside);
        assert_eq!(fit(&address(&[192, 0, 2, 0, 24]), &net), Fit::Unknown);
        for bad in [&[192, 0, 2, 1][..], &[192, 0, 2, 0, 255, 0, 255, 0], &[0; 16], &[]] {
            assert!(!address(bad).is_good_base(), "{bad:?}");
        }
        assert!(address(&[0; 8]).is_good_base() && address(&[255; 32]).is_good_base());
    }

    #[test]
    fn kinds_that_are_not_understood_cannot_be_judged() {
        assert_eq!(GeneralName::Other(0).fits(&GeneralName::Other(0), false), Fit::Unknown);
        assert_eq!(GeneralName::Other(0).fits(&GeneralName::Other(8), false), Fit::OtherKind);
        assert_eq!(GeneralName::Host("a".into()).fits(&GeneralName::Mail("a".into()), false), Fit::OtherKind);
    }
}
