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

/// Puts a copy of these bytes at the end of a list.
///
/// Errors: TOO_LARGE for more than 100,000 strings. After an error the list is as it was.
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;

    fn add(list: *mut sealbid_list, bytes: &[u8]) -> i32 {
        // SAFETY: the list lives, and so many bytes are there.
        unsafe { sealbid_list_add(list, bytes.as_ptr(), bytes.len() as u64, ptr::null_mut()) }
    }

    fn content(list: *mut sealbid_list) -> Vec<Vec<u8>> {
        // SAFETY: the list lives.
        unsafe { list.as_ref() }.unwrap().read("list", |item| Ok(item.to_vec())).unwrap()
    }

    #[test]
    fn copies_are_kept_in_their_order() {
        let list = sealbid_list_new();
        let bytes = vec![1, 2, 3];
        assert_eq!((add(list, &bytes), add(list, b"")), (0, 0));
        drop(bytes);
        assert_eq!(content(list), [vec![1, 2, 3], vec![]]);
        // SAFETY: NULL with a length is refused before it is read; each list is freed once.
        unsafe {
            assert_eq!(
                sealbid_list_add(list, ptr::null(), 1, ptr::null_mut()),
                ErrorKind::NullArgument.code()
            );
            assert_eq!(
                sealbid_list_add(ptr::null_mut(), ptr::null(), 0, ptr::null_mut()),
                ErrorKind::NullArgument.code()
            );
            assert_eq!(content(list).len(), 2);
            sealbid_list_free(list);
            sealbid_list_free(ptr::null_mut());
        }
    }

    #[test]
    fn threads_add_at_once() {
        struct Shared(*mut sealbid_list);
        // SAFETY: the header says that a list may be used by several threads at once.
        unsafe impl Sync for Shared {}
        let list = Shared(sealbid_list_new());
        std::thread::scope(|scope| {
            for thread in 0..4u8 {
                let list = &list;
                scope.spawn(move || (0..10u8).for_each(|n| assert_eq!(add(list.0, &[thread, n]), 0)));
            }
        });
        let mut all = content(list.0);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 40);
        // SAFETY: it is freed once.
        unsafe { sealbid_list_free(list.0) };
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_place() {
        let list = sealbid_list::default();
        list.0.lock().unwrap().extend([vec![1], vec![2]]);
        let odd = |item: &[u8]| if item == [2] { Err(Error::new(ErrorKind::BadField)) } else { Ok(()) };
        assert_eq!(read_list(Some(&list), "files", odd).unwrap_err().place(), "files[1]");
        assert_eq!(read_list(None, "files", odd).unwrap(), []);
    }

    // Slow under Miri, which checks nothing here that it does not in the others.
    #[cfg(not(miri))]
    #[test]
    fn a_list_has_an_end() {
        let list = sealbid_list_new();
        for _ in 0..MAX_LIST {
            assert_eq!(add(list, b""), 0);
        }
        assert_eq!(add(list, b""), ErrorKind::TooLarge.code());
        assert_eq!(content(list).len(), MAX_LIST);
        // SAFETY: it is freed once.
        unsafe { sealbid_list_free(list) };
    }
}
