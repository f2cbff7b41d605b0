//! What the lists of `setIgnoredHosts` and `setIgnoredPaths` mean, and what they cannot be.

use super::*;
use crate::support::cases::cases;
use proptest::prelude::*;

#[test]
fn hosts_are_compared_with_and_without_port_in_any_case_and_with_wildcards() {
    for (host, entry, is_ignored) in [
        ("staging.example", "staging.example", true),
        ("staging.example:3000", "staging.example", true),
        ("staging.example:3000", "staging.example:3000", true),
        ("staging.example:3000", "staging.example:3001", false),
        ("staging.example", "STAGING.Example", true),
        ("staging.example", "https://staging.example/", true),
        ("staging.example.", "staging.example", true),
        ("staging.example", "staging.example.", true),
        ("a.staging.example", "staging.example", false),
        ("a.staging.example", "*.staging.example", true),
        ("staging.example", "*.staging.example", true),
        ("mystaging.example", "*.staging.example", false),
        ("a.staging.example", ".staging.example", true),
        ("shop-42.preview.example", "shop-*.preview.example", true),
        ("blog-42.preview.example", "shop-*.preview.example", false),
        ("dev.local", "*.local", true),
        ("[::1]:8080", "[::1]", true),
        ("127.0.0.1:8080", "127.0.0.1", true),
        ("any.example", "*", true),
        ("staging.example", "/^staging\\./", true),
        ("www.example", "/^staging\\./", false),
        ("Staging.example", "/^STAGING/i", true),
        // Only what is said before the port.
        ("www.example:8080", "/^(?!www\\.example$)/", false),
        ("staging.example", "", false),
        // A dot before the port, and a port that the scheme has by itself, are the same host.
        ("staging.example.:3000", "staging.example:3000", true),
        ("staging.example:3000", "staging.example.:3000", true),
        ("staging.example.:3000", "*.staging.example.:3000/", true),
        ("staging.example", "staging.example:80", true),
        ("https://staging.example", "staging.example:443", true),
        ("https://staging.example", "https://staging.example:443/", true),
        ("https://staging.example:444", "staging.example:443", false),
        ("https://staging.example", "staging.example:80", false),
        ("staging.example", "staging.example:443", false),
        // A star of a host means no port, and one of a port no host.
        ("https://web01", "web*3", false),
        ("web01:8083", "web*3", false),
        ("web03:8080", "web*3", true),
        ("web01", "web*80", false),
        ("https://shop.example", "*4*", false),
        ("https://shop4.example", "*4*", true),
        ("shop.example:8080", "shop.example:80*", true),
        ("shop.example:9080", "*:80*", false),
        ("shop.example:8080", "*:8080", true),
        ("[::1]:8080", "[::1]:8080", true),
        ("[::1]:8080", "[::1]:80", false),
        ("[::4]", "*4*", true),
        ("localhost", "localhost:", true),
    ] {
        let scheme = if host.contains("//") { "" } else { "http://" };
        let address = format!("{scheme}{host}/page");
        assert_eq!(
            is_silent(&address, HOSTS, texts(&[entry])),
            is_ignored,
            "{host} {entry}"
        );
        assert_eq!(
            is_silent(&address, HOSTS, list(&["other.example", "", entry])),
            is_ignored,
            "{host} {entry} in a list"
        );
    }
}

