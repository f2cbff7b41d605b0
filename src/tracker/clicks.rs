//! Clicks on links: every way of clicking, once.

use super::hits::{NOTHING, track};
use crate::cross_domain;
use crate::effect;
use crate::link::Link;
use crate::port::{self, Value};
use crate::request::{self, Query};
use crate::settings::{self, CROSS_DOMAIN, PRESSED_LINK};
use crate::text::Turn;

/// `MouseEvent.button` of the middle button.
const MIDDLE: f64 = 1.0;

/// A click (also by keyboard), a press or release of a button, or a context menu, from which a link may be opened.
/// Browsers report the middle button by press and release alone; it counts when both are on one link.
pub fn on_pointer(turn: Turn<'_>, event: Value) {
    let Some(kind) = event.text(turn, "type") else {
        return;
    };
    let element = event.link();
    let link = element.and_then(|element| Link::read(turn, element));
    let is_middle = event.number("button") == MIDDLE;
    let is_press = kind.is("mousedown");
    let mut is_click = !is_middle;
    if is_press || kind.is("mouseup") {
        let pressed = settings::text(turn, PRESSED_LINK);
        turn.keep(
            PRESSED_LINK,
            link.filter(|_| is_press && is_middle).map(|link| link.href),
        );
        is_click = !is_press && is_middle && link.is_some_and(|link| link.href.same(pressed));
    }
    let (Some(element), Some(link)) = (element, link.filter(|_| is_click)) else {
        return;
    };
    if let Some(kind) = link.kind() {
        let url = port::decoded(link.sent_href());
        let own = Query::new(turn).raw(request::link(url, turn.literal(kind)));
        #[cfg(feature = "full")]
        let own = own.raw(super::full::content::link_interaction(turn, element, url));
        track(turn, own.done(), "link", NOTHING, NOTHING);
    } else if settings::is_set(turn, CROSS_DOMAIN)
        && let Some(url) = cross_domain::address(turn, element)
    {
        effect::set_href(element, url);
    }
}
