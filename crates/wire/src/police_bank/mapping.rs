//! Orders and answers of the model as messages of this wire, and back.
//!
//! What this wire cannot say is lost here and nowhere else: the amount limit (a stop holds the whole
//! account), what is held now, the way to object as fields of its own (it stands in `Remark`), the
//! currency of a balance (taken as CNY). The same order always gives the same bytes, so a message that
//! is given again is the same message.

use super::attachments::{Attachment, PaperFormat, PaperKind};
use super::codes::Channel;
use super::envelope::{BODY, DownHead, HEAD, UpHead};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::feedback::{StopFeedback, StopVerb};
use super::fields::{Private, Text};
use super::ids::{ApplicationId, BankCode, IdType, OrgCode, TransSerialNumber, business_code};
use super::parties::{Application, Authority, Investigator, Operator, StopAccount, StopTransfer};
use super::results::{ResultClass, ResultCode};
use super::stop::{ExtendOrder, ReliefOrder, StopOrder};
use super::values::{AccountType, Amount, ApplicationType, EmergencyLevel, WireTime};
use super::Message;
use cordon_model::exchange::{
    Answer, Attachment as Paper, Media, OpenOrder, OpenTarget, OpenTransfer, PaperKind as PaperOf, Party,
    Private as Clear, Signatory,
};
use cordon_model::{AccountClass, AgencyKind, Currency, OrderId, OrderKind, ReceiptResult, Stamp, TargetKind};

/// Room of `Reason`, `Remark` and the other free texts.
const FREE_TEXT_CHARS: usize = 300;
/// Room of `CaseNumber`.
const CASE_NUMBER_CHARS: usize = 30;
/// 公安案件类型 of telecom fraud; implementations differ over `0000` and `0001`.
const CASE_TYPE: &str = "0001";

/// What a feedback says of the agency that gives it.
#[derive(Debug, Clone)]
pub struct FeedbackContext {
    pub org_name: String,
    pub operator_name: String,
    pub operator_phone: String,
    /// The number as it came, where it is at hand: a peer may write capitals, and an answer echoes.
    pub application_id: Option<ApplicationId>,
    /// When the answer is written, and random bits for its serial.
    pub at: Stamp,
    pub random: u64,
}

/// What a business result means for the order, by the families of the code table.
///
/// A code that no source lists is `Failed`: it goes to a person, and is never taken for a refusal.
pub fn receipt_result(code: ResultCode) -> ReceiptResult {
    let text = code.to_string();
    match (code.class(), text.get(..2)) {
        (ResultClass::Success, _) => ReceiptResult::Done,
        (ResultClass::DefectiveSuccess, _) => ReceiptResult::Part,
        (ResultClass::Technical | ResultClass::Unknown, _) => ReceiptResult::Failed,
        // A field or an address that is wrong is our own fault, not the agency's judgement. A wrong
        // amount, missing papers and dates beyond what may be ordered are its judgement.
        (ResultClass::OrderFault, Some("05" | "07")) => ReceiptResult::Failed,
        _ => ReceiptResult::Refused,
    }
}

/// The ApplicationID of an order: business code and the 32 hex digits of its id.
pub fn application_id(kind: OrderKind, id: OrderId) -> Result<ApplicationId, WireError> {
    ApplicationId::new(kind.business_code(), id.bytes()).map_err(body("ApplicationID"))
}

/// The bytes of an order (100101, 100103, 100105, or the A-codes for a payment firm).
pub fn order_bytes(order: &OpenOrder) -> Result<Vec<u8>, WireError> {
    order_message(order)?.encode()
}

