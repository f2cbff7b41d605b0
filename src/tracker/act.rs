//! The commands that do more than set or answer a setting: one arm each, one line where a layer below does the work.

use super::drafts::{NOTHING, hand_out, track};
use crate::command::Action;
use crate::delivery;
use crate::effect::{self, Listen, Route};
use crate::port::{self, Kind, WINDOW, argument};
use crate::privacy;
use crate::request::{self, as_string, dimension, filled, performance, truthy};
use crate::settings::{self, *};
use crate::text::{Text, TextSlot, Turn, hosts, url};

/// Runs the function of a command.
pub fn run(turn: Turn<'_>, action: Action) {
    match action {
        Action::TrackPageView => track_page_view(turn),
        Action::TrackEvent => {
            if let Some(own) = request::event(turn) {
                track(turn, own, "event", 4, 5);
            }
        }
        Action::TrackGoal => track(turn, request::goal(turn), "goal", 2, 3),
        Action::TrackSiteSearch => track(turn, request::site_search(turn), "sitesearch", 3, NOTHING),
        Action::TrackLink => {
            let own = request::link(text(turn, 0), as_string(turn, argument(1)));
            track(turn, own, "link", 2, 3);
        }
        Action::TrackRequest => {
            let hook = filled(turn, argument(3)).unwrap_or(turn.empty());
            hand_out(
                turn,
                Route::Send,
                as_string(turn, argument(0)),
                hook,
                argument(1),
                argument(2),
            );
        }
        Action::Ping => track(turn, request::ping(turn), "ping", NOTHING, NOTHING),
        Action::QueueRequest => queue_request(turn),
        Action::GetRequest => {
            let (own, nothing) = (as_string(turn, argument(0)), argument(NOTHING));
            hand_out(turn, Route::Answer, own, turn.empty(), nothing, nothing);
        }

        Action::SetUserId => keep_if_filled(turn, USER_ID),
        Action::SetVisitorId => set_visitor_id(turn),
        Action::SetCustomUrl => turn.keep(CUSTOM_URL, Some(resolved(turn, text(turn, 0)))),
        Action::SetDocumentTitle => set_title(turn),
        Action::SetPageViewId => {
            turn.keep(PAGE_VIEW_ID, argument(0).text(turn, ""));
            turn.set_number(PAGE_VIEW_ID_FIXED, 1);
        }
        Action::SetCustomDimension => dimension::set(turn, text(turn, 0), Some(text(turn, 1))),
        Action::DeleteCustomDimension => dimension::set(turn, text(turn, 0), None),
        Action::GetCustomDimension => {
            if let Some(value) = dimension::get(turn, text(turn, 0)) {
                effect::answer(value);
            }
        }
        Action::SetDomains => set_domains(turn),
        Action::SetDownloadExtensions => turn.keep(EXTENSIONS, Some(extensions(turn))),
        Action::AddDownloadExtensions => {
            turn.keep(
                EXTENSIONS,
                Some(settings::list(turn, EXTENSIONS).joined(extensions(turn))),
            );
        }
        Action::RemoveDownloadExtensions => remove_extensions(turn),
        Action::EnableLinkTracking => {
            if !settings::is_set(turn, LINKS_ON) {
                turn.set_number(LINKS_ON, 1);
                effect::listen(pointer_or_clicks(turn, 0), WINDOW);
            }
        }
        Action::AddListener => effect::listen(pointer_or_clicks(turn, 1), argument(0)),
        Action::EnableJSErrorTracking => {
            if !settings::is_set(turn, ERRORS_ON) {
                turn.set_number(ERRORS_ON, 1);
                effect::listen(Listen::Errors, WINDOW);
            }
        }
        Action::SetRequestMethod => {
            let method = text(turn, 0);
            let is_post = method.lower().is("post");
            turn.keep(METHOD, Some(turn.literal(if is_post { "POST" } else { "GET" })));
            if !is_post {
                turn.set_number(BEACON_OFF, 1);
            }
        }
        Action::SetRequestQueueInterval => {
            let interval = argument(0).number("");
            if interval >= 1000.0 {
                turn.set_number(BULK_INTERVAL, interval.min(f64::from(i32::MAX)) as u32);
            } else {
                effect::complain(turn, "needs 1000 ms or more");
            }
        }
        Action::SetPagePerformanceTiming => performance::set(turn),

        Action::DisableBrowserFeatureDetection => {
            turn.set_number(FEATURES_OFF, 1);
            delivery::flush(turn);
        }
        Action::EnableBrowserFeatureDetection => {
            turn.set_number(FEATURES_OFF, 0);
            delivery::ask_hints(turn);
        }
        Action::DisableCookies | Action::DeleteCookies => effect::expire_cookies(),
        Action::RequireCookieConsent => answer_bool(true),
        Action::SetDoNotTrack => privacy::honour_do_not_track(turn, is_truthy(turn, 0)),
        Action::RequireConsent => {
            turn.set_number(CONSENT_REQUIRED, 1);
            turn.set_number(CONSENT_MISSING, 1);
        }
        Action::SetConsentGiven => {
            turn.set_number(CONSENT_MISSING, 0);
            delivery::flush(turn);
        }

        Action::GetCurrentUrl => effect::answer(settings::current_url(turn)),
        Action::GetMatomoUrl => effect::answer(matomo_url(turn)),
        Action::GetNumTrackedPageViews => answer_number(turn, turn.number(PAGE_VIEWS)),
        Action::GetPageViewId => {
            if let Some(id) = turn.kept(PAGE_VIEW_ID) {
                effect::answer(id);
            }
        }
        Action::SetLinkTrackingTimer => {
            turn.set_number(LINK_PAUSE, (argument(0).number("") as u32).saturating_add(1))
        }
        Action::GetLinkTrackingTimer => {
            let given = turn.number(LINK_PAUSE);
            answer_number(turn, if given == 0 { 500 } else { given - 1 });
        }
        Action::GetAttributionReferrerTimestamp => answer_number(turn, turn.number(ATTRIBUTED_AT)),
        Action::NoneYet => effect::answer_constant(Kind::Null),
        Action::False => answer_bool(false),
    }
}

