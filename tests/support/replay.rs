//! Plays a scenario on a page of plain data and compares what left with what was recorded.

use super::page::{FLUSH, HINTS, SELF, SENT, add_tracker, event, js, open, placed, run};
use super::scenario::Scenario;
use crumbless::command::table::{APPLY_FIRST, COMMANDS};
use crumbless::fake::{Effect, Js};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, VecDeque};

pub type Hit = BTreeMap<String, String>;

#[derive(Debug, Default)]
pub struct Played {
    pub hits: Vec<Hit>,
    pub answers: BTreeMap<String, Value>,
}

/// Commands that are about the first tracker alone.
const FIRST_ONLY: [&str; 2] = ["setTrackerUrl", "setSiteId"];

pub fn replay(scenario: &Scenario) -> Result<Played, String> {
    let title = scenario
        .title
        .clone()
        .unwrap_or_else(|| format!("Scenario {}", scenario.name));
    let referrer = if scenario.referrer.is_some() {
        placed("http://%OTHER%/")
    } else {
        String::new()
    };
    open(
        &format!("http://{SELF}/page/{}{}", scenario.name, scenario.search),
        &title,
        &referrer,
    );
    let mut trackers = vec![add_tracker(Js::Undefined, Js::Undefined)];
    let mut played = Played::default();
    for (name, arguments) in rows(scenario)? {
        if name == "addTracker" {
            trackers.push(add_tracker(arguments[0].clone(), arguments[1].clone()));
            continue;
        }
        let reached = if FIRST_ONLY.contains(&name.as_str()) {
            &trackers[..1]
        } else {
            &trackers[..]
        };
        for tracker in reached {
            let (_, effects) = run(*tracker, &name, arguments.clone());
            played.take(*tracker, effects);
        }
    }
    for step in &scenario.steps {
        played.step(trackers[0], step)?;
    }
    Ok(played)
}

/// The commands in the order in which the tracker applies them.
fn rows(scenario: &Scenario) -> Result<Vec<(String, Vec<Js>)>, String> {
    let mut rows = Vec::new();
    for row in scenario.paq.iter().filter(|row| row.as_str() != Some("")) {
        let row = row.as_array().ok_or("this scenario runs JavaScript")?;
        let name = row[0].as_str().ok_or("this scenario pushes a function")?;
        rows.push((
            name.to_owned(),
            row[1..].iter().map(|value| js(&placed_value(value))).collect(),
        ));
    }
    rows.push((
        "setTrackerUrl".to_owned(),
        vec![Js::Text(format!("http://{SELF}/matomo.php"))],
    ));
    rows.push(("setSiteId".to_owned(), vec![Js::from("7")]));
    let first = |name: &str| {
        COMMANDS[..APPLY_FIRST]
            .iter()
            .position(|row| row.name == name)
            .unwrap_or(APPLY_FIRST)
    };
    rows.sort_by_key(|(name, _)| first(name));
    Ok(rows)
}

fn placed_value(value: &Value) -> Value {
    value
        .as_str()
        .map_or_else(|| value.clone(), |text| Value::from(placed(text)))
}

impl Played {
    fn step(&mut self, tracker: u32, step: &[Value]) -> Result<(), String> {
        match step[0].as_str() {
            Some("get") => {
                let (name, code) = (
                    step[1].as_str().unwrap_or_default(),
                    step[2].as_str().unwrap_or_default(),
                );
                let call = code
                    .strip_prefix("Matomo.getAsyncTracker().")
                    .ok_or("this step runs JavaScript")?;
                let (command, argument) = call.trim_end_matches(')').split_once('(').ok_or("no call")?;
                let arguments = argument
                    .parse()
                    .map_or(Vec::new(), |number| vec![Js::Number(number)]);
                self.answers.insert(
                    name.to_owned(),
                    run(tracker, command, arguments).0.unwrap_or_default(),
                );
                Ok(())
            }
            Some("wait") => Ok(()),
            other => Err(format!("this step needs a browser: {other:?}")),
        }
    }

