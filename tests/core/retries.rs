//! Requests that the server did not take: what waits, when they are repeated, and what stops that (issue 5).

use crate::support::page::{FLUSH, SENT, add_tracker, enter, event, run, under_way};
use crate::support::sent::{BEACON, FETCH, IMAGE, PLAIN, requests};
#[cfg(feature = "full")]
use crate::support::visit::RESTORED;
use crate::support::visit::{
    HIDDEN, LEAVING, ONLINE, OVERDUE, RETRY, SHOWN, command, ends, flush, lines, logs, names, open_visit,
    plain_tracker, sent, texts, through, timers, track,
};
use crumbless::effect::{NO_ANSWER, REFUSED};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::Entry;

/// All requests that are under way get no answer.
fn lost(tracker: u32) -> Vec<Effect> {
    through(tracker, NO_ANSWER)
}

fn set_online(is_online: bool) {
    with_page(|page| page.window.set("navigator.onLine", Js::Bool(is_online)));
}

/// A tracker whose last request was lost.
fn failing() -> u32 {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "lost");
    assert_eq!(names(&flush(tracker)), ["lost"]);
    pause(&lost(tracker), 1000);
    tracker
}

/// The pause until it is tried again is such a one, up to a half shorter or longer.
fn pause(effects: &[Effect], milliseconds: u32) -> u32 {
    let [(pause, RETRY)] = timers(effects)[..] else {
        panic!("{effects:?}")
    };
    assert!(
        (milliseconds / 2..=milliseconds * 3 / 2).contains(&pause),
        "{pause} ms, expected about {milliseconds}"
    );
    pause
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

#[test]
fn what_was_lost_leaves_with_what_came_later_in_one_request_in_order() {
    let tracker = failing();
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    let out = event(tracker, RETRY, vec![]);
    assert_eq!(names(&out), ["lost", "later"]);
    assert_eq!((requests(&out).len(), requests(&out)[0].how), (1, FETCH));
    track(tracker, "latest");
    assert_eq!(
        requests(&flush(tracker)),
        [],
        "the repeated request has no answer yet"
    );
    assert_eq!(names(&sent(tracker)), ["latest"]);
    assert_eq!(event(tracker, RETRY, vec![]), [], "nothing is lost any more");
}

#[test]
fn a_failing_server_is_asked_by_one_request_before_it_gets_the_others() {
    let tracker = failing();
    let long = "x".repeat(700);
    for number in 0..300 {
        track(tracker, &format!("{number}{long}"));
    }
    let out = event(tracker, RETRY, vec![]);
    let asked = names(&out).len();
    assert_eq!(requests(&out).len(), 1);
    assert!((20..200).contains(&asked), "{asked}");
    let out = sent(tracker);
    assert_eq!(names(&out).len(), 301 - asked);
    assert!((2..7).contains(&requests(&out).len()), "few requests");
    assert_eq!(sent(tracker), []);
}

#[test]
fn requests_that_fail_one_after_the_other_are_repeated_in_the_order_of_giving() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let mut numbers = Vec::new();
    for name in ["one", "two", "three"] {
        track(tracker, name);
        numbers.push(requests(&flush(tracker))[0].number);
    }
    ends(tracker, numbers[1], 503);
    ends(tracker, numbers[0], NO_ANSWER);
    track(tracker, "four");
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one", "two", "four"]);
    ends(tracker, numbers[2], 0);
    assert_eq!(requests(&lost(tracker)), []);
    assert_eq!(
        names(&event(tracker, RETRY, vec![])),
        ["one", "two", "four"],
        "not what was answered meanwhile"
    );
}

#[test]
fn a_thousand_hits_wait_for_a_failing_server_whatever_happens_and_the_oldest_are_kept() {
    let tracker = failing();
    let mut said = 0;
    for round in 0..8 {
        for number in 0..900 {
            said += logs(&track(tracker, &(round * 900 + number).to_string()));
        }
        event(tracker, HIDDEN, vec![]);
        lost(tracker);
        event(tracker, SHOWN, vec![]);
        flush(tracker);
    }
    assert_eq!(said, 1, "the console hears of it once");
    let mut out = event(tracker, RETRY, vec![]);
    out.extend(sent(tracker));
    let mut expected = numbered(999);
    expected.insert(0, "lost".to_owned());
    assert_eq!(names(&out), expected);
    assert!(requests(&out).len() < 20, "{}", requests(&out).len());
    sent(tracker);
    track(tracker, "after");
    assert_eq!(names(&flush(tracker)), ["after"]);
}

