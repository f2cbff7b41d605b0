//! `setBotPolicy`: automated browsers, left out or marked (issue 17).

use crate::support::cases::alone;
use crate::support::page::{add_tracker, event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{
    BULK_DUE, COLLECTOR, LEAVING, command, flush, hit, lines, names, reasons, sent, texts, track, tracker_on,
};
use crumbless::fake::{Js, with_page};

const PAGE: &str = "http://site.example/page";
const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

fn tracker_in(facts: &[(&str, Js)]) -> u32 {
    let tracker = tracker_on(PAGE);
    with_page(|page| {
        for (path, value) in facts {
            page.window.set(path, value.clone());
        }
    });
    tracker
}

fn object(name: &str, value: Js) -> Js {
    Js::Object(vec![(name.to_owned(), value)])
}

fn webdriver() -> u32 {
    tracker_in(&[("navigator.webdriver", Js::Bool(true))])
}

/// What a report would call the browser.
fn signal(facts: &[(&str, Js)]) -> Option<String> {
    let facts = facts.to_vec();
    alone(move || {
        let tracker = tracker_in(&facts);
        run(
            tracker,
            "setBotPolicy",
            vec![Js::from("mark"), object("dimension", Js::Number(3.0))],
        );
        let marked = hit(tracker);
        let signal = param(&marked, "dimension3");
        assert_eq!(param(&marked, "recMode"), signal.as_ref().map(|_| "2".to_owned()));
        let out = run(tracker, "setBotPolicy", texts(&["leave-out"])).1;
        assert!(lines(&out).len() <= 1);
        let why = track(tracker, "a");
        assert_eq!(all_hits(&flush(tracker)).is_empty(), signal.is_some());
        let reason = signal
            .as_ref()
            .map(|signal| format!("setBotPolicy leaves out automated browsers, by {signal}"));
        assert_eq!(reasons(&why).first().map(|why| (*why).to_owned()), reason);
        signal
    })
}

#[test]
fn each_signal_has_its_word() {
    let agent = |name: &str| vec![("navigator.userAgent", Js::Text(format!("{CHROME} {name}")))];
    let brands = |name: &str| {
        let brands = ["Chromium", name].map(|brand| object("brand", Js::from(brand)));
        vec![("navigator.userAgentData.brands", Js::List(brands.to_vec()))]
    };
    let yes = |path: &'static str| vec![(path, Js::Bool(true))];
    for (facts, word) in [
        (yes("navigator.webdriver"), "webdriver"),
        (vec![("navigator.webdriver", Js::Number(1.0))], "webdriver"),
        (agent("HeadlessChrome/140.0.0.0"), "headless"),
        (agent("HeadlessEdg/140.0"), "headless"),
        (agent("PhantomJS/2.1.1"), "headless"),
        (agent("Chrome-Lighthouse"), "headless"),
        (agent("jsdom/22.1.0"), "headless"),
        (brands("HeadlessChrome"), "headless"),
        (
            agent("compatible; ChatGPT-User/1.0; +https://openai.com/bot"),
            "agent",
        ),
        (agent("GoogleAgent-Mariner"), "agent"),
        (vec![("__playwright__binding__", Js::Function)], "playwright"),
        (yes("Cypress"), "cypress"),
        (yes("__nightmare"), "nightmare"),
        (vec![("callPhantom", Js::Function)], "phantomjs"),
        (yes("domAutomation"), "chrome"),
        (vec![("document.__webdriver_evaluate", Js::Function)], "selenium"),
        (yes("_selenium"), "selenium"),
        (vec![("navigator", Js::Undefined)], "unreadable"),
        (vec![("navigator.userAgent", Js::Undefined)], "unreadable"),
        (vec![("navigator.userAgent", Js::Number(5.0))], "unreadable"),
        (vec![("navigator.webdriver", object("a", Js::Null))], "unreadable"),
    ] {
        assert_eq!(signal(&facts).as_deref(), Some(word), "{facts:?}");
    }
}

#[test]
fn browsers_of_visitors_show_none() {
    let agent = |text: &str| vec![("navigator.userAgent", Js::from(text))];
    for facts in [
        vec![],
        vec![("navigator.webdriver", Js::Bool(false))],
        vec![("navigator.webdriver", Js::Null)],
        agent(CHROME),
        agent(""),
        agent(
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36",
        ),
        agent(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0.0.0 Electron/28.0.0 Safari/537.36",
        ),
        agent(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS]",
        ),
        vec![("navigator.languages", Js::List(vec![]))],
        vec![(
            "navigator.userAgentData.brands",
            Js::List(vec![object("brand", Js::from("Google Chrome"))]),
        )],
        vec![("navigator.userAgentData", object("mobile", Js::Bool(false)))],
        vec![("__nightmare", Js::Bool(false)), ("Cypress", Js::Null)],
        vec![
            ("webdriver", Js::Bool(true)),
            ("emit", Js::Function),
            ("spawn", Js::Function),
            ("puppeteer", Js::Function),
        ],
    ] {
        assert_eq!(signal(&facts), None, "{facts:?}");
    }
}

