//! What only a browser can say: whether our built-ins are the browser's, and whether the ports read a real page.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::restriction)]

#[cfg(feature = "full")]
#[path = "../support/blocks.rs"]
mod blocks;
#[path = "../core/text.rs"]
mod text;

#[cfg(feature = "full")]
use blocks::{CASES, placed};
#[cfg(feature = "full")]
use crumbless::content::Block;
use crumbless::port::{self, Kind, WINDOW};
use crumbless::text::{Text, turn};
use crumbless::url;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(raw_module = "/js/bridge/host.js")]
extern "C" {
    fn attach(memory: JsValue);
    fn offer(values: js_sys::Array);
}

fn shown(text: Text<'_>) -> String {
    let bytes = (0..text.len()).map(|index| text.byte(index) as u8).collect();
    String::from_utf8(bytes).unwrap()
}

/// A page whose arguments are these.
fn page(arguments: &[JsValue]) {
    attach(wasm_bindgen::memory());
    offer(arguments.iter().collect());
}

/// The same numbers in each run: a test is not to fail at random.
fn random() -> oorandom::Rand32 {
    oorandom::Rand32::new(1)
}

/// Random strings, lone surrogates among them, as the page would give them.
fn strings() -> Vec<js_sys::JsString> {
    let mut random = random();
    let mut unit = || {
        let range = random.rand_range(0..4);
        let (from, size) = [(32_u16, 95_u16), (0, 0x800), (0x800, 0xd000), (0xd800, 0x800)][range as usize];
        from + random.rand_range(0..size.into()) as u16
    };
    let mut string =
        |length| js_sys::JsString::from_char_code(&(0..length).map(|_| unit()).collect::<Vec<_>>());
    (0..3000).map(|length| string(length % 40)).collect()
}

/// What becomes of lone surrogates on their way: U+FFFD, as in every text encoder of the web.
fn well_formed(string: &js_sys::JsString) -> String {
    String::from(string.clone())
}

#[wasm_bindgen_test]
fn percent_encoding_is_the_browsers() {
    for string in strings() {
        page(&[string.clone().into()]);
        let expected = String::from(js_sys::encode_uri_component(&well_formed(&string)));
        turn(|turn| {
            let text = port::argument(0).text(turn, "").unwrap();
            assert_eq!(shown(turn.build().encoded(text).done()), expected);
            assert_eq!(
                shown(port::decoded(turn.build().encoded(text).done())),
                well_formed(&string)
            );
        });
    }
}

#[wasm_bindgen_test]
fn requests_between_quotes_are_json_to_the_browser() {
    for string in strings() {
        page(&[string.clone().into()]);
        turn(|turn| {
            let text = port::argument(0).text(turn, "").unwrap();
            let json = format!("\"{}\"", shown(turn.build().quotable(text).done()));
            assert!(js_sys::JSON::parse(&json).unwrap().is_string());
        });
    }
}

#[wasm_bindgen_test]
fn hosts_and_paths_are_those_of_url() {
    page(&[]);
    for address in [
        "https://www.example.org/a/b?c#d",
        "http://localhost:8080/",
        "ftp://u:p@mirror.example/x.iso#y",
    ] {
        let browsers = web_sys::Url::new(address).unwrap();
        turn(|turn| {
            let address = turn.literal(address);
            assert_eq!(shown(url::host(address)), browsers.hostname());
            assert_eq!(shown(url::path(address)), browsers.pathname());
        });
    }
}

