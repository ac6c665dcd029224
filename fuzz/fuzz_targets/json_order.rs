//! See `cordon_fuzz::wire::json_order`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::wire::json_order(bytes));
