//! The sheet of an order that people carry: prefilled for keying into another system or for handing
//! over at a counter, with a strip for the answer. One layout for every kind of order.
//!
//! Not for: the seal, the signatures and the decision itself. The sheet says on every page that it is
//! no substitute for the form which the law prescribes; the kinds of order are named after those forms.

mod receipt;
mod wording;

use crate::error::{masked, within};
use crate::form::{Align, BODY, Form, SMALL, STRONG, TITLE};
use crate::limits::{BLOCK_CHARS_MAX, FIELD_CHARS_MAX, NUMBER_CHARS_MAX, OFFICER_CHARS_MAX, SHEET_LINE_CHARS_MAX};
use crate::pdf::{Facts, write};
use crate::rows::{ROW, SIGN_ROW, full, pair, wide};
use crate::{Account, Paper, PaperError, Press, amount_in_figures, amount_in_words};
use cordon_model::{Currency, Money, OrderKind, Stamp};
use std::fmt;

const FOOTER: &str =
    "由合围平台依公开资料排版，供录入其他系统、送达和归档，须由决定机关盖章；不替代法律文书的法定式样。";
const WHOLE: &str = "全额（整个账户）";
const PROCEEDS: &str = "□ 及于孳息　　□ 不及于孳息　　（由决定机关选定）";
const CUT: &str = "－－－－－－－－－－－－－－－－－－　回　执　－－－－－－－－－－－－－－－－－－";
const BY_HAND: &str = "表中印有“〓”之处为字库缺字，请以正楷手写补正并盖章。";
const REASON_HEIGHT: f32 = 30.0;

/// What the order is about.
#[derive(Clone, PartialEq, Eq)]
pub enum SheetTarget {
    Account {
        account: Account,
        /// 个人, 对公, 支付账户 …
        class: String,
    },
    /// A telephone number or anything else that is no account: what it is called, and its value.
    Other { name: String, value: String },
}

/// The payment that the agency compares with its own books.
#[derive(Clone, PartialEq, Eq)]
pub struct SheetTransfer {
    pub from: Account,
    pub to: Account,
    pub amount: Money,
    pub at: String,
}

/// One of the two police officers who stand under an order.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SheetOfficer {
    pub name: String,
    pub police_number: String,
    pub phone: String,
}

/// One sheet. Times come as they shall be printed; an empty text leaves its field blank, or leaves it
/// out where the order has no such thing.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderSheet {
    /// The order's id: what the answer is entered under.
    pub order: String,
    pub kind: OrderKind,
    /// The number that the other system gave it, once it has one.
    pub foreign_number: String,
    /// To whom, with its code.
    pub to: String,
    pub case_number: String,
    /// Number of the 立案决定书, for a freeze.
    pub filing: String,
    pub target: SheetTarget,
    pub transfer: Option<SheetTransfer>,
    /// What may be held at most; for a freeze without one, the whole account.
    pub limit: Option<Money>,
    /// Of the restriction, or of the period that is asked about.
    pub from: String,
    pub until: String,
    /// Which serial number a question names.
    pub serial: String,
    /// The order that this one extends, lifts or replaces, with its number in the other system.
    pub original: String,
    pub due: String,
    pub urgent: bool,
    pub reason: String,
    pub basis: String,
    /// What the agency has to know besides, such as a debit that nobody confirmed yet.
    pub hints: String,
    pub organ: String,
    pub phone: String,
    pub issued_at: String,
    pub officers: Vec<SheetOfficer>,
    /// The papers that go with it, by name.
    pub attachments: String,
    /// What the restricted person is told; empty where nobody is restricted.
    pub redress: String,
    pub made_at: Stamp,
}

impl fmt::Debug for SheetTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account { account, class } => {
                f.debug_struct("Account").field("account", account).field("class", class).finish()
            }
            Self::Other { name, value } => {
                f.debug_struct("Other").field("name", name).field("value", &masked(value)).finish()
            }
        }
    }
}

impl fmt::Debug for SheetTransfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SheetTransfer").field("from", &self.from).field("to", &self.to).finish_non_exhaustive()
    }
}

impl fmt::Debug for SheetOfficer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SheetOfficer").field("name", &masked(&self.name)).finish_non_exhaustive()
    }
}

impl fmt::Debug for OrderSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderSheet")
            .field("order", &self.order)
            .field("kind", &self.kind)
            .field("target", &self.target)
            .field("officers", &self.officers)
            .finish_non_exhaustive()
    }
}

