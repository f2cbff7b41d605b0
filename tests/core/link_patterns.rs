//! Links that are downloads or outlinks by their address (`setDownloadPatterns`, `setOutlinkPatterns`).

use crate::links::{DOWNLOAD, LINK, assert_kinds, clicked, download_link, link, set, site};
use crate::support::page::{add_tracker, run};
use crate::support::visit::{lines, logs};
use crumbless::fake::Js;

#[test]
fn paths_say_what_a_link_is() {
    let tracker = site();
    set(
        tracker,
        "setDownloadPatterns",
        &[
            "/bitstreams/*/download",
            "/files/",
            "/get?file=*",
            "/v*.bin*",
            "/once?id=5",
            "/résumé",
        ],
    );
    set(
        tracker,
        "setOutlinkPatterns",
        &["/go/*", "/files/partner*", "/out", "/app#/leave/*"],
    );
    assert_kinds(
        tracker,
        &[
            (
                "http://site.example/bitstreams/68739714-64b6/download",
                "",
                DOWNLOAD,
            ),
            ("http://other.example/bitstreams/5/download?x=1#a", "", DOWNLOAD),
            (
                "http://user:pw@site.example:8080/bitstreams/5/download",
                "",
                DOWNLOAD,
            ),
            ("http://site.example/BitStreams/5/Download", "", DOWNLOAD),
            ("http://site.example/bitstreams/5/download/now", "", DOWNLOAD),
            ("http://site.example/bitstreams/5/downloads", "", None),
            ("http://site.example/a/bitstreams/5/download", "", None),
            ("http://site.example/bitstreams/5?next=/download", "", None),
            ("http://site.example/?to=/bitstreams/5/download", "", None),
            ("http://site.example/files", "", DOWNLOAD),
            ("http://site.example/files/a/b", "", DOWNLOAD),
            ("http://site.example/files?a", "", DOWNLOAD),
            ("http://site.example/filesystem", "", None),
            ("http://site.example/files/partner/5", "", DOWNLOAD), // goes before an outlink
            ("http://site.example/get?file=5", "", DOWNLOAD),
            ("http://site.example/get?a=1&file=5", "", None),
            ("http://site.example/get/?file=5", "", None),
            ("http://site.example/v5.bin", "", DOWNLOAD),
            ("http://site.example/v5xbin", "", None),
            ("http://site.example/v5.binary?x", "", DOWNLOAD),
            ("http://site.example/once?id=5&a", "", DOWNLOAD),
            ("http://site.example/once?id=55", "", None),
            ("http://site.example/go/partner", "", LINK),
            ("http://site.example/go/", "", LINK),
            ("http://site.example/go", "", None),
            ("http://site.example/go/a.pdf", "", LINK), // goes before an extension
            ("http://site.example/out/there", "", LINK),
            ("http://site.example/outer", "", None),
            ("http://site.example/app#/leave/5", "", LINK),
            ("http://site.example/app#/stay", "", None),
            ("http://other.example/any", "", LINK),
            ("http://site.example/a.pdf", "", DOWNLOAD),
            ("mailto:me@site.example/go/x", "", None),
            // Classes go before.
            ("http://site.example/files/a", "matomo_ignore", None),
            ("http://site.example/files/a", "matomo_link", LINK),
            ("http://site.example/go/a", "piwik_download", DOWNLOAD),
            ("http://site.example/go/a", "piwik_ignore", None),
        ],
    );
    let encoded = clicked(tracker, &link("http://site.example/r%C3%A9sum%C3%A9", ""));
    assert_eq!(encoded.map(|(kind, _)| kind), DOWNLOAD);
    let by_attribute = clicked(tracker, &download_link("http://site.example/go/a"));
    assert_eq!(by_attribute.map(|(kind, _)| kind), DOWNLOAD);
}

