//! What a click on a link is tracked as: outlink, download or nothing, and which ways of clicking count.

use crate::support::page::{FLUSH, add_tracker, event, open, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::POINTER;
use crate::support::visit::sent;
use crumbless::fake::{Effect, Js, with_page};

const LEFT: f64 = 0.0;
const MIDDLE: f64 = 1.0;
const RIGHT: f64 = 2.0;

pub(crate) fn site() -> u32 {
    open("http://site.example/page", "Title", "");
    with_page(|page| page.has_hints = false);
    add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("7"))
}

pub(crate) fn set(tracker: u32, command: &str, list: &[&str]) {
    let list = list.iter().map(|item| Js::from(*item)).collect();
    assert_eq!(run(tracker, command, vec![Js::List(list)]).1, [], "{command}");
}

/// A link and the event on it, in one value: the fake's events are their own links.
pub(crate) fn link(href: &str, class: &str) -> Js {
    let mut link = Js::default();
    link.set("href", Js::from(href));
    link.set("className", Js::from(class));
    link
}

pub(crate) fn download_link(href: &str) -> Js {
    let mut link = link(href, "");
    link.set("attributes.download.name", Js::from("download"));
    link
}

fn point(tracker: u32, link: &Js, kind: &str, button: f64) -> Vec<Effect> {
    let mut link = link.clone();
    link.set("type", Js::from(kind));
    link.set("button", Js::Number(button));
    event(tracker, POINTER, vec![link])
}

/// What left after an event, as parameter and address; `None` if it counted for nothing.
fn tracked(tracker: u32, link: &Js, kind: &str, button: f64) -> Option<(&'static str, String)> {
    let mut out = point(tracker, link, kind, button);
    out.extend(event(tracker, FLUSH, vec![]));
    sent(tracker);
    let hits = all_hits(&out);
    let [hit] = hits.as_slice() else {
        assert!(hits.is_empty(), "{hits:?}");
        return None;
    };
    let found: Vec<_> = ["link", "download"]
        .into_iter()
        .filter_map(|name| param(hit, name).map(|address| (name, address)))
        .collect();
    assert_eq!(found.len(), 1, "{hit}");
    found.into_iter().next()
}

pub(crate) fn clicked(tracker: u32, link: &Js) -> Option<(&'static str, String)> {
    tracked(tracker, link, "click", LEFT)
}

/// Clicks links one after the other: address, class, what each is tracked as.
pub(crate) fn assert_kinds(tracker: u32, cases: &[(&str, &str, Option<&str>)]) {
    for (href, class, expected) in cases {
        let expected = expected.map(|kind| (kind, (*href).to_owned()));
        let found = clicked(tracker, &link(href, class));
        assert_eq!(
            found.as_ref().map(|(kind, href)| (*kind, href.clone())),
            expected,
            "{href} {class:?}"
        );
    }
}

pub(crate) const LINK: Option<&str> = Some("link");
pub(crate) const DOWNLOAD: Option<&str> = Some("download");

#[test]
fn links_to_other_hosts_are_outlinks() {
    assert_kinds(
        site(),
        &[
            ("http://other.example/", "", LINK),
            ("https://other.example:8443/a?b=c#d", "", LINK),
            ("ftp://other.example/folder/", "", LINK),
            ("http://user:pw@other.example/", "", LINK),
            ("http://sub.site.example/", "", LINK),
            ("http://notsite.example/", "", LINK),
            ("http://site.example.other.example/", "", LINK),
            ("http://other.example/?to=http://site.example/", "", LINK),
            ("http://site.example/", "", None),
            ("https://SITE.example/elsewhere", "", None),
            ("http://site.example:8080/", "", None),
            ("http://me@site.example/", "", None),
            ("http://site.example/?to=http://other.example/", "", None),
            ("http://site.example/page#part", "", None),
            // What stands behind an @ is a host only before the path (matomo-org/matomo#19634).
            ("http://site.example/@somebody", "", None),
            ("http://site.example/?mail=me@other.example", "", None),
            ("http://site.example/#me@other.example", "", None),
            ("http://other.example/@site.example/", "", LINK),
        ],
    );
}

