//! Papers that travel with a message, and the rule which papers a message needs.
//!
//! File name: characters 1-2 kind, character 3 format, then anything harmless. The content must be
//! what the name says, by its first bytes; nothing more is read of it here.
//!
//! Rule, as the sources have it: a stop carries exactly two `01` and one `03`, else result 0600. They
//! make no exception for the types 02-05, so neither does this codec: a stop that follows a bank's
//! report is still an act of two officers on the victim's form, and late paperwork (04, 05) exists
//! only to bring these papers. Nothing else may lie beside them. For a lift and an extension of a stop
//! the sources name no papers: any may come, none must. A freeze carries exactly two `01` and one `02`,
//! else 0600; so does its extension here, for it is a new decision with a document of its own (程序规定
//! on 续冻), though no source says so. A lift of a freeze and all queries: any may come, none must. A
//! bank's report may bring the victim's form once and identity cards; a bank that acts on its own
//! suspicion has neither.

use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::fields::{Fields, Notes, Out};
use super::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, FILE_NAME_CHARS_MAX};
use super::results::ResultCode;
use super::xml::{Element, is_space};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

const LIST: &str = "Attachments";
const ITEM: &str = "Attachment";
const FILE_NAME: &str = "Filename";
const CONTENT: &str = "Content";

/// Characters 1-2 of the file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaperKind {
    /// 01 警官证.
    PoliceCertificate,
    /// 02 冻结法律文书.
    FreezeDocument,
    /// 03 紧急止付申请表.
    StopApplication,
    /// 04 身份证.
    IdentityCard,
}

/// Character 3 of the file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperFormat {
    Jpg,
    Pdf,
}

impl PaperKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::PoliceCertificate => "01",
            Self::FreezeDocument => "02",
            Self::StopApplication => "03",
            Self::IdentityCard => "04",
        }
    }
}

impl PaperFormat {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpg => "0",
            Self::Pdf => "1",
        }
    }

    fn begins(self, content: &[u8]) -> bool {
        match self {
            Self::Jpg => content.starts_with(&[0xFF, 0xD8, 0xFF]),
            Self::Pdf => content.starts_with(b"%PDF-"),
        }
    }
}

/// One paper. INVARIANT (as named): kind and format are those of the name, and the content begins
/// as the format does.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    kind: PaperKind,
    format: PaperFormat,
    name: String,
    content: Vec<u8>,
}

fn papers(rule: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::new(Kind::Papers, ResultCode::PAPERS, rule)
}

impl Attachment {
    /// A paper under the name `<kind><format>_<label>`; the label is free, such as a number.
    pub fn compose(kind: PaperKind, format: PaperFormat, label: &str, content: Vec<u8>) -> Result<Self, Fault> {
        Self::new(format!("{}{}_{label}", kind.code(), format.code()), content)
    }

    pub fn new(name: impl Into<String>, content: Vec<u8>) -> Result<Self, Fault> {
        let name = name.into();
        let (kind, format) = read_name(&name)?;
        if content.len() > ATTACHMENT_BYTES_MAX {
            return Err(papers(format!("a paper of more than {ATTACHMENT_BYTES_MAX} bytes; scan it smaller")));
        }
        if !format.begins(&content) {
            return Err(papers("the content is not of the format that the file name says (character 3: 0 jpg, 1 pdf)"));
        }
        Ok(Self { kind, format, name, content })
    }

    pub fn kind(&self) -> PaperKind {
        self.kind
    }

    pub fn format(&self) -> PaperFormat {
        self.format
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn content(&self) -> &[u8] {
        &self.content
    }
}

/// A paper is about a person: its name and content stay out of logs.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} of {} bytes", self.kind, self.format, self.content.len())
    }
}

