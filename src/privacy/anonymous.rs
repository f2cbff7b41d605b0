//! Anonymous measurement: what a hit may say where a site wants to know which parts of its software are used, not by whom
//! nor with what data (issue 4).
//!
//! Whatever page, setting, plugin or command made a request, [`cleaned`] is the last to see it and keeps only what it knows.
//! What tells of the page is not cleaned but made anew.

use crate::list;
use crate::port::{self, Value, WINDOW, argument};
use crate::settings::{self, *};
use crate::text::{Build, Text, TextSlot, Turn};
use crate::url;

// ANONYMOUS: not (0), by the site's options, or as Matomo's own plugin does it for a Matomo.
const BY_OPTIONS: u32 = 1;
const AS_MATOMO: u32 = 2;

/// The options, in the order of the slots from ANONYMOUS_URL on, and what they are where a site does not say: the items of a
/// list have `|` between them here.
const OPTIONS: &str = list!("url title allowedParameters numericIds pathParameters");
const STANDARD: &str = list!("https://anonymous.invalid Anonymous");
const MATOMOS: &str = "http://demo.matomo.org\x1fMatomo Web Analytics\x1fperiod|date|pluginName\x1fidSite|idGoal|idDashboard\x1fcategory/subcategory|module/action";

/// A pattern for a request's parameters but for the site's id, numbers that mean nothing outside of Matomo, what the hit is,
/// and a category that is declared: the id and the categories go between its parts.
const UNLESS: &str = "&(?!(idsite=";
const OR: &str = "|(idsite|rec|r|h|m|s|_idn|send_image|ca|ping|idgoal|pf_\\w+)=[\\d.]*|pv_id=\\w{6}|(e_[anv]|c_i|action_name)=[^&]*|(e_c|c_n)=(?!&|$)(";

/// What is left of a hit that may leave: an event says nothing without its category; links, downloads, searches and orders
/// are none of these.
const PASSING: &str = "&(e_c|c_n)=|^(?!.*&[ec]_[ainv]=).*&(action_name=|ping=1|idgoal=[1-9])";

const SECRETS: &str = list!("token_auth nonce");
const POPOVER: &str = "popover";

/// `enableAnonymousMeasurement(options)`.
pub fn enable(turn: Turn<'_>) {
    let options = argument(0);
    let is_matomo = options
        .text(turn, "preset")
        .is_some_and(|preset| preset.is("matomo"));
    turn.set_number(ANONYMOUS, if is_matomo { AS_MATOMO } else { BY_OPTIONS });
    let mut standards = turn.literal(if is_matomo { MATOMOS } else { STANDARD }).items();
    let mut slot = ANONYMOUS_URL;
    for name in turn.literal(OPTIONS).items() {
        let standard = standards.next().unwrap_or(turn.empty());
        let standard = replaced("[|]", turn.literal("\x1f"), standard);
        turn.keep(slot, Some(options.property(name).list(turn).unwrap_or(standard)));
        slot = TextSlot(slot.0 + 1);
    }
    declare(turn, options.property(turn.literal("categories")));
}

/// Lets events and content of these categories pass.
pub fn declare(turn: Turn<'_>, categories: Value) {
    let mut declared = settings::text(turn, CATEGORIES);
    for category in categories.list(turn).unwrap_or(turn.empty()).items() {
        declared = declared.joined(exactly(category));
    }
    turn.keep(CATEGORIES, Some(declared));
}

/// The request without what it may not say; the empty text where nothing of it may leave.
pub fn cleaned<'t>(turn: Turn<'t>, request: Text<'t>) -> Text<'t> {
    if !settings::is_set(turn, ANONYMOUS) {
        return request;
    }
    let page = Page::read(turn);
    let declared = if page.is_report {
        turn.literal("[^&]*)|_cvar=([^&]*")
    } else {
        settings::text(turn, CATEGORIES)
    };
    let unknown = turn
        .build()
        .literal(UNLESS)
        .text(exactly(settings::text(turn, SITE_ID)))
        .literal(OR)
        .text(declared)
        .literal("))(&|$))[^&]*")
        .done();
    let request = turn.build().literal("&").text(request).done();
    let known = port::replaced(unknown, turn.empty(), request);
    if url::found(PASSING, known).is_none() {
        return turn.empty();
    }
    let title = page.title(turn.build().literal("action_name="));
    let known = replaced("action_name=[^&]*", title, known);
    turn.build()
        .literal("url=")
        .encoded(page.address(turn.build()))
        .text(known)
        .done()
}

