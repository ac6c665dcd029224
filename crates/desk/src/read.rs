//! Reading: lists and single records, masked, behind a permit. The centre reads everything; a member
//! reads its own orders, and everything else is not there for it.
//!
//! Public pages stand in [`public`], [`known_bad`] and `tips::tip_progress`: they need no permit and show nothing about
//! anybody. Not here: opening sealed facts (`reveal`).

pub mod alarms;
pub mod alike;
pub mod bank_reports;
pub mod cases;
pub mod council;
pub mod evidence;
pub mod handovers;
pub mod inbox;
pub mod known_bad;
pub mod listings;
pub mod look_ups;
pub mod measures;
pub mod member_trace;
pub mod office;
pub mod orders;
pub mod outcomes;
pub mod own_holds;
pub mod page;
pub mod payees;
pub mod picture;
pub mod protections;
pub mod public;
pub mod pulse;
pub mod review;
pub mod rule_sets;
pub mod rushes;
pub mod scripts;
pub mod stop_lists;
pub mod timeline;
pub mod tips;
pub mod waiting;
pub mod watches;

pub use alarms::alarms;
pub use alike::{Alike, AlikeCase, alike};
pub use bank_reports::bank_reports;
pub use cases::{CaseDetail, CaseLine, Moments, case, cases};
pub use council::{NormsView, ReviewLine, appeal, appeals, norms, proposals, reviews};
pub use evidence::{Evidence, take_evidence};
pub use handovers::{HandoverNow, handover, handovers};
pub use inbox::{Answered, BoxLine, Clocks, Inbox, inbox};
pub use known_bad::{KnownBad, known_bad};
pub use listings::{
    ComplainedOf, Registered, Reported, complaints_after, objections, proposed_listings, registered, reported_numbers,
};
pub use look_ups::look_ups;
pub use measures::{MeasureDetail, MeasureFilter, measure, measures};
pub use member_trace::{MemberTrace, member_trace};
pub use office::{agencies, agency, duties, officers, waiting};
pub use orders::{OrderDetail, OrderFilter, OrderLine, order, orders};
pub use outcomes::{Outcome, Outcomes, outcomes};
pub use own_holds::{OwnHold, OwnHolds, own_holds};
pub use page::{Page, PageAsk};
pub use payees::{Payee, Payees};
pub use picture::{CasePicture, picture};
pub use protections::protections;
pub use public::{PublicMeasure, public_centre, public_measure};
pub use review::{CaseReview, review};
pub use rule_sets::{StandingRules, rule_set, rule_sets, standing_rules};
pub use rushes::{Rush, RushCase, Rushes, rushes};
pub use scripts::{Pace, ScriptView, script, scripts};
pub use stop_lists::open_lists;
pub use timeline::timeline;
pub use tips::{TipAnswer, TipLine, TipProgress, tip_progress, tips};
pub use waiting::{Wait, WaitingLine, WaitingList, waiting_for_people};
pub use watches::{ToldOf, WatchLine, Watches, watches};
