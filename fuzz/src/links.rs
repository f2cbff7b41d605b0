//! Clicks on any link: what it is tracked as follows from its classes, its file and whose it is, and it is one hit at most.

use crate::lines::Lines;
use crate::shim::{COLLECTOR, END_OF_TURN, POINTER, Watched};
use crate::support::page;
use crate::wire::{self, param};
use arbitrary::{Arbitrary, Result, Unstructured};
use crumbless::fake::{Js, with_page};

const HOST: &str = "site.example";
const ACTIONS: [&str; 8] = [
    "javascript:",
    "vbscript:",
    "jscript:",
    "mocha:",
    "livescript:",
    "ecmascript:",
    "mailto:",
    "tel:",
];

/// What the addresses of pages and files begin with; of others nobody knows what they lead to.
const PLACES: [&str; 8] = [
    "http:",
    "https:",
    "ftp:",
    "ftps:",
    "file:",
    "data:",
    "blob:",
    "filesystem:",
];

/// What makes a download where an input does not say.
const DOWNLOADS: [&str; 3] = ["pdf", "zip", "bz2"];

/// Letters that the patterns of the page of plain data take for `s` and `k`; a browser's do not.
const LOOK_ALIKES: [char; 2] = ['\u{17f}', '\u{212a}'];

/// A link (address, classes, `download` and `svg` and `middle`), the site's domains, its extensions, and its classes for links to
/// ignore, outlinks and downloads.
#[derive(Clone, Debug)]
pub struct Click {
    href: String,
    classes: String,
    is_download: bool,
    is_svg: bool,
    is_middle: bool,
    domains: Vec<String>,
    extensions: Vec<String>,
    ignored: Vec<String>,
    outlinks: Vec<String>,
    downloads: Vec<String>,
}

impl<'a> Arbitrary<'a> for Click {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Click> {
        let mut lines = Lines::arbitrary(input)?;
        let (href, classes, flags) = (lines.text().replace(LOOK_ALIKES, ""), lines.text(), lines.words());
        let or_standard = |words: Vec<String>| {
            if words.is_empty() {
                DOWNLOADS.map(str::to_owned).to_vec()
            } else {
                words
            }
        };
        let has = |flag: &str| flags.iter().any(|word| word == flag);
        Ok(Click {
            href,
            classes,
            is_download: has("download"),
            is_svg: has("svg"),
            is_middle: has("middle"),
            domains: lines.words(),
            extensions: or_standard(lines.plain_words()),
            ignored: lines.plain_words(),
            outlinks: lines.plain_words(),
            downloads: lines.plain_words(),
        })
    }
}

/// What a link must be; some addresses leave it open whose they are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Nothing,
    Outlink,
    Download,
    NothingOrOutlink,
}

impl Click {
    /// Clicks and reads what left.
    pub fn check(&self) {
        page::open(&format!("http://{HOST}/page"), "Title", "");
        with_page(|page| page.has_hints = false);
        let mut tracker = Watched::new();
        self.set_up(&mut tracker);
        let hits = self.click(&mut tracker);
        let kinds: Vec<&str> = ["link", "download"]
            .into_iter()
            .filter(|kind| hits.iter().any(|hit| param(hit, kind).is_some()))
            .collect();
        let expected = self.kind();
        match (kinds[..].first(), expected) {
            (None, Kind::Nothing | Kind::NothingOrOutlink) => assert_eq!(hits.len(), 0),
            (Some(&"link"), Kind::Outlink | Kind::NothingOrOutlink) | (Some(&"download"), Kind::Download) => {
                assert_eq!((hits.len(), kinds.len()), (1, 1));
                self.assert_address(&param(&hits[0], kinds[0]).unwrap_or_default());
            }
            _ => panic!("{self:?} is {expected:?}, not {kinds:?}"),
        }
    }

    fn set_up(&self, tracker: &mut Watched) {
        let settings = [
            ("setDomains", &self.domains),
            ("setDownloadExtensions", &self.extensions),
            ("setIgnoreClasses", &self.ignored),
            ("setLinkClasses", &self.outlinks),
            ("setDownloadClasses", &self.downloads),
        ];
        for (name, words) in settings.into_iter().filter(|(_, words)| !words.is_empty()) {
            tracker.command(
                name,
                vec![Js::List(
                    words.iter().map(|word| Js::from(word.as_str())).collect(),
                )],
            );
        }
        tracker.command("enableLinkTracking", vec![]);
    }

    /// The hits of a click, or of a press and release of the middle button: only both together are a click.
    fn click(&self, tracker: &mut Watched) -> Vec<String> {
        let mut out = if self.is_middle {
            let mut out = tracker.event(POINTER, vec![self.event("click", 1.0)]);
            out.add(tracker.event(POINTER, vec![self.event("mouseup", 1.0)]));
            out.add(tracker.event(POINTER, vec![self.event("mousedown", 1.0)]));
            out.add(tracker.event(END_OF_TURN, vec![]));
            assert!(out.requests.is_empty(), "not yet a click: {out:?}");
            tracker.event(POINTER, vec![self.event("mouseup", 1.0)])
        } else {
            tracker.event(POINTER, vec![self.event("click", 0.0)])
        };
        out.add(tracker.event(END_OF_TURN, vec![]));
        out.hits().cloned().collect()
    }