/// The name must be harmless as a file's name: a receiver may store it under it.
fn read_name(name: &str) -> Result<(PaperKind, PaperFormat), Fault> {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.chars().count() > FILE_NAME_CHARS_MAX || !name.chars().all(harmless) || name.contains("..") {
        let rule = format!("a file name has at most {FILE_NAME_CHARS_MAX} letters, digits, `_`, `-`, `.`");
        return Err(papers(rule));
    }
    let kind = match name.get(..2) {
        Some("01") => PaperKind::PoliceCertificate,
        Some("02") => PaperKind::FreezeDocument,
        Some("03") => PaperKind::StopApplication,
        Some("04") => PaperKind::IdentityCard,
        _ => return Err(papers("characters 1-2 of a file name are 01, 02, 03 or 04")),
    };
    let format = match name.get(2..3) {
        Some("0") => PaperFormat::Jpg,
        Some("1") => PaperFormat::Pdf,
        _ => return Err(papers("character 3 of a file name is 0 (jpg) or 1 (pdf)")),
    };
    Ok((kind, format))
}

/// Which papers a message must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PaperRule {
    /// Exactly two police certificates and one stop application.
    Stop,
    /// Exactly two police certificates and one freeze document.
    Freeze,
    /// Any of the four kinds.
    Any,
    /// At most one stop application; identity cards.
    Report,
}

impl PaperRule {
    fn check(self, attachments: &[Attachment]) -> Result<(), Fault> {
        let count = |kind: PaperKind| attachments.iter().filter(|a| a.kind == kind).count();
        let certificates = count(PaperKind::PoliceCertificate);
        let forms = count(PaperKind::StopApplication);
        let documents = count(PaperKind::FreezeDocument);
        let cards = count(PaperKind::IdentityCard);
        let all = attachments.len();
        match self {
            Self::Stop if certificates == 2 && forms == 1 && all == 3 => Ok(()),
            Self::Stop => {
                Err(papers("a stop carries exactly two 01 (police certificates) and one 03 (stop application)"))
            }
            Self::Freeze if certificates == 2 && documents == 1 && all == 3 => Ok(()),
            Self::Freeze => Err(papers(
                "a freeze and its extension carry exactly two 01 (police certificates) and one 02 (freeze document)",
            )),
            Self::Any => Ok(()),
            Self::Report if forms <= 1 && all == forms.saturating_add(cards) => Ok(()),
            Self::Report => Err(papers("a report carries at most one 03 (stop application), and 04 (identity cards)")),
        }
    }
}

/// Whether a stop's papers are complete, before an order is made of them.
pub fn check_stop_papers(attachments: &[Attachment]) -> Result<(), Fault> {
    PaperRule::Stop.check(attachments)
}

/// Whether the papers of a freeze or its extension are complete.
pub fn check_freeze_papers(attachments: &[Attachment]) -> Result<(), Fault> {
    PaperRule::Freeze.check(attachments)
}

pub(crate) fn read(body: &mut Fields<'_>, rule: PaperRule, notes: &mut Notes) -> Result<Vec<Attachment>, WireError> {
    let path = body.path_of(LIST);
    let mut attachments = Vec::new();
    if let Some(list) = body.child(LIST) {
        for (at, item) in list.children.iter().filter(|child| child.name == ITEM).enumerate() {
            if at >= ATTACHMENTS_MAX {
                return Err(too_many(path));
            }
            let path = format!("{path}/{ITEM}[{}]", at.saturating_add(1));
            attachments.push(read_one(item, &path, notes)?);
        }
        let unknown = list.children.iter().filter(|child| child.name != ITEM).count();
        if unknown > 0 {
            notes.push(super::fields::Note::UnknownElements { path: path.clone(), count: unknown });
        }
    }
    rule.check(&attachments).map_err(|fault| WireError::content(fault, path))?;
    Ok(attachments)
}

fn too_many(path: String) -> WireError {
    let rule = format!("more than {ATTACHMENTS_MAX} attachments");
    WireError::content(Fault::new(Kind::TooMany, ResultCode::PAPERS, rule), path)
}

