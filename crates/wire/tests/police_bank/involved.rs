//! The exchange of lists: golden files both ways, hostile files, and the hash against its standard's example.

use cordon_model::listing::Level;
use cordon_wire::police_bank::involved::{
    Answer, Asked, Details, Involved, InvolvedMessage, PUBLISHED_SALT, Said, hashed, level_digit, level_of,
};
use cordon_wire::police_bank::{Private, Text};
use std::path::PathBuf;

fn text(text: &str) -> Text {
    Text::new(text)
}

fn asked(data: &str, name: Option<&str>) -> Asked {
    Asked {
        data_type: text("AccountNumber"),
        organization: text("999100000001"),
        data: Private::new(data),
        name: name.map(Private::new),
    }
}

fn samples() -> [(&'static str, Said); 5] {
    let details = Details {
        name: Some(Private::new("测试甲")),
        device: Some(Private::new("490154203237518")),
        url: Some(text("http://pay.example.test/a")),
        remark: Some(text("样例")),
        ..Details::default()
    };
    let entry = Involved {
        update: text("1"),
        case_type: text("11"),
        data_type: text("AccountNumber"),
        organization: text("999100000001"),
        account: Private::new("9999998888880001"),
        details,
    };
    let answer = |status: &str, message: Option<&str>| Answer { status: text(status), message: message.map(text) };
    [
        ("200501", Said::Push { list_type: text("01"), entries: vec![entry] }),
        ("100501", Said::One(asked("9999998888880001", Some("测试甲")))),
        ("100503", Said::Two { payer: asked("9999998888880002", None), payee: asked("9999998888880001", None) }),
        ("100501_answer", Said::AnswerOne(answer("1", Some("涉案名单")))),
        ("100503_answer", Said::AnswerTwo(answer("02", None))),
    ]
}

#[test]
fn golden_files_of_the_exchange_are_what_the_codec_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/involved");
    for (name, said) in samples() {
        let message = InvolvedMessage { serial: text("999100000001_20261126_000001"), said };
        let path = folder.join(format!("{name}.xml"));
        let encoded = message.encode().unwrap();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &encoded).unwrap();
        }
        let bytes = std::fs::read(&path).unwrap();
        let (decoded, notes) = InvolvedMessage::decode(&bytes).unwrap();
        assert!(decoded == message && notes.is_empty(), "{name}: {notes:?}");
        assert_eq!(String::from_utf8(encoded).unwrap(), String::from_utf8(bytes).unwrap(), "{name}");
    }
}

#[test]
fn what_is_no_message_of_the_exchange_is_refused() {
    let message = |body: &str, code: &str| {
        let text = format!(
            "<Response><Head><TxCode>{code}</TxCode><TransSerialNumber>1</TransSerialNumber></Head><Body>{body}</Body></Response>"
        );
        InvolvedMessage::decode(text.as_bytes()).is_err()
    };
    assert!(message("<Status>3</Status>", "100501"), "no such status");
    assert!(message("<Status>1</Status>", "100503"), "one digit for two");
    assert!(message("<Status>11</Status>", "100501"), "two digits for one");
    assert!(message("<ListSource>100101</ListSource>", "100501"), "another list");
    assert!(message("<ListType>01</ListType>", "200501"), "without entries");
    assert!(message("", "100101"), "another message");
    let many: String = (0..501).map(|_| "<Data/>").collect();
    assert!(message(&format!("<ListType>01</ListType><Datas>{many}</Datas>"), "200501"));
}

#[test]
fn the_hash_is_sm3_of_salt_and_value() {
    // GB/T 32905-2016, example 1.
    assert_eq!(hashed("a", "bc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_ne!(hashed(PUBLISHED_SALT, "9999998888880001"), hashed("样例", "9999998888880001"));
    for level in [Level::White, Level::Grey, Level::Black] {
        assert_eq!(level_of(&level_digit(level).to_string()), Some(level));
    }
    assert_eq!(level_of("3"), None);
}
