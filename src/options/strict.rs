//! Accepts only objects: no arrays instead, and no unknown fields.
//!
//! Asked for a struct, a deserializer may take a list for its fields in order, and that of the browser's values only looks for
//! the fields the struct has, so that a misspelt one would go unnoticed. Asked for anything, each says what it has.

use std::fmt;

use serde::de::{Deserializer, Error, Expected, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads and writes structs whose derived functions are their own (`#[serde(remote = "Self")]`).
macro_rules! objects {
    ($($name:ident),*) => {
        $(impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $name::deserialize($crate::options::strict::Strict(deserializer))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $name::serialize(self, serializer)
            }
        })*
    };
}
pub(super) use objects;

/// What is said of `null` and `undefined`, which Rust calls a unit.
pub(super) fn nothing<E: Error>(expected: &dyn Expected) -> E {
    E::custom(format_args!("no value given, expected {expected}"))
}

/// Gives a struct the fields of an object and nothing else.
pub(super) struct Strict<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(OnlyObjects(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct OnlyObjects<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for OnlyObjects<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        Err(nothing(&self))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(fields)
    }
}
