//! What is right: notices with and without blind review, who may seal, boxes of every age, and what is handed in at them.

use super::common::hall::{Hall, one, quiet, signed};
use super::common::record::{COMMERCIAL, TECHNICAL};
use super::common::tender::{ARRIVED, Bid, CLOSED, Files, create, upload};
use super::common::{BEFORE, ISSUED, World, faulty::FaultyStore, id, platform_key, review_blind, time};
use super::handles::{judged, made, size};
use super::reviewed::{deal_to, scores, sealed};
use sealbid::ca::{KeyType, Subject};
use sealbid::notice::{FormRules, Organisation, TrustList};
use sealbid::record::Admission;
use sealbid::tenderbox::RecordKey;
use sealbid_ffi::*;
use std::path::Path;
use std::ptr;
use std::sync::{Arc, LazyLock};

/// Times at which a call may be made, in their order.
pub const TIMES: [&str; 5] = [BEFORE, ARRIVED, CLOSED, TECHNICAL, COMMERCIAL];

/// The files of a box's folder.
pub type Folder = Vec<(String, Vec<u8>)>;

pub struct Right {
    /// Without blind review, and with it.
    pub notices: [Files; 2],
    pub trusted: [*mut sealbid_trusted_notice; 2],
    pub signer: *mut sealbid_signer,
    /// A bid for the first notice.
    pub bid: Vec<u8>,
    /// A box that receives; closed; with the first stage opened, dealt, scored.
    pub folders: Vec<Folder>,
    pub platform: *mut sealbid_signer,
    pub record_key: *mut sealbid_record_key,
    pub roots: *mut sealbid_roots,
    /// What is handed in at these boxes: [`super::handles::Input::paper`].
    pub papers: Vec<Vec<u8>>,
}

// SAFETY: all handles may be used by any thread, and are never freed.
unsafe impl Send for Right {}
// SAFETY: as above.
unsafe impl Sync for Right {}

pub static RIGHT: LazyLock<Right> = LazyLock::new(|| {
    let mut world = World::with_custodians(1, 1);
    let (signer, bidder) = party(&world, "Bidder");
    world.bidder = bidder;
    let plain = Files::of(&world);
    let bid = super::common::sealed(&world, &plain.signed()).0;
    review_blind(&mut world.body);
    // The form of copies is looked at too.
    if let Some(review) = &mut world.body.blind_review {
        review.form = Some(FormRules { black: true, ..FormRules::default() });
    }
    let notices = [plain, Files::of(&world)];
    let organisation = Organisation { name: world.custodians[0].organisation().into(), credit_code: None };
    let trust = TrustList::to_bytes(&[world.certificate().clone()], &[organisation]).unwrap();
    let trusted = [0, 1].map(|n| {
        let notice = notice_of(&notices[n].notice, &notices[n].signature, accepted(&notices[n]));
        // SAFETY: everything that is pointed to lives during the calls.
        unsafe {
            let now = time(BEFORE).unix();
            let trusted =
                made(|out, e| sealbid_notice_trust(notice, trust.as_ptr(), size(&trust), now, out, e));
            sealbid_notice_free(notice);
            trusted
        }
    });
    let (folders, papers) = boxes(&world);
    let key = RecordKey { tender_id: id("T-1"), created: time(ISSUED), key: platform_key() };
    let (key, phrase) = (key.to_key_file(b"a long passphrase").unwrap(), b"a long passphrase");
    let roots = world.certificate().to_pem();
    // SAFETY: as above.
    let (record_key, roots) = unsafe {
        (
            made(|out, e| {
                let (at, length) = (key.as_ptr(), size(key.as_bytes()));
                sealbid_record_key_open(at, length, phrase.as_ptr(), size(phrase), out, e)
            }),
            made(|out, e| sealbid_roots_from_pem(roots.as_ptr(), size(roots.as_bytes()), out, e)),
        )
    };
    let platform = party(&world, "County Trading Centre").0;
    Right { notices, trusted, signer, bid, folders, platform, record_key, roots, papers }
});

