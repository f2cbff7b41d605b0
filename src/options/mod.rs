//! The options of the ES module's `createTracker`, as types.
//!
//! An application says once, in one object, where hits are sent and what they may contain. [`read`] takes that object from any
//! deserializer, of the browser's values or of JSON. A misspelt or missing field, or one of the wrong type, is a [`Problem`]
//! that names it. Nothing is guessed: a tracker with half of its options would send what it must not. The file
//! `dist/matomo.full.js` reads its options without this, in the core (`docs/adr/0010-typed-options.md`).
//!
//! ```
//! use crumbless::options::read;
//! use serde_json::json;
//!
//! let options = read(json!({ "url": "https://stats.example/matomo.php", "siteId": 7, "anonymous": { "preset": "matomo" } }));
//! assert!(options.is_ok_and(|options| options.anonymous.is_some()));
//!
//! let problem = read(json!({ "url": "", "siteId": 7 })).err().map(|problem| problem.to_string());
//! assert_eq!(problem.as_deref(), Some(r#"url: invalid value: string "", expected a string that is not empty"#));
//! ```

#[cfg(target_arch = "wasm32")]
mod exports;
mod fields;
mod setup;
mod strict;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

pub use fields::{
    Address, Anonymity, Command, DeviceDetail, EventNames, Filled, List, PathGroup, Preset, SiteId,
};
pub use setup::{Receiver, Row, Setup};

/// The options of `createTracker`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with `url` and `siteId`"
)]
pub struct Options {
    /// Where hits are sent: the URL of `matomo.php`.
    pub url: Filled,
    /// The site's id in Matomo.
    pub site_id: SiteId,
    /// Makes all hits of the page anonymous: of this tracker, of later ones, and of targets without `anonymous: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymous>,
    /// How much is sent about the device, to all receivers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_detail: Option<DeviceDetail>,
    /// Other receivers of all hits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<List<Target>>,
    /// Elements whose use is tracked as an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interactions: Option<List<Interaction>>,
    /// Commands as in `_paq`, applied after all of the above. Their contents never come here: they may be functions.
    #[serde(skip_serializing)]
    pub commands: Option<List<Command>>,
}

/// What anonymous hits may contain (`enableAnonymousMeasurement`). Options that are left out are those of the preset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    default,
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with options for anonymous measurement"
)]
pub struct Anonymous {
    /// A set of options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// Replaces the scheme, host and path of the page's URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Address>,
    /// Replaces the title, if the URL does not name a part of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Filled>,
    /// URL parameters whose values are kept. Parameters that are not declared are removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_parameters: Option<List<Filled>>,
    /// URL parameters whose values are mapped to 1 to 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numeric_ids: Option<List<Filled>>,
    /// URL parameters that name a part of the application; the first group with a value counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_parameters: Option<List<PathGroup>>,
    /// Categories of events and content that may be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<List<Filled>>,
    /// Actions and names of events in these categories that may be sent, or `all`. Other actions become `XYZ`, other names are removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_names: Option<EventNames>,
}

/// Another receiver (`addTargets`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with `url` and `siteId`"
)]
pub struct Target {
    /// The URL of its `matomo.php`.
    pub url: Filled,
    /// The id of the site there.
    pub site_id: SiteId,
    /// Whether its hits are anonymous, or its own options for that. Default: the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymity>,
}

/// Elements whose use is tracked as an event (`measureInteractions`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with `selector`, `category` and `action`"
)]
pub struct Interaction {
    /// CSS selector of the elements, including those added later.
    pub selector: Filled,
    /// The DOM event to track. Default: `click`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Filled>,
    /// The event's category. Anonymous measurement allows it.
    pub category: Filled,
    /// The event's action.
    pub action: Filled,
    /// The event's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Filled>,
}

strict::objects!(Options, Anonymous, Target, Interaction);

/// What is wrong with the options: the field, its value and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(String);

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

/// Reads the options.
///
/// # Errors
/// If a field is missing, unknown or invalid. Only the first such field is reported.
pub fn read<'de, D: Deserializer<'de>>(given: D) -> Result<Options, Problem> {
    serde_path_to_error::deserialize(given).map_err(|error| {
        let message = error.inner().to_string();
        // The browser's errors begin with "Error".
        let message = message.strip_prefix("Error: ").unwrap_or(&message);
        let place = error.path().to_string();
        let is_whole = place == ".";
        Problem(if is_whole {
            message.to_owned()
        } else {
            format!("{place}: {message}")
        })
    })
}
