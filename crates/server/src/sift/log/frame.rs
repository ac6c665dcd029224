//! The bytes of a batch: `VBAT`, the number of its first record, how many, how many bytes, a checksum over all
//! that and the bytes; then each record with its length. A batch of none is a mark.

const BATCH: &[u8; 4] = b"VBAT";
const HEAD: usize = 4 + 8 + 4 + 4 + 4;
const LEN: usize = 4;

/// Records on their way to the disk together.
#[derive(Clone, Debug)]
pub struct Batch {
    buffer: Vec<u8>,
    /// Where each record lies in the buffer, and how long it is.
    records: Vec<(usize, usize)>,
}

impl Default for Batch {
    fn default() -> Self {
        Self { buffer: vec![0; HEAD], records: Vec::new() }
    }
}

impl Batch {
    pub fn push(&mut self, record: &[u8]) {
        // INVARIANT (record): no longer than a request's body, which is far below 4 GiB.
        self.buffer.extend_from_slice(&u32::try_from(record.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.records.push((self.buffer.len(), record.len()));
        self.buffer.extend_from_slice(record);
    }

    pub fn clear(&mut self) {
        self.buffer.truncate(HEAD);
        self.records.clear();
    }

    pub fn len(&self) -> usize {
        self.records.len()
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().filter_map(|(at, len)| self.buffer.get(*at..at.saturating_add(*len)))
    }

    pub(super) fn close(&mut self, first: u64) -> &[u8] {
        close(&mut self.buffer, first, self.records.len());
        &self.buffer
    }

    pub(super) fn places(&self, file: u64, at: u64) -> Vec<super::Place> {
        let place = |(offset, len): &(usize, usize)| super::Place {
            file,
            at: super::short(usize::try_from(at).unwrap_or(usize::MAX).saturating_add(*offset)),
            len: super::short(*len),
        };
        self.records.iter().map(place).collect()
    }
}

fn close(buffer: &mut [u8], first: u64, count: usize) {
    let Some((head, body)) = buffer.split_at_mut_checked(HEAD) else { return };
    let mut fields = BATCH.to_vec();
    fields.extend_from_slice(&first.to_le_bytes());
    fields.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    fields.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    let sum = checksum(&fields, body);
    fields.extend_from_slice(&sum.to_le_bytes());
    head.copy_from_slice(&fields);
}

pub fn mark(next: u64) -> Vec<u8> {
    let mut buffer = vec![0; HEAD];
    close(&mut buffer, next, 0);
    buffer
}

fn checksum(head: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(body);
    hasher.finalize()
}

/// A batch whose checksum is right.
pub struct Frame<'b> {
    pub number: u64,
    /// Each with its offset from the frame's beginning.
    pub records: Vec<(usize, &'b [u8])>,
    pub len: usize,
}

pub fn whole(bytes: &[u8]) -> Option<Frame<'_>> {
    let (number, count, body) = checked(bytes)?;
    let mut records = Vec::new();
    let mut at = 0_usize;
    for _ in 0..count {
        let len = number_at(body, at)? as usize;
        let from = at.checked_add(LEN)?;
        let until = from.checked_add(len)?;
        records.push((HEAD.checked_add(from)?, body.get(from..until)?));
        at = until;
    }
    (at == body.len()).then_some(Frame { number, records, len: HEAD.saturating_add(body.len()) })
}

/// First number, how many, and the body, if the checksum is right.
fn checked(bytes: &[u8]) -> Option<(u64, u32, &[u8])> {
    let head = bytes.get(..HEAD)?;
    let (fields, sum) = head.split_at_checked(HEAD.checked_sub(4)?)?;
    if !fields.starts_with(BATCH) {
        return None;
    }
    let first = u64::from_le_bytes(fields.get(4..12)?.try_into().ok()?);
    let (count, len) = (number_at(fields, 12)?, number_at(fields, 16)? as usize);
    let body = bytes.get(HEAD..HEAD.checked_add(len)?)?;
    (checksum(fields, body) == number_at(sum, 0)?).then_some((first, count, body))
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Where the first whole batch of these bytes begins, if one is there.
pub fn first_whole(bytes: &[u8]) -> Option<usize> {
    let places = bytes.windows(BATCH.len()).enumerate().filter(|(_, window)| window == BATCH);
    places.map(|(at, _)| at).find(|at| bytes.get(*at..).and_then(checked).is_some())
}

/// The beginning of a file: who it is, its first number, and what it says of itself.
pub fn head_bytes(magic: &[u8; 8], first: u64, told: &[u8]) -> Vec<u8> {
    let mut bytes = magic.to_vec();
    bytes.extend_from_slice(&first.to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(told.len()).unwrap_or(u32::MAX).to_le_bytes());
    let sum = checksum(&bytes, told);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes.extend_from_slice(told);
    bytes
}

/// First number, what it says of itself, and where batches begin.
pub fn head<'b>(bytes: &'b [u8], magic: &[u8; 8]) -> Option<(u64, &'b [u8], usize)> {
    const FIELDS: usize = 8 + 8 + 4;
    let fields = bytes.get(..FIELDS)?;
    if !fields.starts_with(magic) {
        return None;
    }
    let first = u64::from_le_bytes(fields.get(8..16)?.try_into().ok()?);
    let (len, sum) = (number_at(fields, 16)? as usize, number_at(bytes, FIELDS)?);
    let from = FIELDS.checked_add(4)?;
    let until = from.checked_add(len)?;
    let told = bytes.get(from..until)?;
    (checksum(fields, told) == sum).then_some((first, told, until))
}
