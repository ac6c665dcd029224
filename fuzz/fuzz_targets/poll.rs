//! See `cordon_fuzz::wire::poll`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::wire::poll(bytes));
