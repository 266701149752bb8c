//! What a rehearsal leaves, before openssl: signatures in CMS, tokens of RFC 3161, commitments to dealt copies.

use crate::openings;
use crate::openssl::{self, try_openssl};
use crate::rehearsal;
use sealbid::bid::BidFile;
use sealbid::record::{Event, Head, ReleaseRequest, Signed, read_log};
use sealbid::suite::{Digest, hash};
use sealbid::wire::{Base64, parse_foreign};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What openssl was asked, by kind.
struct Judge {
    folder: tempfile::TempDir,
    root: PathBuf,
    asked: BTreeMap<&'static str, u32>,
}

impl Judge {
    fn cms(&mut self, kind: &'static str, content: &[u8], cms: &[u8]) {
        let at = self.folder.path();
        fs::write(at.join("content"), content).unwrap();
        fs::write(at.join("cms"), cms).unwrap();
        let verify = format!(
            "cms -verify -cades -binary -inform DER -in cms -content content -CAfile {} -purpose any -out out",
            self.root.join("ca.pem").display()
        );
        let (good, said) = try_openssl(at, &verify);
        assert!(good, "{kind}: {said}");
        // It must be able to refuse.
        if !self.asked.contains_key(kind) {
            fs::write(at.join("content"), [content, b"."].concat()).unwrap();
            assert!(!try_openssl(at, &verify).0, "{kind}, changed");
        }
        *self.asked.entry(kind).or_default() += 1;
    }

    fn signed(&mut self, kind: &'static str, file: &[u8]) {
        let signed = Signed::parse(file).unwrap();
        // What a bare key signed is no CMS.
        if let Some(cms) = signed.cms() {
            self.cms(kind, signed.content(), cms);
        }
    }

    fn token(&mut self, kind: &'static str, imprint: &Digest, token: &[u8]) {
        let at = self.folder.path();
        fs::write(at.join("token"), token).unwrap();
        let verify = |digest: &Digest| {
            let anchor = self.root.join("tsa/ca.pem");
            let command =
                format!("ts -verify -digest {digest} -in token -token_in -CAfile {}", anchor.display());
            try_openssl(at, &command)
        };
        let (good, said) = verify(imprint);
        assert!(good, "{kind}: {said}");
        if !self.asked.contains_key(kind) {
            assert!(!verify(&hash(&[&imprint.0])).0, "{kind}, of something else");
        }
        *self.asked.entry(kind).or_default() += 1;
    }

    /// An entry of the log with what is attached to it.
    fn entry(&mut self, event: &Event, attached: &[Vec<u8>]) {
        match event {
            Event::Notice { .. } => {
                self.cms("notice", &attached[0], &attached[1]);
                self.statements(&attached[0]);
            }
            Event::Bid { bid, .. } => {
                self.token("bid's token", &bid.digest, &attached[0]);
                self.signed("receipt", &attached[1]);
            }
            Event::Replaced { bid, .. } => {
                self.token("bid's token", &bid.digest, &attached[1]);
                self.signed("receipt", &attached[2]);
            }
            Event::Head { .. } => {
                let text = Head::parse(&attached[0]).unwrap().note().text().to_owned();
                let imprint = hash(&[text.as_bytes()]);
                attached[1..].iter().for_each(|token| self.token("head's token", &imprint, token));
            }
            Event::Requested { .. } => {
                self.signed("release request", &attached[0]);
                let request = ReleaseRequest::parse(Signed::parse(&attached[0]).unwrap().content()).unwrap();
                let text = Head::parse(&request.note.0).unwrap().note().text().to_owned();
                let imprint = hash(&[text.as_bytes()]);
                request.tokens.iter().for_each(|token| self.token("request's token", &imprint, &token.0));
            }
            Event::Withdrawn { .. } => self.signed("receipt of a withdrawal", &attached[1]),
            Event::Postponed { .. } => self.signed("postponement", &attached[0]),
            Event::Scored { .. } => self.signed("scores", &attached[0]),
            Event::Unblinded { .. } => {
                let opened = openings::open(self.folder.path(), &attached[0], &attached[1]);
                self.asked.insert("opening of a copy", opened);
            }
            Event::Admitted { .. } => self.signed("admission", &attached[0]),
            Event::Finished { minutes, .. } => {
                self.cms("minutes", &attached[0], &attached[1]);
                attached[2..].iter().for_each(|token| self.token("minutes' token", minutes, token));
            }
            _ => {}
        }
    }

    /// The custodians' statements stand in the notice.
    fn statements(&mut self, notice: &[u8]) {
        #[derive(serde::Deserialize)]
        struct Custodian {
            statement: Base64,
            signature: Base64,
        }
        #[derive(serde::Deserialize)]
        struct Notice {
            custodians: Vec<Custodian>,
        }
        let notice: Notice = parse_foreign(notice, 4 << 20).unwrap();
        for custodian in notice.custodians {
            self.cms("statement", &custodian.statement.0, &custodian.signature.0);
        }
    }

    fn manifests(&mut self, folder: &Path) {
        for bidder in fs::read_dir(folder).unwrap() {
            let bidder = bidder.unwrap().path();
            for name in ["bid.sbid", "first-try.sbid", "withdrawn.sbid", "too-late.sbid"] {
                if let Ok(bytes) = fs::read(bidder.join(name)) {
                    let bid = BidFile::read(bytes).unwrap();
                    self.cms("manifest", bid.manifest_bytes(), bid.cms());
                }
                let refusal = bidder.join(format!("{name}.refusal.json"));
                if let Ok(refusal) = fs::read(refusal) {
                    self.signed("refusal", &refusal);
                }
            }
        }
    }
}

#[test]
fn openssl_verifies_every_signature_and_every_token() {
    if openssl::version().is_none() {
        return;
    }
    let root = rehearsal();
    let mut judge =
        Judge { folder: tempfile::tempdir().unwrap(), root: root.to_owned(), asked: BTreeMap::new() };
    judge.manifests(&root.join("bidders"));
    let log = fs::read(root.join("box/record/log")).unwrap();
    let take = |frame: sealbid::record::Frame| {
        let entry = sealbid::record::Entry::parse(&frame.entry)?;
        judge.entry(&entry.event, &frame.attachments);
        Ok(())
    };
    read_log(&log, take).unwrap();
    let asked: Vec<(&str, u32)> = judge.asked.into_iter().collect();
    let wanted = [
        ("admission", 1),
        ("bid's token", 7),
        ("head's token", 1),
        ("manifest", 8),
        ("minutes", 2),
        ("minutes' token", 2),
        ("notice", 1),
        ("opening of a copy", 10),
        ("postponement", 1),
        ("receipt", 7),
        ("receipt of a withdrawal", 1),
        ("refusal", 1),
        ("release request", 2),
        ("request's token", 2),
        ("scores", 1),
        ("statement", 3),
    ];
    assert_eq!(asked, wanted);
}
