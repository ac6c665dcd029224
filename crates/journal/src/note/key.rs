//! Keys of notes: Ed25519 under a name. The name of a log's key is the log's origin.

use super::{NoteError, Signature, is_name};
use crate::text::{from_base64, to_base64, to_hex};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;

/// The type byte of plain Ed25519 in notes.
const ED25519: u8 = 1;
const PRIVATE: &str = "PRIVATE+KEY+";

/// A signing key. It is erased from memory when dropped, and never printed but by [`Key::skey`].
pub struct Key {
    name: String,
    secret: SigningKey,
}

impl Key {
    /// A key for the log `origin` from 32 random bytes, which the caller draws from the system.
    pub fn generate(origin: &str, seed: [u8; 32]) -> Result<Self, NoteError> {
        if !is_name(origin) {
            return Err(NoteError::Name(origin.to_owned()));
        }
        Ok(Self { name: origin.to_owned(), secret: SigningKey::from_bytes(&seed) })
    }

    /// Reads the one line that [`Key::skey`] writes; a newline after it is allowed.
    pub fn parse(skey: &str) -> Result<Self, NoteError> {
        let rest = skey.trim_end().strip_prefix(PRIVATE).ok_or(NoteError::Key("it does not begin with PRIVATE+KEY"))?;
        let (name, hash, seed) = fields(rest)?;
        let key = Self::generate(name, seed)?;
        if to_hex(&key.vkey().key_id()) != hash {
            return Err(NoteError::Key("its hash is not that of its key"));
        }
        Ok(key)
    }

    /// The secret as one line of text, for a file that only the server may read.
    pub fn skey(&self) -> String {
        let hash = to_hex(&self.vkey().key_id());
        let bytes = [[ED25519].as_slice(), self.secret.as_bytes()].concat();
        format!("{PRIVATE}{}+{hash}+{}", self.name, to_base64(&bytes))
    }

    /// What others need to verify: print it, publish it.
    pub fn vkey(&self) -> VKey {
        VKey { name: self.name.clone(), public: self.secret.verifying_key() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn sign(&self, text: &str) -> Signature {
        let bytes = self.secret.sign(text.as_bytes()).to_bytes().to_vec();
        Signature { name: self.name.clone(), key_id: self.vkey().key_id(), bytes }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, secret)", self.vkey())
    }
}

/// A verification key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VKey {
    name: String,
    public: VerifyingKey,
}

impl VKey {
    pub fn parse(vkey: &str) -> Result<Self, NoteError> {
        let (name, hash, public) = fields(vkey.trim_end())?;
        let key = Self::of(name, public)?;
        match to_hex(&key.key_id()) == hash {
            true => Ok(key),
            false => Err(NoteError::Key("its hash is not that of its name and key")),
        }
    }

    /// The key of `name` from its 32 public bytes, for who was told no more than those.
    pub fn of(name: &str, public: [u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::Name(name.to_owned()));
        }
        let public = VerifyingKey::from_bytes(&public).map_err(|_| NoteError::Key("it is no point of Ed25519"))?;
        // Under a weak point one signature fits many texts.
        if public.is_weak() {
            return Err(NoteError::Key("it is a weak point of Ed25519"));
        }
        Ok(Self { name: name.to_owned(), public })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the key itself.
    pub fn public(&self) -> [u8; 32] {
        self.public.to_bytes()
    }

    /// Identifies the key in a signature line; says nothing about its strength.
    pub fn key_id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', ED25519])
            .chain_update(self.public.as_bytes())
            .finalize();
        let mut id = [0; 4];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        id
    }

    pub(super) fn is_of(&self, signature: &Signature) -> bool {
        self.name == signature.name && self.key_id() == signature.key_id
    }

    pub(super) fn verifies(&self, text: &str, signature: &Signature) -> bool {
        let Ok(signature) = ed25519_dalek::Signature::from_slice(&signature.bytes) else {
            return false;
        };
        self.public.verify_strict(text.as_bytes(), &signature).is_ok()
    }
}

impl fmt::Display for VKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [[ED25519].as_slice(), self.public.as_bytes()].concat();
        write!(f, "{}+{}+{}", self.name, to_hex(&self.key_id()), to_base64(&bytes))
    }
}

/// `name+hash+base64(0x01 || 32 bytes)`. Base64 may hold a plus sign, names and hashes cannot.
fn fields(text: &str) -> Result<(&str, &str, [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteError::Key("it is not a name, a hash and a key joined by plus signs"));
    };
    let bytes = from_base64(key).ok_or(NoteError::Key("its last part is not base64"))?;
    match bytes.split_first() {
        Some((&ED25519, key)) => {
            let key = key.try_into().map_err(|_| NoteError::Key("its key has not 32 bytes"))?;
            Ok((name, hash, key))
        }
        _ => Err(NoteError::Key("it is not an Ed25519 key")),
    }
}
