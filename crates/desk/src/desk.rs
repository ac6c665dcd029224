//! The desk: where a call becomes an act. It opens the transaction, asks what the act is about, has
//! the permit judged, lets the verb change things and writes the one entry; or, when the answer is
//! no, rolls everything back and writes the entry of the refusal.

use crate::actor::Actor;
use crate::fresh::Fresh;
use crate::money::lists::Lists;
use crate::office::SignInRules;
use crate::permit::{Judge, Permit, Resource};
use crate::refusal::Refusal;
use crate::verbs::{self, Verb};
use cordon_journal::{Draft, Fact};
use cordon_model::calendar::Calendar;
use cordon_model::{Code, Money, Norms, Sealed, Stamp};
use cordon_store::idempotency::{self, Answer};
use cordon_store::{Done, Doors, Read, Record, Sql, Store, StoreError, Unit, Vault};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// Who calls, when, why, and with what randomness.
#[derive(Debug)]
pub struct Call {
    pub actor: Actor,
    pub now: Stamp,
    pub seed: [u8; 32],
    pub purpose: String,
    /// Idempotency: the key and the digest of the body it came with.
    pub key: Option<(String, [u8; 32])>,
}

impl Call {
    pub fn new(actor: Actor, now: Stamp, seed: [u8; 32]) -> Self {
        Self { actor, now, seed, purpose: String::new(), key: None }
    }

    #[must_use]
    pub fn purpose(mut self, purpose: &str) -> Self {
        purpose.clone_into(&mut self.purpose);
        self
    }

    #[must_use]
    pub fn key(mut self, key: String, body: [u8; 32]) -> Self {
        self.key = Some((key, body));
        self
    }
}

pub struct Desk {
    store: Arc<dyn Store>,
    vault: Vault,
    judge: Judge,
    calendar: Calendar,
    /// Lists of transfers beside the records.
    lists: Arc<Lists>,
    sign_in_rules: SignInRules,
    /// Norm versions are only ever added, so their count says whether this is still all of them.
    norms: Mutex<Option<(i64, Arc<Norms>)>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Desk({:?})", self.judge)
    }
}

impl Desk {
    pub fn new(store: Arc<dyn Store>, vault: Vault, judge: Judge, calendar: Calendar) -> Self {
        Self {
            store,
            vault,
            judge,
            calendar,
            lists: Arc::default(),
            sign_in_rules: SignInRules::default(),
            norms: Mutex::new(None),
        }
    }

    /// With lists of transfers, which nobody changes from now on.
    #[must_use]
    pub fn with_lists(self, lists: Lists) -> Self {
        Self { lists: Arc::new(lists), ..self }
    }

    /// With what the site decides about signing in.
    #[must_use]
    pub fn with_sign_in_rules(self, sign_in_rules: SignInRules) -> Self {
        Self { sign_in_rules, ..self }
    }

    pub const fn sign_in_rules(&self) -> &SignInRules {
        &self.sign_in_rules
    }

    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub const fn lists(&self) -> &Arc<Lists> {
        &self.lists
    }

