//! Ecommerce: what the page shows, what is in the cart, orders.

use crate::support::cases::{alone, cases};
use crate::support::page::{js, run};
use crate::support::sent::{param, param_pairs};
use crate::support::visit::{command, flush, hit, lines, one_hit, plain_tracker, texts};
use crumbless::fake::{Effect, Js, with_page};
use proptest::prelude::*;
use serde_json::{Value, json};

fn items(hit: &str) -> Value {
    serde_json::from_str(&param(hit, "ec_items").unwrap()).unwrap()
}

/// What the tracker returns.
fn kept(tracker: u32) -> Value {
    run(tracker, "getEcommerceItems", vec![]).0.unwrap()
}

fn give(tracker: u32, name: &str, given: Value) -> Vec<Effect> {
    let given = given.as_array().unwrap().iter().map(js).collect();
    run(tracker, name, given).1
}

fn cart(tracker: u32) -> Value {
    let out = give(tracker, "trackEcommerceCartUpdate", json!([5]));
    items(&one_hit(tracker, out))
}

#[test]
fn a_product_or_category_view_is_sent_with_every_hit() {
    for (given, category, price, sku, name) in [
        (
            json!(["A-1", "Lamp", "Lighting", 20]),
            "Lighting",
            Some("20"),
            Some("A-1"),
            Some("Lamp"),
        ),
        (
            json!([false, false, ["Lighting", "LED"]]),
            r#"["Lighting","LED"]"#,
            None,
            None,
            None,
        ),
        (json!([false, false, "Lighting"]), "Lighting", None, None, None),
        (json!(["A-1"]), "", None, Some("A-1"), Some("")),
        (json!(["", "Lamp"]), "", None, None, Some("Lamp")),
        (json!([7, 8, 9, 0]), "9", Some("0"), Some("7"), Some("8")),
        (
            json!([0, "Lamp", 0, 0.5]),
            "0",
            Some("0.5"),
            Some("0"),
            Some("Lamp"),
        ),
        (json!(["A-1", null, null, null]), "", None, Some("A-1"), Some("")),
        (
            json!(["A-1", "Lamp", "", ""]),
            "",
            None,
            Some("A-1"),
            Some("Lamp"),
        ),
        (
            json!(["A-1", "Lamp", false, false]),
            "",
            None,
            Some("A-1"),
            Some("Lamp"),
        ),
        (
            json!(["A-1", "Lamp", [], "9.50"]),
            "",
            Some("9.50"),
            Some("A-1"),
            Some("Lamp"),
        ),
        (json!([true, true, true, 1]), "", Some("1"), None, None),
        (
            json!(["ü & <b>", "a\"b", ["c\\d", "e\nf"]]),
            r#"["c\\d","e\nf"]"#,
            None,
            Some("ü & <b>"),
            Some("a\"b"),
        ),
        (json!([]), "", None, None, None),
    ] {
        let tracker = plain_tracker();
        assert_eq!(give(tracker, "setEcommerceView", given.clone()), []);
        for _ in 0..2 {
            let hit = hit(tracker);
            let found = ["_pkc", "_pkp", "_pks", "_pkn"].map(|name| param(&hit, name));
            let expected = [Some(category), price, sku, name].map(|value| value.map(str::to_owned));
            assert_eq!(found, expected, "{given}");
        }
    }
}

#[test]
fn another_view_replaces_the_previous_one() {
    let tracker = plain_tracker();
    give(
        tracker,
        "setEcommerceView",
        json!(["A-1", "Lamp", "Lighting", 20]),
    );
    give(tracker, "setEcommerceView", json!([false, false, "Garden"]));
    let hit = hit(tracker);
    assert_eq!(param(&hit, "_pkc").as_deref(), Some("Garden"));
    assert_eq!(
        ["_pkp", "_pks", "_pkn"].map(|name| param(&hit, name)),
        [None, None, None]
    );
}

