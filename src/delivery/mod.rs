//! When hits leave, together with which others, and how.
//!
//! Matomo's server finds a visit by what its requests have in common, and makes two visits of first hits that race. So
//! matomo.js lets 800 ms pass after the first. Here hits that are given in one turn, and hits that come while the first
//! request is under way, leave as one bulk request in order: nothing races and nothing waits for a clock.
//! `docs/adr/0004-bundled-delivery.md` tells why.

mod bulk;
mod gate;
mod queue;
mod transport;

pub use bulk::{bulk_due, collect};
pub use gate::{ask_hints, hints_are_known};
pub use queue::{enqueue, flush, hidden, leaving, lost, online, retry, sent, shown};
