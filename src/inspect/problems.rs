//! What a Matomo server refuses, ignores or may read differently than intended.
//!
//! Each rule is one short function over the hit's parameters; the list of rules is the order in which problems are reported.
//! The rules follow matomo-org/matomo (`core/Tracker/Request.php`, `core/Tracker/VisitExcluded.php`, the processors of
//! `plugins/`), not taste: a hit that the server takes as it was meant has no problem.

use super::hit::{Kind, Problem, Severity};
use super::kind::{filled, value};
use super::meaning::{Group, meaning};

type Slice<'a> = &'a [(String, String)];

/// All problems of one hit, the general ones first.
pub(super) fn of(kind: Kind, pairs: Slice) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in [
        site, recorded, secret, address, action, visitor, numbers, json, shapes, repeated, unknown,
    ] {
        rule(kind, pairs, &mut problems);
    }
    problems
}

fn report(problems: &mut Vec<Problem>, severity: Severity, parameter: &str, text: impl Into<String>) {
    problems.push(Problem {
        severity,
        parameter: Some(parameter.to_owned()),
        text: text.into(),
    });
}

fn site(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    match value(pairs, "idsite") {
        None => report(
            problems,
            Severity::Error,
            "idsite",
            "idsite is missing, so the server rejects the hit with status 400.",
        ),
        Some(id) if id.parse::<u32>().is_ok_and(|id| id > 0) => {}
        Some(_) => report(
            problems,
            Severity::Error,
            "idsite",
            "idsite is not a whole number above 0, so the server rejects the hit with status 400.",
        ),
    }
}

fn recorded(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    if value(pairs, "rec") != Some("1") {
        report(
            problems,
            Severity::Error,
            "rec",
            "rec=1 is missing, so the server responds but records nothing.",
        );
    }
}

/// A token lets everybody write, and with some tokens read; facts that need one are ignored without it.
fn secret(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    if value(pairs, "token_auth").is_some() {
        let text = "token_auth is a secret that everyone who opens this page can read: revoke it and send such hits from a server.";
        return report(problems, Severity::Error, "token_auth", text);
    }
    for name in ["cip", "country", "region", "city", "lat", "long"] {
        if filled(pairs, name).is_some() {
            report(
                problems,
                Severity::Warning,
                name,
                format!(
                    "{name} is refused without token_auth, which must not be in a browser: send such hits from a server."
                ),
            );
        }
    }
}

fn address(kind: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    match filled(pairs, "url") {
        None if kind == Kind::Ping => {}
        None => report(
            problems,
            Severity::Warning,
            "url",
            "url is missing, so reports cannot show on which page this happened.",
        ),
        Some(url) if has_scheme(url) => {}
        Some(_) => report(
            problems,
            Severity::Warning,
            "url",
            "url is not an absolute URL, so the server cannot match it to the site.",
        ),
    }
    for name in ["link", "download"] {
        if filled(pairs, name).is_some_and(|url| !has_scheme(url)) {
            report(
                problems,
                Severity::Warning,
                name,
                format!("{name} is not an absolute URL."),
            );
        }
    }
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|next| next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.'))
    })
}

/// What the kind of hit needs to be counted.
fn action(kind: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    let has = |name| filled(pairs, name).is_some();
    match kind {
        Kind::PageView if !has("action_name") => {
            report(
                problems,
                Severity::Note,
                "action_name",
                "The page view has no title (action_name), so it is missing from the page title report.",
            );
        }
        Kind::Event => {
            for (name, what) in [("e_c", "category"), ("e_a", "action")]
                .into_iter()
                .filter(|(name, _)| !has(name))
            {
                report(
                    problems,
                    Severity::Error,
                    name,
                    format!("The event has no {what} ({name}), so it is not counted as an event."),
                );
            }
        }
        Kind::ContentImpression | Kind::ContentInteraction if !has("c_n") => {
            report(
                problems,
                Severity::Error,
                "c_n",
                "The content block has no name (c_n), so it is not counted.",
            );
        }
        Kind::EcommerceOrder | Kind::EcommerceCart if !has("revenue") => {
            report(
                problems,
                Severity::Warning,
                "revenue",
                "revenue is missing, so reports show 0.",
            );
        }
        Kind::Custom if !has("ca") && !pairs.iter().any(|(name, _)| meaning(name).group == Group::Plugin) => {
            report(
                problems,
                Severity::Warning,
                "url",
                "No parameter says what happened, so the server counts a page view without a page.",
            );
        }
        _ => {}
    }
    if has("ec_id") && value(pairs, "idgoal") != Some("0") {
        report(
            problems,
            Severity::Error,
            "ec_id",
            "An order needs idgoal=0; without it, the server does not record an order.",
        );
    }
}