#[test]
fn paths_are_compared_whole_with_wildcards_and_without_the_slash_at_their_end() {
    for (path, entry, is_ignored) in [
        ("/admin", "/admin", true),
        ("/admin/", "/admin", true),
        ("/admin", "/admin/", true),
        ("/admin//", "/admin", true),
        ("/admin//", "/admin/", true),
        ("/admin", "/admin//", true),
        ("/admin//", "/admin/*", true),
        ("/shop#/admin//", "#/admin", true),
        ("//", "/", true),
        ("/administration", "/admin", false),
        ("/admin/users", "/admin", false),
        ("/admin/users/1", "/admin/*", true),
        ("/admin", "/admin/*", true),
        ("/administration", "/admin/*", false),
        ("/Admin/Users", "/admin/*", true),
        ("/admin?tab=2#top", "/admin", true),
        ("/a/b/preview/c", "*/preview/*", true),
        ("/caf%C3%A9/x", "/café/*", true),
        ("/café/x", "/caf%C3%A9/*", true),
        ("//admin/x", "*/admin/*", true),
        ("/shop", "*", true),
        ("/", "/", true),
        ("/shop", "/", false),
        ("/shop#/admin/users?x=1", "#/admin/*", true),
        ("/shop#!/admin", "#!/admin", true),
        ("/shop?a=1#/admin", "#/shop", false),
        ("/admin/1", "/^\\/admin\\/\\d+$/", true),
        ("/admin/1?x=2", "/^\\/admin\\/\\d+$/", true),
        ("/admin/x", "/^\\/admin\\/\\d+$/", false),
        ("/list?preview=1", "/^[^]*[?&]preview=1/", true),
        ("/list?page=1", "/^[^]*[?&]preview=1/", false),
        // A star of the page's own address is none.
        ("/admin/foo*", "/admin/*/", true),
        ("/admin/foo*", "/admin/foo*", true),
        ("/admin/*", "/admin/x/*", false),
        ("/shop#/a*", "#/*/", true),
        ("/a%2A/b", "/a*/b/", true),
        ("/what%3F/x", "/what%3F/*", true),
        ("/a%2Ab", "/a%2ab", true),
        ("/a*b", "/a%2Ab", true),
        ("/axb", "/a%2Ab", false),
        ("/a&b", "/a%26b", true),
        // Capital letters make no difference in any alphabet.
        ("/%C3%A4rzte/x", "/Ärzte/*", true),
        ("/%C3%84rzte/x", "/ärzte/*", true),
        ("/ΠΡΟΣ/x", "/προσ/*", true),
        ("/shop#/ЖУРНАЛ", "#/журнал", true),
        ("/%C3%85rzte/x", "/Ärzte/*", false),
        // What is no UTF-8 is compared as it is.
        ("/%C4", "/%C4", true),
        ("/%C4", "/%E4", false),
        // A folder is no pattern.
        ("/xadminx", "/admin/", false),
    ] {
        let address = format!("http://site.example{path}");
        assert_eq!(
            is_silent(&address, PATHS, texts(&[entry])),
            is_ignored,
            "{path} {entry}"
        );
    }
}

#[test]
fn what_cannot_be_read_sends_nothing_ever_again_and_says_so_once() {
    let missing = [
        Js::Undefined,
        Js::Null,
        Js::Number(3.0),
        Js::Bool(true),
        Js::Function,
        Js::Object(vec![]),
    ];
    let as_items = |given: &Js| vec![Js::List(vec![Js::from("/ok"), given.clone()])];
    let mut cases: Vec<(&str, Vec<Js>)> = vec![(HOSTS, vec![]), (PATHS, vec![])];
    for given in &missing {
        for name in [HOSTS, PATHS] {
            cases.push((name, vec![given.clone()]));
            cases.push((name, as_items(given)));
        }
    }
    for host in [
        "a b",
        "a.example/admin",
        "a.example, b.example",
        "user@a.example",
        "/(/",
        "/unclosed",
        "münchen.example",
        "::1",
        "a:b",
        "a.example:80:81",
        "a\u{1f}b",
    ] {
        cases.push((HOSTS, texts(&[host])));
    }
    for path in [
        "admin",
        "admin/*",
        "http://site.example/admin",
        "/admin?x=1",
        "/a#b",
        "#/a#b",
        "/^(/",
        "/^unclosed",
        "/a\u{1f}/b",
        "/a%1Fb",
    ] {
        cases.push((PATHS, list(&["/ok", path])));
    }
    for (name, given) in cases {
        alone(|| {
            let tracker = tracker_on("http://site.example/page");
            let other = add_tracker(Js::from(COLLECTOR), Js::from("8"));
            track(tracker, "before");
            let mut out = run(tracker, name, given.clone()).1;
            out.extend(run(other, name, given.clone()).1);
            let said = lines(&out);
            assert_eq!(said.len(), 1, "{name} {given:?}: {said:?}");
            assert!(said[0].ends_with(": nothing is sent"), "{said:?}");
            command(tracker, name, list(&[]));
            assert_eq!(leaves(tracker), [""; 0], "{name} {given:?}");
            assert_eq!(leaves(other), [""; 0], "{name} {given:?}");
        });
    }
}

