//! The questions the core may ask the page, and nothing else: values of the page by handle and path, the clock, chance,
//! and the few built-ins that only the browser has. On the host `src/fake.rs` has the values.
//!
//! A question never fails: what throws, is missing, or is not of the asked type is `None`, zero or not a number.

#[cfg(any(target_arch = "wasm32", not(feature = "fake")))]
use crate::browser::host;
#[cfg(all(feature = "fake", not(target_arch = "wasm32")))]
use crate::fake as host;
pub use crate::protocol::Kind;
use crate::protocol::{ABSENT, KIND_SHIFT, Search};
use crate::text::{Text, Turn};

/// A value that stays in JavaScript, by the number the shim knows it under. Valid during the turn, unless kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value(i32);

fn kind_of(number: i32) -> Kind {
    Kind::from_number(number as u32).unwrap_or(Kind::Undefined)
}

/// The page's `window`.
pub const WINDOW: Value = Value(0);

/// The argument of a command, or of an event that comes in, counted from 0.
pub fn argument(index: u32) -> Value {
    Value(index as i32 + 1)
}

/// The number of an argument that nobody gives.
pub const NOTHING: u32 = 1 << 20;

impl Value {
    /// The value, or the one at a path of property names joined by dots, as a text: what `String(value)` gives.
    /// `None` for `undefined` and `null`.
    pub fn text<'t>(self, turn: Turn<'t>, path: &'static str) -> Option<Text<'t>> {
        let (kind, text) = self.read(turn, path);
        text.filter(|_| kind != Kind::Null)
    }

    /// What the value at a path is, and its text; `None` for `undefined` alone.
    #[inline(never)]
    pub fn read<'t>(self, turn: Turn<'t>, path: &'static str) -> (Kind, Option<Text<'t>>) {
        let (at, capacity) = turn.import_buffer();
        let read = host::read(self.0, host::literal(path), path.len() as u32, at, capacity);
        if read == ABSENT {
            return (Kind::Undefined, None);
        }
        // A length has 23 bits; what the value is stands above it.
        let kind = kind_of(read >> KIND_SHIFT);
        let text = turn.finish_import(read & ((1 << KIND_SHIFT) - 1));
        let is_number = kind == Kind::Number;
        (
            kind,
            text.map(|text| if is_number { text.as_number() } else { text }),
        )
    }

    /// Whether JavaScript takes the value for true.
    pub fn is_truthy(self) -> bool {
        host::is_truthy(self.0) != 0
    }

    /// What the value is.
    pub fn kind(self) -> Kind {
        self.kind_at("")
    }

    /// What the value at a path is.
    #[inline(never)]
    pub fn kind_at(self, path: &'static str) -> Kind {
        kind_of(host::kind(self.0, host::literal(path), path.len() as u32))
    }

    /// The number at a path; not a number where there is none.
    #[inline(never)]
    pub fn number(self, path: &'static str) -> f64 {
        host::number(self.0, host::literal(path), path.len() as u32)
    }

    /// A property by a name that is not known beforehand.
    pub fn property(self, name: Text<'_>) -> Value {
        Value(host::property(self.0, name.address()))
    }

    /// The value as a list: an array's items, a string as the one item; `None` for what is neither.
    pub fn list(self, turn: Turn<'_>) -> Option<Text<'_>> {
        let (at, capacity) = turn.import_buffer();
        turn.finish_import(host::list(self.0, at, capacity))
    }

    /// The names of an object's own properties as a list.
    pub fn keys(self, turn: Turn<'_>) -> Option<Text<'_>> {
        let (at, capacity) = turn.import_buffer();
        turn.finish_import(host::keys(self.0, at, capacity))
    }

    /// A text as a string of the page.
    pub fn of(text: Text<'_>) -> Value {
        Value(host::string_of(text.address()))
    }

    /// The value as JSON, an object without some of its properties (a list); `None` if it has no JSON.
    pub fn json<'t>(self, without: Text<'t>) -> Option<Text<'t>> {
        let (at, capacity) = without.turn().import_buffer();
        without
            .turn()
            .finish_import(host::json(self.0, without.address(), at, capacity))
    }

    /// The node itself or the first below it that matches a selector; the first selector of a list that any matches.
    pub fn find(self, selector: &'static str) -> Option<Value> {
        self.search(selector, Search::Below)
    }

    /// The node itself or the nearest above it that matches a selector.
    pub fn closest(self, selector: &'static str) -> Option<Value> {
        self.search(selector, Search::Above)
    }

    /// Whether the node matches a selector.
    pub fn matches(self, selector: &'static str) -> bool {
        self.search(selector, Search::Itself).is_some()
    }

    #[inline(never)]
    fn search(self, selector: &'static str, way: Search) -> Option<Value> {
        let found = host::find(self.0, host::literal(selector), selector.len() as u32, way as i32);
        (found >= 0).then_some(Value(found))
    }

    /// The value of an attribute, of the element itself or the first below it, where it is not empty; without the white
    /// space around it.
    #[inline(never)]
    pub fn find_attribute<'t>(self, turn: Turn<'t>, attribute: &'static str) -> Option<Text<'t>> {
        let (at, capacity) = turn.import_buffer();
        let length = attribute.len() as u32;
        turn.finish_import(host::find_attribute(
            self.0,
            host::literal(attribute),
            length,
            at,
            capacity,
        ))
    }

    /// Whether the other node is this one or inside it.
    pub fn contains(self, other: Value) -> bool {
        host::contains(self.0, other.0) != 0
    }

    /// The link a click event is on, through open shadow roots.
    pub fn link(self) -> Option<Value> {
        let found = host::link(self.0);
        (found >= 0).then_some(Value(found))
    }

    /// The value by a number that stays valid; for callbacks. 0 if it is no function.
    pub fn hook(self) -> u32 {
        host::hook(self.0) as u32
    }

    /// The handle, for the other side of the FFI boundary.
    pub(crate) fn handle(self) -> i32 {
        self.0
    }
}

