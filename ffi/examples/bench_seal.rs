//! What `bench/seal.c` does through the C interface, by the library's own calls: `bench_seal FOLDER MIB`.

#![allow(missing_docs, clippy::unwrap_used)]

use sealbid::bid::{Document, Draft, Work, seal};
use sealbid::ca::{Certificate, FileKey, Signer};
use sealbid::notice::{Acceptance, FormValue, SignedNotice, TrustList};
use sealbid::wire::{Id, Time};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::Instant;

struct Pulled {
    block: Vec<u8>,
    left: usize,
}

impl Read for Pulled {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let some = buffer.len().min(self.left).min(self.block.len());
        buffer[..some].copy_from_slice(&self.block[..some]);
        self.left -= some;
        Ok(some)
    }
}

struct Nowhere(u8);

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = bytes.last().copied().unwrap_or(self.0);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> sealbid::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap());
    let size: usize = arguments.next().unwrap().parse::<usize>().unwrap() << 20;
    let load = |name: &str| std::fs::read(folder.join(name)).unwrap();

    let accepted: Vec<Acceptance> =
        (0..3).map(|n| Acceptance::parse(&load(&format!("acceptance-{n}.json"))).unwrap()).collect();
    let notice = SignedNotice::verify(&load("notice.json"), &load("notice.p7s"), &accepted)?;
    let now = Time::from_unix(String::from_utf8(load("now.txt")).unwrap().parse().unwrap())?;
    let trusted = notice.trusted_by(&TrustList::parse(&load("trust.json"))?, now)?;
    let certificate = Certificate::from_pem(&load("bidder.pem"))?;
    let key = FileKey::from_pem(&load("bidder.key"), None)?;
    let signer = Signer::new(Box::new(key), certificate, vec![])?;

    let block: Vec<u8> = (0..1usize << 20).map(|n| (n * 31 + n / 256) as u8).collect();
    let id = |text: &str| Id::new(text).unwrap();
    let bill = Document::bytes("bill.txt", "text/plain", block[..5].to_vec())?;
    let plan =
        Document::reader("plan.txt", "text/plain", size as u64, Box::new(Pulled { block, left: size }))?;
    let parts = BTreeMap::from([(id("method"), vec![plan]), (id("bill"), vec![bill])]);
    let form = ["price", "period"].map(|field| (id(field), FormValue::Number(1))).into();
    let draft = Draft { lot: id("1"), parts, form };
    let start = Instant::now();
    seal(draft, &trusted, &signer, now, &mut Nowhere(0), Work::default())?;
    println!("{:.3}", start.elapsed().as_secs_f64() * 1e3);
    Ok(())
}
