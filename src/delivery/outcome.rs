//! What became of a request: its hits go, wait again or are given up.

use super::policy::{self, Directive};
use super::problem::Problem;
use super::server::{ServerState, ask, fail, may_ask};
use super::{gate, hits, queue, transport};
use crate::effect::{self, Event, NO_ANSWER, NO_IMAGE, REFUSED, UNREADABLE};
use crate::port::{self, Kind, argument};
use crate::settings::{self, *};
use crate::text::{Doubt, Hit, Turn};

const TOO_LARGE: i32 = 413;
const TOO_MANY_REQUESTS: i32 = 429;
const BROKEN: i32 = 500;
const UNAVAILABLE: i32 = 503;

/// After how many milliseconds a request without a response may have been taken.
const LONG_MS: u32 = 10_000;

/// A request is through: [`Event::Sent`] says with which arguments.
pub fn sent(turn: Turn<'_>) {
    let number = |index: u32| argument(index).number("");
    let (request, status) = (number(0) as u32, number(1) as i32);
    // What the browser did not take leaves by another way, and is not through.
    let callbacks = argument(4);
    if cfg!(feature = "full") && status != REFUSED && callbacks.kind() == Kind::Function {
        effect::notify(callbacks, matches!(status, 0 | 200..300));
    }
    match status {
        REFUSED => refused(turn, request),
        NO_ANSWER | UNREADABLE if policy::forbids(turn, Directive::Connect) => forbidden(turn, request),
        NO_IMAGE if policy::forbids(turn, Directive::Image) => forbidden(turn, request),
        TOO_LARGE => too_large(turn, request),
        // What was refused was not taken; a server or a gateway that broke may have, and so may one that took its time. Matomo
        // responds 500 for one hit of many that it cannot read, and takes none of them: so each goes alone.
        TOO_MANY_REQUESTS | UNAVAILABLE => lost(turn, request, number(2), |_| None),
        BROKEN => lost(turn, request, number(2), |_| Some(Doubt::Alone)),
        501.. => lost(turn, request, number(2), |_| Some(Doubt::Together)),
        NO_ANSWER => lost(turn, request, 0.0, |hit| {
            (port::elapsed().wrapping_sub(hit.left()) > LONG_MS).then_some(Doubt::Together)
        }),
        _ => accepted(turn, request),
    }
}

/// A response takes too long to wait for any longer: what waited for it may leave.
pub fn overdue(turn: Turn<'_>) {
    if ServerState::Asked.is(turn) {
        ServerState::Responds.set(turn);
        queue::flush(turn);
    }
}

/// It is time to ask a failing server again: by one request, with the oldest hits, before it gets the others.
pub fn retry(turn: Turn<'_>) {
    if !ServerState::Fails.is(turn) {
        return;
    }
    turn.set_number(RETRIES, turn.number(RETRIES) + 1);
    // What must not leave asks nothing; when it may, it is asked by that.
    ServerState::Responds.set(turn);
    if gate::is_open(turn, false) && hits::waiting(turn).next().is_some() {
        ask(turn);
        let sent = transport::send_next(turn, transport::limit(turn), queue::most_together(turn));
        if sent.hits == 0 {
            ServerState::Responds.set(turn); // Nothing of them may leave, so there will be no response.
        }
    }
}

/// Hits go to another address from now on, of which nothing is known: what waits for the old one leaves for it.
pub fn another_server(turn: Turn<'_>) {
    for slot in [RETRIES, ASK_AT, SERVER_BYTES, FIRST_IMAGE, FORBIDDEN] {
        turn.set_number(slot, 0);
    }
    if ServerState::Fails.is(turn) {
        ServerState::Unknown.set(turn);
        queue::flush_soon(turn);
    }
}

/// The network is back.
pub fn online(turn: Turn<'_>) {
    turn.set_number(RETRIES, 0);
    if may_ask(turn) {
        retry(turn);
    }
    queue::flush(turn);
}

fn accepted(turn: Turn<'_>, request: u32) {
    drop_all(turn, request);
    if let Some(address) = argument(3).text(turn, "").filter(|address| !address.is_empty()) {
        // Not known: whether it came through with its body (307, 308), or without (301, 302).
        let said = turn.literal("redirected, which may lose hits: setTrackerUrl needs the address itself, ");
        let line = turn.build().text(said).text(address).done();
        Problem::Redirected.report_as(turn, || effect::log(line));
    }
    if !settings::is_set(turn, LEAVING) && gate::is_offline() {
        turn.set_number(OFFLINE_IS_WRONG, 1);
    }
    turn.set_number(REPORTED, turn.number(REPORTED) & !Problem::TooMany.bit());
    go_on(turn);
}

/// The server responds: what waited for that may leave. While the page is hidden, what had no room may.
fn go_on(turn: Turn<'_>) {
    let is_asked = ServerState::Asked.is(turn);
    // Where nobody waited for the response any longer, it still is one.
    if is_asked || ServerState::Responds.is(turn) {
        ServerState::Responds.set(turn);
        turn.set_number(RETRIES, 0);
        turn.set_number(ASK_AT, 0);
    }
    if is_asked || settings::is_set(turn, LEAVING) {
        queue::flush(turn);
    }
}

/// The hits wait again in their places, before all that were given later. One that may have been taken is sent again once: twice in
/// the reports is worse than not there.
fn lost(turn: Turn<'_>, request: u32, seconds: f64, doubt: impl Fn(Hit<'_>) -> Option<Doubt>) {
    for hit in hits::of_request(turn, request) {
        if let Some(doubt) = doubt(hit) {
            if hit.is_doubted() {
                hits::remove(turn, hit);
                Problem::Doubtful.report(turn);
                continue;
            }
            hit.doubt(doubt);
        }
        hit.forget_callback();
        hit.wait();
    }
    fail(turn, seconds);
}

/// The same hits in requests of half the size. A hit that is too large alone is given up, and holds nobody up.
fn too_large(turn: Turn<'_>, request: u32) {
    let lengths = || hits::of_request(turn, request).map(|hit| hit.request().len());
    if lengths().nth(1).is_some() {
        let size = transport::size(turn, lengths());
        let limit = transport::limit(turn).min(size) / 2;
        turn.set_number(SERVER_BYTES, limit.max(1));
        for hit in hits::of_request(turn, request) {
            hit.forget_callback();
            hit.wait();
        }
    } else {
        drop_all(turn, request);
        Problem::TooLarge.report(turn);
    }
    go_on(turn);
    queue::flush_soon(turn);
}

/// A policy that forbids requests may allow images of the server: what was forbidden is tried so, once.
fn forbidden(turn: Turn<'_>, request: u32) {
    if transport::may_be_images(turn) && turn.number(FIRST_IMAGE) == 0 {
        turn.set_number(FIRST_IMAGE, turn.new_request());
    }
    if request < turn.number(FIRST_IMAGE) {
        for hit in hits::of_request(turn, request) {
            hit.forget_callback();
            hit.wait();
        }
        go_on(turn);
        queue::flush_soon(turn);
    } else {
        drop_all(turn, request);
        Problem::Forbidden.report(turn);
    }
}

/// The hits leave by another way, before the page is gone. Nobody has heard of them yet.
fn refused(turn: Turn<'_>, request: u32) {
    for hit in hits::of_request(turn, request) {
        hit.wait();
    }
    turn.set_number(BEACONS_REFUSED, 1);
    effect::soon(Event::Flush);
}

fn drop_all(turn: Turn<'_>, request: u32) {
    for hit in hits::of_request(turn, request) {
        hits::remove(turn, hit);
    }
}
