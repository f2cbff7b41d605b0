//! What is left of a page's address and title.

use super::{list, page_view};
use crate::support::sent::param;
use crumbless::fake::Js;
use serde_json::Value;

#[test]
fn the_preset_reproduces_each_recorded_address() {
    let recorded: Vec<Value> =
        serde_json::from_str(include_str!("../../vectors/anonymous-urls.json")).unwrap();
    assert!(recorded.len() > 20);
    for entry in &recorded {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let hit = page_view(&text("url"), &[("preset", Js::from("matomo"))]);
        assert_eq!(param(&hit, "url"), Some(text("tracked")), "{entry}");
        assert_eq!(param(&hit, "action_name"), Some(text("title")), "{entry}");
        let popover = Some(text("popover")).filter(|popover| !popover.is_empty());
        let variable = popover.map(|popover| format!(r#"{{"1":["popover","{popover}"]}}"#));
        assert_eq!(param(&hit, "cvar"), variable, "{entry}");
    }
}

#[test]
fn without_options_nothing_of_the_page_is_sent() {
    let hit = page_view("http://secret.example/secret/path?secret=1&words#secret", &[]);
    assert!(!hit.contains("secret"), "{hit}");
    assert_eq!(param(&hit, "url").as_deref(), Some("https://anonymous.invalid/?"));
    assert_eq!(param(&hit, "action_name").as_deref(), Some("Anonymous"));
    for name in [
        "urlref",
        "uid",
        "_id",
        "cid",
        "dimension1",
        "_cvar",
        "cvar",
        "data",
        "cs",
        "_ref",
    ] {
        assert_eq!(param(&hit, name), None, "{name}");
    }
}

#[test]
fn options_declare_what_is_kept_of_an_address() {
    let options = [
        ("url", Js::from("https://app.example")),
        ("title", Js::from("My app")),
        ("allowedParameters", list(&["view", "token_auth", "a.b", "nonce"])),
        ("numericIds", list(&["id"])),
        ("pathParameters", list(&["area/tab", "module/action"])),
    ];
    for (address, url, title) in [
        ("?view=list&id=4711&q=words", "/?view=list&id=11", "My app"),
        (
            "?area=editor&tab=fonts&view=a",
            "/editor/fonts/?view=a",
            "Editor Fonts",
        ),
        ("?area=editor&tab=12", "/editor/default/?", "Editor"),
        ("?module=b&area=", "/b/default/?", "B"),
        (
            "?token_auth=t&nonce=n&view=v",
            "/?token_auth=XYZ&nonce=XYZ&view=v",
            "My app",
        ),
        ("?a.b=1&axb=2&VIEW=3", "/?a.b=1", "My app"),
        ("?words&view=1", "/?view=1", "My app"),
        ("?area=a#tab=b&view=1", "/?view=1", "A"),
        ("?view=1#?area=b&tab=c", "/b/c/?", "B C"),
        ("?view=1#/route?area=b&tab=c", "/b/c/?", "B C"),
        ("?view=1#section", "/?view=1", "My app"),
        ("?view=1#section=secret", "/?view=1", "My app"),
        ("?id=0&id2=20", "/?id=20", "My app"),
        ("?id=-5&id=1e3&id=words", "/?id=20&id=20&id=NaN", "My app"),
        ("?view=a%26token%3Dsecret", "/?view=a%26token%3Dsecret", "My app"),
        ("?q=a%26secret%3D1", "/?", "My app"),
        // Where a name is expected stands a secret.
        ("?secret", "/?", "My app"),
        ("?c2VjcmV0VG9rZW4=", "/?", "My app"),
        ("?filter[jane@secret.example]=1&secret-words=", "/?", "My app"),
        ("?%76iew=secret&vi%65w=secret", "/?", "My app"),
        ("?view=list;email=secret@example.com", "/?", "My app"),
        ("?view=list=secret", "/?", "My app"),
        ("?view\u{1f}tab=secret", "/?", "My app"),
        ("#/customers/jane-secret/invoices?page=2", "/?", "My app"),
        ("#/customers/jane-secret?view=2", "/?view=2", "My app"),
        ("#/reset/c2VjcmV0VG9rZW4=", "/?", "My app"),
        ("#secret heading=of page", "/?", "My app"),
        ("?area=jane@secret.example&tab=x", "/?", "My app"),
        ("?area=jane%40secret&tab=x", "/?", "My app"),
        (
            "?mtm_campaign=secret&utm_source=secret&pk_kwd=secret",
            "/?",
            "My app",
        ),
    ] {
        let hit = page_view(&format!("http://own.example/path{address}"), &options);
        assert_eq!(
            param(&hit, "url"),
            Some(format!("https://app.example{url}")),
            "{address}"
        );
        assert_eq!(param(&hit, "action_name").as_deref(), Some(title), "{address}");
    }
}

#[test]
fn the_preset_keeps_names_masks_values_and_drops_campaigns() {
    for (address, url) in [
        ("?test=words&c2VjcmV0=", "/?test=XYZ&c2VjcmV0=XYZ"),
        ("?filter[jane@secret.example]=1&a-b=2&period=day", "/?period=day"),
        ("?mtm_campaign=a&utm_source=b&pk_kwd=c&Piwik_campaign=d", "/?"),
        ("#/customers/jane-secret/invoices?page=2", "/?page=XYZ"),
        ("#/reset/c2VjcmV0VG9rZW4=", "/?"),
        ("?popover=RowAction$3Asecret@x$3Ab", "/?popover=RowAction"),
        ("?popover=jane@secret$3Ab", "/?popover=XYZ"),
    ] {
        let hit = page_view(
            &format!("http://own.example/path{address}"),
            &[("preset", Js::from("matomo"))],
        );
        assert_eq!(
            param(&hit, "url"),
            Some(format!("http://demo.matomo.org{url}")),
            "{address}"
        );
    }
}

#[test]
fn a_trailing_slash_of_the_declared_address_is_ignored() {
    let hit = page_view(
        "http://own.example/a",
        &[("url", Js::from("https://app.example//"))],
    );
    assert_eq!(param(&hit, "url").as_deref(), Some("https://app.example/?"));
}
