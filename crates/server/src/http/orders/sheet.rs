//! `GET /api/v1/orders/{id}/sheet`: the sheet of an order that people key into another system or hand over.
//! It opens what the agency has to know, so it needs a purpose and leaves an entry like any opening.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::ids::parse;
use crate::http::measures::redress::how_to_object;
use crate::http::pdf::pdf;
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::council::file_appeal::due_norm;
use cordon_desk::order::open_sheet::{OpenSheet, open_sheet};
use cordon_desk::verbs::Reveal;
use cordon_desk::{Call, Refusal};
use cordon_model::exchange::{OpenOrder, OpenTransfer, PaperKind, Party};
use cordon_model::{AccountClass, AppealGround, Code, Note, OrderId, Query, SerialKind, Stamp, TargetKind};
use cordon_papers::{Account, OrderSheet, Paper, SheetOfficer, SheetTarget, SheetTransfer};
use cordon_store::{Doors, Read};
use serde::Deserialize;
use utoipa::IntoParams;

/// For what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SheetQuery {
    /// What it is needed for; stands in the journal.
    #[param(example = "录入其他系统", min_length = 1, max_length = 200, pattern = "\\S")]
    purpose: String,
}

/// Print the sheet of an order
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/sheet", tag = "money", operation_id = "print_sheet",
    params(("id" = String, Path, description = "an order that is executed elsewhere", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"), SheetQuery),
    responses((status = 200, description = "the sheet, with a receipt to be filled in", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "not sent yet, withdrawn, or it goes by a wire of its agency", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Looking)
)]
pub async fn sheet(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Asker { call, ask }): Centre<Asker<SheetQuery>>,
) -> Result<Response, Problem> {
    let call = call.purpose(&ask.purpose);
    let made = act::<Reveal, _, _>(&app, call, move || parse(&id), print).await?;
    Ok(pdf("sheet.pdf", made.pdf))
}

pub fn print(app: &App, call: &Call, id: OrderId) -> Result<Paper, Refusal> {
    made(app, call, &open_sheet(&app.desk, call, id)?)
}

/// The paper of an opened order.
pub fn made(app: &App, call: &Call, open: &OpenSheet) -> Result<Paper, Refusal> {
    let sheet = filled(open, redress(app, call, open)?, call.now);
    cordon_papers::order_sheet(&sheet, &app.press).map_err(|e| Refusal::new(Code::WrongState, e.to_string()))
}

/// What the agency tells whom it restricts.
fn redress(app: &App, call: &Call, open: &OpenSheet) -> Result<String, Refusal> {
    let (Some(kind), Some(code), true) = (open.measure, &open.order.public_code, open.order.kind.restricts()) else {
        return Ok(String::new());
    };
    let norm = app.desk.store().view("sheet", |view| {
        let norms = app.desk.norms(view.sql())?;
        Ok::<_, Refusal>(norms.at(due_norm(kind, AppealGround::Wronged), call.now)?.clone())
    })?;
    let how = how_to_object(kind, &norm).zh;
    Ok(format!("公开查询码 {code}。{how}咨询电话 {}。", open.order.public_phone))
}

fn filled(open: &OpenSheet, redress: String, now: Stamp) -> OrderSheet {
    let order = &open.order;
    let (from, until) = bounds(order);
    OrderSheet {
        order: order.id.to_string(),
        kind: order.kind,
        foreign_number: open.foreign_number.clone().unwrap_or_default(),
        to: format!("{}（{}）", order.agency_name, order.agency_code),
        case_number: order.case_number.clone().unwrap_or_default(),
        filing: order.document.clone().unwrap_or_default(),
        target: target(order),
        transfer: order.transfer.as_ref().map(transfer),
        limit: order.limit,
        from: said(from),
        until: said(until),
        serial: serial(order.query.as_ref()),
        original: original(open),
        due: said(order.due),
        urgent: order.urgent,
        reason: order.reason.clone(),
        basis: order.basis.clone(),
        hints: hints(&order.notes),
        organ: order.organ_name.clone(),
        phone: order.public_phone.clone(),
        issued_at: order.issued_at.shanghai(),
        officers: order
            .signatories
            .iter()
            .map(|one| SheetOfficer {
                name: one.name.0.clone(),
                police_number: one.police_number.0.clone(),
                phone: one.phone.0.clone(),
            })
            .collect(),
        attachments: attachments(&open.papers),
        redress,
        made_at: now,
    }
}

