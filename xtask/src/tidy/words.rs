//! Words that may not stand somewhere: clocks, randomness, floats, unsafe, and traces of a machine.

use super::modules::reach;
use super::source::{has_word, product_lines};
use super::{Exceptions, Finding, Tree};

/// A ban on words in product code.
#[derive(Debug)]
struct Ban {
    rule: &'static str,
    words: &'static [&'static str],
    /// Where it holds; everywhere when empty.
    within: &'static [&'static str],
    but: &'static [(&'static str, &'static str)],
    instead: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        rule: "the clock is an argument",
        words: &["SystemTime::now", "Timestamp::now", "Zoned::now"],
        within: &[],
        but: &[
            ("crates/server/src/clock.rs", "the centre's one reading of the system's time"),
            ("crates/member/src/clock.rs", "the gateway's one reading of it, for its loop"),
        ],
        instead: "take `now` as an argument",
    },
    Ban {
        rule: "waiting is measured at the rim",
        words: &["Instant::now"],
        within: &[],
        but: &[
            ("crates/server/", "requests, jobs and processes are timed here"),
            ("crates/member/src/courier.rs", "pauses between calls; no moment of it is kept"),
            ("crates/member/src/admin/http.rs", "how long a caller may take; no moment of it is kept"),
            ("crates/store/src/sqlite/writer.rs", "the age of a group commit; no moment of it is kept"),
            ("crates/store/src/pool.rs", "how long a caller waits for a connection"),
        ],
        instead: "take `now` as an argument, or wait in `server` or `member`",
    },
    Ban {
        rule: "randomness is an argument",
        words: &[
            "rand::random",
            "rand::rng",
            "SysRng",
            "OsRng",
            "ThreadRng",
            "thread_rng",
            "getrandom",
            "new_v4",
            "now_v7",
        ],
        within: &[],
        but: &[
            ("crates/server/src/random.rs", "the centre's one source; verbs get a seed"),
            ("crates/member/src/courier.rs", "spread of pauses, random part of serial numbers"),
        ],
        instead: "take a seed, as `Fresh` does",
    },
    Ban {
        rule: "no floats near money",
        words: &["f32", "f64"],
        within: &[
            "crates/model/",
            "crates/flow/",
            "crates/desk/",
            "crates/store/",
            "crates/journal/",
            "crates/wire/",
            "crates/member/",
        ],
        but: &[],
        instead: "count in minor units and milliseconds, as integers",
    },
    Ban {
        rule: "a verdict is a sum of whole numbers",
        words: &["f32", "f64"],
        within: &["crates/sift/"],
        but: &[
            ("crates/sift/src/text/train.rs", "learning is about probabilities"),
            ("crates/sift/src/text/train/", "learning is about probabilities"),
            ("crates/sift/src/text/eval.rs", "shares and areas are told to people"),
            ("crates/sift/src/text/eval/", "shares and areas are told to people"),
            ("crates/sift/src/text/verdict.rs", "a probability is told to people; nothing is decided by it"),
        ],
        instead: "count in thousandths of a logit",
    },
    Ban { rule: "nothing is unsafe", words: &["unsafe"], within: &[], but: &[], instead: "find another way" },
];

pub fn banned(tree: &Tree) -> Vec<Finding> {
    BANS.iter().flat_map(|ban| violations(tree, ban)).collect()
}

fn violations(tree: &Tree, ban: &Ban) -> Vec<Finding> {
    let mut exceptions = Exceptions::new(ban.but);
    let mut findings = Vec::new();
    let held = |path: &str| ban.within.is_empty() || ban.within.iter().any(|folder| path.starts_with(folder));
    // The checks themselves have to name what they forbid.
    let judged = reach(tree).product(tree).into_iter().filter(|(path, _)| path.starts_with("crates/") && held(path));
    for (path, text) in judged {
        for (number, line) in product_lines(text) {
            let found = ban.words.iter().find(|word| has_word(line, word));
            if let Some(word) = found
                && !exceptions.cover(path)
            {
                let what = format!("`{word}`: {}; {}", ban.rule, ban.instead);
                findings.push(Finding::new(format!("{path}:{number}"), what));
            }
        }
    }
    findings.extend(exceptions.stale(ban.rule));
    findings
}

