//! The core on this machine, a module a topic, on a page of plain data (`crumbless::fake`). `cargo test --no-default-features`
//! has what the core does without `full`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::restriction)] // A test may panic: that is how it fails.

#[path = "../support/mod.rs"]
#[cfg_attr(not(feature = "full"), allow(dead_code))] // The tests of `full` use the rest.
mod support;

mod attribution;
mod commands;
mod delivery;
mod device;
mod links;
mod performance;
mod properties;
mod text;
mod vectors;

#[cfg(feature = "full")]
mod return_values;
#[cfg(feature = "full")]
mod consent;
#[cfg(feature = "full")]
mod content;
#[cfg(feature = "full")]
mod drafts;
#[cfg(feature = "full")]
mod ecommerce;
#[cfg(feature = "full")]
mod cross_domain;
#[cfg(feature = "full")]
mod heartbeat;
#[cfg(feature = "full")]
mod ignored;
#[cfg(feature = "full")]
mod bots;
#[cfg(feature = "full")]
mod linear;
#[cfg(feature = "full")]
mod link_patterns;
#[cfg(feature = "full")]
mod measured;
#[cfg(feature = "full")]
mod measured_views;
#[cfg(feature = "full")]
mod spa;
#[cfg(feature = "full")]
mod variables;

#[cfg(feature = "anonymous")]
mod anonymous;

#[cfg(feature = "inspect")]
mod inspect;
#[cfg(feature = "inspect")]
mod inspect_decode;
#[cfg(feature = "options")]
mod options;
