//! The form of a PDF file (ISO 32000-1), page by page: what its content streams show, where, and how.

mod colour;
mod font;
mod lexer;
mod matrix;
mod page;
mod show;
mod source;
mod unicode;

use super::breach::FormRule;
use super::rules::Rules;
use super::tally::Tally;
use crate::error::Result;
use page::Edge;
use show::Limits;
use source::Source;
use std::collections::BTreeMap;

pub(super) fn lint(bytes: &[u8], rules: &Rules, tally: &mut Tally) -> Result<()> {
    let source = Source::load(bytes)?;
    let leaves = page::leaves(&source)?;
    let mut limits = Limits::default();
    let mut pages = Vec::new();
    for (n, leaf) in leaves.iter().enumerate() {
        let seen = page::read(&source, leaf, rules, &mut limits);
        pages.push(seen.map_err(|e| e.at(format_args!("page {}", n + 1)))?);
    }
    // What stands in the margin of more than one page is a header or footer. Of a document with one page nobody can
    // tell, so there it is one if no rule says that margins are empty.
    let mut often: BTreeMap<(Edge, String), u32> = BTreeMap::new();
    for line in pages.iter().flat_map(|page| page.lines.iter()) {
        let count = often.entry((line.edge, line.pattern())).or_default();
        *count = count.saturating_add(1);
    }
    let alone = pages.len() == 1 && rules.margins().is_none();
    for (n, page) in pages.iter().enumerate() {
        let place = format!("page {}", n + 1);
        let mut tell =
            |rule: FormRule, found: &str, count: u64| tally.add(&place, &place, rule, found, count);
        for (rule, found, count) in page.breaches.iter() {
            tell(*rule, found, *count);
        }
        for line in &page.lines {
            let repeated = alone || often.get(&(line.edge, line.pattern())).is_some_and(|count| *count > 1);
            for (rule, found, count) in line.breaches(repeated, rules) {
                tell(rule, &found, count);
            }
        }
    }
    Ok(())
}
