//! Sessions: who has signed in, how far, from where, until when. Rows of housekeeping; that one began or was
//! ended by somebody stands in the journal.
//!
//! A session has a token that its owner holds and an id by which he sees and ends it. It ends at a fixed time
//! after it began; a browser's ends sooner when nobody is there.

use super::secret_digest;
use crate::desk::{Act, Desk};
use crate::limits::SIGN_IN_STEP_MS;
use crate::refusal::Refusal;
use cordon_model::exchange::Private;
use cordon_model::{Officer, OfficerId, Role, SessionId, Stamp};
use cordon_store::{Doors, Read, Row, Sql, StoreError};
use std::collections::BTreeSet;

/// How exactly it is kept when somebody was last there.
const SEEN_EVERY_MS: i64 = cordon_model::time::MINUTE_MS;
/// How much of what a browser calls itself is kept.
const DEVICE_CHARS_MAX: usize = 200;

/// What a site decides about signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRules {
    /// Roles that need a second factor.
    pub second_factor: BTreeSet<Role>,
    /// Roles whose holders come in by the identity provider, not by a password.
    pub outside_only: BTreeSet<Role>,
    /// After this time a session ends whatever happens.
    pub session_ms: i64,
    /// After this time without anybody there a browser's session ends; none lets it stay.
    pub idle_ms: Option<i64>,
}

impl Default for SignInRules {
    fn default() -> Self {
        Self {
            second_factor: BTreeSet::new(),
            outside_only: BTreeSet::new(),
            session_ms: crate::limits::SESSION_LIFE_MS,
            idle_ms: None,
        }
    }
}

impl SignInRules {
    pub fn ask_second_of(&self, officer: &Officer) -> bool {
        officer.seats.iter().any(|seat| self.second_factor.contains(&seat.role))
    }

    /// An administrator's password always does: it is the way in on the day when the provider is down.
    pub fn refuse_password_of(&self, officer: &Officer) -> bool {
        let holds = |of: &dyn Fn(Role) -> bool| officer.seats.iter().any(|seat| of(seat.role));
        holds(&|role| self.outside_only.contains(&role)) && !holds(&|role| role == Role::Administrator)
    }
}

/// How far somebody has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Full,
    /// The second factor is still to come: the session opens nothing but the question for it.
    Second,
    /// A second factor has to be set up first: the session opens nothing else.
    Enrol,
}

impl Stage {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Second => "second",
            Self::Enrol => "enrol",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Full, Self::Second, Self::Enrol]
            .into_iter()
            .find(|stage| stage.name() == text)
            .ok_or_else(|| StoreError::corrupt("a session has a stage that is none"))
    }
}

/// By what a session began that the identity provider opened; with a second factor of ours it stands before that.
pub const OUTSIDE: &str = "outside";

/// From where somebody signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// What the browser or program calls itself.
    pub device: String,
    /// A person sits there, and may leave: the session ends when nobody is there.
    pub attended: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub officer: OfficerId,
    pub stage: Stage,
    /// By what it began.
    pub way: String,
    pub device: String,
    pub created_at: Stamp,
    pub seen_at: Stamp,
    pub idle_until: Option<Stamp>,
    pub expires_at: Stamp,
}

impl Session {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parse(0)?,
            officer: row.parse(1)?,
            stage: Stage::parse(row.text(2)?)?,
            way: row.text(3)?.to_owned(),
            device: row.text(4)?.to_owned(),
            created_at: row.stamp(5)?,
            seen_at: row.stamp(6)?,
            idle_until: row.opt_stamp(7)?,
            expires_at: row.stamp(8)?,
        })
    }
}

/// The session of a token, while it runs.
pub(super) fn find(sql: &mut dyn Sql, token: &str, now: Stamp) -> Result<Option<Session>, StoreError> {
    let rows = sql.query(
        "select id, officer_id, stage, way, device, created_at, seen_at, idle_until, expires_at from sessions
         where token = $1 and expires_at > $2 and (idle_until is null or idle_until > $2)",
        &[secret_digest(token).into(), now.into()],
    )?;
    rows.first().map(Session::from_row).transpose()
}