#[test]
fn an_item_has_defaults() {
    let tracker = plain_tracker();
    for (given, expected) in [
        (
            json!(["A-1", "Lamp", "Lighting", 20, 2]),
            json!(["A-1", "Lamp", "Lighting", 20, 2]),
        ),
        (json!(["A-1"]), json!(["A-1", "", "", 0, 1])),
        (json!(["A-1", "", "", "", ""]), json!(["A-1", "", "", 0, 1])),
        (
            json!(["A-1", "Lamp", ["a", "b"], "9.50", "3"]),
            json!(["A-1", "Lamp", ["a", "b"], "9.50", "3"]),
        ),
        (
            json!(["A-1", "Lamp", "c", 0, 0]),
            json!(["A-1", "Lamp", "c", 0, 0]),
        ),
        (json!([7]), json!(["7", "", "", 0, 1])),
        (json!([0, 8, 9, 0.5]), json!(["0", 8, 9, 0.5, 1])),
        (json!(["q\"\\\n", "ü✓🦀"]), json!(["q\"\\\n", "ü✓🦀", "", 0, 1])),
    ] {
        assert_eq!(give(tracker, "addEcommerceItem", given.clone()), []);
        assert_eq!(as_floats(cart(tracker)), as_floats(json!([expected])), "{given}");
        command(tracker, "clearEcommerceCart", vec![]);
        assert_eq!((kept(tracker), cart(tracker)), (json!({}), json!([])));
    }
    run(
        tracker,
        "addEcommerceItem",
        vec![
            Js::from("A-1"),
            Js::Undefined,
            Js::Undefined,
            Js::Undefined,
            Js::Number(2.0),
        ],
    );
    assert_eq!(
        as_floats(cart(tracker)),
        as_floats(json!([["A-1", "", "", 0, 2]]))
    );
}

/// The page of plain data knows no whole numbers.
fn as_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(values) => values.into_iter().map(as_floats).collect(),
        other => other,
    }
}

#[test]
fn a_product_is_in_the_cart_once_and_can_be_removed() {
    let tracker = plain_tracker();
    give(tracker, "addEcommerceItem", json!(["B", "first"]));
    give(tracker, "addEcommerceItem", json!(["A", "second"]));
    give(tracker, "addEcommerceItem", json!(["B", "again"]));
    let names: Vec<Value> = cart(tracker)
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[1].clone())
        .collect();
    assert_eq!(names.len(), 2);
    assert!(
        names.contains(&json!("again")) && names.contains(&json!("second")),
        "{names:?}"
    );
    assert_eq!(kept(tracker)["A"], json!(["A", "second", null, null, null]));
    for nothing in [
        json!(["C"]),
        json!([""]),
        json!([null]),
        json!([]),
        json!([false]),
    ] {
        give(tracker, "removeEcommerceItem", nothing.clone());
        assert_eq!(kept(tracker).as_object().unwrap().len(), 2, "{nothing}");
    }
    give(tracker, "removeEcommerceItem", json!(["B"]));
    assert_eq!(cart(tracker)[0][0], "A");
    give(tracker, "addEcommerceItem", json!([7]));
    give(tracker, "removeEcommerceItem", json!([7]));
    assert_eq!(cart(tracker).as_array().unwrap().len(), 1);
    for nothing in [
        json!([""]),
        json!([null, "x"]),
        json!([]),
        json!([false]),
        json!([["A"]]),
    ] {
        give(tracker, "addEcommerceItem", nothing.clone());
        assert_eq!(kept(tracker).as_object().unwrap().len(), 1, "{nothing}");
    }
}

