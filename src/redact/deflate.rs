//! Compression (RFC 1950, RFC 1951), always at one level: the version of the library is pinned, since it decides bytes
//! of copies.

use crate::error::{Error, ErrorKind, Result};
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use miniz_oxide::inflate::{
    DecompressError, TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
};

const LEVEL: u8 = 6;

/// Unpacks raw deflate data of at most `limit` bytes. What stands behind its end is ignored.
///
/// # Errors
/// [`ErrorKind::DocumentTooLarge`], [`ErrorKind::DocumentBroken`].
pub(super) fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
    decompress_to_vec_with_limit(bytes, limit).map_err(failed)
}

/// The same for data in the frame of zlib, whose checksum is verified.
///
/// # Errors
/// As [`inflate`].
pub(super) fn inflate_zlib(bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
    decompress_to_vec_zlib_with_limit(bytes, limit).map_err(failed)
}

/// Packs bytes as raw deflate data.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

/// Packs bytes in the frame of zlib.
pub(super) fn deflate_zlib(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(bytes, LEVEL)
}

fn failed(e: DecompressError) -> Error {
    match e.status {
        TINFLStatus::HasMoreOutput => ErrorKind::DocumentTooLarge.into(),
        _ => Error::new(ErrorKind::DocumentBroken).because("compressed data is damaged"),
    }
}
