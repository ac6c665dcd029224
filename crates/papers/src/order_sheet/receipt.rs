//! The strip that the agency fills in and sends back (回执). It bears the order's number and nobody's
//! name, so that a strip that gets lost tells nothing.

use super::OrderSheet;
use crate::form::{Align, Row};
use crate::rows::{ROW, SIGN_ROW, full, pair, wide};
use cordon_model::OrderKind;

const RESULTS: &str = "□ 已执行　　□ 部分执行　　□ 依法未执行　　□ 技术原因未执行";
const RETURN: &str = "请将本回执退回决定机关；未执行或者部分执行的，请写明原因，有代码的一并填写。";

pub(super) fn rows(sheet: &OrderSheet) -> Vec<Row> {
    let mut rows = vec![
        wide("指令编号", &sheet.order),
        pair(("外部系统编号", &sheet.foreign_number), ("收到时间", ""), ROW),
        wide("办理结果", RESULTS),
        pair(("结果代码", ""), ("办理时间", ""), ROW),
    ];
    rows.extend(effect(sheet.kind));
    rows.push(wide("未执行的原因", ""));
    rows.push(pair(("经办人\n（签名）", ""), ("复核人\n（签名）", ""), ROW));
    rows.push(pair(("单位\n（盖章）", ""), ("联系电话\n日期", ""), SIGN_ROW));
    rows.push(Row { ruled: true, ..full(RETURN, Align::Left, 0.0) });
    rows
}

/// What came of it, by what was asked.
fn effect(kind: OrderKind) -> Vec<Row> {
    let amounts = || pair(("执行前余额", ""), ("实际控制金额", ""), ROW);
    let span = || pair(("起始时间", ""), ("届满时间", ""), ROW);
    match kind {
        OrderKind::Stop | OrderKind::ExtendStop | OrderKind::RiskNotice | OrderKind::VoidValue => {
            vec![amounts(), span()]
        }
        OrderKind::Freeze | OrderKind::ExtendFreeze => {
            vec![amounts(), span(), wide("在先冻结", "机关：　　　　　　　　　　金额：　　　　　　　　届满：")]
        }
        OrderKind::LiftStop | OrderKind::LiftFreeze | OrderKind::RestoreValue | OrderKind::ReduceHold => {
            vec![amounts()]
        }
        OrderKind::ConfirmDebit => {
            vec![
                pair(("有无该笔付款", "□ 有　　□ 无"), ("记账时间", ""), ROW),
                wide("收款账户", "户名：　　　　　　　　账号：　　　　　　　　　　　　机构："),
            ]
        }
        OrderKind::QueryAccount | OrderKind::QuerySerial | OrderKind::Watch => {
            vec![wide("查询结果", "□ 见附页，共　　　页　　　□ 无记录")]
        }
        OrderKind::EndWatch | OrderKind::ShutNumber | OrderKind::RestoreNumber => Vec::new(),
    }
}
