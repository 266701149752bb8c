//! The unified social credit code 统一社会信用代码 (GB 32100-2015), by which Chinese organisations are told apart.

/// The characters in the order of their values 0 to 30; I, O, S, V and Z are not used (GB 32100-2015).
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether this is a code of 18 characters with the right check character.
///
/// The value of character `i` (from 1) has the weight `3^(i−1) mod 31`, and the 18th character's value is
/// `(31 − sum mod 31) mod 31` over the first 17. Lower case is not accepted.
///
/// ```
/// use sealbid::ca::credit_code_is_valid;
/// assert!(credit_code_is_valid("91350100M000100Y43")); // the example that everybody prints
/// assert!(!credit_code_is_valid("91350100M000100Y44"));
/// ```
pub fn credit_code_is_valid(code: &str) -> bool {
    let value = |byte: u8| ALPHABET.iter().position(|c| *c == byte);
    let Some((check, body)) = code.as_bytes().split_last() else { return false };
    if body.len() != 17 {
        return false;
    }
    let mut weight = 1;
    let mut sum = 0;
    for byte in body {
        let Some(value) = value(*byte) else { return false };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    value(*check) == Some((31 - sum % 31) % 31)
}

/// The codes in a name or extension value: the whole value, what follows the prefix of a semantic identifier for
/// China (`NTRCN-`, `VATCN-`; ETSI EN 319 412-1 §5.1.4), or fields of a name composed with `@`, in which an `N` before
/// the code stands for the kind of document (as in `051@N91350100M000100Y43@公司@1`).
pub(super) fn all(value: &str) -> impl Iterator<Item = String> {
    value.split('@').map(str::trim).filter_map(|field| {
        let field = match field.get(..6) {
            Some("NTRCN-" | "VATCN-") => field.get(6..)?,
            _ => field,
        };
        let code = if field.len() == 19 { field.strip_prefix(['N', 'Z'])? } else { field };
        credit_code_is_valid(code).then(|| code.to_owned())
    })
}

/// The first of these codes.
pub(super) fn find(value: &str) -> Option<String> {
    all(value).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 3] = ["91350100M000100Y43", "914403001922038216", "91330100799655058B"];

    #[test]
    fn every_single_wrong_character_is_noticed() {
        for good in GOOD {
            assert!(credit_code_is_valid(good), "{good}");
            for at in 0..18 {
                for byte in ALPHABET {
                    let mut bytes = good.as_bytes().to_vec();
                    if bytes[at] == *byte {
                        continue;
                    }
                    bytes[at] = *byte;
                    assert!(!credit_code_is_valid(std::str::from_utf8(&bytes).unwrap()));
                }
            }
        }
        for bad in ["", "9", "91350100m000100y43", "91350100M000100Y4", "91350100M000100Y430", "九一三五零零"]
        {
            assert!(!credit_code_is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn the_code_is_found_in_its_usual_dress() {
        for (value, found) in [
            ("91350100M000100Y43", true),
            (" 91350100M000100Y43 ", true),
            ("NTRCN-91350100M000100Y43", true),
            ("VATCN-91350100M000100Y43", true),
            ("051@N91350100M000100Y43@公司@1", true),
            ("公司@91350100M000100Y43", true),
            ("NTRDE-91350100M000100Y43", false),
            ("X91350100M000100Y43", false),
            ("公司91350100M000100Y43", false),
            ("91350100M000100Y44", false),
            ("", false),
        ] {
            assert_eq!(find(value).is_some(), found, "{value}");
        }
    }
}
