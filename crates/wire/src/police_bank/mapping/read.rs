//! A message as an order of the model, on the agency's side.

use super::{account_class, stand_in_case_number};
use crate::police_bank::Message;
use crate::police_bank::attachments::{Attachment, PaperFormat, PaperKind};
use crate::police_bank::codes::Channel;
use crate::police_bank::envelope::{DownHead, HEAD};
use crate::police_bank::error::{WireError, WireErrorKind as Kind};
use crate::police_bank::fields::Text;
use crate::police_bank::freeze::{FreezeAct, FreezeOrder, FreezeTerms};
use crate::police_bank::ids::ApplicationId;
use crate::police_bank::parties::{Application, Authority, StopAccount, StopTransfer};
use crate::police_bank::query::{SerialQuery, StatementQuery};
use crate::police_bank::query_values::{InquiryMode, SerialType, WireDay};
use crate::police_bank::request::{QueryAccount, QueryCover};
use crate::police_bank::values::{ApplicationType, EmergencyLevel, WireTime};
use cordon_model::exchange::{
    Attachment as Paper, Media, OpenOrder, OpenTarget, OpenTransfer, PaperKind as PaperOf, Party, Private as Clear,
    Signatory,
};
use cordon_model::time::DAY_MS;
use cordon_model::{AgencyKind, Note, OrderId, OrderKind, Query, SerialKind, Stamp, TargetKind};

/// An order as the agency reads it.
pub fn order_from(message: &Message) -> Result<OpenOrder, WireError> {
    match message {
        Message::StopOrder(m) => {
            let common = of_stop(m.channel, &m.head, &m.application, &m.account, &m.authority, &m.attachments);
            let transfer = Some(&m.transfer);
            let order = stop(OrderKind::Stop, common, transfer, m.reason.as_str(), m.remark.as_ref());
            let notes = notes_of(m.application.kind);
            Ok(OpenOrder { from: Some(m.from.stamp()), until: Some(m.until.stamp()), notes, ..order })
        }
        Message::ReliefOrder(m) => {
            let common = of_stop(m.channel, &m.head, &m.application, &m.account, &m.authority, &m.attachments);
            let why = m.withdrawal_remark.as_str();
            Ok(stop(OrderKind::LiftStop, common, m.transfer.as_ref(), why, m.remark.as_ref()))
        }
        Message::ExtendOrder(m) => {
            let common = of_stop(m.channel, &m.head, &m.application, &m.account, &m.authority, &m.attachments);
            let why = m.extend_remark.as_str();
            let order = stop(OrderKind::ExtendStop, common, m.transfer.as_ref(), why, m.remark.as_ref());
            Ok(OpenOrder { from: Some(m.from.stamp()), until: Some(m.until.stamp()), ..order })
        }
        Message::FreezeOrder(m) => Ok(freeze(m)),
        Message::StatementQuery(m) => Ok(statement(m)),
        Message::WatchOrder(m) => {
            let query = Query::Movements { from: m.from.stamp(), until: m.until.stamp() };
            Ok(OpenOrder { query: Some(query), ..question(OrderKind::Watch, m.channel, &m.cover, &m.account) })
        }
        Message::WatchEndOrder(m) => Ok(OpenOrder {
            from: m.ends_at.map(WireTime::stamp),
            ..question(OrderKind::EndWatch, m.channel, &m.cover, &m.account)
        }),
        Message::SerialQuery(m) => Ok(serial(m)),
        _ => Err(WireError::document(Kind::NotSupported, HEAD, "this message is not an order")),
    }
}

/// 02 and 03: the bank held first, and its report is what the order follows.
fn notes_of(kind: ApplicationType) -> Vec<String> {
    let reported = matches!(kind, ApplicationType::BankReportCurrent | ApplicationType::BankReportOther);
    reported.then(|| Note::BankReported.name().to_owned()).into_iter().collect()
}

