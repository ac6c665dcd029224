//! The 《紧急止付申请表》: what a victim fills in and signs so that a formal stop may be ordered.
//!
//! For: the paper attached to the order, prefilled from the case; blank fields are printed blank, to
//! be filled by hand. Not for: checking the report (the bank checks name, account, amount and time)
//! or collecting the signature.

use crate::error::{masked, within};
use crate::form::{Align, BODY, Form, SMALL, TITLE};
use crate::limits::{BLOCK_CHARS_MAX, FIELD_CHARS_MAX, NARRATIVE_CHARS_MAX, NUMBER_CHARS_MAX};
use crate::pdf::{Facts, write};
use crate::rows::{ROW, SIGN_ROW, full, pair, wide};
use crate::{Paper, PaperError, Press, amount_in_figures, amount_in_words};
use cordon_model::Stamp;
use std::fmt;

const NAME: &str = "紧急止付申请表";
const NARRATIVE_HEIGHT: f32 = 172.0;
const MESSAGE_HEIGHT: f32 = 44.0;
const PARAGRAPH_INDENT: &str = "\u{3000}\u{3000}";

/// The signer promises; liability for a malicious report stands in 银发〔2016〕86号.
const PLEDGE: &str = "本人承诺：以上填写的内容及提交的证件、凭证真实有效，本人确因遭受电信网络诈骗，申请对上述收款账户采取紧急止付措施。\
本人知悉：依照银发〔2016〕86号文件的规定，恶意举报或者虚假申请紧急止付的，由此造成的损失由本人承担，并依法承担相应的法律责任。";
const SIGNATURE: &str = "申请人（签名）：＿＿＿＿＿＿＿＿＿＿　　　　　　年　　月　　日";
const NOTES: &str = "填表说明：户名、账号、金额和交易时间应与汇款凭证一致，不一致的，开户机构不予止付；不知道的内容可以留空，由受理人员补充。";
const BY_HAND: &str = "表中印有“〓”之处为字库缺字，请以正楷手写补正，并由申请人确认。";

/// The person who asks.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Applicant {
    pub name: String,
    pub document_kind: String,
    pub document_number: String,
    pub phone: String,
}

/// An account, as the voucher names it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Account {
    pub holder: String,
    pub number: String,
    pub bank: String,
}

/// Who took the report: two officers sign.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Intake {
    pub organ: String,
    pub officer: String,
    pub second_officer: String,
    /// As it shall be printed, Asia/Shanghai.
    pub taken_at: String,
}

/// One application. Times of the case come formatted; an empty text leaves its field blank.
#[derive(Clone, PartialEq, Eq)]
pub struct StopApplication {
    /// The application's number, printed under the title and on every page.
    pub number: String,
    pub applicant: Applicant,
    pub paid_from: Account,
    /// The account to be stopped.
    pub paid_to: Account,
    pub amount_fen: i64,
    pub paid_at: String,
    /// 柜面, ATM, 网上银行, 手机银行, POS, 第三方支付 …
    pub channel: String,
    pub suspicious_contact: String,
    pub narrative: String,
    /// How the promise was given where no pen was at hand (a signature link, a recorded call), with
    /// its reference; empty for a paper to be signed.
    pub promise_given: String,
    pub intake: Intake,
    /// The norm's citation, printed at the foot.
    pub legal_basis: String,
    /// When the paper is made; the only date in the file's metadata.
    pub made_at: Stamp,
}

impl fmt::Debug for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Applicant").field("name", &masked(&self.name)).finish_non_exhaustive()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("number", &masked(&self.number)).finish_non_exhaustive()
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("organ", &self.organ)
            .field("officer", &masked(&self.officer))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StopApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StopApplication")
            .field("number", &self.number)
            .field("applicant", &self.applicant)
            .field("paid_from", &self.paid_from)
            .field("paid_to", &self.paid_to)
            .field("narrative_chars", &self.narrative.chars().count())
            .field("intake", &self.intake)
            .finish_non_exhaustive()
    }
}

/// Prints the application on A4: one or two sheets as a rule, more where the story is long.
pub fn stop_application(application: &StopApplication, press: &Press) -> Result<Paper, PaperError> {
    check(application)?;
    let a = application;
    let number = if a.number.is_empty() { "＿＿＿＿＿＿＿＿" } else { &a.number };
    let mut form = Form::new(press.font(), &format!("{NAME}（续）　编号：{number}"))?;
    form.paragraph(NAME, TITLE, Align::Centre);
    form.space(2.0);
    form.paragraph(&format!("编号：{number}"), BODY, Align::Right);
    form.space(4.0);
    people(&mut form, a);
    remittance(&mut form, a)?;
    form.flow("疑似诈骗\n电话、短信\n内容", &paragraphs(&a.suspicious_contact, ""), MESSAGE_HEIGHT);
    form.flow("被骗经过", &paragraphs(&a.narrative, PARAGRAPH_INDENT), NARRATIVE_HEIGHT);
    pledge(&mut form, a);
    intake(&mut form, &a.intake);
    form.space(5.0);
    form.paragraph(NOTES, SMALL, Align::Left);
    if !form.missing().is_empty() {
        form.paragraph(BY_HAND, SMALL, Align::Left);
    }
    let (pages, not_shown) = form.finish(&format!("依据：{}", a.legal_basis));
    let facts = Facts { title: NAME, subject: &format!("编号：{number}"), made_at: a.made_at };
    Ok(Paper { pdf: write(&pages, &facts, press)?, pages: pages.len(), not_shown })
}

