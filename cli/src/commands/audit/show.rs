//! The report of an audit, as tables and as JSON.

use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::figures::yes;
use crate::table::Table;
use crate::words::Words;
use crate::{fill, say};
use sealbid::audit::{BidReport, End, Finding, Overall, Place, Remark, Report, Rule, Verdict, Why};
use sealbid::record::Reason;
use serde_json::{Value, json};

/// Tells a report: what tender, the verdict, every rule, what weakens it, every bid.
pub fn show(report: &Report, console: &Console) -> Result<()> {
    heading(report, console)?;
    rules(report, console)?;
    let findings: Vec<(Rule, &Finding)> = report.findings().collect();
    if !findings.is_empty() {
        console.line("")?;
        say!(console, "audit-findings")?;
    }
    for (rule, finding) in findings {
        let failure = Failure::from(finding.error.clone());
        let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
        let place = place(&finding.place, &console.words);
        say!(console, "audit-finding", rule = rule.name(), place = place, reason = reason, code = code)?;
    }
    if !report.remarks.is_empty() {
        console.line("")?;
        say!(console, "audit-remarks")?;
    }
    for found in &report.remarks {
        console.line(&format!("  {}", remark(found, &console.words)))?;
    }
    if !report.bids.is_empty() {
        console.line("")?;
        bids(&report.bids, console)?;
    }
    console.result(&json(report, console))
}

fn heading(report: &Report, console: &Console) -> Result<()> {
    if let Some(tender) = &report.tender {
        console.line(&tender.title)?;
        say!(console, "show-tender", id = tender.tender_id, tenderer = tender.tenderer)?;
        say!(console, "audit-deadline", time = console.clock.local(tender.deadline))?;
    }
    if let Some(time) = report.closed_at {
        say!(console, "audit-closed", time = console.clock.local(time.ceil()))?;
    }
    say!(console, "audit-entries", count = report.entries, root = report.root)?;
    console.line("")?;
    let verdict = match report.overall() {
        Overall::Passed => "audit-passed",
        Overall::PassedAsFar => "audit-passed-as-far",
        Overall::Failed => "audit-failed",
    };
    console.line(&console.words.text(verdict))?;
    console.line("")
}

fn rules(report: &Report, console: &Console) -> Result<()> {
    let words = &console.words;
    let mut table =
        Table::new(["column-rule", "column-asked", "column-result", "column-why"].map(|id| words.text(id)));
    for result in &report.rules {
        let (verdict, why) = match &result.verdict {
            Verdict::Holds => ("audit-holds", String::new()),
            Verdict::Fails(found) => ("audit-fails", fill!(words, "audit-count", count = found.len())),
            Verdict::NotChecked(why) => ("audit-not-checked", self::why(*why, words)),
        };
        let rule = result.rule.name();
        table.row([rule.to_owned(), words.text(&format!("rule-{rule}")), words.text(verdict), why]);
    }
    console.table(&table)
}

fn why(why: Why, words: &Words) -> String {
    match why {
        Why::Beyond(entries) => fill!(words, "why-beyond", count = entries),
        other => words.text(&format!("why-{}", other.name())),
    }
}

/// Where something was found, in words.
pub fn place(place: &Place, words: &Words) -> String {
    match place {
        Place::Log => words.text("audit-place-log"),
        Place::Entry(number) => fill!(words, "audit-place-entry", number = number),
        Place::Bid(digest) => fill!(words, "audit-place-bid", digest = digest),
        Place::Receipt(number) => fill!(words, "audit-place-receipt", number = number + 1),
        Place::Head(number) => fill!(words, "audit-place-head", number = number + 1),
    }
}

