//! What holds for any input: texts survive turns, encodings can be read back, addresses keep what nobody excluded, and
//! nothing a page gives makes a command panic or a request malformed.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "support/sent.rs"]
mod sent;
mod support;

use crumbless::command::table::COMMANDS;
use crumbless::fake::{Js, decoded_text, with_page};
use crumbless::port;
use crumbless::settings::{
    BULK_INTERVAL, CAMPAIGN_NAME, COOKIE_PATH, DISCARD_HASH, NEXT_AT, PAGE_VIEWS, QUEUE, TRACKER_URL,
};
use crumbless::text::{NumberSlot, Text, TextSlot, Turn, turn, url};
use proptest::collection::vec;
use proptest::prelude::*;
use sent::requests;
use std::collections::HashMap;
use support::page::{add_tracker, event, js, open, run};

/// Runs a case in a thread of its own: the fake's page and the region belong to their thread.
fn alone<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn shown(text: Text<'_>) -> String {
    let bytes = (0..text.len()).map(|index| text.byte(index) as u8).collect();
    String::from_utf8(bytes).expect("texts are UTF-8")
}

/// A text that comes in from the page.
fn given<'t>(turn: Turn<'t>, text: &str) -> Text<'t> {
    with_page(|page| page.arguments = vec![Js::from(text)]);
    port::argument(0).text(turn, "").expect("a text was given")
}

// --- what a tracker keeps ---

const TEXT_SLOTS: [TextSlot; 4] = [TRACKER_URL, QUEUE, CAMPAIGN_NAME, COOKIE_PATH];
const NUMBER_SLOTS: [NumberSlot; 4] = [DISCARD_HASH, PAGE_VIEWS, BULK_INTERVAL, NEXT_AT];
const TRACKERS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    /// Keeps a text: tracker, slot, text.
    Keep(usize, usize, String),
    /// Appends to what is kept.
    Append(usize, usize, String),
    /// Keeps in the second slot what the first holds.
    Copy(usize, usize, usize),
    Clear(usize, usize),
    Number(usize, usize, u32),
    /// Makes text that nobody keeps.
    Noise(String),
}

fn a_text(longest: usize) -> impl Strategy<Value = String> {
    prop_oneof![
        8 => ".{0,40}",
        1 => Just(String::new()),
        1 => ("[a-zü✓🦀]{1,8}", 1..longest / 32).prop_map(|(piece, times)| piece.repeat(times)),
    ]
}

fn a_step(longest: usize) -> impl Strategy<Value = Step> {
    let (tracker, slot) = (0..TRACKERS, 0..TEXT_SLOTS.len());
    prop_oneof![
        4 => (tracker.clone(), slot.clone(), a_text(longest)).prop_map(|(t, s, text)| Step::Keep(t, s, text)),
        2 => (tracker.clone(), slot.clone(), a_text(longest)).prop_map(|(t, s, text)| Step::Append(t, s, text)),
        2 => (tracker.clone(), slot.clone(), slot.clone()).prop_map(|(t, from, to)| Step::Copy(t, from, to)),
        1 => (tracker.clone(), slot).prop_map(|(t, s)| Step::Clear(t, s)),
        2 => (tracker, 0..NUMBER_SLOTS.len(), any::<u32>()).prop_map(|(t, n, value)| Step::Number(t, n, value)),
        1 => a_text(longest).prop_map(Step::Noise),
    ]
}

fn turns(longest: usize) -> impl Strategy<Value = Vec<Vec<Step>>> {
    vec(vec(a_step(longest), 0..8), 1..20)
}

/// What a tracker must hold, by tracker and slot.
#[derive(Default)]
struct Model {
    texts: HashMap<(usize, usize), String>,
    numbers: HashMap<(usize, usize), u32>,
}

impl Model {
    fn apply(&mut self, step: &Step) {
        match step {
            Step::Keep(tracker, slot, text) => drop(self.texts.insert((*tracker, *slot), text.clone())),
            Step::Append(tracker, slot, text) => {
                self.texts.entry((*tracker, *slot)).or_default().push_str(text)
            }
            Step::Copy(tracker, from, to) => match self.texts.get(&(*tracker, *from)).cloned() {
                Some(text) => drop(self.texts.insert((*tracker, *to), text)),
                None => drop(self.texts.remove(&(*tracker, *to))),
            },
            Step::Clear(tracker, slot) => drop(self.texts.remove(&(*tracker, *slot))),
            Step::Number(tracker, slot, value) => drop(self.numbers.insert((*tracker, *slot), *value)),
            Step::Noise(_) => {}
        }
    }
}

