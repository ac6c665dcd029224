//! Which crate may use which: dependencies point one way.
//!
//! `model <- journal <- store <- desk <- server`; `wire`, `papers`, `flow` and `sift` see `model`, `desk`
//! sees `flow` too, `member` sees `model` and `wire`, `city` plays all of them but `server` on one
//! clock, and only `server` sees everything. What is foreign and weighs stands in few crates, so that the others build and test in seconds.

use super::{Finding, Tree};

/// Our crates, and which of ours each may use.
const OURS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("journal", &["model"]),
    ("store", &["model", "journal"]),
    ("desk", &["model", "journal", "store", "flow"]),
    ("flow", &["model"]),
    ("sift", &["model"]),
    ("wire", &["model"]),
    ("papers", &["model"]),
    ("member", &["model", "wire"]),
    ("city", &["model", "journal", "store", "desk", "wire", "member"]),
    ("server", &["model", "journal", "store", "desk", "flow", "sift", "wire", "papers", "member", "city"]),
];

/// Foreign crates that only some may use, and why. What is not listed here is small, and free.
const FOREIGN: &[(&str, &[&str], &str)] = &[
    ("axum", &["server"], "HTTP is the server's"),
    ("tower", &["server"], "HTTP is the server's"),
    ("tower-http", &["server"], "HTTP is the server's"),
    ("utoipa", &["server"], "the API's description is the server's"),
    ("utoipa-axum", &["server"], "the API's description is the server's"),
    ("maud", &["server"], "pages are the server's"),
    ("clap", &["server"], "commands are the server's"),
    ("anyhow", &["server", "city"], "inside, errors have types"),
    ("tokio", &["server"], "async is the server's; everything else is plain calls"),
    ("tokio-stream", &["server"], "async is the server's; everything else is plain calls"),
    ("rusqlite", &["store", "member", "server"], "SQL is the store's; the gateway has its own small one"),
    ("postgres", &["store"], "SQL is the store's"),
    ("cedar-policy", &["desk"], "half of the cold build; permits are made in one place"),
    ("argon2", &["desk"], "passwords are the office's"),
    ("webauthn-rs", &["server"], "what browsers say is read in one place"),
    ("openidconnect", &["server"], "what identity providers say is read in one place"),
    ("qrcodegen", &["server"], "pictures are the server's"),
    ("krilla", &["papers"], "printing is the papers'"),
    ("skrifa", &["papers"], "printing is the papers'"),
    ("quick-xml", &["wire"], "XML is the wire's"),
    ("ureq", &["member", "server"], "the gateway calls out, the centre its identity provider; the demo calls in"),
    ("ed25519-dalek", &["journal"], "signatures are the journal's"),
    ("chacha20poly1305", &["store"], "sealing is the vault's"),
    ("safetensors", &["sift"], "models are sift's"),
    ("unicode-normalization", &["sift"], "texts are folded by sift"),
    ("unicode-security", &["sift"], "look-alikes are sift's"),
    ("psl", &["sift"], "hosts are cut in one place"),
    ("xorf", &["sift"], "lists are sift's"),
    ("sm3", &["wire"], "hashed lists are an exchange's"),
    (
        "rand",
        &["desk", "member", "server", "city"],
        "randomness is drawn in `server` and `member`; `desk` and `city` stretch a seed",
    ),
];

pub fn edges(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending("/Cargo.toml").filter(|(path, _)| path.starts_with("crates/")) {
        let Some(name) = path.split('/').nth(1) else { continue };
        let Some((_, allowed)) = OURS.iter().find(|(ours, _)| *ours == name) else {
            findings.push(Finding::new(path, "a crate without a line in OURS: say what it may use, or do not make it"));
            continue;
        };
        for (section, dependency) in dependencies(text) {
            findings.extend(judge(path, name, allowed, section, dependency));
            if !named(tree, name, dependency) {
                findings.push(Finding::new(path, format!("`{dependency}` is asked for and never used; remove it")));
            }
        }
    }
    findings
}

fn judge(path: &str, name: &str, allowed: &[&str], section: Section, dependency: &str) -> Option<Finding> {
    if let Some(ours) = dependency.strip_prefix("cordon-") {
        let fine = allowed.contains(&ours);
        return (!fine)
            .then(|| Finding::new(path, format!("`{name}` may not use `{ours}`: dependencies point one way")));
    }
    let (_, by, why) = FOREIGN.iter().find(|(foreign, _, _)| *foreign == dependency)?;
    let fine = by.contains(&name) || section == Section::Tests;
    (!fine).then(|| Finding::new(path, format!("`{dependency}` is for {} only: {why}", by.join(", "))))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Product,
    Tests,
}

/// The dependencies of a manifest in this house's form: one `name.workspace = true` a line.
fn dependencies(manifest: &str) -> Vec<(Section, &str)> {
    let mut section = None;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = match line {
                "[dependencies]" | "[build-dependencies]" => Some(Section::Product),
                "[dev-dependencies]" => Some(Section::Tests),
                _ => None,
            };
            continue;
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        if let Some(section) = section
            && !name.is_empty()
            && !name.starts_with('#')
        {
            found.push((section, name));
        }
    }
    found
}

/// Whether the crate's Rust code names the dependency at all.
fn named(tree: &Tree, name: &str, dependency: &str) -> bool {
    let prefix = format!("crates/{name}/");
    let word = dependency.replace('-', "_");
    tree.ending(".rs").any(|(path, text)| path.starts_with(&prefix) && super::source::has_word(text, &word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(manifest: &str, name: &str, code: &str) -> Vec<String> {
        let manifest_path = format!("crates/{name}/Cargo.toml");
        let code_path = format!("crates/{name}/src/lib.rs");
        let tree = Tree::of([(&manifest_path, manifest), (&code_path, code)]);
        edges(&tree).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn an_edge_that_points_back_is_found() {
        let back = "[dependencies]\ncordon-desk.workspace = true\nserde.workspace = true\n";
        assert_eq!(
            found(back, "model", "use cordon_desk; use serde;"),
            ["`model` may not use `desk`: dependencies point one way"]
        );
        assert_eq!(found(back, "server", "use cordon_desk; use serde;"), [""; 0]);
        assert_eq!(found("", "nobody", "").len(), 1);
    }

    #[test]
    fn what_weighs_stays_where_it_is() {
        let web = "[dependencies]\naxum = { workspace = true, features = [\"ws\"] }\n[features]\naxum = []\n";
        assert_eq!(found(web, "desk", "use axum;"), ["`axum` is for server only: HTTP is the server's"]);
        assert_eq!(found("[dev-dependencies]\nrusqlite.workspace = true\n", "journal", "use rusqlite;"), [""; 0]);
        assert_eq!(
            found("[dependencies]\nserde.workspace = true\n", "model", ""),
            ["`serde` is asked for and never used; remove it"]
        );
    }
}
