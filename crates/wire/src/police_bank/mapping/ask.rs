//! Freezes and questions of the model as messages.

use super::order::{
    CASE_TYPE, authority, case_number, down_head, original, papers, remark, stop_account, until, urgency,
};
use super::{account_type, application_id, body, channel, free, missing, some_text, time};
use crate::police_bank::error::WireError;
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::freeze::{FreezeAct, FreezeOrder, FreezeTerms};
use crate::police_bank::ids::BankCode;
use crate::police_bank::query::{SerialQuery, StatementQuery, WatchEndOrder, WatchOrder};
use crate::police_bank::query_values::{InquiryMode, SerialType, WireDay};
use crate::police_bank::request::{QueryAccount, QueryCover, Request};
use crate::police_bank::values::ApplicationType;
use cordon_model::exchange::OpenOrder;
use cordon_model::{Currency, OrderKind, Query, SerialKind, TargetKind};

pub(super) fn freeze(order: &OpenOrder) -> Result<FreezeOrder, WireError> {
    let account = stop_account(order)?;
    // 01 is for a number that names its sub-account.
    let sub = account.number.reveal().contains('_');
    Ok(FreezeOrder {
        channel: channel(order.agency_kind)?,
        head: down_head(order)?,
        request: request(order)?,
        kind: Some(if sub { ApplicationType::FirstOther } else { ApplicationType::FirstCurrent }),
        account,
        owner_id_type: None,
        owner_id: None,
        document: order.document.as_deref().and_then(some_text),
        act: freeze_act(order)?,
        reason: some_text(free(&order.reason).as_str()),
        remark: Some(remark(order)),
        authority: authority(order)?,
        attachments: papers(order)?,
    })
}

/// A limit that is given is the amount to freeze; without one the whole account is.
fn freeze_act(order: &OpenOrder) -> Result<FreezeAct, WireError> {
    let terms = order.limit.map_or(FreezeTerms::Full(Currency::CNY), FreezeTerms::Limited);
    let from = order.from.unwrap_or(order.issued_at);
    let why = free(&order.reason);
    Ok(match order.kind {
        OrderKind::LiftFreeze => FreezeAct::Lift { why },
        OrderKind::ExtendFreeze => {
            FreezeAct::Extend { terms, from: time("PostponeStartTime")(from)?, until: until(order)?, why }
        }
        _ => FreezeAct::Freeze { terms, from: time("FreezeStartTime")(from)?, until: until(order)? },
    })
}

pub(super) fn statement(order: &OpenOrder) -> Result<StatementQuery, WireError> {
    let Some(Query::Statement { quick, from, until }) = &order.query else {
        return Err(missing("InquiryPeriodStart", "a query for movements names its period"));
    };
    Ok(StatementQuery {
        channel: channel(order.agency_kind)?,
        cover: cover(order)?,
        account: account(order)?,
        mode: if *quick { InquiryMode::Quick } else { InquiryMode::BasicAndRows },
        from: Some(time("InquiryPeriodStart")(*from)?),
        until: Some(time("InquiryPeriodEnd")(*until)?),
    })
}

pub(super) fn watch(order: &OpenOrder) -> Result<WatchOrder, WireError> {
    let Some(Query::Movements { from, until }) = &order.query else {
        return Err(missing("InterceptionStartTime", "a watch says from when and until when"));
    };
    Ok(WatchOrder {
        channel: channel(order.agency_kind)?,
        cover: cover(order)?,
        account: account(order)?,
        from: time("InterceptionStartTime")(*from)?,
        until: time("InterceptionEndTime")(*until)?,
    })
}

pub(super) fn end_of_watch(order: &OpenOrder) -> Result<WatchEndOrder, WireError> {
    Ok(WatchEndOrder {
        channel: channel(order.agency_kind)?,
        cover: cover(order)?,
        account: account(order)?,
        ends_at: order.from.map(time("InterceptionEndTime")).transpose()?,
    })
}

/// What the order is about is the serial number; its target says nothing more.
pub(super) fn serial(order: &OpenOrder) -> Result<SerialQuery, WireError> {
    let Some(Query::Serial { kind, bank_code, serial, on }) = &order.query else {
        return Err(missing("Data", "a query by serial number names it"));
    };
    let bank = Some(bank_code.as_str()).filter(|code| !code.is_empty());
    Ok(SerialQuery {
        cover: cover(order)?,
        firm_id: Text::new(&order.agency_code),
        firm_name: some_text(&order.agency_name),
        kind: match kind {
            SerialKind::Bank => SerialType::Bank,
            SerialKind::Order => SerialType::Order,
            SerialKind::Pos => SerialType::Pos,
        },
        serial: Private::new(serial),
        bank_id: bank.map(BankCode::parse).transpose().map_err(body("BankID"))?,
        on: WireDay::floor(*on).map_err(body("TransactionDate"))?,
    })
}

fn request(order: &OpenOrder) -> Result<Request, WireError> {
    Ok(Request {
        id: application_id(order.kind, order.id)?,
        original: original(order)?,
        case_number: case_number(order),
        case_type: Text::new(CASE_TYPE),
        urgency: urgency(order),
    })
}

fn cover(order: &OpenOrder) -> Result<QueryCover, WireError> {
    Ok(QueryCover {
        head: down_head(order)?,
        request: request(order)?,
        reason: some_text(free(&order.reason).as_str()),
        // Nobody is restricted by a question, so no way to object is told.
        remark: some_text(free(&order.basis).as_str()),
        authority: authority(order)?,
        attachments: papers(order)?,
    })
}

/// The account asked about. Where its bank is not told, it is the agency that is asked.
fn account(order: &OpenOrder) -> Result<QueryAccount, WireError> {
    if order.target.kind != TargetKind::Account {
        return Err(missing("CardNumber", "this wire asks about accounts"));
    }
    let party = order.target.account.as_ref();
    let code = party.map(|party| &party.institution_code).filter(|code| !code.is_empty()).unwrap_or(&order.agency_code);
    let name = party.map(|party| &party.institution_name).filter(|name| !name.is_empty()).unwrap_or(&order.agency_name);
    Ok(QueryAccount {
        bank_id: BankCode::parse(code).map_err(body("BankID"))?,
        bank_name: some_text(name),
        class: party.map(|party| account_type(party.class)),
        name: party.and_then(|party| party.holder.as_ref()).map(|name| Private::new(&name.0)),
        card: Private::new(&order.target.value.0),
    })
}
