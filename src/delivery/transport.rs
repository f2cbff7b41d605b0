//! One request of one or many hits, and how it leaves.

use super::gate::PageState;
use super::hits;
use super::server;
use crate::effect::{self, Transport};
use crate::port;
use crate::privacy;
#[cfg(feature = "anonymous")]
use crate::request::anonymous;
use crate::request::{Query, device, features, params};
use crate::settings::{self, *};
use crate::text::{Hit, Hits, SEPARATOR, Text, Turn};

/// How many bytes one bulk request has at most: `sendBeacon` and `keepalive` stay below the 64 KiB that browsers allow
/// (Fetch standard, "HTTP-network-or-cache fetch").
const BULK_BYTES: u32 = 60_000;

/// What JSON puts around all hits, at most, and around each one.
const FRAME_BYTES: u32 = 40;
const AROUND_BYTES: u32 = 4;

/// A single hit longer than this goes into the body instead of the address.
const ADDRESS_BYTES: u32 = 2000;

/// The same where there is no other way: what web servers take (Apache's `LimitRequestLine`).
const MAX_ADDRESS_BYTES: u32 = 8000;

/// After how many seconds a hit is late, and for how long the server believes it.
const LATE_SECONDS: core::ops::Range<u32> = 2..86_400;

/// How many images a page that goes asks for: browsers let them outlive it, Chromium about 250 of them for all pages of a site.
const MAX_IMAGES: u32 = 200;

/// How many bytes a request has that ends with the page. Browsers let these have any length, and have six connections to a
/// server: what has to wait for one is broken off.
const ENDING_BYTES: u32 = 150_000;

/// What matomo.js sends its posts as: no preflight in any browser.
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

/// What left: how many hits, and how many bytes they were.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sent {
    pub(super) hits: u32,
    pub(super) bytes: u32,
}

/// Whether hits may share a request: not if the site turned it off, nor where it wants them by GET.
pub(super) fn may_bundle(turn: Turn<'_>) -> bool {
    !settings::is_set(turn, BUNDLING_OFF) && (!settings::is_set(turn, BEACON_OFF) || is_post(turn))
}

/// How many bytes a request of several hits has at most.
pub(super) fn limit(turn: Turn<'_>) -> u32 {
    match turn.number(SERVER_BYTES) {
        0 => BULK_BYTES,
        bytes => bytes,
    }
}

/// How many bytes a request has of hits that are so long by themselves.
pub(super) fn size(turn: Turn<'_>, lengths: impl Iterator<Item = u32>) -> u32 {
    let each = suffix(turn).len() + AROUND_BYTES;
    FRAME_BYTES + lengths.map(|length| length + each).sum::<u32>()
}

/// Sends the oldest hits that wait as one request: as many as so many bytes allow, but one in any case, and at most so many.
pub(super) fn send_next(turn: Turn<'_>, bytes: u32, most: u32) -> Sent {
    let mut sent = Sent::default();
    turn.briefly(|turn| sent = send(turn, bytes, most));
    sent
}

/// Everything leaves before the page is gone: by beacons of many hits until the browser takes no more. Then the newest leave
/// as images, which outlive the page too, as many as browsers let; the others by requests that end with it, which the images
/// give time to get away.
pub(super) fn send_with_the_page(turn: Turn<'_>) {
    let mut left = hits::waiting(turn).count() as u32;
    while left > 0 {
        let images = if is_post(turn) {
            0
        } else {
            MAX_IMAGES.saturating_sub(turn.number(IMAGES_ASKED))
        };
        let is_refused = settings::is_set(turn, BEACONS_REFUSED);
        let most = if !is_refused {
            u32::MAX
        } else if left > images {
            left - images
        } else {
            turn.set_number(IMAGES_ASKED, turn.number(IMAGES_ASKED) + 1);
            1
        };
        let is_limited = !is_refused || settings::is_set(turn, SERVER_BYTES);
        let bytes = if is_limited { limit(turn) } else { ENDING_BYTES };
        left = left.saturating_sub(send_next(turn, bytes, most).hits.max(1));
    }
}

