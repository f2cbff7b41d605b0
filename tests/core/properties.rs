//! What holds for any text: it survives turns, encodings can be read back, addresses keep what nobody excluded.

use crate::support::cases::{alone, cases};
use crumbless::fake::{Js, decoded_text, with_page};
use crumbless::list;
use crumbless::port;
use crumbless::settings::{
    BULK_INTERVAL, CAMPAIGN_NAME, COOKIE_PATH, DISCARD_HASH, NEXT_AT, PAGE_VIEWS, REFERRER, TRACKER_URL,
};
use crumbless::text::{NumberSlot, Text, TextSlot, Turn, turn};
use crumbless::url;
use proptest::collection::vec;
use proptest::prelude::*;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

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

const TEXT_SLOTS: [TextSlot; 4] = [TRACKER_URL, REFERRER, CAMPAIGN_NAME, COOKIE_PATH];
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
    fn slots_hold_exactly_what_was_stored(turns in turns(4_000)) {
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
    #![proptest_config(cases(3))]

    #[test]
    fn a_text_that_does_not_fit_affects_nothing_else(turns in turns(8_000_000)) {
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
    fn a_query_escaped_for_json_decodes_to_the_same(query in any::<String>()) {
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
            let has_other = items.contains(&other);
            assert_eq!(list.has_item(given(turn, &other)), has_other, "{other:?} of {items:?}");
        }));
    }
}

// --- addresses ---

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
    fn written(&self, keeps: impl Fn(&str) -> bool + Copy) -> String {
        let mut address = self.start.to_owned();
        let mut put = |mark: &str, parameters: &Vec<String>, stays: bool| {
            let kept = parameters.iter().filter(|parameter| stays || keeps(parameter));
            let kept = kept.cloned().collect::<Vec<_>>().join("&");
            if !kept.is_empty() {
                address.push_str(mark);
                address.push_str(&kept);
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

fn is_wanted(parameter: &str) -> bool {
    !matches!(parameter.split('=').next(), Some("sid" | "token"))
}

fn without_unwanted(address: &str) -> String {
    turn(|turn| {
        shown(url::without(
            given(turn, address),
            turn.literal(list!("sid token")),
        ))
    })
}

/// Parameters, and what the reference looks for each by.
static PATTERNS: LazyLock<[(&str, Regex); 3]> = LazyLock::new(|| {
    ["a", "sid", "b"].map(|name| (name, Regex::new(&format!("[?&#]{name}=([^&#]*)")).unwrap()))
});

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn only_unwanted_parameters_leave_an_address(parts in an_address()) {
        alone(|| {
            let address = parts.written(|_| true);
            let cleaned = without_unwanted(&address);
            let nothing_unwanted = parts.query.iter().flatten().all(|one| is_wanted(one))
                && parts.hash.iter().flat_map(|(_, hash)| hash).all(|one| is_wanted(one));
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
            for (name, pattern) in PATTERNS.iter() {
                let found = turn(|turn| url::parameter(given(turn, &address), turn.literal(name)).map(shown));
                let expected = pattern.captures(&address).map(|captures| captures[1].to_owned());
                assert_eq!(found, expected, "{name} in {address}");
            }
        });
    }
}
