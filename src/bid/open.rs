//! Opening a stage of a bid whose lock is open (SPEC §5.7).

use super::check::SealedBid;
use super::extract::Sink;
use super::form::{self, Form};
use super::index::{FOOTER, IndexEntry, parse, parse_footer};
use super::pipeline::Work;
use super::source::ReadAt;
use super::stream::{hash_part, open_part, part_key, read_range};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::FORM_PART;
use crate::suite::SegmentKey;
use crate::timelock::Unlocked;
use crate::wire::Id;
use std::io::Write;

/// The documents of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartContents {
    /// The part.
    pub part: Id,
    /// Its documents, in the index's order.
    pub documents: Vec<IndexEntry>,
}

/// What an opened stage holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageContents {
    /// The form, if the stage has one.
    pub form: Option<Form>,
    /// Its parts.
    pub parts: Vec<PartContents>,
}

impl<S: ReadAt> SealedBid<'_, S> {
    /// Decrypts a stage and checks all that SPEC §5.7 asks; the documents go to the sink.
    ///
    /// The sink keeps what it was given only if this succeeds: see [`Sink`].
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`], [`ErrorKind::WrongKeys`],
    /// [`ErrorKind::BadSegment`], [`ErrorKind::BadPadding`], [`ErrorKind::BadIndex`], [`ErrorKind::UnsafePath`],
    /// [`ErrorKind::RequiredPartEmpty`], [`ErrorKind::PartTooLarge`], [`ErrorKind::MediaTypeNotAccepted`],
    /// [`ErrorKind::BadFormValue`], [`ErrorKind::MissingField`], [`ErrorKind::FormRootMismatch`],
    /// [`ErrorKind::PartRootMismatch`], and what the sink gives.
    pub fn open_stage(
        &self,
        stage: &Id,
        unlocked: &Unlocked,
        sink: &mut dyn Sink,
        work: Work<'_>,
    ) -> Result<StageContents> {
        self.check_keys(stage, unlocked)?;
        let mut contents = StageContents { form: None, parts: Vec::new() };
        for (row, size) in
            self.file.header().parts.iter().enumerate().filter(|(_, size)| size.stage == *stage)
        {
            let opened = Opened::new(self, row, unlocked).and_then(|part| {
                if size.part.as_str() == FORM_PART {
                    contents.form = Some(self.open_form(stage, unlocked, &part, work)?);
                } else {
                    self.check_part(&part)?;
                    part.extract(sink, work)?;
                    contents.parts.push(PartContents { part: size.part.clone(), documents: part.documents });
                }
                Ok(())
            });
            opened.map_err(|error| self.blame(row, error, work))?;
        }
        sink.commit()?;
        Ok(contents)
    }

    fn check_keys(&self, stage: &Id, unlocked: &Unlocked) -> Result<()> {
        if unlocked.context == *self.context(stage)?.bytes() {
            Ok(())
        } else {
            Err(ErrorKind::WrongKeys.into())
        }
    }

    /// Whose fault a failure within a part is: bytes that are not those that were signed were changed since, which
    /// is not the bidder's doing, whatever they decrypt to (SPEC §5.7).
    fn blame(&self, row: usize, error: Error, work: Work<'_>) -> Error {
        let outside = [
            ErrorKind::Io,
            ErrorKind::FileNotFound,
            ErrorKind::WouldOverwrite,
            ErrorKind::Cancelled,
            ErrorKind::CallbackFailed,
            ErrorKind::WorkerFailed,
            ErrorKind::PartRootMismatch,
        ];
        if outside.contains(&error.kind()) {
            return error;
        }
        let signed = hash_part(&self.file.source, &self.file.head, row, work)
            .and_then(|root| self.compare_root(row, root));
        signed.err().unwrap_or(error)
    }

    /// Streams one document, decrypting only what it lies in, after its part has been hashed and found to be the one
    /// that was signed: once releases are public, decrypting alone authenticates nothing.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownStage`], [`ErrorKind::WrongKeys`], [`ErrorKind::PartRootMismatch`],
    /// [`ErrorKind::NoSuchDocument`], [`ErrorKind::BadSegment`], [`ErrorKind::Io`].
    pub fn stream_document(
        &self,
        stage: &Id,
        part: &Id,
        path: &str,
        unlocked: &Unlocked,
        out: &mut dyn Write,
    ) -> Result<()> {
        self.check_keys(stage, unlocked)?;
        let row = self.file.head.row(stage, part)?;
        self.compare_root(row, hash_part(&self.file.source, &self.file.head, row, Work::default())?)?;
        let opened = Opened::new(self, row, unlocked)?;
        let found = opened.documents.iter().find(|document| document.path == path);
        let document = found.ok_or_else(|| Error::new(ErrorKind::NoSuchDocument).because(path))?;
        let range = document.offset..document.offset + document.size;
        read_range(&self.file.source, &self.file.head, opened.row, &opened.key, range, |bytes| {
            out.write_all(bytes).map_err(Error::from)
        })
    }

    /// The rules of the notice that only the contents show.
    fn check_part(&self, part: &Opened<'_, S>) -> Result<()> {
        let rule = self.notice.part(part.id())?;
        let at = |error: Error| error.at(format_args!("part {}", rule.id));
        if rule.required && part.documents.is_empty() {
            return Err(at(ErrorKind::RequiredPartEmpty.into()));
        }
        if part.index_at > rule.max_bytes {
            let detail = format!("{} bytes, at most {}", part.index_at, rule.max_bytes);
            return Err(at(Error::new(ErrorKind::PartTooLarge).because(detail)));
        }
        let named =
            part.documents.iter().map(|document| (document.path.as_str(), document.media_type.as_str()));
        self.notice.check_blind_part(rule, named).map_err(at)?;
        let foreign = |document: &&IndexEntry| {
            !rule.media_types.contains(&document.media_type)
                && !self.notice.is_blind_addition(rule, &document.path)
        };
        match part.documents.iter().find(foreign) {
            None => Ok(()),
            Some(document) => {
                let detail = format!("{}: {:.64}", document.path, document.media_type);
                Err(at(Error::new(ErrorKind::MediaTypeNotAccepted).because(detail)))
            }
        }
    }

    fn open_form(
        &self,
        stage: &Id,
        unlocked: &Unlocked,
        part: &Opened<'_, S>,
        work: Work<'_>,
    ) -> Result<Form> {
        let at = |error: Error| error.at(format_args!("form of stage {stage}"));
        match part.documents.as_slice() {
            [only]
                if only.path == "form.json"
                    && only.media_type == "application/json"
                    && only.size <= form::LIMIT as u64 => {}
            _ => return Err(at(Error::new(ErrorKind::BadIndex).because("not one form.json"))),
        }
        let mut bytes = Collect(Vec::new());
        part.extract(&mut bytes, work)?;
        let form = Form::parse(&bytes.0, self.notice, stage).map_err(at)?;
        let root = form.root(&unlocked.payload, &self.context(stage)?);
        let signed = self.file.manifest.forms.iter().find(|form| form.stage == *stage);
        if signed.map(|form| form.root) != Some(root) {
            return Err(at(ErrorKind::FormRootMismatch.into()));
        }
        Ok(form)
    }
}

