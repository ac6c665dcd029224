//! See `cordon_fuzz::values::values`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::values::values(bytes));
