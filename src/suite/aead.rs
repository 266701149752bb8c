//! AES-256-GCM over numbered segments (SPEC §5.2; the construction is STREAM, Hoang et al. 2015).

use super::Secret;
use crate::error::{Error, ErrorKind, Result};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

/// Bytes of plaintext in every segment but the last.
pub const SEGMENT: usize = 65_536;

/// Bytes of the tag behind each segment.
pub const TAG: usize = 16;

/// A segment that does not decrypt: wrong key, wrong place, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong;

/// The key of one part. Each key seals one part only, so a segment's number is a nonce.
pub struct SegmentKey(LessSafeKey);

impl SegmentKey {
    /// The AES-256 key in these bytes.
    ///
    /// # Errors
    /// None in practice: ring takes every 32-byte key.
    pub fn new(key: &Secret) -> Result<SegmentKey> {
        UnboundKey::new(&AES_256_GCM, key.expose())
            .map(|key| SegmentKey(LessSafeKey::new(key)))
            .map_err(|_| Error::new(ErrorKind::BadField).because("AES key"))
    }

    /// Encrypts a segment in place; its tag is returned.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] beyond what GCM allows under one nonce (64 GiB).
    pub fn seal(&self, number: u64, last: bool, segment: &mut [u8]) -> Result<[u8; TAG]> {
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce(number, last), Aad::empty(), segment)
            .map_err(|_| Error::new(ErrorKind::TooLarge).because("segment"))?;
        let mut bytes = [0; TAG];
        bytes.copy_from_slice(tag.as_ref());
        Ok(bytes)
    }

    /// Decrypts a segment and its tag in place; the plaintext is the front of the buffer.
    ///
    /// # Errors
    /// [`Wrong`]; the buffer then holds nothing of use.
    pub fn open<'a>(
        &self,
        number: u64,
        last: bool,
        sealed: &'a mut [u8],
    ) -> std::result::Result<&'a mut [u8], Wrong> {
        self.0.open_in_place(nonce(number, last), Aad::empty(), sealed).map_err(|_| Wrong)
    }
}

/// `u64(number) ‖ 00 00 00 ‖ last`.
fn nonce(number: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aes_gcm::{
        Aes256Gcm, KeyInit,
        aead::{Aead, Nonce as OtherNonce},
    };

    /// Another library's AES-GCM opens ours under the nonce that SPEC gives.
    #[test]
    fn another_aead_opens_our_segments() {
        let key = Secret::new([9; 32]);
        let ours = SegmentKey::new(&key).unwrap();
        let theirs = Aes256Gcm::new(&(*key.expose()).into());
        for (number, last, nonce) in [
            (0u64, false, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            (1, true, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]),
            (0x0102_0304_0506_0708, true, [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1]),
        ] {
            let mut sealed = b"plain text".to_vec();
            let tag = ours.seal(number, last, &mut sealed).unwrap();
            sealed.extend(tag);
            let opened = theirs.decrypt(&OtherNonce::<Aes256Gcm>::from(nonce), sealed.as_slice());
            assert_eq!(opened.unwrap(), b"plain text");
        }
    }

    #[test]
    fn place_and_end_are_authenticated() {
        let key = SegmentKey::new(&Secret::new([9; 32])).unwrap();
        let mut sealed = b"plain text".to_vec();
        let tag = key.seal(3, false, &mut sealed).unwrap();
        sealed.extend(tag);
        assert_eq!(key.open(3, true, &mut sealed.clone()), Err(Wrong));
        assert_eq!(key.open(2, false, &mut sealed.clone()), Err(Wrong));
        assert_eq!(key.open(3, false, &mut sealed).map(|p| p.to_vec()), Ok(b"plain text".to_vec()));
    }
}
