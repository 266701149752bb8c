//! Which certificates a revocation list speaks of (RFC 5280 §5.2.5, §6.3.3 (b)).

use super::{
    asn1::context,
    certificate::Certificate,
    walk::{Element, Walk, implicit},
};
use crate::error::{Error, ErrorKind, Result};
use der::Tag;
use x509_parser::extensions::ParsedExtension;

/// No distribution point that is read here has more names, and no certificate more distribution points.
const MAX_NAMES: usize = 64;

/// The scope of a list: everything that its issuer has issued, unless it says otherwise.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scope {
    users_only: bool,
    authorities_only: bool,
    /// The DER of the general names of its distribution point; none if it is not limited to one.
    points: Vec<Vec<u8>>,
    /// Why the list can be used for no certificate.
    unusable: Option<&'static str>,
    /// Its serial numbers are those of attribute certificates.
    attributes_only: bool,
}

fn names(list: &[u8]) -> der::Result<Vec<Vec<u8>>> {
    let (mut walk, mut found) = (Walk(list), Vec::new());
    while !walk.is_finished() {
        if found.len() == MAX_NAMES {
            return Err(der::ErrorKind::Overlength.into());
        }
        found.push(walk.next()?.der.to_vec());
    }
    if found.is_empty() { Err(der::ErrorKind::Failed.into()) } else { Ok(found) }
}

impl Scope {
    /// Reads an issuingDistributionPoint.
    pub(super) fn read(extension: &[u8]) -> Result<Scope> {
        let parts = || -> der::Result<Scope> {
            let mut walk = Element::single(extension)?.sequence()?;
            let mut scope = Scope::default();
            if let Some(point) = walk.next_if(&[context(0)])? {
                let name = Element::single(point.value)?;
                match name.tag {
                    tag if tag == context(0) => scope.points = names(name.value)?,
                    tag if tag == context(1) => scope.unusable = Some("its point is named within its issuer"),
                    _ => return Err(der::ErrorKind::Failed.into()),
                }
            }
            let flag = |walk: &mut Walk<'_>, number| -> der::Result<bool> {
                match walk.next_if(&[implicit(number)])? {
                    Some(flag) => flag.is_true().map(|()| true),
                    None => Ok(false),
                }
            };
            scope.users_only = flag(&mut walk, 1)?;
            scope.authorities_only = flag(&mut walk, 2)?;
            if walk.next_if(&[implicit(3)])?.is_some() {
                scope.unusable = Some("it holds some reasons of revocation only");
            }
            if flag(&mut walk, 4)? {
                scope.unusable = Some("it is an indirect list, of several authorities");
            }
            if flag(&mut walk, 5)? {
                scope.unusable = Some("it is for attribute certificates only");
                scope.attributes_only = true;
            }
            walk.end()?;
            Ok(scope)
        };
        let scope =
            parts().map_err(|e| Error::new(ErrorKind::BadCrl).because(e).at("issuingDistributionPoint"))?;
        // RFC 5280 §5.2.5: never an empty sequence, and at most one of the three limits.
        if scope == Scope::default() || (scope.users_only && scope.authorities_only) {
            return Err(Error::new(ErrorKind::CrlRules)
                .because("a scope that contradicts itself")
                .at("issuingDistributionPoint"));
        }
        Ok(scope)
    }

    /// Whether its serial numbers are those of certificates as they are read here.
    pub(super) fn is_of_certificates(&self) -> bool {
        !self.attributes_only
    }

    /// Why the list does not speak of this certificate, if it does not.
    pub(super) fn excludes(&self, certificate: &Certificate) -> Option<&'static str> {
        if self.unusable.is_some() {
            return self.unusable;
        }
        if self.users_only || self.authorities_only {
            let Ok(extensions) = certificate.extensions() else {
                return Some("the certificate cannot be read");
            };
            let authority = extensions.basic.is_some_and(|basic| basic.authority);
            if authority && self.users_only {
                return Some("it is not for certificates of authorities");
            }
            if !authority && self.authorities_only {
                return Some("it is for certificates of authorities only");
            }
        }
        let shared = || distribution_points(certificate).iter().any(|name| self.points.contains(name));
        if !self.points.is_empty() && !shared() {
            return Some("it is of another distribution point than the certificate's");
        }
        None
    }
}

/// The full names of a certificate's distribution points (RFC 5280 §4.2.1.13) that its own issuer serves with every
/// reason of revocation. What cannot be read names nothing.
fn distribution_points(certificate: &Certificate) -> Vec<Vec<u8>> {
    let Ok(view) = certificate.view() else { return Vec::new() };
    let is_points = |e: &&_| {
        matches!(
            x509_parser::extensions::X509Extension::parsed_extension(e),
            ParsedExtension::CRLDistributionPoints(_)
        )
    };
    let Some(extension) = view.extensions().iter().find(is_points) else { return Vec::new() };
    let read = || -> der::Result<Vec<Vec<u8>>> {
        let mut points = Element::single(extension.value)?.sequence()?;
        let mut found = Vec::new();
        while !points.is_finished() && found.len() < MAX_NAMES {
            let mut point = points.next()?.expect(Tag::Sequence)?.sequence()?;
            let name = point.next_if(&[context(0)])?;
            // reasons or cRLIssuer follow: such a point has part of the truth, or another's.
            if let (Some(name), true) = (name, point.is_finished()) {
                let name = Element::single(name.value)?;
                if name.tag == context(0) {
                    found.extend(names(name.value)?);
                }
            }
        }
        Ok(found)
    };
    read().unwrap_or_default()
}