#[test]
fn what_is_under_way_is_in_the_bound_too() {
    let tracker = plain_tracker();
    open_visit(tracker);
    for number in 0..1500 {
        track(tracker, &number.to_string());
    }
    assert_eq!(
        names(&flush(tracker)).len(),
        1500,
        "a server that answers gets all"
    );
    assert_eq!(logs(&lost(tracker)), 1);
    let mut out = event(tracker, RETRY, vec![]);
    out.extend(sent(tracker));
    assert_eq!(names(&out), numbered(1000));
}

/// matomo.js sends what it is given at once, whatever is under way.
#[test]
fn a_long_hit_has_room_where_a_server_takes_its_time() {
    const MIB: usize = 1 << 20;
    for (under_way, length) in [(vec![100_000; 41], 3 * MIB / 2), (vec![3 * MIB / 2; 2], 2 * MIB)] {
        let tracker = plain_tracker();
        open_visit(tracker);
        let before: Vec<Effect> = under_way
            .iter()
            .flat_map(|length| [track(tracker, &"x".repeat(*length)), flush(tracker)].concat())
            .collect();
        let out = [track(tracker, &"y".repeat(length)), flush(tracker)].concat();
        let arrived: Vec<usize> = names(&out).iter().map(String::len).collect();
        let said = [lines(&before), lines(&out)].concat();
        assert_eq!(
            (arrived, said),
            (vec![length], vec![]),
            "behind {}",
            under_way.len()
        );
    }
}

#[test]
fn the_first_request_may_be_lost_too() {
    let tracker = plain_tracker();
    track(tracker, "first");
    flush(tracker);
    lost(tracker);
    track(tracker, "second");
    assert_eq!(
        requests(&event(tracker, OVERDUE, vec![])),
        [],
        "no answer is still waited for"
    );
    assert_eq!(requests(&flush(tracker)), []);
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["first", "second"]);
}

#[test]
fn a_repeated_request_without_an_answer_holds_the_others_for_a_while() {
    let tracker = failing();
    assert!(timers(&event(tracker, RETRY, vec![])).contains(&(3000, OVERDUE)));
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    assert_eq!(names(&event(tracker, OVERDUE, vec![])), ["later"]);
}

#[test]
fn each_time_takes_twice_as_long_until_the_network_is_back() {
    let tracker = failing();
    for power in 1..10 {
        event(tracker, RETRY, vec![]);
        pause(&lost(tracker), 1000 << power);
    }
    event(tracker, RETRY, vec![]);
    assert_eq!(timers(&lost(tracker)), [], "after 17 minutes by itself no more");
    assert_eq!(names(&event(tracker, ONLINE, vec![])), ["lost"]);
    pause(&lost(tracker), 2000);
}

#[test]
fn pages_do_not_come_back_all_at_once() {
    let mut pauses: Vec<u32> = (0..40)
        .map(|seed| {
            let tracker = plain_tracker();
            with_page(|page| page.seed = seed * 1_000_003);
            track(tracker, "lost");
            flush(tracker);
            pause(&lost(tracker), 1000)
        })
        .collect();
    pauses.sort_unstable();
    pauses.dedup();
    assert!(
        pauses.len() > 30 && pauses[pauses.len() - 1] - pauses[0] > 700,
        "{pauses:?}"
    );
}

#[test]
fn an_answer_that_takes_too_long_does_not_begin_the_times_anew() {
    let tracker = failing();
    for _ in 0..3 {
        event(tracker, RETRY, vec![]);
        lost(tracker);
    }
    event(tracker, RETRY, vec![]);
    event(tracker, OVERDUE, vec![]);
    pause(&lost(tracker), 16_000);
}