/// The order as a message.
pub fn order_message(order: &OpenOrder) -> Result<Message, WireError> {
    let channel = channel(order.agency_kind)?;
    let head = down_head(order)?;
    let application = application(order)?;
    let account = stop_account(order)?;
    let authority = authority(order)?;
    let attachments = papers(order)?;
    let transfer = order.transfer.as_ref().map(stop_transfer).transpose()?;
    let reason = free(&order.reason);
    let remark = Some(remark(order));
    Ok(match order.kind {
        OrderKind::Stop => Message::StopOrder(StopOrder {
            channel,
            head,
            application,
            transfer: transfer.ok_or_else(|| missing("TransferAmount", "a stop names the transfer"))?,
            account,
            reason,
            remark,
            from: time("StartTime")(order.from.unwrap_or(order.issued_at))?,
            until: until(order)?,
            authority,
            attachments,
        }),
        OrderKind::LiftStop => Message::ReliefOrder(ReliefOrder {
            channel,
            head,
            application,
            transfer,
            account,
            withdrawal_remark: reason.clone(),
            reason: Some(reason),
            remark,
            authority,
            attachments,
        }),
        OrderKind::ExtendStop => Message::ExtendOrder(ExtendOrder {
            channel,
            head,
            application,
            transfer,
            account,
            extend_remark: reason.clone(),
            reason: Some(reason),
            remark,
            from: time("PostponeStartTime")(order.from.unwrap_or(order.issued_at))?,
            until: until(order)?,
            authority,
            attachments,
        }),
        _ => {
            let rule = "this wire carries stops, their extension and their lift only; use the JSON form";
            return Err(WireError::content(Fault::new(Kind::NotSupported, ResultCode::NOT_OPEN, rule), HEAD));
        }
    })
}

/// An order as the agency reads it.
pub fn order_from(message: &Message) -> Result<OpenOrder, WireError> {
    match message {
        Message::StopOrder(m) => Ok(OpenOrder {
            from: Some(m.from.stamp()),
            until: Some(m.until.stamp()),
            ..opened(OrderKind::Stop, &Common {
                channel: m.channel,
                head: &m.head,
                application: &m.application,
                transfer: Some(&m.transfer),
                account: &m.account,
                reason: m.reason.as_str(),
                remark: m.remark.as_ref(),
                authority: &m.authority,
                attachments: &m.attachments,
            })
        }),
        Message::ReliefOrder(m) => Ok(opened(OrderKind::LiftStop, &Common {
            channel: m.channel,
            head: &m.head,
            application: &m.application,
            transfer: m.transfer.as_ref(),
            account: &m.account,
            reason: m.withdrawal_remark.as_str(),
            remark: m.remark.as_ref(),
            authority: &m.authority,
            attachments: &m.attachments,
        })),
        Message::ExtendOrder(m) => Ok(OpenOrder {
            from: Some(m.from.stamp()),
            until: Some(m.until.stamp()),
            ..opened(OrderKind::ExtendStop, &Common {
                channel: m.channel,
                head: &m.head,
                application: &m.application,
                transfer: m.transfer.as_ref(),
                account: &m.account,
                reason: m.extend_remark.as_str(),
                remark: m.remark.as_ref(),
                authority: &m.authority,
                attachments: &m.attachments,
            })
        }),
        _ => Err(WireError::document(Kind::NotSupported, HEAD, "this message is not an order")),
    }
}

/// Types 04 and 05: papers for a stop that stands already. Answered from the record, never executed.
pub fn is_late_paperwork(message: &Message) -> bool {
    matches!(message, Message::StopOrder(order) if order.is_late_paperwork())
}

/// The ApplicationID of an order, as it came.
pub fn application_id_of(message: &Message) -> Option<&ApplicationId> {
    match message {
        Message::StopOrder(m) => Some(&m.application.id),
        Message::ReliefOrder(m) => Some(&m.application.id),
        Message::ExtendOrder(m) => Some(&m.application.id),
        _ => None,
    }
}

