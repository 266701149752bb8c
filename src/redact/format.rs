//! What kind of document it is: by its name, confirmed by its first bytes (SPEC §18.1).

use crate::error::{Error, ErrorKind, Result};

/// The kinds of document of which blind copies are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// ISO 32000.
    Pdf,
    /// ECMA-376 WordprocessingML in a package.
    Docx,
    /// ECMA-376 SpreadsheetML in a package.
    Xlsx,
    /// ISO 10918.
    Jpeg,
    /// ISO 15948.
    Png,
    /// Text in UTF-8.
    Text,
    /// CommonMark, treated as text.
    Markdown,
}

impl Format {
    /// Each with the endings of its names, without a dot and in small letters.
    const ENDINGS: [(Format, &'static [&'static str]); 7] = [
        (Format::Pdf, &["pdf"]),
        (Format::Docx, &["docx"]),
        (Format::Xlsx, &["xlsx"]),
        (Format::Jpeg, &["jpg", "jpeg"]),
        (Format::Png, &["png"]),
        (Format::Text, &["txt"]),
        (Format::Markdown, &["md", "markdown"]),
    ];

    /// The format that the name says, if the bytes begin like it.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedDocument`] for any other name, [`ErrorKind::DocumentMismatch`] for other bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Format> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let known = Format::ENDINGS.iter().find(|(_, endings)| endings.contains(&ending.as_str()));
        let Some((format, _)) = known else {
            return Err(Error::new(ErrorKind::UnsupportedDocument).because(format_args!(".{ending}")));
        };
        let fits = match format {
            // A header may stand behind up to 1024 other bytes (ISO 32000-1 annex H.3.4.1); the copy has none.
            Format::Pdf => {
                bytes.iter().take(1024 + 5).copied().collect::<Vec<_>>().windows(5).any(|w| w == b"%PDF-")
            }
            // A password-protected package is no ZIP but an OLE compound file; that is told when it is read.
            Format::Docx | Format::Xlsx => bytes.starts_with(b"PK") || bytes.starts_with(OLE),
            Format::Jpeg => bytes.starts_with(&[0xff, 0xd8, 0xff]),
            Format::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Format::Text | Format::Markdown => true,
        };
        if fits { Ok(*format) } else { Err(ErrorKind::DocumentMismatch.into()) }
    }

    /// The media type (RFC 6838).
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Text => "text/plain",
            Format::Markdown => "text/markdown",
        }
    }

    /// The ending of a copy's name, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Xlsx => "xlsx",
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Text => "txt",
            Format::Markdown => "md",
        }
    }
}

/// What an OLE compound file begins with ([MS-CFB] 2.2).
pub(super) const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
