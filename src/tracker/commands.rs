//! The commands that do more than set or return a setting: one arm each, one line where a layer below does the work.

use super::call::{is_wanted, listen_once, return_bool, return_if_any, return_number, set_plus_one, text};
use super::hits::{NOTHING, track};
use super::{consent, heartbeat, links, page_view, start};
use crate::command::Action;
use crate::cross_domain;
use crate::delivery;
use crate::effect;
use crate::port::{Kind, argument};
use crate::privacy::{self, device};
use crate::request::{self, as_string, dimension, filled};
use crate::settings::{self, *};
use crate::text::{TextSlot, Turn};

/// Runs the function of a command.
pub fn run(turn: Turn<'_>, action: Action) {
    match action {
        Action::TrackPageView => {
            #[cfg(feature = "full")]
            super::full::spa::came(turn); // Whoever counts views is not to have them twice.
            page_view::track(turn, [0, 1, 2]);
        }
        Action::TrackEvent => {
            if let Some(own) = request::event(turn) {
                track(turn, own, "event", 4, 5);
            }
        }
        Action::TrackGoal => track(turn, request::goal(turn), "goal", 2, 3),
        Action::TrackSiteSearch => {
            #[cfg(feature = "full")]
            super::full::seen::forget(turn, SEEN_CONTENT); // As matomo.js: a search shows other content.
            track(turn, request::site_search(turn), "sitesearch", 3, NOTHING);
        }
        Action::TrackLink => {
            let own = request::link(text(turn, 0), as_string(turn, argument(1)));
            track(turn, own, "link", 2, 3);
        }

        Action::SetExcludedQueryParams => privacy::exclude(turn, argument(0)),
        Action::SetTrackerUrl => start::set_tracker_url(turn, argument(0)),
        Action::SetUserId => keep_if_filled(turn, USER_ID),
        Action::SetCustomUrl => page_view::set_url(turn),
        Action::SetDocumentTitle => page_view::set_title(turn),
        Action::SetCustomDimension => dimension::set(turn, text(turn, 0), Some(text(turn, 1))),
        Action::DeleteCustomDimension => dimension::set(turn, text(turn, 0), None),
        Action::SetDomains => links::set_domains(turn),
        Action::SetDownloadExtensions => links::set_extensions(turn),
        Action::AddDownloadExtensions => links::add_extensions(turn),
        Action::RemoveDownloadExtensions => links::remove_extensions(turn),
        Action::EnableLinkTracking => listen_once(turn, LINKS_ON, links::pointer_or_clicks(0)),
        Action::AddListener => effect::listen(links::pointer_or_clicks(1), argument(0)),

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
        Action::GetRememberedConsent => consent::return_remembered(turn),
        Action::HasRememberedConsent => return_bool(consent::is_remembered(turn)),
        Action::GetRememberedCookieConsent => consent::return_remembered_for_cookies(turn),

        Action::GetCurrentUrl => effect::return_text(settings::current_url(turn)),
        Action::SetLinkTrackingTimer => {
            turn.set_number(LINK_PAUSE, (argument(0).number("") as u32).saturating_add(1))
        }
        Action::GetCustomDimension => return_if_any(dimension::get(turn, text(turn, 0))),
        Action::GetVisitorId => effect::return_text(cross_domain::visitor_id(turn)),
        Action::EnableHeartBeatTimer => heartbeat::enable(turn),
        Action::SetSessionCookieTimeout => set_plus_one(turn, SESSION_TIMEOUT),
        Action::GetSessionCookieTimeout => return_session_timeout(turn),
        Action::SetCrossDomainLinkingTimeout => set_plus_one(turn, CROSS_DOMAIN_TIMEOUT),
        Action::GetNumTrackedPageViews => return_number(turn, turn.number(PAGE_VIEWS)),
        Action::ReturnNull => effect::return_constant(Kind::Null),
        Action::ReturnFalse => return_bool(false),
        #[cfg(feature = "full")]
        other => super::full::commands::run(turn, other),
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

fn keep_if_filled(turn: Turn<'_>, slot: TextSlot) {
    if let Some(value) = filled(turn, argument(0)) {
        turn.keep(slot, Some(value));
    }
}

/// What `setSessionCookieTimeout` was given in seconds, half an hour unless it was.
fn return_session_timeout(turn: Turn<'_>) {
    let given = turn.number(SESSION_TIMEOUT);
    let seconds = if given == 0 { 1800 } else { given - 1 };
    return_number(turn, seconds.saturating_mul(1000));
}
