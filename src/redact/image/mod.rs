//! Copies of pictures (SPEC §18.7): rebuilt from what is needed to show them, pixel by pixel the same.

mod convert;
mod jpeg;
mod png;

pub(super) use png::plain;

use super::look::Look;
use super::report::{Channel, Report};
use super::{Format, Redacted};
use crate::error::{Error, ErrorKind, Result};

/// The most pixels of a picture, and the most bytes that it takes unpacked.
const MAX_PIXELS: u64 = 1 << 28;

/// A picture that was rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub format: Format,
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// What was left out, by channel.
    pub removed: Vec<(Channel, u64)>,
    /// How it must be turned to stand upright (Exif 2.32, tag 0x0112), if not at all.
    pub turned: Option<u16>,
}

/// A picture that is a document of its own.
pub(super) fn redact(format: Format, bytes: &[u8]) -> Result<Redacted> {
    let picture = match format {
        Format::Jpeg => jpeg::rebuild(bytes)?,
        _ => png::rebuild(bytes)?,
    };
    if picture.turned.is_some() {
        // Without its metadata it would be shown lying down.
        return Err(Error::new(ErrorKind::UnknownContent)
            .because("the picture is stored turned; turn it upright and save it again"));
    }
    let mut report = Report::default();
    picture.tell("picture", &mut report);
    Ok(Redacted { bytes: picture.bytes, report })
}

/// A picture within a document, which says itself how it is turned: its metadata counts for nothing there.
///
/// # Errors
/// [`ErrorKind::UnsupportedDocument`] for other formats; what JPEG and PNG can fail with.
pub(super) fn within(bytes: &[u8]) -> Result<Picture> {
    if Format::of(".jpg", bytes).is_ok() {
        jpeg::rebuild(bytes)
    } else if Format::of(".png", bytes).is_ok() {
        png::rebuild(bytes)
    } else {
        convert::to_png(bytes)
    }
}

/// A JPEG within a PDF file: other bytes may stand before it, and many a scanner leaves its end out.
///
/// # Errors
/// What JPEG can fail with.
pub(super) fn jpeg_within(bytes: &[u8]) -> Result<Picture> {
    let start = bytes.windows(2).position(|two| two == [0xff, 0xd8]);
    let bytes = start.and_then(|start| bytes.get(start..)).ok_or_else(|| broken("it is no JPEG"))?;
    jpeg::rebuild(bytes).or_else(|error| match error.kind() {
        ErrorKind::DocumentBroken => jpeg::rebuild(&[bytes, &[0xff, 0xd9]].concat()).map_err(|_| error),
        _ => Err(error),
    })
}

impl Picture {
    /// Puts into a report what was left out, and that somebody should look at it: what is drawn is not read.
    pub(super) fn tell(&self, place: &str, report: &mut Report) {
        for (channel, count) in &self.removed {
            report.remove(channel, *count);
        }
        let (width, height) = (self.width, self.height);
        let near = width.abs_diff(height) <= width.max(height) / 20;
        let look = if near && (21..=600).contains(&width) { Look::SmallSquarePicture } else { Look::Picture };
        report.look_at(place, "P17", look, format_args!("{width}x{height}"));
    }
}

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why)
}

fn check_size(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(broken("the picture has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::new(ErrorKind::DocumentTooLarge)
            .because(format_args!("a picture of {width} x {height} pixels")));
    }
    Ok(())
}
