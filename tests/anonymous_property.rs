//! The promise of anonymous measurement: whatever page, settings and commands there are, no hit says anything of the page
//! or its visitor that was not declared.

#![cfg(all(not(target_arch = "wasm32"), feature = "anonymous"))]
#![allow(clippy::restriction)]

mod support;

use crumbless::command::table::COMMANDS;
use crumbless::fake::{Js, decoded_text};
use proptest::collection::vec;
use proptest::prelude::*;
use support::cases::{alone, cases};
use support::page::{add_tracker, event, open, run};
use support::sent::{all_hits, param};
use support::visit::{BULK_DUE, COLLECTOR, LEAVING, POINTER, flush, sent};

/// Stands in everything that must not leave.
const SECRET: &str = "qzxsecret";

const ALLOWED: [&str; 3] = ["view", "tab", "module"];
const IDS: [&str; 2] = ["idSite", "id"];
const SECRETS: [&str; 2] = ["token_auth", "nonce"];
const UNKNOWN: [&str; 5] = ["q", "user", "viewer", "uid", "dimension1"];

/// A parameter of the page's address: what it says may stay only where the name says so.
fn parameter() -> impl Strategy<Value = String> {
    let open =
        (0..ALLOWED.len(), "[a-z]{1,6}").prop_map(|(name, value)| format!("{}={value}", ALLOWED[name]));
    let id = (0..IDS.len(), any::<u32>()).prop_map(|(name, value)| format!("{}={value}", IDS[name]));
    let hidden = |names: &'static [&'static str]| {
        (0..names.len(), secret()).prop_map(move |(name, value)| format!("{}={value}", names[name]))
    };
    prop_oneof![3 => open, 2 => id, 2 => hidden(&SECRETS), 4 => hidden(&UNKNOWN), 1 => secret().prop_map(|text| text.replace('=', "%3D"))]
}

/// A text that must not leave, whole or in pieces of an address.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(SECRET.to_owned()),
        "[0-9a-zA-Z%.,:;+/ü-]{0,6}".prop_map(|noise| format!("{noise}{SECRET}")),
        Just(format!("a%26{SECRET}%3D1")),
        Just(format!("http://{SECRET}.example/{SECRET}?view={SECRET}")),
    ]
}

#[derive(Clone, Debug)]
struct Visit {
    url: String,
    title: String,
    referrer: String,
    preset: bool,
    commands: Vec<(usize, Vec<Js>)>,
}

fn address() -> impl Strategy<Value = String> {
    (
        vec(parameter(), 0..5),
        prop::option::of((vec(parameter(), 0..4), prop_oneof!["", "[?]"])),
    )
        .prop_map(|(query, hash)| {
            let mut url = format!("http://{SECRET}.example/{SECRET}/page?{}", query.join("&"));
            if let Some((hash, mark)) = hash {
                url += &format!("#{}{}", mark.trim_matches(['[', ']']), hash.join("&"));
            }
            url
        })
}

fn argument() -> impl Strategy<Value = Js> {
    prop_oneof![
        4 => secret().prop_map(|text| Js::from(text.as_str())),
        2 => address().prop_map(|text| Js::from(text.as_str())),
        1 => any::<bool>().prop_map(Js::Bool),
        1 => (1..9_u32).prop_map(|number| Js::Number(f64::from(number))),
        1 => secret().prop_map(|text| Js::Object(vec![(format!("dimension{}", text.len()), Js::from(text.as_str()))])),
        1 => secret().prop_map(|text| Js::Object(vec![(text.clone(), Js::from(text.as_str()))])),
        1 => secret().prop_map(|text| Js::List(vec![Js::from(text.as_str())])),
        1 => ("(idsite|action_name|e_c|e_a|e_n|c_n|c_i|search|link|url|uid|ping=1&x|idgoal=1&x|cvar|_cvar)", secret()).prop_map(|(name, value)| Js::from(format!("{name}={value}").as_str())),
        1 => Just(Js::Undefined),
    ]
}

