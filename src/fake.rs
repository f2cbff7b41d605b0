//! A page for tests on the host: responds to the questions of [`crate::port`] from plain data, and writes down the effects.
//!
//! It has the functions of `src/browser/host.rs` under the same names, so the code above cannot distinguish them. One page
//! a thread.

use crate::protocol::{ABSENT, Effect as Number, KIND_SHIFT, WAY_BITS, imports};
use crate::text::{SEPARATOR, peek, poke};
use fancy_regex::Regex;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

mod dom;
mod more;
mod value;

pub(crate) use more::*;
pub use value::{Js, decoded as decoded_text};

/// What went out, by the names of [`crate::protocol::Effect`]. `ReturnJson` is also a number, a constant or a list, as JSON.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // The fields are those of the functions of [`crate::effect`].
pub enum Effect {
    Draft {
        target: u32,
        plugin: String,
        head: String,
        tail: String,
        callback: i32,
        due: u32,
    },
    Send {
        how: u32,
        otherwise: Vec<u32>,
        number: u32,
        bytes: u32,
        url: String,
        body: String,
        content_type: String,
        hooks: String,
    },
    Notify {
        success: bool,
    },
    Soon {
        event: u32,
    },
    After {
        milliseconds: u32,
        event: u32,
    },
    Listen {
        what: u32,
    },
    AskHints,
    Log(String),
    Return(String),
    ReturnJson(String),
    ExpireCookies,
    Scan {
        how: u32,
    },
    SetHref(String),
    SaveConsent {
        name: String,
        hours: Js,
    },
    RemoveConsent(String),
    ShowOverlay {
        matomo: String,
        site: String,
    },
    CloseWindow,
    BeginView {
        address: String,
        referrer: String,
    },
    EndView,
    Explain(String),
}

/// The page of this thread.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The `window`.
    pub window: Js,
    /// The navigation's timings.
    pub navigation: Js,
    /// The arguments of the command or event.
    pub arguments: Vec<Js>,
    /// What went out since it was last taken.
    pub effects: Vec<Effect>,
    /// Milliseconds since 1970.
    pub now: f64,
    /// By how many milliseconds the visitor has set the clock.
    pub clock_set_by: f64,
    /// Whether the browser has client hints.
    pub has_hints: bool,
    /// Whether plugins want to see every request.
    pub is_hooked: bool,
    /// The state of the random numbers.
    pub seed: u32,
    /// What the site's consent store has, by name.
    pub store: Vec<(String, Js)>,
    /// The site whose page overlay this page is in, and where the Matomo is that shows it.
    pub overlay: Option<[String; 2]>,
    /// The sets of texts that were asked about.
    pub sets: Vec<BTreeSet<String>>,
    /// How many bytes of texts came from the core and went to it.
    pub crossed: usize,
    /// What the page's replaced built-ins say instead of what they are asked.
    pub lie: Option<String>,
    /// Paths that were asked for.
    pub paths: Vec<&'static str>,
}

// The same functions as the browser's, or this does not compile.
macro_rules! check {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(const _: fn($($type),*) -> $result = $name;)*
    };
}
imports!(check);

thread_local! {
    static PAGE: RefCell<Page> = RefCell::new(Page::default());
}

/// Looks at the page, or changes it.
pub fn with_page<R>(work: impl FnOnce(&mut Page) -> R) -> R {
    PAGE.with_borrow_mut(work)
}

/// Takes what went out so far.
pub fn effects() -> Vec<Effect> {
    with_page(|page| core::mem::take(&mut page.effects))
}