/// A visitor id that changes with every page makes a new visitor of every page (matomo-org/matomo#7780, #7783).
fn visitor(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    let Some(id) = filled(pairs, "_id") else { return };
    if !is_visitor_id(id) {
        let text = "_id is not 16 hexadecimal digits, so the server ignores it.";
        report(problems, Severity::Warning, "_id", text);
    } else if value(pairs, "_idn") == Some("1") {
        let text = "_id is a new visitor id. Without a cookie to keep it, every page view has another one, and the server counts \
                    a new visitor each time: leave _id empty.";
        report(problems, Severity::Warning, "_id", text);
    } else {
        report(
            problems,
            Severity::Note,
            "_id",
            "The hit has a visitor id (_id), which a cookieless tracker leaves empty.",
        );
    }
}

fn is_visitor_id(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn numbers(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    const DECIMAL: &[&str] = &["e_v", "revenue", "ec_st", "ec_tx", "ec_sh", "ec_dt", "_pkp"];
    const WHOLE: &[&str] = &[
        "idgoal",
        "search_count",
        "pf_net",
        "pf_srv",
        "pf_tfr",
        "pf_dm1",
        "pf_dm2",
        "pf_onl",
        "_refts",
        "bw_bytes",
    ];
    for name in DECIMAL {
        // `_pkp` is also sent as `false` and as empty for a category page, which has no price.
        let price_of_no_product = |text: &str| *name == "_pkp" && text == "false";
        if filled(pairs, name).is_some_and(|text| !price_of_no_product(text) && !is_decimal(text)) {
            report(
                problems,
                Severity::Warning,
                name,
                format!("{name} is not a number, so the server treats it as 0 or ignores it."),
            );
        }
    }
    for name in WHOLE {
        if filled(pairs, name).is_some_and(|text| text.parse::<u64>().is_err()) {
            report(
                problems,
                Severity::Warning,
                name,
                format!("{name} is not a whole number, so the server ignores it."),
            );
        }
    }
    for (name, limit) in [("h", 23), ("m", 59), ("s", 59)] {
        if filled(pairs, name).is_some_and(|text| !text.parse::<u8>().is_ok_and(|number| number <= limit)) {
            report(
                problems,
                Severity::Warning,
                name,
                format!("{name} is not a whole number from 0 to {limit}, so the server uses 0."),
            );
        }
    }
}

/// Digits with at most one point and a sign before; not `inf`, `nan` or a comma, which `f64` or a reader might allow.
fn is_decimal(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite) && text.contains(|digit: char| digit.is_ascii_digit())
}

fn json(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    for name in ["ec_items", "cvar", "_cvar", "e_cvar", "uadata", "data"] {
        let Some(text) = filled(pairs, name) else { continue };
        match serde_json::from_str::<serde_json::Value>(text) {
            Ok(parsed) if name == "ec_items" && !parsed.is_array() => {
                report(
                    problems,
                    Severity::Warning,
                    name,
                    "ec_items is not a JSON array, so the order has no items.",
                );
            }
            Ok(_) => {}
            Err(reason) => report(
                problems,
                Severity::Warning,
                name,
                format!("{name} is not valid JSON, so it is ignored: {reason}."),
            ),
        }
    }
}

fn shapes(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    if filled(pairs, "pv_id").is_some_and(|id| id.chars().count() != 6) {
        report(
            problems,
            Severity::Warning,
            "pv_id",
            "pv_id is not 6 characters long; the server keeps 6 at most.",
        );
    }
    if filled(pairs, "res").is_some_and(|size| !is_size(size)) {
        report(
            problems,
            Severity::Note,
            "res",
            "res does not have the form 1280x720, so reports show it as unknown.",
        );
    }
}

fn is_size(text: &str) -> bool {
    text.split_once('x')
        .is_some_and(|(width, height)| width.parse::<u32>().is_ok() && height.parse::<u32>().is_ok())
}

fn repeated(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let twice = names
        .chunk_by(|one, other| one == other)
        .filter(|same| same.len() > 1)
        .filter_map(|same| same.first());
    for name in twice {
        // PHP reads `name[]` as a list, so there repetition is meant.
        if !name.ends_with(']') {
            report(
                problems,
                Severity::Warning,
                name,
                format!("{name} is sent more than once; the last value counts."),
            );
        }
    }
}

fn unknown(_: Kind, pairs: Slice, problems: &mut Vec<Problem>) {
    let mut reported: Vec<&str> = Vec::new();
    for (name, _) in pairs
        .iter()
        .filter(|(name, _)| meaning(name).group == Group::Unknown)
    {
        if !reported.contains(&name.as_str()) {
            reported.push(name);
            let text = format!(
                "{name} is not a parameter of the tracking API; it is ignored unless a plugin reads it."
            );
            report(problems, Severity::Note, name, text);
        }
    }
}
