//! Which campaigns count (`setAllowedCampaigns`, matomo-org/matomo#23588): those that the site declares. All others leave the addresses of a
//! hit, and with them the attribution, as if nobody had come by them.
//!
//! Query and hash are judged each for itself, as servers look for a campaign in one and then in the other. What is written twice, decoded
//! or behind a second `?` is judged wherever a server or matomo.js's patterns could find it.

use crate::effect;
use crate::list;
use crate::patterns::{self, Asked, Subject, is_one_of};
use crate::port::{self, Kind, Value};
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// Parameters by which campaigns come, of any tool, in lower case: Matomo's and its plugin MarketingCampaignsReporting's, Google's, and the
/// ids that advertisers give to clicks.
const PARAMETERS: &str = list!(
    "mtm_* matomo_* pk_* piwik_* utm_* gad_* gclid dclid yclid fbclid ttclid twclid msclkid gclsrc gbraid wbraid li_fat_id"
);

/// Those that name one. A source or a medium does too, where nothing else does: Matomo's defaults.
const NAMES: &str = list!("*campaign *cpn");
const SOURCES: &str = list!("*_source *_medium");

const OPTIONS: &str = list!("names parameters");

/// What stands before each parameter, and in names, once decoded, before another.
const MARKS: &[u8] = b"&?#";

/// `setAllowedCampaigns(names)`, or an object of names and parameters. What cannot be read allows none.
pub fn allow(turn: Turn<'_>, given: Value) {
    let (names, parameters) = read(turn, given).unwrap_or_else(|| {
        effect::warn(
            turn,
            "needs names, or { names, parameters }, as up to 10000 texts or patterns: no campaign is allowed",
        );
        (Some(turn.empty()), None)
    });
    turn.set_number(CAMPAIGNS_DECLARED, 1);
    turn.keep(ALLOWED_CAMPAIGNS, names);
    turn.keep(ALLOWED_CAMPAIGN_PARAMETERS, parameters);
    // What was found before may not be allowed; what is, is found again.
    turn.keep(CAMPAIGN_NAME, None);
    turn.keep(CAMPAIGN_KEYWORD, None);
}

/// Patterns of names and of parameters, each `None` where any is allowed.
type Allowed<'t> = (Option<Text<'t>>, Option<Text<'t>>);

fn read<'t>(turn: Turn<'t>, given: Value) -> Option<Allowed<'t>> {
    if let Ok(names) = patterns::read(turn, given, Subject::Name) {
        return Some((Some(names), None));
    }
    // No list of the wrong kind.
    if given.kind() != Kind::Object || given.number("length") >= 0.0 {
        return None;
    }
    // Only what the object itself has: a page may have put anything on `Object.prototype`.
    let keys = given.keys(turn).filter(|keys| !keys.is_empty())?;
    let known = turn.literal(OPTIONS);
    if !keys.items().all(|key| known.has_item(key)) {
        return None;
    }
    let option = |name: &'static str| {
        let name = turn.literal(name);
        let value = Some(given.property(name)).filter(|_| keys.has_item(name));
        match value.filter(|value| value.kind() != Kind::Undefined) {
            Some(value) => patterns::read(turn, value, Subject::Name).ok().map(Some),
            None => Some(None),
        }
    };
    let allowed = (option("names")?, option("parameters")?);
    (allowed.0.is_some() || allowed.1.is_some()).then_some(allowed)
}

