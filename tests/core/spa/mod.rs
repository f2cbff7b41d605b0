//! `enableSpaTracking`: views of an application that changes its address without loading a page (issue 6).

mod addresses;
mod settling;
mod titles;
mod views;

use crate::support::page::event;
use crate::support::sent::{all_hits, param};
use crate::support::visit::{NAVIGATION, command, flush, open_visit, sent, tracker_on};
use crumbless::fake::{Effect, Js, with_page};

/// An application whose landing was counted; `ignored` makes no other page.
fn application(ignored: Js) -> u32 {
    let tracker = tracker_on("http://site.example/start");
    command(tracker, "enableSpaTracking", vec![ignored]);
    open_visit(tracker);
    tracker
}

fn go(tracker: u32, address: &str, title: &str) -> Vec<Effect> {
    change(tracker, "push", address, title)
}

fn change(tracker: u32, how: &str, address: &str, title: &str) -> Vec<Effect> {
    with_page(|page| {
        page.window.set("location.href", Js::from(address));
        page.window.set("document.title", Js::from(title));
    });
    event(tracker, NAVIGATION, vec![Js::from(how)])
}

/// Title, address and referrer of the views that leave now.
fn views(tracker: u32, mut out: Vec<Effect>) -> Vec<[Option<String>; 3]> {
    out.extend(flush(tracker));
    sent(tracker);
    let hits = all_hits(&out);
    hits.iter()
        .map(|hit| ["action_name", "url", "urlref"].map(|name| param(hit, name)))
        .collect()
}

fn view(title: &str, address: &str, referrer: &str) -> [Option<String>; 3] {
    [title, address, referrer].map(|text| Some(text.to_owned()))
}
