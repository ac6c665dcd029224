//! Where a row says that money left the institutions.
//!
//! One field says it by code: `CashMark` 01 is cash. Everything else is free text, and every bank has
//! words of its own, so the words stand in a table that an engineer can read and extend. A word counts
//! where it stands in the field that is named beside it; the first row of the table that fits decides.
//! Only debits are exits, and a row about a fee or a refund is none. Nothing is guessed: a merchant
//! whose name says nothing is no exit.

use super::query_values::{BorrowingSigns, CashMark};
use super::transaction::TransactionRow;
use cordon_model::Exit;

/// The field in which a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `TransactionType`
    Kind,
    /// `TransactionType` or `TransactionRemark`
    KindOrSummary,
    /// `MerchantName`
    Merchant,
}

/// Word, where it counts, and how the money left. What is more special stands before what is more
/// general: a gold shop's till is a POS too. The first word of each way is the one we write.
pub const WORDS: &[(&str, Place, Exit)] = &[
    // 贵金属: goods that are as good as cash.
    ("黄金购买", Place::KindOrSummary, Exit::Gold),
    ("购金", Place::KindOrSummary, Exit::Gold),
    ("贵金属", Place::KindOrSummary, Exit::Gold),
    ("金店", Place::Merchant, Exit::Gold),
    ("黄金", Place::Merchant, Exit::Gold),
    // Coins: a bank's row says so rarely, an exchange's name sometimes.
    ("虚拟货币", Place::KindOrSummary, Exit::Crypto),
    ("USDT", Place::KindOrSummary, Exit::Crypto),
    // Value that can still be voided while it is unspent.
    ("礼品卡", Place::KindOrSummary, Exit::GiftCard),
    ("购物卡", Place::KindOrSummary, Exit::GiftCard),
    ("预付卡", Place::KindOrSummary, Exit::GiftCard),
    ("礼品卡", Place::Merchant, Exit::GiftCard),
    ("话费充值", Place::KindOrSummary, Exit::TopUp),
    ("手机充值", Place::KindOrSummary, Exit::TopUp),
    ("游戏充值", Place::KindOrSummary, Exit::TopUp),
    ("点卡", Place::KindOrSummary, Exit::TopUp),
    // Cash, where the bank's row lacks the mark.
    ("取现", Place::KindOrSummary, Exit::Cash),
    ("取款", Place::KindOrSummary, Exit::Cash),
    ("现金支取", Place::KindOrSummary, Exit::Cash),
    // A till.
    ("POS消费", Place::KindOrSummary, Exit::Pos),
    ("POS", Place::Kind, Exit::Pos),
    ("消费", Place::Kind, Exit::Pos),
    ("收单", Place::Kind, Exit::Pos),
];

/// A row with one of these is about something else.
pub const NOT_AN_EXIT: &[&str] = &["手续费", "退款", "退货", "撤销", "冲正"];

/// How the money of this row left, where the row says it.
pub fn exit_of(row: &TransactionRow) -> Option<Exit> {
    if row.signs != BorrowingSigns::Debit {
        return None;
    }
    let details = &row.details;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let kind = text(details.kind.as_ref().map(super::Text::as_str));
    let summary = text(details.summary.as_ref().map(super::Private::reveal));
    let merchant = text(details.merchant_name.as_ref().map(super::Text::as_str));
    if NOT_AN_EXIT.iter().any(|word| kind.contains(word) || summary.contains(word)) {
        return None;
    }
    by_words(&kind, &summary, &merchant).or_else(|| (details.cash == Some(CashMark::Cash)).then_some(Exit::Cash))
}

/// As `exit_of`, from the words alone.
pub fn by_words(kind: &str, summary: &str, merchant: &str) -> Option<Exit> {
    let says = |word: &str, place: Place| match place {
        Place::Kind => kind.contains(word),
        Place::KindOrSummary => kind.contains(word) || summary.contains(word),
        Place::Merchant => merchant.contains(word),
    };
    WORDS.iter().find(|(word, place, _)| says(word, *place)).map(|(_, _, exit)| *exit)
}

/// The word that we write as `TransactionType` for it.
pub fn word_of(exit: Exit) -> Option<&'static str> {
    WORDS.iter().find(|(_, place, of)| *of == exit && *place != Place::Merchant).map(|(word, ..)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_has_a_word_that_reads_back() {
        for exit in Exit::ALL {
            let word = word_of(exit).unwrap();
            assert_eq!(by_words(word, "", ""), Some(exit), "{word}");
        }
    }

    #[test]
    fn words_count_only_where_they_say_it() {
        for (kind, summary, merchant, exit) in [
            ("ATM取现", "", "", Some(Exit::Cash)),
            ("消费", "", "虚构金店", Some(Exit::Gold)),
            ("POS", "", "虚构超市", Some(Exit::Pos)),
            ("转账", "购买USDT", "", Some(Exit::Crypto)),
            ("转账", "消费", "", None),
            ("转账", "POS", "", None),
            ("转账", "", "取现", None),
            ("", "", "", None),
        ] {
            assert_eq!(by_words(kind, summary, merchant), exit, "{kind} {summary} {merchant}");
        }
    }
}
