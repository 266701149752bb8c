//! Who takes part in the rehearsal, and the documents that the five bidders hand in.

use crate::failure::Result;
use sealbid::wire::{Id, parse_foreign};
use serde::Deserialize;
use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/documents.rs"));

/// The custodians' names in the notice. Their organisations stand in the messages, as `rehearse-org-NAME`.
pub const CUSTODIANS: [&str; 3] = ["centre", "supervision", "notary"];

/// The two stages.
pub const STAGES: [&str; 2] = ["technical", "commercial"];

/// Each part with its stage.
pub const PARTS: [(&str, &str); 3] =
    [("qualification", "technical"), ("technical", "technical"), ("commercial", "commercial")];

/// The passphrase of every key file of a rehearsal.
pub const PASSPHRASE: &str = "rehearsal";

/// The bidder that is not admitted to the commercial stage.
pub const NOT_ADMITTED: &str = "bidder-4";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    bidders: Vec<Bidder>,
}

/// A bidder, as `forms.json` beside the documents describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bidder {
    /// The folder of its documents.
    pub folder: String,
    /// Its name, as its certificate has it.
    pub name: String,
    /// The same in English; nothing in a certificate.
    pub name_en: String,
    /// 统一社会信用代码.
    pub credit_code: String,
    form: Values,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    price_minor: u64,
    #[serde(rename = "currency")]
    _currency: String,
    period_days: u64,
    quality: String,
    project_manager: String,
}

/// The five bidders.
pub fn bidders() -> Result<Vec<Bidder>> {
    Ok(parse_foreign::<Forms>(FORMS.as_bytes(), 1 << 20).map_err(|e| e.at("forms.json"))?.bidders)
}

impl Bidder {
    /// Its form, as it would write it.
    pub fn form(&self) -> Result<BTreeMap<Id, String>> {
        let price = format!("{}.{:02}", self.form.price_minor / 100, self.form.price_minor % 100);
        let values = [
            ("manager", self.form.project_manager.clone()),
            ("price", price),
            ("period", self.form.period_days.to_string()),
            ("quality", self.form.quality.clone()),
        ];
        values.into_iter().map(|(id, value)| Ok((Id::new(id)?, value))).collect()
    }

    /// Who manages the project for it.
    pub fn manager(&self) -> &str {
        &self.form.project_manager
    }

    /// The name without its legal form, as people say it.
    pub fn short_name(&self) -> Option<String> {
        self.name.strip_suffix("有限公司").map(str::to_owned)
    }

    /// Its documents: part, file name, contents.
    pub fn documents(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static [u8])> {
        let own = DOCUMENTS.iter().filter(|(bidder, ..)| *bidder == self.folder);
        own.map(|(_, part, name, bytes)| (*part, *name, *bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bidder_has_documents_in_every_part() {
        let bidders = bidders().unwrap();
        assert_eq!(bidders.len(), 5);
        for bidder in bidders {
            for (part, _) in PARTS {
                assert!(bidder.documents().any(|(of, ..)| of == part), "{} {part}", bidder.folder);
            }
        }
    }
}
