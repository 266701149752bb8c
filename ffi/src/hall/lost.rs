//! Seeds in place of a quorum that is lost for good (SPEC.md §16.5).

use super::opening::sealbid_opening;
use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;

/// Records the adjudicator's declaration that a quorum of this stage is lost for good: a signed decision. From then on
/// bidders can give their seeds, where the notice declares seed rescue.
///
/// Errors: NO_SEED_RESCUE; TOO_EARLY if the cut-off is before the stage's time; OUT_OF_ORDER; UNKNOWN_STAGE,
/// WRONG_TENDER, NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature and the store fail with. After an error
/// the opening is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_quorum_lost(
    opening: *const sealbid_opening,
    declaration: *const u8,
    declaration_size: u64,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let declaration = caller.bytes(declaration, declaration_size, "declaration")?;
            opening.with(|opening| opening.quorum_lost(declaration, now))
        })
    }
}

/// Takes a bidder's signed seed, until the cut-off of the declaration. `digest` (or NULL) becomes the 32 bytes of the
/// digest of the bid that it is for. It is not used until all are published; a later one takes its place.
///
/// Errors: LATE after the cut-off; BAD_SEED; UNKNOWN_BID; OUT_OF_ORDER while no quorum was declared lost, and when
/// seeds are published; WRONG_TENDER, WRONG_NOTICE, UNKNOWN_STAGE; WRONG_SIGNER, BAD_SIGNATURE; what a file's form and
/// the store fail with. After an error an earlier seed of the bid stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_give_seed(
    opening: *const sealbid_opening,
    seed: *const u8,
    seed_size: u64,
    now: i64,
    digest: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let seed = caller.bytes(seed, seed_size, "seed")?;
            let bid = opening.with(|opening| opening.give_seed(seed, now))?;
            if digest.is_null() { Ok(()) } else { caller.fill(digest, &bid.0, "digest") }
        })
    }
}

/// Publishes all seeds that came, together, after the cut-off. `seeds` (or NULL) becomes the file of them.
///
/// Errors: TOO_EARLY until the cut-off has passed; OUT_OF_ORDER; what the store fails with. After an error nothing is
/// recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_publish_seeds(
    opening: *const sealbid_opening,
    now: i64,
    seeds: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(seeds, "seeds")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let published = opening.with(|opening| opening.publish_seeds(now))?;
            if let Some(out) = out {
                out.bytes(published.to_bytes()?);
            }
            Ok(())
        })
    }
}
