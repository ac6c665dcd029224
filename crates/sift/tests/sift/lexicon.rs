//! The lexicon that comes with the binary, and what a person is told who made a mistake in one.

use crate::town::words;
use cordon_sift::kinds::ScamType;
use cordon_sift::text::call::{Channel, Speaker};
use cordon_sift::text::lexicon::{File, Lexicon, Tactic, bit};
use cordon_sift::text::train::observe::Observed;

#[test]
fn every_type_has_its_script_and_every_code_its_names() {
    let kinds: Vec<ScamType> = words().scripts().iter().map(|script| script.kind).collect();
    assert_eq!(kinds, ScamType::ALL);
    for entry in words().entries() {
        assert!(!entry.name.zh.is_empty() && !entry.name.en.is_empty() && !entry.source.is_empty(), "{}", entry.code);
        let advised = !entry.advice.zh.is_empty() && !entry.advice.en.is_empty();
        assert!(advised || !entry.tactic.is_evidence(), "{} says nothing to the person concerned", entry.code);
        assert!(entry.tactic != Tactic::Demand || entry.denied.is_some() || entry.of.is_some(), "{}", entry.code);
    }
}

const ENTRY: &str = r#"[[entry]]
code = "demand.code"
tactic = "demand"
name_zh = "索要验证码"
name_en = "asks for a code"
source = "test"
zh = ["验证码告诉我"]
en = ["read me the code"]
"#;

#[test]
fn mistakes_are_named_with_file_line_and_what_to_do() {
    for (text, line, what) in [
        (ENTRY.replace("zh = [", "zhh = ["), 7, "unknown field `zhh`"),
        (ENTRY.replace("\"demand\"", "\"demands\""), 3, "unknown variant `demands`"),
        (ENTRY.replace("zh = [\"验证码告诉我\"]", "zh = []"), 2, "`demand.code` has phrases in one language only"),
        (ENTRY.replace("验证码告诉我", "码"), 7, "`码` is one character"),
        (ENTRY.replace("验证码告诉我", "{验证码|码"), 7, "`{验证码|码` opens `{`"),
        (format!("{ENTRY}{ENTRY}"), 10, "`demand.code` stands twice"),
        (format!("{ENTRY}denied = \"lawful.none\"\n"), 9, "`lawful.none` is no lawful sign"),
        (
            format!("{ENTRY}[[step]]\nphase = \"P1\"\nname_zh = \"\"\nname_en = \"\"\nany = []\n"),
            9,
            "a step stands in a file",
        ),
        (ENTRY.replace("code = \"demand.code\"", "code = demand"), 2, ""),
    ] {
        let error = Lexicon::read(&[File { name: "a.toml", text: &text }]).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("a.toml", line), "{error}");
        assert!(error.what.contains(what), "{error}");
        assert!(!error.next.is_empty());
    }
    let of = format!("[type]\ncode = \"T99\"\nname_zh = \"\"\nname_en = \"\"\nask_zh = \"\"\nask_en = \"\"\n{ENTRY}");
    let error = Lexicon::read(&[File { name: "types/T99.toml", text: &of }]).unwrap_err();
    assert_eq!(error.to_string(), "types/T99.toml:2: `T99` is no type of scam; name one of T01 to T14");
}

/// 以曝光相威胁 once counted 不要告诉家人, which is secrecy.
#[test]
fn to_ask_for_secrecy_is_no_threat_to_expose() {
    let seen = |text: &str| {
        let turns = [(Speaker::Caller, text.to_owned())];
        Observed::of(words(), Channel::Call, &turns).moments.last().map_or(0, |moment| moment.told.seen)
    };
    let meant = |text: &str, code: &str| seen(text) & bit(words().code(code).unwrap()) != 0;
    assert!(meant("这件事不要告诉家人", "isolation.secret") && !meant("这件事不要告诉家人", "pressure.expose"));
    assert!(meant("不转钱我就全告诉你同事", "pressure.expose"));
}