#[test]
fn script_mail_and_tracker_addresses_are_not_tracked() {
    assert_kinds(
        site(),
        &[
            ("javascript:void(0)", "", None),
            ("JavaScript:open('http://other.example/a.pdf')", "", None),
            ("vbscript:x", "", None),
            ("mailto:me@other.example", "", None),
            ("MAILTO:me@other.example?subject=a.pdf", "matomo_download", None),
            ("tel:+49123", "", None),
            // What another program opens is no other site, but where the page says so.
            ("sms:+49123?body=secret", "", None),
            ("whatsapp://send?text=secret", "", None),
            ("about:blank", "", None),
            ("magnet:?xt=urn:btih:1", "", None),
            ("web+app:open", "", None),
            ("sms:+49123?body=see secret.pdf", "", None),
            ("whatsapp://send?text=secret.pdf", "", None),
            ("magnet:?xt=urn:btih:1&dn=movie.zip", "", None),
            ("sms:+49123", "matomo_link", LINK),
            ("steam://run/1", "matomo_download", DOWNLOAD),
            ("ftp://other.example/", "", LINK),
            ("http://stats.example/matomo.php", "", None),
            ("http://stats.example/matomo.php?idsite=7", "matomo_link", None),
            ("http://stats.example/", "", LINK),
            ("http://other.example/mailto:me", "", LINK),
        ],
    );
}

#[test]
fn an_element_without_an_address_is_not_tracked() {
    let tracker = site();
    assert_eq!(clicked(tracker, &link("", "matomo_link")), None);
    let mut no_link = Js::default();
    no_link.set("className", Js::from("matomo_link"));
    assert_eq!(clicked(tracker, &no_link), None);
    let mut without_type = link("http://other.example/", "");
    without_type.set("button", Js::Number(LEFT));
    assert_eq!(event(tracker, POINTER, vec![without_type]), []);
    assert_eq!(event(tracker, POINTER, vec![Js::Undefined]), []);
    assert_eq!(event(tracker, POINTER, vec![]), []);
}

#[test]
fn domains_of_the_site_may_have_wildcards() {
    let tracker = site();
    set(tracker, "setDomains", &["*.site.example", "partner.example."]);
    assert_kinds(
        tracker,
        &[
            ("http://site.example/", "", None),
            ("http://www.site.example/", "", None),
            ("http://a.b.SITE.example/", "", None),
            ("http://partner.example/", "", None),
            ("http://www.partner.example/", "", LINK),
            ("http://notsite.example/", "", LINK),
            ("http://other.example/", "", LINK),
        ],
    );
}

#[test]
fn the_host_of_the_page_always_belongs_to_the_site() {
    let tracker = site();
    set(tracker, "setDomains", &["partner.example"]);
    assert_kinds(
        tracker,
        &[
            ("http://site.example/", "", None),
            ("http://partner.example/", "", None),
            ("http://other.example/", "", LINK),
        ],
    );
    run(tracker, "setDomains", vec![Js::from("third.example")]);
    assert_kinds(
        tracker,
        &[
            ("http://third.example/", "", None),
            ("http://site.example/", "", None),
            ("http://partner.example/", "", LINK),
        ],
    );
    run(tracker, "setDomains", vec![Js::Number(4.0)]);
    assert_kinds(
        tracker,
        &[("http://third.example/", "", None), ("http://4/", "", LINK)],
    );
}

#[test]
fn a_domain_with_a_path_is_that_part_of_the_host() {
    let tracker = site();
    set(
        tracker,
        "setDomains",
        &["site.example/docs", "*.partner.example/shop*", "all.example/*"],
    );
    assert_kinds(
        tracker,
        &[
            ("http://site.example/docs", "", None),
            ("http://site.example/docs/", "", None),
            ("http://site.example/DOCS/a/b?c", "", None),
            ("http://site.example/docsandmore", "", LINK),
            ("http://site.example/", "", LINK),
            ("http://www.partner.example/shop", "", None),
            ("http://www.partner.example/shopping/", "", None),
            ("http://www.partner.example/sho", "", LINK),
            ("http://all.example/", "", None),
            ("http://all.example/a/b", "", None),
        ],
    );
}

