//! `POST /api/v1/agencies/{id}/bundle`: a file of receipts that an officer, or the agency's own desk, carried in. It is refused whole
//! unless it is the agency's own; then each receipt goes the way of every receipt.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::{random, seal};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::set_file_key::file_key;
use cordon_desk::order::receive;
use cordon_desk::order::take_bundle::{OpenedBundle, TakenBundle, take_bundle as take};
use cordon_desk::verbs::TakeBundle;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::{Agency, AgencyId, CarriedReceipt, Code, Digest, Wire};
use cordon_wire::bundle::{Bundle, Item, ItemKind, SignedBundle};
use cordon_wire::json_form;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use std::cell::RefCell;
use utoipa::ToSchema;

/// What became of one receipt.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedBody {
    /// The order it speaks of.
    pub order: String,
    /// Its record; none if it was refused.
    pub receipt: Option<String>,
    /// As on the wire.
    #[schema(value_type = Option<String>, example = "deciding")]
    pub weight: Option<cordon_model::receipt::Weight>,
    /// Why it was refused; the others stand.
    #[schema(value_type = Option<String>, example = "not_found")]
    pub refused: Option<Code>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TakenBundleBody {
    pub sequence: u64,
    /// The file came before; nothing is done twice.
    pub again: bool,
    /// How many files of lower numbers never came.
    pub missing: u64,
    /// In the order of the file.
    pub items: Vec<CarriedBody>,
}

/// Bring receipts in as a file
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/bundle", tag = "office", operation_id = "take_bundle",
    params(("id" = String, Path, description = "the agency", example = "agy_019ab0c4d1e87000800000000000000a", pattern = "^agy_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "asked for like everywhere; the file's own number decides whether it came before", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body(content = Object, description = "a signed bundle of receipts, as `cordon member … bundle answer` writes it"),
    responses((status = 200, description = "taken; what became of each", body = TakenBundleBody), Acting)
)]
pub async fn take_bundle(
    State(app): State<App>,
    Path(id): Path<String>,
    Writer { call, body }: Writer<Box<RawValue>>,
) -> Result<Json<TakenBundleBody>, Problem> {
    let read = move || parse(&id);
    let work = move |app: &App, call: &Call, id: AgencyId| file(app, call, id, body.get().as_bytes());
    act::<TakeBundle, _, _>(&app, call, read, work).await.map(Json)
}

pub fn file(app: &App, call: &Call, id: AgencyId, bytes: &[u8]) -> Result<TakenBundleBody, Refusal> {
    // The file's number and signature are its idempotency, so the act is asked each time.
    let call = Call::new(call.actor.clone(), call.now, call.seed);
    let receipts = RefCell::new(Vec::new());
    let TakenBundle { sequence, again, missing } = take(&app.desk, &call, id, |agency, centre| {
        let (opened, bodies) = open(agency, centre, bytes)?;
        receipts.replace(bodies);
        Ok(opened)
    })?;
    let items = receipts.into_inner().iter().map(|body| receive_one(app, id, body)).collect::<Result<_, Refusal>>()?;
    Ok(TakenBundleBody { sequence, again, missing, items })
}

/// The file, if it is this agency's, for this centre, and holds receipts only.
fn open(agency: &Agency, centre: &str, bytes: &[u8]) -> Result<(OpenedBundle, Vec<Vec<u8>>), Refusal> {
    let foreign = |what: String| Refusal::new(Code::BundleNotGenuine, what);
    let key = agency.file_key.as_deref().and_then(|digits| file_key(&agency.code, digits));
    let key = key.ok_or_else(|| foreign(format!("`{}` has no file key", agency.id)))?;
    let mut digest_signed = Digest([0; 32]);
    let bundle = SignedBundle::open(bytes, |bundle, signed, signature| {
        digest_signed = digest(signed);
        bundle.from == agency.code && bundle.to == centre && seal::is_by(&key, signed, signature)
    });
    let Bundle { sequence, items, .. } = bundle.map_err(|e| foreign(e.to_string()))?;
    let receipts = items.iter().map(receipt).collect::<Result<_, _>>()?;
    let opened = OpenedBundle { sequence, signed: digest_signed, receipts };
    Ok((opened, items.into_iter().map(|item| item.body).collect()))
}

fn receipt(item: &Item) -> Result<CarriedReceipt, Refusal> {
    if item.kind != ItemKind::Receipt {
        return Err(Refusal::new(Code::BundleNotGenuine, "it holds something else than receipts"));
    }
    let answer = json_form::receipt_from(&item.body).map_err(|e| Refusal::new(Code::BodyInvalid, e.to_string()))?;
    Ok(CarriedReceipt { order: answer.order, body: digest(&item.body) })
}

fn digest(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// In the name of the agency, whose signature stands for its key. A refused one keeps no other back; a
/// centre that cannot is no refusal, and the file is brought again.
fn receive_one(app: &App, agency: AgencyId, body: &[u8]) -> Result<CarriedBody, Refusal> {
    let answer = json_form::receipt_from(body).map_err(|e| Refusal::new(Code::BodyInvalid, e.to_string()))?;
    let digest = digest(body);
    // Its own bytes are its key, in whichever file it comes.
    let call = Call::new(Actor::Agency(agency), app.clock.now(), random::seed());
    let call = call.key(format!("file-{}", digest.hex()), digest.0);
    let order = answer.order.to_string();
    match receive::receive(&app.desk, &call, Wire::JsonForm, &answer, None, digest.0) {
        Ok(done) => {
            Ok(CarriedBody { order, receipt: Some(done.receipt.to_string()), weight: Some(done.weight), refused: None })
        }
        Err(refusal) if refusal.is_ours() => Err(refusal),
        Err(refusal) => Ok(CarriedBody { order, receipt: None, weight: None, refused: Some(refusal.code) }),
    }
}
