//! What holders give to an opening.

use super::opening::sealbid_opening;
use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;

/// Takes a holder's release file. Every value in it is verified; one that is wrong and the whole file is refused. The
/// same file again changes nothing. `holder` (or NULL) becomes the holder's name.
///
/// Errors: BAD_RELEASE, UNKNOWN_HOLDER, RELEASE_OF_ANOTHER; NOT_RELEASED if a bid is missing in it, UNKNOWN_BID for one
/// that was not asked for; DUPLICATE_ID for another file of a holder who has released; OUT_OF_ORDER if nobody was asked
/// yet, or it was given up; what a file's form and the store fail with. After an error the opening is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_give_release(
    opening: *const sealbid_opening,
    release: *const u8,
    release_size: u64,
    now: i64,
    holder: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(holder, "holder")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let release = caller.bytes(release, release_size, "release")?;
            let holder = opening.with(|opening| opening.give_release(release, now))?;
            out.into_iter().for_each(|out| out.bytes(holder.as_str()));
            Ok(())
        })
    }
}

/// Takes a file of drand beacons. `holders` (or NULL) becomes a JSON text: the names of the holders whose round is in it.
///
/// Errors: WRONG_ROUND; BAD_RELEASE, BAD_POINT; OUT_OF_ORDER if nobody was asked yet, or it was given up; what a file's
/// form and the store fail with. After an error the opening is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_give_beacons(
    opening: *const sealbid_opening,
    beacons: *const u8,
    beacons_size: u64,
    now: i64,
    holders: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(holders, "holders")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let beacons = caller.bytes(beacons, beacons_size, "beacons")?;
            let holders = opening.with(|opening| opening.give_beacons(beacons, now))?;
            out.into_iter().try_for_each(|out| out.json(&holders))
        })
    }
}

/// Records a custodian's signed refusal. `custodian` (or NULL) becomes its name.
///
/// Errors: UNKNOWN_CUSTODIAN, WRONG_SIGNER, BAD_SIGNATURE; WRONG_TENDER; REQUEST_MISMATCH if it refuses something else;
/// OUT_OF_ORDER; what a file's form and the store fail with. After an error the opening is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_give_refusal(
    opening: *const sealbid_opening,
    refusal: *const u8,
    refusal_size: u64,
    now: i64,
    custodian: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(custodian, "custodian")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let refusal = caller.bytes(refusal, refusal_size, "refusal")?;
            let custodian = opening.with(|opening| opening.give_refusal(refusal, now))?;
            out.into_iter().for_each(|out| out.bytes(custodian.as_str()));
            Ok(())
        })
    }
}
