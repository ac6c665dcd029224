//! The parts of a case's page: the money, which adds up before the reader's eyes, and the lists.

use crate::web::desk::centre::orders::table;
use crate::web::forms::facts;
use crate::web::show::{self, Names};
use crate::web::text::{self as t, Lang, Text};
use crate::web::visitor::Visitor;
use cordon_desk::read::{CaseDetail, OrderLine, Page as Rows};
use cordon_journal::Entry;
use cordon_model::{Money, MoneyBar, Stamp, Standing, Transfer};
use maud::{Markup, html};

/// The width of the drawn bar in its own units.
const BAR_UNITS: i64 = 1_000;

fn parts(bar: &MoneyBar) -> [(&'static str, Text, Money); 5] {
    [
        ("held", t::PART_HELD, bar.held),
        ("standing", t::PART_STANDING, bar.standing),
        ("cashed", t::PART_CASHED, bar.cashed_out),
        ("returned", t::PART_RETURNED, bar.returned),
        ("unknown", t::PART_UNKNOWN, bar.unknown),
    ]
}

/// Where a part begins and how wide it is. A picture only: the text beside it has the amounts.
fn drawn(bar: &MoneyBar) -> Vec<(&'static str, i64, i64)> {
    let whole = i128::from(bar.loss.minor()).max(1);
    let scaled = |minor: i128| {
        i64::try_from(minor.saturating_mul(i128::from(BAR_UNITS)) / whole).unwrap_or(0).clamp(0, BAR_UNITS)
    };
    let mut sum = 0_i128;
    parts(bar)
        .into_iter()
        .map(|(class, _, amount)| {
            let begin = scaled(sum);
            sum = sum.saturating_add(i128::from(amount.minor()));
            (class, begin, scaled(sum).saturating_sub(begin))
        })
        .collect()
}

pub fn bar(l: Lang, bar: &MoneyBar) -> Markup {
    html! {
        section.money { h2 { (l.of(t::LOSS)) " " (show::money(l, bar.loss)) }
            svg.bar viewBox={ "0 0 " (BAR_UNITS) " 24" } preserveAspectRatio="none" aria-hidden="true" {
                @for (class, begin, width) in drawn(bar) { rect class=(class) x=(begin) y="0" width=(width) height="24" {} }
            }
            ul.parts { @for (class, name, amount) in parts(bar) {
                li { span class={ "swatch " (class) } {} (l.of(name)) " " (show::money(l, amount)) }
            } }
            p { (l.of(if bar.adds_up() { t::ADDS_UP } else { t::DOES_NOT_ADD_UP })) }
            @if !bar.notes.is_empty() { p { @for note in &bar.notes { span.tag { (show::note(l, note)) } " " } } }
        }
    }
}

pub fn moments(l: Lang, detail: &CaseDetail) -> Markup {
    let (case, m) = (&detail.case, &detail.moments);
    let after = |at: Option<Stamp>, ms: Option<i64>| {
        at.map(|at| html! { (show::moment(at)) @if let Some(ms) = ms { " · " (show::span(l, ms)) } })
    };
    html! {
        (facts(&[
            (l.of(t::REPORTED_AT), Some(show::moment(m.reported_at))),
            (l.of(t::FIRST_ORDER), after(m.first_order_at, m.first_order_ms)),
            (l.of(t::FIRST_STOP), after(m.first_stop_at, m.first_stop_ms)),
            (l.of(t::SCAM_TYPE), Some(html! { (case.scam_type) })),
            (l.of(t::REPORTER), case.reporter.as_ref().map(|who| html! { (who.name.mask) " " (who.id_type) " " (who.id_number.mask) " " (who.phone.mask) })),
            (l.of(t::NOTES), (!case.notes.is_empty()).then(|| html! { @for note in &case.notes { span.tag.warn { (show::note(l, note)) } " " } })),
        ]))
    }
}

fn standing(transfer: &Transfer) -> Text {
    match transfer.standing {
        Standing::Reported => t::STANDING_REPORTED,
        Standing::Confirmed { .. } => t::STANDING_CONFIRMED,
        Standing::Denied { .. } => t::STANDING_DENIED,
    }
}

pub fn transfers(l: Lang, detail: &CaseDetail, names: &Names) -> Markup {
    let side = |account: &cordon_model::Account| html! { (show::agency(names, account.institution)) " " (account.number.mask) };
    html! {
        section { h2 { (l.of(t::TRANSFERS)) }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (l.of(t::SENT_AT)) } th scope="col" { (l.of(t::AMOUNT)) }
                    th scope="col" { (l.of(t::PAYER)) } th scope="col" { (l.of(t::PAYEE)) } th scope="col" { (l.of(t::STATE)) }
                } }
                tbody { @for one in &detail.case.transfers { tr {
                    td { (show::moment(one.debit.at)) } td.number { (show::money(l, one.amount)) }
                    td { (side(&one.from)) }
                    td { @match &one.to { Some(to) => (side(to)), None => (l.of(t::UNKNOWN)) } }
                    td { (l.of(standing(one))) }
                } } }
            } }
        }
    }
}