#[test]
fn nothing_of_a_browser_that_is_left_out_leaves_not_even_what_waited() {
    let tracker = webdriver();
    let other = add_tracker(Js::from(COLLECTOR), Js::from("8"));
    track(tracker, "waits");
    run(tracker, "queueRequest", texts(&["e_c=c&e_a=queued"]));
    command(tracker, "setBotPolicy", texts(&["leave-out"]));
    let later = add_tracker(Js::from(COLLECTOR), Js::from("9"));
    for tracker in [tracker, later] {
        let mut out = track(tracker, "a");
        out.extend(run(tracker, "trackPageView", vec![]).1);
        out.extend(
            run(
                tracker,
                "queueRequest",
                vec![Js::from("idsite=7&rec=1"), Js::Bool(true)],
            )
            .1,
        );
        for next in [BULK_DUE, LEAVING] {
            out.extend(flush(tracker));
            out.extend(event(tracker, next, vec![]));
        }
        assert_eq!(all_hits(&out), [""; 0]);
    }
    assert_eq!(
        names(&{
            track(other, "own");
            flush(other)
        }),
        ["own"],
        "a tracker's policy is its own"
    );
}

#[test]
fn a_policy_may_be_taken_back() {
    let tracker = webdriver();
    command(tracker, "setBotPolicy", texts(&["leave-out"]));
    track(tracker, "lost");
    assert_eq!(all_hits(&flush(tracker)), [""; 0]);
    command(tracker, "setBotPolicy", vec![Js::Null]);
    let plain = hit(tracker);
    assert_eq!(param(&plain, "recMode"), None);
}

#[test]
fn what_is_no_policy_leaves_automated_browsers_out_and_no_visitor() {
    for given in [
        vec![],
        texts(&["leaveout"]),
        texts(&["Mark"]),
        texts(&[""]),
        vec![Js::Bool(false)],
        vec![Js::Number(1.0)],
        vec![object("policy", Js::from("mark"))],
        vec![Js::List(texts(&["mark"]))],
    ] {
        for (is_automated, expected) in [(true, 0), (false, 1)] {
            let given = given.clone();
            alone(move || {
                let tracker = tracker_in(&[("navigator.webdriver", Js::Bool(is_automated))]);
                let out = run(tracker, "setBotPolicy", given.clone()).1;
                assert_eq!(lines(&out).len(), 1, "{given:?}");
                assert!(lines(&out)[0].contains("'leave-out', 'mark' or null"));
                track(tracker, "a");
                assert_eq!(all_hits(&flush(tracker)).len(), expected, "{given:?}");
            });
        }
    }
}

