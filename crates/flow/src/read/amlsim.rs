//! The transactions of IBM's AMLSim: `sourceNodeId,targetNodeId,value,time`. Step n is n days after
//! 1970 began, the order of the rows is the order within a step, and a row's number is its id.

use super::columns::{Bad, Row, Wanted, at, short};
use super::{Reader, Why};
use crate::transfer::{Stamp, Transfer};
use cordon_model::Currency;
use cordon_model::time::DAY_MS;

pub const WANTED: Wanted = Wanted {
    required: &["sourceNodeId", "targetNodeId", "value", "time"],
    known: &["sourceNodeId", "targetNodeId", "value", "time"],
    text: "`sourceNodeId,targetNodeId,value,time`",
};

impl Reader {
    pub(super) fn take_amlsim(&mut self, row: &Row) -> Result<(), Bad> {
        row.check()?;
        let amount = self.amount(row.filled("value")?, Currency::CNY).map_err(at("value"))?;
        let step = row.filled("time")?;
        let days = step.parse::<i64>().ok().filter(|days| *days >= 0);
        let t = days.and_then(|days| days.checked_mul(DAY_MS)).ok_or_else(|| ("time", Why::Step(short(step))))?;
        let id = self.rows.to_string();
        let transfer = Transfer {
            id: self.names.transfer(&id).map_err(at("the row"))?,
            from: self.account("sourceNodeId", row.filled("sourceNodeId")?)?,
            to: self.account("targetNodeId", row.filled("targetNodeId")?)?,
            amount,
            debit: Stamp::new(t, self.rows),
            credit: None,
            balance_before: None,
        };
        self.keep(transfer, "the row", "value")
    }
}
