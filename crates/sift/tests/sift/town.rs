//! A few hundred made-up texts, enough to learn from.

use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::model::Model;
use cordon_sift::text::record::{Record, records};
use cordon_sift::text::train::{Options, train};
use std::sync::OnceLock;

const OPENINGS: [&str; 4] = ["您好，", "打扰一下，", "喂，", "Hello, "];
const SCAMS: [&str; 5] = [
    "这里是公安局，您涉嫌洗钱，请把钱转到安全账户，不要告诉家人",
    "我是客服，给您办理退款，请共享屏幕，把验证码告诉我",
    "先交手续费才能放款，请下载APP，链接发给您",
    "this is the fraud department, move your money to a safe account and stay on the line",
    "you have won a prize, pay the processing fee with gift cards first",
];
const LAWFUL: [&str; 5] = [
    "这里是派出所，请带身份证到所里来办理，不用转账",
    "我是客服，您的退款原路退回，不需要验证码，也不用下载任何软件",
    "审批前不收费，您可以到网点面签，看清合同再决定",
    "this is the bank, please call the number on the back of your card, there is no rush",
    "the parcel has been delivered, no action needed, thank you",
];

pub fn texts() -> Vec<Record> {
    let mut lines = String::new();
    let channels = ["call", "chat", "sms"];
    for number in 0..240usize {
        let scam = number.is_multiple_of(2);
        let text = if scam { SCAMS[number / 2 % 5] } else { LAWFUL[number / 2 % 5] };
        let (opening, channel) = (OPENINGS[number / 10 % 4], channels[number / 40 % 3]);
        let (label, kind) = if scam { ("scam", ["T08", "T04", "T05"][number / 2 % 3]) } else { ("normal", "normal") };
        lines += &format!(
            r#"{{"id":"{number}","channel":"{channel}","label":"{label}","type":"{kind}","turns":[["A","{opening}"],["B","嗯"],["A","{text}"]]}}"#
        );
        lines.push('\n');
    }
    records("town", &lines).unwrap()
}

pub fn words() -> &'static Lexicon {
    static WORDS: OnceLock<Lexicon> = OnceLock::new();
    WORDS.get_or_init(|| Lexicon::read(shipped()).unwrap_or_else(|error| panic!("{error}")))
}

pub fn learned() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| train(&texts(), words(), &Options::default()).unwrap())
}
