//! State as bytes and back, for a restart: a fixed order, little-endian, and a checksum over the whole.
//!
//! Not here: where the bytes lie, and what came after them (the log of events).

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use thiserror::Error;

const MAGIC: &[u8; 8] = b"CRDNSIFT";
const SUM: usize = 32;

/// Why a snapshot is not taken back. Nothing of it is used then: the log is read from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SnapshotError {
    #[error("these bytes are no snapshot of the counters")]
    Foreign,
    #[error("a snapshot of version {0}; this program writes and reads another")]
    Version(u16),
    #[error("the snapshot was changed or cut: its checksum does not fit")]
    Checksum,
    #[error("the snapshot ends early or holds more than it should")]
    Shape,
}

pub trait Pack: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Option<Self>;
}

/// The whole as it is written.
pub fn seal<T: Pack>(version: u16, value: &T) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    version.put(&mut out);
    value.put(&mut out);
    let sum = Sha256::digest(&out);
    out.extend_from_slice(sum.as_slice());
    out
}

pub fn open<T: Pack>(version: u16, bytes: &[u8]) -> Result<T, SnapshotError> {
    let mut body = bytes.strip_prefix(MAGIC).ok_or(SnapshotError::Foreign)?;
    let found = u16::take(&mut body).ok_or(SnapshotError::Shape)?;
    if found != version {
        return Err(SnapshotError::Version(found));
    }
    let end = bytes.len().checked_sub(SUM).ok_or(SnapshotError::Checksum)?;
    let (whole, sum) = bytes.split_at_checked(end).ok_or(SnapshotError::Checksum)?;
    if Sha256::digest(whole).as_slice() != sum {
        return Err(SnapshotError::Checksum);
    }
    let mut body = body.get(..body.len().saturating_sub(SUM)).ok_or(SnapshotError::Shape)?;
    let value = T::take(&mut body).ok_or(SnapshotError::Shape)?;
    if body.is_empty() { Ok(value) } else { Err(SnapshotError::Shape) }
}

macro_rules! whole_numbers {
    ($($of:ty),*) => {$(
        impl Pack for $of {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

whole_numbers!(u8, u16, u32, u64, i32, i64);

impl<T: Pack + Copy + Default, const N: usize> Pack for [T; N] {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|one| one.put(out));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let mut all = [T::default(); N];
        for one in &mut all {
            *one = T::take(from)?;
        }
        Some(all)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        u64::try_from(self.len()).unwrap_or(u64::MAX).put(out);
        self.iter().for_each(|one| one.put(out));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let len = u64::take(from)?;
        (0..len).map(|_| T::take(from)).collect()
    }
}

impl Pack for String {
    fn put(&self, out: &mut Vec<u8>) {
        u64::try_from(self.len()).unwrap_or(u64::MAX).put(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let len = usize::try_from(u64::take(from)?).ok()?;
        let (bytes, rest) = from.split_at_checked(len)?;
        *from = rest;
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

/// In the order of keys, so that equal tables are equal bytes.
impl<T: Pack + Clone> Pack for FxHashMap<u64, T> {
    fn put(&self, out: &mut Vec<u8>) {
        let mut rows: Vec<(&u64, &T)> = self.iter().collect();
        rows.sort_unstable_by_key(|(key, _)| **key);
        u64::try_from(rows.len()).unwrap_or(u64::MAX).put(out);
        rows.into_iter().for_each(|(key, row)| {
            key.put(out);
            row.put(out);
        });
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Vec::<(u64, T)>::take(from).map(|rows| rows.into_iter().collect())
    }
}

/// A struct is its fields, one after the other.
macro_rules! packed {
    ($of:ty { $($field:ident),* $(,)? }) => {
        impl $crate::pack::Pack for $of {
            fn put(&self, out: &mut Vec<u8>) {
                $($crate::pack::Pack::put(&self.$field, out);)*
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::pack::Pack::take(from)?),* })
            }
        }
    };
}
pub(crate) use packed;
