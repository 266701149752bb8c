//! The time lock's promises, over random policies and every kind of damage (SPEC §3).

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use proptest::prelude::*;
use sealbid::ErrorKind;
use sealbid::suite::{Secret, hash};
use sealbid::timelock::*;
use sealbid::wire::{Hex, Id, Time};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn custodian(name: &str) -> CustodianKey {
    CustodianKey::generate(id(name), "org", id("T-1"), Time::from_unix(0).unwrap()).unwrap()
}

/// Two dozen keys, made once: making them is not what is tested.
fn keys() -> &'static [CustodianKey] {
    static KEYS: std::sync::OnceLock<Vec<CustodianKey>> = std::sync::OnceLock::new();
    KEYS.get_or_init(|| (0..24).map(|n| custodian(&format!("c{n}"))).collect())
}

fn scope() -> Scope {
    Scope {
        tender: hash(&[b"tender"]),
        notice: hash(&[b"notice"]),
        lot: id("1"),
        stage: id("technical"),
        bid_key: Hex([7; 32]),
    }
}

struct Setup {
    scope: Scope,
    context: Context,
    /// Each quorum's threshold and its keys.
    quorums: Vec<(u8, Vec<&'static CustodianKey>)>,
}

fn setup(shape: &[(u8, u8)]) -> Setup {
    let mut next = keys().iter();
    let quorums: Vec<(u8, Vec<&CustodianKey>)> =
        shape.iter().map(|(t, n)| (*t, next.by_ref().take(usize::from(*n)).collect())).collect();
    let policy = Policy::new(
        quorums
            .iter()
            .map(|(threshold, keys)| Quorum {
                threshold: *threshold,
                holders: keys
                    .iter()
                    .map(|key| Holder {
                        id: key.custodian().clone(),
                        key: HolderKey::Custodian(key.public()),
                    })
                    .collect(),
            })
            .collect(),
    );
    let scope = scope();
    Setup { context: Context::new(&scope, policy.unwrap()), scope, quorums }
}

impl Setup {
    fn lock(&self, seed: u8) -> Derived {
        derive(&Secret::new([seed; 32]), &self.scope.stage, &self.context).unwrap()
    }

    fn given(&self, key: &CustodianKey) -> Given {
        Given { holder: key.custodian().clone(), value: Value::Signature(key.release(&self.scope)) }
    }

    /// Every choice of exactly t releases from each quorum.
    fn choices(&self) -> Vec<Vec<Given>> {
        let mut choices = vec![Vec::new()];
        for (t, keys) in &self.quorums {
            let subsets = (0u32..1 << keys.len()).filter(|bits| bits.count_ones() == u32::from(*t));
            let subsets: Vec<Vec<Given>> = subsets
                .map(|bits| {
                    (0..keys.len()).filter(|i| bits >> i & 1 == 1).map(|i| self.given(keys[i])).collect()
                })
                .collect();
            choices = choices
                .iter()
                .flat_map(|choice| subsets.iter().map(move |subset| [&choice[..], &subset[..]].concat()))
                .collect();
        }
        choices
    }

