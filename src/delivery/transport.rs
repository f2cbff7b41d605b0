//! One request of one or many hits, and how it leaves.

use super::queue::GONE;
use crate::effect::{self, Transport};
use crate::settings::{self, *};
use crate::text::{SEPARATOR, Text, Turn};

/// How many bytes one bulk request has at most: `sendBeacon` and `keepalive` stay below the 64 KiB that browsers allow
/// (Fetch standard, "HTTP-network-or-cache fetch").
const BULK_BYTES: u32 = 60_000;

/// What JSON puts around all hits, at most, and around each one beyond its separator in the queue.
const FRAME: u32 = 40;
const QUOTES: u32 = 2;

/// A single hit longer than this goes into the body instead of the address.
const ADDRESS_LENGTH: u32 = 2000;

/// What matomo.js sends its posts as: no preflight in any browser.
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

/// Whether hits may share a request: not if the site turned it off, nor where it wants them by GET.
pub(super) fn may_bundle(turn: Turn<'_>) -> bool {
    !settings::is_set(turn, BUNDLING_OFF) && (!settings::is_set(turn, BEACON_OFF) || is_post(turn))
}

/// Sends the hits of a queue in as few requests as the limits allow, in order, each hit with `suffix` at its end.
///
/// Nothing is copied but into what leaves: a long queue must fit into the turn twice.
pub(super) fn send_together<'t>(turn: Turn<'t>, hits: Text<'t>, suffix: Text<'t>) {
    let mut from = 0;
    while from < hits.len() {
        let (mut to, mut count) = (from, 0);
        while to < hits.len() {
            let end = hits.find(SEPARATOR, to);
            let bytes = end - from + (count + 1) * (suffix.len() + QUOTES);
            if count > 0 && bytes > BULK_BYTES - FRAME {
                break;
            }
            (to, count) = (end + 1, count + 1);
        }
        send(turn, hits, from, to - 1, suffix);
        from = to;
    }
}

/// Sends the hits that stand in `from..to` of a queue as one request.
pub(super) fn send<'t>(turn: Turn<'t>, hits: Text<'t>, from: u32, to: u32, suffix: Text<'t>) {
    let mark = hits.find(b'?', from);
    let is_single = hits.find(SEPARATOR, from) >= to;
    let single = turn
        .build()
        .part(hits, mark + 1, if is_single { to } else { 0 })
        .text(suffix)
        .done();
    let url = settings::text(turn, TRACKER_URL);
    let how = transport(turn, is_single, single.len());
    let is_site_asked = cfg!(feature = "full") && how == Transport::Post;
    let content_type = if is_site_asked {
        settings::filled(turn, CONTENT_TYPE)
    } else {
        None
    };
    let content_type = content_type.unwrap_or(turn.literal(FORM));
    let (url, body) =
        if is_single && single.len() <= ADDRESS_LENGTH && !is_post(turn) && how != Transport::Post {
            let mark = if url.find(b'?', 0) < url.len() { "&" } else { "?" };
            (
                turn.build().text(url).literal(mark).text(single).done(),
                turn.empty(),
            )
        } else if is_single && how == Transport::Post {
            (url, single)
        } else {
            // Beacons have no content type of ours, and without one the server only reads JSON.
            (url, bulk(turn, hits, from, to, suffix))
        };
    effect::send(how, url, body, content_type, callbacks(turn, hits, from, to));
}

/// `{"requests":["?...","?..."],"send_image":0}`. Source: Tracking HTTP API, "Bulk tracking".
fn bulk<'t>(turn: Turn<'t>, hits: Text<'t>, from: u32, to: u32, suffix: Text<'t>) -> Text<'t> {
    let (mut body, mut start, mut quote) = (turn.build().literal("{\"requests\":["), from, "\"");
    while start < to {
        let end = hits.find(SEPARATOR, start).min(to);
        body = body
            .literal(quote)
            .part(hits, hits.find(b'?', start), end)
            .text(suffix)
            .literal("\"");
        (start, quote) = (end + 1, ",\"");
    }
    body.literal("],\"send_image\":0}").done()
}

/// The numbers of the hits' callbacks, as a list.
fn callbacks<'t>(turn: Turn<'t>, hits: Text<'t>, from: u32, to: u32) -> Text<'t> {
    let (mut list, mut start) = (turn.build(), from);
    while cfg!(feature = "full") && start < to {
        let end = hits.find(SEPARATOR, start).min(to);
        let separated = if start == from {
            list
        } else {
            list.byte(u32::from(SEPARATOR))
        };
        list = separated.part(hits, start, hits.find(b'?', start));
        start = end + 1;
    }
    list.done()
}

/// How most requests leave: by what tells of its outcome while there is somebody to tell.
pub(super) fn fetch_or_beacon(turn: Turn<'_>) -> Transport {
    if turn.number(LEAVING) == GONE {
        Transport::Beacon
    } else {
        Transport::Fetch
    }
}

fn transport(turn: Turn<'_>, is_single: bool, length: u32) -> Transport {
    if !cfg!(feature = "full") || settings::is_set(turn, LEAVING) || !settings::is_set(turn, BEACON_OFF) {
        fetch_or_beacon(turn)
    } else if !is_single || is_post(turn) || length > ADDRESS_LENGTH {
        Transport::Post
    } else {
        Transport::Image
    }
}

fn is_post(turn: Turn<'_>) -> bool {
    cfg!(feature = "full") && settings::is_set(turn, POSTS)
}
