//! Verdicts: what lists and responses together say of a time.

use super::{
    Certificate, Crl, KeyType, OcspResponse, RehearsalCa, Revocation, RevocationReason as Reason, Status,
    TrustAnchors, asn1,
    chain::Chain,
    issue::tests::{authority_extensions, ca, fresh_key, identity_of, time},
    key::FileKey,
    revocation_template::{AnswerTemplate, CrlTemplate, OcspTemplate},
    template::{Template, extension},
    verify_chain,
};
use crate::{
    error::{Error, ErrorKind},
    wire::Time,
};
use der::{AnyRef, Encode, Tag};

fn day(month: u32, day: u32) -> Time {
    time(&format!("2026-{month:02}-{day:02}T00:00:00Z"))
}

struct World {
    root: RehearsalCa,
    leaf: Certificate,
}

fn world() -> World {
    let root = ca();
    let (_, leaf) = identity_of(&root, KeyType::P256);
    World { root, leaf }
}

impl World {
    /// A list of a day that holds for a month; with the leaf, if it was revoked.
    fn crl(&self, this: Time, revoked: Option<Time>) -> Crl {
        let revoked: Vec<_> =
            revoked.into_iter().map(|at| (&self.leaf, at, Reason::CertificateHold)).collect();
        self.root.crl(&revoked, this, this.plus(30 * 86_400)).unwrap()
    }

    fn ocsp(&self, this: Time, revoked: Option<Time>) -> OcspResponse {
        let revoked = revoked.map(|at| (at, Reason::KeyCompromise));
        self.root.ocsp(&self.leaf, revoked, this, this.plus(30 * 86_400)).unwrap()
    }

    fn status(&self, revocation: &Revocation, at: Time) -> Result<Status, Error> {
        let path = [self.leaf.clone(), self.root.certificate().clone()];
        revocation.check(&path, at).map(|mut statuses| statuses.remove(0))
    }

    fn by(
        &self,
        crls: &[&Crl],
        ocsp: &[&OcspResponse],
        gathered: Option<Time>,
        at: Time,
    ) -> Result<Time, ErrorKind> {
        let owned = |crls: &[&Crl]| crls.iter().map(|crl| (*crl).clone()).collect();
        let mut revocation =
            Revocation::new(owned(crls), ocsp.iter().map(|o| (*o).clone()).collect()).unwrap();
        if let Some(gathered) = gathered {
            revocation = revocation.gathered_at(gathered);
        }
        match self.status(&revocation, at) {
            Ok(Status::Good { this_update, .. }) => Ok(this_update),
            Ok(Status::Unchecked) => panic!("it was asked about"),
            Err(error) => Err(error.kind()),
        }
    }
}

use ErrorKind::{CertificateRevoked, RevocationSignature, RevocationStale, RevocationUnknown};

#[test]
fn a_list_speaks_from_its_day_to_the_next() {
    let w = world();
    let crl = w.crl(day(3, 1), None);
    let at = |at| w.by(&[&crl], &[], None, at);
    assert_eq!(at(day(3, 1)), Ok(day(3, 1)));
    assert_eq!(at(day(3, 31)), Ok(day(3, 1)), "its last second");
    assert_eq!(at(day(3, 31).plus(1)), Err(RevocationStale));
    assert_eq!(at(Time::from_unix(day(3, 1).unix() - 1).unwrap()), Err(RevocationStale), "of the future");
    assert_eq!(w.by(&[], &[], None, day(3, 1)), Err(RevocationUnknown));
}

#[test]
fn what_counts_is_the_time_of_revocation() {
    let w = world();
    let crl = w.crl(day(3, 10), Some(day(3, 5)));
    let later = |at| w.by(&[&crl], &[], Some(day(3, 20)), at);
    assert_eq!(later(day(3, 4)), Ok(day(3, 10)), "revoked after the time in question");
    assert_eq!(later(day(3, 5)), Err(CertificateRevoked), "at that very second");
    assert_eq!(later(day(3, 12)), Err(CertificateRevoked));
    // Far beyond the list's end it still says so.
    assert_eq!(later(day(6, 1)), Err(CertificateRevoked));
    // A list from before the time in question that announces a revocation after it.
    let announced = w.crl(day(3, 1), Some(day(3, 20)));
    assert_eq!(w.by(&[&announced], &[], None, day(3, 19)), Ok(day(3, 1)));
    assert_eq!(w.by(&[&announced], &[], None, day(3, 20)), Err(CertificateRevoked));
    let error = w.status(&Revocation::new(vec![crl], vec![]).unwrap(), day(3, 12)).unwrap_err();
    assert_eq!(error.detail(), "revoked at 2026-03-05T00:00:00Z: on hold");
    assert!(error.place().starts_with("certificate of "), "{error}");
}

