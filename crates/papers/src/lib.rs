//! Cordon papers.
