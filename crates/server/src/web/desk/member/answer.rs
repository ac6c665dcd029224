//! The answer to one order, typed into a form or a row of a file, put into the words of the model. The
//! form asks what fits the kind of order, and no more.

use super::{order, reasons};
use crate::app::App;
use crate::web::desk::not_here;
use crate::web::forms::{Control, form, submit};
use crate::web::page;
use crate::web::posted::{Acting, Fields, understood};
use crate::web::show;
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::order::receive::receive;
use cordon_desk::{Call, Refusal, limits, read};
use cordon_model::exchange::{Answer, DebitFound, Party, Private};
use cordon_model::{AccountClass, Code, Currency, Money, Order, OrderId, OrderKind, Stamp, Wire};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

/// Which questions an answer of this kind has.
const fn asks_amounts(kind: OrderKind) -> bool {
    matches!(
        kind,
        OrderKind::Stop
            | OrderKind::ExtendStop
            | OrderKind::RiskNotice
            | OrderKind::Freeze
            | OrderKind::ExtendFreeze
            | OrderKind::ReduceHold
            | OrderKind::VoidValue
    )
}

const fn asks_span(kind: OrderKind) -> bool {
    !matches!(kind, OrderKind::ConfirmDebit)
}

pub fn form_of(v: &Visitor, id: OrderId, kind: OrderKind, typed: &Fields) -> Markup {
    html! { section { h2 { (v.lang.of(t::ANSWER)) } (form_to(v, &format!("/desk/orders/{id}/answer"), kind, typed)) } }
}

/// The same questions, to be sent to another address.
pub fn form_to(v: &Visitor, action: &str, kind: OrderKind, typed: &Fields) -> Markup {
    let l = v.lang;
    let control = |name, label| Control::new(l, name, label, typed);
    let controls = html! {
        (control("code", t::ANSWER).hint(t::ANSWER_HINT).required().grouped(&reasons::groups(l, kind)))
        @if asks_amounts(kind) {
            (control("balance", t::BALANCE).hint(t::BALANCE_HINT).kind("decimal").max(18).input())
            (control("held", t::HELD).hint(t::HELD_HINT).kind("decimal").max(18).input())
        }
        @if asks_span(kind) {
            (control("from", t::FROM).kind("datetime-local").input())
            (control("until", t::UNTIL).kind("datetime-local").input())
        }
        @if kind == OrderKind::ConfirmDebit { (debit_controls(v, typed)) }
        (control("remark", t::REMARK).hint(t::REMARK_HINT).max(limits::REASON_CHARS_MAX).area(3))
        (submit(l, t::SEND_ANSWER))
    };
    form(v, action, typed, &controls)
}

fn debit_controls(v: &Visitor, typed: &Fields) -> Markup {
    let l = v.lang;
    let control = |name, label| Control::new(l, name, label, typed);
    let word = |value: &str, label| (value.to_owned(), l.of(label).to_owned());
    let classes: Vec<(String, String)> =
        show::CLASSES.iter().map(|(name, class)| word(name, show::class(*class))).collect();
    html! {
        (control("debit_found", t::DEBIT_FOUND).select(&[word("", t::CHOOSE), word("yes", t::YES), word("no", t::NO)]))
        (control("debit_at", t::DEBIT_AT).kind("datetime-local").input())
        fieldset { legend { (l.of(t::PAYEE_FOUND)) }
            (control("payee_institution", t::INSTITUTION_CODE).max(12).input())
            (control("payee_account", t::ACCOUNT).max(limits::ACCOUNT_CHARS_MAX).input())
            (control("payee_holder", t::HOLDER).max(limits::NAME_CHARS_MAX).input())
            (control("payee_class", t::ACCOUNT_CLASS).select(&classes))
        }
    }
}

fn amount(typed: &Fields, name: &str, currency: Currency) -> Result<Option<Money>, Refusal> {
    let Some(text) = typed.some(name) else { return Ok(None) };
    // Spreadsheets write thousands with commas, people a currency sign.
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '¥' | '￥')).collect();
    Money::parse(&plain, currency).map(Some).map_err(|_| Refusal::field(name, "is not an amount such as 80000.00"))
}

fn at(typed: &Fields, name: &str) -> Result<Option<Stamp>, Refusal> {
    let Some(text) = typed.some(name) else { return Ok(None) };
    let at = show::moment_read(text);
    at.map(Some).ok_or_else(|| Refusal::field(name, "is not a moment such as 2026-11-23 09:30:00"))
}

fn yes(typed: &Fields, name: &str) -> Result<Option<bool>, Refusal> {
    match typed.get(name).to_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "y" | "true" | "1" | "是" | "有" => Ok(Some(true)),
        "no" | "n" | "false" | "0" | "否" | "无" => Ok(Some(false)),
        _ => Err(Refusal::field(name, "is neither yes nor no")),
    }
}

