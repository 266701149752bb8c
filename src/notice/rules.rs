//! The rules of a notice, each with an error of its own (SPEC §2.1 to §2.4).

use super::FORM_PART;
use super::blind;
use super::body::{Guarantee, NoticeBody};
use super::field::FieldType;
use super::holders::HolderSpec;
use super::statement::VerifiedStatement;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::SUITE;
use crate::wire::{Id, Time, check_text, fold_path};
use std::collections::HashSet;

const MAX_OBJECTION: u64 = 2_592_000;
const MAX_GRACE: u64 = 3_600;
const MAX_FILE_PERIOD: u64 = 604_800;
const MAX_PART: u64 = 1 << 40;

/// Everything that the body alone can break.
pub(super) fn check(body: &NoticeBody) -> Result<()> {
    if body.suite != SUITE {
        return Err(Error::new(ErrorKind::UnknownSuite)
            .because(format_args!("{:.64}", body.suite))
            .at("suite"));
    }
    texts(body)?;
    counts(body)?;
    unique(body.lots.iter().map(|lot| &lot.id), "lots")?;
    unique(body.stages.iter().map(|stage| &stage.id), "stages")?;
    unique(body.parts.iter().map(|part| &part.id), "parts")?;
    unique(body.form.iter().map(|field| &field.id), "form")?;
    times(body)?;
    parts(body)?;
    fields(body)?;
    guarantee(body)?;
    blind::check(body)?;
    if body.supersedes.is_some() != body.tender.is_some() {
        return Err(Error::new(ErrorKind::SupersedesIncomplete).at("supersedes"));
    }
    Ok(())
}

fn texts(body: &NoticeBody) -> Result<()> {
    let check = |text: &str, max: usize, place: String| check_text(text, 1, max).map_err(|e| e.at(place));
    check(&body.title, 512, "title".into())?;
    check(&body.tenderer, 256, "tenderer".into())?;
    check(&body.adjudicator.name, 256, "adjudicator.name".into())?;
    if let Some(platform) = &body.platform {
        check(&platform.operator, 256, "platform.operator".into())?;
    }
    for (n, lot) in body.lots.iter().enumerate() {
        check(&lot.title, 512, format!("lots[{n}].title"))?;
    }
    for (n, stage) in body.stages.iter().enumerate() {
        check(&stage.title, 512, format!("stages[{n}].title"))?;
    }
    for (n, authority) in body.timestamp_authorities.iter().enumerate() {
        check(&authority.name, 256, format!("timestamp_authorities[{n}].name"))?;
        if let Some(url) = &authority.url {
            check(url, 1024, format!("timestamp_authorities[{n}].url"))?;
        }
    }
    Ok(())
}

fn counts(body: &NoticeBody) -> Result<()> {
    for (place, count, min, max) in [
        ("lots", body.lots.len(), 1, 256),
        ("stages", body.stages.len(), 1, 8),
        ("parts", body.parts.len(), 1, 64),
        ("form", body.form.len(), 0, 128),
        ("custodians", body.custodians.len(), 0, 16),
        ("lock.quorums", body.lock.quorums.len(), 1, 4),
        ("bidder_anchors", body.bidder_anchors.len(), 1, 64),
        ("timestamp_authorities", body.timestamp_authorities.len(), 0, 16),
    ] {
        if !(min..=max).contains(&count) {
            let detail = format!("{count} entries, must be {min} to {max}");
            return Err(Error::new(ErrorKind::BadField).because(detail).at(place));
        }
    }
    for (place, value, max) in [
        ("objection_period", body.objection_period, MAX_OBJECTION),
        ("grace", body.grace, MAX_GRACE),
        ("file_period", body.file_period.unwrap_or(0), MAX_FILE_PERIOD),
    ] {
        if value > max {
            return Err(Error::new(ErrorKind::BadField)
                .because(format_args!("{value} seconds, at most {max}"))
                .at(place));
        }
    }
    Ok(())
}