/// The bytes of an answer to an order (100102, 100104, 100106, or the A-codes).
pub fn answer_bytes(answer: &Answer, order: &OpenOrder, context: &FeedbackContext) -> Result<Vec<u8>, WireError> {
    let result = ResultCode::parse(&answer.code)
        .ok_or_else(|| missing("Result", "an answer on this wire has a code of 4 digits"))?;
    let sender = OrgCode::parse(&order.agency_code).map_err(at(format!("{HEAD}/TransSerialNumber")))?;
    let head = UpHead {
        to: OrgCode::parse(&order.organ_code).map_err(at(format!("{HEAD}/To")))?,
        serial: TransSerialNumber::new(&sender, None, time("StartTime")(context.at)?, context.random)
            .map_err(at(format!("{HEAD}/TransSerialNumber")))?,
    };
    let id = match &context.application_id {
        Some(id) => id.clone(),
        None => application_id(order.kind, order.id)?,
    };
    let mut feedback = StopFeedback::new(channel(order.agency_kind)?, verb(order.kind)?, head, id, result);
    feedback.account_type = order.target.account.as_ref().map(|party| account_type(party.class));
    feedback.account_number = Some(Private::new(&order.target.value.0));
    feedback.card_number = Some(Private::new(main_account(&order.target.value)));
    // An overdrawn balance has no form on this wire and stays unsaid.
    feedback.balance = answer.balance.and_then(|balance| Amount::of(balance).ok());
    feedback.from = answer.from.map(time("StartTime")).transpose()?;
    feedback.until = answer.until.map(time("ExpireTime")).transpose()?;
    if receipt_result(result) == ReceiptResult::Failed {
        feedback.failure_cause = result.meaning().map(Text::new);
    }
    feedback.remark = Some(free(&feedback_remark(answer))).filter(|text| !text.as_str().is_empty());
    feedback.org_name = Some(Text::new(&context.org_name));
    feedback.operator_name = Some(Private::new(&context.operator_name));
    feedback.operator_phone = Some(Private::new(&context.operator_phone));
    feedback.encode()
}

/// An answer as the centre reads it. A balance is taken as CNY: this wire's feedback names none.
pub fn answer_from(message: &Message) -> Result<Answer, WireError> {
    let Message::StopFeedback(feedback) = message else {
        return Err(WireError::document(Kind::NotSupported, HEAD, "this message is not a feedback"));
    };
    let balance = feedback
        .balance
        .map(|amount| amount.money(Currency::CNY))
        .transpose()
        .map_err(body("AccountBalance"))?;
    let said: Vec<&str> =
        [&feedback.failure_cause, &feedback.remark].into_iter().flatten().map(Text::as_str).collect();
    Ok(Answer {
        order: OrderId::from_bytes(feedback.application_id.uuid()),
        result: receipt_result(feedback.result),
        code: feedback.result.to_string(),
        balance,
        held: None,
        from: feedback.from.map(WireTime::stamp),
        until: feedback.until.map(WireTime::stamp),
        debit: None,
        earlier: Vec::new(),
        remark: Some(said.join("; ")).filter(|text| !text.is_empty()).map(Clear),
    })
}

fn at(path: String) -> impl FnOnce(Fault) -> WireError {
    move |fault| WireError::content(fault, path)
}

fn body(element: &'static str) -> impl FnOnce(Fault) -> WireError {
    at(format!("{BODY}/{element}"))
}

fn missing(element: &str, rule: &'static str) -> WireError {
    WireError::content(Fault::missing(rule), format!("{BODY}/{element}"))
}

fn time(element: &'static str) -> impl Fn(Stamp) -> Result<WireTime, WireError> {
    move |stamp| WireTime::floor(stamp).map_err(body(element))
}

fn until(order: &OpenOrder) -> Result<WireTime, WireError> {
    let until = order.until.ok_or_else(|| missing("ExpireTime", "the order says until when"))?;
    time("ExpireTime")(until)
}

/// As much of a text as a free field has room for.
fn free(text: &str) -> Text {
    Text::new(text.chars().take(FREE_TEXT_CHARS).collect::<String>())
}

fn channel(kind: AgencyKind) -> Result<Channel, WireError> {
    match kind {
        AgencyKind::Bank => Ok(Channel::Bank),
        AgencyKind::PaymentFirm => Ok(Channel::PaymentFirm),
        _ => {
            let rule = "only banks and payment firms speak this wire; use the JSON form";
            Err(WireError::content(Fault::new(Kind::NotSupported, ResultCode::NOT_OPEN, rule), HEAD))
        }
    }
}

