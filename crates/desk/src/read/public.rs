//! The public page of a measure: what was done, by whom, on which law, until when, and how to object.
//! Whoever holds the code and the last characters of the account or number may read it; nobody else
//! learns anything, not even whether there is such a code.
//!
//! Never here: names, numbers, amounts, the facts of a case, papers, and links to anything to pay.

use crate::council::file_appeal::due_norm;
use crate::desk::Desk;
use crate::order::hand_over::centre;
use crate::refusal::Refusal;
use cordon_model::measure::Force;
use cordon_model::{AppealGround, Measure, MeasureKind, MeasureState, NormKey, NormValue, Stamp};
use cordon_store::{Doors, Read, Value, Vault};
use serde::{Deserialize, Serialize};

/// How many characters of the account or number somebody has to know.
pub const TAIL_CHARS: usize = 4;
/// A code has twelve characters in three groups of four.
const CODE_CHARS: usize = 12;
const GROUP_CHARS: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMeasure {
    pub kind: MeasureKind,
    pub kind_zh: String,
    pub organ: String,
    pub organ_phone: String,
    pub from: Stamp,
    pub until: Stamp,
    pub ended: Option<Ended>,
    /// More is held than belongs to the case: the account as a whole.
    pub whole_account: bool,
    /// The law it stands on.
    pub basis: String,
    pub reason_zh: String,
    pub reason_en: String,
    pub objection: Objection,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// `lapsed`, `released`, `converted` or `returned`.
    pub how: String,
    pub how_zh: String,
    pub at: Stamp,
}

/// How to object, and what may be expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Only what holds can be objected to.
    pub open: bool,
    /// Within how long it is decided, such as `12 h`.
    pub decided_within: String,
    /// The norm that says so.
    pub norm: String,
    pub zh: String,
    pub en: String,
}

/// On a freeze no clock lifts anything: who is unheard goes to the procuratorate.
const OBJECT_FREEZE_ZH: &str = "凭查询码和尾号在本页提出异议，由未参与该措施的人员书面答复；逾期未答复报该冻结的负责人和监督人员，也可向人民检察院申诉。也可致电上列办公电话。本平台不会要求转账、付费或提供密码。";
const OBJECT_FREEZE_EN: &str = "object on this page with the code and the last four characters; somebody who had no hand in the measure decides; past the time its owner and the supervisors are told, and you may complain to the procuratorate; or call the office above; nobody here ever asks for a transfer, a fee or a password";
const OBJECT_ZH: &str = "凭查询码和尾号在本页提出申诉，由未参与该措施的人员审理；逾期未决自动解除。也可致电上列办公电话。本平台不会要求转账、付费或提供密码。";
const OBJECT_EN: &str = "object on this page with the code and the last four characters; somebody who had no hand in the measure decides, and past the time it is lifted by itself; or call the office above; nobody here ever asks for a transfer, a fee or a password";

/// A code as it is kept, from what people type: small letters, other groups, and the letters that are
/// taken for digits.
pub(crate) fn spelled(typed: &str) -> Option<String> {
    let mut plain = String::with_capacity(CODE_CHARS);
    for c in typed.trim().chars().filter(|c| !matches!(c, '-' | ' ')) {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        if !c.is_ascii_alphanumeric() || plain.len() == CODE_CHARS {
            return None;
        }
        plain.push(c);
    }
    let groups: Vec<&str> =
        (0..CODE_CHARS).step_by(GROUP_CHARS).map_while(|at| plain.get(at..at.saturating_add(GROUP_CHARS))).collect();
    (plain.len() == CODE_CHARS).then(|| groups.join("-"))
}

/// The measure of this code, if the tail fits too. Only of a kind that has a public page, and only
/// once it was carried out.
pub(crate) fn measure_of(
    read: &mut impl Read,
    vault: &Vault,
    code: &str,
    tail: &str,
) -> Result<Option<Measure>, Refusal> {
    let Some(code) = spelled(code) else { return Ok(None) };
    let mut found: Vec<Measure> = read.select("where public_code = $1", &[Value::from(&code)])?;
    let Some(measure) = found.pop() else { return Ok(None) };
    // A bank's own delay on a notice is the bank's to tell of.
    let public = measure.kind != MeasureKind::Delay && force_of(&measure.state).is_some();
    let number = vault.open(read.sql(), measure.target.sealed())?;
    let number = number.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok((public && number.is_some_and(|number| fits(&number, tail))).then_some(measure))
}

pub(crate) fn fits(number: &str, tail: &str) -> bool {
    let skipped = number.chars().count().saturating_sub(TAIL_CHARS);
    let own: String = number.chars().skip(skipped).collect();
    own.chars().count() == TAIL_CHARS && own.eq_ignore_ascii_case(tail.trim())
}

