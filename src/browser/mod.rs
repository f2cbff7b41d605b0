//! The browser: the functions the core may call ([`host`]). What the shim may call is `src/exports.rs`. No decisions here.
//!
//! In the shipped file both sides are plain numbers; texts stand in the module's memory as four bytes of length and UTF-8
//! (`docs/adr/0002-numeric-imports.md`). With the feature `bindgen` the same functions are declared through wasm-bindgen.
//! On the host there is no browser: without the feature `fake`, which puts a page of plain data in its place, each of them panics.

pub mod host;

/// Without `bindgen` there is no std; nothing in it panics (see the lints), and if something did, it would trap.
#[cfg(all(target_arch = "wasm32", not(feature = "bindgen")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
