//! The web inbox of a member agency, for the small bank without an engineer and for the day when the
//! machine stands still: every order addressed to the agency, whatever its wire, and the answers to
//! them, by form or by file.

pub mod answer;
pub mod import;
pub mod order;
pub mod reasons;
pub mod rows;
pub mod sheet;
pub mod waiting;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};
use cordon_model::{AgencyId, Officer, Role};

pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/orders/{id}/open", post(order::open))
        .route("/desk/orders/{id}/paper/{place}", post(order::paper))
        .route("/desk/orders/{id}/answer", post(answer::send))
        .route("/desk/waiting.csv", get(sheet::waiting))
        .route("/desk/template.csv", get(sheet::template))
        .route("/desk/import", get(import::ask).post(import::take))
}

/// The agencies for which somebody sits at the desk.
pub fn agencies(officer: &Officer) -> Vec<AgencyId> {
    let mut agencies: Vec<AgencyId> =
        officer.seats.iter().filter(|seat| seat.role == Role::Desk).map(|seat| seat.agency).collect();
    agencies.dedup();
    agencies
}
