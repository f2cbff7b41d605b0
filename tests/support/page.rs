//! A page of plain data, and the part of the shim's work that a replay needs.

use crumbless::command::table::COMMANDS;
use crumbless::fake::{self, Effect, Js, with_page};
use crumbless::protocol::{DraftTarget, Entry, Event};
use crumbless::tracker;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The page's host and port, and those of a second origin on the same host, as the recordings have them.
pub const SELF: &str = "127.0.0.1:8080";
pub const OTHER: &str = "127.0.0.1:9090";

/// A recorded text with the hosts in place.
pub fn placed(text: &str) -> String {
    text.replace("%SELF%", SELF).replace("%OTHER%", OTHER)
}

const RETURN: u32 = DraftTarget::Return as u32;

pub const FLUSH: u32 = Event::Flush as u32;
pub const SENT: u32 = Event::Sent as u32;
pub const HINTS: u32 = Event::Hints as u32;

/// Opens a page. What the thread's page was before is gone, the trackers of the thread stay.
pub fn open(url: &str, title: &str, referrer: &str) {
    let mut window = Js::default();
    let authority = url.split('/').nth(2).unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let path = url.split_once(authority).unwrap_or_default().1;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let protocol = if url.starts_with("https:") {
        "https:"
    } else {
        "http:"
    };
    let origin = format!("{protocol}//{authority}");
    for (path, value) in [
        ("location.href", url),
        ("location.origin", &origin),
        ("location.host", authority),
        ("location.pathname", path),
        ("location.protocol", protocol),
        ("document.title", title),
        ("document.referrer", referrer),
        ("document.domain", host),
        ("document.characterSet", "UTF-8"),
        (
            "navigator.userAgent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        ),
    ] {
        window.set(path, Js::from(value));
    }
    for (path, value) in [
        ("screen.width", 1000.0),
        ("screen.height", 700.0),
        ("navigator.mimeTypes.length", 2.0),
    ] {
        window.set(path, Js::Number(value));
    }
    window.set(
        "navigator.mimeTypes.application/pdf.enabledPlugin",
        Js::Object(Vec::new()),
    );
    window.set("navigator.cookieEnabled", Js::Bool(true));
    let mut navigation = Js::default();
    for (name, time) in [
        ("fetchStart", 1.0),
        ("connectEnd", 3.5),
        ("requestStart", 3.5),
        ("responseStart", 9.0),
    ] {
        navigation.set(name, Js::Number(time));
    }
    with_page(|page| {
        *page = fake::Page {
            window,
            navigation,
            now: 1.8e12,
            has_hints: true,
            ..Default::default()
        };
    });
}

/// Adds a tracker and returns its number.
pub fn add_tracker(url: Js, site: Js) -> u32 {
    give(vec![url, site]);
    let number = tracker::enter(Entry::Add as u32, 0, 0);
    fake::effects();
    number
}

/// Whether this build has a command.
pub fn has(name: &str) -> bool {
    COMMANDS.iter().any(|row| row.name == name)
}

/// A command's number.
pub fn number(name: &str) -> u32 {
    let place = COMMANDS.iter().position(|row| row.name == name);
    place.unwrap_or_else(|| panic!("no command {name}")) as u32
}

/// Enters the core and returns what went out, without the shim's part of the work.
pub fn enter(entry: Entry, tracker: u32, number: u32, arguments: Vec<Js>) -> Vec<Effect> {
    give(arguments);
    tracker::enter(entry as u32, tracker, number);
    fake::effects()
}

/// Runs a command as the shim does, its drafts included, and returns its value and what else went out.
pub fn run(tracker: u32, name: &str, arguments: Vec<Js>) -> (Option<Value>, Vec<Effect>) {
    give(arguments);
    tracker::enter(Entry::Command as u32, tracker, number(name));
    settle(tracker)
}

thread_local! {
    static UNDER_WAY: RefCell<BTreeMap<u32, Vec<u32>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Lets an event happen.
pub fn event(tracker: u32, event: u32, arguments: Vec<Js>) -> Vec<Effect> {
    if let (SENT, Some(Js::Number(ended))) = (event, arguments.first()) {
        let is_other = |number: &u32| f64::from(*number) != *ended;
        UNDER_WAY.with_borrow_mut(|all| all.entry(tracker).or_default().retain(is_other));
    }
    give(arguments);
    tracker::enter(Entry::Event as u32, tracker, event);
    settle(tracker).1
}

thread_local! {
    /// What the page's plugins and its own processing put before and behind each draft, where the page is hooked.
    pub static ADDED: std::cell::RefCell<[String; 2]> = std::cell::RefCell::default();
}

/// The numbers of a tracker's requests whose outcome was not reported yet.
pub fn under_way(tracker: u32) -> Vec<u32> {
    UNDER_WAY.with_borrow(|all| all.get(&tracker).cloned().unwrap_or_default())
}

fn settle(tracker: u32) -> (Option<Value>, Vec<Effect>) {
    let (mut value, mut out) = (None, Vec::new());
    let mut effects = std::collections::VecDeque::from(fake::effects());
    let mut soon = std::collections::VecDeque::new();
    loop {
        let Some(effect) = effects.pop_front() else {
            let Some(event) = soon.pop_front() else { break };
            give(vec![]);
            tracker::enter(Entry::Event as u32, tracker, event);
            effects.extend(fake::effects());
            continue;
        };
        match effect {
            Effect::Soon { event } => soon.push_back(event),
            Effect::Send { number, .. } => {
                UNDER_WAY.with_borrow_mut(|all| all.entry(tracker).or_default().push(number));
                out.push(effect);
            }
            Effect::Draft {
                target: RETURN, head, ..
            } => value = Some(Value::String(head)),
            Effect::Draft {
                target,
                head,
                tail,
                due,
                ..
            } => {
                let request = if tail.is_empty() {
                    head.clone()
                } else {
                    format!("{head}&{tail}")
                };
                let [before, behind] = ADDED.with_borrow(Clone::clone);
                let request = format!("{before}{request}{behind}");
                give(vec![
                    Js::Text(request),
                    Js::Undefined,
                    Js::Text(head),
                    Js::Number(f64::from(due)),
                ]);
                tracker::enter(Entry::Draft as u32, tracker, target);
                effects.extend(fake::effects());
            }
            Effect::Return(text) => value = Some(Value::String(text)),
            Effect::ReturnJson(json) => value = serde_json::from_str(&json).ok(),
            other => out.push(other),
        }
    }
    (value, out)
}

fn give(arguments: Vec<Js>) {
    with_page(|page| page.arguments = arguments);
}

/// A JSON value as the page would give it.
pub fn js(value: &Value) -> Js {
    match value {
        Value::Null => Js::Null,
        Value::Bool(value) => Js::Bool(*value),
        Value::Number(value) => Js::Number(value.as_f64().unwrap_or(f64::NAN)),
        Value::String(value) => Js::Text(value.clone()),
        Value::Array(items) => Js::List(items.iter().map(js).collect()),
        Value::Object(entries) => Js::Object(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), js(value)))
                .collect(),
        ),
    }
}
