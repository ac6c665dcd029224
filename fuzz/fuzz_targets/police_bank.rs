//! See `cordon_fuzz::wire::police_bank`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::wire::police_bank(bytes));
