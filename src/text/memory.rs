//! The five memory primitives everything else in [`crate::text`] is made of, and their twin for the host.
//!
//! In the browser an address is a place in the module's linear memory; on the host it is an index into a byte vector
//! of the thread, so that every property of the layers above runs natively. This file is all the
//! `unsafe` the text layer has. Callers pass addresses from [`start`] on and stay below [`ALL`] bytes of it: the first
//! [`SIZE`] are the duty of [`crate::text::region`], those behind them of [`crate::text::store`].

/// Bytes the region has: twice what one turn may use, because compaction copies the survivors behind it.
pub(super) const SIZE: u32 = 32 << 20;

#[cfg(not(target_arch = "wasm32"))]
pub use twin::work;
/// Bytes the store has behind it.
pub(super) const STORE: u32 = 12 << 20;

const ALL: u32 = SIZE + STORE;

pub(super) use twin::{copy, load, load_byte, start, store, write};

#[cfg(target_arch = "wasm32")]
mod twin {
    use core::cell::UnsafeCell;

    #[repr(align(65536))]
    struct Memory(UnsafeCell<[u32; super::ALL as usize / 4]>);

    // SAFETY: a WebAssembly instance without the threads proposal has one thread.
    unsafe impl Sync for Memory {}

    static MEMORY: Memory = Memory(UnsafeCell::new([0; super::ALL as usize / 4]));

    #[inline(always)]
    pub(in crate::text) fn start() -> u32 {
        MEMORY.0.get() as u32
    }

    #[inline(always)]
    pub(in crate::text) fn load(at: u32) -> u32 {
        // SAFETY: `at` lies in MEMORY (see the module header); texts stand unaligned.
        unsafe { (at as *const u32).read_unaligned() }
    }

    #[inline(always)]
    pub(in crate::text) fn store(at: u32, value: u32) {
        // SAFETY: as for `load`.
        unsafe { (at as *mut u32).write_unaligned(value) }
    }

    #[inline(always)]
    pub(in crate::text) fn load_byte(at: u32) -> u32 {
        // SAFETY: as for `load`.
        unsafe { u32::from(*(at as *const u8)) }
    }

    #[inline(always)]
    pub(in crate::text) fn copy(from: u32, to: u32, len: u32) {
        // SAFETY: both ranges lie in MEMORY; `copy` allows them to overlap.
        unsafe { core::ptr::copy(from as *const u8, to as *mut u8, len as usize) }
    }

    #[inline(always)]
    pub(in crate::text) fn write(to: u32, bytes: &[u8]) {
        // SAFETY: the range written lies in MEMORY, `bytes` does not.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), to as *mut u8, bytes.len()) }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod twin {
    use std::cell::{Cell, RefCell};

    // Address 0 must stay free: a handle is never zero.
    const START: u32 = 16;

    thread_local! {
        static MEMORY: RefCell<Vec<u8>> = RefCell::new(vec![0; (START + super::ALL) as usize]);
        static WORK: Cell<u64> = const { Cell::new(0) };
    }

    /// How many bytes this thread has read and written so far: what takes time, counted.
    pub fn work() -> u64 {
        WORK.get()
    }

    fn count(bytes: u32) {
        WORK.set(WORK.get() + u64::from(bytes));
    }

    fn bytes<const N: usize>(at: u32) -> [u8; N] {
        count(N as u32);
        MEMORY.with_borrow(|memory| {
            let at = at as usize;
            memory
                .get(at..at + N)
                .and_then(|found| found.try_into().ok())
                .unwrap_or([0; N])
        })
    }

    pub(in crate::text) fn start() -> u32 {
        START
    }

    pub(in crate::text) fn load(at: u32) -> u32 {
        u32::from_le_bytes(bytes(at))
    }

    pub(in crate::text) fn store(at: u32, value: u32) {
        write(at, &value.to_le_bytes());
    }

    pub(in crate::text) fn load_byte(at: u32) -> u32 {
        u32::from(u8::from_le_bytes(bytes(at)))
    }

    pub(in crate::text) fn copy(from: u32, to: u32, len: u32) {
        count(len);
        let (from, to, len) = (from as usize, to as usize, len as usize);
        MEMORY.with_borrow_mut(|memory| memory.copy_within(from..from + len, to));
    }

    pub(in crate::text) fn write(to: u32, bytes: &[u8]) {
        count(bytes.len() as u32);
        let to = to as usize;
        MEMORY.with_borrow_mut(|memory| {
            if let Some(place) = memory.get_mut(to..to + bytes.len()) {
                place.copy_from_slice(bytes);
            }
        });
    }
}
