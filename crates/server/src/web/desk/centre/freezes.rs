//! Filing and freezes: what a case's page shows and asks of them, and what can be done with one freeze.
//! Who may is judged by the verbs.

use super::{case, measures};
use crate::app::App;
use crate::web::desk::id;
use crate::web::forms::{Control, facts, form, submit, upload};
use crate::web::posted::{Acting, Fields, NONE, Seated, understood};
use crate::web::show;
use crate::web::text::{self as t, Lang, Text};
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::{
    AGENCY_NAME_CHARS_MAX, EVIDENCE_CHARS_MAX, NAME_CHARS_MAX, PHONE_CHARS_MAX, REASON_CHARS_MAX,
};
use cordon_desk::money::attach_paper::attach_paper_of;
use cordon_desk::money::freeze::{
    FreezeOf, NewExtension, NewFiling, NewFreeze, NewOwner, Scope, extend_freeze, find_unrelated, freeze,
    hand_on_freeze, record_filing,
};
use cordon_desk::read::CaseDetail;
use cordon_model::exchange::{PaperKind, Private};
use cordon_model::{CaseId, Currency, Measure, MeasureId, MeasureKind, Money, Officer, Role, Stage};
use maud::{Markup, html};

const STAGES: [Stage; 3] = [Stage::Police, Stage::Procuratorate, Stage::Court];

/// An amount as people type it: with commas, spaces, a currency sign.
pub fn yuan(typed: &Fields, name: &str) -> Result<Option<Money>, Refusal> {
    let Some(text) = typed.some(name) else { return Ok(None) };
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '¥' | '￥')).collect();
    let read = Money::parse(&plain, Currency::CNY);
    read.map(Some).map_err(|_| Refusal::field(name, "is not an amount such as 80000.00"))
}

fn folded(label: &str, open: bool, body: &Markup) -> Markup {
    html! { details open[open] { summary { (label) } (body) } }
}

/// The filing, the freezes with who answers for them and how long they last, and what comes next.
pub fn section(seated: &Seated, detail: &CaseDetail, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let officer = seated.officer.holds(Role::Officer);
    let filing = detail.case.filing.as_ref();
    let freezes: Vec<&Measure> = detail.measures.iter().filter(|one| one.kind == MeasureKind::Freeze).collect();
    html! {
        section { h2 { (l.of(t::FILING)) }
            @match filing {
                Some(filing) => p { (filing.number) " · " (filing.organ) " · " (show::moment(filing.decided_at)) },
                None => p { (l.of(t::NOT_FILED)) },
            }
            @for one in &freezes {
                p { a href={ "/desk/measures/" (one.id) } { (l.of(t::FREEZE)) " " (show::short(one.id)) } " · " (show::named(l, one.state.name()))
                    @if let Some(force) = one.state.force() { " · " (l.of(t::UNTIL)) " " (show::due(l, force.until, v.now)) }
                    @if let Some(owner) = &one.owner { " · " (l.of(t::OWNER)) " " (show::named(l, owner.stage.name())) " " (owner.organ) " " (owner.name) }
                }
            }
            @if officer { (case_forms(seated, detail, typed)) }
        }
    }
}

/// What may be frozen: where a measure stands or stood, and where else the money is.
fn freezable(l: Lang, detail: &CaseDetail) -> Vec<(String, String)> {
    let held = |kind| matches!(kind, MeasureKind::Stop | MeasureKind::Delay | MeasureKind::Hold);
    let measures: Vec<&Measure> = detail.measures.iter().filter(|one| held(one.kind)).collect();
    let places = detail.trace.iter().flat_map(|trace| &trace.places);
    let others = places.filter(|place| {
        place.exit.is_none()
            && place.institution.is_some()
            && place.amount.is_positive()
            && !measures.iter().any(|one| one.target.key() == place.account)
    });
    let others: Vec<(String, String)> =
        others.map(|place| (place.account.clone(), format!("{} {}", place.mask, l.of(t::PART_STANDING)))).collect();
    let measured =
        |one: &&Measure| (one.id.to_string(), format!("{} {}", one.target.mask(), show::named(l, one.state.name())));
    measures.iter().map(measured).chain(others).collect()
}