#[test]
fn the_line_names_what_is_wrong() {
    for (name, given, line) in [
        (
            HOSTS,
            "a b",
            "a b is no host, such as *.example.org: nothing is sent",
        ),
        (
            PATHS,
            "admin",
            "admin is no path, such as /admin/*: nothing is sent",
        ),
    ] {
        alone(|| {
            let tracker = tracker_on("http://site.example/page");
            assert_eq!(lines(&run(tracker, name, texts(&[given])).1), [line]);
        });
    }
}

fn a_segment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("admin".to_owned()),
        Just("shop".to_owned()),
        "[a-zA-Z0-9._~-]{1,5}",
        Just("%C3%A9".to_owned())
    ]
}

proptest! {
    #![proptest_config(cases(200))]

    /// A path is ignored by itself, by all that is below one of its folders, and by no name that is not on it.
    #[test]
    fn a_path_is_ignored_by_itself_and_by_its_folders(segments in prop::collection::vec(a_segment(), 1..5), query in "[a-z=&?#/]{0,6}") {
        let path = format!("/{}", segments.join("/"));
        let address = format!("http://site.example{path}?{query}");
        prop_assert!(is_silent(&address, PATHS, texts(&[&path])));
        for end in 1..=segments.len() {
            let folder = format!("/{}/*", segments[..end].join("/"));
            prop_assert!(is_silent(&address, PATHS, texts(&[&folder])), "{} {}", address, folder);
        }
        prop_assert!(!is_silent(&address, PATHS, texts(&["/!no-such/*"])));
    }

    /// A host is ignored by itself with any port, and by a wildcard for any of its domains.
    #[test]
    fn a_host_is_ignored_by_itself_and_by_its_domains(labels in prop::collection::vec("[a-z0-9]{1,6}", 2..5), port in prop::option::of(1..65_536_u32)) {
        let host = labels.join(".");
        let address = format!("http://{host}{}/page", port.map_or(String::new(), |port| format!(":{port}")));
        prop_assert!(is_silent(&address, HOSTS, texts(&[&host.to_uppercase()])));
        for start in 0..labels.len() {
            let domain = format!("*.{}", labels[start..].join("."));
            prop_assert!(is_silent(&address, HOSTS, texts(&[&domain])), "{} {}", address, domain);
        }
        let longer = format!("x{host}");
        prop_assert!(!is_silent(&address, HOSTS, texts(&[&longer])));
    }

    /// Whatever is given: either it is read, or nothing leaves and one line says so.
    #[test]
    fn whatever_is_given_is_read_or_closes(is_path in any::<bool>(), items in prop::collection::vec(any::<String>(), 0..4)) {
        let given = vec![Js::List(items.iter().map(|item| Js::from(item.as_str())).collect())];
        alone(|| {
            let tracker = tracker_on("http://site.example/page");
            let out = run(tracker, if is_path { PATHS } else { HOSTS }, given.clone()).1;
            assert!(lines(&out).len() <= 1);
            let out = track(tracker, "a");
            let left = all_hits(&flush(tracker));
            if !lines(&out).is_empty() || !reasons(&out).is_empty() {
                assert_eq!(left, [""; 0]);
            }
        });
    }
}
