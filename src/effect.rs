//! Everything that changes the world goes out here, in order. The shim carries effects out after the turn: a callback,
//! a plugin or a page's own `fetch` may then call the tracker again.

#[cfg(target_arch = "wasm32")]
use crate::browser::host;
#[cfg(not(target_arch = "wasm32"))]
use crate::fake as host;
use crate::port::{Kind, Value};
use crate::text::{Text, Turn};

/// Where a finished draft goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Route {
    /// To the delivery.
    Send = 0,
    /// To the queue of `queueRequest`.
    Bulk = 1,
    /// Back to the caller of `getRequest`.
    Answer = 2,
}

/// How a request leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Transport {
    /// `fetch` with `keepalive`: outlives the page, and tells when the server has answered.
    Fetch = 0,
    /// `navigator.sendBeacon`, while the page is being left.
    Beacon = 1,
    /// `XMLHttpRequest` with the site's content type.
    Post = 2,
    /// An image, for GET.
    Image = 3,
}

/// What may come back later, through [`crate::tracker::on_event`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Event {
    /// The turn that gave hits is over, or the spacing's time is: see what may leave.
    Flush = 0,
    /// The server answered a request, or it failed.
    Sent = 1,
    /// The browser gave its client hints (argument 0), or refused.
    Hints = 2,
    /// The interval of `queueRequest` is over.
    BulkDue = 3,
    /// The first request took too long to wait for any longer.
    FirstOverdue = 4,
    /// The page is hidden or being left.
    Leaving = 5,
    /// The page is shown again.
    Shown = 6,
    /// A click, press or context menu (argument 0 is the event).
    Pointer = 7,
    /// `window.onerror`: message, address, line, column.
    Error = 8,
    /// The task that made the tracker is over.
    Settled = 9,
}

/// What to listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Listen {
    /// Clicks alone.
    Clicks = 0,
    /// Clicks, presses of the middle button and context menus.
    Pointer = 1,
    /// Uncaught errors.
    Errors = 2,
}

/// A request but for what plugins and the site's own processing make of it: the shim puts the text of the plugins'
/// `plugin` hook between `head` and `tail` and gives the result back to [`crate::tracker::on_draft`].
pub fn draft<'t>(route: Route, plugin: Text<'t>, head: Text<'t>, tail: Text<'t>, callback: Value) {
    host::draft(
        route as u32,
        plugin.address(),
        head.address(),
        tail.address(),
        callback.handle(),
    );
}

/// Sends a request; `hooks` is a list of the callbacks to call when it is through.
pub fn send<'t>(how: Transport, url: Text<'t>, body: Text<'t>, content_type: Text<'t>, hooks: Text<'t>) {
    host::send(
        how as u32,
        url.address(),
        body.address(),
        content_type.address(),
        hooks.address(),
    );
}

/// Lets an event come after some milliseconds. The same event asked for before is forgotten.
pub fn after(milliseconds: u32, event: Event) {
    host::after(milliseconds, event as u32);
}

/// Listens, on an element or on the whole document.
pub fn listen(what: Listen, element: Value) {
    host::listen(what as u32, element.handle());
}

/// Asks for the client hints; [`Event::Hints`] follows. False if the browser has none.
pub fn ask_hints() -> bool {
    host::ask_hints() != 0
}

/// Tells the site's maker what is wrong. The shim puts the command's name before it.
pub fn log(message: Text<'_>) {
    host::log(message.address());
}

/// [`log`] with a literal.
pub fn complain(turn: Turn<'_>, message: &'static str) {
    log(turn.literal(message));
}

/// Answers the command with a text, or a number where the text was given as one.
pub fn answer(text: Text<'_>) {
    if text.is_number() {
        host::answer_number(text.address());
    } else {
        host::answer(text.address());
    }
}

/// Answers the command with `undefined`, `null`, `false` or `true`.
pub fn answer_constant(constant: Kind) {
    host::answer_constant(constant as i32);
}

/// Expires cookies that an earlier matomo.js left behind.
pub fn expire_cookies() {
    host::expire_cookies();
}
