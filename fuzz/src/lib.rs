//! What the fuzz targets share: input that people can read and write, the shim's part of the work, and what must hold for
//! whatever leaves. `npm run fuzz` runs the targets; `fuzz_targets` has an entry for each, the checks stand here.
//!
//! Nothing here looks inside the core: it is driven through its one door on the page of plain data that the tests use.

#![allow(clippy::restriction)] // A check that does not hold panics: that is how it is found.

pub mod addresses;
pub mod bulk;
pub mod commands;
pub mod lines;
pub mod links;
pub mod options;
pub mod shim;
pub mod wire;

mod support;

/// Checks an input in a thread of its own: the fake's page and the core's region belong to their thread, so nothing is left
/// of the input before.
pub fn alone(check: impl FnOnce() + Send) {
    std::thread::scope(|scope| scope.spawn(check).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}
