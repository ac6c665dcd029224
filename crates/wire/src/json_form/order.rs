//! `cordon-order/1`: one order to one agency, with its limit, its papers and the way to object.

use super::parts::{
    AmountForm, PartyForm, few, filled, maybe_amount, maybe_money, maybe_stamp, maybe_stamp_text, stamp, stamp_text,
    text,
};
use super::query::QueryForm;
use super::{
    ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, CODE_CHARS_MAX, FormError, NAME_CHARS_MAX, NOTES_MAX, ORDER_FORM,
    PHONE_CHARS_MAX, SIGNATORIES_MAX, TARGET_CHARS_MAX, TEXT_CHARS_MAX,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cordon_model::exchange::{Attachment, Media, OpenOrder, OpenTarget, OpenTransfer, PaperKind, Private, Signatory};
use cordon_model::{AgencyKind, OrderId, OrderKind, TargetKind};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct OrderForm {
    pub form: String,
    pub id: OrderId,
    pub kind: OrderKind,
    /// The order that this one extends or lifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<OrderId>,
    pub organ: OrganForm,
    pub agency: AgencyForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    pub target: TargetForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferForm>,
    /// What may be held at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<AmountForm>,
    /// What a question asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<QueryForm>,
    /// Number of the legal document a freeze stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    pub reason: String,
    pub basis: String,
    pub urgent: bool,
    pub issued_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// By when an answer is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatories: Vec<SignatoryForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentForm>,
    pub redress: RedressForm,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl fmt::Debug for OrderForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrderForm({}, {})", self.id, self.kind.name())
    }
}

/// Who asks.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct OrganForm {
    pub code: String,
    pub name: String,
}

/// Who is asked.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct AgencyForm {
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
}

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct TargetForm {
    pub kind: TargetKind,
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<PartyForm>,
}

impl fmt::Debug for TargetForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TargetForm({:?})", self.kind)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct TransferForm {
    pub from: PartyForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PartyForm>,
    pub amount: AmountForm,
    pub at: String,
}

/// A police officer who signs.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct SignatoryForm {
    pub name: String,
    pub police_number: String,
    pub phone: String,
}

impl fmt::Debug for SignatoryForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatoryForm")
    }
}

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct AttachmentForm {
    pub kind: PaperKind,
    pub media: Media,
    /// Base64, standard alphabet, padded.
    pub content: String,
}

impl fmt::Debug for AttachmentForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttachmentForm({:?}, {:?})", self.kind, self.media)
    }
}

/// What the restricted person is given.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct RedressForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_code: Option<String>,
    pub phone: String,
}

impl OrderForm {
    pub fn of(order: &OpenOrder) -> Result<Self, FormError> {
        let form = Self {
            form: ORDER_FORM.to_owned(),
            id: order.id,
            kind: order.kind,
            original: order.original,
            organ: OrganForm { code: order.organ_code.clone(), name: order.organ_name.clone() },
            agency: AgencyForm {
                code: order.agency_code.clone(),
                name: order.agency_name.clone(),
                kind: order.agency_kind,
            },
            case_number: order.case_number.clone(),
            target: target_form(&order.target)?,
            transfer: order.transfer.as_ref().map(transfer_form).transpose()?,
            limit: maybe_amount(order.limit, "limit")?,
            query: order.query.as_ref().map(QueryForm::of).transpose()?,
            document: order.document.clone(),
            reason: order.reason.clone(),
            basis: order.basis.clone(),
            urgent: order.urgent,
            issued_at: stamp_text(order.issued_at, "issued_at")?,
            from: maybe_stamp_text(order.from, "from")?,
            until: maybe_stamp_text(order.until, "until")?,
            due: maybe_stamp_text(order.due, "due")?,
            signatories: order.signatories.iter().map(signatory_form).collect(),
            attachments: order.attachments.iter().map(attachment_form).collect(),
            redress: RedressForm { public_code: order.public_code.clone(), phone: order.public_phone.clone() },
            notes: order.notes.clone(),
        };
        form.check()?;
        Ok(form)
    }

    pub fn open(&self) -> Result<OpenOrder, FormError> {
        self.check()?;
        Ok(OpenOrder {
            id: self.id,
            kind: self.kind,
            original: self.original,
            organ_code: self.organ.code.clone(),
            organ_name: self.organ.name.clone(),
            agency_code: self.agency.code.clone(),
            agency_name: self.agency.name.clone(),
            agency_kind: self.agency.kind,
            case_number: self.case_number.clone(),
            target: open_target(&self.target)?,
            transfer: self.transfer.as_ref().map(open_transfer).transpose()?,
            limit: maybe_money(self.limit.as_ref(), "limit")?,
            query: self.query.as_ref().map(QueryForm::query).transpose()?,
            document: self.document.clone(),
            reason: self.reason.clone(),
            basis: self.basis.clone(),
            urgent: self.urgent,
            issued_at: stamp(&self.issued_at, "issued_at")?,
            from: maybe_stamp(self.from.as_ref(), "from")?,
            until: maybe_stamp(self.until.as_ref(), "until")?,
            due: maybe_stamp(self.due.as_ref(), "due")?,
            signatories: self.signatories.iter().map(signatory).collect(),
            attachments: self.attachments.iter().map(attachment).collect::<Result<_, _>>()?,
            public_code: self.redress.public_code.clone(),
            public_phone: self.redress.phone.clone(),
            notes: self.notes.clone(),
        })
    }

