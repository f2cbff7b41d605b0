//! Many hits, some of them large: each leaves once, in order and as it was given, in requests that a browser takes.

use crate::lines::{Lines, MARK};
use crate::shim::{END_OF_TURN, LEAVING, Outcome, SENT, SHOWN, Watched};
use crate::support::page;
use crate::wire::{IMAGE, POST, Request};
use arbitrary::{Arbitrary, Result, Unstructured};
use crumbless::fake::{Js, with_page};

const STEPS: usize = 64;

/// A hit is at most so long, and all together no longer than what may wait.
const HIT_BYTES: usize = 70_000;
const ALL_BYTES: usize = 1_500_000;

/// What several hits in one request may have. What stands around each of them is not more than this.
const BULK_BYTES: usize = 60_000;
const AROUND_EACH: usize = 8;
const AROUND_ALL: usize = 60;

/// Longer hits do not stand in an address.
const ADDRESS_LENGTH: usize = 2000;

/// Settings (`post`, `xhr`, `spaced`, `unqueued`, `hints`, `plugins`, `nofeatures`), an end of the tracker's address, what is
/// appended to each hit, then steps.
#[derive(Clone, Debug)]
pub struct Delivery {
    settings: Vec<String>,
    address: String,
    appended: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    /// `trackRequest`, with or without a callback.
    Track(String, bool),
    /// `queueRequest`.
    Queue(String),
    Event(u32),
    Time(f64),
    Consent(&'static str),
}

impl<'a> Arbitrary<'a> for Delivery {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Delivery> {
        let mut lines = Lines::arbitrary(input)?;
        let (settings, address, appended) = (lines.words(), lines.text(), lines.text());
        let mut left = ALL_BYTES;
        let steps = std::iter::from_fn(|| lines.line().map(|line| step(&line, &mut left)))
            .take(STEPS)
            .collect();
        Ok(Delivery {
            settings,
            address,
            appended,
            steps,
        })
    }
}

/// `t 300 text` tracks a hit with the text so many times; `q` queues it, `c` has a callback.
fn step(line: &str, left: &mut usize) -> Step {
    let (kind, rest) = line.split_at_checked(1).unwrap_or_default();
    let (count, text) = rest.trim_start().split_once(' ').unwrap_or((rest.trim(), "x"));
    let count = count.parse::<usize>().unwrap_or(1);
    let text = text.repeat(
        count
            .min(HIT_BYTES / 3 / text.len().max(1))
            .min(*left / 3 / text.len().max(1)),
    );
    *left -= text.len().min(*left);
    match kind {
        "q" => Step::Queue(text),
        "c" => Step::Track(text, true),
        "|" => Step::Event(END_OF_TURN),
        "s" => Step::Event(SENT),
        "l" => Step::Event(LEAVING),
        "w" => Step::Event(SHOWN),
        "+" => Step::Time(f64::from(count as u32 % 100_000)),
        "r" => Step::Consent("requireConsent"),
        "g" => Step::Consent("setConsentGiven"),
        _ => Step::Track(text, false),
    }
}

/// A hit on its way: how it begins when it leaves, and whether somebody waits for it.
#[derive(Debug)]
struct Due {
    begins: String,
    is_called: bool,
}

/// What is under way: hits of the two queues, each in its order.
struct Progress<'d> {
    delivery: &'d Delivery,
    tracker: Watched,
    due: [Vec<Due>; 2],
    next: [usize; 2],
    has_consent: bool,
}

impl Delivery {
    /// Delivers it all and counts what arrived.
    pub fn check(&self) {
        page::open("http://site.example/page", "Title", "");
        with_page(|page| {
            page.has_hints = self.has("hints");
            page.is_hooked = self.has("plugins");
        });
        let tracker = Watched::new();
        let mut progress = Progress {
            delivery: self,
            tracker,
            due: [vec![], vec![]],
            next: [0, 0],
            has_consent: false,
        };
        progress.set_up();
        self.steps.iter().for_each(|step| progress.take(step));
        progress.end();
    }

    fn has(&self, word: &str) -> bool {
        self.settings.iter().any(|setting| setting == word)
    }

    /// Whether hits of one turn may share a request.
    fn bundles(&self) -> bool {
        !self.has("spaced") && (!self.has("xhr") || self.has("post"))
    }
}