#[test]
fn an_order_sends_its_amounts_and_empties_the_cart() {
    let tracker = plain_tracker();
    give(
        tracker,
        "addEcommerceItem",
        json!(["A-1", "Lamp", "Lighting", 20, 1]),
    );
    let out = give(
        tracker,
        "trackEcommerceOrder",
        json!(["2026/1", 38, 30.5, "6.00", 0, false]),
    );
    let hit = one_hit(tracker, out);
    let own: Vec<_> = param_pairs(&hit).take(7).collect();
    let expected = [
        ("idgoal", "0"),
        ("ec_id", "2026/1"),
        ("revenue", "38"),
        ("ec_st", "30.5"),
        ("ec_tx", "6.00"),
        ("ec_sh", "0"),
        ("ec_dt", "false"),
    ];
    assert_eq!(
        own,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(items(&hit)[0][0], "A-1");
    assert_eq!(kept(tracker), json!({}));
    let out = give(tracker, "trackEcommerceOrder", json!([43, 0, "", "", "", ""]));
    let hit = one_hit(tracker, out);
    assert_eq!(
        (param(&hit, "ec_id").as_deref(), param(&hit, "revenue").as_deref()),
        (Some("43"), Some("0"))
    );
    assert_eq!(
        ["ec_st", "ec_tx", "ec_sh", "ec_dt"].map(|name| param(&hit, name)),
        [None, None, None, None]
    );
    assert_eq!(items(&hit), json!([]));
}

#[test]
fn a_cart_keeps_its_items_and_is_no_order() {
    let tracker = plain_tracker();
    give(tracker, "addEcommerceItem", json!(["A-1"]));
    for total in ["20", "0"] {
        let out = give(tracker, "trackEcommerceCartUpdate", json!([total]));
        let hit = one_hit(tracker, out);
        assert_eq!(
            (
                param(&hit, "idgoal").as_deref(),
                param(&hit, "revenue").as_deref()
            ),
            (Some("0"), Some(total))
        );
        assert_eq!(
            ["ec_id", "ec_st", "ec_tx", "ec_sh", "ec_dt"].map(|name| param(&hit, name)),
            [const { None }; 5]
        );
        assert_eq!(items(&hit).as_array().unwrap().len(), 1);
    }
}

#[test]
fn an_order_without_id_or_total_is_not_sent_and_the_cart_stays() {
    let tracker = plain_tracker();
    give(tracker, "addEcommerceItem", json!(["A-1"]));
    for (name, given, said) in [
        ("trackEcommerceOrder", json!(["", 10]), "needs id and total"),
        ("trackEcommerceOrder", json!(["2026/1"]), "needs id and total"),
        ("trackEcommerceOrder", json!([]), "needs id and total"),
        ("trackEcommerceCartUpdate", json!([]), "needs a total"),
    ] {
        let out = give(tracker, name, given.clone());
        assert_eq!(lines(&out), [said], "{name} {given}");
        assert!(flush(tracker).is_empty(), "{name} {given}");
    }
    assert_eq!(kept(tracker).as_object().unwrap().len(), 1);
}

#[test]
fn orders_and_carts_have_their_own_hook() {
    use crate::support::page::{enter, number};
    use crumbless::protocol::Entry;
    let tracker = plain_tracker();
    with_page(|page| page.is_hooked = true);
    for (name, given) in [
        ("trackEcommerceOrder", texts(&["1", "2"])),
        ("trackEcommerceCartUpdate", texts(&["2"])),
    ] {
        let out = enter(Entry::Command, tracker, number(name), given);
        let [Effect::Draft { plugin, .. }] = out.as_slice() else {
            panic!("{out:?}");
        };
        assert_eq!(plugin, "ecommerce", "{name}");
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn items_are_sent_as_they_were_added(given in proptest::collection::vec((".{1,12}", any::<String>(), 0..1000_u32), 0..8)) {
        alone(|| {
            let tracker = plain_tracker();
            let mut expected = std::collections::BTreeMap::new();
            for (sku, name, price) in &given {
                give(tracker, "addEcommerceItem", json!([sku, name, "c", price]));
                expected.insert(sku.clone(), json!([sku, name, "c", f64::from(*price), 1.0]));
            }
            let mut left: Vec<Value> = as_floats(cart(tracker)).as_array().unwrap().clone();
            left.sort_by_key(|item| item[0].as_str().map(str::to_owned));
            let expected: Vec<Value> = expected.into_values().collect();
            assert_eq!(left, expected);
        });
    }
}
