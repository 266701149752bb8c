//! Numbers by which a natural person is identified: they are compared, never shown (SPEC §6.5).

use super::{
    composed::Composed,
    credit_code::credit_code_is_valid,
    names_text::{COMMON_NAME, GIVEN_NAME, ORGANISATION_IDENTIFIER, SERIAL_NUMBER, SURNAME, values},
};
use x509_parser::prelude::X509Name;

/// What stands in the place of a number.
pub(super) const CONCEALED: &str = "***";

/// Types of natural person semantics identifiers (ETSI EN 319 412-1 §5.1.3): passport, identity card, personal
/// number, tax numbers.
const PERSONAL: [&str; 5] = ["PAS", "IDC", "PNO", "TAX", "TIN"];

/// No number that is concealed is shorter: what is cut out of a name must be more than a chance match.
const SHORTEST: usize = 6;

/// How many serial numbers and how many common names are looked through. In a subject with more of either, every value
/// is concealed: each number is looked for in each value, and the time for that must not grow with their product.
const MOST: usize = 16;

/// The number within a natural person semantics identifier, such as that of `PNOEE-38001085718`.
pub(super) fn personal_number(value: &str) -> Option<&str> {
    let (kind, number) = value.split_once('-')?;
    let (kind, country) = kind.split_at_checked(3)?;
    let known = PERSONAL.contains(&kind) && country.len() == 2;
    (known && country.bytes().all(|b| b.is_ascii_uppercase())).then_some(number)
}

/// The numbers that a subject's own attributes say to be those of a person.
#[derive(Default)]
pub(super) struct Numbers {
    told: Vec<String>,
    /// Whether the subject is a natural person, so that numbers without a type in it are that person's.
    person: bool,
    /// Whether there are too many to look for.
    too_many: bool,
}

impl Numbers {
    /// The numbers of a subject. An untyped serialNumber is a person's where surname and given name stand beside it,
    /// unless it is the organisation's, as in the seals of some authorities.
    pub(super) fn of(subject: &X509Name<'_>) -> Numbers {
        let named = |oid| !values(subject, oid).is_empty();
        let person = named(GIVEN_NAME) && named(SURNAME);
        let (serials, common_names) = (values(subject, SERIAL_NUMBER), values(subject, COMMON_NAME));
        if serials.len() > MOST || common_names.len() > MOST {
            return Numbers { told: Vec::new(), person, too_many: true };
        }
        let organisations = values(subject, ORGANISATION_IDENTIFIER);
        let serials = serials.iter().filter_map(|value| {
            let number = match personal_number(value) {
                Some(number) => number,
                None if person => value.as_str(),
                None => return None,
            };
            let public = credit_code_is_valid(number) || organisations.iter().any(|id| id.contains(number));
            (!public).then_some(number)
        });
        let composed = common_names.iter().filter_map(|name| Composed::read(name)?.personal_number());
        let composed = composed.flat_map(|number| {
            // The first digit may tell the kind of document, and then the number behind it is another's.
            let behind = number.strip_prefix(|first: char| first.is_ascii_digit());
            [Some(number), behind].into_iter().flatten()
        });
        let told = serials.chain(composed).filter(|number| number.len() >= SHORTEST).map(str::to_owned);
        Numbers { told: told.collect(), person, too_many: false }
    }

    /// A name without these numbers; `None` if nothing is left of it.
    pub(super) fn conceal_name(&self, name: &str) -> Option<String> {
        Some(self.conceal(name)).filter(|left| left.chars().any(char::is_alphanumeric))
    }

    /// A text without these numbers, without resident identity numbers, without the number in a composed name, and, if
    /// the subject is a person, without Spanish ones, which authorities write into common names and surnames.
    pub(super) fn conceal(&self, text: &str) -> String {
        if self.too_many {
            return CONCEALED.to_owned();
        }
        let mut text = without_composed(text);
        for number in &self.told {
            text = text.replace(number.as_str(), CONCEALED);
        }
        text = without(&text, 18, is_resident_number);
        if self.person {
            text = without(&text, 9, is_spanish_number);
        }
        text
    }
}

/// A composed name without its number, however short, unless that is a credit code; any other text as it is.
fn without_composed(text: &str) -> String {
    if Composed::read(text).and_then(|composed| composed.personal_number()).is_none() {
        return text.to_owned();
    }
    let fields = text.split('@').enumerate().map(|(at, field)| if at == 2 { CONCEALED } else { field });
    fields.collect::<Vec<_>>().join("@")
}