/// Running sessions of an officer that are wholly in, the newest first.
pub(super) fn of_officer(sql: &mut dyn Sql, officer: OfficerId, now: Stamp) -> Result<Vec<Session>, StoreError> {
    let rows = sql.query(
        "select id, officer_id, stage, way, device, created_at, seen_at, idle_until, expires_at from sessions
         where officer_id = $1 and stage = 'full' and expires_at > $2 and (idle_until is null or idle_until > $2)
         order by id desc limit 200",
        &[officer.to_string().into(), now.into()],
    )?;
    rows.iter().map(Session::from_row).collect()
}

/// Somebody is there: a browser's session does not end for want of a hand. Written once a minute at most.
pub fn attend(desk: &Desk, token: &str, session: &Session, now: Stamp) -> Result<(), Refusal> {
    if session.stage != Stage::Full || now.since_ms(session.seen_at) < SEEN_EVERY_MS {
        return Ok(());
    }
    let idle_until = session.idle_until.and(desk.sign_in_rules().idle_ms).map(|ms| now.plus_ms(ms));
    desk.store().keep("attend", |keep| {
        keep.sql().exec(
            "update sessions set seen_at = $2, idle_until = $3 where token = $1",
            &[secret_digest(token).into(), now.into(), idle_until.into()],
        )?;
        Ok(())
    })
}

impl Act<'_, '_> {
    /// When a session of this stage ends, whatever happens, and when for want of a hand.
    fn ends(&self, stage: Stage, attended: bool) -> (Stamp, Option<Stamp>) {
        let (now, rules) = (self.now(), self.desk().sign_in_rules());
        match stage {
            Stage::Full => {
                (now.plus_ms(rules.session_ms), rules.idle_ms.filter(|_| attended).map(|ms| now.plus_ms(ms)))
            }
            Stage::Second | Stage::Enrol => (now.plus_ms(SIGN_IN_STEP_MS), None),
        }
    }

    pub(super) fn open_session(
        &mut self,
        officer: OfficerId,
        stage: Stage,
        way: &str,
        door: &Door,
    ) -> Result<(Private, Stamp), Refusal> {
        let (secret, id) = (self.fresh.secret(), self.fresh.id(SessionId::make));
        let now = self.now();
        let (expires_at, idle_until) = self.ends(stage, door.attended);
        let device: String = door.device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARS_MAX).collect();
        self.sql().exec("delete from sessions where expires_at <= $1 or idle_until <= $1", &[now.into()])?;
        self.sql().exec(
            "insert into sessions
                (token, id, officer_id, stage, way, device, created_at, seen_at, idle_until, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)",
            &[
                secret_digest(&secret).into(),
                id.to_string().into(),
                officer.to_string().into(),
                stage.name().into(),
                way.into(),
                device.into(),
                now.into(),
                idle_until.into(),
                expires_at.into(),
            ],
        )?;
        Ok((Private(secret), expires_at))
    }

    /// The same session, now wholly in; under another token, so that nobody comes in by one that was known before.
    pub(super) fn complete_session(
        &mut self,
        token: &str,
        way: &str,
        door: &Door,
    ) -> Result<Option<(Private, Stamp)>, Refusal> {
        let secret = self.fresh.secret();
        let (expires_at, idle_until) = self.ends(Stage::Full, door.attended);
        let now = self.now();
        let changed = self.sql().exec(
            "update sessions set token = $2, stage = 'full', seen_at = $4, idle_until = $5, expires_at = $6,
                way = case when way = 'outside' then 'outside_' || $3 else $3 end
             where token = $1 and stage <> 'full'",
            &[
                secret_digest(token).into(),
                secret_digest(&secret).into(),
                way.into(),
                now.into(),
                idle_until.into(),
                expires_at.into(),
            ],
        )?;
        Ok((changed > 0).then_some((Private(secret), expires_at)))
    }

    /// Every session of an officer ends that the identity provider opened.
    pub(super) fn end_sessions_from_outside(&mut self, officer: OfficerId) -> Result<u64, Refusal> {
        Ok(self.sql().exec(
            "delete from sessions where officer_id = $1 and way like 'outside%'",
            &[officer.to_string().into()],
        )?)
    }

    /// Every session of an officer ends, but for the one with this token.
    pub(super) fn end_sessions_but(&mut self, officer: OfficerId, token: Option<&str>) -> Result<u64, Refusal> {
        let kept = token.map(secret_digest).unwrap_or_default();
        Ok(self.sql().exec(
            "delete from sessions where officer_id = $1 and token <> $2",
            &[officer.to_string().into(), kept.into()],
        )?)
    }
}
