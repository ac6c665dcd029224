//! Stop, lift and extension of a stop: the three orders (100101, 100103, 100105; A00101 and so on).
//!
//! A stop on this wire holds the whole account: the amount that is ordered is what was transferred,
//! not a limit. The sources say that a lift "adds" two fields to the stop's and an extension four;
//! here the transfer and the reason may then be absent, because the original says them.

use super::attachments::{self, Attachment, PaperRule};
use super::codes::{Channel, Tx};
use super::envelope::{self, DownHead, Parts};
use super::error::WireError;
use super::feedback::{START_TIME, StopVerb};
use super::fields::{Class, Notes, Spec, Text};
use super::parties::{Application, Authority, EXPIRE_TIME, StopAccount, StopTransfer, check_order, check_original};
use super::request::{REASON, REMARK};
use super::values::WireTime;

pub(crate) const POSTPONE_START: Spec = Spec::typed("PostponeStartTime");
pub(crate) const WITHDRAWAL_REMARK: Spec = Spec::new("WithdrawalRemark", 300, Class::Lines);
pub(crate) const EXTEND_REMARK: Spec = Spec::new("ExtendRemark", 300, Class::Lines);

/// 100101: hold the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopOrder {
    pub channel: Channel,
    pub head: DownHead,
    pub application: Application,
    pub transfer: StopTransfer,
    pub account: StopAccount,
    pub reason: Text,
    pub remark: Option<Text>,
    pub from: WireTime,
    pub until: WireTime,
    pub authority: Authority,
    pub attachments: Vec<Attachment>,
}

/// 100103: lift a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReliefOrder {
    pub channel: Channel,
    pub head: DownHead,
    pub application: Application,
    pub transfer: Option<StopTransfer>,
    pub account: StopAccount,
    pub reason: Option<Text>,
    pub remark: Option<Text>,
    pub withdrawal_remark: Text,
    pub authority: Authority,
    pub attachments: Vec<Attachment>,
}

/// 100105: extend a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendOrder {
    pub channel: Channel,
    pub head: DownHead,
    pub application: Application,
    pub transfer: Option<StopTransfer>,
    pub account: StopAccount,
    pub reason: Option<Text>,
    pub remark: Option<Text>,
    pub from: WireTime,
    pub until: WireTime,
    pub extend_remark: Text,
    pub authority: Authority,
    pub attachments: Vec<Attachment>,
}

impl StopOrder {
    /// Papers for a stop that stands already: answer from the record, execute nothing.
    pub fn is_late_paperwork(&self) -> bool {
        self.application.kind.is_late_paperwork()
    }

    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        check_original(&self.application, self.application.kind.needs_original())?;
        check_order(self.from, self.until)?;
        let head = self.head.write(Tx::StopOrder, self.channel)?;
        let mut body = envelope::new_body();
        self.application.write(&mut body)?;
        self.transfer.write(&mut body)?;
        self.account.write(&mut body)?;
        body.put(&REASON, &self.reason)?;
        body.put_optional(&REMARK, self.remark.as_ref())?;
        body.put(&START_TIME, &self.from)?;
        body.put(&EXPIRE_TIME, &self.until)?;
        self.authority.write(&mut body)?;
        attachments::write(&mut body, PaperRule::Stop, &self.attachments)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let application = Application::read(&mut body, StopVerb::Stop, notes)?;
        check_original(&application, application.kind.needs_original())?;
        let order = Self {
            channel,
            head: DownHead::read(parts.head, notes)?,
            application,
            transfer: StopTransfer::read(&mut body)?,
            account: StopAccount::read(&mut body)?,
            reason: body.required(&REASON)?,
            remark: body.optional(&REMARK)?,
            from: body.required(&START_TIME)?,
            until: body.required(&EXPIRE_TIME)?,
            authority: Authority::read(&mut body)?,
            attachments: attachments::read(&mut body, PaperRule::Stop, notes)?,
        };
        check_order(order.from, order.until)?;
        body.finish(notes);
        Ok(order)
    }
}

impl ReliefOrder {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        check_original(&self.application, true)?;
        let head = self.head.write(Tx::ReliefOrder, self.channel)?;
        let mut body = envelope::new_body();
        self.application.write(&mut body)?;
        if let Some(transfer) = &self.transfer {
            transfer.write(&mut body)?;
        }
        self.account.write(&mut body)?;
        body.put_optional(&REASON, self.reason.as_ref())?;
        body.put_optional(&REMARK, self.remark.as_ref())?;
        body.put(&WITHDRAWAL_REMARK, &self.withdrawal_remark)?;
        self.authority.write(&mut body)?;
        attachments::write(&mut body, PaperRule::Any, &self.attachments)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let application = Application::read(&mut body, StopVerb::Relief, notes)?;
        check_original(&application, true)?;
        let order = Self {
            channel,
            head: DownHead::read(parts.head, notes)?,
            application,
            transfer: StopTransfer::read_if_told(&mut body)?,
            account: StopAccount::read(&mut body)?,
            reason: body.optional(&REASON)?,
            remark: body.optional(&REMARK)?,
            withdrawal_remark: body.required(&WITHDRAWAL_REMARK)?,
            authority: Authority::read(&mut body)?,
            attachments: attachments::read(&mut body, PaperRule::Any, notes)?,
        };
        // Fields of the stop that a lift may repeat; they change nothing.
        body.optional::<WireTime>(&START_TIME)?;
        body.optional::<WireTime>(&EXPIRE_TIME)?;
        body.finish(notes);
        Ok(order)
    }
}

impl ExtendOrder {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        check_original(&self.application, true)?;
        check_order(self.from, self.until)?;
        let head = self.head.write(Tx::ExtendOrder, self.channel)?;
        let mut body = envelope::new_body();
        self.application.write(&mut body)?;
        if let Some(transfer) = &self.transfer {
            transfer.write(&mut body)?;
        }
        self.account.write(&mut body)?;
        body.put_optional(&REASON, self.reason.as_ref())?;
        body.put_optional(&REMARK, self.remark.as_ref())?;
        body.put(&POSTPONE_START, &self.from)?;
        body.put(&EXPIRE_TIME, &self.until)?;
        body.put(&EXTEND_REMARK, &self.extend_remark)?;
        self.authority.write(&mut body)?;
        attachments::write(&mut body, PaperRule::Any, &self.attachments)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let application = Application::read(&mut body, StopVerb::Extend, notes)?;
        check_original(&application, true)?;
        let order = Self {
            channel,
            head: DownHead::read(parts.head, notes)?,
            application,
            transfer: StopTransfer::read_if_told(&mut body)?,
            account: StopAccount::read(&mut body)?,
            reason: body.optional(&REASON)?,
            remark: body.optional(&REMARK)?,
            from: body.required(&POSTPONE_START)?,
            until: body.required(&EXPIRE_TIME)?,
            extend_remark: body.required(&EXTEND_REMARK)?,
            authority: Authority::read(&mut body)?,
            attachments: attachments::read(&mut body, PaperRule::Any, notes)?,
        };
        check_order(order.from, order.until)?;
        // The stop's own start, which an extension may repeat.
        body.optional::<WireTime>(&START_TIME)?;
        body.finish(notes);
        Ok(order)
    }
}
