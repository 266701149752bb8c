//! `sealbid notice new`: from a draft to a notice.

use super::notice_draft::{Draft, DraftHolder, DraftPart, DraftQuorum};
use crate::console::{self, Console};
use crate::failure::Result;
use crate::signing::{certificate, certificates};
use crate::{files, say};
use sealbid::bid::media_type;
use sealbid::notice::{
    Adjudicator, CustodianEntry, HolderSpec, LockPolicy, Notice, NoticeBody, Padding, Part, Platform,
    QuorumSpec, Rescue, TimestampAuthority,
};
use sealbid::suite::SUITE;
use sealbid::wire::{Base64, Hex, Id};
use sealbid::{Error, ErrorKind};
use serde_json::json;
use std::path::{Path, PathBuf};

/// A draft to start from, with comments in both languages.
pub const TEMPLATE: &str = include_str!("draft.toml");

/// Arguments of `notice new`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The draft (TOML); paths in it are relative to its folder
    #[arg(required_unless_present = "template")]
    draft: Option<PathBuf>,
    /// Print a draft to start from
    #[arg(long, conflicts_with_all = ["draft", "supersedes"])]
    template: bool,
    /// The notice that this one amends
    #[arg(long, value_name = "NOTICE")]
    supersedes: Option<PathBuf>,
    /// The notice to write
    #[arg(short, long, value_name = "FILE", default_value = files::NOTICE)]
    out: PathBuf,
}

/// Writes a notice, or prints the template.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let Some(path) = &arguments.draft else { return console::print(TEMPLATE) };
    let draft = Draft::parse(&files::read(path)?)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut body = body(draft, folder, console)?;
    let older = arguments.supersedes.as_deref().map(files::notice_path);
    let older = older.map(|path| files::parse(&path, Notice::parse)).transpose()?;
    if let Some(older) = &older {
        (body.tender, body.supersedes) = (Some(older.tender()), Some(older.digest()));
    }
    let bytes = body.to_bytes()?;
    let notice = Notice::parse(&bytes).map_err(|e| e.at(path.display()))?;
    if let Some(older) = &older {
        notice.check_amends(older)?;
    }
    files::write(&arguments.out, &bytes)?;
    say!(console, "notice-made", file = arguments.out.display(), digest = notice.digest())?;
    say!(console, "notice-next")?;
    console.result(&json!({ "file": arguments.out, "notice": notice.digest(), "tender": notice.tender() }))
}

fn body(draft: Draft, folder: &Path, console: &Console) -> Result<NoticeBody> {
    let issued = match draft.issued {
        Some(time) => time,
        None => console.clock.now()?,
    };
    let custodians = draft.custodians.iter().map(|path| custodian(&folder.join(path)));
    let custodians = custodians.collect::<Result<Vec<_>>>()?;
    let quorums = draft.quorums.iter().map(|quorum| self::quorum(quorum, folder));
    let quorums = quorums.collect::<Result<Vec<_>>>()?;
    let mut bidder_anchors = Vec::new();
    for path in &draft.bidder_anchors {
        bidder_anchors.extend(certificates(&folder.join(path))?.iter().map(|c| Base64(c.der().to_vec())));
    }
    let mut timestamp_authorities = Vec::new();
    for authority in draft.timestamp_authorities {
        let anchor = der(&folder.join(&authority.anchor))?;
        timestamp_authorities.push(TimestampAuthority {
            name: authority.name,
            url: authority.url,
            anchor,
            own: authority.own,
        });
    }
    let certificate = der(&folder.join(&draft.adjudicator.certificate))?;
    let platform = draft.platform.map(|platform| -> Result<Platform> {
        let anchor = der(&folder.join(&platform.anchor))?;
        Ok(Platform { operator: platform.operator, anchor, record_key: platform.record_key })
    });
    let platform = platform.transpose()?;
    Ok(NoticeBody {
        format: NoticeBody::FORMAT.to_owned(),
        tender_id: draft.tender_id,
        title: draft.title,
        tenderer: draft.tenderer,
        suite: SUITE.to_owned(),
        padding: Padding::Padme,
        issued,
        deadline: draft.deadline,
        objection_period: draft.objection_period,
        grace: draft.grace,
        lots: draft.lots,
        stages: draft.stages,
        parts: draft.parts.into_iter().map(part).collect(),
        form: draft.form,
        guarantee: draft.guarantee,
        custodians,
        lock: LockPolicy { quorums },
        bidder_anchors,
        bidder_policies: draft.bidder_policies.clone(),
        timestamp_authorities,
        adjudicator: Adjudicator { name: draft.adjudicator.name, certificate },
        rescue: Rescue { by_seed: draft.rescue_by_seed },
        platform,
        file_period: draft.file_period,
        blind_review: draft.blind_review,
        tender: None,
        supersedes: None,
    })
}

