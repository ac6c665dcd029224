//! A short made-up case as journal entries, and logs of any length made of it, written as the
//! static files that a served log shows. For tests and for the example that writes folders.
#![allow(dead_code, reason = "each user needs a part of it")]

use cordon_journal::commitment::SALT_BYTES;
use cordon_journal::tiles::{Kind, bundle_bytes};
use cordon_journal::{
    Actor, Checkpoint, Draft, Entry, Fact, Key, Proof, RowDigest, Tile, TileReader, TileWriter, TreeError, commitment,
    leaf_hash,
};
use cordon_model::time::Stamp;
use std::collections::BTreeMap;

pub const ORIGIN: &str = "journal.example/cordon-golden";
/// A published seed: this key signs made-up logs only.
pub const SEED: [u8; 32] = [7; 32];
const START_MS: i64 = 1_790_000_000_000;

const CASE: &str = "case_0192f0c0000070008000000000000001";
const ORDER: &str = "ord_0192f0c0000070008000000000000002";
const MEASURE: &str = "mea_0192f0c0000070008000000000000003";

/// Entries of the golden log, sizes of its older checkpoints, the entry that its proof shows.
pub const COUNT: u64 = 8;
pub const OLDER: [u64; 2] = [3, 5];
pub const PROVEN: u64 = 4;

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn key() -> Key {
    Key::generate(ORIGIN, SEED).expect("the origin is a key name")
}

fn row(table: &str, key: &str, version: u8) -> RowDigest {
    RowDigest { table: table.to_owned(), key: key.to_owned(), digest: leaf_hash(&[version]) }
}

/// Report, order, dispatch, a refused look, receipt, silence, appeal, release.
pub fn acts() -> Vec<(Draft, Vec<RowDigest>)> {
    let at = |minutes: i64| Stamp::from_ms(START_MS + minutes * 60_000);
    let officer = || Actor::officer("off_0192f0c0000070008000000000000011");
    let account = commitment(&[1; SALT_BYTES], "account", b"9999990000000001");
    let victim = commitment(&[2; SALT_BYTES], "victim", b"99000019000101001X");
    vec![
        (
            Draft::new("open_case", officer())
                .agency("agency_police_east")
                .about(CASE)
                .occurred(at(-12))
                .fact("loss", Fact::money(4_999_900, "CNY"))
                .commit("victim", victim)
                .commit("account", account),
            vec![row("cases", CASE, 1)],
        ),
        (
            Draft::new("issue_order", officer())
                .agency("agency_police_east")
                .about(ORDER)
                .about(CASE)
                .fact("norm", Fact::text("stop.first@3"))
                .fact("due", Fact::Time(at(30)))
                .fact("limit", Fact::money(4_999_900, "CNY"))
                .fact("standing_authority", Fact::Bool(true))
                .fact("papers", Fact::digest(&leaf_hash(b"papers")))
                .commit("account", account),
            vec![row("orders", ORDER, 1), row("outbox", ORDER, 1), row("cases", CASE, 2), row("orders", ORDER, 2)],
        ),
        (
            Draft::new("dispatch_order", Actor::system("outbox")).about(ORDER).fact("attempt", Fact::Int(1)),
            vec![row("orders", ORDER, 3)],
        ),
        (
            Draft::new("open_sealed", Actor::officer("off_0192f0c0000070008000000000000012"))
                .agency("agency_police_east")
                .about(CASE)
                .result("NO_PURPOSE"),
            vec![],
        ),
        (
            Draft::new("receive_receipt", Actor::agency("agency_bank_999"))
                .about(ORDER)
                .about(MEASURE)
                .about(CASE)
                .occurred(at(4))
                .fact("held", Fact::money(4_200_000, "CNY"))
                .fact("remark", Fact::text("已止付，余额不足"))
                .commit("account", account),
            vec![row("measures", MEASURE, 1), row("orders", ORDER, 4)],
        ),
        (Draft::new("sweep_deadlines", Actor::system("clock")).fact("overdue", Fact::Int(0)), vec![]),
        (
            Draft::new("file_appeal", Actor::citizen("appeal_code")).about(MEASURE).fact("evidence", Fact::Int(-1)),
            vec![row("appeals", "apl_0192f0c0000070008000000000000004", 1)],
        ),
        (
            Draft::new("release_measure", Actor::officer("off_0192f0c0000070008000000000000013"))
                .agency("agency_police_east")
                .about(MEASURE)
                .about(CASE)
                .fact("ground", Fact::text("appeal upheld"))
                .fact("empty", Fact::Bytes(vec![])),
            vec![row("measures", MEASURE, 2)],
        ),
    ]
}

