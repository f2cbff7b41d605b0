//! Which campaign or referrer a visit is credited to, and what of both a hit sends.

mod campaigns;
mod over_time;
mod referrers;

#[cfg(feature = "full")]
mod allowed;
#[cfg(feature = "full")]
mod allowed_addresses;
#[cfg(feature = "full")]
mod assistants;

use crate::support::page::{FLUSH, add_tracker, event, open, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::sent;
use crumbless::fake::{Js, with_page};

const NOW: &str = "1800000000";
const SEARCH: &str = "http://search.example/?q=tracker";

fn page(url: &str, referrer: &str) -> u32 {
    open(url, "Title", referrer);
    with_page(|page| page.has_hints = false);
    add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("7"))
}

fn give(tracker: u32, command: &str, value: &str) {
    assert_eq!(run(tracker, command, vec![Js::from(value)]).1, [], "{command}");
}

fn give_list(tracker: u32, command: &str, values: &[&str]) {
    let values = values.iter().map(|value| Js::from(*value)).collect();
    assert_eq!(run(tracker, command, vec![Js::List(values)]).1, [], "{command}");
}

fn turn_on(tracker: u32, command: &str) {
    let out = run(tracker, command, vec![Js::Bool(true)]).1;
    assert_eq!(all_hits(&out), [""; 0], "{command}");
}

/// A hit's campaign, keyword, time and referrer, as sent; what is not there is empty.
#[derive(Debug, PartialEq)]
struct Credit {
    campaign: String,
    keyword: String,
    time: String,
    referrer: String,
}

fn credit(campaign: &str, keyword: &str, time: &str, referrer: &str) -> Credit {
    Credit {
        campaign: campaign.to_owned(),
        keyword: keyword.to_owned(),
        time: time.to_owned(),
        referrer: referrer.to_owned(),
    }
}

fn nobody() -> Credit {
    credit("", "", "0", "")
}

fn hit(tracker: u32) -> String {
    let mut out = run(tracker, "trackGoal", vec![Js::from("1")]).1;
    out.extend(event(tracker, FLUSH, vec![]));
    sent(tracker);
    let mut hits = all_hits(&out);
    assert_eq!(hits.len(), 1);
    hits.remove(0)
}

fn credit_of(hit: &str) -> Credit {
    let value = |name| param(hit, name).unwrap_or_default();
    Credit {
        campaign: value("_rcn"),
        keyword: value("_rck"),
        time: value("_refts"),
        referrer: value("_ref"),
    }
}

fn credited(tracker: u32) -> Credit {
    credit_of(&hit(tracker))
}
