//! What people tell who lost nothing: a list for the officer who looks, and his word on each. They tell it by a public
//! page (`web::public::tip`).

pub mod close;
pub mod list;
