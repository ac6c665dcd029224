//! The most telling value that each sign of an account ever had: signs are of a moment, a score is of the
//! account.

use super::Table;
use super::reading::{NEVER, Reading, SIGNS, Signs};
use crate::names::AccountId;
use crate::transfer::{Transfer, TransferError};

#[derive(Clone, Debug, Default)]
pub struct Peaks {
    of_account: Vec<Option<Signs>>,
}

impl Peaks {
    /// Lets a table take transfers, and sees after each whomever it concerns.
    pub fn over(table: &mut Table, transfers: &[Transfer]) -> Result<Self, TransferError> {
        let mut peaks = Self::default();
        for transfer in transfers {
            table.take(transfer)?;
            let noted = table.noted().iter().copied();
            for account in noted.chain([transfer.from, transfer.to]) {
                if let Some(reading) = table.read(account, table.now()) {
                    peaks.see(account, &reading);
                }
            }
        }
        Ok(peaks)
    }

    /// Sees an account at one more moment.
    pub fn see(&mut self, account: AccountId, reading: &Reading) {
        let (at, now) = (account.0 as usize, reading.signs());
        if self.of_account.len() <= at {
            self.of_account.resize(at + 1, None);
        }
        if let Some(peak) = self.of_account.get_mut(at) {
            let known = peak.get_or_insert(Self::nothing());
            for (sign, (most, value)) in SIGNS.into_iter().zip(known.0.iter_mut().zip(now.0)) {
                *most = if sign.is_least() { value.min(*most) } else { value.max(*most) };
            }
        }
    }

    pub fn of(&self, account: AccountId) -> Option<&Signs> {
        self.of_account.get(account.0 as usize)?.as_ref()
    }

    pub fn iter(&self) -> impl Iterator<Item = (AccountId, &Signs)> {
        let all = (0_u32..).zip(&self.of_account);
        all.filter_map(|(number, signs)| Some((AccountId(number), signs.as_ref()?)))
    }

    /// Before anything was seen.
    fn nothing() -> Signs {
        Signs(SIGNS.map(|sign| if sign.is_least() { NEVER } else { 0 }))
    }
}
