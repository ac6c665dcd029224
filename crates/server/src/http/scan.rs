//! A scanned paper in a body: base64, so that one JSON body carries everything and is hashed as one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cordon_desk::Refusal;
use serde::Deserialize;
use utoipa::ToSchema;

/// A scan: JPG or PDF, at most 1,400,000 bytes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "papers hold personal data and must not reach a log")]
pub struct ScanBody {
    #[schema(
        content_encoding = "base64",
        example = "/9j/4AAQSkZJRgD/2Q==",
        min_length = 4,
        max_length = 1866668,
        pattern = "^[A-Za-z0-9+/]+={0,2}$"
    )]
    content: String,
}

impl ScanBody {
    pub fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        scanned("content", &self.content)
    }
}

/// The bytes of a scan in base64, as the field `name` has them.
pub fn scanned(name: &str, content: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD.decode(content).map_err(|_| Refusal::field(name, "is not base64 with padding"))
}
