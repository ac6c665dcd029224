//! An agency fetches an order: its sealed facts are opened for the agency that must carry it out,
//! and from then on it counts as seen. Given again after a lease ended, it is opened again, and
//! that leaves an entry too.

use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::HandOver;
use cordon_journal::Fact;
use cordon_model::exchange::{Attachment, OpenOrder, OpenTarget, OpenTransfer, Party, Private, Signatory};
use cordon_model::{
    Account, Agency, BankReport, Case, Code, KnownAccount, Measure, MeasureKind, Movement, MovementId, Note, Order,
    OrderEvent, OrderId, OrderKind, OrderState, Paper, Wire,
};
use cordon_store::{Read, Value, outbox};

/// The organ in whose name orders go out: the centre.
pub fn centre(read: &mut impl Read) -> Result<Agency, Refusal> {
    let mut found: Vec<Agency> = read.select("order by id limit 1", &[])?;
    found.pop().ok_or_else(|| Refusal::new(Code::NotFound, "the house has not been founded"))
}

pub fn hand_over(desk: &Desk, call: &Call, id: OrderId) -> Result<OpenOrder, Refusal> {
    handed(desk, call, id, |act, order| act.open_order(order))
}

/// What `open` makes of an order that counts as seen from then on.
pub(super) fn handed<T>(
    desk: &Desk,
    call: &Call,
    id: OrderId,
    open: impl Fn(&mut Act<'_, '_>, &Order) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let mut opened = None;
    desk.act::<HandOver, _, ()>(
        call,
        |look| {
            let order: Order = look.find(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            Ok((Resource::new("Order", id).agency(order.agency), order))
        },
        |_permit, act, mut order| {
            match order.state {
                OrderState::Dispatched { .. } => {
                    order.step(&OrderEvent::Seen, act.now())?;
                    act.put(&order)?;
                    act.state_order(&order);
                }
                OrderState::Seen { .. } => act.fact("again", Fact::Bool(true)),
                _ => return Err(Refusal::new(Code::WrongState, order.state.name())),
            }
            opened = Some(open(act, &order)?);
            Ok(())
        },
    )?;
    // The opened order is handed past the remembered answer: it must never be kept in clear.
    opened.ok_or_else(|| Refusal::bare(Code::Internal))
}

/// The order has no form on its wire (a name too long for it, say): it says so, for people to see, and is not
/// given again: it would be opened, with an entry, each time its lease ends.
pub fn note_unencodable(desk: &Desk, call: &Call, id: OrderId) -> Result<(), Refusal> {
    desk.act::<HandOver, _, ()>(
        call,
        |look| {
            let order: Order = look.find(id)?;
            Ok((Resource::new("Order", id).agency(order.agency), order))
        },
        |_permit, act, mut order| {
            order.note(Note::NotEncodable);
            outbox::answered(act.unit, &order.id.to_string(), act.now())?;
            act.put(&order)?;
            Ok(())
        },
    )
}

impl Act<'_, '_> {
    /// Opens every fact that the agency needs, and no more.
    pub fn open_order(&mut self, order: &Order) -> Result<OpenOrder, Refusal> {
        let attachments = self.open_attachments(order)?;
        Ok(OpenOrder { attachments, ..self.open_facts(order)? })
    }

    /// The same without its scans.
    pub(super) fn open_facts(&mut self, order: &Order) -> Result<OpenOrder, Refusal> {
        let centre = centre(self)?;
        let agency: Agency = self.need(order.agency)?;
        let case: Option<Case> = order.case.map(|id| self.need(id)).transpose()?;
        let transfer = match order.movement {
            Some(id) => self.open_movement(id)?,
            None => self.open_transfer(case.as_ref(), order)?,
        };
        let measure: Option<Measure> = order.measure.map(|id| self.need(id)).transpose()?;
        let account = order.target.account().map(|account| self.open_party(account)).transpose()?;
        Ok(OpenOrder {
            id: order.id,
            kind: order.kind,
            original: self.followed(order)?,
            organ_code: centre.code,
            organ_name: centre.name,
            agency_code: agency.code,
            agency_name: agency.name,
            agency_kind: agency.kind,
            document: case.as_ref().and_then(|case| case.filing.as_ref()).map(|filing| filing.number.clone()),
            query: order.query.clone(),
            case_number: case.map(|case| case.number),
            target: OpenTarget {
                kind: order.target.kind(),
                value: Private(self.open(order.target.sealed())?),
                account,
            },
            transfer,
            limit: order.limit,
            reason: order.reason.clone(),
            basis: order.basis.clone(),
            urgent: order.urgent,
            issued_at: order.state.dispatched_at().unwrap_or(order.drafted_at),
            from: order.from,
            until: order.until.map(|until| until.at),
            due: order.state.due().map(|due| due.at),
            signatories: self.open_signatories(order)?,
            attachments: Vec::new(),
            public_code: measure.map(|measure| measure.public_code),
            public_phone: centre.public_phone,
            // Only what stood when it was sent: the same order is the same message each time.
            notes: order.notes.iter().filter(|note| note.travels()).map(|note| note.name().to_owned()).collect(),
        })
    }

    /// What the message says that it follows. A stop that confirms an agency's own hold names the agency's
    /// report on the police interface, where its type (02) says so.
    fn followed(&mut self, order: &Order) -> Result<Option<OrderId>, Refusal> {
        let reported = order.kind == OrderKind::Stop && order.notes.contains(&Note::BankReported);
        if !reported || order.wire != Some(Wire::PoliceBank) {
            return Ok(order.original);
        }
        let holds = self.measures_on(order.target.key())?;
        let hold = holds.iter().find(|held| held.kind == MeasureKind::Hold && held.orders.contains(&order.id));
        let Some(hold) = hold else { return Ok(order.original) };
        let reports: Vec<BankReport> = self.select(
            "where agency_id = $1 and body like '%' || $2 || '%' order by id limit 1",
            &[Value::from(order.agency.to_string()), Value::from(format!("\"{}\"", hold.id))],
        )?;
        Ok(reports.first().map(|report| OrderId::from_bytes(report.id.bytes())))
    }

    /// The victim's own payment.
    fn open_transfer(&mut self, case: Option<&Case>, order: &Order) -> Result<Option<OpenTransfer>, Refusal> {
        let transfer = match (case, order.transfer) {
            (Some(case), Some(id)) => case.transfer(id).cloned(),
            _ => None,
        };
        let Some(transfer) = transfer else { return Ok(None) };
        Ok(Some(OpenTransfer {
            from: self.open_party(&transfer.from)?,
            to: transfer.to.as_ref().map(|to| self.open_party(to)).transpose()?,
            amount: transfer.amount,
            at: transfer.debit.at,
        }))
    }

    /// The movement that brought the money to an account further on: its bank is told of that one, not
    /// of the victim's.
    fn open_movement(&mut self, id: MovementId) -> Result<Option<OpenTransfer>, Refusal> {
        let movement: Movement = self.need(id)?;
        let Some(posting) = movement.credit.or(movement.debit) else { return Ok(None) };
        Ok(Some(OpenTransfer {
            from: self.open_known(&movement.from)?,
            to: Some(self.open_known(&movement.to)?),
            amount: movement.amount,
            at: posting.at,
        }))
    }

    fn open_known(&mut self, key: &str) -> Result<Party, Refusal> {
        let known: KnownAccount = self.need(key)?;
        let agency: Option<Agency> = known.institution.map(|id| self.need(id)).transpose()?;
        let holder = known.holder.as_ref().map(|holder| self.open(holder)).transpose()?;
        Ok(Party {
            institution_code: known.institution_code,
            institution_name: agency.map(|agency| agency.name).unwrap_or_default(),
            number: Private(self.open(&known.number)?),
            holder: holder.map(Private),
            class: known.class,
        })
    }

    pub(super) fn open_party(&mut self, account: &Account) -> Result<Party, Refusal> {
        let institution: Agency = self.need(account.institution)?;
        let holder = account.holder.as_ref().map(|holder| self.open(holder)).transpose()?;
        Ok(Party {
            institution_code: institution.code,
            institution_name: institution.name,
            number: Private(self.open(&account.number)?),
            holder: holder.map(Private),
            class: account.class,
        })
    }

    fn open_signatories(&mut self, order: &Order) -> Result<Vec<Signatory>, Refusal> {
        let Some(signatories) = order.signatories else {
            return Ok(Vec::new());
        };
        let both = self.signatories_of(signatories)?;
        Ok(both
            .into_iter()
            .map(|officer| Signatory {
                name: Private(officer.name),
                police_number: Private(officer.police_number.unwrap_or_default()),
                phone: Private(officer.phone),
            })
            .collect())
    }

    /// Two certificates and the signed form, for orders that need papers.
    pub(super) fn papers_of(&mut self, order: &Order) -> Result<Vec<Paper>, Refusal> {
        if !order.kind.needs_papers() {
            return Ok(Vec::new());
        }
        let mut papers: Vec<Paper> = Vec::new();
        if let Some(signatories) = order.signatories {
            for officer in self.signatories_of(signatories)? {
                if let Some(id) = officer.certificate {
                    papers.push(self.need(id)?);
                }
            }
        }
        for id in &order.papers {
            papers.push(self.need(id)?);
        }
        papers.sort_by_key(|paper| paper.kind);
        Ok(papers)
    }

    fn open_attachments(&mut self, order: &Order) -> Result<Vec<Attachment>, Refusal> {
        let papers = self.papers_of(order)?;
        let open = |paper: &Paper| {
            Ok(Attachment { kind: paper.kind, media: paper.media, content: self.open_bytes(&paper.content)? })
        };
        papers.iter().map(open).collect()
    }
}
