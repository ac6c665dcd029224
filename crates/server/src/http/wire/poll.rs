//! `POST /wire/police-bank/poll`: an agency takes its orders as police-bank messages.

use crate::app::App;
use crate::deliver::{self, Parcel};
use crate::http::problem::Problem;
use crate::http::wire::{self, xml};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cordon_desk::money::take_report::ReportAnswer;
use cordon_desk::order::hand_over::centre;
use cordon_desk::{Actor, Refusal};
use cordon_model::{AgencyId, Code, Wire};
use cordon_store::Doors;
use cordon_wire::police_bank::{
    self, ApplicationId, CaseReportAnswer, DownHead, Fault, Message, OrgCode, PollAnswer, ResultCode,
    TransSerialNumber, WireTime,
};

/// Messages in one poll.
const MESSAGES_MAX: u32 = 20;

pub async fn poll(State(app): State<App>, headers: HeaderMap) -> Response {
    let (actor, agency) = match wire::agency(&app, &headers).await {
        Ok(found) => found,
        Err(response) => return *response,
    };
    let taken: Result<Vec<Vec<u8>>, Problem> = app.run(move |app| messages(app, &actor, agency)).await;
    match taken {
        Ok(messages) => match PollAnswer::new(messages).encode() {
            Ok(bytes) => xml(StatusCode::OK, bytes),
            Err(error) => wire::refusal(&Problem::from(Refusal::new(Code::Internal, error.to_string()))),
        },
        Err(problem) => wire::refusal(&problem),
    }
}

fn messages(app: &App, actor: &Actor, agency: AgencyId) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut messages = Vec::new();
    for parcel in deliver::take(app, actor, agency, Wire::PoliceBank, MESSAGES_MAX)? {
        match parcel {
            Parcel::Order(order) => match police_bank::mapping::order_bytes(&order) {
                Ok(bytes) => messages.push(bytes),
                Err(error) => deliver::flag(app, actor, order.id, &error),
            },
            Parcel::ReportAnswer(answer) => match report_answer(app, &answer) {
                Ok(bytes) => messages.push(bytes),
                Err(refusal) => {
                    tracing::error!(report = %answer.report.id, %refusal, "an answer has no form on its wire")
                }
            },
        }
    }
    // What does not fit is given again when its lease ends.
    let fit = police_bank::fitting(messages.iter().map(Vec::len));
    messages.truncate(fit);
    Ok(messages)
}

fn report_answer(app: &App, answer: &ReportAnswer) -> Result<Vec<u8>, Refusal> {
    let broken = |e: police_bank::WireError| Refusal::new(Code::Internal, e.to_string());
    let wrong = |_: Fault| Refusal::new(Code::Internal, "a kept report has no valid wire id");
    let report = &answer.report;
    let organ = app.desk.store().view("centre", |view| centre(view))?;
    let from = OrgCode::parse(&organ.code).map_err(wrong)?;
    let at = WireTime::floor(report.received_at).map_err(wrong)?;
    let [.., a, b, c, d, e, f, g, h] = report.id.bytes();
    let bits = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let serial = TransSerialNumber::new(&from, None, at, bits).map_err(wrong)?;
    let result = report.refused.as_deref().and_then(ResultCode::parse).unwrap_or(ResultCode::SUCCESS);
    let message = Message::CaseReportAnswer(CaseReportAnswer {
        head: DownHead { from, serial },
        application_id: ApplicationId::parse(&report.application_id).map_err(wrong)?,
        kind: None,
        report_end_at: None,
        result,
        operator_name: None,
        operator_phone: None,
        org_name: Some(police_bank::Text::new(&organ.name)),
        remark: None,
        freeze_until: None,
    });
    message.encode().map_err(broken)
}