fn verb(kind: OrderKind) -> Result<StopVerb, WireError> {
    match kind {
        OrderKind::Stop => Ok(StopVerb::Stop),
        OrderKind::LiftStop => Ok(StopVerb::Relief),
        OrderKind::ExtendStop => Ok(StopVerb::Extend),
        _ => {
            let rule = "this wire has no feedback for such an order; use the JSON form";
            Err(WireError::content(Fault::new(Kind::NotSupported, ResultCode::NOT_OPEN, rule), HEAD))
        }
    }
}

/// The serial follows from the order alone.
fn down_head(order: &OpenOrder) -> Result<DownHead, WireError> {
    let from = OrgCode::parse(&order.organ_code).map_err(at(format!("{HEAD}/MessageFrom")))?;
    let [.., a, b, c, d, e, f, g, h] = order.id.bytes();
    let bits = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let serial = TransSerialNumber::new(&from, None, time("ApplicationTime")(order.issued_at)?, bits)
        .map_err(at(format!("{HEAD}/TransSerialNumber")))?;
    Ok(DownHead { from, serial })
}

fn application(order: &OpenOrder) -> Result<Application, WireError> {
    // What is extended or lifted on this wire is always a stop.
    let original = order.original.map(|id| ApplicationId::new(business_code::STOP, id.bytes())).transpose();
    let number = order.case_number.clone().unwrap_or_else(|| stand_in_case_number(order.id));
    Ok(Application {
        id: application_id(order.kind, order.id)?,
        kind: ApplicationType::FirstCurrent,
        original: original.map_err(body("OriginalApplicationID"))?,
        case_number: Text::new(number),
        case_type: Text::new(CASE_TYPE),
        urgency: if order.urgent { EmergencyLevel::Urgent } else { EmergencyLevel::Normal },
    })
}

/// A stop may come before the case has a number, and the field is required: the application's own
/// digits stand in.
fn stand_in_case_number(id: OrderId) -> String {
    id.to_string().chars().skip(OrderId::PREFIX.len().saturating_add(1)).take(CASE_NUMBER_CHARS).collect()
}

fn stop_transfer(transfer: &OpenTransfer) -> Result<StopTransfer, WireError> {
    let bank = Some(&transfer.from.institution_code).filter(|code| !code.is_empty());
    Ok(StopTransfer {
        from_bank_id: bank.map(|code| BankCode::parse(code)).transpose().map_err(body("TransferOutBankID"))?,
        from_bank_name: some_text(&transfer.from.institution_name),
        from_name: transfer.from.holder.as_ref().map(|name| Private::new(&name.0)),
        from_number: Some(Private::new(&transfer.from.number.0)).filter(|n| !n.reveal().is_empty()),
        amount: transfer.amount,
        at: time("TransferTime")(transfer.at)?,
    })
}

fn some_text(text: &str) -> Option<Text> {
    Some(Text::new(text)).filter(|text| !text.as_str().is_empty())
}

fn stop_account(order: &OpenOrder) -> Result<StopAccount, WireError> {
    let party = match (&order.target.account, order.target.kind) {
        (Some(party), TargetKind::Account) => party,
        _ => return Err(missing("AccountNumber", "this wire stops accounts, with their bank and holder")),
    };
    let name = party.holder.as_ref().ok_or_else(|| missing("AccountName", "the bank checks the holder's name"))?;
    let bank_name =
        if party.institution_name.is_empty() { &order.agency_name } else { &party.institution_name };
    Ok(StopAccount {
        bank_id: BankCode::parse(&party.institution_code).map_err(body("BankID"))?,
        bank_name: Text::new(bank_name),
        class: account_type(party.class),
        name: Private::new(&name.0),
        number: Private::new(&order.target.value.0),
    })
}

const fn account_type(class: AccountClass) -> AccountType {
    match class {
        AccountClass::Company => AccountType::Company,
        AccountClass::Personal | AccountClass::Payment | AccountClass::Sink => AccountType::Personal,
    }
}

