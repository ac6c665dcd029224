//! See `cordon_fuzz::files::statement`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::files::statement(bytes));
