//! Paths that are hard to find, names that are written in two ways, and what authorities may not certify.

use super::{
    Certificate, KeyType, RehearsalCa, Revocation, TrustAnchors, asn1,
    issue::tests::{authority_extensions, ca, cross, exactly, identity_of, renamed, root_with, time},
    path::Search,
    template::{extension, name},
    verify_chain,
};
use crate::error::ErrorKind;
use der::{AnyRef, Encode, Tag, asn1::OctetStringRef};

const SIGNS: u8 = 0b0000_0110;

fn verdict(leaf: &Certificate, between: &[Certificate], anchors: &TrustAnchors) -> Result<usize, ErrorKind> {
    let at = time("2026-01-01T00:00:00Z");
    let chain = verify_chain(leaf, between, anchors, &Revocation::unchecked(), at);
    chain.map(|chain| chain.certificates.len()).map_err(|error| error.kind())
}

fn trusting(roots: &[&RehearsalCa]) -> TrustAnchors {
    TrustAnchors::new(roots.iter().map(|root| root.certificate().clone()).collect()).unwrap()
}

fn below(root: &RehearsalCa, name: &str) -> RehearsalCa {
    root.intermediate(name, time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z")).unwrap()
}

#[test]
fn a_name_in_another_string_type_is_the_same_name() {
    let root = ca();
    let between = below(&root, "Zhengzhou CA");
    let (_, leaf) = identity_of(&between, KeyType::P256);
    for (tag, name, expected) in [
        (Tag::PrintableString, &b"Zhengzhou CA"[..], Ok(3)),
        (Tag::PrintableString, b"ZHENGZHOU  CA ", Ok(3)),
        (Tag::PrintableString, b"ZhengzhouCA", Err(ErrorKind::NoTrustedChain)),
    ] {
        let other = renamed(&root, &between, tag, name);
        assert_eq!(verdict(&leaf, &[other], &trusting(&[&root])), expected, "{name:?}");
    }
}

#[test]
fn a_wrong_signature_is_found_wherever_it_is() {
    let root = ca();
    let between = below(&root, "Between");
    let (_, leaf) = identity_of(&between, KeyType::P256);
    let damaged = |certificate: &Certificate| {
        let mut der = certificate.der().to_vec();
        let last = der.len() - 1;
        der[last] ^= 1;
        Certificate::from_der(&der).unwrap()
    };
    let (good, anchors) = (between.certificate(), trusting(&[&root]));
    assert_eq!(verdict(&leaf, std::slice::from_ref(good), &anchors), Ok(3));
    for (leaf, between) in [(damaged(&leaf), good.clone()), (leaf.clone(), damaged(good))] {
        assert_eq!(verdict(&leaf, &[between], &anchors), Err(ErrorKind::ChainSignature));
    }
    // Beside a good one it does not matter.
    assert_eq!(verdict(&leaf, &[damaged(good), good.clone()], &anchors), Ok(3));
}

#[test]
fn an_authority_of_the_same_name_with_another_key_is_passed_over() {
    let root = ca();
    let (one, two) = (below(&root, "Between"), below(&root, "Between"));
    let (_, leaf) = identity_of(&one, KeyType::P256);
    let anchors = trusting(&[&root]);
    assert_eq!(verdict(&leaf, &[two.certificate().clone()], &anchors), Err(ErrorKind::NoTrustedChain));
    assert_eq!(verdict(&leaf, &[two.certificate().clone(), one.certificate().clone()], &anchors), Ok(3));
}

#[test]
fn circles_end() {
    let (root, stranger) = (ca(), ca());
    let (a, b) = (below(&stranger, "A"), below(&stranger, "B"));
    let circle = [cross(&a, &b), cross(&b, &a)];
    let (_, leaf) = identity_of(&a, KeyType::P256);
    assert_eq!(verdict(&leaf, &circle, &trusting(&[&root])), Err(ErrorKind::NoTrustedChain));
    // A way out of the circle is found.
    let way_out = cross(&root, &b);
    assert_eq!(verdict(&leaf, &[&circle[..], &[way_out]].concat(), &trusting(&[&root])), Ok(4));
}

#[test]
fn a_path_has_at_most_six_certificates_in_between() {
    let root = ca();
    let mut authorities = vec![below(&root, "1")];
    for n in 2..=7 {
        authorities.push(below(&authorities[n - 2], &n.to_string()));
    }
    let between: Vec<_> = authorities.iter().map(|ca| ca.certificate().clone()).collect();
    let (_, sixth) = identity_of(&authorities[5], KeyType::P256);
    let (_, seventh) = identity_of(&authorities[6], KeyType::P256);
    let anchors = trusting(&[&root]);
    assert_eq!(verdict(&sixth, &between, &anchors), Ok(8));
    assert_eq!(verdict(&seventh, &between, &anchors), Err(ErrorKind::NoTrustedChain));
}

/// Authorities that all certify each other: as many paths as there are orders of them. The way out is found, if it is
/// within what one search may cost.
#[test]
fn a_mesh_of_authorities_ends() {
    let (root, stranger) = (ca(), ca());
    let mesh: Vec<_> = (0..12).map(|n| below(&stranger, &n.to_string())).collect();
    let pairs = mesh.iter().flat_map(|a| mesh.iter().map(move |b| (a, b)));
    let mut between: Vec<_> =
        pairs.filter(|(a, b)| !std::ptr::eq(*a, *b)).map(|(a, b)| cross(a, b)).collect();
    let (_, leaf) = identity_of(&mesh[0], KeyType::P256);
    assert_eq!(verdict(&leaf, &between, &trusting(&[&root])), Err(ErrorKind::NoTrustedChain));
    between.insert(0, cross(&root, &mesh[0]));
    assert_eq!(verdict(&leaf, &between, &trusting(&[&root])), Ok(3));
}

#[test]
fn signatures_are_counted() {
    let (root, stranger) = (ca(), ca());
    let real = below(&root, "Between");
    let (_, leaf) = identity_of(&real, KeyType::P256);
    let key = OctetStringRef::new(real.certificate().key_identifier().unwrap()).unwrap().to_der().unwrap();
    // They say that they are the real one, and only a signature tells that they are not.
    let mut between: Vec<Certificate> = (0..110)
        .map(|_| {
            let own = |[_, authority]: [Vec<u8>; 2]| {
                let identifiers = vec![extension("2.5.29.14", false, &key).unwrap(), authority];
                [identifiers, authority_extensions(None, SIGNS)].concat()
            };
            exactly(&stranger, "Between", &[1], own).certificate().clone()
        })
        .collect();
    between.push(real.certificate().clone());
    assert_eq!(verdict(&leaf, &between, &trusting(&[&root])), Err(ErrorKind::ChainSignature));
    assert_eq!(verdict(&leaf, &between[20..], &trusting(&[&root])), Ok(3));
}

#[test]
fn paths_are_counted() {
    // One root excludes the bidder's name; the other does not.
    let bidder = identity_of(&ca(), KeyType::P256).1;
    let base = tagged(4, true, bidder.subject_der());
    let strict = root_with(
        [authority_extensions(None, SIGNS), vec![constraints(true, &[(1, base)])]].concat(),
        "2060-01-01T00:00:00Z",
    );
    let (lenient, own) = (ca(), below(&ca(), "Between"));
    let (_, leaf) = identity_of(&own, KeyType::P256);
    let mut between: Vec<Certificate> = (0..70).map(|_| cross(&strict, &own)).collect();
    between.push(cross(&lenient, &own));
    let anchors = trusting(&[&strict, &lenient]);
    assert_eq!(verdict(&leaf, &between, &anchors), Err(ErrorKind::NameConstraints));
    assert_eq!(verdict(&leaf, &between[10..], &anchors), Ok(3));
}

#[test]
fn a_certificate_that_is_given_often_is_looked_at_once() {
    let root = ca();
    let between = below(&root, "Between");
    let (_, leaf) = identity_of(&between, KeyType::P256);
    let often = vec![between.certificate().clone(); 200];
    let anchors = trusting(&[&root, &root, &root]);
    let unchecked = Revocation::unchecked();
    let search = Search::new(&leaf, &often, &anchors, &unchecked, time("2026-01-01T00:00:00Z"));
    assert_eq!(search.issuers(), 2);
    assert_eq!(verdict(&leaf, &often, &anchors), Ok(3));
}

fn policies(critical: bool, oids: &[&str]) -> Vec<u8> {
    let one = |oid: &&str| {
        let id = der::asn1::ObjectIdentifier::new(oid).unwrap().to_der().unwrap();
        asn1::wrap(Tag::Sequence, &[id]).unwrap()
    };
    let list = asn1::wrap(Tag::Sequence, &oids.iter().map(one).collect::<Vec<_>>()).unwrap();
    extension("2.5.29.32", critical, &list).unwrap()
}

#[test]
fn critical_policies_pass_where_one_of_them_is_accepted() {
    let root = ca();
    let accepting = |list: &[&str]| {
        trusting(&[&root]).accepting_policies(list.iter().map(|oid| (*oid).to_owned()).collect()).unwrap()
    };
    let leaf = |critical, oids: &[&str]| {
        let extensions = |ids: [Vec<u8>; 2]| [ids.to_vec(), vec![policies(critical, oids)]].concat();
        exactly(&root, "Leaf", &[1], extensions).certificate().clone()
    };
    let refused = Err(ErrorKind::CertificatePolicy);
    assert_eq!(verdict(&leaf(true, &["1.2.3", "1.2.4"]), &[], &accepting(&["1.2.4"])), Ok(2));
    assert_eq!(verdict(&leaf(true, &["1.2.3"]), &[], &accepting(&["1.2.4"])), refused);
    assert_eq!(verdict(&leaf(true, &["1.2.3"]), &[], &accepting(&[])), refused);
    assert_eq!(
        verdict(&leaf(true, &["2.5.29.32.0"]), &[], &accepting(&["1.2.4"])),
        refused,
        "any, of a leaf"
    );
    assert_eq!(verdict(&leaf(false, &["1.2.3"]), &[], &accepting(&[])), Ok(2));

    let authority = |oid: &str| {
        let own = |ids: [Vec<u8>; 2]| {
            [ids.to_vec(), authority_extensions(None, SIGNS), vec![policies(true, &[oid])]].concat()
        };
        exactly(&root, "Between", &[1], own)
    };
    for (oid, expected) in [("1.2.4", Ok(3)), ("2.5.29.32.0", Ok(3)), ("1.2.3", refused)] {
        let between = authority(oid);
        let (_, leaf) = identity_of(&between, KeyType::P256);
        assert_eq!(verdict(&leaf, &[between.certificate().clone()], &accepting(&["1.2.4"])), expected);
    }

    // A qualifier of an unknown kind in a critical extension must not be passed over.
    let id = |oid: &str| der::asn1::ObjectIdentifier::new(oid).unwrap().to_der().unwrap();
    let with = |kind: &str| {
        let text = AnyRef::new(Tag::Ia5String, b"http://a").unwrap().to_der().unwrap();
        let qualifier = asn1::wrap(Tag::Sequence, &[id(kind), text]).unwrap();
        let list = asn1::wrap(Tag::Sequence, &[qualifier]).unwrap();
        let policy = asn1::wrap(Tag::Sequence, &[id("1.2.4"), list]).unwrap();
        let value = asn1::wrap(Tag::Sequence, &[policy]).unwrap();
        let extensions =
            |ids: [Vec<u8>; 2]| [ids.to_vec(), vec![extension("2.5.29.32", true, &value).unwrap()]].concat();
        exactly(&root, "Leaf", &[1], extensions).certificate().clone()
    };
    assert_eq!(verdict(&with("1.3.6.1.5.5.7.2.1"), &[], &accepting(&["1.2.4"])), Ok(2));
    assert_eq!(verdict(&with("1.2.3.4"), &[], &accepting(&["1.2.4"])), Err(ErrorKind::CriticalExtension));
}

/// One element with a context-specific tag, primitive or constructed.
fn tagged(number: u8, constructed: bool, content: &[u8]) -> Vec<u8> {
    let number = der::TagNumber(u32::from(number));
    AnyRef::new(Tag::ContextSpecific { number, constructed }, content).unwrap().to_der().unwrap()
}

/// NameConstraints with these lists: 0 permitted, 1 excluded.
fn constraints(critical: bool, lists: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let lists: Vec<Vec<u8>> = lists
        .iter()
        .map(|(number, base)| match base.as_slice() {
            [] => tagged(*number, true, &[]),
            base => tagged(*number, true, &asn1::wrap(Tag::Sequence, &[base.to_vec()]).unwrap()),
        })
        .collect();
    extension("2.5.29.30", critical, &asn1::wrap(Tag::Sequence, &lists).unwrap()).unwrap()
}

/// The verdict on a leaf with this alternative name, if any, below an authority with these constraints.
fn constrained(constraints: &[Vec<u8>], alternative: Option<Vec<u8>>) -> Result<usize, ErrorKind> {
    let root = ca();
    let own =
        |ids: [Vec<u8>; 2]| [ids.to_vec(), authority_extensions(None, SIGNS), constraints.to_vec()].concat();
    let between = exactly(&root, "Between", &[1], own);
    let names = alternative.map(|alternative| {
        extension("2.5.29.17", false, &asn1::wrap(Tag::Sequence, &[alternative]).unwrap()).unwrap()
    });
    let leaf = exactly(&between, "Leaf", &[2], |ids| [ids.to_vec(), names.into_iter().collect()].concat());
    verdict(leaf.certificate(), &[between.certificate().clone()], &trusting(&[&root]))
}

#[test]
fn names_must_lie_where_the_authority_may_certify() {
    let directory = |text: &str| tagged(4, true, &name(&[("2.5.4.3", text)]).unwrap());
    let host = |text: &str| tagged(2, false, text.as_bytes());
    let refused = Err(ErrorKind::NameConstraints);
    let one = |number: u8, base: Vec<u8>| vec![constraints(true, &[(number, base)])];
    assert_eq!(constrained(&[], None), Ok(3), "the good one");
    assert_eq!(constrained(&one(0, directory("Leaf")), None), Ok(3));
    assert_eq!(constrained(&one(0, directory("LEAF")), None), Ok(3), "compared as names are");
    assert_eq!(constrained(&one(0, directory("Other")), None), refused, "the subject is not permitted");
    assert_eq!(constrained(&one(1, directory("Leaf")), None), refused, "the subject is excluded");
    assert_eq!(constrained(&one(1, directory("Other")), None), Ok(3));
    assert_eq!(constrained(&one(0, directory("Leaf")), Some(directory("Other"))), refused, "another name");
    assert_eq!(constrained(&one(0, host("a.cn")), Some(host("b.a.cn"))), Ok(3));
    assert_eq!(constrained(&one(0, host("a.cn")), Some(host("b.cn"))), refused);
    assert_eq!(constrained(&one(0, host("a.cn")), None), Ok(3), "no name of that kind");
    assert_eq!(constrained(&one(0, host("a.cn")), Some(host(".a.cn"))), refused, "a host that is none");
    let both = [constraints(true, &[(0, host("a.cn")), (1, host("b.a.cn"))])];
    assert_eq!(constrained(&both, Some(host("c.a.cn"))), Ok(3));
    assert_eq!(constrained(&both, Some(host("b.a.cn"))), refused, "excluded although permitted");
    // A kind that is not understood matters only where a name of that kind stands.
    let registered = || tagged(8, false, &[0x2a, 3]);
    assert_eq!(constrained(&one(0, registered()), None), Ok(3));
    assert_eq!(constrained(&one(0, registered()), Some(registered())), refused);
}

#[test]
fn constraints_that_are_not_well_formed_constrain_everything() {
    let host = |text: &str| tagged(2, false, text.as_bytes());
    let bad = Err(ErrorKind::BadCertificate);
    let critical = |lists: &[(u8, Vec<u8>)]| vec![constraints(true, lists)];
    assert_eq!(constrained(&[constraints(false, &[(0, host("a.cn"))])], None), Err(ErrorKind::CaRules));
    assert_eq!(constrained(&critical(&[]), None), bad, "no list");
    assert_eq!(constrained(&critical(&[(0, vec![])]), None), bad, "an empty list");
    assert_eq!(constrained(&critical(&[(1, host("a.cn")), (0, host("a.cn"))]), None), bad, "wrong order");
    assert_eq!(constrained(&critical(&[(2, host("a.cn"))]), None), bad, "another list");
    assert_eq!(constrained(&critical(&[(0, host(".a.cn"))]), None), bad, "a leading period");
    assert_eq!(constrained(&critical(&[(0, host("*.a.cn"))]), None), bad, "a wildcard");
    let maximum = [host("a.cn"), tagged(1, false, &[1])].concat();
    assert_eq!(constrained(&critical(&[(0, maximum)]), None), bad, "a maximum");
    // In a certificate that signs content they have no place.
    let root = ca();
    let extensions =
        |ids: [Vec<u8>; 2]| [ids.to_vec(), vec![constraints(true, &[(0, host("a.cn"))])]].concat();
    let leaf = exactly(&root, "Leaf", &[1], extensions);
    assert_eq!(verdict(leaf.certificate(), &[], &trusting(&[&root])), Err(ErrorKind::CaRules));
}
