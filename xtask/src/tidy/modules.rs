//! Which Rust files are compiled at all, and which of them only for tests.

use super::{Finding, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// What the walk from the crate roots has reached.
#[derive(Debug, Default)]
pub struct Reached {
    product: BTreeSet<String>,
    test: BTreeSet<String>,
}

impl Reached {
    /// Files of the product, with their text.
    pub fn product<'t>(&self, tree: &'t Tree) -> Vec<(&'t str, &'t str)> {
        tree.ending(".rs").filter(|(path, _)| self.product.contains(*path)).collect()
    }
}

pub fn reach(tree: &Tree) -> Reached {
    let mut reached = Reached::default();
    let mut queue: Vec<(String, bool)> =
        tree.ending(".rs").filter_map(|(path, _)| root_of_what(path).map(|test| (path.to_owned(), test))).collect();
    while let Some((path, test)) = queue.pop() {
        let seen = if test { &mut reached.test } else { &mut reached.product };
        if !seen.insert(path.clone()) {
            continue;
        }
        let Some(text) = tree.text(&path) else { continue };
        for module in modules(text) {
            let only_tests = test || module.only_tests;
            queue.extend(
                files_of(&path, &module).into_iter().filter(|file| tree.has(file)).map(|file| (file, only_tests)),
            );
        }
    }
    reached
}

/// A Rust file that no `mod` leads to, and a `mod.rs` where `foo.rs` beside `foo/` is the habit.
pub fn dead_files(tree: &Tree) -> Vec<Finding> {
    let reached = reach(tree);
    let mut findings = Vec::new();
    for (path, _) in tree.ending(".rs") {
        if !reached.product.contains(path) && !reached.test.contains(path) {
            findings.push(Finding::new(path, "is not reached by any `mod`; remove it or declare it"));
        }
        if path.ends_with("/mod.rs") && path.contains("/src/") {
            findings.push(Finding::new(path, "name it after its folder, beside the folder"));
        }
    }
    findings
}

/// `Some(for tests only)` when cargo itself compiles this file as the root of something.
fn root_of_what(path: &str) -> Option<bool> {
    let parts: Vec<&str> = path.split('/').collect();
    let inside = match parts.as_slice() {
        ["crates", _, rest @ ..] | ["xtask", rest @ ..] => rest,
        ["fuzz", "fuzz_targets", _] | ["bench", _, "src", "main.rs"] => return Some(true),
        _ => return None,
    };
    match inside {
        ["build.rs"] | ["src", "lib.rs" | "main.rs"] | ["src", "bin", _] => Some(false),
        ["tests" | "examples" | "benches", _] | ["tests" | "examples" | "benches", _, "main.rs"] => Some(true),
        _ => None,
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Module {
    name: String,
    path: Option<String>,
    only_tests: bool,
}

/// The `mod name;` lines of a file with what stands above them.
fn modules(text: &str) -> Vec<Module> {
    let mut found = Vec::new();
    let mut only_tests = false;
    let mut path = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            only_tests |= line == "#[cfg(test)]";
            path =
                line.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]")).map(str::to_owned).or(path);
            continue;
        }
        let name = line.strip_suffix(';').and_then(|line| line.rsplit_once("mod ")).filter(|(before, name)| {
            (before.is_empty() || before.starts_with("pub")) && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        });
        if let Some((_, name)) = name {
            found.push(Module { name: name.to_owned(), path: path.take(), only_tests });
        }
        if !line.starts_with("//") {
            only_tests = false;
            path = None;
        }
    }
    found
}

/// Where a module declared in `file` may stand.
fn files_of(file: &str, module: &Module) -> Vec<String> {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    if let Some(path) = &module.path {
        return vec![resolve(folder, path)];
    }
    let stem = name.trim_end_matches(".rs");
    let is_root = matches!(stem, "lib" | "main" | "mod" | "build") || root_of_what(file).is_some();
    let base = if is_root { folder.to_owned() } else { format!("{folder}/{stem}") };
    vec![format!("{base}/{}.rs", module.name), format!("{base}/{}/mod.rs", module.name)]
}

/// `path`, seen from `folder`, with its `..` walked.
pub fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Text of the product's files of one crate, by path.
pub fn product_of<'t>(tree: &'t Tree, crate_name: &str) -> BTreeMap<&'t str, &'t str> {
    let prefix = format!("crates/{crate_name}/src/");
    reach(tree).product(tree).into_iter().filter(|(path, _)| path.starts_with(&prefix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_mod_is_dead_and_mod_rs_is_refused() {
        let tree = Tree::of([
            ("crates/a/src/lib.rs", "pub mod b;\n#[cfg(test)]\nmod only;\npub(crate) mod old;\nfn mod_like() {}\n"),
            ("crates/a/src/b.rs", "#[path = \"../odd/place.rs\"]\nmod c;\n"),
            ("crates/a/odd/place.rs", ""),
            ("crates/a/src/only.rs", ""),
            ("crates/a/src/old/mod.rs", ""),
            ("crates/a/src/lost.rs", ""),
            ("crates/a/src/b/lost.rs", ""),
            ("crates/a/tests/t.rs", "mod help;"),
            ("crates/a/tests/help/mod.rs", ""),
        ]);
        let places: Vec<String> = dead_files(&tree).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["crates/a/src/b/lost.rs", "crates/a/src/lost.rs", "crates/a/src/old/mod.rs"]);
        let product: Vec<&str> = reach(&tree).product(&tree).into_iter().map(|(path, _)| path).collect();
        assert_eq!(
            product,
            ["crates/a/odd/place.rs", "crates/a/src/b.rs", "crates/a/src/lib.rs", "crates/a/src/old/mod.rs"]
        );
    }
}