fn payee(typed: &Fields) -> Result<Option<Party>, Refusal> {
    let Some(number) = typed.some("payee_account") else { return Ok(None) };
    if number.contains(['.', 'E', 'e']) && number.contains('+') {
        return Err(Refusal::field(
            "payee_account",
            "was turned into a number by the spreadsheet; format the column as text",
        ));
    }
    let class = match typed.get("payee_class") {
        "" => AccountClass::Personal,
        name => {
            let known = show::CLASSES.iter().find(|(class, _)| *class == name);
            known
                .map(|(_, class)| *class)
                .ok_or_else(|| Refusal::field("payee_class", "is personal, company or payment"))?
        }
    };
    Ok(Some(Party {
        institution_code: typed.need("payee_institution")?.to_owned(),
        institution_name: String::new(),
        number: Private(number.to_owned()),
        holder: typed.some("payee_holder").map(Private::from),
        class,
    }))
}

fn debit(typed: &Fields) -> Result<Option<DebitFound>, Refusal> {
    let Some(found) = yes(typed, "debit_found")? else { return Ok(None) };
    Ok(Some(DebitFound { found, at: at(typed, "debit_at")?, payee: payee(typed)? }))
}

/// The answer that a member typed for this order.
pub fn answer_of(order: &Order, typed: &Fields) -> Result<Answer, Refusal> {
    let answer = typed_for(order, typed)?;
    let done = answer.result.took_effect();
    let needed: &[(&str, bool)] = match order.kind {
        OrderKind::Stop => &[("balance", answer.balance.is_some())],
        OrderKind::Freeze => &[("held", answer.held.is_some())],
        OrderKind::ConfirmDebit => &[("debit_found", answer.debit.is_some())],
        _ => &[],
    };
    match needed.iter().find(|(_, there)| done && !there) {
        Some((name, _)) => Err(Refusal::missing(name)),
        None => Ok(answer),
    }
}

/// What was typed, as far as it goes: what an answer needs is for whoever takes it to say.
pub fn typed_for(order: &Order, typed: &Fields) -> Result<Answer, Refusal> {
    let kind = order.kind;
    let reason = reasons::find(kind, typed.need("code")?)
        .ok_or_else(|| Refusal::field("code", "is no published answer to an order of this kind"))?;
    let currency = order.limit.map_or(Currency::CNY, |limit| limit.currency());
    let (amounts, span) = (asks_amounts(kind), asks_span(kind));
    Ok(Answer {
        balance: if amounts { amount(typed, "balance", currency)? } else { None },
        held: if amounts { amount(typed, "held", currency)? } else { None },
        from: if span { at(typed, "from")? } else { None },
        until: if span { at(typed, "until")? } else { None },
        debit: if kind == OrderKind::ConfirmDebit { debit(typed)? } else { None },
        remark: remark(typed)?,
        ..Answer::bare(order.id, reason.result, reason.code)
    })
}

fn remark(typed: &Fields) -> Result<Option<Private>, Refusal> {
    let Some(text) = typed.some("remark") else { return Ok(None) };
    if text.chars().count() > limits::REASON_CHARS_MAX {
        return Err(Refusal::field("remark", format!("is longer than {} characters", limits::REASON_CHARS_MAX)));
    }
    Ok(Some(Private(text.replace("\r\n", "\n"))))
}

/// The same words are the same bytes: what makes a repeated answer known for one.
pub fn digest(typed: &Fields) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (name, value) in typed.values.iter().filter(|(name, _)| name != "csrf" && name != "key") {
        for part in [name, value] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().into()
}

fn take(app: &App, call: &Call, text: &str, typed: &Fields) -> Result<OrderId, Refusal> {
    let Ok(id) = text.parse::<OrderId>() else { return Err(not_here(app, call)) };
    let order = read::order(&app.desk, call, id)?.order;
    let about = |refusal| app.desk.note_refusal("receive_answer", call, refusal, &[id.to_string()]);
    let answer = answer_of(&order, typed).map_err(about)?;
    receive(&app.desk, call, Wire::JsonForm, &answer, None, digest(typed))?;
    Ok(id)
}

pub async fn send(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let sent = acting.act(&app, move |app, call| take(app, call, &asked, &typed)).await;
    match sent {
        Ok(id) => page::see_other(&acting.visitor, &format!("/desk/orders/{id}?done=1")),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => order::show_closed(&app, &acting.seated(), &text, Some(&problem), &acting.fields).await,
    }
}

/// An answer read from elsewhere than a form, with its refusal noted.
pub fn read_row(app: &App, call: &Call, order: &Order, typed: &Fields) -> Result<Answer, Refusal> {
    understood(app, call, "receive_answer", answer_of(order, typed))
}
