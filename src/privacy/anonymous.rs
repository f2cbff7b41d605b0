//! Anonymous measurement: what a hit may say where a site wants to know which parts of its software are used, not by whom
//! nor with what data (issue 4).
//!
//! Whatever page, setting, plugin or command made a request, [`cleaned`] is the last to see it and keeps only what it knows.
//! What tells of the page is not cleaned but made anew. The options' lists are kept as alternatives of a pattern.

use crate::list;
use crate::port::{self, Value, WINDOW, argument};
use crate::settings::{self, *};
use crate::text::{Build, Text, Turn};
use crate::url;

// ANONYMOUS: not (0), by the site's options, or as Matomo's own plugin does it for a Matomo.
const BY_OPTIONS: u32 = 1;
const AS_MATOMO: u32 = 2;

/// `enableAnonymousMeasurement(options)`.
pub fn enable(turn: Turn<'_>) {
    let options = argument(0);
    let is_matomo = options
        .text(turn, "preset")
        .is_some_and(|preset| preset.is("matomo"));
    turn.set_number(ANONYMOUS, if is_matomo { AS_MATOMO } else { BY_OPTIONS });
    let keep = |slot, name, standard, matomos| {
        let otherwise = turn.literal(if is_matomo { matomos } else { standard });
        let given = options.property(turn.literal(name)).list(turn);
        turn.keep(slot, Some(given.unwrap_or(otherwise)));
    };
    keep(
        ANONYMOUS_URL,
        "url",
        "https://anonymous.invalid",
        "http://demo.matomo.org",
    );
    keep(ANONYMOUS_TITLE, "title", "Anonymous", "Matomo Web Analytics");
    keep(
        ALLOWED_PARAMETERS,
        "allowedParameters",
        "",
        list!("period date pluginName"),
    );
    keep(NUMERIC_IDS, "numericIds", "", list!("idSite idGoal idDashboard"));
    keep(
        PATH_PARAMETERS,
        "pathParameters",
        "",
        list!("category/subcategory module/action"),
    );
    declare(turn, options.property(turn.literal("categories")));
}

/// Lets events and content of these categories pass.
pub fn declare(turn: Turn<'_>, categories: Value) {
    let mut declared = settings::text(turn, CATEGORIES);
    for category in categories.list(turn).unwrap_or(turn.empty()).items() {
        // As requests have it.
        declared = declared.joined(turn.build().encoded(category).done());
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
        plain(settings::text(turn, CATEGORIES))
    };
    // Numbers that mean nothing outside of Matomo, and what the site declared.
    let unknown = turn
        .build()
        .literal("&(?!((idsite|rec|r|h|m|s|_idn|send_image|ca|ping|idgoal|pf_\\w+)=[\\d.]*|pv_id=\\w{6}|(e_[anv]|c_i|action_name)=[^&]*|(e_c|c_n)=(?!&|$)(")
        .text(declared)
        .literal("))(&|$))[^&]*");
    let request = turn.build().literal("&").text(request).done();
    let known = port::replaced(unknown.done(), turn.empty(), request);
    // What an event says may pass with its category alone; links, downloads, searches and orders are none of these.
    let passing = "&(e_c|c_n)=|^(?!.*&[ec]_[ainv]=).*&(action_name=|ping=1|idgoal=[1-9])";
    if url::found(passing, known).is_none() {
        return turn.empty();
    }
    let title = title(turn, turn.build().literal("action_name="), page);
    let known = port::replaced(turn.literal("action_name=[^&]*"), title, known);
    let url = address(turn, page);
    turn.build().literal("url=").encoded(url).text(known).done()
}

/// The parts of the page's address that say where in the application the visitor is.
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
        let whole = own.unwrap_or(turn.empty());
        let hash = whole.find(b'#', 0);
        let is_matomo = turn.number(ANONYMOUS) == AS_MATOMO;
        // Matomo's plugin takes no notice of what is shorter.
        let least = if is_matomo { 5 } else { 0 };
        let carrying = |part: Text<'t>| {
            let carries = part.find(b'=', 0) < part.len() && part.len() > least;
            if carries { part } else { turn.empty() }
        };
        Page {
            query: carrying(whole.cut(whole.find(b'?', 0).min(hash), hash)),
            hash: carrying(whole.after(hash)),
            is_matomo,
            is_report: settings::is_set(turn, REPORTING),
        }
    }

    /// What a part of the address says of the place in the application; the second text may be empty.
    fn place(self, source: Text<'t>) -> Option<(Text<'t>, Text<'t>)> {
        let empty = source.turn().empty();
        let value = |name: Text<'t>| {
            let name = if is_secret(name) { empty } else { plain(name) };
            let value = url::parameter(source, name).unwrap_or(empty);
            // `General_Actions` is how a Matomo names the translation of `Actions`; a number is the id of what a visitor made.
            url::found("^[^_]+_(.+)", value)
                .filter(|_| self.is_matomo)
                .unwrap_or(value)
        };
        let found = |group: Text<'t>| {
            let slash = group.find(b'/', 0);
            let (first, second) = (value(group.cut(0, slash)), value(group.after(slash + 1)));
            let is_number = url::found("^\\d+$", second).is_some();
            (!first.is_empty()).then_some((first, if is_number { empty } else { second }))
        };
        settings::text(source.turn(), PATH_PARAMETERS)
            .items()
            .find_map(found)
    }
}