fn read_one(item: &Element, path: &str, notes: &mut Notes) -> Result<Attachment, WireError> {
    let mut fields = Fields::of(item, path)?;
    let text = |element: Option<&Element>, name: &str| match element {
        Some(element) if element.children.is_empty() && !element.text.is_empty() => Ok(element.text.clone()),
        _ => Err(WireError::content(papers("is required with every paper"), format!("{path}/{name}"))),
    };
    let name = text(fields.child(FILE_NAME), FILE_NAME)?;
    let mut encoded = text(fields.child(CONTENT), CONTENT)?;
    // Older encoders break the lines of base64.
    encoded.retain(|c| !is_space(c));
    let content = STANDARD
        .decode(encoded)
        .map_err(|_| WireError::content(papers("the content is not base64"), format!("{path}/{CONTENT}")))?;
    fields.finish(notes);
    Attachment::new(name, content).map_err(|fault| WireError::content(fault, path))
}

pub(crate) fn write(body: &mut Out, rule: PaperRule, attachments: &[Attachment]) -> Result<(), WireError> {
    let mut list = Out::new(LIST, body.path());
    rule.check(attachments).map_err(|fault| WireError::content(fault, list.path()))?;
    if attachments.len() > ATTACHMENTS_MAX {
        return Err(too_many(list.path().to_owned()));
    }
    if attachments.is_empty() {
        return Ok(());
    }
    for attachment in attachments {
        let mut item = Out::new(ITEM, list.path());
        item.leaf(FILE_NAME, attachment.name.clone());
        item.leaf(CONTENT, STANDARD.encode(&attachment.content));
        list.push(item);
    }
    body.push(list);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0];

    #[test]
    fn a_paper_is_what_its_name_says() {
        let paper = Attachment::new("011_甲.pdf", b"%PDF-1.7".to_vec()).unwrap();
        assert_eq!((paper.kind(), paper.format()), (PaperKind::PoliceCertificate, PaperFormat::Pdf));
        assert_eq!(format!("{paper:?}"), "PoliceCertificate Pdf of 8 bytes");
        let rows: [(&str, &[u8]); 10] = [
            ("", JPG),
            ("01", JPG),
            ("050_x", JPG),
            ("012_x", JPG),
            ("010_x", b"%PDF-1.7"),
            ("011_x", JPG),
            ("010_x", b""),
            ("010/../x", JPG),
            ("010_..", JPG),
            ("010_\u{1}", JPG),
        ];
        for (name, content) in rows {
            let fault = Attachment::new(name, content.to_vec()).unwrap_err();
            assert_eq!(fault.result, ResultCode::PAPERS, "{name:?}");
        }
        let mut large = JPG.to_vec();
        large.resize(ATTACHMENT_BYTES_MAX + 1, 0);
        assert!(Attachment::new("010_x", large).is_err());
    }

    #[test]
    fn papers_are_counted_by_the_rule_of_the_message() {
        use PaperKind::{FreezeDocument as F, IdentityCard as I, PoliceCertificate as P, StopApplication as S};
        let rows: [(&[PaperKind], bool, bool); 10] = [
            (&[], false, true),
            (&[P, P, S], true, false),
            (&[S, P, P], true, false),
            (&[P, S], false, false),
            (&[P, P, P, S], false, false),
            (&[P, P, S, S], false, false),
            (&[P, P, S, I], false, false),
            (&[P, P, F], false, false),
            (&[S, I, I], false, true),
            (&[S, S], false, false),
        ];
        for (kinds, stop, report) in rows {
            let papers: Vec<Attachment> = kinds
                .iter()
                .map(|kind| Attachment::compose(*kind, PaperFormat::Jpg, "1", JPG.to_vec()).unwrap())
                .collect();
            assert_eq!(check_stop_papers(&papers).is_ok(), stop, "{kinds:?}");
            assert_eq!(PaperRule::Report.check(&papers).is_ok(), report, "{kinds:?}");
            assert_eq!(check_freeze_papers(&papers).is_ok(), kinds == [P, P, F], "{kinds:?}");
            assert!(PaperRule::Any.check(&papers).is_ok());
        }
    }
}
