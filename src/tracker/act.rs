//! The commands that do more than set or answer a setting: one arm each, one line where a layer below does the work.

use super::consent;
use super::drafts::{NOTHING, track};
use super::start;
use crate::command::Action;
use crate::delivery;
use crate::effect::{self, Listen};
use crate::hosts;
use crate::port::{self, Kind, WINDOW, argument};
use crate::privacy::{self, device};
use crate::request::{self, as_string, dimension, filled};
use crate::settings::{self, *};
use crate::text::{NumberSlot, SEPARATOR, Text, TextBuilder, TextSlot, Turn};
use crate::url;

/// Runs the function of a command.
pub fn run(turn: Turn<'_>, action: Action) {
    match action {
        Action::TrackPageView => {
            #[cfg(feature = "full")]
            super::spa::came(turn); // Whoever counts views is not to have them twice.
            track_page_view(turn, [0, 1, 2]);
        }
        Action::TrackEvent => {
            if let Some(own) = request::event(turn) {
                track(turn, own, "event", 4, 5);
            }
        }
        Action::TrackGoal => track(turn, request::goal(turn), "goal", 2, 3),
        Action::TrackSiteSearch => {
            #[cfg(feature = "full")]
            super::seen::forget(turn, SEEN_CONTENT); // As matomo.js: a search shows other content.
            track(turn, request::site_search(turn), "sitesearch", 3, NOTHING);
        }
        Action::TrackLink => {
            let own = request::link(text(turn, 0), as_string(turn, argument(1)));
            track(turn, own, "link", 2, 3);
        }

        Action::SetExcludedQueryParams => privacy::exclude(turn, argument(0)),
        Action::SetTrackerUrl => start::set_tracker_url(turn, argument(0)),
        Action::SetUserId => keep_if_filled(turn, USER_ID),
        Action::SetCustomUrl => turn.keep(
            CUSTOM_URL,
            port::argument(0).text(turn, "").map(|url| resolved(turn, url)),
        ),
        Action::SetDocumentTitle => set_title(turn),
        Action::SetCustomDimension => dimension::set(turn, text(turn, 0), Some(text(turn, 1))),
        Action::DeleteCustomDimension => dimension::set(turn, text(turn, 0), None),
        Action::SetDomains => set_domains(turn),
        Action::SetDownloadExtensions => turn.keep(EXTENSIONS, Some(extensions(turn))),
        Action::AddDownloadExtensions => {
            turn.keep(
                EXTENSIONS,
                Some(settings::list(turn, EXTENSIONS).joined(extensions(turn))),
            );
        }
        Action::RemoveDownloadExtensions => remove_extensions(turn),
        Action::EnableLinkTracking => listen_once(turn, LINKS_ON, pointer_or_clicks(0)),
        Action::AddListener => effect::listen(pointer_or_clicks(1), argument(0)),

        // Hits given before such a change leave as they were meant.
        Action::DisableBrowserFeatureDetection => {
            delivery::flush(turn);
            turn.set_number(FEATURES_OFF, 1);
            delivery::flush(turn);
        }
        Action::EnableBrowserFeatureDetection => {
            delivery::flush(turn);
            turn.set_number(FEATURES_OFF, 0);
            delivery::ask_hints(turn);
        }
        Action::SetDeviceDetail => set_device_detail(turn),
        Action::DisableCookies => effect::expire_cookies(),
        Action::RequireCookieConsent => return_bool(consent::require_for_cookies(turn)),
        Action::SetDoNotTrack => privacy::honour_do_not_track(turn, is_wanted(0)),
        Action::SetGlobalPrivacyControl => privacy::honour_privacy_control(turn, is_wanted(0)),
        Action::SetConsentStore => consent::look(turn),
        Action::RequireConsent => consent::require(turn),
        Action::SetConsentGiven => consent::give(turn),
        Action::RememberConsentGiven => consent::give_and_remember(turn),
        Action::ForgetConsentGiven => consent::refuse(turn),
        Action::RememberCookieConsentGiven => consent::remember_for_cookies(turn),
        Action::ForgetCookieConsentGiven => consent::forget_for_cookies(turn),
        Action::GetRememberedConsent => consent::answer_given(turn),
        Action::HasRememberedConsent => return_bool(consent::is_remembered(turn)),
        Action::GetRememberedCookieConsent => consent::answer_given_for_cookies(turn),

        Action::GetCurrentUrl => effect::return_text(settings::current_url(turn)),
        Action::SetLinkTrackingTimer => {
            turn.set_number(LINK_PAUSE, (argument(0).number("") as u32).saturating_add(1))
        }
        Action::ReturnNull => effect::return_constant(Kind::Null),
        Action::ReturnFalse => return_bool(false),
        Action::Refuse => privacy::close(turn, turn.literal("only matomo.anonymous.js can")),
        #[cfg(feature = "full")]
        more => super::more::run(turn, more),
        #[cfg(not(feature = "full"))]
        _ => {}
    }
}

