//! The functions of `js/host.js`. [`crate::port`] and [`crate::effect`] say what they mean; numbers are handles of values,
//! addresses of texts, and for paths the address and length of a literal. `at` and `capacity` are where a text may be written; those functions return its length or -1.

#[cfg(all(target_arch = "wasm32", feature = "bindgen"))]
use wasm_bindgen::prelude::wasm_bindgen;

/// The address of a literal: the same for each use, so the shim reads a path once.
pub(crate) fn literal(path: &'static str) -> u32 {
    path.as_ptr() as u32
}

macro_rules! imports {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        #[cfg(all(target_arch = "wasm32", not(feature = "bindgen")))]
        #[link(wasm_import_module = "env")]
        // SAFETY: the shim has each of these functions with these numeric types; a test compares the lists.
        unsafe extern "C" {
            $(pub(crate) safe fn $name($($argument: $type),*) $(-> $result)?;)*
        }

        #[cfg(all(target_arch = "wasm32", feature = "bindgen"))]
        #[allow(clippy::too_many_arguments)] // `emit` has one for each thing that a request is made of.
        #[wasm_bindgen(module = "/js/host.js")]
        extern "C" {
            $(pub(crate) fn $name($($argument: $type),*) $(-> $result)?;)*
        }

        $(
            #[cfg(not(target_arch = "wasm32"))]
            #[allow(clippy::panic, clippy::too_many_arguments)] // As above; and no visitor has this build.
            pub(crate) fn $name($(_: $type),*) $(-> $result)? {
                panic!("there is no page on this machine: turn the feature `fake` of crumbless on")
            }
        )*
    };
}

imports! {
    fn read(value: i32, path: u32, length: u32, at: u32, capacity: u32) -> i32;
    fn is_truthy(value: i32) -> i32;
    fn kind(value: i32, path: u32, length: u32) -> i32;
    fn number(value: i32, path: u32, length: u32) -> f64;
    fn property(value: i32, name: u32) -> i32;
    fn list(value: i32, at: u32, capacity: u32) -> i32;
    fn keys(value: i32, at: u32, capacity: u32) -> i32;
    fn json(value: i32, without: u32, at: u32, capacity: u32) -> i32;
    fn put(object: u32, key: u32, json: u32, at: u32, capacity: u32) -> i32;
    fn part(object: u32, key: u32, at: u32, capacity: u32) -> i32;
    fn rows(object: u32, defaults: u32, at: u32, capacity: u32) -> i32;
    fn item(at: u32, capacity: u32) -> i32;
    fn string_of(text: u32) -> i32;
    fn link(event: i32) -> i32;
    fn find(node: i32, selector: u32, length: u32, way: i32) -> i32;
    fn marked(node: i32, attribute: u32, length: u32, at: u32, capacity: u32) -> i32;
    fn contains(node: i32, other: i32) -> i32;
    fn remembered(name: u32) -> i32;
    fn overlay(site: u32, matomo: u32) -> i32;
    fn hook(function: i32) -> i32;
    fn navigation() -> i32;
    fn decoded(text: u32, at: u32, capacity: u32) -> i32;
    fn absolute(url: u32, at: u32, capacity: u32) -> i32;
    fn capture(pattern: u32, flags: u32, text: u32, at: u32, capacity: u32) -> i32;
    fn verdicts(names: u32, exclusions: u32, longest: u32, at: u32, capacity: u32) -> i32;
    fn is_new(set: u32, text: u32) -> i32;
    fn fresh_set(old: u32) -> i32;
    fn is_hooked() -> i32;
    fn now() -> f64;
    fn elapsed() -> f64;
    fn local_seconds() -> f64;
    fn random() -> f64;
    fn ask_hints() -> i32;
    fn emit(effect: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32);
}
