//! Documents: each has one title of its own, is linked from somewhere, and links to what is there.

use super::modules::resolve;
use super::{Finding, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// Where reading begins.
const FRONT: &str = "README.md";

pub fn titles(tree: &Tree) -> Vec<Finding> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".md") {
        let titles: Vec<&str> = outside_fences(text).filter_map(|(_, line)| line.strip_prefix("# ")).collect();
        let [title] = titles.as_slice() else {
            findings.push(Finding::new(path, format!("has {} titles (`# …`); give it one", titles.len())));
            continue;
        };
        if let Some(other) = seen.insert(title, path) {
            findings.push(Finding::new(path, format!("has the title of `{other}`: `{title}`")));
        }
    }
    findings
}

/// Documents that no path of links leads to from the README, and links that lead nowhere.
pub fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut reached = BTreeSet::new();
    let mut queue = vec![FRONT.to_owned()];
    while let Some(path) = queue.pop() {
        if let Some(text) = tree.text(&path)
            && reached.insert(path.clone())
        {
            queue.extend(targets(&path, text).into_iter().map(|(_, target)| target));
        }
    }
    for (path, text) in tree.ending(".md") {
        if !reached.contains(path) {
            findings.push(Finding::new(path, format!("no link leads here from `{FRONT}`; link it or remove it")));
        }
        for (number, target) in targets(path, text) {
            let folder = format!("{target}/");
            if !tree.has(&target) && !tree.iter().any(|(file, _)| file.starts_with(&folder)) {
                findings
                    .push(Finding::new(format!("{path}:{number}"), format!("links to `{target}`, which is not there")));
            }
        }
    }
    findings
}

/// The local links of a document: line, and path from the root.
fn targets(path: &str, text: &str) -> Vec<(usize, String)> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for (number, line) in outside_fences(text) {
        for part in line.split("](").skip(1) {
            let Some((target, _)) = part.split_once(')') else { continue };
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                found.push((number, resolve(folder, target)));
            }
        }
    }
    found
}

/// Lines with their numbers, without fenced code.
fn outside_fences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            return None;
        }
        (!fenced).then_some((index.saturating_add(1), line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_single_and_unique() {
        let tree = Tree::of([
            ("README.md", "# One\n```\n# not a title\n```\n## More\n"),
            ("a.md", "# One\n"),
            ("b.md", "no title\n"),
            ("c.md", "# Two\n# Three\n"),
        ]);
        let places: Vec<String> = titles(&tree).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["a.md", "b.md", "c.md"]);
    }

    #[test]
    fn every_document_is_reached_and_every_link_leads_somewhere() {
        let tree = Tree::of([
            ("README.md", "[a](docs/a.md#part) [out](https://example.com/x) [code](crates/a)"),
            ("docs/a.md", "[b](../b.md) [gone](gone.md)\n```\n[not](a link)\n```\n"),
            ("b.md", ""),
            ("lonely.md", "[a](docs/a.md)"),
            ("crates/a/lib.rs", ""),
        ]);
        let found: Vec<String> = links(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(
            found,
            [
                "docs/a.md:1: links to `docs/gone.md`, which is not there",
                "lonely.md: no link leads here from `README.md`; link it or remove it",
            ]
        );
    }
}
