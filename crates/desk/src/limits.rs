//! Every limit of the desk, by name. A limit that is reached is a refusal that says so.

/// Transfers in one report; a victim with more files a second report into the same case.
pub const TRANSFERS_PER_REPORT_MAX: usize = 50;
pub const NARRATIVE_CHARS_MAX: usize = 4_000;
/// Words that travel on wires (Reason and Remark of the police interface).
pub const REASON_CHARS_MAX: usize = 300;
pub const NAME_CHARS_MAX: usize = 100;
pub const PURPOSE_CHARS_MAX: usize = 200;
pub const ACCOUNT_CHARS_MIN: usize = 5;
pub const ACCOUNT_CHARS_MAX: usize = 30;
pub const PHONE_CHARS_MAX: usize = 20;
pub const ID_NUMBER_CHARS_MAX: usize = 30;
pub const STATEMENT_CHARS_MAX: usize = 2_000;
pub const PASSWORD_CHARS_MIN: usize = 12;
pub const PASSWORD_CHARS_MAX: usize = 200;
/// Rows in one page of a list.
pub const PAGE_ROWS_MAX: u32 = 200;
/// Rows of each kind in the one list of what waits for a person.
pub const WAITING_ROWS_MAX: u32 = 1_000;
/// A report filed twice within this time of the same transfer is the same report.
pub const SAME_TRANSFER_WITHIN_MS: i64 = 10 * cordon_model::time::MINUTE_MS;
/// How far an agency's clock may differ from ours before its times are not believed.
pub const CLOCK_SKEW_MAX_MS: i64 = 5 * cordon_model::time::MINUTE_MS;
/// A report may lie this far in the future of our clock.
pub const FUTURE_MAX_MS: i64 = 5 * cordon_model::time::MINUTE_MS;
/// Failed sign-ins before a pause, and the pause.
pub const SIGN_IN_FAILURES_MAX: i64 = 5;
pub const SIGN_IN_PAUSE_MS: i64 = 5 * cordon_model::time::MINUTE_MS;
/// A session, unless the site says otherwise: as long as a shift.
pub const SESSION_LIFE_MS: i64 = 12 * cordon_model::time::HOUR_MS;
/// For the second step after the password, or for setting it up.
pub const SIGN_IN_STEP_MS: i64 = 10 * cordon_model::time::MINUTE_MS;
/// From showing a secret to the code that confirms it.
pub const TOTP_PENDING_MS: i64 = 15 * cordon_model::time::MINUTE_MS;
pub const RECOVERY_CODES: usize = 10;
pub const PASSKEYS_MAX: usize = 10;
pub const PASSKEY_NAME_CHARS_MAX: usize = 60;
/// Accounts at identity providers that one officer may have.
pub const IDENTITIES_MAX: usize = 5;
/// Longest subject (OpenID Connect Core 1.0, 2: 255 characters of ASCII).
pub const SUBJECT_CHARS_MAX: usize = 255;
/// A one-time or recovery code, with the blanks that people type.
pub const SECOND_CODE_CHARS_MAX: usize = 40;
/// Digits of an agency's code on the wires.
pub const AGENCY_CODE_DIGITS_MIN: usize = 6;
pub const AGENCY_CODE_DIGITS_MAX: usize = 12;
/// Longest name of an institution on the police interface.
pub const AGENCY_NAME_CHARS_MAX: usize = 150;
pub const LOGIN_CHARS_MIN: usize = 3;
pub const LOGIN_CHARS_MAX: usize = 32;
/// Longest name of a signing officer on the police interface, and longest number.
pub const OFFICER_NAME_CHARS_MAX: usize = 60;
pub const POLICE_NUMBER_CHARS_MAX: usize = 30;
pub const SEATS_MAX: usize = 16;
/// A shift on the roster is no longer than a month: longer is a slip of the hand.
pub const DUTY_MS_MAX: i64 = 31 * cordon_model::time::DAY_MS;
/// The identifier of the file in which evidence stands.
pub const EVIDENCE_CHARS_MAX: usize = 64;
/// Titles and sources of norms.
pub const NORM_TEXT_CHARS_MAX: usize = 300;
/// The longest span a norm may set: working days are counted one by one.
pub const NORM_SPAN_DAYS_MAX: u32 = 3_660;
pub const NORM_SPANS_MAX: usize = 16;
/// Sealed facts opened in one act, so that each opening names what it needs.
pub const REVEALED_FIELDS_MAX: usize = 32;
/// Orders, measures and receipts shown with one case; more are counted as a note.
pub const ROWS_OF_CASE_MAX: u32 = 500;
/// An agency's own name for a hold, and another system's number of an order.
pub const REFERENCE_CHARS_MAX: usize = 64;
/// The counter or department that took an order on paper.
pub const CARRIED_TO_CHARS_MAX: usize = 100;
/// Rows of one statement that came on paper; what is longer comes as a file, or in parts.
pub const PAPER_ROWS_MAX: usize = 1_000;
/// A bank's serial number of a posting.
pub const SERIAL_CHARS_MAX: usize = 100;
/// The code of an answer: four digits on the police interface.
pub const ANSWER_CODE_CHARS_MAX: usize = 8;
/// A consent holds so long before somebody has to ask again.
pub const CONSENT_MS_MAX: i64 = 731 * cordon_model::time::DAY_MS;
/// Relatives and numbers that one user may name.
pub const CONTACTS_PER_USER_MAX: usize = 50;
/// How long an account may be protected before somebody has to say again why.
pub const PROTECTION_MS_MAX: i64 = 366 * cordon_model::time::DAY_MS;
/// How long anybody may be listed before somebody has to say again why, and a consent may hold.
pub const LISTED_MS_MAX: i64 = 5 * 366 * cordon_model::time::DAY_MS;
/// Files of a set of rules, the longest name of one, and the bytes of all.
pub const RULE_FILES_MAX: usize = 64;
pub const RULE_FILE_NAME_CHARS_MAX: usize = 64;
pub const RULE_BYTES_MAX: usize = 1024 * 1024;
/// How often an order that sets somebody free is sent to an agency that could not carry it out.
pub const LIFT_ATTEMPTS_MAX: usize = 5;
/// How often a watch's end is sent to an agency that could not carry it out.
pub const WATCH_END_ATTEMPTS_MAX: usize = 3;
/// What somebody writes who tells of a scam.
pub const TIP_STORY_CHARS_MAX: usize = 1_000;
/// Tips that nobody has looked at: more are not taken, so that nobody fills the house from outside.
pub const TIPS_OPEN_MAX: i64 = 5_000;
/// Tips of the same thing that are counted beside one.
pub const TIPS_ALIKE_MAX: u32 = 100;
/// So long an officer has a waiting line in hand before it is free again, unless he goes on.
pub const IN_HAND_MS: i64 = 15 * cordon_model::time::MINUTE_MS;
/// The same of a line that a supervisor gave him: he may have to be found first.
pub const GIVEN_MS: i64 = cordon_model::time::HOUR_MS;
/// Lines that one officer has in hand: nobody keeps others from the queue.
pub const IN_HAND_MAX: usize = 50;
/// Lines of one bulk act.
pub const ROWS_AT_ONCE_MAX: usize = 100;
/// How long a line may be put off.
pub const PUT_OFF_MS_MAX: i64 = 24 * cordon_model::time::HOUR_MS;
/// What the next watch has to know.
pub const HANDOVER_NOTE_CHARS_MAX: usize = 1_000;
/// Lines that a handover tells one by one.
pub const HANDED_LINES_MAX: usize = 500;
/// So many cases that paid one account within so long are a rush.
pub const RUSH_CASES_MIN: usize = 3;
pub const RUSH_MS: i64 = 72 * cordon_model::time::HOUR_MS;
/// Reports that are looked through for rushes, and rushes that are told.
pub const RUSH_CASES_READ_MAX: i64 = 5_000;
pub const RUSHES_MAX: usize = 50;
/// Two reports of the same amount between the same accounts are of one transfer if their times lie so near.
pub const ALIKE_WITHIN_MS: i64 = 24 * cordon_model::time::HOUR_MS;
/// Cases beside each other, and records of a kind on the page of one object.
pub const ALIKE_CASES_MAX: usize = 20;
pub const LOOK_UP_ROWS_MAX: u32 = 100;
/// What is looked up: a link is the longest.
pub const LOOK_UP_CHARS_MAX: usize = 512;
/// The code of the institution that an account is looked up at.
pub const INSTITUTION_CODE_CHARS_MAX: usize = 16;
/// Why something is looked up: with its ground before it, it is the purpose in the entry.
pub const LOOK_UP_REMARK_CHARS_MAX: usize = 150;
