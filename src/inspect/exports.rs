//! The function for JavaScript. No other file of this module names `wasm_bindgen`.

use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// Decodes one request to `matomo.php`: its method, the part of the address after the question mark, and its body.
///
/// Returns `{ bulk, hits: [{ kind, title, parameters, problems }], problems }`. Everything in it but `kind`, `group`,
/// `meaning` and `severity` is text from the page: show it as text, never as markup.
///
/// # Errors
/// Only if the engine refuses to make the object, for example for lack of memory.
#[wasm_bindgen(unchecked_return_type = "Inspection")]
pub fn inspect(method: &str, query: &str, body: &str) -> Result<JsValue, JsValue> {
    let inspection = super::inspect(method, query, body);
    // `None` must arrive as null: a missing property and an empty result are different things to a reader.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    Ok(inspection.serialize(&serializer)?)
}

/// The result's shape for TypeScript.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type Severity = "note" | "warning" | "error";
export interface Problem { severity: Severity; parameter: string | null; text: string }
export interface Parameter { name: string; value: string; meaning: string; group: string }
export interface Hit { kind: string; title: string; parameters: Parameter[]; problems: Problem[] }
export interface Inspection { bulk: boolean; hits: Hit[]; problems: Problem[] }
"#;
