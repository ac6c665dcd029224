//! What an order asks for, and what follows from that alone.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// 风险提示: the bank may itself delay or verify (反电信网络诈骗法 Art. 18). No papers.
    RiskNotice,
    /// The payer's bank is asked whether the debit took place, and to whom.
    ConfirmDebit,
    /// 紧急止付
    Stop,
    /// 止付延期: the second stop of an account.
    ExtendStop,
    /// 止付解除
    LiftStop,
    /// 账户查询: what an account is and what moved on it (100301).
    QueryAccount,
    /// 按流水号查询: which payment a serial number stands for (payment firms, A1/A2/A3).
    QuerySerial,
    /// 动态查询: every further movement is told as it happens (100305).
    Watch,
    /// 动态查询解除
    EndWatch,
    /// 冻结: only after 立案.
    Freeze,
    /// 冻结延期 (续冻)
    ExtendFreeze,
    /// 冻结解除
    LiftFreeze,
    /// 调减限额: a running hold keeps the tainted part only.
    ReduceHold,
    /// 调增限额: a running stop holds more, where more stolen money has come; it ends when it did.
    RaiseHold,
    /// 止兑: value that was bought but not yet used up (gift cards, top-ups, coins held) is voided.
    VoidValue,
    /// 止兑解除
    RestoreValue,
    /// 关停号码
    ShutNumber,
    /// 复通
    RestoreNumber,
}

impl OrderKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::RiskNotice => "risk_notice",
            Self::ConfirmDebit => "confirm_debit",
            Self::Stop => "stop",
            Self::ExtendStop => "extend_stop",
            Self::LiftStop => "lift_stop",
            Self::QueryAccount => "query_account",
            Self::QuerySerial => "query_serial",
            Self::Watch => "watch",
            Self::EndWatch => "end_watch",
            Self::Freeze => "freeze",
            Self::ExtendFreeze => "extend_freeze",
            Self::LiftFreeze => "lift_freeze",
            Self::ReduceHold => "reduce_hold",
            Self::RaiseHold => "raise_hold",
            Self::VoidValue => "void_value",
            Self::RestoreValue => "restore_value",
            Self::ShutNumber => "shut_number",
            Self::RestoreNumber => "restore_number",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::RiskNotice => "风险提示",
            Self::ConfirmDebit => "付款核实",
            Self::Stop => "紧急止付",
            Self::ExtendStop => "止付延期",
            Self::LiftStop => "止付解除",
            Self::QueryAccount => "账户查询",
            Self::QuerySerial => "流水号查询",
            Self::Watch => "动态查询",
            Self::EndWatch => "动态查询解除",
            Self::Freeze => "冻结",
            Self::ExtendFreeze => "冻结延期",
            Self::LiftFreeze => "冻结解除",
            Self::ReduceHold => "调减限额",
            Self::RaiseHold => "调增限额",
            Self::VoidValue => "止兑",
            Self::RestoreValue => "止兑解除",
            Self::ShutNumber => "号码关停",
            Self::RestoreNumber => "号码复通",
        }
    }

    /// Needs papers before it may leave: a stop the victim's signed form (银发〔2016〕86号), a freeze the
    /// 冻结 document (程序规定 239); both two police officers (result 0600 without).
    pub const fn needs_papers(self) -> bool {
        matches!(self, Self::Stop | Self::Freeze | Self::ExtendFreeze)
    }

    /// Two police officers of the shift stand under it on its way.
    pub const fn needs_signatures(self) -> bool {
        matches!(
            self,
            Self::Stop
                | Self::ExtendStop
                | Self::LiftStop
                | Self::Freeze
                | Self::ExtendFreeze
                | Self::LiftFreeze
                | Self::ReduceHold
                | Self::RaiseHold
                | Self::VoidValue
                | Self::RestoreValue
        )
    }

    /// Takes effect on a person: a restriction, so it carries a way to object.
    pub const fn restricts(self) -> bool {
        matches!(
            self,
            Self::Stop
                | Self::ExtendStop
                | Self::Freeze
                | Self::ExtendFreeze
                | Self::RaiseHold
                | Self::VoidValue
                | Self::ShutNumber
        )
    }

    pub const fn frees(self) -> bool {
        matches!(self, Self::LiftStop | Self::LiftFreeze | Self::ReduceHold | Self::RestoreValue | Self::RestoreNumber)
    }

    /// Asks, and restricts nobody: its answer brings what an agency knows.
    pub const fn asks(self) -> bool {
        matches!(self, Self::ConfirmDebit | Self::QueryAccount | Self::QuerySerial | Self::Watch)
    }

    /// 4-digit business code that opens the ApplicationID.
    pub const fn business_code(self) -> &'static str {
        match self {
            Self::Stop => "0101",
            Self::LiftStop => "0103",
            Self::ExtendStop => "0105",
            Self::Freeze => "0201",
            Self::LiftFreeze => "0203",
            Self::ExtendFreeze => "0205",
            Self::QueryAccount => "0301",
            Self::Watch => "0305",
            Self::EndWatch => "0307",
            Self::QuerySerial => "0311",
            Self::ReduceHold => "9103",
            Self::RaiseHold => "9109",
            Self::VoidValue => "9105",
            Self::RestoreValue => "9107",
            Self::RiskNotice => "9101",
            Self::ConfirmDebit => "9301",
            Self::ShutNumber => "9501",
            Self::RestoreNumber => "9503",
        }
    }
}
