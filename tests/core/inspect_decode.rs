//! The hit decoder below its explanations: forms, bulk requests, limits, and any bytes at all.

use crate::support::cases::cases;
use crumbless::inspect::{Inspection, MAX_HITS, MAX_PARAMETERS, Severity, decode, inspect};
use proptest::prelude::*;

#[test]
fn a_form_body_is_merged_with_the_address_which_takes_precedence() {
    let request = decode(
        "POST",
        "idsite=1&rec=1",
        "idsite=2&url=https%3A%2F%2Fa.example%2F",
    );
    assert!(!request.bulk);
    let pairs: Vec<_> = request.hits[0]
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(pairs, ["idsite=1", "rec=1", "url=https://a.example/"]);
    assert_eq!(
        decode("GET", "idsite=1", "rec=1").hits[0].len(),
        1,
        "a GET has no body"
    );
    assert_eq!(
        decode("post", "?idsite=1", "rec=1").hits[0].len(),
        2,
        "a leading question mark is no part of a name"
    );
}

#[test]
fn a_bulk_request_is_taken_apart_in_order() {
    let body = r#"{"requests":["?idsite=1&rec=1&action_name=One","https://a.example/matomo.php?idsite=2&rec=1#x",{"idsite":3,"rec":"1"}],"send_image":0}"#;
    let Inspection { bulk, hits, problems } = inspect("POST", "", body);
    assert!(bulk && problems.is_empty());
    let sites: Vec<_> = hits.iter().map(|hit| hit.parameters[0].value.as_str()).collect();
    assert_eq!(sites, ["1", "2", "3"]);
    assert_eq!(
        hits[1].parameters.len(),
        2,
        "what follows the number sign is not part of the query"
    );
}

#[test]
fn a_broken_bulk_request_reports_what_is_wrong() {
    let problems = |body: &str| {
        let request = inspect("POST", "", body);
        assert!(request.bulk);
        request
            .problems
            .iter()
            .map(|problem| problem.text.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(problems(r#"{"requests":["?idsite=1""#).contains("not valid JSON"));
    assert!(problems(r#"{"requests":"?idsite=1"}"#).contains("no array"));
    assert!(problems(r#"{"requests":["idsite=1"]}"#).contains("Entry 1"));
    assert!(problems(r#"{"requests":[7]}"#).contains("Entry 1"));
    assert!(problems(r#"{"requests":[],"token_auth":"abc"}"#).contains("secret"));
    assert_eq!(problems(r#"{"requests":["?idsite=1"]}"#), "");
}

#[test]
fn an_empty_request_is_no_hit() {
    let request = inspect("GET", "", "");
    assert!(request.hits.is_empty());
    assert_eq!(
        request.problems.first().map(|problem| problem.severity),
        Some(Severity::Error)
    );
}

#[test]
fn work_is_bounded() {
    let many = "a=1&".repeat(MAX_PARAMETERS + 5);
    let request = decode("GET", &many, "");
    assert_eq!(
        (request.hits[0].len(), request.problems.len()),
        (MAX_PARAMETERS, 1)
    );
    let entries = vec![r#""?idsite=1""#; MAX_HITS + 5].join(",");
    let request = decode("POST", "", &format!(r#"{{"requests":[{entries}]}}"#));
    assert_eq!((request.hits.len(), request.problems.len()), (MAX_HITS, 1));
    let deep = format!(r#"{{"requests":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(
        decode("POST", "", &deep).problems.len(),
        1,
        "nesting without end is refused, not followed"
    );
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_text_can_be_decoded(method in "(GET|POST|.{0,4})", query in ".{0,200}", body in ".{0,200}") {
        let decoded = inspect(&method, &query, &body);
        prop_assert!(!decoded.hits.is_empty() || !decoded.problems.is_empty() || decoded.bulk);
    }

    /// Text that nearly is a hit goes deeper than noise does.
    #[test]
    fn nearly_right_text_can_be_decoded(query in r#"([a-z_]{1,4}|idsite|ec_items|_id|[=&%?#+\[\]{}",:0-9]){0,40}"#) {
        prop_assert!(inspect("GET", &query, "").hits.len() <= 1);
        let list = format!(r#"{{"requests":[{query}]}}"#);
        prop_assert!(inspect("POST", "", &list).bulk);
        let whole = inspect("POST", "", &serde_json::json!({ "requests": [format!("?{query}")] }).to_string());
        prop_assert_eq!(whole.hits.len(), 1);
    }

    #[test]
    fn encoded_pairs_can_be_decoded(pairs in prop::collection::vec((".{0,12}", ".{0,24}"), 1..20)) {
        let encoded = encode(&pairs);
        prop_assert_eq!(&decode("GET", &encoded, "").hits[0], &pairs);
        let bulk = serde_json::json!({ "requests": [format!("?{encoded}")] }).to_string();
        prop_assert_eq!(&decode("POST", "", &bulk).hits[0], &pairs);
    }
}

/// As `encodeURIComponent` would: everything but letters and digits as bytes.
fn encode(pairs: &[(String, String)]) -> String {
    let escape = |text: &String| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}
