//! Text and addresses. These tests run twice: natively, and as WebAssembly in Chromium (`wasm-pack test`).

use crumbless::list;
use crumbless::settings::{TITLE, USER_ID};
use crumbless::text::{Text, Turn, turn};
use crumbless::url;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A turn on a page whose built-ins the core may use.
fn page_turn<R>(work: impl for<'t> FnOnce(Turn<'t>) -> R) -> R {
    #[cfg(target_arch = "wasm32")]
    {
        use wasm_bindgen::prelude::*;
        #[wasm_bindgen(raw_module = "/js/bridge/host.js")]
        extern "C" {
            fn attach(memory: JsValue);
        }
        attach(wasm_bindgen::memory());
    }
    turn(work)
}

fn shown(text: Text<'_>) -> String {
    let bytes = (0..text.len()).map(|index| text.byte(index) as u8).collect();
    String::from_utf8(bytes).unwrap_or_default()
}

fn shown_all<'t>(items: impl Iterator<Item = Text<'t>>) -> Vec<String> {
    items.map(shown).collect()
}

#[test]
fn a_builder_moves_when_something_was_written_behind_it() {
    turn(|turn| {
        let begun = turn.build().literal("a=").encoded(turn.literal("ü &"));
        let other = turn.literal("other");
        let done = begun.literal("&n=").number(1_070).text(other).done();
        assert_eq!(shown(done), "a=%C3%BC%20%26&n=1070other");
        assert_eq!(shown(other), "other");
    });
}

// Too many megabytes for an unoptimised build in a browser.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_builder_moves_a_few_times_however_many_texts_come_between() {
    turn(|turn| {
        let mut expected = String::new();
        let mut build = turn.build();
        // Moved with each text, this would be a gigabyte.
        for number in 0..20_000 {
            build = build.text(turn.build().number(number).done());
            expected.push_str(&number.to_string());
        }
        assert!(!turn.is_cut());
        assert_eq!(shown(build.done()), expected);
    });
}

// Too many megabytes for an unoptimised build in a browser.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_scope_forgets_its_texts_and_leaves_the_others() {
    turn(|turn| {
        let before = turn.literal("before");
        let begun = turn.build().literal("be");
        // Kept, each of them would fill the turn.
        for _ in 0..40 {
            let length = turn.scratch([before], 1 << 20, |turn, [before], most: u32| {
                let mut long = turn.build();
                for _ in 0..most / 4096 {
                    long = long.literal(LINE);
                }
                assert!(before.is("before"));
                long.done().len()
            });
            assert_eq!(length, 1 << 20);
        }
        assert!(!turn.is_cut());
        assert_eq!(shown(begun.literal("gun").done()), "begun");
        assert_eq!(shown(before), "before");
    });
}

#[cfg(not(target_arch = "wasm32"))]
const LINE: &str = {
    const BYTES: [u8; 4096] = [b'x'; 4096];
    match core::str::from_utf8(&BYTES) {
        Ok(line) => line,
        Err(_) => "",
    }
};

#[test]
fn what_a_scope_keeps_stays() {
    turn(|turn| {
        turn.add_tracker();
        let count = turn.scratch([], (), |turn, [], ()| {
            turn.scratch([], (), |turn, [], ()| {
                turn.keep(TITLE, Some(turn.literal("inner")))
            });
            turn.keep(USER_ID, Some(turn.literal("outer")));
            let _forgotten = turn.literal("forgotten");
            turn.add_tracker()
        });
        assert_eq!(count, 2);
        let over_it = turn
            .build()
            .literal("written over what was forgotten, not over what is kept")
            .done();
        assert!(turn.choose_tracker(1));
        assert_eq!(turn.kept(TITLE).map(shown).as_deref(), Some("inner"));
        assert_eq!(turn.kept(USER_ID).map(shown).as_deref(), Some("outer"));
        assert!(turn.choose_tracker(2) && turn.kept(TITLE).is_none());
        assert!(over_it.starts_with("written over"));
    });
    turn(|turn| {
        assert!(turn.choose_tracker(1));
        assert_eq!(turn.kept(USER_ID).map(shown).as_deref(), Some("outer"));
    });
}

#[test]
fn only_slots_outlive_a_turn() {
    let (one, two) = turn(|turn| (turn.add_tracker(), turn.add_tracker()));
    for round in 0..50 {
        turn(|turn| {
            assert!(turn.choose_tracker(one));
            turn.keep(USER_ID, Some(turn.build().literal("one").number(round).done()));
            assert!(turn.choose_tracker(two));
            turn.keep(TITLE, Some(turn.build().literal("two").number(round).done()));
        });
        turn(|turn| {
            let _noise = turn.literal("forgotten");
            assert!(turn.choose_tracker(one));
            assert_eq!(turn.kept(USER_ID).map(shown), Some(format!("one{round}")));
            assert!(turn.kept(TITLE).is_none());
            assert!(turn.choose_tracker(two));
            assert_eq!(turn.kept(TITLE).map(shown), Some(format!("two{round}")));
            assert!(!turn.choose_tracker(two + 1));
        });
    }
}

