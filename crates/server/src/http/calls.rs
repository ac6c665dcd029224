//! Calls that go on: a carrier tells of one, hands on what is said, and hears at once what it comes to.

pub mod begin;
pub mod end;
pub mod hear;
pub mod stream;
