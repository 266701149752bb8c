//! Name constraints: the names that an authority may certify (RFC 5280 §4.2.1.10, SPEC §6.4).

use super::{
    asn1,
    general_name::{Fit, GeneralName},
};
use crate::error::{Error, ErrorKind, Result};
use der::Tagged;

/// A NameConstraints extension, understood.
#[derive(Clone, Debug)]
pub(super) struct NameConstraints {
    permitted: Vec<GeneralName>,
    excluded: Vec<GeneralName>,
}

impl NameConstraints {
    /// Reads the extension's value. One that is not exactly as RFC 5280 wants it is an error: what it was meant to
    /// forbid cannot be known. Lists have at most 256 names, so there are at most 256 · 256 comparisons.
    pub(super) fn read(value: &[u8]) -> std::result::Result<NameConstraints, String> {
        let unreadable = |error: der::Error| error.to_string();
        let mut constraints = NameConstraints { permitted: Vec::new(), excluded: Vec::new() };
        let lists = asn1::sequence(asn1::single(value).map_err(unreadable)?).map_err(unreadable)?;
        let mut last = None;
        for list in &lists {
            let number = (0..=1).find(|number| list.tag() == asn1::context(*number));
            let Some(number) = number.filter(|number| last < Some(*number)) else {
                return Err("lists of other names than permitted and excluded ones".to_owned());
            };
            last = Some(number);
            let subtrees = asn1::elements(list.value()).map_err(unreadable)?;
            if subtrees.is_empty() {
                return Err("an empty list".to_owned());
            }
            for subtree in subtrees {
                let fields = asn1::sequence(subtree).map_err(unreadable)?;
                // RFC 5280 §4.2.1.10: minimum MUST be zero, which DER leaves out, and maximum MUST be absent.
                let [base] = fields.as_slice() else { return Err("a minimum or maximum".to_owned()) };
                let base = GeneralName::read(*base).map_err(unreadable)?;
                if !base.is_good_base() {
                    return Err(format!("{} is not the base of a name space", base.kind()));
                }
                match number {
                    0 => constraints.permitted.push(base),
                    _ => constraints.excluded.push(base),
                }
            }
        }
        if lists.is_empty() { Err("no list".to_owned()) } else { Ok(constraints) }
    }

    /// Checks the names of a certificate somewhere below.
    ///
    /// # Errors
    /// [`ErrorKind::NameConstraints`], with the kind of the name. The name itself may hold an identity number.
    pub(super) fn check(&self, names: &[GeneralName]) -> Result<()> {
        let refused = |name: &GeneralName, why: &str| {
            Err(Error::new(ErrorKind::NameConstraints).because(format_args!("{} {why}", name.kind())))
        };
        for name in names {
            for base in &self.excluded {
                match name.fits(base, true) {
                    Fit::Inside => return refused(name, "is excluded"),
                    Fit::Unknown => return refused(name, "cannot be judged"),
                    Fit::Outside | Fit::OtherKind => {}
                }
            }
            let (mut asked, mut inside) = (false, false);
            for base in &self.permitted {
                match name.fits(base, false) {
                    Fit::Inside => inside = true,
                    Fit::Unknown => return refused(name, "cannot be judged"),
                    Fit::Outside => asked = true,
                    Fit::OtherKind => {}
                }
            }
            if asked && !inside {
                return refused(name, "is not permitted");
            }
        }
        Ok(())
    }
}
