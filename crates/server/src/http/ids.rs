//! Ids in paths. One that cannot be read is simply not found, and the try leaves an entry like any other.

use crate::http::problem::Problem;
use cordon_desk::Refusal;
use cordon_model::Code;
use std::str::FromStr;

pub fn parse<T: FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound, "the id in the path is not of this kind"))
}

pub fn parsed<T: FromStr>(text: &str) -> Result<T, Problem> {
    parse(text).map_err(Problem::from)
}
