//! Compression (RFC 1950, RFC 1951), always at one level: the version of the library is pinned, since it decides bytes
//! of copies.

use crate::error::{Error, ErrorKind, Result};
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use miniz_oxide::inflate::stream::{InflateState, inflate as inflate_piece};
use miniz_oxide::inflate::{DecompressError, TINFLStatus, decompress_to_vec_with_limit};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// Of all but the streams of PDF files.
const LEVEL: u8 = 6;

/// Unpacks raw deflate data of at most `limit` bytes. What stands behind its end is ignored.
///
/// # Errors
/// [`ErrorKind::DocumentTooLarge`], [`ErrorKind::DocumentBroken`].
pub(super) fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
    decompress_to_vec_with_limit(bytes, limit).map_err(failed)
}

/// Unpacks data in the frame of zlib, whose checksum is verified, and hands it on piece by piece, so that it need not
/// be held as a whole. What stands behind its end is ignored.
///
/// # Errors
/// [`ErrorKind::DocumentBroken`], and those of `each`.
pub(super) fn inflate_zlib(mut bytes: &[u8], mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let mut piece = vec![0; 1 << 15];
    loop {
        let step = inflate_piece(&mut state, bytes, &mut piece, MZFlush::None);
        each(piece.get(..step.bytes_written).unwrap_or_default())?;
        bytes = bytes.get(step.bytes_consumed..).unwrap_or_default();
        match step.status {
            Ok(MZStatus::StreamEnd) => return Ok(()),
            Ok(_) if step.bytes_consumed > 0 || step.bytes_written > 0 => {}
            _ => return Err(damaged()),
        }
    }
}

/// Packs bytes as raw deflate data.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    shrunk(compress_to_vec(bytes, LEVEL))
}

/// Packs bytes in the frame of zlib, at a level of 0 to 10.
pub(super) fn deflate_zlib(bytes: &[u8], level: u8) -> Vec<u8> {
    shrunk(compress_to_vec_zlib(bytes, level))
}

/// The compressor begins with half as much room as there is to pack.
fn shrunk(mut packed: Vec<u8>) -> Vec<u8> {
    packed.shrink_to_fit();
    packed
}

/// Packs bytes in the frame of zlib piece by piece, with what [`deflate_zlib`] makes of them as a whole.
pub(super) struct Deflater {
    compressor: Box<CompressorOxide>,
    packed: Vec<u8>,
}

impl Deflater {
    pub(super) fn new() -> Deflater {
        let flags = create_comp_flags_from_zip_params(LEVEL.into(), 1, 0);
        Deflater { compressor: Box::new(CompressorOxide::new(flags)), packed: Vec::new() }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.pack(bytes, TDEFLFlush::None);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.pack(&[], TDEFLFlush::Finish);
        self.packed
    }

    fn pack(&mut self, bytes: &[u8], flush: TDEFLFlush) {
        let packed = &mut self.packed;
        // All is taken at once, since there is always room for what comes out.
        compress_to_output(&mut self.compressor, bytes, flush, |piece| {
            packed.extend_from_slice(piece);
            true
        });
    }
}

fn damaged() -> Error {
    Error::new(ErrorKind::DocumentBroken).because("compressed data is damaged")
}

fn failed(e: DecompressError) -> Error {
    match e.status {
        TINFLStatus::HasMoreOutput => ErrorKind::DocumentTooLarge.into(),
        _ => damaged(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_packed_as_the_whole_is() {
        let mut bytes = Vec::new();
        let mut state = 7u32;
        for n in 0..300_000u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Stretches that repeat, and stretches that do not.
            bytes.push(if n / 5000 % 2 == 0 { (n % 251) as u8 } else { (state >> 24) as u8 });
        }
        for length in [0, 1, 257, 258, 259, 40_000, bytes.len()] {
            let whole = &bytes[..length];
            for step in [1, 7, 258, 1000, 32_768, 300_001] {
                let mut deflater = Deflater::new();
                whole.chunks(step).for_each(|piece| deflater.add(piece));
                assert!(deflater.finish() == deflate_zlib(whole, LEVEL), "{length} by {step}");
            }
            let mut back = Vec::new();
            inflate_zlib(&deflate_zlib(whole, LEVEL), |piece| {
                back.extend_from_slice(piece);
                Ok(())
            })
            .unwrap();
            assert!(back == whole);
        }
    }

    #[test]
    fn what_is_cut_or_changed_is_not_unpacked() {
        let packed = deflate_zlib(b"a text that is packed, a text that is packed", LEVEL);
        for end in 0..packed.len() {
            assert!(inflate_zlib(&packed[..end], |_| Ok(())).is_err(), "{end}");
        }
        let mut changed = packed;
        *changed.last_mut().unwrap() ^= 1;
        assert!(inflate_zlib(&changed, |_| Ok(())).is_err());
    }
}
