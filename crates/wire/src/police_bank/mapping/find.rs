//! What a message is about, before it is read as an order or an answer.

use crate::police_bank::Message;
use crate::police_bank::feedback::StopVerb;
use crate::police_bank::freeze::FreezeVerb;
use crate::police_bank::ids::{ApplicationId, TransSerialNumber};
use cordon_model::{OrderKind, Wire};

/// Types 04 and 05: papers for a stop that stands already. Answered from the record, never executed.
pub fn is_late_paperwork(message: &Message) -> bool {
    matches!(message, Message::StopOrder(order) if order.is_late_paperwork())
}

/// The ApplicationID of an order, or of the order that a feedback answers, as it came.
pub fn application_id_of(message: &Message) -> Option<&ApplicationId> {
    match message {
        Message::StopOrder(m) => Some(&m.application.id),
        Message::ReliefOrder(m) => Some(&m.application.id),
        Message::ExtendOrder(m) => Some(&m.application.id),
        Message::FreezeOrder(m) => Some(&m.request.id),
        Message::StatementQuery(m) => Some(&m.cover.request.id),
        Message::WatchOrder(m) => Some(&m.cover.request.id),
        Message::WatchEndOrder(m) => Some(&m.cover.request.id),
        Message::SerialQuery(m) => Some(&m.cover.request.id),
        Message::StopFeedback(m) => Some(&m.application_id),
        Message::FreezeFeedback(m) => Some(&m.reply.application_id),
        Message::StatementFeedback(m) => Some(&m.reply.application_id),
        Message::WatchFeedback(m) => Some(&m.reply.application_id),
        Message::WatchEndFeedback(m) => Some(&m.reply.application_id),
        Message::SerialFeedback(m) => Some(&m.reply.application_id),
        Message::CaseReport(m) => Some(&m.application_id),
        Message::CaseReportAnswer(m) => Some(&m.application_id),
        Message::PollAnswer(_) | Message::UploadAnswer(_) => None,
    }
}

/// What kind of order a message is, or what kind of order it answers; none for a report and for what
/// the transport says.
pub fn kind_of(message: &Message) -> Option<OrderKind> {
    match message {
        Message::StopOrder(_) => Some(OrderKind::Stop),
        Message::ReliefOrder(_) => Some(OrderKind::LiftStop),
        Message::ExtendOrder(_) => Some(OrderKind::ExtendStop),
        Message::StopFeedback(m) => Some(match m.verb {
            StopVerb::Stop => OrderKind::Stop,
            StopVerb::Relief => OrderKind::LiftStop,
            StopVerb::Extend => OrderKind::ExtendStop,
        }),
        Message::FreezeOrder(m) => Some(freeze_kind(m.verb())),
        Message::FreezeFeedback(m) => Some(freeze_kind(m.verb)),
        Message::StatementQuery(_) | Message::StatementFeedback(_) => Some(OrderKind::QueryAccount),
        Message::WatchOrder(_) | Message::WatchFeedback(_) => Some(OrderKind::Watch),
        Message::WatchEndOrder(_) | Message::WatchEndFeedback(_) => Some(OrderKind::EndWatch),
        Message::SerialQuery(_) | Message::SerialFeedback(_) => Some(OrderKind::QuerySerial),
        Message::CaseReport(_) | Message::CaseReportAnswer(_) | Message::PollAnswer(_) | Message::UploadAnswer(_) => {
            None
        }
    }
}

const fn freeze_kind(verb: FreezeVerb) -> OrderKind {
    match verb {
        FreezeVerb::Freeze => OrderKind::Freeze,
        FreezeVerb::Relief => OrderKind::LiftFreeze,
        FreezeVerb::Extend => OrderKind::ExtendFreeze,
    }
}

/// Every kind that this wire carries.
const OF_WIRE: [OrderKind; 10] = [
    OrderKind::Stop,
    OrderKind::ExtendStop,
    OrderKind::LiftStop,
    OrderKind::Freeze,
    OrderKind::ExtendFreeze,
    OrderKind::LiftFreeze,
    OrderKind::QueryAccount,
    OrderKind::QuerySerial,
    OrderKind::Watch,
    OrderKind::EndWatch,
];

/// The kind that an ApplicationID names by its business code; none where it is not one of ours.
pub fn kind_of_application(id: &ApplicationId) -> Option<OrderKind> {
    OF_WIRE.into_iter().find(|kind| Wire::PoliceBank.carries(*kind) && kind.business_code() == id.business_code())
}

/// The transmission's own number: the idempotency key of an upload.
pub fn serial_of(message: &Message) -> Option<&TransSerialNumber> {
    match message {
        Message::StopOrder(m) => Some(&m.head.serial),
        Message::ReliefOrder(m) => Some(&m.head.serial),
        Message::ExtendOrder(m) => Some(&m.head.serial),
        Message::FreezeOrder(m) => Some(&m.head.serial),
        Message::StatementQuery(m) => Some(&m.cover.head.serial),
        Message::WatchOrder(m) => Some(&m.cover.head.serial),
        Message::WatchEndOrder(m) => Some(&m.cover.head.serial),
        Message::SerialQuery(m) => Some(&m.cover.head.serial),
        Message::StopFeedback(m) => Some(&m.head.serial),
        Message::FreezeFeedback(m) => Some(&m.head.serial),
        Message::StatementFeedback(m) => Some(&m.head.serial),
        Message::WatchFeedback(m) => Some(&m.head.serial),
        Message::WatchEndFeedback(m) => Some(&m.head.serial),
        Message::SerialFeedback(m) => Some(&m.head.serial),
        Message::CaseReport(m) => Some(&m.head.serial),
        Message::CaseReportAnswer(m) => Some(&m.head.serial),
        Message::PollAnswer(_) | Message::UploadAnswer(_) => None,
    }
}
