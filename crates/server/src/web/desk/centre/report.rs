//! Intake in the order of the phone call: from which account, how much, when, to which account; then
//! who calls, and how it happened. One to three transfers; a victim with more files again.

use super::names;
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::look;
use crate::web::forms::{Control, form, submit};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show::{self, Names};
use crate::web::text as t;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::{
    ACCOUNT_CHARS_MAX, ID_NUMBER_CHARS_MAX, NAME_CHARS_MAX, NARRATIVE_CHARS_MAX, PHONE_CHARS_MAX,
};
use cordon_desk::money::file_report::{self, Report, ReportedTransfer, ReporterInput, Side};
use cordon_model::exchange::Private;
use cordon_model::{AccountClass, Currency, Money, Stamp};
use maud::{Markup, html};

/// Transfers that fit on the page.
const TRANSFERS: u32 = 3;
const ID_TYPE: &str = "身份证";

pub async fn ask(State(app): State<App>, seated: Seated) -> Response {
    send(&app, &seated, None, &Fields::default()).await
}

async fn send(app: &App, seated: &Seated, problem: Option<&Problem>, typed: &Fields) -> Response {
    let names = match look(app, seated, names).await {
        Ok(names) => names,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let controls = html! {
        @for n in 1..=TRANSFERS {
            @if n == 1 { (transfer(l, typed, n, &names)) } @else {
                details open[typed.some(&format!("from_account_{n}")).is_some()] {
                    summary { (l.of(t::ONE_MORE_TRANSFER)) } (transfer(l, typed, n, &names))
                }
            }
        }
        (reporter(l, typed))
        fieldset { legend { (l.of(t::HOW_IT_HAPPENED)) }
            (Control::new(l, "scam_type", t::SCAM_TYPE, typed).select(&scam_types()))
            (Control::new(l, "narrative", t::NARRATIVE, typed).max(NARRATIVE_CHARS_MAX).area(5))
            (Control::new(l, "scam_contact", t::SCAM_CONTACT, typed).max(NARRATIVE_CHARS_MAX).area(3))
            (Control::new(l, "reported_at", t::REPORTED_AT, typed).hint(t::REPORTED_AT_HINT).kind("datetime-local").input())
        }
        (submit(l, t::FILE_AND_STOP))
    };
    let body = html! { (Notice::of(problem, v).show(l)) (form(v, "/desk/report", typed, &controls)) };
    Page::new(v, l.of(t::NEW_REPORT)).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn scam_types() -> Vec<(String, String)> {
    let numbered = (1..=15).map(|n| format!("T{n:02}"));
    ["未定".to_owned()].into_iter().chain(numbered).map(|name| (name.clone(), name)).collect()
}

fn institutions(l: t::Lang, names: &Names) -> Vec<(String, String)> {
    let unknown = (String::new(), l.of(t::CHOOSE).to_owned());
    let keeping = names.values().filter(|agency| agency.active && agency.kind.keeps_accounts());
    [unknown]
        .into_iter()
        .chain(keeping.map(|agency| (agency.code.clone(), format!("{} {}", agency.name, agency.code))))
        .collect()
}

fn classes(l: t::Lang) -> Vec<(String, String)> {
    show::CLASSES.iter().map(|(name, class)| ((*name).to_owned(), l.of(show::class(*class)).to_owned())).collect()
}

fn transfer(l: t::Lang, typed: &Fields, n: u32, names: &Names) -> Markup {
    let banks = institutions(l, names);
    let channels: Vec<(String, String)> =
        show::CHANNELS.iter().map(|(name, _, text)| ((*name).to_owned(), l.of(*text).to_owned())).collect();
    let name = |field: &str| format!("{field}_{n}");
    let bank_name = name("from_bank");
    let bank = Control::new(l, &bank_name, t::PAYER_BANK, typed);
    let needed = |control: Control<'_>| if n == 1 { control.required().input() } else { control.input() };
    html! {
        fieldset { legend { (l.of(t::TRANSFER)) " " (n) }
            (if n == 1 { bank.required().select(&banks) } else { bank.select(&banks) })
            (needed(Control::new(l, &name("from_account"), t::PAYER_ACCOUNT, typed).max(ACCOUNT_CHARS_MAX)))
            (Control::new(l, &name("from_holder"), t::PAYER_HOLDER, typed).max(NAME_CHARS_MAX).input())
            (needed(Control::new(l, &name("amount"), t::AMOUNT_YUAN, typed).kind("decimal").max(18)))
            (needed(Control::new(l, &name("at"), t::SENT_AT, typed).kind("datetime-local")))
            (Control::new(l, &name("to_bank"), t::PAYEE_BANK, typed).hint(t::PAYEE_HINT).select(&banks))
            (Control::new(l, &name("to_account"), t::PAYEE_ACCOUNT, typed).max(ACCOUNT_CHARS_MAX).input())
            (Control::new(l, &name("to_holder"), t::PAYEE_HOLDER, typed).max(NAME_CHARS_MAX).input())
            (Control::new(l, &name("to_class"), t::ACCOUNT_CLASS, typed).select(&classes(l)))
            (Control::new(l, &name("channel"), t::CHANNEL, typed).select(&channels))
        }
    }
}

/// Who reports; also on a case whose reporter was not known at first.
pub fn reporter(l: t::Lang, typed: &Fields) -> Markup {
    html! {
        fieldset { legend { (l.of(t::REPORTER)) }
            p { small { (l.of(t::REPORTER_HINT)) } }
            (Control::new(l, "reporter_name", t::NAME, typed).max(NAME_CHARS_MAX).input())
            (Control::new(l, "id_type", t::ID_TYPE, typed).value(ID_TYPE).max(20).input())
            (Control::new(l, "reporter_id_number", t::ID_NUMBER, typed).max(ID_NUMBER_CHARS_MAX).input())
            (Control::new(l, "reporter_phone", t::PHONE, typed).max(PHONE_CHARS_MAX).input())
        }
    }
}

/// None where nothing at all was said of the reporter.
pub fn reporter_of(typed: &Fields) -> Result<Option<ReporterInput>, Refusal> {
    let said = ["reporter_name", "reporter_id_number", "reporter_phone"];
    if said.iter().all(|name| typed.get(name).is_empty()) {
        return Ok(None);
    }
    Ok(Some(ReporterInput {
        name: Private::from(typed.need("reporter_name")?),
        id_type: typed.some("id_type").unwrap_or(ID_TYPE).to_owned(),
        id_number: Private::from(typed.need("reporter_id_number")?),
        phone: Private::from(typed.need("reporter_phone")?),
    }))
}

fn side(typed: &Fields, which: &str, n: u32, class: AccountClass) -> Result<Side, Refusal> {
    let need = |field: &str| {
        typed.some(&format!("{which}_{field}_{n}")).ok_or_else(|| Refusal::missing(&format!("{which}_{field}")))
    };
    Ok(Side {
        institution_code: need("bank")?.to_owned(),
        number: Private(need("account")?.chars().filter(|c| !c.is_whitespace()).collect()),
        holder: typed.some(&format!("{which}_holder_{n}")).map(Private::from),
        class,
    })
}

fn transfer_of(typed: &Fields, n: u32) -> Result<ReportedTransfer, Refusal> {
    let get = |field: &str| typed.get(&format!("{field}_{n}"));
    let moment = |text: &str| -> Result<Stamp, Refusal> {
        show::moment_read(text).ok_or_else(|| {
            if text.is_empty() { Refusal::missing("at") } else { Refusal::field("at", "is not a moment") }
        })
    };
    let class = show::CLASSES
        .iter()
        .find(|(name, _)| *name == get("to_class"))
        .map_or(AccountClass::Personal, |(_, class)| *class);
    let amount: String = get("amount").chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let amount = Money::parse(&amount, Currency::CNY)
        .map_err(|_| Refusal::field("amount", "is not an amount such as 80000.00"))?;
    let payee = !get("to_account").is_empty() || !get("to_bank").is_empty();
    let channel = show::CHANNELS.iter().find(|(name, ..)| *name == get("channel"));
    Ok(ReportedTransfer {
        from: side(typed, "from", n, AccountClass::Personal)?,
        to: if payee { Some(side(typed, "to", n, class)?) } else { None },
        amount,
        at: moment(get("at"))?,
        channel: channel.map(|(_, channel, _)| *channel).ok_or_else(|| Refusal::missing("channel"))?,
    })
}

fn report_of(typed: &Fields) -> Result<Report, Refusal> {
    let told = (1..=TRANSFERS).filter(|n| *n == 1 || typed.some(&format!("from_account_{n}")).is_some());
    let reported_at = match typed.some("reported_at") {
        Some(text) => Some(show::moment_read(text).ok_or_else(|| Refusal::field("reported_at", "is not a moment"))?),
        None => None,
    };
    let long = |name: &str| typed.some(name).map(|text| Private(text.replace("\r\n", "\n")));
    Ok(Report {
        reporter: reporter_of(typed)?,
        transfers: told.map(|n| transfer_of(typed, n)).collect::<Result<_, _>>()?,
        scam_type: typed.some("scam_type").unwrap_or("未定").to_owned(),
        narrative: long("narrative"),
        contact: long("scam_contact"),
        reported_at,
        bank_report: None,
    })
}

pub async fn file(State(app): State<App>, acting: Acting) -> Response {
    let typed = acting.fields.clone();
    let filed = acting
        .act(&app, move |app, call| {
            let report = understood(app, call, "file_report", report_of(&typed))?;
            file_report::file_report(&app.desk, call, &report)
        })
        .await;
    match filed {
        Ok(filed) => page::see_other(&acting.visitor, &format!("/desk/cases/{}?done=1", filed.case)),
        Err(problem) => send(&app, &acting.seated(), Some(&problem), &acting.fields).await,
    }
}
