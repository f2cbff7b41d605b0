//! The types of the fields: strings, site ids, lists. Each names what it expects in the words of JavaScript, not of Rust.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Anonymous;
use super::strict::nothing;

/// Declares kinds of strings: what is expected, and whether a string is that.
macro_rules! texts {
    ($($(#[$doc:meta])+ $name:ident($expected:literal, $is_good:expr);)*) => {
        $($(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let visitor = Words { expected: $expected, is_good: $is_good, may_be_number: false };
                deserializer.deserialize_any(visitor).map($name)
            }
        })*
    };
}

texts! {
    /// A string that is not empty.
    Filled("a string that is not empty", is_filled);
    /// What replaces the scheme, host and path of the page's URL.
    Address("a URL such as https://app.invalid, without a trailing slash, `?` or `#`", is_address);
    /// One or two URL parameters that name a part of the application: `module/action`.
    PathGroup("one or two parameter names, such as `module/action`", is_path_group);
}

fn is_filled(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The tracker appends a path and a query.
fn is_address(text: &str) -> bool {
    text.split_once("://")
        .is_some_and(|(scheme, rest)| is_filled(scheme) && is_filled(rest))
        && !text.ends_with('/')
        && !text.contains(['?', '#'])
}

fn is_path_group(text: &str) -> bool {
    text.split('/').all(is_filled) && text.split('/').count() <= 2
}

/// The id of a site: a number, or a string if Matomo hides its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SiteId(String);

impl SiteId {
    /// The id as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SiteId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a site id: a whole number above 0, or a string that is not empty";
        let visitor = Words {
            expected,
            is_good: is_filled,
            may_be_number: true,
        };
        deserializer.deserialize_any(visitor).map(SiteId)
    }
}

struct Words {
    expected: &'static str,
    is_good: fn(&str) -> bool,
    may_be_number: bool,
}

impl Visitor<'_> for Words {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        if (self.is_good)(text) {
            Ok(text.to_owned())
        } else {
            Err(E::invalid_value(Unexpected::Str(text), &self))
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        match number {
            1.. if self.may_be_number => Ok(number.to_string()),
            _ if self.may_be_number => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
            _ => Err(E::invalid_type(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Err(nothing(&self))
    }
}

/// An array, and nothing else that can be iterated, such as a string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T>(pub Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = List<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<List<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(List(all))
    }
}

/// A set of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", expecting = "the name of a preset: `matomo`")]
pub enum Preset {
    /// What Matomo's own AnonymousPiwikUsageMeasurement does for a Matomo.
    Matomo,
}

/// Which actions and names of events may be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventNames {
    /// `all` of them.
    All(String),
    /// These.
    These(List<Filled>),
}

impl<'de> Deserialize<'de> for EventNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AllOrThese)
    }
}

struct AllOrThese;

impl<'de> Visitor<'de> for AllOrThese {
    type Value = EventNames;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of strings, or `all`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<EventNames, E> {
        if text == "all" {
            Ok(EventNames::All(text.to_owned()))
        } else {
            Err(E::invalid_value(Unexpected::Str(text), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<EventNames, A::Error> {
        Items(PhantomData).visit_seq(items).map(EventNames::These)
    }
}

/// How much is sent about the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", expecting = "`none`, `needed` or `all`")]
pub enum DeviceDetail {
    /// Nothing.
    None,
    /// What a server needs to recognise a visit without cookies.
    Needed,
    /// What matomo.js sends.
    All,
}

/// Whether a receiver gets anonymous hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Anonymity {
    /// Not, or with the page's options.
    Is(bool),
    /// With options of its own.
    With(Box<Anonymous>),
}

impl<'de> Deserialize<'de> for Anonymity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TruthOrOptions)
    }
}

struct TruthOrOptions;

impl<'de> Visitor<'de> for TruthOrOptions {
    type Value = Anonymity;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true, false or an object with options for anonymous measurement")
    }

    fn visit_bool<E: Error>(self, is_anonymous: bool) -> Result<Anonymity, E> {
        Ok(Anonymity::Is(is_anonymous))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Anonymity, A::Error> {
        let options = <Anonymous as Deserialize>::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(Anonymity::With(Box::new(options)))
    }
}

/// A command as in `_paq`: an array that begins with its name, or with a function. Nothing else is known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command;

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameAndArguments)
    }
}

struct NameAndArguments;

impl<'de> Visitor<'de> for NameAndArguments {
    type Value = Command;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of a command and its arguments, such as [\"trackPageView\"]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Command, A::Error> {
        let mut count = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        if count > 0 {
            Ok(Command)
        } else {
            Err(A::Error::invalid_length(0, &self))
        }
    }
}
