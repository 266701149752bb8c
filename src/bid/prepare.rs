//! A bid between its draft and its file: seeds drawn, locks derived, parts laid out, nothing written (SPEC §5).

use super::document::Document;
use super::form::Form;
use super::header::{FORMAT, Head, Header, PartSize};
use super::keyfile::{BidKeyFile, StageSeed};
use super::part::PartPlain;
use super::pipeline::Work;
use super::seal::{Draft, Sealed};
use super::stream::{part_key, seal_part};
use super::trailer::{self, FormRoot, Manifest};
use crate::ca::{Signer, sign_detached};
use crate::error::{Error, Result};
use crate::notice::{FORM_PART, Notice};
use crate::suite::{BidKey, SUITE, Secret};
use crate::timelock::{Context, Lock, derive};
use crate::wire::{Id, Time};
use std::io::Write;

/// One stage of a bid that is being sealed.
pub(super) struct PreparedStage {
    pub(super) seed: StageSeed,
    pub(super) payload: Secret,
    pub(super) context: Context,
    pub(super) lock: Lock,
    /// The form's values, if the stage has form fields.
    pub(super) form: Option<Form>,
}

/// One row of the part table, with what will be sealed under it.
pub(super) struct PreparedPart {
    pub(super) stage: usize,
    pub(super) part: Id,
    pub(super) plain: PartPlain,
}

/// Everything that the file follows from.
pub(super) struct Prepared {
    pub(super) lot: Id,
    pub(super) bid_key: BidKey,
    pub(super) stages: Vec<PreparedStage>,
    pub(super) parts: Vec<PreparedPart>,
}

impl Prepared {
    /// Draws the bid key and the seeds, and lays out every stage. The draft has been checked.
    pub(super) fn new(draft: Draft, notice: &Notice) -> Result<Prepared> {
        let Draft { lot, parts: mut documents, form } = draft;
        let bid_key = BidKey::generate()?;
        let (mut stages, mut parts) = (Vec::new(), Vec::new());
        for (number, stage) in notice.body().stages.iter().enumerate() {
            let context = notice.context(&lot, &stage.id, bid_key.public())?;
            let seed = Secret::random()?;
            let derived = derive(&seed, &stage.id, &context)?;
            let mut collected = None;
            if notice.fields_of(&stage.id).next().is_some() {
                let form = Form::collect(notice, &stage.id, &form)?;
                let document = Document::bytes("form.json", "application/json", form.to_bytes()?)?;
                let plain = PartPlain::new(vec![document])?;
                parts.push(PreparedPart { stage: number, part: Id::new(FORM_PART)?, plain });
                collected = Some(form);
            }
            for part in notice.parts_of(&stage.id) {
                let plain = PartPlain::new(documents.remove(&part.id).unwrap_or_default())
                    .map_err(|e| e.at(format_args!("part {}", part.id)))?;
                parts.push(PreparedPart { stage: number, part: part.id.clone(), plain });
            }
            let seed = StageSeed { stage: stage.id.clone(), seed };
            stages.push(PreparedStage {
                seed,
                payload: derived.payload,
                context,
                lock: derived.lock,
                form: collected,
            });
        }
        Ok(Prepared { lot, bid_key, stages, parts })
    }

    /// Writes the file: header, parts, trailer. The signer's key signs once.
    pub(super) fn write(
        self,
        notice: &Notice,
        signer: &Signer,
        now: Time,
        out: &mut dyn Write,
        work: Work<'_>,
    ) -> Result<Sealed> {
        let Prepared { lot, bid_key, stages, parts } = self;
        let table = parts.iter().map(|row| PartSize {
            stage: stages[row.stage].seed.stage.clone(),
            part: row.part.clone(),
            size: row.plain.size,
        });
        let header = Header {
            format: FORMAT.to_owned(),
            suite: SUITE.to_owned(),
            tender: notice.tender(),
            notice: notice.digest(),
            lot: lot.clone(),
            bid_key: bid_key.public(),
            locks: stages.iter().map(|stage| stage.lock.clone()).collect(),
            parts: table.collect(),
        };
        let bytes = header.to_bytes()?;
        let head = Head::parse(&bytes)?;
        let written = |e: std::io::Error| Error::from(e).at("output");
        out.write_all(&bytes).map_err(written)?;

        let mut roots = Vec::new();
        for (row, PreparedPart { stage, part, plain }) in parts.into_iter().enumerate() {
            let key = part_key(&stages[stage].payload, &head.digest, row, &part)?;
            roots.push(seal_part(plain, &key, out, work).map_err(|e| e.at(format_args!("part {part}")))?);
        }
        let forms = stages.iter().filter_map(|stage| {
            let root = stage.form.as_ref()?.root(&stage.payload, &stage.context);
            Some(FormRoot { stage: stage.seed.stage.clone(), root })
        });
        let manifest = Manifest::new(head.digest, roots, forms.collect()).to_bytes()?;
        let cms = sign_detached(&manifest, signer, Some(now))?;
        let trailer = trailer::write(&manifest, &bid_key, &cms)?;
        out.write_all(&trailer).map_err(written)?;

        let seeds: Vec<StageSeed> = stages.into_iter().map(|stage| stage.seed).collect();
        let kept = if notice.body().rescue.by_seed { seeds.clone() } else { Vec::new() };
        let keys =
            BidKeyFile { tender: notice.tender(), notice: notice.digest(), lot, key: bid_key, seeds: kept };
        Ok(Sealed { digest: trailer::digest(&trailer), keys, seeds })
    }
}
