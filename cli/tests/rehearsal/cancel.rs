//! Ctrl-C in the middle of sealing: a clean end, and nothing half-written.

use crate::common::command;
use crate::rehearsal;
use sealbid::ca::Certificate;
use sealbid::redact::Terms;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn a_cancelled_seal_leaves_nothing() {
    let kept = rehearsal();
    let folder = tempfile::tempdir().unwrap();
    // As large as the notice allows; sealing it takes long enough to be interrupted.
    std::fs::write(folder.path().join("large.pdf"), vec![7; 64 << 20]).unwrap();
    let notice = kept.join("notice");
    let out = folder.path().join("bid.sbid");
    let large = folder.path().join("large.pdf");
    let (part, cert) = (large.to_str().unwrap(), kept.join("bidders/bidder-1/cert.pem"));
    let mut sealing = command(&["seal", "--notice", notice.to_str().unwrap()]);
    sealing.arg("--trust").arg(kept.join("trust.json")).arg("--cert").arg(&cert);
    sealing.arg("--signing-key").arg(kept.join("bidders/bidder-1/cert.key"));
    for id in ["qualification", "commercial"] {
        sealing.arg("--part").arg(format!("{id}={part}"));
    }
    // Of the technical part blind copies are made, so its documents must be real.
    let technical = kept.join("bidders/bidder-1/documents/technical");
    sealing.arg("--part").arg(format!("technical={}", technical.display()));
    let terms = kept.join("terms.json");
    // What its certificate states is the least that a bidder declares.
    let names = Certificate::from_pem(&std::fs::read(&cert).unwrap()).unwrap().names();
    let stated = Terms::stated(names.bidder().unwrap(), names.credit_code.as_deref());
    std::fs::write(&terms, stated.to_bytes().unwrap()).unwrap();
    sealing.arg("--terms").arg(&terms);
    for field in ["manager=x", "price=1", "period=1", "quality=合格"] {
        sealing.args(["--field", field]);
    }
    sealing.arg("--passphrase-file").arg(kept.join("passphrase.txt")).arg("-o").arg(&out);
    let mut child = sealing.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();

    // Once the file grows, the work is under way.
    let partial = folder.path().join("bid.sbid.new.partial");
    let start = Instant::now();
    while !partial.metadata().is_ok_and(|file| file.len() > 1 << 20) {
        assert!(start.elapsed() < Duration::from_secs(60), "sealing did not begin");
        assert!(child.try_wait().unwrap().is_none(), "sealing ended too soon");
        std::thread::sleep(Duration::from_millis(2));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(5));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["large.pdf"]);
}
