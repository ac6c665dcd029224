//! `POST /api/v1/lists/{kind}/look`: how something stands. Carriers ask of numbers, devices and apps, who keeps
//! accounts of accounts, names, wallets, numbers and hosts, the centre of all. It is a body, not an address: an
//! address stands in other people's logs.
//!
//! Never told: who reported.

#![expect(missing_debug_implementations, reason = "what is asked for must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Sender, act};
use crate::http::listings::kind;
use crate::http::problem::Problem;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal};
use cordon_model::{Agency, Code, ConsentWay, ListKind};
use cordon_sift::lists::Listed;
use cordon_store::{Doors, Read as _};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookBody {
    #[schema(example = "490154203237518", min_length = 1, max_length = 512, pattern = "\\S")]
    thing: String,
    /// Of a number that advertises: whom it is going to call or write to.
    #[schema(example = "+8619900000002", max_length = 40)]
    receiver: Option<String>,
    #[schema(value_type = Option<String>, pattern = "^(call|text)$", max_length = 4, example = "call")]
    way: Option<ConsentWay>,
}

/// One entry about it.
#[derive(Serialize, ToSchema)]
pub struct StandsBody {
    /// `white`, `grey` or `black`.
    level: String,
    /// Of what class the one is who says so: `measure`, `police`, `institution`, `carrier`, `exchange`, `complaints`,
    /// `published`.
    source: String,
    #[schema(format = "date-time")]
    since: String,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// What the listed one names who objects.
    redress: String,
}

impl From<&Listed> for StandsBody {
    fn from(listed: &Listed) -> Self {
        Self {
            level: listed.note.level.name().to_owned(),
            source: listed.note.source.name().to_owned(),
            since: listed.entry.since().rfc3339(),
            until: listed.entry.until().map(cordon_model::Stamp::rfc3339),
            redress: listed.note.redress.clone(),
        }
    }
}

/// Whether the sender may advertise to the receiver.
#[derive(Serialize, ToSchema)]
pub struct AdvertisingBody {
    /// The receiver refused all advertising.
    refused: bool,
    /// A written consent to this sender is on record and holds.
    consented: bool,
    /// Without a consent nobody advertises; with one a refusal of everybody else does not stand against it.
    allowed: bool,
}

#[derive(Serialize, ToSchema)]
pub struct LookedBody {
    /// `none` if nothing holds now.
    level: String,
    /// A refusal may rest on it: an executed measure.
    may_block: bool,
    by: Option<StandsBody>,
    /// The strongest entry that says otherwise.
    against: Option<StandsBody>,
    advertising: Option<AdvertisingBody>,
}

/// Look something up
#[utoipa::path(
    post, path = "/api/v1/lists/{kind}/look", tag = "sift", operation_id = "look_up",
    params(("kind" = String, Path, description = "number, account, name, host, wallet, device or app", pattern = "^[a-z]{3,7}$", example = "device")),
    request_body = LookBody,
    responses((status = 200, description = "how it stands", body = LookedBody), Acting)
)]
pub async fn look(
    State(app): State<App>,
    Path(path): Path<String>,
    Sender { call, body }: Sender<LookBody>,
) -> Result<Json<LookedBody>, Problem> {
    let read = move || Ok((kind(&path)?, body));
    let found = act::<Read, _, _>(&app, call, read, |app, call, (kind, body)| looked(app, call, kind, &body)).await?;
    Ok(Json(found))
}

fn looked(app: &App, call: &Call, kind: ListKind, body: &LookBody) -> Result<LookedBody, Refusal> {
    may_ask(app, call, kind)?;
    let now = call.now;
    let (lists, keyer) = listed::held(app)?;
    let standing = listed::look(&lists, &keyer, kind, &body.thing, now)?;
    let advertising = match (&body.receiver, kind) {
        (Some(receiver), ListKind::Number) => {
            let key = |written: &str| listed::key(&keyer, ListKind::Number, written);
            let (sender, receiver) = (key(&body.thing)?, key(receiver)?);
            let way = body.way.unwrap_or(ConsentWay::Call);
            let refused = lists.registers.refuses(receiver, now);
            let consented = lists.registers.consents(sender, receiver, way, now);
            Some(AdvertisingBody { refused, consented, allowed: consented })
        }
        (Some(_), _) => return Err(Refusal::field("receiver", "stands beside a number only")),
        (None, _) => None,
    };
    Ok(LookedBody {
        level: standing.word().to_owned(),
        may_block: standing.may_block(),
        by: standing.by.as_ref().map(StandsBody::from),
        against: standing.against.as_ref().map(StandsBody::from),
        advertising,
    })
}

/// A list is there for those whose business it is.
fn may_ask(app: &App, call: &Call, kind: ListKind) -> Result<(), Refusal> {
    let refuse = |refusal| Err(app.desk.note_refusal("read", call, refusal, &[]));
    if !call.actor.is_member() {
        let centre = matches!(call.actor, cordon_desk::Actor::Officer(_));
        return if centre { Ok(()) } else { refuse(Refusal::bare(Code::NotFound)) };
    }
    let Some(id) = call.actor.agency() else { return refuse(Refusal::bare(Code::NotFound)) };
    let agency: Option<Agency> = app.desk.store().view("agency", |view| view.load(id))?;
    let Some(agency) = agency else { return refuse(Refusal::bare(Code::NotFound)) };
    let accounts = agency.kind.keeps_accounts();
    let carrier = agency.kind == cordon_model::AgencyKind::Carrier;
    let theirs = match kind {
        ListKind::Number | ListKind::Host => accounts || carrier,
        ListKind::Account | ListKind::Name | ListKind::Wallet => accounts,
        ListKind::Device | ListKind::App => carrier,
    };
    if theirs { Ok(()) } else { refuse(Refusal::bare(Code::NotFound)) }
}
