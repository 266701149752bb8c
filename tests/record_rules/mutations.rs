//! Nothing in a whole tender's record can be changed unseen: what an entry names is held by its hash, what it says by the
//! rules or by the head over it.

use super::common::record::*;
use super::common::*;
use super::tender::{everything, world};
use sealbid::ErrorKind;
use sealbid::record::*;
use sealbid::suite::hash;

/// The same numbers on every run.
struct Dice(u32);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 += 1;
        let hash = hash(&[b"dice", &self.0.to_be_bytes()]);
        u32::from_be_bytes(*hash.0.first_chunk().unwrap()) as usize % bound
    }

    fn flip_a_bit(&mut self, bytes: &mut [u8]) {
        let at = self.below(bytes.len());
        bytes[at] ^= 1 << self.below(8);
    }
}

#[test]
fn no_changed_attachment_is_taken() {
    let world = world();
    let frames = everything(&world).record.frames;
    let mut dice = Dice(0);
    let mut record = RecordBuilder::blank(&world);
    for (entry, attached) in &frames {
        for n in 0..attached.len() {
            let mut wrong = attached.clone();
            dice.flip_a_bit(&mut wrong[n]);
            let before = record.state();
            let error = record.history.apply(entry, &wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AttachmentMismatch);
            assert_eq!(error.place(), format!("entry {}", record.history.len()));
            assert_eq!(record.state(), before);
        }
        record.history.apply(entry, attached).unwrap();
    }
}

/// An entry with another byte is refused, or it is another tree than the head's.
#[test]
fn no_changed_entry_is_taken() {
    let world = world();
    let record = everything(&world).record;
    let (head, _) = record.head_over(record.history.len(), &[], &platform_key());
    let mut dice = Dice(0);
    let (mut refused, mut unlike) = (0, 0);
    for _ in 0..24 {
        let number = dice.below(record.frames.len());
        let mut history = History::new(trust(&world));
        let mut changed = record.frames.clone();
        dice.flip_a_bit(&mut changed[number].0);
        let mut apply = || changed.iter().try_for_each(|(e, a)| history.apply(e, a).map(|_| ()));
        match apply() {
            Ok(()) => {
                let error = history.check_head(&head).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::HeadMismatch);
                unlike += 1;
            }
            Err(error) => {
                let place: usize =
                    error.place()["entry ".len()..].split(':').next().unwrap().parse().unwrap();
                assert!(place >= number, "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0 && unlike + refused == 24);
}
