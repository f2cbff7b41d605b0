//! Reads what a tracker sent to `matomo.php` and says what it means.
//!
//! One HTTP request comes in as text, a typed [`Inspection`] goes out: the hits in the order in which they were
//! sent, every parameter of each with its meaning, and what a Matomo server would object to. The demo, the site and
//! the command line show it; nothing here runs on a measured page, so clarity comes before size.
//!
//! It never fails: whatever the bytes are, there is a result, and what could not be read is a [`Problem`]. It does
//! not judge the measurement, does not know the site's settings and never contacts a server.
//!
//! ```
//! use crumbless::inspect::{Kind, inspect};
//!
//! let inspection = inspect("GET", "idsite=1&rec=1&e_c=Videos&e_a=play&ca=1", "");
//! let hit = inspection.hits.first();
//! assert_eq!(hit.map(|hit| hit.kind), Some(Kind::Event));
//! assert_eq!(hit.map(|hit| hit.title.as_str()), Some("Videos › play"));
//! ```

mod decode;
#[cfg(target_arch = "wasm32")]
mod exports;
mod hit;
mod kind;
mod meaning;
mod problems;

pub use decode::{MAX_HITS, MAX_PARAMETERS, Pairs, Request, decode};
pub use hit::{Hit, Inspection, Kind, Parameter, Problem, Severity};
pub use meaning::{Group, Meaning, meaning};

/// Decodes one request to `matomo.php` and explains every hit in it.
///
/// `query` is the part of the address after the question mark, `body` is the request's body as text.
#[must_use]
pub fn inspect(method: &str, query: &str, body: &str) -> Inspection {
    let Request { bulk, hits, problems } = decode(method, query, body);
    Inspection {
        bulk,
        hits: hits.iter().map(explain).collect(),
        problems,
    }
}

fn explain(pairs: &Pairs) -> Hit {
    let kind = kind::of(pairs);
    Hit {
        kind,
        title: kind::title(kind, pairs),
        parameters: pairs.iter().map(|(name, value)| parameter(name, value)).collect(),
        problems: problems::of(kind, pairs),
    }
}

fn parameter(name: &str, value: &str) -> Parameter {
    let Meaning { group, text } = meaning(name);
    Parameter {
        name: name.to_owned(),
        value: value.to_owned(),
        meaning: text.into_owned(),
        group,
    }
}
