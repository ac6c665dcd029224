//! A binary fuse filter in shards by the first bits of a key: built shard by shard, so that a hundred million
//! keys need no more memory than one shard of them. About 9 bits a key, one miss in 256 is not seen as one.

use super::generation::Damaged;
use crate::key::Key;
use xorf::{BinaryFuse8, BinaryFuse8Ref, DmaSerializable, Filter as _, FilterRef as _};

/// Keys of a shard, about: a power of two whose filter stays in a core's cache while it is built.
const SHARD_KEYS: u64 = 1 << 20;
const SHARD_BITS_MAX: u32 = 16;
const DESCRIPTOR: usize = BinaryFuse8::DESCRIPTOR_LEN;

#[derive(Clone, Debug, Default)]
pub struct Filter {
    bits: u32,
    /// Where each shard's fingerprints end.
    shards: Vec<([u8; DESCRIPTOR], usize)>,
    fingerprints: Vec<u8>,
}

impl Filter {
    /// For about so many keys.
    pub fn for_keys(count: u64) -> Self {
        let shards = count.div_ceil(SHARD_KEYS).max(1);
        let bits = shards.next_power_of_two().trailing_zeros().min(SHARD_BITS_MAX);
        Self { bits, ..Self::default() }
    }

    pub fn shard(&self, key: Key) -> usize {
        if self.bits == 0 { 0 } else { usize::try_from(key.0 >> 64u32.saturating_sub(self.bits)).unwrap_or(0) }
    }

    pub fn shards(&self) -> usize {
        1 << self.bits
    }

    /// The next shard, of distinct keys.
    pub fn push(&mut self, keys: &[u64]) -> Result<(), Damaged> {
        if keys.is_empty() {
            self.shards.push(([0; DESCRIPTOR], self.fingerprints.len()));
            return Ok(());
        }
        let filter = BinaryFuse8::try_from(keys).map_err(|_| Damaged::new("the filter of a shard was not found"))?;
        let mut descriptor = [0; DESCRIPTOR];
        filter.dma_copy_descriptor_to(&mut descriptor);
        self.fingerprints.extend_from_slice(filter.dma_fingerprints());
        self.shards.push((descriptor, self.fingerprints.len()));
        Ok(())
    }

    /// False: it is certainly not there.
    pub fn may_have(&self, key: Key) -> bool {
        let place = self.shard(key);
        let from = place.checked_sub(1).and_then(|before| self.shards.get(before)).map_or(0, |(_, end)| *end);
        let Some((descriptor, end)) = self.shards.get(place) else { return false };
        let Some(fingerprints) = self.fingerprints.get(from..*end) else { return true };
        !fingerprints.is_empty() && BinaryFuse8Ref::from_dma(descriptor, fingerprints).contains(&key.0)
    }

    pub fn bytes(&self) -> usize {
        self.fingerprints.len().saturating_add(self.shards.len().saturating_mul(DESCRIPTOR.saturating_add(8)))
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bits.to_le_bytes());
        for (descriptor, end) in &self.shards {
            out.extend_from_slice(descriptor);
            out.extend_from_slice(&(*end as u64).to_le_bytes());
        }
        out.extend_from_slice(&self.fingerprints);
    }

    /// The rest of `bytes` is the filter.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (bits, mut rest) = bytes.split_first_chunk::<4>()?;
        let bits = u32::from_le_bytes(*bits);
        let mut filter = Self { bits: (bits <= SHARD_BITS_MAX).then_some(bits)?, ..Self::default() };
        for _ in 0..filter.shards() {
            let (descriptor, after) = rest.split_first_chunk::<DESCRIPTOR>()?;
            let (end, after) = after.split_first_chunk::<8>()?;
            let end = usize::try_from(u64::from_le_bytes(*end)).ok()?;
            let from = filter.shards.last().map_or(0, |(_, end)| *end);
            reaches(descriptor, end.checked_sub(from)?).then_some(())?;
            filter.shards.push((*descriptor, end));
            rest = after;
        }
        filter.fingerprints = rest.to_vec();
        let whole = filter.shards.last().is_none_or(|(_, end)| *end == rest.len());
        whole.then_some(filter)
    }
}

/// Whether three places of any key lie within so many fingerprints: nothing beyond them is ever asked for.
fn reaches(descriptor: &[u8; DESCRIPTOR], fingerprints: usize) -> bool {
    let number = |place: usize| descriptor.as_chunks::<4>().0.get(place).map_or(0, |bytes| u32::from_le_bytes(*bytes));
    // After the seed: the length of a segment, its mask, and the length of all of them.
    let (segment, mask, all) = (number(2), number(3), number(4));
    let fits = segment.is_power_of_two()
        && mask == segment.wrapping_sub(1)
        && u64::from(all).saturating_add(u64::from(segment).saturating_mul(2)) <= fingerprints as u64;
    fingerprints == 0 || fits
}