    /// The verdict that every choice comes to.
    fn verdict(&self, lock: &Lock) -> Result<[u8; 32], ErrorKind> {
        let verdicts: Vec<_> = self
            .choices()
            .iter()
            .map(|given| {
                let verdict = open(lock, &self.context, given);
                assert_eq!(verdict.refused, []);
                verdict.outcome.map(|unlocked| *unlocked.payload.expose()).map_err(|e| e.kind())
            })
            .collect();
        assert!(verdicts.windows(2).all(|pair| pair[0] == pair[1]), "{verdicts:?}");
        verdicts[0]
    }
}

const SHAPES: [&[(u8, u8)]; 6] =
    [&[(1, 1)], &[(2, 2)], &[(2, 3)], &[(3, 5)], &[(2, 3), (1, 1)], &[(1, 1), (2, 2), (2, 3)]];

#[test]
fn every_choice_of_holders_opens_an_honest_lock_to_the_same_key() {
    for shape in SHAPES {
        let setup = setup(shape);
        let derived = setup.lock(1);
        assert_eq!(setup.verdict(&derived.lock), Ok(*derived.payload.expose()), "{shape:?}");
    }
}

#[test]
fn one_release_too_few_never_opens() {
    for shape in SHAPES {
        let setup = setup(shape);
        let derived = setup.lock(1);
        for choice in setup.choices() {
            for missing in 0..choice.len() {
                let mut given = choice.clone();
                given.remove(missing);
                let verdict = open(&derived.lock, &setup.context, &given);
                assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
            }
        }
    }
}

/// The same holder twice is one holder.
#[test]
fn a_release_counts_once() {
    let setup = setup(&[(2, 3)]);
    let derived = setup.lock(1);
    let one = setup.given(setup.quorums[0].1[0]);
    let verdict = open(&derived.lock, &setup.context, &[one.clone(), one]);
    assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
}

#[test]
fn a_wrong_release_is_named_and_replaced() {
    let setup = setup(&[(3, 5)]);
    let derived = setup.lock(1);
    let keys = &setup.quorums[0].1;
    for elsewhere in other_scopes(&setup.scope) {
        let wrong = Given {
            holder: keys[1].custodian().clone(),
            value: Value::Signature(keys[1].release(&elsewhere)),
        };
        let mut given = vec![setup.given(keys[0]), wrong, setup.given(keys[4])];
        let verdict = open(&derived.lock, &setup.context, &given);
        assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
        assert_eq!(named(&verdict.refused), [("c1".to_owned(), ErrorKind::BadRelease)]);

        for replacement in [1, 3] {
            given.push(setup.given(keys[replacement]));
            let verdict = open(&derived.lock, &setup.context, &given);
            assert_eq!(named(&verdict.refused), [("c1".to_owned(), ErrorKind::BadRelease)]);
            assert_eq!(verdict.outcome.unwrap().payload, derived.payload);
            given.pop();
        }
    }
}

fn named(refused: &[Refused]) -> Vec<(String, ErrorKind)> {
    refused.iter().map(|r| (r.holder.to_string(), r.error.kind())).collect()
}

/// The releases of another bid, stage, lot, notice or tender.
fn other_scopes(scope: &Scope) -> [Scope; 5] {
    [
        Scope { bid_key: Hex([8; 32]), ..scope.clone() },
        Scope { stage: id("commercial"), ..scope.clone() },
        Scope { lot: id("2"), ..scope.clone() },
        Scope { notice: hash(&[b"amended"]), ..scope.clone() },
        Scope { tender: hash(&[b"another"]), ..scope.clone() },
    ]
}

/// A lock copied to another place does not open there: labels against copying.
#[test]
fn a_lock_opens_in_no_other_place() {
    let setup = setup(&[(2, 3)]);
    let derived = setup.lock(1);
    for elsewhere in other_scopes(&setup.scope) {
        let context = Context::new(&elsewhere, setup.context.policy().clone());
        let given: Vec<Given> = setup.quorums[0]
            .1
            .iter()
            .map(|key| Given {
                holder: key.custodian().clone(),
                value: Value::Signature(key.release(&elsewhere)),
            })
            .collect();
        let verdict = open(&derived.lock, &context, &given);
        assert_eq!(verdict.refused, []);
        assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockInconsistent));
    }
}

/// A file that was verified once is looked up; what stands in it counts for its own key and place alone.
#[test]
fn a_verified_file_counts_where_it_was_verified() {
    let made = setup(&[(2, 3)]);
    let (scope, context) = (&made.scope, &made.context);
    let (key, other) = (made.quorums[0].1[0], made.quorums[0].1[1]);
    let third = made.given(made.quorums[0].1[2]);
    let second = Scope { bid_key: Hex([99; 32]), ..scope.clone() };
    let bids = [(scope.lot.clone(), scope.bid_key), (second.lot.clone(), second.bid_key)];
    let file = |key| ReleaseFile::of_custodian(key, scope.tender, scope.notice, &scope.stage, &bids).unwrap();
    let verified = file(key).verified(context.policy()).unwrap();
    assert_eq!((verified.holder(), verified.bids().count()), (key.custodian(), 2));
    let lock = derive(&Secret::new([5; 32]), &scope.stage, context).unwrap().lock;
    let given = verified.for_bid(scope).unwrap();
    assert!(open(&lock, context, &[given.clone(), third.clone()]).outcome.is_ok());
    // Under another's name, and for another bid or place.
    let wrong = |given: Given| {
        let verdict = open(&lock, context, &[given, third.clone()]);
        assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
        named(&verdict.refused)
    };
    let stolen = Given { holder: other.custodian().clone(), value: given.value };
    assert_eq!(wrong(stolen), [(other.custodian().to_string(), ErrorKind::BadRelease)]);
    let of_second = verified.for_bid(&second).unwrap();
    assert_eq!(wrong(of_second), [(key.custodian().to_string(), ErrorKind::BadRelease)]);
    for elsewhere in other_scopes(scope) {
        assert_eq!(verified.for_bid(&elsewhere), None);
    }
    // One wrong value, and the whole file is none.
    let text = String::from_utf8(file(key).to_bytes().unwrap()).unwrap();
    let value = file(key).entries()[1].value.clone();
    let forged = text.replace(&value, &file(other).entries()[1].value);
    let refused = ReleaseFile::parse(forged.as_bytes()).unwrap().verified(context.policy()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::BadRelease);
    assert!(refused.place().ends_with("releases[1]"), "{refused}");
}

