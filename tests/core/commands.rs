//! Nothing a page gives makes a command panic or a request malformed.

use crate::support::cases::{alone, cases};
use crate::support::markup::parse;
use crate::support::page::{add_tracker, enter, event, has, number, open, run};
use crate::support::sent::{self, requests};
use crate::support::visit::LEAVING;
use crumbless::command::table::COMMANDS;
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::Entry;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

/// Elements that commands and events may get.
const MARKUP: [&str; 4] = [
    r#"<div data-track-content data-content-name=" "><a data-content-target href="//b.example/x" title="T">x</a></div>"#,
    r#"<object class="matomoTrackContent"><param name="movie" value="q&quot;"><embed src="?"></object>"#,
    r#"<img class="piwikTrackContent" src="" title="\ {">"#,
    r##"<a data-track-content data-content-piece="#" href="http://site.example/page?pk_vid=1#">x</a>"##,
];

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
    let element = (0..MARKUP.len()).prop_map(|index| parse(MARKUP[index]).remove(0));
    let plain = prop_oneof![12 => plain, 1 => element];
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
    Stored(&'static str, Js),
    Overlay(bool),
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
        6 => (0..16_u32, vec(a_value(), 0..5)).prop_map(|(event, arguments)| Act::Event(event, arguments)),
        1 => (0.0..5000.0).prop_map(Act::Wait),
        1 => any::<bool>().prop_map(Act::Hooked),
        1 => (prop_oneof![Just("consent"), Just("consent_removed"), Just("cookie_consent")], a_value())
            .prop_map(|(name, value)| Act::Stored(name, value)),
        1 => proptest::bool::weighted(0.2).prop_map(Act::Overlay),
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

fn assert_well_formed(request: &sent::Request, tracker: &Tracker) {
    assert!([sent::FETCH, sent::BEACON, sent::POST, sent::IMAGE].contains(&request.how));
    let Some(query) = request.url.strip_prefix(&tracker.url) else {
        panic!("{} does not begin with {}", request.url, tracker.url);
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
    let hooks = if request.hooks.is_empty() {
        0
    } else {
        request.hooks.split('\u{1f}').count()
    };
    let wanted = if cfg!(feature = "full") { hits.len() } else { 0 };
    assert_eq!(hooks, wanted, "a callback's number for each hit");
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
        let url = "http://stats.example/matomo.php";
        Tracker::known(add_tracker(Js::from(url), Js::from("7")), url)
    }

    fn known(number: u32, url: &str) -> Tracker {
        Tracker {
            number,
            url: url.to_owned(),
        }
    }

    fn act(&mut self, act: &Act) {
        let out = match act {
            Act::Command(name, arguments) => {
                self.returns_values(name, arguments);
                let (_, out) = run(self.number, name, arguments.clone());
                if *name == "setTrackerUrl" {
                    let (url, _) = run(self.number, "getTrackerUrl", vec![]);
                    self.url = url
                        .and_then(|url| Some(url.as_str()?.to_owned()))
                        .unwrap_or_default();
                }
                out
            }
            Act::Event(number, arguments) => event(self.number, *number, arguments.clone()),
            Act::Wait(milliseconds) => {
                with_page(|page| page.now += milliseconds);
                return;
            }
            Act::Stored(name, value) => {
                with_page(|page| page.store.push(((*name).to_owned(), value.clone())));
                return;
            }
            Act::Overlay(is_overlay) => {
                with_page(|page| {
                    page.overlay = is_overlay.then(|| ["7", "http://stats.example/"].map(str::to_owned))
                });
                return;
            }
            Act::Hooked(is_hooked) => {
                with_page(|page| page.is_hooked = *is_hooked);
                return;
            }
        };
        for request in requests(&out) {
            assert_well_formed(&request, self);
        }
    }

    /// What the shim is to read as a value is one: a number as JavaScript writes it, a constant, or JSON.
    fn returns_values(&self, name: &str, arguments: &[Js]) {
        if !name.starts_with("get") {
            return;
        }
        for effect in enter(Entry::Command, self.number, number(name), arguments.to_vec()) {
            if let Effect::ReturnJson(word) = effect {
                let is_value = word == "undefined"
                    || word.parse::<f64>().is_ok()
                    || serde_json::from_str::<Value>(&word).is_ok();
                assert!(is_value, "{name} returns {word}");
            }
        }
    }

    fn leave(&mut self) {
        self.act(&Act::Overlay(false));
        self.act(&Act::Command("setConsentGiven", vec![]));
        self.act(&Act::Event(LEAVING, vec![]));
    }
}

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
fn a_number_is_returned_as_a_number() {
    for (set, get) in [
        ("setSiteId", "getSiteId"),
        ("setUserId", "getUserId"),
        ("setPageViewId", "getPageViewId"),
        ("setCookiePath", "getCookiePath"),
    ]
    .into_iter()
    .filter(|(set, get)| has(set) && has(get))
    {
        for number in [7.0, 0.5, -3.0, 1e21, f64::NAN, f64::INFINITY] {
            alone(|| {
                let mut tracker = Tracker::new();
                tracker.act(&Act::Command(set, vec![Js::Number(number)]));
                tracker.act(&Act::Command(get, vec![]));
                if number.is_finite() {
                    assert_eq!(
                        run(tracker.number, get, vec![])
                            .0
                            .and_then(|value| value.as_f64()),
                        Some(number)
                    );
                }
            });
        }
    }
}

#[test]
fn the_checks_of_what_leaves_can_fail() {
    let tracker = Tracker::known(1, "http://stats.example/");
    let wrong =
        |request: sent::Request| std::panic::catch_unwind(|| assert_well_formed(&request, &tracker)).is_err();
    let good = sent::Request {
        how: 0,
        number: 1,
        bytes: 0,
        url: "http://stats.example/?idsite=1&uadata=x".to_owned(),
        body: String::new(),
        content_type: String::new(),
        hooks: if cfg!(feature = "full") { "0" } else { "" }.to_owned(),
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