fn string(address: u32) -> String {
    let bytes = peek(address);
    with_page(|page| page.crossed += bytes.len());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn value(handle: i32, path: &str) -> Js {
    with_page(|page| match handle {
        0 => page.window.at(path),
        i32::MAX => page.navigation.at(path),
        index => page
            .arguments
            .get(index as usize - 1)
            .map_or(Js::Undefined, |value| value.at(path)),
    })
}

fn fill(text: Option<String>, at: u32, capacity: u32) -> i32 {
    let Some(text) = text else { return ABSENT };
    let mut end = text.len().min(capacity as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    with_page(|page| page.crossed += end);
    poke(at, text.as_bytes().get(..end).unwrap_or_default());
    end as i32
}

pub(crate) fn literal(path: &'static str) -> u32 {
    with_page(|page| {
        page.paths.push(path);
        page.paths.len() as u32 - 1
    })
}

pub(crate) fn read(handle: i32, path: u32, _length: u32, at: u32, capacity: u32) -> i32 {
    let found = value(handle, known_path(path));
    let text = if found == Js::Null {
        Some("null".to_owned())
    } else {
        found.string()
    };
    let length = fill(text, at, capacity);
    if length < 0 {
        length
    } else {
        length | found.kind() << KIND_SHIFT
    }
}

pub(crate) fn is_truthy(handle: i32) -> i32 {
    i32::from(match value(handle, "") {
        Js::Undefined | Js::Null | Js::Bool(false) => false,
        Js::Number(number) => number != 0.0 && !number.is_nan(),
        Js::Text(text) => !text.is_empty(),
        _ => true,
    })
}

pub(crate) fn kind(handle: i32, path: u32, _length: u32) -> i32 {
    value(handle, known_path(path)).kind()
}

pub(crate) fn number(handle: i32, path: u32, _length: u32) -> f64 {
    value(handle, known_path(path)).number()
}

pub(crate) fn property(handle: i32, name: u32) -> i32 {
    more::known(value(handle, "").property(&string(name)))
}

fn known_path(path: u32) -> &'static str {
    with_page(|page| page.paths.get(path as usize).copied().unwrap_or_default())
}

pub(crate) fn list(handle: i32, at: u32, capacity: u32) -> i32 {
    fill(value(handle, "").list().map(joined), at, capacity)
}

pub(crate) fn keys(handle: i32, at: u32, capacity: u32) -> i32 {
    fill(value(handle, "").keys().map(joined), at, capacity)
}

pub(crate) fn json(handle: i32, without: u32, at: u32, capacity: u32) -> i32 {
    let without = string(without);
    let without: Vec<&str> = without.split(char::from(SEPARATOR)).collect();
    fill(value(handle, "").json_without(&without), at, capacity)
}

pub(crate) fn link(handle: i32) -> i32 {
    let target = value(handle, "target");
    if target != Js::Undefined {
        let body = value(0, "document.body");
        return dom::find(&body, &target, "a,area", 1).map_or(-1, more::known);
    }
    // An event of a link alone may be the link itself.
    if matches!(value(handle, "href"), Js::Undefined) {
        -1
    } else {
        handle
    }
}

pub(crate) fn hook(handle: i32) -> i32 {
    if matches!(value(handle, ""), Js::Function) {
        handle
    } else {
        0
    }
}

pub(crate) fn navigation() -> i32 {
    i32::MAX
}

pub(crate) fn decoded(text: u32, at: u32, capacity: u32) -> i32 {
    fill(lie().or_else(|| Some(decoded_text(&string(text)))), at, capacity)
}

pub(crate) fn absolute(url: u32, at: u32, capacity: u32) -> i32 {
    fill(lie().or_else(|| Some(string(url))), at, capacity)
}

fn lie() -> Option<String> {
    with_page(|page| page.lie.clone())
}

pub(crate) fn capture(pattern: u32, flags: u32, text: u32, at: u32, capacity: u32) -> i32 {
    if let Some(lie) = lie() {
        return fill(Some(lie), at, capacity);
    }
    let (pattern, text) = (built(string(pattern), string(flags)), string(text));
    let found = pattern.and_then(|pattern| {
        let found = pattern.captures(&text).ok()??;
        Some(
            found
                .get(1)
                .map_or_else(String::new, |group| group.as_str().to_owned()),
        )
    });
    fill(found, at, capacity)
}

pub(crate) fn verdicts(names: u32, exclusions: u32, longest: u32, at: u32, capacity: u32) -> i32 {
    let (names, exclusions) = (string(names), string(exclusions));
    let (patterns, exact): (Vec<_>, Vec<_>) = exclusions
        .split(char::from(SEPARATOR))
        .map(|exclusion| match exclusion.strip_prefix('/') {
            // One that nothing ends cannot be read.
            Some(rest) => Ok(rest.rsplit_once('/').unwrap_or(("(", ""))),
            None => Err(exclusion),
        })
        .partition(Result::is_ok);
    let exact: BTreeSet<&str> = exact.into_iter().filter_map(Result::err).collect();
    let patterns: Vec<Regex> = patterns
        .into_iter()
        .flatten()
        .filter_map(|(pattern, flags)| {
            // One that cannot be read may have meant any name.
            built(pattern.to_owned(), flags.to_owned()).or_else(|| built("^".to_owned(), String::new()))
        })
        .collect();
    let matches_exclusion = |name: &str| {
        let is_long = name.encode_utf16().count() > longest as usize;
        let is_matched = || {
            patterns
                .iter()
                .any(|pattern| pattern.is_match(name).unwrap_or_default())
        };
        !name.is_empty() && (exact.contains(name) || !patterns.is_empty() && (is_long || is_matched()))
    };
    let verdicts = names
        .split('&')
        .map(|name| if matches_exclusion(name) { '1' } else { '0' });
    fill(Some(verdicts.collect()), at, capacity)
}

/// A pattern as the crate has it. The core's own are few, and to build one takes longer than all the rest.
fn built(pattern: String, flags: String) -> Option<Regex> {
    static BUILT: LazyLock<Mutex<BTreeMap<[String; 2], Option<Regex>>>> = LazyLock::new(Mutex::default);
    const MOST: usize = 1000;
    let mut built = BUILT.lock().ok()?;
    if built.len() > MOST {
        built.clear();
    }
    let pattern = built
        .entry([pattern, flags])
        .or_insert_with_key(|[pattern, flags]| {
            // JavaScript's "any letter, line ends too" in the words of the crate.
            let pattern = pattern
                .replace(char::from(SEPARATOR), "|")
                .replace("[^]", "(?s:.)");
            let flag = if flags.contains('i') { "(?i)" } else { "" };
            Regex::new(&format!("{flag}{pattern}")).ok()
        });
    pattern.clone()
}

pub(crate) fn is_hooked() -> i32 {
    i32::from(with_page(|page| page.is_hooked))
}

pub(crate) fn now() -> f64 {
    with_page(|page| page.now + page.clock_set_by)
}

pub(crate) fn elapsed() -> f64 {
    with_page(|page| page.now)
}

pub(crate) fn local_seconds() -> f64 {
    now() / 1000.0 % 86_400.0
}

pub(crate) fn random() -> f64 {
    with_page(|page| {
        page.seed = page.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(page.seed) / 4_294_967_296.0
    })
}

pub(crate) fn ask_hints() -> i32 {
    with_page(|page| page.effects.push(Effect::AskHints));
    i32::from(with_page(|page| page.has_hints))
}

#[allow(clippy::too_many_arguments)]
pub(crate) fn emit(effect: u32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32) {
    let text = |address: i32| string(address as u32);
    let number = |number: i32| number as u32;
    let Some(effect) = Number::from_number(effect) else {
        return;
    };
    let out = match effect {
        Number::Soon => Effect::Soon { event: number(a) },
        Number::Draft => Effect::Draft {
            target: number(a),
            plugin: text(b),
            head: text(c),
            tail: text(d),
            callback: e,
            due: number(f),
        },
        Number::Send => Effect::Send {
            how: way(a, 0),
            otherwise: (1..3).map(|place| way(a, place)).collect(),
            number: number(b),
            url: text(c),
            body: text(d),
            bytes: peek(e as u32).len() as u32,
            content_type: text(f),
            hooks: text(g),
        },
        Number::Notify => Effect::Notify {
            success: b == crate::protocol::Kind::True as i32,
        },
        Number::After => Effect::After {
            milliseconds: number(a),
            event: number(b),
        },
        Number::Listen => Effect::Listen { what: number(a) },
        Number::Log => Effect::Log(text(a)),
        Number::Return => Effect::Return(text(a)),
        Number::ReturnNumber | Number::ReturnJson => Effect::ReturnJson(text(a)),
        Number::ReturnConstant => {
            let name = ["undefined", "null", "false", "true"].get(a as usize);
            Effect::ReturnJson(name.copied().unwrap_or_default().to_owned())
        }
        Number::ExpireCookies => Effect::ExpireCookies,
        Number::ReturnList => {
            let list = text(a);
            let items: Vec<&str> = list.split(char::from(SEPARATOR)).collect();
            Effect::ReturnJson(serde_json::Value::from(items).to_string())
        }
        Number::Scan => Effect::Scan { how: number(a) },
        Number::SetHref => Effect::SetHref(text(b)),
        Number::SaveConsent => Effect::SaveConsent {
            name: text(a),
            hours: value(b, ""),
        },
        Number::RemoveConsent => Effect::RemoveConsent(text(a)),
        Number::ShowOverlay => Effect::ShowOverlay {
            matomo: text(a),
            site: text(b),
        },
        Number::CloseWindow => Effect::CloseWindow,
        Number::BeginView => Effect::BeginView {
            address: text(a),
            referrer: text(b),
        },
        Number::EndView => Effect::EndView,
        Number::Explain => Effect::Explain(text(a)),
    };
    with_page(|page| page.effects.push(out));
}

/// The way at a place among those that a request may leave.
fn way(ways: i32, place: u32) -> u32 {
    ((ways as u32 >> (place * WAY_BITS)) % (1 << WAY_BITS)) - 1
}

fn joined(items: Vec<String>) -> String {
    items.join(char::from(SEPARATOR).encode_utf8(&mut [0; 4]))
}
