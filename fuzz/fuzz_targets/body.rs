//! See `cordon_fuzz::http::body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::http::body(bytes));
