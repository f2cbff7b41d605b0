//! The functions for JavaScript. No other file of this module names `wasm_bindgen`.

use serde::Serialize;
use serde_wasm_bindgen::{Deserializer, Serializer};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};

/// Reads the options of `createTracker`.
///
/// Returns `{ url, siteId, rows }`: the tracker to be made, and the commands to give it before anything is sent.
///
/// # Errors
/// An `Error` that names the field that is wrong and says what was expected.
#[wasm_bindgen(js_name = readOptions)]
pub fn read(value: JsValue) -> Result<JsValue, JsValue> {
    let options =
        super::read(Deserializer::from(value)).map_err(|problem| JsError::new(&problem.to_string()))?;
    Ok(options.setup().serialize(&Serializer::new())?)
}
