//! Permits: the right to act, as a value. Made here only, from the Cedar policies in `policies/`;
//! not cloneable; used up by the verb it was given for.

use crate::actor::Actor;
use crate::refusal::Refusal;
use crate::verbs::Verb;
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use cordon_model::{Code, Digest, Role, Stamp};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::marker::PhantomData;
use std::str::FromStr;

const POLICIES: &str = include_str!("../policies/cordon.cedar");
const SCHEMA: &str = include_str!("../policies/cordon.cedarschema");

/// What an act is about, as far as the right to act depends on it.
#[derive(Clone, Debug)]
pub struct Resource {
    pub kind: &'static str,
    pub id: String,
    /// To whom it was sent, or whose it is.
    pub agency: Option<String>,
    /// Officers who drafted, signed or approved.
    pub hands: BTreeSet<String>,
}

impl Resource {
    pub fn house() -> Self {
        Self { kind: "House", id: "cordon".to_owned(), agency: None, hands: BTreeSet::new() }
    }

    pub fn new(kind: &'static str, id: impl ToString) -> Self {
        Self { kind, id: id.to_string(), agency: None, hands: BTreeSet::new() }
    }

    pub fn agency(mut self, agency: impl ToString) -> Self {
        self.agency = Some(agency.to_string());
        self
    }

    pub fn hand(mut self, officer: impl ToString) -> Self {
        self.hands.insert(officer.to_string());
        self
    }
}

/// The right to do `V` once.
#[derive(Debug)]
pub struct Permit<V: Verb> {
    pub resource: Resource,
    pub purpose: String,
    /// SHA-256 over policies and schema: which law of the house allowed it.
    pub policy: Digest,
    pub at: Stamp,
    verb: PhantomData<V>,
}

/// Judges from policies that were checked against the schema when it was made.
pub struct Judge {
    policies: PolicySet,
    schema: Schema,
    authorizer: Authorizer,
    digest: Digest,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Judge({})", self.digest.hex())
    }
}

fn broken(what: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::Internal, format!("policies: {what}"))
}

impl Judge {
    /// The house's own policies.
    pub fn house() -> Result<Self, Refusal> {
        Self::new(POLICIES, SCHEMA)
    }

    pub fn new(policies: &str, schema: &str) -> Result<Self, Refusal> {
        let mut hash = Sha256::new();
        hash.update(policies.as_bytes());
        hash.update([0]);
        hash.update(schema.as_bytes());
        let policies = PolicySet::from_str(policies).map_err(broken)?;
        let (schema, _warnings) = Schema::from_cedarschema_str(schema).map_err(broken)?;
        let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !result.validation_passed() {
            return Err(broken(result));
        }
        Ok(Self { policies, schema, authorizer: Authorizer::new(), digest: Digest(hash.finalize().into()) })
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Gives the permit or says why not.
    pub fn permit<V: Verb>(
        &self,
        actor: &Actor,
        resource: Resource,
        purpose: &str,
        at: Stamp,
    ) -> Result<Permit<V>, Refusal> {
        let principal = principal(actor)?;
        let thing = thing(&resource)?;
        let context =
            Context::from_pairs([("purpose".to_owned(), RestrictedExpression::new_string(purpose.to_owned()))])
                .map_err(broken)?;
        let action = uid("Action", V::NAME)?;
        // A principal or resource for which the schema knows no such act is simply not allowed.
        let Ok(request) = Request::new(principal.uid(), action, thing.uid(), context, Some(&self.schema)) else {
            return Err(Refusal::bare(Code::NotAllowed));
        };
        let entities = Entities::from_entities([principal, thing], Some(&self.schema)).map_err(broken)?;
        let answer = self.authorizer.is_authorized(&request, &self.policies, &entities);
        // A policy that fails must never open a door: any error refuses.
        if answer.diagnostics().errors().next().is_some() {
            return Err(Refusal::new(Code::NotAllowed, "a policy could not be evaluated"));
        }
        if answer.decision() == Decision::Allow {
            return Ok(Permit { resource, purpose: purpose.to_owned(), policy: self.digest, at, verb: PhantomData });
        }
        let code = answer
            .diagnostics()
            .reason()
            .filter_map(|id| self.policies.annotation(id, "code"))
            .find_map(|text| Code::ALL.iter().find(|code| code.text() == text));
        Err(Refusal::bare(code.copied().unwrap_or(Code::NotAllowed)))
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Refusal> {
    let name = EntityTypeName::from_str(kind).map_err(broken)?;
    Ok(EntityUid::from_type_name_and_id(name, EntityId::new(id)))
}

fn text(value: impl ToString) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_string())
}

fn set(values: impl IntoIterator<Item = String>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.into_iter().map(RestrictedExpression::new_string))
}

fn entity(kind: &str, id: &str, attributes: HashMap<String, RestrictedExpression>) -> Result<Entity, Refusal> {
    Entity::new(uid(kind, id)?, attributes, HashSet::new()).map_err(broken)
}

fn principal(actor: &Actor) -> Result<Entity, Refusal> {
    match actor {
        Actor::Officer(officer) => {
            let seats = || officer.seats.iter().filter(|_| officer.active);
            let id = officer.id.to_string();
            let roles = set(seats().map(|seat| seat.role.name().to_owned()));
            let desks = set(seats().filter(|seat| seat.role == Role::Desk).map(|seat| seat.agency.to_string()));
            let attributes =
                [("id", text(&id)), ("roles", roles), ("agencies", desks)].map(|(k, v)| (k.to_owned(), v)).into();
            entity("Officer", &id, attributes)
        }
        Actor::Agency(agency) => {
            let id = agency.to_string();
            entity("Agency", &id, [("id".to_owned(), text(&id))].into())
        }
        Actor::Citizen => entity("Citizen", "public", HashMap::new()),
        Actor::Platform => entity("Platform", "platform", HashMap::new()),
    }
}

