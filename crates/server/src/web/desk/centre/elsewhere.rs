//! Orders that people carry to another system: the list of them, and on the page of each its sheet, the
//! number it got there, and the answer that came back. Who may is judged by the verbs.

use super::{list as listed, order, orders};
use crate::app::App;
use crate::http;
use crate::web::desk::id;
use crate::web::desk::member::answer;
use crate::web::forms::{Control, form, submit};
use crate::web::page::{Page, download};
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show;
use crate::web::text as t;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::limits::{PURPOSE_CHARS_MAX, REFERENCE_CHARS_MAX};
use cordon_desk::order::execute_elsewhere::execute_elsewhere;
use cordon_desk::order::record_elsewhere::record_elsewhere;
use cordon_desk::read::{self, OrderFilter};
use cordon_model::{Note, Order, OrderId, OrderState, Role, Wire};
use maud::{Markup, html};

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    let filter = OrderFilter { elsewhere: true, ..OrderFilter::default() };
    let found = listed(&app, &seated, move |app, call, ask| read::orders(&app.desk, call, &filter, ask)).await;
    let (rows, names) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let body = html! {
        p { (l.of(t::ELSEWHERE_TEXT)) }
        @if rows.items.is_empty() { p { (l.of(t::NOTHING_HERE)) } } @else { (orders::table(v, &rows.items, &names)) }
        @if let Some(next) = &rows.next { p { a href={ "/desk/elsewhere?after=" (next) } { (l.of(t::OLDER)) } } }
    };
    Page::new(v, l.of(t::ELSEWHERE)).refreshing().send(&body)
}

/// What can be done with an order that people carry.
pub fn section(seated: &Seated, order: &Order, typed: &Fields) -> Markup {
    let l = seated.visitor.lang;
    let by_hand = order.wire == Some(Wire::ByHand) || order.notes.contains(&Note::NotEncodable);
    if !by_hand || matches!(order.state, OrderState::Withdrawn { .. }) {
        return html! {};
    }
    let enters = seated.officer.holds(Role::Officer) || seated.officer.holds(Role::Intake);
    let prints = enters || seated.officer.holds(Role::Approver) || seated.officer.holds(Role::Supervisor);
    html! {
        section { h2 { (l.of(t::ELSEWHERE)) }
            @if prints { (sheet_form(seated, order, typed)) }
            @if enters && !order.state.is_over() {
                @if order.foreign_number.is_none() { (number_form(seated, order, typed)) }
                (answer_form(seated, order, typed))
            }
        }
    }
}

fn action(order: &Order, verb: &str) -> String {
    format!("/desk/orders/{}/{verb}", order.id)
}

fn sheet_form(seated: &Seated, order: &Order, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let (l, action) = (v.lang, action(order, "sheet"));
    let typed = typed.on(v, &action);
    let controls = html! {
        (Control::new(l, "purpose", t::PURPOSE, typed).hint(t::PURPOSE_HINT).max(PURPOSE_CHARS_MAX).required().input())
        (submit(l, t::PRINT_SHEET))
    };
    html! { details open[!typed.values.is_empty()] { summary { (l.of(t::PRINT_SHEET)) } (form(v, &action, typed, &controls)) } }
}

fn number_form(seated: &Seated, order: &Order, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let (l, action) = (v.lang, action(order, "foreign-number"));
    let typed = typed.on(v, &action);
    let controls = html! {
        (Control::new(l, "number", t::FOREIGN_NUMBER, typed).hint(t::FOREIGN_NUMBER_HINT).max(REFERENCE_CHARS_MAX).required().input())
        (submit(l, t::ENTER_NUMBER))
    };
    form(v, &action, typed, &controls)
}

fn answer_form(seated: &Seated, order: &Order, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let (l, action) = (v.lang, action(order, "elsewhere-answer"));
    let typed = typed.on(v, &action);
    html! {
        details open[!typed.values.is_empty()] { summary { (l.of(t::ENTER_ANSWER)) }
            p { (l.of(t::ENTERED_BY_YOU)) }
            (answer::form_to(v, &action, order.kind, typed))
        }
    }
}

pub async fn sheet(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let asked = text.clone();
    let printed = acting
        .act_anew(&app, move |app, call| {
            let order: OrderId = id(app, call, &asked)?;
            Ok((order, http::orders::sheet::print(app, call, order)?))
        })
        .await;
    match printed {
        Ok((order, paper)) => download(&format!("sheet-{}.pdf", show::short(order)), "application/pdf", paper.pdf),
        Err(problem) => order::after(&app, &acting, &text, Err(problem)).await,
    }
}

pub async fn number(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let order: OrderId = id(app, call, &asked)?;
            let number = understood(app, call, "execute_elsewhere", typed.need("number").map(str::to_owned))?;
            Ok(execute_elsewhere(&app.desk, call, order, &number)?.order)
        })
        .await;
    order::after(&app, &acting, &text, done).await
}

pub async fn answer(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let order: OrderId = id(app, call, &asked)?;
            let found = read::order(&app.desk, call, order)?.order;
            let read = answer::typed_for(&found, &typed);
            let answer =
                read.map_err(|refusal| app.desk.note_refusal("record_elsewhere", call, refusal, &[order.to_string()]))?;
            record_elsewhere(&app.desk, call, &answer, answer::digest(&typed))?;
            Ok(order)
        })
        .await;
    order::after(&app, &acting, &text, done).await
}
