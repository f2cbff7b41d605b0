//! Ecommerce: what the page shows, what is in the cart, and orders.
//!
//! Source: developer.matomo.org/guides/tracking-javascript-guide, "Ecommerce". Items are kept as one JSON object by product,
//! in the order JavaScript gives its properties.

use super::{Query, as_string, filled, hits::given, params};
use crate::port::{self, Kind, Value, argument};
use crate::settings::{self, ECOMMERCE_ITEMS, ECOMMERCE_VIEW};
use crate::text::{Text, Turn};

/// What an item has where the site gave nothing: SKU, name, category, price, quantity.
const DEFAULTS: &str = "[\"\",\"\",\"\",0,1]";

/// `setEcommerceView(sku, name, category, price)`: for all hits from now on.
pub fn set_view(turn: Turn<'_>) {
    let (sku, name, price) = (filled(turn, argument(0)), filled(turn, argument(1)), argument(3));
    let is_price = !matches!(price.kind(), Kind::Undefined | Kind::Null | Kind::False);
    let price = price.text(turn, "").filter(|price| is_price && !price.is_empty());
    let query = Query::new(turn)
        .param(params::VIEWED_CATEGORY, category(turn, argument(2)))
        .opt(params::VIEWED_PRICE, price)
        .opt(params::VIEWED_SKU, sku);
    let is_product = sku.is_some() || name.is_some();
    let name = name.unwrap_or(turn.empty());
    let query = query.opt(params::VIEWED_NAME, is_product.then_some(name));
    turn.keep(ECOMMERCE_VIEW, Some(query.done()));
}

/// `addEcommerceItem(sku, name, category, price, quantity)`: one with the same SKU is replaced.
pub fn add_item(turn: Turn<'_>) {
    let Some(sku) = filled(turn, argument(0)) else {
        return;
    };
    set_item(turn, sku, port::item(turn).unwrap_or(turn.empty()));
}

/// `removeEcommerceItem(sku)`.
pub fn remove_item(turn: Turn<'_>) {
    if let Some(sku) = filled(turn, argument(0)) {
        set_item(turn, sku, turn.empty());
    }
}

/// `trackEcommerceOrder(id, total, subTotal, tax, shipping, discount)`; `None` without an id or a total. An order empties the
/// cart.
pub fn order(turn: Turn<'_>) -> Option<Text<'_>> {
    let id = as_string(turn, argument(0));
    if id.is_empty() {
        return None;
    }
    let query = Query::new(turn).number(params::GOAL, 0).param(params::ORDER, id);
    let query = query
        .param(params::REVENUE, given(turn, argument(1))?)
        .opt(params::SUBTOTAL, amount(turn, 2))
        .opt(params::TAX, amount(turn, 3))
        .opt(params::SHIPPING, amount(turn, 4))
        .opt(params::DISCOUNT, amount(turn, 5))
        .param(params::ITEMS, items(turn));
    turn.keep(ECOMMERCE_ITEMS, None);
    Some(query.done())
}

/// `trackEcommerceCartUpdate(total)`; `None` without a total.
pub fn cart(turn: Turn<'_>) -> Option<Text<'_>> {
    let query = Query::new(turn)
        .number(params::GOAL, 0)
        .param(params::REVENUE, given(turn, argument(0))?)
        .param(params::ITEMS, items(turn));
    Some(query.done())
}

/// The items as a JSON object by product.
pub fn kept_items(turn: Turn<'_>) -> Text<'_> {
    settings::filled(turn, ECOMMERCE_ITEMS).unwrap_or_else(|| turn.literal("{}"))
}

fn set_item<'t>(turn: Turn<'t>, sku: Text<'t>, item: Text<'t>) {
    turn.keep(ECOMMERCE_ITEMS, Some(port::json_set(kept_items(turn), sku, item)));
}

fn items(turn: Turn<'_>) -> Text<'_> {
    port::json_rows(kept_items(turn), turn.literal(DEFAULTS)).unwrap_or(turn.empty())
}

fn amount(turn: Turn<'_>, index: u32) -> Option<Text<'_>> {
    given(turn, argument(index)).filter(|amount| !amount.is_empty())
}

/// A category, or up to five as a JSON array.
fn category(turn: Turn<'_>, value: Value) -> Text<'_> {
    let is_array = |items: &Text<'_>| value.kind() == Kind::Object && !items.is_empty();
    let array = || value.list(turn).filter(is_array);
    let array = || array().and_then(|_| value.json(turn.empty()));
    filled(turn, value).or_else(array).unwrap_or(turn.empty())
}
