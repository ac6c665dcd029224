//! One file to carry: a bundle, and beside it in the same document the signature over it.
//!
//! Not here: keys. The signature is one line of text that only the caller's functions make and read.

use super::{BUNDLE_BYTES_MAX, Bundle};
use crate::json_form::FormError;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;

/// A signature line.
const SIGNATURE_BYTES_MAX: usize = 4_096;

/// The file, before anything of it is believed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedBundle {
    bundle: Box<RawValue>,
    signature: String,
}

impl fmt::Debug for SignedBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedBundle")
    }
}

impl SignedBundle {
    /// The file's bytes. `sign` is given what is signed.
    pub fn write(bundle: &Bundle, sign: impl FnOnce(&[u8]) -> Option<String>) -> Result<Vec<u8>, FormError> {
        let refuse = |rule: &str| FormError::new("signature", rule.to_owned());
        let signature = sign(&bundle.signed_bytes()?).ok_or_else(|| refuse("could not be made"))?;
        let text = String::from_utf8(bundle.bytes()?).map_err(|_| refuse("is beside no text"))?;
        let bundle = RawValue::from_string(text).map_err(|e| FormError::of_json(&e))?;
        serde_json::to_vec(&Self { bundle, signature }).map_err(|e| FormError::of_json(&e))
    }

    /// Reads a file. `good` is asked once, with the bundle, what must be signed, and the signature.
    pub fn open(bytes: &[u8], good: impl FnOnce(&Bundle, &[u8], &str) -> bool) -> Result<Bundle, FormError> {
        if bytes.len() > BUNDLE_BYTES_MAX.saturating_add(SIGNATURE_BYTES_MAX) {
            return Err(FormError::new("", format!("at most {BUNDLE_BYTES_MAX} bytes are taken")));
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|e| FormError::of_json(&e))?;
        if file.signature.len() > SIGNATURE_BYTES_MAX {
            return Err(FormError::new("signature", format!("has more than {SIGNATURE_BYTES_MAX} bytes")));
        }
        Bundle::open(file.bundle.get().as_bytes(), |bundle, signed| good(bundle, signed, &file.signature))
    }
}
