//! Consent with a store of the site: what each command keeps and takes away there, and what is found in it.

use crate::support::page::run;
use crate::support::visit::{flush, names, plain_tracker, track};
use crumbless::fake::{Effect, Js, with_page};
use serde_json::{Value, json};

const GIVEN: &str = "consent";
const REFUSED: &str = "consent_removed";
const COOKIES: &str = "cookie_consent";

fn remember(name: &str, hours: Js) -> Effect {
    Effect::SaveConsent {
        name: name.to_owned(),
        hours,
    }
}

fn forget(name: &str) -> Effect {
    Effect::RemoveConsent(name.to_owned())
}

/// A tracker on a page whose store has this.
fn with_store(stored: &[(&str, Js)]) -> u32 {
    let tracker = plain_tracker();
    let stored = stored
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    with_page(|page| page.store = stored.collect());
    tracker
}

fn time() -> Js {
    Js::Number(1_700_000_000_000.0)
}

fn returned(tracker: u32, name: &str) -> Value {
    run(tracker, name, vec![]).0.unwrap()
}

/// What a command asks the store to do.
fn asked(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<Effect> {
    let out = run(tracker, name, arguments).1;
    let is_asked = |effect: &Effect| matches!(effect, Effect::SaveConsent { .. } | Effect::RemoveConsent(_));
    out.into_iter().filter(is_asked).collect()
}

#[test]
fn each_command_stores_and_removes_what_matomo_js_does() {
    let hours = || Js::Number(24.0);
    for (name, given, expected) in [
        ("requireConsent", vec![], vec![]),
        ("setConsentGiven", vec![], vec![forget(REFUSED)]),
        ("forgetUserOptOut", vec![], vec![forget(REFUSED)]),
        (
            "rememberConsentGiven",
            vec![],
            vec![forget(REFUSED), remember(GIVEN, Js::Undefined)],
        ),
        (
            "rememberConsentGiven",
            vec![hours()],
            vec![forget(REFUSED), remember(GIVEN, hours())],
        ),
        (
            "forgetConsentGiven",
            vec![],
            vec![forget(GIVEN), remember(REFUSED, Js::Undefined)],
        ),
        (
            "optUserOut",
            vec![hours()],
            vec![forget(GIVEN), remember(REFUSED, hours())],
        ),
        (
            "rememberCookieConsentGiven",
            vec![hours()],
            vec![remember(COOKIES, hours())],
        ),
        ("forgetCookieConsentGiven", vec![], vec![forget(COOKIES)]),
        ("setCookieConsentGiven", vec![], vec![]),
        ("requireCookieConsent", vec![], vec![]),
    ] {
        assert_eq!(
            asked(plain_tracker(), name, given.clone()),
            expected,
            "{name} {given:?}"
        );
    }
}

#[test]
fn a_decision_takes_effect_on_the_page_whatever_the_store_does() {
    let tracker = plain_tracker();
    for (name, has_consent) in [
        ("requireConsent", false),
        ("setConsentGiven", true),
        ("forgetConsentGiven", false),
        ("rememberConsentGiven", true),
        ("optUserOut", false),
        ("forgetUserOptOut", true),
        ("rememberCookieConsentGiven", true),
        ("forgetCookieConsentGiven", true),
    ] {
        run(tracker, name, vec![]);
        assert_eq!(returned(tracker, "hasConsent"), has_consent, "{name}");
        assert_eq!(returned(tracker, "isUserOptedOut"), !has_consent, "{name}");
        assert_eq!(returned(tracker, "isConsentRequired"), true, "{name}");
        assert_eq!(returned(tracker, "areCookiesEnabled"), false, "{name}");
        assert_eq!(returned(tracker, "hasCookies"), false, "{name}");
    }
}

#[test]
fn requiring_consent_asks_the_store() {
    for (stored, has_consent) in [
        (vec![], false),
        (vec![(GIVEN, time())], true),
        (vec![(GIVEN, Js::from("1700000000000"))], true),
        (vec![(GIVEN, Js::Null)], false),
        (vec![(GIVEN, Js::Bool(false))], false),
        (vec![(REFUSED, time())], false),
        (vec![(GIVEN, time()), (REFUSED, time())], false),
        (vec![(COOKIES, time())], false),
    ] {
        let tracker = with_store(&stored);
        run(tracker, "requireConsent", vec![]);
        assert_eq!(returned(tracker, "hasConsent"), has_consent, "{stored:?}");
        track(tracker, "a");
        assert_eq!(
            names(&flush(tracker)).len(),
            usize::from(has_consent),
            "{stored:?}"
        );
    }
}

#[test]
fn a_store_is_read_as_soon_as_it_is_set() {
    for (required, stored, has_consent) in [
        (false, vec![], true),
        (false, vec![(REFUSED, time())], false),
        (true, vec![(GIVEN, time())], true),
        (true, vec![], false),
        (true, vec![(GIVEN, time()), (REFUSED, time())], false),
    ] {
        let tracker = plain_tracker();
        if required {
            run(tracker, "requireConsent", vec![]);
            track(tracker, "waits");
        }
        let stored: Vec<_> = stored
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        with_page(|page| page.store = stored.clone());
        let out = run(tracker, "setConsentStore", vec![Js::Object(vec![])]).1;
        assert_eq!(
            returned(tracker, "hasConsent"),
            has_consent,
            "{required} {stored:?}"
        );
        assert_eq!(
            names(&out).len(),
            usize::from(required && has_consent),
            "what waited leaves"
        );
    }
}

#[test]
fn getters_return_what_the_store_remembers() {
    let number = json!(1_700_000_000_000_u64);
    for (stored, consent, has, cookies) in [
        (vec![], Value::Null, false, json!(0)),
        (vec![(GIVEN, time())], number.clone(), true, json!(0)),
        (vec![(GIVEN, Js::from("17"))], json!("17"), true, json!(0)),
        (
            vec![(GIVEN, time()), (REFUSED, time())],
            Value::Null,
            false,
            json!(0),
        ),
        (vec![(COOKIES, time())], Value::Null, false, number.clone()),
        (vec![(COOKIES, Js::from("17"))], Value::Null, false, json!("17")),
    ] {
        let tracker = with_store(&stored);
        assert_eq!(returned(tracker, "getRememberedConsent"), consent, "{stored:?}");
        assert_eq!(returned(tracker, "hasRememberedConsent"), has, "{stored:?}");
        assert_eq!(
            returned(tracker, "getRememberedCookieConsent"),
            cookies,
            "{stored:?}"
        );
    }
}

#[test]
fn consent_to_cookies_is_asked_for_until_the_store_has_it() {
    assert_eq!(returned(with_store(&[]), "requireCookieConsent"), true);
    assert_eq!(
        returned(with_store(&[(COOKIES, time())]), "requireCookieConsent"),
        false
    );
}

#[test]
fn giving_consent_sends_waiting_hits_and_nothing_else() {
    let tracker = plain_tracker();
    run(tracker, "requireConsent", vec![]);
    track(tracker, "waits");
    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(names(&out), ["waits"]);
    assert_eq!(flush(tracker), []);
}

#[test]
fn each_tracker_has_its_own_consent() {
    let one = plain_tracker();
    let two = crate::support::page::add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("8"));
    run(one, "requireConsent", vec![]);
    assert_eq!(
        (returned(one, "hasConsent"), returned(two, "hasConsent")),
        (json!(false), json!(true))
    );
}