/// The navigation's timings: `PerformanceTiming` (milliseconds since 1970), where there is none `PerformanceNavigationTiming` (since
/// the navigation).
pub fn navigation() -> Value {
    Value(host::navigation())
}

/// The text decoded by `decodeURIComponent`, or by `unescape` where that throws, as matomo.js does it.
pub fn decoded(text: Text<'_>) -> Text<'_> {
    let (at, capacity) = text.turn().import_buffer();
    text.turn()
        .finish_import(host::decoded(text.address(), at, capacity))
        .unwrap_or(text)
}

/// The address against the document's base, as the browser's `URL` writes it; itself where that throws.
pub fn absolute(url: Text<'_>) -> Text<'_> {
    let (at, capacity) = url.turn().import_buffer();
    url.turn()
        .finish_import(host::absolute(url.address(), at, capacity))
        .unwrap_or(url)
}

/// What the first group of a regular expression matches in a text, the empty text if it has no group. `None` where it does
/// not match, and for one that is not valid, nor in the empty text. A list in it means any of its items.
#[inline(never)]
pub fn capture<'t>(pattern: Text<'t>, flags: Text<'t>, text: Text<'t>) -> Option<Text<'t>> {
    if text.is_empty() {
        return None;
    }
    let (at, capacity) = text.turn().import_buffer();
    let length = host::capture(pattern.address(), flags.address(), text.address(), at, capacity);
    text.turn().finish_import(length)
}

/// What [`verdicts`] says of a name that no exclusion means.
pub const WANTED: u8 = b'0';

/// How many letters of a name exclusions' patterns have to look at. A longer one is none that a page has for a parameter of
/// its own, and some patterns take very long for it: with any pattern it is excluded unread.
const MAX_NAME_LENGTH: u32 = 256;

