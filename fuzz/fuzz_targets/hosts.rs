//! See `cordon_fuzz::hosts::hosts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::hosts::hosts(bytes));
