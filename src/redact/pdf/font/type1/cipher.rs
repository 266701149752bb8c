//! The cipher of Type 1 programs, which hides nothing: its keys are in the standard (Adobe Type 1 Font Format §7).

/// §7.3: the cipher of the program, and of each charstring.
pub(super) fn decrypt(bytes: &[u8], key: u16, lead: usize) -> Vec<u8> {
    let mut r = key;
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        out.push(byte ^ (r >> 8) as u8);
        r = u16::from(*byte).wrapping_add(r).wrapping_mul(52845).wrapping_add(22719);
    }
    out.drain(..lead.min(out.len()));
    out
}

pub(super) fn encrypt(bytes: &[u8], key: u16, lead: usize) -> Vec<u8> {
    let mut r = key;
    let mut out = Vec::with_capacity(bytes.len() + lead);
    for byte in std::iter::repeat_n(&0, lead).chain(bytes) {
        let cipher = byte ^ (r >> 8) as u8;
        r = u16::from(cipher).wrapping_add(r).wrapping_mul(52845).wrapping_add(22719);
        out.push(cipher);
    }
    out
}

pub(super) const EEXEC: u16 = 55665;
pub(super) const CHARSTRING: u16 = 4330;