    /// One act. `ask` finds what it is about; `apply` does it with the permit.
    pub fn act<V, C, T>(
        &self,
        call: &Call,
        mut ask: impl FnMut(&mut Look<'_>) -> Result<(Resource, C), Refusal>,
        mut apply: impl FnMut(Permit<V>, &mut Act<'_, '_>, C) -> Result<T, Refusal>,
    ) -> Result<T, Refusal>
    where
        V: Verb,
        T: Serialize + DeserializeOwned,
    {
        self.learn_norms()?;
        let mut subjects = BTreeSet::new();
        let outcome = self.store.act(V::NAME, call.now, |unit| {
            subjects.clear();
            let answered = remembered(unit, call);
            if let Ok(Some(answer)) = answered {
                return Err(Refusal::replay(answer));
            }
            let mut look = Look { sql: unit.sql(), desk: self, call, subjects: &mut subjects };
            let asked = ask(&mut look);
            // Refused only after asking, so that the entry names what the second body was about.
            answered?;
            let (resource, context) = asked?;
            let permit = self.judge.permit::<V>(&call.actor, resource, &call.purpose, call.now)?;
            let mut act = Act {
                unit,
                desk: self,
                call,
                fresh: Fresh::new(call.seed, call.now),
                subjects: &mut subjects,
                facts: BTreeMap::new(),
                commitments: Vec::new(),
                occurred: None,
            };
            act.fact("policy", Fact::Bytes(permit.policy.0.to_vec()));
            let value = apply(permit, &mut act, context)?;
            let entry = act.draft(V::NAME);
            remember(unit, call, &value)?;
            Ok(Done::new(value, entry))
        });
        self.conclude::<V, T>(call, outcome, &subjects)
    }

    /// A look at the records, with a permit. A refused look leaves an entry, a granted one does not:
    /// what it shows is masked.
    pub fn look<T>(
        &self,
        call: &Call,
        mut ask: impl FnMut(&mut Look<'_>) -> Result<(Resource, T), Refusal>,
    ) -> Result<T, Refusal> {
        let mut subjects = BTreeSet::new();
        let outcome = self.store.view("read", |view| {
            subjects.clear();
            let mut look = Look { sql: view.sql(), desk: self, call, subjects: &mut subjects };
            let (resource, value) = ask(&mut look)?;
            self.judge.permit::<verbs::Read>(&call.actor, resource, &call.purpose, call.now)?;
            Ok(value)
        });
        outcome.map_err(|refusal| self.refused(<verbs::Read as Verb>::NAME, call, refusal, &subjects))
    }

    /// Whether somebody may do what has a record of its own elsewhere. A refusal leaves an entry.
    pub fn may<V: Verb>(&self, call: &Call, resource: Resource) -> Result<(), Refusal> {
        let judged = self.judge.permit::<V>(&call.actor, resource, &call.purpose, call.now);
        judged.map(drop).map_err(|refusal| self.refused(V::NAME, call, refusal, &BTreeSet::new()))
    }

    fn conclude<V: Verb, T: DeserializeOwned>(
        &self,
        call: &Call,
        outcome: Result<T, Refusal>,
        subjects: &BTreeSet<String>,
    ) -> Result<T, Refusal> {
        match outcome {
            Ok(value) => Ok(value),
            Err(Refusal { replay: Some(answer), .. }) => serde_json::from_slice(&answer)
                .map_err(|_| Refusal::new(Code::Internal, "a remembered answer cannot be read")),
            Err(refusal) => Err(self.refused(V::NAME, call, refusal, subjects)),
        }
    }

    /// Writes the entry of a refusal. What is not there looks the same as what is not theirs, so a
    /// member learns nothing from trying.
    fn refused(&self, verb: &'static str, call: &Call, refusal: Refusal, subjects: &BTreeSet<String>) -> Refusal {
        if refusal.is_ours() {
            return refusal;
        }
        let hidden = call.actor.is_member() && matches!(refusal.code, Code::NotAllowed | Code::NotFound);
        let shown = if hidden { Refusal::bare(Code::NotFound) } else { refusal.clone() };
        let written: Result<(), Refusal> = self.store.act("refuse", call.now, |_unit| {
            let mut draft = Draft::new(verb, call.actor.journal()).result(refusal.code);
            if let Some(agency) = call.actor.agency() {
                draft = draft.agency(agency);
            }
            for subject in subjects {
                draft = draft.about(subject);
            }
            Ok(Done::new((), draft))
        });
        match written {
            Ok(()) => shown,
            Err(failed) => failed,
        }
    }

    /// A refusal that never reached a verb (an unreadable body, an unknown route id): it still leaves an entry.
    pub fn note_refusal(&self, verb: &'static str, call: &Call, refusal: Refusal, about: &[String]) -> Refusal {
        self.refused(verb, call, refusal, &about.iter().cloned().collect())
    }

    /// The norms as this transaction sees them: the known ones, unless a version was added since.
    pub fn norms(&self, sql: &mut dyn Sql) -> Result<Arc<Norms>, Refusal> {
        let count = crate::norms::count(sql)?;
        match self.known_norms(count) {
            Some(norms) => Ok(norms),
            // Not kept from here: a closure that runs again must ask the same again.
            None => Ok(Arc::new(crate::norms::load(sql, self.calendar.clone())?)),
        }
    }

    fn known_norms(&self, count: i64) -> Option<Arc<Norms>> {
        let known = self.norms.lock().ok()?;
        known.as_ref().filter(|(seen, _)| *seen == count).map(|(_, norms)| norms.clone())
    }

    /// Reads the norms into memory before a transaction, if a version was added.
    fn learn_norms(&self) -> Result<(), Refusal> {
        let count = self.store.view("count_norms", |view| crate::norms::count(view.sql()))?;
        if self.known_norms(count).is_some() {
            return Ok(());
        }
        let (count, norms) = self.store.view("learn_norms", |view| {
            Ok::<_, Refusal>((crate::norms::count(view.sql())?, crate::norms::load(view.sql(), self.calendar.clone())?))
        })?;
        if let Ok(mut known) = self.norms.lock() {
            *known = Some((count, Arc::new(norms)));
        }
        Ok(())
    }
}

fn remembered(unit: &mut Unit<'_>, call: &Call) -> Result<Option<Vec<u8>>, Refusal> {
    let Some((key, body)) = &call.key else {
        return Ok(None);
    };
    match idempotency::look(unit.sql(), &call.actor.scope(), key, body)? {
        idempotency::Look::Fresh => Ok(None),
        idempotency::Look::Replay { response, .. } => Ok(Some(response)),
        idempotency::Look::Conflict => Err(Refusal::bare(Code::IdempotencyConflict)),
    }
}

fn remember<T: Serialize>(unit: &mut Unit<'_>, call: &Call, value: &T) -> Result<(), Refusal> {
    let Some((key, body)) = &call.key else {
        return Ok(());
    };
    let response = serde_json::to_vec(value).map_err(|e| Refusal::new(Code::Internal, e.to_string()))?;
    let actor = call.actor.scope();
    let answer = Answer { actor: &actor, key, body_hash: body, status: 200, response: &response };
    Ok(idempotency::remember(unit, &answer, call.now)?)
}

/// Reading before the permit.
pub struct Look<'a> {
    sql: &'a mut dyn Sql,
    desk: &'a Desk,
    call: &'a Call,
    subjects: &'a mut BTreeSet<String>,
}

impl std::fmt::Debug for Look<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Look")
    }
}

