//! A draft on its way to the delivery: straight, or past the plugins and the site's own processing.

use crate::delivery;
use crate::effect::{self, Route};
use crate::port::{self, Kind, Value, argument};
use crate::request::{self, Query};
use crate::settings::{self, APPENDED};
use crate::text::{Text, Turn};

/// Tracks a hit: completes its own parameters with the data at one argument, and lets it go its way. `hook` is the plugins'
/// that may append to it, and what is at the other argument is called when it has left.
pub fn track<'t>(turn: Turn<'t>, own: Text<'t>, hook: &'static str, data: u32, callback: u32) {
    hand_out(
        turn,
        Route::Send,
        own,
        turn.literal(hook),
        argument(data),
        argument(callback),
    );
}

/// [`track`] for other routes and hooks named by the page. With nobody to show it to, a request needs no way through
/// JavaScript.
pub fn hand_out<'t>(
    turn: Turn<'t>,
    route: Route,
    own: Text<'t>,
    hook: Text<'t>,
    data: Value,
    callback: Value,
) {
    let Some(request) = request::complete(turn, own, hook.is("log"), data) else {
        if route == Route::Answer {
            effect::answer(turn.empty());
        }
        return;
    };
    let tail = settings::text(turn, APPENDED);
    if route == Route::Answer || port::is_hooked() || callback.kind() == Kind::Function {
        effect::draft(route, hook, request, tail, callback);
    } else {
        deliver(turn, route, Query::new(turn).raw(request).raw(tail).done(), 0);
    }
}

/// An argument nobody gives.
pub const NOTHING: u32 = 1 << 20;

/// A draft is back: argument 0 is the request, argument 1 the callback. Whoever processes requests may also drop one.
pub fn take_back(turn: Turn<'_>, route: u32) {
    if let (Kind::Text, Some(request)) = argument(0).read(turn, "") {
        let route = if route == Route::Bulk as u32 {
            Route::Bulk
        } else {
            Route::Send
        };
        deliver(turn, route, request, argument(1).hook());
    }
}

fn deliver<'t>(turn: Turn<'t>, route: Route, request: Text<'t>, callback: u32) {
    if request.is_empty() {
        return;
    }
    if route == Route::Bulk {
        delivery::collect(turn, request, callback);
    } else {
        delivery::enqueue(turn, request, callback);
    }
}
