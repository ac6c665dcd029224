//! See `cordon_fuzz::wire::iso20022`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::wire::iso20022(bytes));