    /// Carries out what went out, and what follows from that, until nothing is left to do.
    fn take(&mut self, tracker: u32, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::After { milliseconds: 0, .. } => effects.extend(event(tracker, FLUSH, vec![])),
                Effect::AskHints => {
                    effects.extend(event(
                        tracker,
                        HINTS,
                        vec![Js::Object(vec![("mobile".to_owned(), Js::Bool(false))])],
                    ));
                }
                Effect::Send { url, body, .. } => {
                    self.hits.extend(hits(&url, &body));
                    effects.extend(event(tracker, SENT, vec![]));
                }
                _ => {}
            }
        }
    }
}

/// The hits of a request, decoded.
fn hits(url: &str, body: &str) -> Vec<Hit> {
    let bulk: Option<Value> = serde_json::from_str(body).ok();
    let queries = match bulk.as_ref().and_then(|bulk| bulk["requests"].as_array()) {
        Some(requests) => requests
            .iter()
            .filter_map(|request| request.as_str().map(str::to_owned))
            .collect(),
        None if body.is_empty() => vec![url.split_once('?').unwrap_or_default().1.to_owned()],
        None => vec![body.to_owned()],
    };
    queries
        .iter()
        .map(|query| form_urlencoded(query.trim_start_matches('?')))
        .collect()
}

fn form_urlencoded(query: &str) -> Hit {
    let decoded = |text: &str| crumbless::fake::decoded_text(text);
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(n, v)| (decoded(n), decoded(v)))
        .collect()
}

/// Compares hits with recorded ones: `*` is any value, `pf` stands for all `pf_*`, `pv1` numbers the page view ids.
pub fn compare(expected: &[Map<String, Value>], hits: &[Hit]) -> Result<(), String> {
    if expected.len() != hits.len() {
        return Err(format!("{} hits, expected {}", hits.len(), expected.len()));
    }
    let mut ids: Vec<String> = Vec::new();
    // Two trackers' hits leave tracker by tracker; within one kind the order is the recording's.
    let kind = |has: &dyn Fn(&str) -> bool| {
        [
            "action_name",
            "e_c",
            "idgoal",
            "search",
            "link",
            "download",
            "ping",
        ]
        .iter()
        .position(|name| has(name))
    };
    let mut expected: Vec<_> = expected.iter().collect();
    let mut hits: Vec<_> = hits.iter().collect();
    expected.sort_by_key(|hit| kind(&|name| hit.contains_key(name)));
    hits.sort_by_key(|hit| kind(&|name| hit.contains_key(name)));
    for (index, (expected, hit)) in expected.iter().zip(&hits).enumerate() {
        let exact_pf = expected.keys().any(|name| name.starts_with("pf_"));
        let mut left: Hit = (*hit).clone();
        if let Some(id) = left.get_mut("pv_id") {
            let at = ids.iter().position(|known| known == id).unwrap_or_else(|| {
                ids.push(id.clone());
                ids.len() - 1
            });
            *id = format!("pv{}", at + 1);
        }
        if !exact_pf {
            let has_pf = left.keys().any(|name| name.starts_with("pf_"));
            left.retain(|name, _| !name.starts_with("pf_"));
            if has_pf {
                left.insert("pf".to_owned(), "*".to_owned());
            }
        }
        for (name, wanted) in expected.iter() {
            let wanted = placed(wanted.as_str().unwrap_or_default());
            match left.remove(name) {
                Some(found) if wanted == "*" || found == wanted => {}
                found => return Err(format!("hit {index}: {name} is {found:?}, expected {wanted:?}")),
            }
        }
        if let Some((name, value)) = left.first_key_value() {
            return Err(format!("hit {index}: {name}={value:?} is not expected"));
        }
    }
    Ok(())
}
