//! How all requests begin: the site, a random number, and the visitor's clock.

use super::{Query, params};
use crate::port;
use crate::privacy::device::{self, DeviceDetail};
use crate::settings::{self, SITE_ID};
use crate::text::Turn;

/// What stands before all that is said of the page: the site, a random number, and the visitor's clock.
pub(super) fn opening<'t>(turn: Turn<'t>, query: Query<'t>) -> Query<'t> {
    let clock = port::local_seconds();
    let query = query
        .param(params::SITE_ID, settings::text(turn, SITE_ID))
        .number(params::RECORD, 1)
        .number(params::RANDOM, port::random(1_000_000))
        .number(params::HOUR, clock / 3600)
        .number(params::MINUTE, clock / 60 % 60);
    // The seconds of a clock distinguish devices, and no report has them.
    if device::detail(turn) == DeviceDetail::All {
        query.number(params::SECOND, clock % 60)
    } else {
        query
    }
}
