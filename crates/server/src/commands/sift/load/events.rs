//! Mixed events out of a seed: calls in three stages, and messages of which some are scams. Numbers that nobody
//! has.

use serde_json::{Value, json};

const TEXTS: [&str; 6] = [
    "您的快递已放在门口，请及时取走，如有疑问请联系派送员",
    "我是公安局的，你涉嫌洗钱，不要告诉家人，把钱转到安全账户",
    "本月话费账单已出，应缴金额58.20元，可通过营业厅或官方客户端查询",
    "先交保证金才能放款，请下载指定软件，验证码发给客服",
    "your parcel has been delivered, no action is needed, thank you",
    "this is the fraud department, move your money to a safe account and stay on the line",
];

/// A number from a number, evenly spread (splitmix64).
fn spread(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn phone(dice: u64) -> String {
    format!("+86199{:08}", dice % 100_000_000)
}

fn event(seed: u64, number: u64, at: i64) -> Value {
    let dice = spread(seed ^ number.wrapping_mul(0x5851_f42d_4c95_7f2d));
    let id = format!("l-{seed}-{number}");
    // A thousand callers make most calls.
    let (caller, callee) = (phone(spread(dice % 1_000)), phone(spread(dice)));
    match dice % 10 {
        0..3 => {
            let text = TEXTS.get(usize::try_from(dice >> 8).unwrap_or(0) % TEXTS.len());
            json!({"kind": "text", "id": id, "at": at, "channel": "sms", "from": caller, "to": callee,
                "text": text, "basis": "reported"})
        }
        3..5 => json!({"kind": "call", "id": id, "at": at, "stage": "ended", "caller": caller, "callee": callee,
            "seconds": (dice >> 16) % 300}),
        5..7 => json!({"kind": "call", "id": id, "at": at, "stage": "answered", "caller": caller, "callee": callee}),
        _ => json!({"kind": "call", "id": id, "at": at, "stage": "attempt", "caller": caller, "callee": callee,
            "route": if dice.is_multiple_of(7) { "international" } else { "domestic" }}),
    }
}

/// Events of one request: one as JSON, several as lines.
#[derive(Debug)]
pub struct Events {
    pub kind: &'static str,
    pub body: String,
}

pub fn events(seed: u64, number: u64, batch: u64) -> Events {
    let at = crate::clock::system().ms();
    let first = number.saturating_mul(batch);
    let lines: Vec<String> = (0..batch).map(|of| event(seed, first.saturating_add(of), at).to_string()).collect();
    let kind = if batch == 1 { "application/json" } else { "application/x-ndjson" };
    Events { kind, body: lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_sift::event::Event;

    #[test]
    fn the_same_seed_makes_the_same_events_and_all_can_be_read() {
        for number in 0..200 {
            let made = event(7, number, 1);
            assert_eq!(made, event(7, number, 1));
            assert!(serde_json::from_value::<Event>(made.clone()).is_ok(), "{made}");
        }
        assert_ne!(event(7, 1, 1), event(8, 1, 1));
    }
}
