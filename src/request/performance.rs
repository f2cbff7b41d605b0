//! Page load times: `pf_*`.
//!
//! Measured by Navigation Timing (w3.org/TR/navigation-timing, where a browser does not have it any more w3.org/TR/navigation-timing-2),
//! with the meaning matomo.js gives each (recorded in `tests/vectors`). They leave with each page view until the page has loaded, and once more,
//! complete, with the first hit after that; the server keeps the last.

use super::{Query, params};
use crate::effect;
use crate::port::{self, Kind, argument};
use crate::privacy::device::{self, DeviceDetail};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

const NO_TIME: &str = "needs milliseconds";

/// Appends the timings if they are to leave with this hit.
pub fn append<'t>(turn: Turn<'t>, query: Query<'t>, is_page_view: bool) -> Query<'t> {
    if settings::is_set(turn, PERFORMANCE_OFF)
        || settings::is_set(turn, PERFORMANCE_SENT)
        || device::detail(turn) != DeviceDetail::All
    {
        return query;
    }
    let given = settings::filled(turn, TIMINGS);
    // A tracker made late, for one hit, says nothing of the page's load in the same breath: matomo.js does not either.
    let is_settled = settings::is_set(turn, SETTLED);
    let has_loaded = given.is_some() || is_settled && port::navigation().number("loadEventEnd") > 0.0;
    turn.set_number(PERFORMANCE_SENT, u32::from(has_loaded));
    match given {
        Some(given) => query.raw(given),
        None if has_loaded || is_page_view => measured(turn, query),
        None => query,
    }
}

fn measured<'t>(turn: Turn<'t>, query: Query<'t>) -> Query<'t> {
    let navigation = port::navigation();
    let mut times = turn.literal(params::TIMES).items();
    let mut measured = Query::new(turn);
    // Navigation Timing 2 has no `domLoading`: the end of the response is the nearest there is.
    let is_second = navigation.number("domLoading").is_nan();
    while let (Some(name), Some(end), Some(start)) = (times.next(), times.next(), times.next()) {
        let end = navigation.property(end).number("");
        let mut start = navigation.property(start).number("");
        if start.is_nan() && is_second {
            start = navigation.number("responseEnd");
        }
        // What has not happened yet is 0, but in Navigation Timing 2 so is what a browser rounded to the navigation's start.
        if end > 0.0 && (start > 0.0 || start == 0.0 && is_second) {
            if end < start {
                return query; // A clock that runs backwards measures nothing.
            }
            measured = measured.pair(name, rounded(turn, end - start));
        }
    }
    query.raw(measured.done())
}

/// `setPagePerformanceTiming`: up to six times in milliseconds, in the order of the table above.
pub fn set(turn: Turn<'_>) {
    let mut query = Query::new(turn);
    for (index, name) in turn.literal(params::TIMES).items().step_by(3).enumerate() {
        let value = argument(index as u32);
        if value.kind() == Kind::Undefined {
            continue;
        }
        let milliseconds = value.number("");
        if milliseconds.is_nan() || milliseconds < 0.0 {
            return effect::warn(turn, NO_TIME);
        }
        query = query.pair(name, rounded(turn, milliseconds));
    }
    let timings = query.done();
    if timings.is_empty() {
        return effect::warn(turn, NO_TIME);
    }
    turn.keep(TIMINGS, Some(timings));
    turn.set_number(PERFORMANCE_SENT, 0);
}

fn rounded(turn: Turn<'_>, milliseconds: f64) -> Text<'_> {
    turn.build().number((milliseconds + 0.5) as u32).done()
}
