//! Ids: one type per noun, UUIDv7 inside, printed with a prefix (`ord_` + 32 hex digits).
//!
//! They are made from a moment and random bytes that the caller hands in, so that a city run twice
//! from one seed gives the same ids. Public codes are another thing: random, derived from nothing.

use crate::time::Stamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use uuid::Uuid;

/// Random bytes that one id needs.
pub const ID_RANDOM_BYTES: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id of the form {prefix}_ and 32 hex digits")]
pub struct IdError {
    text: String,
    prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            pub fn make(now: Stamp, random: [u8; ID_RANDOM_BYTES]) -> Self {
                // A moment before 1970 has no UUIDv7; its ids sort first, which is where they belong.
                let ms = u64::try_from(now.ms()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
            }

            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            pub const fn bytes(&self) -> [u8; 16] {
                *self.0.as_bytes()
            }

            pub fn parse(text: &str) -> Result<Self, IdError> {
                let fail = || IdError { text: text.chars().take(48).collect(), prefix: $prefix };
                let hex = text.strip_prefix(concat!($prefix, "_")).ok_or_else(fail)?;
                let plain = hex.len() == 32
                    && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                if !plain {
                    return Err(fail());
                }
                Uuid::try_parse(hex).map(Self).map_err(|_| fail())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A case: one victim's loss and all that is done about it.
    CaseId = "cas";
    /// An order: one message to one agency.
    OrderId = "ord";
    /// A measure: the effect of orders in the world.
    MeasureId = "mea";
    /// A receipt: an agency's answer to an order.
    ReceiptId = "rcp";
    /// A transfer of money.
    TransferId = "trf";
    /// An agency: police, bank, payment firm, carrier.
    AgencyId = "agy";
    /// A person who acts for an agency.
    OfficerId = "off";
    /// An appeal against a measure.
    AppealId = "apl";
    /// A sealed fact.
    SealedId = "sld";
    /// Papers of an order: attachments that the law asks for.
    PaperId = "pap";
    /// A signed-in session.
    SessionId = "ses";
    /// An agency's report of a case of its own (100401).
    BankReportId = "brp";
    /// One duty of the roster: two officers, from and until.
    DutyId = "dty";
    /// A movement of money that an agency told of.
    MovementId = "mov";
    /// A file of transfers that was imported.
    ImportId = "imp";
    /// A trace of a case's money, as it was acted on.
    TraceId = "trc";
    /// A list of stops that a person approves as one.
    StopListId = "lst";
    /// A proposed version of a norm.
    ProposalId = "prp";
    /// An entry of a list.
    ListingId = "lsg";
    /// A consent to advertising.
    ConsentId = "cns";
    /// A refusal of advertising.
    RefusedCallsId = "rfc";
    /// A complaint about a number.
    ComplaintId = "cmp";
    /// Whom a user's carrier tells, or whose calls it leaves alone.
    ContactId = "ctc";
    /// An alarm about a call that goes on.
    CallAlarmId = "alm";
    /// A script that no type explains.
    ScriptId = "scr";
    /// A set of rules that officers wrote.
    RuleSetId = "rls";
    /// Two cases that an officer took for one.
    MergerId = "mrg";
    /// One object looked up.
    LookUpId = "lkp";
    /// What somebody who lost nothing told the centre.
    TipId = "tip";
    /// A key that a browser keeps for an officer.
    PasskeyId = "psk";
    /// A watch that was handed over.
    HandoverId = "hov";
    /// Who an officer is at the site's identity provider.
    IdentityId = "idn";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_sorts_by_time() {
        let early = OrderId::make(Stamp::from_ms(1_700_000_000_000), [255; 10]);
        let late = OrderId::make(Stamp::from_ms(1_700_000_000_001), [0; 10]);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
        assert_eq!(OrderId::parse(&early.to_string()), Ok(early));
        assert!(early.to_string().starts_with("ord_"));
        assert_eq!(early.to_string().len(), 36);
    }

    #[test]
    fn an_id_of_another_noun_is_refused() {
        let case = CaseId::make(Stamp::from_ms(1), [1; 10]).to_string();
        assert!(OrderId::parse(&case).is_err());
        assert!(CaseId::parse(&case.to_uppercase()).is_err());
        assert!(CaseId::parse("cas_").is_err());
    }
}