/// Where more is said from now on, what was given before leaves as it was meant; where less is, all that waits says less.
fn set_device_detail(turn: Turn<'_>) {
    let detail = device::given(turn);
    if detail as u32 > device::detail(turn) as u32 {
        delivery::flush(turn);
    }
    device::set(turn, detail);
    delivery::on_less_to_wait_for(turn);
}

/// Listens on the whole page, once.
pub fn listen_once(turn: Turn<'_>, flag: NumberSlot, what: Listen) {
    if !settings::is_set(turn, flag) {
        turn.set_number(flag, 1);
        effect::listen(what, WINDOW);
    }
}

/// Whether JavaScript takes an argument for true.
pub fn is_truthy(index: u32) -> bool {
    argument(index).is_truthy()
}

/// Whether something is wanted: also where nobody says, as with an attribute without a value.
fn is_wanted(index: u32) -> bool {
    argument(index).kind() == Kind::Undefined || is_truthy(index)
}

/// Answers a text, `undefined` if there is none.
pub fn return_if_any(text: Option<Text<'_>>) {
    if let Some(text) = text {
        effect::return_text(text);
    }
}

/// Answers `true` or `false`.
pub fn return_bool(value: bool) {
    effect::return_constant(if value { Kind::True } else { Kind::False });
}

/// Tracks a view; its title, data and callback are the arguments with these numbers.
pub(super) fn track_page_view(turn: Turn<'_>, [title, data, callback]: [u32; 3]) {
    #[cfg(feature = "full")]
    super::seen::forget(turn, SEEN_ERRORS);
    turn.set_number(PAGE_VIEWS, turn.number(PAGE_VIEWS) + 1);
    if !settings::is_set(turn, PAGE_VIEW_ID_FIXED) {
        turn.keep(PAGE_VIEW_ID, Some(fresh_id(turn)));
    }
    #[cfg(feature = "full")]
    {
        super::content::on_page_view(turn);
        if super::content::is_off(turn) {
            return effect::show_overlay(settings::matomo_url(turn), settings::text(turn, SITE_ID));
        }
    }
    track(
        turn,
        request::page_view(turn, argument(title)),
        "log",
        data,
        callback,
    );
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

pub fn text(turn: Turn<'_>, index: u32) -> Text<'_> {
    argument(index).text(turn, "").unwrap_or(turn.empty())
}

fn keep_if_filled(turn: Turn<'_>, slot: TextSlot) {
    if let Some(value) = filled(turn, argument(0)) {
        turn.keep(slot, Some(value));
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
    let base = privacy::sanitize_url(base);
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
    let (mut list, mut start) = (turn.build(), 0);
    while start < given.len() {
        let end = given.find(b'|', start);
        list = appended(list, given, start, end);
        start = end + 1;
    }
    list.done()
}

fn remove_extensions(turn: Turn<'_>) {
    let (removed, held) = (extensions(turn), settings::list(turn, EXTENSIONS));
    let (mut left, mut start) = (turn.build(), 0);
    while start < held.len() {
        let end = held.find(SEPARATOR, start);
        if !removed.has_item(held.cut(start, end)) {
            left = appended(left, held, start, end);
        }
        start = end + 1;
    }
    turn.keep(EXTENSIONS, Some(left.done()));
}

/// A list with one more item, unless that has no byte.
fn appended<'t>(list: TextBuilder<'t>, text: Text<'t>, from: u32, to: u32) -> TextBuilder<'t> {
    let list = if list.is_empty() || from == to {
        list
    } else {
        list.byte(u32::from(SEPARATOR))
    };
    list.part(text, from, to)
}

fn pointer_or_clicks(index: u32) -> Listen {
    if is_wanted(index) {
        Listen::Pointer
    } else {
        Listen::Clicks
    }
}
