//! Nothing a page gives makes a command panic or a request malformed.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/sent.rs"]
mod sent;
mod support;

use cases::{alone, cases};
use crumbless::command::table::COMMANDS;
use crumbless::fake::{Effect, Js, effects, with_page};
use crumbless::tracker;
use proptest::collection::vec;
use proptest::prelude::*;
use sent::requests;
use support::page::{add_tracker, event, open, run};

fn a_value() -> impl Strategy<Value = Js> {
    let text = prop_oneof![
        6 => any::<String>().prop_map(Js::Text),
        2 => "[\u{0}-\u{40}\\\\\"%&?#=|\u{1f}]{0,12}".prop_map(Js::Text),
        2 => prop_oneof![
            Just("http://other.example/a.pdf?mtm_campaign=x#y"), Just("GET"), Just("POST"), Just("1234567890abcdef"),
            Just("/(/"), Just("/^utm_/i"), Just("*.example/*"), Just("file:///x"), Just("dimension1=x&a=b"), Just("\u{1f}\u{1f}"),
        ].prop_map(Js::from),
        1 => ("[ü\"x\\n]{1,3}", 1..2000_usize).prop_map(|(piece, times)| Js::Text(piece.repeat(times))),
    ];
    let number = prop_oneof![
        any::<f64>(),
        (-3..4000_i32).prop_map(f64::from),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(4_294_967_295.0),
        Just(-0.0),
    ];
    let plain = prop_oneof![
        1 => Just(Js::Undefined),
        1 => Just(Js::Null),
        1 => any::<bool>().prop_map(Js::Bool),
        2 => number.prop_map(Js::Number),
        1 => Just(Js::Function),
        8 => text,
    ];
    plain.prop_recursive(2, 16, 4, |inner| {
        let key = prop_oneof![
            Just("dimension1".to_owned()),
            Just("dimension02".to_owned()),
            Just("href".to_owned()),
            Just("type".to_owned()),
            Just("button".to_owned()),
            Just("text".to_owned()),
            Just("fullVersionList".to_owned()),
            "[a-z\u{0}-\u{22}]{0,4}",
        ];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Js::List),
            vec((key, inner), 0..4).prop_map(Js::Object),
        ]
    })
}

#[derive(Clone, Debug)]
enum Act {
    Command(&'static str, Vec<Js>),
    Event(u32, Vec<Js>),
    Wait(f64),
    Hooked(bool),
}

fn an_act() -> impl Strategy<Value = Act> {
    let command = (0..COMMANDS.len(), vec(a_value(), 0..6)).prop_map(|(command, arguments)| {
        Act::Command(
            COMMANDS[command].name,
            in_order(COMMANDS[command].name, arguments),
        )
    });
    prop_oneof![
        20 => command,
        6 => (0..12_u32, vec(a_value(), 0..5)).prop_map(|(event, arguments)| Act::Event(event, arguments)),
        1 => (0.0..5000.0).prop_map(Act::Wait),
        1 => any::<bool>().prop_map(Act::Hooked),
    ]
}

/// A request that the page calls a full one has a site: there the tracker adds none.
fn in_order(name: &str, arguments: Vec<Js>) -> Vec<Js> {
    match arguments.as_slice() {
        [request, is_full, ..] if name == "queueRequest" => {
            let request = format!("idsite=9&{}", request.string().unwrap_or_default());
            vec![Js::Text(request), is_full.clone()]
        }
        _ => arguments,
    }
}

fn assert_well_formed(request: &sent::Request, tracker_url: &str) {
    assert!(request.how < 4);
    let sent_to = request.url.strip_prefix(tracker_url);
    let Some(query) = sent_to else {
        panic!("{} does not begin with {tracker_url}", request.url);
    };
    assert!(!query.chars().any(char::is_control), "{query:?}");
    assert!(!request.body.chars().any(|c| c < ' '), "{:?}", request.body);
    let is_bulk = request.body.starts_with("{\"requests\":[");
    let hits = if is_bulk {
        request.hits.clone()
    } else if request.body.is_empty() {
        vec![query.to_owned()]
    } else {
        vec![request.body.clone()]
    };
    assert_eq!(
        request.hooks.split('\u{1f}').count(),
        hits.len(),
        "a callback's number for each hit"
    );
    for hit in hits {
        assert!(hit.contains("idsite="), "{hit}");
        assert!(hit.contains("&uadata="), "{hit}");
    }
}

/// A tracker, and where it sends its hits.
struct Tracker {
    number: u32,
    url: String,
}

impl Tracker {
    fn new() -> Tracker {
        open("http://site.example/page?a=1#b", "Title", "http://other.example/");
        let url = "http://stats.example/matomo.php".to_owned();
        Tracker {
            number: add_tracker(Js::Text(url.clone()), Js::from("7")),
            url,
        }
    }

