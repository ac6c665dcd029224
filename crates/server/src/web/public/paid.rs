//! Money has left: whom to call now, and what to have at hand. No form: a stop takes an officer who knows who
//! speaks, and the victim's signature.

use super::confirm_by_phone;
use crate::app::App;
use crate::web::page::{self, Page};
use crate::web::text::{self as t, Lang, Text};
use crate::web::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use cordon_desk::read::public_centre;
use maud::{Markup, html};

const SHEET: &[Text] =
    &[t::SHEET_WHO, t::SHEET_FROM, t::SHEET_TO, t::SHEET_EACH, t::SHEET_SERIAL, t::SHEET_CONTACT, t::SHEET_STORY];

/// Two numbers that hold in every city.
const POLICE: &str = "110";
const ADVICE: &str = "96110";

pub async fn show(State(app): State<App>, v: Visitor) -> Response {
    let l = v.lang;
    let (name, phone) = match app.peek(|app| public_centre(&app.desk)).await {
        Ok(centre) => centre,
        Err(problem) => return page::problem(&v, &problem),
    };
    let own = (phone != POLICE && phone != ADVICE).then_some((name, phone));
    let body = html! {
        div.notice.refused {
            p.verdict { strong { (l.of(t::PAID_FIRST)) } }
            ul.calls {
                li { (call(POLICE, l.of(t::CALL_POLICE))) }
                li { (call(ADVICE, l.of(t::CALL_ADVICE))) }
                @if let Some((name, phone)) = &own { li { (call(phone, &format!("{} · {name}", l.of(t::CALL_CENTRE)))) } }
            }
            p { strong { (l.of(t::CALL_BANK)) } }
        }
        p { (l.of(t::PAID_KEEP)) }
        p { (l.of(t::PAID_NO_FORM)) }
        (sheet(l))
        (confirm_by_phone(&v))
    };
    Page::new(&v, l.of(t::PAID_TITLE)).send(&body)
}

fn call(number: &str, of: &str) -> Markup {
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! { a.call href={ "tel:" (dialled) } { strong { (number) } " " span { (of) } } }
}

/// To be printed: the place beside each line is for the pen.
fn sheet(l: Lang) -> Markup {
    html! {
        section.sheet {
            h2 { (l.of(t::SHEET_TITLE)) }
            p.noprint { small { (l.of(t::SHEET_HINT)) } }
            table {
                thead { tr { th scope="col" { (l.of(t::SHEET_WHAT)) } th scope="col" { (l.of(t::SHEET_YOURS)) } } }
                tbody { @for line in SHEET { tr { th scope="row" { (l.of(*line)) } td {} } } }
            }
        }
    }
}

/// The same in one sentence, first on an answer.
pub fn first(l: Lang) -> Markup {
    html! {
        div.notice.refused role="alert" {
            p.verdict { strong { (l.of(t::PAID_FIRST)) } }
            ul.calls {
                li { (call(POLICE, l.of(t::CALL_POLICE))) }
                li { (call(ADVICE, l.of(t::CALL_ADVICE))) }
            }
            p { a href="/paid" { (l.of(t::SHEET_TITLE)) } }
        }
    }
}

/// The way there from other pages.
pub fn door(v: &Visitor) -> Markup {
    html! { p { a.button.urgent href="/paid" { (v.lang.of(t::DOOR_PAID)) } } }
}
