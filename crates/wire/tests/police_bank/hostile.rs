//! Hostile and broken files, each with the code it must get. None may be read as a message.

use cordon_wire::police_bank::{TransportCode, WireErrorKind as Kind, decode, peek};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// File, kind, business result, path of the element.
const HOSTILE: &[(&str, Kind, Option<&str>, &str)] = &[
    // The document
    ("xxe_file", Kind::Forbidden, None, ""),
    ("xxe_parameter_entity", Kind::Forbidden, None, ""),
    ("billion_laughs", Kind::Forbidden, None, ""),
    ("doctype_only", Kind::Forbidden, None, ""),
    ("entity_undeclared", Kind::Forbidden, None, "Response/Body/Reason"),
    ("processing_instruction", Kind::Forbidden, None, ""),
    ("processing_instruction_inside", Kind::Forbidden, None, "Response/Body"),
    ("declared_gbk", Kind::Encoding, None, ""),
    ("declared_gbk_bytes_gbk", Kind::Encoding, None, ""),
    ("utf16_le_mark", Kind::Encoding, None, ""),
    ("utf16_be_mark", Kind::Encoding, None, ""),
    ("utf16_le_bare", Kind::Encoding, None, ""),
    ("invalid_utf8", Kind::Encoding, None, ""),
    ("overlong_utf8", Kind::Encoding, None, ""),
    ("xml_1_1", Kind::Syntax, None, ""),
    ("empty", Kind::Syntax, None, ""),
    ("not_xml", Kind::Syntax, None, ""),
    ("cut_short", Kind::Syntax, None, ""),
    ("end_tag_differs", Kind::Syntax, None, ""),
    ("two_roots", Kind::Syntax, None, ""),
    ("null_reference", Kind::Syntax, None, "Response/Body/Reason"),
    ("declaration_late", Kind::Syntax, None, ""),
    ("attribute_twice", Kind::Syntax, None, ""),
    ("wrong_root", Kind::Shape, None, ""),
    ("no_head", Kind::Shape, None, "Response/Head"),
    ("no_body", Kind::Shape, None, "Response/Body"),
    ("text_in_body", Kind::Shape, None, "Response/Body"),
    ("deep", Kind::TooDeep, None, ""),
    ("long_tag", Kind::TooLarge, None, ""),
    // The head
    ("unknown_code", Kind::UnknownCode, Some("1000"), "Response/Head/TxCode"),
    ("code_of_another_codec", Kind::NotSupported, Some("1000"), "Response/Head/TxCode"),
    ("abnormal_opening_is_no_answer", Kind::NotSupported, Some("1000"), "Response/Head/TxCode"),
    ("no_code", Kind::Missing, Some("0500"), "Response/Head/TxCode"),
    ("no_sender", Kind::Missing, Some("0500"), "Response/Head/MessageFrom"),
    ("bad_sender", Kind::Malformed, Some("0700"), "Response/Head/MessageFrom"),
    ("bad_serial", Kind::Malformed, Some("0599"), "Response/Head/TransSerialNumber"),
    ("serial_54", Kind::Malformed, Some("0599"), "Response/Head/TransSerialNumber"),
    ("no_mode", Kind::Missing, Some("0500"), "Response/Head/Mode"),
    ("bad_mode", Kind::Malformed, Some("0599"), "Response/Head/Mode"),
    ("two_heads", Kind::Duplicate, Some("0599"), "Response/Head"),
    ("bad_return_code", Kind::Malformed, Some("0599"), "Response/Head/Code"),
    // The fields
    ("field_missing", Kind::Missing, Some("0500"), "Response/Body/CaseNumber"),
    ("field_empty", Kind::Missing, Some("0500"), "Response/Body/CaseNumber"),
    ("field_blank", Kind::Missing, Some("0500"), "Response/Body/CaseNumber"),
    ("field_twice", Kind::Duplicate, Some("0599"), "Response/Body/TransferAmount"),
    ("field_has_elements", Kind::Shape, Some("0599"), "Response/Body/Reason"),
    ("field_too_long", Kind::TooLong, Some("0599"), "Response/Body/CaseNumber"),
    ("control_character", Kind::Garbled, Some("0501"), "Response/Body/AccountName"),
    ("replacement_character", Kind::Garbled, Some("0501"), "Response/Body/AccountName"),
    ("right_to_left", Kind::Garbled, Some("0501"), "Response/Body/AccountName"),
    ("case_changed_tag", Kind::Missing, Some("0500"), "Response/Body/BankID"),
    ("application_id_35", Kind::Malformed, Some("0599"), "Response/Body/ApplicationID"),
    ("application_id_no_hex", Kind::Malformed, Some("0599"), "Response/Body/ApplicationID"),
    ("application_type_06", Kind::Malformed, Some("0599"), "Response/Body/ApplicationType"),
    ("original_missing", Kind::Missing, Some("0500"), "Response/Body/OriginalApplicationID"),
    ("relief_without_original", Kind::Missing, Some("0500"), "Response/Body/OriginalApplicationID"),
    ("emergency_03", Kind::Malformed, Some("0599"), "Response/Body/EmergencyLevel"),
    ("account_type_3", Kind::Malformed, Some("0599"), "Response/Body/AccountType"),
    ("account_wide_digits", Kind::Malformed, Some("0304"), "Response/Body/AccountNumber"),
    ("account_51", Kind::TooLong, Some("0599"), "Response/Body/AccountNumber"),
    ("bank_11_digits", Kind::Malformed, Some("0700"), "Response/Body/BankID"),
    ("org_letters", Kind::Malformed, Some("0700"), "Response/Body/ApplicationOrgID"),
    ("amount_negative", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("amount_zero", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("amount_exponent", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("amount_three_decimals", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("amount_grouped", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("amount_overflow", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("amount_19_characters", Kind::Malformed, Some("0200"), "Response/Body/TransferAmount"),
    ("currency_lower_case", Kind::Malformed, Some("0200"), "Response/Body/Currency"),
    ("time_february_30", Kind::Malformed, Some("0800"), "Response/Body/TransferTime"),
    ("time_hour_24", Kind::Malformed, Some("0800"), "Response/Body/TransferTime"),
    ("time_with_dashes", Kind::Malformed, Some("0800"), "Response/Body/TransferTime"),
    ("time_before_1992", Kind::Malformed, Some("0800"), "Response/Body/TransferTime"),
    ("ends_before_it_begins", Kind::Contradiction, Some("0801"), "Response/Body/ExpireTime"),
    ("result_three_digits", Kind::Malformed, Some("0599"), "Response/Body/Result"),
    ("answer_ends_before_it_begins", Kind::Contradiction, Some("0801"), "Response/Body/ExpireTime"),
    ("answer_balance_negative", Kind::Malformed, Some("0200"), "Response/Body/AccountBalance"),
    ("report_not_initial", Kind::Malformed, Some("0599"), "Response/Body/isInitialNode"),
    ("report_time_bad", Kind::Malformed, Some("0800"), "Response/Body/Transactions/Transaction[2]/Time"),
    ("report_mark_bad", Kind::Malformed, Some("0599"), "Response/Body/Transactions/Transaction[2]/IsCeased"),
    // The papers
    ("no_papers", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("one_certificate", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("two_forms", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("a_fourth_paper", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("late_papers_missing", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("report_with_two_forms", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("paper_not_base64", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]/Content"),
    ("paper_empty", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]/Content"),
    ("paper_without_name", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]/Filename"),
    ("paper_kind_09", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]"),
    ("paper_format_9", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]"),
    ("paper_path_in_name", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]"),
    ("paper_is_a_program", Kind::Papers, Some("0600"), "Response/Body/Attachments/Attachment[1]"),
    ("papers_nine", Kind::TooMany, Some("0600"), "Response/Body/Attachments"),
    // The poll
    ("poll_not_base64", Kind::Malformed, None, "Response/Body/MessageList/Message[1]"),
    ("poll_empty_message", Kind::Malformed, None, "Response/Body/MessageList/Message[1]"),
    ("poll_21", Kind::TooMany, None, "Response/Body/MessageList"),
    // Freezes
    ("freeze_with_a_stops_papers", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("freeze_with_one_certificate", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("freeze_with_a_fourth_paper", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("freeze_without_papers", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("freeze_extended_without_papers", Kind::Papers, Some("0600"), "Response/Body/Attachments"),
    ("freeze_lifted_without_original", Kind::Missing, Some("0500"), "Response/Body/OriginalApplicationID"),
    ("freeze_lifted_without_reason", Kind::Missing, Some("0500"), "Response/Body/WithdrawalRemark"),
    ("freeze_type_03", Kind::Malformed, Some("0599"), "Response/Body/FreezeType"),
    ("freeze_limited_without_amount", Kind::Missing, Some("0500"), "Response/Body/Balance"),
    ("freeze_limit_zero", Kind::Malformed, Some("0200"), "Response/Body/Balance"),
    ("freeze_limit_negative", Kind::Malformed, Some("0200"), "Response/Body/Balance"),
    ("freeze_limit_in_words", Kind::Malformed, Some("0200"), "Response/Body/Balance"),
    ("freeze_without_reason", Kind::Missing, Some("0500"), "Response/Body/Reason"),
    ("freeze_without_start", Kind::Missing, Some("0500"), "Response/Body/FreezeStartTime"),
    ("freeze_ends_before_it_begins", Kind::Contradiction, Some("0801"), "Response/Body/ExpireTime"),
    ("freeze_document_too_long", Kind::TooLong, Some("0599"), "Response/Body/CaseDocumentID"),
    ("freeze_currency_twice", Kind::Duplicate, Some("0599"), "Response/Body/Currency"),
    ("freeze_with_doctype", Kind::Forbidden, None, ""),
    ("frozen_negative", Kind::Malformed, Some("0200"), "Response/Body/FrozedBalance"),
    ("frozen_by_one_digit", Kind::Malformed, Some("0599"), "Response/Body/Result"),
    ("frozen_extension_by_2", Kind::Malformed, Some("0599"), "Response/Body/Result"),
    ("frozen_applied_dashes", Kind::Malformed, Some("0200"), "Response/Body/AppliedBalance"),
    ("frozen_ends_before_it_begins", Kind::Contradiction, Some("0801"), "Response/Body/ExpireTime"),
    ("frozen_former_time_bad", Kind::Malformed, Some("0800"), "Response/Body/FormerFrozenExpireTime"),
    // Queries
    ("query_mode_05", Kind::Malformed, Some("0599"), "Response/Body/InquiryMode"),
    ("query_without_mode", Kind::Missing, Some("0500"), "Response/Body/InquiryMode"),
    ("query_without_start", Kind::Missing, Some("0500"), "Response/Body/InquiryPeriodStart"),
    ("query_without_end", Kind::Missing, Some("0500"), "Response/Body/InquiryPeriodEnd"),
    ("query_period_backwards", Kind::Contradiction, Some("0801"), "Response/Body/InquiryPeriodEnd"),
    ("query_period_without_time", Kind::Malformed, Some("0800"), "Response/Body/InquiryPeriodStart"),
    ("query_card_wide_digits", Kind::Malformed, Some("0304"), "Response/Body/CardNumber"),
    ("query_two_cards", Kind::Duplicate, Some("0599"), "Response/Body/CardNumber"),
    ("query_without_officer", Kind::Missing, Some("0500"), "Response/Body/InvestigatorName"),
    ("query_bank_letters", Kind::Malformed, Some("0700"), "Response/Body/BankID"),
    ("watch_without_end", Kind::Missing, Some("0500"), "Response/Body/InterceptionEndTime"),
    ("watch_ends_before_it_begins", Kind::Contradiction, Some("0801"), "Response/Body/InterceptionEndTime"),
    ("watch_command_2", Kind::Malformed, Some("0599"), "Response/Body/InterceptionOrderId"),
    ("watch_ended_without_original", Kind::Missing, Some("0500"), "Response/Body/OriginalApplicationID"),
    ("serial_type_a4", Kind::Malformed, Some("0599"), "Response/Body/DataType"),
    ("serial_of_no_bank", Kind::Missing, Some("0500"), "Response/Body/BankID"),
    ("serial_missing", Kind::Missing, Some("0500"), "Response/Body/Data"),
    ("serial_101", Kind::TooLong, Some("0599"), "Response/Body/Data"),
    ("serial_day_of_no_month", Kind::Malformed, Some("0800"), "Response/Body/TransactionDate"),
    ("serial_of_banks", Kind::UnknownCode, Some("1000"), "Response/Head/TxCode"),
    // Statements
    (
        "row_without_serial",
        Kind::Missing,
        Some("0500"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionSerial",
    ),
    (
        "row_serial_dash",
        Kind::Missing,
        Some("0500"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionSerial",
    ),
    (
        "row_serial_51",
        Kind::TooLong,
        Some("0599"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionSerial",
    ),
    (
        "row_serial_twice",
        Kind::Duplicate,
        Some("0599"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionSerial",
    ),
    (
        "row_without_side",
        Kind::Missing,
        Some("0500"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/BorrowingSigns",
    ),
    (
        "row_side_2",
        Kind::Malformed,
        Some("0599"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/BorrowingSigns",
    ),
    (
        "row_amount_negative",
        Kind::Malformed,
        Some("0200"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionAmount",
    ),
    (
        "row_amount_exponent",
        Kind::Malformed,
        Some("0200"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionAmount",
    ),
    (
        "row_amount_grouped",
        Kind::Malformed,
        Some("0200"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionAmount",
    ),
    (
        "row_amount_three_decimals",
        Kind::Malformed,
        Some("0200"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionAmount",
    ),
    (
        "row_without_amount",
        Kind::Missing,
        Some("0500"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionAmount",
    ),
    (
        "row_balance_two_signs",
        Kind::Malformed,
        Some("0200"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/AccountBalance",
    ),
    (
        "row_time_with_dashes",
        Kind::Malformed,
        Some("0800"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionTime",
    ),
    (
        "row_status_02",
        Kind::Malformed,
        Some("0599"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionStatus",
    ),
    (
        "row_cash_mark_2",
        Kind::Malformed,
        Some("0599"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/CashMark",
    ),
    (
        "row_opponent_wide_digits",
        Kind::Malformed,
        Some("0304"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/OpponentAccountNumber",
    ),
    (
        "row_field_has_elements",
        Kind::Shape,
        Some("0599"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/OpponentName",
    ),
    (
        "row_control_character",
        Kind::Garbled,
        Some("0501"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/TransactionRemark",
    ),
    (
        "row_turns_direction",
        Kind::Garbled,
        Some("0501"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/OpponentName",
    ),
    (
        "row_currency_lower_case",
        Kind::Malformed,
        Some("0200"),
        "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]/Currency",
    ),
    (
        "watch_row_without_serial",
        Kind::Missing,
        Some("0500"),
        "Response/Body/Transactions/Transaction[2]/TransactionSerial",
    ),
    ("statement_two_cards", Kind::Duplicate, Some("0599"), "Response/Body/Accounts"),
    ("statement_text_in_card", Kind::Shape, None, "Response/Body/Accounts"),
    ("statement_with_entity", Kind::Forbidden, None, ""),
    ("statement_account_day_bad", Kind::Malformed, Some("0599"), "Response/Body/Accounts/AccountOpenTime"),
    ("statement_balance_in_words", Kind::Malformed, Some("0200"), "Response/Body/Accounts/Account[1]/AvailableBalance"),
    ("payment_without_amount", Kind::Missing, Some("0500"), "Response/Body/Transactions/Transaction[2]/TransferAmount"),
    (
        "payment_firm_type_04",
        Kind::Malformed,
        Some("0599"),
        "Response/Body/Transactions/Transaction[1]/OnlinePayCompanyType",
    ),
    ("payment_time_bad", Kind::Malformed, Some("0800"), "Response/Body/Transactions/Transaction[1]/TransactionTime"),
    (
        "payment_bank_name_for_code",
        Kind::Malformed,
        Some("0700"),
        "Response/Body/Transactions/Transaction[1]/TransInBankID",
    ),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/police_bank/hostile")
}

#[test]
fn hostile_files_get_their_code() {
    let mut wrong = Vec::new();
    for (name, kind, result, path) in HOSTILE {
        let bytes = std::fs::read(folder().join(format!("{name}.xml"))).unwrap();
        let Err(error) = decode(&bytes) else {
            wrong.push(format!("{name}: was read"));
            continue;
        };
        let got = (error.kind, error.result.map(|code| code.to_string()));
        // Where a syntax error is noticed is the reader's affair; an empty path is not compared.
        if got != (*kind, result.map(str::to_owned)) || (!path.is_empty() && error.path != *path) {
            wrong.push(format!("{name}: {error:?}"));
        }
        assert_eq!(error.transport, TransportCode::BAD_FORMAT, "{name}");
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("999999000000") && !shown.contains("测试") && !shown.contains("passwd"),
            "{name}: {shown}"
        );
        let _ = peek(&bytes);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_hostile_file_has_its_row() {
    let known: BTreeSet<String> = HOSTILE.iter().map(|(name, ..)| format!("{name}.xml")).collect();
    assert_eq!(known.len(), HOSTILE.len(), "a row stands twice");
    let found: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, known);
}
