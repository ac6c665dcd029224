//! See `cordon_fuzz::files::seed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::files::seed(bytes));