/// A pattern for a text as requests have it.
fn exactly(text: Text<'_>) -> Text<'_> {
    let turn = text.turn();
    replaced("[.*()]", turn.literal("\\$&"), turn.build().encoded(text).done())
}

/// What the page's address says of the place in the application: the parameters of its query and its hash, as lists.
#[derive(Clone, Copy)]
struct Page<'t> {
    query: Text<'t>,
    hash: Text<'t>,
    is_matomo: bool,
    is_report: bool,
}

impl<'t> Page<'t> {
    fn read(turn: Turn<'t>) -> Page<'t> {
        // As the browser has it: in an address that was decoded, values can look like names.
        let own = settings::filled(turn, CUSTOM_URL).or_else(|| WINDOW.text(turn, "location.href"));
        let is_matomo = turn.number(ANONYMOUS) == AS_MATOMO;
        let parameters = |before| {
            let pattern = turn
                .build()
                .literal(before)
                // Matomo's plugin takes no notice of what is shorter.
                .literal(if is_matomo { "(?=[^#]{5})" } else { "" })
                .literal("\\??([^#\\x1f]*=[^#\\x1f]*)")
                .done();
            let found = port::capture(pattern, turn.empty(), own.unwrap_or(turn.empty()));
            replaced("&", turn.literal("\x1f"), found.unwrap_or(turn.empty()))
        };
        Page {
            query: parameters("^[^#?]*[?]"),
            hash: parameters("#"),
            is_matomo,
            is_report: settings::is_set(turn, REPORTING),
        }
    }

    /// What the parameters say of the place in the application; the second text may be empty.
    fn place(self, parameters: Text<'t>) -> Option<(Text<'t>, Text<'t>)> {
        let turn = parameters.turn();
        let value = |name: Text<'t>| {
            let value = if turn.literal(SECRETS).has_item(name) {
                turn.empty()
            } else {
                value_of(parameters, name)
            };
            // `General_Actions` is how a Matomo names the translation of `Actions`; a number is the id of what a visitor made.
            url::found(
                if self.is_matomo {
                    "^(?:[^_]+_)?(?!\\d+$)(.+)"
                } else {
                    "^(?!\\d+$)(.+)"
                },
                value,
            )
        };
        let found = |group: Text<'t>| {
            let slash = group.find(b'/', 0);
            Some((
                value(group.cut(0, slash))?,
                value(group.after(slash + 1)).unwrap_or(turn.empty()),
            ))
        };
        settings::text(turn, PATH_PARAMETERS).items().find_map(found)
    }

    /// `<url>/<first>/<second>/?a=b&c=XYZ`.
    fn address(self, build: Build<'t>) -> Text<'t> {
        let turn = self.query.turn();
        let build = build.text(settings::text(turn, ANONYMOUS_URL));
        if self.is_report {
            return build.literal(REPORT_PATH).done();
        }
        let parameters = if self.hash.is_empty() {
            self.query
        } else {
            self.hash
        };
        let mut build = build.literal("/");
        if let Some((first, second)) = self.place(parameters) {
            // Matomo's plugin names the second only where it is an action.
            let names_second = !self.is_matomo || value_of(parameters, turn.literal("category")).is_empty();
            build = build
                .text(first)
                .literal("/")
                .text(if names_second && !second.is_empty() {
                    second
                } else {
                    turn.literal("default")
                })
                .literal("/");
        }
        build.literal("?").text(self.masked(parameters)).done()
    }

    /// The parameters that the path does not say, as a query.
    fn masked(self, parameters: Text<'t>) -> Text<'t> {
        let turn = parameters.turn();
        let told = replaced("/", turn.literal("\x1f"), settings::text(turn, PATH_PARAMETERS));
        let mut query = turn.build();
        for parameter in parameters.items() {
            let equals = parameter.find(b'=', 0);
            let (name, value) = (parameter.cut(0, equals), parameter.after(equals + 1));
            // Without a value a name may be one itself: `?words-that-were-looked-for`.
            if told.has_item(name) || equals == parameter.len() {
                continue;
            }
            let is_in = |slot| settings::text(turn, slot).has_item(name);
            let shown = if turn.literal(SECRETS).has_item(name) {
                None
            } else if is_in(NUMERIC_IDS) {
                Some(folded(value))
            } else if is_in(ALLOWED_PARAMETERS) {
                Some(value)
            } else if self.is_matomo && name.is(POPOVER) {
                popover(value)
            } else {
                None
            };
            query = query
                .literal("&")
                .text(name)
                .literal("=")
                .text(shown.unwrap_or_else(|| turn.literal("XYZ")));
        }
        query.done().after(1)
    }

    /// The title, and behind it what a Matomo says of its popover.
    fn title(self, query: Build<'t>) -> Text<'t> {
        let turn = self.query.turn();
        if self.is_report {
            return query.literal("System-Report").done();
        }
        let in_hash = self.place(self.hash);
        let parameters = if in_hash.is_some() { self.hash } else { self.query };
        let Some((first, second)) = in_hash.or_else(|| self.place(parameters)) else {
            return query.encoded(settings::text(turn, ANONYMOUS_TITLE)).done();
        };
        let query = capitalised(
            capitalised(query, first).literal(if second.is_empty() { "" } else { "%20" }),
            second,
        );
        match popover(value_of(parameters, turn.literal(POPOVER))) {
            Some(popover) if self.is_matomo => query
                .literal("&cvar=")
                .encoded(
                    turn.build()
                        .literal("{\"1\":[\"popover\",\"")
                        .text(popover)
                        .literal("\"]}")
                        .done(),
                )
                .done(),
            _ => query.done(),
        }
    }
}

/// The first value of a parameter; the empty text without one.
fn value_of<'t>(parameters: Text<'t>, name: Text<'t>) -> Text<'t> {
    let wanted = parameters.turn().build().text(name).literal("=").done();
    let mut found = parameters.items().filter(|parameter| parameter.has_at(0, wanted));
    found.next().map_or(parameters.turn().empty(), |parameter| {
        parameter.after(wanted.len())
    })
}

/// A number from 1 to 20, so that a large one cannot point at an installation.
fn folded(value: Text<'_>) -> Text<'_> {
    let number = Value::of(value).number("");
    if number.is_nan() {
        return value.turn().literal("NaN");
    }
    value
        .turn()
        .build()
        .number((number as u32 % 20 + 19) % 20 + 1)
        .done()
}

/// What kind of popover a Matomo shows: `RowAction$3ARowEvolution$3A..` is `RowAction:RowEvolution`, others are the first word.
fn popover(value: Text<'_>) -> Option<Text<'_>> {
    let kind = url::found("^(RowAction\\$3A[\\w.]*|[\\w.]+)\\$3A", value)?;
    Some(replaced("\\$3A", kind.turn().literal(":"), kind))
}

fn capitalised<'t>(query: Build<'t>, word: Text<'t>) -> Build<'t> {
    let word = port::decoded(word);
    let letter = word.byte(0);
    if letter.wrapping_sub(97) < 26 {
        query.byte(letter - 32).encoded(word.after(1))
    } else {
        query.encoded(word)
    }
}

#[inline(never)]
fn replaced<'t>(pattern: &'static str, replacement: Text<'t>, text: Text<'t>) -> Text<'t> {
    port::replaced(text.turn().literal(pattern), replacement, text)
}
