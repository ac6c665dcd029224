//! The slip a bank counter hands to a customer whose account is held: who decided, what, until when,
//! on which ground, and how to object. One page, Chinese with English beneath.
//!
//! Not for: names, document numbers or account numbers. A slip may be lost, shown or forged; it says
//! nothing a stranger could use, and asks the reader to dial the number himself.
#![expect(clippy::float_arithmetic, reason = "page geometry")]

use crate::error::within;
use crate::form::{Align, BODY, BODY_WIDTH, Cell, Form, Row, SMALL, STRONG, TITLE};
use crate::limits::{FIELD_CHARS_MAX, NUMBER_CHARS_MAX, SLIP_BLOCK_CHARS_MAX, SLIP_PAGES_MAX};
use crate::pdf::{Facts, write};
use crate::sheet::Style;
use crate::{Paper, PaperError, Press};
use cordon_model::Stamp;

const NAME: &str = "账户措施告知单";
const NAME_EN: &str = "Notice of a measure on your account";
const LABEL_WIDTH: f32 = 118.0;
const ROW: f32 = 36.0;
const STAMP_ROW: f32 = 56.0;
const WARNING_ROW: f32 = 48.0;

const GREETING: &str =
    "您在本机构的账户已由下列机关依法采取措施。本机构依法协助执行，不能自行解除；您可以查询进度，也可以提出异议。";
const GREETING_EN: &str = "The authority named below has placed a lawful measure on your account. This institution carries it out \
and cannot lift it by itself. You may follow its progress and you may object.";
const VERIFY: &str = "如需核实，请自行拨打 96110 核实，不要回拨他人提供的号码。";
const VERIFY_EN: &str = "To check this notice, dial 96110 yourself. Do not call back a number that somebody gave you.";
const WARNING: &str = "任何人以解除措施为由要求您转账、付费或者提供密码、验证码的，都是诈骗。";
const WARNING_EN: &str =
    "Anyone who wants a transfer, a fee, a password or a code for lifting the measure is a fraudster.";
const FOOTER: &str =
    "本单不记载姓名、证件和账号，不含链接。 No name, document number, account number or link is printed here.";

/// A text in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

/// What was done to the account, in the words a customer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipMeasure {
    EmergencyStop,
    LimitedFreeze,
    FullFreeze,
    ServiceRestriction,
}

impl SlipMeasure {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::EmergencyStop => {
                ("紧急止付（账户只收不付）", "Emergency stop: the account can receive but cannot pay")
            }
            Self::LimitedFreeze => {
                ("限额冻结（冻结金额以外可正常使用）", "Freeze of a fixed amount: the rest can be used as usual")
            }
            Self::FullFreeze => ("全额冻结（账户资金不能支取）", "Freeze of the whole balance: nothing can be drawn"),
            Self::ServiceRestriction => ("业务限制（部分业务暂停办理）", "Restriction: some services are suspended"),
        }
    }
}

/// One slip. Times come as they shall be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSlip {
    /// The organ that decided, with its public telephone if it has one.
    pub organ: Bilingual,
    /// The order's public code: random, derived from nothing.
    pub public_code: String,
    pub measure: SlipMeasure,
    pub from: String,
    pub until: String,
    pub legal_basis: Bilingual,
    /// The way and the clock of redress that fits this measure: administrative and criminal ones differ.
    pub how_to_object: Bilingual,
    pub where_to_object: Bilingual,
    pub made_at: Stamp,
}

/// Prints the slip on one A4 page.
pub fn counter_slip(slip: &CounterSlip, press: &Press) -> Result<Paper, PaperError> {
    check(slip)?;
    let mut form = Form::new(press.font(), NAME)?;
    form.paragraph(NAME, TITLE, Align::Centre);
    form.paragraph(NAME_EN, BODY, Align::Centre);
    form.space(10.0);
    form.paragraph(&format!("尊敬的客户：{GREETING}"), BODY, Align::Left);
    form.paragraph(GREETING_EN, SMALL, Align::Left);
    form.space(8.0);
    form.group("", &facts(slip));
    form.space(14.0);
    form.group("", &[warning(VERIFY, VERIFY_EN), warning(WARNING, WARNING_EN)]);
    let (pages, not_shown) = form.finish(FOOTER);
    if pages.len() > SLIP_PAGES_MAX {
        return Err(PaperError::TooManyPages { pages: pages.len(), max: SLIP_PAGES_MAX });
    }
    let facts = Facts { title: NAME, subject: NAME_EN, made_at: slip.made_at };
    Ok(Paper { pdf: write(&pages, &facts, press)?, pages: pages.len(), not_shown })
}

fn facts(slip: &CounterSlip) -> [Row; 9] {
    let measure = slip.measure.words();
    let both = |b: &Bilingual| value(&[(&b.zh, BODY), (&b.en, SMALL)]);
    [
        row("决定机关", "Deciding authority", both(&slip.organ)),
        row("公开查询码", "Public code", value(&[(&slip.public_code, STRONG)])),
        row("措施种类", "Measure", value(&[(measure.0, BODY), (measure.1, SMALL)])),
        row("开始时间", "From", value(&[(&slip.from, BODY)])),
        row("届满时间", "Until", value(&[(&slip.until, BODY)])),
        row("法律依据", "Legal basis", both(&slip.legal_basis)),
        row("如何提出异议", "How to object", both(&slip.how_to_object)),
        row("向何处提出", "Where to object", both(&slip.where_to_object)),
        Row { height_min: STAMP_ROW, ..row("经办网点（盖章）", "Branch (stamp)", value(&[])) },
    ]
}

fn row(label: &str, label_en: &str, value: Cell) -> Row {
    Row { cells: vec![Cell::labels(LABEL_WIDTH, label, label_en), value], height_min: ROW, ruled: true }
}

fn value(texts: &[(&str, Style)]) -> Cell {
    Cell::field(BODY_WIDTH - LABEL_WIDTH, texts)
}

/// The two sentences nobody shall overlook.
fn warning(text: &str, text_en: &str) -> Row {
    let paragraphs = vec![(text.to_owned(), STRONG), (text_en.to_owned(), SMALL)];
    let cell = Cell { width: BODY_WIDTH, paragraphs, align: Align::Centre, shaded: false };
    Row { cells: vec![cell], height_min: WARNING_ROW, ruled: false }
}

fn check(slip: &CounterSlip) -> Result<(), PaperError> {
    let fields: [(&'static str, &str, usize); 11] = [
        ("organ.zh", &slip.organ.zh, FIELD_CHARS_MAX),
        ("organ.en", &slip.organ.en, FIELD_CHARS_MAX),
        ("public_code", &slip.public_code, NUMBER_CHARS_MAX),
        ("from", &slip.from, FIELD_CHARS_MAX),
        ("until", &slip.until, FIELD_CHARS_MAX),
        ("legal_basis.zh", &slip.legal_basis.zh, SLIP_BLOCK_CHARS_MAX),
        ("legal_basis.en", &slip.legal_basis.en, SLIP_BLOCK_CHARS_MAX),
        ("how_to_object.zh", &slip.how_to_object.zh, SLIP_BLOCK_CHARS_MAX),
        ("how_to_object.en", &slip.how_to_object.en, SLIP_BLOCK_CHARS_MAX),
        ("where_to_object.zh", &slip.where_to_object.zh, SLIP_BLOCK_CHARS_MAX),
        ("where_to_object.en", &slip.where_to_object.en, SLIP_BLOCK_CHARS_MAX),
    ];
    fields.into_iter().try_for_each(|(field, text, max)| within(field, text, max))
}
