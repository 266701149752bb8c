//! Random access to a sealed bid's bytes, for several threads at once.

use crate::error::{Error, ErrorKind, Result};
use std::fs::File;

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

#[cfg(unix)]
fn at_end(error: std::io::Error, offset: u64) -> Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof { truncated(offset) } else { error.into() }
}

fn truncated(offset: u64) -> Error {
    Error::new(ErrorKind::Truncated).because(format_args!("reading at offset {offset}"))
}
