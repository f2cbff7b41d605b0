//! Every parameter name on the wire. Source: Matomo's Tracking HTTP API reference
//! (developer.matomo.org/api-reference/tracking-api), and for those it does not list the recordings in `tests/vectors`.

macro_rules! params {
    ($($name:ident = $wire:literal, $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $name: &str = $wire;)*
    };
}

params! {
    SITE_ID = "idsite", "The site's id.";
    RECORD = "rec", "Always 1: record this.";
    RANDOM = "r", "A random number against caches.";
    HOUR = "h", "The visitor's clock: hour.";
    MINUTE = "m", "The visitor's clock: minute.";
    SECOND = "s", "The visitor's clock: second.";
    URL = "url", "The page's address.";
    REFERRER = "urlref", "The page's referrer.";
    USER_ID = "uid", "The user's id.";
    VISITOR_ID = "_id", "The visitor's id; empty unless the site set one.";
    CHARSET = "cs", "The page's charset, if not UTF-8.";
    CAMPAIGN_NAME = "_rcn", "Attribution: campaign.";
    CAMPAIGN_KEYWORD = "_rck", "Attribution: keyword.";
    ATTRIBUTED_AT = "_refts", "Attribution: seconds since 1970.";
    ATTRIBUTED_REFERRER = "_ref", "Attribution: referrer.";
    DATA = "data", "The site's own data, as JSON.";
    PAGE_VIEW_ID = "pv_id", "The page view's id.";
    TITLE = "action_name", "A page view: its title.";
    EVENT_CATEGORY = "e_c", "An event: category.";
    EVENT_ACTION = "e_a", "An event: action.";
    EVENT_NAME = "e_n", "An event: name.";
    EVENT_VALUE = "e_v", "An event: value.";
    LATE_BY = "cdo", "How many seconds ago the hit was made.";
    CUSTOM_ACTION = "ca", "1: no page view, whatever else the hit says.";
    GOAL = "idgoal", "A conversion: the goal's id.";
    REVENUE = "revenue", "A conversion: its value.";
    SEARCH = "search", "A site search: keyword.";
    SEARCH_CATEGORY = "search_cat", "A site search: category.";
    SEARCH_COUNT = "search_count", "A site search: how many results.";
    ORDER = "ec_id", "An order: its id.";
    SUBTOTAL = "ec_st", "An order: total without shipping and tax.";
    TAX = "ec_tx", "An order: tax.";
    SHIPPING = "ec_sh", "An order: shipping.";
    DISCOUNT = "ec_dt", "An order: discount.";
    ITEMS = "ec_items", "An order or cart: its items as JSON.";
    VIEWED_CATEGORY = "_pkc", "A shown product or category: the category.";
    VIEWED_PRICE = "_pkp", "A shown product: its price.";
    VIEWED_SKU = "_pks", "A shown product: its SKU.";
    VIEWED_NAME = "_pkn", "A shown product: its name.";
    PAGE_VARIABLES = "cvar", "Custom variables in the scope page, as JSON.";
    EVENT_VARIABLES = "e_cvar", "Custom variables in the scope event, as JSON.";
    VISIT_VARIABLES = "_cvar", "Custom variables in the scope visit, as JSON.";
    CONTENT_INTERACTION = "c_i", "Content: how it was used.";
    CONTENT_NAME = "c_n", "Content: its name.";
    CONTENT_PIECE = "c_p", "Content: what was shown.";
    CONTENT_TARGET = "c_t", "Content: where it leads.";
    INSTALL_CHECK = "tracker_install_check", "The number Matomo asked for to see whether the tracker is installed.";
    PING = "ping", "A sign of life: extends the visit.";
    CLIENT_HINTS = "uadata", "The browser's client hints, as JSON.";
    RESOLUTION = "res", "The screen's size.";
    COOKIE = "cookie", "Whether the browser would take cookies.";
}

/// What every hit says alike. `_idn=1`: no visitor id is remembered. `send_image=0`: the answer needs no image.
pub const ALWAYS: &str = "_idn=1&send_image=0";