#[test]
fn junk_releases_are_named_for_what_they_are() {
    let setup = setup(&[(2, 3)]);
    let derived = setup.lock(1);
    let keys = &setup.quorums[0].1;
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    // A point of the curve outside the subgroup.
    let outside = (0..=255u8)
        .map(|n| {
            let mut bytes = [0; 48];
            (bytes[0], bytes[47]) = (0x80, n);
            bytes
        })
        .find(|bytes| Signature::from_bytes(&Hex(*bytes)).is_err_and(|e| e.detail().contains("subgroup")));
    let give = |holder: &str, value: Value| Given { holder: id(holder), value };
    let given = vec![
        give("c0", Value::Signature(Hex(infinity))),
        give("c0", Value::Signature(Hex(outside.unwrap()))),
        give("c0", Value::Signature(Hex([0xff; 48]))),
        give("c1", Value::Mask(Secret::new([1; 32]))),
        give("stranger", Value::Signature(keys[0].release(&setup.scope))),
        setup.given(keys[2]),
        setup.given(keys[0]),
    ];
    let verdict = open(&derived.lock, &setup.context, &given);
    assert!(verdict.outcome.is_ok());
    let bad = |holder: &str| (holder.to_owned(), ErrorKind::BadRelease);
    assert_eq!(
        named(&verdict.refused),
        [bad("c0"), bad("c0"), bad("c0"), ("stranger".to_owned(), ErrorKind::UnknownHolder), bad("c1")]
    );
}

/// Each member of a lock that is not the derived one makes it inconsistent, whoever opens it.
#[test]
fn a_malformed_lock_has_one_verdict() {
    let setup = setup(&[(2, 3), (2, 2)]);
    let (one, two) = (setup.lock(1).lock, setup.lock(2).lock);
    let mut cases: Vec<(&str, Lock, ErrorKind)> = Vec::new();
    let mut case = |name: &'static str, kind: ErrorKind, change: &dyn Fn(&mut Lock)| {
        let mut lock = one.clone();
        change(&mut lock);
        cases.push((name, lock, kind));
    };
    use ErrorKind::*;
    case("u of another seed", LockInconsistent, &|lock| lock.u = two.u);
    case("a correction changed", LockInconsistent, &|lock| lock.quorums[0].corrections[1].0[31] ^= 1);
    case("the other quorum's correction changed", LockInconsistent, &|lock| {
        lock.quorums[1].corrections[0].0[0] ^= 128
    });
    case("corrections of two secrets", LockInconsistent, &|lock| {
        lock.quorums[0].corrections[0] = two.quorums[0].corrections[0];
    });
    case("a quorum of another secret", LockInconsistent, &|lock| lock.quorums[1] = two.quorums[1].clone());
    case("corrections in another order", LockInconsistent, &|lock| lock.quorums[0].corrections.reverse());
    case("one correction twice", LockInconsistent, &|lock| {
        lock.quorums[0].corrections[1] = lock.quorums[0].corrections[0];
    });
    case("another commitment", LockInconsistent, &|lock| lock.commitment = two.commitment);
    case("a correction too few", LockShape, &|lock| lock.quorums[0].corrections.truncate(1));
    case("a correction too many", LockShape, &|lock| lock.quorums[0].corrections.push(Hex([0; 32])));
    case("quorums in another order", LockShape, &|lock| lock.quorums.reverse());
    case("a quorum too few", LockShape, &|lock| lock.quorums.truncate(1));
    case("a transport too many", LockShape, &|lock| {
        lock.quorums[0].transports.push(sealbid::wire::Base64(vec![0; 256]));
    });
    case("u at infinity", BadPoint, &|lock| {
        lock.u.0 = [0; 96];
        lock.u.0[0] = 0xc0;
    });
    case("u outside the subgroup", BadPoint, &|lock| lock.u = outside_g2());
    case("u off the curve", BadPoint, &|lock| lock.u.0[95] ^= 1);
    for (name, lock, kind) in cases {
        assert_eq!(setup.verdict(&lock), Err(kind), "{name}");
    }
}

