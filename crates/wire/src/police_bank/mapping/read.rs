//! A message as an order of the model, on the agency's side.

use super::stand_in_case_number;
use crate::police_bank::Message;
use crate::police_bank::attachments::{Attachment, PaperFormat, PaperKind};
use crate::police_bank::codes::Channel;
use crate::police_bank::envelope::{DownHead, HEAD};
use crate::police_bank::error::{WireError, WireErrorKind as Kind};
use crate::police_bank::fields::Text;
use crate::police_bank::ids::ApplicationId;
use crate::police_bank::parties::{Application, Authority, StopAccount, StopTransfer};
use crate::police_bank::values::{AccountType, EmergencyLevel};
use cordon_model::exchange::{
    Attachment as Paper, Media, OpenOrder, OpenTarget, OpenTransfer, PaperKind as PaperOf, Party, Private as Clear,
    Signatory,
};
use cordon_model::{AccountClass, AgencyKind, OrderId, OrderKind, TargetKind};

/// An order as the agency reads it.
pub fn order_from(message: &Message) -> Result<OpenOrder, WireError> {
    match message {
        Message::StopOrder(m) => Ok(OpenOrder {
            from: Some(m.from.stamp()),
            until: Some(m.until.stamp()),
            ..opened(
                OrderKind::Stop,
                &Common {
                    channel: m.channel,
                    head: &m.head,
                    application: &m.application,
                    transfer: Some(&m.transfer),
                    account: &m.account,
                    reason: m.reason.as_str(),
                    remark: m.remark.as_ref(),
                    authority: &m.authority,
                    attachments: &m.attachments,
                },
            )
        }),
        Message::ReliefOrder(m) => Ok(opened(
            OrderKind::LiftStop,
            &Common {
                channel: m.channel,
                head: &m.head,
                application: &m.application,
                transfer: m.transfer.as_ref(),
                account: &m.account,
                reason: m.withdrawal_remark.as_str(),
                remark: m.remark.as_ref(),
                authority: &m.authority,
                attachments: &m.attachments,
            },
        )),
        Message::ExtendOrder(m) => Ok(OpenOrder {
            from: Some(m.from.stamp()),
            until: Some(m.until.stamp()),
            ..opened(
                OrderKind::ExtendStop,
                &Common {
                    channel: m.channel,
                    head: &m.head,
                    application: &m.application,
                    transfer: m.transfer.as_ref(),
                    account: &m.account,
                    reason: m.extend_remark.as_str(),
                    remark: m.remark.as_ref(),
                    authority: &m.authority,
                    attachments: &m.attachments,
                },
            )
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
        target: OpenTarget { kind: TargetKind::Account, value: account.number.clone(), account: Some(account) },
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
