//! Freeze, lift and extension of a freeze: the three orders (100201, 100203, 100205; A00201 and so on).
//!
//! Unlike a stop, a freeze names its amount (FreezeType 01 with `Balance`) or the whole account (02).
//! A lift says why; an extension says the terms again and until when.

use super::attachments::{self, Attachment, PaperRule};
use super::codes::{Channel, Tx};
use super::envelope::{self, BODY, DownHead, Parts};
use super::error::{Fault, WireError};
use super::feedback::START_TIME;
use super::fields::{Class, Fields, Notes, Out, Private, Spec, Text};
use super::ids::{IdType, business_code};
use super::parties::{APPLICATION_TYPE, Authority, CURRENCY, EXPIRE_TIME, StopAccount, check_order};
use super::query_values::FreezeType;
use super::request::{REASON, REMARK, Request};
use super::results::ResultCode;
use super::stop::{EXTEND_REMARK, POSTPONE_START, WITHDRAWAL_REMARK};
use super::values::{Amount, ApplicationType, WireTime};
use cordon_model::{Currency, Money};

const OWNER_ID_TYPE: Spec = Spec::typed("IDType");
const OWNER_ID: Spec = Spec::new("IDNumber", 30, Class::Number);
const DOCUMENT: Spec = Spec::new("CaseDocumentID", 100, Class::Line);
/// As the one source that names the field writes it.
const DOCUMENT_ALIAS: &str = "caseDocumentID";
const FREEZE_TYPE: Spec = Spec::typed("FreezeType");
const LIMIT: Spec = Spec::typed("Balance");
const FREEZE_START: Spec = Spec::typed("FreezeStartTime");

/// Which of the three orders, or the feedback of which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FreezeVerb {
    Freeze,
    Relief,
    Extend,
}

impl FreezeVerb {
    const fn order_tx(self) -> Tx {
        match self {
            Self::Freeze => Tx::FreezeOrder,
            Self::Relief => Tx::FreezeReliefOrder,
            Self::Extend => Tx::FreezeExtendOrder,
        }
    }

    pub(crate) const fn feedback_tx(self) -> Tx {
        match self {
            Self::Freeze => Tx::FreezeFeedback,
            Self::Relief => Tx::FreezeReliefFeedback,
            Self::Extend => Tx::FreezeExtendFeedback,
        }
    }

    pub(crate) const fn business_code(self) -> &'static str {
        match self {
            Self::Freeze => business_code::FREEZE,
            Self::Relief => business_code::FREEZE_RELIEF,
            Self::Extend => business_code::FREEZE_EXTEND,
        }
    }

    /// A lift is bound to no papers: a release must not fail over one.
    const fn papers(self) -> PaperRule {
        match self {
            Self::Freeze | Self::Extend => PaperRule::Freeze,
            Self::Relief => PaperRule::Any,
        }
    }
}

/// How much is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreezeTerms {
    /// 01 限额冻结: more than zero.
    Limited(Money),
    /// 02 全额冻结: all there is and all that comes.
    Full(Currency),
}

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FreezeAct {
    Freeze { terms: FreezeTerms, from: WireTime, until: WireTime },
    Extend { terms: FreezeTerms, from: WireTime, until: WireTime, why: Text },
    Lift { why: Text },
}

/// 100201, 100203, 100205.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreezeOrder {
    pub channel: Channel,
    pub head: DownHead,
    pub request: Request,
    /// 00 or 01, where it is said; a freeze is none of the other types.
    pub kind: Option<ApplicationType>,
    pub account: StopAccount,
    pub owner_id_type: Option<IdType>,
    pub owner_id: Option<Private>,
    /// Number of the legal document it stands on.
    pub document: Option<Text>,
    pub act: FreezeAct,
    /// Required for a freeze.
    pub reason: Option<Text>,
    pub remark: Option<Text>,
    pub authority: Authority,
    pub attachments: Vec<Attachment>,
}

impl FreezeOrder {
    pub fn verb(&self) -> FreezeVerb {
        match self.act {
            FreezeAct::Freeze { .. } => FreezeVerb::Freeze,
            FreezeAct::Extend { .. } => FreezeVerb::Extend,
            FreezeAct::Lift { .. } => FreezeVerb::Relief,
        }
    }

    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let verb = self.verb();
        let head = self.head.write(verb.order_tx(), self.channel)?;
        let mut body = envelope::new_body();
        self.request.write(&mut body, verb != FreezeVerb::Freeze)?;
        body.put_optional(&APPLICATION_TYPE, self.kind.as_ref())?;
        self.account.write(&mut body)?;
        body.put_optional(&OWNER_ID_TYPE, self.owner_id_type.as_ref())?;
        body.put_optional(&OWNER_ID, self.owner_id.as_ref())?;
        body.put_optional(&DOCUMENT, self.document.as_ref())?;
        check_reason(verb, self.reason.as_ref())?;
        self.act.write(&mut body)?;
        body.put_optional(&REASON, self.reason.as_ref())?;
        body.put_optional(&REMARK, self.remark.as_ref())?;
        self.authority.write(&mut body)?;
        attachments::write(&mut body, verb.papers(), &self.attachments)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(
        parts: Parts<'_>,
        channel: Channel,
        verb: FreezeVerb,
        notes: &mut Notes,
    ) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let order = Self {
            channel,
            request: Request::read(&mut body, verb.business_code(), verb != FreezeVerb::Freeze, notes)?,
            head: DownHead::read(parts.head, notes)?,
            kind: body.optional(&APPLICATION_TYPE)?,
            account: StopAccount::read(&mut body)?,
            owner_id_type: body.optional(&OWNER_ID_TYPE)?,
            owner_id: body.optional(&OWNER_ID)?,
            document: body.optional_alias(&DOCUMENT, DOCUMENT_ALIAS, notes)?,
            act: FreezeAct::read(&mut body, verb, notes)?,
            reason: body.optional(&REASON)?,
            remark: body.optional(&REMARK)?,
            authority: Authority::read(&mut body)?,
            attachments: attachments::read(&mut body, verb.papers(), notes)?,
        };
        check_reason(verb, order.reason.as_ref())?;
        body.finish(notes);
        Ok(order)
    }
}

