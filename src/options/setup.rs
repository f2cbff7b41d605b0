//! From the options to the commands that a new tracker gets before it may send anything.

use serde::Serialize;

use super::{Anonymity, Anonymous, DeviceDetail, Filled, Interaction, List, Options, SiteId, Target};

/// A tracker to create, and its first commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Where its hits are sent.
    pub url: Filled,
    /// The id of the site there.
    pub site_id: SiteId,
    /// Commands, as in `_paq`.
    pub rows: Vec<Row>,
}

/// A command and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Row {
    /// `enableAnonymousMeasurement(options)`.
    Anonymous(&'static str, Anonymous),
    /// `addTargets(targets)`.
    Targets(&'static str, Vec<Receiver>),
    /// `setDeviceDetail(detail)`.
    DeviceDetail(&'static str, DeviceDetail),
    /// `measureInteractions(interactions)`.
    Interactions(&'static str, List<Interaction>),
}

/// A target as `addTargets` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receiver {
    /// The URL of its `matomo.php`.
    pub url: Filled,
    /// The id of the site there.
    pub site_id: SiteId,
    /// Whether its hits are anonymous, or its own options for that. Default: the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymity>,
}

impl Options {
    /// The commands, in order. Anonymity comes first; interactions come last, after all receivers.
    #[must_use]
    pub fn setup(self) -> Setup {
        let mut rows = Vec::new();
        if let Some(anonymous) = &self.anonymous {
            rows.push(Row::Anonymous("enableAnonymousMeasurement", anonymous.clone()));
        }
        if let Some(List(targets)) = self.targets {
            rows.push(Row::Targets(
                "addTargets",
                targets.into_iter().map(Receiver::from).collect(),
            ));
        }
        // It also applies to the targets, so it comes after them.
        if let Some(detail) = self.device_detail {
            rows.push(Row::DeviceDetail("setDeviceDetail", detail));
        }
        if let Some(interactions) = self.interactions {
            rows.push(Row::Interactions("measureInteractions", interactions));
        }
        Setup {
            url: self.url,
            site_id: self.site_id,
            rows,
        }
    }
}

impl From<Target> for Receiver {
    fn from(target: Target) -> Receiver {
        Receiver {
            url: target.url,
            site_id: target.site_id,
            anonymous: target.anonymous,
        }
    }
}