fn take(turn: Turn<'_>, numbers: &[u32], step: &Step) {
    let choose = |tracker: &usize| assert!(turn.choose_tracker(numbers[*tracker]));
    match step {
        Step::Keep(tracker, slot, text) => {
            choose(tracker);
            turn.keep(TEXT_SLOTS[*slot], Some(given(turn, text)));
        }
        Step::Append(tracker, slot, text) => {
            choose(tracker);
            let held = turn.kept(TEXT_SLOTS[*slot]).unwrap_or(turn.empty());
            let more = given(turn, text);
            turn.keep(TEXT_SLOTS[*slot], Some(turn.build().text(held).text(more).done()));
        }
        Step::Copy(tracker, from, to) => {
            choose(tracker);
            turn.keep(TEXT_SLOTS[*to], turn.kept(TEXT_SLOTS[*from]));
        }
        Step::Clear(tracker, slot) => {
            choose(tracker);
            turn.keep(TEXT_SLOTS[*slot], None);
        }
        Step::Number(tracker, slot, value) => {
            choose(tracker);
            turn.set_number(NUMBER_SLOTS[*slot], *value);
        }
        Step::Noise(text) => assert!(given(turn, text).len() <= text.len() as u32),
    }
}

/// What the trackers hold now.
fn held(numbers: &[u32]) -> Model {
    turn(|turn| {
        let mut model = Model::default();
        for (tracker, number) in numbers.iter().enumerate() {
            assert!(turn.choose_tracker(*number));
            for (slot, id) in TEXT_SLOTS.iter().enumerate() {
                if let Some(text) = turn.kept(*id) {
                    model.texts.insert((tracker, slot), shown(text));
                }
            }
            for (slot, id) in NUMBER_SLOTS.iter().enumerate() {
                model.numbers.insert((tracker, slot), turn.number(*id));
            }
        }
        model
    })
}

fn add_trackers() -> Vec<u32> {
    turn(|turn| (0..TRACKERS).map(|_| turn.add_tracker()).collect())
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn slots_hold_exactly_what_was_kept(turns in turns(4_000)) {
        alone(|| {
            let numbers = add_trackers();
            let mut model = Model::default();
            for steps in &turns {
                let overflowed = turn(|turn| {
                    steps.iter().for_each(|step| take(turn, &numbers, step));
                    turn.overflowed()
                });
                assert!(!overflowed);
                steps.iter().for_each(|step| model.apply(step));
                let held = held(&numbers);
                assert_eq!(held.texts, model.texts);
                for (slot, value) in held.numbers {
                    assert_eq!(value, model.numbers.get(&slot).copied().unwrap_or(0));
                }
            }
        });
    }
}

proptest! {
    // Each case moves tens of megabytes.
    #![proptest_config(cases(6))]

    #[test]
    fn what_does_not_fit_hurts_nothing_else(turns in turns(8_000_000)) {
        alone(|| {
            let numbers = add_trackers();
            for steps in &turns {
                let mut model = held(&numbers);
                turn(|turn| steps.iter().for_each(|step| take(turn, &numbers, step)));
                let touched = |slot: &(usize, usize)| {
                    steps.iter().any(|step| match step {
                        Step::Keep(tracker, at, _)
                        | Step::Append(tracker, at, _)
                        | Step::Copy(tracker, _, at)
                        | Step::Clear(tracker, at) => (tracker, at) == (&slot.0, &slot.1),
                        _ => false,
                    })
                };
                steps.iter().for_each(|step| model.apply(step));
                let held = held(&numbers);
                for (slot, value) in &held.numbers {
                    assert_eq!(*value, model.numbers[slot]);
                }
                // Texts are whole UTF-8 (`shown` looks), and no slot has one that nobody kept in it.
                for (slot, text) in &held.texts {
                    assert!(touched(slot) || model.texts.get(slot) == Some(text));
                }
            }
            let kept = turn(|turn| {
                assert!(turn.choose_tracker(numbers[0]));
                for slot in TEXT_SLOTS {
                    turn.keep(slot, None);
                }
                assert!(turn.choose_tracker(numbers[1]));
                turn.number(PAGE_VIEWS)
            });
            assert_eq!(kept, held(&numbers).numbers[&(1, 1)], "the next turns have room again");
        });
    }
}

