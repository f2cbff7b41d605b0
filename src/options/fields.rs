//! What stands in the fields: texts, site ids, lists. Each says what it expects in words of the page, not of Rust.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Anonymous;
use super::strict::nothing;

/// Declares kinds of text: what is expected, and whether a text is it.
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
    /// A text with something in it.
    Filled("a text that is not empty", is_filled);
    /// What stands for scheme, host and path of the page.
    Address("an address such as https://app.invalid, without a path's slash, `?` or `#` at its end", is_address);
    /// Two parameters of the address that name a part of the application, or one: `module/action`.
    PathGroup("one or two names of parameters, such as `module/action`", is_path_group);
}

fn is_filled(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The tracker puts a path and a query behind it.
fn is_address(text: &str) -> bool {
    text.split_once("://")
        .is_some_and(|(scheme, rest)| is_filled(scheme) && is_filled(rest))
        && !text.ends_with('/')
        && !text.contains(['?', '#'])
}

fn is_path_group(text: &str) -> bool {
    text.split('/').all(is_filled) && text.split('/').count() <= 2
}

/// The id of a site: a number, or a text where Matomo hides its numbers.
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
        let expected = "a site id: a whole number above 0, or a text";
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

/// A list, and no other thing that can be gone through, such as a text.
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
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<List<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(List(all))
    }
}

/// Options that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", expecting = "the name of a preset: `matomo`")]
pub enum Preset {
    /// What Matomo's own AnonymousPiwikUsageMeasurement does for a Matomo.
    Matomo,
}

/// Which actions and names of events may pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventNames {
    /// `all`: whatever they say.
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
        formatter.write_str("a list of texts, or `all`")
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
    /// Not, or with the options the page has.
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
        formatter.write_str("true, false or an object of options for anonymous measurement")
    }

    fn visit_bool<E: Error>(self, is_anonymous: bool) -> Result<Anonymity, E> {
        Ok(Anonymity::Is(is_anonymous))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Anonymity, A::Error> {
        let options = <Anonymous as Deserialize>::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(Anonymity::With(Box::new(options)))
    }
}

/// A command as in `_paq`: a list that begins with its name, or with a function. Only that is known of it.
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
        formatter.write_str("a list of a command and its arguments, such as [\"trackPageView\"]")
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
