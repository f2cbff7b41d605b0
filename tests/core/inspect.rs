//! The hit decoder, from the outside: what a reader of the demo is shown about a request.

use crumbless::inspect::{Group, Hit, Kind, Severity, inspect, meaning};

const BASE: &str = "idsite=7&rec=1&r=123456&h=14&m=5&s=9&url=https%3A%2F%2Fexample.org%2Fa&_id=&_idn=1&send_image=0&_refts=0&pv_id=aB3xY9";

fn hit(extra: &str) -> Hit {
    let mut hits = inspect("GET", &format!("{BASE}&{extra}"), "").hits;
    assert_eq!(hits.len(), 1);
    hits.remove(0)
}

/// The problems of a hit as `severity parameter`.
fn problems(hit: &Hit) -> Vec<String> {
    hit.problems
        .iter()
        .map(|problem| {
            format!(
                "{:?} {}",
                problem.severity,
                problem.parameter.as_deref().unwrap_or("-")
            )
            .to_lowercase()
        })
        .collect()
}

fn of_query(query: &str) -> Vec<String> {
    inspect("GET", query, "")
        .hits
        .first()
        .map(problems)
        .unwrap_or_default()
}

#[test]
fn every_kind_is_distinguished_and_named() {
    let cases = [
        ("action_name=Home", Kind::PageView, "Home"),
        ("", Kind::PageView, "https://example.org/a"),
        ("e_c=Videos&e_a=play&ca=1", Kind::Event, "Videos › play"),
        (
            "e_c=Videos&e_a=play&e_n=Trailer&e_v=2.5&ca=1",
            Kind::Event,
            "Videos › play › Trailer · value 2.5",
        ),
        ("idgoal=3&revenue=9.5", Kind::Goal, "Goal 3 · revenue 9.5"),
        ("idgoal=3", Kind::Goal, "Goal 3"),
        (
            "search=red+shoes&search_cat=Shop&search_count=4",
            Kind::SiteSearch,
            "“red shoes” · in Shop",
        ),
        (
            "link=https%3A%2F%2Fother.example%2F",
            Kind::Outlink,
            "https://other.example/",
        ),
        (
            "download=https%3A%2F%2Fexample.org%2Fa.pdf",
            Kind::Download,
            "https://example.org/a.pdf",
        ),
        ("ping=1&ca=1", Kind::Ping, "https://example.org/a"),
        (
            "c_n=Banner&c_p=spring.png",
            Kind::ContentImpression,
            "Banner › spring.png",
        ),
        (
            "c_n=Banner&c_p=spring.png&c_i=click",
            Kind::ContentInteraction,
            "Banner › spring.png · by click",
        ),
        (
            "idgoal=0&ec_id=A-1&revenue=49.9",
            Kind::EcommerceOrder,
            "Order A-1 · total 49.9",
        ),
        ("idgoal=0&revenue=49.9", Kind::EcommerceCart, "Cart · total 49.9"),
        ("ca=1&ma_id=x", Kind::Custom, "https://example.org/a"),
    ];
    for (extra, kind, title) in cases {
        let hit = hit(extra);
        assert_eq!((hit.kind, hit.title.as_str()), (kind, title), "{extra}");
    }
}

#[test]
fn the_order_of_the_server_decides_between_kinds() {
    assert_eq!(hit("e_c=a&e_a=b&ping=1").kind, Kind::Ping);
    assert_eq!(
        hit("link=https://a.example/&download=https://b.example/x.zip").kind,
        Kind::Download
    );
    assert_eq!(hit("link=https://a.example/&e_c=a&e_a=b").kind, Kind::Outlink);
    assert_eq!(hit("c_n=a&c_p=b&e_c=a&e_a=b").kind, Kind::Event);
    assert_eq!(hit("ping=0&action_name=Home").kind, Kind::PageView);
    assert_eq!(hit("search=").kind, Kind::PageView);
}

#[test]
fn what_a_cookieless_tracker_sends_has_no_problem() {
    let extras = [
        "action_name=Home&uadata=%7B%22brands%22%3A%5B%5D%7D&pdf=1&qt=0&realp=0&wma=0&fla=0&java=0&ag=0&cookie=1&res=1280x720&pf_net=0&pf_srv=12",
        "e_c=a&e_a=b&e_v=-2.5&ca=1",
        "idgoal=0&ec_id=1&revenue=10&ec_items=%5B%5D",
        "search=x&search_count=0",
        "link=mailto%3Asomeone%40example.org",
        "ping=1",
        "dimension1=x&dimension12=y&cvar=%7B%221%22%3A%5B%22a%22%2C%22b%22%5D%7D",
        "action_name=Shop&_pkc=Shoes&_pkp=false",
    ];
    for extra in extras {
        let hit =
            hit(&format!("action_name=t&{extra}").replacen("action_name=t&action_name", "action_name", 1));
        assert_eq!(problems(&hit), Vec::<String>::new(), "{extra}");
    }
}

