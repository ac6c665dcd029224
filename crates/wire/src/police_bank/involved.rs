//! 涉案名单 (100501, 100503, 200501): the police push entries of a list, a bank asks whether one account or a payer
//! and a payee are on it, and lists travel hashed: SM3 of a salt and the value.
//!
//! For compatibility only. Account and identity numbers can be tried one after the other, so a hash of one hides
//! nothing from whoever has the salt; real matching takes a protocol made for it. The salt is a site's own; the
//! published one is known to everybody.
//!
//! Sources: public implementations of 2016-2018. Which codes the answers bear no source says: here an answer bears
//! the code of its question and stands in the body `Status`.

use super::envelope::{self, Parts};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::fields::{Class, Fields, Notes, Out, Private, Spec, Text, items, optional_fields};
use super::limits::MESSAGE_BYTES_MAX;
use super::results::ResultCode;
use super::xml;
use cordon_model::listing::Level;
use sm3::{Digest as _, Sm3};

/// In front of every value that the published interface hashes.
pub const PUBLISHED_SALT: &str = "ChinaFinancialCertificationAuthority_";
/// Entries of one push.
pub const ENTRIES_MAX: usize = 500;
const PUSH: &str = "200501";
const ASK_ONE: &str = "100501";
const ASK_TWO: &str = "100503";

const TX_CODE: Spec = Spec::new("TxCode", 6, Class::Number);
const SERIAL: Spec = Spec::new("TransSerialNumber", 60, Class::Number);
const LIST_TYPE: Spec = Spec::new("ListType", 2, Class::Digits(2));
const LIST_SOURCE: Spec = Spec::new("ListSource", 6, Class::Digits(6));
const STATUS: Spec = Spec::new("Status", 2, Class::Digits(1));
const MESSAGE: Spec = Spec::new("Message", 300, Class::Line);
const LIST: &str = "Datas";
const ITEM: &str = "Data";

/// The key of a value in a hashed list, in hex. Of an identity number give `01_` and its 18 digits.
pub fn hashed(salt: &str, value: &str) -> String {
    let mut hash = Sm3::new();
    hash.update(salt.as_bytes());
    hash.update(value.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The level of a line of a hashed list: 0 white, 1 black, 2 grey.
pub const fn level_digit(level: Level) -> char {
    match level {
        Level::White => '0',
        Level::Black => '1',
        Level::Grey => '2',
    }
}

pub fn level_of(digit: &str) -> Option<Level> {
    match digit {
        "0" => Some(Level::White),
        "1" => Some(Level::Black),
        "2" => Some(Level::Grey),
        _ => None,
    }
}

optional_fields! {
    /// What an entry says besides what it is about.
    Details {
        account_type: Text = Spec::new("AccountType", 2, Class::Number),
        name: Private = Spec::new("Name", 100, Class::Line),
        id_type: Text = Spec::new("IDType", 4, Class::Number),
        id_number: Private = Spec::new("IDNumber", 30, Class::Number),
        phone: Private = Spec::new("PhoneNumber", 30, Class::Line),
        ip: Private = Spec::new("IpAddress", 50, Class::Number),
        mac: Private = Spec::new("Mac", 50, Class::Number),
        device: Private = Spec::new("DeviceID", 50, Class::Number),
        qq: Private = Spec::new("Qq", 30, Class::Number),
        url: Text = Spec::new("Url", 500, Class::Line),
        currency: Text = Spec::new("Currency", 3, Class::Number),
        amount: Text = Spec::new("Amount", 18, Class::Number),
        opened_at: Text = Spec::new("AccountOpenTime", 14, Class::Digits(8)),
        verified_at: Text = Spec::new("VerificationTime", 40, Class::Line),
        remark: Text = Spec::new("Remark", 300, Class::Line),
    }
}

/// One entry of a push. `data_type` is `AccountNumber` or `IDType_IDNumber`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Involved {
    /// 1 adds, 2 changes, 3 takes away.
    pub update: Text,
    /// 11 and on: what kind of case.
    pub case_type: Text,
    pub data_type: Text,
    pub organization: Text,
    pub account: Private,
    pub details: Details,
}

const UPDATE: Spec = Spec::new("UpdateType", 1, Class::Digits(1));
const CASE_TYPE: Spec = Spec::new("CaseType", 4, Class::Digits(2));
const DATA_TYPE: Spec = Spec::new("DataType", 20, Class::Line);
const ORGANIZATION: Spec = Spec::new("OrganizationID", 20, Class::Number);
const ACCOUNT: Spec = Spec::new("Account", 50, Class::Account);

/// Who is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub data_type: Text,
    pub organization: Text,
    pub data: Private,
    /// Not looked at if none is given.
    pub name: Option<Private>,
}

