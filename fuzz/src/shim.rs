//! A tracker and what the shim does for it: drafts go past the plugins and come back, timers run, requests get responses. What
//! leaves is checked on the way.

use crate::lines::MARK;
use crate::support::page::{self, FLUSH, HINTS};
use crate::wire::{self, BEACON, Request};
use crumbless::command::table::COMMANDS;
use crumbless::command::{Action, Operation};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::{DraftTarget, Entry, Event};
use std::collections::{BTreeMap, VecDeque};

pub use crate::support::page::SENT;
pub use crate::support::visit::{COLLECTOR, HIDDEN, LEAVING, POINTER, SHOWN};

/// How many events there are.
pub const EVENTS: u32 = Event::COUNT;

const RETURN: u32 = DraftTarget::Return as u32;

/// What the core says of an address that is none of a web server.
const REFUSED: &str = "http or https only";

/// What the page's plugins append to each request.
const PLUGGED: &str = "plugged=1";

/// So many effects of one command come from a circle.
const REST: usize = 5_000;

/// What one visit of the core led to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What left, in order.
    pub requests: Vec<Request>,
    /// What the command returned, as a text or as JSON.
    pub returned: Option<String>,
    /// Lines for the console.
    pub logs: Vec<String>,
}

/// A tracker with what is known of it from outside.
#[derive(Debug)]
pub struct Watched {
    /// Its number.
    pub number: u32,
    /// Where its hits go.
    pub url: String,
    /// Whether its page is being left for good.
    pub is_leaving: bool,
    /// Whether hits are held back for want of consent.
    pub is_held: bool,
    /// Whether somebody may have put anything at all into hits.
    pub is_raw: bool,
    /// The numbers of requests of which was not told yet what became of them.
    under_way: Vec<u32>,
    timers: BTreeMap<u32, f64>,
    turn: u32,
}

impl Watched {
    /// A new tracker.
    pub fn new() -> Watched {
        let number = page::add_tracker(Js::from(COLLECTOR), Js::from("7"));
        assert!(number > 0, "there is room for a tracker");
        let is_raw = with_page(|page| page.is_hooked);
        let url = COLLECTOR.to_owned();
        Watched {
            number,
            url,
            is_leaving: false,
            is_held: false,
            is_raw,
            under_way: Vec::new(),
            timers: BTreeMap::new(),
            turn: 0,
        }
    }

    /// Gives a command by its name.
    pub fn command(&mut self, name: &str, arguments: Vec<Js>) -> Outcome {
        let url = self.url.clone();
        self.note(COMMANDS[page::number(name) as usize].operation, name, &arguments);
        let effects = self.enter(Entry::Command, page::number(name), arguments);
        let outcome = self.settle(effects);
        if outcome.logs.iter().any(|line| line == REFUSED) {
            self.url = url;
        }
        outcome
    }

    /// Lets an event happen.
    pub fn event(&mut self, event: u32, arguments: Vec<Js>) -> Outcome {
        match event {
            LEAVING => self.is_leaving = true,
            SHOWN | HIDDEN => self.is_leaving = false,
            _ => {}
        }
        self.timers.remove(&event);
        let effects = self.enter(Entry::Event, event, arguments);
        self.settle(effects)
    }

    /// All requests that are under way get a response.
    pub fn respond(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        for number in std::mem::take(&mut self.under_way) {
            let status = [f64::from(number), 200.0].map(Js::Number);
            outcome.add(self.event(SENT, status.to_vec()));
        }
        outcome
    }

    /// Lets time pass: the timers that are due come, the soonest first.
    pub fn pass(&mut self, milliseconds: f64) -> Outcome {
        let until = with_page(|page| page.now) + milliseconds;
        let mut outcome = Outcome::default();
        for _ in 0..REST {
            let next = self
                .timers
                .iter()
                .filter(|(_, at)| **at <= until)
                .min_by(|one, other| one.1.total_cmp(other.1));
            let Some((event, at)) = next.map(|(event, at)| (*event, *at)) else {
                break;
            };
            with_page(|page| page.now = page.now.max(at));
            outcome.add(self.event(event, vec![]));
        }
        with_page(|page| page.now = until);
        outcome
    }

    /// Tracks an event that is known again when it leaves. Whether it has to is up to the returned outcome.
    pub fn mark(&mut self, mark: u32) -> Outcome {
        self.command("trackEvent", vec![Js::from(MARK), Js::Number(f64::from(mark))])
    }