#[test]
fn the_newest_list_before_the_time_is_the_one_that_counts() {
    let w = world();
    let (hold, lifted) = (w.crl(day(3, 1), Some(day(2, 20))), w.crl(day(3, 5), None));
    assert_eq!(w.by(&[&hold, &lifted], &[], None, day(3, 6)), Ok(day(3, 5)), "a lifted hold does no harm");
    assert_eq!(w.by(&[&lifted, &hold], &[], None, day(3, 4)), Err(CertificateRevoked), "it held then");
    // A newer list that was not there yet at the time in question counts if it was gathered.
    let revoked = w.crl(day(3, 9), Some(day(3, 6)));
    assert_eq!(w.by(&[&lifted, &revoked], &[], None, day(3, 7)), Ok(day(3, 5)));
    assert_eq!(w.by(&[&lifted, &revoked], &[], Some(day(3, 9)), day(3, 7)), Err(CertificateRevoked));
    assert_eq!(w.by(&[&lifted, &revoked], &[], Some(day(3, 8)), day(3, 7)), Ok(day(3, 5)));
    // All younger ones count, not the youngest alone.
    let again = w.crl(day(3, 12), None);
    assert_eq!(w.by(&[&lifted, &revoked, &again], &[], Some(day(3, 20)), day(3, 7)), Err(CertificateRevoked));
    // Two of one second: either revokes.
    let (one, two) = (w.crl(day(3, 5), None), w.crl(day(3, 5), Some(day(3, 1))));
    for pair in [[&one, &two], [&two, &one]] {
        assert_eq!(w.by(&pair, &[], None, day(3, 6)), Err(CertificateRevoked));
    }
}

#[test]
fn lists_after_the_certificates_end_may_have_dropped_it() {
    let w = world();
    assert_eq!(w.leaf.not_after(), time("2028-01-01T00:00:00Z"));
    let at = time("2027-12-01T00:00:00Z");
    let last = w.crl(w.leaf.not_after(), None);
    let gathered = Some(w.leaf.not_after().plus(1_000));
    assert_eq!(w.by(&[&last], &[], gathered, at), Ok(w.leaf.not_after()));
    let after = w.crl(w.leaf.not_after().plus(1), None);
    assert_eq!(w.by(&[&after], &[], gathered, at), Err(RevocationStale));
    // But what it does list, it revokes.
    let listed = w.crl(w.leaf.not_after().plus(1), Some(at));
    assert_eq!(w.by(&[&listed], &[], gathered, at), Err(CertificateRevoked));
}

#[test]
fn lists_and_responses_count_side_by_side() {
    let w = world();
    let (crl, ocsp) = (w.crl(day(3, 1), None), w.ocsp(day(3, 2), None));
    assert_eq!(w.by(&[&crl], &[&ocsp], None, day(3, 3)), Ok(day(3, 2)), "the nearer one decides");
    assert_eq!(w.by(&[], &[&ocsp], None, day(4, 2)), Err(RevocationStale));
    assert_eq!(w.by(&[], &[&ocsp], None, day(3, 1)), Err(RevocationStale), "of the future");
    assert_eq!(w.by(&[], &[&ocsp], Some(day(3, 5)), day(3, 1)), Ok(day(3, 2)), "but gathered");
    let revoked = w.ocsp(day(3, 2), Some(day(3, 1)));
    assert_eq!(w.by(&[&crl], &[&revoked], None, day(3, 3)), Err(CertificateRevoked));
    assert_eq!(
        w.by(&[&w.crl(day(3, 2), Some(day(3, 1)))], &[&ocsp], None, day(3, 3)),
        Err(CertificateRevoked)
    );
    assert_eq!(w.by(&[], &[&revoked], Some(day(3, 5)), day(2, 27)), Ok(day(3, 2)), "revoked later");
    // The newest response before the time is the one that counts, and an old list does not make it stale.
    assert_eq!(w.by(&[], &[&w.ocsp(day(3, 1), Some(day(2, 1))), &ocsp], None, day(3, 3)), Ok(day(3, 2)));
}