fn remark(remark: &Remark, words: &Words) -> String {
    let text = match remark {
        Remark::Advice(advice) => words.text(&format!("advice-{}", advice.name())),
        other => words.text(&format!("remark-{}", other.name())),
    };
    let text = match remark.place() {
        Some(found) => fill!(words, "audit-remark-at", place = place(&found, words), text = text),
        None => text,
    };
    match remark {
        Remark::NotCounted(_, error) => {
            let failure = Failure::from(error.clone());
            format!("{text} ({} {})", failure.reason(words), failure.reference(words))
        }
        _ => text,
    }
}

fn bids(bids: &[BidReport], console: &Console) -> Result<()> {
    let words = &console.words;
    let columns = [
        "column-lot",
        "column-bidder",
        "column-digest",
        "column-arrived",
        "column-end",
        "column-fault",
        "column-why",
        "column-checked",
    ];
    let mut table = Table::new(columns.map(|id| words.text(id)));
    for bid in bids {
        table.row([
            bid.lot.to_string(),
            bid.bidder.clone().unwrap_or_default(),
            short(&bid.digest),
            console.clock.local(bid.arrived),
            end(bid.end, words),
            bid.fault.map(|fault| words.text(&format!("fault-{}", fault_name(fault)))).unwrap_or_default(),
            bid.reason.as_ref().map(|found| reason(found, words)).unwrap_or_default(),
            yes(words, bid.checked),
        ]);
    }
    console.table(&table)
}

/// The beginning of a digest, by which people tell bids apart.
pub fn short(digest: &sealbid::suite::Digest) -> String {
    digest.to_string().chars().take(16).collect()
}

/// The name of a fault, for messages and JSON.
pub fn fault_name(fault: sealbid::record::Fault) -> &'static str {
    match fault {
        sealbid::record::Fault::Bidder => "bidder",
        sealbid::record::Fault::Platform => "platform",
        sealbid::record::Fault::Holders => "holders",
        sealbid::record::Fault::Undetermined => "undetermined",
    }
}

/// How a bid ended, in words. Stages are counted from 1.
pub fn end(end: End, words: &Words) -> String {
    match end {
        End::Opened(stage) => fill!(words, "end-opened", stage = stage + 1),
        End::Excluded(stage) => fill!(words, "end-excluded", stage = stage + 1),
        End::NotAdmitted(stage) => fill!(words, "end-not-admitted", stage = stage + 1),
        End::Replaced(by) => fill!(words, "end-replaced", digest = short(&by)),
        End::Superseded(by) => fill!(words, "end-superseded", digest = short(&by)),
        other => words.text(&format!("end-{}", other.name())),
    }
}

/// A reason of the record in the reader's language, if this version knows its kind.
pub fn reason(reason: &Reason, words: &Words) -> String {
    match reason.kind() {
        Some(kind) => words.text(&format!("error-{}", kind.code())),
        None => reason.name.clone(),
    }
}

fn json(report: &Report, console: &Console) -> Value {
    let words = &console.words;
    let error = |error: &sealbid::Error| Failure::from(error.clone()).json(words);
    let rules = report.rules.iter().map(|result| {
        let (verdict, why, found) = match &result.verdict {
            Verdict::Holds => ("holds", None, &[][..]),
            Verdict::Fails(found) => ("fails", None, found.as_slice()),
            Verdict::NotChecked(why) => ("not-checked", Some(why.name()), &[][..]),
        };
        let found = found.iter().map(|f| json!({ "place": f.place.to_string(), "error": error(&f.error) }));
        json!({ "rule": result.rule.name(), "verdict": verdict, "why": why, "findings": found.collect::<Vec<_>>() })
    });
    let remarks = report.remarks.iter().map(|found| {
        json!({ "remark": found.name(), "place": found.place().map(|place| place.to_string()), "text": remark(found, words) })
    });
    json!({
        "tender": report.tender,
        "overall": report.overall().name(),
        "entries": report.entries,
        "root": report.root,
        "closed_at": report.closed_at.map(|time| time.to_string()),
        "rules": rules.collect::<Vec<_>>(),
        "remarks": remarks.collect::<Vec<_>>(),
        "bids": report.bids,
    })
}
