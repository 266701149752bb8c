//! Cosignatures that come in notes of their own, gathered on one head (SPEC §13.4).

use sealbid::record::{Head, History};
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind};

/// Adds the right cosignatures of the notice's custodians that a note has over the same head; those of others mean
/// nothing. Whose they are.
///
/// # Errors
/// Those of [`History::check_head`]; [`ErrorKind::HeadMismatch`] for a note over another head;
/// [`ErrorKind::BadHeadSignature`] if a custodian's cosignature is wrong: none of the note is then taken.
pub fn add(history: &History, head: &mut Head, note: &[u8]) -> sealbid::Result<Vec<Id>> {
    let other = history.check_head(note)?;
    if other.note().text() != head.note().text() {
        let (found, asked) = (other.checkpoint().size, head.checkpoint().size);
        let detail = format!("a head of {found} entries, and {asked} were asked for");
        return Err(Error::new(ErrorKind::HeadMismatch).because(detail));
    }
    let keys = history.record_keys()?;
    let cosigners: Vec<Id> = other.cosigners(&keys)?.into_iter().map(|(custodian, _)| custodian).collect();
    let origin = &other.checkpoint().origin;
    let theirs = keys.iter().filter(|(custodian, _)| cosigners.contains(custodian));
    let names: Vec<String> = theirs.map(|(_, key)| format!("{origin}/{key}")).collect();
    let signatures = other.note().signatures().iter().filter(|signature| names.contains(&signature.name));
    signatures.cloned().try_for_each(|signature| head.add(signature))?;
    Ok(cosigners)
}
