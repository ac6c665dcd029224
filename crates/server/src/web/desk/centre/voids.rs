//! Value that was bought with a case's money and is not used up yet: where it is, and the draft of an
//! order that puts it out of use. Its end is drafted on the page of the measure.

use super::case;
use crate::app::App;
use crate::web::desk::id;
use crate::web::forms::{Control, form, submit};
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show;
use crate::web::text as t;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::REASON_CHARS_MAX;
use cordon_desk::money::void_value::{NewVoid, void_value};
use cordon_desk::read::CaseDetail;
use cordon_model::{CaseId, Exit, Place, Role};
use maud::{Markup, html};

/// Places whose value can still be taken back.
fn places(detail: &CaseDetail) -> Vec<&Place> {
    let all = detail.trace.iter().flat_map(|trace| &trace.places);
    all.filter(|place| place.exit.is_some_and(Exit::can_be_voided) && place.amount.is_positive()).collect()
}

pub fn section(seated: &Seated, detail: &CaseDetail, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let places = places(detail);
    if places.is_empty() || !seated.officer.holds(Role::Officer) {
        return html! {};
    }
    let action = format!("/desk/cases/{}/voids", detail.case.id);
    let typed = typed.on(v, &action);
    let named = |place: &&Place| {
        let kind = place.exit.map_or_else(String::new, |exit| show::named(l, exit.name()));
        (place.account.clone(), format!("{} {kind} {}", place.mask, place.amount.decimal()))
    };
    let accounts: Vec<(String, String)> = places.iter().map(named).collect();
    let controls = html! {
        (Control::new(l, "account", t::VOID_ACCOUNT, typed).scope("void").required().select(&accounts))
        (Control::new(l, "reason", t::REASON, typed).scope("void").hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().input())
        (submit(l, t::VOID_HERE))
    };
    html! {
        section { h2 { (l.of(t::VOID_VALUE)) }
            details open[!typed.values.is_empty()] { summary { (l.of(t::VOID_HERE)) } (form(v, &action, typed, &controls)) }
        }
    }
}

fn new_void(typed: &Fields) -> Result<NewVoid, Refusal> {
    Ok(NewVoid { account: typed.need("account")?.to_owned(), reason: typed.need("reason")?.to_owned() })
}

pub async fn draft(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let new = understood(app, call, "void_value", new_void(&typed))?;
            void_value(&app.desk, call, case, &new)?;
            Ok(case)
        })
        .await;
    case::after(&app, &acting, &text, done).await
}
