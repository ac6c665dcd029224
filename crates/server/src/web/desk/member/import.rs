//! The page on which many answers come in one file. What becomes of each is told beside its line.
//! Not here: what a row means (`rows`).

use super::rows::{NoFile, Outcome, Told, import, rows_of};
use super::sheet::{FILLED, ORDER};
use crate::app::App;
use crate::web::csv::Unreadable;
use crate::web::desk::{is_member, not_here};
use crate::web::forms::{Control, submit, upload};
use crate::web::page::{self, Notice, Page, refusal_box};
use crate::web::posted::{Acting, Fields, Seated};
use crate::web::show;
use crate::web::text::{self as t, Text};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cordon_model::receipt::Weight;
use maud::{Markup, html};

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
    let rows = match acting.fields.file.take().ok_or(NoFile::Missing).and_then(|file| rows_of(&file)) {
        Ok(rows) => rows,
        Err(no) => {
            let (text, column) = no_file(&no);
            let report = html! { p.notice.refused role="alert" { (l.of(text)) @if let Some(column) = column { " " code { (column) } } } };
            return send(&seated, &report, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let call = seated.call();
    let told: Result<Vec<Told>, _> = app.run(move |app| Ok(import(app, &call, &rows))).await;
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
        // The page asks for no row to be looked at first.
        Outcome::Known | Outcome::Ready { .. } | Outcome::Again(_) | Outcome::Withdrawn => {
            html! { (l.of(t::ROW_KNOWN)) }
        }
        Outcome::Empty => html! { (l.of(t::ROW_EMPTY)) },
        Outcome::Refused(refusal) => refusal_box(l, refusal),
    }
}
