//! A page for tests on the host: answers the questions of [`crate::port`] from plain data, and writes down the effects.
//!
//! It has the functions of `src/browser/host.rs` under the same names, so the code above cannot tell them apart. One page
//! a thread.

use crate::text::{SEPARATOR, peek, poke};
use std::cell::RefCell;

mod value;

pub use value::{Js, decoded as decoded_text};

/// What went out.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // The fields are those of the functions of [`crate::effect`].
pub enum Effect {
    Draft {
        route: u32,
        plugin: String,
        head: String,
        tail: String,
        callback: i32,
    },
    Send {
        how: u32,
        url: String,
        body: String,
        content_type: String,
        hooks: String,
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
    Answer(String),
    AnswerValue(String),
    ExpireCookies,
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
    /// Whether the browser has client hints.
    pub has_hints: bool,
    /// Whether plugins want to see every request.
    pub is_hooked: bool,
    /// The regular expressions of the browser: pattern, flags, text.
    pub matches: Option<fn(&str, &str, &str) -> bool>,
    /// The state of chance.
    pub seed: u32,
    /// Paths that were asked for.
    pub paths: Vec<&'static str>,
}

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
    String::from_utf8_lossy(&peek(address)).into_owned()
}

fn emit(effect: Effect) {
    with_page(|page| page.effects.push(effect));
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
    let Some(text) = text else { return -1 };
    let mut end = text.len().min(capacity as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
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
    let length = fill(found.string(), at, capacity);
    if length < 0 {
        -1 - found.kind()
    } else {
        length | found.kind() << 24
    }
}

pub(crate) fn kind(handle: i32, path: u32, _length: u32) -> i32 {
    value(handle, known_path(path)).kind()
}

pub(crate) fn number(handle: i32, path: u32, _length: u32) -> f64 {
    value(handle, known_path(path)).number()
}

pub(crate) fn property(handle: i32, name: u32) -> i32 {
    let property = value(handle, "").property(&string(name));
    with_page(|page| {
        page.arguments.push(property);
        page.arguments.len() as i32
    })
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
    fill(Some(decoded_text(&string(text))), at, capacity)
}

pub(crate) fn absolute(url: u32, at: u32, capacity: u32) -> i32 {
    fill(Some(string(url)), at, capacity)
}

pub(crate) fn matches(pattern: u32, flags: u32, text: u32) -> i32 {
    let matches = with_page(|page| page.matches);
    matches.map_or(0, |matches| {
        i32::from(matches(&string(pattern), &string(flags), &string(text)))
    })
}

pub(crate) fn is_hooked() -> i32 {
    i32::from(with_page(|page| page.is_hooked))
}

pub(crate) fn now() -> f64 {
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

pub(crate) fn draft(route: u32, plugin: u32, head: u32, tail: u32, callback: i32) {
    emit(Effect::Draft {
        route,
        plugin: string(plugin),
        head: string(head),
        tail: string(tail),
        callback,
    });
}

pub(crate) fn send(how: u32, url: u32, body: u32, content_type: u32, hooks: u32) {
    let (url, body, content_type, hooks) = (string(url), string(body), string(content_type), string(hooks));
    emit(Effect::Send {
        how,
        url,
        body,
        content_type,
        hooks,
    });
}

pub(crate) fn after(milliseconds: u32, event: u32) {
    emit(Effect::After { milliseconds, event });
}

pub(crate) fn listen(what: u32, _element: i32) {
    emit(Effect::Listen { what });
}

pub(crate) fn ask_hints() -> i32 {
    emit(Effect::AskHints);
    i32::from(with_page(|page| page.has_hints))
}

pub(crate) fn log(message: u32) {
    emit(Effect::Log(string(message)));
}

pub(crate) fn answer(text: u32) {
    emit(Effect::Answer(string(text)));
}

pub(crate) fn answer_number(number: u32) {
    emit(Effect::AnswerValue(string(number)));
}

pub(crate) fn answer_constant(kind: i32) {
    let name = ["undefined", "null", "false", "true"].get(kind as usize);
    emit(Effect::AnswerValue(name.copied().unwrap_or_default().to_owned()));
}

pub(crate) fn expire_cookies() {
    emit(Effect::ExpireCookies);
}

fn joined(items: Vec<String>) -> String {
    items.join(char::from(SEPARATOR).encode_utf8(&mut [0; 4]))
}
