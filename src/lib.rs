//! Matomo's browser tracker: the same commands and the same hits, in a core that cannot store anything.
//!
//! The modules stand here from the bottom up; each uses only what stands above it (`npm run check:layers`). A command
//! or an event comes in through [`tracker`], what it says is read through [`port`], and what is to happen goes out
//! through [`effect`]. `ARCHITECTURE.md` is the map.

#![cfg_attr(all(target_arch = "wasm32", not(feature = "bindgen")), no_std)]
#![deny(missing_docs)]

// layer 0: text without an allocator; the border
pub mod text;
#[cfg(any(target_arch = "wasm32", not(feature = "fake")))]
pub mod browser;

// layer 1: the ports and what stands in for them, settings, the command table
#[cfg(all(feature = "fake", not(target_arch = "wasm32")))]
pub mod fake;
pub mod port;
pub mod settings;
pub mod effect;
pub mod command;

// layer 2: pure decisions
pub mod url;
pub mod hosts;
pub mod campaign;
pub mod content;
pub mod link;
pub mod privacy;
pub mod handover;

// layer 3: what a hit says
pub mod request;

// layer 4: when and how it leaves
pub mod delivery;

// layer 5: state and coordination
pub mod tracker;

// layer 6: what the shim may call
#[cfg(target_arch = "wasm32")]
pub mod exports;

// beside the tracker: reading hits
#[cfg(feature = "inspect")]
pub mod inspect;

// beside the tracker: the options of the ES module
#[cfg(feature = "options")]
pub mod options;
