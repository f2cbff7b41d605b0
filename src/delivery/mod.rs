//! When hits leave, together with which others, and how; and what becomes of them.
//!
//! Matomo's server finds a visit by what its requests have in common, and makes two visits of first hits that race. So
//! matomo.js lets 800 ms pass after the first. Here hits that are given in one turn, and hits that come while the first
//! request is under way, leave as one bulk request in order: nothing races and nothing waits for a clock.
//! `docs/adr/0004-bundled-delivery.md` explains why.
//!
//! A hit stands in one store from when it is given until the server has taken it (`docs/adr/0014-one-store.md`): it waits, is collected
//! for later, or is under way, and if it was lost it waits again in its place.

mod bulk;
mod gate;
mod hits;
mod outcome;
mod page_life;
mod policy;
mod problem;
mod queue;
mod server;
mod transport;

pub use bulk::{bulk_due, collect};
#[cfg(feature = "full")]
pub use bulk::{keep_for_more, wait_for_more};
pub use gate::{ask_hints, hints_are_known};
pub use outcome::{another_server, online, overdue, retry, sent};
pub use page_life::{hidden, leaving, shown};
pub use policy::on_violation;
#[cfg(feature = "full")]
pub use queue::made_now;
pub use queue::{enqueue, flush, has_room, on_less_to_wait_for};