/// Commands that say what may leave, or where hits go: the site's own word, not the page's.
const SITE_SAYS: [&str; 8] = [
    "enableAnonymousMeasurement",
    "measureInteractions",
    "sendUsageReport",
    "setTrackerUrl",
    "setSiteId",
    "requireConsent",
    "forgetConsentGiven",
    "optUserOut",
];

fn visit() -> impl Strategy<Value = Visit> {
    let command = (0..COMMANDS.len()).prop_filter("what the site says", |number| {
        !SITE_SAYS.contains(&COMMANDS[*number].name)
    });
    let titles = (secret(), secret());
    (
        address(),
        titles,
        any::<bool>(),
        vec((command, vec(argument(), 0..5)), 1..6),
    )
        .prop_map(|(url, (title, referrer), preset, commands)| Visit {
            url,
            title,
            referrer: format!("http://{referrer}.example/"),
            preset,
            commands,
        })
}

fn options(preset: bool) -> Js {
    let list = |names: &[&str]| Js::List(names.iter().map(|name| Js::from(*name)).collect());
    let own = vec![
        ("url".to_owned(), Js::from("https://app.example")),
        // Secrets are allowed by mistake.
        (
            "allowedParameters".to_owned(),
            list(&[&ALLOWED[..], &SECRETS[..]].concat()),
        ),
        ("numericIds".to_owned(), list(&IDS)),
        ("pathParameters".to_owned(), list(&["module/tab", "nonce/view"])),
        ("categories".to_owned(), list(&["Declared"])),
    ];
    Js::Object(if preset {
        vec![("preset".to_owned(), Js::from("matomo"))]
    } else {
        own
    })
}

fn left(visit: &Visit) -> Vec<String> {
    open(&visit.url, &visit.title, &visit.referrer);
    let tracker = add_tracker(Js::from(COLLECTOR), Js::from("7"));
    run(tracker, "enableAnonymousMeasurement", vec![options(visit.preset)]);
    let mut out = Vec::new();
    for (number, arguments) in &visit.commands {
        out.extend(run(tracker, COMMANDS[*number].name, arguments.clone()).1);
    }
    out.extend(run(tracker, "trackPageView", vec![]).1);
    out.extend(event(tracker, POINTER, vec![]));
    for _ in 0..2 {
        out.extend(flush(tracker));
        out.extend(sent(tracker));
    }
    out.extend(event(tracker, BULK_DUE, vec![]));
    out.extend(event(tracker, LEAVING, vec![]));
    all_hits(&out)
}

/// Without optimisation a case takes milliseconds; `npm test` runs them all with it.
fn count() -> u32 {
    if cfg!(debug_assertions) { 500 } else { 200_000 }
}

proptest! {
    #![proptest_config(cases(count()))]

    #[test]
    fn no_hit_says_what_was_not_declared(visit in visit()) {
        alone(|| {
            let hits = left(&visit);
            for hit in &hits {
                // What was encoded once more is no less told.
                let said = decoded_text(&decoded_text(hit)).to_lowercase();
                assert!(!said.contains(SECRET), "{hit}\n{visit:?}");
                let may_leave = ["action_name", "ping", "idgoal", "e_c", "c_n"];
                assert!(may_leave.iter().any(|name| param(hit, name).is_some()), "{hit}\n{visit:?}");
                let url = param(hit, "url").expect("an address");
                for pair in url.split(['?', '&']).filter_map(|pair| pair.split_once('=')) {
                    let is_id = IDS.contains(&pair.0) && !(visit.preset && pair.0 == "id");
                    let id: Option<u32> = pair.1.parse().ok();
                    assert!(!is_id || id.is_none_or(|id| (1..=20).contains(&id)), "{hit}\n{visit:?}");
                }
            }
        });
    }
}
