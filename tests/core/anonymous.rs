//! Anonymous measurement: the recorded addresses, what passes and what does not.

use crate::support::page::{add_tracker, enter, event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{BULK_DUE, COLLECTOR, command, flush, logs, sent, texts, tracker_on};
use crumbless::fake::{Js, effects, with_page};
use crumbless::protocol::Entry;
use crumbless::tracker;
use serde_json::Value;

fn object(pairs: &[(&str, Js)]) -> Js {
    Js::Object(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn list(items: &[&str]) -> Js {
    Js::List(texts(items))
}

fn anonymous(url: &str, options: &[(&str, Js)]) -> u32 {
    let tracker = tracker_on(url);
    command(tracker, "enableAnonymousMeasurement", vec![object(options)]);
    tracker
}

/// What leaves for a command.
fn hits_of(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<String> {
    let mut out = run(tracker, name, arguments).1;
    out.extend(flush(tracker));
    out.extend(sent(tracker));
    out.extend(flush(tracker));
    all_hits(&out)
}

fn page_view(url: &str, options: &[(&str, Js)]) -> String {
    let mut hits = hits_of(anonymous(url, options), "trackPageView", vec![]);
    assert_eq!(hits.len(), 1);
    hits.remove(0)
}

#[test]
fn the_preset_reproduces_each_recorded_address() {
    let recorded: Vec<Value> = serde_json::from_str(include_str!("../vectors/anonymous-urls.json")).unwrap();
    assert!(recorded.len() > 20);
    for entry in &recorded {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let hit = page_view(&text("url"), &[("preset", Js::from("matomo"))]);
        assert_eq!(param(&hit, "url"), Some(text("tracked")), "{entry}");
        assert_eq!(param(&hit, "action_name"), Some(text("title")), "{entry}");
        let popover = Some(text("popover")).filter(|popover| !popover.is_empty());
        let variable = popover.map(|popover| format!(r#"{{"1":["popover","{popover}"]}}"#));
        assert_eq!(param(&hit, "cvar"), variable, "{entry}");
    }
}

#[test]
fn without_options_nothing_of_the_page_is_said() {
    let hit = page_view("http://secret.example/secret/path?secret=1&words#secret", &[]);
    assert!(!hit.contains("secret"), "{hit}");
    assert_eq!(param(&hit, "url").as_deref(), Some("https://anonymous.invalid/?"));
    assert_eq!(param(&hit, "action_name").as_deref(), Some("Anonymous"));
    for name in [
        "urlref",
        "uid",
        "_id",
        "cid",
        "dimension1",
        "_cvar",
        "cvar",
        "data",
        "cs",
        "_ref",
    ] {
        assert_eq!(param(&hit, name), None, "{name}");
    }
}

#[test]
fn the_options_say_what_stays() {
    let options = [
        ("url", Js::from("https://app.example")),
        ("title", Js::from("My app")),
        ("allowedParameters", list(&["view", "token_auth", "a.b", "nonce"])),
        ("numericIds", list(&["id"])),
        ("pathParameters", list(&["area/tab", "module/action"])),
    ];
    for (address, url, title) in [
        ("?view=list&id=4711&q=words", "/?view=list&id=11", "My app"),
        (
            "?area=editor&tab=fonts&view=a",
            "/editor/fonts/?view=a",
            "Editor Fonts",
        ),
        ("?area=editor&tab=12", "/editor/default/?", "Editor"),
        ("?module=b&area=", "/b/default/?", "B"),
        (
            "?token_auth=t&nonce=n&view=v",
            "/?token_auth=XYZ&nonce=XYZ&view=v",
            "My app",
        ),
        ("?a.b=1&axb=2&VIEW=3", "/?a.b=1", "My app"),
        ("?words&view=1", "/?view=1", "My app"),
        ("?area=a#tab=b&view=1", "/?view=1", "A"),
        ("?view=1#?area=b&tab=c", "/b/c/?", "B C"),
        ("?view=1#/route?area=b&tab=c", "/b/c/?", "B C"),
        ("?view=1#section", "/?view=1", "My app"),
        ("?view=1#section=secret", "/?view=1", "My app"),
        ("?id=0&id2=20", "/?id=20", "My app"),
        ("?id=-5&id=1e3&id=words", "/?id=20&id=20&id=NaN", "My app"),
        ("?view=a%26token%3Dsecret", "/?view=a%26token%3Dsecret", "My app"),
        ("?q=a%26secret%3D1", "/?", "My app"),
        // Where a name is expected stands a secret.
        ("?secret", "/?", "My app"),
        ("?c2VjcmV0VG9rZW4=", "/?", "My app"),
        ("?filter[jane@secret.example]=1&secret-words=", "/?", "My app"),
        ("?%76iew=secret&vi%65w=secret", "/?", "My app"),
        ("?view=list;email=secret@example.com", "/?", "My app"),
        ("?view=list=secret", "/?", "My app"),
        ("?view\u{1f}tab=secret", "/?", "My app"),
        ("#/customers/jane-secret/invoices?page=2", "/?", "My app"),
        ("#/customers/jane-secret?view=2", "/?view=2", "My app"),
        ("#/reset/c2VjcmV0VG9rZW4=", "/?", "My app"),
        ("#secret heading=of page", "/?", "My app"),
        ("?area=jane@secret.example&tab=x", "/?", "My app"),
        ("?area=jane%40secret&tab=x", "/?", "My app"),
        (
            "?mtm_campaign=secret&utm_source=secret&pk_kwd=secret",
            "/?",
            "My app",
        ),
    ] {
        let hit = page_view(&format!("http://own.example/path{address}"), &options);
        assert_eq!(
            param(&hit, "url"),
            Some(format!("https://app.example{url}")),
            "{address}"
        );
        assert_eq!(param(&hit, "action_name").as_deref(), Some(title), "{address}");
    }
}

#[test]
fn the_preset_keeps_names_and_masks_values_but_makes_no_campaign() {
    for (address, url) in [
        ("?test=words&c2VjcmV0=", "/?test=XYZ&c2VjcmV0=XYZ"),
        ("?filter[jane@secret.example]=1&a-b=2&period=day", "/?period=day"),
        ("?mtm_campaign=a&utm_source=b&pk_kwd=c&Piwik_campaign=d", "/?"),
        ("#/customers/jane-secret/invoices?page=2", "/?page=XYZ"),
        ("#/reset/c2VjcmV0VG9rZW4=", "/?"),
        ("?popover=RowAction$3Asecret@x$3Ab", "/?popover=RowAction"),
        ("?popover=jane@secret$3Ab", "/?popover=XYZ"),
    ] {
        let hit = page_view(
            &format!("http://own.example/path{address}"),
            &[("preset", Js::from("matomo"))],
        );
        assert_eq!(
            param(&hit, "url"),
            Some(format!("http://demo.matomo.org{url}")),
            "{address}"
        );
    }
}

/// What is left of events.
fn said(hits: &[String]) -> Vec<Vec<Option<String>>> {
    let of = |hit: &String| ["e_c", "e_a", "e_n", "e_v"].map(|name| param(hit, name)).to_vec();
    hits.iter().map(of).collect()
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts
        .iter()
        .map(|text| Some((*text).to_owned()).filter(|text| text != "-"))
        .collect()
}

#[test]
fn only_declared_events_pass() {
    let tracker = anonymous(
        "http://own.example/",
        &[
            ("categories", list(&["Editor", "A (b) *"])),
            ("eventNames", list(&["save", "a name", "50%"])),
        ],
    );
    command(tracker, "measureInteractions", texts(&["More", "more & more"]));
    command(tracker, "measureInteractions", texts(&["More", "named", "n"]));
    for (given, expected) in [
        (
            ["Editor", "save", "a name", "3"],
            Some(["Editor", "save", "a name", "3"]),
        ),
        (
            ["A (b) *", "50%", "save", "-1.5"],
            Some(["A (b) *", "50%", "save", "-1.5"]),
        ),
        (
            ["Editor", "ann@example.org", "save", "3"],
            Some(["Editor", "XYZ", "save", "3"]),
        ),
        (
            ["Editor", "save", "ann@example.org", "3"],
            Some(["Editor", "save", "-", "3"]),
        ),
        (
            ["Editor", "save", "a name", "3 secrets"],
            Some(["Editor", "save", "a name", "-"]),
        ),
        (["Editor2", "save", "a name", "3"], None),
        (["editor", "save", "a name", "3"], None),
        (["A (b) x", "save", "a name", "3"], None),
        (["A b *", "save", "a name", "3"], None),
        (["More", "named", "n", "3"], Some(["More", "named", "n", "3"])),
        (["More", "named", "other", "3"], None),
        (["More", "more & more", "n", "3"], None),
    ] {
        let hits = hits_of(tracker, "trackEvent", texts(&given));
        let expected: Vec<_> = expected.iter().map(|texts| some(texts)).collect();
        assert_eq!(said(&hits), expected, "{given:?}");
    }
    let hits = hits_of(tracker, "trackEvent", texts(&["More", "more & more"]));
    assert_eq!(said(&hits), [some(&["More", "more & more", "-", "-"])]);
}

#[test]
fn all_names_pass_where_the_options_say_so() {
    for options in [
        vec![("categories", list(&["Editor"])), ("eventNames", Js::from("all"))],
        vec![("categories", list(&["Editor"])), ("preset", Js::from("matomo"))],
    ] {
        let tracker = anonymous("http://own.example/", &options);
        let hits = hits_of(tracker, "trackEvent", texts(&["Editor", "any", "other", "3"]));
        assert_eq!(said(&hits), [some(&["Editor", "any", "other", "3"])]);
    }
    let options = [
        ("categories", list(&["Editor"])),
        ("preset", Js::from("matomo")),
        ("eventNames", list(&["one"])),
    ];
    let hits = hits_of(
        anonymous("http://own.example/", &options),
        "trackEvent",
        texts(&["Editor", "any", "one"]),
    );
    assert_eq!(said(&hits), [some(&["Editor", "XYZ", "one", "-"])]);
}

#[test]
fn what_tells_of_the_visitor_does_not_pass() {
    let tracker = anonymous("http://own.example/", &[("categories", list(&["Shown"]))]);
    for (name, given) in [
        ("trackLink", texts(&["http://secret.example/", "link"])),
        ("trackLink", texts(&["http://secret.example/a.zip", "download"])),
        ("trackSiteSearch", texts(&["secret"])),
        ("trackEcommerceCartUpdate", vec![Js::Number(5.0)]),
        ("trackEcommerceOrder", vec![Js::from("secret"), Js::Number(5.0)]),
        ("trackContentImpression", texts(&["secret", "secret", "secret"])),
        ("trackRequest", texts(&["anything=secret"])),
        ("trackRequest", texts(&["e_a=secret"])),
        ("trackRequest", texts(&["action_name=a&e_a=secret"])),
        ("trackRequest", texts(&["e_c=&e_a=secret"])),
        ("trackRequest", texts(&["e_c=secret&e_a=secret&e_c=secret"])),
        (
            "queueRequest",
            vec![Js::from("action_name=x&search=secret&uid=secret"), Js::Bool(true)],
        ),
    ] {
        let hits = hits_of(tracker, name, given.clone());
        assert!(!hits.concat().contains("secret"), "{name} {given:?}: {hits:?}");
    }
    let hits = hits_of(
        tracker,
        "trackContentInteraction",
        texts(&["use", "Shown", "secret", "http://secret"]),
    );
    assert_eq!(hits.len(), 0, "content waits for others");
    let hits = hits_of(tracker, "trackGoal", vec![Js::Number(3.0), Js::Number(9.0)]);
    assert_eq!(param(&hits[0], "idgoal").as_deref(), Some("3"));
    assert_eq!(param(&hits[0], "revenue"), None);
    assert_eq!(hits_of(tracker, "ping", vec![]).len(), 1);
}

#[test]
fn the_site_is_the_one_that_was_set() {
    let tracker = anonymous("http://own.example/", &[]);
    for site in ["Xy7-_.!~*'()", "ab.d", "a b&c=d", "ü", ""] {
        command(tracker, "setSiteId", texts(&[site]));
        let [hit] = &hits_of(tracker, "trackPageView", vec![])[..] else {
            panic!("one hit for {site:?}")
        };
        assert_eq!(param(hit, "idsite").as_deref(), Some(site));
    }
    command(tracker, "setSiteId", texts(&["ab.d"]));
    for other in ["secret", "abcd", "ab.d1", "1ab.d"] {
        let request = format!("action_name=a&idsite={other}");
        let hits = hits_of(tracker, "trackRequest", texts(&[request.as_str()]));
        assert_eq!(hits.len(), 1);
        assert!(
            !hits[0].contains(&format!("idsite={other}&")),
            "{other}: {hits:?}"
        );
    }
}

#[test]
fn a_report_says_its_facts_and_calls_and_nothing_else_passes_by_it() {
    let tracker = anonymous("http://own.example/", &[("url", Js::from("https://app.example"))]);
    let variable = |value: &str| {
        vec![
            Js::Number(1.0),
            Js::from("plan"),
            Js::from(value),
            Js::from("visit"),
        ]
    };
    command(tracker, "setCustomVariable", variable("secret"));
    let facts = Js::List(vec![
        list(&["PHP", "8.1"]),
        list(&["a \"quoted\\ name", "two\nlines"]),
    ]);
    let call = Js::List(vec![
        Js::from("API"),
        Js::from("a"),
        Js::from("n"),
        Js::Number(3.0),
        Js::Number(12.5),
    ]);
    let hits = hits_of(tracker, "sendUsageReport", vec![facts, call]);
    assert_eq!(hits.len(), 3, "{hits:?}");
    for hit in &hits {
        assert!(!hit.contains("secret"));
        assert_eq!(
            param(hit, "url").as_deref(),
            Some("https://app.example/system-report")
        );
    }
    assert_eq!(param(&hits[0], "action_name").as_deref(), Some("System-Report"));
    assert_eq!(
        param(&hits[0], "_cvar").as_deref(),
        Some(r#"{"1":["PHP","8.1"],"2":["a \"quoted\\ name","two lines"]}"#)
    );
    assert_eq!(
        said(&hits[1..]),
        [
            some(&["API (count)", "a (count)", "n (count)", "3"]),
            some(&["API (speed)", "a (speed)", "n (speed)", "12.5"])
        ]
    );
    for event in [["API (count)", "other", "n"], ["API", "a", "n"]] {
        assert_eq!(
            hits_of(tracker, "trackEvent", texts(&event)).len(),
            0,
            "{event:?}"
        );
    }
    let forged = r#"action_name=a&_cvar=%7B%221%22%3A%5B%22PHP%22%2C%22secret%22%5D%7D"#;
    let hits = hits_of(tracker, "trackRequest", texts(&[forged]));
    assert_eq!(param(&hits[0], "_cvar"), None);
}

/// Options that are wrong, and what the console names.
#[test]
fn what_is_wrong_sends_nothing_and_says_so_in_one_line() {
    for (options, named) in [
        (object(&[("anonymus", Js::Bool(true))]), "anonymus"),
        (object(&[("url", Js::from(""))]), "url"),
        (object(&[("url", Js::from("app.example"))]), "url"),
        (object(&[("url", Js::from("https://a.example/?a=1"))]), "url"),
        (object(&[("url", Js::from("https://"))]), "url"),
        (object(&[("url", Js::Number(1.0))]), "url"),
        (object(&[("title", list(&["a"]))]), "title"),
        (object(&[("categories", object(&[]))]), "categories"),
        (
            object(&[("allowedParameters", Js::Bool(true))]),
            "allowedParameters",
        ),
        (object(&[("preset", Js::from("piwik"))]), "preset"),
        (object(&[("eventNames", Js::Bool(true))]), "eventNames"),
        (Js::from("yes"), "yes"),
        (Js::Bool(true), "true"),
        (Js::Bool(false), "false"),
        (Js::Null, "null"),
        (list(&["a"]), "0"),
    ] {
        let tracker = tracker_on("http://own.example/");
        let out = run(tracker, "trackPageView", vec![]).1;
        assert_eq!(all_hits(&out), [""; 0]);
        let out = run(tracker, "enableAnonymousMeasurement", vec![options.clone()]).1;
        assert_eq!(logs(&out), 1, "{options:?}");
        assert!(format!("{out:?}").contains(&format!(": {named}\"")), "{out:?}");
        assert_eq!(hits_of(tracker, "trackPageView", vec![]), [""; 0], "{options:?}");
        let other = add_tracker(Js::from(COLLECTOR), Js::from("8"));
        assert_eq!(hits_of(other, "trackPageView", vec![]), [""; 0], "{options:?}");
    }
}

#[test]
fn an_address_with_a_slash_at_its_end_is_the_same() {
    let hit = page_view(
        "http://own.example/a",
        &[("url", Js::from("https://app.example//"))],
    );
    assert_eq!(param(&hit, "url").as_deref(), Some("https://app.example/?"));
}

/// A target as `addTargets` adds it; none where it is refused.
fn target(given: Js, options: Js) -> Option<u32> {
    let (url, site) = (given.property("url"), given.property("siteId"));
    with_page(|page| page.arguments = vec![url, site, given, options]);
    let number = tracker::enter(Entry::Add as u32, 0, 0);
    effects();
    Some(number).filter(|number| *number > 0)
}

fn title_of(tracker: u32) -> Option<String> {
    let hits = hits_of(tracker, "trackPageView", vec![]);
    hits.first().and_then(|hit| param(hit, "action_name"))
}

#[test]
fn the_mode_is_the_pages_but_for_targets_that_get_full_hits() {
    let place = |pairs: &[(&str, Js)]| {
        let own = [("url", Js::from(COLLECTOR)), ("siteId", Js::Number(3.0))];
        object(&[&own[..], pairs].concat())
    };
    let before = tracker_on("http://own.example/?view=secret");
    let main = add_tracker(Js::from(COLLECTOR), Js::from("8"));
    let options = |title: &str| object(&[("title", Js::from(title))]);
    command(main, "enableAnonymousMeasurement", vec![options("Page")]);
    let after = add_tracker(Js::from(COLLECTOR), Js::from("9"));
    for tracker in [before, main, after] {
        assert_eq!(title_of(tracker).as_deref(), Some("Page"));
    }
    for (pairs, for_all, expected) in [
        (vec![], Js::Undefined, "Page"),
        (vec![("anonymous", Js::Bool(true))], Js::Undefined, "Page"),
        (vec![("anonymous", Js::Bool(true))], options("All"), "All"),
        (vec![("anonymous", options("Own"))], options("All"), "Own"),
        (vec![("anonymous", Js::Bool(false))], options("All"), "Title"),
    ] {
        let tracker = target(place(&pairs), for_all).unwrap();
        assert_eq!(title_of(tracker).as_deref(), Some(expected), "{pairs:?}");
        // To all trackers, as `_paq` gives it: a target's own stay.
        run(tracker, "enableAnonymousMeasurement", vec![options("Page")]);
        assert_eq!(title_of(tracker).as_deref(), Some(expected), "{pairs:?}");
    }
    for wrong in [
        place(&[("anonymus", Js::Bool(true))]),
        place(&[("anonymous", Js::from("true"))]),
        place(&[("anonymous", Js::Null)]),
        object(&[("url", Js::from(COLLECTOR))]),
        object(&[("siteId", Js::from("3"))]),
        Js::from(COLLECTOR),
        Js::Null,
    ] {
        assert_eq!(target(wrong.clone(), Js::Undefined), None, "{wrong:?}");
    }
    let wrong = place(&[("anonymous", object(&[("titel", Js::from("a"))]))]);
    assert_eq!(title_of(target(wrong, Js::Undefined).unwrap()), None);
    assert_eq!(
        title_of(main).as_deref(),
        Some("Page"),
        "only the target is closed"
    );
}

#[test]
fn a_target_is_anonymous_where_nobody_asked_for_the_page() {
    let main = tracker_on("http://own.example/");
    let given = object(&[
        ("url", Js::from(COLLECTOR)),
        ("siteId", Js::Number(3.0)),
        ("anonymous", Js::Bool(true)),
    ]);
    assert_eq!(
        title_of(target(given, Js::Undefined).unwrap()).as_deref(),
        Some("Anonymous")
    );
    assert_eq!(title_of(main).as_deref(), Some("Title"));
}

#[test]
fn what_waited_is_built_anew_when_it_leaves() {
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
fn what_plugins_and_raw_requests_say_is_read_as_parameters() {
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

#[test]
fn what_cannot_be_read_closes_all_trackers() {
    let tracker = tracker_on("http://own.example/");
    let out = enter(Entry::Close, 0, 0, texts(&["data-require-consent"]));
    assert_eq!(out.len(), 1);
    assert!(
        format!("{out:?}").contains("data-require-consent: nothing is sent"),
        "{out:?}"
    );
    assert_eq!(
        enter(Entry::Close, 0, 0, texts(&["again"])),
        [],
        "it says so once"
    );
    assert_eq!(hits_of(tracker, "trackPageView", vec![]), [""; 0]);
    let other = add_tracker(Js::from(COLLECTOR), Js::from("8"));
    assert_eq!(hits_of(other, "trackPageView", vec![]), [""; 0]);
}
