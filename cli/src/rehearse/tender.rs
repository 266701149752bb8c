//! Before the bids: an authority, three custodians, a tenderer, and the notice that all of them sign.

use super::cast::{CUSTODIANS, PARTS, PASSPHRASE, STAGES};
use crate::console::Console;
use crate::failure::Result;
use crate::stamping::OWN_POLICY;
use crate::{files, fill};
use sealbid::ErrorKind;
use sealbid::bid::media_type;
use sealbid::ca::{Certificate, FileKey, KeyType, RehearsalCa, Signer, Subject, TrustAnchors, sign_detached};
use sealbid::notice::{
    Acceptance, Adjudicator, BlindReview, CustodianEntry, FieldType, FormField, Guarantee, HolderSpec,
    LockPolicy, Lot, Notice, NoticeBody, Organisation, Padding, Part, Platform, QuorumSpec, Rescue, Stage,
    Statement, TimestampAuthority, TrustList, Unit,
};
use sealbid::redact::TRANSFORMATION;
use sealbid::suite::{Digest, SUITE};
use sealbid::tenderbox::{PlatformKeys, RecordKey};
use sealbid::timelock::CustodianKey;
use sealbid::timestamp::Authority;
use sealbid::wire::{Base64, Id, Time};
use std::path::{Path, PathBuf};

const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;

/// Where everything is, and what the story goes on with.
pub struct Tender {
    /// The folder of it all.
    pub root: PathBuf,
    /// The authority of custodians and bidders.
    pub ca: RehearsalCa,
    /// How long its certificates are valid.
    pub validity: (Time, Time),
    /// The custodians.
    pub custodians: Vec<CustodianKey>,
    /// When bids are sealed.
    pub sealing: Time,
    /// The bidders' deadline.
    pub deadline: Time,
    /// An independent timestamp authority.
    pub authority: Authority,
    /// Who invites the bids.
    pub tenderer: Signer,
}

impl Tender {
    /// The folder of the notice.
    pub fn notice_folder(&self) -> PathBuf {
        self.root.join("notice")
    }

    /// The bidders' list of trusted organisations.
    pub fn trust_path(&self) -> PathBuf {
        self.root.join("trust.json")
    }

    /// The folder of the tender box.
    pub fn box_folder(&self) -> PathBuf {
        self.root.join("box")
    }

    /// Whose signatures everybody here believes.
    pub fn trust(&self) -> Result<TrustAnchors> {
        Ok(TrustAnchors::new(vec![self.ca.certificate().clone()])?)
    }

    /// The platform's keys, read from their files as after every start.
    pub fn platform_keys(&self) -> Result<PlatformKeys> {
        let folder = self.root.join("platform");
        let certificate = files::parse(&folder.join("cert.pem"), Certificate::from_pem)?;
        let key = files::parse(&folder.join("cert.key"), |pem| FileKey::from_pem(pem, None))?;
        let signer = Signer::new(Box::new(key), certificate, Vec::new())?;
        let record = files::parse(&folder.join("platform.key"), |pem| {
            RecordKey::from_key_file(pem, PASSPHRASE.as_bytes())
        })?;
        Ok(PlatformKeys { signer, record_key: record.key })
    }

    /// A token over a SHA-256.
    pub fn stamp(&self, imprint: Digest, at: Time) -> Result<Vec<u8>> {
        Ok(self.authority.stamp(imprint, at)?)
    }

    /// Makes a certificate and its key, and writes both.
    pub fn signer(&self, ca: &RehearsalCa, folder: &Path, subject: &Subject) -> Result<Signer> {
        signer(ca, self.validity, folder, subject)
    }
}