#[test]
fn text_that_does_not_fit_is_left_out_and_reported() {
    turn(|turn| {
        assert!(!turn.overflowed());
        let mut long = turn.build().literal("0123456789abcdef").done();
        for _ in 0..24 {
            long = turn.build().text(long).text(long).done();
        }
        assert!(turn.overflowed());
        assert!(long.len() < 4 << 20);
        assert!(!turn.overflowed());
    });
    turn(|turn| {
        assert_eq!(
            shown(turn.literal("the next turn has room")),
            "the next turn has room"
        )
    });
}

#[test]
fn texts_are_searched_cut_and_compared() {
    turn(|turn| {
        let text = turn.literal("Hello, wörld, hello");
        assert_eq!(text.find(b',', 0), 5);
        assert_eq!(text.find(b'?', 3), text.len());
        assert_eq!(text.find_last(b','), Some(13));
        assert_eq!(shown(text.cut(0, 5).lower()), "hello");
        assert_eq!(shown(text.after(15)), "hello");
        assert!(text.starts_with("Hello") && !text.starts_with("hello"));
        assert!(
            text.has_any_case_at(0, turn.literal("xhEl"), 1, 4)
                && !text.has_any_case_at(0, turn.literal("hex"), 0, 3)
        );
        assert!(text.ends_with(turn.literal("hello")) && !text.ends_with(turn.literal("ello!")));
        assert!(text.has_at(7, turn.literal("wörld")) && !text.has_at(16, turn.literal("hello")));
        assert!(turn.empty().is("") && !turn.empty().is(" "));
    });
}

#[test]
fn lists_join_and_find() {
    turn(|turn| {
        let list = turn
            .literal("a")
            .joined(turn.literal("b"))
            .joined(turn.empty())
            .joined(turn.literal("cc"));
        assert_eq!(shown_all(list.items()), ["a", "b", "cc"]);
        assert!(list.has_item(turn.literal("cc")) && !list.has_item(turn.literal("c")));
        assert_eq!(turn.empty().items().count(), 0);
    });
}

#[test]
fn queries_are_escaped_for_json() {
    turn(|turn| {
        assert_eq!(
            shown(turn.build().quotable(turn.literal("a=\"b\\c\nü%20&")).done()),
            "a=%22b%5Cc%0Aü%20&"
        )
    });
}

#[test]
fn addresses_have_hosts_and_paths() {
    page_turn(|turn| {
        let host = |address| shown(url::host(turn.literal(address)));
        let path = |address| shown(url::path(turn.literal(address)));
        assert_eq!(
            host("https://user:pw@www.example.org:8080/a?b#c"),
            "www.example.org"
        );
        assert_eq!(host("ftp://mirror.example"), "mirror.example");
        assert_eq!(host("mailto:a@b.example"), "mailto:a@b.example");
        assert_eq!(host("not an address"), "not an address");
        assert_eq!(path("https://example.org/a/b?c=/d"), "/a/b");
        assert_eq!(path("*.example.org/docs/*"), "/docs/*");
        assert_eq!(path("https://example.org?x=/"), "/");
        assert_eq!(url::scheme(turn.literal("/path:x")).map(shown), None);
    });
}

#[test]
fn parameters_are_found_in_query_and_hash() {
    page_turn(|turn| {
        let address = turn.literal("http://a.example/?xcampaign=no&campaign=Spring%20sale&b=1#kwd=rust&c");
        let value = |name| url::parameter(address, turn.literal(name)).map(shown);
        assert_eq!(value("campaign").as_deref(), Some("Spring%20sale"));
        assert_eq!(value("kwd").as_deref(), Some("rust"));
        assert_eq!(value("c"), None);
    });
}

#[test]
fn excluded_parameters_are_removed_and_the_rest_stays_to_the_byte() {
    fn without<'t>(turn: Turn<'t>, address: &'static str) -> String {
        shown(url::without(
            turn.literal(address),
            turn.literal(list!("sid token")),
        ))
    }
    page_turn(|turn| {
        assert_eq!(
            without(turn, "http://h/p?a=1&sid=2&b=3#top"),
            "http://h/p?a=1&b=3#top"
        );
        assert_eq!(without(turn, "http://h/p?sid=2"), "http://h/p");
        assert_eq!(without(turn, "http://h/p#?token=2&x=1"), "http://h/p#?x=1");
        assert_eq!(without(turn, "http://h/p?sid=1#token=2"), "http://h/p");
        assert_eq!(without(turn, "http://h/p?&&a=1&#?"), "http://h/p?&&a=1&#?");
        assert_eq!(
            without(turn, "http://h/p?asid=1&sidx=2"),
            "http://h/p?asid=1&sidx=2"
        );
    });
}

#[test]
fn a_text_is_cut_as_javascript_slices_it() {
    page_turn(|turn| {
        let start = |text, most| shown(url::start(turn.literal(text), most));
        assert_eq!(start("abc", 2), "ab");
        assert_eq!(start("abc", 3), "abc");
        assert_eq!(start("aü✓b", 3), "aü✓");
        assert_eq!(start("a\nb", 2), "a\n");
        assert_eq!(start("a", 0), "");
        assert_eq!(start("", 5), "");
    });
}
