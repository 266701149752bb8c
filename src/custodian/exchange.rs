//! The files of an exchange folder (SPEC §15.5).

use crate::wire::Id;

/// A copy of the record's log.
pub const LOG: &str = "log";
/// A request to cosign a head.
pub const COSIGN_REQUEST: &str = "cosign-request.json";

const RELEASE_REQUEST: &str = "release-request-";
const JSON: &str = ".json";

/// The signed request to release a stage.
pub fn release_request_name(stage: &Id) -> String {
    format!("{RELEASE_REQUEST}{stage}{JSON}")
}

/// The note of a head of this size, with our cosignature.
pub fn cosigned_name(size: u64) -> String {
    format!("cosigned-{size}.note")
}

/// The release of a stage. No name of an answer can be taken for a request's, whatever the stage is called.
pub fn released_name(stage: &Id) -> String {
    format!("released-{stage}{JSON}")
}

/// The signed refusal to release a stage.
pub fn refused_name(stage: &Id) -> String {
    format!("refused-{stage}{JSON}")
}

/// The stage that a file asks to be released, if it is such a file.
pub(super) fn requested_stage(name: &str) -> Option<Id> {
    let stage = name.strip_prefix(RELEASE_REQUEST)?.strip_suffix(JSON)?;
    Id::new(stage).ok()
}