fn unique<'a>(ids: impl Iterator<Item = &'a Id>, place: &str) -> Result<()> {
    let mut seen = HashSet::new();
    for (n, id) in ids.enumerate() {
        // Parts become folders: names that differ only in case would meet on some disks.
        if !seen.insert(fold_path(id.as_str())) {
            return Err(Error::new(ErrorKind::DuplicateId).because(id).at(format_args!("{place}[{n}].id")));
        }
    }
    Ok(())
}

/// The times of a notice, or those that a postponement puts in their place (SPEC §2.1, §13.8).
pub(super) fn times_in_order(body: &NoticeBody, deadline: Time, stages: &[Time]) -> Result<()> {
    let wrong = |why: &str, place: String| Err(Error::new(ErrorKind::TimesOutOfOrder).because(why).at(place));
    if deadline <= body.issued {
        return wrong("must be after `issued`", "deadline".into());
    }
    let waiting = body.grace + body.objection_period + body.file_period.unwrap_or(0);
    let mut earliest = deadline.plus(waiting);
    for (n, time) in stages.iter().enumerate() {
        if *time < earliest || (n > 0 && *time == earliest) {
            let why = if n == 0 {
                "the first stage must not be before deadline, grace, file period and objection period have passed"
            } else {
                "must be after the stage before it"
            };
            return wrong(why, format!("stages[{n}].time"));
        }
        earliest = *time;
    }
    Ok(())
}

fn times(body: &NoticeBody) -> Result<()> {
    let stages: Vec<Time> = body.stages.iter().map(|stage| stage.time).collect();
    times_in_order(body, body.deadline, &stages)
}

fn known_stage(body: &NoticeBody, stage: &Id, place: impl std::fmt::Display) -> Result<()> {
    if body.stages.iter().any(|known| known.id == *stage) {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::UnknownStage).because(stage).at(place))
    }
}

fn parts(body: &NoticeBody) -> Result<()> {
    for (n, part) in body.parts.iter().enumerate() {
        let at = |error: Error, member: &str| error.at(format_args!("parts[{n}].{member}"));
        check_text(&part.title, 1, 512).map_err(|e| at(e, "title"))?;
        if fold_path(part.id.as_str()) == FORM_PART {
            return Err(at(Error::new(ErrorKind::ReservedId).because(&part.id), "id"));
        }
        known_stage(body, &part.stage, format_args!("parts[{n}].stage"))?;
        if !(1..=MAX_PART).contains(&part.max_bytes) {
            return Err(at(Error::new(ErrorKind::BadField).because("must be 1 to 2^40"), "max_bytes"));
        }
        if !(1..=32).contains(&part.media_types.len()) || !part.media_types.iter().all(|t| is_media_type(t)) {
            let detail = "must be 1 to 32 types such as application/pdf, in lower case";
            return Err(at(Error::new(ErrorKind::BadField).because(detail), "media_types"));
        }
    }
    Ok(())
}

/// `type/subtype` of RFC 6838 §4.2, in lower case, at most 127 bytes.
fn is_media_type(text: &str) -> bool {
    let name = |name: &str| {
        let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        first
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$&-^_.+".contains(&b))
    };
    text.len() <= 127 && text.split_once('/').is_some_and(|(kind, subtype)| name(kind) && name(subtype))
}