impl Read for Look<'_> {
    fn sql(&mut self) -> &mut dyn Sql {
        self.sql
    }
}

impl<'a> Look<'a> {
    pub fn call(&self) -> &'a Call {
        self.call
    }

    pub fn desk(&self) -> &'a Desk {
        self.desk
    }

    /// Names what the act is about, so that even its refusal can be found there.
    pub fn about(&mut self, id: impl ToString) {
        self.subjects.insert(id.to_string());
    }

    /// The record with this key, or "not found" with an entry that says who tried.
    pub fn find<R: Record>(&mut self, id: impl ToString) -> Result<R, Refusal> {
        let id = id.to_string();
        self.about(&id);
        self.load(&id)?.ok_or_else(|| Refusal::new(Code::NotFound, id))
    }
}

/// A commitment in an entry, with the length of its field before it.
const COMMITMENT_BYTES: usize = 34;

/// Doing, with the permit.
pub struct Act<'a, 'u> {
    pub(crate) unit: &'a mut Unit<'u>,
    desk: &'a Desk,
    call: &'a Call,
    pub fresh: Fresh,
    subjects: &'a mut BTreeSet<String>,
    facts: BTreeMap<String, Fact>,
    commitments: Vec<(String, [u8; 32])>,
    occurred: Option<Stamp>,
}

