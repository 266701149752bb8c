//! Common names of four fields: who registered, the subject's name, its number, a sequence number (SPEC §6.5).

use super::credit_code;

/// The fields of a composed common name that say something about the subject.
#[derive(Clone, Copy)]
pub(super) struct Composed<'a> {
    pub(super) name: &'a str,
    number: &'a str,
}

impl<'a> Composed<'a> {
    pub(super) fn read(common_name: &'a str) -> Option<Composed<'a>> {
        let mut fields = common_name.split('@').map(str::trim);
        let (_, name, number, sequence) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let whole = fields.next().is_none() && !name.is_empty() && !number.is_empty();
        let counted = !sequence.is_empty() && sequence.bytes().all(|b| b.is_ascii_digit());
        (whole && counted).then_some(Composed { name, number })
    }

    /// Whether the number is a credit code, and so the subject an organisation.
    pub(super) fn is_organisation(&self) -> bool {
        credit_code::find(self.number).is_some()
    }

    /// The number, where it is no credit code: then it may be that of a passport or of an identity card of 15 digits,
    /// which nothing but its place tells.
    pub(super) fn personal_number(&self) -> Option<&'a str> {
        (!self.is_organisation()).then_some(self.number)
    }
}
