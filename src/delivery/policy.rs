//! What the page's content security policy forbids of the tracker's requests, as the browser reports it.

use crate::port::{self, Value};
use crate::settings::{self, FORBIDDEN, TRACKER_URL};
use crate::text::{Text, Turn};

/// What may forbid a request: the bits of `FORBIDDEN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Directive {
    /// `connect-src`: `fetch`, `XMLHttpRequest` and beacons.
    Connect = 1,
    /// `img-src`.
    Image = 2,
}

/// The policy forbids something: kept if it is a request to the current tracker's server, as all such requests will be forbidden. A
/// policy that only reports forbids nothing.
/// Source: Content Security Policy Level 3, "Violation DOM Events"; `blockedURI` is the whole address.
pub fn on_violation(turn: Turn<'_>, event: Value) {
    let says = |name| event.text(turn, name).unwrap_or(turn.empty());
    let directive = says("effectiveDirective");
    let bit = if directive.is("connect-src") {
        Directive::Connect
    } else if directive.is("img-src") {
        Directive::Image
    } else {
        return;
    } as u32;
    let server = port::absolute(settings::text(turn, TRACKER_URL));
    if !says("disposition").is("report") && place(says("blockedURI")).same(place(server)) {
        turn.set_number(FORBIDDEN, turn.number(FORBIDDEN) | bit);
    }
}

/// Whether a directive is known to forbid requests to the current tracker's server.
pub(super) fn forbids(turn: Turn<'_>, directive: Directive) -> bool {
    turn.number(FORBIDDEN) & directive as u32 != 0
}

/// An address without its parameters.
fn place(url: Text<'_>) -> Text<'_> {
    url.cut(0, url.find(b'?', 0))
}
