//! Automated browsers (`setBotPolicy`): whether this is one, and whether its hits are left out or marked (issue 17).
//!
//! A signal is one only if no browser of a visitor shows it. So these are none: an empty `navigator.languages` and a missing `chrome` or
//! plug-ins (in-app browsers, privacy settings), `Electron` (desktop applications), sizes of the screen, and names that a page's own
//! script may have, such as `emit`, `spawn` and `webdriver`.

use super::{LEADER, inherit};
use crate::effect;
use crate::list;
use crate::patterns::is_one_of;
use crate::port::{Kind, Value, WINDOW, argument};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// Matomo's `recMode=2`: it decides by itself whether the hit goes to the reports about bots or is a visit. Source: Tracking HTTP API,
/// "Tracking Bots" (Matomo 5.7; older ones ignore it). `recMode=1` would lose each hit that Matomo does not take for a bot's.
pub const MARK: &str = "recMode=2";

/// The custom dimensions that Matomo may have.
const MOST_DIMENSIONS: f64 = 999.0;

/// In user agents of browsers without a window, of tools and of what stands in for a browser in tests. Source: matomo-org's plugin
/// TrackingSpamPrevention, `BrowserDetection.php`, and what the tools call themselves.
const HEADLESS: &str = list!(
    "*HeadlessChrome* *HeadlessEdg* *PhantomJS* *SlimerJS* *HtmlUnit* *Puppeteer* *Playwright* *Cypress/* *Chrome-Lighthouse* *jsdom/* *HappyDOM/*"
);

/// In user agents of assistants that visit a page for somebody. Source: matomo-org/matomo#24530.
const AGENTS: &str = list!(
    "*ChatGPT-User* *MistralAI-User* *Claude-User* *Perplexity-User* *Gemini-Deep-Research* *GoogleAgent* *NovaAct*"
);

/// Properties that tools leave on the window or the document, each behind what a report calls the tool. Sources: Plausible's and BotD's
/// trackers (`__nightmare`, `_phantom`, `Cypress`; `callPhantom`, `__phantomas`, `domAutomation`, Selenium's), Playwright's injected scripts.
const TRACES: &str = list!(
    "playwright.__playwright__binding__ playwright.__pwInitScripts cypress.Cypress nightmare.__nightmare \
phantomjs._phantom phantomjs.callPhantom phantomjs.__phantomas chrome.domAutomation chrome.domAutomationController \
selenium._selenium selenium.__webdriverFunc selenium.__webdriver_evaluate selenium.__selenium_evaluate \
selenium.__selenium_unwrapped selenium.__webdriver_script_fn selenium.__driver_evaluate selenium.__fxdriver_evaluate"
);

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
        return turn.keep(LEFT_OUT_AS, Some(signal));
    }
    let mut mark = turn.build().literal(MARK);
    if let Some(id) = dimension {
        mark = mark.literal("&dimension").number(id).literal("=").text(signal);
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
fn signal<'t>(turn: Turn<'t>) -> Option<Text<'t>> {
    let of = |value: Value, name| value.property(turn.literal(name));
    let navigator = of(WINDOW, "navigator");
    let (kind, agent) = of(navigator, "userAgent").read(turn, "");
    // Source: w3c.github.io/webdriver, "Interface". A browser without it has `undefined`.
    let webdriver = of(navigator, "webdriver");
    // Some have another's user agent and say what they are here (matomo-org/plugin-TrackingSpamPrevention#108).
    let brands = of(of(navigator, "userAgentData"), "brands").json(turn.empty());
    let is_unreadable = matches!(webdriver.kind(), Kind::Object | Kind::Function) || kind != Kind::Text;
    let says = |text: Option<Text<'t>>, list| text.is_some_and(|text| is_one_of(text, list));
    let word = if is_unreadable {
        effect::warn(turn, "the browser cannot be asked, so it counts as automated");
        "unreadable"
    } else if is_there(webdriver) {
        "webdriver"
    } else if says(agent, HEADLESS) || says(brands, HEADLESS) {
        "headless"
    } else if says(agent, AGENTS) {
        "agent"
    } else {
        return tool(turn);
    };
    Some(turn.literal(word))
}

/// The tool that has left something on the page.
fn tool(turn: Turn<'_>) -> Option<Text<'_>> {
    let document = WINDOW.property(turn.literal("document"));
    turn.literal(TRACES).items().find_map(|trace| {
        let dot = trace.find(b'.', 0);
        let name = trace.after(dot + 1);
        (is_there(WINDOW.property(name)) || is_there(document.property(name))).then(|| trace.cut(0, dot))
    })
}

fn is_there(value: Value) -> bool {
    !matches!(value.kind(), Kind::Undefined | Kind::Null | Kind::False)
}
