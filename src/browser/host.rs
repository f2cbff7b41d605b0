//! The functions of `js/bridge/host.js`. [`crate::port`] and [`crate::effect`] say what they mean; numbers are handles of values,
//! addresses of texts, and for paths the address and length of a literal. `at` and `capacity` are where a text may be written; those functions return its length or -1.

#[cfg(all(target_arch = "wasm32", feature = "bindgen"))]
use wasm_bindgen::prelude::wasm_bindgen;

/// The address of a literal: the same for each use, so the shim reads a path once.
pub(crate) fn literal(path: &'static str) -> u32 {
    path.as_ptr() as u32
}

macro_rules! declare {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        #[cfg(all(target_arch = "wasm32", not(feature = "bindgen")))]
        #[link(wasm_import_module = "env")]
        // SAFETY: the shim has each of these functions with these numeric types; a test compares the lists.
        unsafe extern "C" {
            $(pub(crate) safe fn $name($($argument: $type),*) -> $result;)*
        }

        #[cfg(all(target_arch = "wasm32", feature = "bindgen"))]
        #[allow(clippy::too_many_arguments)] // `emit` has one for each thing that a request is made of.
        #[wasm_bindgen(raw_module = "/js/bridge/host.js")]
        extern "C" {
            $(pub(crate) fn $name($($argument: $type),*) -> $result;)*
        }

        $(
            #[cfg(not(target_arch = "wasm32"))]
            #[allow(clippy::panic, clippy::too_many_arguments)] // As above; and no visitor has this build.
            pub(crate) fn $name($(_: $type),*) -> $result {
                panic!("there is no page on this machine: turn the feature `fake` of crumbless on")
            }
        )*
    };
}
crate::protocol::imports!(declare);