#[test]
fn bad_evidence_does_not_spoil_good() {
    let w = world();
    let other = FileKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None).unwrap();
    let forged = |revoked: &[_]| {
        let template = CrlTemplate::new(&w.root, revoked, day(3, 2), day(4, 1)).unwrap();
        Crl::from_der(&template.sign(&other).unwrap()).unwrap()
    };
    let false_alarm = forged(&[(&w.leaf, day(3, 1), Reason::KeyCompromise)]);
    let good = w.crl(day(3, 1), None);
    assert_eq!(w.by(&[&false_alarm, &good], &[], None, day(3, 3)), Ok(day(3, 1)));
    assert_eq!(w.by(&[&false_alarm], &[], None, day(3, 3)), Err(RevocationSignature));
    // Nor does a forged one hide a true one.
    let true_alarm = w.crl(day(3, 1), Some(day(3, 1)));
    assert_eq!(w.by(&[&forged(&[]), &true_alarm], &[], None, day(3, 3)), Err(CertificateRevoked));
    // Staleness says more than a wrong signature.
    let old = w.crl(day(1, 1), None);
    assert_eq!(w.by(&[&false_alarm, &old], &[], None, day(3, 3)), Err(RevocationStale));
}

fn chain_of(
    leaf: &Certificate,
    between: &RehearsalCa,
    root: &RehearsalCa,
    revocation: &Revocation,
) -> Result<Chain, Error> {
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    verify_chain(leaf, &[between.certificate().clone()], &anchors, revocation, day(3, 3))
}

#[test]
fn every_certificate_but_the_anchor_is_asked_about() {
    let root = ca();
    let between = root.intermediate("Between", day(1, 1), time("2040-01-01T00:00:00Z")).unwrap();
    let (_, leaf) = identity_of(&between, KeyType::P256);
    let own = between.crl(&[], day(3, 1), day(4, 1)).unwrap();
    let above = root.crl(&[], day(3, 2), day(4, 1)).unwrap();
    let of = |crls: &[&Crl]| Revocation::new(crls.iter().map(|c| (*c).clone()).collect(), vec![]).unwrap();
    let chain = chain_of(&leaf, &between, &root, &of(&[&own, &above])).unwrap();
    let good = |crl: &Crl| Status::Good { evidence: crl.fingerprint(), this_update: crl.this_update() };
    assert_eq!(chain.statuses, [good(&own), good(&above), Status::Unchecked]);
    let error = chain_of(&leaf, &between, &root, &of(&[&own])).unwrap_err();
    assert_eq!((error.kind(), error.place()), (RevocationUnknown, "certificate of CN=Between"));
    let chain = chain_of(&leaf, &between, &root, &of(&[&own]).leaf_only()).unwrap();
    assert_eq!(chain.statuses, [good(&own), Status::Unchecked, Status::Unchecked]);
    let revoked =
        root.crl(&[(between.certificate(), day(2, 1), Reason::CaCompromise)], day(3, 2), day(4, 1)).unwrap();
    let error = chain_of(&leaf, &between, &root, &of(&[&own, &revoked])).unwrap_err();
    assert_eq!((error.kind(), error.place()), (CertificateRevoked, "certificate of CN=Between"));
    let chain = chain_of(&leaf, &between, &root, &Revocation::default()).unwrap();
    assert_eq!(chain.statuses, vec![Status::Unchecked; 3]);
}

#[test]
fn evidence_is_kept_as_it_was_without_that_of_others() {
    let root = ca();
    let between = root.intermediate("Between", day(1, 1), time("2040-01-01T00:00:00Z")).unwrap();
    let (_, leaf) = identity_of(&between, KeyType::P256);
    let own = between.ocsp(&leaf, None, day(3, 2), day(4, 1)).unwrap();
    let (old, above) =
        (root.crl(&[], day(2, 1), day(4, 1)).unwrap(), root.crl(&[], day(3, 2), day(4, 1)).unwrap());
    let elsewhere = root.intermediate("Elsewhere", day(1, 1), time("2040-01-01T00:00:00Z")).unwrap();
    let (_, other) = identity_of(&elsewhere, KeyType::P256);
    let foreign_list = elsewhere.crl(&[], day(3, 2), day(4, 1)).unwrap();
    let foreign = elsewhere.ocsp(&other, None, day(3, 2), day(4, 1)).unwrap();
    let lists = vec![foreign_list, old.clone(), above.clone()];
    let all = Revocation::new(lists, vec![foreign, own.clone()]).unwrap();
    assert_eq!(all.to_bytes().unwrap_err().kind(), ErrorKind::MissingField);
    assert_eq!(Revocation::unchecked().to_bytes().unwrap_err().kind(), ErrorKind::MissingField);
    let all = all.gathered_at(day(3, 4));
    let chain = chain_of(&leaf, &between, &root, &all).unwrap();
    let kept = all.used_by(std::slice::from_ref(&chain));
    assert_eq!((kept.crls(), kept.ocsp()), (&[old, above][..], &[own][..]));
    assert_eq!(kept.gathered(), Some(day(3, 4)));
    let read = Revocation::parse(&kept.to_bytes().unwrap()).unwrap();
    assert_eq!(read, kept);
    assert_eq!(chain_of(&leaf, &between, &root, &read), Ok(chain));
}

