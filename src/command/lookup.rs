//! The table as the shipped file has it: two bytes a command. The names are the shim's alone.

use super::row::Operation;
use super::table::COMMANDS;

/// What the command with a number does: its number is its place in the table.
pub fn operation(command: u32) -> Operation {
    static PACKED: [[u8; 2]; COMMANDS.len()] = packed();
    PACKED
        .get(command as usize)
        .map_or(Operation::Nothing, |bytes| Operation::unpacked(*bytes))
}

#[allow(clippy::indexing_slicing)] // Evaluated by the compiler: an index out of bounds does not build.
const fn packed() -> [[u8; 2]; COMMANDS.len()] {
    let mut bytes = [[0; 2]; COMMANDS.len()];
    let mut index = 0;
    while index < bytes.len() {
        bytes[index] = COMMANDS[index].operation.packed();
        index += 1;
    }
    bytes
}
