//! What the demo claims, each with the fact that shows it.

use serde_json::{Value, json};

#[derive(Debug)]
struct Check {
    what: String,
    holds: bool,
    seen: String,
}

/// The checks and figures of one run.
#[derive(Debug, Default)]
pub struct Outcome {
    checks: Vec<Check>,
    figures: Vec<(String, String)>,
}

impl Outcome {
    pub fn check(&mut self, what: &str, holds: bool, seen: impl std::fmt::Display) {
        let seen = seen.to_string();
        println!("  {} {what}: {seen}", if holds { "✓" } else { "✗" });
        self.checks.push(Check { what: what.to_owned(), holds, seen });
    }

    pub fn figure(&mut self, name: &str, value: impl std::fmt::Display) {
        self.figures.push((name.to_owned(), value.to_string()));
    }

    pub fn passed(&self) -> bool {
        !self.checks.is_empty() && self.failed() == 0
    }

    pub fn failed(&self) -> usize {
        self.checks.iter().filter(|check| !check.holds).count()
    }

    pub fn json(&self) -> Value {
        json!({
            "passed": self.passed(),
            "figures": self.figures.iter().map(|(k, v)| (k.clone(), json!(v))).collect::<serde_json::Map<_, _>>(),
            "checks": self.checks.iter()
                .map(|c| json!({"what": c.what, "holds": c.holds, "seen": c.seen})).collect::<Vec<_>>(),
        })
    }

    pub fn print(&self) {
        println!("\n结果 result");
        for (name, value) in &self.figures {
            println!("  {name}: {value}");
        }
        println!("{} passed, {} failed", self.checks.len().saturating_sub(self.failed()), self.failed());
    }
}
