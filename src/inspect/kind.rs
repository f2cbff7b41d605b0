//! What a hit reports, and the few words that name it.
//!
//! The order of the questions is the server's (`core/Tracker/Action.php` in matomo-org/matomo): a ping is a ping whatever
//! else it carries, a goal leaves no action, a download wins over a link, that over an event, content and a search, and `ca`
//! keeps what is left from counting as a page view (matomo-org/matomo#16569). Half an event counts as one here, so that
//! its problem can be named.

use super::hit::Kind;

/// The value of `name`; the last one counts, as in PHP.
pub(super) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rev()
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.as_str())
}

/// The value of `name` if there is one and it is not empty.
pub(super) fn filled<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    value(pairs, name).filter(|value| !value.is_empty())
}

/// Which kind of hit the server takes these parameters for.
pub(super) fn of(pairs: &[(String, String)]) -> Kind {
    let has = |name| filled(pairs, name).is_some();
    match () {
        () if filled(pairs, "ping").is_some_and(|ping| ping != "0") => Kind::Ping,
        () if filled(pairs, "idgoal") == Some("0") && has("ec_id") => Kind::EcommerceOrder,
        () if filled(pairs, "idgoal") == Some("0") => Kind::EcommerceCart,
        () if has("idgoal") => Kind::Goal,
        () if has("download") => Kind::Download,
        () if has("link") => Kind::Outlink,
        () if has("e_c") || has("e_a") => Kind::Event,
        () if has("c_i") => Kind::ContentInteraction,
        () if has("c_n") || has("c_p") => Kind::ContentImpression,
        () if has("search") => Kind::SiteSearch,
        () if filled(pairs, "ca").is_some_and(|ca| ca != "0") => Kind::Custom,
        () if has("action_name") || has("url") => Kind::PageView,
        () => Kind::Custom,
    }
}

/// The hit in a few words. Empty where the hit says nothing about itself.
pub(super) fn title(kind: Kind, pairs: &[(String, String)]) -> String {
    let named = |name| filled(pairs, name).unwrap_or_default();
    match kind {
        Kind::PageView => filled(pairs, "action_name")
            .unwrap_or_else(|| named("url"))
            .to_owned(),
        Kind::Event => with(
            chain(pairs, &["e_c", "e_a", "e_n"]),
            "value ",
            filled(pairs, "e_v"),
        ),
        Kind::Goal => with(
            format!("Goal {}", named("idgoal")),
            "revenue ",
            filled(pairs, "revenue"),
        ),
        Kind::SiteSearch => with(
            format!("“{}”", named("search")),
            "in ",
            filled(pairs, "search_cat"),
        ),
        Kind::Outlink => named("link").to_owned(),
        Kind::Download => named("download").to_owned(),
        Kind::ContentImpression => chain(pairs, &["c_n", "c_p"]),
        Kind::ContentInteraction => with(chain(pairs, &["c_n", "c_p"]), "by ", filled(pairs, "c_i")),
        Kind::EcommerceOrder => with(
            format!("Order {}", named("ec_id")),
            "total ",
            filled(pairs, "revenue"),
        ),
        Kind::EcommerceCart => with("Cart".to_owned(), "total ", filled(pairs, "revenue")),
        Kind::Ping | Kind::Custom => named("url").to_owned(),
    }
}

fn chain(pairs: &[(String, String)], names: &[&str]) -> String {
    names
        .iter()
        .filter_map(|name| filled(pairs, name))
        .collect::<Vec<_>>()
        .join(" › ")
}

fn with(head: String, note: &str, value: Option<&str>) -> String {
    value.map_or_else(|| head.clone(), |value| format!("{head} · {note}{value}"))
}
