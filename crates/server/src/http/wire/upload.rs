//! `POST /wire/police-bank/upload`: an agency answers, or reports a case of its own.

use crate::app::App;
use crate::http::problem::Problem;
use crate::http::wire::{self, code};
use crate::random;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cordon_desk::money::take_report;
use cordon_desk::order::receive;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::receipt::Weight;
use cordon_model::{AgencyId, Code, OrderId, Wire};
use cordon_wire::police_bank::{self, CaseReport, Direction, Message, TransportCode, WireError, mapping};
use sha2::{Digest, Sha256};

pub async fn upload(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let (actor, agency) = match wire::agency(&app, &headers).await {
        Ok(found) => found,
        Err(response) => return *response,
    };
    let Ok(bytes) = to_bytes(body, crate::http::BODY_BYTES_MAX).await else {
        return code(StatusCode::OK, TransportCode::BAD_FORMAT, "the message is larger than 8 MiB");
    };
    let taken = app.run(move |app| Ok(take(app, actor, agency, &bytes))).await;
    match taken {
        Ok((transport, description)) => code(StatusCode::OK, transport, &description),
        Err(problem) => wire::refusal(&problem),
    }
}

type Said = (TransportCode, String);

fn take(app: &App, actor: Actor, agency: AgencyId, bytes: &[u8]) -> Said {
    let call = Call::new(actor, app.clock.now(), random::seed());
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    match police_bank::decode(bytes) {
        Ok(Message::CaseReport(report)) => case_report(app, call, agency, &report, bytes, digest),
        Ok(message) if message.direction() == Some(Direction::Up) => answer(app, call, &message, digest),
        Ok(_) => unreadable(app, &call, bytes, "TxCode", "this message goes down, not up"),
        Err(error) => malformed(app, &call, bytes, &error),
    }
}

/// An answer to an order. The serial is its idempotency key: the same bytes again get the same word.
fn answer(app: &App, call: Call, message: &Message, digest: [u8; 32]) -> Said {
    let (Some(asked), Some(serial)) = (mapping::application_id_of(message), mapping::serial_of(message)) else {
        return (TransportCode::BAD_FORMAT, "Head: the message answers nothing".to_owned());
    };
    let call = call.key(format!("pb:{serial}"), digest);
    let id = OrderId::from_bytes(asked.uuid());
    let about = [id.to_string()];
    let Some(kind) = mapping::kind_of_application(asked) else {
        let refusal = Refusal::new(Code::NotFound, "ApplicationID is not one of ours");
        return said(&app.desk.note_refusal("receive_answer", &call, refusal, &about));
    };
    if mapping::kind_of(message) != Some(kind) {
        let refusal = Refusal::field("TxCode", "does not answer an order of this kind");
        return said(&app.desk.note_refusal("receive_answer", &call, refusal, &about));
    }
    let answer = match mapping::answer_from(message) {
        Ok(answer) => answer,
        Err(error) => {
            let refusal = Refusal::new(Code::BodyInvalid, error.to_string());
            return said(&app.desk.note_refusal("receive_answer", &call, refusal, &about));
        }
    };
    match receive::receive(&app.desk, &call, Wire::PoliceBank, &answer, Some(kind), digest) {
        Ok(received) if matches!(received.weight, Weight::Deciding | Weight::Further) => {
            (TransportCode::OK, "成功".to_owned())
        }
        Ok(_) => (TransportCode::REPEATED, "已有反馈，本次留存备查，不改变结果".to_owned()),
        Err(refusal) => said(&refusal),
    }
}

fn case_report(app: &App, call: Call, agency: AgencyId, report: &CaseReport, bytes: &[u8], digest: [u8; 32]) -> Said {
    let call = call.key(format!("pb:{}", report.head.serial), digest);
    let id = report.application_id.to_string();
    match take_report::take_report(&app.desk, &call, agency, &id, bytes, digest, None) {
        Ok(_) => (TransportCode::OK, "成功".to_owned()),
        Err(refusal) => said(&refusal),
    }
}

/// A message that cannot be read. If it still names an order, the entry does too, so that the case
/// shows that something strange came for it.
fn malformed(app: &App, call: &Call, bytes: &[u8], error: &WireError) -> Said {
    let (transport, _) = unreadable(app, call, bytes, &error.path, &error.rule);
    let code = if error.transport == TransportCode::OK { transport } else { error.transport };
    (code, format!("{}: {}", error.path, error.rule))
}

fn unreadable(app: &App, call: &Call, bytes: &[u8], path: &str, rule: &str) -> Said {
    let order = police_bank::peek(bytes).ok().and_then(|peek| peek.application_id);
    let about: Vec<String> = order.map(|id| OrderId::from_bytes(id.uuid()).to_string()).into_iter().collect();
    let refusal = Refusal::new(Code::BodyInvalid, format!("{path}: {rule}"));
    said(&app.desk.note_refusal("receive_answer", call, refusal, &about))
}

fn said(refusal: &Refusal) -> Said {
    let problem = Problem::from(refusal.clone());
    let refusal = problem.refusal();
    (wire::transport(refusal), refusal.to_string())
}