fn case_forms(seated: &Seated, detail: &CaseDetail, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let action = |verb: &str| format!("/desk/cases/{}/{verb}", detail.case.id);
    let (file_at, document_at, freeze_at) = (action("filing"), action("freeze-document"), action("freezes"));
    let filed = typed.on(v, &file_at);
    let file = html! {
        (Control::new(l, "number", t::FILING_NUMBER, filed).scope("filing").max(EVIDENCE_CHARS_MAX).required().input())
        (Control::new(l, "organ", t::FILING_ORGAN, filed).max(AGENCY_NAME_CHARS_MAX).required().input())
        (Control::new(l, "decided_at", t::FILING_AT, filed).kind("datetime-local").required().input())
        (submit(l, t::RECORD_FILING))
    };
    let document = html! {
        (Control::new(l, "file", t::FREEZE_SCAN, &NONE).scope("document").required().file(".jpg,.jpeg,.pdf"))
        (submit(l, t::ATTACH))
    };
    let frozen = typed.on(v, &freeze_at);
    let accounts = freezable(l, detail);
    let draft = html! {
        (Control::new(l, "measure", t::ACCOUNT, frozen).scope("freeze").required().select(&accounts))
        (Control::new(l, "limit", t::FREEZE_LIMIT, frozen).kind("decimal").max(18).input())
        (Control::new(l, "why_full", t::WHY_FULL, frozen).max(REASON_CHARS_MAX).input())
        (Control::new(l, "reason", t::REASON, frozen).scope("freeze").hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().input())
        (submit(l, t::FREEZE_HERE))
    };
    html! {
        (folded(l.of(t::RECORD_FILING), !filed.values.is_empty(), &form(v, &file_at, filed, &file)))
        @if detail.case.filing.is_some() {
            (folded(l.of(t::FREEZE_SCAN), false, &upload(v, &document_at, &NONE, &document)))
            @if !accounts.is_empty() {
                (folded(l.of(t::FREEZE_HERE), !frozen.values.is_empty(), &form(v, &freeze_at, frozen, &draft)))
            }
        }
    }
}

fn new_filing(typed: &Fields) -> Result<NewFiling, Refusal> {
    let decided_at = show::moment_read(typed.need("decided_at")?);
    Ok(NewFiling {
        number: typed.need("number")?.to_owned(),
        organ: typed.need("organ")?.to_owned(),
        decided_at: decided_at
            .ok_or_else(|| Refusal::field("decided_at", "is not a moment such as 2026-11-23 09:30:00"))?,
    })
}

pub async fn file(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let new = understood(app, call, "record_filing", new_filing(&typed))?;
            Ok(record_filing(&app.desk, call, case, &new)?.case)
        })
        .await;
    case::after(&app, &acting, &text, done).await
}

pub async fn document(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, scan) = (text.clone(), acting.fields.file.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let scan = understood(app, call, "attach_paper", scan.ok_or_else(|| Refusal::missing("file")))?;
            attach_paper_of(&app.desk, call, case, PaperKind::FreezeDocument, &scan)?;
            Ok(case)
        })
        .await;
    case::after(&app, &acting, &text, done).await
}

fn new_freeze(typed: &Fields) -> Result<NewFreeze, Refusal> {
    let account = match typed.need("measure")? {
        key if key.starts_with("mea_") => {
            FreezeOf::Measure(key.parse().map_err(|_| Refusal::field("measure", "is no id of a measure"))?)
        }
        key => FreezeOf::Account(key.to_owned()),
    };
    let scope = match (yuan(typed, "limit")?, typed.some("why_full")) {
        (None, None) => Scope::Claimed,
        (Some(limit), None) => Scope::Limited(limit),
        (None, Some(why)) => Scope::Full { why: why.to_owned() },
        (Some(_), Some(_)) => return Err(Refusal::field("limit", "has no place where the whole account is frozen")),
    };
    let reason = typed.need("reason")?.to_owned();
    Ok(NewFreeze { account, scope, reason, owner: None })
}

pub async fn draft(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let new = understood(app, call, "freeze", new_freeze(&typed))?;
            freeze(&app.desk, call, case, &new)?;
            Ok(case)
        })
        .await;
    case::after(&app, &acting, &text, done).await
}

/// Who answers for a freeze, and by when it has to be free.
pub fn shown(seated: &Seated, measure: &Measure) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    if measure.kind != MeasureKind::Freeze {
        return html! {};
    }
    let owner = measure.owner.as_ref();
    facts(&[
        (l.of(t::OWNER), owner.map(|owner| html! { (owner.name) " " (owner.organ) })),
        (l.of(t::OWNER_STAGE), owner.map(|owner| html! { (show::named(l, owner.stage.name())) })),
        (l.of(t::OWNER_PHONE), owner.map(|owner| html! { (owner.phone) })),
        (l.of(t::RELEASE_DUE), measure.release_due.map(|due| show::due(l, due.at, v.now))),
    ])
}

