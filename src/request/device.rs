//! What a request leaves out about the device, whoever put it there: `setDeviceDetail`, as it is when the request leaves.

use super::params;
use crate::privacy::device::{DeviceDetail, detail};
use crate::text::{SEPARATOR, Text, TextBuilder, Turn};

/// The request without what the detail leaves out now. To be asked when it leaves.
pub fn reduced<'t>(turn: Turn<'t>, request: Text<'t>) -> Text<'t> {
    if detail(turn) == DeviceDetail::All {
        return request;
    }
    let names = turn.literal(params::DEVICE);
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
        || length >= params::TIMING.len() as u32
            && params::TIMING
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
