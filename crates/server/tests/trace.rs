//! `cordon trace` from outside: small files, the published stream where it is given
//! (`CORDON_TRANSFERS_DATA`, a folder), and all engines, byte for byte.
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SMALL: &str = "id,time,from,to,amount,balance_before,seq
t1,2026-11-24T09:00:00+08:00,bank:victim,bank:a,800.00,,
t2,2026-11-24T09:00:00+08:00,bank:clean,bank:a,200.00,,
t3,2026-11-24T09:05:00+08:00,bank:a,bank:b,500.00,1500.00,
t4,2026-11-24T09:05:00+08:00,bank:a,bank:c,600.00,,
t5,2026-11-24T09:07:00+08:00,bank:b,bank:d,0.50,,
t6,2026-11-25T09:07:00+08:00,bank:b,bank:a,100.00,,
";

fn cordon(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cordon")).arg("trace").args(args).output().unwrap()
}

fn answer(args: &[&str]) -> String {
    let output = cordon(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The answer of all engines, which must be one.
fn one_answer(args: &[&str]) -> String {
    let with = |engine: &str| answer(&[args, &["--engine", engine]].concat());
    let (flow, asking, oracle) = (with("flow"), with("asking"), with("oracle"));
    assert!(flow == oracle, "{args:?}:\n{flow}\n{oracle}");
    assert!(asking == oracle, "{args:?}:\n{asking}\n{oracle}");
    flow
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_small_file_is_traced_by_all_engines_alike() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "small.csv", SMALL);
    let seed = one_answer(&["--transfers", &file, "--seed", "t1", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&seed).unwrap();
    assert_eq!(json["reached"][0]["account"], "bank:a");
    assert_eq!(json["reached"][0]["level"], 1);
    assert_eq!(json["reached"][0]["arrived_at"], "2026-11-24T01:00:00.000Z");
    // 500 were there from the beginning, and 500 of 1500 leave: by haircut 800·500/1500.
    assert_eq!(json["edges"][0]["id"], "t3");
    assert_eq!(json["edges"][0]["hop"], 1);
    assert_eq!(json["edges"][0]["amount"], "500.00");
    assert_eq!(json["edges"][0]["tainted"]["poison"], "500.00");
    assert_eq!(json["edges"][0]["tainted"]["haircut"], "266.66");
    assert_eq!(json["edges"][0]["tainted"]["lifo"], "300.00");
    assert_eq!(json["totals"]["taint-first"]["claimed"], "800.00");
    assert_eq!(json["as_of"], 6);
    let account = ["--transfers", &file, "--from", "bank:a", "--at", "2026-11-24T09:00:00+08:00", "--json"];
    let reach: serde_json::Value = serde_json::from_str(&one_answer(&account)).unwrap();
    assert_eq!(reach["edges"].as_array().unwrap().len(), 4, "poison knows no floor");
    assert_eq!(reach["totals"], serde_json::json!({}), "without an amount only poison answers");
    let limited = [&account[..], &["--amount", "800.00", "--window", "1h", "--hops", "1", "--floor", "0.01"]].concat();
    one_answer(&limited);
    one_answer(
        &[&limited[..], &["--rule", "fifo", "--rule", "poison", "--stop", "bank:b", "--sink", "bank:c"]].concat(),
    );
    let table = answer(&["--transfers", &file, "--seed", "t1"]);
    assert!(table.starts_with("level  account"), "{table}");
}

#[test]
fn several_files_are_one_ledger_and_bad_rows_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (head, tail) = SMALL.split_at(SMALL.find("t4").unwrap());
    let first = write(&folder, "1.csv", head);
    let second = write(&folder, "2.csv", &format!("id,time,from,to,amount,balance_before,seq\nx,,a,b,1,,\n{tail}"));
    let output = cordon(&["--transfers", &first, &second, "--seed", "t1", "--json"]);
    assert!(output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("2.csv` line 2, column `time`: is empty"), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["as_of"], &json["rows_left_out"]), (&6.into(), &1.into()));
}

const GATHERED: &str = "id,time,from,to,amount
t1,2026-11-24T09:00:00+08:00,bank:victim,bank:6222000000010001,1000.00
t2,2026-11-24T09:10:00+08:00,bank:6222000000010001,bank:6222000000010002,500.00
t3,2026-11-24T09:20:00+08:00,bank:6222000000010001,bank:6222000000010003,450.00
t4,2026-11-24T09:30:00+08:00,bank:6222000000010002,bank:6222000000010004,480.00
t5,2026-11-24T09:35:00+08:00,bank:6222000000010002,shop,5.00
t6,2026-11-24T09:40:00+08:00,bank:6222000000010003,bank:6222000000010004,440.00
t7,2026-11-24T09:50:00+08:00,bank:6222000000010004,cash,100.00
t8,2026-11-24T10:30:00+08:00,bank:6222000000010004,cash,800.00
";

