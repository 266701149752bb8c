//! The ways in which a token makes the signatures of §6.2, and what becomes of what it gives.

use super::{asn1, scheme::SignatureScheme};
use cryptoki::mechanism::{
    Mechanism, MechanismType,
    rsa::{PkcsMgfType, PkcsPssParams},
};
use der::{Encode, Tag, asn1::UintRef};
use sha2::{Digest, Sha256, Sha384};

/// `DigestInfo` of a SHA-256 digest, up to the digest (RFC 8017 §9.2, note 1).
const DIGEST_INFO_SHA256: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// What is handed to a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The message, which the token hashes; it can be given in parts.
    Message,
    /// Our digest of it.
    Digest,
    /// Our digest with the name of its algorithm.
    DigestInfo,
}

/// One way to make a signature.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) mechanism: Mechanism<'static>,
    pub(super) input: Input,
}

fn pss() -> PkcsPssParams {
    PkcsPssParams { hash_alg: MechanismType::SHA256, mgf: PkcsMgfType::MGF1_SHA256, s_len: 32.into() }
}

/// The ways for a scheme, the best first; none for a scheme that tokens are not asked for.
///
/// RSA: the token hashes itself where it can, as a token may refuse what it has not hashed. ECDSA: our digest, which
/// every token takes. But a key that asks for the PIN at each signature must be given it between the beginning of the
/// signature and its end, which takes a mechanism that works in parts: one that hashes.
pub(super) fn ways(scheme: SignatureScheme, always_authenticate: bool) -> Vec<Way> {
    let hashing = |mechanism| Way { mechanism, input: Input::Message };
    let plain = |mechanism| Way { mechanism, input: Input::Digest };
    let mut ways = match scheme {
        SignatureScheme::RsaPkcs1Sha256 => vec![
            hashing(Mechanism::Sha256RsaPkcs),
            Way { mechanism: Mechanism::RsaPkcs, input: Input::DigestInfo },
        ],
        SignatureScheme::RsaPssSha256 => {
            vec![hashing(Mechanism::Sha256RsaPkcsPss(pss())), plain(Mechanism::RsaPkcsPss(pss()))]
        }
        SignatureScheme::EcdsaP256Sha256 => {
            vec![plain(Mechanism::Ecdsa), hashing(Mechanism::EcdsaSha256)]
        }
        SignatureScheme::EcdsaP384Sha384 => {
            vec![plain(Mechanism::Ecdsa), hashing(Mechanism::EcdsaSha384)]
        }
        _ => Vec::new(),
    };
    if always_authenticate {
        ways.sort_by_key(|way| way.input != Input::Message);
    }
    ways
}

/// The bytes that go to the token.
pub(super) fn input(scheme: SignatureScheme, input: Input, message: &[u8]) -> Vec<u8> {
    match input {
        Input::Message => message.to_vec(),
        Input::Digest if scheme == SignatureScheme::EcdsaP384Sha384 => Sha384::digest(message).to_vec(),
        Input::Digest => Sha256::digest(message).to_vec(),
        Input::DigestInfo => [&DIGEST_INFO_SHA256[..], &Sha256::digest(message)].concat(),
    }
}

/// The signature in the form of §6.2, or `None` if the token gave something else. ECDSA signatures of tokens are
/// r and s side by side (PKCS #11 v2.40 §2.3.1); RSA signatures are what they are, and are verified later.
pub(super) fn output(scheme: SignatureScheme, given: Vec<u8>) -> Option<Vec<u8>> {
    let half = match scheme {
        SignatureScheme::EcdsaP256Sha256 => 32,
        SignatureScheme::EcdsaP384Sha384 => 48,
        _ => return Some(given),
    };
    if given.len() != 2 * half {
        return None;
    }
    let (r, s) = given.split_at(half);
    let number = |bytes: &[u8]| UintRef::new(bytes).and_then(|number| number.to_der());
    asn1::wrap(Tag::Sequence, &[number(r).ok()?, number(s).ok()?]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::{KeyType, issue::tests::fresh_key, verify_signature};
    use ring::rand::SystemRandom;
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    };

    /// ring signs in the tokens' form; what we make of it must verify. Often enough for r and s to begin with zeros
    /// and with a set bit.
    #[test]
    fn what_stands_side_by_side_becomes_der() {
        let of = |key, algorithm: &'static EcdsaSigningAlgorithm, scheme| {
            let pem = fresh_key(key);
            let der = crate::ca::pem::blocks(pem.as_bytes(), 1).unwrap().remove(0).der;
            let rng = SystemRandom::new();
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der, &rng).unwrap();
            let file = crate::ca::FileKey::from_pem(pem.as_bytes(), None).unwrap();
            let spki = crate::ca::SigningKey::spki_der(&file).unwrap();
            for n in 0..600_u32 {
                let message = n.to_be_bytes();
                let raw = pair.sign(&rng, &message).unwrap().as_ref().to_vec();
                let der = output(scheme, raw.clone()).unwrap();
                verify_signature(spki, scheme, &message, &der).unwrap();
                assert_eq!(output(scheme, raw[1..].to_vec()), None);
                assert_eq!(output(scheme, der.clone()), None, "already DER");
            }
        };
        of(KeyType::P256, &ECDSA_P256_SHA256_FIXED_SIGNING, SignatureScheme::EcdsaP256Sha256);
        of(KeyType::P384, &ECDSA_P384_SHA384_FIXED_SIGNING, SignatureScheme::EcdsaP384Sha384);
    }

    #[test]
    fn nothing_of_any_length_panics() {
        for length in 0..200 {
            for byte in [0, 0x7f, 0xff] {
                for scheme in [SignatureScheme::EcdsaP256Sha256, SignatureScheme::EcdsaP384Sha384] {
                    let given = output(scheme, vec![byte; length]);
                    assert!(given.is_none() || [64, 96].contains(&length));
                }
            }
        }
    }

    #[test]
    fn a_key_that_always_asks_is_signed_with_in_parts_where_that_can_be() {
        for scheme in [SignatureScheme::RsaPkcs1Sha256, SignatureScheme::EcdsaP256Sha256] {
            assert_eq!(ways(scheme, true)[0].input, Input::Message);
        }
        assert_eq!(ways(SignatureScheme::EcdsaP384Sha384, false)[0].input, Input::Digest);
        assert!(ways(SignatureScheme::Ed25519, false).is_empty());
    }
}