/// Whether JavaScript takes an argument for true.
pub fn is_truthy(turn: Turn<'_>, index: u32) -> bool {
    truthy(turn, argument(index)).is_some()
}

/// Answers `true` or `false`.
pub fn answer_bool(value: bool) {
    effect::answer_constant(if value { Kind::True } else { Kind::False });
}

fn answer_number(turn: Turn<'_>, number: u32) {
    effect::answer(turn.build().number(number).done().as_number());
}

fn track_page_view(turn: Turn<'_>) {
    turn.keep(SEEN_ERRORS, None);
    turn.set_number(PAGE_VIEWS, turn.number(PAGE_VIEWS) + 1);
    if !settings::is_set(turn, PAGE_VIEW_ID_FIXED) {
        turn.keep(PAGE_VIEW_ID, Some(fresh_id(turn)));
    }
    track(turn, request::page_view(turn), "log", 1, 2);
}

/// Six letters and digits by chance, as matomo.js makes them.
fn fresh_id(turn: Turn<'_>) -> Text<'_> {
    let mut build = turn.build();
    for _ in 0..6 {
        let digit = port::random(62);
        build = build.byte(
            digit
                + if digit < 10 {
                    48
                } else if digit < 36 {
                    55
                } else {
                    61
                },
        );
    }
    build.done()
}

fn text(turn: Turn<'_>, index: u32) -> Text<'_> {
    argument(index).text(turn, "").unwrap_or(turn.empty())
}

fn keep_if_filled(turn: Turn<'_>, slot: TextSlot) {
    if let Some(value) = filled(turn, argument(0)) {
        turn.keep(slot, Some(value));
    }
}

fn queue_request(turn: Turn<'_>) {
    if is_truthy(turn, 1) {
        delivery::collect(turn, text(turn, 0), 0); // It is a full request already.
    } else {
        hand_out(
            turn,
            Route::Bulk,
            as_string(turn, argument(0)),
            turn.empty(),
            argument(NOTHING),
            argument(NOTHING),
        );
    }
}

/// Sixteen hexadecimal digits in a row make a visitor id.
fn set_visitor_id(turn: Turn<'_>) {
    let id = text(turn, 0);
    let pattern = turn.literal("[0-9A-Fa-f]{16}");
    if argument(0).kind() == Kind::Text && port::matches(pattern, turn.empty(), id) {
        turn.keep(VISITOR_ID, Some(id));
    } else {
        effect::complain(turn, "needs 16 hex digits");
    }
}

fn set_title(turn: Turn<'_>) {
    let title = argument(0);
    let own = match title.kind() {
        Kind::Text => title.text(turn, ""),
        Kind::Object => title.text(turn, "text"),
        _ => None,
    };
    turn.keep(TITLE, own);
}

/// An address against the page's, as matomo.js resolves it: a path that begins with `/` gets scheme and host but no port.
fn resolved<'t>(turn: Turn<'t>, address: Text<'t>) -> Text<'t> {
    let base = settings::text(turn, LOCATION);
    if url::scheme(address).is_some() {
        return address;
    }
    if address.byte(0) == u32::from(b'/') {
        let scheme = url::scheme(base).unwrap_or(turn.empty());
        return turn
            .build()
            .text(scheme)
            .literal("://")
            .text(url::host(base))
            .text(address)
            .done();
    }
    let base = privacy::purified(base);
    let base = base.cut(0, base.find(b'?', 0));
    let folder = base.find_last(b'/').map_or(0, |slash| slash + 1);
    turn.build().part(base, 0, folder).text(address).done()
}

/// The page's own host belongs to the site too, unless a host with a path says which part of it does.
fn set_domains(turn: Turn<'_>) {
    let Some(domains) = argument(0).list(turn) else {
        return;
    };
    let own = settings::text(turn, HOST);
    let says_own = |entry| hosts::is_same_host(own, hosts::bare(entry)) || hosts::has_path(entry);
    let is_complete = domains.items().any(says_own);
    turn.keep(
        DOMAINS,
        Some(if is_complete { domains } else { domains.joined(own) }),
    );
}

/// `zip|pdf` or an array, in lower case: links are compared in it.
fn extensions(turn: Turn<'_>) -> Text<'_> {
    let given = argument(0).list(turn).unwrap_or(turn.empty()).lower();
    let (mut list, mut start) = (turn.empty(), 0);
    while start < given.len() {
        let end = given.find(b'|', start);
        list = list.joined(given.cut(start, end));
        start = end + 1;
    }
    list
}

fn remove_extensions(turn: Turn<'_>) {
    let removed = extensions(turn);
    let mut left = turn.empty();
    for extension in settings::list(turn, EXTENSIONS)
        .items()
        .filter(|extension| !removed.has_item(*extension))
    {
        left = left.joined(extension);
    }
    turn.keep(EXTENSIONS, Some(left));
}

fn pointer_or_clicks(turn: Turn<'_>, index: u32) -> Listen {
    let is_wanted = argument(index).kind() == Kind::Undefined || is_truthy(turn, index);
    if is_wanted {
        Listen::Pointer
    } else {
        Listen::Clicks
    }
}

/// Where the Matomo is: `setAPIUrl`, or the folder of the tracker URL.
fn matomo_url(turn: Turn<'_>) -> Text<'_> {
    if let Some(given) = settings::filled(turn, API_URL) {
        return given;
    }
    let tracker = port::absolute(settings::text(turn, TRACKER_URL));
    let tracker = tracker.cut(0, tracker.find(b'?', 0));
    let is_file = tracker.ends_with(turn.literal(".php"));
    let folder = if is_file {
        tracker.cut(0, tracker.find_last(b'/').map_or(0, |slash| slash + 1))
    } else {
        tracker
    };
    let scripts = turn.literal("/js/");
    if folder.ends_with(scripts) {
        folder.cut(0, folder.len() - 3)
    } else {
        folder
    }
}
