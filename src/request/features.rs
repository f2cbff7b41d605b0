//! What the browser says of itself: the plug-in flags and screen size by which a server finds a visit without cookies
//! (Matomo, `core/Tracker/Settings.php`), so they must be the same on every hit of the visit (matomo#19279).

use super::{Query, params};
use crate::list;
use crate::port::{Kind, WINDOW};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// Parameter, and the type of file whose plug-in it is about. Source: Tracking HTTP API, "Plugins".
const PLUGINS: &str = list!(
    "pdf application/pdf qt video/quicktime realp audio/x-pn-realaudio-plugin wma application/x-mplayer2 \
fla application/x-shockwave-flash java application/x-java-vm ag application/x-silverlight"
);

/// The client hints and browser features as a query string. Read once, then kept: see the module header.
pub fn query(turn: Turn<'_>) -> Text<'_> {
    let hints = settings::filled(turn, HINTS).unwrap_or(turn.literal("{}"));
    let query = Query::new(turn).param(params::CLIENT_HINTS, hints);
    if settings::is_set(turn, FEATURES_OFF) {
        return query.done();
    }
    query.raw(kept(turn)).done()
}

/// The plug-ins and the screen alone.
pub fn kept(turn: Turn<'_>) -> Text<'_> {
    turn.kept(FEATURES).unwrap_or_else(|| {
        let features = read(turn);
        turn.keep(FEATURES, Some(features));
        features
    })
}

fn read(turn: Turn<'_>) -> Text<'_> {
    let mut query = Query::new(turn);
    if WINDOW.number("navigator.mimeTypes.length") > 0.0 {
        let types = WINDOW
            .property(turn.literal("navigator"))
            .property(turn.literal("mimeTypes"));
        let mut plugins = turn.literal(PLUGINS).items();
        while let (Some(name), Some(mime)) = (plugins.next(), plugins.next()) {
            let has_plugin = types.property(mime).kind_at("enabledPlugin") == Kind::Object;
            query = query.pair(name, turn.literal(if has_plugin { "1" } else { "0" }));
        }
    }
    let pixels = |path| WINDOW.number(path) as u32;
    let (width, height) = (pixels("screen.width"), pixels("screen.height"));
    let resolution = turn.build().number(width).literal("x").number(height).done();
    query
        .number(
            params::COOKIE,
            u32::from(WINDOW.kind_at("navigator.cookieEnabled") == Kind::True),
        )
        .param(params::RESOLUTION, resolution)
        .done()
}
