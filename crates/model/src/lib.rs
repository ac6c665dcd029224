//! The nouns of Cordon and their lives: what a case, an order, a measure, a receipt and a norm are,
//! and which steps each may take.
//!
//! Not here: I/O, async, SQL, HTTP, randomness and the clock. "Now" is always an argument, and new
//! ids are made from (now, random bytes) handed in by the caller.

pub mod account;
pub mod agency;
pub mod appeal;
pub mod bank_report;
pub mod bundle;
pub mod calendar;
pub mod case;
pub mod contact;
pub mod exchange;
pub mod handover;
pub mod ids;
pub mod import;
pub mod listing;
pub mod look_up;
pub mod measure;
pub mod merger;
pub mod message;
pub mod money;
pub mod movement;
pub mod norm;
pub mod officer;
pub mod order;
pub mod paper;
pub mod receipt;
pub mod review;
pub mod rule_set;
pub mod script;
pub mod sealed;
pub mod target;
pub mod time;
pub mod tip;
pub mod trace;
pub mod transfer;
mod words;

pub use account::{Account, AccountClass};
pub use agency::{Agency, AgencyKind, Wire};
pub use appeal::{Appeal, AppealGround, AppealState};
pub use bank_report::BankReport;
pub use bundle::{CarriedBundle, CarriedReceipt, Direction};
pub use case::{Case, CaseNote, Filing, MoneyBar, PartNote, Reporter};
pub use contact::{CallAlarm, Contact, ContactKind};
pub use handover::Handover;
pub use ids::*;
pub use import::{Archived, FromFile, Import, ImportFormat};
pub use listing::{
    Complaint, Consent, ConsentWay, Level, ListKind, ListSource, Listing, ListingState, RefusedCalls, TakenList,
};
pub use look_up::{LookUp, LookUpGround, LookUpKind};
pub use measure::{Measure, MeasureEvent, MeasureKind, MeasureState, Owner, Stage};
pub use merger::{Merger, Parted};
pub use message::Code;
pub use money::{Currency, Money, MoneyError};
pub use movement::{Exit, KnownAccount, Movement, Protection, ProtectionKind, Statement};
pub use norm::{Deadline, Norm, NormKey, NormRef, Norms, Value as NormValue};
pub use officer::{Duty, Officer, Role, Seat};
pub use order::{
    Approval, Author, Carried, Missing, Note, Order, OrderEvent, OrderKind, OrderState, Query, SerialKind, Signatories,
};
pub use paper::Paper;
pub use receipt::{Receipt, ReceiptResult};
pub use review::{Review, Reviewed};
pub use rule_set::{RuleSet, RuleSetEvent, RuleSetState};
pub use script::{Script, ScriptEvent, ScriptState, Sketch};
pub use sealed::{Digest, Sealed};
pub use target::{Identifier, Target, TargetKind};
pub use time::Stamp;
pub use tip::{Tip, TipClosed, TipKind, TipOutcome};
pub use trace::{CaseTrace, ListItem, ListState, Place, StopList, Way};
pub use transfer::{Channel, Posting, Standing, Transfer};
