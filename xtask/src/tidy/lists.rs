//! Lists that must agree: norm keys and norm files, message codes and those who speak them, verbs
//! and their files and policies; and the module docs on top of every crate.

use super::modules::product_of;
use super::source::has_word;
use super::{Exceptions, Finding, Tree};
use std::collections::BTreeSet;

const NORM_KEYS: &str = "crates/model/src/norm.rs";
const CODES: &str = "crates/model/src/message.rs";
const VERBS: &str = "crates/desk/src/verbs.rs";
const POLICIES: &str = "crates/desk/policies/cordon.cedar";

/// Codes that nobody speaks yet.
const UNSPOKEN: &[(&str, &str)] = &[];

/// A norm key without a record in `norms/`, or a record that no code asks for.
pub fn norms(tree: &Tree) -> Vec<Finding> {
    let asked: BTreeSet<&str> =
        tree.text(NORM_KEYS).map(|text| pairs(text, ':')).unwrap_or_default().into_iter().map(|(_, key)| key).collect();
    let mut written = BTreeSet::new();
    for (path, text) in tree.ending(".toml").filter(|(path, _)| path.starts_with("norms/")) {
        for line in text.lines().filter_map(|line| line.strip_prefix("key = \"")) {
            written.insert((line.trim_end_matches('"'), path));
        }
    }
    let keys: BTreeSet<&str> = written.iter().map(|(key, _)| *key).collect();
    let mut findings: Vec<Finding> = asked
        .difference(&keys)
        .map(|key| Finding::new(NORM_KEYS, format!("norm `{key}` has no record in norms/")))
        .collect();
    let unasked = written.iter().filter(|(key, _)| !asked.contains(key));
    findings.extend(unasked.map(|(key, path)| Finding::new(*path, format!("no code asks for norm `{key}`"))));
    if asked.is_empty() {
        findings.push(Finding::new(NORM_KEYS, "lists no norm keys; this check reads the list there"));
    }
    findings
}

/// A message code that no code of the product speaks.
pub fn codes(tree: &Tree) -> Vec<Finding> {
    codes_but(tree, UNSPOKEN)
}

fn codes_but(tree: &Tree, list: &'static [(&'static str, &'static str)]) -> Vec<Finding> {
    let mut exceptions = Exceptions::new(list);
    let names = tree.text(CODES).map(|text| pairs(text, ',')).unwrap_or_default();
    let spoken = |name: &str| {
        let word = format!("Code::{name}");
        tree.ending(".rs").any(|(path, text)| path != CODES && path.contains("/src/") && has_word(text, &word))
    };
    let mut findings: Vec<Finding> = names
        .iter()
        .filter(|(name, _)| !spoken(name) && !exceptions.cover(name))
        .map(|(name, text)| Finding::new(CODES, format!("nobody speaks `Code::{name}` (`{text}`)")))
        .collect();
    if names.is_empty() {
        findings.push(Finding::new(CODES, "lists no codes; this check reads the list there"));
    }
    findings.extend(exceptions.stale("every code is spoken"));
    findings
}

/// A verb that no file does, or that no policy knows.
pub fn verbs(tree: &Tree) -> Vec<Finding> {
    let names = tree.text(VERBS).map(|text| pairs(text, ';')).unwrap_or_default();
    let policies = tree.text(POLICIES).unwrap_or_default();
    let desk = product_of(tree, "desk");
    let mut findings = Vec::new();
    for (name, text) in &names {
        // A look is not an act; `Desk::look` asks for its permit. What has its record elsewhere asks by `may`.
        let does = match *text {
            "read" => vec!["permit::<verbs::Read>".to_owned()],
            _ => vec![format!("act::<{name},"), format!("may::<{name}>")],
        };
        let done = |code: &str| does.iter().any(|does| code.contains(does));
        if !desk.iter().any(|(path, code)| *path != VERBS && done(code)) {
            findings.push(Finding::new(VERBS, format!("no file of the desk does `{text}`")));
        }
        if !policies.contains(&format!("Action::\"{text}\"")) {
            findings.push(Finding::new(POLICIES, format!("no policy speaks of `{text}`, so nobody may do it")));
        }
    }
    if names.is_empty() {
        findings.push(Finding::new(VERBS, "lists no verbs; this check reads the list there"));
    }
    findings
}

