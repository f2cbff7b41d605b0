//! The promise of anonymous measurement: whatever page, settings, plugins, trackers and commands there are, in whichever order, no hit
//! says anything of the page or its visitor that was not declared.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::restriction)]

#[path = "../support/mod.rs"]
#[allow(dead_code)] // tests/core uses the rest.
mod support;

use crate::support::cases::{alone, cases};
use crate::support::page::{ADDED, add_tracker, event, open, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{BULK_DUE, COLLECTOR, LEAVING, POINTER, flush, sent};
use crumbless::command::table::COMMANDS;
use crumbless::fake::{Effect, Js, decoded_text, effects, with_page};
use crumbless::protocol::{Entry, Event};
use crumbless::tracker;
use proptest::collection::vec;
use proptest::prelude::*;

const MEASURED: u32 = Event::Measured as u32;

/// Stands in everything that must not leave.
const SECRET: &str = "qzxsecret";

/// The last is no part of a path.
const ALLOWED: [&str; 4] = ["view", "tab", "module", "sort"];
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
    let escaped = secret().prop_map(|text| text.replace('=', "%3D"));
    let odd_name = (secret(), secret()).prop_map(|(name, value)| {
        let name = name.replace(['=', '&', '#'], "-");
        format!("{name}[]={value}")
    });
    let two = (0..ALLOWED.len(), "[;=#?]", secret())
        .prop_map(|(name, between, value)| format!("{}=a{between}user={value}", ALLOWED[name]));
    prop_oneof![3 => open, 2 => id, 2 => hidden(&SECRETS), 4 => hidden(&UNKNOWN), 1 => escaped, 2 => odd_name, 1 => two]
}

/// A text that must not leave, whole or in pieces of an address.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(SECRET.to_owned()),
        "[0-9a-zA-Z%.,:;+/ü@-]{0,6}".prop_map(|noise| format!("{noise}{SECRET}")),
        Just(format!("a%26{SECRET}%3D1")),
        Just(format!("http://{SECRET}.example/{SECRET}?view={SECRET}")),
        Just(format!("x\n&e_a={SECRET}")),
    ]
}

/// A part of a request that a page, a plugin or the site's own processing may have written.
fn raw() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        "(idsite|action_name|e_c|e_a|e_n|e_v|c_n|c_i|c_p|c_t|search|link|url|uid|cvar|_cvar|pv_id|pf_net|h|r|%75rl|E_C|url\\[\\])"
            .prop_map(|name| name),
        // The brackets are for the preset, which keeps plain names of an address's parameters.
        secret().prop_map(|name| format!("{}[]", name.replace(['=', '&'], "-"))),
    ];
    // A title may be one or two words of the site's: a secret among more of them is none.
    let value = |name: &str, secret: &str| {
        if name == "action_name" {
            format!("a {secret} b")
        } else {
            secret.to_owned()
        }
    };
    let pair = (name, secret()).prop_map(move |(name, secret)| format!("{name}={}", value(&name, &secret)));
    let fixed = prop_oneof![
        Just("ping=1"),
        Just("idgoal=1"),
        Just("e_c=Declared"),
        Just("c_n=Declared"),
        Just("action_name=x"),
    ];
    let pairs = vec(prop_oneof![2 => pair, 1 => fixed.prop_map(str::to_owned)], 1..4);
    pairs.prop_map(|pairs| pairs.join("&"))
}

