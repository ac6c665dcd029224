//! The HTTP side: one folder a noun, one file a verb. The router reads as a table of contents.

pub mod accounts;
pub mod agencies;
pub mod alarms;
pub mod answers;
pub mod appeals;
pub mod bank_reports;
pub mod caller;
pub mod calls;
pub mod cases;
pub mod complaints;
pub mod consents;
pub mod contacts;
pub mod document;
pub mod duties;
pub mod feeds;
pub mod glossary;
pub mod handovers;
pub mod health;
pub mod holds;
pub mod hygiene;
pub mod identities;
pub mod ids;
pub mod inbox;
pub mod journal;
pub mod lexicon;
pub mod limit;
pub mod listings;
pub mod look_ups;
pub mod measures;
pub mod metrics;
pub mod norms;
pub mod numbers;
pub mod officers;
pub mod open;
pub mod orders;
pub mod pdf;
pub mod problem;
pub mod public;
pub mod radar;
pub mod reports;
pub mod reviews;
pub mod rules;
pub mod scan;
pub mod sealed;
pub mod second_factor;
pub mod sessions;
pub mod shapes;
pub mod stop_lists;
pub mod stream;
pub mod tips;
pub mod verdicts;
pub mod waiting;
pub mod watches;
pub mod wire;
pub mod words;

use crate::app::App;
use crate::drill::Board;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Largest body of any request (a police-bank upload with its papers).
pub const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

pub fn router(app: App) -> Router {
    router_with(app, Router::new())
}

/// The same, and the page of a drill.
pub fn drill_router(app: App, board: Board) -> Router {
    router_with(app, crate::web::drill::router(board))
}

fn router_with(app: App, more: Router<App>) -> Router {
    let (router, api) = described().split_for_parts();
    let text = document::text(&api);
    let router = router
        .route("/openapi.json", get(move || std::future::ready(([(CONTENT_TYPE, "application/json")], text.clone()))))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::is_ready))
        .route("/metrics", get(metrics::metrics))
        .route("/wire/police-bank/poll", axum::routing::post(wire::poll::poll))
        .route("/wire/police-bank/upload", axum::routing::post(wire::upload::upload))
        .merge(crate::log::routes::router())
        .merge(crate::web::router(more))
        .merge(crate::workbench::router())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(app.clone());
    hygiene::wrap(router, app)
}

/// The API by line, one line a route. What stands here stands in `openapi.json`.
fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::empty())
        .merge(money())
        .merge(freezes())
        .merge(telecom())
        .merge(sift())
        .merge(council())
        .merge(office())
        .routes(routes!(journal::list::list))
        .routes(routes!(stream::watch))
        .routes(routes!(inbox::show::show))
        .routes(routes!(inbox::reasons::reasons))
        .routes(routes!(inbox::open::open))
        .routes(routes!(inbox::paper::paper))
        .routes(routes!(inbox::sheet::sheet))
        .routes(routes!(inbox::bring::bring))
        .routes(routes!(inbox::lease::lease))
        .routes(routes!(inbox::receive::receive))
        .routes(routes!(inbox::hold::hold, inbox::held::list))
        .routes(routes!(inbox::trace::trace))
        .routes(routes!(public::appeal::appeal))
        .routes(routes!(public::measure::measure))
        .routes(routes!(public::progress::progress))
        .routes(routes!(listings::object::object))
        .merge(lists())
}

fn money() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(reports::file::file))
        .routes(routes!(cases::list::list))
        .routes(routes!(cases::show::show))
        .routes(routes!(cases::timeline::timeline))
        .routes(routes!(cases::picture::picture))
        .routes(routes!(cases::review::review))
        .routes(routes!(cases::evidence::evidence))
        .routes(routes!(cases::alike::alike))
        .routes(routes!(cases::rushes::rushes))
        .routes(routes!(cases::merge::merge))
        .routes(routes!(cases::part::part))
        .routes(routes!(stop_lists::decide::decide))
        .routes(routes!(cases::identify::identify))
        .routes(routes!(cases::form03::form03))
        .routes(routes!(cases::attach::attach))
        .routes(routes!(sealed::reveal::reveal))
        .routes(routes!(bank_reports::list::list))
        .routes(routes!(watches::list::list))
        .routes(routes!(orders::list::list))
        .routes(routes!(orders::show::show))
        .routes(routes!(orders::approve::approve))
        .routes(routes!(orders::withdraw::withdraw))
        .routes(routes!(measures::list::list))
        .routes(routes!(measures::show::show))
        .routes(routes!(measures::slip::slip))
        .routes(routes!(measures::extend::extend))
        .routes(routes!(measures::lift::lift))
}

/// After 立案, and before any order: freezes and their owners, holds of the bank's own, value put out of
/// use, accounts that are protected, orders that another system carries out.
fn freezes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cases::file::file))
        .routes(routes!(cases::freeze::freeze))
        .routes(routes!(cases::void::void))
        .routes(routes!(measures::extend_freeze::extend))
        .routes(routes!(measures::hand_on::hand_on))
        .routes(routes!(measures::unrelated::unrelated))
        .routes(routes!(holds::confirm::confirm))
        .routes(routes!(orders::sheet::sheet))
        .routes(routes!(orders::elsewhere::elsewhere))
        .routes(routes!(orders::elsewhere_answer::elsewhere_answer))
        .routes(routes!(orders::scan::scan))
        .routes(routes!(accounts::list::list, accounts::protect::protect))
        .routes(routes!(accounts::unprotect::unprotect))
}