/// A part with its key and its index.
struct Opened<'a, S> {
    bid: &'a SealedBid<'a, S>,
    row: usize,
    key: SegmentKey,
    index_at: u64,
    index: Vec<u8>,
    footer: [u8; FOOTER as usize],
    documents: Vec<IndexEntry>,
}

impl<'a, S: ReadAt> Opened<'a, S> {
    /// Reads the footer and the index, from the end of the part.
    fn new(bid: &'a SealedBid<'_, S>, row: usize, unlocked: &Unlocked) -> Result<Opened<'a, S>> {
        let (source, head) = (&bid.file.source, &bid.file.head);
        let size = &head.header.parts[row];
        let at = |error: Error| error.at(format_args!("part {}", size.part));
        let key = part_key(&unlocked.payload, &head.digest, row, &size.part)?;
        let read = |range: std::ops::Range<u64>| {
            let mut bytes = Vec::new();
            read_range(source, head, row, &key, range, |piece| {
                bytes.extend_from_slice(piece);
                Ok(())
            })?;
            Ok(bytes)
        };
        let footer: Vec<u8> = read(size.size - FOOTER..size.size).map_err(at)?;
        let footer = footer.try_into().map_err(|_| at(ErrorKind::BadPadding.into()))?;
        let (index_at, length) = parse_footer(&footer, size.size).map_err(at)?;
        let index = read(index_at..index_at + length).map_err(at)?;
        let documents = parse(&index, index_at).map_err(|e| at(e.at("index")))?;
        Ok(Opened { bid, row, key, index_at, index, footer, documents })
    }

    fn id(&self) -> &Id {
        &self.bid.file.header().parts[self.row].part
    }

    /// Decrypts the whole part: documents to the sink, padding checked to be zero, root compared.
    fn extract(&self, sink: &mut dyn Sink, work: Work<'_>) -> Result<()> {
        let (source, head) = (&self.bid.file.source, &self.bid.file.head);
        let mut documents = self.documents.iter();
        let mut current: Option<(&IndexEntry, u64)> = None;
        let mut position = 0u64;
        let mut take = |mut bytes: &[u8]| -> Result<()> {
            while !bytes.is_empty() {
                let rest = if position < self.index_at {
                    let (entry, left) = match current.take() {
                        Some(open) => open,
                        None => {
                            let entry = documents.next().ok_or(ErrorKind::BadIndex)?;
                            sink.begin(self.id(), entry)?;
                            (entry, entry.size)
                        }
                    };
                    let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    sink.data(&bytes[..count])?;
                    match left - count as u64 {
                        0 => sink.end()?,
                        left => current = Some((entry, left)),
                    }
                    count
                } else {
                    self.check_tail(position, bytes)?;
                    bytes.len()
                };
                position += rest as u64;
                bytes = &bytes[rest..];
            }
            Ok(())
        };
        let root = open_part(source, head, self.row, &self.key, work, &mut take)?;
        for entry in documents {
            // Only empty documents can be left: their bytes never came.
            sink.begin(self.id(), entry)?;
            sink.end()?;
        }
        self.bid.compare_root(self.row, root)
    }

    /// Behind the documents: the index and the footer as they were read before, and zeros between them. A store that
    /// answers differently the second time must not have shown us an index that was never signed.
    fn check_tail(&self, mut position: u64, mut bytes: &[u8]) -> Result<()> {
        let index_end = self.index_at + self.index.len() as u64;
        let footer_at = self.bid.file.header().parts[self.row].size - FOOTER;
        while !bytes.is_empty() {
            let end = [index_end, footer_at, footer_at + FOOTER].into_iter().find(|end| position < *end);
            let end = end.unwrap_or(u64::MAX);
            let (here, rest) =
                bytes.split_at(bytes.len().min(usize::try_from(end - position).unwrap_or(usize::MAX)));
            let known = |from: &[u8], at: u64| {
                from.get((position - at) as usize..).is_some_and(|f| f.starts_with(here))
            };
            let (right, kind) = if position < index_end {
                (known(&self.index, self.index_at), ErrorKind::PartRootMismatch)
            } else if position < footer_at {
                (here.iter().all(|byte| *byte == 0), ErrorKind::BadPadding)
            } else {
                (known(&self.footer, footer_at), ErrorKind::PartRootMismatch)
            };
            if !right {
                return Err(kind.into());
            }
            position += here.len() as u64;
            bytes = rest;
        }
        Ok(())
    }
}

/// A small document in memory.
struct Collect(Vec<u8>);

impl Sink for Collect {
    fn begin(&mut self, _: &Id, _: &IndexEntry) -> Result<()> {
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        Ok(())
    }
}
