//! Matomo's browser tracker: the same commands and the same hits, in a core that cannot store anything.
//!
//! The modules stand here from the bottom up; each uses only what stands above it (`npm run check:layers`). A command
//! or an event comes in through [`tracker`], what it says is read through [`port`], and what is to happen goes out
//! through [`effect`]. `ARCHITECTURE.md` is the map.
//!
//! A visit on the host, where the feature `fake` puts a page of plain data in the browser's place:
//!
//! ```
//! use crumbless::command::table::COMMANDS;
//! use crumbless::effect::Event;
//! use crumbless::fake::{Effect, Js, effects, with_page};
//! use crumbless::protocol::Entry;
//! use crumbless::tracker::enter;
//!
//! with_page(|page| {
//!     page.window.set("location.href", Js::from("https://shop.example/cart"));
//!     page.arguments = vec![Js::from("https://stats.example/matomo.php"), Js::from("7")];
//! });
//! let tracker = enter(Entry::Add as u32, 0, 0);
//!
//! // `_paq.push(['trackPageView', 'Your cart'])`: the shim lays the arguments ready and calls the command by its number.
//! with_page(|page| page.arguments = vec![Js::from("Your cart")]);
//! let command = COMMANDS.iter().position(|row| row.name == "trackPageView").unwrap();
//! enter(Entry::Command as u32, tracker, command as u32);
//!
//! // Hits given together leave together, once the page's own script has run.
//! enter(Entry::Event as u32, tracker, Event::Flush as u32);
//! let sent: Vec<String> = effects()
//!     .into_iter()
//!     .filter_map(|effect| match effect {
//!         Effect::Send { url, .. } => Some(url),
//!         _ => None,
//!     })
//!     .collect();
//! assert_eq!(sent.len(), 1);
//! assert!(sent[0].starts_with("https://stats.example/matomo.php?action_name=Your%20cart&idsite=7&rec=1"), "{}", sent[0]);
//! assert!(sent[0].contains("&url=https%3A%2F%2Fshop.example%2Fcart&"));
//! ```

#![cfg_attr(all(target_arch = "wasm32", not(feature = "bindgen")), no_std)]
#![deny(missing_docs)]

// layer 0: what both languages know; the places of settings; text without an allocator; the FFI boundary
pub mod protocol;
pub mod slots;
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
#[cfg(feature = "full")]
pub mod patterns;
pub mod campaign;
pub mod content;
pub mod link;
pub mod privacy;
pub mod cross_domain;

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
