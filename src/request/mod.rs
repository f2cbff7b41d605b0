//! Requests: what is particular to each kind of hit, and what all have in common.
//!
//! Each kind of hit says its own parameters ([`event`], [`goal`] ...); [`complete`] adds the rest.

#[cfg(feature = "anonymous")]
pub mod anonymous;
mod common;
pub mod device;
pub mod dimension;
pub mod ecommerce;
pub mod features;
mod hits;
mod opening;
pub mod params;
pub mod performance;
mod query;
pub mod variables;

pub use common::{complete, referrer};
#[cfg(feature = "full")]
pub use hits::event_named;
#[cfg(feature = "full")]
pub(crate) use hits::truthy;
pub(crate) use hits::{as_string, filled};
pub use hits::{content, event, goal, javascript_error, link, page_view, ping, site_search};
pub use query::Query;
