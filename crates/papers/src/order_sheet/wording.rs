//! What each kind of order is called on paper, and what it asks for. The names of the query and freeze
//! notices are those of the police's own papers; the others are ours, after them.

use cordon_model::OrderKind;

pub(super) struct Wording {
    pub(super) name: &'static str,
    pub(super) name_en: &'static str,
    /// What the agency is asked to do, in a sentence.
    pub(super) ask: &'static str,
}

const fn wording(name: &'static str, name_en: &'static str, ask: &'static str) -> Wording {
    Wording { name, name_en, ask }
}

pub(super) const fn of(kind: OrderKind) -> Wording {
    match kind {
        OrderKind::RiskNotice => wording(
            "涉诈风险提示函",
            "Risk notice",
            "下列账户涉嫌接收电信网络诈骗资金，请你单位依法自行核实，可以延迟支付结算。本函不是止付通知。",
        ),
        OrderKind::ConfirmDebit => wording(
            "协助核实付款通知书",
            "Request to confirm a debit",
            "请核实下列付款是否发生，并告知付款时间和收款账户。",
        ),
        OrderKind::Stop => wording(
            "协助紧急止付通知书",
            "Request for an emergency stop",
            "请核对下列户名、账号、汇款金额和交易时间：一致的，立即止付；不一致的，不得止付，并说明原因。",
        ),
        OrderKind::ExtendStop => wording(
            "协助延长止付通知书",
            "Request to extend a stop",
            "请对原指令止付的下列账户延长止付，至下列届满时间。",
        ),
        OrderKind::LiftStop => {
            wording("协助解除止付通知书", "Request to lift a stop", "请立即解除对下列账户的止付，并告知解除时间。")
        }
        OrderKind::QueryAccount => wording(
            "协助查询财产通知书",
            "Request for information about an account",
            "请查询下列账户的开户资料、余额和所列期间的交易明细；交易明细应载明交易流水号和对方账户。",
        ),
        OrderKind::QuerySerial => wording(
            "协助查询交易通知书",
            "Request for information about a payment",
            "请按下列流水号查询交易双方、金额、时间和资金去向。",
        ),
        OrderKind::Watch => wording(
            "协助动态查询通知书",
            "Request to watch an account",
            "请在下列期间内，对下列账户发生的每笔交易及时反馈。",
        ),
        OrderKind::EndWatch => {
            wording("协助停止动态查询通知书", "Request to end a watch", "请停止对下列账户的动态查询。")
        }
        OrderKind::Freeze => wording(
            "协助冻结财产通知书",
            "Request to freeze property",
            "请按下列限额和期限冻结下列账户；已有在先冻结的，请轮候并在回执中注明。",
        ),
        OrderKind::ExtendFreeze => wording(
            "协助继续冻结财产通知书",
            "Request to renew a freeze",
            "请在原冻结期限届满前，对下列账户继续冻结至下列届满时间。",
        ),
        OrderKind::LiftFreeze => wording(
            "协助解除冻结财产通知书",
            "Request to lift a freeze",
            "请立即解除对下列账户的冻结，并告知解除时间。",
        ),
        OrderKind::ReduceHold => wording(
            "协助调减限额通知书",
            "Request to reduce what is held",
            "请将对下列账户控制的金额调减至下列限额，其余资金立即恢复使用。",
        ),
        OrderKind::VoidValue => wording(
            "协助止兑通知书",
            "Request to void unused value",
            "请停止下列账户所购未使用价值（礼品卡、充值、代管资产等）的兑付和使用，已使用部分请在回执中注明。",
        ),
        OrderKind::RestoreValue => {
            wording("协助解除止兑通知书", "Request to restore value", "请立即恢复下列账户所购价值的兑付和使用。")
        }
        OrderKind::ShutNumber => {
            wording("协助关停号码通知书", "Request to shut a number", "请关停下列号码，并告知机主救济途径。")
        }
        OrderKind::RestoreNumber => {
            wording("协助恢复号码通知书", "Request to restore a number", "请立即恢复下列号码的通信服务。")
        }
    }
}
