//! The file an agency works on: what waits, with empty columns for the answers. Filled in, the same
//! file is imported again. The template is the same file without orders, with one made-up row.

use super::{reasons, waiting};
use crate::app::App;
use crate::web::csv;
use crate::web::desk::{is_member, look, not_here};
use crate::web::page::download;
use crate::web::posted::Seated;
use axum::extract::State;
use axum::response::Response;
use cordon_desk::read::OrderLine;
use cordon_model::Stamp;

/// Which order the row answers.
pub const ORDER: &str = "order";
/// Columns that only tell; an import does not look at them.
pub const TOLD: [&str; 8] = ["kind", "target", "limit", "currency", "dispatched_at", "due", "overdue", "reason"];
/// Columns to be filled in; named as the fields of the form.
pub const FILLED: [&str; 12] = [
    "code",
    "balance",
    "held",
    "from",
    "until",
    "debit_found",
    "debit_at",
    "payee_institution",
    "payee_account",
    "payee_holder",
    "payee_class",
    "remark",
];

fn header() -> String {
    csv::line([ORDER].into_iter().chain(TOLD).chain(FILLED))
}

fn row(line: &OrderLine) -> String {
    let order = &line.order;
    let at = |at: Option<Stamp>| at.map(Stamp::shanghai).unwrap_or_default();
    let cells = [
        order.id.to_string(),
        order.kind.zh().to_owned(),
        order.target.mask().to_owned(),
        order.limit.map(|limit| limit.decimal()).unwrap_or_default(),
        order.limit.map(|limit| limit.currency().code().to_owned()).unwrap_or_default(),
        at(order.state.dispatched_at()),
        at(order.state.due().map(|due| due.at)),
        if line.overdue { "超时" } else { "" }.to_owned(),
        order.reason.clone(),
    ];
    csv::line(cells.iter().map(String::as_str).chain(FILLED.iter().map(|_| "")))
}

pub async fn waiting(State(app): State<App>, seated: Seated) -> Response {
    let officer = seated.officer.clone();
    let found = look(&app, &seated, move |app, call| {
        if !is_member(&officer) {
            return Err(not_here(app, call));
        }
        waiting::waiting(app, call, &officer)
    })
    .await;
    match found {
        Ok((lines, _)) => {
            let rows: String = lines.iter().map(row).collect();
            let day: String = seated.visitor.now.shanghai().chars().filter(char::is_ascii_digit).take(12).collect();
            sheet(&format!("waiting-{day}.csv"), &format!("{}{rows}", header()))
        }
        Err(response) => response,
    }
}

fn sheet(name: &str, text: &str) -> Response {
    download(name, "text/csv; charset=utf-8", format!("{}{text}", csv::MARK).into_bytes())
}

/// The template: a made-up row, and the published answers.
pub async fn template(seated: Seated) -> Response {
    let l = seated.visitor.lang;
    let codes: Vec<String> = reasons::all().map(|reason| format!("{} {}", reason.code, l.of(reason.text))).collect();
    let told = TOLD.map(|_| "");
    let filled = FILLED.map(|name| match name {
        "code" => "0000",
        "balance" | "held" => "80000.00",
        "from" => "2026-11-23 09:30:00",
        "until" => "2026-11-25 09:30:00",
        "remark" => "#",
        _ => "",
    });
    let example = csv::line(["# ord_00000000000000000000000000000000"].into_iter().chain(told).chain(filled));
    let help = csv::line([format!("# code: {}", codes.join("; ")).as_str()]);
    sheet("template.csv", &format!("{}{example}{help}", header()))
}
