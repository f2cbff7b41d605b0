//! What each parameter of the tracking API means, in our own words.
//!
//! The names are those of <https://developer.matomo.org/api-reference/tracking-api> and of `getParam` in matomo-org/matomo's
//! `core/Tracker/Request.php`; plugins' names come from their pages there. One row a name, sorted within its group as a
//! reader would look for it. Names that carry a number follow a pattern instead of a row.

use std::borrow::Cow;

use serde::Serialize;

/// Which part of a hit a parameter belongs to. Serialised in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// What happened where: the site, the page, the page view.
    Page,
    /// An event.
    Event,
    /// A link that was followed or a file that was fetched.
    Link,
    /// A search on the site.
    Search,
    /// A goal.
    Goal,
    /// An order, a cart, a product view.
    Ecommerce,
    /// A content block.
    Content,
    /// Custom dimensions, variables and data.
    Custom,
    /// Where the visitor came from.
    Campaign,
    /// Who visits, as far as that is known.
    Visitor,
    /// The browser and the visitor's clock.
    Browser,
    /// How long the page took to load.
    Performance,
    /// How the hit is sent and acknowledged.
    Delivery,
    /// Facts that only a server with a token may set.
    Server,
    /// A plugin's own parameters.
    Plugin,
    /// Not a name of the tracking API.
    Unknown,
}

/// The group and meaning of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Which part of a hit the parameter belongs to.
    pub group: Group,
    /// What it means.
    pub text: Cow<'static, str>,
}

/// What a parameter of this name means. Names are case-sensitive, as on the server.
#[must_use]
pub fn meaning(name: &str) -> Meaning {
    let row = TABLE.iter().find(|(row, _, _)| *row == name);
    if let Some((_, group, text)) = row {
        return Meaning {
            group: *group,
            text: Cow::Borrowed(text),
        };
    }
    numbered(name).unwrap_or(Meaning {
        group: Group::Unknown,
        text: Cow::Borrowed("Not a parameter of the tracking API."),
    })
}

/// Names with a number in them, and the plugins' families.
fn numbered(name: &str) -> Option<Meaning> {
    let (group, text) = if let Some(id) = number_after(name, "dimension") {
        (Group::Custom, format!("Value of custom dimension {id}."))
    } else if name.starts_with("ma_") {
        (
            Group::Plugin,
            "Media Analytics: which media is played, and how far.".to_owned(),
        )
    } else if name.starts_with("fa_") {
        (
            Group::Plugin,
            "Form Analytics: how a form is filled in.".to_owned(),
        )
    } else if name.starts_with("hsr_") {
        (
            Group::Plugin,
            "Heatmap & Session Recording: data of a recording.".to_owned(),
        )
    } else if name == "cra" || name.starts_with("cra_") {
        (
            Group::Plugin,
            "Crash Analytics: a JavaScript error and where it happened.".to_owned(),
        )
    } else {
        return None;
    };
    Some(Meaning {
        group,
        text: Cow::Owned(text),
    })
}

fn number_after<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let number = name.strip_prefix(prefix)?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !number.starts_with('0')).then_some(number)
}

