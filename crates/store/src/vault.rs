//! Sealed facts: personal data, encrypted under the vault's key, erasable one by one.
//!
//! A record and the journal hold a fact's reference and commitment only. The commitment is keyed by
//! a salt that stands beside the cipher and is erased with it, so the log verifies for ever and says
//! nothing about an erased fact, not even to somebody who tries every account number.
//!
//! Not here: who may open a fact (a permit, in `desk`), the entry that opening leaves, and where the
//! key comes from (`server`).

use crate::error::{Result, StoreError};
use crate::sql::{Row, Sql};
use crate::store::{Read, Unit};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use cordon_journal::commitment;
use cordon_model::{Digest, Sealed, SealedId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Random bytes one sealing needs: 32 of salt, 24 of nonce.
pub const FRESH_BYTES: usize = SALT_BYTES + NONCE_BYTES;
/// The longest fact that can be sealed.
pub const SEALED_BYTES_MAX: usize = 16 * 1024 * 1024;
const SALT_BYTES: usize = 32;
pub const NONCE_BYTES: usize = 24;

/// The keys derived from the vault's key: one for the cipher, one for the blind index.
pub struct Vault {
    cipher: XChaCha20Poly1305,
    indexer: Indexer,
}

/// The blind index alone: finds values again, opens nothing.
#[derive(Clone)]
pub struct Indexer([u8; 32]);

impl std::fmt::Debug for Indexer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Indexer")
    }
}

impl Indexer {
    /// A keyed digest by which a value can be looked up without being kept in clear.
    pub fn index(&self, kind: &str, value: &str) -> String {
        Digest(keyed(&self.0, &[b"cordon/index/v1", kind.as_bytes(), value.as_bytes()])).hex()
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// A sealed fact as kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedRow {
    pub id: SealedId,
    pub field: String,
    commitment: [u8; 32],
    salt: [u8; SALT_BYTES],
    nonce: [u8; NONCE_BYTES],
    cipher: Vec<u8>,
}

impl std::fmt::Debug for SealedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedRow({}, {})", self.id, self.field)
    }
}

impl SealedRow {
    /// What the act that brings this fact states in its entry.
    pub fn commitment(&self) -> [u8; 32] {
        self.commitment
    }
}

impl Vault {
    pub fn from_key(key: [u8; 32]) -> Self {
        let cipher_key = keyed(&key, &[b"cordon/vault/cipher/v1"]);
        let indexer = Indexer(keyed(&key, &[b"cordon/vault/index/v1"]));
        Self { cipher: XChaCha20Poly1305::new(&cipher_key.into()), indexer }
    }

    /// Seals a fact. `fresh` is random and used once; `mask` is what everybody may see of it.
    pub fn seal(
        &self,
        id: SealedId,
        field: &str,
        plaintext: &[u8],
        mask: String,
        fresh: [u8; FRESH_BYTES],
    ) -> Result<(Sealed, SealedRow)> {
        if plaintext.len() > SEALED_BYTES_MAX {
            return Err(StoreError::determinate(format!(
                "a fact `{field}` of {} bytes cannot be sealed; at most {SEALED_BYTES_MAX}",
                plaintext.len()
            )));
        }
        let (salt, nonce) = split(fresh);
        let data = bound_to(id, field);
        let cipher = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &data })
            .map_err(|_| StoreError::determinate(format!("a fact `{field}` could not be encrypted")))?;
        let commitment = commitment(&salt, field, plaintext);
        let sealed = Sealed { id, commitment: Digest(commitment), mask };
        Ok((sealed, SealedRow { id, field: field.to_owned(), commitment, salt, nonce, cipher }))
    }

    /// The fact behind a reference; none once it was erased. What is found must be what the
    /// reference committed to.
    pub fn open(&self, sql: &mut dyn Sql, sealed: &Sealed) -> Result<Option<Vec<u8>>> {
        let Some(row) = find(sql, sealed.id)? else { return Ok(None) };
        if row.commitment != sealed.commitment.0 {
            return Err(StoreError::corrupt(format!("fact `{}` is not the one referred to", sealed.id)));
        }
        self.open_row(&row).map(Some)
    }

    /// Decrypts a row and checks its commitment.
    pub(crate) fn open_row(&self, row: &SealedRow) -> Result<Vec<u8>> {
        let data = bound_to(row.id, &row.field);
        let plaintext =
            self.cipher.decrypt(&XNonce::from(row.nonce), Payload { msg: &row.cipher, aad: &data }).map_err(|_| {
                StoreError::corrupt(format!("fact `{}` does not open: another key, or it was changed", row.id))
            })?;
        if commitment(&row.salt, &row.field, &plaintext) == row.commitment {
            return Ok(plaintext);
        }
        Err(StoreError::corrupt(format!("fact `{}` is not what was committed to", row.id)))
    }

    /// A keyed digest by which a value can be looked up without being kept in clear.
    pub fn index(&self, kind: &str, value: &str) -> String {
        self.indexer.index(kind, value)
    }

    /// The same for whoever looks up and has nothing to open.
    pub const fn indexer(&self) -> &Indexer {
        &self.indexer
    }
}

