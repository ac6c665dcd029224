//! A plain working list for the officers of the centre, so that a centre can be run from a browser
//! today: reports, cases, orders, measures, numbers, appeals, reviews. Small on purpose: the workbench
//! takes its place.

mod appeals;
mod case;
mod case_parts;
mod elsewhere;
mod files;
mod freezes;
mod holds;
pub mod home;
mod measures;
mod numbers;
pub mod order;
mod orders;
mod papers;
mod protections;
mod report;
mod reviews;
mod trace;
mod voids;

use crate::app::App;
use crate::web::desk::look;
use crate::web::posted::Seated;
use crate::web::show::Names;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use cordon_desk::read::{self, PageAsk};
use cordon_desk::{Call, Refusal};
use cordon_model::Officer;

/// Rows of one page of a list.
const ROWS: u32 = 50;

pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/report", get(report::ask).post(report::file))
        .route("/desk/cases/{id}", get(case::show))
        .route("/desk/cases/{id}/reporter", post(case::identify))
        .route("/desk/cases/{id}/review", get(trace::review))
        .route("/desk/cases/{id}/stop-lists/{list}", post(trace::decide))
        .route("/desk/cases/{id}/papers", post(papers::attach))
        .route("/desk/cases/{id}/form03", post(papers::form03))
        .route("/desk/cases/{id}/filing", post(freezes::file))
        .route("/desk/cases/{id}/freeze-document", post(freezes::document))
        .route("/desk/cases/{id}/freezes", post(freezes::draft))
        .route("/desk/cases/{id}/voids", post(voids::draft))
        .route("/desk/cases/{id}/holds/{hold}", post(holds::confirm_here))
        .route("/desk/holds", get(holds::list))
        .route("/desk/elsewhere", get(elsewhere::list))
        .route("/desk/orders/{id}/sheet", post(elsewhere::sheet))
        .route("/desk/orders/{id}/foreign-number", post(elsewhere::number))
        .route("/desk/orders/{id}/elsewhere-answer", post(elsewhere::answer))
        .route("/desk/protections", get(protections::list).post(protections::protect))
        .route("/desk/protections/{key}/end", post(protections::unprotect))
        .route("/desk/files", get(files::list))
        .route("/desk/files/{id}/out", post(files::take_out))
        .route("/desk/files/{id}/in", post(files::bring_in))
        .route("/desk/orders", get(orders::list))
        .route("/desk/orders/{id}/approve", post(order::approve))
        .route("/desk/orders/{id}/withdraw", post(order::withdraw))
        .route("/desk/measures", get(measures::list))
        .route("/desk/measures/{id}", get(measures::show))
        .route("/desk/measures/{id}/extend", post(measures::extend))
        .route("/desk/measures/{id}/lift", post(measures::lift))
        .route("/desk/measures/{id}/confirm", post(holds::confirm))
        .route("/desk/measures/{id}/renew", post(freezes::renew))
        .route("/desk/measures/{id}/hand-on", post(freezes::hand_on))
        .route("/desk/measures/{id}/unrelated", post(freezes::unrelated))
        .route("/desk/measures/{id}/slip", get(papers::slip))
        .route("/desk/numbers", get(numbers::ask).post(numbers::shut))
        .route("/desk/appeals", get(appeals::list))
        .route("/desk/appeals/{id}", get(appeals::show))
        .route("/desk/appeals/{id}/open", post(appeals::open))
        .route("/desk/appeals/{id}/decide", post(appeals::decide))
        .route("/desk/reviews", get(reviews::list))
        .route("/desk/reviews/{id}", post(reviews::sign))
}

/// The agencies by id: lists name them.
fn names(app: &App, call: &Call) -> Result<Names, Refusal> {
    let mut names = Names::new();
    let mut after = None;
    loop {
        let page = read::agencies(&app.desk, call, &PageAsk { after, limit: 0 })?;
        names.extend(page.items.into_iter().map(|agency| (agency.id, agency)));
        after = page.next;
        if after.is_none() {
            return Ok(names);
        }
    }
}

/// Everybody of the house, by id: owners and the like are named.
fn officers(app: &App, call: &Call) -> Result<Vec<Officer>, Refusal> {
    let mut officers = Vec::new();
    let mut after = None;
    loop {
        let page = read::officers(&app.desk, call, &PageAsk { after, limit: 0 })?;
        officers.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(officers);
        }
    }
}

/// Looks up a page of a list together with the names it needs.
async fn list<T: Send + 'static>(
    app: &App,
    seated: &Seated,
    work: impl FnOnce(&App, &Call, &PageAsk) -> Result<T, Refusal> + Send + 'static,
) -> Result<(T, Names), Response> {
    let ask = PageAsk { after: seated.visitor.asked("after"), limit: ROWS };
    look(app, seated, move |app, call| Ok((work(app, call, &ask)?, names(app, call)?))).await
}