/// The acts over and over, one a minute.
pub fn entries(count: u64) -> Vec<Entry> {
    let acts = acts();
    let finish = |seq: u64| {
        let (draft, rows) = acts[usize::try_from(seq).expect("short") % acts.len()].clone();
        let minutes = i64::try_from(seq).expect("short");
        draft.finish(seq, Stamp::from_ms(START_MS + minutes * 60_000), rows)
    };
    (0..count).map(finish).collect()
}

pub fn encoded(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.encode().expect("the story's entries are small")).collect()
}

/// Somebody edits the amount in entry 1, numbers and signs everything anew.
pub fn rewritten(count: u64) -> Vec<Entry> {
    let mut all = entries(count);
    let limit = all[1].facts.iter_mut().find(|(key, _)| key == "limit").expect("an order has a limit");
    limit.1 = Fact::money(99_900, "CNY");
    all
}

/// The files of a log: `checkpoint`, `vkey`, `older/SIZE` for each size in `older`, tiles, bundles.
pub fn files(entries: &[Vec<u8>], older: &[u64]) -> Files {
    let key = key();
    let mut files = Files::from([("vkey".to_owned(), format!("{}\n", key.vkey()).into_bytes())]);
    let mut writer = TileWriter::default();
    let sign = |writer: &TileWriter| {
        Checkpoint::new(ORIGIN, writer.size(), writer.root()).sign(&key).expect("a plain checkpoint").into_bytes()
    };
    for entry in entries {
        files.extend(writer.push(leaf_hash(entry)).into_iter().map(|(tile, bytes)| (tile.path(), bytes)));
        if older.contains(&writer.size()) {
            files.insert(format!("older/{}", writer.size()), sign(&writer));
        }
    }
    files.extend(writer.partials().into_iter().map(|(tile, bytes)| (tile.path(), bytes)));
    files.insert("checkpoint".to_owned(), sign(&writer));
    for (index, chunk) in entries.chunks(256).enumerate() {
        let tile = Tile { kind: Kind::Entries, index: index as u64, width: chunk.len() as u16 };
        files.insert(tile.path(), bundle_bytes(tile, chunk).expect("a bundle of small entries"));
    }
    files
}

/// All files of `golden/`: the log, its forged sibling, a proof, and the entries as JSON.
pub fn golden() -> Files {
    let story = entries(COUNT);
    let bytes = encoded(&story);
    let mut all = files(&bytes, &OLDER);
    let proof = golden_proof(&all);
    let other = Key::generate(ORIGIN, [8; 32]).expect("the origin is a key name");
    let shown = serde_json::to_string_pretty(&story).expect("entries have a JSON form");
    all.insert(format!("{PROVEN}.tlog-proof"), proof.into_bytes());
    all.insert(format!("{PROVEN}.entry"), bytes[PROVEN as usize].clone());
    all.insert("vkey.other".into(), format!("{}\n", other.vkey()).into_bytes());
    all.insert("entries.json".into(), format!("{shown}\n").into_bytes());
    let forged = files(&encoded(&rewritten(COUNT)), &[]);
    all.extend(forged.into_iter().map(|(path, bytes)| (format!("rewritten/{path}"), bytes)));
    all
}

fn golden_proof(log: &Files) -> String {
    let source = |tile: Tile| Ok::<_, TreeError>(log[&tile.path()].clone());
    let checkpoint = std::str::from_utf8(&log["checkpoint"]).expect("a checkpoint is text");
    let proof = Proof::of(PROVEN, checkpoint, &TileReader::new(COUNT, source));
    proof.expect("the entry stands in the log").to_text()
}
