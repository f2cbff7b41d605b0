//! A turn: one visit of the core.

use super::region::{self, Turn};
use super::store;

/// Opens a turn, runs `work`, and forgets every text of it that no slot keeps. Turns may nest; only the outermost forgets, and
/// moves the hits of the store together.
pub fn turn<R>(work: impl for<'t> FnOnce(Turn<'t>) -> R) -> R {
    let result = region::open(work);
    if !region::is_open() {
        store::compact();
    }
    result
}
