//! `GET /api/v1/agencies/{id}/bundle`: what waits for an agency on the JSON form, as a signed file that an
//! officer of the centre carries, or somebody at the agency's own desk. Leased like any other poll: a file that is lost comes again, under another number.

use crate::app::App;
use crate::deliver::{self, Parcel};
use crate::http::answers::Acting;
use crate::http::caller::{Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::seal;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use cordon_desk::order::give_bundle as give;
use cordon_desk::verbs::GiveBundle;
use cordon_desk::{Call, Refusal};
use cordon_model::{AgencyId, Code, Wire};
use cordon_wire::bundle::{Bundle, Item, ItemKind, SignedBundle};
use cordon_wire::json_form;

/// Orders in one file; the next file has the next ones.
const ORDERS_MAX: usize = 100;
/// No further order is opened above this: with the largest one on top, base64 of it all fits a file.
const BODIES_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Take orders out as a file
#[utoipa::path(
    get, path = "/api/v1/agencies/{id}/bundle", tag = "office", operation_id = "give_bundle",
    params(("id" = String, Path, description = "the agency", example = "agy_019ab0c4d1e87000800000000000000a", pattern = "^agy_[0-9a-f]{32}$")),
    responses((status = 200, description = "a signed bundle of at most 100 orders, leased; ask again until one has none", body = Object, content_type = "application/json"), Acting)
)]
pub async fn give_bundle(
    State(app): State<App>,
    Path(id): Path<String>,
    Reader(call): Reader,
) -> Result<Response, Problem> {
    let read = move || parse(&id);
    let (name, bytes) = act::<GiveBundle, _, _>(&app, call, read, file).await?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

pub fn file(app: &App, call: &Call, agency: AgencyId) -> Result<(String, Vec<u8>), Refusal> {
    let given = give::give_bundle(&app.desk, call, agency)?;
    let known = |receipt: &cordon_model::Digest| Item { kind: ItemKind::Known, body: receipt.hex().into_bytes() };
    let mut items: Vec<Item> = given.known.iter().map(known).collect();
    items.extend(orders(app, call, agency)?);
    let bundle = Bundle { from: given.from, to: given.to, made_at: call.now, sequence: given.sequence, items };
    let name = format!("orders-{}-{}.json", bundle.to, bundle.sequence);
    let bytes = SignedBundle::write(&bundle, |signed| seal::sign(&app.key, signed))
        .map_err(|e| Refusal::new(Code::Internal, e.to_string()))?;
    Ok((name, bytes))
}

/// Leased one by one, so that nothing is leased that does not fit.
fn orders(app: &App, call: &Call, agency: AgencyId) -> Result<Vec<Item>, Refusal> {
    let mut items = Vec::new();
    let mut bytes = 0_usize;
    while items.len() < ORDERS_MAX && bytes <= BODIES_BYTES_MAX {
        let parcels = deliver::take(app, &call.actor, agency, Wire::JsonForm, 1)?;
        if parcels.is_empty() {
            break;
        }
        for parcel in parcels {
            let Parcel::Order(order) = parcel else { continue };
            match json_form::order_bytes(&order) {
                Ok(body) => {
                    bytes = bytes.saturating_add(body.len());
                    items.push(Item { kind: ItemKind::Order, body });
                }
                Err(error) => deliver::flag(app, &call.actor, order.id, &error),
            }
        }
    }
    Ok(items)
}