fn said(at: Option<Stamp>) -> String {
    at.map(Stamp::shanghai).unwrap_or_default()
}

/// Of the restriction; for a question, the period that it asks about.
fn bounds(order: &OpenOrder) -> (Option<Stamp>, Option<Stamp>) {
    match order.query {
        Some(Query::Statement { from, until, .. } | Query::Movements { from, until }) => (Some(from), Some(until)),
        _ => (order.from, order.until),
    }
}

fn target(order: &OpenOrder) -> SheetTarget {
    match &order.target.account {
        Some(party) => SheetTarget::Account { account: account(party), class: class(party.class).to_owned() },
        None => SheetTarget::Other { name: named(order.target.kind).to_owned(), value: order.target.value.0.clone() },
    }
}

fn account(party: &Party) -> Account {
    let bank = if party.institution_name.is_empty() { &party.institution_code } else { &party.institution_name };
    Account {
        holder: party.holder.as_ref().map_or_else(String::new, |holder| holder.0.clone()),
        number: party.number.0.clone(),
        bank: bank.clone(),
    }
}

fn transfer(of: &OpenTransfer) -> SheetTransfer {
    let to = of.to.as_ref().map(account).unwrap_or_default();
    SheetTransfer { from: account(&of.from), to, amount: of.amount, at: of.at.shanghai() }
}

fn serial(query: Option<&Query>) -> String {
    let Some(Query::Serial { kind, bank_code, serial, on }) = query else { return String::new() };
    let name = match kind {
        SerialKind::Bank => "外部银行流水号",
        SerialKind::Order => "支付机构订单号",
        SerialKind::Pos => "收单 POS 流水号",
    };
    format!("{} {name} {serial}，机构 {bank_code}，{}", kind.code(), on.shanghai())
}

fn original(open: &OpenSheet) -> String {
    let id = open.order.original.map(|id| id.to_string()).unwrap_or_default();
    match &open.original_number {
        Some(number) => format!("{id}　外部系统编号 {number}"),
        None => id,
    }
}

/// What stood on the order when it left, in the agency's words.
fn hints(notes: &[String]) -> String {
    let said = [
        (Note::DebitUnconfirmed, "付款尚未经付款行核实。"),
        (Note::LimitNotCarried, "不能按限额办理的，可按整户办理并在回执中注明，超出限额部分将从速调减。"),
        (Note::BankReported, "机构先行止付后报告。"),
    ];
    said.iter().filter(|(note, _)| notes.iter().any(|name| name == note.name())).map(|(_, words)| *words).collect()
}

/// The papers by kind, as they are sorted: two certificates are one line.
fn attachments(papers: &[PaperKind]) -> String {
    let said = papers.chunk_by(|a, b| a == b).filter_map(|same| {
        let name = paper(*same.first()?);
        Some(if same.len() > 1 { format!("{name} {} 份", same.len()) } else { name.to_owned() })
    });
    said.collect::<Vec<_>>().join("、")
}

const fn class(class: AccountClass) -> &'static str {
    match class {
        AccountClass::Personal => "个人",
        AccountClass::Company => "对公",
        AccountClass::Payment => "支付账户",
        AccountClass::Sink => "取现或消费终点",
        AccountClass::Unknown => "性质未查明",
    }
}

const fn named(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Account => "账号",
        TargetKind::Number => "电话号码",
        TargetKind::SmsPort => "短信端口",
        TargetKind::Domain => "域名",
        TargetKind::Url => "网址",
        TargetKind::App => "应用",
        TargetKind::ImAccount => "社交账号",
        TargetKind::Device => "设备",
        TargetKind::Person => "人员",
    }
}

const fn paper(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Certificate => "人民警察证",
        PaperKind::FreezeDocument => "冻结法律文书",
        PaperKind::StopApplication => "紧急止付申请表",
        PaperKind::IdCard => "身份证件",
        PaperKind::Answer => "纸质回执",
    }
}
