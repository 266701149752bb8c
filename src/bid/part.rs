//! A part's plaintext, from documents to padding, as one run of bytes (SPEC §4.2).

use super::document::Document;
use super::index::{FOOTER, footer, write};
use super::padding::padded_size;
use crate::error::{Error, ErrorKind, Result};
use std::io::Read;

/// A part that is ready to be read: its padded size is known before its contents are.
pub(super) struct PartPlain {
    pub(super) size: u64,
    documents: std::vec::IntoIter<Document>,
    current: Option<Current>,
    /// Index, and, behind the zeros, the footer.
    index: Vec<u8>,
    index_at: u64,
    position: u64,
}

struct Current {
    path: String,
    left: u64,
    reader: Box<dyn Read + Send>,
}

impl PartPlain {
    /// Lays out a part's documents.
    pub(super) fn new(documents: Vec<Document>) -> Result<PartPlain> {
        let (index, index_at) = write(&documents)?;
        let length = index_at.checked_add(index.len() as u64 + FOOTER);
        let size = length.and_then(padded_size).ok_or(ErrorKind::PartTooLarge)?;
        Ok(PartPlain { size, documents: documents.into_iter(), current: None, index, index_at, position: 0 })
    }

    /// Any plaintext, for tests of what a bidder's own software could seal.
    #[cfg(test)]
    pub(super) fn forged(plain: Vec<u8>) -> Result<PartPlain> {
        let index_at = plain.len() as u64;
        let documents = vec![Document::bytes("forged", "text/plain", plain)?].into_iter();
        Ok(PartPlain { size: index_at, documents, current: None, index: Vec::new(), index_at, position: 0 })
    }

    /// Fills the buffer with the next bytes. The caller asks for `size` bytes in all, no more.
    pub(super) fn fill(&mut self, mut buffer: &mut [u8]) -> Result<()> {
        while !buffer.is_empty() {
            if self.position == self.index_at {
                // Every document must end here, the empty ones too.
                while self.current.is_some() || self.advance()? {
                    self.finish_current()?;
                }
            }
            let count = if self.position < self.index_at {
                self.read_documents(buffer)?
            } else {
                self.copy_tail(buffer)
            };
            self.position += count as u64;
            buffer = &mut buffer[count..];
        }
        Ok(())
    }

    /// Opens the next document, if there is one.
    fn advance(&mut self) -> Result<bool> {
        match self.documents.next() {
            None => Ok(false),
            Some(document) => {
                let (path, left) = (document.path.clone(), document.size);
                self.current = Some(Current { path, left, reader: document.open()? });
                Ok(true)
            }
        }
    }

    fn read_documents(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            match &mut self.current {
                Some(current) if current.left > 0 => {
                    let most = buffer.len().min(usize::try_from(current.left).unwrap_or(usize::MAX));
                    let count = match current.reader.read(&mut buffer[..most]) {
                        Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                        other => other.map_err(|e| Error::from(e).at(&current.path))?,
                    };
                    if count == 0 {
                        let detail = format!("{} bytes are missing", current.left);
                        return Err(Error::new(ErrorKind::SizeChanged).because(detail).at(&current.path));
                    }
                    current.left -= count as u64;
                    return Ok(count);
                }
                Some(_) => self.finish_current()?,
                None => {
                    if !self.advance()? {
                        return Err(ErrorKind::SizeChanged.into());
                    }
                }
            }
        }
    }

    /// A document that goes on behind its end has changed: it would be sealed cut off.
    fn finish_current(&mut self) -> Result<()> {
        if let Some(mut current) = self.current.take() {
            let mut byte = [0];
            loop {
                match current.reader.read(&mut byte) {
                    Ok(0) => return Ok(()),
                    Ok(_) => {
                        let detail = "it is longer than it said";
                        return Err(Error::new(ErrorKind::SizeChanged).because(detail).at(&current.path));
                    }
                    Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(Error::from(e).at(&current.path)),
                }
            }
        }
        Ok(())
    }

    fn copy_tail(&self, buffer: &mut [u8]) -> usize {
        let index_end = self.index_at + self.index.len() as u64;
        let footer_at = self.size - FOOTER;
        let copy = |buffer: &mut [u8], from: &[u8]| {
            let count = buffer.len().min(from.len());
            buffer[..count].copy_from_slice(&from[..count]);
            count
        };
        if self.position < index_end {
            copy(buffer, &self.index[(self.position - self.index_at) as usize..])
        } else if self.position < footer_at {
            let zeros = usize::try_from(footer_at - self.position).unwrap_or(usize::MAX).min(buffer.len());
            buffer[..zeros].fill(0);
            zeros
        } else {
            let footer = footer(self.index_at, self.index.len() as u64);
            copy(buffer, &footer[(self.position - footer_at) as usize..])
        }
    }
}