fn authority(order: &OpenOrder) -> Result<Authority, WireError> {
    let (operator, investigator) = officers(order)?;
    let phone = if operator.phone.is_empty() { &order.public_phone } else { &operator.phone.0 };
    Ok(Authority {
        applied_at: time("ApplicationTime")(order.issued_at)?,
        org_id: OrgCode::parse(&order.organ_code).map_err(body("ApplicationOrgID"))?,
        org_name: Text::new(&order.organ_name),
        operator: Operator {
            id_type: IdType::police_certificate(),
            id_number: Private::new(&operator.police_number.0),
            name: Private::new(&operator.name.0),
            phone: Private::new(phone),
        },
        investigator: Investigator {
            id_type: IdType::police_certificate(),
            id_number: Private::new(&investigator.police_number.0),
            name: Private::new(&investigator.name.0),
        },
    })
}

/// Two officers sign. What sets a person free may go without them (a clock ran out in the citizen's
/// favour): then the office itself stands in, for a release must not fail over a field.
fn officers(order: &OpenOrder) -> Result<(Signatory, Signatory), WireError> {
    match order.signatories.as_slice() {
        [operator, investigator, ..] => Ok((operator.clone(), investigator.clone())),
        [] if order.kind.frees() => {
            let office = Signatory {
                name: Clear(order.organ_name.clone()),
                police_number: Clear(order.organ_code.clone()),
                phone: Clear(order.public_phone.clone()),
            };
            Ok((office.clone(), office))
        }
        [one] if order.kind.frees() => Ok((one.clone(), one.clone())),
        _ => Err(missing("InvestigatorName", "a stop and its extension are signed by two officers")),
    }
}

fn papers(order: &OpenOrder) -> Result<Vec<Attachment>, WireError> {
    let compose = |(at, paper): (usize, &Paper)| {
        let kind = match paper.kind {
            PaperOf::Certificate => PaperKind::PoliceCertificate,
            PaperOf::FreezeDocument => PaperKind::FreezeDocument,
            PaperOf::StopApplication => PaperKind::StopApplication,
            PaperOf::IdCard => PaperKind::IdentityCard,
        };
        let format = match paper.media {
            Media::Jpg => PaperFormat::Jpg,
            Media::Pdf => PaperFormat::Pdf,
        };
        Attachment::compose(kind, format, &at.saturating_add(1).to_string(), paper.content.clone())
    };
    order.attachments.iter().enumerate().map(compose).collect::<Result<_, _>>().map_err(body("Attachments"))
}

/// The legal basis and the way to object: what the bank's counter tells the account's holder.
fn remark(order: &OpenOrder) -> Text {
    let code = order.public_code.as_ref().map(|code| format!("查询码{code} ")).unwrap_or_default();
    free(&format!("依据:{};{code}异议电话{}", order.basis, order.public_phone))
}

/// The account before `_`, where the number names a sub-account.
fn main_account(number: &str) -> &str {
    number.split_once('_').map_or(number, |(main, _)| main)
}

/// This wire has no fields for earlier freezes of others in a stop's feedback; they are told in words.
fn feedback_remark(answer: &Answer) -> String {
    let mut words: Vec<String> = answer.remark.iter().map(|remark| remark.0.clone()).collect();
    for earlier in &answer.earlier {
        let amount = earlier.amount.map_or_else(|| "全额".to_owned(), |amount| amount.decimal());
        let until = earlier.until.map(|until| format!(" 至{}", until.shanghai())).unwrap_or_default();
        words.push(format!("在先措施:{} {amount}{until}", earlier.organ));
    }
    words.join("; ")
}

/// What the three orders share, borrowed from the message.
struct Common<'a> {
    channel: Channel,
    head: &'a DownHead,
    application: &'a Application,
    transfer: Option<&'a StopTransfer>,
    account: &'a StopAccount,
    reason: &'a str,
    remark: Option<&'a Text>,
    authority: &'a Authority,
    attachments: &'a [Attachment],
}

