//! This repository, held to the rules of the house. That each rule can fail is shown beside it,
//! in `src/tidy/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::sync::OnceLock;
use xtask::tidy::{Check, Tree, edges, golden, length, lists, markdown, modules, sql, words};

fn tree() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    // Asked when it runs: a target folder shared by two clones may hold the other one's build of this.
    TREE.get_or_init(|| Tree::read(&Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("..")).unwrap())
}

fn hold(check: Check) {
    let findings: Vec<String> = check(tree()).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{} findings:\n  {}", findings.len(), findings.join("\n  "));
}

#[test]
fn the_tree_is_the_repository() {
    for path in ["Cargo.toml", "crates/model/src/lib.rs", "crates/store/migrations/0001_ground.sql", ".ci/run"] {
        assert!(tree().has(path), "{path}");
    }
}

#[test]
fn dependencies_point_one_way_and_are_used() {
    hold(edges::edges);
}

#[test]
fn clocks_randomness_floats_and_unsafe_stay_where_they_belong() {
    hold(words::banned);
}

#[test]
fn no_trace_of_a_machine_and_no_note_to_self() {
    hold(words::traces);
}

#[test]
fn sql_stands_in_the_store() {
    hold(sql::statements);
}

#[test]
fn every_column_says_what_it_is() {
    hold(sql::columns);
}

#[test]
fn every_rust_file_is_compiled() {
    hold(modules::dead_files);
}

#[test]
fn every_golden_file_is_compared() {
    hold(golden::unreferenced);
}

#[test]
fn no_file_is_too_long() {
    for question in length::questions(tree()) {
        println!("{question}");
    }
    hold(length::too_long);
}

#[test]
fn every_document_has_a_title_of_its_own() {
    hold(markdown::titles);
}

#[test]
fn every_document_is_linked_and_every_link_leads_somewhere() {
    hold(markdown::links);
}

#[test]
fn every_norm_has_its_record() {
    hold(lists::norms);
}

#[test]
fn every_message_code_is_spoken() {
    hold(lists::codes);
}

#[test]
fn every_verb_has_a_file_and_a_policy() {
    hold(lists::verbs);
}

#[test]
fn every_source_file_opens_with_its_purpose() {
    hold(lists::module_docs);
}
