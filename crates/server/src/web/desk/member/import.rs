//! Many answers in one file. Each row is an answer of its own: taken, known from before, or refused with
//! its line and the reason; a refused row changes nothing. The same file twice changes nothing, because
//! a row's key is the hash of what it says.

use super::answer::{digest, read_row};
use super::sheet::{FILLED, ORDER};
use crate::app::App;
use crate::random;
use crate::web::csv::{self, Row, Unreadable};
use crate::web::desk::{is_member, not_here};
use crate::web::forms::{Control, submit, upload};
use crate::web::page::{self, Notice, Page, refusal_box};
use crate::web::posted::{Acting, Fields, Seated};
use crate::web::show;
use crate::web::text::{self as t, Text};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::order::receive::receive;
use cordon_desk::{Call, Refusal, read};
use cordon_model::receipt::Weight;
use cordon_model::{Code, Digest, OrderId, Wire};
use maud::{Markup, html};

/// One file, and its rows.
const FILE_BYTES_MAX: usize = 1_048_576;
/// What can be exported can be imported.
const ROWS_MAX: usize = super::waiting::WAITING_MAX;
/// Rows that begin so are remarks.
const REMARK: char = '#';

/// What became of one row.
enum Outcome {
    Taken(Weight),
    /// The same row was taken before.
    Known,
    /// No answer was filled in.
    Empty,
    Refused(Refusal),
}

struct Told {
    line: usize,
    order: String,
    outcome: Outcome,
}

