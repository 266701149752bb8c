//! What a notice says of blind review (SPEC §2.8).

use super::body::NoticeBody;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::{Id, check_text};
use serde::{Deserialize, Serialize};

/// The folder within a blind part that holds the copies, and the bidder's terms.
pub const BLIND_FOLDER: &str = "blind";

/// How the terms' file in that folder is called.
pub const BLIND_TERMS: &str = "blind/terms.json";

/// The media type of the terms' file.
pub const TERMS_TYPE: &str = "application/json";

/// Blind review: how much the technical points weigh, and how blind copies are made.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BlindReview {
    /// What technical points weigh, in per cent of all points.
    pub technical_weight: u8,
    /// Above which weight the rule in force asks for blind review, in per cent.
    pub blind_above: u8,
    /// The transformation that makes the copies, with its version.
    pub transformation: String,
    /// The form that copies must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormRules>,
}

/// The form of a blind bid. What is left out is not asked for.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormRules {
    /// Fonts that may be used, by any of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fonts: Vec<String>,
    /// Sizes that may be used, in half points: 24 is 小四.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub half_points: Vec<u16>,
    /// Whether text must be black.
    #[serde(default)]
    pub black: bool,
    /// Whether pages must be A4, upright.
    #[serde(default)]
    pub a4: bool,
    /// Margins in millimetres: top, right, bottom, left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margins: Option<[u8; 4]>,
    /// Whether headers must be empty and footers have nothing but the page number.
    #[serde(default)]
    pub page_number_only: bool,
}

impl BlindReview {
    /// Whether the notice's own weights ask for blind review.
    pub fn is_due(&self) -> bool {
        self.technical_weight > self.blind_above
    }
}

/// The rules about it.
pub(super) fn check(body: &NoticeBody) -> Result<()> {
    let Some(review) = &body.blind_review else { return Ok(()) };
    let bad = |why: String, member: &str| Err(Error::new(ErrorKind::BadField).because(why).at(member));
    for (member, weight) in
        [("technical_weight", review.technical_weight), ("blind_above", review.blind_above)]
    {
        if weight > 100 {
            return bad(format!("{weight} per cent"), &format!("blind_review.{member}"));
        }
    }
    check_text(&review.transformation, 1, 64).map_err(|e| e.at("blind_review.transformation"))?;
    if review.is_due() && !body.parts.iter().any(|part| part.blind) {
        let detail = format!("technical points weigh {} %", review.technical_weight);
        return Err(Error::new(ErrorKind::BlindPartMissing).because(detail).at("parts"));
    }
    let Some(form) = &review.form else { return Ok(()) };
    if form.fonts.len() > 16 || form.half_points.len() > 16 {
        return bad("more than 16 entries".to_owned(), "blind_review.form");
    }
    for (n, font) in form.fonts.iter().enumerate() {
        check_text(font, 1, 64).map_err(|e| e.at(format_args!("blind_review.form.fonts[{n}]")))?;
    }
    Ok(())
}

impl super::Notice {
    /// How blind copies are made, if a stage has blind parts and the notice says how: then its bids are dealt to
    /// evaluators under codes.
    pub fn blind_review_of(&self, stage: &Id) -> Option<&BlindReview> {
        let blind = self.parts_of(stage).any(|part| part.blind);
        self.body().blind_review.as_ref().filter(|_| blind)
    }

    /// Whether bids are dealt under codes at any stage.
    pub fn has_blind_review(&self) -> bool {
        self.body().blind_review.is_some() && self.body().parts.iter().any(|part| part.blind)
    }

    /// Checks that a blind part holds a blind copy of each document, and the terms (SPEC §19.1). `documents` are
    /// paths and media types.
    ///
    /// # Errors
    /// [`ErrorKind::BlindCopyMissing`], [`ErrorKind::MediaTypeNotAccepted`].
    pub fn check_blind_part<'d>(
        &self,
        part: &super::Part,
        documents: impl Iterator<Item = (&'d str, &'d str)> + Clone,
    ) -> Result<()> {
        if !part.blind || self.body().blind_review.is_none() {
            return Ok(());
        }
        let missing = |what: String| Err(Error::new(ErrorKind::BlindCopyMissing).because(what));
        let (copies, originals): (Vec<_>, Vec<_>) = documents.partition(|(path, _)| is_copy(path));
        if originals.is_empty() && copies.is_empty() {
            return Ok(());
        }
        let mut expected: Vec<(String, &str)> =
            originals.iter().map(|(path, kind)| (format!("{BLIND_FOLDER}/{path}"), *kind)).collect();
        expected.push((BLIND_TERMS.to_owned(), TERMS_TYPE));
        for (path, kind) in &expected {
            match copies.iter().find(|(copy, _)| copy == path) {
                Some((_, found)) if found == kind => {}
                Some((_, found)) => {
                    let detail = format!("{path}: {found:.64}, it must be {kind}");
                    return Err(Error::new(ErrorKind::MediaTypeNotAccepted).because(detail));
                }
                None => return missing(path.clone()),
            }
        }
        match copies.iter().find(|(copy, _)| expected.iter().all(|(path, _)| path != copy)) {
            Some((copy, _)) => missing(format!("{copy} is the copy of no document")),
            None => Ok(()),
        }
    }

    /// Whether a document of a part is one of those that blind review adds, whose media type the part need not accept.
    pub fn is_blind_addition(&self, part: &super::Part, path: &str) -> bool {
        part.blind && self.body().blind_review.is_some() && path == BLIND_TERMS
    }
}

/// Whether a path within a blind part is that of a copy, or of the terms.
pub fn is_copy(path: &str) -> bool {
    path.strip_prefix(BLIND_FOLDER).is_some_and(|rest| rest.starts_with('/'))
}
