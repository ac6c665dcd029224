//! For citizens, without signing in. Nothing here names anybody, and each address may ask so often only.

pub mod appeal;
pub mod measure;
pub mod progress;