    fn act(&mut self, act: &Act) {
        let out = match act {
            Act::Command(name, arguments) => {
                if *name == "setTrackerUrl" {
                    self.url = arguments.first().and_then(Js::string).unwrap_or_default();
                }
                self.answers_words(name, arguments);
                run(self.number, name, arguments.clone()).1
            }
            Act::Event(number, arguments) => event(self.number, *number, arguments.clone()),
            Act::Wait(milliseconds) => {
                with_page(|page| page.now += milliseconds);
                return;
            }
            Act::Hooked(is_hooked) => {
                with_page(|page| page.is_hooked = *is_hooked);
                return;
            }
        };
        for request in requests(&out) {
            assert_well_formed(&request, &self.url);
        }
    }

    /// What the shim is to read as a word is one: a number as JavaScript writes it, `true`, `false` or `null`.
    fn answers_words(&self, name: &str, arguments: &[Js]) {
        let number = COMMANDS
            .iter()
            .position(|row| row.name == name)
            .expect("a command");
        if !name.starts_with("get") {
            return;
        }
        with_page(|page| page.arguments = arguments.to_vec());
        tracker::on_command(self.number, number as u32);
        for effect in effects() {
            if let Effect::AnswerValue(word) = effect {
                let is_word =
                    ["true", "false", "null"].contains(&word.as_str()) || word.parse::<f64>().is_ok();
                assert!(is_word, "{name} answers {word}");
            }
        }
    }

    fn leave(&mut self) {
        self.act(&Act::Command("setConsentGiven", vec![]));
        self.act(&Act::Event(LEAVING, vec![]));
    }
}

const LEAVING: u32 = 5;

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn no_command_panics_and_what_leaves_is_well_formed(acts in vec(an_act(), 1..60)) {
        alone(|| {
            let mut tracker = Tracker::new();
            acts.iter().for_each(|act| tracker.act(act));
            tracker.leave();
        });
    }
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn every_command_takes_anything(arguments in vec(a_value(), 0..7)) {
        for row in COMMANDS {
            alone(|| {
                let mut tracker = Tracker::new();
                for name in [row.name, "trackPageView"] {
                    tracker.act(&Act::Command(name, in_order(name, arguments.clone())));
                }
                tracker.leave();
            });
        }
    }
}

#[test]
fn numbers_at_the_edge_overflow_nothing() {
    for number in [
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        1e300,
        4_294_967_295.0,
        -1.0,
    ] {
        for row in COMMANDS {
            alone(|| {
                let mut tracker = Tracker::new();
                tracker.act(&Act::Command(
                    row.name,
                    in_order(row.name, vec![Js::Number(number); 6]),
                ));
                tracker.leave();
            });
        }
    }
}

#[test]
fn a_number_is_answered_as_one() {
    for (set, get) in [
        ("setSiteId", "getSiteId"),
        ("setUserId", "getUserId"),
        ("setPageViewId", "getPageViewId"),
        ("setCookiePath", "getCookiePath"),
    ] {
        for number in [7.0, 0.5, -3.0, 1e21, f64::NAN, f64::INFINITY] {
            alone(|| {
                let mut tracker = Tracker::new();
                tracker.act(&Act::Command(set, vec![Js::Number(number)]));
                tracker.act(&Act::Command(get, vec![]));
                if number.is_finite() {
                    assert_eq!(
                        run(tracker.number, get, vec![])
                            .0
                            .and_then(|answer| answer.as_f64()),
                        Some(number)
                    );
                }
            });
        }
    }
}

#[test]
fn the_checks_of_what_leaves_can_fail() {
    let wrong = |request: sent::Request| {
        std::panic::catch_unwind(|| assert_well_formed(&request, "http://stats.example/")).is_err()
    };
    let good = sent::Request {
        how: 0,
        url: "http://stats.example/?idsite=1&uadata=x".to_owned(),
        body: String::new(),
        content_type: String::new(),
        hooks: "0".to_owned(),
        hits: vec![],
    };
    let url = |url: &str| sent::Request {
        url: url.to_owned(),
        ..good.clone()
    };
    assert!(!wrong(good.clone()));
    assert!(wrong(url("http://other.example/?idsite=1&uadata=x")));
    assert!(wrong(url("http://stats.example/?idsite=1\n&uadata=x")));
    assert!(wrong(url("http://stats.example/?a=1&uadata=x")));
    assert!(wrong(sent::Request {
        hooks: "0\u{1f}0".to_owned(),
        ..good.clone()
    }));
}
