//! The page of the minutes: what was read out, what was not opened and why, by what it can be checked, who signs.

use super::sheet::{Cell, Sheet};
use super::{Found, fault, holders};
use crate::commands::audit::reason;
use crate::console::Console;
use crate::figures::value;
use crate::fill;
use sealbid::bid::FormEntry;
use sealbid::notice::{FieldType, FormField};
use sealbid::opening::MinutesBid;
use sealbid::record::Outcome;
use sealbid::wire::Time;

/// So many fields stand beside each other; where there are more, each bid has them below each other.
const BESIDE: usize = 4;

/// The page, in the console's language.
pub fn page(found: &Found, console: &Console) -> String {
    let words = &console.words;
    let minutes = &found.minutes;
    let mut sheet = Sheet::default();
    sheet.element("h1", "", &words.text("page-minutes"));
    sheet.element("p", "title", &minutes.title);
    sheet.element("p", "stage", &minutes.stage_title);
    sheet.facts(&facts(found, console));
    for lot in &found.notice.body().lots {
        let bids: Vec<&MinutesBid> = minutes.bids.iter().filter(|bid| bid.lot == lot.id).collect();
        sheet.element("h2", "", &fill!(words, "page-lot", id = lot.id, title = lot.title));
        let is_opened = |bid: &&&MinutesBid| matches!(bid.outcome, Outcome::Opened { .. });
        let (opened, others): (Vec<_>, Vec<_>) = bids.iter().partition::<Vec<&&MinutesBid>, _>(is_opened);
        if bids.is_empty() {
            sheet.element("p", "none", &words.text("page-no-bids"));
        }
        if !opened.is_empty() {
            read_out(&mut sheet, found, &opened, console);
        }
        if !others.is_empty() {
            sheet.element("h3", "", &words.text("page-not-opened"));
            not_opened(&mut sheet, &others, console);
        }
    }
    signatures(&mut sheet, found, console);
    proof(&mut sheet, found, console);
    let title = format!("{} - {} - {}", words.text("page-minutes"), minutes.tender_id, minutes.stage_title);
    sheet.finish(words.language().name(), &title)
}

fn facts(found: &Found, console: &Console) -> Vec<(String, String)> {
    let (words, minutes) = (&console.words, &found.minutes);
    let local = |time: Time| console.clock.local(time);
    let separator = words.text("list-separator");
    let opened = minutes.bids.iter().filter(|bid| matches!(bid.outcome, Outcome::Opened { .. })).count();
    let fact = |id: &str, value: String| (words.text(id), value);
    let mut facts = vec![
        fact("page-tender-id", minutes.tender_id.to_string()),
        fact("page-tenderer", minutes.tenderer.clone()),
        fact("page-deadline", local(minutes.deadline)),
        fact("page-closed", local(minutes.closed.time)),
    ];
    facts.extend(minutes.requested.map(|time| fact("page-requested", local(time))));
    if !minutes.holders.is_empty() {
        facts.push(fact("page-holders", holders(found, console).join(&separator)));
    }
    facts.extend(minutes.seeds.map(|digest| fact("page-seeds", digest.to_string())));
    let count = fill!(words, "page-count", opened = opened, count = minutes.bids.len());
    facts.push(fact("page-bids", count));
    facts
}

/// The form as it is read out, bid by bid.
fn read_out(sheet: &mut Sheet, found: &Found, bids: &[&&MinutesBid], console: &Console) {
    let words = &console.words;
    let fields: Vec<&FormField> = found.notice.fields_of(&found.minutes.stage).collect();
    let beside = fields.len() <= BESIDE;
    let mut heading: Vec<String> = ["page-number", "column-bidder"].map(|id| words.text(id)).to_vec();
    match beside {
        true => heading.extend(fields.iter().map(|field| field.title.clone())),
        false => heading.push(words.text("page-form")),
    }
    heading.push(words.text("column-arrived"));
    let mut rows = Vec::new();
    for bid in bids {
        let Outcome::Opened { bidder, credit_code, form, .. } = &bid.outcome else { continue };
        let mut row = vec![
            Cell::short((rows.len() + 1).to_string()),
            Cell::text(bidder).below(credit_code.clone().unwrap_or_default()),
        ];
        let told = |field: &&FormField| told(field, form, console);
        match beside {
            true => row.extend(fields.iter().map(|field| cell(field, told(field)))),
            false => {
                let line =
                    |field: &&FormField| fill!(words, "page-field", title = field.title, value = told(field));
                row.push(Cell::text(fields.iter().map(line).collect::<Vec<_>>().join("\n")));
            }
        }
        row.push(Cell::text(console.clock.local(bid.arrived)));
        rows.push(row);
    }
    sheet.table(&heading, &rows);
}

