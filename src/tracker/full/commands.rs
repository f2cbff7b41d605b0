//! The commands that only the full build has: one arm each, one line where a layer below does the work.

#[cfg(feature = "anonymous")]
use super::usage;
use super::{content, content_scan, link_patterns, measured, spa};
use crate::campaign;
use crate::command::Action;
use crate::cross_domain;
use crate::delivery;
use crate::effect::{self, DraftTarget, Listen, Scan};
use crate::port::{Kind, WINDOW, argument};
use crate::privacy;
#[cfg(feature = "anonymous")]
use crate::privacy::anonymous;
use crate::request::{self, Query, as_string, ecommerce, filled, performance, variables};
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::tracker::call::{is_truthy, listen_once, return_bool, return_number, set_plus_one, text};
use crate::tracker::hits::{NOTHING, submit, track};
use crate::url;

/// Runs the function of a command.
pub fn run(turn: Turn<'_>, action: Action) {
    match action {
        Action::TrackRequest => {
            let hook = filled(turn, argument(3)).unwrap_or(turn.empty());
            submit(
                turn,
                DraftTarget::Send,
                as_string(turn, argument(0)),
                hook,
                argument(1),
                argument(2),
            );
        }
        Action::Ping => track(turn, request::ping(turn), "ping", NOTHING, NOTHING),
        Action::QueueRequest => queue_request(turn),
        Action::GetRequest => {
            effect::return_text(turn.empty());
            let (own, nothing) = (as_string(turn, argument(0)), argument(NOTHING));
            submit(turn, DraftTarget::Return, own, turn.empty(), nothing, nothing);
        }
        Action::TrackEcommerceOrder => track_purchase(turn, ecommerce::order(turn), "needs id and total"),
        Action::TrackEcommerceCartUpdate => track_purchase(turn, ecommerce::cart(turn), "needs a total"),

        Action::TrackContentImpression => content::impression(turn),
        Action::TrackContentInteraction => content::interaction(turn),
        Action::TrackContentInteractionNode => content::interaction_node(turn),
        Action::TrackContentImpressionsWithinNode => content_scan::scan_within(turn, argument(0)),
        Action::TrackAllContentImpressions => content_scan::scan_all(turn),
        Action::TrackVisibleContentImpressions => content_scan::scan_visible(turn),
        Action::LogAllContentBlocksOnPage => effect::scan(Scan::Console, WINDOW),

        Action::SetVisitorId => set_visitor_id(turn),
        #[cfg(feature = "anonymous")]
        Action::SetPageViewId if anonymous::is_on(turn) => {}
        Action::SetPageViewId => {
            turn.keep(PAGE_VIEW_ID, argument(0).text(turn, ""));
            turn.set_number(PAGE_VIEW_ID_FIXED, 1);
        }
        Action::SetCustomData => variables::set_data(turn),
        Action::GetCustomData => return_json(settings::filled(turn, CUSTOM_DATA)),
        Action::SetCustomVariable => variables::set(turn),
        Action::GetCustomVariable => {
            return_bool(false);
            return_json(variables::get(turn));
        }
        Action::DeleteCustomVariable => variables::delete(turn),
        Action::DeleteCustomVariables => variables::delete_all(turn),
        Action::SetEcommerceView => ecommerce::set_view(turn),
        Action::AddEcommerceItem => ecommerce::add_item(turn),
        Action::RemoveEcommerceItem => ecommerce::remove_item(turn),
        Action::GetEcommerceItems => effect::return_json(ecommerce::kept_items(turn)),

        Action::EnableJSErrorTracking => listen_once(turn, ERRORS_ON, Listen::Errors),
        Action::SetRequestMethod => {
            let is_post = url::found("^post$", text(turn, 0)).is_some();
            turn.set_number(USE_POST, u32::from(is_post));
            if !is_post {
                turn.set_number(BEACON_OFF, 1);
            }
        }
        Action::SetRequestQueueInterval => {
            let interval = argument(0).number("");
            if interval >= 1000.0 {
                turn.set_number(BULK_INTERVAL, interval.min(f64::from(i32::MAX)) as u32);
            } else {
                effect::warn(turn, "needs 1000 ms or more");
            }
        }
        Action::SetPagePerformanceTiming => performance::set(turn),
        Action::EnableSpaTracking => spa::enable(turn),
        Action::Measure => measured::enable(turn),
        Action::SetDownloadPatterns => link_patterns::set(turn, DOWNLOAD_PATTERNS),
        Action::SetOutlinkPatterns => link_patterns::set(turn, OUTLINK_PATTERNS),
        Action::SetAllowedCampaigns => campaign::allowed::allow(turn, argument(0)),
        Action::SetIgnoredHosts => privacy::ignored::set_hosts(turn),
        Action::SetIgnoredPaths => privacy::ignored::set_paths(turn),
        Action::SetBotPolicy => privacy::bots::set(turn),
        Action::SetGenerationTimeMs => effect::warn(turn, "gone, see setPagePerformanceTiming"),
        Action::SetReferralUrlMaxLength => set_plus_one(turn, REFERRER_LENGTH),
        Action::GetCrossDomainLinkingUrlParameter => effect::return_text(cross_domain::parameter(turn)),
        #[cfg(feature = "anonymous")]
        Action::EnableAnonymousMeasurement => anonymous::enable(turn),
        #[cfg(feature = "anonymous")]
        Action::MeasureInteractions => usage::declare_interaction(turn),
        #[cfg(feature = "anonymous")]
        Action::SendUsageReport => usage::send_report(turn),
        Action::GetMatomoUrl => effect::return_text(settings::matomo_url(turn)),
        Action::GetLinkTrackingTimer => {
            let given = turn.number(LINK_PAUSE);
            return_number(turn, if given == 0 { 500 } else { given - 1 });
        }
        Action::GetAttributionReferrerTimestamp => return_number(turn, turn.number(ATTRIBUTED_AT)),
        _ => {}
    }
}

fn track_purchase<'t>(turn: Turn<'t>, own: Option<Text<'t>>, needs: &'static str) {
    match own {
        Some(own) => track(turn, own, "ecommerce", NOTHING, NOTHING),
        None => effect::warn(turn, needs),
    }
}

fn queue_request(turn: Turn<'_>) {
    // An anonymous hit is built, whoever says that it is a full request.
    if is_truthy(1) && !settings::is_set(turn, ANONYMOUS) {
        // It is a full request already, and asks nobody.
        if privacy::may_track(turn) {
            let request = Query::new(turn).raw(text(turn, 0)).raw(privacy::bots::mark(turn));
            delivery::collect(turn, request.done(), 0);
        }
    } else {
        submit(
            turn,
            DraftTarget::Bulk,
            as_string(turn, argument(0)),
            turn.empty(),
            argument(NOTHING),
            argument(NOTHING),
        );
    }
}

fn return_json(json: Option<Text<'_>>) {
    if let Some(json) = json {
        effect::return_json(json);
    }
}

/// Sixteen hexadecimal digits in a row make a visitor id.
fn set_visitor_id(turn: Turn<'_>) {
    let id = text(turn, 0);
    if argument(0).kind() == Kind::Text && url::found("[0-9a-f]{16}", id).is_some() {
        turn.keep(VISITOR_ID, Some(id));
    } else {
        effect::warn(turn, "needs 16 hex digits");
    }
}