fn address() -> impl Strategy<Value = String> {
    let route = prop_oneof![
        Just(String::new()),
        Just("?".to_owned()),
        secret().prop_map(|name| format!("/customers/{}/invoices?", name.replace(['?', '#'], "-"))),
        secret().prop_map(|name| format!("/reset/{}&", name.replace(['?', '#'], "-"))),
    ];
    let hash = prop::option::of((route, vec(parameter(), 0..4)));
    (vec(parameter(), 0..5), hash).prop_map(|(query, hash)| {
        let mut url = format!("http://{SECRET}.example/{SECRET}/page?{}", query.join("&"));
        if let Some((route, hash)) = hash {
            url += &format!("#{route}{}", hash.join("&"));
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
        1 => Just(Js::from("Declared")),
        2 => raw().prop_map(|text| Js::from(text.as_str())),
        1 => Just(Js::Undefined),
    ]
}

/// Commands that say what may leave, whether, and where it goes: the site's own word, not the page's.
const SITE_SAYS: [&str; 9] = [
    "enableAnonymousMeasurement",
    "measureInteractions",
    "sendUsageReport",
    "setTrackerUrl",
    "setSiteId",
    "setDeviceDetail",
    "setIgnoredHosts",
    "setIgnoredPaths",
    "setBotPolicy",
];

#[derive(Clone, Debug)]
enum Step {
    /// A command to one of the trackers that there are, by number.
    Command(usize, usize, Vec<Js>),
    /// A new tracker, or a target whose hits are anonymous as the page's, or by options that are its own.
    Tracker,
    Target(bool),
    /// Something was measured of a page view: its category and action are words of ours, the rest may be the page's.
    Measured(usize, Vec<Js>),
}

fn step() -> impl Strategy<Value = Step> {
    let command = (0..COMMANDS.len()).prop_filter("what the site says", |number| {
        !SITE_SAYS.contains(&COMMANDS[*number].name)
    });
    let event = COMMANDS
        .iter()
        .position(|row| row.name == "trackEvent")
        .expect("a command");
    // By chance few are of a category that was declared.
    let declared = (0..3_usize, vec(argument(), 1..4)).prop_map(move |(tracker, given)| {
        Step::Command(tracker, event, [vec![Js::from("Declared")], given].concat())
    });
    let name = prop_oneof![3 => argument(), 1 => Just(Js::from("70%"))];
    let data = secret().prop_map(|text| Js::Object(vec![("dimension1".to_owned(), Js::from(text.as_str()))]));
    let ours = prop_oneof![Just(Js::Undefined), Just(Js::from("good"))];
    let measured = (0..3_usize, any::<bool>(), name, data, ours, any::<bool>()).prop_map(
        |(tracker, is_ping, name, data, ours, is_now)| {
            let word = |text: &str| if is_ping { Js::Undefined } else { Js::from(text) };
            let row = vec![
                word("Form"),
                word("Submit"),
                name,
                Js::Number(5.0),
                data,
                ours,
                Js::Bool(is_now),
            ];
            Step::Measured(tracker, row)
        },
    );
    prop_oneof![
        1 => declared,
        2 => measured,
        8 => (0..3_usize, command, vec(argument(), 0..5)).prop_map(|(tracker, number, given)| Step::Command(tracker, number, given)),
        1 => Just(Step::Tracker),
        1 => any::<bool>().prop_map(Step::Target),
    ]
}

#[derive(Clone, Debug)]
struct Visit {
    url: String,
    title: String,
    referrer: String,
    preset: bool,
    /// What is done, and after how many of it the mode is asked for.
    steps: Vec<Step>,
    asked_after: usize,
    /// What plugins put before and behind each request.
    plugins: Option<(String, String)>,
    /// What the page's replaced built-ins say.
    lie: Option<String>,
    /// Whether the browser is automated, and its hits are marked with that and a dimension.
    is_marked: bool,
}

fn visit(preset: bool) -> impl Strategy<Value = Visit> {
    let page = (address(), secret(), secret(), Just(preset));
    let some = || prop_oneof![2 => Just(String::new()), 1 => raw()];
    let added = prop::option::weighted(0.4, (some(), some()));
    let lie = prop::option::weighted(0.1, secret());
    let is_marked = proptest::bool::weighted(0.3);
    (page, vec(step(), 1..6), 0..3_usize, added, (lie, is_marked)).prop_map(
        |((url, title, referrer, preset), steps, asked_after, plugins, (lie, is_marked))| Visit {
            url,
            title,
            referrer: format!("http://{referrer}.example/"),
            preset,
            steps,
            asked_after,
            plugins: plugins.map(|(before, behind)| (format!("{before}&"), format!("&{behind}"))),
            lie,
            is_marked,
        },
    )
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
        vec![
            ("preset".to_owned(), Js::from("matomo")),
            ("eventNames".to_owned(), list(&["Declared"])),
        ]
    } else {
        own
    })
}

