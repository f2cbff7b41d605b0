//! The shape of a result: plain data that serialises as it stands.

use serde::Serialize;

use super::meaning::Group;

/// Everything that one HTTP request carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// Whether the body was a bulk request, even one with a single hit.
    pub bulk: bool,
    /// The hits in the order in which they were sent.
    pub hits: Vec<Hit>,
    /// What is wrong with the request itself, such as a body that cannot be read.
    pub problems: Vec<Problem>,
}

/// One hit: a row in the visitor log, or a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// What kind of hit the server takes it for.
    pub kind: Kind,
    /// The hit in a few words, such as a page title or `category › action`. Text from the page: treat it as hostile.
    pub title: String,
    /// Every parameter in the order in which it was sent, repeated ones included.
    pub parameters: Vec<Parameter>,
    /// What the server refuses, ignores or may read otherwise than intended.
    pub problems: Vec<Problem>,
}

/// What a hit reports. Serialised in kebab case, for example `page-view`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A page was shown.
    PageView,
    /// Something happened on a page.
    Event,
    /// A goal was reached.
    Goal,
    /// The site's own search was used.
    SiteSearch,
    /// A link to another site was followed.
    Outlink,
    /// A file was downloaded.
    Download,
    /// The visitor is still there; only lengthens the visit.
    Ping,
    /// A content block came into view.
    ContentImpression,
    /// A content block was used.
    ContentInteraction,
    /// An order was placed.
    EcommerceOrder,
    /// The cart changed.
    EcommerceCart,
    /// None of the above: a plugin's hit or a request the page composed itself.
    Custom,
}

/// One name and value as sent, and what Matomo makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// The name, decoded.
    pub name: String,
    /// The value, decoded. Text from the page: treat it as hostile.
    pub value: String,
    /// What the parameter means, in a sentence.
    pub meaning: String,
    /// Which part of the hit it belongs to.
    pub group: Group,
}

/// Something a reader should know about a request or a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The parameter it is about, where it is about one.
    pub parameter: Option<String>,
    /// What is wrong and what follows from it, in a sentence.
    pub text: String,
}

/// How bad a problem is. Serialised in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing is lost.
    Note,
    /// Counted, but a part is ignored or probably not what was meant.
    Warning,
    /// The hit is refused, or a secret is given away.
    Error,
}
