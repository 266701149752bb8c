//! What is read out at the end: prices, and the summary for programs.

use super::bids::Bid;
use super::checks::Checks;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::figures::value;
use crate::table::Table;
use sealbid::audit::Report;
use sealbid::bid::FormEntry;
use sealbid::notice::{FormValue, Notice};
use sealbid::wire::Id;
use serde_json::{Value, json};
use std::path::Path;

/// An opened price: whose, and the form of the commercial stage.
pub type Opened<'b> = (&'b Bid, Vec<FormEntry>);

fn of<'f>(form: &'f [FormEntry], id: &Id) -> Option<&'f FormValue> {
    form.iter().find(|entry| entry.id == *id).map(|entry| &entry.value)
}

/// The lowest price first.
pub fn by_price(mut opened: Vec<Opened<'_>>) -> Result<Vec<Opened<'_>>> {
    let price = Id::new("price")?;
    opened.sort_by_key(|(_, form)| match of(form, &price) {
        Some(FormValue::Number(minor)) => *minor,
        _ => u64::MAX,
    });
    Ok(opened)
}

/// The form as it is read out.
pub fn table(notice: &Notice, sorted: &[Opened<'_>], console: &Console) -> Table {
    let words = &console.words;
    let columns = [
        "column-rank",
        "column-bidder",
        "rehearse-field-price",
        "rehearse-field-period",
        "rehearse-field-quality",
    ];
    let mut table = Table::new(columns.map(|id| words.text(id))).right(&[0, 2, 3]);
    for (n, (bid, form)) in sorted.iter().enumerate() {
        let read =
            notice.body().form.iter().filter_map(|field| Some(value(words, field, of(form, &field.id)?)));
        table.row([(n + 1).to_string(), bid.bidder.name.clone()].into_iter().chain(read));
    }
    table
}

/// The one JSON document.
pub fn summary(
    folder: Option<&Path>,
    sealed: &[Bid],
    sorted: &[Opened<'_>],
    sixth: &Failure,
    report: &Report,
    checks: &Checks,
) -> Value {
    let bids = sealed.iter().map(|bid| {
        let form = sorted.iter().find(|(opened, _)| opened.digest == bid.digest).map(|(_, form)| form);
        json!({
            "folder": bid.bidder.folder,
            "bidder": bid.bidder.name,
            "digest": bid.digest,
            "bid_key": bid.bid_key(),
            "admitted": form.is_some(),
            "form": form,
        })
    });
    json!({
        "checks": checks.passed(),
        "folder": folder,
        "bids": bids.collect::<Vec<_>>(),
        "refused": { "bidder": "bidder-6", "code": sixth.code() },
        "audit": report.overall().name(),
        "root": report.root,
    })
}
