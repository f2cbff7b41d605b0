//! Every parameter name on the wire. Source: Matomo's Tracking HTTP API reference
//! (developer.matomo.org/api-reference/tracking-api), and for those it does not list the recordings in `tests/vectors`.

use crate::list;

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
    DIMENSION = "dimension", "A custom dimension: its number follows.";
    COOKIE = "cookie", "Whether the browser would take cookies.";
}

/// What every hit says alike. `_idn=1`: no visitor id is remembered. `send_image=0`: the response needs no image.
pub const ALWAYS: &str = "_idn=1&send_image=0";

/// Where consent is asked for: this hit has it. Between what is before and behind it.
pub const CONSENTED: &str = "&consent=1&";

/// Parameter, and the type of file whose plug-in it is about. Source: Tracking HTTP API, "Plugins".
pub const PLUGINS: &str = list!(
    "pdf application/pdf qt video/quicktime realp audio/x-pn-realaudio-plugin wma application/x-mplayer2 \
fla application/x-shockwave-flash java application/x-java-vm ag application/x-silverlight"
);

/// Parameter, what ends it, what starts it; the parameters' order is that of `setPagePerformanceTiming`.
pub const TIMES: &str = list!(
    "pf_net connectEnd fetchStart pf_srv responseStart requestStart pf_tfr responseEnd responseStart \
pf_dm1 domInteractive domLoading pf_dm2 domComplete domInteractive pf_onl loadEventEnd loadEventStart"
);

/// Parameters about the device, but for the page's timings. With less than all, what the detail allows is written by
/// [`crate::request::features`] alone.
pub const DEVICE: &str = list!("s res uadata cookie pdf qt realp wma fla java ag gears dir gt_ms");

/// What the names of the page's timings begin with.
pub const TIMING: &str = "pf_";

/// Parts of an event or of content: without the category that says whose they are, they say nothing.
#[cfg(feature = "anonymous")]
pub const PARTS: &str = list!("e_a e_n e_v c_i c_p c_t");

/// Numbers that all hits have: a random one, the clock, the times of the page's load in milliseconds.
#[cfg(feature = "anonymous")]
pub const NUMBERS: &str = list!("r h m s pf_net pf_srv pf_tfr pf_dm1 pf_dm2 pf_onl");