/// The names of the fields of one who is asked about.
struct AskedSpecs {
    data_type: Spec,
    organization: Spec,
    data: Spec,
    name: Spec,
}

const fn asked(
    data_type: &'static str,
    organization: &'static str,
    data: &'static str,
    name: &'static str,
) -> AskedSpecs {
    AskedSpecs {
        data_type: Spec::new(data_type, 20, Class::Line),
        organization: Spec::new(organization, 20, Class::Number),
        data: Spec::new(data, 50, Class::Account),
        name: Spec::new(name, 100, Class::Line),
    }
}

const ONE: AskedSpecs = asked("DataType", "OrganizationID", "Data", "AccountName");
const PAYER: AskedSpecs = asked("PayerDataType", "PayerOrganizationID", "PayerData", "PayerAccountName");
const PAYEE: AskedSpecs = asked("PayeeDataType", "PayeeOrganizationID", "PayeeData", "PayeeAccountName");

impl Asked {
    fn read(fields: &mut Fields<'_>, specs: &AskedSpecs) -> Result<Self, WireError> {
        Ok(Self {
            data_type: fields.required(&specs.data_type)?,
            organization: fields.required(&specs.organization)?,
            data: fields.required(&specs.data)?,
            name: fields.optional(&specs.name)?,
        })
    }

    fn write(&self, out: &mut Out, specs: &AskedSpecs) -> Result<(), WireError> {
        out.put(&specs.data_type, &self.data_type)?;
        out.put(&specs.organization, &self.organization)?;
        out.put(&specs.data, &self.data)?;
        out.put_optional(&specs.name, self.name.as_ref())
    }
}

/// 0 on no list, 1 involved, 2 suspicious; of two, one digit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: Text,
    pub message: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// 200501.
    Push {
        list_type: Text,
        entries: Vec<Involved>,
    },
    /// 100501.
    One(Asked),
    /// 100503.
    Two {
        payer: Asked,
        payee: Asked,
    },
    AnswerOne(Answer),
    AnswerTwo(Answer),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvolvedMessage {
    pub serial: Text,
    pub said: Said,
}

impl InvolvedMessage {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let mut head = Out::new("Head", "Response");
        head.put(&TX_CODE, &Text::new(self.said.code()))?;
        head.put(&SERIAL, &self.serial)?;
        let mut body = envelope::new_body();
        self.said.write(&mut body)?;
        envelope::seal_message(head, body)
    }

    /// The message, and what was passed over.
    pub fn decode(bytes: &[u8]) -> Result<(Self, Notes), WireError> {
        let (root, _) = xml::parse(bytes, MESSAGE_BYTES_MAX)?;
        let mut notes = Notes::new();
        let parts = Parts::of(&root, &mut notes)?;
        let mut body = parts.body()?;
        let mut head = parts.head;
        let code: Text = head.required(&TX_CODE)?;
        let serial = head.required(&SERIAL)?;
        head.finish(&mut notes);
        let said = Said::read(code.as_str(), &mut body, &mut notes)?;
        body.finish(&mut notes);
        Ok((Self { serial, said }, notes))
    }
}