#[test]
fn an_answer_begins_the_times_anew() {
    let tracker = failing();
    for _ in 0..4 {
        event(tracker, RETRY, vec![]);
        lost(tracker);
    }
    event(tracker, RETRY, vec![]);
    sent(tracker);
    track(tracker, "lost again");
    flush(tracker);
    pause(&lost(tracker), 1000);
    // So does one that nobody waited for any longer.
    event(tracker, RETRY, vec![]);
    event(tracker, OVERDUE, vec![]);
    sent(tracker);
    track(tracker, "and again");
    flush(tracker);
    pause(&lost(tracker), 1000);
}

#[test]
fn without_consent_nothing_is_repeated_until_there_is_some() {
    let tracker = failing();
    command(tracker, "requireConsent", vec![]);
    for number in [RETRY, ONLINE, HIDDEN, LEAVING, SHOWN] {
        assert_eq!(requests(&event(tracker, number, vec![])), [], "{number}");
    }
    assert_eq!(names(&run(tracker, "setConsentGiven", vec![]).1), ["lost"]);
}

#[test]
fn a_browser_that_says_it_is_offline_is_tried_all_the_same_but_later() {
    let tracker = plain_tracker();
    set_online(false);
    track(tracker, "one");
    let out = flush(tracker);
    assert_eq!(requests(&out), []);
    pause(&out, 1000);
    track(tracker, "two");
    assert_eq!(flush(tracker), [], "the time is set already");
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one", "two"]);
    pause(&lost(tracker), 2000);
    event(tracker, RETRY, vec![]);
    sent(tracker);
    track(tracker, "three");
    assert_eq!(
        names(&flush(tracker)),
        ["three"],
        "it was wrong, and is not asked any more"
    );
}

#[test]
fn a_browser_that_says_it_is_offline_is_tried_when_the_page_is_hidden_or_left() {
    for number in [HIDDEN, LEAVING] {
        let tracker = failing();
        set_online(false);
        track(tracker, "offline");
        assert_eq!(requests(&flush(tracker)), []);
        assert_eq!(
            names(&event(tracker, number, vec![])),
            ["lost", "offline"],
            "{number}"
        );
    }
}

#[test]
fn what_was_given_offline_leaves_when_the_network_is_back() {
    let tracker = plain_tracker();
    set_online(false);
    track(tracker, "one");
    assert_eq!(requests(&flush(tracker)), []);
    set_online(true);
    assert_eq!(names(&event(tracker, ONLINE, vec![])), ["one"]);
}

#[test]
fn a_page_that_is_hidden_sends_all_by_what_tells_the_outcome_and_one_that_goes_by_beacon() {
    for (number, how) in [(HIDDEN, FETCH), (LEAVING, BEACON)] {
        let tracker = failing();
        track(tracker, "later");
        let out = event(tracker, number, vec![]);
        assert_eq!((requests(&out).len(), requests(&out)[0].how), (1, how));
        assert_eq!(names(&out), ["lost", "later"]);
    }
}

#[test]
fn a_hidden_page_has_no_more_under_way_than_may_outlive_it() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let given: Vec<String> = (0..200)
        .map(|number| format!("{number}{}", "x".repeat(1000)))
        .collect();
    given.iter().for_each(|name| drop(track(tracker, name)));
    let mut left = Vec::new();
    let mut out = event(tracker, HIDDEN, vec![]);
    for _ in 0..9 {
        assert!(requests(&out).iter().map(|request| request.bytes).sum::<u32>() <= 60_000);
        left.extend(names(&out));
        out = sent(tracker);
    }
    assert_eq!(left, given);
    track(tracker, &"x".repeat(70_000));
    assert_eq!(
        under_way(tracker).len(),
        1,
        "what never fits leaves where nothing else is under way"
    );
    assert_eq!(names(&track(tracker, "waits")), [""; 0]);
    assert_eq!(names(&event(tracker, LEAVING, vec![])), ["waits"]);
}

#[test]
fn a_hidden_page_tries_each_hit_at_once_until_the_server_fails() {
    let tracker = plain_tracker();
    event(tracker, HIDDEN, vec![]);
    assert_eq!(names(&track(tracker, "first")), ["first"]);
    assert_eq!(
        names(&track(tracker, "second")),
        ["second"],
        "nothing waits for the answer to the first"
    );
    lost(tracker);
    assert_eq!(
        requests(&track(tracker, "third")),
        [],
        "a page may be hidden for days"
    );
    assert_eq!(
        names(&event(tracker, RETRY, vec![])),
        ["first", "second", "third"]
    );
    lost(tracker);
    track(tracker, "fourth");
    assert_eq!(
        names(&event(tracker, LEAVING, vec![])),
        ["first", "second", "third", "fourth"]
    );
}