/// The `Name = "text"` lines of a list, where `after` follows the text.
fn pairs(text: &str, after: char) -> Vec<(&str, &str)> {
    let entry = |line: &'_ str| -> Option<(usize, usize, usize)> {
        let name = line.find(" = \"")?;
        let begin = name.checked_add(4)?;
        let end = begin.checked_add(line.get(begin..)?.find('"')?)?;
        let is_name = line.get(..name)?.chars().all(|c| c.is_ascii_alphanumeric());
        let follows = line.get(end.checked_add(1)?..)?.starts_with(after);
        (is_name && follows && line.starts_with(|c: char| c.is_ascii_uppercase())).then_some((name, begin, end))
    };
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, begin, end)) = entry(line) {
            found.push((line.get(..name).unwrap_or_default(), line.get(begin..end).unwrap_or_default()));
        }
    }
    found
}

/// A source file of the product that does not open by saying what it is for.
pub fn module_docs(tree: &Tree) -> Vec<Finding> {
    super::modules::reach(tree)
        .product(tree)
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| Finding::new(path, "does not open with a module doc: what is it for, and what is it not?"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(findings: Vec<Finding>) -> Vec<String> {
        findings.into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn norm_keys_and_norm_files_must_agree() {
        let keys = "keys! {\n    StopLife = \"stop.life\": Duration;\n    Lost = \"lost\": Count;\n}\nlet x = \"y\";";
        let tree = Tree::of([(NORM_KEYS, keys), ("norms/a.toml", "key = \"stop.life\"\nkey = \"old\"\n")]);
        assert_eq!(whats(norms(&tree)), ["norm `lost` has no record in norms/", "no code asks for norm `old`"]);
        assert_eq!(norms(&Tree::of([(NORM_KEYS, "")])).len(), 1);
    }

    #[test]
    fn a_code_that_nobody_speaks_is_found() {
        let list = "    Busy = \"busy\", Unavailable, \"忙\";\n    Lost = \"lost\", Internal, \"失\";\n";
        let tree = Tree::of([(CODES, list), ("crates/desk/src/lib.rs", "Code::Busy, Code::LostAndFound")]);
        assert_eq!(whats(codes_but(&tree, &[])), ["nobody speaks `Code::Lost` (`lost`)"]);
        assert_eq!(codes_but(&tree, &[("Lost", "soon")]), []);
        assert_eq!(codes_but(&tree, &[("Busy", "stale"), ("Lost", "soon")]).len(), 1);
    }

    #[test]
    fn a_verb_needs_a_file_and_a_policy() {
        let list = "verbs! {\n    SignIn = \"sign_in\";\n    Lost = \"lost\";\n    Read = \"read\";\n}";
        let tree = Tree::of([
            (VERBS, list),
            (POLICIES, "permit(action in [Action::\"sign_in\", Action::\"read\"])"),
            ("crates/desk/src/lib.rs", "desk.act::<SignIn, _, _>(); judge.permit::<verbs::Read>()"),
        ]);
        assert_eq!(
            whats(verbs(&tree)),
            ["no file of the desk does `lost`", "no policy speaks of `lost`, so nobody may do it"]
        );
    }

    #[test]
    fn a_crate_opens_with_its_purpose() {
        let tree = Tree::of([("crates/a/src/lib.rs", "//! For this.\nmod b;"), ("crates/a/src/b.rs", "use x;")]);
        let found = module_docs(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/a/src/b.rs");
    }
}
