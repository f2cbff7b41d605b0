//! Which campaigns count (`setAllowedCampaigns`, matomo-org/matomo#23588): those that the site declares. All others leave the addresses of a
//! hit, and with them the attribution, as if nobody had come by them.
//!
//! Query and hash are judged each for itself, as servers look for a campaign in one and then in the other. What is written twice, decoded
//! or behind a second `?` is judged wherever a server or matomo.js's patterns could find it.

use crate::effect;
use crate::list;
use crate::patterns::{self, Subject};
use crate::port::{self, Kind, Value};
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// Parameters by which campaigns come, of any tool, in lower case: Matomo's and its plugin MarketingCampaignsReporting's, Google's, and the
/// ids that advertisers give to clicks.
const PARAMETERS: &str =
    "/^(mtm|matomo|pk|piwik|utm|gad)_|^(g|d|y|fb|tt|tw)clid$|^msclkid$|^gclsrc$|^[gw]braid$|^li_fat_id$/";

/// Those that name one. A source or a medium does too, where nothing else does: Matomo's defaults.
const NAMES: &str = "(campaign|cpn)$";
const SOURCES: &str = "_(source|medium)$";

const OPTIONS: &str = list!("names parameters");

/// What ends a parameter's name, if a server decodes it once more, or is not to be a part of it.
const DELIMITERS: &[u8] = b"&?#;";

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
    if let Some(names) = patterns::read(turn, given, Subject::Name) {
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
            Some(value) => patterns::read(turn, value, Subject::Name).map(Some),
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
    if part.find(b'=', 0) == part.len() {
        return part;
    }
    let turn = part.turn();
    let names = names_of(part);
    let campaign_parameters = turn
        .literal(PARAMETERS)
        .joined(settings::list(turn, CAMPAIGN_NAMES).lower())
        .joined(settings::list(turn, CAMPAIGN_KEYWORDS).lower())
        .joined(settings::text(turn, ALLOWED_CAMPAIGN_PARAMETERS));
    let are_campaigns = port::verdicts(names, campaign_parameters);
    let (mut verdicts, mut index, mut name_start) = (turn.build(), 0, 0);
    let (mut has_name, mut has_said_name) = (false, false);
    for (start, end) in segments(part) {
        let name_end = names.find(b'&', name_start);
        let is_campaign = are_campaigns.byte(index) != u32::from(port::WANTED);
        let verdict = if is_campaign && part.find_before(b'=', start, end) < end {
            turn.scratch(
                [part, names],
                (start, end, name_start, name_end),
                |_, [part, names], (start, end, name_start, name_end)| {
                    judge(part, start, end, names.cut(name_start, name_end))
                },
            )
        } else {
            Verdict::Stays
        };
        has_said_name |= verdict == Verdict::Names;
        has_name |= matches!(verdict, Verdict::Names | Verdict::NamesElsewhere);
        verdicts = verdicts.byte(verdict as u32);
        (index, name_start) = (index + 1, name_end + 1);
    }
    let verdicts = verdicts.done();
    let leaves = |verdict: u32| {
        verdict == Verdict::Leaves as u32
            || verdict == Verdict::MayName as u32 && !has_said_name
            || verdict == Verdict::Describes as u32 && !has_name
    };
    rebuilt(part, verdicts, leaves)
}

