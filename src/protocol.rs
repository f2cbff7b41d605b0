//! What both languages know: the numbers and names that cross the FFI boundary. Each stands here and nowhere else: the build writes
//! `js/bridge/protocol.js` from it (`scripts/build/protocol.mjs`), and the fake page, the tests and the fuzz targets use it as it is.

/// An enum whose variants are numbered from 0, and what the build needs to know of it.
macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[repr(u32)]
            pub enum $name { $($(#[$about])* $variant,)* }

            impl $name {
                const NAMES: &[&str] = &[$(stringify!($variant),)*];

                /// How many there are.
                pub const COUNT: u32 = Self::NAMES.len() as u32;

                /// The one with a number, if there is one.
                pub fn from_number(number: u32) -> Option<$name> {
                    $(if number == $name::$variant as u32 {
                        return Some($name::$variant);
                    })*
                    None
                }
            }
        )*

        /// Every numbered enum: its name and those of its variants, by number.
        pub const ENUMS: &[(&str, &[&str])] = &[$((stringify!($name), $name::NAMES),)*];
    };
}

numbered! {
    /// What [`crate::tracker::enter`] is called for.
    Entry {
        /// A command, by its place in the table. The arguments stand ready as [`crate::port::argument`]s.
        Command,
        /// Something a tracker asked for or listens to has happened: an [`Event`]. Its particulars stand ready as arguments.
        Event,
        /// A new tracker for argument 0, the address of `matomo.php`, and argument 1, the site's id; for `addTargets` also with
        /// argument 2, the target as it was given, and argument 3, the options for all of them.
        Add,
        /// A draft is back from the plugins and the site's own processing, for a [`DraftTarget`]: argument 0 is the request, argument
        /// 1 the callback, argument 2 the draft as it went out.
        Draft,
        /// What was to keep hits back cannot be read: nothing leaves any more. Argument 0 says what it is.
        Close,
    }

    /// What may come in later, through [`crate::tracker::enter`].
    Event {
        /// The turn that gave hits is over, or the spacing's time is: see what may leave.
        Flush,
        /// A request is done: its number, its outcome (the status of the response, 0 where it cannot be read, or [`NO_ANSWER`] and its
        /// neighbours), how many seconds the server asks to be left alone for, the address that it was redirected to, and what
        /// [`Effect::Notify`] is for.
        Sent,
        /// The browser gave its client hints (argument 0), refused, or has taken too long for hits to wait.
        Hints,
        /// The interval of `queueRequest` is over.
        BulkDue,
        /// A request that others wait for takes too long.
        Overdue,
        /// The page is being left.
        Leaving,
        /// The page is shown again.
        Shown,
        /// A click, press or context menu (argument 0 is the event).
        Pointer,
        /// `window.onerror`: message, address, line, column.
        Error,
        /// The task that made the tracker is over.
        Settled,
        /// Content blocks to track: all arguments are their nodes. Where the shim could read them, two arguments stand before: a list of
        /// what each says, four items a block (src/content.rs), and the array of their targets.
        Content,
        /// Content blocks to return as an array of objects.
        ListContent,
        /// A click inside the target of a tracked content block (argument 0), on a node (argument 1).
        ContentClick,
        /// The window got the focus.
        Focus,
        /// The window lost the focus.
        Blur,
        /// The page is hidden, or asked whether it may be left.
        Hidden,
        /// It is time to send again what was lost.
        Retry,
        /// The network is back.
        Online,
        /// The page is back from the browser's back/forward cache.
        Restored,
        /// The address or the title may have changed (argument 0 is the kind of navigation, where there was one).
        Navigation,
        /// The page behind a changed address has settled.
        NavigationSettled,
        /// The page's policy forbids something (argument 0 is the `securitypolicyviolation` event).
        PolicyViolation,
        /// Something was measured of the last page view: an event's category and action, which are words of ours, its name, which may
        /// come from the page, its value, the data that belong to it, a name of ours for anonymous measurement, and whether it happened
        /// just now instead of in all of the view. Without a category it is a ping behind such events.
        Measured,
    }

    /// Where a finished draft goes.
    DraftTarget {
        /// To the delivery.
        Send,
        /// To the queue of `queueRequest`.
        Bulk,
        /// Back to the caller of `getRequest`.
        Return,
    }

    /// How a request leaves.
    Transport {
        /// `fetch` with `keepalive`: outlives the page, and reports when the server has responded.
        Fetch,
        /// `navigator.sendBeacon`, while the page is being left.
        Beacon,
        /// `XMLHttpRequest` with the site's content type.
        Post,
        /// An image, for GET; from a page that goes too.
        Image,
        /// `fetch` that ends with the page: for what exceeds the browser's limit for requests that outlive it.
        Plain,
        /// [`Transport::Fetch`] that leaves only if there is room for a body that outlives the page.
        Keepalive,
    }

    /// How to look for content blocks.
    Scan {
        /// All there are, once the document is read: [`Event::Content`].
        All,
        /// Those that are visible, once the page has loaded, and whenever others become so: [`Event::Content`].
        Visible,
        /// Those that are visible when the page has loaded.
        VisibleNow,
        /// All there are, now, for the console: [`Event::ListContent`].
        Console,
    }

    /// What to listen to.
    Listen {
        /// Clicks alone.
        Clicks,
        /// Clicks, presses of the middle button and context menus.
        Pointer,
        /// Uncaught errors.
        Errors,
        /// Clicks inside the target of a content block.
        Content,
        /// The window's focus.
        Focus,
        /// The address and the title of an application that stays in its document.
        Navigation,
    }

    /// What a value of the page is, as far as commands distinguish values.
    Kind {
        /// `undefined`, also for what could not be read.
        Undefined,
        /// `null`.
        Null,
        /// `false`.
        False,
        /// `true`.
        True,
        /// A number, `NaN` too.
        Number,
        /// A string.
        Text,
        /// A function.
        Function,
        /// Anything else.
        Object,
    }

    /// Where to look for an element.
    Search {
        /// At the node itself and below it.
        Below,
        /// At the node itself and above it.
        Above,
        /// At the node itself alone.
        Itself,
    }
}