/// What all orders share, borrowed from the message.
struct Common<'a> {
    channel: Channel,
    head: &'a DownHead,
    id: &'a ApplicationId,
    original: Option<&'a ApplicationId>,
    case_number: &'a Text,
    urgency: EmergencyLevel,
    authority: &'a Authority,
    attachments: &'a [Attachment],
    agency_code: &'a str,
    agency_name: &'a str,
    target: OpenTarget,
}

fn of_stop<'a>(
    channel: Channel,
    head: &'a DownHead,
    application: &'a Application,
    account: &'a StopAccount,
    authority: &'a Authority,
    attachments: &'a [Attachment],
) -> Common<'a> {
    Common {
        channel,
        head,
        id: &application.id,
        original: application.original.as_ref(),
        case_number: &application.case_number,
        urgency: application.urgency,
        authority,
        attachments,
        agency_code: account.bank_id.as_str(),
        agency_name: account.bank_name.as_str(),
        target: target(party(channel, account)),
    }
}

fn of_cover<'a>(channel: Channel, cover: &'a QueryCover, target: OpenTarget, agency: (&'a str, &'a str)) -> Common<'a> {
    Common {
        channel,
        head: &cover.head,
        id: &cover.request.id,
        original: cover.request.original.as_ref(),
        case_number: &cover.request.case_number,
        urgency: cover.request.urgency,
        authority: &cover.authority,
        attachments: &cover.attachments,
        agency_code: agency.0,
        agency_name: agency.1,
        target,
    }
}

fn target(account: Party) -> OpenTarget {
    OpenTarget { kind: TargetKind::Account, value: account.number.clone(), account: Some(account) }
}

fn stop(
    kind: OrderKind,
    common: Common<'_>,
    transfer: Option<&StopTransfer>,
    reason: &str,
    remark: Option<&Text>,
) -> OpenOrder {
    let channel = common.channel;
    let order = opened(kind, common, reason, remark);
    let to = order.target.account.clone();
    OpenOrder { transfer: transfer.map(|transfer| open_transfer(channel, transfer, to)), ..order }
}

fn freeze(m: &FreezeOrder) -> OpenOrder {
    let common = Common {
        channel: m.channel,
        head: &m.head,
        id: &m.request.id,
        original: m.request.original.as_ref(),
        case_number: &m.request.case_number,
        urgency: m.request.urgency,
        authority: &m.authority,
        attachments: &m.attachments,
        agency_code: m.account.bank_id.as_str(),
        agency_name: m.account.bank_name.as_str(),
        target: target(party(m.channel, &m.account)),
    };
    let said = m.reason.as_ref().map(Text::as_str).unwrap_or_default();
    let (kind, reason, terms, period) = match &m.act {
        FreezeAct::Freeze { terms, from, until } => (OrderKind::Freeze, said, Some(terms), Some((from, until))),
        FreezeAct::Extend { terms, from, until, why } => {
            (OrderKind::ExtendFreeze, why.as_str(), Some(terms), Some((from, until)))
        }
        FreezeAct::Lift { why } => (OrderKind::LiftFreeze, why.as_str(), None, None),
    };
    OpenOrder {
        limit: match terms {
            Some(FreezeTerms::Limited(limit)) => Some(*limit),
            Some(FreezeTerms::Full(_)) | None => None,
        },
        from: period.map(|(from, _)| from.stamp()),
        until: period.map(|(_, until)| until.stamp()),
        document: m.document.as_ref().map(|text| text.as_str().to_owned()),
        ..opened(kind, common, reason, m.remark.as_ref())
    }
}

fn question(kind: OrderKind, channel: Channel, cover: &QueryCover, account: &QueryAccount) -> OpenOrder {
    let name = account.bank_name.as_ref().map(Text::as_str).unwrap_or_default();
    let party = Party {
        institution_code: account.bank_id.as_str().to_owned(),
        institution_name: name.to_owned(),
        number: account.card.reveal().into(),
        holder: account.name.as_ref().map(|name| name.reveal().into()),
        class: account_class(account.class, channel),
    };
    let common = of_cover(channel, cover, target(party), (account.bank_id.as_str(), name));
    opened(kind, common, said(cover), cover.remark.as_ref())
}

