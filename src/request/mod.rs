//! Requests: what is particular to each kind of hit, and what all have in common.
//!
//! Each kind of hit says its own parameters ([`event`], [`goal`] ...); [`complete`] adds the rest.

mod common;
pub mod dimension;
pub mod features;
mod hits;
pub mod params;
pub mod performance;
mod query;

pub use common::complete;
pub(crate) use hits::{as_string, filled, truthy};
pub use hits::{event, goal, javascript_error, link, page_view, ping, site_search};
pub use query::Query;