/// What no committed text may hold: a path of somebody's machine, a registry's host, a note to self.
const TRACES: &[(&str, &str)] = &[
    (concat!("/wo", "rk/"), "a path of one machine; say it relative to the repository"),
    (concat!("/ro", "ot/"), "a path of one machine; say it relative to the repository"),
    (concat!("/ho", "me/"), "a path of one machine; say it relative to the repository"),
    (concat!("TO", "DO"), "a note to self; do it, or write an issue"),
    (concat!("FIX", "ME"), "a note to self; do it, or write an issue"),
    (concat!("crates", ".io"), "a registry's host; cargo knows where to look"),
    (concat!("pypi", ".org"), "a registry's host; pip knows where to look"),
    (concat!("proxy.gol", "ang"), "a registry's host; go knows where to look"),
    (concat!("registry.np", "mjs"), "a registry's host; npm knows where to look"),
];

/// Files that are not ours to word, or must name what others may not.
const WRITTEN_BY_OTHERS: &[(&str, &str)] = &[
    ("Cargo.lock", "written by cargo, which names its registry"),
    ("fuzz/Cargo.lock", "the same"),
    ("bench/rules/Cargo.lock", "the same"),
    ("LICENSE", "the licence's own text"),
];

pub fn traces(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.iter().filter(|(path, _)| !WRITTEN_BY_OTHERS.iter().any(|(other, _)| other == path)) {
        for (index, line) in text.lines().enumerate() {
            for (trace, why) in TRACES.iter().filter(|(trace, _)| line.contains(trace)) {
                findings
                    .push(Finding::new(format!("{path}:{}", index.saturating_add(1)), format!("`{trace}` is {why}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Ban = Ban {
        rule: "a rule",
        words: &["SystemTime::now", "f64"],
        within: &["crates/a/"],
        but: &[("crates/a/src/clock.rs", "here")],
        instead: "do it otherwise",
    };

    #[test]
    fn a_banned_word_is_found_where_the_ban_holds() {
        let tree = Tree::of([
            (
                "crates/a/src/lib.rs",
                "mod clock;\nlet t = SystemTime::now();\n// f64\nlet of64 = 1;\n#[cfg(test)]\nmod tests {\n    f64\n}\n",
            ),
            ("crates/a/src/clock.rs", "SystemTime::now()"),
            ("crates/a/tests/t.rs", "f64"),
            ("crates/b/src/lib.rs", "f64"),
        ]);
        let places: Vec<String> = violations(&tree, &SAMPLE).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["crates/a/src/lib.rs:2"]);
        let without = Tree::of([("crates/a/src/lib.rs", "")]);
        assert_eq!(violations(&without, &SAMPLE).len(), 1, "the exception is stale");
    }

    #[test]
    fn every_ban_of_the_house_can_fail() {
        for ban in BANS {
            for word in ban.words {
                let folder = ban.within.first().copied().unwrap_or("crates/model/");
                let path = format!("{folder}src/lib.rs");
                let line = format!("let x = {word};");
                let tree = Tree::of([(path.as_str(), line.as_str())]);
                let found = violations(&tree, ban).into_iter().filter(|finding| finding.what.starts_with('`')).count();
                assert_eq!(found, 1, "{word}");
            }
        }
    }

    #[test]
    fn traces_of_a_machine_are_found() {
        for (trace, _) in TRACES {
            let line = format!("see {trace}x");
            let tree = Tree::of([("docs/a.md", line.as_str()), ("Cargo.lock", line.as_str())]);
            assert_eq!(traces(&tree).len(), 1, "{trace}");
        }
    }
}
