//! See `cordon_fuzz::wire::bundle`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cordon_fuzz::wire::bundle(bytes));