/// What is or was in force; none where it never came to be.
const fn force_of(state: &MeasureState) -> Option<&Force> {
    match state {
        MeasureState::InForce(force) | MeasureState::Renewed(force) => Some(force),
        MeasureState::Lapsed { was, .. }
        | MeasureState::Released { was, .. }
        | MeasureState::Converted { was, .. }
        | MeasureState::Returned { was, .. } => Some(was),
        MeasureState::Pending { .. } | MeasureState::Queued { .. } | MeasureState::NotImposed { .. } => None,
    }
}

fn ended(state: &MeasureState, force: &Force, now: Stamp) -> Option<Ended> {
    let (how_zh, at) = match state {
        MeasureState::Lapsed { at, .. } => ("到期失效", *at),
        MeasureState::Released { at, .. } => ("已解除", *at),
        MeasureState::Converted { at, .. } => ("已转为其他措施", *at),
        MeasureState::Returned { at, .. } => ("已返还", *at),
        // Its time is over, though the clock has not been round yet.
        _ if now >= force.until => {
            return Some(Ended { how: "lapsed".to_owned(), how_zh: "到期失效".to_owned(), at: force.until });
        }
        _ => return None,
    };
    Some(Ended { how: state.name().to_owned(), how_zh: how_zh.to_owned(), at })
}

const fn reason_class(kind: MeasureKind) -> (&'static str, &'static str) {
    match kind {
        MeasureKind::Freeze => (
            "账户资金涉嫌电信网络诈骗犯罪，依法冻结",
            "the money is suspected to come from a scam and was frozen by law",
        ),
        MeasureKind::Void => {
            ("所购价值涉嫌以诈骗资金购得", "what was bought is suspected to have been paid with money of a scam")
        }
        MeasureKind::Stop | MeasureKind::Delay | MeasureKind::Hold => {
            ("账户涉嫌收取电信网络诈骗资金", "the account is suspected to have taken in money of a scam")
        }
        MeasureKind::Shut => ("号码涉嫌用于电信网络诈骗", "the number is suspected to be used for a scam"),
    }
}

/// The centre's name, and the number by which anybody reaches it.
pub fn public_centre(desk: &Desk) -> Result<(String, String), Refusal> {
    desk.store().view("public_centre", |view| {
        let centre = centre(view)?;
        Ok((centre.name, centre.public_phone))
    })
}

/// The same answer, none, for an unknown code, a wrong tail, and what is not public.
pub fn public_measure(desk: &Desk, code: &str, tail: &str, now: Stamp) -> Result<Option<PublicMeasure>, Refusal> {
    desk.store().view("public_measure", |view| {
        let Some(measure) = measure_of(view, desk.vault(), code, tail)? else { return Ok(None) };
        let Some(force) = force_of(&measure.state).copied() else { return Ok(None) };
        let norms = desk.norms(view.sql())?;
        if norms.deadline(NormKey::PublicDelay, force.from, now)?.at > now {
            return Ok(None);
        }
        // A bank's own hold is the bank's; everything else goes out in the centre's name.
        let organ = match measure.kind {
            MeasureKind::Hold => view.need(measure.agency)?,
            _ => centre(view)?,
        };
        let norm = norms.at(due_norm(measure.kind, AppealGround::Wronged), now)?;
        let decided_within = match &norm.value {
            NormValue::Duration(span) => span.to_string(),
            _ => String::new(),
        };
        let ended = ended(&measure.state, &force, now);
        let (reason_zh, reason_en) = reason_class(measure.kind);
        let (object_zh, object_en) = match measure.kind {
            MeasureKind::Freeze => (OBJECT_FREEZE_ZH, OBJECT_FREEZE_EN),
            _ => (OBJECT_ZH, OBJECT_EN),
        };
        Ok(Some(PublicMeasure {
            kind: measure.kind,
            kind_zh: measure.kind.zh().to_owned(),
            organ: organ.name,
            organ_phone: organ.public_phone,
            from: force.from,
            until: force.until,
            objection: Objection {
                open: ended.is_none(),
                decided_within,
                norm: norm.reference().to_string(),
                zh: object_zh.to_owned(),
                en: object_en.to_owned(),
            },
            ended,
            whole_account: force.excess()?.is_some(),
            basis: measure.basis,
            reason_zh: reason_zh.to_owned(),
            reason_en: reason_en.to_owned(),
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["7K3M-Q9TX-2B40", "7k3mq9tx2b40", " 7K3M Q9TX 2B4O ", "7-K3MQ9TX2B40"] {
            assert_eq!(spelled(typed).as_deref(), Some("7K3M-Q9TX-2B40"), "{typed}");
        }
        assert_eq!(spelled("il11-oo00-1111").as_deref(), Some("1111-0000-1111"));
        for bad in ["", "7K3M", "7K3M-Q9TX-2B401", "7K3M-Q9TX-2B4!", "査査査査-査査査査-査査査査"] {
            assert_eq!(spelled(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_tail_is_exactly_the_last_four_characters() {
        assert!(fits("9999990000001234", "1234") && fits("999999000000a23X", "A23x"));
        for tail in ["", "234", "01234", "1235", "9999990000001234"] {
            assert!(!fits("9999990000001234", tail), "{tail}");
        }
        assert!(!fits("123", "123"));
    }
}
