//! What left, taken apart: requests, the hits in each, their parameters.

use crumbless::fake::{Effect, decoded_text};
use crumbless::protocol::Transport;
use serde_json::Value;

pub const FETCH: u32 = Transport::Fetch as u32;
pub const BEACON: u32 = Transport::Beacon as u32;
pub const POST: u32 = Transport::Post as u32;
pub const IMAGE: u32 = Transport::Image as u32;
pub const PLAIN: u32 = Transport::Plain as u32;

#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub how: u32,
    pub number: u32,
    pub bytes: u32,
    pub url: String,
    pub body: String,
    pub content_type: String,
    pub hooks: String,
    /// The hits as query strings, without a question mark.
    pub hits: Vec<String>,
}

/// The requests among some effects.
pub fn requests(effects: &[Effect]) -> Vec<Request> {
    let request = |effect: &Effect| match effect.clone() {
        Effect::Send {
            how,
            number,
            bytes,
            url,
            body,
            content_type,
            hooks,
            ..
        } => Some(Request {
            hits: hits(&url, &body),
            how,
            number,
            bytes,
            url,
            body,
            content_type,
            hooks,
        }),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

/// The hits of all requests, in order.
pub fn all_hits(effects: &[Effect]) -> Vec<String> {
    requests(effects)
        .into_iter()
        .flat_map(|request| request.hits)
        .collect()
}

/// The value of a hit's parameter, decoded.
pub fn param(hit: &str, name: &str) -> Option<String> {
    hit.split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| decoded_text(value))
}

/// All parameters of a hit, decoded.
pub fn param_pairs(hit: &str) -> impl Iterator<Item = (String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded_text(name), decoded_text(value))
    };
    hit.split('&').map(pair)
}

/// One parameter of several hits.
pub fn params(hits: &[String], name: &str) -> Vec<String> {
    hits.iter().filter_map(|hit| param(hit, name)).collect()
}

fn hits(url: &str, body: &str) -> Vec<String> {
    if body.is_empty() {
        return vec![url.split_once('?').expect("a request has a query").1.to_owned()];
    }
    if !body.starts_with('{') {
        return vec![body.to_owned()];
    }
    let bulk: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {body}"));
    assert_eq!(bulk["send_image"], 0, "{body}");
    bulk["requests"]
        .as_array()
        .expect("a bulk request has requests")
        .iter()
        .map(|request| {
            let request = request.as_str().expect("a request is a string");
            request
                .strip_prefix('?')
                .expect("a request begins with a question mark")
                .to_owned()
        })
        .collect()
}