pub fn orders(v: &Visitor, detail: &CaseDetail, names: &Names) -> Markup {
    let lines: Vec<OrderLine> = detail
        .orders
        .iter()
        .map(|order| OrderLine { overdue: detail.overdue.contains(&order.id), order: order.clone() })
        .collect();
    html! { section { h2 { (v.lang.of(t::ORDERS)) } (table(v, &lines, names)) } }
}

pub fn measures(v: &Visitor, detail: &CaseDetail, names: &Names) -> Markup {
    html! {
        @if !detail.measures.is_empty() {
            section { h2 { (v.lang.of(t::MEASURES)) } (super::measures::table(v, &detail.measures, names)) }
        }
        @for appeal in &detail.appeals {
            p { a href={ "/desk/appeals/" (appeal.id) } { (v.lang.of(t::APPEAL)) " " (show::short(appeal.id)) } " · " (show::named(v.lang, appeal.state.name())) }
        }
    }
}

/// Every answer, also the late, the repeated and the strange one.
pub fn receipts(l: Lang, detail: &CaseDetail, names: &Names) -> Markup {
    html! {
        @if !detail.receipts.is_empty() {
            section { h2 { (l.of(t::RECEIPTS)) }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (l.of(t::RECEIVED_AT)) } th scope="col" { (l.of(t::AGENCY)) } th scope="col" { (l.of(t::ORDER)) }
                        th scope="col" { (l.of(t::RESULT)) } th scope="col" { (l.of(t::HELD)) } th scope="col" { (l.of(t::BALANCE)) }
                        th scope="col" { (l.of(t::NOTES)) }
                    } }
                    tbody { @for one in &detail.receipts { tr {
                        td { (show::moment(one.received_at)) } td { (show::agency(names, one.agency)) }
                        td { a href={ "/desk/orders/" (one.order) } { (show::short(one.order)) } }
                        td { (l.of(show::result(one.result))) " " (one.code) }
                        td.number { @if let Some(held) = one.held { (show::money(l, held)) } }
                        td.number { @if let Some(balance) = one.balance { (show::money(l, balance)) } }
                        td {
                            span.tag { (show::note(l, &one.weight)) }
                            @if one.late { " " span.tag.warn { (l.of(t::LATE)) } }
                            @for earlier in &one.earlier { " " span.tag { (l.of(t::EARLIER)) " " (earlier.organ) } }
                        }
                    } } }
                } }
            }
        }
    }
}

pub fn timeline(l: Lang, entries: &Rows<Entry>) -> Markup {
    html! {
        section { h2 { (l.of(t::TIMELINE)) }
            ol.timeline { @for entry in &entries.items {
                li {
                    (show::moment(entry.learned_at)) " " strong { (show::named(l, &entry.verb)) } " "
                    (actor(l, entry))
                    @if entry.result != "ok" { " " span.tag.warn { (show::named(l, &entry.result)) } }
                    " " small { "#" (entry.seq) }
                }
            } }
            @if entries.next.is_some() { p.notice { (l.of(t::CUT_SHORT)) } }
        }
    }
}

fn actor(l: Lang, entry: &Entry) -> Markup {
    use cordon_journal::entry::ActorKind;
    let kind = match entry.actor.kind {
        ActorKind::Officer => t::OFFICER,
        ActorKind::Agency => t::AGENCY,
        ActorKind::Citizen => t::CITIZEN,
        ActorKind::System => t::PLATFORM,
    };
    let by = matches!(entry.actor.kind, ActorKind::Officer | ActorKind::Agency);
    html! { (l.of(kind)) @if by { " " (show::short(&entry.actor.id)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawn_parts_fill_the_bar_without_a_gap() {
        let part = |fen| Money::cny(fen);
        let bar = MoneyBar {
            loss: part(300),
            held: part(100),
            standing: part(1),
            cashed_out: part(0),
            returned: part(99),
            unknown: part(100),
            notes: vec![],
        };
        let drawn = drawn(&bar);
        let mut at = 0;
        for (_, begin, width) in drawn {
            assert_eq!(begin, at);
            assert!(width >= 0);
            at = begin + width;
        }
        assert_eq!(at, BAR_UNITS);
    }
}
