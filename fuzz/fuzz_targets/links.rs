//! The checks stand in `src/links.rs`.

#![no_main]

use crumbless_fuzz::links::Click;

libfuzzer_sys::fuzz_target!(|input: Click| crumbless_fuzz::alone(|| input.check()));