/// A target as `addTargets` adds it.
fn add_target(has_own: bool) -> u32 {
    let given = Js::Object(vec![
        ("url".to_owned(), Js::from(COLLECTOR)),
        ("siteId".to_owned(), Js::from("9")),
        (
            "anonymous".to_owned(),
            if has_own { options(false) } else { Js::Bool(true) },
        ),
    ]);
    with_page(|page| page.arguments = vec![Js::from(COLLECTOR), Js::from("9"), given]);
    let number = tracker::enter(Entry::Add as u32, 0, 0);
    effects();
    number
}

/// What leaves once the mode was asked for.
fn left(visit: &Visit) -> Vec<String> {
    open(&visit.url, &visit.title, &visit.referrer);
    if let Some((before, behind)) = &visit.plugins {
        add_to_drafts(before, behind);
    }
    let mut trackers = vec![add_tracker(Js::from(COLLECTOR), Js::from("7"))];
    if visit.is_marked {
        mark(trackers[0]);
    }
    with_page(|page| page.lie.clone_from(&visit.lie));
    let mut out: Vec<Effect> = Vec::new();
    let mut is_asked = false;
    for (index, step) in visit.steps.iter().enumerate() {
        if (index >= visit.asked_after || is_asked_first()) && !is_asked {
            run(
                trackers[0],
                "enableAnonymousMeasurement",
                vec![options(visit.preset)],
            );
            is_asked = true;
        }
        match step {
            Step::Tracker => trackers.push(add_tracker(Js::from(COLLECTOR), Js::from("8"))),
            // Before the mode was asked for a target's options are for it alone, and so they are behind it.
            Step::Target(has_own) if is_asked => trackers.push(add_target(*has_own)),
            Step::Target(_) => {}
            Step::Measured(tracker, row) => {
                let more = event(trackers[tracker % trackers.len()], MEASURED, row.clone());
                if is_asked {
                    out.extend(more);
                }
            }
            Step::Command(tracker, number, given) => {
                let tracker = trackers[tracker % trackers.len()];
                let more = run(tracker, COMMANDS[*number].name, given.clone()).1;
                if is_asked {
                    out.extend(more);
                }
            }
        }
    }
    if !is_asked {
        run(
            trackers[0],
            "enableAnonymousMeasurement",
            vec![options(visit.preset)],
        );
    }
    for tracker in trackers {
        out.extend(run(tracker, "trackPageView", vec![]).1);
        out.extend(event(tracker, POINTER, vec![]));
        for _ in 0..2 {
            out.extend(flush(tracker));
            out.extend(sent(tracker));
        }
        out.extend(event(tracker, BULK_DUE, vec![]));
        out.extend(event(tracker, LEAVING, vec![]));
    }
    all_hits(&out)
}

/// The browser is automated, and the site wants to know it and by what; later trackers' hits say the same.
fn mark(tracker: u32) {
    with_page(|page| page.window.set("navigator.webdriver", Js::Bool(true)));
    let options = Js::Object(vec![("dimension".to_owned(), Js::Number(3.0))]);
    run(tracker, "setBotPolicy", vec![Js::from("mark"), options]);
}

/// Whether the mode comes before all else: `npm run check:anonymous-rules` asks for it where the last check is taken out.
fn is_asked_first() -> bool {
    std::env::var_os("CRUMBLESS_ASKED_FIRST").is_some()
}

/// Without optimisation a case takes milliseconds: `npm test` has 2,000 in all, `npm run test:all` 200,000.
fn count() -> u32 {
    if cfg!(debug_assertions) { 1_000 } else { 100_000 }
}

/// No hit says what was not declared.
fn is_kept(visit: &Visit) {
    for hit in &left(visit) {
        // What was encoded once more is no less revealed.
        let said = decoded_text(&decoded_text(hit)).to_lowercase();
        assert!(!said.contains(SECRET), "{hit}\n{visit:?}");
        assert!(!said.contains("webdriver"), "{hit}\n{visit:?}");
        let mark = visit.is_marked.then(|| "2".to_owned());
        assert_eq!(param(hit, "recMode"), mark, "{visit:?}");
        let may_leave = ["action_name", "ping", "idgoal", "e_c", "c_n"];
        assert!(
            may_leave.iter().any(|name| param(hit, name).is_some()),
            "{hit}\n{visit:?}"
        );
        let url = param(hit, "url").expect("an address");
        for (name, value) in url.split(['?', '&']).filter_map(|pair| pair.split_once('=')) {
            let is_id = IDS.contains(&name) && !(visit.preset && name == "id");
            let id: Option<u32> = value.parse().ok();
            assert!(
                !is_id || id.is_none_or(|id| (1..=20).contains(&id)),
                "{hit}\n{visit:?}"
            );
        }
    }
}

