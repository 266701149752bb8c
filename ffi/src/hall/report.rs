//! What an audit found, as JSON. The members are those that the command `sealbid audit --json` prints.

use sealbid::Error;
use sealbid::audit::{Finding, ReceiptReport, Remark, Report, RuleResult, Standing, Verdict};
use serde_json::{Value, json};

/// A whole report.
pub(super) fn shown(report: &Report) -> Value {
    json!({
        "tender": report.tender,
        "overall": report.overall().name(),
        "entries": report.entries,
        "root": report.root,
        "closed_at": report.closed_at.map(|time| time.to_string()),
        "rules": report.rules.iter().map(rule).collect::<Vec<_>>(),
        "remarks": report.remarks.iter().map(remark).collect::<Vec<_>>(),
        "bids": report.bids,
    })
}

/// What became of a receipt.
pub(super) fn of_receipt(report: &ReceiptReport) -> Value {
    let (standing, entry, objection) = match report.standing {
        Standing::Recorded(entry) => ("recorded", Some(entry), None),
        Standing::Missing { raised, settled } => ("missing", None, Some((raised, settled))),
        Standing::Unknown => ("unknown", None, None),
    };
    json!({
        "digest": report.receipt.digest,
        "lot": report.receipt.lot,
        "arrived": report.receipt.arrived,
        "standing": standing,
        "entry": entry,
        "raised": objection.map(|(raised, _)| raised),
        "settled": objection.map(|(_, settled)| settled),
        "bid": report.bid,
        "stages": report.stages,
        "broken": report.broken.as_ref().map(finding),
    })
}

fn rule(result: &RuleResult) -> Value {
    let (verdict, why, found) = match &result.verdict {
        Verdict::Holds => ("holds", None, &[][..]),
        Verdict::Fails(found) => ("fails", None, found.as_slice()),
        Verdict::NotChecked(why) => ("not-checked", Some(why.name()), &[][..]),
    };
    let findings: Vec<Value> = found.iter().map(finding).collect();
    json!({ "rule": result.rule.name(), "verdict": verdict, "why": why, "findings": findings })
}

fn finding(finding: &Finding) -> Value {
    json!({ "place": finding.place.to_string(), "error": error(&finding.error) })
}

fn error(error: &Error) -> Value {
    json!({
        "code": error.code(),
        "name": error.kind().name(),
        "section": error.kind().section(),
        "place": error.place(),
        "detail": error.detail(),
        "message": error.kind().text(),
    })
}

fn remark(remark: &Remark) -> Value {
    let place = remark.place().map(|place| place.to_string());
    json!({ "remark": remark.name(), "place": place, "text": remark.text() })
}
