//! What the records say of an account that is paid, as payments are judged by it: a table in memory, brought up to
//! date after every act (`jobs`), asked without a question to the store.
//!
//! Nothing of it is kept in the log, nor needed to read it: what was said of a payee stands in the verdict's facts.

use cordon_desk::read::payees::{AsOf, Mules, News};
use cordon_desk::{Desk, Refusal, read};
use cordon_model::Stamp;
use cordon_sift::payments::{PayeeSigns, Signs};
use cordon_store::Vault;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

#[derive(Debug)]
pub struct Payees {
    table: RwLock<read::Payees>,
    /// One looks at a time: news go on where the last ended.
    looking: Mutex<()>,
}

impl Payees {
    pub fn new(vault: &Vault) -> Self {
        Self { table: RwLock::new(read::Payees::new(vault)), looking: Mutex::new(()) }
    }

    /// Takes in what was written since the last look. The table is shut only while it changes, not while it is read.
    pub fn look(&self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let _one = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let since = self.as_of().map(|as_of| as_of.entries);
        let news = News::since(desk, since, now)?;
        self.table.write().unwrap_or_else(PoisonError::into_inner).take(news);
        Ok(())
    }

    /// Takes the scores of a round in the place of those before it.
    pub fn take_mules(&self, desk: &Desk, mules: Option<Mules>) -> Result<(), Refusal> {
        let _one = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let mules = mules.map(|mules| mules.known(desk)).transpose()?;
        self.table.write().unwrap_or_else(PoisonError::into_inner).take_mules(mules);
        Ok(())
    }

    pub fn as_of(&self) -> Option<AsOf> {
        self.table().as_of()
    }

    /// Accounts of which something is known.
    pub fn len(&self) -> usize {
        self.table().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn table(&self) -> RwLockReadGuard<'_, read::Payees> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PayeeSigns for Payees {
    fn signs(&self, account: &str, now: Stamp) -> Signs {
        let table = self.table();
        let (Some(payee), Some(as_of)) = (table.payee(account, now), table.as_of()) else { return Signs::default() };
        Signs {
            taint_permille: payee.taint_permille,
            tainted_at: payee.tainted_at,
            distance: payee.distance,
            mule_permille: payee.mule_permille,
            measure_in_force: Some(payee.is_restricted),
            as_of: Some(as_of.entries),
        }
    }
}