/// A certificate with its key, as the library and as a program of C has them.
fn party(world: &World, name: &str) -> (*mut sealbid_signer, sealbid::ca::Signer) {
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
    let subject = Subject { organisation: Some(name.into()), ..Subject::default() };
    let (key, certificate) = world.ca.issue(&subject, KeyType::P256, from, to).unwrap();
    let pem = certificate.to_pem();
    let (pem, secret) = (pem.as_bytes(), key.as_bytes());
    let signer = made(|out, error| {
        let (pem, length) = (pem.as_ptr(), size(pem));
        // SAFETY: everything that is pointed to lives during the call.
        unsafe {
            sealbid_signer_from_pem(pem, length, secret.as_ptr(), size(secret), ptr::null(), 0, out, error)
        }
    });
    let own = sealbid::ca::FileKey::from_pem(secret, None).unwrap();
    (signer, sealbid::ca::Signer::new(Box::new(own), certificate, vec![]).unwrap())
}

/// A box through all its ages, and the papers that take it from one to the next.
fn boxes(world: &World) -> (Vec<Folder>, Vec<Vec<u8>>) {
    let bids = sealed(world, |_, _| ());
    let (received, last) = bids.split_at(2);
    let last = &last[0];
    let store = FaultyStore::new();
    let tender = create(world, Arc::new(store.clone()));
    for bid in received {
        let at = time(ARRIVED);
        tender.receive(upload(&tender, &bid.bytes), &bid.token, at, at).unwrap();
    }
    let mut folders = vec![files_of(&store)];
    let hall = Hall::new(world, received);
    folders.push(files_of(&hall.store));
    let mut opening = hall.begin("technical");
    opening.reread(time(TECHNICAL), one()).unwrap();
    let (note, token) = hall.head(TECHNICAL);
    opening.request(&note, vec![token.clone()], time(TECHNICAL), one()).unwrap();
    let release = hall.release_of(0, "technical", &hall.asked("technical"));
    opening.give_release(&release, time(TECHNICAL)).unwrap();
    opening.open(time(TECHNICAL), &quiet(), one()).unwrap();
    let minutes = hall.finish(&mut opening, TECHNICAL);
    folders.push(files_of(&hall.store));
    let (dealt, _) = deal_to(&opening, &[], received).unwrap();
    folders.push(files_of(&hall.store));
    let scores = scores(&hall, &dealt, 8_000);
    sealbid::blind::fix_scores(&hall.closed, &scores, time(TECHNICAL)).unwrap();
    folders.push(files_of(&hall.store));
    let admitted = received.iter().map(Bid::digest).collect();
    let tender = hall.closed.with_history(|history| history.tender()).unwrap();
    let admission = Admission::new(tender, id("commercial"), time(TECHNICAL), admitted, vec![]);
    let admission = signed(admission.to_bytes().unwrap(), &world.tenderer, TECHNICAL);
    let papers = vec![
        last.bytes.clone(),
        last.token.clone(),
        last.asks_to_replace(last, 1),
        received[0].asks_to_withdraw(1),
        note,
        token,
        release,
        hall.stamp(&minutes, TECHNICAL),
        scores,
        admission,
        received[0].digest().0.to_vec(),
        minutes,
    ];
    (folders, papers)
}

fn files_of(store: &FaultyStore) -> Folder {
    store.names().into_iter().filter_map(|name| store.bytes(&name).map(|bytes| (name, bytes))).collect()
}

pub fn write(folder: &Folder, path: &Path) {
    for (name, bytes) in folder {
        let path = path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

pub fn accepted(files: &Files) -> *mut sealbid_list {
    let list = sealbid_list_new();
    for file in &files.acceptances {
        // SAFETY: so many bytes are there.
        assert!(judged(|error| unsafe { sealbid_list_add(list, file.as_ptr(), size(file), error) }));
    }
    list
}

/// Verifies a notice, and frees the list.
pub fn notice_of(notice: &[u8], cms: &[u8], list: *mut sealbid_list) -> *mut sealbid_notice {
    let made = made(|out, error| {
        // SAFETY: everything that is pointed to lives during the call.
        unsafe {
            sealbid_notice_verify(notice.as_ptr(), size(notice), cms.as_ptr(), size(cms), list, out, error)
        }
    });
    // SAFETY: it came from the library, and nobody has it any more.
    unsafe { sealbid_list_free(list) };
    made
}
