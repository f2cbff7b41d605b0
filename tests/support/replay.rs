//! Plays a scenario on a page of plain data and compares what left with what was recorded.

use super::page::{HINTS, SELF, add_tracker, event, js, open, placed, run};
use super::scenario::Scenario;
use super::sent::{IMAGE, param_pairs, requests};
use super::visit::{BLUR, LEAVING, OVERDUE, SETTLED, ends};
use crumbless::command::table::{APPLY_FIRST, COMMANDS};
use crumbless::fake::{Effect, Js, with_page};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub type Hit = BTreeMap<String, String>;

#[derive(Debug, Default)]
pub struct Played {
    pub hits: Vec<Hit>,
    pub results: BTreeMap<String, Value>,
    trackers: Vec<u32>,
    /// Timers that wait: tracker and event.
    waiting: BTreeSet<(u32, u32)>,
}

/// Commands that are about the first tracker alone.
const FIRST_ONLY: [&str; 2] = ["setTrackerUrl", "setSiteId"];

pub fn replay(scenario: &Scenario) -> Result<Played, String> {
    let title = scenario.title.clone();
    let title = title.unwrap_or_else(|| format!("Scenario {}", scenario.name));
    let referrer = scenario.referrer.as_ref().map(|_| placed("http://%OTHER%/"));
    let address = format!("http://{SELF}/page/{}{}", scenario.name, scenario.search);
    open(&address, &title, &referrer.unwrap_or_default());
    scenario.init.as_deref().map_or(Ok(()), prepare)?;

    let mut played = Played {
        trackers: vec![add_tracker(Js::Undefined, Js::Undefined)],
        ..Played::default()
    };
    for (name, arguments) in rows(scenario)? {
        played.command(&name, arguments);
    }
    if !scenario.steps.is_empty() {
        played.wait(0.0);
    }
    for step in &scenario.steps {
        played.step(step)?;
    }
    played.end();
    Ok(played)
}

/// What a scenario sets on `navigator` before the page is there.
fn prepare(init: &str) -> Result<(), String> {
    let getter = init.strip_prefix("Object.defineProperty(navigator,'");
    let getter = getter.and_then(|rest| rest.strip_suffix("'})")?.split_once("',{get:()=>'"));
    let (name, value) = getter.ok_or("the page is prepared by JavaScript")?;
    with_page(|page| page.window.set(&format!("navigator.{name}"), Js::from(value)));
    Ok(())
}

