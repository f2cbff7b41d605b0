//! Any command of the table with any arguments, several in a row, with events and time between them, on two trackers.

use crate::lines::Lines;
use crate::shim::{EVENTS, LEAVING, Outcome, Watched};
use crate::support::{markup, page};
use crate::wire;
use arbitrary::{Arbitrary, Result, Unstructured};
use crumbless::command::table::COMMANDS;
use crumbless::fake::{Js, with_page};
use crumbless::protocol::Event;
use std::sync::OnceLock;

const STEPS: usize = 48;
const TRACKERS: usize = 2;

/// How a step begins; what follows up to the next is its arguments. [`MARK`] gives a hit that is known again.
const COMMAND: char = '.';
const OTHERS_COMMAND: char = ',';
const EVENT: char = '!';
const TIME: char = '+';
const MARK: char = '=';
const BEGINNINGS: [char; 5] = [COMMAND, OTHERS_COMMAND, EVENT, TIME, MARK];

/// A page and what is done on it: its address, title, referrer, `hints` or `plugins`, then steps.
#[derive(Clone, Debug)]
pub struct Visit {
    url: String,
    title: String,
    referrer: String,
    browser: Vec<String>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Command(usize, &'static str, Vec<Js>),
    Event(usize, u32, Vec<Js>),
    Time(f64),
    Mark(usize),
}

impl<'a> Arbitrary<'a> for Visit {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Visit> {
        let mut lines = Lines::arbitrary(input)?;
        Ok(Visit {
            url: format!("http://site.example/{}", lines.text()),
            title: lines.text(),
            referrer: lines.text(),
            browser: lines.words(),
            steps: std::iter::from_fn(|| step(&mut lines)).take(STEPS).collect(),
        })
    }
}

fn step(lines: &mut Lines) -> Option<Step> {
    let line = lines.line()?;
    let mut letters = line.chars();
    let first = letters.next();
    let (rest, arguments) = (letters.as_str(), lines.values(&BEGINNINGS));
    // An event of the second tracker is one more than there are.
    let number = rest.parse::<u32>().unwrap_or_default() % (EVENTS * TRACKERS as u32);
    Some(match first {
        Some(OTHERS_COMMAND) => Step::Command(1, command(rest), arguments),
        Some(EVENT) => Step::Event((number / EVENTS) as usize, number % EVENTS, arguments),
        Some(TIME) => Step::Time(f64::from(rest.parse::<u32>().unwrap_or_default() % 10_000_000)),
        Some(MARK) => Step::Mark(number as usize % TRACKERS),
        _ => Step::Command(0, command(rest), arguments),
    })
}

/// A command by its name. A name that was changed is another one's, so that each change is one.
fn command(name: &str) -> &'static str {
    let known = COMMANDS.iter().find(|row| row.name == name);
    let sum = name.bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    known.unwrap_or(&COMMANDS[sum % COMMANDS.len()]).name
}

/// A tracker and the hits that are known again.
struct Marked {
    tracker: Watched,
    /// Those that must leave, and the last that did.
    due: Vec<u32>,
    last: Option<u32>,
    tracks_files: bool,
    is_anonymous: bool,
}

impl Visit {
    /// Operation it all and checks what leaves.
    pub fn check(&self) {
        self.open();
        let mut trackers: Vec<Marked> = (0..TRACKERS).map(|_| Marked::new()).collect();
        for (number, step) in self.steps.iter().enumerate() {
            match step {
                Step::Command(tracker, name, arguments) => {
                    // The mode is the page's, and what waits says no more of itself than what comes.
                    if *name == "enableAnonymousMeasurement" {
                        for marked in &mut trackers {
                            marked.is_anonymous = true;
                            marked.due.clear();
                        }
                    }
                    trackers[*tracker].command(name, arguments.clone())
                }
                Step::Event(tracker, event, arguments) => trackers[*tracker].event(*event, arguments.clone()),
                Step::Time(milliseconds) => {
                    for marked in &mut trackers {
                        let outcome = marked.tracker.pass(*milliseconds / TRACKERS as f64);
                        marked.see(&outcome);
                    }
                }
                Step::Mark(tracker) => trackers[*tracker].mark(number as u32),
            }
        }
        trackers.iter_mut().for_each(Marked::end);
    }

    fn open(&self) {
        page::open(&self.url, &self.title, &self.referrer);
        static BODY: OnceLock<Js> = OnceLock::new();
        let body = BODY.get_or_init(|| {
            markup::show(
                r#"<div data-track-content data-content-name="Sale"><img class="matomoContentPiece" src="/a.png"></div>"#,
            );
            with_page(|page| page.window.at("document.body"))
        });
        with_page(|page| {
            page.window.set("document.body", body.clone());
            page.has_hints = self.browser.iter().any(|word| word == "hints");
            page.is_hooked = self.browser.iter().any(|word| word == "plugins");
        });
    }
}

impl Marked {
    fn new() -> Marked {
        let tracker = Watched::new();
        Marked {
            tracker,
            due: Vec::new(),
            last: None,
            tracks_files: false,
            is_anonymous: false,
        }
    }

    fn command(&mut self, name: &str, arguments: Vec<Js>) {
        self.tracks_files |= name == "enableFileTracking";
        let outcome = self.tracker.command(name, arguments);
        self.see(&outcome);
    }

    fn event(&mut self, event: u32, mut arguments: Vec<Js>) {
        // Content and clicks come with nodes of the page.
        if (Event::Content as u32..=Event::ContentClick as u32).contains(&event) {
            arguments.push(with_page(|page| page.window.at("document.body")));
        }
        let outcome = self.tracker.event(event, arguments);
        self.see(&outcome);
    }

    /// A hit that must leave once, unless pages opened from disk or undeclared categories are not tracked, or the queue says
    /// that it is full.
    fn mark(&mut self, mark: u32) {
        let address = self
            .tracker
            .command("getCurrentUrl", vec![])
            .returned
            .unwrap_or_default();
        let is_file = address.starts_with("file:") && !self.tracks_files;
        // `setTrackerUrl` without an address: nobody knows where hits go.
        let server = self.tracker.command("getTrackerUrl", vec![]).returned;
        let has_server = server.is_some_and(|url| !url.is_empty());
        let before = self.due.len();
        if !is_file && has_server && !self.is_anonymous {
            self.due.push(mark);
        }
        let outcome = self.tracker.mark(mark);
        if outcome.logs.iter().any(|line| line.contains("dropped")) {
            self.due.truncate(before);
        }
        self.see(&outcome);
    }

    fn see(&mut self, outcome: &Outcome) {
        for mark in outcome.hits().filter_map(|hit| wire::mark_of(hit)) {
            assert!(self.last < Some(mark), "{mark} left after {:?}", self.last);
            self.last = Some(mark);
            if self.due.first() == Some(&mark) {
                self.due.remove(0);
            }
            assert!(
                self.due.first().is_none_or(|next| *next > mark),
                "{:?} should have left before {mark}",
                self.due
            );
        }
    }

    /// The page is left, and what was held back may leave after all: everything is through.
    fn end(&mut self) {
        self.event(LEAVING, vec![]);
        self.command("setConsentGiven", vec![]);
        assert!(self.due.is_empty(), "{:?} never left", self.due);
        let again = self.tracker.event(LEAVING, vec![]);
        assert!(
            !again.hits().any(|hit| wire::mark_of(hit).is_some()),
            "nothing leaves twice"
        );
    }
}