    /// What a command means for what may be seen from outside.
    fn note(&mut self, operation: Operation, name: &str, arguments: &[Js]) {
        match operation {
            Operation::Act(Action::RequireConsent | Action::ForgetConsentGiven) => self.is_held = true,
            Operation::Act(Action::SetConsentGiven | Action::RememberConsentGiven) => self.is_held = false,
            _ => {}
        }
        match name {
            "setTrackerUrl" => self.url = arguments.first().and_then(Js::string).unwrap_or_default(),
            "trackRequest" | "queueRequest" | "appendToTrackingUrl" => self.is_raw = true,
            _ => {}
        }
    }

    /// One turn of the tracker.
    fn enter(&mut self, door: Entry, number: u32, arguments: Vec<Js>) -> Vec<Effect> {
        self.turn += 1;
        page::enter(door, self.number, number, arguments)
    }

    fn settle(&mut self, effects: Vec<Effect>) -> Outcome {
        let mut outcome = Outcome::default();
        let in_turn = |turn: u32, effects: Vec<Effect>| effects.into_iter().map(move |effect| (turn, effect));
        let mut effects: VecDeque<_> = in_turn(self.turn, effects).collect();
        let mut count = 0;
        while let Some((turn, effect)) = effects.pop_front() {
            count += 1;
            assert!(count < REST, "it never comes to rest");
            if let Some(request) = wire::request(&effect, &self.url, turn) {
                self.check(&request);
                self.under_way.push(request.number);
                outcome.requests.push(request);
            } else {
                let later = self.carry_out(effect, &mut outcome);
                effects.extend(in_turn(self.turn, later));
            }
        }
        outcome
    }

    fn check(&self, request: &Request) {
        assert!(!self.is_held, "nothing leaves without consent: {request:?}");
        assert_eq!(
            request.how == BEACON,
            self.is_leaving,
            "beacons are for the page's end: {request:?}"
        );
        if !self.is_raw {
            request.hits.iter().for_each(|hit| wire::assert_encoded(hit));
        }
    }

    fn carry_out(&mut self, effect: Effect, outcome: &mut Outcome) -> Vec<Effect> {
        let now = with_page(|page| page.now);
        match effect {
            Effect::Draft {
                target: RETURN, head, ..
            } => outcome.returned = Some(head),
            Effect::Draft {
                target,
                head,
                tail,
                callback,
                ..
            } => return self.accept_processed(target, head, tail, callback),
            Effect::Soon { event }
            | Effect::After {
                milliseconds: 0,
                event,
            } => {
                assert!(event < EVENTS);
                return self.enter(Entry::Event, event, vec![]);
            }
            Effect::After { milliseconds, event } => {
                assert!(
                    event < EVENTS && i32::try_from(milliseconds).is_ok(),
                    "{milliseconds} ms until {event}"
                );
                self.timers.insert(event, now + f64::from(milliseconds));
            }
            Effect::AskHints => {
                let has_hints = with_page(|page| page.has_hints);
                self.timers.extend(has_hints.then_some((HINTS, now + 5.0)));
            }
            Effect::Listen { what } => assert!(what < 6),
            Effect::Scan { how } => assert!(how < 4),
            Effect::Log(line) => outcome.logs.push(line),
            Effect::Return(text) => outcome.returned = Some(text),
            Effect::ReturnJson(json) => {
                let is_number = json.parse::<f64>().is_ok() || json == "undefined";
                assert!(
                    is_number || serde_json::from_str::<serde_json::Value>(&json).is_ok(),
                    "{json}"
                );
                outcome.returned = Some(json);
            }
            _ => {}
        }
        Vec::new()
    }

    fn accept_processed(&mut self, target: u32, head: String, tail: String, callback: i32) -> Vec<Effect> {
        assert!(target < 2);
        let place = usize::try_from(callback).unwrap_or_default().wrapping_sub(1);
        let callback = with_page(|page| page.arguments.get(place).cloned()).unwrap_or_default();
        let plugged = if with_page(|page| page.is_hooked) {
            PLUGGED
        } else {
            ""
        };
        let parts = [head.as_str(), plugged, &tail];
        let request = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("&");
        self.enter(Entry::Draft, target, vec![Js::Text(request), callback])
    }
}

impl Default for Watched {
    fn default() -> Watched {
        Watched::new()
    }
}

impl Outcome {
    /// All that happened later too.
    pub fn add(&mut self, later: Outcome) {
        self.requests.extend(later.requests);
        self.logs.extend(later.logs);
        self.returned = later.returned.or(self.returned.take());
    }

    /// The hits of all requests, in order.
    pub fn hits(&self) -> impl Iterator<Item = &String> {
        self.requests.iter().flat_map(|request| &request.hits)
    }
}

/// The end of the page's turn, for those that give none.
pub const END_OF_TURN: u32 = FLUSH;
