//! Orders or receipts as one file, for networks that exchange nothing but files.
//!
//! A bundle is a JSON document with the bytes of the JSON form in it, and a signature that lies beside
//! it. This crate neither signs nor verifies: it says which bytes are signed, and asks the caller whether
//! the signature over them is good. Nothing of a bundle is handed out before he says yes.
//!
//! What is signed is not the file but six lines about it (`signed_bytes`), of which one is the digest of
//! the items; so a file that was written anew with other spaces is still the same bundle. Numbers grow by
//! one for each pair of sender and receiver; whether one is missing or comes twice is the caller's to see.

mod signed;

pub use signed::SignedBundle;

use crate::json_form::{CODE_CHARS_MAX, FormError, ORDER_BYTES_MAX};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cordon_model::Stamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

pub const FORMAT: &str = "cordon-bundle";
pub const VERSION: u32 = 1;
/// One file.
pub const BUNDLE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// One order or receipt in it.
pub const ITEM_BYTES_MAX: usize = ORDER_BYTES_MAX;
pub const ITEMS_MAX: usize = 1_000;
/// Begins what is signed, so that no other signed text can be taken for it.
const SIGNED_PREFIX: &str = "cordon-bundle/1";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Order,
    Receipt,
    /// Of the centre: it has the receipt whose SHA-256, in 64 hex digits, is the body.
    Known,
}

impl ItemKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Receipt => "receipt",
            Self::Known => "known",
        }
    }
}

/// The bytes of one order or receipt, as the JSON form writes them; or the digest of a known receipt.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    pub kind: ItemKind,
    pub body: Vec<u8>,
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Item({}, {} bytes)", self.kind.name(), self.body.len())
    }
}

/// A bundle before it is signed, or after its signature was found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Codes of the sender and the receiver.
    pub from: String,
    pub to: String,
    pub made_at: Stamp,
    /// From one on, for this sender and this receiver.
    pub sequence: u64,
    /// In the order in which they are to be taken. None at all says that there was nothing to send.
    pub items: Vec<Item>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BundleForm {
    format: String,
    version: u32,
    from: String,
    to: String,
    made_at: String,
    sequence: u64,
    items: Vec<ItemForm>,
    digest: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemForm {
    kind: ItemKind,
    /// Base64, standard alphabet, padded.
    body: String,
}

impl Bundle {
    /// The file.
    pub fn bytes(&self) -> Result<Vec<u8>, FormError> {
        self.check()?;
        let item = |item: &Item| ItemForm { kind: item.kind, body: STANDARD.encode(&item.body) };
        let form = BundleForm {
            format: FORMAT.to_owned(),
            version: VERSION,
            from: self.from.clone(),
            to: self.to.clone(),
            made_at: self.made_at.rfc3339(),
            sequence: self.sequence,
            items: self.items.iter().map(item).collect(),
            digest: digest(&self.items),
        };
        let bytes = serde_json::to_vec(&form).map_err(|e| FormError::of_json(&e))?;
        within(bytes.len())?;
        Ok(bytes)
    }

    /// What is signed: prefix, sender, receiver, moment, number and digest, each on a line.
    pub fn signed_bytes(&self) -> Result<Vec<u8>, FormError> {
        self.check()?;
        let (moment, digest) = (self.made_at.rfc3339(), digest(&self.items));
        let Self { from, to, sequence, .. } = self;
        Ok(format!("{SIGNED_PREFIX}\n{from}\n{to}\n{moment}\n{sequence}\n{digest}\n").into_bytes())
    }

    /// Reads a file. `good` is asked once, with the bundle and the bytes that must be signed; it knows
    /// the sender's key and the signature that came beside the file.
    pub fn open(bytes: &[u8], good: impl FnOnce(&Self, &[u8]) -> bool) -> Result<Self, FormError> {
        within(bytes.len())?;
        let form: BundleForm = serde_json::from_slice(bytes).map_err(|e| FormError::of_json(&e))?;
        if form.format != FORMAT || form.version != VERSION {
            return Err(FormError::new("format", format!("this reader takes `{FORMAT}` of version {VERSION} only")));
        }
        few(form.items.len())?;
        let bundle = Self {
            made_at: moment(&form.made_at)?,
            from: form.from,
            to: form.to,
            sequence: form.sequence,
            items: form.items.iter().enumerate().map(open_item).collect::<Result<_, _>>()?,
        };
        if form.digest != digest(&bundle.items) {
            return Err(FormError::new("digest", "not that of the items: the file was damaged or changed"));
        }
        let signed = bundle.signed_bytes()?;
        if !good(&bundle, &signed) {
            return Err(FormError::new("", "the signature beside the file is not one of the sender's over it"));
        }
        Ok(bundle)
    }

    fn check(&self) -> Result<(), FormError> {
        code(&self.from, "from")?;
        code(&self.to, "to")?;
        moment(&self.made_at.rfc3339())?;
        if self.sequence == 0 {
            return Err(FormError::new("sequence", "counts from one"));
        }
        few(self.items.len())?;
        for (at, item) in self.items.iter().enumerate() {
            size(item.body.len(), at)?;
        }
        Ok(())
    }
}

fn open_item((at, form): (usize, &ItemForm)) -> Result<Item, FormError> {
    // Four characters of base64 are three bytes: an over-long text is refused before it is decoded.
    if form.body.len() / 4 > ITEM_BYTES_MAX / 3 {
        size(form.body.len(), at)?;
    }
    let body = STANDARD
        .decode(&form.body)
        .map_err(|_| FormError::new(place(at), "not base64 of the standard alphabet with padding"))?;
    size(body.len(), at)?;
    Ok(Item { kind: form.kind, body })
}

/// Kind and length stand before each body, so that no two lists of items run together into the same.
fn digest(items: &[Item]) -> String {
    let mut hash = Sha256::new();
    for item in items {
        hash.update(item.kind.name().as_bytes());
        hash.update([0]);
        hash.update(u64::try_from(item.body.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(&item.body);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Letters and digits only: a code stands on a line of what is signed.
fn code(text: &str, path: &str) -> Result<(), FormError> {
    if text.is_empty() || text.len() > CODE_CHARS_MAX || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(FormError::new(path, format!("1 to {CODE_CHARS_MAX} letters or digits")));
    }
    Ok(())
}

/// Written as this crate writes it: what is signed has one form.
fn moment(text: &str) -> Result<Stamp, FormError> {
    let stamp = Stamp::parse_rfc3339(text).filter(|stamp| stamp.rfc3339() == text);
    stamp.ok_or_else(|| FormError::new("made_at", "not a moment such as 2026-11-23T13:39:00.000Z, in UTC"))
}

fn place(at: usize) -> String {
    format!("items[{}].body", at.saturating_add(1))
}

fn size(bytes: usize, at: usize) -> Result<(), FormError> {
    if (1..=ITEM_BYTES_MAX).contains(&bytes) {
        return Ok(());
    }
    Err(FormError::new(place(at), format!("an item has 1 to {ITEM_BYTES_MAX} bytes")))
}

fn few(items: usize) -> Result<(), FormError> {
    if items <= ITEMS_MAX {
        return Ok(());
    }
    Err(FormError::new("items", format!("{items} items; at most {ITEMS_MAX} are taken")))
}

fn within(bytes: usize) -> Result<(), FormError> {
    if bytes <= BUNDLE_BYTES_MAX {
        return Ok(());
    }
    Err(FormError::new("", format!("{bytes} bytes; at most {BUNDLE_BYTES_MAX} are taken")))
}

#[cfg(test)]
mod tests;
