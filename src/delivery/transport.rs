//! One request of one or many hits, and how it leaves.

use crate::effect::{self, Transport};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// How many hits and bytes one bulk request has at most. The bytes keep `sendBeacon` and `keepalive` below the 64 KiB
/// that browsers allow (Fetch standard, "HTTP-network-or-cache fetch").
const BULK_HITS: u32 = 50;
const BULK_BYTES: u32 = 60_000;

/// A single hit longer than this goes into the body instead of the address.
const ADDRESS_LENGTH: u32 = 2000;

/// What matomo.js sends its posts as: no preflight in any browser.
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

/// Whether hits may share a request: not if the site turned it off, nor where it wants them by GET.
pub(super) fn may_bundle(turn: Turn<'_>) -> bool {
    !settings::is_set(turn, BUNDLING_OFF) && (!settings::is_set(turn, BEACON_OFF) || is_post(turn))
}

/// Sends hits in as few requests as the limits allow, in order.
pub(super) fn send_together<'t>(turn: Turn<'t>, hits: Text<'t>) {
    let (mut together, mut count) = (turn.empty(), 0);
    for hit in hits.items() {
        if count == BULK_HITS || count > 0 && together.len() + hit.len() > BULK_BYTES {
            send(turn, together, count);
            (together, count) = (turn.empty(), 0);
        }
        together = together.joined(hit);
        count += 1;
    }
    send(turn, together, count);
}

/// Sends one hit.
pub(super) fn send_alone<'t>(turn: Turn<'t>, hit: Text<'t>) {
    send(turn, hit, 1);
}

fn send<'t>(turn: Turn<'t>, hits: Text<'t>, count: u32) {
    let (mut hooks, mut body) = (turn.empty(), turn.build().literal("{\"requests\":["));
    let mut single = turn.empty();
    for hit in hits.items() {
        let mark = hit.find(b'?', 0);
        hooks = hooks.joined(hit.cut(0, mark));
        let quote = if single.is_empty() { "\"" } else { ",\"" };
        single = hit.after(mark + 1);
        body = body.literal(quote).part(hit, mark, hit.len()).literal("\"");
    }
    let bulk = body.literal("],\"send_image\":0}").done();
    let url = settings::text(turn, TRACKER_URL);
    let how = transport(turn, count, single);
    let in_address =
        count == 1 && single.len() <= ADDRESS_LENGTH && !(how == Transport::Post || is_post(turn));
    let content_type = settings::filled(turn, CONTENT_TYPE).filter(|_| how == Transport::Post);
    let content_type = content_type.unwrap_or(turn.literal(FORM));
    let (url, body) = if in_address {
        let query = if how == Transport::Image {
            with_image(single)
        } else {
            single
        };
        let mark = if url.contains("?") { "&" } else { "?" };
        (
            turn.build().text(url).literal(mark).text(query).done(),
            turn.empty(),
        )
    } else {
        (url, if count == 1 { single } else { bulk })
    };
    effect::send(how, url, body, content_type, hooks);
}

fn transport<'t>(turn: Turn<'t>, count: u32, single: Text<'t>) -> Transport {
    if settings::is_set(turn, LEAVING) {
        Transport::Beacon
    } else if !settings::is_set(turn, BEACON_OFF) {
        Transport::Fetch
    } else if count > 1 || is_post(turn) || single.len() > ADDRESS_LENGTH {
        Transport::Post
    } else {
        Transport::Image
    }
}

fn is_post(turn: Turn<'_>) -> bool {
    settings::text(turn, METHOD).is("POST")
}

/// An image request must be answered with an image, or the browser takes it for failed.
fn with_image(request: Text<'_>) -> Text<'_> {
    const ASKS_FOR_NONE: &str = "send_image=0";
    let turn = request.turn();
    match request.find_text(turn.literal(ASKS_FOR_NONE), 0) {
        Some(at) => {
            let digit = at + ASKS_FOR_NONE.len() as u32 - 1;
            turn.build()
                .part(request, 0, digit)
                .literal("1")
                .part(request, digit + 1, request.len())
                .done()
        }
        None => request,
    }
}