fn send(turn: Turn<'_>, bytes: u32, most: u32) -> Sent {
    let (suffix, number, from) = (suffix(turn), turn.new_request(), turn.unsettled_hits());
    let (mut sent, mut length, mut quote, mut first) = (Sent::default(), FRAME_BYTES, "\"?", None);
    let mut most = if settings::is_set(turn, FIRST_IMAGE) {
        1
    } else {
        most
    };
    // Source: Tracking HTTP API, "Bulk tracking".
    let mut body = turn.build().literal("{\"requests\":[");
    let is_waiting = |hit: &Hit<'_>| hit.is_waiting() && hit.tracker() == turn.tracker();
    // A page that goes has no time for that.
    let is_alone = |hit: Hit<'_>| hit.is_alone() && PageState::of(turn) != PageState::Gone;
    for hit in from.filter(is_waiting) {
        if sent.hits == most {
            break;
        }
        let text = late(turn, hit, as_it_leaves(turn, hit));
        if text.is_empty() {
            hits::remove(turn, hit);
            continue;
        }
        let more = text.quotable_len() + suffix.len() + AROUND_BYTES;
        if first.is_some() && (length + more > bytes || is_alone(hit)) {
            break;
        }
        if is_alone(hit) {
            most = 1;
        }
        hit.leave_with(number, port::elapsed());
        first = first.or(Some(text));
        body = body.literal(quote).quotable(text).text(suffix).literal("\"");
        (sent.hits, length, quote) = (sent.hits + 1, length + more, ",\"?");
    }
    sent.bytes = length;
    let Some(first) = first else {
        return sent;
    };
    let body = body.literal("],\"send_image\":0}").done();
    let single = turn.build().quotable(first).text(suffix).done();
    let url = settings::text(turn, TRACKER_URL);
    let how = transport(turn, sent.hits == 1, single.len());
    let is_site_asked = cfg!(feature = "full") && how == Transport::Post;
    let content_type = if is_site_asked {
        settings::filled(turn, CONTENT_TYPE)
    } else {
        None
    };
    let (url, body) = if how == Transport::Image
        || sent.hits == 1 && single.len() <= ADDRESS_BYTES && !is_post(turn) && how != Transport::Post
    {
        let mark = if url.find(b'?', 0) < url.len() { "&" } else { "?" };
        (
            turn.build().text(url).literal(mark).text(single).done(),
            turn.empty(),
        )
    } else if sent.hits == 1 && how == Transport::Post {
        (url, single)
    } else {
        // Beacons have no content type of ours, and without one the server only reads JSON.
        (url, body)
    };
    let content_type = content_type.unwrap_or(turn.literal(FORM));
    let callbacks = callbacks(turn, from, number, sent.hits);
    let is_concealed = settings::is_set(turn, ANONYMOUS);
    server::begin(turn);
    effect::send(
        ways(how),
        is_concealed,
        number,
        url,
        body,
        content_type,
        callbacks,
    );
    sent
}

/// What of a hit may leave now; nothing of it, where that is the empty text.
fn as_it_leaves<'t>(turn: Turn<'t>, hit: Hit<'t>) -> Text<'t> {
    if privacy::is_closed(turn) {
        return turn.empty();
    }
    let request = hit.request();
    #[cfg(feature = "anonymous")]
    let request = anonymous::leaving(turn, request);
    device::reduced(turn, request)
}

/// A hit that leaves late says by how many seconds, so that the server counts it when it was made. Source: Matomo,
/// `core/Tracker/Request.php`, which believes less than a day.
fn late<'t>(turn: Turn<'t>, hit: Hit<'_>, text: Text<'t>) -> Text<'t> {
    let seconds = port::elapsed().wrapping_sub(hit.made()) / 1000;
    if text.is_empty() || !LATE_SECONDS.contains(&seconds) {
        return text;
    }
    Query::new(turn).raw(text).number(params::LATE_BY, seconds).done()
}

/// What is only known when hits leave: consent, client hints, browser features.
fn suffix(turn: Turn<'_>) -> Text<'_> {
    let has_consent = settings::is_set(turn, CONSENT_REQUIRED);
    turn.build()
        .literal(if has_consent { params::CONSENTED } else { "&" })
        .text(features::query(turn))
        .done()
}

/// The numbers of the hits' callbacks, as a list.
fn callbacks<'t>(turn: Turn<'t>, from: Hits<'t>, request: u32, count: u32) -> Text<'t> {
    let mut list = turn.build();
    for hit in from.filter(|hit| hit.is_of(request)).take(count as usize) {
        if !cfg!(feature = "full") {
            break;
        }
        if !list.is_empty() {
            list = list.byte(u32::from(SEPARATOR));
        }
        list = list.number(hit.callback());
    }
    list.done()
}

fn transport(turn: Turn<'_>, is_single: bool, length: u32) -> Transport {
    if settings::is_set(turn, FIRST_IMAGE) && length <= MAX_ADDRESS_BYTES {
        Transport::Image
    } else if PageState::of(turn) == PageState::Gone {
        if !settings::is_set(turn, BEACONS_REFUSED) {
            Transport::Beacon
        } else if is_single && length <= ADDRESS_BYTES && !is_post(turn) {
            Transport::Image
        } else {
            Transport::Plain
        }
    } else if !cfg!(feature = "full")
        || settings::is_set(turn, LEAVING)
        || !settings::is_set(turn, BEACON_OFF)
    {
        // It reports its outcome while there is somebody to hear it.
        Transport::Fetch
    } else if !is_single || is_post(turn) || length > ADDRESS_BYTES {
        Transport::Post
    } else {
        Transport::Image
    }
}

/// What is tried in its place where a browser lacks a way, or a page has replaced it, in this order. Of these only the kinds of `fetch`
/// go without cookies, so those alone are tried where that is asked for.
fn ways(how: Transport) -> u32 {
    use Transport::{Beacon, Fetch, Image, Keepalive, Plain, Post};
    match how {
        Fetch => effect::ways(Fetch, Post, Beacon),
        Beacon | Keepalive => effect::ways(Beacon, Keepalive, Keepalive),
        Post => effect::ways(Post, Fetch, Beacon),
        Image => effect::ways(Image, Fetch, Fetch),
        Plain => effect::ways(Plain, Post, Beacon),
    }
}

/// Whether hits may leave as images: not where the site wants posts, nor where the page is to be concealed.
pub(super) fn may_be_images(turn: Turn<'_>) -> bool {
    !is_post(turn) && !settings::is_set(turn, ANONYMOUS)
}

fn is_post(turn: Turn<'_>) -> bool {
    cfg!(feature = "full") && settings::is_set(turn, USE_POST)
}
