//! Content: what blocks say of themselves, when their views and uses are tracked, and when not.

use crate::support::blocks::{CASES, placed};
use crate::support::markup::{blocks, by_id, click_on, show};
use crate::support::page::{enter, event, run};
use crate::support::sent::{all_hits, param, requests};
use crate::support::visit::{
    BULK_DUE, CONTENT, CONTENT_CLICK, LIST_CONTENT, POINTER, command, flush, lines, plain_tracker, sent,
    tracker_on,
};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::Entry;

const ORIGIN: &str = "http://site.example:8080";
const PATH: &str = "/folder/page";

const LISTEN_CONTENT: Effect = Effect::Listen { what: 3 };
const ALL: Effect = Effect::Scan { how: 0 };
const VISIBLE: Effect = Effect::Scan { how: 1 };
const VISIBLE_NOW: Effect = Effect::Scan { how: 2 };
const CONSOLE: Effect = Effect::Scan { how: 3 };

fn page(markup: &str) -> u32 {
    let tracker = tracker_on(&format!("{ORIGIN}{PATH}?a=1#b"));
    show(&placed(markup, ORIGIN, PATH));
    tracker
}

/// What was collected so far, as interaction, name, piece and target of each hit.
fn collected(tracker: u32) -> Vec<[String; 4]> {
    let mut out = event(tracker, BULK_DUE, vec![]);
    out.extend(flush(tracker));
    out.extend(sent(tracker));
    let hits = all_hits(&out);
    assert!(hits.iter().all(|hit| param(hit, "ca").as_deref() == Some("1")));
    let said = |hit: &String| ["c_i", "c_n", "c_p", "c_t"].map(|name| param(hit, name).unwrap_or_default());
    hits.iter().map(said).collect()
}

/// No hit.
const NONE: [[String; 4]; 0] = [];

fn row(interaction: &str, name: &str, piece: &str, target: &str) -> [String; 4] {
    [interaction, name, piece, target].map(str::to_owned)
}

