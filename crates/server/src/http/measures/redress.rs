//! How somebody objects to a measure, in the words of the papers: the slip and the sheet say the same.

use cordon_model::{MeasureKind, Norm, NormValue};
use cordon_papers::Bilingual;

/// `norm` says in which time an objection is decided.
pub fn how_to_object(kind: MeasureKind, norm: &Norm) -> Bilingual {
    let within = match &norm.value {
        NormValue::Duration(span) => span.to_string(),
        _ => String::new(),
    };
    worded(kind, &within)
}

/// No clock ends a freeze: whoever answers for it is told.
fn worded(kind: MeasureKind, within: &str) -> Bilingual {
    let freeze = kind == MeasureKind::Freeze;
    let after = if freeze { "逾期未决的，报其责任人" } else { "逾期未决的，自动解除" };
    let after_en = if freeze { "the person who answers for it is told" } else { "it is lifted by itself" };
    Bilingual {
        zh: format!(
            "凭查询码和账号（号码）尾号四位提出申诉，由未参与该措施的人员在 {}内审理；{after}。",
            in_chinese(within)
        ),
        en: format!(
            "With the code and the last four characters of the account or number; somebody who had no hand in \
             the measure decides within {within}, and past that time {after_en}."
        ),
    }
}

/// A norm's span, such as `12 h`.
fn in_chinese(span: &str) -> String {
    let (number, unit) = span.split_once(' ').unwrap_or((span, ""));
    let unit = match unit {
        "s" => "秒",
        "min" => "分钟",
        "h" => "小时",
        "d" => "天",
        _ => "个工作日",
    };
    format!("{number} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_on_paper_that_a_freeze_ends_by_itself() {
        let freeze = worded(MeasureKind::Freeze, "30 d");
        assert!(!freeze.zh.contains("自动解除") && !freeze.en.contains("by itself"), "{freeze:?}");
        assert!(freeze.zh.contains("30 天"), "{freeze:?}");
        for kind in [MeasureKind::Stop, MeasureKind::Delay, MeasureKind::Hold, MeasureKind::Void, MeasureKind::Shut] {
            let other = worded(kind, "12 h");
            assert!(other.zh.contains("自动解除") && other.zh.contains("12 小时"), "{other:?}");
            assert!(other.en.contains("within 12 h") && other.en.contains("by itself"), "{other:?}");
        }
        assert_eq!(in_chinese("2 working days"), "2 个工作日");
    }
}
