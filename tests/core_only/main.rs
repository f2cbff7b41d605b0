//! What only the build without `full` can show: it leaves to the full file what its own shim cannot do.

#![cfg(all(not(target_arch = "wasm32"), not(feature = "full")))]
#![allow(clippy::restriction)] // A test may panic: that is how it fails.

#[path = "../support/mod.rs"]
#[allow(dead_code)] // tests/core uses the rest.
mod support;

use crumbless::command::Row;
use crumbless::command::table::{ALL, APPLY_FIRST, COMMANDS};
use crumbless::fake::{Effect, Js};
use crumbless::protocol::Entry;
use support::page::{enter, has};
use support::visit::plain_tracker;

fn names<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<&'static str> {
    rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn the_commands_are_those_of_the_full_table_in_its_order() {
    let is_own = |row: &&Row| has(row.name);
    assert_eq!(names(COMMANDS), names(ALL.iter().filter(is_own)));
    assert!(COMMANDS.len() < ALL.len());
    for name in [
        "trackPageView",
        "trackEvent",
        "enableLinkTracking",
        "requireConsent",
        "deleteCookies",
        "enableCrossDomainLinking",
        "enableHeartBeatTimer",
    ] {
        assert!(has(name), "{name}");
    }
    for name in [
        "addEcommerceItem",
        "trackAllContentImpressions",
        "enableSpaTracking",
        "enableFormTracking",
        "enableElementTracking",
    ] {
        assert!(!has(name) && names(ALL).contains(&name), "{name}");
    }
    let own_first = ALL[..41].iter().filter(is_own);
    assert_eq!(
        names(own_first),
        names(&COMMANDS[..APPLY_FIRST]),
        "the full build applies 41 first"
    );
}

/// Whether js/bridge/effects.js alone carries it out, without js/full/effects.js.
fn is_of_the_core(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Send { .. }
            | Effect::Soon { .. }
            | Effect::After { .. }
            | Effect::Listen { .. }
            | Effect::AskHints
            | Effect::ExpireCookies
            | Effect::SetHref { .. }
            | Effect::SaveConsent { .. }
            | Effect::Log(_)
            | Effect::Return(_)
            | Effect::ReturnJson(_)
    )
}

#[test]
fn no_effect_needs_the_full_shim() {
    let given = [
        vec![],
        vec![Js::Bool(true)],
        vec![Js::from("a"), Js::from("b"), Js::Number(1.0)],
        vec![Js::List(vec![Js::from("a")])],
        vec![Js::Function],
    ];
    for (number, row) in (0..).zip(COMMANDS) {
        for arguments in &given {
            let tracker = plain_tracker();
            let mut out = enter(Entry::Command, tracker, number, arguments.clone());
            for event in 0..=LAST_EVENT {
                out.extend(enter(Entry::Event, tracker, event, vec![]));
            }
            for effect in &out {
                assert!(is_of_the_core(effect), "{}: {effect:?}", row.name);
                if let Effect::Send { hooks, .. } = effect {
                    assert_eq!(hooks, "", "{} has no callbacks", row.name);
                }
            }
        }
    }
}

const LAST_EVENT: u32 = crumbless::effect::Event::NavigationSettled as u32;
