//! How much is sent about a device: all that matomo.js sends, what a server needs to recognise a visit without cookies, or
//! nothing. `www/device.json` has each parameter with its reason; `tests/e2e/device.test.mjs` compares it with what leaves.

use crate::effect;
use crate::port::{Kind, argument};
#[cfg(feature = "anonymous")]
use crate::settings;
use crate::settings::*;
use crate::text::Turn;

/// `setDeviceDetail`. The numbers are those of the slot [`DEVICE_DETAIL`], where 0 says that the site did not choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum DeviceDetail {
    /// Nothing.
    None = 1,
    /// What goes into the server's `config_id` (Matomo, `core/Tracker/Settings.php`).
    Needed = 2,
    /// What matomo.js sends.
    All = 3,
}

/// How much may be sent about the device now.
pub fn detail(turn: Turn<'_>) -> DeviceDetail {
    #[cfg(feature = "anonymous")]
    let is_anonymous = settings::is_set(turn, ANONYMOUS);
    #[cfg(not(feature = "anonymous"))]
    let is_anonymous = false;
    match turn.number(DEVICE_DETAIL) {
        1 => DeviceDetail::None,
        2 => DeviceDetail::Needed,
        0 if is_anonymous => DeviceDetail::Needed,
        _ => DeviceDetail::All,
    }
}

/// What the slot of a tracker that is to be made begins with: the first one's choice where that is less than all, since a
/// script that adds a tracker later knows nothing of it.
pub fn inherited(turn: Turn<'_>) -> u32 {
    let chosen = if turn.choose_tracker(1) {
        turn.number(DEVICE_DETAIL)
    } else {
        0
    };
    if chosen < DeviceDetail::All as u32 {
        chosen
    } else {
        0
    }
}

/// What the command's argument says. What is none of the three names says nothing about the device: a slip must not send more
/// than was meant.
pub fn given(turn: Turn<'_>) -> DeviceDetail {
    let (kind, text) = argument(0).read(turn, "");
    let is = |name| kind == Kind::Text && text.is_some_and(|text| text.is(name));
    if is("all") {
        return DeviceDetail::All;
    }
    if is("needed") {
        return DeviceDetail::Needed;
    }
    if !is("none") {
        effect::warn(
            turn,
            "unknown detail, so nothing is sent about the device; write 'none', 'needed' or 'all'",
        );
    }
    DeviceDetail::None
}

/// Chooses, also for the hits that wait: what they say is reduced when they leave.
pub fn set(turn: Turn<'_>, detail: DeviceDetail) {
    turn.set_number(DEVICE_DETAIL, detail as u32);
}
