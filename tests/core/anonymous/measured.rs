//! What is measured of a page view: its category and action are ours, its name may be the page's.

use super::{anonymous, events_of, list, some};
use crate::support::page::event;
use crate::support::sent::all_hits;
use crate::support::visit::{command, flush, open_visit, sent, texts};
use crumbless::fake::Js;
use crumbless::protocol::Event;

/// What is left of a form that was submitted.
fn submitted(options: &[(&str, Js)]) -> Vec<Vec<Option<String>>> {
    let tracker = anonymous("http://own.example/", options);
    command(tracker, "enableFormTracking", vec![]);
    open_visit(tracker);
    let mut out = event(
        tracker,
        Event::Measured as u32,
        texts(&["Form", "Submit", "signup /account/new"]),
    );
    out.extend(flush(tracker));
    sent(tracker);
    events_of(&all_hits(&out))
}

#[test]
fn the_name_of_a_form_is_not_sent() {
    assert_eq!(submitted(&[]), [some(&["Form", "Submit", "-", "-"])]);
    let others = [("eventNames", list(&["signup", "/account/new"]))];
    assert_eq!(submitted(&others), [some(&["Form", "Submit", "-", "-"])]);
}

#[test]
fn the_name_of_a_form_is_sent_if_the_options_have_it() {
    let options = [("eventNames", list(&["signup /account/new"]))];
    assert_eq!(
        submitted(&options),
        [some(&["Form", "Submit", "signup /account/new", "-"])]
    );
}