#[test]
fn a_server_that_asks_to_be_left_alone_is() {
    for (status, seconds, expected) in [
        (429, 60.0, 60_000..=61_000),
        (503, 5.0, 5000..=6000),
        (429, 0.0, 500..=1500),
        (503, f64::NAN, 500..=1500),
        (503, -7.0, 500..=1500),
        (503, 1e12, 86_400_000..=86_401_000),
    ] {
        let tracker = plain_tracker();
        open_visit(tracker);
        track(tracker, "refused");
        let number = requests(&flush(tracker))[0].number;
        let outcome = [f64::from(number), f64::from(status), seconds].map(Js::Number);
        let out = event(tracker, SENT, outcome.to_vec());
        let [(pause, RETRY)] = timers(&out)[..] else {
            panic!("{out:?}")
        };
        assert!(expected.contains(&pause), "{status} {seconds}: {pause}");
        let is_asked_for = seconds >= 1.0;
        track(tracker, "later");
        assert_eq!(
            requests(&event(tracker, HIDDEN, vec![])).is_empty(),
            is_asked_for,
            "{seconds}"
        );
        assert_eq!(requests(&event(tracker, ONLINE, vec![])), [], "{seconds}");
        assert_eq!(
            requests(&event(tracker, LEAVING, vec![])).is_empty(),
            !is_asked_for,
            "{seconds}"
        );
    }
}

#[test]
fn what_is_too_large_for_a_server_leaves_in_halves_and_later_hits_do_too() {
    let tracker = plain_tracker();
    open_visit(tracker);
    for number in 0..48 {
        track(tracker, &number.to_string());
    }
    let mut taken = Vec::new();
    let mut asked = requests(&flush(tracker));
    assert_eq!(asked.len(), 1, "only one request keeps their order");
    let mut count = 0;
    while !asked.is_empty() {
        let request = asked.remove(0);
        count += 1;
        let status = if request.bytes > 5000 { 413 } else { 200 };
        if status == 200 {
            taken.extend(crate::support::sent::params(&request.hits, "e_a"));
        }
        asked.extend(requests(&ends(tracker, request.number, status)));
        asked.extend(requests(&flush(tracker)));
    }
    assert_eq!(taken, numbered(48));
    assert!(count < 32, "{count} requests");
    for number in 0..48 {
        track(tracker, &number.to_string());
    }
    let later = requests(&flush(tracker));
    assert!(later.len() > 1 && later.iter().all(|request| request.bytes <= 5000));
}

#[test]
fn what_waits_for_one_server_leaves_for_another_where_the_site_names_one() {
    let tracker = failing();
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    let out = run(
        tracker,
        "setTrackerUrl",
        texts(&["https://other.example/matomo.php"]),
    )
    .1;
    assert_eq!(timers(&out), [(0, FLUSH)]);
    let left = requests(&flush(tracker));
    assert_eq!(
        (left.len(), left[0].url.as_str()),
        (1, "https://other.example/matomo.php")
    );
    assert_eq!(names(&through(tracker, 200)), Vec::<String>::new());
    track(tracker, "next");
    assert_eq!(names(&flush(tracker)), ["next"]);
}

#[test]
fn a_hit_that_is_too_large_alone_is_given_up_with_a_line_and_holds_nobody_up() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, &"x".repeat(5000));
    flush(tracker);
    track(tracker, "later");
    assert_eq!(logs(&through(tracker, 413)), 1);
    assert_eq!(names(&flush(tracker)), ["later"]);
    sent(tracker);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
}

#[test]
fn a_redirect_that_may_have_lost_hits_is_a_line_that_names_the_address() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let mut lines = Vec::new();
    for _ in 0..2 {
        track(tracker, &"x".repeat(3000));
        let number = requests(&flush(tracker))[0].number;
        let outcome = vec![
            Js::Number(f64::from(number)),
            Js::Number(204.0),
            Js::Number(0.0),
            Js::from("https://moved.example/matomo.php"),
        ];
        lines.extend(event(tracker, SENT, outcome));
    }
    let [Effect::Log(line)] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert!(line.contains("setTrackerUrl") && line.contains("https://moved.example/matomo.php"));
}