#[test]
fn files_are_downloads_by_their_extension() {
    assert_kinds(
        site(),
        &[
            ("http://site.example/a.pdf", "", DOWNLOAD),
            ("http://site.example/A.PDF", "", DOWNLOAD),
            ("http://site.example/a.b.tar.gz", "", DOWNLOAD),
            ("http://other.example/a.zip", "", DOWNLOAD),
            ("http://site.example/a.pdf?page=2", "", DOWNLOAD),
            ("http://site.example/a.pdf#page=2", "", DOWNLOAD),
            ("http://site.example/get?file=a.docx&x=1", "", DOWNLOAD),
            ("http://site.example/get?file=a.docx", "", DOWNLOAD),
            ("ftp://site.example/a.iso.torrent", "", DOWNLOAD),
            ("http://site.example/part.3MF", "", DOWNLOAD),
            ("http://site.example/photo.webp", "", DOWNLOAD),
            ("http://site.example/logo.svg?v=2", "", DOWNLOAD),
            ("http://site.example/talk.m4a", "", DOWNLOAD),
            ("http://site.example/meeting.ICS", "", DOWNLOAD),
            ("http://site.example/svg", "", None),
            ("http://site.example/data.json", "", None),
            ("http://site.example/pdf", "", None),
            ("http://site.example/a.pdfx", "", None),
            ("http://site.example/a.pdf/view", "", None),
            ("http://site.example/a.", "", None),
            ("http://site.example/a.html", "", None),
        ],
    );
}