/// Random addresses, as the browser writes them. Where a path begins with two slashes, matomo.js takes none, and so do we: such are
/// left out.
fn addresses() -> Vec<web_sys::Url> {
    let mut random = random();
    let mut pick = |from: &[&'static str]| from[random.rand_range(0..from.len() as u32) as usize];
    let mut odd = strings()
        .into_iter()
        .map(|string| well_formed(&string) + "@b.example");
    let mut made = Vec::new();
    while let (Some(path), Some(query), Some(hash)) = (odd.next(), odd.next(), odd.next()) {
        let scheme = pick(&["http", "https", "ftp"]);
        let user = pick(&["", "user@", "user:p%40ss@"]);
        let host = pick(&[
            "a.example",
            "WWW.Bücher.example",
            "localhost",
            "127.0.0.1",
            "a-b.c_d.example",
        ]);
        let port = pick(&["", ":8080"]);
        let mark = pick(&["?q=", "#?q="]);
        let raw = format!("{scheme}://{user}{host}{port}/path{path}{mark}{query}#hash{hash}");
        made.extend(web_sys::Url::new(&raw));
    }
    assert!(made.len() > 100);
    made
}

#[wasm_bindgen_test]
fn parts_of_any_address_are_those_of_url() {
    for browsers in addresses() {
        let href = browsers.href();
        page(&[JsValue::from_str(&href)]);
        turn(|turn| {
            let address = port::argument(0).text(turn, "").unwrap();
            assert_eq!(
                shown(url::scheme(address).unwrap()) + ":",
                browsers.protocol(),
                "{href}"
            );
            assert_eq!(shown(url::host(address)), browsers.hostname(), "{href}");
            assert_eq!(shown(url::path(address)), browsers.pathname(), "{href}");
            // `search` leaves out a question mark that nothing follows.
            let (_, parameters) = href.split_once(&browsers.pathname()).unwrap();
            assert_eq!(shown(url::parameters(address)), parameters, "{href}");
        });
    }
}

#[wasm_bindgen_test]
fn values_of_the_page_are_read_by_path() {
    let object = js_sys::eval(
        "({ a: { b: 'deep' }, n: 4.5, get bad() { throw 1 }, dimension3: 'x', list: [1, 'two'] })",
    )
    .unwrap();
    let plain = js_sys::eval("({ dimension3: 'x', n: [1] })").unwrap();
    page(&[
        object,
        JsValue::NULL,
        JsValue::FALSE,
        JsValue::from_f64(7.0),
        plain,
    ]);
    turn(|turn| {
        let object = port::argument(0);
        assert_eq!(object.text(turn, "a.b").map(shown).as_deref(), Some("deep"));
        assert_eq!(object.text(turn, "a.b.c.d").map(shown), None);
        assert_eq!(object.text(turn, "bad").map(shown), None);
        assert_eq!(object.number("n"), 4.5);
        assert_eq!(
            object.keys(turn).map(shown).as_deref(),
            Some("a\u{1f}n\u{1f}bad\u{1f}dimension3\u{1f}list")
        );
        assert_eq!(
            object.json(turn.literal("a")).map(shown),
            None,
            "a getter that throws"
        );
        let plain = port::argument(4);
        assert_eq!(
            plain.json(turn.literal("dimension3")).map(shown).as_deref(),
            Some(r#"{"n":[1]}"#)
        );
        assert_eq!(
            plain
                .json(turn.literal("dimension3\u{1f}n"))
                .map(shown)
                .as_deref(),
            Some("{}"),
            "nothing left"
        );
        assert_eq!(port::argument(1).kind(), Kind::Null);
        assert_eq!(port::argument(2).kind(), Kind::False);
        assert_eq!(port::argument(9).kind(), Kind::Undefined);
        assert!(port::argument(3).text(turn, "").unwrap().is_number());
        assert_eq!(
            WINDOW.text(turn, "document.characterSet").map(shown).as_deref(),
            Some("UTF-8")
        );
        assert!(port::navigation().number("responseEnd") > 0.0);
    });
}

#[wasm_bindgen_test]
fn a_link_is_found_through_shadow_roots() {
    let event = js_sys::eval(
        "(() => {
            const host = document.body.appendChild(document.createElement('div'));
            host.attachShadow({ mode: 'open' }).innerHTML = '<a href=\"/in/shadow\"><b>text</b></a>';
            let seen;
            document.addEventListener('click', (event) => { seen = event; event.preventDefault(); }, { once: true, capture: true });
            const path = [];
            document.addEventListener('click', (event) => path.push(...event.composedPath()), { once: true });
            host.shadowRoot.querySelector('b').click();
            return { composedPath: () => path, type: seen.type, button: seen.button };
        })()",
    )
    .unwrap();
    page(&[event]);
    turn(|turn| {
        let link = port::argument(0)
            .link()
            .and_then(|element| crumbless::link::Link::read(turn, element))
            .unwrap();
        assert!(shown(link.href).ends_with("/in/shadow"));
        assert!(!link.is_download);
    });
}