    fn check(&self) -> Result<(), FormError> {
        if self.form != ORDER_FORM {
            return Err(FormError::new("form", format!("this reader takes `{ORDER_FORM}` only")));
        }
        text(&self.organ.code, CODE_CHARS_MAX, "organ.code")?;
        text(&self.organ.name, NAME_CHARS_MAX, "organ.name")?;
        text(&self.agency.code, CODE_CHARS_MAX, "agency.code")?;
        text(&self.agency.name, NAME_CHARS_MAX, "agency.name")?;
        if let Some(number) = &self.case_number {
            text(number, NAME_CHARS_MAX, "case_number")?;
        }
        if let Some(number) = &self.document {
            filled(number, NAME_CHARS_MAX, "document")?;
        }
        text(&self.reason, TEXT_CHARS_MAX, "reason")?;
        text(&self.basis, TEXT_CHARS_MAX, "basis")?;
        text(&self.redress.phone, PHONE_CHARS_MAX, "redress.phone")?;
        if let Some(code) = &self.redress.public_code {
            text(code, PHONE_CHARS_MAX, "redress.public_code")?;
        }
        few(self.notes.len(), NOTES_MAX, "notes")?;
        for note in &self.notes {
            text(note, TEXT_CHARS_MAX, "notes")?;
        }
        self.check_papers()
    }

    fn check_papers(&self) -> Result<(), FormError> {
        few(self.signatories.len(), SIGNATORIES_MAX, "signatories")?;
        for officer in &self.signatories {
            text(&officer.name, NAME_CHARS_MAX, "signatories.name")?;
            text(&officer.police_number, PHONE_CHARS_MAX, "signatories.police_number")?;
            text(&officer.phone, PHONE_CHARS_MAX, "signatories.phone")?;
        }
        few(self.attachments.len(), ATTACHMENTS_MAX, "attachments")?;
        for paper in &self.attachments {
            attachment(paper)?;
        }
        Ok(())
    }
}

fn target_form(target: &OpenTarget) -> Result<TargetForm, FormError> {
    filled(&target.value, TARGET_CHARS_MAX, "target.value")?;
    Ok(TargetForm {
        kind: target.kind,
        value: target.value.0.clone(),
        account: target.account.as_ref().map(|p| PartyForm::of(p, "target.account")).transpose()?,
    })
}

fn open_target(form: &TargetForm) -> Result<OpenTarget, FormError> {
    filled(&form.value, TARGET_CHARS_MAX, "target.value")?;
    Ok(OpenTarget {
        kind: form.kind,
        value: Private(form.value.clone()),
        account: form.account.as_ref().map(|p| p.party("target.account")).transpose()?,
    })
}

fn transfer_form(transfer: &OpenTransfer) -> Result<TransferForm, FormError> {
    Ok(TransferForm {
        from: PartyForm::of(&transfer.from, "transfer.from")?,
        to: transfer.to.as_ref().map(|p| PartyForm::of(p, "transfer.to")).transpose()?,
        amount: AmountForm::of(transfer.amount, "transfer.amount")?,
        at: stamp_text(transfer.at, "transfer.at")?,
    })
}

fn open_transfer(form: &TransferForm) -> Result<OpenTransfer, FormError> {
    Ok(OpenTransfer {
        from: form.from.party("transfer.from")?,
        to: form.to.as_ref().map(|p| p.party("transfer.to")).transpose()?,
        amount: form.amount.money("transfer.amount")?,
        at: stamp(&form.at, "transfer.at")?,
    })
}

fn signatory_form(officer: &Signatory) -> SignatoryForm {
    SignatoryForm {
        name: officer.name.0.clone(),
        police_number: officer.police_number.0.clone(),
        phone: officer.phone.0.clone(),
    }
}

fn signatory(form: &SignatoryForm) -> Signatory {
    Signatory {
        name: Private(form.name.clone()),
        police_number: Private(form.police_number.clone()),
        phone: Private(form.phone.clone()),
    }
}

fn attachment_form(paper: &Attachment) -> AttachmentForm {
    AttachmentForm { kind: paper.kind, media: paper.media, content: STANDARD.encode(&paper.content) }
}

/// The first bytes must be what `media` says: a paper that nobody can open is no paper.
fn attachment(form: &AttachmentForm) -> Result<Attachment, FormError> {
    let place = "attachments.content";
    // Four characters of base64 are three bytes: an over-long text is refused before it is decoded.
    if form.content.len() / 4 > ATTACHMENT_BYTES_MAX / 3 {
        return Err(FormError::new(place, format!("more than {ATTACHMENT_BYTES_MAX} bytes")));
    }
    let content = STANDARD
        .decode(&form.content)
        .map_err(|_| FormError::new(place, "not base64 of the standard alphabet with padding"))?;
    if Media::of(&content) != Some(form.media) {
        return Err(FormError::new(place, "its first bytes are not those of the `media` it names"));
    }
    Ok(Attachment { kind: form.kind, media: form.media, content })
}
