//! Prints the command table as JSON, for the build of the shim, the types and the reference page.

use crumbless::command::Row;
use crumbless::command::table::{ALL, APPLY_FIRST, COMMANDS};

fn main() {
    let commands: Vec<_> = COMMANDS.iter().map(json).collect();
    let names: Vec<_> = COMMANDS.iter().map(|row| row.name).collect();
    let all = ALL.iter().map(|row| row.name);
    let elsewhere: Vec<_> = all.filter(|name| !names.contains(name)).collect();
    println!(
        "{}",
        serde_json::json!({ "first": APPLY_FIRST, "names": names, "elsewhere": elsewhere, "commands": commands })
    );
}

fn json(row: &Row) -> serde_json::Value {
    serde_json::json!({ "name": row.name, "parameters": row.parameters, "summary": row.summary })
}