/// Sets everything up below a folder. Issued is the notice now; all later times follow from that.
pub fn prepare(root: &Path, now: Time, console: &Console) -> Result<Tender> {
    let words = &console.words;
    let long_ago = Time::from_unix(now.unix().saturating_sub(365 * DAY as i64).max(0))?;
    let validity = (long_ago, now.plus(730 * DAY));
    let ca = RehearsalCa::new(&words.text("rehearse-ca"), validity.0, validity.1)?;
    let time_ca = RehearsalCa::new(&words.text("rehearse-tsa"), validity.0, validity.1)?;
    files::make_folder(root)?;
    put(&root.join("passphrase.txt"), format!("{PASSPHRASE}\n").as_bytes())?;
    put(&root.join("ca.pem"), ca.certificate().to_pem().as_bytes())?;

    let tender_id = Id::new("SLX-2026-GS-017")?;
    let (mut custodians, mut entries, mut trusted) = (Vec::new(), Vec::new(), Vec::new());
    for id in CUSTODIANS {
        let organisation = words.text(&format!("rehearse-org-{id}"));
        let folder = root.join("custodians").join(id);
        let signer = signer(&ca, validity, &folder, &named(&organisation))?;
        let key = CustodianKey::generate(Id::new(id)?, &organisation, tender_id.clone(), now)?;
        put(&folder.join(format!("{id}.key")), key.to_key_file(PASSPHRASE.as_bytes())?.as_bytes())?;
        let statement = Statement::of(&key).to_bytes()?;
        let signature = sign_detached(&statement, &signer, Some(now))?;
        let path = folder.join(format!("{id}.statement.json"));
        put(&path, &statement)?;
        put(&files::with_ending(&path, files::SIGNATURE), &signature)?;
        entries.push(CustodianEntry { statement: Base64(statement), signature: Base64(signature) });
        trusted.push(Organisation { name: organisation, credit_code: None });
        custodians.push(key);
    }
    let trust = TrustList::to_bytes(&[ca.certificate().clone()], &trusted)?;
    put(&root.join("trust.json"), &trust)?;

    let authority = time_authority(&time_ca, validity, root, console)?;
    let operator = words.text("rehearse-org-centre");
    let platform = root.join("platform");
    signer(&ca, validity, &platform, &named(&operator))?;
    let record = RecordKey::generate(tender_id.clone(), now)?;
    put(&platform.join("platform.key"), record.to_key_file(PASSPHRASE.as_bytes())?.as_bytes())?;
    let anchor = Base64(ca.certificate().der().to_vec());
    let platform = Platform { operator, anchor, record_key: record.key.public() };
    let adjudicator = words.text("rehearse-org-supervision");
    let adjudicator = signer(&ca, validity, &root.join("adjudicator"), &named(&adjudicator))?;

    let tenderer = words.text("rehearse-org-tenderer");
    let tenderer_signer = signer(&ca, validity, &root.join("tenderer"), &named(&tenderer))?;
    let certificates = (ca.certificate(), time_ca.certificate(), adjudicator.certificate());
    let body = body(console, now, tender_id, tenderer, entries, platform, certificates)?;
    let deadline = body.deadline;
    let notice = body.to_bytes()?;
    let folder = root.join("notice");
    files::make_folder(&folder)?;
    put(&folder.join(files::NOTICE), &notice)?;
    let signature = sign_detached(&notice, &tenderer_signer, Some(now))?;
    put(&files::with_ending(&folder.join(files::NOTICE), files::SIGNATURE), &signature)?;
    let parsed = Notice::parse(&notice)?;
    for key in &custodians {
        let name = format!("{}{}", key.custodian(), files::ACCEPTANCE);
        put(&folder.join(name), &Acceptance::of(key, &parsed)?.to_bytes()?)?;
    }
    let sealing = now.plus(20 * DAY);
    let (root, tenderer) = (root.to_owned(), tenderer_signer);
    Ok(Tender { root, ca, validity, custodians, sealing, deadline, authority, tenderer })
}

fn time_authority(
    ca: &RehearsalCa,
    validity: (Time, Time),
    root: &Path,
    console: &Console,
) -> Result<Authority> {
    let folder = root.join("tsa");
    let subject = named(&console.words.text("rehearse-org-tsa"));
    let (key, certificate) = ca.issue_timestamping(&subject, KeyType::P256, validity.0, validity.1)?;
    files::make_folder(&folder)?;
    put(&folder.join("ca.pem"), ca.certificate().to_pem().as_bytes())?;
    put(&folder.join("cert.pem"), certificate.to_pem().as_bytes())?;
    put(&folder.join("cert.key"), key.as_bytes())?;
    let key = FileKey::from_pem(key.as_bytes(), None)?;
    Ok(Authority::new(Signer::new(Box::new(key), certificate, Vec::new())?, OWN_POLICY)?)
}

/// Writes a file of the rehearsal. Unlike those of the other commands it need not outlive a power cut, and waiting for
/// the disk some two hundred times would take longer than all the rest.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    files::free(path)?;
    Ok(std::fs::write(path, bytes).map_err(|e| sealbid::Error::from(e).at(path.display()))?)
}

fn named(organisation: &str) -> Subject {
    Subject { organisation: Some(organisation.to_owned()), ..Subject::default() }
}

