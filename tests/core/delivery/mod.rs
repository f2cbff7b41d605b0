//! When hits leave, how, and with which others; what becomes of those that the server did not take. The delivery as the shim sees
//! it: commands and events in, requests and timers out.

mod address_and_body;
mod back_off;
mod batching;
mod client_hints;
mod destination;
mod gate;
mod late_hits;
mod offline;
mod outcomes;
mod page_life;
mod policies;
mod retries;
mod server_states;
mod store_bound;

#[cfg(feature = "full")]
mod request_method;
#[cfg(feature = "full")]
mod request_queue;
#[cfg(feature = "full")]
mod unbundled;

use crate::support::visit::{RETRY, flush, names, open_visit, plain_tracker, through, timers, track};
use crumbless::effect::NO_ANSWER;
use crumbless::fake::{Effect, Js, with_page};

/// All requests that are under way get no response.
fn lost(tracker: u32) -> Vec<Effect> {
    through(tracker, NO_ANSWER)
}

fn set_online(is_online: bool) {
    with_page(|page| page.window.set("navigator.onLine", Js::Bool(is_online)));
}

/// A tracker whose last request was lost.
fn failing() -> u32 {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "lost");
    assert_eq!(names(&flush(tracker)), ["lost"]);
    pause(&lost(tracker), 1000);
    tracker
}

/// The pause until it is tried again is such a one, up to a half shorter or longer.
fn pause(effects: &[Effect], milliseconds: u32) -> u32 {
    let [(pause, RETRY)] = timers(effects)[..] else {
        panic!("{effects:?}")
    };
    assert!(
        (milliseconds / 2..=milliseconds * 3 / 2).contains(&pause),
        "{pause} ms, expected about {milliseconds}"
    );
    pause
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}
