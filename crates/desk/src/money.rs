//! The money line (资金): a report becomes a stop, its answer, its freeze, its end.

pub mod attach_paper;
pub mod debit;
pub mod extend_stop;
pub mod file_report;
pub mod freeze;
pub mod hold;
pub mod identify_reporter;
pub mod import_list;
pub mod import_movements;
pub mod learn;
pub mod lift_stop;
pub mod lists;
pub mod measures;
pub mod merge_cases;
pub mod part_cases;
pub mod plan;
pub mod protect_account;
pub mod take_report;
pub mod trace;
pub mod unprotect_account;
pub mod void_value;
