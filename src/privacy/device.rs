//! How much is sent about a device: all that matomo.js sends, what a server needs to recognise a visit without cookies, or
//! nothing. `www/device.json` has each parameter with its reason; `tests/e2e/device.test.mjs` compares it with what leaves.

use crate::effect;
use crate::list;
use crate::port::{Kind, argument};
#[cfg(feature = "anonymous")]
use crate::settings;
use crate::settings::*;
use crate::text::{SEPARATOR, Text, TextBuilder, Turn};

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

/// Parameters about the device, but for the page's timings. Whoever put one into a request: with less than all, what the
/// detail allows is written by [`crate::request::features`] alone.
const PARAMETERS: &str = list!("s res uadata cookie pdf qt realp wma fla java ag gears dir gt_ms");

/// What the names of the page's timings begin with.
const TIMING: &str = "pf_";

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

/// The request without what the detail leaves out now. To be asked when it leaves.
pub fn reduced<'t>(turn: Turn<'t>, request: Text<'t>) -> Text<'t> {
    if detail(turn) == DeviceDetail::All {
        return request;
    }
    let names = turn.literal(PARAMETERS);
    append(turn.build(), names, request).done()
}

/// Appends the parameters that are not about the device. Nothing else may be written meanwhile: the builder would move for each.
fn append<'t>(mut build: TextBuilder<'t>, names: Text<'t>, request: Text<'t>) -> TextBuilder<'t> {
    let (mut start, mut is_first) = (0, true);
    while start < request.len() {
        let end = request.find(b'&', start);
        let name_end = request.find(b'=', start).min(end);
        if !is_about_device(names, request, start, name_end) {
            if !is_first {
                build = build.literal("&");
            }
            build = build.part(request, start, end);
            is_first = false;
        }
        start = end + 1;
    }
    build
}

/// Whether a name in `from..to` is one of the device's. PHP reads many spellings as the same name (`%73`, ` s`, `pf.net`): one
/// that is not plain may be any.
fn is_about_device<'t>(names: Text<'t>, request: Text<'t>, from: u32, to: u32) -> bool {
    let stands = |list: Text<'t>, at: u32, length: u32| {
        (0..length).all(|index| list.byte(at + index) == request.byte(from + index))
    };
    let length = to - from;
    if !(from..to).all(|index| is_plain(request.byte(index)))
        || length >= TIMING.len() as u32
            && TIMING
                .bytes()
                .zip(from..)
                .all(|(byte, at)| u32::from(byte) == request.byte(at))
    {
        return true;
    }
    let mut start = 0;
    while start < names.len() {
        let end = names.find(SEPARATOR, start);
        if end - start == length && stands(names, start, length) {
            return true;
        }
        start = end + 1;
    }
    false
}

fn is_plain(byte: u32) -> bool {
    (byte | 32).wrapping_sub(97) < 26
        || byte.wrapping_sub(48) < 10
        || byte == u32::from(b'_')
        || byte == u32::from(b'-')
}
