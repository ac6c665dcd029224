//! `GET /api/v1/measures/{id}/slip`: the slip that a counter hands to the customer. It names no person
//! and no number, so it needs no purpose.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::measures::redress::how_to_object;
use crate::http::pdf::pdf;
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::council::file_appeal::due_norm;
use cordon_desk::order::hand_over::centre;
use cordon_desk::verbs::Read as Look;
use cordon_desk::{Call, Refusal, read};
use cordon_model::measure::Force;
use cordon_model::{Agency, AppealGround, Code, Measure, MeasureId, MeasureKind, Norm};
use cordon_papers::{Bilingual, CounterSlip, SlipMeasure};
use cordon_store::{Doors, Read};

/// Print the counter slip
#[utoipa::path(
    get, path = "/api/v1/measures/{id}/slip", tag = "money", operation_id = "print_slip",
    params(("id" = String, Path, description = "the measure", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$")),
    responses((status = 200, description = "the slip", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "the measure is not in force", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Looking)
)]
pub async fn slip(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Response, Problem> {
    let made = act::<Look, _, _>(&app, call, move || parse(&id), print).await?;
    Ok(pdf("slip.pdf", made.pdf))
}

pub fn print(app: &App, call: &Call, id: MeasureId) -> Result<cordon_papers::Paper, Refusal> {
    let measure = read::measure(&app.desk, call, id)?.measure;
    let Some(force) = measure.state.force().copied() else {
        return Err(app.desk.note_refusal("read", call, Refusal::bare(Code::NoMeasureInForce), &[id.to_string()]));
    };
    let key = due_norm(measure.kind, AppealGround::Wronged);
    let (organ, norm) = app.desk.store().view("slip", |view| {
        let norms = app.desk.norms(view.sql())?;
        Ok::<_, Refusal>((centre(view)?, norms.at(key, call.now)?.clone()))
    })?;
    let slip = worded(measure, &force, &organ, &norm, call);
    cordon_papers::counter_slip(&slip, &app.press).map_err(|e| Refusal::new(Code::WrongState, e.to_string()))
}

fn worded(measure: Measure, force: &Force, organ: &Agency, norm: &Norm, call: &Call) -> CounterSlip {
    let same = |text: &str| Bilingual { zh: text.to_owned(), en: text.to_owned() };
    CounterSlip {
        organ: same(&format!("{}（{}）", organ.name, organ.public_phone)),
        public_code: measure.public_code,
        measure: match measure.kind {
            MeasureKind::Stop => SlipMeasure::EmergencyStop,
            MeasureKind::Freeze if force.limit.is_some() => SlipMeasure::LimitedFreeze,
            MeasureKind::Freeze => SlipMeasure::FullFreeze,
            MeasureKind::Delay | MeasureKind::Hold | MeasureKind::Void | MeasureKind::Shut => {
                SlipMeasure::ServiceRestriction
            }
        },
        from: force.from.shanghai(),
        until: force.until.shanghai(),
        legal_basis: same(&measure.basis),
        how_to_object: how_to_object(measure.kind, norm),
        where_to_object: Bilingual {
            zh: format!("在上列机关的公开查询页面，或致电 {}。", organ.public_phone),
            en: format!("On the public page of the office above, or by calling {}.", organ.public_phone),
        },
        made_at: call.now,
    }
}
