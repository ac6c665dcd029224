//! What the transport says: the answer to a poll (a code and messages) and to an upload (a code).

use super::codes::TransportCode;
use super::envelope::{self, Parts};
use super::error::{WireError, WireErrorKind as Kind};
use super::fields::{Class, Fields, Note, Notes, Out, Spec, Text};
use super::limits::{MESSAGE_BYTES_MAX, POLL_BYTES_MAX, POLL_MESSAGES_MAX};
use super::xml::{self, is_space};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

pub(crate) const CODE: Spec = Spec::typed("Code");
const DESCRIPTION: Spec = Spec::new("Description", 300, Class::Lines);
const LIST: &str = "MessageList";
const ITEM: &str = "Message";
/// Bytes of a poll answer around its messages, and around each of them; generous.
const POLL_FRAME_BYTES: usize = 4_096;
const POLL_MESSAGE_FRAME_BYTES: usize = 64;

/// The answer to a poll: orders, each a document of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct PollAnswer {
    pub code: TransportCode,
    pub description: Option<Text>,
    /// Raw documents; `decode` each. One bad message does not spoil the others.
    pub messages: Vec<Vec<u8>>,
}

/// The answer to an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadAnswer {
    pub code: TransportCode,
    /// Names the field that was refused.
    pub description: Option<Text>,
}

impl fmt::Debug for PollAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<usize> = self.messages.iter().map(Vec::len).collect();
        write!(f, "PollAnswer {{ code: {}, description: {:?}, message_bytes: {sizes:?} }}", self.code, self.description)
    }
}

/// How many of the next messages, given their sizes, go into one poll answer. At least one: a
/// message of full size always fits.
pub fn fitting(sizes: impl IntoIterator<Item = usize>) -> usize {
    let mut total = POLL_FRAME_BYTES;
    let mut count = 0_usize;
    for size in sizes.into_iter().take(POLL_MESSAGES_MAX) {
        let encoded = size.div_ceil(3).saturating_mul(4).saturating_add(POLL_MESSAGE_FRAME_BYTES);
        total = total.saturating_add(encoded);
        if total > POLL_BYTES_MAX {
            break;
        }
        count = count.saturating_add(1);
    }
    count
}

impl PollAnswer {
    pub fn new(messages: Vec<Vec<u8>>) -> Self {
        Self { code: TransportCode::OK, description: Some(Text::new("成功")), messages }
    }

    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let mut body = envelope::new_body();
        let mut list = Out::new(LIST, body.path());
        if self.messages.len() > POLL_MESSAGES_MAX {
            return Err(too_many(list.path()));
        }
        for (at, message) in self.messages.iter().enumerate() {
            if message.is_empty() || message.len() > MESSAGE_BYTES_MAX {
                return Err(bad_size(&item_path(list.path(), at), message.len()));
            }
            list.leaf(ITEM, STANDARD.encode(message));
        }
        body.push(list);
        envelope::seal(write_head(self.code, self.description.as_ref())?, Some(body), POLL_BYTES_MAX)
    }

    /// Reads the answer to a poll. An answer without a body (a refusal) has no messages.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut notes = Notes::new();
        let (root, _) = xml::parse(bytes, POLL_BYTES_MAX)?;
        let parts = Parts::of(&root, &mut notes)?;
        Self::read(parts, &mut notes)
    }

    pub(crate) fn read(parts: Parts<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let mut messages = Vec::new();
        if parts.body.is_some() {
            let mut body = parts.body()?;
            messages = read_messages(&mut body, notes)?;
            body.finish(notes);
        }
        let (code, description) = read_head(parts.head, notes)?;
        Ok(Self { code, description, messages })
    }
}