/// What leaves of a page that goes when its browser takes so many beacons.
fn left_with_the_page(tracker: u32, beacons: usize) -> (Vec<u32>, Vec<String>, usize) {
    let (mut ways, mut left, mut taken, mut by_beacon) = (Vec::new(), Vec::new(), 0, 0);
    let mut asked = requests(&event(tracker, LEAVING, vec![]));
    let mut is_due = false;
    while !asked.is_empty() {
        let request = asked.remove(0);
        let is_refused = request.how == BEACON && taken == beacons;
        taken += usize::from(request.how == BEACON && !is_refused);
        if !is_refused {
            ways.push(request.how);
            by_beacon += if request.how == BEACON {
                request.hits.len()
            } else {
                0
            };
            left.extend(crate::support::sent::params(&request.hits, "e_a"));
        }
        // The browser says at once whether it takes a beacon; what is to happen soon happens when all were tried.
        let status = if is_refused { REFUSED } else { 0 };
        let outcome = [f64::from(request.number), f64::from(status)].map(Js::Number);
        let out = enter(Entry::Event, tracker, SENT, outcome.to_vec());
        is_due |= out.iter().any(|effect| matches!(effect, Effect::Soon { .. }));
        if asked.is_empty() && is_due {
            is_due = false;
            asked = requests(&event(tracker, FLUSH, vec![]));
        }
    }
    (ways, left, by_beacon)
}

#[test]
fn a_thousand_hits_leave_with_the_page_once_each_whatever_the_browser_takes() {
    for beacons in [0, 1, 3, 100] {
        let tracker = plain_tracker();
        open_visit(tracker);
        for number in 0..1000 {
            track(tracker, &number.to_string());
        }
        let (ways, mut left, left_by_beacon) = left_with_the_page(tracker, beacons);
        left.sort_by_key(|name| name.parse::<u32>().unwrap());
        assert_eq!(left, numbered(1000), "{beacons}");
        let count = |how| ways.iter().filter(|way| **way == how).count();
        assert!(count(BEACON) <= beacons);
        // All that the beacons did not take.
        let rest = 1000 - left_by_beacon;
        assert_eq!(
            count(IMAGE),
            rest.min(200),
            "what outlives the page, as far as browsers let"
        );
        assert_eq!(count(PLAIN) > 0, rest > 200);
        assert!(count(PLAIN) < 10, "{}", count(PLAIN));
        assert_eq!(rest == 0, beacons == 100);
        assert_eq!(requests(&event(tracker, SHOWN, vec![])), []);
        track(tracker, "back again");
        assert_eq!(requests(&flush(tracker))[0].how, FETCH);
    }
}

#[test]
fn hits_given_one_by_one_while_the_page_goes_share_the_ways() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, &"x".repeat(50_000));
    let number = requests(&event(tracker, LEAVING, vec![]))[0].number;
    assert_eq!(names(&ends(tracker, number, REFUSED)).len(), 1);
    let out = track(tracker, "short");
    assert_eq!(requests(&out)[0].how, IMAGE);
    let out = track(tracker, &"x".repeat(3000));
    assert_eq!(requests(&out)[0].how, PLAIN, "too long for an address");
}

#[test]
fn an_outcome_nobody_waits_for_changes_nothing() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "one");
    flush(tracker);
    for (number, status) in [(0, 200), (1, 413), (999_999, 200)] {
        assert_eq!(requests(&ends(tracker, number, status)), []);
    }
    lost(tracker);
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one"]);
}

#[test]
fn with_bundling_off_later_hits_wait_too() {
    if !cfg!(feature = "full") {
        return;
    }
    let tracker = plain_tracker();
    command(tracker, "disableBundling", vec![]);
    track(tracker, "one");
    flush(tracker);
    lost(tracker);
    track(tracker, "two");
    assert_eq!(event(tracker, FLUSH, vec![]), []);
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one"]);
    let out = sent(tracker);
    assert!(requests(&out).is_empty() && timers(&out).iter().any(|(_, number)| *number == FLUSH));
}