impl Progress<'_> {
    fn set_up(&mut self) {
        let url = format!("http://stats.example/{}", self.delivery.address);
        self.tracker.command("setTrackerUrl", vec![Js::Text(url)]);
        self.tracker.command(
            "appendToTrackingUrl",
            vec![Js::from(self.delivery.appended.as_str())],
        );
        let settings = [
            ("xhr", "disableAlwaysUseSendBeacon"),
            ("spaced", "disableBundling"),
            ("unqueued", "disableQueueRequest"),
            ("nofeatures", "disableBrowserFeatureDetection"),
        ];
        for (_, command) in settings.iter().filter(|(word, _)| self.delivery.has(word)) {
            self.tracker.command(command, vec![]);
        }
        if self.delivery.has("post") {
            self.tracker.command("setRequestMethod", vec![Js::from("POST")]);
        }
    }

    fn take(&mut self, step: &Step) {
        let outcome = match step {
            Step::Track(text, is_called) => self.give(0, text, *is_called),
            Step::Queue(text) => self.give(1, text, false),
            Step::Event(SENT) => self.tracker.respond(),
            Step::Event(event) => self.tracker.event(*event, vec![]),
            Step::Time(milliseconds) => self.tracker.pass(*milliseconds),
            Step::Consent(command) => {
                self.has_consent |= *command == "requireConsent";
                self.tracker.command(command, vec![])
            }
        };
        self.see(&outcome);
    }

    fn give(&mut self, queue: usize, text: &str, is_called: bool) -> Outcome {
        let begins = format!("{MARK}{queue}={}&v={}&", self.due[queue].len(), quotable(text));
        let request = format!("{MARK}{queue}={}&v={text}", self.due[queue].len());
        self.due[queue].push(Due { begins, is_called });
        let callback = if is_called { Js::Function } else { Js::Undefined };
        let (command, others) = if queue == 1 {
            ("queueRequest", vec![])
        } else {
            ("trackRequest", vec![Js::Undefined, callback])
        };
        self.tracker
            .command(command, [vec![Js::Text(request)], others].concat())
    }

    fn see(&mut self, outcome: &Outcome) {
        assert!(outcome.logs.is_empty(), "{:?}", outcome.logs);
        for request in &outcome.requests {
            for (hit, hook) in request.hits.iter().zip(&request.hooks) {
                self.see_hit(hit, *hook);
            }
            assert_fits(request);
        }
        let of_one_turn = |pair: &&[Request]| pair.iter().all(|request| request.turn == pair[0].turn);
        for pair in outcome.requests.windows(2).filter(of_one_turn) {
            let all = pair[0].hits.iter().chain(pair[1].hits.first());
            let bytes: usize = all.map(|hit| hit.len() + AROUND_EACH).sum();
            let would_fit = bytes + AROUND_ALL <= BULK_BYTES;
            assert!(
                !(self.delivery.bundles() && would_fit),
                "{bytes} bytes in two requests"
            );
        }
    }

    fn see_hit(&mut self, hit: &str, hook: u32) {
        let queue = usize::from(hit.starts_with(&format!("{MARK}1=")));
        let Some(due) = self.due[queue].get(self.next[queue]) else {
            panic!("nobody gave {hit:.200}, or it left twice");
        };
        assert!(
            hit.starts_with(&due.begins),
            "{hit:.200} left in the place of {:.200}",
            due.begins
        );
        assert!(
            hit[due.begins.len()..].starts_with("idsite=7&rec=1&"),
            "{hit:.200} was not given so"
        );
        assert_eq!(hook > 0, due.is_called, "{hit:.200}");
        let says_consent = hit[due.begins.len()..].contains("&consent=1&");
        assert!(
            says_consent == self.has_consent || self.delivery.appended.contains("consent"),
            "{hit:.200}"
        );
        self.next[queue] += 1;
    }

    /// Consent is given and the page is left: everything is through.
    fn end(&mut self) {
        let outcome = self.tracker.command("setConsentGiven", vec![]);
        self.see(&outcome);
        let outcome = self.tracker.event(LEAVING, vec![]);
        self.see(&outcome);
        let given = [self.due[0].len(), self.due[1].len()];
        assert_eq!(self.next, given, "some hits never left");
    }
}

/// A short hit alone stands in the address, a longer one and several stand in the body.
fn assert_fits(request: &Request) {
    let [hit] = &request.hits[..] else {
        assert!(request.body.len() <= BULK_BYTES, "{} bytes", request.body.len());
        return assert_ne!(request.how, IMAGE, "an image has no body");
    };
    let is_in_address = request.body.is_empty();
    assert!(
        !is_in_address || hit.len() <= ADDRESS_LENGTH,
        "{} bytes in an address",
        hit.len()
    );
    assert!(is_in_address || request.how != IMAGE, "an image has no body");
    assert!(!is_in_address || request.how != POST, "what is posted has a body");
}

/// The text as it leaves where it is not encoded: only what would end it is.
fn quotable(text: &str) -> String {
    let quoted = |letter: char| match letter {
        '"' | '\\' | '\0'..='\u{1f}' => format!("%{:02X}", u32::from(letter)),
        letter => letter.to_string(),
    };
    text.chars().map(quoted).collect()
}
