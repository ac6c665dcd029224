//! Which transfers there are, one bit each: their ids are numbers handed out one after the other.

use crate::names::TxId;

#[derive(Debug, Default)]
pub(super) struct Ids(Vec<u64>);

impl Ids {
    pub fn has(&self, id: TxId) -> bool {
        self.0.get(id.0 as usize / 64).is_some_and(|word| word & (1 << (id.0 % 64)) != 0)
    }

    pub fn add(&mut self, id: TxId) {
        let at = id.0 as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            *word |= 1 << (id.0 % 64);
        }
    }

    pub const fn bytes(&self) -> usize {
        size_of_val(self.0.as_slice())
    }
}