fn thing(resource: &Resource) -> Result<Entity, Refusal> {
    let attributes = [
        ("agency".to_owned(), text(resource.agency.as_deref().unwrap_or(""))),
        ("hands".to_owned(), set(resource.hands.iter().cloned())),
    ];
    entity(resource.kind, &resource.id, attributes.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbs::{
        self, ApproveOrder, DecideAppeal, FileReport, GiveBundle, HandOver, Reveal, SetDuty, TakeBundle,
    };
    use cordon_model::{AgencyId, Officer, OfficerId, Seat};

    fn agency(n: u8) -> AgencyId {
        AgencyId::from_bytes([n; 16])
    }

    fn officer(n: u8, roles: &[Role]) -> Actor {
        Actor::Officer(Officer {
            id: OfficerId::from_bytes([n; 16]),
            login: format!("o{n}"),
            name: String::new(),
            seats: roles.iter().map(|role| Seat { agency: agency(9), role: *role }).collect(),
            police_number: None,
            phone: String::new(),
            certificate: None,
            active: true,
        })
    }

    fn judge<V: Verb>(actor: &Actor, resource: Resource, purpose: &str) -> Result<(), Code> {
        let judge = Judge::house().unwrap();
        judge.permit::<V>(actor, resource, purpose, Stamp::from_ms(0)).map(|_| ()).map_err(|r| r.code)
    }

    #[test]
    fn the_policies_fit_the_schema_and_know_every_verb() {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).unwrap();
        let known: BTreeSet<String> = schema.actions().map(|uid| uid.id().unescaped().to_owned()).collect();
        let verbs: BTreeSet<String> = verbs::ALL.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(known, verbs);
    }

    #[test]
    fn roles_open_their_own_doors_only() {
        let house = Resource::house;
        assert_eq!(judge::<FileReport>(&officer(1, &[Role::Intake]), house(), ""), Ok(()));
        assert_eq!(judge::<FileReport>(&officer(1, &[Role::Approver]), house(), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<SetDuty>(&officer(1, &[Role::Administrator]), house(), ""), Ok(()));
        assert_eq!(judge::<SetDuty>(&officer(1, &[Role::Supervisor]), house(), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<FileReport>(&Actor::Citizen, house(), ""), Err(Code::NotAllowed));
        let mut gone = officer(1, &[Role::Intake]);
        if let Actor::Officer(o) = &mut gone {
            o.active = false;
        }
        assert_eq!(judge::<FileReport>(&gone, house(), ""), Err(Code::NotAllowed));
    }

    #[test]
    fn nobody_approves_what_they_drafted() {
        let order = |by: u8| Resource::new("Order", "ord_1").hand(OfficerId::from_bytes([by; 16]));
        assert_eq!(judge::<ApproveOrder>(&officer(2, &[Role::Approver]), order(1), ""), Ok(()));
        assert_eq!(judge::<ApproveOrder>(&officer(1, &[Role::Approver]), order(1), ""), Err(Code::FourEyes));
        let appeal = Resource::new("Appeal", "apl_1").hand(OfficerId::from_bytes([1; 16]));
        let own = judge::<DecideAppeal>(&officer(1, &[Role::Supervisor]), appeal, "");
        assert_eq!(own, Err(Code::SameOfficerDecides));
    }

    #[test]
    fn an_agency_sees_its_own_orders_only() {
        let order = |of: u8| Resource::new("Order", "ord_1").agency(agency(of));
        assert_eq!(judge::<HandOver>(&Actor::Agency(agency(1)), order(1), ""), Ok(()));
        assert_eq!(judge::<HandOver>(&Actor::Agency(agency(2)), order(1), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<HandOver>(&officer(1, &[Role::Desk]), order(9), ""), Ok(()));
        assert_eq!(judge::<HandOver>(&officer(1, &[Role::Desk]), order(8), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<HandOver>(&officer(1, &[Role::Supervisor]), order(8), ""), Err(Code::NotAllowed));
    }

    #[test]
    fn a_desk_carries_its_own_files_only() {
        let house = |of: u8| Resource::house().agency(agency(of));
        let desk = officer(1, &[Role::Desk]);
        assert_eq!(judge::<GiveBundle>(&desk, house(9), ""), Ok(()));
        assert_eq!(judge::<TakeBundle>(&desk, house(9), ""), Ok(()));
        assert_eq!(judge::<GiveBundle>(&desk, house(8), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<TakeBundle>(&desk, house(8), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<GiveBundle>(&officer(1, &[Role::Officer]), house(8), ""), Ok(()));
        assert_eq!(judge::<GiveBundle>(&officer(1, &[Role::Administrator]), house(9), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<GiveBundle>(&Actor::Agency(agency(9)), house(9), ""), Err(Code::NotAllowed));
    }

    #[test]
    fn opening_a_sealed_fact_needs_a_purpose() {
        let case = || Resource::new("Case", "cas_1");
        assert_eq!(judge::<Reveal>(&officer(1, &[Role::Officer]), case(), "call the victim"), Ok(()));
        assert_eq!(judge::<Reveal>(&officer(1, &[Role::Officer]), case(), ""), Err(Code::NotAllowed));
        assert_eq!(judge::<Reveal>(&officer(1, &[Role::Administrator]), case(), "look"), Err(Code::NotAllowed));
    }
}
