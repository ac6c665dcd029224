//! One order, for the agency that has to carry it out. Closed, it shows masks; opened, everything the
//! agency needs. Opening is an act: from then on the order counts as seen, and an entry says so.

use super::answer;
use crate::app::App;
use crate::http::ids;
use crate::http::problem::Problem;
use crate::web::desk::{id, look, not_here};
use crate::web::forms::{button, facts};
use crate::web::page::{Notice, Page, download, problem as problem_page};
use crate::web::posted::{Acting, Fields, Seated};
use crate::web::show;
use crate::web::text::{self as t, Lang};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::read::{self, OrderDetail};
use cordon_desk::{Call, Refusal};
use cordon_model::exchange::{Attachment, Media, OpenOrder, PaperKind, Party};
use cordon_model::{Code, OrderId, OrderState, Receipt};
use maud::{Markup, html};

pub async fn page(app: &App, seated: &Seated, text: &str, problem: Option<&Problem>) -> Response {
    show_closed(app, seated, text, problem, &Fields::default()).await
}

/// The closed order, with the answer form as it was typed.
pub async fn show_closed(
    app: &App,
    seated: &Seated,
    text: &str,
    problem: Option<&Problem>,
    typed: &Fields,
) -> Response {
    let asked = text.to_owned();
    let found = look(app, seated, move |app, call| read::order(&app.desk, call, id(app, call, &asked)?)).await;
    let detail = match found {
        Ok(detail) => detail,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let order = &detail.order;
    let waits = matches!(order.state, OrderState::Dispatched { .. } | OrderState::Seen { .. });
    let body = html! {
        (Notice::of(problem, v).show(l))
        (closed(seated, &detail))
        @if waits {
            p { (l.of(t::OPEN_TEXT)) }
            (button(v, &format!("/desk/orders/{}/open", order.id), t::OPEN))
            (answer::form_of(v, order.id, order.kind, typed))
        }
        (receipts(l, &detail.receipts))
    };
    let status = problem.map_or(StatusCode::OK, Problem::status);
    Page::new(v, title(l, order.kind, order.id)).status(status).send(&body)
}

fn title(l: Lang, kind: cordon_model::OrderKind, id: OrderId) -> String {
    format!("{} {}", l.of(show::order_kind(kind)), show::short(id))
}

fn closed(seated: &Seated, detail: &OrderDetail) -> Markup {
    let v = &seated.visitor;
    let (l, order) = (v.lang, &detail.order);
    facts(&[
        (
            l.of(t::STATE),
            Some(
                html! { (show::named(l, order.state.name())) @if detail.overdue { " · " strong.overdue { (l.of(t::OVERDUE)) } } },
            ),
        ),
        (l.of(t::TARGET), Some(html! { (l.of(show::target(order.target.kind()))) " " (order.target.mask()) })),
        (l.of(t::LIMIT), order.limit.map(|limit| show::money(l, limit))),
        (l.of(t::REASON), Some(html! { (order.reason) })),
        (l.of(t::BASIS), Some(html! { (order.basis) })),
        (
            l.of(t::DUE),
            order
                .state
                .due()
                .map(|due| if order.state.is_over() { show::moment(due.at) } else { show::due(l, due.at, v.now) }),
        ),
        (l.of(t::NUMBER_OF_ORDER), Some(html! { code { (order.id) } })),
    ])
}

/// What was answered so far, as it was weighed.
pub fn receipts(l: Lang, receipts: &[Receipt]) -> Markup {
    html! {
        @if !receipts.is_empty() {
            section { h2 { (l.of(t::RECEIPTS)) }
                @for receipt in receipts { (facts(&[
                    (l.of(t::RECEIVED_AT), Some(html! { (show::moment(receipt.received_at)) @if receipt.late { " " strong.overdue { (l.of(t::LATE)) } } })),
                    (l.of(t::RESULT), Some(html! { (l.of(show::result(receipt.result))) " " (receipt.code) " · " (show::note(l, &receipt.weight)) })),
                    (l.of(t::BALANCE), receipt.balance.map(|amount| show::money(l, amount))),
                    (l.of(t::HELD), receipt.held.map(|amount| show::money(l, amount))),
                    (l.of(t::FROM), receipt.from.map(show::moment)),
                    (l.of(t::UNTIL), receipt.until.map(show::moment)),
                    (l.of(t::REMARK), receipt.remark.as_ref().map(|remark| html! { (remark.mask) })),
                ])) }
            }
        }
    }
}

fn opened_by(app: &App, call: &Call, text: &str) -> Result<OpenOrder, Refusal> {
    let order: OrderId = ids::parse(text).map_err(|refusal| app.desk.note_refusal("hand_over", call, refusal, &[]))?;
    hand_over(&app.desk, call, order)
}

pub async fn open(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let asked = text.clone();
    let opened = acting.act_anew(&app, move |app, call| opened_by(app, call, &asked)).await;
    let seated = acting.seated();
    match opened {
        Ok(order) => {
            let l = acting.visitor.lang;
            Page::new(&acting.visitor, title(l, order.kind, order.id)).send(&open_body(&seated, &order))
        }
        Err(problem) if problem.code() == Code::WrongState => page(&app, &seated, &text, Some(&problem)).await,
        Err(problem) => problem_page(&acting.visitor, &problem),
    }
}

fn open_body(seated: &Seated, order: &OpenOrder) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    html! {
        (facts(&[
            (l.of(t::DUE), order.due.map(|due| show::due(l, due, v.now))),
            (l.of(show::target(order.target.kind)), Some(html! { strong.code { (&*order.target.value) } })),
            (l.of(t::HOLDER), holder(order.target.account.as_ref())),
            (l.of(t::LIMIT), order.limit.map(|limit| show::money(l, limit))),
            (l.of(t::FROM), order.from.map(show::moment)),
            (l.of(t::UNTIL), order.until.map(show::moment)),
            (l.of(t::REASON), Some(html! { (order.reason) })),
            (l.of(t::BASIS), Some(html! { (order.basis) })),
            (l.of(t::CASE), order.case_number.as_ref().map(|number| html! { (number) })),
            (l.of(t::ORGAN), Some(html! { (order.organ_name) " " (order.public_phone) })),
            (l.of(t::PUBLIC_CODE), order.public_code.as_ref().map(|code| html! { span.code { (code) } })),
            (l.of(t::NOTES), (!order.notes.is_empty()).then(|| html! { @for note in &order.notes { span.tag { (show::named(l, &snake(note))) } " " } })),
            (l.of(t::NUMBER_OF_ORDER), Some(html! { code { (order.id) } })),
        ]))
        (transfer(l, order))
        (papers(seated, order))
        (answer::form_of(v, order.id, order.kind, &Fields::default()))
    }
}

