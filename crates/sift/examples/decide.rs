//! What one decision takes in the process: words, lists, counters, rules: `decide MODEL [EVENTS]`. CPU time of one
//! core; rules are the shipped ones and as many more as make two hundred, lists have a hundred thousand entries.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool at the desk"
)]

use cordon_sift::event::Event;
use cordon_sift::facts::Facts;
use cordon_sift::judge::{Judge, Kind, Knows, Reading};
use cordon_sift::key::{Keyer, Known};
use cordon_sift::lists::{Entry, Level, Listed, Lists, Lived, Note, Protected, Source};
use cordon_sift::numbers::Grader;
use cordon_sift::rules::{self, File, Rules};
use cordon_sift::state::State;
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file;
use cordon_sift::verdict::Action;
use std::sync::Arc;

const EVENTS: u64 = 200_000;
const RULES: usize = 200;
const LISTED: u64 = 100_000;
const TEXTS: [&str; 4] = [
    "您的快递已放在门口，请及时取走，如有疑问请联系派送员",
    "我是公安局的，你涉嫌洗钱，不要告诉家人，把钱转到安全账户",
    "本月话费账单已出，应缴金额58.20元，可通过营业厅或官方客户端查询",
    "先交保证金才能放款，请下载指定软件 http://bank.example.top/a 验证码发给客服",
];

fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn phone(dice: u64) -> String {
    format!("+86199{:08}", dice % 100_000_000)
}

fn event(number: u64) -> Event {
    let dice = mix(number);
    let at = 1_800_000_000_000_i64 + i64::try_from(number).unwrap() * 10;
    let (caller, callee) = (phone(mix(dice % 20_000)), phone(mix(dice)));
    let told = match dice % 10 {
        0..3 => serde_json::json!({"kind": "text", "id": "x", "at": at, "channel": "sms", "from": caller, "to": callee,
            "text": TEXTS[(dice >> 8) as usize % TEXTS.len()], "basis": "reported"}),
        3..5 => serde_json::json!({"kind": "payment", "id": "x", "at": at, "amount": 120_000, "currency": "CNY",
            "payer": {"account": format!("999100000001:{}", dice % 90_000), "phone": callee},
            "payee": {"account": format!("999100000002:{}", mix(dice) % 9_000)}, "balance_before": 500_000,
            "usual_amount": 20_000, "first_to_payee": true, "name_check": "no_match", "screen_shared": dice.is_multiple_of(9)}),
        stage => serde_json::json!({"kind": "call", "id": "x", "at": at, "caller": caller, "callee": callee,
            "stage": (["attempt", "answered", "ended"][stage as usize % 3]), "seconds": (dice >> 9) % 300,
            "route": if dice.is_multiple_of(7) { "international" } else { "domestic" }}),
    };
    serde_json::from_value(told).unwrap()
}

/// The shipped rules, and copies of them with other numbers until there are enough.
fn many() -> Rules {
    let shipped = rules::shipped();
    let own = Rules::read(shipped).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let mut more = String::new();
    for number in 0..RULES.saturating_sub(own.rules().len()) {
        let from = &own.rules()[number % own.rules().len()];
        let kinds: Vec<_> = from.kinds.iter().map(|kind| format!("\"{}\"", kind.name())).collect();
        more += &format!(
            "[[rule]]\nid = \"more.{number}\"\nfor = [{}]\nwhen = \"\"\"({}) && event.hour >= {}\"\"\"\nweight = {}\nzh = \"更多\"\nen = \"more\"\nsource = \"measured\"\ngroup = \"more\"\n\n",
            kinds.join(", "),
            from.when,
            number % 24,
            number % 7 + 1,
        );
    }
    let mut files = shipped.to_vec();
    files.push(File { name: "more.toml", text: &more });
    Rules::read(&files).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn lists(keyer: &Keyer) -> Lists {
    let mut lists = Lists::new(Arc::new(Protected::shipped().unwrap()));
    let note = Arc::new(Note {
        list: "l".into(),
        level: Level::Grey,
        source: Source::Police,
        reason: "r".into(),
        redress: "x".into(),
    });
    for number in 0..LISTED {
        let listed = Listed { note: note.clone(), entry: Entry { since: 0, until: 0 } };
        lists.live.apply(Lived::Listed { key: keyer.key(Known::Number, &phone(mix(number))), listed });
    }
    lists
}

fn main() {
    let mut args = std::env::args().skip(1);
    let lexicon = Lexicon::read(shipped()).unwrap_or_else(|error| panic!("{error}"));
    let model = file::read(&std::fs::read(args.next().expect("name a model")).unwrap(), &lexicon).unwrap();
    let count = args.next().map_or(EVENTS, |count| count.parse().unwrap());
    let judge = Judge::new(Reading { lexicon: Arc::new(lexicon), model: Arc::new(model) }, "96110");
    let (rules, keyer) = (many(), Keyer::new(b"0123456789abcdef"));
    let (lists, mut state) = (lists(&keyer), State::new(Grader::new(&rules)));
    let (mut hits, mut room) = (Hits::default(), rules::Room::default());
    let events: Vec<Event> = (0..count).map(event).collect();
    let mut took: Vec<u32> = Vec::with_capacity(events.len());
    let mut actions = [0_usize; Action::ALL.len()];
    let begun = now();
    for event in &events {
        let start = now();
        let mut facts = Facts::default();
        let said = judge.read(event, &mut facts, &mut hits);
        lists.tell(event, &keyer, event.at(), &mut facts);
        state.apply(event, &keyer);
        state.tell(event, &keyer, event.at(), &mut facts);
        let ruled = rules.run(Kind::of(event), &facts, &mut room);
        let verdict = judge.decide(Kind::of(event), &facts, said.as_ref(), &ruled);
        actions[verdict.action as usize] += 1;
        took.push(((now() - start) * 1e9) as u32);
    }
    let all = now() - begun;
    took.sort_unstable();
    let at = |permille: usize| f64::from(took[(took.len() * permille / 1_000).min(took.len() - 1)]) / 1e3;
    println!(
        "{} rules, {LISTED} listed, {count} events: {:.2} µs CPU a decision (timing included), p50 {:.1} p99 {:.1} p99.9 {:.1} max {:.1} µs; {actions:?} allow, watch, warn, hold, block",
        rules.rules().len(),
        all * 1e6 / events.len() as f64,
        at(500),
        at(990),
        at(999),
        at(1_000),
    );
}

fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
