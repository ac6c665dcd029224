//! `GET /healthz`: the process lives. `GET /readyz`: it can do its work: the store answers, the house
//! is founded, and every norm has a version in force. For who runs the centre; they tell nothing else.

use crate::app::App;
use crate::http::problem::Problem;
use axum::extract::State;
use cordon_desk::read::pulse::ready;

pub async fn alive() -> &'static str {
    "alive\n"
}

pub async fn is_ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let now = app.clock.now();
    app.peek(move |app| ready(&app.desk, now)).await?;
    Ok("ready\n")
}
