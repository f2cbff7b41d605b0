//! Anonymous measurement: which facts of the page and its visitor are sent, and which are not.

mod addresses;
mod events;
mod options;
mod targets;
mod waiting_and_raw;

use crate::support::page::run;
use crate::support::sent::{all_hits, param};
use crate::support::visit::{command, flush, sent, texts, tracker_on};
use crumbless::fake::Js;

fn object(pairs: &[(&str, Js)]) -> Js {
    Js::Object(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn list(items: &[&str]) -> Js {
    Js::List(texts(items))
}

fn anonymous(url: &str, options: &[(&str, Js)]) -> u32 {
    let tracker = tracker_on(url);
    command(tracker, "enableAnonymousMeasurement", vec![object(options)]);
    tracker
}

/// What leaves for a command.
fn hits_of(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<String> {
    let mut out = run(tracker, name, arguments).1;
    out.extend(flush(tracker));
    out.extend(sent(tracker));
    out.extend(flush(tracker));
    all_hits(&out)
}

fn page_view(url: &str, options: &[(&str, Js)]) -> String {
    let mut hits = hits_of(anonymous(url, options), "trackPageView", vec![]);
    assert_eq!(hits.len(), 1);
    hits.remove(0)
}

/// What is left of events.
fn events_of(hits: &[String]) -> Vec<Vec<Option<String>>> {
    let of = |hit: &String| ["e_c", "e_a", "e_n", "e_v"].map(|name| param(hit, name)).to_vec();
    hits.iter().map(of).collect()
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts
        .iter()
        .map(|text| Some((*text).to_owned()).filter(|text| text != "-"))
        .collect()
}
