//! The description of the API: the committed copy is the served one, and it says of every operation
//! what a client has to know. `UPDATE=1` writes the copy anew.

use crate::described::operations;
use crate::hall::Hall;
use serde_json::Value;
use std::collections::BTreeSet;

const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

#[test]
fn the_committed_description_is_the_served_one() {
    let served = Hall::open().ask("GET", "/openapi.json").send();
    assert_eq!(served.status, 200);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(COPY, &served.body).unwrap();
    }
    let copy = std::fs::read(COPY).unwrap_or_default();
    assert!(copy == served.body, "the API has changed: look at the change, then run this test with UPDATE=1");
}

#[test]
fn every_operation_says_what_a_client_has_to_know() {
    let api: Value = serde_json::from_slice(&std::fs::read(COPY).unwrap()).unwrap();
    assert_eq!(api["openapi"], "3.1.0");
    let tags: BTreeSet<&str> =
        api["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = BTreeSet::new();
    for operation in operations(&api) {
        let (id, about) = (&operation.id, &operation.about);
        assert!(ids.insert(id.clone()), "`{id}` twice");
        assert!(operation.path.starts_with("/api/v1/"), "{id}");
        assert!(tags.contains(about["tags"][0].as_str().unwrap()), "{id} is of no line");
        // The inbox describes its refusals as one range.
        if operation.path.contains("/inbox/") {
            continue;
        }
        let mut wanted = vec!["404", "422", "429", "503"];
        if !operation.is_public() {
            wanted.extend(["401", "403"]);
        }
        if operation.mutates() {
            wanted.extend(["409", "413"]);
            let keyed = about["parameters"].to_string().contains("Idempotency-Key");
            // Of one's own sign-in no answer is remembered: it would be a secret.
            let own = operation.is_own_sign_in();
            let without = own || matches!(id.as_str(), "revoke_key") || operation.is_in_flight();
            assert!(keyed != without, "{id}: a write carries an idempotency key");
        }
        for status in wanted {
            let content = &about["responses"][status]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(content, "#/components/schemas/Problem", "{id} {status}");
        }
    }
}

/// Of two shapes with one name the description shows one, and clients read the other by it.
#[test]
fn no_two_shapes_share_a_name() {
    let mut names = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/http"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for described in
                text.split("#[derive(").skip(1).filter(|part| part.split(')').next().unwrap().contains("ToSchema"))
            {
                let line = described.lines().find(|line| line.contains("struct ") || line.contains("enum ")).unwrap();
                let words: Vec<&str> = line.split(|letter: char| !letter.is_alphanumeric()).collect();
                let at = words.iter().position(|word| ["struct", "enum"].contains(word)).unwrap();
                assert!(names.insert(words[at + 1].to_owned()), "{} twice, also in {}", words[at + 1], path.display());
            }
        }
    }
    assert!(names.len() > 50, "{} shapes", names.len());
}