fn telecom() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(numbers::shut::shut)).routes(routes!(measures::restore::restore))
}

/// What is judged in flight, and calls that go on.
fn sift() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(verdicts::judge::judge))
        .routes(routes!(verdicts::reload::reload))
        .routes(routes!(verdicts::show::show))
        .routes(routes!(calls::begin::begin))
        .routes(routes!(calls::hear::hear))
        .routes(routes!(calls::stream::follow))
        .routes(routes!(calls::end::end))
        .routes(routes!(contacts::register::register))
        .routes(routes!(contacts::end::end))
        .routes(routes!(alarms::list::list))
}

/// Who is listed, who agreed to advertising, who refused it, who complained, what people tell.
fn lists() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(listings::enter::enter))
        .routes(routes!(listings::look::look))
        .routes(routes!(listings::list::list))
        .routes(routes!(listings::objections::objections))
        .routes(routes!(listings::end::end))
        .routes(routes!(listings::decide::decide))
        .routes(routes!(listings::hear::hear))
        .routes(routes!(consents::record::record))
        .routes(routes!(consents::revoke::revoke))
        .routes(routes!(complaints::refuse::refuse))
        .routes(routes!(complaints::complain::file))
        .routes(routes!(feeds::numbers::numbers))
        .routes(routes!(tips::list::list))
        .routes(routes!(tips::close::close))
}

fn council() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(appeals::list::list))
        .routes(routes!(appeals::decide::decide))
        .routes(routes!(reviews::list::list))
        .routes(routes!(reviews::sign::sign))
        .routes(routes!(norms::list::list))
        .routes(routes!(norms::show::show))
        .routes(routes!(norms::propose::propose))
        .routes(routes!(norms::decide::decide))
        .routes(routes!(radar::list::list))
        .routes(routes!(radar::show::show))
        .routes(routes!(radar::adopt::adopt))
        .routes(routes!(radar::dismiss::dismiss))
        .routes(routes!(radar::note_warning::note_warning))
        .merge(rules())
}

/// Rules that officers write: tried, put in force, taken out.
fn rules() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rules::facts::facts))
        .routes(routes!(rules::in_force::in_force))
        .routes(routes!(rules::check::check))
        .routes(routes!(rules::list::list, rules::propose::propose))
        .routes(routes!(rules::show::show))
        .routes(routes!(rules::shadow::show, rules::shadow::start))
        .routes(routes!(rules::decide::decide))
        .routes(routes!(rules::retire::retire))
        .routes(routes!(rules::backtest::backtest))
}

/// Coming in, one's own sessions, one's own second factor.
fn sign_in() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sessions::open::open, sessions::list::list, sessions::end_all::end_all))
        .routes(routes!(sessions::second::second))
        .routes(routes!(sessions::ways::ways))
        .routes(routes!(sessions::ask_outside::ask_outside))
        .routes(routes!(sessions::ask_passkey::ask_passkey))
        .routes(routes!(sessions::passkey::passkey))
        .routes(routes!(second_factor::ask_proof::ask_proof))
        .routes(routes!(second_factor::ask_passkey::ask_passkey))
        .routes(routes!(second_factor::register_passkey::register_passkey))
        .routes(routes!(second_factor::remove_passkey::remove_passkey))
        .routes(routes!(sessions::me::me))
        .routes(routes!(sessions::end::end))
        .routes(routes!(sessions::end_one::end_one))
        .routes(routes!(second_factor::show::show))
        .routes(routes!(second_factor::begin_totp::begin_totp))
        .routes(routes!(second_factor::confirm_totp::confirm_totp))
        .routes(routes!(second_factor::remove_totp::remove_totp))
        .routes(routes!(second_factor::renew_codes::renew_codes))
        .routes(routes!(identities::ask::ask))
        .routes(routes!(identities::list::list, identities::link::link))
        .routes(routes!(identities::unlink::unlink))
}

fn office() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(sign_in())
        .routes(routes!(waiting::list::list))
        .routes(routes!(waiting::take_next::take_next))
        .routes(routes!(waiting::take_up::take_up))
        .routes(routes!(waiting::put_back::put_back))
        .routes(routes!(waiting::assign::assign))
        .routes(routes!(waiting::put_off::put_off))
        .routes(routes!(waiting::renew::renew))
        .routes(routes!(handovers::list::list, handovers::hand_over::hand_over))
        .routes(routes!(handovers::show::show))
        .routes(routes!(handovers::take_over::take_over))
        .routes(routes!(look_ups::look::look, look_ups::list::list))
        .routes(routes!(glossary::show::show))
        .routes(routes!(agencies::list::list, agencies::register::register))
        .routes(routes!(agencies::issue_key::issue_key, agencies::list_keys::list_keys))
        .routes(routes!(agencies::revoke_key::revoke_key))
        .routes(routes!(agencies::set_file_key::set_file_key))
        .routes(routes!(agencies::give_bundle::give_bundle, agencies::take_bundle::take_bundle))
        .routes(routes!(lexicon::show::show))
        .routes(routes!(lexicon::try_text::try_text))
        .routes(routes!(officers::list::list, officers::enrol::enrol))
        .routes(routes!(officers::set_password::set_password))
        .routes(routes!(officers::reset_factors::reset_factors))
        .routes(routes!(officers::retire::retire))
        .routes(routes!(officers::set_certificate::set_certificate))
        .routes(routes!(duties::list::list, duties::set::set))
}
