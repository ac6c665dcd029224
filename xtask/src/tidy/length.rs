//! Length is a question first: above one line it is asked, above another it must be answered.

use super::{Exceptions, Finding, Tree};

/// Above this the file is named as a question.
pub const ASK_LINES: usize = 500;
/// Above this it needs a reason in [`LONG`].
pub const LINES_MAX: usize = 700;

const LONG: &[(&str, &str)] = &[("workbench/src/api/schema.d.ts", "written by openapi-typescript from openapi.json")];

/// Files that may be two: no finding, but said.
pub fn questions(tree: &Tree) -> Vec<Finding> {
    longer_than(tree, ASK_LINES)
        .map(|(path, lines)| Finding::new(path, format!("{lines} lines; is it two files?")))
        .collect()
}

pub fn too_long(tree: &Tree) -> Vec<Finding> {
    too_long_but(tree, LONG)
}

fn too_long_but(tree: &Tree, list: &'static [(&'static str, &'static str)]) -> Vec<Finding> {
    let mut exceptions = Exceptions::new(list);
    let mut findings: Vec<Finding> = longer_than(tree, LINES_MAX)
        .filter(|(path, _)| !exceptions.cover(path))
        .map(|(path, lines)| {
            Finding::new(path, format!("{lines} lines, at most {LINES_MAX}; split it, or say why not in LONG"))
        })
        .collect();
    findings.extend(exceptions.stale("length"));
    findings
}

fn longer_than(tree: &Tree, max: usize) -> impl Iterator<Item = (&str, usize)> {
    let written = [".rs", ".py", ".sh", ".go", ".ts", ".tsx", ".css"];
    tree.iter()
        .filter(move |(path, _)| written.iter().any(|end| path.ends_with(end)))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(move |(_, lines)| *lines > max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_asked_and_longer_ones_fail() {
        let long = "x\n".repeat(LINES_MAX + 1);
        let asked = "x\n".repeat(ASK_LINES + 1);
        let tree = Tree::of([("a.rs", &long), ("b.rs", &asked), ("c.rs", "x\n"), ("d.md", &long)]);
        assert_eq!(questions(&tree).len(), 2);
        assert_eq!(too_long_but(&tree, &[]).len(), 1);
        assert_eq!(too_long_but(&tree, &[("a.rs", "one table")]), []);
        assert_eq!(too_long_but(&tree, &[("a.rs", "one table"), ("b.rs", "short now")]).len(), 1);
    }
}