#[test]
fn a_clock_that_is_set_holds_nothing_up() {
    if !cfg!(feature = "full") {
        return;
    }
    for set_by in [-7_200_000.0, 7_200_000.0] {
        let tracker = plain_tracker();
        command(tracker, "disableBundling", vec![]);
        track(tracker, "one");
        flush(tracker);
        sent(tracker);
        with_page(|page| page.clock_set_by = set_by);
        track(tracker, "two");
        let out = flush(tracker);
        assert_eq!(
            (requests(&out), timers(&out)),
            (vec![], vec![(800, FLUSH)]),
            "{set_by}"
        );
        with_page(|page| page.now += 800.0);
        assert_eq!(names(&flush(tracker)), ["two"], "{set_by}");
    }
}

#[cfg(feature = "full")]
#[test]
fn a_page_from_the_back_forward_cache_is_counted_again_only_where_asked() {
    let tracker = plain_tracker();
    open_visit(tracker);
    assert_eq!(event(tracker, RESTORED, vec![]), []);
    command(tracker, "setCountRestored", vec![Js::Bool(true)]);
    event(tracker, RESTORED, vec![]);
    let out = flush(tracker);
    assert!(requests(&out)[0].url.contains("action_name=Title"), "{out:?}");
}

#[test]
fn hits_go_to_web_servers_only() {
    for address in [
        "javascript:alert(1)",
        "data:,x",
        "file:///matomo.php",
        "blob:null/1",
        "ftp://stats.example/",
    ] {
        let tracker = plain_tracker();
        let out = run(tracker, "setTrackerUrl", vec![Js::from(address)]).1;
        assert_eq!(logs(&out), 1, "{address}");
        track(tracker, "goes where hits went");
        assert!(
            requests(&flush(tracker))[0]
                .url
                .starts_with("http://stats.example/"),
            "{address}"
        );
    }
    for address in [
        "https://other.example/m.php",
        "//other.example/m.php",
        "/m.php",
        "m.php",
        "HTTP://other.example/m.php",
    ] {
        let tracker = plain_tracker();
        command(tracker, "setTrackerUrl", vec![Js::from(address)]);
        track(tracker, "event");
        assert!(requests(&flush(tracker))[0].url.starts_with(address), "{address}");
    }
}

/// How many seconds each hit says it is late.
fn lateness(effects: &[Effect]) -> Vec<Option<String>> {
    let hits = crate::support::sent::all_hits(effects);
    hits.iter()
        .map(|hit| crate::support::sent::param(hit, "cdo"))
        .collect()
}

fn wait(milliseconds: f64) {
    with_page(|page| page.now += milliseconds);
}

#[test]
fn a_hit_that_leaves_late_says_by_how_many_seconds_as_far_as_the_server_believes_it() {
    for (milliseconds, told) in [
        (0.0, None),
        (1_999.0, None),
        (2_000.0, Some("2")),
        (60_900.0, Some("60")),
        (86_399_000.0, Some("86399")),
        (86_400_000.0, None),
    ] {
        let tracker = plain_tracker();
        command(tracker, "requireConsent", vec![]);
        track(tracker, "held");
        wait(milliseconds);
        let mut out = run(tracker, "setConsentGiven", vec![]).1;
        out.extend(flush(tracker));
        assert_eq!(lateness(&out), [told.map(str::to_owned)], "{milliseconds}");
    }
    let tracker = failing();
    wait(5_000.0);
    track(tracker, "later");
    assert_eq!(
        lateness(&event(tracker, RETRY, vec![])),
        [Some("5".to_owned()), None]
    );
}

#[cfg(feature = "full")]
#[test]
fn what_was_collected_or_on_a_page_that_nobody_saw_is_not_late() {
    let tracker = plain_tracker();
    open_visit(tracker);
    run(tracker, "queueRequest", texts(&["e_c=c&e_a=a"]));
    wait(2_500.0);
    let mut out = event(tracker, crate::support::visit::BULK_DUE, vec![]);
    out.extend(flush(tracker));
    assert_eq!(lateness(&out), [None]);

    let tracker = plain_tracker();
    let prerender = |is: bool| with_page(|page| page.window.set("document.prerendering", Js::Bool(is)));
    prerender(true);
    track(tracker, "made ready");
    // Such a page hears that it has loaded.
    wait(1_000.0);
    assert_eq!(requests(&event(tracker, SHOWN, vec![])), []);
    wait(60_000.0);
    prerender(false);
    assert_eq!(lateness(&event(tracker, SHOWN, vec![])), [None]);
}

