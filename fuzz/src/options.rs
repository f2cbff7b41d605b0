//! Any options of the ES module: they are refused with a sentence, or taken whole and done, and anonymity is never lost.

use crate::lines::Lines;
use crate::shim::{END_OF_TURN, Watched};
use crate::support::page;
use crate::wire;
use arbitrary::{Arbitrary, Result, Unstructured};
use crumbless::fake::{Js, with_page};
use crumbless::options::{Options, read};
use serde_json::{Deserializer, Value, json};

/// Stands in everything on the page that anonymous hits must not tell.
const SECRET: &str = "qzxsecret";

/// The fields there are, by what they are in.
const OPTIONS: &[&str] = &[
    "url",
    "siteId",
    "anonymous",
    "targets",
    "interactions",
    "commands",
];
const ANONYMOUS: &[&str] = &[
    "preset",
    "url",
    "title",
    "allowedParameters",
    "numericIds",
    "pathParameters",
    "categories",
    "eventNames",
];
const TARGET: &[&str] = &["url", "siteId", "anonymous"];
const INTERACTION: &[&str] = &["selector", "on", "category", "action", "name"];

/// A value, or a text that may be JSON where the first line says `json`.
#[derive(Clone, Debug)]
pub enum Given {
    /// Options as a page gives them.
    Object(Js),
    /// A text.
    Text(String),
}

impl<'a> Arbitrary<'a> for Given {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Given> {
        let mut lines = Lines::arbitrary(input)?;
        let first = lines.clone().text();
        if first == "json" {
            lines.line();
            let rest = std::iter::from_fn(|| lines.line()).collect::<Vec<_>>();
            return Ok(Given::Text(rest.join("\n")));
        }
        Ok(Given::Object(lines.value()))
    }
}

impl Given {
    /// Reads the options and does what they say.
    pub fn check(&self) {
        let text = match self {
            Given::Object(value) => value.json_without(&[]).unwrap_or_else(|| "null".to_owned()),
            Given::Text(text) => text.clone(),
        };
        let from_text = read(&mut Deserializer::from_str(&text)).map_err(|problem| problem.to_string());
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            // What follows the end of a value is not the reader's to see.
            return;
        };
        let from_value = read(value.clone()).map_err(|problem| problem.to_string());
        match (&from_text, &from_value) {
            (Ok(one), Ok(other)) => assert_eq!(one, other),
            (Err(one), Err(other)) => assert_told(one, other),
            // Of two fields with one name a value has the last; the text is refused for the first already.
            (Err(told), Ok(_)) => {
                let fields = |json: &str| json.matches(':').count();
                assert!(fields(&value.to_string()) < fields(&text), "{told}: {text}");
            }
            (Ok(_), Err(told)) => panic!("a value is refused ({told}), its text is not: {text}"),
        }
        if let Ok(options) = from_value {
            assert_known(&value);
            assert_done(&options, &value);
        }
    }
}

/// A problem is one line that says what was expected or what there is.
fn assert_told(one: &str, other: &str) {
    for told in [one, other] {
        assert!(
            !told.is_empty() && !told.contains('\n') || told.contains("\\n"),
            "{told:?}"
        );
        let says = [
            "expected",
            "missing field",
            "unknown field",
            "unknown variant",
            "duplicate field",
        ];
        assert!(says.iter().any(|words| told.contains(words)), "{told}");
    }
}

/// Only objects with known fields were taken.
fn assert_known(options: &Value) {
    assert_fields(options, OPTIONS);
    each(&options["anonymous"], |anonymous| {
        assert_fields(anonymous, ANONYMOUS)
    });
    each(&options["interactions"], |interaction| {
        assert_fields(interaction, INTERACTION)
    });
    each(&options["targets"], |target| {
        assert_fields(target, TARGET);
        if target["anonymous"].is_object() {
            assert_fields(&target["anonymous"], ANONYMOUS);
        }
    });
    each(&options["commands"], |command| {
        assert!(command.as_array().is_some_and(|row| !row.is_empty()))
    });
}

fn assert_fields(value: &Value, names: &[&str]) {
    let object = value
        .as_object()
        .unwrap_or_else(|| panic!("{value} is no object"));
    for (name, field) in object {
        assert!(names.contains(&name.as_str()), "{name} is unknown");
        assert!(*field != json!("") || name == "commands", "{name} is empty");
    }
}

/// The items of a list, the one object, or nothing.
fn each(value: &Value, check: impl FnMut(&Value)) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(check),
        other => [other].into_iter().for_each(check),
    }
}

fn assert_done(options: &Options, given: &Value) {
    let again = serde_json::to_value(options).expect("plain data");
    let mut read_again = read(again).expect("what was read is good");
    read_again.commands = options.commands.clone();
    assert_eq!(&read_again, options, "written and read it is the same");

    let setup = serde_json::to_value(options.clone().setup()).expect("plain data");
    let rows = setup["rows"].as_array().expect("rows");
    let names: Vec<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
    let is_anonymous = !given["anonymous"].is_null();
    assert_eq!(
        names.first() == Some(&"enableAnonymousMeasurement"),
        is_anonymous,
        "before anything else: {names:?}"
    );
    assert_eq!(
        names.last() == Some(&"measureInteractions"),
        !given["interactions"].is_null(),
        "last: {names:?}"
    );
    let targets = given["targets"].as_array();
    let added: Vec<&Value> = rows.iter().filter(|row| row[0] == "addTargets").collect();
    let others = usize::from(is_anonymous) + usize::from(!given["interactions"].is_null());
    assert_eq!(
        (added.len(), names.len()),
        (
            usize::from(targets.is_some()),
            usize::from(targets.is_some()) + others
        )
    );
    for (place, target) in targets.into_iter().flatten().enumerate() {
        let receiver = &added[0][1][place];
        assert_eq!(receiver["url"], target["url"]);
        let (wanted, got) = (&target["anonymous"], &receiver["anonymous"]);
        assert!(
            wanted.is_object() == got.is_object() && (wanted.is_object() || wanted == got),
            "{target}: {receiver}"
        );
    }
    if is_anonymous {
        assert_silent(&rows[0][1], &given.to_string());
    }
}

/// Whatever the options, an anonymous hit tells nothing that they do not name.
fn assert_silent(anonymous: &Value, options: &str) {
    if options.to_lowercase().contains(SECRET) {
        return;
    }
    let url = format!("http://{SECRET}.example/{SECRET}?{SECRET}&q={SECRET}1#{SECRET}");
    page::open(&url, SECRET, &format!("http://{SECRET}.example/"));
    with_page(|page| page.has_hints = false);
    let mut tracker = Watched::new();
    tracker.command("enableAnonymousMeasurement", vec![page::js(anonymous)]);
    tracker.command("setUserId", vec![Js::from(SECRET)]);
    let mut out = tracker.command("trackPageView", vec![]);
    out.add(tracker.command("trackEvent", vec![Js::from(SECRET), Js::from(SECRET)]));
    out.add(tracker.command("trackLink", vec![Js::from(url.as_str()), Js::from("link")]));
    out.add(tracker.event(END_OF_TURN, vec![]));
    let names_q = ["allowedParameters", "pathParameters"].iter().any(|list| {
        anonymous[list].to_string().contains("\"q") || anonymous[list].to_string().contains("/q")
    });
    for hit in out.hits() {
        let said = wire::decoded(&wire::decoded(hit)).to_lowercase();
        assert!(names_q || !said.contains(SECRET), "{hit} with {anonymous}");
    }
    assert_eq!(out.hits().count(), 1, "the page view, and neither event nor link");
}
