//! From the options to what is done with a new tracker before it may send anything.

use serde::Serialize;

use super::{Anonymity, Anonymous, DeviceDetail, Filled, Interaction, List, Options, SiteId, Target};

/// A tracker to be made, and the commands that come before all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Where its hits go.
    pub url: Filled,
    /// The site's id there.
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
    /// `addTargets(targets, options)`.
    Targets(&'static str, [Receiver; 1], Option<Anonymous>),
    /// `setDeviceDetail(detail)`.
    DeviceDetail(&'static str, DeviceDetail),
    /// `measureInteractions(interactions)`.
    Interactions(&'static str, List<Interaction>),
}

/// A target as `addTargets` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receiver {
    /// The address of its `matomo.php`.
    pub url: Filled,
    /// The site's id there.
    pub site_id: SiteId,
    /// Whether its hits are anonymous.
    pub anonymous: bool,
}

impl Options {
    /// What is to be done, in order. Anonymity comes first; interactions come last, when all receivers are there.
    #[must_use]
    pub fn setup(self) -> Setup {
        let mut rows = Vec::new();
        if let Some(anonymous) = &self.anonymous {
            rows.push(Row::Anonymous("enableAnonymousMeasurement", anonymous.clone()));
        }
        for target in self.targets.into_iter().flat_map(|List(targets)| targets) {
            rows.push(added(target, self.anonymous.as_ref()));
        }
        // For the targets too, so it comes behind them.
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

/// One row for each target, since each may have options of its own.
fn added(target: Target, of_tracker: Option<&Anonymous>) -> Row {
    let options = match target.anonymous {
        None | Some(Anonymity::Is(false)) => None,
        Some(Anonymity::Is(true)) => Some(of_tracker.cloned().unwrap_or_default()),
        Some(Anonymity::With(own)) => Some(*own),
    };
    let receiver = Receiver {
        url: target.url,
        site_id: target.site_id,
        anonymous: options.is_some(),
    };
    Row::Targets("addTargets", [receiver], options)
}