/// Three letters, as ISO 4217 has them.
fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn fields(body: &NoticeBody) -> Result<()> {
    for (n, field) in body.form.iter().enumerate() {
        let bad = |why: &str, member: &str| {
            Err(Error::new(ErrorKind::BadField).because(why).at(format_args!("form[{n}].{member}")))
        };
        check_text(&field.title, 1, 512).map_err(|e| e.at(format_args!("form[{n}].title")))?;
        known_stage(body, &field.stage, format_args!("form[{n}].stage"))?;
        match &field.kind {
            FieldType::Money { currency, minor_digits } => {
                if !is_currency(currency) {
                    return bad("must be three letters A to Z", "currency");
                }
                if *minor_digits > 4 {
                    return bad("must be 0 to 4", "minor_digits");
                }
            }
            FieldType::Duration { .. } => {}
            FieldType::Text { max_bytes } => {
                if !(1..=4096).contains(max_bytes) {
                    return bad("must be 1 to 4096", "max_bytes");
                }
            }
            FieldType::Choice { options } => {
                let distinct: HashSet<_> = options.iter().collect();
                let texts = options.iter().all(|option| check_text(option, 1, 256).is_ok());
                if !(1..=64).contains(&options.len()) || distinct.len() != options.len() || !texts {
                    return bad("must be 1 to 64 distinct texts of 1 to 256 bytes", "options");
                }
            }
        }
    }
    for (n, stage) in body.stages.iter().enumerate() {
        let part = body.parts.iter().any(|part| part.stage == stage.id && part.required);
        let field = body.form.iter().any(|field| field.stage == stage.id && field.required);
        if !part && !field {
            return Err(Error::new(ErrorKind::EmptyStage).because(&stage.id).at(format_args!("stages[{n}]")));
        }
    }
    Ok(())
}

fn guarantee(body: &NoticeBody) -> Result<()> {
    match &body.guarantee {
        None => Ok(()),
        Some(Guarantee::Deposit { currency, .. }) => {
            if is_currency(currency) {
                Ok(())
            } else {
                Err(Error::new(ErrorKind::BadField)
                    .because("must be three letters A to Z")
                    .at("guarantee.currency"))
            }
        }
        Some(Guarantee::Letter { part }) => match body.parts.iter().find(|known| known.id == *part) {
            None => Err(Error::new(ErrorKind::UnknownPart).because(part).at("guarantee.part")),
            Some(known) if !known.required => {
                Err(Error::new(ErrorKind::LetterNotRequired).because(part).at("guarantee.part"))
            }
            Some(_) => Ok(()),
        },
    }
}

/// Verifies every statement, and that no key and no organisation stands behind two custodians.
pub(super) fn custodians(body: &NoticeBody) -> Result<Vec<VerifiedStatement>> {
    let mut verified: Vec<VerifiedStatement> = Vec::new();
    for (n, entry) in body.custodians.iter().enumerate() {
        let at = |error: Error| error.at(format_args!("custodians[{n}]"));
        let custodian = VerifiedStatement::verify(entry).map_err(at)?;
        let statement = custodian.statement();
        let refuse = |kind: ErrorKind| Err(at(Error::new(kind).because(&statement.custodian)));
        if statement.tender_id != body.tender_id {
            return refuse(ErrorKind::StatementOfAnotherTender);
        }
        if statement.created > body.issued {
            return refuse(ErrorKind::TimesOutOfOrder);
        }
        for other in &verified {
            let known = other.statement();
            if known.custodian == statement.custodian {
                return refuse(ErrorKind::DuplicateId);
            }
            if known.key == statement.key || known.record_key == statement.record_key {
                return refuse(ErrorKind::DuplicateKey);
            }
            if other.same_organisation(&custodian) {
                return refuse(ErrorKind::DuplicateOrganisation);
            }
        }
        verified.push(custodian);
    }
    Ok(verified)
}

/// Every custodian holds something: one that does not would only look like a safeguard.
pub(super) fn all_used(body: &NoticeBody, custodians: &[VerifiedStatement]) -> Result<()> {
    for (n, custodian) in custodians.iter().enumerate() {
        let id = &custodian.statement().custodian;
        let mut holders = body.lock.quorums.iter().flat_map(|quorum| &quorum.holders);
        if !holders.any(|holder| matches!(holder, HolderSpec::Custodian { id: used } if used == id)) {
            return Err(Error::new(ErrorKind::UnusedCustodian)
                .because(id)
                .at(format_args!("custodians[{n}]")));
        }
    }
    Ok(())
}