#[test]
fn a_plan_says_what_to_freeze_first_as_of_a_moment() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "gathered.csv", GATHERED);
    let base = ["--transfers", &file, "--seed", "t1", "--sink", "cash", "--sink", "shop"];
    let at_ten = [&base[..], &["--now", "2026-11-24T10:00:00+08:00"]].concat();
    let json: serde_json::Value =
        serde_json::from_str(&one_answer(&[&at_ten[..], &["--plan", "1", "--json"]].concat())).unwrap();
    let plan = &json["plan"];
    // The same figures as in the plan's own tests, worked by hand there.
    assert_eq!((&plan["here"], &plan["accounts"], &plan["rule"]), (&"895.00".into(), &4.into(), &"taint-first".into()));
    assert_eq!(plan["first"].as_array().unwrap().len(), 1);
    assert_eq!(plan["first"][0]["account"], "bank:6222000000010004");
    assert_eq!(
        (&plan["first"][0]["since"], &plan["first"][0]["at_risk"]),
        (&"2026-11-24T01:40:00.000Z".into(), &"785.38".into())
    );
    assert_eq!(
        (&plan["block"]["few"][0]["leaves"], &plan["block"]["few_leaves_min"]),
        (&"5.00".into(), &"5.00".into())
    );
    assert_eq!(plan["block"]["all_cost"], 2);
    // Half an hour later all but 20 of it is cash.
    let later: serde_json::Value =
        serde_json::from_str(&one_answer(&[&base[..], &["--plan", "--json"]].concat())).unwrap();
    assert_eq!(
        (&later["plan"]["here"], &later["plan"]["first"][0]["account"]),
        (&"95.00".into(), &"bank:6222000000010001".into())
    );
    assert_eq!(json["plan"]["block"]["leaves"], "895.00");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&answer(&[&base[..], &["--json"]].concat())).unwrap()["plan"],
        serde_json::Value::Null
    );
    let table = one_answer(&[&at_ten[..], &["--plan"]].concat());
    assert!(table.contains("先冻结哪里 what to freeze first") && table.contains("1475.00 / 1540.00"), "{table}");
    // A row: place, account, level, what a freeze holds, how long it rested.
    assert!(table.contains("1       bank:6222000000010004  3         820.00        20 分 min"), "{table}");
}

#[test]
fn a_trace_is_drawn_and_written_for_other_programs() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "gathered.csv", GATHERED);
    let base = ["--transfers", &file, "--seed", "t1", "--sink", "cash", "--plan"];
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plain, masked, csv, graph) = (path("plain.svg"), path("masked.svg"), path("trace.csv"), path("trace.graphml"));
    one_answer(&[&base[..], &["--picture", &plain, "--export", &csv]].concat());
    one_answer(&[&base[..], &["--picture", &masked, "--mask", "--export", &graph]].concat());
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    assert!(read(&plain).contains(">bank:6222000000010002<") && read(&plain).contains("已离账"));
    assert!(read(&masked).contains(">****0002<") && !read(&masked).contains("62220000"));
    let rows: Vec<String> = read(&csv).lines().map(str::to_owned).collect();
    assert!(rows[0].starts_with("id,time,credit_time,from,to,amount,currency,hop,poison,taint-first"), "{}", rows[0]);
    assert_eq!(rows.len(), 8, "seven transfers carried it");
    assert!(rows[1].starts_with("t2,2026-11-24T01:10:00.000Z,2026-11-24T01:10:00.000Z,bank:6222000000010001,"));
    let accounts = read(&path("trace.accounts.csv"));
    assert!(accounts.lines().count() == 7 && accounts.contains("\ncash,4,"), "{accounts}");
    let graph = read(&graph);
    assert_eq!((graph.matches("<node ").count(), graph.matches("<edge ").count()), (6, 7));
    let table = path("trace.parquet");
    one_answer(&[&base[..], &["--export", &table]].concat());
    let table = cordon_wire::parquet::Table::open(std::fs::File::open(&table).unwrap()).unwrap();
    let cny = |text: &str| cordon_model::Money::parse(text, cordon_model::Currency::CNY).unwrap();
    let mut amounts = Vec::new();
    table
        .each(&mut |fields| {
            amounts.push(cny(std::str::from_utf8(fields.nth(5).unwrap()).unwrap()));
            true
        })
        .unwrap();
    assert_eq!(amounts, rows[1..].iter().map(|row| cny(row.split(',').nth(5).unwrap())).collect::<Vec<_>>());
}

