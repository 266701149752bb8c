//! The hall's staff at the command, and custodians that answer in their exchange folders.

use crate::common::{Run, command, run_in};
use crate::hall::{CLOSED, Hall};
use crate::world::{id, time};
use sealbid::custodian::{cosigned_name, refused_name, released_name};
use sealbid::record::{CosignRequest, Head, ReleaseRefusal};
use sealbid::suite::hash;
use std::process::Command;

pub const KEYS: &str =
    "--key record.key --passphrase-file pass --cert platform.pem --signing-key platform.key --trust ca.pem";
pub const STAMPS: &str = "--tsa-cert tsa.pem --tsa-key tsa.key";

/// Every step of a stage up to its request, at its time: the notes of two custodians, then the release request.
pub fn requested(hall: &Hall, stage: &str, at: &str) {
    let run = opening(hall, stage, at, "");
    assert_eq!(run.code, 6, "{}\n{}", run.out, run.err);
    cosign(hall, 0, at);
    cosign(hall, 2, at);
    let run = opening(hall, stage, at, "");
    assert_eq!(run.code, 6, "{}\n{}", run.out, run.err);
    assert!(run.out.contains("Releases: 0 of 2"), "{}", run.out);
}

/// `opening run` at a time.
pub fn opening(hall: &Hall, stage: &str, at: &str, more: &str) -> Run {
    hall.run(&format!("opening run box --stage {stage} {KEYS} {STAMPS} --at {at} {more}"))
}

/// The same, to be started.
pub fn starting(hall: &Hall, stage: &str, at: &str, more: &str) -> Command {
    let arguments = format!("opening run box --stage {stage} {KEYS} {STAMPS} --at {at} {more}");
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let mut command = command(&arguments);
    command.current_dir(hall.at());
    command
}

/// `opening admit` and the like.
pub fn decide(hall: &Hall, what: &str, file: &str, at: &str) -> Run {
    run_in(hall.at(), &format!("opening {what} box {file} {KEYS} --at {at}"))
}

/// A custodian answers the request to cosign that lies in its folder.
pub fn cosign(hall: &Hall, n: usize, at: &str) {
    let request =
        CosignRequest::parse(&hall.read(&format!("box/exchange/c{n}/cosign-request.json"))).unwrap();
    let size = Head::parse(&request.note.0).unwrap().checkpoint().size;
    let note = hall.cosigned(&request.note.0, n, time(at));
    hall.write(&format!("box/exchange/c{n}/{}", cosigned_name(size)), &note);
}

/// A custodian answers the request to release that lies in its folder.
pub fn release(hall: &Hall, stage: &str, n: usize) {
    hall.read(&format!("box/exchange/c{n}/release-request-{stage}.json"));
    let release = hall.release(&hall.closed(), stage, n);
    hall.write(&format!("box/exchange/c{n}/{}", released_name(&id(stage))), &release);
}

/// A custodian refuses.
pub fn refuse(hall: &Hall, stage: &str, n: usize) {
    let request = hall.read(&format!("box/exchange/c{n}/release-request-{stage}.json"));
    let tender = hall.notice.notice().tender();
    let error = sealbid::Error::new(sealbid::ErrorKind::BidMissing);
    let key = &hall.world.custodians[n];
    let refusal = ReleaseRefusal::sign(key, tender, id(stage), hash(&[&request]), &error).unwrap();
    hall.write(&format!("box/exchange/c{n}/{}", refused_name(&id(stage))), &refusal.to_bytes().unwrap());
}

/// Closed, and nothing else.
pub fn closed(bids: usize) -> Hall {
    let hall = Hall::received(bids);
    hall.close();
    hall
}

/// The closed head is stamped at the time of the closing.
pub fn head_cosigned(hall: &Hall) {
    let run = opening(hall, "technical", CLOSED, "");
    assert_eq!(run.code, 6, "{}\n{}", run.out, run.err);
    cosign(hall, 0, CLOSED);
    cosign(hall, 1, CLOSED);
}