/// What becomes of a parameter of a campaign.
fn judge<'t>(part: Text<'t>, start: u32, end: u32, name: Text<'t>) -> Verdict {
    let turn = part.turn();
    let is_undeclared = |parameters| !patterns::matches(parameters, name);
    if turn.kept(ALLOWED_CAMPAIGN_PARAMETERS).is_some_and(is_undeclared) {
        return Verdict::Leaves;
    }
    let Some(allowed) = turn.kept(ALLOWED_CAMPAIGNS) else {
        return Verdict::Stays;
    };
    let said = settings::list(turn, CAMPAIGN_NAMES);
    let lower = said.lower();
    let is_source = url::found(SOURCES, name).is_some() && !leads(lower, name);
    if !is_source && !lower.has_item(name) && url::found(NAMES, name).is_none() {
        return Verdict::Describes;
    }
    let equals = part.find(b'=', start);
    let value = part.cut(equals + 1, end);
    // To a server a value goes on behind any other mark, and a name is one as it is written.
    let is_whole = [0, u32::from(b'&')].contains(&part.byte(end));
    let is_first = start == 1 || start == 2 && part.starts_with("#?");
    let is_parameter = is_first || part.byte(start - 1) == u32::from(b'&');
    let written = part.cut(start, equals);
    let is_said = is_parameter && said.has_item(written);
    if is_whole && is_allowed(allowed, value) {
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
    let turn = value.turn();
    let mut spaced = turn.build();
    for (start, end) in pieces(value, b"+") {
        let space = if start > 0 { "%20" } else { "" };
        spaced = spaced.literal(space).part(value, start, end);
    }
    patterns::matches(allowed, port::decoded(value))
        || patterns::matches(allowed, port::decoded(spaced.done()))
}

/// Whether a source or medium stands before all other parameters that the site says name a campaign.
fn leads<'t>(said: Text<'t>, name: Text<'t>) -> bool {
    said.items()
        .take_while(|item| url::found(SOURCES, *item).is_some())
        .any(|item| item.same(name))
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
    let is_mark = |byte: u32| is_one_of(byte, b"?#");
    if rest.len() < part.len() && is_mark(rest.byte(rest.len().saturating_sub(1))) {
        return rest.cut(0, rest.len() - 1);
    }
    rest
}

/// The names of the parameters as a server may understand them, in lower case, each with an `&` behind it.
fn names_of(part: Text<'_>) -> Text<'_> {
    let mut names = part.turn().build();
    for (start, end) in segments(part) {
        let equals = part.find_before(b'=', start, end);
        // Behind what could be the end of another one, once decoded, and without what servers trim or take for a list's.
        let (mut from, mut at) = (start, start);
        while at < equals {
            let (byte, next) = decoded_byte(part, at);
            if is_one_of(byte, DELIMITERS) {
                from = next;
            }
            at = next;
        }
        let mut is_begun = false;
        while from < equals {
            let (byte, next) = decoded_byte(part, from);
            if is_word(byte) {
                is_begun = true;
                names = names.byte(lower(byte));
            } else if is_begun {
                break;
            }
            from = next;
        }
        names = names.byte(u32::from(b'&'));
    }
    names.done()
}

/// The byte at a place, decoded, and where the next one is.
fn decoded_byte(text: Text<'_>, at: u32) -> (u32, u32) {
    let byte = text.byte(at);
    let digit = |index| char::from_u32(text.byte(index)).and_then(|digit| digit.to_digit(16));
    match (byte == u32::from(b'%'), digit(at + 1), digit(at + 2)) {
        (true, Some(high), Some(low)) => (high << 4 | low, at + 3),
        _ => (byte, at + 1),
    }
}

fn is_one_of(byte: u32, bytes: &[u8]) -> bool {
    bytes.iter().any(|one| u32::from(*one) == byte)
}

/// A byte that a parameter's name may have anywhere: no space, bracket or the like.
fn is_word(byte: u32) -> bool {
    lower(byte).wrapping_sub(u32::from(b'a')) < 26
        || byte.wrapping_sub(u32::from(b'0')) < 10
        || byte > 127
        || is_one_of(byte, b"_-.~:$")
}

fn lower(byte: u32) -> u32 {
    let is_upper = byte.wrapping_sub(u32::from(b'A')) < 26;
    if is_upper { byte + 32 } else { byte }
}

/// What stands behind the marks of a part, each from where to where.
fn segments(part: Text<'_>) -> impl Iterator<Item = (u32, u32)> {
    pieces(part, b"&?#").skip(1)
}

/// What stands between some bytes, each piece from where to where.
fn pieces<'t>(text: Text<'t>, marks: &'static [u8]) -> impl Iterator<Item = (u32, u32)> + 't {
    let mut next = Some(0);
    core::iter::from_fn(move || {
        let start = next?;
        let mut end = start;
        while end < text.len() && !is_one_of(text.byte(end), marks) {
            end += 1;
        }
        next = (end < text.len()).then_some(end + 1);
        Some((start, end))
    })
}