/// What a command returns and has the shim do, without what only asks for the time of a flush.
fn effects_of(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<Effect> {
    let out = run(tracker, name, arguments).1;
    let is_other = |effect: &Effect| !matches!(effect, Effect::After { .. } | Effect::AskHints);
    out.into_iter().filter(is_other).collect()
}

fn texts(given: &[&str]) -> Vec<Js> {
    given.iter().map(|text| Js::from(*text)).collect()
}

#[test]
fn a_block_is_read_by_matomo_js_s_rules() {
    for (markup, name, piece, target) in CASES {
        let tracker = page(markup);
        event(tracker, CONTENT, blocks());
        let place = |text| placed(text, ORIGIN, PATH);
        let expected = row("", &place(name), &place(piece), &place(target));
        assert_eq!(collected(tracker), [expected], "{markup}");
    }
}

#[test]
fn what_the_shim_has_read_is_not_read_again() {
    let markup = r#"<div data-track-content id="one" title="Title"></div><div data-track-content data-content-name="Two"></div>"#;
    let read = |facts: &str| {
        let tracker = page(markup);
        let facts = Js::from(facts.replace(' ', "\x1f").as_str());
        event(
            tracker,
            CONTENT,
            [vec![facts, Js::List(blocks())], blocks()].concat(),
        );
        collected(tracker)
    };
    let both = [
        row("", "N", "P", "/t"),
        row("", "M", "Unknown", "http://a.example/"),
    ];
    assert_eq!(read("=N =P =/t - =M - - =http://a.example/"), both);
    let relative = format!("{ORIGIN}/folder/b");
    assert_eq!(read("=N =P - =b"), [row("", "N", "P", &relative)]);
    // What the shim does not know is asked for, and a block that it could not read is read.
    assert_eq!(read("- - - -"), [row("", "Title", "Unknown", "")]);
    assert_eq!(read("= =P - -"), [row("", "Unknown", "P", "")]);
    assert_eq!(
        read("=N =P - - ? - - -"),
        [row("", "N", "P", ""), row("", "Two", "Unknown", "")]
    );
    assert_eq!(read(""), NONE);
}

#[test]
fn the_console_gets_the_same_values() {
    let list = |tracker: u32| {
        let out = enter(Entry::Event, tracker, LIST_CONTENT, blocks());
        let [Effect::ReturnJson(json)] = out.as_slice() else {
            panic!("nothing returned: {out:?}");
        };
        let texts: Vec<String> = serde_json::from_str(json).unwrap();
        texts
    };
    for (markup, name, piece, target) in CASES {
        let expected = [name, piece, target, ""].map(|text| placed(text, ORIGIN, PATH));
        assert_eq!(list(page(markup)), expected, "{markup}");
    }
    assert_eq!(list(page("")), [""]);
    let odd = r#"<div data-track-content data-content-name="a\b {c},d"></div>"#;
    let texts = list(page(&format!("{odd}{odd}")));
    assert_eq!(
        (texts.len(), texts[3].as_str()),
        (7, "a\\b {c},d"),
        "three for each"
    );
}

#[test]
fn a_block_is_counted_once_per_page_view() {
    let one = r#"<div data-track-content data-content-name="One" data-content-piece="p"></div>"#;
    let two = r#"<div data-track-content data-content-name="Two"></div>"#;
    let tracker = page(&format!("{one}{two}{one}"));
    let names = |rows: Vec<[String; 4]>| rows.into_iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    event(tracker, CONTENT, blocks());
    assert_eq!(
        names(collected(tracker)),
        ["One", "Two"],
        "the same content twice is one view"
    );
    event(tracker, CONTENT, blocks());
    assert_eq!(names(collected(tracker)), [""; 0]);
    run(tracker, "trackEvent", texts(&["c", "a"]));
    flush(tracker);
    event(tracker, CONTENT, blocks());
    assert_eq!(names(collected(tracker)), [""; 0], "an event is no page view");
    for (name, arguments) in [("trackPageView", vec![]), ("trackSiteSearch", texts(&["word"]))] {
        run(tracker, name, arguments);
        flush(tracker);
        event(tracker, CONTENT, blocks());
        assert_eq!(names(collected(tracker)), ["One", "Two"], "{name}");
    }
    // The same name with another piece or target is other content.
    let other = r#"<div data-track-content data-content-name="One" data-content-piece="q"></div>"#;
    let third = r#"<div data-track-content data-content-name="One" data-content-target="t"></div>"#;
    show(&format!("{one}{other}{third}"));
    event(tracker, CONTENT, blocks());
    let expected = [row("", "One", "q", ""), row("", "One", "Unknown", "t")];
    assert_eq!(collected(tracker), expected);
}

#[test]
fn content_may_be_named_by_the_site() {
    let tracker = plain_tracker();
    for (given, expected) in [
        (texts(&["N", "P", "T"]), Some(row("", "N", "P", "T"))),
        (texts(&[" N ", "\tP", "T\n"]), Some(row("", "N", "P", "T"))),
        (texts(&["N"]), Some(row("", "N", "Unknown", ""))),
        (texts(&["N", "  ", " "]), Some(row("", "N", "Unknown", ""))),
        (
            vec![Js::from("N"), Js::Null, Js::Undefined],
            Some(row("", "N", "Unknown", "")),
        ),
        (texts(&["N", "P", "T"]), Some(row("", "N", "P", "T"))),
        (texts(&["  "]), None),
        (vec![], None),
        (vec![Js::Null], None),
    ] {
        let out = run(tracker, "trackContentImpression", given.clone()).1;
        assert_eq!(collected(tracker), Vec::from_iter(expected.clone()), "{given:?}");
        let said = Vec::from_iter(expected.is_none().then_some("needs a name"));
        assert_eq!(lines(&out), said, "{given:?}");
    }
    for (given, expected) in [
        (
            texts(&["submit", "N", "P", "T"]),
            Some(row("submit", "N", "P", "T")),
        ),
        (
            texts(&[" submit ", " N "]),
            Some(row("submit", "N", "Unknown", "")),
        ),
        (texts(&["submit"]), None),
        (texts(&["submit", " "]), None),
        (texts(&["", "N"]), None),
        (vec![Js::Undefined, Js::from("N")], None),
    ] {
        let out = run(tracker, "trackContentInteraction", given.clone()).1;
        assert_eq!(collected(tracker), Vec::from_iter(expected.clone()), "{given:?}");
        let said = Vec::from_iter(expected.is_none().then_some("needs an interaction and a name"));
        assert_eq!(lines(&out), said, "{given:?}");
    }
}

#[test]
fn the_page_is_scanned_as_asked() {
    let tracker = plain_tracker();
    let element = || Js::Object(vec![]);
    assert_eq!(effects_of(tracker, "trackAllContentImpressions", vec![]), [ALL]);
    assert_eq!(
        effects_of(tracker, "logAllContentBlocksOnPage", vec![]),
        [CONSOLE]
    );
    assert_eq!(
        effects_of(tracker, "trackContentImpressionsWithinNode", vec![element()]),
        [ALL]
    );
    for nothing in [Js::Undefined, Js::Null, Js::Bool(false), Js::from("")] {
        assert_eq!(
            effects_of(tracker, "trackContentImpressionsWithinNode", vec![nothing]),
            []
        );
    }
    assert_eq!(
        effects_of(tracker, "trackPageView", vec![]),
        [],
        "only visible content is looked for again"
    );
    assert_eq!(
        effects_of(tracker, "trackVisibleContentImpressions", vec![]),
        [VISIBLE]
    );
    assert_eq!(
        effects_of(tracker, "trackPageView", vec![]),
        [VISIBLE],
        "what is in view counts for this one too"
    );
    assert_eq!(
        effects_of(tracker, "trackContentImpressionsWithinNode", vec![element()]),
        [VISIBLE_NOW]
    );
    for (given, expected) in [
        (vec![Js::Bool(true), Js::Number(500.0)], VISIBLE),
        (vec![Js::Bool(true), Js::Number(0.0)], VISIBLE),
        (vec![Js::Bool(false), Js::Number(500.0)], VISIBLE),
        (vec![Js::Bool(false), Js::Number(0.0)], VISIBLE_NOW),
        (vec![Js::Undefined, Js::Number(0.0)], VISIBLE),
        (vec![Js::Bool(false)], VISIBLE),
    ] {
        let out = effects_of(plain_tracker(), "trackVisibleContentImpressions", given.clone());
        assert_eq!(out, [expected], "{given:?}");
    }
}

fn show_overlay(site: &str, matomo: &str) {
    with_page(|page| page.overlay = Some([site, matomo].map(str::to_owned)));
}

#[test]
fn nothing_is_counted_in_matomo_s_overlay() {
    let tracker = page(r#"<div id="b" data-track-content data-content-name="N"></div>"#);
    show_overlay("7", "http://stats.example/");
    for (name, arguments) in [
        ("trackAllContentImpressions", vec![]),
        ("trackVisibleContentImpressions", vec![]),
        ("trackContentImpressionsWithinNode", vec![by_id("b")]),
        ("trackContentImpression", texts(&["N"])),
        ("trackContentInteraction", texts(&["click", "N"])),
        ("trackContentInteractionNode", vec![by_id("b")]),
    ] {
        assert_eq!(run(tracker, name, arguments), (None, vec![]), "{name}");
    }
    let overlay = Effect::ShowOverlay {
        matomo: "http://stats.example/".to_owned(),
        site: "7".to_owned(),
    };
    assert_eq!(
        run(tracker, "trackPageView", vec![]).1,
        [overlay],
        "and no page view"
    );
    for (site, matomo) in [("8", "http://stats.example/"), ("7", "http://stranger.example/")] {
        show_overlay(site, matomo);
        assert_eq!(
            effects_of(tracker, "trackAllContentImpressions", vec![]),
            [ALL],
            "that of {matomo} for {site}"
        );
    }
    run(tracker, "setAPIUrl", texts(&["http://stranger.example/"]));
    assert_eq!(
        effects_of(tracker, "trackAllContentImpressions", vec![]),
        [],
        "where the site says that its Matomo is"
    );
}

const USED: &str = r#"<div id="block" data-track-content data-content-name="N" data-content-piece="P">
    <a id="target" class="matomoContentTarget" href="http://other.example/go"><b id="inner">x</b></a>
    <a id="beside" href="http://other.example/beside">x</a></div>
    <p id="outside">x</p>"#;

#[test]
fn interactions_are_reported_by_node() {
    let tracker = page(USED);
    let target = "http://other.example/go";
    let track = |arguments: Vec<Js>| {
        run(tracker, "trackContentInteractionNode", arguments);
        collected(tracker)
    };
    assert_eq!(
        track(vec![by_id("inner"), Js::from("submit")]),
        [row("submit", "N", "P", target)]
    );
    assert_eq!(track(vec![by_id("inner")]), [row("Unknown", "N", "P", target)]);
    assert_eq!(
        track(vec![by_id("block"), Js::from("")]),
        [row("Unknown", "N", "P", target)]
    );
    assert_eq!(
        track(vec![by_id("beside"), Js::from("x")]),
        [row("x", "N", "P", target)],
        "it is in the block"
    );
    for nothing in [by_id("outside"), Js::Undefined, Js::Null, Js::from("")] {
        assert_eq!(track(vec![nothing.clone()]), NONE, "{nothing:?}");
    }
}

#[test]
fn a_node_outside_all_blocks_returns_nothing() {
    let tracker = page(USED);
    let returned = run(tracker, "trackContentInteractionNode", vec![by_id("outside")]).0;
    assert_eq!(returned, None);
    assert_eq!(
        run(tracker, "trackContentInteractionNode", vec![Js::Undefined]).0,
        None
    );
}

#[test]
fn a_link_hit_includes_the_interaction_with_its_block() {
    let clicked = |markup: &str, id: &str| {
        let tracker = page(markup);
        let mut out = event(tracker, POINTER, vec![click_on(id)]);
        out.extend(flush(tracker));
        let hits = all_hits(&out);
        assert_eq!(
            requests(&out).len(),
            hits.len(),
            "a link's hit does not wait for others"
        );
        let said = |hit: &String| {
            ["link", "c_i", "c_n", "c_p", "c_t"].map(|name| param(hit, name).unwrap_or_default())
        };
        hits.iter().map(said).collect::<Vec<_>>()
    };
    let link = |address: &str, said: [&str; 4]| {
        let said = said.map(str::to_owned);
        let [interaction, name, piece, target] = said;
        vec![[address.to_owned(), interaction, name, piece, target]]
    };
    let (go, beside) = ("http://other.example/go", "http://other.example/beside");
    assert_eq!(clicked(USED, "target"), link(go, ["click", "N", "P", go]));
    assert_eq!(clicked(USED, "inner"), link(go, ["click", "N", "P", go]));
    assert_eq!(
        clicked(USED, "beside"),
        link(beside, [""; 4]),
        "the block's target is another link"
    );
    assert_eq!(clicked(USED, "outside"), [[""; 5]; 0]);

    let no_target = r#"<div data-track-content data-content-name="N"><a id="a" href="http://other.example/go">x</a></div>"#;
    assert_eq!(
        clicked(no_target, "a"),
        link(go, ["click", "N", "Unknown", go]),
        "the link is where it leads"
    );
    for ignored in [
        "data-content-ignoreinteraction",
        r#"class="matomoContentIgnoreInteraction""#,
        r#"class="piwikContentIgnoreInteraction""#,
    ] {
        let markup = format!(
            r#"<div data-track-content data-content-name="N"><a id="a" data-content-target href="{go}" {ignored}>x</a></div>"#
        );
        assert_eq!(clicked(&markup, "a"), link(go, [""; 4]), "{ignored}");
    }
    let alone = format!(r#"<a id="a" href="{go}">x</a>"#);
    assert_eq!(clicked(&alone, "a"), link(go, [""; 4]), "in no block");
}

#[test]
fn a_click_inside_the_target_of_a_tracked_block_is_an_interaction() {
    let button = r#"<div id="block" data-track-content data-content-name="N">
        <button id="target" class="matomoContentTarget"><b id="inner">x</b></button></div>"#;
    let click = |tracker: u32, target: &str, node: &str| {
        event(tracker, CONTENT_CLICK, vec![by_id(target), by_id(node)]);
        collected(tracker)
    };
    let tracker = page(button);
    let listens: Vec<Effect> = event(tracker, CONTENT, blocks());
    assert_eq!(
        listens.iter().filter(|effect| **effect == LISTEN_CONTENT).count(),
        1
    );
    collected(tracker);
    let used = [row("click", "N", "Unknown", "")];
    assert_eq!(click(tracker, "target", "inner"), used);
    assert_eq!(click(tracker, "target", "inner"), used, "each time");
    assert_eq!(click(tracker, "target", "block"), NONE, "not in the target");

    // Where links are tracked, the link's own hit tells it; a link that is no hit tells nothing.
    let tracker = page(USED);
    assert_eq!(
        click(tracker, "target", "inner").len(),
        1,
        "links are not tracked"
    );
    command(tracker, "enableLinkTracking", vec![]);
    assert_eq!(click(tracker, "target", "inner").len(), 0);
    let inside = USED.replace("http://other.example/go", "/here");
    let tracker = page(&inside);
    command(tracker, "enableLinkTracking", vec![]);
    assert_eq!(
        click(tracker, "target", "inner").len(),
        1,
        "a link on the site itself is no hit"
    );
}