/// The text with every window of this many bytes that is such a number replaced.
fn without(text: &str, length: usize, is_number: fn(&[u8]) -> bool) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // `get` is `None` where the window would cut a character: then it holds more than digits and letters.
        match rest.get(..length).zip(rest.get(length..)) {
            Some((window, behind)) if is_number(window.as_bytes()) => {
                left.push_str(CONCEALED);
                rest = behind;
            }
            _ => {
                left.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    left
}

/// Whether these bytes are a Chinese resident identity number 公民身份号码 (GB 11643-1999): a place, a date of birth
/// from 1900 to 2099, a sequence, and the check character of ISO 7064 MOD 11-2. A credit code is not one, though it
/// may be all digits.
fn is_resident_number(bytes: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let Some((check, digits)) = bytes.split_last() else { return false };
    if digits.len() != WEIGHTS.len() || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |at: std::ops::Range<usize>| {
        digits.get(at).unwrap_or_default().iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    let born = (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let right = CHECKS.get((sum % 11) as usize) == Some(&check.to_ascii_uppercase());
    born && right && !std::str::from_utf8(bytes).is_ok_and(credit_code_is_valid)
}

/// Whether these bytes are a Spanish DNI or NIE: eight digits, the first of which may be X, Y or Z for 0, 1 or 2, and
/// the letter of their remainder by 23 (Real Decreto 1553/2005 and Orden INT/2058/2008).
fn is_spanish_number(bytes: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let Some((letter, digits)) = bytes.split_last() else { return false };
    let value = digits.iter().enumerate().try_fold(0usize, |sum, (at, byte)| {
        let digit = match (at, byte) {
            (_, b'0'..=b'9') => byte - b'0',
            (0, b'X'..=b'Z') => byte - b'X',
            _ => return None,
        };
        Some(sum * 10 + usize::from(digit))
    });
    digits.len() == 8 && value.is_some_and(|value| LETTERS.get(value % 23) == Some(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A resident number that is nobody's: its place 110101 is real, its sequence made up.
    const RESIDENT: &str = "11010119900307793X";

    fn check(digits: &str) -> String {
        let all = b"0123456789X".iter().map(|c| format!("{digits}{}", *c as char));
        let good: Vec<String> = all.filter(|n| is_resident_number(n.as_bytes())).collect();
        assert_eq!(good.len(), 1, "exactly one check character fits {digits}");
        good[0].clone()
    }

    #[test]
    fn a_resident_number_has_a_date_and_one_check_character() {
        let number = check("11010119900307793");
        assert!(is_resident_number(number.to_lowercase().as_bytes()));
        // The example of GB 11643-1999, annex A.
        assert_eq!(check("11010519491231002"), "11010519491231002X");
        let any = |digits: &str| {
            b"0123456789X".iter().any(|c| is_resident_number(format!("{digits}{}", *c as char).as_bytes()))
        };
        for no_date in [
            "11010118990307793",
            "11010121000307793",
            "11010119901307793",
            "11010119900032793",
            "11010119900307A93",
            "1101011990030779",
        ] {
            assert!(!any(no_date), "{no_date}");
        }
    }

    #[test]
    fn a_credit_code_of_digits_is_no_resident_number() {
        // Both checks hold for this one: a credit code is meant to be read.
        let both = (0..100_000u32).map(|n| format!("911101199003{n:05}")).find_map(|digits| {
            (0..10).map(|c| format!("{digits}{c}")).find(|n| {
                credit_code_is_valid(n) && {
                    let bytes = n.as_bytes();
                    let sum: u32 = bytes[..17]
                        .iter()
                        .zip([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
                        .map(|(d, w)| u32::from(d - b'0') * w)
                        .sum();
                    b"10X98765432"[(sum % 11) as usize] == bytes[17]
                }
            })
        });
        assert!(!is_resident_number(both.unwrap().as_bytes()));
    }

    #[test]
    fn numbers_are_cut_out_and_nothing_else() {
        let number = check(&RESIDENT[..17]);
        let nobody = Numbers::default();
        assert_eq!(nobody.conceal(&format!("张三@{number}@1")), "张三@***@1");
        assert_eq!(nobody.conceal("051@张三@1E12@1"), "051@张三@***@1");
        assert_eq!(nobody.conceal(&format!("1@5013SF0{number}")), "1@5013SF0***");
        assert_eq!(nobody.conceal(&format!("{number}{number}")), "******");
        for kept in ["", "公司", "91350100M000100Y43", "914403001922038216", "00000000T"] {
            assert_eq!(nobody.conceal(kept), kept);
        }
        let told = Numbers { told: vec!["38001085718".into()], ..Numbers::default() };
        assert_eq!(told.conceal("JÕEORG,JAAK-KRISTJAN,38001085718"), "JÕEORG,JAAK-KRISTJAN,***");
        let person = Numbers { person: true, ..Numbers::default() };
        assert_eq!(person.conceal("FERNÁNDEZ - DNI 00000000T"), "FERNÁNDEZ - DNI ***");
        assert_eq!(person.conceal("X0000000T"), "***");
        for kept in ["00000000R", "0000000T", "A0000000T"] {
            assert_eq!(person.conceal(kept), kept);
        }
    }

    #[test]
    fn personal_identifiers_are_those_of_etsi() {
        for kind in PERSONAL {
            assert_eq!(personal_number(&format!("{kind}EE-123456")), Some("123456"));
        }
        for other in
            ["NTREE-123456", "VATES-A39200019", "PNO-123456", "PNOee-1", "PNOEEE-1", "IDC", "公司-1", ""]
        {
            assert_eq!(personal_number(other), None, "{other}");
        }
    }
}
