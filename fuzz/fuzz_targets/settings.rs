//! See `cordon_fuzz::files::settings`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::files::settings(bytes));
