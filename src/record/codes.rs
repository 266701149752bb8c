//! Codes in the place of bidders' names (SPEC §19.2): drawn so that nobody could steer them, and provable afterwards.

use crate::suite::{BidKey, Digest, Secret, hash, kdf};
use crate::wire::{Hex, Id, lp};

/// The secret behind a tender's codes. It follows from the key of the record, so it is fixed with the first notice,
/// before any bid, and needs no keeping of its own; the closing commits to it.
pub struct CodesSecret(Secret);

impl CodesSecret {
    /// The secret of a tender.
    pub fn of(record_key: &BidKey, tender: &Digest) -> CodesSecret {
        CodesSecret(kdf("codes", record_key.secret().expose(), &[&tender.0]))
    }

    /// As it was published.
    pub fn published(bytes: Hex<32>) -> CodesSecret {
        CodesSecret(Secret::new(bytes.0))
    }

    /// The bytes to be published, when the scores are fixed.
    pub fn publish(&self) -> Hex<32> {
        Hex(*self.0.expose())
    }

    /// What the closing says of it.
    pub fn commitment(&self) -> Digest {
        hash(&[b"sealbid/1 codes", self.0.expose()])
    }

    /// Puts the bids of one lot that were opened at a stage into the order of their codes. `bids` are their digests
    /// and seeds, in the order of their entries.
    ///
    /// Bidders fixed their seeds before this secret was known to them, and the platform fixed the secret before it knew
    /// any seed: neither can choose a code.
    pub fn order(&self, stage: &Id, lot: &Id, bids: &[(Digest, Secret)]) -> Vec<Digest> {
        let names = [lp(stage.as_str().as_bytes()), lp(lot.as_str().as_bytes())].concat();
        let seeds = bids.iter().map(|(_, seed)| seed.expose().as_slice());
        let context: Vec<&[u8]> = std::iter::once(names.as_slice()).chain(seeds).collect();
        let key = kdf("code order", self.0.expose(), &context);
        let rank = |digest: &Digest| *kdf("code", key.expose(), &[&digest.0]).expose();
        let mut ranked: Vec<([u8; 32], Digest)> =
            bids.iter().map(|(digest, _)| (rank(digest), *digest)).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, digest)| digest).collect()
    }

    /// The salt of the commitment to one blind copy. It is published with the names (SPEC §19.3).
    pub fn copy_salt(&self, bid: &Digest, part: &Id, path: &str) -> Hex<32> {
        Hex(*kdf("copy", self.0.expose(), &[&bid.0, &names(part, path)]).expose())
    }

    /// The hiding commitment to one blind copy: which bid's it is, of which document, and its bytes.
    pub fn copy_commitment(&self, bid: &Digest, part: &Id, path: &str, copy: &Digest) -> Digest {
        copy_commitment(&self.copy_salt(bid, part, path), bid, part, path, copy)
    }
}

/// The commitment to one blind copy, from its salt.
pub(super) fn copy_commitment(salt: &Hex<32>, bid: &Digest, part: &Id, path: &str, copy: &Digest) -> Digest {
    hash(&[b"sealbid/1 copy", &salt.0, &bid.0, &names(part, path), &copy.0])
}

fn names(part: &Id, path: &str) -> Vec<u8> {
    [lp(part.as_str().as_bytes()), lp(path.as_bytes())].concat()
}

/// The secret does not print.
impl std::fmt::Debug for CodesSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodesSecret(..)")
    }
}

/// The code of a place in the order, from 0: `001` for the first.
pub fn code(place: usize) -> String {
    format!("{:03}", place + 1)
}

/// The name of a copy in what evaluators get: its place in the part, from 0, and its document's kind. A name that tells
/// nothing.
pub fn copy_name(place: usize, path: &str) -> String {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let ending = match ending.as_str() {
        "jpeg" => "jpg",
        "markdown" => "md",
        other => other,
    };
    format!("{:02}.{ending}", place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> CodesSecret {
        CodesSecret(Secret::new([byte; 32]))
    }

    fn bids(count: u8) -> Vec<(Digest, Secret)> {
        (0..count).map(|n| (Hex([n; 32]), Secret::new([n ^ 0x55; 32]))).collect()
    }

    #[test]
    fn the_order_depends_on_everything_that_fixes_it() {
        let id = |text: &str| Id::new(text).unwrap();
        let (stage, lot) = (id("technical"), id("1"));
        let order = secret(1).order(&stage, &lot, &bids(40));
        assert_eq!(order, secret(1).order(&stage, &lot, &bids(40)));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, bids(40).into_iter().map(|(digest, _)| digest).collect::<Vec<_>>());
        assert_ne!(order, secret(2).order(&stage, &lot, &bids(40)));
        assert_ne!(order, secret(1).order(&id("price"), &lot, &bids(40)));
        assert_ne!(order, secret(1).order(&stage, &id("2"), &bids(40)));
        let mut other = bids(40);
        other[39].1 = Secret::new([0; 32]);
        assert_ne!(order, secret(1).order(&stage, &lot, &other));
        assert_ne!(order, sorted, "one in 40! orders is this one");
    }

    /// A chi-square over where the first bid ends up: every place is as likely as any other.
    #[test]
    fn every_place_is_as_likely() {
        let (stage, lot) = (Id::new("technical").unwrap(), Id::new("1").unwrap());
        let mut places = [0f64; 5];
        for n in 0..2000u32 {
            let mut bids = bids(5);
            bids[4].1 = kdf("test", &n.to_be_bytes(), &[]);
            let order = secret(7).order(&stage, &lot, &bids);
            places[order.iter().position(|digest| *digest == Hex([0; 32])).unwrap()] += 1.0;
        }
        let spread: f64 = places.iter().map(|found| (found - 400.0).powi(2) / 400.0).sum();
        // The 99.99 % quantile of chi-square with four degrees of freedom is 23.5.
        assert!(spread < 23.5, "{places:?}");
    }

    #[test]
    fn a_commitment_binds_bid_document_and_copy() {
        let commit = |key: u8, bid: u8, part: &str, path: &str, copy: u8| {
            let part = Id::new(part).unwrap();
            secret(key).copy_commitment(&Hex([bid; 32]), &part, path, &Hex([copy; 32]))
        };
        let all = [
            commit(1, 1, "a", "b", 1),
            commit(2, 1, "a", "b", 1),
            commit(1, 2, "a", "b", 1),
            commit(1, 1, "c", "b", 1),
            commit(1, 1, "a", "c", 1),
            commit(1, 1, "a", "b", 2),
        ];
        for (n, one) in all.iter().enumerate() {
            assert_eq!(all.iter().filter(|other| *other == one).count(), 1, "{n}");
        }
        assert_eq!((code(0), code(41), code(999)), ("001".into(), "042".into(), "1000".into()));
    }
}
