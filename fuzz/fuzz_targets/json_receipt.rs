//! See `cordon_fuzz::wire::json_receipt`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::wire::json_receipt(bytes));
