//! Whose timestamps are believed, as several commands take it: roots that are given, or the authorities of a notice.

use crate::failure::Result;
use crate::files;
use crate::signing::certificates;
use clap::Args;
use sealbid::ca::{Revocation, TrustAnchors};
use sealbid::notice::SignedNotice;
use sealbid::record::TimeSource;
use sealbid::suite::Digest;
use sealbid::timestamp::{Authorities, NamedAuthority, VerifiedToken};
use std::path::PathBuf;

/// Whose timestamps are believed.
#[derive(Args, Debug)]
pub struct TimeTrust {
    /// A root that the authority's certificate must lead to (PEM or DER; can be given several times)
    #[arg(long, value_name = "FILE", conflicts_with = "notice")]
    pub anchor: Vec<PathBuf>,
    /// The folder of the notice whose timestamp authorities are believed
    #[arg(long, value_name = "DIR")]
    pub notice: Option<PathBuf>,
}

/// Who says whether a token holds.
pub enum Judge {
    /// Nobody does: what a token says is only claimed.
    Nobody,
    /// Roots that were given.
    Anchors(Authorities),
    /// The authorities of a notice, by its rules.
    Notice(TimeSource),
}

impl TimeTrust {
    /// Reads the roots, or the notice, which is verified.
    pub fn load(&self) -> Result<(Judge, Option<SignedNotice>)> {
        if let Some(folder) = &self.notice {
            let notice = files::signed_notice(folder)?;
            return Ok((Judge::Notice(TimeSource::of(notice.notice())?), Some(notice)));
        }
        if self.anchor.is_empty() {
            return Ok((Judge::Nobody, None));
        }
        let mut named = Vec::new();
        for path in &self.anchor {
            for root in certificates(path)? {
                let name = root.names().display();
                named.push(NamedAuthority { name, anchors: TrustAnchors::new(vec![root])? });
            }
        }
        Ok((Judge::Anchors(Authorities::new(named)), None))
    }
}

impl Judge {
    /// The verdict on a token over this imprint; `None` where nobody judges. A notice does not ask about revocation.
    pub fn verify(
        &self,
        token: &[u8],
        imprint: &Digest,
        revocation: &Revocation,
    ) -> Result<Option<VerifiedToken>> {
        Ok(match self {
            Judge::Nobody => None,
            Judge::Anchors(authorities) => Some(authorities.verify(token, imprint, revocation)?),
            Judge::Notice(source) => Some(source.verify(token, imprint)?),
        })
    }
}
