//! Parses a request into names and values.
//!
//! Follows the server: a body is a bulk request if it mentions `"requests"` after its first character
//! (`plugins/BulkTracking/Tracker/Requests.php` in matomo-org/matomo), whatever its content type says; else it is form
//! data, and the address's values win over it (`$_GET + $_POST` in `core/Request.php`). Names and values are decoded as
//! <https://url.spec.whatwg.org/#urlencoded-parsing> says: total, with U+FFFD for bytes that are not UTF-8.

use serde_json::Value;

use super::hit::{Problem, Severity};

/// Names and values of one hit, decoded, in the order in which they were sent.
pub type Pairs = Vec<(String, String)>;

/// How many hits of one request are decoded at most, so that a page cannot keep the decoder busy without end.
pub const MAX_HITS: usize = 1_000;

/// How many parameters of one hit are decoded at most. PHP has the same limit (`max_input_vars`).
pub const MAX_PARAMETERS: usize = 1_000;

/// A parsed request, not yet explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whether the body was a bulk request.
    pub bulk: bool,
    /// The hits' parameters in the order in which they were sent.
    pub hits: Vec<Pairs>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Parses a request to `matomo.php`. The body counts only with POST.
#[must_use]
pub fn decode(method: &str, query: &str, body: &str) -> Request {
    let body = if method.eq_ignore_ascii_case("POST") {
        body.trim()
    } else {
        ""
    };
    if is_bulk(body) {
        bulk(body)
    } else {
        single(query, body)
    }
}

/// The server does not find `"requests"` at the very start either.
fn is_bulk(body: &str) -> bool {
    [r#""requests""#, "'requests'"]
        .iter()
        .any(|word| body.find(word).is_some_and(|at| at > 0))
}

fn single(query: &str, body: &str) -> Request {
    let mut problems = Vec::new();
    let mut hit = pairs(query, &mut problems);
    let mut form = pairs(body, &mut problems);
    form.retain(|(name, _)| !hit.iter().any(|(other, _)| other == name));
    hit.extend(form);
    if hit.is_empty() {
        problems.push(error(
            "The request has no parameters, so the server rejects it with status 400: send at least idsite and rec=1.",
        ));
        return Request {
            bulk: false,
            hits: Vec::new(),
            problems,
        };
    }
    Request {
        bulk: false,
        hits: vec![hit],
        problems,
    }
}

fn bulk(body: &str) -> Request {
    let mut request = Request {
        bulk: true,
        hits: Vec::new(),
        problems: Vec::new(),
    };
    let parsed = match serde_json::from_str::<Value>(body) {
        Ok(parsed) => parsed,
        Err(reason) => {
            request.problems.push(error(&format!(
                "The bulk request is not valid JSON, so none of its hits is recorded: {reason}."
            )));
            return request;
        }
    };
    if parsed.get("token_auth").is_some() {
        request.problems.push(error(
            "The bulk request contains token_auth, a secret that every visitor can read: revoke it and send such requests from a server.",
        ));
    }
    let Some(entries) = parsed.get("requests").and_then(Value::as_array) else {
        request.problems.push(error(
            "The bulk request has no array \"requests\", so none of its hits is recorded.",
        ));
        return request;
    };
    if entries.len() > MAX_HITS {
        request.problems.push(warning(&format!(
            "The request contains {} hits; only the first {MAX_HITS} are shown.",
            entries.len()
        )));
    }
    for (index, entry) in entries.iter().take(MAX_HITS).enumerate() {
        match hit(entry, &mut request.problems) {
            Some(hit) => request.hits.push(hit),
            None => request.problems.push(error(&format!(
                "Entry {} of the bulk request is neither a URL with a query nor an object, so the server skips it.",
                index + 1
            ))),
        }
    }
    request
}

/// The server treats a string as a URL and reads the part between `?` and `#`.
fn hit(entry: &Value, problems: &mut Vec<Problem>) -> Option<Pairs> {
    match entry {
        Value::String(address) => {
            let (_, query) = address.split_once('?')?;
            let query = query.split_once('#').map_or(query, |(query, _)| query);
            Some(pairs(query, problems))
        }
        Value::Object(fields) => Some(
            fields
                .iter()
                .take(MAX_PARAMETERS)
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
        ),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn pairs(query: &str, problems: &mut Vec<Problem>) -> Pairs {
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut parsed = form_urlencoded::parse(query.as_bytes());
    let pairs = parsed
        .by_ref()
        .take(MAX_PARAMETERS)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if parsed.next().is_some() {
        problems.push(warning(&format!(
            "The hit has more than {MAX_PARAMETERS} parameters; the rest are not shown."
        )));
    }
    pairs
}

fn error(text: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        parameter: None,
        text: text.to_owned(),
    }
}

fn warning(text: &str) -> Problem {
    Problem {
        severity: Severity::Warning,
        parameter: None,
        text: text.to_owned(),
    }
}
