//! The checks stand in `src/addresses.rs`.

#![no_main]

use crumbless_fuzz::addresses::Addresses;

libfuzzer_sys::fuzz_target!(|input: Addresses| crumbless_fuzz::alone(|| input.check()));
