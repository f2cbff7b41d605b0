//! What every parameter of the tracking API means, in our words.
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
    /// Facts that only a server with a secret may set.
    Server,
    /// A plugin's own parameters.
    Plugin,
    /// Not a name of the tracking API.
    Unknown,
}

/// A parameter's group and a sentence that says what it means.
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
            "Media Analytics: what is played and how far.".to_owned(),
        )
    } else if name.starts_with("fa_") {
        (
            Group::Plugin,
            "Form Analytics: how a form is filled in.".to_owned(),
        )
    } else if name.starts_with("hsr_") {
        (
            Group::Plugin,
            "Heatmap & Session Recording: what a recording holds.".to_owned(),
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
    ("idsite", Group::Page, "Which site of the Matomo server the hit is counted for. Required."),
    ("rec", Group::Page, "1 asks the server to record the hit; without it nothing is counted."),
    ("action_name", Group::Page, "Title of the page or action; slashes make a hierarchy in the reports."),
    ("url", Group::Page, "Full address of the page."),
    ("pv_id", Group::Page, "Six characters that tie all hits of one page view together."),
    ("cs", Group::Page, "The page's character encoding, sent when it is not UTF-8."),
    ("ca", Group::Page, "1 says that this is an action of its own and must never count as a page view."),
    ("ping", Group::Page, "1 lengthens the current visit and counts no action."),
    ("gt_ms", Group::Performance, "Milliseconds the server took to make the page; replaced by the pf_ parameters in Matomo 4."),

    ("e_c", Group::Event, "Event category, such as Videos."),
    ("e_a", Group::Event, "Event action, such as play."),
    ("e_n", Group::Event, "Event name: what it was done to."),
    ("e_v", Group::Event, "Event value, a number that reports can add up."),

    ("link", Group::Link, "Address on another site that the visitor follows."),
    ("download", Group::Link, "Address of the file that the visitor downloads."),

    ("search", Group::Search, "What was searched for on the site."),
    ("search_cat", Group::Search, "Category the search was limited to."),
    ("search_count", Group::Search, "Number of results; 0 puts the word among the searches without result."),

    ("idgoal", Group::Goal, "Number of the goal that was reached; 0 stands for an order or a cart."),
    ("revenue", Group::Goal, "Money the conversion is worth; for an order its grand total."),

    ("ec_id", Group::Ecommerce, "Order number; an order of the same number counts once."),
    ("ec_items", Group::Ecommerce, "Items as JSON: SKU, name, category, price and quantity of each."),
    ("ec_st", Group::Ecommerce, "Subtotal of the order, without shipping."),
    ("ec_tx", Group::Ecommerce, "Tax of the order."),
    ("ec_sh", Group::Ecommerce, "Shipping costs of the order."),
    ("ec_dt", Group::Ecommerce, "Discount on the order."),
    ("_ects", Group::Ecommerce, "Time of the last order; no longer read since Matomo 4."),
    ("_pkc", Group::Ecommerce, "Category of the product or product list that is viewed."),
    ("_pkp", Group::Ecommerce, "Price of the product that is viewed."),
    ("_pks", Group::Ecommerce, "SKU of the product that is viewed."),
    ("_pkn", Group::Ecommerce, "Name of the product that is viewed."),

    ("c_n", Group::Content, "Name of the content block."),
    ("c_p", Group::Content, "The piece that is shown: an image, a text, a video."),
    ("c_t", Group::Content, "Where the content leads."),
    ("c_i", Group::Content, "How the visitor used the content, such as click."),

    ("cvar", Group::Custom, "Custom variables of the page or event, as JSON; custom dimensions replace them."),
    ("e_cvar", Group::Custom, "Custom variables of the event, as JSON."),
    ("_cvar", Group::Custom, "Custom variables of the visit, as JSON; custom dimensions replace them."),
    ("data", Group::Custom, "Data the page attached to the hit, as JSON; only plugins read it."),

    ("urlref", Group::Campaign, "Address of the page the visitor came from."),
    ("_ref", Group::Campaign, "Referrer a later conversion is attributed to."),
    ("_refts", Group::Campaign, "When that referrer brought the visitor, in seconds since 1970; 0 if never."),
    ("_rcn", Group::Campaign, "Campaign a later conversion is attributed to."),
    ("_rck", Group::Campaign, "Keyword of that campaign."),

    ("_id", Group::Visitor, "Visitor id of 16 hexadecimal digits; empty without cookies, so the server recognises the visit by itself."),
    ("_idn", Group::Visitor, "1 if the visitor id was made just now. Without cookies it always is."),
    ("_idts", Group::Visitor, "Time of the first visit; no longer read since Matomo 4."),
    ("_idvc", Group::Visitor, "Number of visits so far; no longer read since Matomo 4."),
    ("_viewts", Group::Visitor, "Time of the previous visit; no longer read since Matomo 4."),
    ("cid", Group::Visitor, "Visitor id that overrides the one the server would choose."),
    ("uid", Group::Visitor, "User id: who is logged in, as the site names them. It identifies a person."),
    ("new_visit", Group::Visitor, "1 starts a new visit with this hit."),
    ("consent", Group::Visitor, "1 if the visitor agreed to be measured."),

    ("res", Group::Browser, "Width and height of the screen."),
    ("h", Group::Browser, "Hour on the visitor's clock."),
    ("m", Group::Browser, "Minute on the visitor's clock."),
    ("s", Group::Browser, "Second on the visitor's clock."),
    ("cookie", Group::Browser, "1 if the browser would accept cookies. Part of how a visit is recognised."),
    ("pdf", Group::Browser, "1 if the browser shows PDF files. Part of how a visit is recognised."),
    ("qt", Group::Browser, "1 if the QuickTime plug-in is there."),
    ("realp", Group::Browser, "1 if the RealPlayer plug-in is there."),
    ("wma", Group::Browser, "1 if the Windows Media plug-in is there."),
    ("fla", Group::Browser, "1 if the Flash plug-in is there."),
    ("java", Group::Browser, "1 if the Java plug-in is there."),
    ("ag", Group::Browser, "1 if the Silverlight plug-in is there."),
    ("dir", Group::Browser, "1 if the Director plug-in is there; no longer read since Matomo 4."),
    ("gears", Group::Browser, "1 if Google Gears is there; no longer read since Matomo 4."),
    ("uadata", Group::Browser, "Client hints as JSON: brands, platform and model, since the user agent says less and less."),
    ("ua", Group::Browser, "User agent to use instead of the request's own."),
    ("lang", Group::Browser, "Accept-Language to use instead of the request's own."),

    ("pf_net", Group::Performance, "Milliseconds until the connection stood: name lookup and handshake."),
    ("pf_srv", Group::Performance, "Milliseconds from then until the server began to respond."),
    ("pf_tfr", Group::Performance, "Milliseconds the response took to arrive."),
    ("pf_dm1", Group::Performance, "Milliseconds from then until the page could be used."),
    ("pf_dm2", Group::Performance, "Milliseconds from then until everything on it was loaded."),
    ("pf_onl", Group::Performance, "Milliseconds spent in the page's load handlers."),
    ("bw_bytes", Group::Performance, "Size of the page in bytes, for the Bandwidth plugin."),

    ("r", Group::Delivery, "A random number, so that no cache responds in the server's place."),
    ("rand", Group::Delivery, "A random number, so that no cache responds in the server's place."),
    ("apiv", Group::Delivery, "Version of the tracking API; always 1."),
    ("send_image", Group::Delivery, "0 asks for an empty response (204) instead of an image."),
    ("queuedtracking", Group::Delivery, "0 has the hit handled at once where the Queued Tracking plugin would put it aside."),
    ("bots", Group::Delivery, "1 counts the hit even if it comes from a bot."),
    ("dp", Group::Delivery, "1 leaves the visitor id as sent: third-party cookies are not used for this hit."),
    ("debug", Group::Delivery, "1 makes the server respond with what it did, where it allows that."),

    ("token_auth", Group::Server, "A secret that allows writing as an administrator. It must never be in a browser."),
    ("cip", Group::Server, "Visitor's IP address instead of the request's own. Needs token_auth."),
    ("cdt", Group::Server, "Time of the hit instead of now. Needs token_auth if older than a day."),
    ("cdo", Group::Server, "How many seconds ago the hit happened. Needs token_auth if more than a day."),
    ("country", Group::Server, "Visitor's country code. Needs token_auth."),
    ("region", Group::Server, "Visitor's region code. Needs token_auth."),
    ("city", Group::Server, "Visitor's city. Needs token_auth."),
    ("lat", Group::Server, "Visitor's latitude. Needs token_auth."),
    ("long", Group::Server, "Visitor's longitude. Needs token_auth."),
];
