//! A large document, sealed and opened: beside age, and beside the bare primitives.

use crate::common::{BEFORE, World, id, time};
use crate::timing::{Case, Seen, interleave, timed};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use sealbid::bid::{BidFile, Discard, Document, Draft, NoProgress, Work, seal};
use sealbid::notice::SignedNotice;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{self, Cursor, Read, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;

const SEGMENT: usize = 65_536;

/// Plaintext that several owners read.
#[derive(Clone)]
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Takes everything and keeps nothing. A type of our own, so that nothing is optimised for `io::Sink`.
struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A notice with one stage and one part, nothing else.
pub fn small_world(threshold: u8, custodians: usize) -> World {
    let mut world = World::with_custodians(threshold, custodians);
    world.body.stages.truncate(1);
    world.body.parts.truncate(1);
    world.body.form.clear();
    world
}

pub fn draft(size: u64, reader: Box<dyn Read + Send>) -> Draft {
    let document = Document::reader("document.txt", "text/plain", size, reader).unwrap();
    Draft { lot: id("1"), parts: BTreeMap::from([(id("method"), vec![document])]), form: BTreeMap::new() }
}

fn seal_ours(world: &World, notice: &SignedNotice, plain: &Shared, threads: usize, out: &mut dyn Write) {
    let work = Work { threads: NonZeroUsize::new(threads).unwrap(), progress: &NoProgress };
    let draft = draft(plain.0.len() as u64, Box::new(Cursor::new(plain.clone())));
    seal(draft, &world.trusted(notice), &world.bidder, time(BEFORE), out, work).unwrap();
}

fn seal_age(recipient: &age::x25519::Recipient, plain: &Shared, out: &mut dyn Write) {
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(recipient as &dyn age::Recipient)).unwrap();
    let mut writer = encryptor.wrap_output(out).unwrap();
    io::copy(&mut Cursor::new(plain.clone()), &mut writer).unwrap();
    writer.finish().unwrap();
}

/// AES-256-GCM over each segment and SHA-256 once over the result (or the other way round), on all cores, and
/// nothing else: no reading, no writing, no order.
fn bare(plain: &[u8], threads: usize, open: bool) {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());
    let share = plain.len().div_ceil(threads).next_multiple_of(SEGMENT);
    std::thread::scope(|scope| {
        for share in plain.chunks(share) {
            let key = &key;
            scope.spawn(move || {
                let mut scratch = vec![0; SEGMENT];
                for (n, segment) in share.chunks(SEGMENT).enumerate() {
                    let scratch = &mut scratch[..segment.len()];
                    scratch.copy_from_slice(segment);
                    let mut nonce = [0; 12];
                    nonce[..8].copy_from_slice(&(n as u64).to_be_bytes());
                    let nonce = Nonce::assume_unique_for_key(nonce);
                    // Opening is the same keystream and the same tag, compared; the hash comes first.
                    if open {
                        black_box(digest(&SHA256, scratch));
                    }
                    let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), scratch).unwrap();
                    black_box(tag.as_ref());
                    if !open {
                        black_box(digest(&SHA256, scratch));
                    }
                }
            });
        }
    });
}

/// What one direction showed: sealing or opening.
pub struct Bulk {
    pub work: &'static str,
    pub seen: Vec<Seen>,
}

pub fn run(size: usize, runs: usize) -> Vec<Bulk> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let world = small_world(3, 5);
    let notice = world.notice();
    let plain = Shared(Arc::new(noise(size)));
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public();

    let sealing = interleave(
        runs,
        &mut [
            Case::new("sealbid", || timed(1, || seal_ours(&world, &notice, &plain, cores, &mut Nowhere))),
            Case::new("age", || timed(1, || seal_age(&recipient, &plain, &mut Nowhere))),
            Case::new("bare", || timed(1, || bare(&plain.0, cores, false))),
            Case::new("sealbid, 1 thread", || {
                timed(1, || seal_ours(&world, &notice, &plain, 1, &mut Nowhere))
            }),
        ],
    );

    let mut ours = Vec::with_capacity(size + (size >> 4) + (1 << 20));
    seal_ours(&world, &notice, &plain, cores, &mut ours);
    let mut theirs = Vec::with_capacity(size + (size >> 4) + (1 << 20));
    seal_age(&recipient, &plain, &mut theirs);
    let bid = BidFile::read(ours.as_slice()).unwrap().under(notice.notice()).unwrap();
    let stage = id("technical");
    let releases = world.releases(&bid, "technical", &[0, 2, 4]);
    let unlocked = bid.unlock(&stage, &releases).unwrap().outcome.unwrap();
    let open_ours = |threads: usize| {
        let work = Work { threads: NonZeroUsize::new(threads).unwrap(), progress: &NoProgress };
        bid.open_stage(&stage, &unlocked, &mut Discard, work).unwrap()
    };
    let open_age = || {
        let decryptor = age::Decryptor::new(theirs.as_slice()).unwrap();
        let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap();
        io::copy(&mut reader, &mut Nowhere).unwrap()
    };
    let opening = interleave(
        runs,
        &mut [
            Case::new("sealbid", || timed(1, || open_ours(cores))),
            Case::new("age", || timed(1, open_age)),
            Case::new("bare", || timed(1, || bare(&plain.0, cores, true))),
            Case::new("sealbid, 1 thread", || timed(1, || open_ours(1))),
        ],
    );
    vec![Bulk { work: "seal", seen: sealing }, Bulk { work: "open", seen: opening }]
}

/// Bytes without a pattern that anything here could profit from.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}
