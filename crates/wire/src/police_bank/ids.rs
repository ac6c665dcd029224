//! Numbers that name something: applications, transmissions, offices, banks, kinds of paper.

use super::error::{Fault, WireErrorKind as Kind};
use super::fields::{Spec, Value};
use super::results::ResultCode;
use super::values::WireTime;
use std::fmt;

/// The four digits in front of an ApplicationID.
pub mod business_code {
    /// A stop (100101). Seen in public code.
    pub const STOP: &str = "0101";
    /// A lift (100103). Inferred: `0101`, `0201`, `0401` are the last four digits of 100101, 100201
    /// and 100401, so the lift is taken to be `0103`.
    pub const RELIEF: &str = "0103";
    /// An extension (100105). Inferred likewise.
    pub const EXTEND: &str = "0105";
    /// A freeze (100201). Seen in public code.
    pub const FREEZE: &str = "0201";
    /// A lift of a freeze (100203). Inferred likewise, as are the following.
    pub const FREEZE_RELIEF: &str = "0203";
    /// An extension of a freeze (100205).
    pub const FREEZE_EXTEND: &str = "0205";
    /// A question for movements (100301).
    pub const STATEMENT: &str = "0301";
    /// A watch (100305).
    pub const WATCH: &str = "0305";
    /// The end of a watch (100307).
    pub const WATCH_END: &str = "0307";
    /// A question by serial number (A00311).
    pub const SERIAL: &str = "0311";
    /// A bank's report of a case (100401). Seen in public code.
    pub const CASE_REPORT: &str = "0401";
}

/// Characters of an ApplicationID.
pub const APPLICATION_ID_CHARS: usize = 36;
const BUSINESS_CODE_CHARS: usize = 4;

/// 业务申请编号: four digits of business code, 32 hex digits.
///
/// The text is kept as it came (a peer may write capitals), for an answer must echo it exactly.
/// Compare whole ids; `uuid` alone forgets the business code.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationId(String);

