//! See `cordon_fuzz::http::loopback`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::http::loopback(bytes));
