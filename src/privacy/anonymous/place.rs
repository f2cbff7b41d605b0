//! What stands for the page's address and title: the options' own, and of the page's address only what they declare.
//!
//! Parameters are the `a=b` pairs behind a `?`, or directly behind the `#`; anything else in an address is none, and neither is a pair
//! with a name that nobody declared. The preset `matomo` keeps names of the form `\w+`, with the value `XYZ`, as Matomo's plugin
//! does. [`is_address`] and [`is_title`] know what can come of it, without asking the page: they are the last check of a hit.

use super::is_matomo;
use crate::list;
use crate::port::{Value, WINDOW};
use crate::privacy;
use crate::settings::{self, *};
use crate::text::{Text, TextBuilder, TextSlot, Turn};
use crate::url;

/// What stands in the place of a value, or of an event's action, that was not declared.
pub const MASK: &str = "XYZ";

/// The title of a usage report.
const REPORT_TITLE: &str = "System-Report";

/// Masked wherever they are declared.
const SECRETS: &str = list!("token_auth nonce");
const POPOVER: &str = "popover";

/// How names of campaign parameters begin: a masked one would make a campaign of its mask.
const CAMPAIGNS: &str = list!("mtm_ matomo_ pk_ piwik_ utm_");

/// A part of the path longer than this is no name of a part of an application, in bytes.
const WORD: u32 = 64;

/// Shorter queries are none to Matomo's plugin, in bytes.
const SHORT: u32 = 5;