/// Prints the sheet on A4: one or two pages as a rule.
pub fn order_sheet(sheet: &OrderSheet, press: &Press) -> Result<Paper, PaperError> {
    check(sheet)?;
    let wording = wording::of(sheet.kind);
    let number = format!("指令编号：{}", sheet.order);
    let mut form = Form::new(press.font(), &format!("{}（续）　{number}", wording.name))?;
    form.paragraph(wording.name, TITLE, Align::Centre);
    form.paragraph(wording.name_en, SMALL, Align::Centre);
    form.space(2.0);
    form.paragraph(&number, BODY, Align::Right);
    form.paragraph(&format!("{}：", sheet.to), STRONG, Align::Left);
    form.space(4.0);
    asked(&mut form, sheet, wording.ask);
    target(&mut form, sheet);
    if let Some(transfer) = &sheet.transfer {
        compared(&mut form, transfer, &sheet.target)?;
    }
    bounds(&mut form, sheet)?;
    form.flow("理由", &sheet.reason, REASON_HEIGHT);
    form.flow("法律依据", &sheet.basis, REASON_HEIGHT);
    issued(&mut form, sheet);
    if !sheet.redress.is_empty() {
        form.group("告知当事人\n救济途径", &[full(&sheet.redress, Align::Left, 0.0)]);
    }
    if !form.missing().is_empty() {
        form.paragraph(BY_HAND, SMALL, Align::Left);
    }
    form.strip(CUT, "回执\n（由协助\n单位填写）", &receipt::rows(sheet));
    let (pages, not_shown) = form.finish(FOOTER);
    let facts = Facts { title: wording.name, subject: &number, made_at: sheet.made_at };
    Ok(Paper { pdf: write(&pages, &facts, press)?, pages: pages.len(), not_shown })
}

