//! See `cordon_fuzz::files::spreadsheet`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::files::spreadsheet(bytes));