/// `LimitNotCarried` as the table of names has it.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

fn holder(party: Option<&Party>) -> Option<Markup> {
    let holder = party?.holder.as_ref()?;
    Some(html! { (&**holder) })
}

fn party(l: Lang, party: &Party) -> Markup {
    html! {
        (party.institution_name) " " span.code { (&*party.number) }
        @if let Some(holder) = &party.holder { " " (&**holder) }
        " (" (l.of(show::class(party.class))) ")"
    }
}

fn transfer(l: Lang, order: &OpenOrder) -> Markup {
    html! {
        @if let Some(transfer) = &order.transfer {
            section { h2 { (l.of(t::TRANSFER)) } (facts(&[
                (l.of(t::AMOUNT), Some(show::money(l, transfer.amount))),
                (l.of(t::SENT_AT), Some(show::moment(transfer.at))),
                (l.of(t::PAYER), Some(party(l, &transfer.from))),
                (l.of(t::PAYEE), Some(transfer.to.as_ref().map_or_else(|| html! { (l.of(t::UNKNOWN)) }, |to| party(l, to)))),
            ])) }
        }
        @if !order.signatories.is_empty() {
            section { h2 { (l.of(t::SIGNATORIES)) }
                ul { @for officer in &order.signatories { li { (&*officer.name) " " (&*officer.police_number) " " (&*officer.phone) } } }
            }
        }
    }
}

fn papers(seated: &Seated, order: &OpenOrder) -> Markup {
    let v = &seated.visitor;
    html! {
        @if !order.attachments.is_empty() {
            section { h2 { (v.lang.of(t::PAPERS)) }
                ul.papers { @for (place, paper) in (1_usize..).zip(&order.attachments) {
                    li { (button(v, &format!("/desk/orders/{}/paper/{place}", order.id), paper_name(paper.kind))) }
                } }
            }
        }
    }
}

const fn paper_name(kind: PaperKind) -> t::Text {
    match kind {
        PaperKind::Certificate => t::CERTIFICATE,
        PaperKind::FreezeDocument => t::FREEZE_DOCUMENT,
        PaperKind::StopApplication => t::SIGNED_FORM,
        PaperKind::IdCard => t::ID_CARD,
        PaperKind::Answer => t::ANSWER,
    }
}

/// One paper of an order, to be kept. It is opened with the order, and the entry says so.
pub async fn paper(State(app): State<App>, Path((text, place)): Path<(String, usize)>, acting: Acting) -> Response {
    let asked = text.clone();
    let opened = acting
        .act_anew(&app, move |app, call| {
            let order = opened_by(app, call, &asked)?;
            let at = place.checked_sub(1).and_then(|at| order.attachments.get(at).cloned());
            at.ok_or_else(|| not_here(app, call)).map(|paper| (order.id, paper))
        })
        .await;
    match opened {
        Ok((order, Attachment { kind, media, content })) => {
            let (ending, media) = match media {
                Media::Jpg => ("jpg", "image/jpeg"),
                Media::Pdf => ("pdf", "application/pdf"),
            };
            download(&format!("{}-{}-{place}.{ending}", show::short(order), kind.code()), media, content)
        }
        Err(problem) => problem_page(&acting.visitor, &problem),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn notes_are_named_as_in_the_records() {
        assert_eq!(super::snake("LimitNotCarried"), "limit_not_carried");
        assert_eq!(super::snake("Overdue"), "overdue");
    }
}