/// An address without the campaigns that are not allowed.
pub fn without_others(url: Text<'_>) -> Text<'_> {
    let start = url.len() - url::parameters(url).len();
    if !settings::is_set(url.turn(), CAMPAIGNS_DECLARED) || url.find(b'=', start) == url.len() {
        return url;
    }
    let hash = url.find(b'#', start);
    let (query, fragment) = (url.cut(start, hash), url.after(hash));
    let (kept_query, kept_fragment) = (allowed_part(query), allowed_part(fragment));
    if kept_query.len() == query.len() && kept_fragment.len() == fragment.len() {
        return url;
    }
    let build = url.turn().build().part(url, 0, start);
    build.text(kept_query).text(kept_fragment).done()
}

/// What is to become of a parameter.
#[derive(Clone, Copy, PartialEq)]
#[repr(u8)]
enum Verdict {
    /// No parameter, or none of a campaign, or allowed whatever the others are.
    Stays = b'0',
    Leaves,
    /// An allowed name, one that the site says (`setCampaignNameKey`, or by default).
    Names,
    /// An allowed name that not every server finds.
    NamesElsewhere,
    /// A source or a medium that would be the name where nothing else is.
    MayName,
    /// Says more of a campaign that has a name.
    Describes,
}

/// A query or a hash, each with the mark before it, without the campaigns that are not allowed.
fn allowed_part(part: Text<'_>) -> Text<'_> {
    let turn = part.turn();
    let (mut verdicts, mut has_name, mut has_said_name) = (turn.build(), false, false);
    for place in segments(part) {
        let verdict = turn.scratch([part], place, |_, [part], (start, end)| judge(part, start, end));
        has_said_name |= verdict == Verdict::Names;
        has_name |= matches!(verdict, Verdict::Names | Verdict::NamesElsewhere);
        verdicts = verdicts.byte(verdict as u32);
    }
    let leaves = |verdict: u32| {
        verdict == Verdict::Leaves as u32
            || verdict == Verdict::MayName as u32 && !has_said_name
            || verdict == Verdict::Describes as u32 && !has_name
    };
    rebuilt(part, verdicts.done(), leaves)
}

/// What becomes of a parameter.
fn judge<'t>(part: Text<'t>, start: u32, end: u32) -> Verdict {
    let turn = part.turn();
    let equals = part.find_before(b'=', start, end);
    let written = part.cut(start, equals);
    let name = name_of(written);
    let said = settings::list(turn, CAMPAIGN_NAMES);
    let declared = turn.kept(ALLOWED_CAMPAIGN_PARAMETERS);
    let is_declared = declared.is_some_and(|list| Asked::name(name).is_in(list));
    let is_named = said.lower().has_item(name);
    let is_campaign = is_declared
        || is_named
        || is_one_of(name, PARAMETERS)
        || settings::list(turn, CAMPAIGN_KEYWORDS).lower().has_item(name);
    if equals == end || name.is_empty() || !is_campaign {
        return Verdict::Stays;
    }
    if declared.is_some() && !is_declared {
        return Verdict::Leaves;
    }
    let Some(allowed) = turn.kept(ALLOWED_CAMPAIGNS) else {
        return Verdict::Stays;
    };
    let is_source = is_one_of(name, SOURCES) && !leads(said.lower(), name);
    if !is_source && !is_named && !is_one_of(name, NAMES) {
        return Verdict::Describes;
    }
    // To a server a value goes on behind any other mark, and a name is one as it is written.
    let is_whole = [0, u32::from(b'&')].contains(&part.byte(end));
    let is_first = start == 1 || start == 2 && part.starts_with("#?");
    let is_parameter = is_first || part.byte(start - 1) == u32::from(b'&');
    let is_said = is_parameter && said.has_item(written);
    if is_whole && is_allowed(allowed, part.cut(equals + 1, end)) {
        return match is_parameter {
            true if is_said && !is_source => Verdict::Names,
            true if is_said || written.same(name) => Verdict::NamesElsewhere,
            _ => Verdict::Stays,
        };
    }
    if is_source && is_parameter {
        Verdict::MayName
    } else {
        Verdict::Leaves
    }
}

/// Whether a name that is not yet decoded is allowed. In a query a plus is a space.
fn is_allowed<'t>(allowed: Text<'t>, value: Text<'t>) -> bool {
    let mut spaced = value.turn().build();
    for index in 0..value.len() {
        let byte = value.byte(index);
        let is_plus = byte == u32::from(b'+');
        spaced = spaced.byte(if is_plus { u32::from(b' ') } else { byte });
    }
    let is = |value| {
        let name = port::decoded(value);
        Asked::name(name).is_in(allowed)
    };
    is(value) || is(spaced.done())
}

/// Whether a source or medium stands before all other parameters that the site says name a campaign.
fn leads<'t>(said: Text<'t>, name: Text<'t>) -> bool {
    for item in said.items() {
        if item.same(name) {
            return true;
        }
        if !is_one_of(item, SOURCES) {
            break;
        }
    }
    false
}

/// The part without the parameters whose verdicts say so.
fn rebuilt<'t>(part: Text<'t>, verdicts: Text<'t>, leaves: impl Fn(u32) -> bool) -> Text<'t> {
    const AND: u32 = b'&' as u32;
    // What stands before the next one that stays, where another has left.
    let (mut build, mut index, mut owed) = (part.turn().build(), 0, None);
    for (start, end) in segments(part) {
        let mark = part.byte(start - 1);
        if leaves(verdicts.byte(index)) {
            // Of the first one of a query, a hash or a route in it.
            let begins = mark != AND && part.find(b'=', 0) >= start && part.find(mark as u8, 0) == start - 1;
            owed = owed.or(Some(if begins { mark } else { AND }));
        } else {
            build = build.byte(owed.unwrap_or(mark)).part(part, start, end);
            owed = None;
        }
        index += 1;
    }
    let rest = build.done();
    let is_mark = |byte: u32| is_among(byte, b"?#");
    if rest.len() < part.len() && is_mark(rest.byte(rest.len().saturating_sub(1))) {
        return rest.cut(0, rest.len() - 1);
    }
    rest
}

/// The name of a parameter as a server may understand it, in lower case: behind what could be the end of another one, once decoded, and
/// without what servers trim or take for a list's.
fn name_of(written: Text<'_>) -> Text<'_> {
    let name = written.turn().build().decoded(written).done().lower();
    // No end says that no byte of it was found yet.
    let (mut start, mut end) = (0, 0);
    for index in 0..name.len() {
        let byte = name.byte(index);
        if is_among(byte, b"&?#;") {
            end = 0;
        } else if is_word(byte) && [0, index].contains(&end) {
            start = if end == 0 { index } else { start };
            end = index + 1;
        }
    }
    name.cut(start, end)
}

fn is_among(byte: u32, bytes: &[u8]) -> bool {
    bytes.iter().any(|one| u32::from(*one) == byte)
}

/// A byte that a parameter's name may have anywhere: no space, bracket or the like.
fn is_word(byte: u32) -> bool {
    byte.wrapping_sub(u32::from(b'a')) < 26
        || byte.wrapping_sub(u32::from(b'0')) < 10
        || byte > 127
        || is_among(byte, b"_-.~:$")
}

/// What stands behind the marks of a part, each from where to where.
fn segments(part: Text<'_>) -> impl Iterator<Item = (u32, u32)> {
    let next = move |mut at| {
        while at < part.len() && !is_among(part.byte(at), MARKS) {
            at += 1;
        }
        at
    };
    let mut end = next(0);
    core::iter::from_fn(move || {
        let start = end + 1;
        (end < part.len()).then(|| {
            end = next(start);
            (start, end)
        })
    })
}
