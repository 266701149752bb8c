//! SM2 and SM3 alone: the standards' examples, what a signature and a key must look like, and what they hide.

use super::{
    FileKey, SigningKey, asn1,
    pem::write,
    sm2::{Sm2Key, USER_ID, public_key, sm3, verify},
};
use crate::error::ErrorKind;
use ::sm2::{
    FieldBytes, NonZeroScalar, ProjectivePoint, Scalar, SecretKey,
    dsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier},
    elliptic_curve::{Group, ops::Reduce, point::AffineCoordinates, sec1::ToSec1Point},
};
use der::{AnyRef, Encode, Tag, asn1::ObjectIdentifier, asn1::OctetStringRef};
use zeroize::ZeroizeOnDrop;

fn hex32(text: &str) -> [u8; 32] {
    hex::decode(text.replace(' ', "")).unwrap().try_into().unwrap()
}

/// The example of GB/T 32918.5-2017 A.2 (as GM/T 0003.5-2012 A.2): key, message, user id and signature.
const SECRET: &str = "3945208F 7B2144B1 3F36E38A C6D39F95 88939369 2860B51A 42FB81EF 4DF7C5B8";
const X: &str = "09F9DF31 1E5421A1 50DD7D16 1E4BC5C6 72179FAD 1833FC07 6BB08FF3 56F35020";
const Y: &str = "CCEA490C E26775A5 2DC6EA71 8CC1AA60 0AED05FB F35E084A 6632F607 2DA9AD13";
const R: &str = "F5A03B06 48D2C463 0EEAC513 E1BB81A1 5944DA38 27D5B741 43AC7EAC EEE720B3";
const S: &str = "B1B6AA29 DF212FD8 763182BC 0D421CA1 BB9038FD 1F7F42D4 840B69C4 85BBC1AA";
const MESSAGE: &[u8] = b"message digest";

const ORDER: &str = "FFFFFFFE FFFFFFFF FFFFFFFF FFFFFFFF 7203DF6B 21C6052B 53BBF409 39D54123";
const FIELD: &str = "FFFFFFFE FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF 00000000 FFFFFFFF FFFFFFFF";

fn point(x: [u8; 32], y: [u8; 32]) -> Vec<u8> {
    [&[4][..], &x, &y].concat()
}

fn example_point() -> Vec<u8> {
    point(hex32(X), hex32(Y))
}

/// A positive INTEGER with these magnitude octets, as DER has it.
fn integer(octets: &[u8]) -> Vec<u8> {
    let first = octets.iter().position(|byte| *byte != 0).unwrap_or(octets.len().saturating_sub(1));
    let octets = &octets[first..];
    let padded = if octets[0] >= 0x80 { [&[0], octets].concat() } else { octets.to_vec() };
    AnyRef::new(Tag::Integer, &padded).unwrap().to_der().unwrap()
}

fn pair(r: &[u8], s: &[u8]) -> Vec<u8> {
    asn1::wrap(Tag::Sequence, &[integer(r), integer(s)]).unwrap()
}

fn example_signature() -> Vec<u8> {
    pair(&hex32(R), &hex32(S))
}

#[test]
fn the_standards_example_verifies() {
    assert!(verify(&example_point(), USER_ID, MESSAGE, &example_signature()));
    assert!(!verify(&example_point(), USER_ID, b"message digesu", &example_signature()));
    assert!(!verify(&example_point(), "ALICE123@YAHOO.COM", MESSAGE, &example_signature()));
    assert!(!verify(&example_point(), "", MESSAGE, &example_signature()));
    assert!(!verify(&example_point(), USER_ID, MESSAGE, &pair(&hex32(S), &hex32(R))));
    // A user id whose length in bits does not go into two octets.
    assert!(!verify(&example_point(), &"x".repeat(8192), MESSAGE, &example_signature()));
    let key = Sm2Key::from_pkcs8(&pkcs8(&hex32(SECRET), None)).unwrap();
    assert_eq!(key.point(), example_point());
}