#[wasm_bindgen_test]
fn patterns_are_the_browsers_and_wrong_ones_match_nothing() {
    page(&[]);
    turn(|turn| {
        let capture = |pattern, text| {
            port::capture(turn.literal(pattern), turn.literal("i"), turn.literal(text)).map(shown)
        };
        assert_eq!(capture("^utm_(.*)", "UTM_source").as_deref(), Some("source"));
        assert_eq!(capture("^utm_", "UTM_source").as_deref(), Some(""));
        assert_eq!(capture("^utm_", "source"), None);
        assert_eq!(capture("(", "("), None);
        assert_eq!(capture("\\.(pdf\u{1f}zip)$", "a.zip").as_deref(), Some("zip"));
    });
}

#[wasm_bindgen_test]
fn a_text_is_cut_as_the_browser_slices_it() {
    for string in strings() {
        let string = js_sys::JsString::from(well_formed(&string));
        for most in [0, 1, 7, string.length()] {
            page(&[string.clone().into()]);
            let expected = well_formed(&string.slice(0, most));
            turn(|turn| {
                let text = port::argument(0).text(turn, "").unwrap();
                assert_eq!(shown(url::start(text, most)), expected);
            });
        }
    }
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
fn content_blocks_are_read_by_matomo_js_s_rules() {
    let location = |part| js_sys::eval(part).unwrap().as_string().unwrap();
    let (origin, path) = (location("location.origin"), location("location.pathname"));
    let read = js_sys::Function::new_with_args(
        "markup",
        "const template = document.createElement('template');
         template.innerHTML = markup;
         return document.body.appendChild(template.content.firstElementChild);",
    );
    for (markup, name, piece, target) in CASES {
        let place = |text| placed(text, &origin, &path);
        let element = read
            .call1(&JsValue::NULL, &JsValue::from_str(&place(markup)))
            .unwrap();
        page(&[element]);
        turn(|turn| {
            let block = Block::read(turn, port::argument(0));
            let said = [block.name, block.piece, block.target].map(shown);
            assert_eq!(said, [name, piece, target].map(place), "{markup}");
        });
    }
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
fn the_block_around_a_node_is_the_nearest() {
    let nodes = js_sys::eval(
        "(() => {
            const outer = document.body.appendChild(document.createElement('div'));
            outer.innerHTML = '<p data-track-content><b class=matomoTrackContent><i>text</i></b><u>x</u></p>';
            const [inner, other] = [outer.querySelector('i'), outer.querySelector('u')];
            return [inner, other, outer, inner];
        })()",
    )
    .unwrap();
    let nodes: Vec<JsValue> = js_sys::Array::from(&nodes).iter().collect();
    page(&nodes);
    turn(|turn| {
        let around = |index| {
            let block = crumbless::content::around(port::argument(index));
            block.and_then(|block| block.text(turn, "localName")).map(shown)
        };
        assert_eq!(
            [around(0), around(1), around(2)],
            [Some("b".to_owned()), Some("p".to_owned()), None]
        );
        let (outer, inner) = (port::argument(2), port::argument(3));
        assert!(outer.contains(inner) && inner.contains(inner) && !inner.contains(outer));
    });
}