#[test]
fn problems_are_reported_once_and_by_name() {
    let cases: &[(&str, &[&str])] = &[
        ("rec=1&url=https://a.example/&action_name=t", &["error idsite"]),
        (
            "idsite=0&rec=1&url=https://a.example/&action_name=t",
            &["error idsite"],
        ),
        ("idsite=1&url=https://a.example/&action_name=t", &["error rec"]),
        ("idsite=1&rec=1&action_name=t", &["warning url"]),
        ("idsite=1&rec=1&action_name=t&url=/path", &["warning url"]),
        ("idsite=1&rec=1&ping=1", &[]),
        ("idsite=1&rec=1&url=https://a.example/", &["note action_name"]),
    ];
    for (query, expected) in cases {
        assert_eq!(of_query(query), *expected, "{query}");
    }
    let cases = [
        ("token_auth=abc&cip=1.2.3.4", "error token_auth"),
        ("cip=1.2.3.4", "warning cip"),
        ("_id=0123456789abcdef&_idn=0", "note _id"),
        ("_id=xyz", "warning _id"),
        ("e_c=a&ca=1", "error e_a"),
        ("e_c=a&e_a=b&e_v=1,5", "warning e_v"),
        ("e_c=a&e_a=b&e_v=inf", "warning e_v"),
        ("c_p=piece", "error c_n"),
        ("idgoal=0&ec_id=1", "warning revenue"),
        ("ec_id=1", "error ec_id"),
        ("search=a&search_count=many", "warning search_count"),
        ("pf_srv=-4", "warning pf_srv"),
        ("idgoal=0&revenue=1&ec_items=%7B%7D", "warning ec_items"),
        ("cvar=%7B", "warning cvar"),
        ("res=wide", "note res"),
        ("link=x", "warning link"),
        ("whatever=1", "note whatever"),
    ];
    for (extra, expected) in cases {
        let query = format!("idsite=1&rec=1&url=https://a.example/&action_name=t&{extra}");
        assert_eq!(of_query(&query), [expected], "{extra}");
    }
    assert_eq!(
        of_query("idsite=1&rec=1&url=https://a.example/&action_name=a&action_name=b"),
        ["warning action_name"]
    );
    assert_eq!(
        of_query("idsite=1&rec=1&url=https://a.example/&action_name=a&pv_id=abc&h=24"),
        ["warning h", "warning pv_id"]
    );
    assert_eq!(of_query("idsite=1&rec=1&ca=0"), ["warning url"]);
}

#[test]
fn a_fresh_visitor_id_is_a_warning_and_a_kept_one_a_note() {
    let severity = |id_is_new: &str| {
        let query = format!(
            "idsite=1&rec=1&url=https://a.example/&action_name=t&_id=0123456789abcdef&_idn={id_is_new}"
        );
        inspect("GET", &query, "").hits[0].problems[0].severity
    };
    assert_eq!(severity("1"), Severity::Warning);
    assert_eq!(severity("0"), Severity::Note);
}

#[test]
fn parameters_keep_their_order_and_get_a_meaning() {
    let hit = hit("action_name=H%C3%A9llo+world&dimension3=a%26b");
    let names: Vec<_> = hit
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    assert_eq!(names[..3], ["idsite", "rec", "r"]);
    let dimension = hit.parameters.last().expect("there are parameters");
    assert_eq!(
        (
            dimension.value.as_str(),
            dimension.meaning.as_str(),
            dimension.group
        ),
        ("a&b", "Value of custom dimension 3.", Group::Custom)
    );
    assert!(
        hit.parameters
            .iter()
            .any(|parameter| parameter.value == "Héllo world")
    );
    assert!(
        hit.parameters
            .iter()
            .all(|parameter| parameter.meaning.ends_with('.'))
    );
}

#[test]
fn numbered_names_follow_a_pattern() {
    assert_eq!(meaning("dimension12").group, Group::Custom);
    for name in [
        "dimension",
        "dimension0",
        "dimension1a",
        "dimension-1",
        "Dimension1",
        "",
        "pf_",
        "url ",
    ] {
        assert_eq!(meaning(name).group, Group::Unknown, "{name}");
    }
    for name in ["ma_id", "fa_vid", "hsr_vid", "cra", "cra_tp"] {
        assert_eq!(meaning(name).group, Group::Plugin, "{name}");
    }
}

/// The recorded hits of the reference tracker are the list of names a page can really send.
#[test]
fn every_parameter_of_the_vectors_is_known() {
    let invented_by_a_scenario = ["pf", "my", "second", "x", "demo", "demoevent"];
    let mut seen = 0;
    for entry in std::fs::read_dir("tests/vectors").expect("tests/vectors is part of the repository") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a vector file can be read");
        let scenarios: serde_json::Value = serde_json::from_str(&text).expect("a vector file is JSON");
        for scenario in scenarios.as_array().into_iter().flatten() {
            let requests = scenario["expect"]["requests"].as_array().into_iter().flatten();
            for name in requests
                .filter_map(|request| request.as_object())
                .flat_map(|request| request.keys())
            {
                seen += 1;
                let known = meaning(name).group != Group::Unknown;
                assert!(
                    known || invented_by_a_scenario.contains(&name.as_str()),
                    "{name} in {}",
                    path.display()
                );
            }
        }
    }
    assert!(seen > 1000, "only {seen} parameters were found in the vectors");
}

#[test]
fn the_decoded_request_serialises_for_the_page() {
    let json = serde_json::to_value(inspect(
        "GET",
        "idsite=1&rec=1&url=https://a.example/&whatever=1",
        "",
    ))
    .expect("plain data");
    assert_eq!(json["hits"][0]["kind"], "page-view");
    assert_eq!(json["hits"][0]["parameters"][3]["group"], "unknown");
    assert_eq!(json["hits"][0]["problems"][0]["severity"], "note");
}
