//! What callbacks are told of a request, and which transports may take the place of the first.

#[cfg(feature = "full")]
use crate::support::page::under_way;
use crate::support::page::{SENT, event};
use crate::support::sent::{BEACON, FETCH, IMAGE, PLAIN, POST, requests};
use crate::support::visit::{LEAVING, flush, open_visit, plain_tracker, track};
#[cfg(feature = "full")]
use crate::support::visit::{command, texts};
use crumbless::effect::REFUSED;
#[cfg(feature = "full")]
use crumbless::effect::{NO_ANSWER, NO_IMAGE, UNREADABLE};
use crumbless::fake::{Effect, Js};
use crumbless::protocol::Transport;

#[cfg(feature = "full")]
#[test]
fn callbacks_are_told_of_success_if_the_server_accepted_the_hits() {
    for (status, expected) in [
        (0, Some(true)),
        (200, Some(true)),
        (299, Some(true)),
        (302, Some(false)),
        (404, Some(false)),
        (413, Some(false)),
        (429, Some(false)),
        (500, Some(false)),
        (503, Some(false)),
        (NO_ANSWER, Some(false)),
        (NO_IMAGE, Some(false)),
        (UNREADABLE, Some(false)),
        // The hits leave by another way, and the callbacks with them.
        (REFUSED, None),
    ] {
        let tracker = plain_tracker();
        track(tracker, "one");
        flush(tracker);
        let number = Js::Number(f64::from(under_way(tracker)[0]));
        let outcome = |callbacks| {
            let given = vec![
                number.clone(),
                Js::Number(f64::from(status)),
                Js::Undefined,
                Js::Undefined,
                callbacks,
            ];
            event(tracker, SENT, given)
        };
        let heard = outcome(Js::Function).into_iter().find_map(|effect| match effect {
            Effect::Notify { success } => Some(success),
            _ => None,
        });
        assert_eq!(heard, expected, "{status}");
        assert!(
            !outcome(Js::Undefined)
                .iter()
                .any(|effect| matches!(effect, Effect::Notify { .. }))
        );
    }
}

/// The first way of the one request, and those that take its place.
fn ways(effects: &[Effect]) -> Vec<u32> {
    let ways = effects.iter().find_map(|effect| match effect {
        Effect::Send { how, otherwise, .. } => Some([vec![*how], otherwise.clone()].concat()),
        _ => None,
    });
    ways.unwrap_or_default()
}

#[test]
fn each_transport_has_fallbacks() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "one");
    assert_eq!(ways(&flush(tracker)), [FETCH, POST, BEACON]);
    track(tracker, "as the page goes");
    let out = event(tracker, LEAVING, vec![]);
    let keepalive = Transport::Keepalive as u32;
    assert_eq!(ways(&out), [BEACON, keepalive, keepalive]);
    // There is no room for the beacon: what is short leaves as an image, what is long by a request.
    let given = vec![
        Js::Number(f64::from(requests(&out)[0].number)),
        Js::Number(f64::from(REFUSED)),
    ];
    assert_eq!(ways(&event(tracker, SENT, given)), [IMAGE, FETCH, FETCH]);
    assert_eq!(ways(&track(tracker, &"x".repeat(3000))), [PLAIN, POST, BEACON]);
}

#[cfg(feature = "full")]
#[test]
fn transports_that_the_site_asks_for_have_fallbacks_too() {
    let tracker = plain_tracker();
    open_visit(tracker);
    command(tracker, "disableAlwaysUseSendBeacon", vec![]);
    track(tracker, "one");
    assert_eq!(ways(&flush(tracker)), [IMAGE, FETCH, FETCH]);
    command(tracker, "setRequestMethod", texts(&["POST"]));
    track(tracker, "two");
    assert_eq!(ways(&flush(tracker)), [POST, FETCH, BEACON]);
}