impl ApplicationId {
    pub fn new(business_code: &str, uuid: [u8; 16]) -> Result<Self, Fault> {
        let hex: String = uuid.iter().map(|b| format!("{b:02x}")).collect();
        Self::parse(&format!("{business_code}{hex}"))
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        let (code, hex) = text.split_at_checked(BUSINESS_CODE_CHARS).unwrap_or((text, ""));
        let digits = code.bytes().all(|b| b.is_ascii_digit());
        if text.len() != APPLICATION_ID_CHARS || !digits || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Fault::malformed(ResultCode::BAD_FIELD, "an application id is 4 digits and 32 hex digits"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn business_code(&self) -> &str {
        self.0.get(..BUSINESS_CODE_CHARS).unwrap_or_default()
    }

    pub fn uuid(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let hex = self.0.as_bytes().get(BUSINESS_CODE_CHARS..).unwrap_or_default();
        // INVARIANT (hex): the constructors let no other digits in.
        for (slot, pair) in bytes.iter_mut().zip(hex.chunks(2)) {
            *slot = std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or(0);
        }
        bytes
    }
}

/// 传输报文流水号: 12 digits of the sender, `_`, 12 digits of the hosting bank (or zeros), then up
/// to 28 letters or digits (ours: moment and random digits).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransSerialNumber(String);

/// Characters of a TransSerialNumber.
pub const TRANS_SERIAL_CHARS_MAX: usize = 53;
const SERIAL_CODE_DIGITS: usize = 12;
/// Random values beyond this are folded: it is what the 14 digits after the moment can hold.
const SERIAL_RANDOM_VALUES: u64 = 100_000_000_000_000;

impl TransSerialNumber {
    /// The random part is the caller's; it must differ between two messages of one second.
    pub fn new(sender: &OrgCode, hosting: Option<&BankCode>, at: WireTime, random: u64) -> Result<Self, Fault> {
        let hosting = hosting.map_or("000000000000", BankCode::as_str);
        let random = random.checked_rem(SERIAL_RANDOM_VALUES).unwrap_or_default();
        Self::parse(&format!("{:0<12}_{hosting}{}{random:014}", sender.as_str(), at.digits()))
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        let all = |part: Option<&str>, is: fn(&u8) -> bool| {
            part.is_some_and(|p| !p.is_empty() && p.as_bytes().iter().all(is))
        };
        let codes = SERIAL_CODE_DIGITS..SERIAL_CODE_DIGITS + 1;
        let hosting_end = codes.end + SERIAL_CODE_DIGITS;
        let well = text.is_ascii()
            && text.len() <= TRANS_SERIAL_CHARS_MAX
            && all(text.get(..codes.start), u8::is_ascii_digit)
            && text.get(codes.clone()) == Some("_")
            && all(text.get(codes.end..hosting_end), u8::is_ascii_digit)
            && all(text.get(hosting_end..), u8::is_ascii_alphanumeric);
        if well {
            return Ok(Self(text.to_owned()));
        }
        Err(Fault::malformed(
            ResultCode::BAD_FIELD,
            "a serial is 12 digits, `_`, 12 digits and up to 28 letters or digits",
        ))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The sender, padded to 12 digits.
    pub fn sender(&self) -> &str {
        self.0.get(..SERIAL_CODE_DIGITS).unwrap_or_default()
    }
}

/// A police office, platform or agency: 6 to 12 digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrgCode(String);

impl OrgCode {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if (6..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Fault::malformed(ResultCode::ORG_CODE, "an office's code is 6 to 12 digits"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A bank or payment firm: 12 digits (联行号).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankCode(String);

impl BankCode {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Fault::malformed(ResultCode::ORG_CODE, "a bank's code is 12 digits"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A kind of identity paper: 2 to 6 digits; the lists of the implementations differ.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdType(String);

impl IdType {
    /// 身份证.
    pub fn identity_card() -> Self {
        Self("01".to_owned())
    }

    /// 警官证, as a payment firm's sample writes it; the default for officers.
    pub fn police_certificate() -> Self {
        Self("08".to_owned())
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        if (2..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Fault::malformed(ResultCode::BAD_FIELD, "a kind of paper is 2 to 6 digits"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 警官证 in either known spelling (`08`, or `110031` at one vendor).
    pub fn is_police_certificate(&self) -> bool {
        matches!(self.0.as_str(), "08" | "110031")
    }
}

macro_rules! plain_value {
    ($($name:ident)*) => {$(
        impl Value for $name {
            fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
                $name::parse(text)
            }

            fn print(&self) -> String {
                self.0.clone()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Fault;

            fn from_str(text: &str) -> Result<Self, Fault> {
                $name::parse(text)
            }
        }
    )*};
}

plain_value! { ApplicationId TransSerialNumber OrgCode BankCode IdType }

impl Value for ResultCode {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        Self::parse(text).ok_or_else(|| Fault::malformed(Self::BAD_FIELD, "a result is 4 digits"))
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for super::codes::TransportCode {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        Self::parse(text).ok_or_else(|| Fault::new(Kind::Malformed, ResultCode::BAD_FIELD, "a return code is 6 digits"))
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::Stamp;

    #[test]
    fn an_application_id_is_its_business_code_and_its_uuid() {
        let id = ApplicationId::new(business_code::STOP, [0xA5; 16]).unwrap();
        assert_eq!(id.as_str(), "0101a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
        assert_eq!((id.business_code(), id.uuid()), ("0101", [0xA5; 16]));
        let upper = ApplicationId::parse(&id.as_str().to_uppercase()).unwrap();
        assert_eq!(upper.uuid(), id.uuid());
        assert_ne!(upper, id);
        for bad in [
            "",
            "0101",
            "01x1a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
            "0101a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5ag",
            "中中中中中中中中中中中中",
        ] {
            assert!(ApplicationId::parse(bad).is_err(), "{bad}");
        }
        assert!(ApplicationId::new("101", [0; 16]).is_err());
    }

    #[test]
    fn a_serial_says_sender_and_host_and_moment() {
        let at = WireTime::floor(Stamp::from_ms(1_700_000_000_999)).unwrap();
        let sender = OrgCode::parse("999001").unwrap();
        let serial = TransSerialNumber::new(&sender, None, at, u64::MAX).unwrap();
        assert_eq!(serial.as_str(), "999001000000_0000000000002023111506132044073709551615");
        assert_eq!(serial.as_str().len(), TRANS_SERIAL_CHARS_MAX);
        assert_eq!(serial.sender(), "999001000000");
        assert!(TransSerialNumber::parse("999001000000_000000000000a").is_ok());
        for bad in [
            "999001000000_000000000000",
            "99900100000_0000000000001",
            "999001000000-0000000000001",
            "999001000000_000000000000 1",
        ] {
            assert!(TransSerialNumber::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_office_is_told_by_the_office_code() {
        assert_eq!(OrgCode::parse("99900").unwrap_err().result, ResultCode::ORG_CODE);
        assert_eq!(BankCode::parse("99900000000X").unwrap_err().result, ResultCode::ORG_CODE);
        assert!(IdType::parse("110031").unwrap().is_police_certificate());
        assert!(!IdType::identity_card().is_police_certificate());
        assert!(IdType::parse("1").is_err());
    }
}