impl Said {
    const fn code(&self) -> &'static str {
        match self {
            Self::Push { .. } => PUSH,
            Self::One(_) | Self::AnswerOne(_) => ASK_ONE,
            Self::Two { .. } | Self::AnswerTwo(_) => ASK_TWO,
        }
    }

    fn read(code: &str, body: &mut Fields<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let answer: Option<Text> = body.optional(&STATUS)?;
        match (code, answer) {
            (PUSH, None) => read_push(body, notes),
            (ASK_ONE, Some(status)) => Ok(Self::AnswerOne(read_answer(body, status, 1)?)),
            (ASK_TWO, Some(status)) => Ok(Self::AnswerTwo(read_answer(body, status, 2)?)),
            (ASK_ONE, None) => {
                source(body)?;
                Ok(Self::One(Asked::read(body, &ONE)?))
            }
            (ASK_TWO, None) => {
                source(body)?;
                Ok(Self::Two { payer: Asked::read(body, &PAYER)?, payee: Asked::read(body, &PAYEE)? })
            }
            _ => Err(WireError::document(Kind::Shape, "Response/Head/TxCode", "100501, 100503 or 200501 belongs here")),
        }
    }

    fn write(&self, body: &mut Out) -> Result<(), WireError> {
        match self {
            Self::Push { list_type, entries } => write_push(body, list_type, entries),
            Self::One(asked) => {
                body.put(&LIST_SOURCE, &Text::new(PUSH))?;
                asked.write(body, &ONE)
            }
            Self::Two { payer, payee } => {
                body.put(&LIST_SOURCE, &Text::new(PUSH))?;
                payer.write(body, &PAYER)?;
                payee.write(body, &PAYEE)
            }
            Self::AnswerOne(answer) => write_answer(body, answer, 1),
            Self::AnswerTwo(answer) => write_answer(body, answer, 2),
        }
    }
}

/// Which list: there is one.
fn source(body: &mut Fields<'_>) -> Result<(), WireError> {
    let source: Text = body.required(&LIST_SOURCE)?;
    if source.as_str() == PUSH {
        return Ok(());
    }
    Err(body.fail(LIST_SOURCE.name, Fault::malformed(ResultCode::BAD_FIELD, "the source of the list is 200501")))
}

fn check_status(status: &Text, digits: usize) -> Result<(), Fault> {
    let fits = status.as_str().len() == digits && status.as_str().bytes().all(|b| matches!(b, b'0'..=b'2'));
    if fits { Ok(()) } else { Err(Fault::malformed(ResultCode::BAD_FIELD, "0, 1 or 2 for each who was asked about")) }
}

fn read_answer(body: &mut Fields<'_>, status: Text, digits: usize) -> Result<Answer, WireError> {
    check_status(&status, digits).map_err(|fault| body.fail(STATUS.name, fault))?;
    Ok(Answer { status, message: body.optional(&MESSAGE)? })
}

fn write_answer(body: &mut Out, answer: &Answer, digits: usize) -> Result<(), WireError> {
    check_status(&answer.status, digits).map_err(|fault| WireError::content(fault, "Response/Body/Status"))?;
    body.put(&STATUS, &answer.status)?;
    body.put_optional(&MESSAGE, answer.message.as_ref())
}

fn read_push(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Said, WireError> {
    let list_type = body.required(&LIST_TYPE)?;
    let list = body.child(LIST).ok_or_else(|| body.missing(LIST))?;
    let mut entries = Vec::new();
    for (path, item) in items(list, ITEM, &body.path_of(LIST), ENTRIES_MAX, notes)? {
        let mut fields = Fields::of(item, path)?;
        entries.push(Involved {
            update: fields.required(&UPDATE)?,
            case_type: fields.required(&CASE_TYPE)?,
            data_type: fields.required(&DATA_TYPE)?,
            organization: fields.required(&ORGANIZATION)?,
            account: fields.required(&ACCOUNT)?,
            details: Details::read(&mut fields)?,
        });
        fields.finish(notes);
    }
    Ok(Said::Push { list_type, entries })
}

fn write_push(body: &mut Out, list_type: &Text, entries: &[Involved]) -> Result<(), WireError> {
    body.put(&LIST_TYPE, list_type)?;
    let mut list = Out::new(LIST, body.path());
    if entries.len() > ENTRIES_MAX {
        return Err(super::fields::too_many(list.path(), ITEM, ENTRIES_MAX));
    }
    for entry in entries {
        let mut item = Out::new(ITEM, list.path());
        item.put(&UPDATE, &entry.update)?;
        item.put(&CASE_TYPE, &entry.case_type)?;
        item.put(&DATA_TYPE, &entry.data_type)?;
        item.put(&ORGANIZATION, &entry.organization)?;
        item.put(&ACCOUNT, &entry.account)?;
        entry.details.write(&mut item)?;
        list.push(item);
    }
    body.push(list);
    Ok(())
}