/// t1 brings 800 and t2 200 to an account that has 500; then 500 and 600 leave it.
#[test]
fn the_way_back_names_the_transfers_of_which_money_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "small.csv", SMALL);
    let back = |more: &[&str]| -> serde_json::Value {
        serde_json::from_str(&answer(&[&["--transfers", &file, "--back", "--json"], more].concat())).unwrap()
    };
    let parts = |found: &serde_json::Value, rule: &str| -> Vec<(String, String)> {
        let text = |origin: &serde_json::Value, name: &str| origin[name].as_str().unwrap().to_owned();
        let origins = found[rule]["origins"].as_array().unwrap().iter();
        origins.map(|origin| (text(origin, "id"), text(origin, "part"))).collect()
    };
    let told = |parts: &[(&str, &str)]| -> Vec<(String, String)> {
        parts.iter().map(|(id, part)| ((*id).to_owned(), (*part).to_owned())).collect()
    };
    // By FIFO what was there goes first, with t3; then 600 of the 800.
    let carried = back(&["--seed", "t4"]);
    assert_eq!(parts(&carried, "fifo"), told(&[("t1", "600.00")]));
    assert_eq!(carried["fifo"]["elsewhere"], "0.00");
    let left = back(&["--from", "bank:a", "--at", "2026-11-24T09:06:00+08:00", "--rule", "fifo"]);
    assert_eq!(parts(&left, "fifo"), told(&[("t1", "200.00"), ("t2", "200.00")]));
    // By LIFO t2 and 300 of t1 went with t3, 500 of t1 and 100 of before with t4.
    assert_eq!(parts(&back(&["--seed", "t3"]), "lifo"), told(&[("t1", "300.00"), ("t2", "200.00")]));
    assert_eq!(parts(&carried, "lifo"), told(&[("t1", "500.00")]));
    assert_eq!(carried["lifo"]["elsewhere"], "100.00");
    // Two transfers on: d has 50 fen that were on b, where what was drawn last, from t1, lies on top.
    let far = ["--from", "bank:d", "--at", "2026-11-24T10:00:00+08:00", "--rule", "lifo"];
    assert_eq!(parts(&back(&far), "lifo"), told(&[("t1", "0.50")]));
    assert_eq!(parts(&back(&[&far[..], &["--hops", "1"]].concat()), "lifo"), told(&[("t5", "0.50")]));
    let table = answer(&["--transfers", &file, "--back", "--seed", "t4", "--rule", "lifo"]);
    assert!(table.contains("from elsewhere: 100.00"), "{table}");
}

#[test]
fn what_cannot_be_asked_is_refused_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "small.csv", SMALL);
    let other = write(&folder, "other.csv", "a,b\n1,2\n");
    let on = ["--transfers", &file, "--from", "bank:a", "--at", "1764000000000"];
    let cases: Vec<(Vec<&str>, &str)> = vec![
        ([&on[..], &["--rule", "fifo"]].concat(), "give an amount"),
        (vec!["--transfers", &file, "--from", "bank:z", "--at", "0"], "there is no account `bank:z`"),
        (vec!["--transfers", &file, "--seed", "t9"], "there is no transfer `t9`"),
        (vec!["--transfers", "nowhere.csv", "--seed", "t1"], "cannot open `nowhere.csv`"),
        (vec!["--transfers", &other, "--seed", "t1"], "means nothing here"),
        (vec!["--transfers", &file], "required"),
        (vec!["--transfers", &file, "--from", "bank:a"], "--at"),
        ([&on[..], &["--window", "3"]].concat(), "72h"),
        ([&on[..], &["--rule", "magic"]].concat(), "no rule"),
        ([&on[..], &["--amount", "0"]].concat(), "above 0"),
        ([&on[..], &["--plan"]].concat(), "give an amount"),
        ([&on[..], &["--export", "x.xlsx"]].concat(), ".csv, .graphml or .parquet"),
        ([&on[..], &["--mask"]].concat(), "--picture"),
        ([&on[..], &["--stop", "bank:z"]].concat(), "there is no account `bank:z`"),
        ([&on[..], &["--back", "--rule", "poison"]].concat(), "`poison` counts nothing"),
        ([&on[..], &["--back", "--amount", "1.00"]].concat(), "cannot be used with"),
    ];
    for (args, why) in cases {
        let output = cordon(&args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(why), "{args:?}: {told}");
    }
}

/// The published stream in the folder, unpacked where it is packed.
fn stream(folder: &Path, into: &Path) -> PathBuf {
    let plain = folder.join("amlsim_20k_transactions.csv");
    if plain.exists() {
        return plain;
    }
    let packed = folder.join("amlsim_20k_transactions.csv.gz");
    let output = Command::new("gzip").arg("-dc").arg(&packed).output().unwrap();
    assert!(output.status.success(), "{}: {}", packed.display(), String::from_utf8_lossy(&output.stderr));
    let unpacked = into.join("amlsim.csv");
    std::fs::write(&unpacked, output.stdout).unwrap();
    unpacked
}

#[test]
fn the_published_stream_is_traced_by_all_engines_alike() {
    let Some(folder) = std::env::var_os("CORDON_TRANSFERS_DATA") else {
        println!("skipped: CORDON_TRANSFERS_DATA names no folder");
        return;
    };
    let unpacked = tempfile::tempdir().unwrap();
    let file = stream(Path::new(&folder), unpacked.path());
    let base = ["--transfers", file.to_str().unwrap(), "--format", "amlsim", "--json"];
    for seed in ["1", "30001", "60007", "90011", "120000"] {
        one_answer(&[&base[..], &["--seed", seed]].concat());
    }
    for (from, at, amount) in [("216", "864000000", "163.30"), ("322", "4320000000", "5000.00")] {
        let args =
            [&base[..], &["--from", from, "--at", at, "--amount", amount, "--window", "30d", "--hops", "9"]].concat();
        one_answer(&args);
    }
}