fn read_messages(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Vec<Vec<u8>>, WireError> {
    let path = body.path_of(LIST);
    let Some(list) = body.child(LIST) else { return Ok(Vec::new()) };
    let mut messages = Vec::new();
    for (at, item) in list.children.iter().filter(|child| child.name == ITEM).enumerate() {
        if at >= POLL_MESSAGES_MAX {
            return Err(too_many(&path));
        }
        let encoded: String = item.text.chars().filter(|c| !is_space(*c)).collect();
        let message = STANDARD
            .decode(encoded)
            .map_err(|_| WireError::document(Kind::Malformed, item_path(&path, at), "a message is base64"))?;
        if message.is_empty() || message.len() > MESSAGE_BYTES_MAX {
            return Err(bad_size(&item_path(&path, at), message.len()));
        }
        messages.push(message);
    }
    let unknown = list.children.iter().filter(|child| child.name != ITEM).count();
    if unknown > 0 {
        notes.push(Note::UnknownElements { path, count: unknown });
    }
    Ok(messages)
}

fn item_path(list: &str, at: usize) -> String {
    format!("{list}/{ITEM}[{}]", at.saturating_add(1))
}

fn too_many(path: &str) -> WireError {
    WireError::document(Kind::TooMany, path, format!("more than {POLL_MESSAGES_MAX} messages"))
}

fn bad_size(path: &str, bytes: usize) -> WireError {
    let kind = if bytes == 0 { Kind::Malformed } else { Kind::TooLarge };
    WireError::document(kind, path, format!("a message has 1 to {MESSAGE_BYTES_MAX} bytes"))
}

impl UploadAnswer {
    pub fn new(code: TransportCode, description: impl AsRef<str>) -> Self {
        Self { code, description: Some(Text::new(description)).filter(|text| !text.as_str().is_empty()) }
    }

    /// The answer that a refused upload gets: the code and which field was refused.
    pub fn refusal(error: &WireError) -> Self {
        let text = if error.path.is_empty() { error.rule.clone() } else { format!("{}: {}", error.path, error.rule) };
        Self::new(error.transport, text.chars().take(DESCRIPTION.max).collect::<String>())
    }

    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        envelope::seal(write_head(self.code, self.description.as_ref())?, None, MESSAGE_BYTES_MAX)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut notes = Notes::new();
        let (root, _) = xml::parse(bytes, MESSAGE_BYTES_MAX)?;
        Self::read(Parts::of(&root, &mut notes)?, &mut notes)
    }

    pub(crate) fn read(parts: Parts<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let (code, description) = read_head(parts.head, notes)?;
        Ok(Self { code, description })
    }
}

fn read_head(mut head: Fields<'_>, notes: &mut Notes) -> Result<(TransportCode, Option<Text>), WireError> {
    let read = (head.required(&CODE)?, head.optional(&DESCRIPTION)?);
    head.finish(notes);
    Ok(read)
}

fn write_head(code: TransportCode, description: Option<&Text>) -> Result<Out, WireError> {
    let mut head = Out::new("Head", "Response");
    head.put(&CODE, &code)?;
    head.put_optional(&DESCRIPTION, description)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_size_message_fits_and_a_poll_never_outgrows_its_limit() {
        assert_eq!(fitting([]), 0);
        assert_eq!(fitting([MESSAGE_BYTES_MAX]), 1);
        assert_eq!(fitting([MESSAGE_BYTES_MAX; 20]), 2);
        assert_eq!(fitting([1000; 100]), POLL_MESSAGES_MAX);
        let messages = vec![vec![b'x'; MESSAGE_BYTES_MAX]; 2];
        let bytes = PollAnswer::new(messages.clone()).encode().unwrap();
        assert_eq!(PollAnswer::decode(&bytes).unwrap().messages, messages);
    }

    #[test]
    fn a_poll_keeps_its_limits() {
        let many = PollAnswer::new(vec![b"x".to_vec(); POLL_MESSAGES_MAX + 1]);
        assert_eq!(many.encode().unwrap_err().kind, Kind::TooMany);
        assert_eq!(PollAnswer::new(vec![Vec::new()]).encode().unwrap_err().kind, Kind::Malformed);
        assert_eq!(
            format!("{:?}", PollAnswer::new(vec![b"secret".to_vec()])),
            "PollAnswer { code: 100000, description: Some(\"成功\"), message_bytes: [6] }"
        );
    }

    #[test]
    fn a_refusal_names_the_field() {
        let error =
            UploadAnswer::decode(b"<Response><Head><Description>x</Description></Head></Response>").unwrap_err();
        assert_eq!((error.kind, error.path.as_str()), (Kind::Missing, "Response/Head/Code"));
        let answer = UploadAnswer::refusal(&error);
        assert_eq!(UploadAnswer::decode(&answer.encode().unwrap()).unwrap(), answer);
        assert_eq!(answer.code, TransportCode::BAD_FORMAT);
    }
}
