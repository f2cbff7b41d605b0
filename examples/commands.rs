//! Prints the command table as JSON, for the build of the shim, the types and the reference page.

use crumbless::command::table::{APPLY_FIRST, COMMANDS};
use crumbless::command::{Does, Row};

fn main() {
    let commands: Vec<_> = COMMANDS.iter().map(json).collect();
    let names: Vec<_> = COMMANDS.iter().map(|row| row.name).collect();
    println!(
        "{}",
        serde_json::json!({ "first": APPLY_FIRST, "names": names, "commands": commands })
    );
}

fn json(row: &Row) -> serde_json::Value {
    serde_json::json!({
        "name": row.name,
        "parameters": row.parameters,
        "summary": row.summary,
        "isElsewhere": row.does == Does::Elsewhere,
    })
}
