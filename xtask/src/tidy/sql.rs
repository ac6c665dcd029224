//! SQL stands where it may, and every column says what it is.

use super::modules::reach;
use super::source::product_lines;
use super::{Exceptions, Finding, Tree};

const STATEMENTS: &[&str] =
    &["select ", "insert into ", "update ", "delete from ", "create table ", "alter table ", "drop table ", "pragma "];

/// Whole statements. Everybody else hands `store` at most a `where` tail.
const MAY: &[(&str, &str)] = &[
    ("crates/store/", "the place for SQL"),
    ("crates/member/src/store.rs", "the gateway's own small store"),
    ("crates/member/src/store/", "the gateway's own small store"),
    ("crates/member/src/ledger.rs", "the built-in ledger of the gateway"),
    ("crates/member/src/ledger/", "the built-in ledger of the gateway"),
    ("crates/desk/src/norms.rs", "counts versions, to know whether the norms in memory are all there are"),
    ("crates/desk/src/office/", "sessions and failed sign-ins are housekeeping rows, not records"),
    ("crates/desk/src/read/pulse.rs", "counts for the metrics"),
    ("crates/desk/src/read/timeline.rs", "needs ids only, not whole records"),
];

pub fn statements(tree: &Tree) -> Vec<Finding> {
    statements_but(tree, MAY)
}

fn statements_but(tree: &Tree, list: &'static [(&'static str, &'static str)]) -> Vec<Finding> {
    let mut exceptions = Exceptions::new(list);
    let mut findings = Vec::new();
    for (path, text) in reach(tree).product(tree).into_iter().filter(|(path, _)| path.starts_with("crates/")) {
        for (number, line) in product_lines(text) {
            let begins = line.split('"').skip(1).step_by(2).map(str::trim_start);
            let statement = begins.filter(|text| STATEMENTS.iter().any(|begin| text.starts_with(begin))).count() > 0;
            if statement && !exceptions.cover(path) {
                findings.push(Finding::new(
                    format!("{path}:{number}"),
                    "SQL outside `store`; use `find`, `select` or a `where` tail",
                ));
            }
        }
    }
    findings.extend(exceptions.stale("SQL only in store"));
    findings
}

/// A column of a migration without a comment on its line.
pub fn columns(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".sql").filter(|(path, _)| path.contains("/migrations/")) {
        let mut inside = false;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.starts_with("create table") {
                inside = true;
            } else if line.starts_with(')') {
                inside = false;
            } else if inside && is_column(line) && !line.contains("-- ") {
                findings.push(Finding::new(
                    format!("{path}:{}", index.saturating_add(1)),
                    "the column has no comment; say what it holds",
                ));
            }
        }
    }
    findings
}

fn is_column(line: &str) -> bool {
    let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
    let (_, kind) = (words.next(), words.next());
    kind.is_some_and(|kind| ["TEXT", "BIGINT", "BOOLEAN", "BYTEA"].contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_outside_the_store_is_found() {
        let tree = Tree::of([
            ("crates/desk/src/lib.rs", "run(\"select a from b\");\nfind(\"where a = $1\");\n// \"select x\"\n"),
            ("crates/store/src/lib.rs", "run(\"delete from b\");"),
        ]);
        let found = statements_but(&tree, &[("crates/store/", "here")]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/desk/src/lib.rs:1");
    }

    #[test]
    fn a_column_without_a_comment_is_found() {
        let sql = "create table t (\n  a TEXT not null, -- what\n  b BIGINT,\n  check (a <> '')\n);\ncreate index i on t (b);";
        let tree = Tree::of([("crates/store/migrations/1.sql", sql), ("other.sql", sql)]);
        assert_eq!(
            columns(&tree),
            [Finding::new("crates/store/migrations/1.sql:3", "the column has no comment; say what it holds")]
        );
    }
}
