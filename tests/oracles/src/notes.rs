//! Heads beside signed_note and tlog_tiles, with Ed25519 from ed25519-dalek.

use ed25519_dalek::{Signature as DalekSignature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use proptest::prelude::*;
use sealbid::record::{Checkpoint, Head, NoteKey, Tree, origin};
use sealbid::suite::{BidKey, Secret, hash, leaf_hash};
use sealbid::timelock::CustodianKey;
use sealbid::wire::{Hex, Id, Time};
use signed_note::{
    Note, NoteError, Signer, StandardSigner, StandardVerifier, Verifier, VerifierList, key_id,
};

fn checkpoint(seed: u8, size: u64) -> Checkpoint {
    let mut tree = Tree::default();
    (0..size).for_each(|n| tree.push(leaf_hash(&[seed, n as u8])));
    Checkpoint { origin: origin(&hash(&[&[seed]])), size, root: tree.root() }
}

fn custodian() -> CustodianKey {
    CustodianKey::generate(Id::new("c").unwrap(), "c", Id::new("T-1").unwrap(), Time::from_unix(0).unwrap())
        .unwrap()
}

/// c2sp.org/tlog-cosignature, as its text says and without any code of ours.
struct Cosigner {
    name: String,
    public: VerifyingKey,
    secret: Option<(SigningKey, u64)>,
}

fn message(time: u64, text: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {time}\n").as_bytes(), text].concat()
}

impl Verifier for Cosigner {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        key_id(&self.name, &[&[4], &self.public.to_bytes()[..]].concat())
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let Some((time, signature)) = signature.split_first_chunk::<8>() else { return false };
        let Ok(signature) = DalekSignature::from_slice(signature) else { return false };
        self.public.verify(&message(u64::from_be_bytes(*time), text), &signature).is_ok()
    }
}

impl Signer for Cosigner {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        Verifier::key_id(self)
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        let (key, time) = self.secret.as_ref().unwrap();
        Ok([&time.to_be_bytes()[..], &key.sign(&message(*time, text)).to_bytes()].concat())
    }
}

fn list(verifiers: Vec<Box<dyn Verifier>>) -> VerifierList {
    VerifierList::new(verifiers)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn they_read_and_verify_ours(seed: u8, secret: [u8; 32], size in 0..200u64, time in 0..4_000_000_000i64) {
        let (platform, custodian) = (BidKey::from_secret(Secret::new(secret)).unwrap(), custodian());
        let made = checkpoint(seed, size);
        let mut head = Head::sign(&made, &platform).unwrap();
        let cosignature = head.cosign(&custodian, Time::from_unix(time).unwrap()).unwrap();
        head.add(cosignature).unwrap();
        let bytes = head.to_bytes();

        let note = Note::from_bytes(&bytes).unwrap();
        prop_assert_eq!(note.to_bytes(), bytes);
        let vkey = NoteKey::ed25519(&made.origin, platform.public()).unwrap().to_vkey();
        let name = format!("{}/{}", made.origin, custodian.record_key());
        let public = VerifyingKey::from_bytes(&custodian.record_key().0).unwrap();
        let known = list(vec![
            Box::new(StandardVerifier::new(&vkey).unwrap()),
            Box::new(Cosigner { name, public, secret: None }),
        ]);
        let (verified, unverified) = note.verify(&known).unwrap();
        prop_assert_eq!((verified.len(), unverified.len()), (2, 0));

        let read = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
        prop_assert_eq!((read.origin(), read.size(), read.hash().0), (made.origin.as_str(), made.size, made.root.0));
        prop_assert_eq!((read.extension(), read.to_bytes()), ("", made.to_text().into_bytes()));
    }

    #[test]
    fn we_read_and_verify_theirs(seed: u8, secret: [u8; 32], witness: [u8; 32], size in 0..200u64, time in 0..4_000_000_000u64) {
        let made = checkpoint(seed, size);
        let text = tlog_tiles::Checkpoint::new(&made.origin, size, tlog_tiles::Hash(made.root.0), "").unwrap();
        let key = SigningKey::from_bytes(&secret);
        let public = Hex(key.verifying_key().to_bytes());
        // Their form of a private key: ours of the public one, with the seed in place of the key.
        let vkey = signed_note::new_ed25519_verifier_key(&made.origin, &key.verifying_key());
        prop_assert_eq!(&vkey, &NoteKey::ed25519(&made.origin, public).unwrap().to_vkey());
        let (name_and_id, _) = vkey.rsplit_once('+').unwrap_or_default();
        let id_end = made.origin.len() + 9;
        prop_assert!(name_and_id.len() >= id_end);
        let skey = format!("PRIVATE+KEY+{}+{}", &vkey[..id_end], base64(&[&[1], &secret[..]].concat()));
        let signer = StandardSigner::new(&skey).unwrap();

        let witness = SigningKey::from_bytes(&witness);
        let record_key = Hex(witness.verifying_key().to_bytes());
        let name = format!("{}/{record_key}", made.origin);
        let cosigner = Cosigner { name, public: witness.verifying_key(), secret: Some((witness, time)) };
        let mut note = Note::new(&text.to_bytes(), &[]).unwrap();
        note.add_sigs(&[&signer, &cosigner]).unwrap();

        let head = Head::parse(&note.to_bytes()).unwrap();
        prop_assert_eq!(head.checkpoint(), &made);
        prop_assert_eq!(head.to_bytes(), note.to_bytes());
        prop_assert_eq!(head.verify(&hash(&[&[seed]]), &public), Ok(()));
        let id = Id::new("c").unwrap();
        let expected = vec![(id.clone(), Time::from_unix(time as i64).unwrap())];
        prop_assert_eq!(head.cosigners(&[(id, record_key)]), Ok(expected));
    }

    /// A byte changed anywhere: where they refuse, so do we. We refuse more: extension lines, and forms of heads.
    #[test]
    fn what_they_refuse_we_refuse(seed: u8, at: prop::sample::Index, byte: u8) {
        let (platform, made) = (BidKey::from_secret(Secret::new([seed; 32])).unwrap(), checkpoint(seed, 9));
        let mut bytes = Head::sign(&made, &platform).unwrap().to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let vkey = NoteKey::ed25519(&made.origin, platform.public()).unwrap().to_vkey();
        let known = list(vec![Box::new(StandardVerifier::new(&vkey).unwrap())]);
        let theirs = Note::from_bytes(&bytes).and_then(|note| note.verify(&known).map(drop));
        let ours = Head::parse(&bytes).and_then(|head| head.verify(&hash(&[&[seed]]), &platform.public()));
        prop_assert!(ours.is_err() || theirs.is_ok(), "{:?}", theirs);
        if let Err(NoteError::InvalidSignature { .. } | NoteError::MalformedNote) = theirs {
            prop_assert!(ours.is_err());
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}