impl std::fmt::Debug for Act<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Act")
    }
}

impl Read for Act<'_, '_> {
    fn sql(&mut self) -> &mut dyn Sql {
        self.unit.sql()
    }
}

impl<'a, 'u> Act<'a, 'u> {
    pub fn now(&self) -> Stamp {
        self.call.now
    }

    pub fn call(&self) -> &'a Call {
        self.call
    }

    pub fn desk(&self) -> &'a Desk {
        self.desk
    }

    pub fn vault(&self) -> &'a Vault {
        &self.desk.vault
    }

    pub fn lists(&self) -> &'a Lists {
        &self.desk.lists
    }

    pub fn norms(&mut self) -> Result<Arc<Norms>, Refusal> {
        self.desk.norms(self.unit.sql())
    }

    pub fn put<R: Record>(&mut self, record: &R) -> Result<(), StoreError> {
        self.unit.put(record)
    }

    pub fn about(&mut self, id: impl ToString) {
        self.subjects.insert(id.to_string());
    }

    /// A clear fact of the entry. Said twice, the later word stands.
    pub fn fact(&mut self, key: &str, fact: Fact) {
        self.facts.insert(key.to_owned(), fact);
    }

    pub fn fact_money(&mut self, key: &str, money: Money) {
        self.fact(key, Fact::money(money.minor(), money.currency().code()));
    }

    pub fn occurred(&mut self, at: Stamp) {
        self.occurred = Some(at);
    }

    /// How many bytes of its entry the act has filled: digests of rows, and commitments.
    pub fn entry_bytes(&self) -> usize {
        let commitments = self.commitments.iter().map(|(field, _)| field.len().saturating_add(COMMITMENT_BYTES));
        self.unit.digest_bytes().saturating_add(commitments.sum())
    }

    /// Seals a fact, keeps it, and commits the entry to it.
    pub fn seal(&mut self, field: &str, plaintext: &[u8], mask: String) -> Result<Sealed, Refusal> {
        let id = self.fresh.id(cordon_model::SealedId::make);
        let fresh = self.fresh.bytes();
        let (sealed, row) = self.desk.vault.seal(id, field, plaintext, mask, fresh)?;
        cordon_store::vault::keep(self.unit, &row)?;
        // Several facts of one kind in one act are told apart by their place.
        let place = self.commitments.len();
        self.commitments.push((format!("{field}#{place:03}"), sealed.commitment.0));
        Ok(sealed)
    }

    pub fn open(&mut self, sealed: &Sealed) -> Result<String, Refusal> {
        let bytes = self.open_bytes(sealed)?;
        String::from_utf8(bytes).map_err(|_| Refusal::new(Code::Internal, format!("{} is not text", sealed.id)))
    }

    pub fn open_bytes(&mut self, sealed: &Sealed) -> Result<Vec<u8>, Refusal> {
        self.desk
            .vault
            .open(self.unit.sql(), sealed)?
            .ok_or_else(|| Refusal::new(Code::NotFound, format!("{} was erased", sealed.id)))
    }

    fn draft(self, verb: &'static str) -> Draft {
        let mut draft = Draft::new(verb, self.call.actor.journal());
        if let Some(agency) = self.call.actor.agency() {
            draft = draft.agency(agency);
        }
        if let Some(at) = self.occurred {
            draft = draft.occurred(at);
        }
        if !self.call.purpose.is_empty() {
            draft = draft.fact("purpose", Fact::text(&self.call.purpose));
        }
        for subject in self.subjects.iter() {
            draft = draft.about(subject);
        }
        for (key, fact) in self.facts {
            draft = draft.fact(key, fact);
        }
        for (field, commitment) in self.commitments {
            draft = draft.commit(field, commitment);
        }
        draft
    }
}
