//! What a setting is while nobody set it, and how settings are read.

use crate::list;
use crate::port;
pub use crate::slots::*;
use crate::text::{Text, Turn};

/// States of which one is the tracker's at a time.
pub trait State: Sized {
    /// Where its number stands.
    const SLOT: NumberSlot;

    /// Its number.
    fn number(self) -> u32;

    /// Whether it is the current tracker's.
    fn is(self, turn: Turn<'_>) -> bool {
        turn.number(Self::SLOT) == self.number()
    }

    /// From now on it is.
    fn set(self, turn: Turn<'_>) {
        turn.set_number(Self::SLOT, self.number());
    }
}

/// An enum whose variants are the [`State`]s of a slot.
macro_rules! states {
    ($(#[$doc:meta])* $visible:vis $name:ident in $slot:ident { $($(#[$about:meta])* $variant:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        $visible enum $name { $($(#[$about])* $variant = $number,)* }

        impl $crate::settings::State for $name {
            const SLOT: $crate::slots::NumberSlot = $slot;

            fn number(self) -> u32 {
                self as u32
            }
        }
    };
}
pub(crate) use states;

/// What a usage report is a page view of.
#[cfg(feature = "anonymous")]
pub const REPORT_PATH: &str = "/system-report";

/// A list setting, or its default.
pub fn list(turn: Turn<'_>, slot: TextSlot) -> Text<'_> {
    turn.kept(slot).unwrap_or_else(|| default_list(turn, slot))
}

/// A text setting, or the empty text.
pub fn text(turn: Turn<'_>, slot: TextSlot) -> Text<'_> {
    turn.kept(slot).unwrap_or(turn.empty())
}

/// A text setting that has a byte.
pub fn filled(turn: Turn<'_>, slot: TextSlot) -> Option<Text<'_>> {
    turn.kept(slot).filter(|text| !text.is_empty())
}

/// Whether a flag is set.
pub fn is_set(turn: Turn<'_>, flag: NumberSlot) -> bool {
    turn.number(flag) != 0
}

/// The address hits are about: `setCustomUrl`, or the page's, or that of a usage report.
pub fn current_url(turn: Turn<'_>) -> Text<'_> {
    #[cfg(feature = "anonymous")]
    if is_set(turn, REPORTING) {
        return port::absolute(turn.literal(REPORT_PATH));
    }
    filled(turn, CUSTOM_URL).unwrap_or(text(turn, LOCATION))
}

/// Where the Matomo is: `setAPIUrl`, or the folder of the tracker URL.
pub fn matomo_url(turn: Turn<'_>) -> Text<'_> {
    if let Some(given) = filled(turn, API_URL) {
        return given;
    }
    const FOLDER: &str = "^([^?]*?/)(?:js/)?(?:[^/?]*\\.php)?(?:[?]|$)";
    let tracker = port::absolute(text(turn, TRACKER_URL));
    let pattern = turn.literal(FOLDER);
    port::capture(pattern, turn.empty(), tracker).unwrap_or(tracker)
}

fn default_list(turn: Turn<'_>, slot: TextSlot) -> Text<'_> {
    if slot == DOMAINS {
        return text(turn, HOST);
    }
    turn.literal(match slot {
        EXCLUDED_REFERRERS => ".paypal.com",
        CAMPAIGN_NAMES => {
            list!(
                "pk_campaign mtm_campaign piwik_campaign matomo_campaign utm_campaign utm_source utm_medium"
            )
        }
        CAMPAIGNLESS_REFERRERS => list!("chatgpt.com chat.openai.com"),
        CAMPAIGNLESS_SOURCES => list!(
            "chatgpt.com chat.openai.com chatgpt openai perplexity perplexity.ai claude.ai copilot.microsoft.com copilot.com gemini.google.com"
        ),
        CAMPAIGN_KEYWORDS => list!("pk_kwd mtm_kwd piwik_kwd matomo_kwd utm_term"),
        EXTENSIONS => list!(DOWNLOAD_EXTENSIONS),
        _ => "",
    })
}

/// What counts as a download by its extension: the list of matomo.js 5.2, 3mf, obj, ply and stl, and in the last line younger formats of what
/// that list has: pictures, sound, videos, documents, archives, disk images and programs. No pages (DIFFERENCES.md, "more-download-extensions").
const DOWNLOAD_EXTENSIONS: &str = "7z aac apk arc arj asc asf asx avi azw3 bin csv deb dmg doc docx epub exe flv gif gz \
gzip hqx ibooks jar jpg jpeg js md5 mobi mp2 mp3 mp4 mpg mpeg mov movie msi msp odb odf odg ods odt ogg ogv pdf phps \
png ppt pptx qt qtm ra ram rar rpm rtf sea sha sha256 sha512 sig sit tar tbz tbz2 bz bz2 tgz torrent txt wav wma wmv \
wpd xls xlsx xml xz z zip 3mf obj ply stl \
webp avif svg m4a flac opus webm mkv m4v ics vcf gpx kml odp iso img pkg appimage zst";