macro_rules! effects {
    ($($(#[$kind:ident])? $variant:ident = $name:literal $carries:literal, $about:literal;)*) => {
        /// What goes out through `emit`, by number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Effect { $(#[doc = $about] $variant,)* }

        impl Effect {
            /// The one with a number, if there is one.
            pub fn from_number(number: u32) -> Option<Effect> {
                $(if number == Effect::$variant as u32 {
                    return Some(Effect::$variant);
                })*
                None
            }

            /// Each: its own name, that in `js/bridge/effects.js`, what it carries, a letter each, and whether only the full build has it.
            ///
            /// `n` a number, `t` a text, `b` how many bytes a text has, `v` a value, `m` a text that says a number, `c` one of the
            /// first four of [`Kind`], `j` JSON, `l` a list.
            pub const SIGNATURES: &[(&str, &str, &str, bool)] = &[$((stringify!($variant), $name, $carries, false $(|| effects!($kind))?),)*];
        }
    };
    (full) => { true };
}

// Those of the core first: its shim has no others.
effects! {
    Send = "send" "nnttbtt", "A request: the ways it may leave ([`WAY_BITS`]), number, address, body, the body's bytes, content type, callbacks.";
    After = "after" "nn", "An event after some milliseconds.";
    Listen = "listen" "nv", "Listeners on an element.";
    Log = "log" "t", "A line for the console.";
    Return = "result" "t", "What the command returns: a text.";
    ReturnNumber = "result" "m", "What the command returns: a number.";
    ReturnConstant = "result" "c", "What the command returns: `undefined`, `null`, `false` or `true`.";
    Soon = "soon" "n", "An event once what the page does now is over.";
    ExpireCookies = "cookies" "", "Expires the cookies of an earlier tracker.";
    SetHref = "href" "vt", "A link's new address.";
    SaveConsent = "saveConsent" "tvn", "Something for the site's consent store to keep: name, hours, and how many where the site names none.";
    #[full]
    Notify = "notify" "vc", "The outcome for the callbacks of a request, given with its event: whether it was a success.";
    #[full]
    Draft = "draft" "ntttvn", "A request for the plugins: target, their hook, head, tail, callback, when it was due.";
    #[full]
    ReturnJson = "result" "j", "What the command returns: an object.";
    #[full]
    ReturnList = "result" "l", "What the command returns: an array of strings.";
    #[full]
    Scan = "scan" "nv", "A look for content blocks in a node.";
    #[full]
    RemoveConsent = "removeConsent" "t", "Something for it to forget.";
    #[full]
    ShowOverlay = "overlay" "tt", "The page overlay of a Matomo: its address, the site.";
    #[full]
    CloseWindow = "close" "", "The end of a window that Matomo opened.";
    #[full]
    BeginView = "beginView" "tt", "A page view was tracked, of which something is measured: address and referrer as its hit has them.";
    #[full]
    EndView = "endView" "", "The application has left the page of which something is measured.";
    #[full]
    Explain = "explain" "t", "Why nothing is sent, for whoever develops the page.";
}

/// Calls a macro with every function that the core imports from `js/bridge/host.js`: [`crate::port`] and [`crate::effect`] say what
/// they mean. Numbers are handles of values, addresses of texts, and for paths the address and length of a literal. `at` and
/// `capacity` are where a text may be written; those functions return its length or -1.
macro_rules! imports {
    ($then:ident) => {
        $then! {
            fn read(value: i32, path: u32, length: u32, at: u32, capacity: u32) -> i32;
            fn is_truthy(value: i32) -> i32;
            fn kind(value: i32, path: u32, length: u32) -> i32;
            fn number(value: i32, path: u32, length: u32) -> f64;
            fn property(value: i32, name: u32) -> i32;
            fn list(value: i32, at: u32, capacity: u32) -> i32;
            fn keys(value: i32, at: u32, capacity: u32) -> i32;
            fn json(value: i32, without: u32, at: u32, capacity: u32) -> i32;
            fn json_set(object: u32, key: u32, json: u32, at: u32, capacity: u32) -> i32;
            fn json_get(object: u32, key: u32, at: u32, capacity: u32) -> i32;
            fn json_rows(object: u32, defaults: u32, at: u32, capacity: u32) -> i32;
            fn item(at: u32, capacity: u32) -> i32;
            fn string_of(text: u32) -> i32;
            fn link(event: i32) -> i32;
            fn find(node: i32, selector: u32, length: u32, way: i32) -> i32;
            fn find_attribute(node: i32, attribute: u32, length: u32, at: u32, capacity: u32) -> i32;
            fn contains(node: i32, other: i32) -> i32;
            fn load_consent(name: u32) -> i32;
            fn overlay(site: u32, matomo: u32) -> i32;
            fn hook(function: i32) -> i32;
            fn navigation() -> i32;
            fn decoded(text: u32, at: u32, capacity: u32) -> i32;
            fn absolute(url: u32, at: u32, capacity: u32) -> i32;
            fn capture(pattern: u32, flags: u32, text: u32, at: u32, capacity: u32) -> i32;
            fn verdicts(names: u32, exclusions: u32, longest: u32, at: u32, capacity: u32) -> i32;
            fn are_new(set: u32, texts: u32, at: u32, capacity: u32) -> i32;
            fn fresh_set(old: u32) -> i32;
            fn is_hooked() -> i32;
            fn now() -> f64;
            fn elapsed() -> f64;
            fn local_seconds() -> f64;
            fn random() -> f64;
            fn ask_hints() -> i32;
            fn emit(effect: u32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32) -> ();
        }
    };
}
pub(crate) use imports;

macro_rules! describe {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        /// Every import: its name and the names of its parameters.
        pub const IMPORTS: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($argument)),*]),)*];
    };
}
imports!(describe);

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $value:expr;)*) => {
        $($(#[$doc])* pub const $name: $type = $value;)*

        /// Every number that is no enum's, by name.
        pub const NUMBERS: &[(&str, i64)] = &[$((stringify!($name), $name as i64),)*];
    };
}

numbers! {
    /// There was no response.
    NO_ANSWER: i32 = -1;
    /// The browser did not take the request: it has no room for more that outlive the page.
    REFUSED: i32 = -2;
    /// The response is no image, or there was none.
    NO_IMAGE: i32 = -3;
    /// The response cannot be read, and nobody knows whether there was one; or the browser has no way to send the request.
    UNREADABLE: i32 = -4;
    /// A request leaves by the first way that works, of up to three: [`Transport`] and 1, so many bits each, the first lowest.
    WAY_BITS: u32 = 3;
    /// What is added to the ways where the headers must identify neither page nor visitor: the request has no referrer, sends no cookies
    /// and keeps none.
    CONCEALED: u32 = 512;
    /// `read` returns a length and, this many bits above it, a [`Kind`].
    KIND_SHIFT: u32 = 24;
    /// Where the texts and all state stand in the memory of the embedded cores, of each of them.
    REGION_START: u32 = 65536;
    /// What an import returns for a text or a value that there is not.
    ABSENT: i32 = -1;
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $value:expr;)*) => {
        $($(#[$doc])* pub const $name: &str = $value;)*

        /// Every text, by name.
        pub const TEXTS: &[(&str, &str)] = &[$((stringify!($name), $name),)*];
    };
}

texts! {
    /// Stands between the items of a list: no page has it in a text.
    LIST_SEPARATOR = "\x1f";
    /// What makes an element a content block, the last first, as matomo.js reports them
    /// (developer.matomo.org/guides/content-tracking).
    CONTENT_BLOCKS = ".matomoTrackContent,.piwikTrackContent,[data-track-content]";
    /// The target of a block: the first of these that anything in it matches.
    CONTENT_TARGETS = "[data-content-target]:not([data-content-target=''])\x1f[data-content-target]\x1f.matomoContentTarget\x1f.piwikContentTarget";
    /// The attributes of name, piece and target.
    CONTENT_ATTRIBUTES = "data-content-name data-content-piece data-content-target";
    /// What an item of a block begins with: a text follows, there is none, or the block is to be read by the core.
    FACT = "=-?";
    /// Commands that are for the first tracker alone where a row of `_paq` is for all, joined by spaces.
    FOR_FIRST_TRACKER = "addTracker setTrackerUrl setSiteId addTargets";
}
