//! Hits that are not urgent: they collect for an interval, and leave together.

use crate::support::markup::parse;
use crate::support::page::{FLUSH, event, run};
use crate::support::sent::{BEACON, all_hits, params, requests};
use crate::support::visit::{
    BULK_DUE, CONTENT, LEAVING, command, flush, logs, names, open_visit, plain_tracker, sent, timers, track,
};
use crumbless::fake::{Effect, Js};

#[test]
fn queued_requests_are_sent_together_after_the_interval() {
    let tracker = plain_tracker();
    let queue = |request: &str| run(tracker, "queueRequest", vec![Js::from(request)]).1;
    open_visit(tracker);
    assert_eq!(timers(&queue("e_c=c&e_a=one")), [(2500, BULK_DUE)]);
    assert_eq!(
        timers(&queue("e_c=c&e_a=two")),
        [(2500, BULK_DUE)],
        "the interval restarts"
    );
    assert_eq!(flush(tracker), [], "a flush of other hits leaves them alone");
    let out = event(tracker, BULK_DUE, vec![]);
    assert_eq!((requests(&out).len(), timers(&out)), (0, vec![(0, FLUSH)]));
    let out = flush(tracker);
    assert_eq!(
        (requests(&out).len(), names(&out).join(" ")),
        (1, "one two".into())
    );
    assert_eq!(params(&all_hits(&out), "idsite"), ["7", "7"]);
    assert_eq!(event(tracker, BULK_DUE, vec![]), []);
}

#[test]
fn the_interval_of_queued_requests_is_at_least_a_second() {
    let tracker = plain_tracker();
    let set = |value: Js| run(tracker, "setRequestQueueInterval", vec![value]).1;
    let due = || timers(&run(tracker, "queueRequest", vec![Js::from("ping=1")]).1);
    assert_eq!(logs(&set(Js::Number(1500.0))), 0);
    assert_eq!(due()[0], (1500, BULK_DUE));
    for wrong in [Js::Number(999.0), Js::from("soon"), Js::Undefined, Js::Null] {
        assert_eq!(logs(&set(wrong)), 1);
        assert_eq!(due()[0], (1500, BULK_DUE));
    }
}

#[test]
fn a_complete_queued_request_is_sent_as_it_is() {
    let tracker = plain_tracker();
    open_visit(tracker);
    run(
        tracker,
        "queueRequest",
        vec![Js::from("idsite=9&rec=1&e_a=full"), Js::Bool(true)],
    );
    event(tracker, BULK_DUE, vec![]);
    let hits = all_hits(&flush(tracker));
    assert!(
        hits[0].starts_with("idsite=9&rec=1&e_a=full&uadata="),
        "{}",
        hits[0]
    );
    assert_eq!(params(&hits, "url"), [""; 0]);
}

#[test]
fn queued_requests_leave_with_the_page() {
    let tracker = plain_tracker();
    run(tracker, "queueRequest", vec![Js::from("e_a=queued")]);
    track(tracker, "other");
    let out = event(tracker, LEAVING, vec![]);
    let mut left = names(&out);
    left.sort();
    assert_eq!(
        (requests(&out).len(), left),
        (1, vec!["other".into(), "queued".into()])
    );
    let out = run(tracker, "queueRequest", vec![Js::from("e_a=late")]).1;
    assert_eq!(
        (requests(&out)[0].how, names(&out)),
        (BEACON, vec!["late".into()])
    );
}

#[test]
fn with_the_queue_disabled_a_queued_request_is_sent_like_any_hit() {
    let tracker = plain_tracker();
    command(tracker, "disableQueueRequest", vec![]);
    let out = run(tracker, "queueRequest", vec![Js::from("e_a=one")]).1;
    assert_eq!(timers(&out), [(0, FLUSH)]);
    assert_eq!(names(&flush(tracker)), ["one"]);
}

/// Content blocks, named by their number.
fn many_blocks(count: usize) -> Vec<Js> {
    let block = |number| format!(r#"<p data-track-content data-content-name="{number}">x</p>"#);
    parse(&(0..count).map(block).collect::<String>())
}

/// What goes out when the shim reports blocks, as many at once as it does.
fn report(tracker: u32, blocks: &[Js]) -> Vec<Effect> {
    let report = |blocks: &[Js]| event(tracker, CONTENT, blocks.to_vec());
    blocks.chunks(50).flat_map(report).collect()
}

fn assert_all_left_once(out: &[Effect], count: usize) {
    assert_eq!(logs(out), 0);
    for request in requests(out) {
        assert!(request.body.len() <= 60_000, "{} bytes", request.body.len());
    }
    let left = params(&all_hits(out), "c_n");
    let expected: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    assert_eq!(left, expected, "all of them, once, in order");
}

#[test]
fn two_thousand_blocks_wait_for_the_first_request_and_are_sent_once() {
    let tracker = plain_tracker();
    run(tracker, "trackPageView", vec![]);
    assert_eq!(all_hits(&flush(tracker)).len(), 1);
    let mut out = report(tracker, &many_blocks(2000));
    out.extend(event(tracker, BULK_DUE, vec![]));
    out.extend(flush(tracker));
    assert_eq!(requests(&out), [], "the first request is under way");
    out.extend(sent(tracker));
    out.extend(event(tracker, BULK_DUE, vec![]));
    out.extend(flush(tracker));
    assert_all_left_once(&out, 2000);
    assert_eq!(
        (flush(tracker), event(tracker, BULK_DUE, vec![])),
        (vec![], vec![])
    );
}

#[test]
fn hundreds_of_blocks_are_sent_once_by_the_interval_or_when_the_page_is_left() {
    let blocks = many_blocks(400);
    for ends in [BULK_DUE, LEAVING] {
        let tracker = plain_tracker();
        open_visit(tracker);
        let mut out = report(tracker, &blocks);
        out.extend(event(tracker, ends, vec![]));
        out.extend(flush(tracker));
        assert_all_left_once(&out, 400);
        let last = requests(&out).pop().unwrap();
        assert_eq!(last.how == BEACON, ends == LEAVING);
        assert_eq!((event(tracker, ends, vec![]), flush(tracker)), (vec![], vec![]));
    }
}

#[test]
fn blocks_that_wait_for_consent_count_towards_the_bound_and_are_sent_once() {
    let long = |number| {
        format!(
            r#"<p data-track-content data-content-name="{number}" data-content-piece="{}">x</p>"#,
            "x".repeat(9000)
        )
    };
    let many_long = parse(&(0..600).map(long).collect::<String>());
    for (blocks, fits) in [(many_blocks(3000), true), (many_long, false)] {
        let tracker = plain_tracker();
        command(tracker, "requireConsent", vec![]);
        let mut out = report(tracker, &blocks);
        out.extend(event(tracker, BULK_DUE, vec![]));
        out.extend(flush(tracker));
        assert_eq!(requests(&out), []);
        out.extend(run(tracker, "setConsentGiven", vec![]).1);
        out.extend(flush(tracker));
        out.extend(sent(tracker));
        out.extend(flush(tracker));
        if fits {
            assert_all_left_once(&out, 3000);
            continue;
        }
        let left = params(&all_hits(&out), "c_n");
        let oldest: Vec<String> = (0..left.len()).map(|number| number.to_string()).collect();
        assert_eq!(left, oldest, "each once, in order");
        let bytes: usize = all_hits(&out).iter().map(String::len).sum();
        assert!((3 << 20..5 << 20).contains(&bytes), "{bytes}");
        assert_eq!(logs(&out), 1, "one line says that there was no room for more");
    }
}