impl Vault {
    /// A secret for one purpose of the house, always the same.
    pub fn secret(&self, purpose: &str) -> [u8; 32] {
        keyed(&self.indexer.0, &[b"cordon/secret/v1", purpose.as_bytes()])
    }

    /// Seals what is kept outside the store.
    pub fn sealer(&self, purpose: &str) -> Sealer {
        Sealer(XChaCha20Poly1305::new(&self.secret(purpose).into()))
    }
}

/// Seals bytes that lie beside the store, bound to what stands in clear before them.
pub struct Sealer(XChaCha20Poly1305);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// A nonce is used once. None when the bytes are more than a cipher takes.
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], clear: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        self.0.encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: clear }).ok()
    }

    /// None when it was sealed by another key, or changed since.
    pub fn open(&self, nonce: [u8; NONCE_BYTES], clear: &[u8], cipher: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(&XNonce::from(nonce), Payload { msg: cipher, aad: clear }).ok()
    }
}

/// HMAC-SHA256 over parts, each with its length before it.
fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC pads a short key with zeroes to the block of its hash; done here, making it cannot fail.
    let mut block = [0_u8; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let block: &hmac::digest::Key<Hmac<Sha256>> = &block.into();
    let mut mac = Hmac::<Sha256>::new(block);
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn split(fresh: [u8; FRESH_BYTES]) -> ([u8; SALT_BYTES], [u8; NONCE_BYTES]) {
    let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
    let mut bytes = fresh.into_iter();
    salt.iter_mut().chain(&mut nonce).zip(&mut bytes).for_each(|(to, from)| *to = from);
    (salt, nonce)
}

/// A cipher is bound to its row: moved to another id or field it does not open.
fn bound_to(id: SealedId, field: &str) -> Vec<u8> {
    format!("cordon/sealed/v1\0{field}\0{id}").into_bytes()
}

/// Keeps a sealed fact, inside the act that brought it.
pub fn keep(unit: &mut Unit<'_>, row: &SealedRow) -> Result<()> {
    unit.sql().exec(
        "insert into sealed (id, field, commitment, salt, nonce, cipher) values ($1, $2, $3, $4, $5, $6)",
        &[
            row.id.to_string().into(),
            (&row.field).into(),
            row.commitment.into(),
            row.salt.into(),
            row.nonce.as_slice().into(),
            row.cipher.as_slice().into(),
        ],
    )?;
    Ok(())
}

/// Erases a fact, salt and cipher, inside the act that says why. Says whether there was one.
pub fn erase(unit: &mut Unit<'_>, id: SealedId) -> Result<bool> {
    let erased = unit.sql().exec("delete from sealed where id = $1", &[id.to_string().into()])?;
    Ok(erased > 0)
}

fn find(sql: &mut dyn Sql, id: SealedId) -> Result<Option<SealedRow>> {
    let rows = sql.query(
        "select id, field, commitment, salt, nonce, cipher from sealed where id = $1",
        &[id.to_string().into()],
    )?;
    rows.first().map(row_from).transpose()
}

/// Sealed facts after `after` in the order of their ids, at most `limit`, each with its id as kept:
/// a row that cannot be read is an answer too.
pub(crate) fn page(sql: &mut dyn Sql, after: &str, limit: u32) -> Result<Vec<(String, Result<SealedRow>)>> {
    sql.query(
        "select id, field, commitment, salt, nonce, cipher from sealed where id > $1 order by id limit $2",
        &[after.into(), limit.into()],
    )?
    .iter()
    .map(|row| Ok((row.text(0)?.to_owned(), row_from(row))))
    .collect()
}

fn row_from(row: &Row) -> Result<SealedRow> {
    let nonce = row.blob(4)?;
    Ok(SealedRow {
        id: row.parse(0)?,
        field: row.text(1)?.to_owned(),
        commitment: row.digest(2)?,
        salt: row.digest(3)?,
        nonce: nonce.try_into().map_err(|_| {
            StoreError::corrupt(format!("a nonce of {} bytes; it should have {NONCE_BYTES}", nonce.len()))
        })?,
        cipher: row.blob(5)?.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &[u8] = b"9999990000000001";

    fn vault() -> Vault {
        Vault::from_key([7; 32])
    }

    fn id(last: u8) -> SealedId {
        SealedId::from_bytes([last; 16])
    }

    fn sealed() -> (Sealed, SealedRow) {
        vault().seal(id(1), "account", NUMBER, "****0001".into(), [9; FRESH_BYTES]).unwrap()
    }

    #[test]
    fn a_fact_opens_with_its_own_key_only() {
        let (sealed, row) = sealed();
        assert_eq!(vault().open_row(&row), Ok(NUMBER.to_vec()));
        assert_eq!(sealed.commitment.0, row.commitment);
        assert!(!row.cipher.windows(6).any(|part| part == b"999999"));
        assert!(matches!(Vault::from_key([8; 32]).open_row(&row), Err(StoreError::Corrupt { .. })));
    }

    #[test]
    fn a_fact_moved_to_another_row_or_field_does_not_open() {
        let (_, row) = sealed();
        assert!(vault().open_row(&SealedRow { id: id(2), ..row.clone() }).is_err());
        assert!(vault().open_row(&SealedRow { field: "name".into(), ..row.clone() }).is_err());
        let mut flipped = row.clone();
        flipped.cipher[0] ^= 1;
        assert!(vault().open_row(&flipped).is_err());
        // Another salt opens, but it is no longer what the journal was told.
        assert!(vault().open_row(&SealedRow { salt: [0; 32], ..row }).is_err());
    }

    #[test]
    fn an_index_is_the_same_for_the_same_value_and_keyed() {
        let index = vault().index("account", "9999990000000001");
        assert_eq!(index, vault().index("account", "9999990000000001"));
        assert_eq!(index.len(), 64);
        assert_ne!(index, vault().index("phone", "9999990000000001"));
        assert_ne!(index, vault().index("accoun", "t9999990000000001"));
        assert_ne!(index, Vault::from_key([8; 32]).index("account", "9999990000000001"));
    }

    #[test]
    fn nothing_of_a_fact_is_shown() {
        let (_, row) = sealed();
        let shown = format!("{:?} {row:?}", vault());
        assert_eq!(shown, format!("Vault SealedRow({}, account)", id(1)));
    }

    #[test]
    fn salt_and_nonce_come_from_different_bytes() {
        let mut fresh = [0; FRESH_BYTES];
        fresh.iter_mut().zip(0_u8..).for_each(|(byte, n)| *byte = n);
        let (salt, nonce) = split(fresh);
        assert_eq!((salt[0], salt[31], nonce[0], nonce[23]), (0, 31, 32, 55));
    }
}
