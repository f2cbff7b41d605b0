//! The options of the ES module: what `createTracker` is given, as types.
//!
//! An application says once, in one object, where hits go and what they may say. [`read`] takes that object from any
//! deserializer, the browser's values as well as JSON; what is misspelt, missing or of the wrong kind is a [`Problem`] that
//! names the field. Nothing is guessed: a tracker that took half of its options would send what it must not. The file
//! `dist/matomo.anonymous.js` reads its options without all this, in the core (`docs/adr/0010-typed-options.md`).
//!
//! ```
//! use crumbless::options::read;
//! use serde_json::json;
//!
//! let options = read(json!({ "url": "https://stats.example/matomo.php", "siteId": 7, "anonymous": { "preset": "matomo" } }));
//! assert!(options.is_ok_and(|options| options.anonymous.is_some()));
//!
//! let problem = read(json!({ "url": "", "siteId": 7 })).err().map(|problem| problem.to_string());
//! assert_eq!(problem.as_deref(), Some(r#"url: invalid value: string "", expected a text that is not empty"#));
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

/// What `createTracker` is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with `url` and `siteId`"
)]
pub struct Options {
    /// Where hits go: the address of `matomo.php`.
    pub url: Filled,
    /// The site's id in Matomo.
    pub site_id: SiteId,
    /// Makes the hits of the page anonymous: of this tracker, of those made later, and of targets that do not say `anonymous: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymous>,
    /// What is sent about the device, to all receivers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_detail: Option<DeviceDetail>,
    /// Further receivers of everything that is tracked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<List<Target>>,
    /// Elements whose use is an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interactions: Option<List<Interaction>>,
    /// Commands as in `_paq`, given once all of the above is done. What they hold never comes here: it may be functions.
    #[serde(skip_serializing)]
    pub commands: Option<List<Command>>,
}

/// What anonymous hits may say (`enableAnonymousMeasurement`). What is left out is as the preset has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    default,
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object of options for anonymous measurement"
)]
pub struct Anonymous {
    /// Options that belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// Stands for scheme, host and path of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Address>,
    /// Stands for the title, where the address does not name a part of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Filled>,
    /// Parameters of the address whose values stay. What is declared nowhere is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_parameters: Option<List<Filled>>,
    /// Parameters whose values are folded into 1 to 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numeric_ids: Option<List<Filled>>,
    /// Parameters that name a part of the application; the first group with a value counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_parameters: Option<List<PathGroup>>,
    /// Categories of events and content that may pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<List<Filled>>,
    /// Actions and names of events in these categories that may pass: a list, or `all`. Others become `XYZ`, or are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_names: Option<EventNames>,
}

/// A further receiver (`addTargets`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with `url` and `siteId`"
)]
pub struct Target {
    /// The address of its `matomo.php`.
    pub url: Filled,
    /// The site's id there.
    pub site_id: SiteId,
    /// Whether its hits are anonymous, or with which options of its own; as the page's unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymity>,
}

/// Elements whose use is an event (`measureInteractions`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    remote = "Self",
    deny_unknown_fields,
    rename_all = "camelCase",
    expecting = "an object with `selector`, `category` and `action`"
)]
pub struct Interaction {
    /// Which elements, those added later too.
    pub selector: Filled,
    /// The DOM event that counts; `click` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Filled>,
    /// The event's category, which anonymous measurement lets pass then.
    pub category: Filled,
    /// The event's action.
    pub action: Filled,
    /// The event's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Filled>,
}

strict::objects!(Options, Anonymous, Target, Interaction);

/// What is wrong with the options: the field, what stands there and what was expected.
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
/// Where a field is missing, unknown or not what it has to be: the first such field.
pub fn read<'de, D: Deserializer<'de>>(given: D) -> Result<Options, Problem> {
    serde_path_to_error::deserialize(given).map_err(|error| {
        let message = error.inner().to_string();
        // The browser's errors say that they are errors.
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