// --- encodings ---

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn percent_encoding_can_be_read_back(text in any::<String>()) {
        alone(|| {
            let encoded = turn(|turn| {
                let text = given(turn, &text);
                shown(turn.build().encoded(text).done())
            });
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
            let mut rest = encoded.as_bytes();
            while let Some((first, more)) = rest.split_first() {
                rest = if *first == b'%' {
                    assert!(more[..2].iter().all(|digit| b"0123456789ABCDEF".contains(digit)), "{encoded}");
                    &more[2..]
                } else {
                    assert!(is_plain(*first), "{encoded}");
                    more
                };
            }
            let length: usize = text.bytes().map(|byte| if is_plain(byte) { 1 } else { 3 }).sum();
            assert_eq!(encoded.len(), length, "what needs no encoding has none");
            assert_eq!(decoded_text(&encoded), text);
        });
    }

    #[test]
    fn a_query_fit_for_quotes_is_json_and_says_the_same(query in any::<String>()) {
        alone(|| {
            let quotable = turn(|turn| {
                let query = given(turn, &query);
                shown(turn.build().quotable(query).done())
            });
            let read: String = serde_json::from_str(&format!("\"{quotable}\"")).expect("JSON");
            assert_eq!(read, quotable, "nothing in it is escaped for JSON");
            assert_eq!(decoded_text(&quotable), decoded_text(&query));
        });
    }

    #[test]
    fn lists_can_be_read_back(items in vec("[^\u{1f}]{1,12}", 0..12), other in "[^\u{1f}]{1,3}") {
        alone(|| turn(|turn| {
            let list = items.iter().fold(turn.empty(), |list, item| list.joined(given(turn, item)));
            let read: Vec<String> = list.items().map(shown).collect();
            assert_eq!(read, items);
            for item in &items {
                assert!(list.has_item(given(turn, item)), "{item:?} of {items:?}");
            }
            assert_eq!(list.has_item(given(turn, &other)), items.contains(&other), "{other:?} of {items:?}");
        }));
    }
}

// --- addresses ---

fn is_unwanted(name: Text<'_>) -> bool {
    name.is("sid") || name.is("token")
}

fn some_parameters() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![
        2 => Just("sid"), 1 => Just("token"), 2 => Just("a"), 1 => Just("b"), 1 => Just("asid"), 1 => Just("sidx"), 1 => Just(""),
    ];
    let parameter =
        (name, proptest::option::of("[a-z0-9/%.=?üA-Z]{0,6}")).prop_map(|(name, value)| match value {
            Some(value) => format!("{name}={value}"),
            None => name.to_owned(),
        });
    vec(parameter, 1..6)
}

