//! Hits that waited while the mode was enabled, and what plugins and raw requests put into hits.

use super::{anonymous, hits_of, list, object};
use crate::support::page::{event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{BULK_DUE, command, texts, tracker_on};
use crumbless::fake::Js;

#[test]
fn waiting_hits_are_rebuilt_before_they_are_sent() {
    let tracker = tracker_on("http://secret.example/secret?view=secret");
    run(tracker, "requireConsent", vec![]);
    for (name, given) in [
        ("trackPageView", texts(&["secret"])),
        ("trackEvent", texts(&["Editor", "secret", "secret"])),
        ("trackEvent", texts(&["secret", "secret"])),
        ("trackLink", texts(&["http://secret.example/", "link"])),
        ("trackGoal", vec![Js::Number(3.0)]),
    ] {
        run(tracker, name, given);
    }
    let options = object(&[
        ("categories", list(&["Editor"])),
        ("allowedParameters", list(&["view"])),
    ]);
    command(tracker, "enableAnonymousMeasurement", vec![options]);
    let hits = hits_of(tracker, "setConsentGiven", vec![]);
    assert!(!hits.concat().contains("secret"), "{hits:?}");
    let kinds = hits
        .iter()
        .map(|hit| ["action_name", "e_a", "idgoal"].map(|name| param(hit, name)));
    assert_eq!(
        kinds.flatten().flatten().collect::<Vec<_>>(),
        ["Anonymous", "XYZ", "3"]
    );
    for hit in &hits {
        assert_eq!(param(hit, "url").as_deref(), Some("https://anonymous.invalid/?"));
    }
}

#[test]
fn raw_requests_and_what_plugins_append_are_filtered_by_parameter() {
    let tracker = anonymous("http://own.example/?view=1", &[("categories", list(&["Editor"]))]);
    for request in [
        "action_name=x\n&e_a=secret",
        "e_c=Editor&e_a=a\nb&e_n=secret",
        "action_name=x&pf_customer=secret&idgoal=secret&h=4711&r=123456789&_idn=4711&idsite=secret",
        "action_name=x&%75rl=secret&url[]=secret&urlref=secret&uid=secret;e_c=secret&E_C=secret",
        "action_name=x&pv_id=secret&url=https://secret&cvar=secret&_cvar=secret&cookie=secret&res=secret&uadata=secret",
        "idgoal=99999",
        "ping=secret",
        "e_c=Editor&e_c=secret&e_a=secret&e_v=1secret",
        "e_c=secret&e_c=Editor&e_a=secret",
        "c_n=Editor&c_i=secret&c_p=secret&c_t=secret",
        "&&=secret&action_name&action_name=secret",
    ] {
        for name in ["trackRequest", "queueRequest", "appendToTrackingUrl"] {
            let mut hits = hits_of(
                tracker,
                name,
                vec![Js::from(request), Js::Bool(name == "queueRequest")],
            );
            hits.extend(all_hits(&event(tracker, BULK_DUE, vec![])));
            hits.extend(hits_of(tracker, "trackPageView", vec![]));
            let all = hits.concat();
            assert!(
                !all.contains("secret") && !all.contains("4711"),
                "{name} {request}: {hits:?}"
            );
            assert!(!hits.is_empty());
            command(tracker, "appendToTrackingUrl", vec![]);
        }
    }
    run(tracker, "setPageViewId", texts(&["secret"]));
    assert!(
        !hits_of(tracker, "trackPageView", vec![])
            .concat()
            .contains("secret")
    );
}
