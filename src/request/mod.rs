//! Requests: what is particular to each kind of hit, and what all have in common.
//!
//! A request is built in two steps, because plugins and the site may change it on its way: the draft leaves by
//! [`crate::effect::draft`] and comes back to the delivery.

mod common;
pub mod dimension;
pub mod features;
mod hits;
pub mod params;
pub mod performance;
mod query;

pub(crate) use hits::{filled, truthy};
pub use hits::{event, goal, javascript_error, link, page_view, ping, raw, site_search};
pub use query::Query;
