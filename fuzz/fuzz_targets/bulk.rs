//! The checks stand in `src/bulk.rs`.

#![no_main]

use crumbless_fuzz::bulk::Delivery;

libfuzzer_sys::fuzz_target!(|input: Delivery| crumbless_fuzz::alone(|| input.check()));
