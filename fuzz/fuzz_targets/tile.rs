//! See `cordon_fuzz::journal::tile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::journal::tile(bytes));
