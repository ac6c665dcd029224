//! New scripts: what the radar finds is drafted, two officers adopt it, and it is written down when somebody was
//! first warned by it.
//!
//! Not here: how texts are read and grouped (`cordon-sift`); the jobs of the server call both.

pub mod adopt_script;
pub mod dismiss_script;
pub mod draft_script;
pub mod note_warning;
pub mod read_narratives;

pub use adopt_script::adopt_script;
pub use dismiss_script::dismiss_script;
pub use draft_script::{Drafted, draft_script};
pub use note_warning::note_warning;
pub use read_narratives::{Narrative, read_narratives};

use cordon_model::{OfficerId, ScriptId};
use serde::{Deserialize, Serialize};

/// What became of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptDone {
    pub script: ScriptId,
    pub state: String,
}

fn officer(call: &crate::Call) -> Result<OfficerId, crate::Refusal> {
    call.actor.officer_id().ok_or(crate::Refusal::bare(cordon_model::Code::NotAllowed))
}