#[test]
fn marks_that_are_encoded_are_no_marks() {
    let tracker = site();
    set(
        tracker,
        "setDownloadPatterns",
        &[
            "/what%3Fnow",
            "/at%23?x=a%26b",
            "/plain?x",
            "/folder",
            "/p?x=a",
            "/star%2A",
            "/files*%2F",
            "cdn*3/x",
            "/Été",
            "/%02x",
        ],
    );
    for (path, expected) in [
        ("/what%3Fnow", DOWNLOAD),
        ("/what?now", None),
        ("/at%23?x=a%26b", DOWNLOAD),
        ("/at#?x=a%26b", None),
        ("/plain?x", DOWNLOAD),
        ("/plain%3Fx", None),
        ("/folder%3Fx", None),
        ("/folder%23x", None),
        ("/folder/x", DOWNLOAD),
        ("/p?x=a&y", DOWNLOAD),
        ("/p?x=a%26b", None),
        ("/p?x=a%23b", None),
        ("/star*", DOWNLOAD),
        ("/star%2a", DOWNLOAD),
        ("/starry", None),
        ("/filesystem", None),
        ("/%C3%89T%C3%89", DOWNLOAD),
        ("/%02x", DOWNLOAD),
        ("/?x", None),
    ] {
        let said = clicked(tracker, &link(&format!("http://site.example{path}"), ""));
        assert_eq!(said.map(|(kind, _)| kind), expected, "{path}");
    }
    // A star of a host means no port.
    assert_kinds(
        tracker,
        &[
            ("https://cdn.example/x", "", LINK),
            ("https://cdn3/x", "", DOWNLOAD),
        ],
    );
}

#[test]
fn hosts_say_what_a_link_is() {
    let tracker = site();
    set(
        tracker,
        "setDownloadPatterns",
        &[
            "cdn.example",
            "*.mirror.example/pub",
            "https://scheme.example/a*",
            "//slashes.example",
            "local:8080/x",
            "port.example:443/x",
        ],
    );
    set(
        tracker,
        "setOutlinkPatterns",
        &[".site.example/partner", "files*.site.example"],
    );
    run(tracker, "setDomains", vec![Js::from("*.site.example")]);
    assert_kinds(
        tracker,
        &[
            ("https://CDN.example/5", "", DOWNLOAD),
            ("https://cdn.example:8443/", "", DOWNLOAD),
            ("https://cdn.example./", "", DOWNLOAD),
            ("https://a.cdn.example/5", "", LINK),
            ("https://cdn.example.org/5", "", LINK),
            ("https://cdnxexample/5", "", LINK),
            ("http://other.example/cdn.example", "", LINK),
            ("http://cdn.example@other.example/", "", LINK),
            ("http://mirror.example/pub/a", "", DOWNLOAD),
            ("http://a.b.mirror.example/pub", "", DOWNLOAD),
            ("http://amirror.example/pub", "", LINK),
            ("http://a.mirror.example/public", "", LINK),
            ("http://scheme.example/ab", "", DOWNLOAD),
            ("http://slashes.example/", "", DOWNLOAD),
            ("http://local:8080/x", "", DOWNLOAD),
            ("http://local:808/x", "", LINK),
            ("https://port.example/x", "", DOWNLOAD),
            ("https://port.example.:443/x", "", DOWNLOAD),
            ("http://port.example/x", "", LINK),
            ("http://site.example/partner", "", LINK),
            ("http://www.site.example/partner/5", "", LINK),
            ("http://www.site.example/other", "", None),
            ("http://files5.site.example/", "", LINK),
        ],
    );
}

#[test]
fn expressions_say_what_a_link_is() {
    let tracker = site();
    set(
        tracker,
        "setDownloadPatterns",
        &[
            "/\\/dl\\/\\d+$/",
            "/\\.PART$/",
            "/\\.php\\?file=/i",
            "/^https:\\/\\/.*#save$/",
            "/.+-x64/",
            "/^(a)(?!\\1)/",
        ],
    );
    set(tracker, "setOutlinkPatterns", &["/downloads/", "/go/i"]); // paths, though they are written between slashes
    assert_kinds(
        tracker,
        &[
            ("http://site.example/dl/55", "", DOWNLOAD),
            ("http://site.example/dl/55a", "", None),
            ("http://site.example/a.PART", "", DOWNLOAD),
            ("http://site.example/a.part", "", None),
            ("http://site.example/index.PHP?file=a", "", DOWNLOAD),
            ("https://site.example/a?b#save", "", DOWNLOAD),
            ("http://site.example/tool-x64", "", DOWNLOAD),
            ("http://site.example/downloads", "", LINK),
            ("http://site.example/my/downloads/", "", None),
            ("http://site.example/go/i", "", LINK),
            ("http://site.example/go/", "", None),
        ],
    );
}