/// Which of the names, with an `&` behind each, one of the exclusions means: a byte for each, [`WANTED`] where none does. An
/// exclusion is a name or a `/pattern/flags`; a pattern that is not valid means none. The empty text where that cannot be said.
///
/// One question for all names, since one for each would be one for each exclusion too.
pub fn verdicts<'t>(names: Text<'t>, exclusions: Text<'t>) -> Text<'t> {
    let turn = names.turn();
    let (at, capacity) = turn.import_buffer();
    let length = host::verdicts(
        names.address(),
        exclusions.address(),
        MAX_NAME_LENGTH,
        at,
        capacity,
    );
    turn.finish_import(length).unwrap_or(turn.empty())
}

/// A JSON object with a property set to a value, or without it where that is empty. An empty key drops the properties
/// that hold an empty string.
pub fn json_set<'t>(object: Text<'t>, key: Text<'t>, json: Text<'t>) -> Text<'t> {
    let (at, capacity) = object.turn().import_buffer();
    let length = host::json_set(object.address(), key.address(), json.address(), at, capacity);
    object.turn().finish_import(length).unwrap_or(object)
}

/// The values of a JSON object, arrays each, as a JSON array; what is `null` or empty in them is what `defaults` has there.
pub fn json_rows<'t>(object: Text<'t>, defaults: Text<'t>) -> Option<Text<'t>> {
    let (at, capacity) = object.turn().import_buffer();
    object.turn().finish_import(host::json_rows(
        object.address(),
        defaults.address(),
        at,
        capacity,
    ))
}

/// The first five arguments as a JSON array, `null` for each that was not given.
pub fn item(turn: Turn<'_>) -> Option<Text<'_>> {
    let (at, capacity) = turn.import_buffer();
    turn.finish_import(host::item(at, capacity))
}

/// A property of a JSON object as JSON.
pub fn json_get<'t>(object: Text<'t>, key: Text<'t>) -> Option<Text<'t>> {
    let (at, capacity) = object.turn().import_buffer();
    object
        .turn()
        .finish_import(host::json_get(object.address(), key.address(), at, capacity))
}

/// What the site's consent store has under a name; `undefined` where there is none.
pub fn load_consent(name: Text<'_>) -> Value {
    Value(host::load_consent(name.address()))
}

/// Whether the Matomo at an address shows the page in its page overlay for a site.
pub fn is_overlay<'t>(site: Text<'t>, matomo: Text<'t>) -> bool {
    host::overlay(site.address(), matomo.address()) != 0
}

/// Which texts of a list a set does not have: a byte for each, [`KNOWN`] where it has it; from now on it has all of them. It stands
/// in the shim, since what stands in the core is moved at each change, and a set by the number of [`fresh_set`] has all of a page view.
pub fn are_new(set: u32, texts: Text<'_>) -> Text<'_> {
    let (at, capacity) = texts.turn().import_buffer();
    texts
        .turn()
        .finish_import(host::are_new(set, texts.address(), at, capacity))
        .unwrap_or(texts.turn().empty())
}

/// What [`are_new`] says of a text that the set had.
pub const KNOWN: u8 = b'0';

/// The number of a new set for [`are_new`], in the place of another, 0 for none.
pub fn fresh_set(old: u32) -> u32 {
    host::fresh_set(old) as u32
}

/// Whether plugins or the site's own processing want to see every request.
pub fn is_hooked() -> bool {
    host::is_hooked() != 0
}

/// Milliseconds since 1970, for what is a date: the visitor may set the clock at any time.
pub fn now() -> f64 {
    host::now()
}

/// Milliseconds on a clock that nobody sets, modulo 2^32, for the time between two events.
pub fn elapsed() -> u32 {
    host::elapsed() as u64 as u32
}

/// Seconds since midnight on the visitor's clock.
pub fn local_seconds() -> u32 {
    host::local_seconds() as u32
}

/// A whole number from 0 up to but not including `bound`, at random.
pub fn random(bound: u32) -> u32 {
    (host::random() * f64::from(bound)) as u32
}