/// What can be done with a freeze besides lifting it.
pub fn acts(seated: &Seated, measure: &Measure, officers: &[Officer], typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    if measure.kind != MeasureKind::Freeze || measure.state.is_over() {
        return html! {};
    }
    let part = |verb: &str, label: Text, fields: &dyn Fn(&Fields) -> Markup| {
        let action = format!("/desk/measures/{}/{verb}", measure.id);
        let typed = typed.on(v, &action);
        let body = html! { (fields(typed)) (submit(l, label)) };
        folded(l.of(label), !typed.values.is_empty(), &form(v, &action, typed, &body))
    };
    let reason = |scope: &'static str, typed: &Fields| {
        Control::new(l, "reason", t::REASON, typed)
            .scope(scope)
            .hint(t::REASON_HINT)
            .max(REASON_CHARS_MAX)
            .required()
            .input()
    };
    let own = officers.iter().filter(|one| one.active && one.is_police() && one.holds(Role::Officer));
    let nobody = std::iter::once((String::new(), "—".to_owned()));
    let owners: Vec<(String, String)> = nobody.chain(own.map(|one| (one.id.to_string(), one.name.clone()))).collect();
    let stages: Vec<(String, String)> =
        STAGES.iter().map(|stage| (stage.name().to_owned(), show::named(l, stage.name()))).collect();
    html! {
        @if measure.state.force().is_some() && measure.release_due.is_none() && seated.officer.holds(Role::Officer) {
            (part("renew", t::RENEW_FREEZE, &|typed| html! {
                (Control::new(l, "until", t::UNTIL, typed).kind("datetime-local").input()) (reason("renew", typed)) }))
        }
        (part("hand-on", t::HAND_ON, &|typed| html! {
            (Control::new(l, "officer", t::OWN_OFFICER, typed).hint(t::OWN_OFFICER_HINT).select(&owners))
            (Control::new(l, "stage", t::OWNER_STAGE, typed).select(&stages))
            (Control::new(l, "organ", t::UNIT, typed).scope("hand-on").max(AGENCY_NAME_CHARS_MAX).input())
            (Control::new(l, "name", t::OWNER, typed).max(NAME_CHARS_MAX).input())
            (Control::new(l, "phone", t::OWNER_PHONE, typed).max(PHONE_CHARS_MAX).input()) }))
        @if measure.release_due.is_none() && seated.officer.holds(Role::Officer) {
            (part("unrelated", t::UNRELATED, &|typed| reason("unrelated", typed)))
        }
    }
}

fn until(typed: &Fields) -> Result<Option<cordon_model::Stamp>, Refusal> {
    let Some(text) = typed.some("until") else { return Ok(None) };
    let at = show::moment_read(text);
    at.map(Some).ok_or_else(|| Refusal::field("until", "is not a moment such as 2026-11-23 09:30:00"))
}

pub async fn renew(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let measure: MeasureId = id(app, call, &asked)?;
            let new =
                until(&typed).and_then(|until| Ok(NewExtension { until, reason: typed.need("reason")?.to_owned() }));
            let new = understood(app, call, "extend_freeze", new)?;
            Ok(extend_freeze(&app.desk, call, measure, &new)?.order)
        })
        .await;
    measures::after(&app, &acting, &text, done).await
}

fn new_owner(typed: &Fields) -> Result<NewOwner, Refusal> {
    if let Some(officer) = typed.some("officer") {
        let id = officer.parse().map_err(|_| Refusal::field("officer", "is no id of an officer"))?;
        return Ok(NewOwner::Officer(id));
    }
    let stage = STAGES.into_iter().find(|stage| stage.name() == typed.get("stage"));
    Ok(NewOwner::Outside {
        stage: stage.ok_or_else(|| Refusal::missing("stage"))?,
        organ: typed.need("organ")?.to_owned(),
        name: Private::from(typed.need("name")?),
        phone: Private::from(typed.need("phone")?),
    })
}

pub async fn hand_on(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let measure: MeasureId = id(app, call, &asked)?;
            let new = understood(app, call, "hand_on_freeze", new_owner(&typed))?;
            Ok(hand_on_freeze(&app.desk, call, measure, &new)?.measure)
        })
        .await;
    measures::stayed(&app, &acting, &text, done).await
}

pub async fn unrelated(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let measure: MeasureId = id(app, call, &asked)?;
            let reason = understood(app, call, "find_unrelated", typed.need("reason").map(str::to_owned))?;
            Ok(find_unrelated(&app.desk, call, measure, &reason)?.measure)
        })
        .await;
    measures::stayed(&app, &acting, &text, done).await
}