fn outside_g2() -> Hex<96> {
    let found = (0..=255u8).find_map(|n| {
        let mut bytes = [0; 96];
        (bytes[0], bytes[95]) = (0x80, n);
        let bytes = Hex(bytes);
        PublicKey::from_bytes(&bytes).err().filter(|e| e.detail().contains("subgroup")).map(|_| bytes)
    });
    found.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// A bidder that flips any bits of a lock cannot make two choices of holders disagree.
    #[test]
    fn damage_never_splits_the_verdict(at in any::<prop::sample::Index>(), bit in 0u8..8, shape in 0usize..SHAPES.len()) {
        let setup = setup(SHAPES[shape]);
        let mut lock = setup.lock(3).lock;
        let corrections: usize = lock.quorums.iter().map(|q| q.corrections.len()).sum();
        let at = at.index(32 * (corrections + 1));
        let (number, byte) = (at / 32, at % 32);
        match lock.quorums.iter_mut().flat_map(|q| &mut q.corrections).nth(number) {
            Some(correction) => correction.0[byte] ^= 1 << bit,
            None => lock.commitment.0[byte] ^= 1 << bit,
        }
        prop_assert_eq!(setup.verdict(&lock), Err(ErrorKind::LockInconsistent));
    }

    /// The same seed gives the same lock, another seed another one in every member.
    #[test]
    fn derivation_is_a_function_of_the_seed(a: u8, b: u8) {
        let setup = setup(&[(2, 3), (1, 1)]);
        let (first, again, other) = (setup.lock(a), setup.lock(a), setup.lock(b));
        prop_assert_eq!(&first.lock, &again.lock);
        if a != b {
            prop_assert_ne!(first.lock.u, other.lock.u);
            prop_assert_ne!(first.lock.commitment, other.lock.commitment);
            for (x, y) in first.lock.quorums.iter().zip(&other.lock.quorums) {
                prop_assert!(x.corrections.iter().zip(&y.corrections).all(|(x, y)| x != y));
            }
        }
    }
}

#[test]
fn a_seed_proves_itself_by_derivation() {
    let setup = setup(&[(2, 3)]);
    let derived = setup.lock(1);
    let opened = open_with_seed(&derived.lock, &setup.context, &Secret::new([1; 32])).unwrap();
    assert_eq!(opened.payload, derived.payload);
    let wrong = open_with_seed(&derived.lock, &setup.context, &Secret::new([2; 32]));
    assert_eq!(wrong.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::LockInconsistent));
}

#[test]
fn policies_keep_their_rules() {
    let holder = |n: usize| Holder {
        id: keys()[n].custodian().clone(),
        key: HolderKey::Custodian(keys()[n].public()),
    };
    let kind = |quorums: Vec<Quorum>| Policy::new(quorums).map(|_| ()).map_err(|e| e.kind());
    let quorum = |threshold: u8, holders: &[usize]| Quorum {
        threshold,
        holders: holders.iter().map(|n| holder(*n)).collect(),
    };
    assert_eq!(kind(vec![quorum(2, &[0, 1, 2])]), Ok(()));
    assert_eq!(kind(vec![]), Err(ErrorKind::BadField));
    assert_eq!(kind(vec![quorum(1, &[])]), Err(ErrorKind::BadField));
    assert_eq!(kind(vec![quorum(0, &[0])]), Err(ErrorKind::ThresholdOutOfRange));
    assert_eq!(kind(vec![quorum(4, &[0, 1, 2])]), Err(ErrorKind::ThresholdOutOfRange));
    assert_eq!(kind(vec![quorum(1, &[0, 1])]), Err(ErrorKind::ThresholdTooLow));
    assert_eq!(kind(vec![quorum(2, &[0, 1, 2, 3])]), Err(ErrorKind::ThresholdTooLow));
    assert_eq!(kind(vec![quorum(2, &[0, 1, 0])]), Err(ErrorKind::DuplicateKey));
    assert_eq!(kind(vec![quorum(1, &[0]), quorum(1, &[0])]), Err(ErrorKind::DuplicateKey));
    let mut same_name = quorum(2, &[0, 1]);
    same_name.holders[1].id = same_name.holders[0].id.clone();
    assert_eq!(kind(vec![same_name]), Err(ErrorKind::DuplicateId));
}