fn opened(kind: OrderKind, message: &Common<'_>) -> OpenOrder {
    let id = OrderId::from_bytes(message.application.id.uuid());
    let account = party(message.channel, message.account);
    let number = message.application.case_number.as_str();
    OpenOrder {
        id,
        kind,
        original: message.application.original.as_ref().map(|id| OrderId::from_bytes(id.uuid())),
        // Answers go to whoever sent the message; the organ that ordered is named by its name.
        organ_code: message.head.from.as_str().to_owned(),
        organ_name: message.authority.org_name.as_str().to_owned(),
        agency_code: message.account.bank_id.as_str().to_owned(),
        agency_name: message.account.bank_name.as_str().to_owned(),
        agency_kind: match message.channel {
            Channel::Bank => AgencyKind::Bank,
            Channel::PaymentFirm => AgencyKind::PaymentFirm,
        },
        case_number: Some(number).filter(|n| *n != stand_in_case_number(id)).map(str::to_owned),
        transfer: message.transfer.map(|transfer| open_transfer(message.channel, transfer, &account)),
        target: OpenTarget {
            kind: TargetKind::Account,
            value: account.number.clone(),
            account: Some(account),
        },
        limit: None,
        reason: message.reason.to_owned(),
        basis: message.remark.map(|text| text.as_str().to_owned()).unwrap_or_default(),
        urgent: message.application.urgency == EmergencyLevel::Urgent,
        issued_at: message.authority.applied_at.stamp(),
        from: None,
        until: None,
        due: None,
        signatories: signatories(message.authority),
        attachments: message.attachments.iter().map(open_paper).collect(),
        public_code: None,
        public_phone: message.authority.operator.phone.reveal().to_owned(),
        notes: Vec::new(),
    }
}

fn party(channel: Channel, account: &StopAccount) -> Party {
    Party {
        institution_code: account.bank_id.as_str().to_owned(),
        institution_name: account.bank_name.as_str().to_owned(),
        number: account.number.reveal().into(),
        holder: Some(account.name.reveal().into()),
        class: match (account.class, channel) {
            (AccountType::Company, _) => AccountClass::Company,
            (AccountType::Personal, Channel::Bank) => AccountClass::Personal,
            (AccountType::Personal, Channel::PaymentFirm) => AccountClass::Payment,
        },
    }
}

fn open_transfer(channel: Channel, transfer: &StopTransfer, to: &Party) -> OpenTransfer {
    let text = |text: &Option<Text>| text.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default();
    OpenTransfer {
        from: Party {
            institution_code: transfer.from_bank_id.as_ref().map(|b| b.as_str().to_owned()).unwrap_or_default(),
            institution_name: text(&transfer.from_bank_name),
            number: transfer.from_number.as_ref().map(|n| n.reveal().into()).unwrap_or_default(),
            holder: transfer.from_name.as_ref().map(|n| n.reveal().into()),
            // This wire does not tell the payer's class.
            class: match channel {
                Channel::Bank => AccountClass::Personal,
                Channel::PaymentFirm => AccountClass::Payment,
            },
        },
        to: Some(to.clone()),
        amount: transfer.amount,
        at: transfer.at.stamp(),
    }
}

fn signatories(authority: &Authority) -> Vec<Signatory> {
    let operator = &authority.operator;
    let investigator = &authority.investigator;
    vec![
        Signatory {
            name: operator.name.reveal().into(),
            police_number: operator.id_number.reveal().into(),
            phone: operator.phone.reveal().into(),
        },
        Signatory {
            name: investigator.name.reveal().into(),
            police_number: investigator.id_number.reveal().into(),
            phone: Clear::default(),
        },
    ]
}

fn open_paper(paper: &Attachment) -> Paper {
    Paper {
        kind: match paper.kind() {
            PaperKind::PoliceCertificate => PaperOf::Certificate,
            PaperKind::FreezeDocument => PaperOf::FreezeDocument,
            PaperKind::StopApplication => PaperOf::StopApplication,
            PaperKind::IdentityCard => PaperOf::IdCard,
        },
        media: match paper.format() {
            PaperFormat::Jpg => Media::Jpg,
            PaperFormat::Pdf => Media::Pdf,
        },
        content: paper.content().to_vec(),
    }
}

#[cfg(test)]
mod tests;
