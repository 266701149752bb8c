//! `sealbid signed sign`: a decision, by whoever may take it.

use super::signed_check::check_tender;
use super::signed_content::Content;
use super::signed_decision::Decision;
use crate::console::Console;
use crate::failure::{Failure, Own, Result};
use crate::signing::Signing;
use crate::{files, say};
use sealbid::ca::Certificate;
use sealbid::notice::Notice;
use sealbid::record::{Fault, Signed, Subject};
use sealbid::wire::{Id, Time};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `signed sign`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The decision, filled in (JSON); it is signed as it stands
    content: PathBuf,
    /// The folder of the notice in force: what will not count under it is refused now
    #[arg(long, value_name = "DIR")]
    notice: Option<PathBuf>,
    /// The certificate and key of whoever decides.
    #[command(flatten)]
    signing: Signing,
    /// The signed file to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Signs a decision.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    files::free(&arguments.out)?;
    let content = files::read_signed(&arguments.content)?;
    let place = arguments.content.display();
    let decision = Decision::parse(&content).map_err(|f| f.at(&place))?;
    let notice = arguments.notice.as_deref().map(files::signed_notice).transpose()?;
    if let Some(notice) = &notice {
        check(&decision, notice.notice()).map_err(|f| f.at(&place))?;
    }
    let signer = arguments.signing.load(console)?;
    if let Some(notice) = &notice {
        check_signer(&decision, notice.notice(), signer.certificate())?;
    }
    let signed = Signed::by_certificate(content, &signer, console.clock.now()?)?;
    files::write(&arguments.out, &signed.to_bytes()?)?;
    let (kind, digest) = (decision.kind(), signed.content_digest());
    Content::Decision(decision).show(console)?;
    console.line("")?;
    say!(console, "signed-written", file = arguments.out.display(), digest = digest)?;
    if notice.is_none() {
        say!(console, "signed-unheld")?;
    }
    console.result(&json!({ "file": arguments.out, "kind": kind, "digest": digest }))
}

/// What can be told from the notice alone (SPEC §13.8); the rest needs the record.
fn check(decision: &Decision, notice: &Notice) -> Result<()> {
    check_tender(notice, decision.tender())?;
    let stage = |id: &Id| notice.stage(id).map(|(number, _)| number).map_err(|e| e.at("stage"));
    match decision {
        Decision::Postponement(found) => {
            if found.notice != notice.digest() {
                let detail = format!("{}, the notice is {}", found.notice, notice.digest());
                return Err(Failure::own(Own::OtherTender, "notice", detail));
            }
            let body = notice.body();
            if !found.stages.iter().map(|stage| &stage.id).eq(body.stages.iter().map(|stage| &stage.id)) {
                let why = "every stage, in the notice's order";
                return Err(Error::new(ErrorKind::UnknownStage).because(why).at("stages").into());
            }
            let times: Vec<Time> = found.stages.iter().map(|stage| stage.time).collect();
            notice.check_times(found.deadline, &times)?;
            // Later than the notice's own times it must be, whatever was postponed since.
            let mut moves: Vec<(Time, Time)> =
                body.stages.iter().map(|stage| stage.time).zip(times).collect();
            moves.push((body.deadline, found.deadline));
            if moves.iter().any(|(old, new)| new < old) || moves.iter().all(|(old, new)| new == old) {
                return Err(ErrorKind::NotLater.into());
            }
        }
        Decision::Admission(found) => {
            if stage(&found.stage)? == 0 {
                let why = "bids are admitted to a later stage than the first";
                return Err(Error::new(ErrorKind::OutOfOrder).because(why).at("stage").into());
            }
        }
        Decision::Scores(found) => {
            notice.stage(&found.stage)?;
        }
        Decision::QuorumLost(found) => {
            stage(&found.stage)?;
        }
        Decision::Adjudication(found) => {
            if let Subject::Bid { stage: id, fault, .. } = &found.subject {
                stage(id)?;
                if *fault == Fault::Undetermined {
                    let why = "it must determine whose fault it is";
                    return Err(Error::new(ErrorKind::BadField).because(why).at("subject.fault").into());
                }
            }
        }
    }
    Ok(())
}

/// Whose certificate it must be; the tenderer's chain is for readers to judge.
fn check_signer(decision: &Decision, notice: &Notice, certificate: &Certificate) -> Result<()> {
    let right = match decision {
        Decision::Postponement(_) | Decision::Admission(_) | Decision::Scores(_) => {
            certificate.names().organisation.as_ref() == Some(&notice.body().tenderer)
        }
        Decision::Adjudication(_) | Decision::QuorumLost(_) => certificate == notice.adjudicator(),
    };
    if right {
        return Ok(());
    }
    let detail = certificate.names().display();
    Err(Error::new(ErrorKind::WrongSigner).because(detail).at("your certificate").into())
}
