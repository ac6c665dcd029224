//! Accounts: where money stands. The number is sealed; what compares and indexes is its key.

use crate::ids::AgencyId;
use crate::sealed::Sealed;
use serde::{Deserialize, Serialize};

/// Longest account number on the wire (100101 `AccountNumber`).
pub const ACCOUNT_NUMBER_CHARS_MAX: usize = 50;

/// What kind of holder an account has; standing authority and the tracer ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountClass {
    /// 个人
    Personal,
    /// 对公
    Company,
    /// 支付账户 at a payment firm
    Payment,
    /// Money that arrives here has left the institutions: cash, a shop, a coin exchange.
    Sink,
    /// Nobody has said: another bank's row names a number, and perhaps a holder.
    Unknown,
}

/// How a company's name ends. The single letters are nobody's given name.
const COMPANY_ENDINGS: [&str; 38] = [
    "公司",
    "有限",
    "集团",
    "企业",
    "商行",
    "店",
    "厂",
    "超市",
    "商场",
    "市场",
    "中心",
    "合作社",
    "经营部",
    "经销部",
    "服务部",
    "门市部",
    "批发部",
    "工作室",
    "事务所",
    "研究所",
    "协会",
    "学会",
    "商会",
    "基金会",
    "医院",
    "诊所",
    "学校",
    "大学",
    "学院",
    "幼儿园",
    "银行",
    "信用社",
    "委员会",
    "管理处",
    "个体工商户",
    "个体户",
    "专柜",
    "俱乐部",
];
/// The same in Latin letters.
const COMPANY_WORDS: [&str; 7] = ["LTD", "LIMITED", "INC", "LLC", "CORP", "COMPANY", "GMBH"];
/// A name with more letters than this is not taken for a person's, unless a dot parts it.
const NAME_CHARS_MAX: usize = 4;

impl AccountClass {
    /// What a holder's name says, where it says it: how a company's ends, or a person's of two to four
    /// characters, some of them perhaps masked.
    pub fn of_holder(name: &str) -> Option<Self> {
        let closing = |c: char| matches!(c, ')' | '）' | '.' | '。') || c.is_whitespace();
        let name = name.trim_matches(closing);
        let upper = name.to_ascii_uppercase();
        let word = upper.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        if COMPANY_ENDINGS.iter().any(|end| name.ends_with(end)) || COMPANY_WORDS.contains(&word) {
            return Some(Self::Company);
        }
        let masked = |c: char| matches!(c, '*' | '＊' | '×' | '某');
        let letter = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || masked(c);
        let count = name.chars().count();
        let short = (2..=NAME_CHARS_MAX).contains(&count) && name.chars().all(letter);
        let parts = || name.split(['·', '•']);
        let dotted = parts().count() > 1 && parts().all(|part| !part.is_empty() && part.chars().all(letter));
        let named = !name.chars().all(masked);
        ((short || dotted) && named).then_some(Self::Personal)
    }

    /// What is known when a row, or a statement, says one thing and the holder's name another: whoever
    /// is called a company is one, whatever another bank's row takes him for.
    #[must_use]
    pub fn with_holder(self, name: Option<&str>) -> Self {
        match (self, name.and_then(Self::of_holder)) {
            (Self::Unknown, Some(class)) => class,
            (Self::Personal | Self::Payment, Some(Self::Company)) => Self::Company,
            _ => self,
        }
    }
}

/// An account at an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub institution: AgencyId,
    /// Keyed digest of (institution, number): equal keys mean the same account.
    pub key: String,
    pub number: Sealed,
    pub class: AccountClass,
    pub holder: Option<Sealed>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_whose_an_account_is() {
        use AccountClass::{Company, Personal};
        for (name, class) in [
            ("样例科技有限公司", Some(Company)),
            ("样例科技有限公司样例分公司", Some(Company)),
            ("样例县样例便利店", Some(Company)),
            ("样例小店", Some(Company)),
            ("**有限公司", Some(Company)),
            ("样例商行（个体工商户）", Some(Company)),
            ("样例县样例农民专业合作社", Some(Company)),
            ("SAMPLE TRADING CO., LTD.", Some(Company)),
            ("测试丁", Some(Personal)),
            ("*三", Some(Personal)),
            ("张**", Some(Personal)),
            ("李某某", Some(Personal)),
            ("样例·样例江", Some(Personal)),
            (" 测试 ", Some(Personal)),
            ("**", None),
            ("测", None),
            ("测试收款人", None),
            ("SAMPLE NAME", None),
            ("", None),
        ] {
            assert_eq!(AccountClass::of_holder(name), class, "{name}");
        }
    }

    #[test]
    fn a_company_by_name_is_one_whatever_a_row_says() {
        use AccountClass::{Company, Payment, Personal, Sink, Unknown};
        for (told, name, class) in [
            (Unknown, Some("测试丁"), Personal),
            (Unknown, Some("样例商行"), Company),
            (Unknown, Some("测试收款人"), Unknown),
            (Unknown, None, Unknown),
            (Personal, Some("样例商行"), Company),
            (Payment, Some("样例商行"), Company),
            (Payment, Some("测试丁"), Payment),
            (Company, Some("测试丁"), Company),
            (Sink, Some("样例商行"), Sink),
        ] {
            assert_eq!(told.with_holder(name), class, "{told:?} {name:?}");
        }
    }
}