/// GB/T 32905-2016 A.1 and A.2 (as GM/T 0004-2012).
#[test]
fn sm3_gives_the_standards_digests() {
    let digest = |bytes: &[u8]| hex::encode(sm3(bytes).unwrap());
    assert_eq!(digest(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_eq!(
        digest(&b"abcd".repeat(16)),
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    );
}

#[test]
fn signatures_are_strict_der() {
    let refused = |signature: &[u8]| !verify(&example_point(), USER_ID, MESSAGE, signature);
    let good = example_signature();
    let (r, s) = (integer(&hex32(R)), integer(&hex32(S)));
    let sequence = |parts: &[Vec<u8>]| asn1::wrap(Tag::Sequence, parts).unwrap();
    assert!(!refused(&sequence(&[r.clone(), s.clone()])), "the good one");
    assert!(refused(&[&good[..], &[0]].concat()), "a byte after it");
    assert!(refused(&good[..good.len() - 1]), "cut");
    assert!(refused(&sequence(&[r.clone(), s.clone(), integer(&[1])])), "three numbers");
    assert!(refused(&sequence(&[r.clone(), s.clone(), AnyRef::NULL.to_der().unwrap()])), "and a NULL");
    assert!(refused(&sequence(std::slice::from_ref(&r))), "one number");
    assert!(refused(&asn1::wrap(Tag::Set, &[r.clone(), s.clone()]).unwrap()), "a SET");
    assert!(refused(&[hex32(R), hex32(S)].concat()), "raw");
    assert!(refused(b""), "nothing");
    // The same numbers: without the octet that makes them positive, and with one octet more than needed.
    let other = |number: &[u8]| AnyRef::new(Tag::Integer, number).unwrap().to_der().unwrap();
    assert!(refused(&sequence(&[other(&hex32(R)), s.clone()])), "negative r");
    assert!(refused(&sequence(&[r.clone(), other(&hex32(S))])), "negative s");
    assert!(refused(&sequence(&[other(&[&[0, 0][..], &hex32(R)].concat()), s.clone()])), "long r");
    assert!(refused(&sequence(&[r.clone(), other(&[&[0, 0][..], &hex32(S)].concat())])), "long s");
    let octets = |number: &[u8]| OctetStringRef::new(number).unwrap().to_der().unwrap();
    assert!(refused(&sequence(&[r, octets(&hex32(S))])), "an OCTET STRING");
    // Lengths that are indefinite, or longer than needed.
    let content = &good[2..];
    assert!(refused(&[&[0x30, 0x80], content, &[0, 0]].concat()));
    assert!(refused(&[&[0x30, 0x81, content.len() as u8], content].concat()));
}

#[test]
fn r_and_s_lie_between_nought_and_the_order() {
    let (r, s, n, nought) = (hex32(R), hex32(S), hex32(ORDER), [0; 32]);
    for (r, s) in [(nought, s), (r, nought), (n, s), (r, n), ([0xff; 32], s), (r, [0xff; 32])] {
        assert!(Signature::from_der(&pair(&r, &s)).is_err());
        assert!(!verify(&example_point(), USER_ID, MESSAGE, &pair(&r, &s)));
    }
    let mut last = n;
    last[31] -= 1;
    assert!(Signature::from_der(&pair(&last, &last)).is_ok(), "n - 1 is in range");
    assert!(Signature::from_der(&pair(&[&[1][..], &r].concat(), &s)).is_err(), "33 octets");
}

/// Signatures over a digest that was chosen to fit them: all is right but for the one number.
#[test]
fn sums_and_points_that_are_nought_are_refused() {
    let scalar = |bytes: [u8; 32]| <Scalar as Reduce<FieldBytes>>::reduce(&bytes.into());
    let key: VerifyingKey = public_key(&example_point(), USER_ID).unwrap();
    let x_of = |point: ProjectivePoint| <Scalar as Reduce<FieldBytes>>::reduce(&point.to_affine().x());
    let judge = |r: Scalar, s: Scalar, e: Scalar| {
        let signature = Signature::from_scalars(r, s).unwrap();
        key.verify_prehash(&e.to_bytes(), &signature).is_ok()
    };
    let s = scalar([7; 32]);
    let public = ProjectivePoint::from(*key.as_affine());
    // B5 with t = 5: the forged digest is accepted, so that only t decides below.
    let t = Scalar::from(5u64);
    let r = t - s;
    assert!(judge(r, s, r - x_of(ProjectivePoint::generator() * s + public * t)));
    // B5: t = 0.
    assert!(!judge(-s, s, -s - x_of(ProjectivePoint::generator() * s)));
    // B6: [s]G + [t]P is the point at infinity, whose x some would take for 0.
    let d = scalar(hex32(SECRET));
    let r = scalar([9; 32]);
    let s = -(r * d) * (d + Scalar::ONE).invert().unwrap();
    assert!(!judge(r, s, r));
}

#[test]
fn points_are_uncompressed_and_on_the_curve() {
    let good = example_point();
    let signature = example_signature();
    let mut off = good.clone();
    off[64] ^= 1;
    let parity = 2 + (good[64] & 1);
    let compressed = [&[parity][..], &good[1..33]].concat();
    let hybrid = [&[parity + 4][..], &good[1..]].concat();
    let compact = [&[5][..], &good[1..33]].concat();
    let long = [&good[..], &[0]].concat();
    let infinity = vec![0];
    let noughts = [&[4][..], &[0; 64]].concat();
    for point in [off, compressed.clone(), hybrid, compact, long, infinity, noughts, vec![], vec![0; 65]] {
        assert!(public_key(&point, USER_ID).is_none(), "{}", hex::encode(&point));
        assert!(!verify(&point, USER_ID, MESSAGE, &signature));
    }
    assert!(VerifyingKey::from_sec1_bytes(USER_ID, &compressed).is_ok(), "refused for its spelling alone");
}

/// A coordinate below 2^256 − p can be written twice in 32 octets.
#[test]
fn coordinates_are_below_the_field() {
    let small = (1..50u8).find_map(|x| {
        let compressed = [&[2][..], &[0; 31], &[x]].concat();
        VerifyingKey::from_sec1_bytes(USER_ID, &compressed).ok()
    });
    let point = small.unwrap().as_affine().to_sec1_point(false).as_bytes().to_vec();
    assert!(public_key(&point, USER_ID).is_some());
    // p + x in big endian, byte by byte.
    let (mut x, mut carry) = (hex32(FIELD), 0);
    for (byte, add) in x.iter_mut().rev().zip(point[1..33].iter().rev()) {
        let sum = u16::from(*byte) + u16::from(*add) + carry;
        (*byte, carry) = ((sum & 0xff) as u8, sum >> 8);
    }
    assert_eq!(carry, 0);
    let other = [&[4][..], &x, &point[33..]].concat();
    assert!(public_key(&other, USER_ID).is_none());
}

const SM2_CURVE: &str = "1.2.156.10197.1.301";

fn pkcs8_of(curve: &str, secret: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    let oid = |text: &str| ObjectIdentifier::new(text).unwrap().to_der().unwrap();
    let mut key = vec![1u8.to_der().unwrap(), OctetStringRef::new(secret).unwrap().to_der().unwrap()];
    key.extend(public.map(|public| {
        let bits = der::asn1::BitStringRef::from_bytes(public).unwrap().to_der().unwrap();
        asn1::wrap(asn1::context(1), &[bits]).unwrap()
    }));
    let key = asn1::wrap(Tag::Sequence, &key).unwrap();
    let algorithm = asn1::wrap(Tag::Sequence, &[oid("1.2.840.10045.2.1"), oid(curve)]).unwrap();
    let key = OctetStringRef::new(&key).unwrap().to_der().unwrap();
    asn1::wrap(Tag::Sequence, &[0u8.to_der().unwrap(), algorithm, key]).unwrap()
}

fn pkcs8(secret: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    pkcs8_of(SM2_CURVE, secret, public)
}

#[test]
fn key_files_hold_one_good_key() {
    let read = |der: &[u8]| FileKey::from_pem(der, None).map(|_| ()).map_err(|error| error.kind());
    let (secret, n) = (hex32(SECRET), hex32(ORDER));
    let refused = Err(ErrorKind::BadSigningKey);
    assert_eq!(read(&pkcs8(&secret, Some(&example_point()))), Ok(()));
    assert_eq!(read(&pkcs8(&secret, None)), Ok(()), "the public half can be found again");
    assert_eq!(read(write("PRIVATE KEY", &pkcs8(&secret, None)).as_bytes()), Ok(()));
    let mut other = Sm2Key::from_pkcs8(&Sm2Key::generate().unwrap()).unwrap().point().to_vec();
    assert_eq!(read(&pkcs8(&secret, Some(&other))), refused, "another key's public half");
    other[64] ^= 1;
    assert_eq!(read(&pkcs8(&secret, Some(&other))), refused, "a public half off the curve");
    assert_eq!(read(&pkcs8(&[0; 32], None)), refused, "0");
    assert_eq!(read(&pkcs8(&n, None)), refused, "n");
    let mut last = n;
    last[31] -= 1;
    assert_eq!(read(&pkcs8(&last, None)), refused, "n - 1, which cannot sign");
    assert!(SecretKey::from_slice(&last).is_ok(), "refused by nobody but us");
    last[31] -= 1;
    assert_eq!(read(&pkcs8(&last, None)), Ok(()), "n - 2");
    // Some programs leave out leading zeros, against RFC 5915 §3; what they mean is one number all the same.
    let spki = |der: &[u8]| FileKey::from_pem(der, None).unwrap().spki_der().unwrap().to_vec();
    let padded = [&[0], &secret[..31]].concat();
    assert_eq!(spki(&pkcs8(&secret[..31], None)), spki(&pkcs8(&padded, None)));
    assert_eq!(read(&pkcs8(&secret[..23], None)), refused, "23 octets");
    assert_eq!(read(&pkcs8(&[&[0][..], &secret].concat(), None)), refused, "33 octets");
    // secp256k1: of no kind that is known.
    assert_eq!(read(&pkcs8_of("1.3.132.0.10", &secret, None)), refused);
    assert_eq!(read(&[pkcs8(&secret, None), vec![0]].concat()), refused, "a byte after it");
}

#[test]
fn signatures_are_for_one_user_id_and_never_the_same() {
    let key = Sm2Key::from_pkcs8(&pkcs8(&hex32(SECRET), None)).unwrap();
    let (one, two) = (key.sign("a", MESSAGE).unwrap(), key.sign("a", MESSAGE).unwrap());
    assert_ne!(one, two, "randomness goes into each");
    for signature in [one, two] {
        assert!(verify(key.point(), "a", MESSAGE, &signature));
        assert!(!verify(key.point(), USER_ID, MESSAGE, &signature));
    }
    let file = FileKey::from_pem(&pkcs8(&hex32(SECRET), None), None).unwrap();
    assert!(
        verify(key.point(), USER_ID, MESSAGE, &file.sign(MESSAGE).unwrap()),
        "a file key has the usual id"
    );
    assert_eq!(key.sign(&"x".repeat(8192), MESSAGE).unwrap_err().kind(), ErrorKind::SigningFailed);
}

#[test]
fn secrets_are_wiped_and_do_not_print() {
    fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<SecretKey>();
    assert!(NonZeroScalar::try_from(&[0xa7; 32][..]).is_ok());
    let key = Sm2Key::from_pkcs8(&pkcs8(&[0xa7; 32], None)).unwrap();
    assert_eq!(format!("{key:?}"), "Sm2Key(secret)");
    assert_eq!(format!("{key:#?}"), "Sm2Key(secret)");
}
