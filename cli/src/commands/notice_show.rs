//! `sealbid notice show`: a notice as tables.

use crate::clock::{countdown, span};
use crate::console::Console;
use crate::failure::Result;
use crate::figures::{extension, field_type, size, yes};
use crate::table::Table;
use crate::{files, fill, say};
use sealbid::notice::{Guarantee, HolderSpec, Notice, NoticeBody};
use serde_json::json;
use std::path::Path;

/// Shows a notice.
pub fn run(path: &Path, console: &Console) -> Result<()> {
    let notice = files::parse(path, Notice::parse)?;
    heading(&notice, console)?;
    stages(notice.body(), console)?;
    asked_for(notice.body(), console)?;
    holders(&notice, console)?;
    say!(console, "show-unverified")?;
    let body: serde_json::Value = serde_json::to_value(notice.body()).unwrap_or_default();
    console.result(&json!({ "digest": notice.digest(), "tender": notice.tender(), "notice": body }))
}

fn heading(notice: &Notice, console: &Console) -> Result<()> {
    let body = notice.body();
    let now = console.clock.now()?;
    console.line(&body.title)?;
    say!(console, "show-tender", id = body.tender_id, tenderer = body.tenderer)?;
    say!(console, "show-digest", digest = notice.digest())?;
    if let Some(older) = body.supersedes {
        say!(console, "show-supersedes", digest = older, tender = notice.tender())?;
    }
    say!(console, "show-issued", time = console.clock.local(body.issued))?;
    let left = countdown(&console.words, body.deadline, now);
    say!(console, "show-deadline", time = console.clock.local(body.deadline), countdown = left)?;
    let objection = span(&console.words, body.objection_period);
    say!(console, "show-objection", span = objection)
}

fn stages(body: &NoticeBody, console: &Console) -> Result<()> {
    let words = &console.words;
    let now = console.clock.now()?;
    let mut table = Table::new([words.text("column-lot"), words.text("column-title")]);
    for lot in &body.lots {
        table.row([lot.id.to_string(), lot.title.clone()]);
    }
    console.line("")?;
    console.table(&table)?;

    let columns = ["column-stage", "column-title", "column-opens", "column-countdown"];
    let mut table = Table::new(columns.map(|id| words.text(id)));
    for stage in &body.stages {
        let left = countdown(words, stage.time, now);
        table.row([stage.id.to_string(), stage.title.clone(), console.clock.local(stage.time), left]);
    }
    console.line("")?;
    console.table(&table)
}

fn asked_for(body: &NoticeBody, console: &Console) -> Result<()> {
    let words = &console.words;
    let columns = [
        "column-part",
        "column-title",
        "column-stage",
        "column-required",
        "column-blind",
        "column-most",
        "column-types",
    ];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[5]);
    for part in &body.parts {
        let (required, blind) = (yes(words, part.required), yes(words, part.blind));
        let cells = [part.id.to_string(), part.title.clone(), part.stage.to_string(), required, blind];
        let types = part.media_types.iter().map(|name| extension(name)).collect::<Vec<_>>().join(" ");
        table.row(cells.into_iter().chain([size(part.max_bytes), types]));
    }
    console.line("")?;
    console.table(&table)?;

    if !body.form.is_empty() {
        let columns = ["column-field", "column-title", "column-stage", "column-required", "column-type"];
        let mut table = Table::new(columns.map(|id| words.text(id)));
        for field in &body.form {
            let (required, kind) = (yes(words, field.required), field_type(words, &field.kind));
            table.row([field.id.to_string(), field.title.clone(), field.stage.to_string(), required, kind]);
        }
        console.line("")?;
        console.table(&table)?;
    }
    match &body.guarantee {
        None => Ok(()),
        Some(Guarantee::Deposit { amount, currency }) => {
            say!(console, "show-deposit", amount = amount, currency = currency)
        }
        Some(Guarantee::Letter { part }) => say!(console, "show-letter", part = part),
    }
}

fn holders(notice: &Notice, console: &Console) -> Result<()> {
    let words = &console.words;
    let body = notice.body();
    console.line("")?;
    for (n, quorum) in body.lock.quorums.iter().enumerate() {
        let names = quorum.holders.iter().map(|holder| match holder {
            HolderSpec::Custodian { id } => id.to_string(),
            HolderSpec::Beacon { id, .. } => fill!(words, "holder-beacon", id = id),
            HolderSpec::Certificate { id, .. } => fill!(words, "holder-certificate", id = id),
        });
        let names: Vec<String> = names.collect();
        let (threshold, total) = (quorum.threshold, names.len());
        let holders = names.join(&words.text("list-separator"));
        say!(
            console,
            "show-quorum",
            number = n + 1,
            threshold = threshold,
            total = total,
            holders = holders
        )?;
    }
    let columns = ["column-custodian", "column-organisation", "column-code", "column-key"];
    let mut table = Table::new(columns.map(|id| words.text(id)));
    for custodian in notice.custodians() {
        let statement = custodian.statement();
        let code = custodian.signature().certificate.names().credit_code.unwrap_or_default();
        let key = statement.key.to_string().chars().take(16).collect();
        table.row([statement.custodian.to_string(), statement.organisation.clone(), code, key]);
    }
    console.table(&table)?;
    for authority in &body.timestamp_authorities {
        say!(
            console,
            "show-authority",
            name = authority.name,
            url = authority.url.as_deref().unwrap_or_default()
        )?;
    }
    if let Some(platform) = &body.platform {
        say!(console, "show-platform", name = platform.operator)?;
    }
    say!(console, "show-adjudicator", name = body.adjudicator.name)?;
    say!(console, "show-rescue", kept = yes(words, body.rescue.by_seed))
}
