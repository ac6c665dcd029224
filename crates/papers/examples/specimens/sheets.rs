//! Made-up orders for the specimens and the tests, out of the story in `facts`.

use super::facts::{MADE_AT, application};
use cordon_model::{Money, OrderKind};
use cordon_papers::{OrderSheet, SheetOfficer, SheetTarget, SheetTransfer};

/// What an order of this kind has; the facts of all kinds fit one story.
pub fn sheet(kind: OrderKind) -> OrderSheet {
    let a = application();
    let number = matches!(kind, OrderKind::ShutNumber | OrderKind::RestoreNumber);
    let freeze = matches!(kind, OrderKind::Freeze | OrderKind::ExtendFreeze | OrderKind::LiftFreeze);
    let later = matches!(kind, OrderKind::ExtendStop | OrderKind::ExtendFreeze) || kind.frees();
    let some = |there: bool, text: &str| if there { text.to_owned() } else { String::new() };
    let officer = |name: &str, number: &str| SheetOfficer {
        name: name.into(),
        police_number: number.into(),
        phone: "000-0000-0001".into(),
    };
    OrderSheet {
        order: "ord_019ab0c4d1e87000800000000000000a".into(),
        kind,
        foreign_number: some(later, "ZPT-2026-000124"),
        to: "示范农村商业银行股份有限公司（999100000001）".into(),
        case_number: "样2026-0309-000017".into(),
        filing: some(freeze, "样公（刑）立字〔2026〕0017号"),
        target: if number {
            SheetTarget::Other { name: "电话号码".into(), value: "19900000002".into() }
        } else {
            SheetTarget::Account { account: a.paid_to.clone(), class: "个人".into() }
        },
        transfer: matches!(kind, OrderKind::Stop | OrderKind::RiskNotice | OrderKind::ConfirmDebit | OrderKind::Freeze)
            .then(|| SheetTransfer {
                from: a.paid_from,
                to: a.paid_to,
                amount: Money::cny(a.amount_fen),
                at: a.paid_at,
            }),
        limit: matches!(kind, OrderKind::Stop | OrderKind::Freeze | OrderKind::ReduceHold | OrderKind::VoidValue)
            .then(|| Money::cny(8_000_000)),
        from: "2026-03-09 10:41:00".into(),
        until: "2026-03-11 10:41:00".into(),
        serial: some(
            kind == OrderKind::QuerySerial,
            "A2 支付机构订单号 P20260309000000017，机构 999200000001，2026-03-09",
        ),
        original: some(later, "ord_019ab0c4d1e870008000000000000009　外部系统编号 ZPT-2026-000123"),
        due: "2026-03-09 11:11:00".into(),
        urgent: true,
        reason: "涉嫌电信网络诈骗资金，被害人报案并已核实付款。".into(),
        basis: a.legal_basis,
        hints: some(kind == OrderKind::Stop, "付款尚未经付款行核实。"),
        organ: "示例市公安局反诈中心".into(),
        phone: "96110".into(),
        issued_at: "2026-03-09 10:41:00".into(),
        officers: if kind.asks() {
            Vec::new()
        } else {
            vec![officer("张样一", "990001"), officer("李样二", "990002")]
        },
        attachments: some(kind.needs_papers(), "人民警察证 2 份、紧急止付申请表"),
        redress: some(
            kind.restricts(),
            "公开查询码 K7QF-3M9T-XR2D。凭查询码和账号尾号四位向决定机关提出申诉，或致电 96110；由未参与该措施的人员在 12 小时内审理。",
        ),
        made_at: MADE_AT,
    }
}
