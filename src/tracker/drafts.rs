//! A draft on its way to the delivery: straight, or past the plugins and the site's own processing.

use crate::delivery;
use crate::effect::{self, DraftTarget};
use crate::port::{self, Kind, Value, argument};
#[cfg(feature = "anonymous")]
use crate::privacy::anonymous::is_on;
#[cfg(feature = "anonymous")]
use crate::request::anonymous;
use crate::request::{self, Query, params};
#[cfg(feature = "full")]
use crate::settings::ANONYMOUS;
use crate::settings::{self, APPENDED, DUE_AT, LOCATION};
use crate::text::{Text, Turn};
use crate::url;

/// Tracks a hit: completes its own parameters with the data at one argument, and lets it go its way. `hook` is the plugins'
/// that may append to it, and what is at the other argument is called when it has left.
pub fn track<'t>(turn: Turn<'t>, own: Text<'t>, hook: &'static str, data: u32, callback: u32) {
    submit(
        turn,
        DraftTarget::Send,
        own,
        turn.literal(hook),
        argument(data),
        argument(callback),
    );
}

/// [`track`] for other targets and hooks named by the page. Returns the request; `None` where nothing may be tracked.
pub fn submit<'t>(
    turn: Turn<'t>,
    target: DraftTarget,
    own: Text<'t>,
    hook: Text<'t>,
    data: Value,
    callback: Value,
) -> Option<Text<'t>> {
    let request = request::complete(turn, own, hook.is("log"), data)?;
    dispatch(turn, target, request, hook, callback);
    Some(request)
}

/// Lets a complete request go its way. With nobody to show it to, it needs no way through JavaScript.
pub fn dispatch<'t>(turn: Turn<'t>, target: DraftTarget, request: Text<'t>, hook: Text<'t>, callback: Value) {
    let tail = tail(turn);
    // Hits that are not urgent have no callback.
    let is_called = || target == DraftTarget::Send && callback.kind() == Kind::Function;
    let is_wanted = || target == DraftTarget::Return || port::is_hooked() || is_called();
    if cfg!(feature = "full") && !turn.is_cut() && is_wanted() {
        effect::draft(target, hook, request, tail, callback);
    } else {
        let whole = Query::new(turn).raw(request).raw(tail).done();
        deliver(turn, target, admitted(turn, request, whole), 0);
    }
}

/// What stands behind each request where all go their way without being shown to anybody; `None` where they do not. For many that are
/// not urgent, with [`collect_straight`].
#[cfg(feature = "full")]
pub fn straight(turn: Turn<'_>) -> Option<Text<'_>> {
    (!settings::is_set(turn, ANONYMOUS) && !port::is_hooked()).then(|| tail(turn))
}

/// [`dispatch`] of a request that is not urgent. `made` is when all of them are. Returns whether to wait for more: see [`delivery::wait_for_more`].
#[cfg(feature = "full")]
pub fn collect_straight<'t>(turn: Turn<'t>, request: Text<'t>, tail: Text<'t>, made: u32) -> bool {
    let whole = if tail.is_empty() {
        request
    } else {
        Query::new(turn).raw(request).raw(tail).done()
    };
    !whole.is_empty() && !turn.is_cut() && delivery::keep_for_more(turn, whole, 0, Some(made))
}

/// A request that plugins, the site's own processing and `appendToTrackingUrl` had their part in (`whole`), which was `head` before.
fn admitted<'t>(turn: Turn<'t>, head: Text<'t>, whole: Text<'t>) -> Text<'t> {
    #[cfg(feature = "anonymous")]
    if is_on(turn) {
        return anonymous::returned(turn, head, whole);
    }
    let _ = (turn, head);
    whole
}

/// What is appended behind the plugins' texts: `appendToTrackingUrl`, and the response to Matomo's check whether the tracker is
/// installed, which opens the page with a number that is to come back.
fn tail(turn: Turn<'_>) -> Text<'_> {
    let appended = settings::text(turn, APPENDED);
    match install_check(turn) {
        Some(number) => Query::new(turn)
            .raw(appended)
            .param(params::INSTALL_CHECK, number)
            .done(),
        None => appended,
    }
}

/// The server has responded: a window that Matomo opened for the check is not needed any more. Before that, what it sends could be
/// broken off and come twice.
pub fn close_checked_window(turn: Turn<'_>) {
    if install_check(turn).is_some() {
        effect::close_window();
    }
}

fn install_check(turn: Turn<'_>) -> Option<Text<'_>> {
    if !cfg!(feature = "full") {
        return None;
    }
    let address = url::parameters(settings::text(turn, LOCATION));
    url::parameter(address, turn.literal(params::INSTALL_CHECK)).filter(|number| !number.is_empty())
}

/// A draft is back: argument 0 is the request, argument 1 the callback, argument 2 the draft as it went out, argument 3 when it was due. Whoever processes requests
/// may also drop one.
pub fn accept_processed(turn: Turn<'_>, target: u32) {
    let (kind, request) = argument(0).read(turn, "");
    if kind != Kind::Text {
        effect::warn(turn, "request processing gave no text: the hit is dropped");
    }
    if let (Kind::Text, Some(request)) = (kind, request) {
        let target = if target == DraftTarget::Bulk as u32 {
            DraftTarget::Bulk
        } else {
            DraftTarget::Send
        };
        let head = argument(2).text(turn, "").unwrap_or(turn.empty());
        turn.set_number(DUE_AT, argument(3).number("") as i64 as u32);
        deliver(turn, target, admitted(turn, head, request), argument(1).hook());
        turn.set_number(DUE_AT, 0);
    }
}

fn deliver<'t>(turn: Turn<'t>, target: DraftTarget, request: Text<'t>, callback: u32) {
    // A hit that something of did not fit is none: what is missing may be what it was to leave out.
    if request.is_empty() || turn.is_cut() {
        return;
    }
    if target == DraftTarget::Bulk {
        delivery::collect(turn, request, callback);
    } else {
        delivery::enqueue(turn, request, callback);
    }
}