#[test]
fn custodian_keys_survive_their_file() {
    let key = &keys()[0];
    let file = key.to_key_file(b"passphrase").unwrap();
    let read = CustodianKey::from_key_file(file.as_bytes(), b"passphrase").unwrap();
    assert_eq!(read.public(), key.public());
    assert_eq!(read.record_key(), key.record_key());
    assert_eq!(read.release(&scope()), key.release(&scope()));
    let wrong = CustodianKey::from_key_file(file.as_bytes(), b"guess").map(|_| ()).map_err(|e| e.kind());
    assert_eq!(wrong, Err(ErrorKind::WrongPassphrase));
    assert_eq!(format!("{key:?}"), "CustodianKey(c0 for T-1)");
}

#[test]
fn release_files_are_read_strictly() {
    let key = &keys()[0];
    let s = scope();
    let bids = [(id("1"), Hex([7; 32])), (id("1"), Hex([8; 32]))];
    let file = ReleaseFile::of_custodian(key, s.tender, s.notice, &s.stage, &bids).unwrap();
    file.verify(&key.public()).unwrap();
    assert_eq!(file.verify(&keys()[1].public()).map_err(|e| e.kind()), Err(ErrorKind::BadRelease));
    let twice = [bids[0].clone(), bids[0].clone()];
    let twice = ReleaseFile::of_custodian(key, s.tender, s.notice, &s.stage, &twice);
    assert_eq!(twice.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::DuplicateId));
    let none = ReleaseFile::of_custodian(key, s.tender, s.notice, &s.stage, &[]);
    assert_eq!(none.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::BadField));
    let bytes = file.to_bytes().unwrap();
    let read = ReleaseFile::parse(&bytes).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.for_bid(&s).unwrap().value, Value::Signature(key.release(&s)));
    for elsewhere in &other_scopes(&s)[1..] {
        assert!(matches!(
            read.for_bid(elsewhere).map_err(|e| e.kind()),
            Err(ErrorKind::ReleaseOfAnother | ErrorKind::NotReleased)
        ));
    }
    let not_in_it = Scope { bid_key: Hex([9; 32]), ..s.clone() };
    assert_eq!(read.for_bid(&not_in_it).map_err(|e| e.kind()), Err(ErrorKind::NotReleased));

    let text = String::from_utf8(bytes).unwrap();
    let kind = |text: String| ReleaseFile::parse(text.as_bytes()).map(|_| ()).map_err(|e| e.kind());
    assert_eq!(kind(text.replace(&"08".repeat(32), &"07".repeat(32))), Err(ErrorKind::DuplicateId));
    assert_eq!(kind(text.replace("sealbid-release/1", "sealbid-release/2")), Err(ErrorKind::UnknownFormat));
    assert_eq!(kind(text.replacen("\"lot\"", "\"slot\"", 1)), Err(ErrorKind::UnknownField));
    let start = text.find("\"value\": \"").unwrap() + 10;
    assert_eq!(kind(format!("{}{}", &text[..start], &text[start + 2..])), Err(ErrorKind::BadField));
}

mod drand {
    use super::*;
    use serde_json::Value as Json;

    fn vectors() -> Json {
        serde_json::from_str(include_str!("vectors/drand/quicknet.json")).unwrap()
    }

    fn chain_of(chain: &Json) -> sealbid::Result<BeaconChain> {
        let text = |name: &str| chain[name].as_str().unwrap();
        BeaconChain::new(
            text("scheme_id"),
            Hex::parse(text("chain_hash")).unwrap(),
            &Hex::parse(text("public_key")).unwrap(),
            chain["period_s"].as_u64().unwrap() as u32,
            chain["genesis_time"].as_u64().unwrap(),
            &Hex::parse(text("group_hash")).unwrap(),
            text("name"),
        )
    }

    fn quicknet() -> BeaconChain {
        chain_of(&vectors()["chains"][0]).unwrap()
    }

