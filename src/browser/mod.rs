//! The browser: the functions the core may call ([`host`]). What the shim may call is [`crate::exports`]. No decisions here.
//!
//! In the shipped file both sides are plain numbers; texts stand in the module's memory as four bytes of length and UTF-8
//! (`docs/adr/0002-numeric-imports.md`). Other builds declare the same functions through wasm-bindgen.

pub mod host;

/// The shipped file has no std; nothing in it panics (see the lints), and if something did, it would trap.
#[cfg(feature = "embedded")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
