//! A tender whose platform, custodians and timestamp authority are handles of the ABI.

use super::c::*;
use super::calls::unix;
use super::common::World;
use super::common::tender::OPENED;
use super::parties::*;
use sealbid::notice::{Acceptance, SignedNotice};
use sealbid::wire::Base64;
use sealbid_ffi::*;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::LazyLock;
use tempfile::TempDir;

pub struct Custodian {
    pub name: String,
    pub key: Handle<sealbid_custodian_key>,
}

/// The files of a notice, and everybody's keys. It takes a while to make one.
pub struct Fixture {
    pub world: World,
    pub platform: Pem,
    pub tenderer: Pem,
    pub adjudicator: Handle<sealbid_signer>,
    pub signer: Handle<sealbid_signer>,
    pub record_key: Handle<sealbid_record_key>,
    pub roots: Handle<sealbid_roots>,
    pub authority: Handle<sealbid_timestamp_authority>,
    pub custodians: Vec<Custodian>,
    pub notice: Vec<u8>,
    pub signature: Vec<u8>,
    pub acceptances: Vec<Vec<u8>>,
    pub folder: TempDir,
}

/// One that tests share; each has folders of its own in it.
pub fn shared() -> &'static Fixture {
    static SHARED: LazyLock<Fixture> = LazyLock::new(|| Fixture::new(|_| {}));
    &SHARED
}

impl Fixture {
    pub fn new(change: impl FnOnce(&mut World)) -> Fixture {
        let mut world = World::new();
        let folder = tempfile::tempdir().unwrap();
        let custodians: Vec<Custodian> = (0..3).map(custodian).collect();
        world.body.custodians = custodians.iter().map(|one| statement(&world, one)).collect();
        let adjudicator = Pem::of(&world, "Supervision Office", false);
        let certificate = sealbid::ca::Certificate::from_pem(adjudicator.certificate.as_bytes()).unwrap();
        world.body.adjudicator.certificate = Base64(certificate.der().to_vec());
        let record_key = record_key(&mut world);
        change(&mut world);
        let (platform, tenderer) =
            (Pem::of(&world, "County Trading Centre", false), Pem::of(&world, "County Works Office", false));
        let (notice, signature, acceptances) = sign_notice(&world, &tenderer, &custodians);
        let (signer, roots, authority) = (platform.signer(), roots(&world), authority(&world));
        let adjudicator = adjudicator.signer();
        Fixture {
            world,
            platform,
            tenderer,
            adjudicator,
            signer,
            record_key,
            roots,
            authority,
            custodians,
            notice,
            signature,
            acceptances,
            folder,
        }
    }

    /// A folder that is not there yet.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The notice as the core has it, for the core's bidders.
    pub fn signed(&self) -> SignedNotice {
        let acceptances: Vec<Acceptance> =
            self.acceptances.iter().map(|bytes| Acceptance::parse(bytes).unwrap()).collect();
        SignedNotice::verify(&self.notice, &self.signature, &acceptances).unwrap()
    }

    /// The notice as a handle.
    pub fn verified(&self) -> Handle<sealbid_notice> {
        let acceptances = list(&self.acceptances);
        make(sealbid_notice_free, |out, e| unsafe {
            let (notice, signature) = (&self.notice, &self.signature);
            let (size, signature_size) = (notice.len() as u64, signature.len() as u64);
            sealbid_notice_verify(
                notice.as_ptr(),
                size,
                signature.as_ptr(),
                signature_size,
                acceptances.get(),
                out,
                e,
            )
        })
        .unwrap()
    }

    /// A box in this folder.
    pub fn create(&self, folder: &Path) -> Answer<Handle<sealbid_tender_box>> {
        self.create_with(folder, &self.signer)
    }

    pub fn create_with(
        &self,
        folder: &Path,
        signer: &Handle<sealbid_signer>,
    ) -> Answer<Handle<sealbid_tender_box>> {
        let (folder, acceptances) = (path(folder), list(&self.acceptances));
        make(sealbid_tender_box_free, |out, e| unsafe {
            sealbid_tender_box_create(
                folder.as_ptr(),
                self.notice.as_ptr(),
                self.notice.len() as u64,
                self.signature.as_ptr(),
                self.signature.len() as u64,
                acceptances.get(),
                signer.get(),
                self.record_key.get(),
                self.roots.get(),
                unix(OPENED),
                out,
                e,
            )
        })
    }

    /// Where a custodian's memory of the box in this folder lies: each box is a record of its own.
    pub fn memory(&self, n: usize, folder: &Path) -> PathBuf {
        folder.with_extension("desks").join(&self.custodians[n].name).join("memory.json")
    }

    /// A custodian at its desk; its memory is begun the first time.
    pub fn desk(&self, n: usize, folder: &Path) -> Handle<sealbid_custodian> {
        let memory = self.memory(n, folder);
        if !memory.exists() {
            std::fs::create_dir_all(memory.parent().unwrap()).unwrap();
            let place = path(&memory);
            let key = &self.custodians[n].key;
            call(|e| unsafe { sealbid_custodian_memory_begin(key.get(), place.as_ptr(), e) }).unwrap();
        }
        self.desk_with(n, &memory).unwrap()
    }

    pub fn desk_with(&self, n: usize, memory: &Path) -> Answer<Handle<sealbid_custodian>> {
        let (key, memory, roots) = (&self.custodians[n].key, path(memory), &self.roots);
        make(sealbid_custodian_free, |out, e| unsafe {
            sealbid_custodian_new(key.get(), memory.as_ptr(), roots.get(), out, e)
        })
    }

    /// A token over a digest, by the tender's own authority.
    pub fn stamp(&self, digest: &[u8; 32], at: &str) -> Vec<u8> {
        let mut der = ptr::null_mut();
        let request = make(sealbid_timestamp_request_free, |out, e| unsafe {
            sealbid_timestamp_request_new(digest.as_ptr(), out, &raw mut der, e)
        });
        let (request, der) = (request.unwrap(), taken(der).unwrap());
        let mut granted = -1;
        let response = bytes(|out, e| unsafe {
            let (authority, size) = (self.authority.get(), der.len() as u64);
            sealbid_timestamp_authority_answer(
                authority,
                der.as_ptr(),
                size,
                unix(at),
                out,
                &raw mut granted,
                e,
            )
        });
        assert_eq!(granted, 1);
        let response = response.unwrap();
        bytes(|out, e| unsafe {
            let size = response.len() as u64;
            sealbid_timestamp_response(request.get(), response.as_ptr(), size, out, e)
        })
        .unwrap()
    }
}
