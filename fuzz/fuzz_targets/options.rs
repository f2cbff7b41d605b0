//! The checks stand in `src/options.rs`.

#![no_main]

use crumbless_fuzz::options::Given;

libfuzzer_sys::fuzz_target!(|input: Given| crumbless_fuzz::alone(|| input.check()));
