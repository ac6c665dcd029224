//! A model as a file: safetensors, with one line of metadata that says what it was made for. A file that was
//! made for another normaliser, hash or frame of the lexicon is refused.

use super::{Card, Model, TypeWeights, Weights, fits};
use crate::digest::hex_digest;
use crate::text::gate::{GATE_BITS, HASH, Row, Rows, TYPE_BITS, TYPE_WIDTH};
use crate::text::lexicon::Lexicon;
use crate::text::normal;
use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

pub const FORMAT: u32 = 2;
const KEY: &str = "cordon.sift";

/// Why a file is no model for this build and lexicon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("the file is no model: {0}; train one with `cordon sift train`")]
    Unreadable(String),
    #[error("the model was made for {what} `{theirs}`, and this is `{ours}`; train it anew")]
    Unfit { what: &'static str, theirs: String, ours: String },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    card: Card,
    weights: Vec<Weights>,
    of_types: TypeWeights,
}

/// The same model is the same bytes.
pub fn write(model: &Model) -> Result<Vec<u8>, ModelError> {
    let unwritten = |reason: &dyn ToString| ModelError::Unreadable(reason.to_string());
    let header = Header { card: model.card.clone(), weights: model.weights.clone(), of_types: model.of_types.clone() };
    let header = serde_json::to_string(&header).map_err(|reason| unwritten(&reason))?;
    let types: Vec<u8> = model.types.iter().flatten().map(|weight| weight.cast_unsigned()).collect();
    let tensor = |shape, data| TensorView::new(Dtype::I8, shape, data).map_err(|reason| unwritten(&reason));
    let tensors = [
        ("gate", tensor(vec![1 << GATE_BITS, Row::BYTES], model.gate.bytes())?),
        ("types", tensor(vec![1 << TYPE_BITS, TYPE_WIDTH], &types)?),
    ];
    // One key only: the order of several is not set.
    let metadata = HashMap::from([(KEY.to_owned(), header)]);
    safetensors::serialize(tensors, Some(metadata)).map_err(|reason| unwritten(&reason))
}

pub fn read(bytes: &[u8], lexicon: &Lexicon) -> Result<Model, ModelError> {
    let mut model = read_any(bytes)?;
    let card = &model.card;
    let pairs = [
        ("format", card.format.to_string(), FORMAT.to_string()),
        ("normaliser", card.normaliser.to_string(), normal::VERSION.to_string()),
        ("hash", card.hash.clone(), HASH.to_owned()),
        ("the lexicon's codes", card.lexicon_frame.clone(), lexicon.frame().to_owned()),
    ];
    match pairs.into_iter().find(|(_, theirs, ours)| theirs != ours) {
        Some((what, theirs, ours)) => Err(ModelError::Unfit { what, theirs, ours }),
        None => {
            weigh_added(&mut model, lexicon);
            Ok(model)
        }
    }
}

/// Nothing was learned of what was added since: it weighs what it says itself.
fn weigh_added(model: &mut Model, lexicon: &Lexicon) {
    for weights in &mut model.weights {
        for (code, entry) in lexicon.added() {
            if let Some(weight) = weights.codes.get_mut(code) {
                *weight = entry.prior;
            }
        }
    }
}

fn read_any(bytes: &[u8]) -> Result<Model, ModelError> {
    let unreadable = |reason: String| ModelError::Unreadable(reason);
    let (_, metadata) =
        safetensors::SafeTensors::read_metadata(bytes).map_err(|reason| unreadable(reason.to_string()))?;
    let header = metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
    let header = header.ok_or_else(|| unreadable(format!("`{KEY}` is missing in its metadata")))?;
    let header: Header = serde_json::from_str(header).map_err(|reason| unreadable(reason.to_string()))?;
    let tensors = safetensors::SafeTensors::deserialize(bytes).map_err(|reason| unreadable(reason.to_string()))?;
    let data = |name| tensors.tensor(name).map(|tensor| tensor.data()).map_err(|reason| unreadable(reason.to_string()));
    let gate = data("gate")?;
    let (rows, _) = data("types")?.as_chunks::<TYPE_WIDTH>();
    let types: Vec<[i8; TYPE_WIDTH]> = rows.iter().map(|row| row.map(u8::cast_signed)).collect();
    if !fits(gate.len(), types.len(), &header.weights, &header.of_types) {
        return Err(unreadable("its tables are of another size".to_owned()));
    }
    let Header { card, weights, of_types } = header;
    Ok(Model { gate: Rows::read(gate), types, weights, of_types, card, digest: hex_digest([bytes]) })
}
