//! Nothing that comes in breaks the reader, and a statement that is written down is read as it was meant.

use crate::golden::read_through;
use cordon_model::Money;
use cordon_model::exchange::Side;
use cordon_wire::iso20022::{Message, Reading, Shape, Shaping, Told};
use proptest::prelude::*;
use std::fmt::Write;

const MESSAGES: [Message; 3] = [Message::Camt053, Message::Camt054, Message::Pacs008];

/// An entry as it was meant: side, fen, and how many minutes after the one before.
type Meant = (bool, u32, u32);

fn statement(opening: i64, meant: &[Meant], backwards: bool, prefix: &str) -> String {
    let p = prefix;
    let (mut entries, mut closing, mut minutes) = (Vec::new(), opening, 0_u32);
    for (at, (debit, fen, later)) in meant.iter().enumerate() {
        minutes += later;
        closing += if *debit { -i64::from(*fen) } else { i64::from(*fen) };
        let (day, hour, minute) = (1 + minutes / 1440, minutes / 60 % 24, minutes % 60);
        let side = if *debit { "DBIT" } else { "CRDT" };
        entries.push(format!(
            "<{p}Ntry><{p}Amt Ccy=\"CNY\">{}</{p}Amt><{p}CdtDbtInd>{side}</{p}CdtDbtInd><{p}Sts>BOOK</{p}Sts>\
             <{p}BookgDt><{p}DtTm>2026-11-{day:02}T{hour:02}:{minute:02}:00</{p}DtTm></{p}BookgDt>\
             <{p}AcctSvcrRef>R{at}</{p}AcctSvcrRef></{p}Ntry>",
            Money::cny(i64::from(*fen)).decimal()
        ));
    }
    if backwards {
        entries.reverse();
    }
    let balance = |code: &str, fen: i64| {
        let side = if fen < 0 { "DBIT" } else { "CRDT" };
        let amount = Money::cny(fen.abs()).decimal();
        format!(
            "<{p}Bal><{p}Tp><{p}CdOrPrtry><{p}Cd>{code}</{p}Cd></{p}CdOrPrtry></{p}Tp>\
             <{p}Amt Ccy=\"CNY\">{amount}</{p}Amt><{p}CdtDbtInd>{side}</{p}CdtDbtInd></{p}Bal>"
        )
    };
    let mut out = String::new();
    let (open, close) = (balance("OPBD", opening), balance("CLBD", closing));
    write!(
        out,
        "<{p}Document><{p}BkToCstmrStmt><{p}Stmt>{open}{close}{}</{p}Stmt></{p}BkToCstmrStmt></{p}Document>",
        entries.concat()
    )
    .unwrap();
    out
}

fn shape(text: &str) -> Shape {
    let mut reading = Reading::new(Message::Camt053, text.as_bytes());
    let mut shaping = None;
    loop {
        match reading.read_on().unwrap().unwrap() {
            Told::Begins(head) => shaping = Some(Shaping::new(&head)),
            Told::Entry(lines) => shaping.as_mut().unwrap().add(&lines.unwrap()),
            Told::Ends => return shaping.unwrap().finish(),
            Told::Payment(_) => panic!("a statement has no payment"),
        }
    }
}

proptest! {
    #[test]
    fn a_statement_is_read_as_it_was_meant(
        opening in -1_000_000_i64..1_000_000,
        meant in proptest::collection::vec((any::<bool>(), 1_u32..1_000_000, 1_u32..400), 2..60),
        backwards in any::<bool>(),
        prefixed in any::<bool>(),
    ) {
        let text = statement(opening, &meant, backwards, if prefixed { "s:" } else { "" });
        let mut shape = shape(&text);
        prop_assert_eq!(shape.backwards, backwards);
        let mut told = Vec::new();
        let mut reading = Reading::new(Message::Camt053, text.as_bytes());
        while let Some(next) = reading.read_on().unwrap() {
            let Told::Entry(lines) = next else { continue };
            for line in lines.unwrap().lines {
                let after = shape.balance_after(&line).unwrap();
                told.push((line.side == Side::Debit, line.amount.minor(), line.serial, after.minor()));
            }
        }
        if backwards {
            told.reverse();
        }
        let mut balance = opening;
        let wanted: Vec<_> = meant.iter().enumerate().map(|(at, (debit, fen, _))| {
            let fen = i64::from(*fen);
            balance += if *debit { -fen } else { fen };
            (*debit, fen, format!("R{at}"), balance)
        }).collect();
        prop_assert_eq!(told, wanted);
    }

    #[test]
    fn no_bytes_break_the_reader(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        pieces in proptest::collection::vec(
            "<(/)?(Document|BkToCstmrStmt|Stmt|Ntry|Amt Ccy='CNY'|CdtDbtInd|Sts|BookgDt|Dt|NtryDtls|TxDtls)(/)?>|[0-9.CRDTBOK-]{0,6}",
            0..60
        ),
    ) {
        for message in MESSAGES {
            let _ = read_through(message, &bytes);
            let _ = read_through(message, pieces.concat().as_bytes());
        }
    }
}

#[test]
fn balances_are_told_only_where_they_hold_exactly() {
    let meant = [(false, 500, 1), (true, 200, 1)];
    let good = statement(1_000, &meant, false, "");
    let told = |text: &str| {
        let mut reading = Reading::new(Message::Camt053, text.as_bytes());
        let mut shape = shape(text);
        let mut after = Vec::new();
        while let Some(next) = reading.read_on().unwrap() {
            if let Told::Entry(Ok(lines)) = next {
                after.extend(lines.lines.iter().map(|line| shape.balance_after(line)));
            }
        }
        after
    };
    assert_eq!(told(&good), [Some(Money::cny(1_500)), Some(Money::cny(1_300))]);
    // A fen is missing; another currency; an entry out of order; no opening at all.
    let off = good.replace(">10.00</Amt>", ">10.01</Amt>");
    let mixed = good.replace("Ccy=\"CNY\">2.00", "Ccy=\"USD\">2.00");
    let meant = [(false, 500, 9), (true, 200, 0), (true, 1, 1)];
    let unordered = statement(1_000, &meant, false, "").replacen("T00:09", "T00:59", 1).replacen("T00:09", "T00:01", 1);
    let unopened = good.replace("OPBD", "ITBD");
    for text in [off, mixed, unordered, unopened] {
        assert!(text != good && told(&text).iter().all(Option::is_none), "{text}");
    }
}
