//! Random access to a sealed bid's bytes, for several threads at once.

use super::pipeline::Progress;
use crate::error::{Error, ErrorKind, Result};
use std::fs::File;
use std::sync::Arc;

/// Bytes that can be read anywhere, by many threads. They must not change while a bid is read: what was changed is
/// found (every byte is authenticated), but as damage.
pub trait ReadAt: Sync {
    /// How many bytes there are.
    ///
    /// # Errors
    /// [`ErrorKind::Io`].
    fn size(&self) -> Result<u64>;

    /// Fills the buffer from this offset.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if there are fewer bytes, [`ErrorKind::Io`].
    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()>;
}

/// Bytes of which somebody is told as they are read, and who may cancel that: for logs, of which nobody else says how far
/// they were read.
pub struct Watched<'a, R> {
    /// What is read.
    pub source: R,
    /// Who is told.
    pub progress: &'a dyn Progress,
}

impl<R: ReadAt> ReadAt for Watched<'_, R> {
    fn size(&self) -> Result<u64> {
        self.source.size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        if self.progress.cancelled() {
            return Err(ErrorKind::Cancelled.into());
        }
        self.source.read_exact_at(offset, buffer)?;
        self.progress.advance(buffer.len() as u64);
        Ok(())
    }
}

impl ReadAt for [u8] {
    fn size(&self) -> Result<u64> {
        Ok(self.len() as u64)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let found = start.checked_add(buffer.len()).and_then(|end| self.get(start..end));
        buffer.copy_from_slice(found.ok_or_else(|| truncated(offset))?);
        Ok(())
    }
}

impl ReadAt for Vec<u8> {
    fn size(&self) -> Result<u64> {
        self.as_slice().size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.as_slice().read_exact_at(offset, buffer)
    }
}

impl ReadAt for File {
    fn size(&self) -> Result<u64> {
        Ok(self.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, buffer, offset).map_err(|e| at_end(e, offset))
    }

    #[cfg(windows)]
    fn read_exact_at(&self, mut offset: u64, mut buffer: &mut [u8]) -> Result<()> {
        while !buffer.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(self, buffer, offset) {
                Ok(0) => return Err(truncated(offset)),
                Ok(count) => {
                    buffer = &mut buffer[count..];
                    offset += count as u64;
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(())
    }
}

impl<T: ReadAt + Send + ?Sized> ReadAt for &T {
    fn size(&self) -> Result<u64> {
        (**self).size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        (**self).read_exact_at(offset, buffer)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for Box<T> {
    fn size(&self) -> Result<u64> {
        (**self).size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        (**self).read_exact_at(offset, buffer)
    }
}

impl<T: ReadAt + Send + ?Sized> ReadAt for Arc<T> {
    fn size(&self) -> Result<u64> {
        (**self).size()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        (**self).read_exact_at(offset, buffer)
    }
}

/// A stretch of other bytes, read as if it were all: a sealed bid that lies within a larger file.
#[derive(Clone, Debug)]
pub struct Slice<S> {
    /// What it is a stretch of.
    pub source: S,
    /// Where it begins there.
    pub offset: u64,
    /// How many bytes it has. What the source lacks of them is found when it is read.
    pub length: u64,
}

impl<S: ReadAt> ReadAt for Slice<S> {
    fn size(&self) -> Result<u64> {
        Ok(self.length)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let within = offset.checked_add(buffer.len() as u64).is_some_and(|end| end <= self.length);
        let start = self.offset.checked_add(offset).filter(|_| within).ok_or_else(|| truncated(offset))?;
        self.source.read_exact_at(start, buffer)
    }
}

#[cfg(unix)]
fn at_end(error: std::io::Error, offset: u64) -> Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof { truncated(offset) } else { error.into() }
}

fn truncated(offset: u64) -> Error {
    Error::new(ErrorKind::Truncated).because(format_args!("reading at offset {offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_ends_where_it_ends() {
        let slice = Slice { source: (0..10u8).collect::<Vec<_>>(), offset: 3, length: 4 };
        let read = |offset, length| {
            let mut buffer = vec![0; length];
            slice.read_exact_at(offset, &mut buffer).map(|()| buffer).map_err(|e| e.kind())
        };
        assert_eq!((slice.size(), read(0, 4), read(4, 0)), (Ok(4), Ok(vec![3, 4, 5, 6]), Ok(vec![])));
        assert_eq!(read(1, 4), Err(ErrorKind::Truncated), "the source has this byte, the slice has not");
        assert_eq!(read(u64::MAX, 1), Err(ErrorKind::Truncated));
        let beyond = Slice { source: vec![0; 5], offset: 3, length: 4 };
        assert_eq!(beyond.read_exact_at(0, &mut [0; 4]).map_err(|e| e.kind()), Err(ErrorKind::Truncated));
        let far = Slice { source: vec![0; 5], offset: u64::MAX, length: 4 };
        assert_eq!(far.read_exact_at(1, &mut [0; 1]).map_err(|e| e.kind()), Err(ErrorKind::Truncated));
    }
}
