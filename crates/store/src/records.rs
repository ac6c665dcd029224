//! The covered records: one table a noun, one line of columns a table.
//!
//! A record is kept as a document (`body`, JSON) beside the few columns that queries select by. The
//! body is the record; the columns are its index, written from it in the same statement and
//! compared with it by a test. So a noun gains a field without a migration, and every field is
//! covered by the row digest without anybody having to remember it.

use crate::error::{Result, StoreError};
use crate::record::{Column, Cover, Kind, Record, Table};
use crate::sql::{Row, Value};
use cordon_model::norm::Proposal;
use cordon_model::{
    Agency, AgencyId, Appeal, BankReport, CallAlarm, CarriedBundle, Case, CaseTrace, Complaint, Consent, Contact, Duty,
    Handover, Import, KnownAccount, Listing, LookUp, Measure, Merger, Movement, Norm, Officer, Order, Paper, Receipt,
    RefusedCalls, Review, RuleSet, Script, Stamp, Statement, StopList, TakenList, Tip,
};
use serde::{Deserialize, Serialize};

pub use crate::factors::{Credential, Identity, Passkey, PendingTotp, RecoveryCode, SecondFactor, Totp};

/// An agency's key, known only by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyKey {
    /// SHA-256 of the key, hex.
    pub digest: String,
    pub agency: AgencyId,
    pub issued_at: Stamp,
    pub revoked_at: Option<Stamp>,
}

fn body<T: Serialize>(record: &T) -> Value {
    // A noun of the model always has a JSON form; were that to fail, the empty body fails to load.
    Value::Text(serde_json::to_string(record).unwrap_or_default())
}

fn read<T: for<'de> Deserialize<'de>>(table: &str, row: &Row, column: usize) -> Result<T> {
    serde_json::from_str(row.text(column)?)
        .map_err(|e| StoreError::corrupt(format!("a row of `{table}` cannot be read at column {}", e.column())))
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, cover: Cover::Internal }
}

macro_rules! documents {
    ($($noun:ty as $it:ident in $table:literal key $key:expr; { $($name:literal $kind:ident = $value:expr),* $(,)? })*) => {
        $(
            impl Record for $noun {
                const TABLE: Table = Table {
                    name: $table,
                    key: "id",
                    columns: &[
                        column("id", Kind::Text),
                        $(column($name, Kind::$kind),)*
                        // Holds references to sealed facts and their masks, never the facts.
                        Column { name: "body", kind: Kind::Text, cover: Cover::Sealed },
                    ],
                };

                fn key(&self) -> String {
                    let $it = self;
                    $key
                }

                fn values(&self) -> Vec<Value> {
                    let $it = self;
                    vec![Value::Text($it.key()), $(Value::from($value),)* body(self)]
                }

                fn from_row(row: &Row) -> Result<Self> {
                    read($table, row, Self::TABLE.columns.len().saturating_sub(1))
                }
            }
        )*

        /// Every covered table, in the order of their first migration.
        pub const COVERED: &[Table] = &[$(<$noun as Record>::TABLE,)*];
    };
}