fn check(sheet: &OrderSheet) -> Result<(), PaperError> {
    let fields: [(&'static str, &str, usize); 18] = [
        ("order", &sheet.order, NUMBER_CHARS_MAX),
        ("foreign_number", &sheet.foreign_number, FIELD_CHARS_MAX),
        ("to", &sheet.to, SHEET_LINE_CHARS_MAX),
        ("case_number", &sheet.case_number, FIELD_CHARS_MAX),
        ("filing", &sheet.filing, FIELD_CHARS_MAX),
        ("from", &sheet.from, FIELD_CHARS_MAX),
        ("until", &sheet.until, FIELD_CHARS_MAX),
        ("serial", &sheet.serial, SHEET_LINE_CHARS_MAX),
        ("original", &sheet.original, SHEET_LINE_CHARS_MAX),
        ("due", &sheet.due, FIELD_CHARS_MAX),
        ("reason", &sheet.reason, BLOCK_CHARS_MAX),
        ("basis", &sheet.basis, BLOCK_CHARS_MAX),
        ("hints", &sheet.hints, SHEET_LINE_CHARS_MAX),
        ("organ", &sheet.organ, SHEET_LINE_CHARS_MAX),
        ("phone", &sheet.phone, FIELD_CHARS_MAX),
        ("issued_at", &sheet.issued_at, FIELD_CHARS_MAX),
        ("attachments", &sheet.attachments, SHEET_LINE_CHARS_MAX),
        ("redress", &sheet.redress, BLOCK_CHARS_MAX),
    ];
    fields.into_iter().try_for_each(|(field, text, max)| within(field, text, max))?;
    match &sheet.target {
        SheetTarget::Account { account, class } => {
            within("target.class", class, FIELD_CHARS_MAX)?;
            check_account(account)?;
        }
        SheetTarget::Other { name, value } => {
            within("target.name", name, FIELD_CHARS_MAX)?;
            within("target.value", value, FIELD_CHARS_MAX)?;
        }
    }
    for account in sheet.transfer.iter().flat_map(|transfer| [&transfer.from, &transfer.to]) {
        check_account(account)?;
    }
    for officer in &sheet.officers {
        for text in [&officer.name, &officer.police_number, &officer.phone] {
            within("officer", text, OFFICER_CHARS_MAX)?;
        }
    }
    Ok(())
}

fn check_account(account: &Account) -> Result<(), PaperError> {
    within("account.holder", &account.holder, SHEET_LINE_CHARS_MAX)?;
    within("account.number", &account.number, FIELD_CHARS_MAX)?;
    within("account.bank", &account.bank, SHEET_LINE_CHARS_MAX)
}

fn asked(form: &mut Form<'_>, sheet: &OrderSheet, ask: &str) {
    let mut rows = vec![wide("协助内容", ask)];
    if sheet.filing.is_empty() {
        rows.push(wide("案件编号", &sheet.case_number));
    } else {
        rows.push(pair(("案件编号", &sheet.case_number), ("立案文书", &sheet.filing), ROW));
    }
    let urgency = if sheet.urgent { "紧急" } else { "普通" };
    rows.push(pair(("反馈期限", &sheet.due), ("缓急", urgency), ROW));
    form.group("协助事项", &rows);
}

fn target(form: &mut Form<'_>, sheet: &OrderSheet) {
    let rows = match &sheet.target {
        SheetTarget::Account { account, class } => vec![
            pair(("户名", &account.holder), ("账号", &account.number), ROW),
            pair(("账户类别", class), ("开户机构", &account.bank), ROW),
        ],
        SheetTarget::Other { name, value } => vec![wide(name, value)],
    };
    form.group("对象", &rows);
}

/// The payee is not said twice: as a rule it is what the order is about.
fn compared(form: &mut Form<'_>, transfer: &SheetTransfer, target: &SheetTarget) -> Result<(), PaperError> {
    let (from, to) = (&transfer.from, &transfer.to);
    form.group(
        "涉案交易\n（供核对）",
        &[
            pair(("付款户名", &from.holder), ("付款账号", &from.number), ROW),
            wide("付款机构", &from.bank),
            pair(("交易时间", &transfer.at), ("交易金额", &figures(transfer.amount)?), ROW),
        ],
    );
    if !matches!(target, SheetTarget::Account { account, .. } if account.number == to.number) {
        form.group("收款方", &[pair(("户名", &to.holder), ("账号", &to.number), ROW), wide("开户机构", &to.bank)]);
    }
    Ok(())
}

/// How much, from when and until when; what is asked about; what it changes.
fn bounds(form: &mut Form<'_>, sheet: &OrderSheet) -> Result<(), PaperError> {
    let mut rows = Vec::new();
    match sheet.limit {
        Some(limit) => rows.push(wide("限额", &in_full(limit)?)),
        None if sheet.kind == OrderKind::Freeze => rows.push(wide("限额", WHOLE)),
        None => {}
    }
    if matches!(sheet.kind, OrderKind::Freeze | OrderKind::ExtendFreeze) {
        rows.push(wide("孳息", PROCEEDS));
    }
    if !sheet.from.is_empty() || !sheet.until.is_empty() {
        rows.push(pair(("自", &sheet.from), ("至", &sheet.until), ROW));
    }
    for (label, text) in [("流水号", &sheet.serial), ("原指令", &sheet.original), ("提示", &sheet.hints)] {
        if !text.is_empty() {
            rows.push(wide(label, text));
        }
    }
    if !rows.is_empty() {
        form.group("范围", &rows);
    }
    Ok(())
}

fn issued(form: &mut Form<'_>, sheet: &OrderSheet) {
    form.group(
        "承办",
        &[
            pair(("决定机关\n（盖章）", &sheet.organ), ("签发时间", &sheet.issued_at), SIGN_ROW),
            pair(("联系电话", &sheet.phone), ("附件", &sheet.attachments), ROW),
        ],
    );
    let signed = [0, 1].map(|place| {
        let said = sheet.officers.get(place).map_or_else(String::new, named);
        pair(("姓名、警号", &said), ("签名", ""), SIGN_ROW)
    });
    form.group("办案民警", &signed);
}

fn named(officer: &SheetOfficer) -> String {
    format!("{}　警号 {}　电话 {}", officer.name, officer.police_number, officer.phone)
}

/// As cheques write it; the capitals are for yuan only.
fn in_full(amount: Money) -> Result<String, PaperError> {
    if amount.currency() != Currency::CNY {
        return figures(amount);
    }
    Ok(format!("人民币（大写）{}　（小写）{}", amount_in_words(amount.minor())?, figures(amount)?))
}

fn figures(amount: Money) -> Result<String, PaperError> {
    if amount.currency() == Currency::CNY {
        return amount_in_figures(amount.minor());
    }
    Ok(format!("{} {}", amount.currency().code(), amount.decimal()))
}
