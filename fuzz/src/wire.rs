//! What must hold for every request that leaves, whatever was done before.

use crate::lines::MARK;
use crumbless::fake::{Effect, decoded_text};
use serde_json::Value;

pub use crate::support::sent::{BEACON, FETCH, IMAGE, PLAIN, POST, param};

/// Browsers refuse more in the body of what outlives its page (Fetch standard, "HTTP-network-or-cache fetch").
const KEPT_ALIVE: usize = 64 << 10;

/// A request and the hits in it.
#[derive(Clone, Debug)]
pub struct Request {
    /// By which transport, see the constants.
    pub how: u32,
    /// By which its outcome is known.
    pub number: u32,
    /// What is sent as the body.
    pub body: String,
    /// The hits, query strings without a question mark.
    pub hits: Vec<String>,
    /// The number of each hit's callback.
    pub hooks: Vec<u32>,
    /// In which turn of its tracker it left.
    pub turn: u32,
}

/// The request that an effect sends, once all that holds for any request is seen to hold.
pub fn request(effect: &Effect, tracker_url: &str, turn: u32) -> Option<Request> {
    let Effect::Send {
        how,
        number,
        bytes,
        url,
        body,
        content_type,
        hooks,
        ..
    } = effect
    else {
        return None;
    };
    assert!([FETCH, BEACON, POST, IMAGE, PLAIN].contains(how), "{effect:?}");
    assert_eq!(*bytes as usize, body.len());
    assert!(!content_type.is_empty() || *how == POST, "{effect:?}");
    let hits = if body.is_empty() {
        vec![in_address(url, tracker_url)]
    } else {
        assert_eq!(
            url, tracker_url,
            "what has a body goes to the tracker's address as it is"
        );
        in_body(body)
    };
    if hits.len() > 1 {
        assert!(body.len() < KEPT_ALIVE, "{} bytes", body.len());
    }
    for hit in &hits {
        assert!(!hit.is_empty());
        let is_quotable = |letter: char| letter >= ' ' && letter != '"' && letter != '\\';
        assert!(hit.chars().all(is_quotable), "{hit:?}");
    }
    let hooks: Vec<u32> = hooks
        .split('\u{1f}')
        .map(|hook| hook.parse().expect("a callback's number"))
        .collect();
    assert_eq!(hooks.len(), hits.len(), "a callback for each hit, or 0");
    Some(Request {
        how: *how,
        number: *number,
        body: body.clone(),
        hits,
        hooks,
        turn,
    })
}

fn in_address(url: &str, tracker_url: &str) -> String {
    let query = url
        .strip_prefix(tracker_url)
        .unwrap_or_else(|| panic!("{url} is not at {tracker_url}"));
    let mark = if tracker_url.contains('?') { '&' } else { '?' };
    query
        .strip_prefix(mark)
        .unwrap_or_else(|| panic!("{url} has no hit"))
        .to_owned()
}

/// One hit as a form, or `{"requests":["?..."],"send_image":0}`: no hit has a quote in it.
fn in_body(body: &str) -> Vec<String> {
    if !body.contains('"') {
        return vec![body.to_owned()];
    }
    let bulk: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {body}"));
    let object = bulk.as_object().expect("an object");
    assert_eq!(object.keys().collect::<Vec<_>>(), ["requests", "send_image"]);
    assert_eq!(bulk["send_image"], 0);
    let requests = bulk["requests"].as_array().expect("a list");
    assert!(!requests.is_empty());
    let hit = |request: &Value| {
        let request = request.as_str().expect("a text");
        request
            .strip_prefix('?')
            .expect("a question mark first")
            .to_owned()
    };
    requests.iter().map(hit).collect()
}

/// A hit of parameters that were all encoded as `encodeURIComponent` does it, and of nothing else.
pub fn assert_encoded(hit: &str) {
    let mut rest = hit.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        rest = match first {
            b'%' => {
                let digits = more.get(..2).unwrap_or_default();
                assert!(
                    digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit),
                    "{hit}"
                );
                &more[2..]
            }
            _ => {
                assert!(
                    first.is_ascii_alphanumeric() || b"-_.!~*'()&=".contains(first),
                    "{hit}"
                );
                more
            }
        };
    }
    for pair in hit.split('&') {
        let parts: Vec<&str> = pair.split('=').collect();
        // A name may be empty: `trackLink` takes it from the page.
        assert!(parts.len() == 2, "{pair:?} in {hit}");
        assert!(
            std::str::from_utf8(&bytes(parts[1])).is_ok(),
            "{pair:?} is cut inside a letter"
        );
    }
}

fn bytes(encoded: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), encoded.as_bytes());
    while let Some((first, more)) = rest.split_first() {
        let code = if *first == b'%' {
            std::str::from_utf8(&more[..2]).ok()
        } else {
            None
        };
        bytes.push(
            code.and_then(|code| u8::from_str_radix(code, 16).ok())
                .unwrap_or(*first),
        );
        rest = &more[if code.is_some() { 2 } else { 0 }..];
    }
    bytes
}

/// The number that a check gave a hit as its action, if it is such a hit.
pub fn mark_of(hit: &str) -> Option<u32> {
    let rest = hit.strip_prefix(&format!("e_c={MARK}&e_a="))?;
    Some(rest.split('&').next()?.parse().expect("a number"))
}

/// A parameter that must be there, decoded.
pub fn said(hit: &str, name: &str) -> String {
    param(hit, name).unwrap_or_else(|| panic!("no {name} in {hit}"))
}

/// The text that is left of another when everything that was percent-encoded in it is decoded, as the browser does it.
pub fn decoded(text: &str) -> String {
    decoded_text(text)
}