fn check(a: &StopApplication) -> Result<(), PaperError> {
    let fields: [(&'static str, &str, usize); 20] = [
        ("number", &a.number, NUMBER_CHARS_MAX),
        ("applicant.name", &a.applicant.name, FIELD_CHARS_MAX),
        ("applicant.document_kind", &a.applicant.document_kind, FIELD_CHARS_MAX),
        ("applicant.document_number", &a.applicant.document_number, FIELD_CHARS_MAX),
        ("applicant.phone", &a.applicant.phone, FIELD_CHARS_MAX),
        ("paid_from.holder", &a.paid_from.holder, FIELD_CHARS_MAX),
        ("paid_from.number", &a.paid_from.number, FIELD_CHARS_MAX),
        ("paid_from.bank", &a.paid_from.bank, FIELD_CHARS_MAX),
        ("paid_to.holder", &a.paid_to.holder, FIELD_CHARS_MAX),
        ("paid_to.number", &a.paid_to.number, FIELD_CHARS_MAX),
        ("paid_to.bank", &a.paid_to.bank, FIELD_CHARS_MAX),
        ("paid_at", &a.paid_at, FIELD_CHARS_MAX),
        ("channel", &a.channel, FIELD_CHARS_MAX),
        ("suspicious_contact", &a.suspicious_contact, BLOCK_CHARS_MAX),
        ("narrative", &a.narrative, NARRATIVE_CHARS_MAX),
        ("promise_given", &a.promise_given, FIELD_CHARS_MAX),
        ("intake.organ", &a.intake.organ, FIELD_CHARS_MAX),
        ("intake.officer", &a.intake.officer, FIELD_CHARS_MAX),
        ("intake.second_officer", &a.intake.second_officer, FIELD_CHARS_MAX),
        ("intake.taken_at", &a.intake.taken_at, FIELD_CHARS_MAX),
    ];
    fields.into_iter().try_for_each(|(field, text, max)| within(field, text, max))?;
    within("legal_basis", &a.legal_basis, FIELD_CHARS_MAX)
}

fn people(form: &mut Form<'_>, a: &StopApplication) {
    let p = &a.applicant;
    form.group(
        "申请人",
        &[
            pair(("申请人姓名", &p.name), ("联系电话", &p.phone), ROW),
            pair(("证件类型", &p.document_kind), ("证件号码", &p.document_number), ROW),
        ],
    );
    let (from, to) = (&a.paid_from, &a.paid_to);
    form.group(
        "资金汇出\n账户",
        &[pair(("户名", &from.holder), ("账号", &from.number), ROW), wide("开户行", &from.bank)],
    );
    form.group(
        "收款账户\n（止付账户）",
        &[pair(("收款人户名", &to.holder), ("收款人账号", &to.number), ROW), wide("收款人\n开户行名称", &to.bank)],
    );
}

fn remittance(form: &mut Form<'_>, a: &StopApplication) -> Result<(), PaperError> {
    let amount =
        format!("人民币（大写）{}　（小写）{}", amount_in_words(a.amount_fen)?, amount_in_figures(a.amount_fen)?);
    form.group("汇款情况", &[wide("汇出金额", &amount), pair(("汇出时间", &a.paid_at), ("汇出渠道", &a.channel), ROW)]);
    Ok(())
}

fn pledge(form: &mut Form<'_>, a: &StopApplication) {
    let mut rows = vec![full(&format!("{PARAGRAPH_INDENT}{PLEDGE}"), Align::Left, 0.0)];
    if !a.promise_given.is_empty() {
        rows.push(full(&format!("承诺方式：{}", a.promise_given), Align::Left, 0.0));
    }
    rows.push(full(SIGNATURE, Align::Right, SIGN_ROW));
    form.group("申请人承诺", &rows);
}

fn intake(form: &mut Form<'_>, i: &Intake) {
    form.group(
        "受理情况",
        &[
            pair(("受理单位\n（盖章）", &i.organ), ("受理时间", &i.taken_at), SIGN_ROW),
            pair(("经办人", &i.officer), ("协办人", &i.second_officer), SIGN_ROW),
        ],
    );
}

/// Each paragraph begins with the indent; empty lines close up.
fn paragraphs(text: &str, indent: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.map(|l| format!("{indent}{l}")).collect::<Vec<_>>().join("\n")
}
