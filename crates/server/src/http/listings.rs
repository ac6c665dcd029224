//! Who is listed: entries, look-ups, objections.

pub mod decide;
pub mod end;
pub mod enter;
pub mod hear;
pub mod list;
pub mod look;
pub mod object;
pub mod objections;

use cordon_desk::Refusal;
use cordon_desk::listing::ListedEntry;
use cordon_model::{Code, ListKind};
use serde::Serialize;
use utoipa::ToSchema;

/// An entry as it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedBody {
    #[schema(example = "lsg_019ab0c4d1e87000800000000000000a")]
    listing: String,
    /// `proposed` waits for a second officer; `in_force`, `refused`, `ended`.
    state: String,
    /// By which the listed one objects.
    #[schema(example = "7K3M-Q9TX-2B4D")]
    public_code: String,
}

impl From<ListedEntry> for ListedBody {
    fn from(done: ListedEntry) -> Self {
        Self { listing: done.listing.to_string(), state: done.state, public_code: done.public_code }
    }
}

fn kind(path: &str) -> Result<ListKind, Refusal> {
    ListKind::named(path).ok_or_else(|| Refusal::new(Code::NotFound, "there is no list of this kind"))
}
