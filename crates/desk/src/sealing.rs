//! Sealing what people are known by: account numbers, names, documents, telephones.
//!
//! Each kind is checked here once, so that nothing that a wire would refuse later is accepted now.

use crate::desk::Act;
use crate::limits;
use crate::refusal::Refusal;
use cordon_model::sealed::{mask_name, mask_tail};
use cordon_model::{Account, AccountClass, AgencyId, Identifier, Sealed};
use cordon_store::Vault;
use cordon_store::vault::Indexer;

/// The key under which an account is compared: the same account always has the same key.
pub fn account_key(vault: &Vault, institution: AgencyId, number: &str) -> String {
    account_index(vault.indexer(), &institution.to_string(), number)
}

/// The same by the index alone; an institution that is none of ours goes by its code.
pub fn account_index(indexer: &Indexer, institution: &str, number: &str) -> String {
    indexer.index("account", &format!("{institution}:{number}"))
}

pub fn number_key(vault: &Vault, number: &str) -> String {
    vault.index("number", number)
}

fn plain(name: &str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::missing(name));
    }
    if text.chars().count() > max {
        return Err(Refusal::field(name, format!("is longer than {max} characters")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Refusal::field(name, "holds a control character"));
    }
    Ok(())
}

/// Text for people, without personal data: reasons and remarks.
pub fn check_text(name: &str, text: &str, max: usize) -> Result<(), Refusal> {
    plain(name, text, max)
}

/// A name that another system gave to something: one word, no text about anybody.
pub fn check_reference(name: &str, text: &str) -> Result<(), Refusal> {
    let good = (1..=limits::REFERENCE_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/' | b':'));
    if good {
        return Ok(());
    }
    Err(Refusal::field(name, format!("has to be 1 to {} letters, digits and -_./:", limits::REFERENCE_CHARS_MAX)))
}

pub fn check_account_number(name: &str, number: &str) -> Result<(), Refusal> {
    let good = (limits::ACCOUNT_CHARS_MIN..=limits::ACCOUNT_CHARS_MAX).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'@' | b'.'));
    if good {
        return Ok(());
    }
    let (min, max) = (limits::ACCOUNT_CHARS_MIN, limits::ACCOUNT_CHARS_MAX);
    Err(Refusal::field(name, format!("is not an account number: {min} to {max} letters and digits")))
}

pub fn check_phone(name: &str, number: &str) -> Result<(), Refusal> {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let good = (3..=limits::PHONE_CHARS_MAX).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if good {
        Ok(())
    } else {
        Err(Refusal::field(name, "is not a telephone number: digits, with an optional + in front"))
    }
}

impl Act<'_, '_> {
    pub fn seal_name(&mut self, field: &str, name: &str) -> Result<Sealed, Refusal> {
        plain(field, name, limits::NAME_CHARS_MAX)?;
        self.seal(field, name.trim().as_bytes(), mask_name(name.trim()))
    }

    pub fn seal_id_number(&mut self, field: &str, number: &str) -> Result<Sealed, Refusal> {
        plain(field, number, limits::ID_NUMBER_CHARS_MAX)?;
        self.seal(field, number.trim().as_bytes(), mask_tail(number.trim(), 4))
    }

    pub fn seal_phone(&mut self, field: &str, number: &str) -> Result<Sealed, Refusal> {
        check_phone(field, number)?;
        self.seal(field, number.as_bytes(), mask_tail(number, 4))
    }

    /// Text that may name people: shown masked as its length only.
    pub fn seal_text(&mut self, field: &str, text: &str, max: usize) -> Result<Sealed, Refusal> {
        plain(field, text, max)?;
        self.seal(field, text.as_bytes(), format!("{} 字", text.chars().count()))
    }

    pub fn account(
        &mut self,
        field: &str,
        institution: AgencyId,
        number: &str,
        class: AccountClass,
        holder: Option<&str>,
    ) -> Result<Account, Refusal> {
        check_account_number(field, number)?;
        let holder = holder.map(|name| self.seal_name(&format!("{field}_holder"), name)).transpose()?;
        Ok(Account {
            institution,
            key: account_key(self.vault(), institution, number),
            number: self.seal(field, number.as_bytes(), mask_tail(number, 4))?,
            class,
            holder,
        })
    }

    pub fn phone_number(&mut self, number: &str) -> Result<Identifier, Refusal> {
        Ok(Identifier { key: number_key(self.vault(), number), value: self.seal_phone("number", number)? })
    }
}