/// What had no say about one certificate revokes another: the record of both must hold it.
#[test]
fn what_is_kept_for_one_certificate_judges_another_the_same() {
    let w = world();
    let (_, honest) = identity_of(&w.root, KeyType::P256);
    let anchors = TrustAnchors::new(vec![w.root.certificate().clone()]).unwrap();
    let at = day(3, 7);
    let judge = |leaf: &Certificate, evidence: &Revocation| {
        verify_chain(leaf, &[], &anchors, evidence, at).map_err(|error| error.kind())
    };
    let (before, after) = (w.crl(day(3, 5), None), w.crl(day(3, 9), Some(day(3, 6))));
    let answer = w.ocsp(day(3, 9), Some(day(3, 6)));
    for (crls, ocsp) in [(vec![before.clone(), after], vec![]), (vec![before], vec![answer])] {
        let evidence = Revocation::new(crls, ocsp).unwrap().gathered_at(day(3, 10));
        assert_eq!(judge(&w.leaf, &evidence), Err(CertificateRevoked));
        let kept = evidence.used_by(&[judge(&honest, &evidence).unwrap()]);
        assert_eq!(judge(&w.leaf, &kept), Err(CertificateRevoked));
    }
}

/// One response for two authorities: what is kept of one is kept of the other.
#[test]
fn of_no_authority_a_part_is_kept() {
    let root = ca();
    let between = |name: &str| root.intermediate(name, day(1, 1), time("2040-01-01T00:00:00Z")).unwrap();
    let (one, two) = (between("One"), between("Two"));
    let ((_, first), (_, second)) = (identity_of(&one, KeyType::P256), identity_of(&two, KeyType::P256));
    let above = root.crl(&[], day(3, 1), day(4, 1)).unwrap();
    let answer = |by: &RehearsalCa, leaf| {
        AnswerTemplate::new(by.certificate(), leaf, None, day(3, 2), day(4, 1)).unwrap()
    };
    let mut both = OcspTemplate::new(one.certificate(), &answer(&one, &first), day(3, 2)).unwrap();
    both.answers.push(answer(&two, &second).build().unwrap());
    let both = OcspResponse::from_der(&both.sign(&one.key).unwrap()).unwrap();
    let list = two.crl(&[(&second, day(3, 1), Reason::KeyCompromise)], day(3, 2), day(4, 1)).unwrap();
    let response = two.ocsp(&second, None, day(3, 1), day(4, 1)).unwrap();
    let all = Revocation::new(vec![above, list], vec![response, both]).unwrap();
    let chain = chain_of(&first, &one, &root, &all).unwrap();
    assert_eq!(all.used_by(&[chain]), all);
}

/// A response that knows its authority under another spelling of the name is the same key's, and stays.
#[test]
fn a_response_is_kept_by_its_authoritys_key() {
    let w = world();
    let mut answer = AnswerTemplate::new(w.root.certificate(), &w.leaf, None, day(3, 2), day(4, 1)).unwrap();
    answer.issuer_name = vec![7; 20];
    let mut template = OcspTemplate::new(w.root.certificate(), &answer, day(3, 2)).unwrap();
    let hash = AnyRef::new(Tag::OctetString, &answer.issuer_key).unwrap().to_der().unwrap();
    template.responder = asn1::wrap(asn1::context(2), &[hash]).unwrap();
    let response = OcspResponse::from_der(&template.sign(&w.root.key).unwrap()).unwrap();
    let all = Revocation::new(vec![w.crl(day(3, 1), None)], vec![response]).unwrap();
    let anchors = TrustAnchors::new(vec![w.root.certificate().clone()]).unwrap();
    let chain = verify_chain(&w.leaf, &[], &anchors, &all, day(3, 3)).unwrap();
    assert_eq!(all.used_by(&[chain]), all);
}