documents! {
    Agency as it in "agencies" key it.id.to_string(); {
        "code" Text = it.code.as_str(),
        "active" Bool = it.active,
    }
    AgencyKey as it in "agency_keys" key it.digest.clone(); {
        "agency_id" Text = it.agency.to_string(),
        "revoked_at" Int = it.revoked_at,
    }
    Officer as it in "officers" key it.id.to_string(); {
        "login" Text = it.login.as_str(),
        "active" Bool = it.active,
    }
    Credential as it in "credentials" key it.officer.to_string(); {}
    Duty as it in "duties" key it.id.to_string(); {
        "from_at" Int = it.from,
        "until_at" Int = it.until,
    }
    Norm as it in "norms" key it.reference().to_string(); {
        "norm_key" Text = it.key.text(),
        "version" Int = it.version,
        "effective_from" Int = it.effective_from,
    }
    Proposal as it in "proposals" key it.id.to_string(); {
        "norm_key" Text = it.norm.key.text(),
        "state" Text = it.state.name(),
    }
    Case as it in "cases" key it.id.to_string(); {
        "number" Text = it.number.as_str(),
        "reported_at" Int = it.reported_at,
    }
    Order as it in "orders" key it.id.to_string(); {
        "case_id" Text = it.case.map(|id| id.to_string()),
        "agency_id" Text = it.agency.to_string(),
        "measure_id" Text = it.measure.map(|id| id.to_string()),
        "kind" Text = it.kind.name(),
        "state" Text = it.state.name(),
        "target_key" Text = it.target.key(),
        "due_at" Int = it.state.due().map(|due| due.at),
        "drafted_at" Int = it.drafted_at,
    }
    Measure as it in "measures" key it.id.to_string(); {
        "agency_id" Text = it.agency.to_string(),
        "kind" Text = it.kind.name(),
        "state" Text = it.state.name(),
        "target_key" Text = it.target.key(),
        "until_at" Int = it.state.clock_at(),
        "public_code" Text = it.public_code.as_str(),
    }
    Receipt as it in "receipts" key it.id.to_string(); {
        "order_id" Text = it.order.to_string(),
        "agency_id" Text = it.agency.to_string(),
        "received_at" Int = it.received_at,
    }
    Paper as it in "papers" key it.id.to_string(); {
        "case_id" Text = it.case.map(|id| id.to_string()),
        "officer_id" Text = it.officer.map(|id| id.to_string()),
    }
    Appeal as it in "appeals" key it.id.to_string(); {
        "measure_id" Text = it.measure.to_string(),
        "state" Text = it.state.name(),
        "due_at" Int = it.due.at,
        "progress_code" Text = it.progress_code.as_str(),
    }
    Review as it in "reviews" key it.order.to_string(); {
        "due_at" Int = it.due.at,
        "reviewed_at" Int = it.reviewed.as_ref().map(|reviewed| reviewed.at),
    }
    BankReport as it in "bank_reports" key it.id.to_string(); {
        "agency_id" Text = it.agency.to_string(),
        "application_id" Text = it.application_id.as_str(),
        "answered_at" Int = it.answered_at,
    }
    KnownAccount as it in "accounts" key it.key.clone(); {
        "institution_id" Text = it.institution.map(|id| id.to_string()),
        "protected" Bool = it.protection.is_some(),
    }
    Movement as it in "movements" key it.id.to_string(); {
        "from_key" Text = it.from.as_str(),
        "to_key" Text = it.to.as_str(),
        "amount" Int = it.amount.minor(),
        "at_ms" Int = it.at().map_or(it.learned_at, |posting| posting.at),
        "place" Int = it.place,
        "debit_serial" Text = it.debit_serial.as_deref(),
        "order_number" Text = it.order_number.as_deref(),
    }
    Statement as it in "statements" key it.receipt.to_string(); {
        "account_key" Text = it.account.as_deref(),
        "learned" Bool = it.is_learned(),
    }
    CaseTrace as it in "traces" key it.id.to_string(); {
        "case_id" Text = it.case.to_string(),
    }
    StopList as it in "stop_lists" key it.id.to_string(); {
        "case_id" Text = it.case.to_string(),
        "state" Text = it.state.name(),
    }
    Import as it in "imports" key it.id.to_string(); {
        "rows_before" Int = it.rows_before,
        "row_count" Int = i64::try_from(it.rows.saturating_add(it.bad_rows)).unwrap_or(i64::MAX),
        "done_at" Int = it.done_at,
    }
    CarriedBundle as it in "bundles" key it.key(); {
        "agency_id" Text = it.agency.to_string(),
        "direction" Text = it.direction.name(),
        "sequence" Int = i64::try_from(it.sequence).unwrap_or(i64::MAX),
    }
    Listing as it in "listings" key it.id.to_string(); {
        "kind" Text = it.kind.name(),
        "thing_key" Text = it.key.as_str(),
        "state" Text = it.state.name(),
        "measure_id" Text = it.measure.map(|id| id.to_string()),
        "public_code" Text = it.public_code.as_str(),
    }
    Consent as it in "consents" key it.id.to_string(); {
        "agency_id" Text = it.agency.to_string(),
        "sender_key" Text = it.sender_key.as_str(),
        "receiver_key" Text = it.receiver_key.as_str(),
    }
    RefusedCalls as it in "refused_calls" key it.id.to_string(); {
        "number_key" Text = it.key.as_str(),
        "ended_at" Int = it.ended_at,
    }
    Complaint as it in "complaints" key it.id.to_string(); {
        "number_key" Text = it.number_key.as_str(),
        "by_key" Text = it.by_key.as_str(),
        "filed_at" Int = it.filed_at,
        "counts" Bool = it.counts,
        "place" Int = it.place,
    }
    TakenList as it in "taken_lists" key it.id.clone(); {
        "place" Int = it.place,
    }
    Contact as it in "contacts" key it.id.to_string(); {
        "agency_id" Text = it.agency.to_string(),
        "user_key" Text = it.user_key.as_str(),
        "kind" Text = it.kind.name(),
        "ended_at" Int = it.ended_at,
    }
    CallAlarm as it in "call_alarms" key it.id.to_string(); {
        "agency_id" Text = it.agency.to_string(),
        "call_id" Text = it.call.as_str(),
    }
    Script as it in "scripts" key it.id.to_string(); {
        "script_key" Text = it.sketch.key.as_str(),
        "state" Text = it.state.name(),
    }
    RuleSet as it in "rule_sets" key it.id.to_string(); {
        "number" Int = it.number,
        "digest" Text = it.digest.as_str(),
        "state" Text = it.state.name(),
    }
    Merger as it in "mergers" key it.id.to_string(); {
        "case_id" Text = it.case.to_string(),
        "into_id" Text = it.into.to_string(),
        "state" Text = it.state(),
    }
    Handover as it in "handovers" key it.id.to_string(); {
        "from_id" Text = it.from.to_string(),
        "to_id" Text = it.to.to_string(),
        "state" Text = it.state(),
    }
    LookUp as it in "look_ups" key it.id.to_string(); {
        "thing_key" Text = it.key.as_str(),
        "officer_id" Text = it.by.to_string(),
    }
    Tip as it in "tips" key it.id.to_string(); {
        "kind" Text = it.kind.name(),
        "thing_key" Text = it.thing_key.as_deref(),
        "state" Text = it.state(),
        "progress_code" Text = it.progress_code.as_str(),
    }
    SecondFactor as it in "second_factors" key it.officer.to_string(); {}
    Passkey as it in "passkeys" key it.id.to_string(); {
        "credential" Text = it.credential.as_str(),
        "officer_id" Text = it.officer.to_string(),
        "ended_at" Int = it.ended_at,
    }
    Identity as it in "identities" key it.id.to_string(); {
        "officer_id" Text = it.officer.to_string(),
        "subject_key" Text = it.subject_key.as_str(),
        "ended_at" Int = it.ended_at,
    }
}