fn said(cover: &QueryCover) -> &str {
    cover.reason.as_ref().map(Text::as_str).unwrap_or_default()
}

/// Mode 01 asks for the account alone: a period without length. Mode 04 without a period asks for
/// yesterday and today, as the agency's day goes.
fn statement(m: &StatementQuery) -> OpenOrder {
    let at = m.cover.authority.applied_at.stamp();
    let quick = m.mode == InquiryMode::Quick;
    let (from, until) = if quick { two_days(at) } else { (at, at) };
    let query = Query::Statement {
        quick,
        from: m.from.map_or(from, WireTime::stamp),
        until: m.until.map_or(until, WireTime::stamp),
    };
    OpenOrder { query: Some(query), ..question(OrderKind::QueryAccount, m.channel, &m.cover, &m.account) }
}

/// From the first moment of yesterday to the last of today.
fn two_days(at: Stamp) -> (Stamp, Stamp) {
    let Ok(today) = WireDay::floor(at) else { return (at, at) };
    let midnight = today.stamp().ms();
    let day = |days: i64| Stamp::from_ms(midnight.saturating_add(days.saturating_mul(DAY_MS)));
    (day(-1), day(1))
}

fn serial(m: &SerialQuery) -> OpenOrder {
    let name = m.firm_name.as_ref().map(Text::as_str).unwrap_or_default();
    let target = OpenTarget { kind: TargetKind::Account, value: m.serial.reveal().into(), account: None };
    let common = of_cover(Channel::PaymentFirm, &m.cover, target, (m.firm_id.as_str(), name));
    let query = Query::Serial {
        kind: match m.kind {
            SerialType::Bank => SerialKind::Bank,
            SerialType::Order => SerialKind::Order,
            SerialType::Pos => SerialKind::Pos,
        },
        bank_code: m.bank_id.as_ref().map(|bank| bank.as_str().to_owned()).unwrap_or_default(),
        serial: m.serial.reveal().to_owned(),
        on: m.on.stamp(),
    };
    OpenOrder { query: Some(query), ..opened(OrderKind::QuerySerial, common, said(&m.cover), m.cover.remark.as_ref()) }
}

fn opened(kind: OrderKind, message: Common<'_>, reason: &str, remark: Option<&Text>) -> OpenOrder {
    let id = OrderId::from_bytes(message.id.uuid());
    let number = message.case_number.as_str();
    OpenOrder {
        id,
        kind,
        original: message.original.map(|id| OrderId::from_bytes(id.uuid())),
        // Answers go to whoever sent the message; the organ that ordered is named by its name.
        organ_code: message.head.from.as_str().to_owned(),
        organ_name: message.authority.org_name.as_str().to_owned(),
        agency_code: message.agency_code.to_owned(),
        agency_name: message.agency_name.to_owned(),
        agency_kind: match message.channel {
            Channel::Bank => AgencyKind::Bank,
            Channel::PaymentFirm => AgencyKind::PaymentFirm,
        },
        case_number: Some(number).filter(|n| *n != stand_in_case_number(id)).map(str::to_owned),
        transfer: None,
        target: message.target,
        limit: None,
        query: None,
        document: None,
        reason: reason.to_owned(),
        basis: remark.map(|text| text.as_str().to_owned()).unwrap_or_default(),
        urgent: message.urgency == EmergencyLevel::Urgent,
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
        class: account_class(Some(account.class), channel),
    }
}

fn open_transfer(channel: Channel, transfer: &StopTransfer, to: Option<Party>) -> OpenTransfer {
    let text = |text: &Option<Text>| text.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default();
    OpenTransfer {
        from: Party {
            institution_code: transfer.from_bank_id.as_ref().map(|b| b.as_str().to_owned()).unwrap_or_default(),
            institution_name: text(&transfer.from_bank_name),
            number: transfer.from_number.as_ref().map(|n| n.reveal().into()).unwrap_or_default(),
            holder: transfer.from_name.as_ref().map(|n| n.reveal().into()),
            // This wire does not tell the payer's class.
            class: account_class(None, channel),
        },
        to,
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
