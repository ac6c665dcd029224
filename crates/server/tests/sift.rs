//! `cordon sift` from outside: a model from our own corpus, judgements line by line, an officer's new words.
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cordon(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cordon")).arg("sift").args(args).output().unwrap()
}

fn said(args: &[&str]) -> String {
    let output = cordon(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn trained(folder: &TempDir) -> PathBuf {
    let model = folder.path().join("m.safetensors");
    let corpus = top().join("corpus");
    let (pairs, normal) = (corpus.join("pairs"), corpus.join("normal"));
    said(&["train", "--data", text(&pairs), text(&normal), "--out", text(&model)]);
    model
}

const LINES: &str = r#"{"id":"1","channel":"call","turns":[["A","您好，这里是市公安局刑侦支队，您涉嫌一起洗钱案"],["B","啊？"],["A","这个案子要保密，不要告诉家人，请把资金转到安全账户核查"]]}
{"id":"2","channel":"call","turns":[["A","您好，派出所的，您报的案子有进展了"],["B","好"],["A","请您带身份证到所里来一趟，让家人陪着来也行，不用转任何钱"]]}
{"id":"3","channel":"sms","text":"Mum, it's Katie, new number. Can you send 1,480 to my landlord's account today? Don't ring, mic is broken."}
"#;

#[test]
fn texts_are_judged_line_by_line_with_reasons_that_stand_in_them() {
    let folder = TempDir::new().unwrap();
    let model = trained(&folder);
    let input = folder.path().join("in.jsonl");
    std::fs::write(&input, LINES).unwrap();
    let judged = said(&["score", "--model", text(&model), "--input", text(&input)]);
    let judged: Vec<Value> = judged.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(judged.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>(), ["1", "2", "3"]);
    let score = |at: usize| judged[at]["score"].as_f64().unwrap();
    assert!(score(0) > 0.9 && score(1) < 0.3 && score(2) > score(1), "{} {} {}", score(0), score(1), score(2));
    assert_eq!(judged[0]["type"], "T08");
    for one in &judged {
        let part = |name: &str| one["parts"][name].as_i64().unwrap();
        let sum = part("base") + part("learned") + part("script") + part("evidence");
        assert_eq!(sum, one["logit"].as_i64().unwrap());
    }
    let reasons = judged[0]["reasons"].as_array().unwrap();
    assert!(!reasons.is_empty() && reasons.len() <= 5);
    let safe = reasons.iter().find(|reason| reason["code"] == "demand.safe_account").unwrap();
    assert_eq!((safe["turn"].as_u64(), safe["text"].as_str()), (Some(3), Some("安全账户")));
    assert!(safe["zh"].as_str().unwrap().contains("安全账户") && !safe["en"].as_str().unwrap().is_empty());
    assert!(judged[1]["counter"]["contribution"].as_i64().unwrap() < 0);
}

#[test]
fn the_same_corpus_makes_the_same_model() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    assert_eq!(std::fs::read(trained(&one)).unwrap(), std::fs::read(trained(&other)).unwrap());
}

#[test]
fn an_officers_new_words_count_at_once_and_a_mistake_is_named() {
    let folder = TempDir::new().unwrap();
    let model = trained(&folder);
    let words = folder.path().join("lexicon");
    std::fs::create_dir_all(words.join("types")).unwrap();
    for part in ["", "types"] {
        for entry in std::fs::read_dir(top().join("lexicon").join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                std::fs::copy(&path, words.join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let explain = || {
        let output = cordon(&["explain", "--model", text(&model), "--lexicon", text(&words), "请把豆子倒进保险罐"]);
        (output.status.success(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (_, before, told) = explain();
    assert!(!before.contains("demand.safe_account") && told.is_empty(), "{before}{told}");
    let file = words.join("demands.toml");
    let plain = std::fs::read_to_string(&file).unwrap();
    let at = plain.find("code = \"demand.safe_account\"").unwrap();
    let (start, rest) = plain.split_at(at);
    std::fs::write(&file, format!("{start}{}", rest.replacen("zh = [", "zh = [\"倒进保险罐\", ", 1))).unwrap();
    let (_, after, told) = explain();
    assert!(after.contains("倒进保险罐 -> demand.safe_account"), "{after}");
    assert!(told.contains("words have changed"), "{told}");
    std::fs::write(&file, format!("{start}{}", rest.replacen("zh = [", "zh = [\"倒\", ", 1))).unwrap();
    let (fine, _, told) = explain();
    assert!(!fine && told.contains("demands.toml:") && told.contains("write more of the phrase"), "{told}");
}

const OWN_RULE: &str = "[[rule]]\nid = \"own.large\"\nfor = [\"payment\"]\nwhen = \"pay.amount >= yuan(1000)\"\nthen = \"hold\"\n\
                        zh = \"大额\"\nen = \"a large amount\"\nsource = \"test\"\ngroup = \"own\"\n";

/// The shipped rules and one more.
fn own_rules(folder: &TempDir, own: &str) -> PathBuf {
    let path = folder.path().join("rules");
    std::fs::create_dir_all(&path).unwrap();
    for file in cordon_sift::rules::shipped() {
        std::fs::write(path.join(file.name), file.text).unwrap();
    }
    std::fs::write(path.join("own.toml"), own).unwrap();
    path
}

#[test]
fn a_folder_of_rules_is_checked_with_file_and_line() {
    let folder = TempDir::new().unwrap();
    let rules = own_rules(&folder, OWN_RULE);
    let count = cordon_sift::rules::Rules::read(cordon_sift::rules::shipped()).unwrap().rules().len() + 1;
    assert!(said(&["rules", "check", text(&rules)]).starts_with(&format!("{count} rules are understood; digest ")));
    own_rules(&folder, &OWN_RULE.replace("yuan(1000)", "1000"));
    let refused = cordon(&["rules", "check", text(&rules)]);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && told.contains("own.toml:4: rule own.large"), "{told}");
    own_rules(&folder, &format!("{OWN_RULE}{}", OWN_RULE.replace("own.large", "own.again")));
    assert!(said(&["rules", "check", text(&rules)]).starts_with("doubtful: the rules own.large and own.again"));
    let facts = said(&["rules", "facts"]);
    assert!(facts.contains("| `call.grade` | 'low' 'medium' 'high' 'very_high' |"), "{facts}");
}

#[test]
fn a_file_of_the_past_is_judged_by_two_folders_side_by_side() {
    let folder = TempDir::new().unwrap();
    let rules = own_rules(&folder, OWN_RULE);
    let past = folder.path().join("past.jsonl");
    let line = |n: u32| {
        format!(
            "{{\"id\": \"p-{n}\", \"kind\": \"payment\", \"group\": \"{}\", \"facts\": {{\"pay.amount\": {}}}}}\n",
            if n.is_multiple_of(2) { "east" } else { "west" },
            n * 20_000
        )
    };
    std::fs::write(&past, (0..10).map(line).collect::<String>()).unwrap();
    let labels = folder.path().join("labels.csv");
    std::fs::write(&labels, "id,label,group\np-6,scam,\np-7,lawful,\np-1,scam,north\n").unwrap();
    let args = ["rules", "backtest", "--rules", text(&rules), "--history", text(&past), "--labels", text(&labels)];
    let told = said(&args);
    for wanted in [
        "10 events, 3 labelled",
        "| all | 10 | 0 | 5 | 0 | 1 | 0 | 1 | 0 |",
        "| east | 5 | 0 | 2 | 0 | 1 | 0 | 0 | 0 |",
        "| west | 4 | 0 | 3 | 0 | 0 | 0 | 1 | 0 |",
        "| north | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |",
        "5 events would be treated otherwise",
        "p-6  allow -> hold  scam  own.large",
    ] {
        assert!(told.contains(wanted), "{wanted} in {told}");
    }
    let json: Value = serde_json::from_str(&said(&[&args[..], &["--json"]].concat())).unwrap();
    assert_eq!((&json["changed"], &json["then"]["caught"]), (&Value::from(5), &Value::from(1)));
    let against = [&args[..], &["--against", text(&rules)]].concat();
    assert!(said(&against).contains("| all | 10 | 5 | 5 | 1 | 1 | 1 | 1 | 0 |"));
    std::fs::write(&past, "{\"id\": \"p\", \"kind\": \"payment\", \"facts\": {\"pay.old\": 1}}\n").unwrap();
    let refused = String::from_utf8(cordon(&args).stderr).unwrap();
    assert!(refused.contains("past.jsonl:1") && refused.contains("there is no fact pay.old"), "{refused}");
}
