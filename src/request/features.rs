//! What the browser says of itself. By the plug-in flags, the cookie flag and the client hints a server finds a visit without
//! cookies (Matomo, `core/Tracker/Settings.php`), so they must be the same on every hit of the visit (matomo#19279). The
//! screen's size is for a report alone.

use super::{Query, params};
use crate::port::{Kind, Value, WINDOW};
use crate::privacy::device::{self, DeviceDetail};
use crate::settings::{self, *};
use crate::text::{Text, TextSlot, Turn};

/// Browsers name three brands; a page may have put any number in their place.
const MOST_BRANDS: u32 = 8;
/// How many digits the number of a version has at most.
const VERSION_DIGITS: u32 = 4;

/// Brands and platforms that there are; what a page has put in their place is none of them, and what browsers put between them at
/// random ("Not:A-Brand") identifies nobody. Sources: the clients that Matomo's DeviceDetector knows by hints; "Sec-CH-UA-Platform".
const BRANDS: &str = "Chromium\x1fGoogle Chrome\x1fMicrosoft Edge\x1fMicrosoft Edge WebView2\x1fOpera\x1fOpera GX\x1fBrave\x1fVivaldi\x1f\
Yandex\x1fYaBrowser\x1fSamsung Internet\x1fAndroid WebView\x1fHeadlessChrome\x1fDuckDuckGo\x1fWhale\x1fMiui Browser\x1fAvast Secure Browser\x1f\
AVG Secure Browser\x1fCCleaner Browser\x1fNorton Secure Browser";
const PLATFORMS: &str =
    "Android\x1fChrome OS\x1fChromium OS\x1fFuchsia\x1fiOS\x1fLinux\x1fmacOS\x1fWindows\x1fUnknown";

/// The client hints and browser features as a query string, as far as [`device::detail`] allows it. Read once, then kept: see
/// the module header.
///
/// Hints are said to be none where there are none to send: without the parameter Matomo takes those of the request's headers.
pub fn query(turn: Turn<'_>) -> Text<'_> {
    let detail = device::detail(turn);
    let is_off = settings::is_set(turn, FEATURES_OFF);
    let hints = match detail {
        DeviceDetail::All => settings::filled(turn, HINTS),
        DeviceDetail::Needed if !is_off => Some(kept(turn, BRIEF_HINTS, brief_hints)),
        _ => None,
    };
    let mut query = Query::new(turn).param(params::CLIENT_HINTS, hints.unwrap_or(turn.literal("{}")));
    if !is_off && detail != DeviceDetail::None {
        query = query.raw(kept(turn, FEATURES, flags));
        if detail == DeviceDetail::All {
            query = query.raw(kept(turn, RESOLUTION, resolution));
        }
    }
    query.done()
}

fn kept<'t>(turn: Turn<'t>, slot: TextSlot, read: fn(Turn<'t>) -> Text<'t>) -> Text<'t> {
    turn.kept(slot).unwrap_or_else(|| {
        let found = read(turn);
        turn.keep(slot, Some(found));
        found
    })
}

/// The plug-ins and the cookie flag.
fn flags(turn: Turn<'_>) -> Text<'_> {
    let mut query = Query::new(turn);
    if WINDOW.number("navigator.mimeTypes.length") > 0.0 {
        let types = WINDOW
            .property(turn.literal("navigator"))
            .property(turn.literal("mimeTypes"));
        let mut plugins = turn.literal(params::PLUGINS).items();
        while let (Some(name), Some(mime)) = (plugins.next(), plugins.next()) {
            let has_plugin = types.property(mime).kind_at("enabledPlugin") == Kind::Object;
            query = query.pair(name, turn.literal(if has_plugin { "1" } else { "0" }));
        }
    }
    query
        .number(
            params::COOKIE,
            u32::from(WINDOW.kind_at("navigator.cookieEnabled") == Kind::True),
        )
        .done()
}

fn resolution(turn: Turn<'_>) -> Text<'_> {
    let pixels = |path| WINDOW.number(path) as u32;
    let (width, height) = (pixels("screen.width"), pixels("screen.height"));
    let resolution = turn.build().number(width).literal("x").number(height).done();
    Query::new(turn).param(params::RESOLUTION, resolution).done()
}

/// The client hints that a browser gives without being asked (w3.org/TR/ua-client-hints or wicg.github.io/ua-client-hints,
/// "low entropy"), as Matomo reads them: `{"brands":[{"brand":..,"version":..}],"mobile":..,"platform":..}`. Of a version the
/// first number: a page may have put a stand-in here that says more.
fn brief_hints(turn: Turn<'_>) -> Text<'_> {
    let data = WINDOW
        .property(turn.literal("navigator"))
        .property(turn.literal("userAgentData"));
    let platform = text_at(turn, data, "platform");
    let Some(platform) = platform.filter(|platform| turn.literal(PLATFORMS).has_item(*platform)) else {
        return turn.literal("{}");
    };
    let is_mobile = data.kind_at("mobile") == Kind::True;
    turn.build()
        .literal("{\"brands\":[")
        .text(brands(turn, data.property(turn.literal("brands"))))
        .literal(if is_mobile {
            "],\"mobile\":true,\"platform\":"
        } else {
            "],\"mobile\":false,\"platform\":"
        })
        .text(quoted(platform))
        .literal("}")
        .done()
}

fn brands(turn: Turn<'_>, list: Value) -> Text<'_> {
    let mut brands = turn.build();
    for index in 0..(list.number("length") as u32).min(MOST_BRANDS) {
        let entry = list.property(turn.build().number(index).done());
        let brand = text_at(turn, entry, "brand").filter(|brand| turn.literal(BRANDS).has_item(*brand));
        if let (Some(brand), Some(version)) = (brand, text_at(turn, entry, "version").and_then(first_number))
        {
            let (brand, version) = (quoted(brand), quoted(version));
            brands = if brands.is_empty() {
                brands
            } else {
                brands.literal(",")
            }
            .literal("{\"brand\":")
            .text(brand)
            .literal(",\"version\":")
            .text(version)
            .literal("}");
        }
    }
    brands.done()
}

fn text_at<'t>(turn: Turn<'t>, value: Value, path: &'static str) -> Option<Text<'t>> {
    let (kind, text) = value.read(turn, path);
    text.filter(|_| kind == Kind::Text)
}

/// The first number of a version.
fn first_number(version: Text<'_>) -> Option<Text<'_>> {
    let number = version.cut(0, version.find(b'.', 0));
    let is_number =
        (0..number.len()).all(|index| (u32::from(b'0')..=u32::from(b'9')).contains(&number.byte(index)));
    Some(number).filter(|number| is_number && number.len() <= VERSION_DIGITS)
}

/// A text that needs no escaping, as JSON: the page's own `JSON` may have been replaced.
fn quoted(text: Text<'_>) -> Text<'_> {
    text.turn().build().literal("\"").text(text).literal("\"").done()
}
