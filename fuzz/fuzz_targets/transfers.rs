//! See `cordon_fuzz::files::transfers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::files::transfers(bytes));
