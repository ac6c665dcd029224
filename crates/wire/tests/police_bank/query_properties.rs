//! Freezes and statements of any content: what was written is what is read.

use crate::{freeze_samples, query_samples, samples};
use cordon_model::{Currency, Money};
use cordon_wire::police_bank::*;
use proptest::option::of;
use proptest::prelude::*;

fn channel() -> impl Strategy<Value = Channel> {
    prop_oneof![Just(Channel::Bank), Just(Channel::PaymentFirm)]
}

/// A lone `-` counts as nothing in a row, so it is no text there.
fn words() -> impl Strategy<Value = String> {
    "[一-龥a-zA-Z0-9<>&'\"]{1,60}"
}

fn number() -> impl Strategy<Value = Text> {
    "[0-9A-Za-z]{1,50}".prop_map(Text::new)
}

fn fen() -> impl Strategy<Value = i64> {
    0_i64..=99_999_999_999_999_999
}

prop_compose! {
    fn terms()(limit in of(1_i64..=99_999_999_999_999_999), dollars in any::<bool>()) -> FreezeTerms {
        let currency = if dollars { Currency::parse("USD").unwrap() } else { Currency::CNY };
        limit.map_or(FreezeTerms::Full(currency), |limit| FreezeTerms::Limited(Money::new(limit, currency)))
    }
}

prop_compose! {
    fn freeze()(
        channel in channel(), uuid in any::<[u8; 16]>(), terms in terms(), seconds in 1_i64..=100_000_000,
        document in of(words()), owner in of("[0-9X]{1,30}"), which in 0..3, random in any::<u64>(),
    ) -> FreezeOrder {
        let mut order = match which {
            0 => freeze_samples::freeze(channel),
            1 => freeze_samples::extend(channel),
            _ => freeze_samples::lift(channel),
        };
        order.head = samples::down(random);
        order.request.id = ApplicationId::new(order.request.id.business_code(), uuid).unwrap();
        order.document = document.map(Text::new);
        order.owner_id = owner.map(Private::new);
        let (from, until) = (samples::time(60), samples::time(60 + seconds));
        order.act = match order.act {
            FreezeAct::Freeze { .. } => FreezeAct::Freeze { terms, from, until },
            FreezeAct::Extend { why, .. } => FreezeAct::Extend { terms, from, until, why },
            lift @ FreezeAct::Lift { .. } => lift,
        };
        order
    }
}

prop_compose! {
    fn outcome()(
        applied in of(of(fen())), frozen in of(fen()), balance in of(-99_999_999_999_999_i64..=99_999_999_999_999),
        organ in of(words()), former in of(fen()), from in of(0_i64..1_000_000), length in of(1_i64..1_000_000),
        available in of(-99_999_999_999_999_i64..=99_999_999_999_999),
    ) -> FreezeOutcome {
        FreezeOutcome {
            applied: applied.map(|limit| limit.map_or(Applied::Full, |fen| Applied::Limited(Amount::from_hundredths(fen)))),
            frozen: frozen.map(Amount::from_hundredths),
            balance: balance.map(Balance::from_hundredths),
            available: available.map(Balance::from_hundredths),
            former_organ: organ.map(Text::new),
            former_frozen: former.map(Amount::from_hundredths),
            from: from.map(samples::time),
            until: length.map(|length| samples::time(from.unwrap_or(0) + length)),
            ..FreezeOutcome::default()
        }
    }
}

prop_compose! {
    fn row()(
        credit in any::<bool>(), fen in fen(), at in 0_i64..3, serial in number(),
        balance in of(-99_999_999_999_999_i64..=99_999_999_999_999),
        (name, opponent, bank) in (of(words()), of("[0-9a-z@.]{1,50}"), of(words())),
        (cash, status) in (of(any::<bool>()), of(any::<bool>())),
        (summary, remark, order_number) in (of(words()), of(words()), of(number())),
    ) -> TransactionRow {
        TransactionRow {
            signs: if credit { BorrowingSigns::Credit } else { BorrowingSigns::Debit },
            amount: Amount::from_hundredths(fen),
            at: samples::time(at),
            serial,
            details: RowDetails {
                balance: balance.map(Balance::from_hundredths),
                opponent_name: name.map(Private::new),
                opponent_number: opponent.map(Private::new),
                opponent_bank: bank.map(Text::new),
                cash: cash.map(|cash| if cash { CashMark::Cash } else { CashMark::Other }),
                status: status.map(|failed| if failed { TransactionStatus::Failed } else { TransactionStatus::Success }),
                summary: summary.map(Private::new),
                remark: remark.map(Private::new),
                order_number,
                ..RowDetails::default()
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn a_freeze_survives_the_wire(order in freeze()) {
        let message = Message::FreezeOrder(order);
        let read = decode(&message.encode().unwrap()).unwrap();
        prop_assert!(read == message, "{:?}", read);
    }

    #[test]
    fn its_answer_survives_the_wire(channel in channel(), result in 0_u16..=9999, outcome in outcome(), which in 0..3) {
        let (verb, code) = match which {
            0 => (FreezeVerb::Freeze, business_code::FREEZE),
            1 => (FreezeVerb::Extend, business_code::FREEZE_EXTEND),
            _ => (FreezeVerb::Relief, business_code::FREEZE_RELIEF),
        };
        let mut answer = freeze_samples::feedback(channel, verb, code);
        answer.reply.result = ResultCode::parse(&format!("{result:04}")).unwrap();
        answer.outcome = outcome;
        let message = Message::FreezeFeedback(answer);
        let read = decode(&message.encode().unwrap()).unwrap();
        prop_assert!(read == message, "{:?}", read);
    }

    #[test]
    fn a_statement_survives_the_wire(
        channel in channel(),
        accounts in proptest::collection::vec((of(number()), proptest::collection::vec(row(), 0..12)), 0..4),
    ) {
        let mut answer = query_samples::told_full(channel);
        let sub = |(number, rows): (Option<Text>, Vec<TransactionRow>)| SubAccount {
            info: SubAccountInfo { serial: number, ..SubAccountInfo::default() },
            rows,
        };
        answer.card = Some(Card { accounts: accounts.into_iter().map(sub).collect(), ..Card::default() });
        let message = Message::StatementFeedback(answer);
        let read = decode(&message.encode().unwrap()).unwrap();
        prop_assert!(read == message, "{:?}", read);
        // Whatever rows come, they can be learned.
        mapping::answer_from(&read).unwrap();
    }

    #[test]
    fn a_batch_of_a_watch_survives_the_wire(channel in channel(), rows in proptest::collection::vec(row(), 0..30)) {
        let message = Message::WatchFeedback(WatchFeedback { rows, ..query_samples::moved_full(channel) });
        let read = decode(&message.encode().unwrap()).unwrap();
        prop_assert!(read == message, "{:?}", read);
        mapping::answer_from(&read).unwrap();
    }
}
