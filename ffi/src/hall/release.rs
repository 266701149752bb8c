//! What holders give to an opening.

use super::opening::sealbid_opening;
use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;

/// Takes a holder's release file. Every value in it is verified; one that is wrong and the whole file is refused. The
/// same file again changes nothing. `holder` (or NULL) becomes the holder's name.
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
