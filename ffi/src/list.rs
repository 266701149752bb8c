//! Several byte strings as one argument.

use crate::boundary::{call, free};
use crate::error::sealbid_error;
use sealbid::{Error, ErrorKind, Result};
use std::sync::{Mutex, PoisonError};

/// How many strings a list takes.
const MAX_LIST: usize = 100_000;

/// A list of byte strings: acceptances, revocation lists, tokens. Made by sealbid_list_new, freed with
/// sealbid_list_free. Threads: any, also at once.
#[derive(Default)]
pub struct sealbid_list(Mutex<Vec<Vec<u8>>>);

impl sealbid_list {
    /// What each of them is, read by this function.
    pub(crate) fn read<T>(&self, name: &str, parse: impl Fn(&[u8]) -> Result<T>) -> Result<Vec<T>> {
        let items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let parse = |(n, item): (usize, &Vec<u8>)| parse(item).map_err(|e| e.at(format_args!("{name}[{n}]")));
        items.iter().enumerate().map(parse).collect()
    }
}

/// The same of a list that may be NULL.
pub(crate) fn read_list<T>(
    list: Option<&sealbid_list>,
    name: &str,
    parse: impl Fn(&[u8]) -> Result<T>,
) -> Result<Vec<T>> {
    list.map_or_else(|| Ok(Vec::new()), |list| list.read(name, parse))
}

/// A new, empty list.
#[unsafe(no_mangle)]
pub extern "C" fn sealbid_list_new() -> *mut sealbid_list {
    Box::into_raw(Box::default())
}

/// Frees a list; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_list_free(list: *mut sealbid_list) {
    // SAFETY: the crate's page.
    unsafe { free(list) }
}

/// Puts a copy of these bytes at the end of a list. After an error the list is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_list_add(
    list: *mut sealbid_list,
    data: *const u8,
    size: u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let list = caller.handle(list, "list")?;
            let bytes = caller.bytes(data, size, "data")?;
            let mut items = list.0.lock().unwrap_or_else(PoisonError::into_inner);
            if items.len() >= MAX_LIST {
                return Err(Error::new(ErrorKind::TooLarge)
                    .because(format_args!("{MAX_LIST} entries"))
                    .at("list"));
            }
            items.push(bytes.to_vec());
            Ok(())
        })
    }
}
