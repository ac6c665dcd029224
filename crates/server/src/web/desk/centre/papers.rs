//! Papers: the form a victim signs, prefilled; its scan, attached; the slip for a bank's counter. What
//! stands on them is decided where the API prints them.

use super::case::after;
use crate::app::App;
use crate::http::{cases, measures};
use crate::web::desk::{id, look};
use crate::web::forms::{Control, form, submit};
use crate::web::page::download;
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show;
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::PURPOSE_CHARS_MAX;
use cordon_desk::money::attach_paper::attach_paper;
use cordon_model::{Case, CaseId, MeasureId};
use maud::{Markup, html};

const PDF: &str = "application/pdf";

pub fn form03_form(v: &Visitor, case: &Case, typed: &Fields) -> Markup {
    let l = v.lang;
    let action = format!("/desk/cases/{}/form03", case.id);
    let typed = typed.on(v, &action);
    // The first transfer whose payee is known is the one a signed form is for, unless another is chosen.
    let first = case.transfers.iter().position(|one| one.to.is_some()).unwrap_or(0).saturating_add(1).to_string();
    let transfers: Vec<(String, String)> = (1_usize..)
        .zip(&case.transfers)
        .map(|(n, one)| (n.to_string(), format!("{n}: {} {}", one.debit.at.shanghai(), one.amount)))
        .collect();
    let controls = html! {
        @if transfers.len() > 1 { (Control::new(l, "transfer", t::TRANSFER, typed).value(&first).select(&transfers)) }
        @else { input type="hidden" name="transfer" value=(first); }
        (Control::new(l, "purpose", t::PURPOSE, typed).hint(t::PURPOSE_HINT).max(PURPOSE_CHARS_MAX).required().input())
        (submit(l, t::PRINT_FORM))
    };
    html! { details { summary { (l.of(t::PRINT_FORM)) } (form(v, &action, typed, &controls)) } }
}

pub async fn attach(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, scan) = (text.clone(), acting.fields.file.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let scan = understood(app, call, "attach_paper", scan.ok_or_else(|| Refusal::missing("file")))?;
            attach_paper(&app.desk, call, case, &scan)?;
            Ok(case)
        })
        .await;
    after(&app, &acting, &text, done).await
}

pub async fn form03(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, number) = (text.clone(), acting.fields.get("transfer").parse::<u32>().unwrap_or(1));
    let printed = acting
        .act_anew(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            Ok((case, cases::form03::form(app, call, case, number)?))
        })
        .await;
    match printed {
        Ok((case, paper)) => download(&format!("form03-{}.pdf", show::short(case)), PDF, paper.pdf),
        Err(problem) => after(&app, &acting, &text, Err(problem)).await,
    }
}

/// The slip names nobody: no fact is opened for it.
pub async fn slip(State(app): State<App>, Path(text): Path<String>, seated: Seated) -> Response {
    let printed = look(&app, &seated, move |app, call| {
        let measure: MeasureId = id(app, call, &text)?;
        Ok((measure, measures::slip::print(app, call, measure)?))
    });
    match printed.await {
        Ok((measure, paper)) => download(&format!("slip-{}.pdf", show::short(measure)), PDF, paper.pdf),
        Err(response) => response,
    }
}