/// The address of a hit.
pub fn address(turn: Turn<'_>) -> Text<'_> {
    let build = turn.build().text(settings::text(turn, ANONYMOUS_URL));
    if settings::is_set(turn, REPORTING) {
        return build.literal(REPORT_PATH).done();
    }
    let Page { query, hash } = Page::read(turn);
    let parameters = if hash.is_empty() { query } else { hash };
    let mut build = build.literal("/");
    if let Some((first, second)) = place(parameters) {
        // Matomo's plugin names the second only where it is an action.
        let names_second = !is_matomo(turn) || value_of(parameters, turn.literal("category")).is_empty();
        let second = second.filter(|_| names_second);
        let second = second.unwrap_or(turn.literal("default"));
        build = build.text(first).literal("/").text(second).literal("/");
    }
    build.literal("?").text(shown_parameters(parameters)).done()
}

/// The address of a hit whose page is not known any more: it was made before the mode was asked for.
pub fn bare_address(turn: Turn<'_>) -> Text<'_> {
    let build = turn.build().text(settings::text(turn, ANONYMOUS_URL));
    build.literal("/?").done()
}

/// The title of a page view, percent-encoded.
pub fn title(turn: Turn<'_>) -> Text<'_> {
    if settings::is_set(turn, REPORTING) {
        return turn.literal(REPORT_TITLE);
    }
    let (in_hash, in_query) = Page::read(turn).places();
    match in_hash.or(in_query) {
        Some((_, (first, second))) => {
            let build = capitalised(turn.build(), first);
            match second {
                Some(second) => capitalised(build.literal("%20"), second).done(),
                None => build.done(),
            }
        }
        None => bare_title(turn),
    }
}

/// The title where nothing else is known, percent-encoded.
pub fn bare_title(turn: Turn<'_>) -> Text<'_> {
    turn.build().encoded(settings::text(turn, ANONYMOUS_TITLE)).done()
}

/// What a Matomo says of its popover, as a custom variable in JSON.
pub fn popover_variable(turn: Turn<'_>) -> Option<Text<'_>> {
    if !is_matomo(turn) || settings::is_set(turn, REPORTING) {
        return None;
    }
    let (in_hash, in_query) = Page::read(turn).places();
    let (parameters, _) = in_hash.or(in_query)?;
    let kind = popover(value_of(parameters, turn.literal(POPOVER)))?;
    let build = turn.build().literal(VARIABLE_START).text(kind);
    Some(build.literal(VARIABLE_END).done())
}

const VARIABLE_START: &str = "{\"1\":[\"popover\",\"";
const VARIABLE_END: &str = "\"]}";

/// Whether a request's `url` is one that [`address`] makes, by the options that there are now.
pub fn is_address(encoded: Text<'_>) -> bool {
    let turn = encoded.turn();
    let url = turn.build().decoded(encoded).done();
    let own = settings::text(turn, ANONYMOUS_URL);
    let rest = url.after(own.len());
    if !url.has_at(0, own) || rest.is(REPORT_PATH) {
        return url.has_at(0, own);
    }
    let mark = rest.find(b'?', 0);
    mark < rest.len() && is_path(rest.cut(0, mark)) && url::pairs(rest.after(mark + 1)).all(is_shown)
}

/// Whether a request's `action_name` is one that [`title`] makes.
pub fn is_title(encoded: Text<'_>) -> bool {
    let turn = encoded.turn();
    let title = turn.build().decoded(encoded).done();
    let space = title.find(b' ', 0);
    let second = title.after(space + 1);
    encoded.same(bare_title(turn))
        || encoded.is(REPORT_TITLE)
        || is_word(title.cut(0, space)) && (space == title.len() || is_word(second))
}

/// Whether a request's `cvar` is one that [`popover_variable`] makes.
pub fn is_popover_variable(encoded: Text<'_>) -> bool {
    let turn = encoded.turn();
    let json = turn.build().decoded(encoded).done();
    let (start, end) = (VARIABLE_START.len() as u32, VARIABLE_END.len() as u32);
    let kind = json.cut(start, json.len().saturating_sub(end));
    let made = turn
        .build()
        .literal(VARIABLE_START)
        .text(kind)
        .literal(VARIABLE_END);
    is_matomo(turn) && is_popover_kind(kind) && json.same(made.done())
}

/// Whether a text is a part of a path: `/`, or `/<word>/<word>/`.
fn is_path(path: Text<'_>) -> bool {
    if path.is("/") {
        return true;
    }
    let middle = path.find(b'/', 1);
    let end = path.find(b'/', middle + 1);
    path.byte(0) == u32::from(b'/')
        && is_word(path.cut(1, middle))
        && is_word(path.cut(middle + 1, end))
        && end + 1 == path.len()
}

/// The page's address as far as it may say anything: the parameters of its query and of its hash.
struct Page<'t> {
    query: Text<'t>,
    hash: Text<'t>,
}

/// The parameters a place was found in, and what they say: a part of the application, and a part of that.
type Place<'t> = (Text<'t>, (Text<'t>, Option<Text<'t>>));

impl<'t> Page<'t> {
    fn read(turn: Turn<'t>) -> Page<'t> {
        // As the browser has it: in an address that was decoded, values can look like names.
        let own = settings::filled(turn, CUSTOM_URL).or_else(|| WINDOW.text(turn, "location.href"));
        let own = own.unwrap_or(turn.empty());
        // What a hash has in it is not read, and so it is to say nothing of what is.
        let read = own.cut(0, own.find(b'#', own.find(b'#', 0) + 1));
        // What the site takes out of addresses for all its hits is none that it declares.
        let url = privacy::sanitize_url(read);
        let hash = url.find(b'#', 0);
        let mark = url.find(b'?', 0).min(hash);
        Page {
            query: declared_parameters(url.cut(mark + 1, hash)),
            hash: declared_parameters(in_hash(url.after(hash + 1))),
        }
    }

    fn places(self) -> (Option<Place<'t>>, Option<Place<'t>>) {
        let found = |parameters| place(parameters).map(|place| (parameters, place));
        (found(self.hash), found(self.query))
    }
}

/// The part of a hash that may hold parameters: all of it, or what stands behind a `?`, as routers write it.
fn in_hash(hash: Text<'_>) -> Text<'_> {
    let mark = hash.find(b'?', 0);
    if mark < hash.len() { hash.after(mark) } else { hash }
}

/// Of a query the pairs that have a name which may be shown, or which says a part of the path.
fn declared_parameters(query: Text<'_>) -> Text<'_> {
    let turn = query.turn();
    if is_matomo(turn) && query.len() < SHORT {
        return turn.empty();
    }
    let query = query.after(u32::from(query.byte(0) == u32::from(b'?')));
    let mut declared = turn.build();
    for pair in url::pairs(query) {
        let (name, _) = url::name_and_value(pair);
        if name.len() < pair.len() && may_be_named(name) {
            let joint = if declared.is_empty() { "" } else { "&" };
            declared = declared.literal(joint).text(pair);
        }
    }
    declared.done()
}

/// Whether a parameter's name may be known: it was declared, or the preset lets it pass.
fn may_be_named(name: Text<'_>) -> bool {
    is_declared(ALLOWED_PARAMETERS, name)
        || is_declared(NUMERIC_IDS, name)
        || is_path_parameter(name)
        || is_matomo(name.turn()) && is_plain(name) && !is_campaign(name)
}

fn is_declared(slot: TextSlot, name: Text<'_>) -> bool {
    // A name with the list's own separator in it could be two.
    let is_one = name.find(crate::text::SEPARATOR, 0) == name.len();
    is_one && settings::text(name.turn(), slot).has_item(name)
}

fn is_path_parameter(name: Text<'_>) -> bool {
    let mut groups = settings::text(name.turn(), PATH_PARAMETERS).items();
    groups.any(|group| {
        let slash = group.find(b'/', 0);
        group.cut(0, slash).same(name) || slash < group.len() && group.after(slash + 1).same(name)
    })
}

/// `\w+`.
fn is_plain(name: Text<'_>) -> bool {
    !name.is_empty() && bytes(name).all(|byte| is_letter(byte) || byte == u32::from(b'_'))
}

fn is_campaign(name: Text<'_>) -> bool {
    let name = name.lower();
    let mut starts = name.turn().literal(CAMPAIGNS).items();
    let turn = name.turn();
    starts.any(|start| name.has_at(0, start))
        || settings::list(turn, CAMPAIGN_NAMES).lower().has_item(name)
        || settings::list(turn, CAMPAIGN_KEYWORDS).lower().has_item(name)
}

/// What the parameters say of the place in the application: the first group with a value counts.
fn place<'t>(parameters: Text<'t>) -> Option<(Text<'t>, Option<Text<'t>>)> {
    let turn = parameters.turn();
    let part = |name: Text<'t>| {
        let value = value_of(parameters, name);
        let part = if is_matomo(turn) { translated(value) } else { value };
        let is_secret = turn.literal(SECRETS).has_item(name);
        Some(part).filter(|part| !is_secret && is_word(*part))
    };
    let found = |group: Text<'t>| {
        let slash = group.find(b'/', 0);
        Some((part(group.cut(0, slash))?, part(group.after(slash + 1))))
    };
    settings::text(turn, PATH_PARAMETERS).items().find_map(found)
}

/// `General_Actions` is how a Matomo names the translation of `Actions`.
fn translated(value: Text<'_>) -> Text<'_> {
    let underscore = value.find(b'_', 0);
    let behind = value.after(underscore + 1);
    let is_named = underscore > 0 && is_word(behind);
    if is_named { behind } else { value }
}

/// Whether a text can name a part of an application: letters, digits, `_`, `-` and `.`, and more than digits, since a number is the
/// id of what somebody made.
fn is_word(text: Text<'_>) -> bool {
    let is_part = |byte| is_letter(byte) || [b'_', b'-', b'.'].iter().any(|own| u32::from(*own) == byte);
    text.len() <= WORD && bytes(text).all(is_part) && bytes(text).any(|byte| !is_digit(byte))
}

/// The parameters that the path does not say, each as it may be shown, as a query.
fn shown_parameters(parameters: Text<'_>) -> Text<'_> {
    let mut query = parameters.turn().build();
    for pair in url::pairs(parameters) {
        let (name, value) = url::name_and_value(pair);
        if !is_path_parameter(name)
            && let Some(shown) = shown(name, value)
        {
            let joint = if query.is_empty() { "" } else { "&" };
            query = query.literal(joint).text(name).literal("=").text(shown);
        }
    }
    query.done()
}

/// What may be shown of a parameter's value; `None` where not even the name may.
fn shown<'t>(name: Text<'t>, value: Text<'t>) -> Option<Text<'t>> {
    let turn = name.turn();
    let is_secret = turn.literal(SECRETS).has_item(name);
    if is_declared(NUMERIC_IDS, name) && !is_secret {
        Some(folded(value))
    } else if is_declared(ALLOWED_PARAMETERS, name) && !is_secret {
        Some(value).filter(|value| is_value(*value))
    } else if !is_matomo(turn) {
        (is_secret && may_be_named(name)).then(|| turn.literal(MASK))
    } else if name.is(POPOVER) {
        Some(popover(value).unwrap_or(turn.literal(MASK)))
    } else {
        may_be_named(name).then(|| turn.literal(MASK))
    }
}

/// Whether a pair of an address is as [`shown`] shows it.
fn is_shown(pair: Text<'_>) -> bool {
    let (name, value) = url::name_and_value(pair);
    let turn = pair.turn();
    let is_popover = is_matomo(turn) && name.is(POPOVER) && is_popover_kind(value);
    let is_secret = turn.literal(SECRETS).has_item(name);
    if is_declared(NUMERIC_IDS, name) && !is_secret {
        is_folded(value)
    } else {
        is_popover || shown(name, value).is_some_and(|shown| shown.same(value))
    }
}

/// Whether a value is one value: what holds further pairs is not what the name was declared for.
fn is_value(value: Text<'_>) -> bool {
    bytes(value).all(|byte| {
        byte >= 32
            && ![b'=', b';', b'#', b'&', b'?']
                .iter()
                .any(|own| u32::from(*own) == byte)
    })
}

/// A number from 1 to 20, so that a large one cannot point at an installation; what is no number is `NaN`.
fn folded(value: Text<'_>) -> Text<'_> {
    let number = Value::of(value).number("");
    if number.is_nan() {
        return value.turn().literal("NaN");
    }
    let folded = (number as u32 % 20 + 19) % 20 + 1;
    value.turn().build().number(folded).done()
}

fn is_folded(value: Text<'_>) -> bool {
    let number = bytes(value).fold(0_u32, |number, digit| {
        number
            .wrapping_mul(10)
            .wrapping_add(digit.wrapping_sub(u32::from(b'0')))
    });
    let is_number = value.len() <= 2 && bytes(value).all(is_digit) && (1..=20).contains(&number);
    is_number || value.is("NaN")
}

/// What kind of popover a Matomo shows: `RowAction$3ARowEvolution$3A..` is `RowAction:RowEvolution`, others are the first word.
fn popover(value: Text<'_>) -> Option<Text<'_>> {
    let turn = value.turn();
    let colon = turn.literal("$3A");
    let end_of = |from: u32| {
        let mut at = value.find(b'$', from);
        while at < value.len() && !value.has_at(at, colon) {
            at = value.find(b'$', at + 1);
        }
        at
    };
    let end = end_of(0);
    let first = value.cut(0, end);
    if end == value.len() || !is_kind_part(first) {
        return None;
    }
    let end_of_second = end_of(end + 3);
    let second = value.cut(end + 3, end_of_second);
    if first.is("RowAction") && end_of_second < value.len() && is_kind_part(second) {
        return Some(turn.build().text(first).literal(":").text(second).done());
    }
    Some(first)
}

/// Whether a text is a kind of popover, as [`popover`] writes it.
fn is_popover_kind(kind: Text<'_>) -> bool {
    let colon = kind.find(b':', 0);
    is_kind_part(kind.cut(0, colon)) && (colon == kind.len() || is_kind_part(kind.after(colon + 1)))
}

fn is_kind_part(text: Text<'_>) -> bool {
    let is_part = |byte| is_letter(byte) || byte == u32::from(b'_') || byte == u32::from(b'.');
    !text.is_empty() && text.len() <= WORD && bytes(text).all(is_part)
}

/// The first value of a parameter; the empty text without one.
fn value_of<'t>(parameters: Text<'t>, name: Text<'t>) -> Text<'t> {
    url::value_in(parameters, name).unwrap_or(parameters.turn().empty())
}

fn capitalised<'t>(build: TextBuilder<'t>, word: Text<'t>) -> TextBuilder<'t> {
    let letter = word.byte(0);
    let is_lower = letter.wrapping_sub(u32::from(b'a')) < 26;
    let first = if is_lower { letter - 32 } else { letter };
    build.byte(first).text(word.after(1))
}

pub(crate) fn bytes(text: Text<'_>) -> impl Iterator<Item = u32> {
    (0..text.len()).map(move |index| text.byte(index))
}

/// An ASCII letter or digit.
pub(crate) fn is_letter(byte: u32) -> bool {
    is_digit(byte) || (byte | 32).wrapping_sub(u32::from(b'a')) < 26
}

pub(crate) fn is_digit(byte: u32) -> bool {
    byte.wrapping_sub(u32::from(b'0')) < 10
}
