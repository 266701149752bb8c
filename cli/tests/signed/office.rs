//! A folder with a notice, a bid, and the certificates of those who decide.

use crate::common::{Run, run_in};
use crate::world::{World, sealed, time};
use sealbid::bid::BidFile;
use sealbid::ca::{Certificate, KeyType, RehearsalCa, Subject};
use sealbid::notice::{Acceptance, Notice};
use sealbid::record::{Receipt, ReceiptKind};
use sealbid::suite::Digest;
use sealbid::wire::Base64;
use std::path::Path;
use tempfile::TempDir;

/// When it is, as `--at` takes it.
pub const AT: &str = "2026-06-20T09:00:00+08:00";

pub struct Office {
    pub world: World,
    pub notice: Notice,
    /// The digest of `bid.sbid`.
    pub bid: Digest,
    pub folder: TempDir,
}

impl Office {
    /// `notice/`, `ca.pem`, `bid.sbid`, and `tenderer`, `adjudicator`, `firm` as `.pem` and `.key`.
    pub fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new();
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        let issue = |name: &str, organisation: &str| -> Certificate {
            let subject = Subject { organisation: Some(organisation.into()), ..Subject::default() };
            let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
            let (key, certificate) = world.ca.issue(&subject, KeyType::P256, from, to).unwrap();
            put(&format!("{name}.key"), key.as_bytes());
            put(&format!("{name}.pem"), certificate.to_pem().as_bytes());
            certificate
        };
        issue("tenderer", "County Works Office");
        issue("firm", "示例公司");
        // The same office has two certificates; the notice names one.
        issue("second", "Supervision Office");
        let adjudicator = issue("adjudicator", "Supervision Office");
        put("ca.pem", world.certificate().to_pem().as_bytes());
        let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
        put("other.pem", RehearsalCa::new("Other", from, to).unwrap().certificate().to_pem().as_bytes());
        world.body.adjudicator.certificate = Base64(adjudicator.der().to_vec());
        let notice = write_notice(&world, &folder.path().join("notice"));
        let (bytes, _) = sealed(&world, &world.notice());
        put("bid.sbid", &bytes);
        let bid = BidFile::read(bytes).unwrap().digest();
        Office { world, notice, bid, folder }
    }

    pub fn at(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.at().join(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at().join(name)).unwrap()
    }

    /// Runs the command here, at [`AT`].
    pub fn run(&self, arguments: &str) -> Run {
        run_in(self.at(), &format!("{arguments} --at {AT}"))
    }

    /// The bid's receipt, not signed yet.
    pub fn receipt(&self) -> Receipt {
        let bid = BidFile::read(std::fs::read(self.at().join("bid.sbid")).unwrap()).unwrap();
        let place =
            (self.notice.tender(), self.notice.digest(), bid.header().lot.clone(), bid.header().bid_key);
        let mut receipt = Receipt::new(ReceiptKind::Bid, place, self.bid, time(AT));
        (receipt.size, receipt.token) = (Some(1234), Some(sealbid::suite::hash(&[b"token"])));
        receipt
    }
}

/// Writes a world's notice with its signature and acceptances.
pub fn write_notice(world: &World, folder: &Path) -> Notice {
    std::fs::create_dir_all(folder).unwrap();
    let bytes = world.body.to_bytes().unwrap();
    let notice = Notice::parse(&bytes).unwrap();
    let issued = Some(time(crate::world::ISSUED));
    let signature = sealbid::ca::sign_detached(&bytes, &world.tenderer, issued).unwrap();
    std::fs::write(folder.join("notice.json"), &bytes).unwrap();
    std::fs::write(folder.join("notice.json.p7s"), signature).unwrap();
    for key in &world.custodians {
        let acceptance = Acceptance::of(key, &notice).unwrap().to_bytes().unwrap();
        std::fs::write(folder.join(format!("{}.acceptance.json", key.custodian())), acceptance).unwrap();
    }
    notice
}
