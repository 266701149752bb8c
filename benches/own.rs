//! How fast our own operations are, one by one. Beside other crates: `benches/peers`.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{BEFORE, World, id, time};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sealbid::bid::{BidFile, Discard, Document, Draft, Work, seal};
use sealbid::notice::{Notice, SignedNotice};
use sealbid::suite::Secret;
use sealbid::timelock::{PublicKey, ReleaseFile, Scope, Signature, Value, derive, open, verify_ids};
use sealbid::wire::Hex;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::sink;

/// The domain under which custodians release (SPEC §3.2).
const RELEASE: &[u8] = b"SEALBID-V1-RELEASE_BLS12381G1_XMD:SHA-256_SSWU_RO_";

/// One stage, one part, 3 of 5 custodians.
fn world() -> (World, SignedNotice) {
    let mut world = World::with_custodians(3, 5);
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.clear();
    let notice = world.notice();
    (world, notice)
}

fn draft(bytes: Vec<u8>) -> Draft {
    let document = Document::bytes("document.txt", "text/plain", bytes).unwrap();
    Draft { lot: id("1"), parts: BTreeMap::from([(id("method"), vec![document])]), form: BTreeMap::new() }
}

/// `--test` runs everything once: a large document would only take time there.
fn size() -> usize {
    if std::env::args().any(|argument| argument == "--test") { 1 << 20 } else { 64 << 20 }
}

fn bulk(criterion: &mut Criterion) {
    let (world, notice) = world();
    let plain = vec![0x5a; size()];
    let mut group = criterion.benchmark_group(format!("{} MiB", plain.len() >> 20));
    group.sample_size(20).throughput(Throughput::Bytes(plain.len() as u64));
    group.bench_function("seal", |bencher| {
        bencher.iter_batched(
            || draft(plain.clone()),
            |draft| {
                seal(
                    draft,
                    &world.trusted(&notice),
                    &world.bidder,
                    time(BEFORE),
                    &mut sink(),
                    Work::default(),
                )
                .unwrap()
            },
            BatchSize::PerIteration,
        );
    });

    let mut bytes = Vec::new();
    seal(draft(plain), &world.trusted(&notice), &world.bidder, time(BEFORE), &mut bytes, Work::default())
        .unwrap();
    let bid = BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap();
    let releases = world.releases(&bid, "technical", &[0, 2, 4]);
    let stage = id("technical");
    let unlocked = bid.unlock(&stage, &releases).unwrap().outcome.unwrap();
    group.bench_function("check_parts", |bencher| {
        bencher.iter(|| bid.check_parts(Work::default()).unwrap());
    });
    group.bench_function("open_stage", |bencher| {
        bencher.iter(|| bid.open_stage(&stage, &unlocked, &mut Discard, Work::default()).unwrap());
    });
    group.finish();
}

fn lock(criterion: &mut Criterion) {
    let (world, notice) = world();
    let mut bytes = Vec::new();
    let draft = draft(b"small".to_vec());
    seal(draft, &world.trusted(&notice), &world.bidder, time(BEFORE), &mut bytes, Work::default()).unwrap();
    let bid = BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap();
    let stage = id("technical");
    let (lock, context) = (bid.lock(&stage).unwrap(), bid.context(&stage).unwrap());
    let releases = world.releases(&bid, "technical", &[0, 2, 4]);
    let seed = Secret::new([7; 32]);

    let mut group = criterion.benchmark_group("lock 3 of 5");
    group.bench_function("derive", |bencher| {
        bencher.iter(|| derive(&seed, &stage, &context).unwrap());
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| open(lock, &context, &releases).outcome.unwrap());
    });
    group.finish();

    criterion.bench_function("read a small bid under its notice", |bencher| {
        bencher.iter(|| BidFile::read(bytes.as_slice()).unwrap().under(notice.notice()).unwrap().digest());
    });
}

fn notice(criterion: &mut Criterion) {
    let (world, signed) = world();
    let acceptances: Vec<_> = world
        .custodians
        .iter()
        .map(|key| sealbid::notice::Acceptance::of(key, signed.notice()).unwrap())
        .collect();
    let bytes = world.body.to_bytes().unwrap();
    let signature = sealbid::ca::sign_detached(&bytes, &world.tenderer, Some(time(common::ISSUED))).unwrap();
    let mut group = criterion.benchmark_group("notice of 5 custodians");
    group.bench_function("parse", |bencher| bencher.iter(|| Notice::parse(black_box(&bytes)).unwrap()));
    group.bench_function("parse and verify", |bencher| {
        bencher.iter(|| SignedNotice::verify(black_box(&bytes), &signature, &acceptances).unwrap());
    });
    group.finish();
}

fn releases(criterion: &mut Criterion) {
    let (world, signed) = world();
    let key: PublicKey = world.custodians[0].public();
    let notice = signed.notice();
    let bids: Vec<_> = (0..100u8).map(|n| (id("1"), Hex([n; 32]))).collect();
    let stage = id("technical");
    let file =
        ReleaseFile::of_custodian(&world.custodians[0], notice.tender(), notice.digest(), &stage, &bids)
            .unwrap();
    let signed: Vec<([u8; 32], Signature)> = bids
        .iter()
        .map(|(lot, bid_key)| {
            let scope: Scope = notice.scope(lot, &stage, *bid_key);
            match file.for_bid(&scope).unwrap().value {
                Value::Signature(bytes) => (scope.identity(), Signature::from_bytes(&bytes).unwrap()),
                Value::Verified(_) | Value::Mask(_) => unreachable!("a custodian's file holds signatures"),
            }
        })
        .collect();
    criterion.bench_function("verify 100 releases of one custodian", |bencher| {
        bencher.iter(|| assert!(verify_ids(&key, RELEASE, black_box(&signed)).unwrap()));
    });
}

criterion_group!(benches, bulk, lock, notice, releases);
criterion_main!(benches);
