//! Golden files that nothing compares with are worse than none: they look like a promise.

use super::{Exceptions, Finding, Tree};

/// Folders whose whole content a test compares, so that a file too many fails there.
const READ_WHOLE: &[(&str, &str)] = &[(
    "crates/journal/golden/",
    "tests/golden.rs compares every file and refuses files of unknown origin; the names are the format's own",
)];

pub fn unreferenced(tree: &Tree) -> Vec<Finding> {
    unreferenced_but(tree, READ_WHOLE)
}

fn unreferenced_but(tree: &Tree, list: &'static [(&'static str, &'static str)]) -> Vec<Finding> {
    let mut exceptions = Exceptions::new(list);
    let readers: Vec<&str> = tree
        .iter()
        .filter(|(path, _)| [".rs", ".py", ".sh"].iter().any(|end| path.ends_with(end)))
        .map(|(_, text)| text)
        .collect();
    let mut findings = Vec::new();
    for (path, _) in tree.iter().filter(|(path, _)| path.starts_with("crates/") && path.contains("/golden/")) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        let named = |text: &&str| text.contains(name) || text.contains(&format!("\"{stem}\""));
        if !exceptions.cover(path) && !readers.iter().any(named) {
            findings.push(Finding::new(path, "no test names this golden file; compare with it or remove it"));
        }
    }
    findings.extend(exceptions.stale("golden files are named"));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_golden_file_that_no_test_names_is_found() {
        let tree = Tree::of([
            ("crates/a/golden/x.xml", ""),
            ("crates/a/golden/y.xml", ""),
            ("crates/a/golden/z.xml", ""),
            ("crates/a/tests/t.rs", "include_bytes!(\"../golden/x.xml\"); check(\"y\");"),
        ]);
        let found = unreferenced_but(&tree, &[]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/a/golden/z.xml");
        assert_eq!(unreferenced_but(&tree, &[("crates/a/golden/z.xml", "why")]), []);
    }
}