#[test]
fn the_extensions_can_be_set_and_changed() {
    let tracker = site();
    run(tracker, "setDownloadExtensions", vec![Js::from("abc|DEF")]);
    let names = ["abc", "def", "ghi", "jkl", "pdf"];
    let downloads = |tracker: u32| -> String {
        let is_download =
            |name: &&str| clicked(tracker, &link(&format!("http://site.example/f.{name}"), "")).is_some();
        names
            .into_iter()
            .filter(is_download)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(downloads(tracker), "abc def");
    run(tracker, "addDownloadExtensions", vec![Js::from("ghi|jkl")]);
    assert_eq!(downloads(tracker), "abc def ghi jkl");
    set(tracker, "removeDownloadExtensions", &["abc", "ghi|nothing"]);
    assert_eq!(downloads(tracker), "def jkl");
    set(tracker, "setDownloadExtensions", &["pdf"]);
    assert_eq!(downloads(tracker), "pdf");

    let tracker = site();
    set(tracker, "addDownloadExtensions", &["abc"]);
    assert_eq!(
        downloads(tracker),
        "abc pdf",
        "added to those known from the start"
    );
    set(tracker, "removeDownloadExtensions", &["pdf"]);
    assert_eq!(downloads(tracker), "abc");
}

#[test]
fn classes_decide_the_kind_of_a_link() {
    let tracker = site();
    set(tracker, "setLinkClasses", &["away"]);
    set(tracker, "setDownloadClasses", &["file", "second"]);
    run(tracker, "setIgnoreClasses", vec![Js::from("private")]);
    assert_kinds(
        tracker,
        &[
            ("http://site.example/1", "matomo_link", LINK),
            ("http://site.example/2", "piwik_link other", LINK),
            ("http://site.example/3", "a matomo-link b", LINK),
            ("http://site.example/4", "away", LINK),
            ("http://site.example/5", "matomo_download", DOWNLOAD),
            ("http://site.example/6", "x piwik_download", DOWNLOAD),
            ("http://site.example/7", "x  second y", DOWNLOAD),
            ("http://other.example/8", "file", DOWNLOAD),
            ("http://other.example/a.pdf", "matomo_link", LINK),
            ("http://other.example/9", "matomo_ignore", None),
            ("http://other.example/a.pdf", "piwik_ignore matomo_download", None),
            ("http://other.example/10", "private", None),
            ("http://other.example/11", "privateer awayx xfile", LINK),
            ("http://site.example/12", "matomo_linked mymatomo_link", None),
        ],
    );
}

#[test]
fn the_attribute_download_makes_a_download() {
    let tracker = site();
    let own = "http://site.example/report";
    assert_eq!(
        clicked(tracker, &download_link(own)),
        Some(("download", own.to_owned()))
    );
    assert_eq!(
        clicked(
            tracker,
            &download_link("data:text/csv;base64,U2VjcmV0IG51bWJlcnM=")
        ),
        Some(("download", "data:text/csv;base64".to_owned())),
        "without its data"
    );
    for opened in ["sms:+49123?body=secret", "about:blank", "web+app:open"] {
        assert_eq!(clicked(tracker, &download_link(opened)), None, "{opened}");
    }
}

#[test]
fn svg_links_have_their_address_in_an_object() {
    let mut svg = Js::default();
    svg.set("href.baseVal", Js::from("http://other.example/map"));
    svg.set("className.baseVal", Js::from("matomo_download"));
    assert_eq!(
        clicked(site(), &svg),
        Some(("download", "http://other.example/map".to_owned()))
    );
}

#[test]
fn excluded_parameters_are_removed_from_links_too() {
    let tracker = site();
    set(tracker, "setExcludedQueryParams", &["token"]);
    assert_eq!(
        clicked(tracker, &link("http://other.example/?token=1&b=2", "")),
        Some(("link", "http://other.example/?b=2".to_owned()))
    );
    assert_eq!(
        clicked(tracker, &link("http://other.example/gr%C3%BC%C3%9Fe", "")),
        Some(("link", "http://other.example/grüße".to_owned()))
    );
}

#[test]
fn each_way_of_opening_a_link_is_counted_once() {
    let tracker = site();
    let link = link("http://other.example/", "");
    assert!(tracked(tracker, &link, "click", LEFT).is_some());
    assert!(tracked(tracker, &link, "contextmenu", RIGHT).is_some());
    // With the left and the right button the click or the menu that follows is what counts.
    for button in [LEFT, RIGHT] {
        assert_eq!(tracked(tracker, &link, "mousedown", button), None);
        assert_eq!(tracked(tracker, &link, "mouseup", button), None);
    }
    assert_eq!(tracked(tracker, &link, "mousedown", MIDDLE), None);
    assert!(tracked(tracker, &link, "mouseup", MIDDLE).is_some());
    assert_eq!(
        tracked(tracker, &link, "click", MIDDLE),
        None,
        "some browsers tell the middle button as a click too"
    );
    assert_eq!(
        tracked(tracker, &link, "mouseup", MIDDLE),
        None,
        "pressed once, tracked once"
    );
}

#[test]
fn a_middle_click_counts_only_if_it_began_on_the_link() {
    let tracker = site();
    let (one, two) = (link("http://one.example/", ""), link("http://two.example/", ""));
    assert_eq!(tracked(tracker, &one, "mouseup", MIDDLE), None, "never pressed");
    tracked(tracker, &one, "mousedown", MIDDLE);
    assert_eq!(tracked(tracker, &two, "mouseup", MIDDLE), None);
    assert_eq!(
        tracked(tracker, &one, "mouseup", MIDDLE),
        None,
        "it went up already"
    );
    tracked(tracker, &one, "mousedown", MIDDLE);
    assert_eq!(tracked(tracker, &one, "mouseup", LEFT), None);
    tracked(tracker, &one, "mousedown", MIDDLE);
    tracked(tracker, &one, "mousedown", LEFT);
    assert_eq!(tracked(tracker, &one, "mouseup", MIDDLE), None);
}

#[test]
fn listeners_are_added_once_per_page_and_per_request_of_an_element() {
    let tracker = site();
    let listens = |name: &str, arguments: Vec<Js>| run(tracker, name, arguments).1;
    assert_eq!(
        listens("enableLinkTracking", vec![]),
        [Effect::Listen { what: 1 }]
    );
    assert_eq!(listens("enableLinkTracking", vec![]), []);
    let element = || Js::Object(vec![]);
    assert_eq!(
        listens("addListener", vec![element(), Js::Bool(false)]),
        [Effect::Listen { what: 0 }],
        "clicks alone"
    );
    assert_eq!(
        listens("addListener", vec![element()]),
        [Effect::Listen { what: 1 }]
    );
}
