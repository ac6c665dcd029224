//! Orders, answers and holds: at the centre and in the members' books the same, each once.

use super::Found;
use crate::books::{Book, Given};
use cordon_model::receipt::Weight;
use cordon_model::{Money, Order, OrderKind, Receipt};
use std::collections::{BTreeMap, BTreeSet};

impl Found<'_> {
    fn book_of(&self, order: &Order) -> &Book {
        let code = self.agencies.values().find(|agency| agency.id == order.agency).map(|agency| &agency.code).unwrap();
        self.books.iter().find(|book| book.code == code).unwrap()
    }

    /// Every order that left has one deciding answer, which is byte by byte the one in the gateway's store;
    /// what a watch told further came in once, each.
    pub fn each_order_is_answered_once(&self) {
        let mut receipts: BTreeMap<_, Vec<&Receipt>> = BTreeMap::new();
        for receipt in &self.receipts {
            receipts.entry(receipt.order).or_default().push(receipt);
        }
        for order in &self.orders {
            let name = format!("{} ({}, {})", order.id, order.kind.name(), order.state.name());
            let of = receipts.get(&order.id).map_or(&[][..], Vec::as_slice);
            let id = order.id.to_string();
            let given: Vec<&Given> = self.book_of(order).answers.iter().filter(|given| given.order == id).collect();
            assert!(!matches!(order.state.name(), "approved" | "dispatched" | "seen"), "{name} is on its way for ever");
            if order.state.is_unsent() || order.state.name() == "withdrawn" {
                assert!(of.iter().all(|receipt| receipt.weight == Weight::TooLate), "{name} did not leave");
                continue;
            }
            assert!(of.iter().all(|r| r.weight != Weight::Contradicting), "{name}: its agency acted twice");
            let bodies = |weight| of.iter().filter(move |r| r.weight == weight).map(|r| r.body.0);
            let first: Vec<[u8; 32]> = given.iter().filter(|given| given.seq == 0).map(|given| given.body).collect();
            assert_eq!(
                bodies(Weight::Deciding).collect::<Vec<_>>(),
                first,
                "{name}: not the gateway's own answer, once"
            );
            let told: BTreeSet<_> = given.iter().filter(|given| given.seq > 0).map(|given| given.body).collect();
            assert_eq!(bodies(Weight::Further).collect::<BTreeSet<_>>(), told, "{name}: further answers");
            assert_eq!(bodies(Weight::Further).count(), told.len(), "{name}: a further answer was taken twice");
        }
        let known: BTreeSet<String> = self.orders.iter().map(|order| order.id.to_string()).collect();
        for given in self.books.iter().flat_map(|book| &book.answers) {
            assert!(known.contains(&given.order), "{}: a gateway carried out what nobody ordered", given.order);
        }
    }

    /// A stop that was done is one hold in the bank's own book, with what the receipt says it holds, or that of
    /// the last raise that was done; one that was refused is none; and what a running hold holds is there.
    pub fn each_hold_has_its_order(&self) {
        let mut done = 0;
        for stop in self.orders.iter().filter(|order| order.kind == OrderKind::Stop) {
            let id = stop.id.to_string();
            let holds: Vec<_> = self.book_of(stop).holds.iter().filter(|hold| hold.reference == id).collect();
            let wanted = self.done(stop);
            assert_eq!(holds.len(), usize::from(wanted.is_some()), "{id}: holds in its bank's book");
            let (Some(receipt), [hold]) = (wanted, holds.as_slice()) else { continue };
            done += 1;
            assert_eq!((hold.kind.as_str(), hold.ended), ("stop", false), "{id}");
            let raises = self.orders.iter().filter(|order| order.original == Some(stop.id));
            let raises = raises.filter(|order| order.kind == OrderKind::RaiseHold);
            let receipt = raises.filter_map(|order| self.done(order)).next_back().unwrap_or(receipt);
            // The police wire says the balance alone: a stop by it is one of the whole account.
            let told = receipt.held.or(receipt.balance).map(Money::minor);
            assert_eq!(told, Some(hold.held), "{id}: what it holds");
            assert!(hold.balance >= hold.held, "{id}: {} held, {} there", hold.held, hold.balance);
            let measure = self.measures.iter().find(|measure| Some(measure.id) == stop.measure).unwrap();
            let held = measure.state.force().and_then(|force| force.held);
            assert_eq!(held.map(Money::minor), Some(hold.held), "{}: {:?}", measure.id, measure.state);
        }
        let holds = self.books.iter().flat_map(|book| &book.holds).filter(|hold| hold.kind == "stop").count();
        assert_eq!(holds, done, "a bank holds what nobody ordered");
        assert!(done > 0, "nothing was stopped");
    }

    /// What decided an order, where it took effect.
    fn done(&self, order: &Order) -> Option<&Receipt> {
        let decided = self.receipts.iter().find(|r| r.order == order.id && r.weight == Weight::Deciding);
        decided.filter(|receipt| receipt.result.took_effect())
    }
}
