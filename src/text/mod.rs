//! Text without an allocator. Nothing here knows of trackers or browsers.

mod build;
#[cfg(feature = "full")]
mod fold;
mod list;
mod memory;
mod percent;
mod region;
mod search;
mod store;
mod turn;

pub use crate::slots::{NumberSlot, PageSlot, TextSlot};
pub use build::TextBuilder;
pub use list::{Items, SEPARATOR, separated};
#[cfg(not(target_arch = "wasm32"))]
pub use memory::work;
pub(crate) use region::recover;
pub use region::{Text, Turn};
pub use store::{Doubt, HIT_HEADER_BYTES, Hit, Hits, MOST_BYTES};
pub use turn::turn;

/// The bytes of a text by its address, for the fake that stands in for the other side of the FFI boundary.
#[cfg(all(feature = "fake", not(target_arch = "wasm32")))]
pub(crate) fn peek(address: u32) -> Vec<u8> {
    let len = memory::load(address) & !(1 << 31);
    (0..len)
        .map(|index| memory::load_byte(address + 4 + index) as u8)
        .collect()
}

/// Writes bytes at an address, for the same fake.
#[cfg(all(feature = "fake", not(target_arch = "wasm32")))]
pub(crate) fn poke(at: u32, bytes: &[u8]) {
    memory::write(at, bytes);
}