/// The commands in the order in which the tracker applies them.
fn rows(scenario: &Scenario) -> Result<Vec<(String, Vec<Js>)>, String> {
    let given = scenario.paq.iter().filter(|row| row.as_str() != Some(""));
    let mut rows = given.map(as_row).collect::<Result<Vec<_>, _>>()?;
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
    fn command(&mut self, name: &str, arguments: Vec<Js>) {
        if let ("addTracker", [url, site, ..]) = (name, arguments.as_slice()) {
            self.trackers.push(add_tracker(url.clone(), site.clone()));
            return;
        }
        let reached = if FIRST_ONLY.contains(&name) {
            1
        } else {
            self.trackers.len()
        };
        for index in 0..reached {
            let tracker = self.trackers[index];
            let (_, effects) = run(tracker, name, arguments.clone());
            self.take(tracker, effects);
        }
    }

    fn step(&mut self, step: &[Value]) -> Result<(), String> {
        let text = |index: usize| step.get(index).and_then(Value::as_str).unwrap_or_default();
        match text(0) {
            "get" => {
                let call = text(2).strip_prefix("Matomo.getAsyncTracker().");
                let (command, given) = call.and_then(as_call).ok_or("this step runs JavaScript")?;
                let value = run(self.trackers[0], command, given.iter().map(js).collect()).0;
                self.results.insert(text(1).to_owned(), value.unwrap_or_default());
            }
            "eval" => {
                let call = text(1).strip_prefix("_paq.").and_then(as_call);
                let ("push", rows) = call.ok_or("this step runs JavaScript")? else {
                    return Err("this step runs JavaScript".to_owned());
                };
                for row in &rows {
                    let (name, given) = as_row(row)?;
                    self.command(&name, given);
                }
            }
            "wait" => self.wait(step[1].as_f64().unwrap_or_default()),
            "hide" => {
                self.happens(BLUR);
                self.happens(LEAVING);
            }
            other => return Err(format!("this step needs a browser: {other}")),
        }
        Ok(())
    }

    /// Time passes; the page has loaded meanwhile.
    fn wait(&mut self, milliseconds: f64) {
        with_page(|page| {
            page.now += milliseconds;
            for (name, time) in [("loadEventStart", 20.0), ("loadEventEnd", 21.0)] {
                page.navigation.set(name, Js::Number(time));
            }
        });
        self.happens(SETTLED);
    }

    /// What waits for a timer comes.
    fn end(&mut self) {
        while let Some((tracker, number)) = self.waiting.pop_first() {
            let effects = event(tracker, number, vec![]);
            self.take(tracker, effects);
        }
    }

    fn happens(&mut self, number: u32) {
        for tracker in self.trackers.clone() {
            let effects = event(tracker, number, vec![]);
            self.take(tracker, effects);
        }
    }

    /// Carries out what went out, and what follows from that, until nothing is left to do.
    fn take(&mut self, tracker: u32, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Soon { event: number }
                | Effect::After {
                    milliseconds: 0,
                    event: number,
                } => effects.extend(event(tracker, number, vec![])),
                Effect::After { event, .. } if event != OVERDUE => {
                    self.waiting.insert((tracker, event));
                }
                Effect::AskHints => {
                    let hints = Js::Object(vec![("mobile".to_owned(), Js::Bool(false))]);
                    effects.extend(event(tracker, HINTS, vec![hints]));
                }
                Effect::Send { number, .. } => {
                    for request in requests(&[effect]) {
                        // The response to an image has to be one: the shim asks for it.
                        let is_image = request.how == IMAGE;
                        self.hits
                            .extend(request.hits.iter().map(|hit| as_hit(hit, is_image)));
                    }
                    effects.extend(ends(tracker, number, 200));
                }
                _ => {}
            }
        }
    }
}

fn as_hit(query: &str, is_image: bool) -> Hit {
    let mut hit: Hit = param_pairs(query).collect();
    if is_image {
        hit.insert("send_image".to_owned(), "1".to_owned());
    }
    hit
}

/// `name(...)` with arguments that are JSON but for their quotes.
fn as_call(code: &str) -> Option<(&str, Vec<Value>)> {
    let (name, rest) = code.split_once('(')?;
    let given = rest.trim_end_matches(';').strip_suffix(')')?;
    let given = serde_json::from_str(&format!("[{}]", given.replace('\'', "\""))).ok()?;
    Some((name, given))
}

fn as_row(row: &Value) -> Result<(String, Vec<Js>), String> {
    let row = row.as_array().ok_or("this scenario runs JavaScript")?;
    let name = row[0].as_str().ok_or("this scenario pushes a function")?;
    if !COMMANDS.iter().any(|row| row.name == name) {
        return Err(format!("{name} is not in the table"));
    }
    let given = row[1..].iter().map(|value| js(&placed_value(value)));
    Ok((name.to_owned(), given.collect()))
}

/// Compares hits with recorded ones: `*` is any value, `pf` stands for all `pf_*`, `pv1` numbers the page view ids.
pub fn compare(expected: &[Map<String, Value>], hits: &[Hit], ignored: &[String]) -> Result<(), String> {
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
        left.retain(|name, _| !ignored.contains(name));
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
        for (name, wanted) in expected.iter().filter(|(name, _)| !ignored.contains(name)) {
            let wanted = placed(wanted.as_str().unwrap_or_default());
            match left.remove(name) {
                Some(found) if wanted == "*" || is_same(&found, &wanted) => {}
                found => return Err(format!("hit {index}: {name} is {found:?}, expected {wanted:?}")),
            }
        }
        if let Some((name, value)) = left.first_key_value() {
            return Err(format!("hit {index}: {name}={value:?} is not expected"));
        }
    }
    Ok(())
}

/// Whether both are the same text, or the same JSON: objects are read here without their order.
fn is_same(one: &str, other: &str) -> bool {
    let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    one == other || object(one).is_some_and(|one| Some(one) == object(other))
}