/// Amounts and durations stand under each other by their ends.
fn cell(field: &FormField, told: String) -> Cell {
    match field.kind {
        FieldType::Money { .. } | FieldType::Duration { .. } => Cell::number(told),
        FieldType::Text { .. } | FieldType::Choice { .. } => Cell::text(told),
    }
}

/// A field's value; a dash where the bid has none, and word of it where the minutes leave the forms out.
fn told(field: &FormField, form: &[FormEntry], console: &Console) -> String {
    match form.iter().find(|entry| entry.id == field.id) {
        Some(entry) => value(&console.words, field, &entry.value),
        None if form.is_empty() && field.required => console.words.text("page-form-elsewhere"),
        None => "-".to_owned(),
    }
}

/// Bids that were not opened, with whose fault that is.
fn not_opened(sheet: &mut Sheet, bids: &[&&MinutesBid], console: &Console) {
    let words = &console.words;
    let columns = ["column-bid", "column-arrived", "column-fault", "column-why"];
    let mut rows = Vec::new();
    for bid in bids {
        let Outcome::Excluded { fault: by, reason: why, .. } = &bid.outcome else { continue };
        rows.push(vec![
            Cell::code(bid.digest.to_string()),
            Cell::text(console.clock.local(bid.arrived)),
            Cell::short(fault(*by, console)),
            Cell::text(reason(why, words)).below(format!("{} {}", why.name, why.code)),
        ]);
    }
    sheet.table(&columns.map(|id| words.text(id)), &rows);
}

/// Lines for those who sign on paper.
fn signatures(sheet: &mut Sheet, found: &Found, console: &Console) {
    let operator = found.notice.platform().map(|(platform, _)| platform.operator.clone()).unwrap_or_default();
    let lines = [
        ("page-sign-tenderer", found.minutes.tenderer.clone()),
        ("page-sign-host", operator),
        ("page-sign-supervisor", found.notice.body().adjudicator.name.clone()),
        ("page-sign-recorder", String::new()),
    ];
    sheet.raw("<div class=\"signatures\">\n");
    for (id, name) in lines {
        sheet.raw("<div>");
        sheet.raw(&crate::html::escape(&console.words.text(id)));
        sheet.element("span", "", &name);
        sheet.raw("</div>\n");
    }
    sheet.raw("</div>\n");
}

/// By what a reader knows that this page says what the minutes say.
fn proof(sheet: &mut Sheet, found: &Found, console: &Console) {
    let (words, minutes) = (&console.words, &found.minutes);
    let fact = |id: &str, value: String| (words.text(id), value);
    let head = fill!(words, "page-head-value", size = minutes.closed.size, root = minutes.closed.root);
    let stamps = found.verified.iter().map(|token| {
        let time = console.clock.local(token.info.time.floor());
        fill!(words, "page-stamp", name = token.name, time = time)
    });
    sheet.raw("<div class=\"proof\">\n");
    sheet.element("p", "", &words.text("page-proof"));
    sheet.facts(&[
        fact("page-digest", found.digest().to_string()),
        fact("page-signed", found.signature.certificate.names().display()),
        fact("page-stamps", stamps.collect::<Vec<_>>().join("\n")),
        fact("page-head", head),
        fact("page-tender", minutes.tender.to_string()),
        fact("page-notice", minutes.notice.to_string()),
    ]);
    sheet.raw("</div>\n");
}