type Row = (&'static str, Group, &'static str);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("idsite", Group::Page, "Id of the site in Matomo. Required."),
    ("recMode", Group::Page, "2 lets Matomo 5.7 decide whether the hit is a bot's; setBotPolicy marks automated browsers so."),
    ("rec", Group::Page, "1 makes the server record the hit; without it nothing is recorded."),
    ("action_name", Group::Page, "Title of the page or action; slashes create a hierarchy in reports."),
    ("url", Group::Page, "Full URL of the page."),
    ("pv_id", Group::Page, "Six characters that all hits of a page view share."),
    ("cs", Group::Page, "Character encoding of the page, sent if it is not UTF-8."),
    ("ca", Group::Page, "1 marks a custom action, which never counts as a page view."),
    ("ping", Group::Page, "1 extends the current visit without counting an action."),
    ("gt_ms", Group::Performance, "Milliseconds the server took to generate the page; replaced by the pf_ parameters in Matomo 4."),

    ("e_c", Group::Event, "Event category, such as Videos."),
    ("e_a", Group::Event, "Event action, such as play."),
    ("e_n", Group::Event, "Event name: the object of the action."),
    ("e_v", Group::Event, "Event value: a number that reports add up."),

    ("link", Group::Link, "URL on another site that the visitor opens."),
    ("download", Group::Link, "URL of the file that the visitor downloads."),

    ("search", Group::Search, "Keyword of a search on the site."),
    ("search_cat", Group::Search, "Category of the search."),
    ("search_count", Group::Search, "Number of results; 0 adds the keyword to the report of searches without results."),

    ("idgoal", Group::Goal, "Id of the goal that was reached; 0 for an order or a cart."),
    ("revenue", Group::Goal, "Revenue of the conversion; for an order, its grand total."),

    ("ec_id", Group::Ecommerce, "Order id; orders with the same id are counted once."),
    ("ec_items", Group::Ecommerce, "Items as a JSON array: SKU, name, category, price and quantity of each."),
    ("ec_st", Group::Ecommerce, "Subtotal of the order, excluding shipping."),
    ("ec_tx", Group::Ecommerce, "Tax of the order."),
    ("ec_sh", Group::Ecommerce, "Shipping costs of the order."),
    ("ec_dt", Group::Ecommerce, "Discount on the order."),
    ("_ects", Group::Ecommerce, "Time of the last order; no longer read since Matomo 4."),
    ("_pkc", Group::Ecommerce, "Category of the viewed product or product list."),
    ("_pkp", Group::Ecommerce, "Price of the viewed product."),
    ("_pks", Group::Ecommerce, "SKU of the viewed product."),
    ("_pkn", Group::Ecommerce, "Name of the viewed product."),

    ("c_n", Group::Content, "Name of the content block."),
    ("c_p", Group::Content, "Piece of content that is shown: an image, a text, a video."),
    ("c_t", Group::Content, "URL that the content links to."),
    ("c_i", Group::Content, "Kind of interaction with the content, such as click."),

    ("cvar", Group::Custom, "Custom variables of the page or event, as JSON; custom dimensions replace them."),
    ("e_cvar", Group::Custom, "Custom variables of the event, as JSON."),
    ("_cvar", Group::Custom, "Custom variables of the visit, as JSON; custom dimensions replace them."),
    ("data", Group::Custom, "Custom data, as JSON; only plugins read it."),

    ("urlref", Group::Campaign, "Referrer: URL of the page the visitor came from."),
    ("_ref", Group::Campaign, "Referrer that later conversions are attributed to."),
    ("_refts", Group::Campaign, "When the visitor came from that referrer, in seconds since 1970; 0 if never."),
    ("_rcn", Group::Campaign, "Campaign that later conversions are attributed to."),
    ("_rck", Group::Campaign, "Keyword of that campaign."),

    ("_id", Group::Visitor, "Visitor id: 16 hexadecimal digits. Empty without cookies; the server then recognises the visit by itself."),
    ("_idn", Group::Visitor, "1 if the visitor id is new. Without cookies it always is."),
    ("_idts", Group::Visitor, "Time of the first visit; no longer read since Matomo 4."),
    ("_idvc", Group::Visitor, "Number of visits so far; no longer read since Matomo 4."),
    ("_viewts", Group::Visitor, "Time of the previous visit; no longer read since Matomo 4."),
    ("cid", Group::Visitor, "Visitor id that overrides the one chosen by the server."),
    ("uid", Group::Visitor, "User id: who is logged in, by the site's own name. It identifies a person."),
    ("new_visit", Group::Visitor, "1 starts a new visit with this hit."),
    ("consent", Group::Visitor, "1 if the visitor consented to tracking."),

    ("res", Group::Browser, "Screen size in pixels, such as 1280x720."),
    ("h", Group::Browser, "Hour of the visitor's local time."),
    ("m", Group::Browser, "Minute of the visitor's local time."),
    ("s", Group::Browser, "Second of the visitor's local time."),
    ("cookie", Group::Browser, "1 if the browser accepts cookies. The server uses it to recognise a visit."),
    ("pdf", Group::Browser, "1 if the browser can show PDF files. The server uses it to recognise a visit."),
    ("qt", Group::Browser, "1 if the QuickTime plug-in is installed."),
    ("realp", Group::Browser, "1 if the RealPlayer plug-in is installed."),
    ("wma", Group::Browser, "1 if the Windows Media plug-in is installed."),
    ("fla", Group::Browser, "1 if the Flash plug-in is installed."),
    ("java", Group::Browser, "1 if the Java plug-in is installed."),
    ("ag", Group::Browser, "1 if the Silverlight plug-in is installed."),
    ("dir", Group::Browser, "1 if the Director plug-in is installed; no longer read since Matomo 4."),
    ("gears", Group::Browser, "1 if Google Gears is installed; no longer read since Matomo 4."),
    ("uadata", Group::Browser, "Client hints as JSON: brands, platform and model, which the user agent no longer contains."),
    ("ua", Group::Browser, "User agent that replaces the request's own."),
    ("lang", Group::Browser, "Accept-Language header that replaces the request's own."),

    ("pf_net", Group::Performance, "Milliseconds to connect: DNS lookup and handshake."),
    ("pf_srv", Group::Performance, "Milliseconds from then until the response began."),
    ("pf_tfr", Group::Performance, "Milliseconds to transfer the response."),
    ("pf_dm1", Group::Performance, "Milliseconds from then until the page was usable."),
    ("pf_dm2", Group::Performance, "Milliseconds from then until the page was completely loaded."),
    ("pf_onl", Group::Performance, "Milliseconds spent in the page's load handlers."),
    ("bw_bytes", Group::Performance, "Size of the page in bytes, for the Bandwidth plugin."),

    ("r", Group::Delivery, "Random number that prevents caching."),
    ("rand", Group::Delivery, "Random number that prevents caching."),
    ("apiv", Group::Delivery, "Version of the tracking API; always 1."),
    ("send_image", Group::Delivery, "0 requests an empty response (status 204) instead of an image."),
    ("queuedtracking", Group::Delivery, "0 processes the hit at once, even if the Queued Tracking plugin would queue it."),
    ("bots", Group::Delivery, "1 records the hit even if it comes from a bot."),
    ("dp", Group::Delivery, "1 keeps the visitor id as sent: third-party cookies are not used for this hit."),
    ("debug", Group::Delivery, "1 makes the server respond with debug output, if it is enabled there."),

    ("token_auth", Group::Server, "Secret that gives write access. It must never be in a browser."),
    ("cip", Group::Server, "IP address that replaces the request's own. Needs token_auth."),
    ("cdt", Group::Server, "Time of the hit, if it is not now. Needs token_auth if more than a day ago."),
    ("cdo", Group::Server, "Age of the hit in seconds. Needs token_auth if more than a day."),
    ("country", Group::Server, "Visitor's country code. Needs token_auth."),
    ("region", Group::Server, "Visitor's region code. Needs token_auth."),
    ("city", Group::Server, "Visitor's city. Needs token_auth."),
    ("lat", Group::Server, "Visitor's latitude. Needs token_auth."),
    ("long", Group::Server, "Visitor's longitude. Needs token_auth."),
];
