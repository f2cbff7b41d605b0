//! Prints the command table and the protocol as JSON, for the build of the shim, the types and the reference page.

use crumbless::command::table::{ALL, APPLY_FIRST, COMMANDS, PROTECTIVE};
use crumbless::command::{Action, Operation, Row};
use crumbless::protocol;

fn main() {
    let commands: Vec<_> = COMMANDS.iter().map(json).collect();
    let names: Vec<_> = COMMANDS.iter().map(|row| row.name).collect();
    let all = ALL.iter().map(|row| row.name);
    let elsewhere: Vec<_> = all.filter(|name| !names.contains(name)).collect();
    let measuring: Vec<_> = COMMANDS
        .iter()
        .filter(|row| row.operation == Operation::Act(Action::Measure))
        .map(|row| row.name)
        .collect();
    println!(
        "{}",
        serde_json::json!({ "first": APPLY_FIRST, "names": names, "elsewhere": elsewhere, "protecting": PROTECTIVE, "measuring": measuring, "commands": commands, "protocol": protocol() })
    );
}

fn protocol() -> serde_json::Value {
    serde_json::json!({
        "enums": protocol::ENUMS,
        "effects": protocol::Effect::SIGNATURES,
        "imports": protocol::IMPORTS,
        "numbers": protocol::NUMBERS,
        "texts": protocol::TEXTS,
    })
}

fn json(row: &Row) -> serde_json::Value {
    let (parameters, returns) = row
        .parameters
        .split_once("->")
        .unwrap_or((row.parameters, returned(row.operation)));
    serde_json::json!({ "name": row.name, "parameters": parameters.trim(), "returns": returns.trim(), "summary": row.summary })
}

/// What a command returns by its kind, in TypeScript's notation.
fn returned(operation: Operation) -> &'static str {
    match operation {
        Operation::Return(_) => "string",
        Operation::ReturnKept(_) => "string | undefined",
        Operation::ReturnList(_) => "string[]",
        Operation::ReturnIsSet(_) | Operation::ReturnIsClear(_) => "boolean",
        _ => "void",
    }
}