#[test]
fn what_a_server_may_have_taken_is_sent_again_once() {
    for (status, slow, most) in [
        (500, 0.0, 2),
        (502, 0.0, 2),
        (504, 0.0, 2),
        (NO_ANSWER, 10_001.0, 2),
        (NO_ANSWER, 0.0, 5),
        (503, 60_000.0, 5),
        (429, 0.0, 5),
    ] {
        let tracker = plain_tracker();
        open_visit(tracker);
        track(tracker, "doubted");
        let (mut times, mut said) = (0, 0);
        let mut out = flush(tracker);
        for _ in 0..5 {
            times += names(&out).len();
            wait(slow);
            said += logs(&through(tracker, status));
            out = event(tracker, RETRY, vec![]);
        }
        assert_eq!(
            (times, said),
            (most, usize::from(most == 2)),
            "{status} after {slow} ms"
        );
        // Whatever became of it holds nobody up.
        sent(tracker);
        track(tracker, "next");
        assert!(names(&flush(tracker)).contains(&"next".to_owned()), "{status}");
    }
}

#[test]
fn of_hits_that_a_server_does_not_take_together_each_is_tried_alone() {
    for (status, alone) in [(500, true), (502, false), (503, false)] {
        let tracker = plain_tracker();
        open_visit(tracker);
        for name in ["one", "bad", "two"] {
            track(tracker, name);
        }
        assert_eq!(names(&flush(tracker)), ["one", "bad", "two"]);
        through(tracker, status);
        let mut left = Vec::new();
        for _ in 0..4 {
            let mut under_way = std::collections::VecDeque::from(event(tracker, RETRY, vec![]));
            while let Some(effect) = under_way.pop_front() {
                let own = names(std::slice::from_ref(&effect));
                if let [request] = &requests(&[effect])[..] {
                    let is_refused = own.contains(&"bad".to_owned());
                    under_way.extend(ends(
                        tracker,
                        request.number,
                        if is_refused { status } else { 204 },
                    ));
                    under_way.extend(flush(tracker));
                    left.push(own);
                }
            }
        }
        let together: &[&str] = &["one", "bad", "two"];
        let expected: &[&[&str]] = match (alone, status) {
            (true, _) => &[&["one"], &["bad"], &["two"]],
            (false, 502) => &[together],
            _ => &[together; 4], // Refused, not taken: again each time.
        };
        assert_eq!(left, expected, "{status}");
    }
}

#[test]
fn they_are_tried_alone_on_a_hidden_page_too() {
    let tracker = plain_tracker();
    open_visit(tracker);
    for name in ["one", "bad", "two"] {
        track(tracker, name);
    }
    flush(tracker);
    through(tracker, 500);
    let mut out = event(tracker, HIDDEN, vec![]);
    out.extend(sent(tracker));
    let each: Vec<_> = requests(&out)
        .iter()
        .map(|request| request.body.matches("idsite").count())
        .collect();
    assert_eq!(names(&out), ["one", "bad", "two"]);
    assert!(each.iter().all(|hits| *hits <= 1), "{each:?}");
}

#[test]
fn a_hit_of_which_nobody_says_where_it_goes_does_not_go_to_the_page() {
    plain_tracker();
    let tracker = add_tracker(Js::Undefined, Js::Undefined);
    track(tracker, "nowhere");
    for number in [HIDDEN, SHOWN, LEAVING, SHOWN] {
        assert_eq!(requests(&event(tracker, number, vec![])), [], "{number}");
    }
    // Nor does it spoil those that are given later: a hit without a site would.
    command(tracker, "setTrackerUrl", texts(&["/matomo.php"]));
    command(tracker, "setSiteId", texts(&["7"]));
    track(tracker, "somewhere");
    assert_eq!(names(&flush(tracker)), ["somewhere"]);
}
