//! Automated browsers (`setBotPolicy`): whether this is one, and whether its hits are left out or marked (issue 17).
//!
//! A signal is one only if no browser of a visitor shows it. So these are none: an empty `navigator.languages` and a missing `chrome` or
//! plug-ins (in-app browsers, privacy settings), `Electron` (desktop applications), sizes of the screen, and names that a page's own
//! script may have, such as `emit`, `spawn` and `webdriver`.

use super::inherit;
use crate::effect;
use crate::list;
use crate::port::{Kind, Value, WINDOW, argument};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// The tracker whose policy a later one begins with.
const LEADER: u32 = 1;

/// Matomo's `recMode=2`: it decides by itself whether the hit goes to the reports about bots or is a visit. Source: Tracking HTTP API,
/// "Tracking Bots" (Matomo 5.7; older ones ignore it). `recMode=1` would lose each hit that Matomo does not take for a bot's.
pub const MARK: &str = "recMode=2";

/// The custom dimensions that Matomo may have.
const MOST_DIMENSIONS: f64 = 999.0;

/// In user agents of browsers without a window, of tools and of what stands in for a browser in tests. Source: matomo-org's plugin
/// TrackingSpamPrevention, `BrowserDetection.php`, and what the tools call themselves.
const HEADLESS: &str = list!(
    "HeadlessChrome HeadlessEdg PhantomJS SlimerJS HtmlUnit Puppeteer Playwright Cypress/ Chrome-Lighthouse jsdom/ HappyDOM/"
);

/// In user agents of assistants that visit a page for somebody. Source: matomo-org/matomo#24530.
const AGENTS: &str =
    list!("ChatGPT-User MistralAI-User Claude-User Perplexity-User Gemini-Deep-Research GoogleAgent NovaAct");

/// Properties that tools leave on the window or the document, behind what a report calls them. Sources: Plausible's and BotD's trackers
/// (`__nightmare`, `_phantom`, `Cypress`; `callPhantom`, `__phantomas`, `domAutomation`, Selenium's), Playwright's injected scripts.
const TRACES: [(&str, &str); 17] = [
    ("playwright", "__playwright__binding__"),
    ("playwright", "__pwInitScripts"),
    ("cypress", "Cypress"),
    ("nightmare", "__nightmare"),
    ("phantomjs", "_phantom"),
    ("phantomjs", "callPhantom"),
    ("phantomjs", "__phantomas"),
    ("chrome", "domAutomation"),
    ("chrome", "domAutomationController"),
    ("selenium", "_selenium"),
    ("selenium", "__webdriverFunc"),
    ("selenium", "document.__webdriver_evaluate"),
    ("selenium", "document.__selenium_evaluate"),
    ("selenium", "document.__selenium_unwrapped"),
    ("selenium", "document.__webdriver_script_fn"),
    ("selenium", "document.__driver_evaluate"),
    ("selenium", "document.__fxdriver_evaluate"),
];

/// `setBotPolicy(policy, options)`. A name that is none is taken as `leave-out`: it may have been meant, and visitors lose nothing by it.
pub fn set(turn: Turn<'_>) {
    turn.keep(LEFT_OUT_AS, None);
    turn.keep(BOT_MARK, None);
    let (kind, name) = argument(0).read(turn, "");
    if kind == Kind::Null {
        return;
    }
    let is = |policy| kind == Kind::Text && name.is_some_and(|name| name.is(policy));
    let is_mark = is("mark");
    if !is_mark && !is("leave-out") {
        effect::warn(
            turn,
            "unknown policy, so automated browsers are left out; write 'leave-out', 'mark' or null",
        );
    }
    let dimension = if is_mark { dimension(turn) } else { None };
    let Some(signal) = signal(turn) else {
        return;
    };
    if !is_mark {
        return turn.keep(LEFT_OUT_AS, Some(turn.literal(signal)));
    }
    let mut mark = turn.build().literal(MARK);
    if let Some(id) = dimension {
        mark = mark.literal("&dimension").number(id).literal("=").literal(signal);
    }
    turn.keep(BOT_MARK, Some(mark.done()));
}

/// A new tracker does as the page's first.
pub fn join(turn: Turn<'_>) {
    inherit(turn, LEADER, LEFT_OUT_AS);
    inherit(turn, LEADER, BOT_MARK);
}

/// Whether nothing is sent of this browser; says so to whoever develops the page.
pub fn is_left_out(turn: Turn<'_>) -> bool {
    let signal = settings::filled(turn, LEFT_OUT_AS);
    if let Some(signal) = signal {
        let why = turn
            .build()
            .literal("setBotPolicy leaves out automated browsers, by ");
        effect::explain(why.text(signal).done());
    }
    signal.is_some()
}

/// What hits of this browser say besides; the empty text for most.
pub fn mark(turn: Turn<'_>) -> Text<'_> {
    settings::text(turn, BOT_MARK)
}

/// The option `dimension`. A wrong one must not cost the mark.
fn dimension(turn: Turn<'_>) -> Option<u32> {
    let given = argument(1);
    let name = turn.literal("dimension");
    let id = given.property(name).number("");
    let is_known = given.keys(turn).is_some_and(|keys| keys.same(name));
    let is_id = is_known && (1.0..=MOST_DIMENSIONS).contains(&id) && f64::from(id as u32) == id;
    if !is_id && !matches!(given.kind(), Kind::Undefined | Kind::Null) {
        effect::warn(
            turn,
            "needs { dimension: 1 to 999 }, so hits are marked without one",
        );
    }
    Some(id as u32).filter(|_| is_id)
}

/// By what this browser shows that it is automated, in a word; `None` if by nothing. Where the browser cannot be asked it counts as one.
fn signal(turn: Turn<'_>) -> Option<&'static str> {
    let navigator = WINDOW.property(turn.literal("navigator"));
    let of = |value: Value, name| value.property(turn.literal(name));
    let (kind, agent) = of(navigator, "userAgent").read(turn, "");
    let agent = agent.filter(|_| kind == Kind::Text);
    // Source: w3c.github.io/webdriver, "Interface". A browser without it has `undefined`.
    let webdriver = of(navigator, "webdriver").kind();
    if matches!(webdriver, Kind::Object | Kind::Function) || agent.is_none() {
        effect::warn(turn, "the browser cannot be asked, so it counts as automated");
        return Some("unreadable");
    }
    if !matches!(webdriver, Kind::Undefined | Kind::Null | Kind::False) {
        return Some("webdriver");
    }
    let agent = agent.unwrap_or(turn.empty());
    // Some have another's user agent and say what they are here (matomo-org/plugin-TrackingSpamPrevention#108).
    let brands = of(of(navigator, "userAgentData"), "brands").json(turn.empty());
    if names(agent, HEADLESS) || brands.is_some_and(|brands| names(brands, HEADLESS)) {
        return Some("headless");
    }
    if names(agent, AGENTS) {
        return Some("agent");
    }
    let is_there = |path| !matches!(WINDOW.kind_at(path), Kind::Undefined | Kind::Null | Kind::False);
    TRACES
        .into_iter()
        .find(|(_, path)| is_there(path))
        .map(|(tool, _)| tool)
}

/// Whether one of a list of names stands in a text. The browser's patterns are not asked, for a page may have replaced what they need.
fn names(text: Text<'_>, list: &'static str) -> bool {
    let stands = |name| (0..text.len()).any(|at| text.has_at(at, name));
    text.turn().literal(list).items().any(stands)
}
