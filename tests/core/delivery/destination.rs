//! Where hits may go.

use crate::support::page::{add_tracker, event, run};
use crate::support::sent::requests;
use crate::support::visit::{
    HIDDEN, LEAVING, SHOWN, command, flush, logs, names, plain_tracker, texts, track,
};
use crumbless::fake::Js;

#[test]
fn hits_are_sent_to_web_servers_only() {
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

#[test]
fn a_tracker_without_an_address_sends_nothing_to_the_page() {
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
