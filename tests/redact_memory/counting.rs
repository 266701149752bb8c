//! An allocator that counts what each thread has in use: copies, scans and looks are made by the thread that asks. The
//! test of memory measures by it, and the fuzz targets of documents end by it (SPEC §18.1).

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a document of up to 16 MiB may make the library use.
pub const MOST: usize = 256 << 20;

struct Counting;

thread_local! {
    /// Signed, since a thread may give back what another asked for.
    static USED: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    /// Past this the program ends.
    static END: Cell<isize> = const { Cell::new(isize::MAX) };
    static START: Cell<isize> = const { Cell::new(0) };
}

fn add(bytes: usize) {
    let used = USED.get() + bytes.cast_signed();
    USED.set(used);
    PEAK.set(PEAK.get().max(used));
    if used > END.get() {
        // An allocator must not unwind; what is allocated from here on counts no more.
        END.set(isize::MAX);
        eprintln!("{} bytes are in use, of {MOST}: {bytes} more were asked for", used - START.get());
        std::process::abort();
    }
}

fn subtract(bytes: usize) {
    USED.set(USED.get() - bytes.cast_signed());
}

// SAFETY: everything is done by the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        subtract(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    // Large blocks grow where they are, or their pages are moved: there are never two of them.
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        subtract(layout.size());
        add(size);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How much a run takes at most, beside what was in use before and with the document that it is given.
pub fn peak<T>(document: &[u8], run: impl FnOnce() -> T) -> (T, usize) {
    START.set(USED.get() - document.len().cast_signed());
    PEAK.set(USED.get());
    let made = run();
    (made, (PEAK.get() - START.get()).unsigned_abs())
}

/// The same, but the program ends where it would be more than [`MOST`], so that the stack tells where.
pub fn bounded<T>(document: &[u8], run: impl FnOnce() -> T) -> T {
    let (made, _) = peak(document, || {
        END.set(START.get() + MOST.cast_signed());
        run()
    });
    END.set(isize::MAX);
    made
}
