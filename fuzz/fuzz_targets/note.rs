//! See `cordon_fuzz::journal::note`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::journal::note(bytes));