#[test]
fn patterns_are_replaced_and_each_tracker_has_its_own() {
    let first = site();
    let second = add_tracker(Js::from("http://other.example/matomo.php"), Js::from("8"));
    set(first, "setDownloadPatterns", &["/a"]);
    run(first, "setDownloadPatterns", vec![Js::from("/b")]);
    let kind = |tracker, href: &str| clicked(tracker, &link(href, "")).map(|(kind, _)| kind);
    assert_eq!(kind(first, "http://site.example/a"), None);
    assert_eq!(kind(first, "http://site.example/b"), DOWNLOAD);
    assert_eq!(kind(second, "http://site.example/b"), None);
    set(first, "setDownloadPatterns", &[]);
    assert_eq!(kind(first, "http://site.example/b"), None);
}

#[test]
fn a_bad_pattern_costs_one_line_and_nothing_else() {
    for (given, line) in [
        (
            vec![Js::from("/\\/(/"), Js::from("/a")],
            "no pattern, left out: \"/\\/(/\"",
        ),
        (
            vec![Js::Null, Js::Number(5.0), Js::from("/a"), Js::Bool(true)],
            "no pattern, left out: \"null\" and 2 more",
        ),
        (
            vec![
                Js::from("/a"),
                Js::Function,
                Js::Object(vec![]),
                Js::from("//"),
                Js::from("https://"),
            ],
            "no pattern, left out: \"function () {}\" and 3 more",
        ),
        (
            vec![Js::from("/b\x1f/c"), Js::from("m?.example"), Js::from("/a")],
            "no pattern, left out: \"/b\x1f/c\" and 1 more",
        ),
    ] {
        let tracker = site();
        let (_, said) = run(tracker, "setDownloadPatterns", vec![Js::List(given.clone())]);
        assert_eq!(lines(&said), [line], "{given:?}");
        assert_kinds(
            tracker,
            &[
                ("http://site.example/a", "", DOWNLOAD),
                ("http://site.example/5", "", None),
            ],
        );
    }
    let wrong = [
        Js::Undefined,
        Js::Null,
        Js::Bool(true),
        Js::Number(5.0),
        Js::Function,
        Js::Object(vec![("0".to_owned(), Js::from("/a"))]),
        Js::List(vec![Js::from("/b"); 10_001]),
        Js::from(""),
        Js::from("/\\/(/"),
    ];
    for command in ["setDownloadPatterns", "setOutlinkPatterns"] {
        for given in &wrong {
            let tracker = site();
            set(tracker, command, &["/a"]);
            let (_, said) = run(tracker, command, vec![given.clone()]);
            assert_eq!((logs(&said), said.len()), (1, 1), "{given:?}");
            let kind = if command == "setDownloadPatterns" {
                DOWNLOAD
            } else {
                LINK
            };
            assert_kinds(
                tracker,
                &[
                    ("http://site.example/a", "", kind),
                    ("http://site.example/b", "", None),
                ],
            );
        }
    }
}

#[test]
fn thousands_of_patterns_are_tried() {
    let tracker = site();
    let patterns: Vec<String> = (0..2_000).map(|index| format!("/part-{index}/*")).collect();
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    set(tracker, "setDownloadPatterns", &patterns);
    assert_kinds(
        tracker,
        &[
            ("http://site.example/part-0/a", "", DOWNLOAD),
            ("http://site.example/part-1999/a", "", DOWNLOAD),
            ("http://site.example/part-2000/a", "", None),
        ],
    );
}
