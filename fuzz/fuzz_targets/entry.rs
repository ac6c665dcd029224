//! See `cordon_fuzz::journal::entry`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::journal::entry(bytes));