/// An address in its parts: what stands before its parameters, those of its query, and its hash.
#[derive(Clone, Debug)]
struct Address {
    start: &'static str,
    query: Option<Vec<String>>,
    hash: Option<(&'static str, Vec<String>)>,
}

impl Address {
    /// The address with those parameters that `keeps` keeps.
    fn written(&self, keeps: impl Fn(&String) -> bool + Copy) -> String {
        let mut address = self.start.to_owned();
        let mut put = |mark: &str, parameters: &Vec<String>, stays: bool| {
            let kept: Vec<_> = parameters
                .iter()
                .filter(|parameter| stays || keeps(parameter))
                .cloned()
                .collect();
            let kept_text = kept.join("&");
            if !kept_text.is_empty() || kept.len() == parameters.len() {
                address.push_str(mark);
                address.push_str(&kept_text);
            }
        };
        if let Some(query) = &self.query {
            put("?", query, false);
        }
        if let Some((mark, hash)) = &self.hash {
            // A hash without any value is a place in the page.
            put(mark, hash, !hash.iter().any(|parameter| parameter.contains('=')));
        }
        address
    }
}

fn an_address() -> impl Strategy<Value = Address> {
    let start = prop_oneof![
        Just("http://h.example/p"),
        Just("http://h.example"),
        Just("/p"),
        Just("")
    ];
    let mark = prop_oneof![2 => Just("#"), 1 => Just("#?")];
    let place = "[a-z/!]{1,6}".prop_map(|place| ("#", vec![place]));
    let hash = prop_oneof![2 => (mark, some_parameters()), 1 => place];
    (
        start,
        proptest::option::of(some_parameters()),
        proptest::option::of(hash),
    )
        .prop_map(|(start, query, hash)| Address { start, query, hash })
}

fn is_wanted(parameter: &String) -> bool {
    !matches!(parameter.split('=').next(), Some("sid" | "token"))
}

fn without_unwanted(address: &str) -> String {
    turn(|turn| shown(url::without(given(turn, address), is_unwanted)))
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn only_unwanted_parameters_leave_an_address(parts in an_address()) {
        alone(|| {
            let address = parts.written(|_| true);
            let cleaned = without_unwanted(&address);
            let nothing_unwanted = parts.query.iter().flatten().all(is_wanted)
                && parts.hash.iter().flat_map(|(_, hash)| hash).all(is_wanted);
            if nothing_unwanted {
                assert_eq!(cleaned, address, "untouched to the byte");
            }
            assert_eq!(cleaned, parts.written(is_wanted), "{address}");
            assert_eq!(without_unwanted(&cleaned), cleaned, "nothing more leaves the second time");
        });
    }

    #[test]
    fn any_text_may_stand_where_an_address_is_expected(text in any::<String>()) {
        alone(|| {
            let cleaned = without_unwanted(&text);
            assert!(cleaned.len() <= text.len());
            assert_eq!(without_unwanted(&cleaned), cleaned);
        });
    }

    #[test]
    fn a_parameter_is_found_where_its_pattern_matches(address in an_address()) {
        alone(|| {
            let address = address.written(|_| true);
            for name in ["a", "sid", "b"] {
                let found = turn(|turn| url::parameter(given(turn, &address), turn.literal(name)).map(shown));
                let pattern = regex::Regex::new(&format!("[?&#]{name}=([^&#]*)")).unwrap();
                let expected = pattern.captures(&address).map(|captures| captures[1].to_owned());
                assert_eq!(found, expected, "{name} in {address}");
            }
        });
    }
}

// --- commands ---

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

fn act(tracker: u32, act: &Act) {
    let out = match act {
        Act::Command(name, arguments) => run(tracker, name, arguments.clone()).1,
        Act::Event(number, arguments) => event(tracker, *number, arguments.clone()),
        Act::Wait(milliseconds) => {
            with_page(|page| page.now += milliseconds);
            return;
        }
        Act::Hooked(is_hooked) => {
            with_page(|page| page.is_hooked = *is_hooked);
            return;
        }
    };
    let sent = requests(&out);
    if !sent.is_empty() {
        let (url, _) = run(tracker, "getTrackerUrl", vec![]);
        let url = match url.unwrap_or_default() {
            serde_json::Value::String(url) => url,
            other => other.to_string(),
        };
        sent.iter().for_each(|request| assert_well_formed(request, &url));
    }
}

fn a_tracker() -> u32 {
    open("http://site.example/page?a=1#b", "Title", "http://other.example/");
    add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("7"))
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn no_command_panics_and_what_leaves_is_well_formed(acts in vec(an_act(), 1..60)) {
        alone(|| {
            let tracker = a_tracker();
            acts.iter().for_each(|one| act(tracker, one));
            // Whatever was set: a page that is left says so, and what may leave does.
            act(tracker, &Act::Command("setConsentGiven", vec![]));
            act(tracker, &Act::Event(5, vec![]));
        });
    }

    #[test]
    fn every_command_takes_anything(arguments in vec(a_value(), 0..7)) {
        alone(|| {
            for row in COMMANDS {
                let tracker = a_tracker();
                for name in [row.name, "trackPageView"] {
                    act(tracker, &Act::Command(name, in_order(name, arguments.clone())));
                }
                act(tracker, &Act::Event(5, vec![]));
            }
        });
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
                let tracker = a_tracker();
                act(tracker, &Act::Command(row.name, vec![Js::Number(number); 6]));
                act(tracker, &Act::Event(5, vec![]));
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
    assert_eq!(
        js(&serde_json::json!({"a": [1]})).string().as_deref(),
        Some("[object Object]")
    );
}