/// The same authority has a second certificate, which may not sign lists.
#[test]
fn no_way_leads_around_a_revocation() {
    let root = ca();
    let between = root.intermediate("Between", day(1, 1), time("2040-01-01T00:00:00Z")).unwrap();
    let (_, leaf) = identity_of(&between, KeyType::P256);
    let mute = Template {
        subject: between.certificate().subject_der().to_vec(),
        spki: between.certificate().spki_der().to_vec(),
        not_before: day(1, 1),
        not_after: time("2040-01-01T00:00:00Z"),
        extensions: authority_extensions(None, 0b0000_0100),
    };
    let mute = mute.sign(&root.key, root.certificate().subject_der()).unwrap();
    let hold = |this, revoked: &[_]| between.crl(revoked, this, day(4, 1)).unwrap();
    let listed = hold(day(3, 1), &[(&leaf, day(2, 20), Reason::CertificateHold)]);
    let lifted = hold(day(3, 2), &[]);
    let above = root.crl(&[], day(3, 1), day(4, 1)).unwrap();
    let ocsp = between.ocsp(&leaf, None, day(2, 10), day(4, 1)).unwrap();
    let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
    let judge = |lists: &[&Crl], between: &Certificate| {
        let crls = [lists, &[&above]].concat().into_iter().cloned().collect();
        let revocation = Revocation::new(crls, vec![ocsp.clone()]).unwrap();
        let chain = verify_chain(&leaf, std::slice::from_ref(between), &anchors, &revocation, day(3, 3));
        chain.map(|chain| chain.statuses[0].clone()).map_err(|error| error.kind())
    };
    for authority in [between.certificate(), &mute] {
        assert_eq!(judge(&[&listed], authority), Err(CertificateRevoked));
        assert!(judge(&[&listed, &lifted], authority).is_ok(), "a lifted hold is lifted on every way");
    }
    let said = |list: &Crl| Status::Good { evidence: list.fingerprint(), this_update: list.this_update() };
    assert_eq!(judge(&[&lifted], between.certificate()), Ok(said(&lifted)));
    let response = Status::Good { evidence: ocsp.fingerprint(), this_update: day(2, 10) };
    assert_eq!(judge(&[&lifted], &mute), Ok(response), "who may not sign lists does not vouch by them");
}

/// A list with some reasons or some certificates only does not hide what a whole one says, and a whole one that is
/// younger overtakes it.
#[test]
fn a_part_does_not_take_the_place_of_the_whole() {
    let w = world();
    let partial = |this: Time, revoked: Option<Time>| {
        let revoked: Vec<_> = revoked.into_iter().map(|at| (&w.leaf, at, Reason::CertificateHold)).collect();
        let mut template = CrlTemplate::new(&w.root, &revoked, this, day(4, 1)).unwrap();
        let some = asn1::wrap(Tag::Sequence, &[vec![0x83, 2, 1, 6]]).unwrap();
        template.extensions.push(extension("2.5.29.28", true, &some).unwrap());
        Crl::from_der(&template.sign(&w.root.key).unwrap()).unwrap()
    };
    let (gone, clean) = (w.crl(day(3, 1), Some(day(2, 1))), w.crl(day(3, 1), None));
    let at = |lists: &[&Crl]| w.by(lists, &[], None, day(3, 10));
    assert_eq!(at(&[&gone, &partial(day(3, 5), None)]), Err(CertificateRevoked));
    assert_eq!(at(&[&gone, &partial(day(3, 5), Some(day(3, 20)))]), Err(CertificateRevoked));
    assert_eq!(at(&[&clean, &partial(day(3, 5), Some(day(2, 1)))]), Err(CertificateRevoked));
    assert_eq!(at(&[&clean, &partial(day(2, 25), Some(day(2, 1)))]), Ok(day(3, 1)));
    // Of after the time in question, and gathered.
    let later = partial(day(3, 15), Some(day(3, 9)));
    assert_eq!(w.by(&[&clean, &later], &[], Some(day(3, 15)), day(3, 10)), Err(CertificateRevoked));
    assert_eq!(w.by(&[&clean, &later], &[], Some(day(3, 14)), day(3, 10)), Ok(day(3, 1)));
}

#[test]
fn evidence_is_bounded() {
    let crl = world().crl(day(3, 1), None);
    let ocsp = world().ocsp(day(3, 1), None);
    let kind = |crls, ocsp| Revocation::new(crls, ocsp).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(kind(vec![crl.clone(); 256], vec![ocsp.clone(); 256]), Ok(()));
    assert_eq!(kind(vec![crl; 257], vec![]), Err(ErrorKind::TooLarge));
    assert_eq!(kind(vec![], vec![ocsp; 257]), Err(ErrorKind::TooLarge));
}
