//! Which page load times leave, by what a browser's Navigation Timing says.

use crate::support::page::run;
use crate::support::sent::{all_hits, param};
use crate::support::visit::{flush, plain_tracker};
use crumbless::fake::{Js, with_page};

const NAMES: [&str; 6] = ["pf_net", "pf_srv", "pf_tfr", "pf_dm1", "pf_dm2", "pf_onl"];

/// The times that a page view says, as `net srv tfr dm1 dm2 onl`; `-` for those that are not there.
fn timings(navigation: &[(&str, f64)]) -> String {
    let tracker = plain_tracker();
    with_page(|page| {
        page.navigation = Js::default();
        for (name, time) in navigation {
            page.navigation.set(name, Js::Number(*time));
        }
    });
    let mut effects = run(tracker, "trackPageView", vec![]).1;
    effects.extend(flush(tracker));
    let hits = all_hits(&effects);
    let times = NAMES.map(|name| param(&hits[0], name).unwrap_or_else(|| "-".to_owned()));
    times.join(" ")
}

/// In the order in which they happen.
const EVENTS: [&str; 11] = [
    "fetchStart",
    "connectEnd",
    "requestStart",
    "responseStart",
    "responseEnd",
    "domLoading",
    "domInteractive",
    "domComplete",
    "loadEventStart",
    "loadEventEnd",
    "unused",
];

fn navigation(times: &[f64]) -> Vec<(&'static str, f64)> {
    EVENTS.into_iter().zip(times.iter().copied()).collect()
}

/// As Navigation Timing 2 says it: without `domLoading`.
fn second(times: &[f64]) -> Vec<(&'static str, f64)> {
    let mut all = navigation(times);
    all.retain(|(name, _)| *name != "domLoading");
    all
}

#[test]
fn the_first_version_counts_from_1970_and_0_is_not_yet() {
    let at = |milliseconds: f64| {
        if milliseconds < 0.0 {
            0.0
        } else {
            1.8e12 + milliseconds
        }
    };
    for (times, expected) in [
        (
            [0.0, 3.0, 4.0, 9.0, 14.0, 240.0, 260.0, 300.0, 301.0, 305.0],
            "3 5 5 20 40 4",
        ),
        (
            [0.0, 3.0, 4.0, 9.0, -1.0, 5.0, -1.0, -1.0, -1.0, -1.0],
            "3 5 - - - -",
        ),
        (
            [0.0, 3.0, 4.0, 9.0, 14.0, 12.0, 20.0, -1.0, -1.0, -1.0],
            "3 5 5 8 - -",
        ),
        (
            [-1.0, 3.0, -1.0, 9.0, 14.0, 12.0, 20.0, -1.0, -1.0, -1.0],
            "- - 5 8 - -",
        ),
    ] {
        assert_eq!(timings(&navigation(&times.map(at))), expected, "{times:?}");
    }
}

#[test]
fn in_the_second_a_start_that_was_rounded_to_0_is_a_time() {
    for (times, expected) in [
        (
            [0.0, 3.0, 4.0, 9.0, 14.0, 0.0, 260.0, 300.0, 301.0, 305.0],
            "3 5 5 246 40 4",
        ),
        (
            [0.0, 3.0, 0.0, 9.0, 14.0, 0.0, 260.0, 300.0, 301.0, 305.0],
            "3 9 5 246 40 4",
        ),
        ([0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], "- 9 - - - -"),
        ([0.2, 3.4, 4.0, 9.9, 14.0, 0.0, 0.0, 0.0, 0.0, 0.0], "3 6 4 - - -"),
    ] {
        assert_eq!(timings(&second(&times)), expected, "{times:?}");
    }
}

#[test]
fn a_clock_that_runs_backwards_measures_nothing() {
    assert_eq!(timings(&second(&[5.0, 3.0, 4.0, 9.0, 14.0])), "- - - - - -");
    assert_eq!(
        timings(&navigation(&[1.8e12, 1.8e12, 1.8e12, 1.8e12 + 9.0, 1.8e12 + 3.0])),
        "- - - - - -"
    );
    assert_eq!(timings(&[]), "- - - - - -");
}