/// A campaign that the site does not allow is in no hit, by no parameter that anonymous measurement lets pass.
fn has_no_other_campaign(visit: &Visit, campaigns: &[String], is_first: bool) {
    const PARAMETERS: [&str; 4] = ["mtm_campaign", "utm_source", "utm_campaign", "gclid"];
    open(
        &format!("http://site.example/?{}", campaigns.join("&")),
        &visit.title,
        &visit.referrer,
    );
    if let Some((before, behind)) = &visit.plugins {
        add_to_drafts(before, behind);
    }
    let tracker = add_tracker(Js::from(COLLECTOR), Js::from("7"));
    let list = |names: &[&str]| Js::List(names.iter().map(|name| Js::from(*name)).collect());
    let options = Js::Object(vec![(
        "allowedParameters".to_owned(),
        list(&[&PARAMETERS[..], &["view"]].concat()),
    )]);
    let commands = [
        ("enableAnonymousMeasurement", options),
        ("setAllowedCampaigns", list(&["letter-*"])),
    ];
    let order = if is_first { [0, 1] } else { [1, 0] };
    for (name, given) in order.map(|index| commands[index].clone()) {
        assert_eq!(run(tracker, name, vec![given]).1, []);
    }
    let mut out = run(tracker, "trackPageView", vec![]).1;
    out.extend(flush(tracker));
    let hits = all_hits(&out);
    assert_eq!(hits.len(), 1, "{campaigns:?}");
    let url = param(&hits[0], "url").expect("an address");
    let pairs = || url.split(['?', '&']).filter_map(|pair| pair.split_once('='));
    let is_named = pairs().any(|(_, value)| value.starts_with("letter-"));
    for (name, value) in pairs().filter(|(name, _)| PARAMETERS.contains(name)) {
        let is_name = name == "mtm_campaign" || name == "utm_campaign";
        assert!(
            if is_name {
                value.starts_with("letter-")
            } else {
                is_named
            },
            "{url} of {campaigns:?}"
        );
    }
    let is_plain = |pair: &str| {
        pair.bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"=-".contains(&byte))
    };
    for declared in campaigns.iter().filter(|pair| pair.starts_with("view=")) {
        // A hash says more than the query.
        let has_hash = campaigns.iter().any(|pair| pair.contains('#'));
        let is_value = is_plain(declared) && !has_hash && declared.matches('=').count() == 1;
        assert!(
            !is_value || url.contains(declared.as_str()),
            "{url} of {campaigns:?}"
        );
    }
}

/// From now on plugins want to see each draft, and put something before and behind it.
fn add_to_drafts(before: &str, behind: &str) {
    ADDED.set([before.to_owned(), behind.to_owned()]);
    with_page(|page| page.is_hooked = true);
}

// Two, so that they run at once: together they take longer than all other tests of the host.
proptest! {
    #![proptest_config(cases(count()))]

    #[test]
    fn the_promise_is_kept_with_own_options(visit in visit(false)) {
        alone(|| is_kept(&visit));
    }

    #[test]
    fn the_promise_is_kept_with_the_preset(visit in visit(true)) {
        alone(|| is_kept(&visit));
    }
}

proptest! {
    #![proptest_config(cases(count() / 4))]

    #[test]
    fn no_campaign_passes_that_is_not_allowed(
        visit in visit(false),
        campaigns in vec("(mtm_campaign|utm_campaign|utm_source|gclid|view|%6dtm_campaign)=(letter-[a-z]{1,2}|evil|[a-z]{1,2}[?;#%]?[a-z=]{0,2})", 1..6),
        is_first in any::<bool>(),
    ) {
        alone(|| has_no_other_campaign(&visit, &campaigns, is_first));
    }
}
