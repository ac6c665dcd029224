//! What agencies and the centre send to each other.

use super::chosen;
use cordon_member::config::AgencyConfig;
use cordon_member::intake::{self, Arrived, Unread};
use cordon_model::{AgencyKind, Stamp, Wire};
use cordon_wire::bundle::{Bundle, SignedBundle};
use cordon_wire::iso20022::{Line, Message as IsoMessage, Moment, Reading, Shaping, Told};
use cordon_wire::json_form;
use cordon_wire::police_bank::{self, Message, PollAnswer, TransSerialNumber, mapping};

/// What is read is written and read as the same; what cannot be read is answered with a message that can.
pub fn police_bank(bytes: &[u8]) {
    match police_bank::decode(bytes) {
        Ok(message) => {
            let written = message.encode().expect("what was read can be written");
            assert_eq!(police_bank::decode(&written).as_ref(), Ok(&message));
            meant(&message);
        }
        Err(error) => {
            let Ok(peek) = police_bank::peek(bytes) else { return };
            let serial = TransSerialNumber::parse("000000000000_0000000000000").expect("a serial number");
            let Some(refusal) = peek.refusal(&error, serial) else { return };
            let written = refusal.encode().expect("a refusal can be written");
            police_bank::decode(&written).expect("a refusal can be read");
        }
    }
}

/// What a message means to the model; an order that it means can be sent on.
fn meant(message: &Message) {
    let _ = mapping::application_id_of(message).map(mapping::kind_of_application);
    let _ = (mapping::is_late_paperwork(message), mapping::serial_of(message));
    let _ = mapping::answer_from(message);
    let Ok(order) = mapping::order_from(message) else { return };
    if let Ok(written) = mapping::order_bytes(&order) {
        police_bank::decode(&written).expect("an order of ours can be read");
    }
    if let Ok(written) = json_form::order_bytes(&order) {
        json_form::order_from(&written).expect("an order in our own form can be read");
    }
}

pub fn poll(bytes: &[u8]) {
    let Ok(answer) = PollAnswer::decode(bytes) else { return };
    let written = answer.encode().expect("what was read can be written");
    assert_eq!(PollAnswer::decode(&written).as_ref(), Ok(&answer));
}

pub fn json_order(bytes: &[u8]) {
    let Ok(order) = json_form::order_from(bytes) else { return };
    let written = json_form::order_bytes(&order).expect("what was read can be written");
    assert_eq!(json_form::order_from(&written).as_ref(), Ok(&order));
    let _ = mapping::order_bytes(&order);
}

pub fn json_receipt(bytes: &[u8]) {
    let Ok(answer) = json_form::receipt_from(bytes) else { return };
    let written = json_form::receipt_bytes(&answer).expect("what was read can be written");
    assert_eq!(json_form::receipt_from(&written).as_ref(), Ok(&answer));
}

/// Files between separated networks, without and with their signature.
pub fn bundle(bytes: &[u8]) {
    if let Ok(bundle) = Bundle::open(bytes, |_, _| true) {
        let written = bundle.bytes().expect("what was read can be written");
        let again = Bundle::open(&written, |_, signed| bundle.signed_bytes().as_deref() == Ok(signed));
        assert_eq!(again.as_ref(), Ok(&bundle));
    }
    if let Ok(bundle) = SignedBundle::open(bytes, |_, _, _| true) {
        let written = SignedBundle::write(&bundle, |_| Some("signed".to_owned())).expect("it can be written");
        assert_eq!(SignedBundle::open(&written, |_, _, signature| signature == "signed").as_ref(), Ok(&bundle));
        assert!(SignedBundle::open(&written, |_, _, _| false).is_err(), "nobody vouched for it");
    }
}

/// What the gateway makes of a message: whatever it can name, it can answer.
pub fn gateway(bytes: &[u8]) {
    let Some((wire, raw)) = chosen(bytes, &[Wire::PoliceBank, Wire::JsonForm]) else { return };
    if let Arrived::Unreadable { id, code, why } = intake::read(wire, raw) {
        let at = Stamp::from_ms(1_700_000_000_000);
        let answer = Unread { id, code: &code, why: &why, at, random: 7 };
        let written = intake::refusal(wire, raw, &agency(), &answer).expect("it can be answered");
        match wire {
            Wire::PoliceBank => assert!(police_bank::decode(&written).is_ok()),
            _ => assert_eq!(json_form::receipt_from(&written).expect("it can be read").order, id),
        }
    }
}

fn agency() -> AgencyConfig {
    AgencyConfig {
        code: "999100000001".to_owned(),
        name: "样例银行".to_owned(),
        kind: AgencyKind::Bank,
        operator_name: "自动处理".to_owned(),
        operator_phone: "00000000".to_owned(),
    }
}

/// A file is read to its end or to one error, the same each time; what it tells has positive amounts, and
/// balances only where all of it was understood.
pub fn iso20022(bytes: &[u8]) {
    let messages = [IsoMessage::Camt053, IsoMessage::Camt054, IsoMessage::Pacs008];
    let Some((message, rest)) = chosen(bytes, &messages) else { return };
    let (mut reading, mut shaping, mut understood) = (Reading::new(message, rest), None::<Shaping>, true);
    let mut told = 0_usize;
    let ended = loop {
        match reading.read_on() {
            Ok(None) => break true,
            Err(error) => {
                assert!(!error.rule.is_empty());
                break false;
            }
            Ok(Some(Told::Begins(head))) => {
                assert!(shaping.is_none(), "a statement begins within another");
                (shaping, understood) = (Some(Shaping::new(&head)), true);
            }
            Ok(Some(Told::Entry(Ok(lines)))) => {
                assert!(lines.lines.iter().all(|line| line.amount.is_positive()));
                shaping.as_mut().expect("an entry is of a statement").add(&lines);
            }
            Ok(Some(Told::Entry(Err(_)))) => {
                shaping.as_mut().expect("an entry is of a statement").left_out();
                understood = false;
            }
            Ok(Some(Told::Ends)) => {
                let mut shape = shaping.take().expect("it began").finish();
                let line = Line {
                    side: cordon_model::exchange::Side::Credit,
                    amount: cordon_model::Money::cny(1),
                    at: Moment { ms: 0, whole_day: false },
                    serial: String::new(),
                    uetr: None,
                    end_to_end: None,
                    other: None,
                    reversal: false,
                };
                assert!(understood || shape.balance_after(&line).is_none());
            }
            Ok(Some(Told::Payment(Ok(payment)))) => assert!(payment.amount.is_positive()),
            Ok(Some(Told::Payment(Err(_)))) => {}
        }
        told += 1;
    };
    let mut again = Reading::new(message, rest);
    for _ in 0..told {
        assert!(matches!(again.read_on(), Ok(Some(_))));
    }
    assert_eq!(again.read_on().is_ok(), ended);
}