    #[test]
    fn real_beacons_verify_and_false_ones_do_not() {
        let chain = quicknet();
        let mut seen = [0, 0];
        for beacon in vectors()["beacons"].as_array().unwrap() {
            if beacon["chain"] != "quicknet" {
                continue;
            }
            let expected = beacon["expect_valid"].as_bool().unwrap();
            let file = serde_json::to_vec(beacon).unwrap();
            let parsed = parse_beacons(&file).unwrap();
            assert_eq!(parsed[0].verify(&chain).is_ok(), expected, "{beacon}");
            seen[usize::from(expected)] += 1;
        }
        assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
    }

    #[test]
    fn a_changed_chain_does_not_pass_for_quicknet() {
        let mut chain = vectors()["chains"][0].clone();
        chain["period_s"] = 4.into();
        assert_eq!(chain_of(&chain).map_err(|e| e.kind()), Err(ErrorKind::ChainHashMismatch));
        let mut chain = vectors()["chains"][0].clone();
        chain["scheme_id"] = "pedersen-bls-chained".into();
        assert_eq!(chain_of(&chain).map_err(|e| e.kind()), Err(ErrorKind::UnknownScheme));
        let mut chain = vectors()["chains"][0].clone();
        chain["period_s"] = 0.into();
        assert_eq!(chain_of(&chain).map_err(|e| e.kind()), Err(ErrorKind::BadField));
    }

    #[test]
    fn rounds_are_rounded_up() {
        let chain = quicknet();
        let genesis = 1_692_803_367;
        let round = |t: i64| chain.round_at(Time::from_unix(t).unwrap());
        assert_eq!(
            [round(0), round(genesis), round(genesis + 1), round(genesis + 3), round(genesis + 4)],
            [1, 1, 2, 2, 3]
        );
        for t in [genesis + 1, genesis + 2, genesis + 3, genesis + 86_400] {
            let time = Time::from_unix(t).unwrap();
            assert!(chain.time_of(chain.round_at(time)) >= time);
        }
    }

    /// A lock to quicknet's round 1000 and a custodian opens with the beacon that the network published.
    #[test]
    fn a_published_beacon_opens_its_lock() {
        let beacons = vectors()["beacons"].clone();
        let chain = quicknet();
        let key = &keys()[0];
        let policy = Policy::new(vec![
            Quorum {
                threshold: 1,
                holders: vec![Holder { id: id("drand"), key: HolderKey::Beacon(chain.clone(), 1000) }],
            },
            Quorum {
                threshold: 1,
                holders: vec![Holder {
                    id: key.custodian().clone(),
                    key: HolderKey::Custodian(key.public()),
                }],
            },
        ]);
        let scope = scope();
        let context = Context::new(&scope, policy.unwrap());
        let derived = derive(&Secret::new([5; 32]), &scope.stage, &context).unwrap();
        let beacon = |round: u64| {
            let all = beacons.as_array().unwrap().iter();
            let mut found = all.filter(|b| b["chain"] == "quicknet" && b["expect_valid"] == true);
            let found = found.find(|b| b["round"] == round).unwrap();
            let value = Value::Signature(Hex::parse(found["signature"].as_str().unwrap()).unwrap());
            Given { holder: id("drand"), value }
        };
        let custodian =
            Given { holder: key.custodian().clone(), value: Value::Signature(key.release(&scope)) };
        let file = |rounds: &[u64]| {
            let beacons = beacons.as_array().unwrap().iter();
            let right = beacons.filter(|b| b["chain"] == "quicknet" && b["expect_valid"] == true);
            let list: Vec<_> =
                right.filter(|b| rounds.iter().any(|round| b["round"] == *round)).cloned().collect();
            parse_beacons(&serde_json::to_vec(&list).unwrap()).unwrap()
        };
        assert_eq!(context.policy().beacon_releases(&file(&[1000, 1001])), Ok(vec![beacon(1000)]));
        assert_eq!(context.policy().beacon_releases(&[]), Ok(vec![]));
        let late = context.policy().beacon_releases(&file(&[1001])).map_err(|e| e.kind());
        assert_eq!(late, Err(ErrorKind::WrongRound));
        let verdict = open(&derived.lock, &context, &[beacon(1000), custodian.clone()]);
        assert_eq!(verdict.outcome.unwrap().payload, derived.payload);
        let verdict = open(&derived.lock, &context, &[beacon(1001), custodian]);
        assert_eq!(named(&verdict.refused), [("drand".to_owned(), ErrorKind::BadRelease)]);
        assert_eq!(verdict.outcome.map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::QuorumNotMet));
    }
}
