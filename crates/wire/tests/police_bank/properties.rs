//! Properties: what was written is what is read; damaged bytes never panic and never hang.

use crate::samples;
use cordon_model::Money;
use cordon_wire::police_bank::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Longer than any decode of a golden file may take, on a busy machine.
const DECODE_TIME_MAX: Duration = Duration::from_secs(5);

fn name() -> impl Strategy<Value = String> {
    "[\\PC&&[^\u{202A}-\u{202E}\u{2066}-\u{2069}\u{2028}\u{2029}\u{FFFD}\u{FFFE}\u{FFFF}]]{1,60}"
        .prop_filter("not blank", |s| !Text::new(s).as_str().is_empty())
}

fn remark() -> impl Strategy<Value = Option<Text>> {
    proptest::option::of(
        "[一-龥a-z<>&'\"\\]\n ]{1,300}".prop_map(Text::new).prop_filter("not blank", |t| !t.as_str().is_empty()),
    )
}

prop_compose! {
    fn order()(
        channel in prop_oneof![Just(Channel::Bank), Just(Channel::PaymentFirm)],
        uuid in any::<[u8; 16]>(),
        kind in proptest::sample::select(ApplicationType::ALL),
        account in "[!-~]{1,50}",
        from_number in proptest::option::of("[0-9]{1,30}"),
        (payee, officer, bank) in (name(), name(), name()),
        remark in remark(),
        fen in 1_i64..=99_999_999_999_999_999,
        seconds in 1_i64..=10_000_000,
        random in any::<u64>(),
    ) -> StopOrder {
        let mut order = samples::stop(channel);
        order.head = samples::down(random);
        order.application.id = ApplicationId::new(business_code::STOP, uuid).unwrap();
        order.application.kind = kind;
        order.application.original = kind.needs_original().then(|| samples::id("0101", 0x77));
        order.transfer.amount = Money::cny(fen);
        order.transfer.from_number = from_number.map(Private::new);
        order.account.number = Private::new(account);
        order.account.name = Private::new(payee);
        order.account.bank_name = Text::new(bank);
        order.authority.operator.name = Private::new(officer);
        order.remark = remark;
        order.until = samples::time(60 + seconds);
        order
    }
}

prop_compose! {
    fn answer()(
        verb in prop_oneof![Just(StopVerb::Stop), Just(StopVerb::Relief), Just(StopVerb::Extend)],
        result in 0_u16..=9999,
        balance in proptest::option::of(0_i64..=99_999_999_999_999_999),
        from in proptest::option::of(0_i64..1_000_000),
        length in proptest::option::of(1_i64..1_000_000),
        remark in remark(),
        operator in proptest::option::of(name()),
    ) -> StopFeedback {
        let mut answer = samples::feedback(Channel::PaymentFirm, verb, "0101");
        answer.result = ResultCode::parse(&format!("{result:04}")).unwrap();
        answer.balance = balance.map(Amount::from_hundredths);
        answer.from = from.map(samples::time);
        answer.until = length.map(|length| samples::time(from.unwrap_or(0) + length));
        answer.remark = remark;
        answer.operator_name = operator.map(Private::new);
        answer
    }
}

/// One damage to a file.
#[derive(Debug, Clone)]
enum Damage {
    Flip(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize),
    Insert(usize, String),
}

fn damage() -> impl Strategy<Value = Damage> {
    const TRICKS: &[&str] = &[
        "<",
        ">",
        "&",
        "&#0;",
        "&x;",
        "<!DOCTYPE a>",
        "<?x?>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<A>",
        "</A>",
        "\u{0}",
        "\u{FEFF}",
        "-1",
        "１",
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        (any::<usize>(), 1_usize..200).prop_map(|(at, len)| Damage::Cut(at, len)),
        (any::<usize>(), 1_usize..200).prop_map(|(at, len)| Damage::Repeat(at, len)),
        (any::<usize>(), proptest::sample::select(TRICKS)).prop_map(|(at, s)| Damage::Insert(at, s.to_owned())),
    ]
}

fn harm(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Flip(at, byte) => {
            let at = at % bytes.len();
            bytes[at] ^= byte;
        }
        Damage::Cut(at, len) => {
            let at = at % bytes.len();
            bytes.drain(at..(at + len).min(bytes.len()));
        }
        Damage::Repeat(at, len) => {
            let at = at % bytes.len();
            let piece = bytes[at..(at + len).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
        Damage::Insert(at, text) => {
            let at = at % bytes.len();
            bytes.splice(at..at, text.bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn an_order_survives_the_wire(order in order()) {
        let message = Message::StopOrder(order);
        let read = decode(&message.encode().unwrap()).unwrap();
        prop_assert!(read == message, "{:?}", read);
    }

    #[test]
    fn an_answer_survives_the_wire(answer in answer()) {
        let message = Message::StopFeedback(answer);
        let read = decode(&message.encode().unwrap()).unwrap();
        prop_assert!(read == message, "{:?}", read);
    }

    #[test]
    fn debug_never_shows_a_person(order in order()) {
        let shown = format!("{order:?}");
        // Of a number of eight characters, no accident can put the same into the rest of the text.
        for private in [&order.account.number, &order.authority.operator.phone] {
            let clear = private.reveal();
            prop_assert!(clear.len() < 8 || !shown.contains(clear), "{}", shown);
        }
        prop_assert!(!shown.contains("测试收款人") && !shown.contains("测试警官"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn damaged_files_are_read_or_refused(pick in any::<usize>(), damages in proptest::collection::vec(damage(), 1..6)) {
        let golden = samples::golden();
        let mut bytes = golden[pick % golden.len()].1.encode().unwrap();
        for damage in &damages {
            harm(&mut bytes, damage);
        }
        let begun = Instant::now();
        match decode(&bytes) {
            // What was read can be written and read again as the same.
            Ok(message) => {
                let again = decode(&message.encode().unwrap()).unwrap();
                prop_assert!(again == message);
            }
            Err(error) => {
                prop_assert_eq!(error.transport, TransportCode::BAD_FORMAT);
                prop_assert!(!error.rule.is_empty());
                prop_assert!(!format!("{error} {error:?}").contains("999999000000"), "{}", error);
            }
        }
        let _ = peek(&bytes);
        prop_assert!(begun.elapsed() < DECODE_TIME_MAX);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode(&bytes);
        let _ = PollAnswer::decode(&bytes);
        let _ = UploadAnswer::decode(&bytes);
        let _ = peek(&bytes);
    }
}