fn der(path: &Path) -> Result<Base64> {
    Ok(Base64(certificate(path)?.der().to_vec()))
}

fn custodian(path: &Path) -> Result<CustodianEntry> {
    let statement = Base64(files::read(path)?);
    Ok(CustodianEntry {
        statement,
        signature: Base64(files::read(&files::with_ending(path, files::SIGNATURE))?),
    })
}

fn part(part: DraftPart) -> Part {
    let full = |name: String| match name.contains('/') {
        true => name,
        false => media_type(&format!("x.{}", name.trim_start_matches('.'))).to_owned(),
    };
    Part {
        id: part.id,
        title: part.title,
        stage: part.stage,
        required: part.required,
        blind: part.blind,
        max_bytes: part.max_bytes,
        media_types: part.types.into_iter().map(full).collect(),
    }
}

fn quorum(quorum: &DraftQuorum, folder: &Path) -> Result<QuorumSpec> {
    let holder = |holder: &DraftHolder| match holder {
        DraftHolder::Custodian(id) => Ok(HolderSpec::Custodian { id: id.clone() }),
        DraftHolder::Beacon { beacon } if beacon == "quicknet" => quicknet(),
        DraftHolder::Beacon { beacon } => {
            Err(Error::new(ErrorKind::UnknownScheme).because(beacon).at("quorums").into())
        }
        DraftHolder::Certificate { id, certificate } => {
            Ok(HolderSpec::Certificate { id: id.clone(), certificate: der(&folder.join(certificate))? })
        }
    };
    let holders = quorum.holders.iter().map(holder).collect::<Result<Vec<_>>>()?;
    Ok(QuorumSpec { threshold: quorum.threshold, holders })
}

/// drand's quicknet, as its chain information gives it. The chain hash covers the rest and is checked.
fn quicknet() -> Result<HolderSpec> {
    let chain_hash = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
    let public_key = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
                      8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
                      5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
    let group_hash = "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e";
    let bad = || Error::new(ErrorKind::BadField).at("quicknet");
    Ok(HolderSpec::Beacon {
        id: Id::new("quicknet")?,
        scheme: "bls-unchained-g1-rfc9380".to_owned(),
        chain_hash: Hex::parse(chain_hash).ok_or_else(bad)?,
        public_key: Hex::parse(public_key).ok_or_else(bad)?,
        period: 3,
        genesis_time: 1_692_803_367,
        group_hash: Hex::parse(group_hash).ok_or_else(bad)?,
        beacon_id: "quicknet".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealbid::timelock::BeaconChain;

    #[test]
    fn quicknet_is_the_chain_of_its_hash() {
        let HolderSpec::Beacon {
            scheme,
            chain_hash,
            public_key,
            period,
            genesis_time,
            group_hash,
            beacon_id,
            ..
        } = quicknet().unwrap()
        else {
            panic!("not a beacon")
        };
        let chain =
            BeaconChain::new(&scheme, chain_hash, &public_key, period, genesis_time, &group_hash, &beacon_id);
        assert!(chain.is_ok(), "{chain:?}");
    }

    #[test]
    fn types_are_named_by_extension_or_in_full() {
        let part = |types: &[&str]| DraftPart {
            id: Id::new("p").unwrap(),
            title: "p".into(),
            stage: Id::new("s").unwrap(),
            required: true,
            blind: false,
            max_bytes: 1,
            types: types.iter().map(|name| (*name).to_owned()).collect(),
        };
        let full = self::part(part(&["pdf", ".docx", "image/png"])).media_types;
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        assert_eq!(full, ["application/pdf", docx, "image/png"]);
    }
}
