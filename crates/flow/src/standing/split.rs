//! Shares of a part of a whole: ⌊S_j·part/whole⌋ − ⌊S_(j−1)·part/whole⌋, one after the other, S_j being the
//! sum of the first j shares. So the parts add up, and nobody gives more than he has.

#[derive(Clone, Copy, Debug)]
pub struct Split {
    part: u64,
    whole: u64,
    sum: u64,
    given: u64,
}

impl Split {
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole, sum: 0, given: 0 }
    }

    #[inline]
    pub fn next(&mut self, share: u64) -> u64 {
        if self.part >= self.whole {
            return share;
        }
        self.sum += share;
        let up_to = self.up_to();
        let given = up_to - self.given;
        self.given = up_to;
        given
    }

    #[inline]
    fn up_to(&self) -> u64 {
        // Most products fit into 64 bits, where a division costs a fraction.
        if let Some(product) = self.sum.checked_mul(self.part) {
            return product / self.whole;
        }
        let product = u128::from(self.sum) * u128::from(self.part);
        // INVARIANT (part): the part is below the whole, so the quotient is below the sum.
        u64::try_from(product / u128::from(self.whole)).unwrap_or(self.sum)
    }
}