/// `<url>/<first>/<second>/?a=b&c=XYZ`.
fn address<'t>(turn: Turn<'t>, page: Page<'t>) -> Text<'t> {
    let build = turn.build().text(settings::text(turn, ANONYMOUS_URL));
    if page.is_report {
        return build.literal("/system-report").done();
    }
    let source = if page.hash.is_empty() {
        page.query
    } else {
        page.hash
    };
    let mut build = build.literal("/");
    if let Some((first, second)) = page.place(source) {
        // Matomo's plugin names the second only where it is an action.
        let is_named = !page.is_matomo || url::found("[?&#]category=.", source).is_none();
        build = build.text(first).literal("/");
        build = if second.is_empty() || !is_named {
            build.literal("default/")
        } else {
            build.text(second).literal("/")
        };
    }
    build.literal("?").text(query(turn, page, source).after(1)).done()
}

/// The parameters, each after an `&`.
fn query<'t>(turn: Turn<'t>, page: Page<'t>, source: Text<'t>) -> Text<'t> {
    let pattern = |before, list, after| turn.build().literal(before).text(list).literal(after).done();
    let list = |slot| plain(settings::text(turn, slot));
    let query = port::replaced(turn.literal("^[?#]*"), turn.literal("&"), source);
    // The path says them; and without a value a name may be one itself: `?words-that-were-looked-for`.
    let names = port::replaced(turn.literal("/"), turn.literal("|"), list(PATH_PARAMETERS));
    let told = pattern("&((", names, ")=[^&]*|[^=&]*(?=&|$))");
    let query = port::replaced(told, turn.empty(), query);
    let open = list(ALLOWED_PARAMETERS)
        .joined(list(NUMERIC_IDS))
        .joined(turn.literal(if page.is_matomo { "popover" } else { "" }));
    let masked = pattern("(&(?!(?!(token_auth|nonce)=)(", open, ")=)[^=]+=)[^&]*");
    let mut query = port::replaced(masked, turn.literal("$1XYZ"), query);
    let ids = list(NUMERIC_IDS);
    for id in ids.items() {
        if let Some(value) = url::parameter(query, id) {
            query = set(query, id, folded(turn, value));
        }
    }
    match url::parameter(query, turn.literal("popover")) {
        Some(value) if page.is_matomo => set(
            query,
            turn.literal("popover"),
            popover(value).unwrap_or(turn.literal("XYZ")),
        ),
        _ => query,
    }
}

fn set<'t>(query: Text<'t>, name: Text<'t>, value: Text<'t>) -> Text<'t> {
    let turn = query.turn();
    let pattern = turn.build().literal("(&").text(name).literal("=)[^&]*").done();
    port::replaced(pattern, turn.build().literal("$1").text(value).done(), query)
}

/// A number from 1 to 20, so that a large one cannot point at an installation.
fn folded<'t>(turn: Turn<'t>, value: Text<'t>) -> Text<'t> {
    let number = Value::of(value).number("");
    if number.is_nan() {
        return turn.literal("NaN");
    }
    turn.build().number((number as u32 % 20 + 19) % 20 + 1).done()
}

/// What kind of popover a Matomo shows: `RowAction$3ARowEvolution$3A..` is `RowAction:RowEvolution`, others are the first word.
fn popover(value: Text<'_>) -> Option<Text<'_>> {
    let kind = url::found("^(RowAction\\$3A[\\w.]*|[\\w.]+)\\$3A", value)?;
    Some(port::replaced(
        kind.turn().literal("\\$3A"),
        kind.turn().literal(":"),
        kind,
    ))
}

/// The title, and behind it what a Matomo says of its popover.
fn title<'t>(turn: Turn<'t>, query: Build<'t>, page: Page<'t>) -> Text<'t> {
    if page.is_report {
        return query.literal("System-Report").done();
    }
    let in_hash = page.place(page.hash);
    let source = if in_hash.is_some() { page.hash } else { page.query };
    let Some((first, second)) = in_hash.or_else(|| page.place(source)) else {
        return query.encoded(settings::text(turn, ANONYMOUS_TITLE)).done();
    };
    let mut query = capitalised(query, first);
    if !second.is_empty() {
        query = capitalised(query.literal("%20"), second);
    }
    match url::parameter(source, turn.literal("popover")).and_then(popover) {
        Some(popover) if page.is_matomo => {
            let variable = turn
                .build()
                .literal("{\"1\":[\"popover\",\"")
                .text(popover)
                .literal("\"]}")
                .done();
            query.literal("&cvar=").encoded(variable).done()
        }
        _ => query.done(),
    }
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

/// A name or a list of names as a pattern for exactly these.
fn plain(names: Text<'_>) -> Text<'_> {
    let turn = names.turn();
    port::replaced(
        turn.literal("[.*+?^${}()|\\[\\]\\\\]"),
        turn.literal("\\$&"),
        names,
    )
}

fn is_secret(name: Text<'_>) -> bool {
    url::found("^(token_auth|nonce)$", name).is_some()
}