    fn event(&self, kind: &str, button: f64) -> Js {
        let mut event = Js::default();
        event.set("type", Js::from(kind));
        event.set("button", Js::Number(button));
        let place = |name: &str| {
            if self.is_svg {
                format!("{name}.baseVal")
            } else {
                name.to_owned()
            }
        };
        event.set(&place("href"), Js::from(self.href.as_str()));
        event.set(&place("className"), Js::from(self.classes.as_str()));
        if self.is_download {
            event.set("attributes.download", Js::Object(Vec::new()));
        }
        event
    }

    fn kind(&self) -> Kind {
        let href = self.href.to_ascii_lowercase();
        let is_action = ACTIONS.iter().any(|action| href.starts_with(action));
        if self.href.is_empty()
            || is_action
            || self.href.starts_with(COLLECTOR)
            || self.has_class("ignore", &self.ignored)
        {
            Kind::Nothing
        } else if self.has_class("link", &self.outlinks) {
            Kind::Outlink
        } else if self.has_class("download", &self.downloads) {
            Kind::Download
        } else if !PLACES.iter().any(|place| href.starts_with(place)) {
            Kind::Nothing
        } else if self.is_download || self.is_file() {
            Kind::Download
        } else {
            self.whose()
        }
    }

    fn has_class(&self, purpose: &str, own: &[String]) -> bool {
        let is_marked = |class: &str| {
            let prefix = class.strip_suffix(purpose);
            matches!(prefix, Some("piwik_" | "piwik-" | "matomo_" | "matomo-"))
        };
        self.classes
            .split(' ')
            .any(|class| is_marked(class) || own.iter().any(|own| own == class))
    }

    /// Whether `.extension` stands anywhere before a `?`, `&`, `#` or the end.
    fn is_file(&self) -> bool {
        let is_known = |name: &str| self.extensions.iter().any(|own| own.eq_ignore_ascii_case(name));
        let mut ends = self
            .href
            .split(['?', '&', '#'])
            .filter_map(|end| end.rsplit_once('.'));
        ends.any(|(_, name)| is_known(name))
    }

    /// Whether the address is one of the site's own, as far as that is beyond doubt.
    fn whose(&self) -> Kind {
        let Some((host, path)) = plain_address(&self.href) else {
            return Kind::NothingOrOutlink;
        };
        let listed: Vec<Option<bool>> = self.domains.iter().map(|entry| fits(entry, host, path)).collect();
        // The page's host belongs to the site too, unless an entry says which part of it does.
        let is_complete = self
            .domains
            .iter()
            .any(|entry| entry.contains('/') || entry.contains(HOST));
        if listed.contains(&Some(true)) {
            Kind::Nothing
        } else if listed.contains(&None) {
            Kind::NothingOrOutlink
        } else {
            match host == HOST {
                true if is_complete => Kind::NothingOrOutlink,
                true => Kind::Nothing,
                false => Kind::Outlink,
            }
        }
    }

    /// `data:` without the data, `blob:` without its name, all else as it is but for the tracker's own parameters.
    fn assert_address(&self, sent: &str) {
        let href = self.href.as_str();
        let expected = if href.starts_with("data:") {
            href.split(',').next().unwrap_or_default()
        } else if href.starts_with("blob:") {
            href.rsplit_once('/').map_or(href, |(before, _)| before)
        } else {
            href
        };
        let expected = wire::decoded(expected);
        let has_own = ["pk_vid", "ignore_refer"]
            .iter()
            .any(|name| expected.contains(name));
        assert!(has_own || sent == expected, "{sent} is not {expected}");
    }
}

/// Host and path of an address whose host no reader could take for another.
fn plain_address(href: &str) -> Option<(&str, &str)> {
    let rest = href
        .strip_prefix("http://")
        .or_else(|| href.strip_prefix("https://"))?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "./-_".contains(letter);
    let is_good = !host.is_empty() && !rest.contains("//") && rest.chars().all(is_plain);
    is_good.then_some((host, path))
}

/// Whether an entry of `setDomains` means a host and path; nothing for an entry that is no such entry.
fn fits(entry: &str, host: &str, path: &str) -> Option<bool> {
    let (name, part) = entry
        .split_once('/')
        .map_or((entry, ""), |(name, part)| (name, part));
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "./-_".contains(letter);
    let bare = name.strip_prefix("*.").or_else(|| name.strip_prefix('.'));
    let whole = bare.unwrap_or(name);
    let is_good =
        !whole.is_empty() && !entry.contains("//") && !whole.ends_with('.') && !whole.starts_with('.');
    let part_is_plain = part.strip_suffix('*').unwrap_or(part).chars().all(is_plain);
    if !is_good || !part_is_plain || !whole.chars().all(is_plain) {
        return None;
    }
    let is_host = host == whole || bare.is_some() && host.ends_with(&format!(".{whole}"));
    let path = if path.is_empty() { "/" } else { path };
    let folder = |path: &str| {
        if path.ends_with('/') {
            path.to_owned()
        } else {
            format!("{path}/")
        }
    };
    let is_path = match part.strip_suffix('*') {
        Some(beginning) => path.starts_with(&format!("/{beginning}")),
        None => folder(path).starts_with(&folder(&format!("/{part}"))),
    };
    Some(is_host && is_path)
}
