//! The root of a run of the verdicts' log enters the journal: from then on no record of the run can be changed
//! unseen. The same run again is the same act.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::CloseRun;
use cordon_journal::Fact;
use cordon_model::Digest;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// The log's own name: several servers keep one each.
    pub log: String,
    pub first: u64,
    pub records: u64,
    pub verdicts: u64,
    pub root: Digest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedRun {
    pub first: u64,
}

pub fn close_run(desk: &Desk, call: Call, run: &RunFacts) -> Result<ClosedRun, Refusal> {
    let told = format!("{} {} {} {} {}", run.log, run.first, run.records, run.verdicts, run.root.hex());
    let call = call.key(format!("verdicts-{}-{}", run.log, run.first), Sha256::digest(told.as_bytes()).into());
    desk.act::<CloseRun, _, _>(
        &call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            let number = |count: u64| Fact::Int(i64::try_from(count).unwrap_or(i64::MAX));
            act.fact("log", Fact::text(&run.log));
            act.fact("first", number(run.first));
            act.fact("records", number(run.records));
            act.fact("verdicts", number(run.verdicts));
            act.fact("root", Fact::Bytes(run.root.0.to_vec()));
            Ok(ClosedRun { first: run.first })
        },
    )
}
