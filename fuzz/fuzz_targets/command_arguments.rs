//! The checks stand in `src/commands.rs`.

#![no_main]

use crumbless_fuzz::commands::Visit;

libfuzzer_sys::fuzz_target!(|input: Visit| crumbless_fuzz::alone(|| input.check()));