fn check_reason(verb: FreezeVerb, reason: Option<&Text>) -> Result<(), WireError> {
    if verb == FreezeVerb::Freeze && reason.is_none() {
        let fault = Fault::missing("is required; a freeze says why");
        return Err(WireError::content(fault, format!("{BODY}/{}", REASON.name)));
    }
    Ok(())
}

impl FreezeAct {
    fn read(body: &mut Fields<'_>, verb: FreezeVerb, notes: &mut Notes) -> Result<Self, WireError> {
        let act = match verb {
            FreezeVerb::Freeze => Self::Freeze {
                terms: FreezeTerms::read(body)?,
                // A payment firm's sample has the stop's name for it.
                from: match body.optional_alias(&FREEZE_START, START_TIME.name, notes)? {
                    Some(from) => from,
                    None => return Err(body.missing(FREEZE_START.name)),
                },
                until: body.required(&EXPIRE_TIME)?,
            },
            FreezeVerb::Extend => {
                // The freeze's own start, which an extension may repeat.
                body.optional::<WireTime>(&FREEZE_START)?;
                Self::Extend {
                    terms: FreezeTerms::read(body)?,
                    from: body.required(&POSTPONE_START)?,
                    until: body.required(&EXPIRE_TIME)?,
                    why: body.required(&EXTEND_REMARK)?,
                }
            }
            FreezeVerb::Relief => {
                // Fields of the freeze that a lift may repeat; they change nothing.
                for repeated in [FREEZE_TYPE, LIMIT, CURRENCY, FREEZE_START, START_TIME, EXPIRE_TIME] {
                    body.child(repeated.name);
                }
                Self::Lift { why: body.required(&WITHDRAWAL_REMARK)? }
            }
        };
        act.check()?;
        Ok(act)
    }

    fn write(&self, body: &mut Out) -> Result<(), WireError> {
        self.check()?;
        match self {
            Self::Freeze { terms, from, until } => {
                terms.write(body)?;
                body.put(&FREEZE_START, from)?;
                body.put(&EXPIRE_TIME, until)
            }
            Self::Extend { terms, from, until, why } => {
                terms.write(body)?;
                body.put(&POSTPONE_START, from)?;
                body.put(&EXPIRE_TIME, until)?;
                body.put(&EXTEND_REMARK, why)
            }
            Self::Lift { why } => body.put(&WITHDRAWAL_REMARK, why),
        }
    }

    fn check(&self) -> Result<(), WireError> {
        match self {
            Self::Freeze { from, until, .. } | Self::Extend { from, until, .. } => check_order(*from, *until),
            Self::Lift { .. } => Ok(()),
        }
    }
}

impl FreezeTerms {
    fn read(body: &mut Fields<'_>) -> Result<Self, WireError> {
        let kind = body.required(&FREEZE_TYPE)?;
        let currency: Currency = body.required(&CURRENCY)?;
        // Beside 02 an amount has been seen; it limits nothing there.
        let limit: Option<Amount> = body.optional(&LIMIT)?;
        match (kind, limit) {
            (FreezeType::Full, _) => Ok(Self::Full(currency)),
            (FreezeType::Limited, None) => Err(body.missing(LIMIT.name)),
            (FreezeType::Limited, Some(limit)) => {
                let limit = limit.money(currency).map_err(|fault| body.fail(LIMIT.name, fault))?;
                check_limit(limit)?;
                Ok(Self::Limited(limit))
            }
        }
    }

    fn write(self, body: &mut Out) -> Result<(), WireError> {
        match self {
            Self::Full(currency) => {
                body.put(&FREEZE_TYPE, &FreezeType::Full)?;
                body.put(&CURRENCY, &currency)
            }
            Self::Limited(limit) => {
                check_limit(limit)?;
                let amount = Amount::of(limit).map_err(|fault| WireError::content(fault, limit_path()))?;
                body.put(&FREEZE_TYPE, &FreezeType::Limited)?;
                body.put(&CURRENCY, &limit.currency())?;
                body.put(&LIMIT, &amount)
            }
        }
    }
}

fn limit_path() -> String {
    format!("{BODY}/{}", LIMIT.name)
}

fn check_limit(limit: Money) -> Result<(), WireError> {
    if limit.is_positive() {
        return Ok(());
    }
    let fault = Fault::malformed(ResultCode::BAD_AMOUNT, "a limited freeze names an amount of more than zero");
    Err(WireError::content(fault, limit_path()))
}
