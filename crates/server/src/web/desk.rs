//! The desk: for a member agency its waiting orders and the answers to them, for the centre's officers
//! a plain working list. One address, two views; what each may do is judged by the verbs.

mod centre;
pub(crate) mod member;

use super::page;
use super::posted::Seated;
use super::text::{self as t, Lang};
use crate::app::App;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::{Code, Officer, Role};
use maud::{Markup, html};
use std::str::FromStr;

pub fn router() -> Router<App> {
    Router::new()
        .route("/desk", get(home))
        .route("/desk/orders/{id}", get(order))
        .merge(member::router())
        .merge(centre::router())
}

fn is_member(officer: &Officer) -> bool {
    Actor::Officer(officer.clone()).is_member()
}

async fn home(State(app): State<App>, seated: Seated) -> Response {
    if is_member(&seated.officer) {
        member::waiting::page(&app, &seated).await
    } else {
        centre::home::page(&app, &seated).await
    }
}

async fn order(State(app): State<App>, Path(id): Path<String>, seated: Seated) -> Response {
    if is_member(&seated.officer) {
        member::order::page(&app, &seated, &id, None).await
    } else {
        centre::order::page(&app, &seated, &id, None).await
    }
}

/// The links on top of each page.
pub fn links(l: Lang, officer: &Officer) -> Markup {
    let may = |roles: &[Role]| roles.iter().any(|role| officer.holds(*role));
    html! {
        a href="/desk" { (l.of(t::DESK)) }
        @if is_member(officer) {
            a href="/desk/import" { (l.of(t::IMPORT)) }
        } @else {
            @if may(&[Role::Intake, Role::Officer]) { a href="/desk/report" { (l.of(t::NEW_REPORT)) } }
            a href="/desk/orders" { (l.of(t::ORDERS)) }
            a href="/desk/measures" { (l.of(t::MEASURES)) }
            @if may(&[Role::Officer]) { a href="/desk/numbers" { (l.of(t::SHUT_NUMBER)) } }
            a href="/desk/appeals" { (l.of(t::APPEALS)) }
            a href="/desk/reviews" { (l.of(t::REVIEWS)) }
            a href="/desk/protections" { (l.of(t::PROTECTIONS)) }
            @if may(&[Role::Officer, Role::Administrator]) { a href="/desk/files" { (l.of(t::FILES)) } }
        }
    }
}

/// An id of the address. One that cannot be read is not found, and the try leaves an entry.
fn id<T: FromStr>(app: &App, call: &Call, text: &str) -> Result<T, Refusal> {
    crate::http::ids::parse(text).map_err(|refusal| app.desk.note_refusal("read", call, refusal, &[]))
}

/// Looks something up for a page.
async fn look<T: Send + 'static>(
    app: &App,
    seated: &Seated,
    work: impl FnOnce(&App, &Call) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Response> {
    let call = seated.call();
    app.run(move |app| work(app, &call)).await.map_err(|problem| page::problem(&seated.visitor, &problem))
}

/// Pages of the other side are simply not there.
fn not_here(app: &App, call: &Call) -> Refusal {
    app.desk.note_refusal("read", call, Refusal::bare(Code::NotFound), &[])
}
