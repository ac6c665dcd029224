//! The table of signs against the plain reading, the patterns it must see, and what a score is made of.

mod equal;
mod patterns;
mod plain;
mod published;
mod scoring;