/// Why a file as a whole was not taken.
enum NoFile {
    Missing,
    TooLarge,
    Unreadable(Unreadable),
    /// The first row lacks a column of this name.
    Column(&'static str),
}

pub async fn ask(State(app): State<App>, seated: Seated) -> Response {
    if !is_member(&seated.officer) {
        return refuse(&app, &seated).await;
    }
    send(&seated, &html! {}, StatusCode::OK)
}

async fn refuse(app: &App, seated: &Seated) -> Response {
    let call = seated.call();
    let refused = app.run(move |app| Err::<(), _>(not_here(app, &call))).await;
    match refused {
        Ok(()) => page::see_other(&seated.visitor, "/desk"),
        Err(problem) => page::problem(&seated.visitor, &problem),
    }
}

fn send(seated: &Seated, report: &Markup, status: StatusCode) -> Response {
    let v = &seated.visitor;
    let l = v.lang;
    let none = Fields::default();
    let controls = html! {
        (Control::new(l, "file", t::FILE, &none).hint(t::FILE_HINT).required().file(".csv,text/csv"))
        (submit(l, t::IMPORT))
    };
    let body = html! {
        (*report)
        p { (l.of(t::IMPORT_TEXT)) }
        ul { li { a href="/desk/waiting.csv" { (l.of(t::EXPORT)) } } li { a href="/desk/template.csv" { (l.of(t::TEMPLATE)) } } }
        (upload(v, "/desk/import", &none, &controls))
        section { h2 { (l.of(t::COLUMNS)) }
            dl { @for name in [ORDER].into_iter().chain(FILLED) {
                div { dt { code { (name) } } dd { (t::field(name).map_or("", |text| l.of(text))) } }
            } }
            p { (l.of(t::COLUMNS_TEXT)) }
        }
    };
    Page::new(v, l.of(t::IMPORT)).status(status).send(&body)
}

pub async fn take(State(app): State<App>, mut acting: Acting) -> Response {
    let seated = acting.seated();
    if !is_member(&acting.officer) {
        return refuse(&app, &seated).await;
    }
    let l = acting.visitor.lang;
    let rows = match rows_of(acting.fields.file.take()) {
        Ok(rows) => rows,
        Err(no) => {
            let (text, column) = no_file(&no);
            let report = html! { p.notice.refused role="alert" { (l.of(text)) @if let Some(column) = column { " " code { (column) } } } };
            return send(&seated, &report, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let worker = seated.clone();
    let told: Result<Vec<Told>, _> =
        app.run(move |app| Ok(rows.iter().map(|(line, typed)| import(app, &worker, *line, typed)).collect())).await;
    match told {
        Ok(told) => send(&seated, &report(&seated, &told), StatusCode::OK),
        Err(problem) => page::problem(&acting.visitor, &problem),
    }
}

fn no_file(no: &NoFile) -> (Text, Option<&'static str>) {
    match no {
        NoFile::Missing => (t::FILE_MISSING, None),
        NoFile::TooLarge | NoFile::Unreadable(Unreadable::TooManyRows) => (t::FILE_TOO_LARGE, None),
        NoFile::Unreadable(Unreadable::NotUtf8) => (t::FILE_NOT_UTF8, None),
        NoFile::Unreadable(Unreadable::OpenQuote) => (t::FILE_OPEN_QUOTE, None),
        NoFile::Column(name) => (t::FILE_COLUMN, Some(name)),
    }
}

/// The rows with their line, each as the fields of a form.
fn rows_of(file: Option<Vec<u8>>) -> Result<Vec<(usize, Fields)>, NoFile> {
    let bytes = file.ok_or(NoFile::Missing)?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(NoFile::TooLarge);
    }
    let text = csv::decode(&bytes).map_err(NoFile::Unreadable)?;
    // The head is a row too.
    let mut rows = csv::rows(text, ROWS_MAX.saturating_add(1)).map_err(NoFile::Unreadable)?.into_iter();
    let head = rows.next().ok_or(NoFile::Missing)?;
    for needed in [ORDER, "code"] {
        if !head.cells.iter().any(|cell| cell.eq_ignore_ascii_case(needed)) {
            return Err(NoFile::Column(needed));
        }
    }
    Ok(rows
        .filter(|row| !row.cells.first().is_some_and(|cell| cell.starts_with(REMARK)))
        .map(|row| fields(&head, row))
        .collect())
}

/// Only the columns to be filled in, in their own order: how the file is sorted changes nothing.
fn fields(head: &Row, row: Row) -> (usize, Fields) {
    let cell = |name: &str| {
        let place = head.cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        place.and_then(|place| row.cells.get(place)).cloned().unwrap_or_default()
    };
    let values = [ORDER].into_iter().chain(FILLED).map(|name| (name.to_owned(), cell(name))).collect();
    (row.line, Fields { values, file: None })
}

fn import(app: &App, seated: &Seated, line: usize, typed: &Fields) -> Told {
    let empty = FILLED.iter().all(|name| typed.get(name).is_empty());
    let outcome = if empty { Outcome::Empty } else { row(app, seated, typed).unwrap_or_else(Outcome::Refused) };
    Told { line, order: typed.get(ORDER).to_owned(), outcome }
}

fn row(app: &App, seated: &Seated, typed: &Fields) -> Result<Outcome, Refusal> {
    let body = digest(typed);
    let call = Call { seed: random::seed(), ..seated.call() }.key(format!("row:{}", Digest(body).hex()), body);
    let Ok(id) = typed.get(ORDER).parse::<OrderId>() else {
        let refusal = Refusal::new(Code::NotFound, "`order`");
        return Err(app.desk.note_refusal("receive_answer", &call, refusal, &[]));
    };
    let detail = read::order(&app.desk, &call, id)?;
    let answer = read_row(app, &call, &detail.order, typed)?;
    let received = receive(&app.desk, &call, Wire::JsonForm, &answer, None, body)?;
    let known = detail.receipts.iter().any(|receipt| receipt.id == received.receipt);
    Ok(if known { Outcome::Known } else { Outcome::Taken(received.weight) })
}

fn report(seated: &Seated, told: &[Told]) -> Markup {
    let l = seated.visitor.lang;
    let count = |which: fn(&Outcome) -> bool| told.iter().filter(|one| which(&one.outcome)).count();
    let taken = count(|one| matches!(one, Outcome::Taken(_)));
    let known = count(|one| matches!(one, Outcome::Known));
    let empty = count(|one| matches!(one, Outcome::Empty));
    let refused = count(|one| matches!(one, Outcome::Refused(_)));
    html! {
        p.notice role="status" {
            (l.of(t::ROWS_TAKEN)) " " strong { (taken) } " · " (l.of(t::ROWS_KNOWN)) " " (known)
            " · " (l.of(t::ROWS_EMPTY)) " " (empty) " · " (l.of(t::ROWS_REFUSED)) " " strong { (refused) }
        }
        div.scroll { table {
            thead { tr { th scope="col" { (l.of(t::LINE)) } th scope="col" { (l.of(t::ORDER)) } th scope="col" { (l.of(t::RESULT)) } } }
            tbody { @for one in told {
                tr { td.number { (one.line) } td { (one.order) } td { (outcome(seated, &one.outcome)) } }
            } }
        } }
    }
}

fn outcome(seated: &Seated, outcome: &Outcome) -> Markup {
    let l = seated.visitor.lang;
    match outcome {
        Outcome::Taken(Weight::Deciding) => Notice::Done(t::ROW_TAKEN).show(l),
        Outcome::Taken(weight) => html! { (l.of(t::ROW_KEPT)) " " (show::note(l, weight)) },
        Outcome::Known => html! { (l.of(t::ROW_KNOWN)) },
        Outcome::Empty => html! { (l.of(t::ROW_EMPTY)) },
        Outcome::Refused(refusal) => refusal_box(l, refusal),
    }
}