#[test]
fn a_wrong_dimension_costs_the_dimension_alone() {
    for (options, lines_said) in [
        (Js::Undefined, 0),
        (Js::Null, 0),
        (Js::Object(vec![]), 1),
        (object("dimension", Js::Number(0.0)), 1),
        (object("dimension", Js::Number(1000.0)), 1),
        (object("dimension", Js::Number(1.5)), 1),
        (object("dimension", Js::from("x&uid=1")), 1),
        (object("dimensions", Js::Number(3.0)), 1),
        (Js::Number(3.0), 1),
        (Js::from("3"), 1),
    ] {
        alone(move || {
            let tracker = webdriver();
            let out = run(tracker, "setBotPolicy", vec![Js::from("mark"), options.clone()]).1;
            assert_eq!(lines(&out).len(), lines_said, "{options:?}");
            let marked = hit(tracker);
            assert_eq!(param(&marked, "recMode").as_deref(), Some("2"));
            assert!(
                !marked.contains("dimension") && !marked.contains("uid="),
                "{marked}"
            );
        });
    }
}

#[test]
fn every_kind_of_hit_is_marked_also_a_full_request_and_what_getrequest_returns() {
    let tracker = webdriver();
    command(
        tracker,
        "setBotPolicy",
        vec![Js::from("mark"), object("dimension", Js::from("12"))],
    );
    command(tracker, "setCustomDimension", texts(&["2", "own"]));
    let mut out = run(tracker, "trackPageView", vec![]).1;
    for (name, given) in [
        ("trackEvent", texts(&["c", "a"])),
        ("ping", vec![]),
        ("trackContentImpression", texts(&["block"])),
        ("queueRequest", vec![Js::from("idsite=7&rec=1"), Js::Bool(true)]),
    ] {
        out.extend(run(tracker, name, given).1);
    }
    out.extend(event(tracker, BULK_DUE, vec![]));
    out.extend(flush(tracker));
    sent(tracker);
    let hits = all_hits(&out);
    assert_eq!(hits.len(), 5);
    for hit in &hits {
        assert_eq!(param(hit, "recMode").as_deref(), Some("2"), "{hit}");
        assert_eq!(param(hit, "dimension12").as_deref(), Some("webdriver"), "{hit}");
    }
    assert_eq!(param(&hits[0], "dimension2").as_deref(), Some("own"));
    let (request, _) = run(tracker, "getRequest", texts(&["a=1"]));
    assert!(request.is_some_and(|request| request.to_string().contains("recMode=2")));
}

#[cfg(feature = "anonymous")]
#[test]
fn an_anonymous_hit_says_that_it_is_automated_and_no_more() {
    let tracker = webdriver();
    command(tracker, "enableAnonymousMeasurement", vec![]);
    command(
        tracker,
        "setBotPolicy",
        vec![Js::from("mark"), object("dimension", Js::Number(3.0))],
    );
    let out = run(tracker, "trackPageView", vec![]).1;
    let marked = crate::support::visit::one_hit(tracker, out);
    assert_eq!(param(&marked, "recMode").as_deref(), Some("2"));
    assert!(
        !marked.contains("dimension") && !marked.contains("webdriver"),
        "{marked}"
    );
    // Nobody else may say it, and nothing else of it.
    with_page(|page| page.window.set("navigator.webdriver", Js::Bool(false)));
    command(tracker, "setBotPolicy", texts(&["mark"]));
    run(tracker, "trackRequest", texts(&["action_name=x&recMode=2"]));
    run(tracker, "trackRequest", texts(&["action_name=x&recMode=secret"]));
    let hits = all_hits(&flush(tracker));
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().all(|hit| !hit.contains("recMode")), "{hits:?}");
    sent(tracker);
    with_page(|page| page.window.set("navigator.webdriver", Js::Bool(true)));
    command(tracker, "setBotPolicy", texts(&["leave-out"]));
    run(tracker, "trackPageView", vec![]);
    assert_eq!(all_hits(&flush(tracker)), [""; 0]);
}

#[cfg(feature = "anonymous")]
#[test]
fn a_mark_taken_back_is_taken_from_anonymous_hits_that_wait() {
    let tracker = webdriver();
    command(tracker, "enableAnonymousMeasurement", vec![]);
    command(tracker, "setBotPolicy", texts(&["mark"]));
    run(tracker, "trackPageView", vec![]);
    command(tracker, "setBotPolicy", vec![Js::Null]);
    let hits = all_hits(&flush(tracker));
    assert_eq!(hits.len(), 1);
    assert_eq!(param(&hits[0], "recMode"), None);
}