fn signer(ca: &RehearsalCa, validity: (Time, Time), folder: &Path, subject: &Subject) -> Result<Signer> {
    let (key, certificate) = ca.issue(subject, KeyType::P256, validity.0, validity.1)?;
    files::make_folder(folder)?;
    put(&folder.join("cert.pem"), certificate.to_pem().as_bytes())?;
    put(&folder.join("cert.key"), key.as_bytes())?;
    Ok(Signer::new(Box::new(FileKey::from_pem(key.as_bytes(), None)?), certificate, Vec::new())?)
}

fn body(
    console: &Console,
    now: Time,
    tender_id: Id,
    tenderer: String,
    custodians: Vec<CustodianEntry>,
    platform: Platform,
    (ca, tsa, adjudicator): (&Certificate, &Certificate, &Certificate),
) -> Result<NoticeBody> {
    let words = &console.words;
    let deadline = now.plus(21 * DAY);
    let der = |certificate: &Certificate| Base64(certificate.der().to_vec());
    let holders = CUSTODIANS.iter().map(|id| Ok(HolderSpec::Custodian { id: Id::new(id)? }));
    let holders = holders.collect::<Result<Vec<_>>>()?;
    let times = [deadline.plus(HOUR), deadline.plus(3 * DAY)];
    let stages = STAGES.iter().zip(times).map(|(id, time)| {
        let title = words.text(&format!("rehearse-stage-{id}"));
        Ok(Stage { id: Id::new(id)?, title, time })
    });
    let stages = stages.collect::<Result<Vec<_>>>()?;
    let parts = PARTS.iter().map(|(id, stage)| {
        Ok(Part {
            id: Id::new(id)?,
            title: words.text(&format!("rehearse-part-{id}")),
            stage: Id::new(stage)?,
            required: true,
            blind: *id == "technical",
            max_bytes: 64 << 20,
            media_types: ["x.pdf", "x.docx", "x.xlsx"].map(|name| media_type(name).to_owned()).to_vec(),
        })
    });
    let parts = parts.collect::<Result<Vec<_>>>()?;
    Ok(NoticeBody {
        format: NoticeBody::FORMAT.to_owned(),
        tender_id,
        title: words.text("rehearse-title"),
        tenderer,
        suite: SUITE.to_owned(),
        padding: Padding::Padme,
        issued: now,
        deadline,
        objection_period: HOUR / 2,
        grace: 60,
        lots: vec![Lot { id: Id::new("1")?, title: words.text("rehearse-lot") }],
        stages,
        parts,
        form: form(console)?,
        guarantee: Some(Guarantee::Letter { part: Id::new("qualification")? }),
        custodians,
        lock: LockPolicy { quorums: vec![QuorumSpec { threshold: 2, holders }] },
        bidder_anchors: vec![der(ca)],
        bidder_policies: None,
        blind_review: Some(BlindReview {
            technical_weight: 60,
            blind_above: 40,
            transformation: TRANSFORMATION.to_owned(),
            form: None,
        }),
        timestamp_authorities: vec![TimestampAuthority {
            name: words.text("rehearse-tsa"),
            url: None,
            anchor: der(tsa),
            own: false,
        }],
        adjudicator: Adjudicator {
            name: words.text("rehearse-org-supervision"),
            certificate: der(adjudicator),
        },
        rescue: Rescue { by_seed: false },
        platform: Some(platform),
        file_period: None,
        tender: None,
        supersedes: None,
    })
}

fn form(console: &Console) -> Result<Vec<FormField>> {
    let field = |id: &str, stage: &str, kind: FieldType| -> Result<FormField> {
        let title = fill!(console.words, &format!("rehearse-field-{id}"));
        Ok(FormField { id: Id::new(id)?, title, stage: Id::new(stage)?, required: true, kind })
    };
    let quality = vec!["合格".to_owned(), "优良".to_owned()];
    Ok(vec![
        field("manager", "technical", FieldType::Text { max_bytes: 120 })?,
        field("price", "commercial", FieldType::Money { currency: "CNY".to_owned(), minor_digits: 2 })?,
        field("period", "commercial", FieldType::Duration { unit: Unit::Days })?,
        field("quality", "commercial", FieldType::Choice { options: quality })?,
    ])
}

/// An authority that the notice does not name.
pub fn foreign_ca(tender: &Tender, console: &Console) -> Result<RehearsalCa> {
    let (from, to) = tender.validity;
    Ok(RehearsalCa::new(&console.words.text("rehearse-foreign-ca"), from, to)?)
}

/// The custodian of this name.
pub fn custodian<'a>(tender: &'a Tender, id: &str) -> Result<&'a CustodianKey> {
    let found = tender.custodians.iter().find(|key| key.custodian().as_str() == id);
    found.ok_or_else(|| ErrorKind::UnknownCustodian.into())
}
