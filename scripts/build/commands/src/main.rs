//! Prints the command table as JSON, for the build of the shim, the types and the reference page.

use crumbless::command::table::{ALL, APPLY_FIRST, COMMANDS, PROTECTING};
use crumbless::command::{Does, Row};

fn main() {
    let commands: Vec<_> = COMMANDS.iter().map(json).collect();
    let names: Vec<_> = COMMANDS.iter().map(|row| row.name).collect();
    let all = ALL.iter().map(|row| row.name);
    let elsewhere: Vec<_> = all.filter(|name| !names.contains(name)).collect();
    println!(
        "{}",
        serde_json::json!({ "first": APPLY_FIRST, "names": names, "elsewhere": elsewhere, "protecting": PROTECTING, "commands": commands })
    );
}

fn json(row: &Row) -> serde_json::Value {
    let (parameters, answer) = row
        .parameters
        .split_once("->")
        .unwrap_or((row.parameters, answer(row.does)));
    serde_json::json!({ "name": row.name, "parameters": parameters.trim(), "answer": answer.trim(), "summary": row.summary })
}

/// What a command answers by its kind, in TypeScript's notation.
fn answer(does: Does) -> &'static str {
    match does {
        Does::Answer(_) => "string",
        Does::AnswerKept(_) => "string | undefined",
        Does::AnswerList(_) => "string[]",
        Does::AnswerSet(_) | Does::AnswerClear(_) => "boolean",
        _ => "void",
    }
}
