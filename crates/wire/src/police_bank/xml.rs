//! The strict reader and writer of the profile's XML: bytes <-> a small tree of elements.
//!
//! Not a general XML library. A document is UTF-8, XML 1.0, has elements and texts. A document type,
//! an entity other than the five of XML, and a processing instruction are refused as soon as they
//! are seen, so there is nothing to expand or to fetch. Depth, number of elements and size are
//! bounded. Comments are skipped; attributes are ignored and counted.

use super::error::{WireError, WireErrorKind as Kind};
use super::limits::{DEPTH_MAX, ELEMENTS_MAX, TAG_BYTES_MAX};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// Characters of an element's name that an error shows.
const NAME_SHOWN_CHARS: usize = 40;
/// Bytes of a broken document that are searched for its declared encoding.
const DECLARATION_BYTES: usize = 120;

/// One element: children, or a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub name: String,
    /// Surrounding white space is removed: pretty printers add it.
    pub text: String,
    pub children: Vec<Element>,
}

/// What the reader met and passed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Passed {
    pub attributes: usize,
}

/// Reads one document whose root is `Response`.
pub(crate) fn parse(bytes: &[u8], bytes_max: usize) -> Result<(Element, Passed), WireError> {
    let text = utf8(bytes, bytes_max)?;
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_comments = true;
    config.check_end_names = true;
    let mut tree = Tree::default();
    loop {
        let first = reader.buffer_position() == 0;
        // The library's own message may quote the document, so only the position is told.
        let event = reader.read_event().map_err(|_| {
            let rule = format!("not well-formed XML at byte {}", reader.error_position());
            WireError::document(Kind::Syntax, tree.path(), rule)
        })?;
        match event {
            Event::Decl(declaration) => tree.declaration(&declaration, first)?,
            Event::Start(start) => tree.open(&start)?,
            Event::Empty(start) => {
                tree.open(&start)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(data) => tree.text(&data.xml10_content())?,
            Event::GeneralRef(reference) => tree.reference(&reference)?,
            Event::Comment(_) => {}
            Event::DocType(_) => {
                return Err(tree.forbidden("a document type definition is never read; send the message without it"));
            }
            Event::PI(_) => {
                return Err(tree.forbidden("a processing instruction is never followed; send the message without it"));
            }
            Event::Eof => return tree.finish(),
        }
    }
}

/// The text of a document, or why it is none.
fn utf8(bytes: &[u8], bytes_max: usize) -> Result<&str, WireError> {
    let fail = |kind, rule: String| Err(WireError::document(kind, "", rule));
    if bytes.len() > bytes_max {
        return fail(Kind::TooLarge, format!("{} bytes; at most {bytes_max} are read", bytes.len()));
    }
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, b'<', ..] | [b'<', 0, ..]) {
        return fail(Kind::Encoding, "the document is UTF-16; send it as UTF-8".to_owned());
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let declared = declared_encoding(bytes);
            let hint = if declared { "; it declares another encoding, which is not read" } else { "" };
            fail(Kind::Encoding, format!("not UTF-8 at byte {}{hint}; send it as UTF-8", error.valid_up_to()))
        }
    }
}

/// Whether a document that is not UTF-8 says so itself.
fn declared_encoding(bytes: &[u8]) -> bool {
    let head: String = bytes.iter().take(DECLARATION_BYTES).map(|b| char::from(*b).to_ascii_lowercase()).collect();
    head.contains("encoding=") && !head.contains("utf-8") && !head.contains("utf8")
}

/// The tree while it is being read.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    passed: Passed,
}

impl Tree {
    fn path(&self) -> String {
        let names: Vec<&str> = self.open.iter().map(|e| e.name.as_str()).collect();
        names.join("/")
    }

    fn fail(&self, kind: Kind, rule: impl Into<String>) -> WireError {
        WireError::document(kind, self.path(), rule)
    }

    fn forbidden(&self, rule: &str) -> WireError {
        self.fail(Kind::Forbidden, rule)
    }

    fn declaration(&self, declaration: &BytesDecl<'_>, first: bool) -> Result<(), WireError> {
        check_declaration(declaration, first).map_err(|(kind, rule)| self.fail(kind, rule))
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), WireError> {
        if self.root.is_some() {
            return Err(self.fail(Kind::Syntax, "a document has one root; another begins after its end"));
        }
        if start.len() > TAG_BYTES_MAX {
            return Err(self.fail(Kind::TooLarge, format!("a tag of more than {TAG_BYTES_MAX} bytes")));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(self.fail(Kind::TooDeep, format!("more than {DEPTH_MAX} elements inside each other")));
        }
        self.elements = self.elements.saturating_add(1);
        if self.elements > ELEMENTS_MAX {
            return Err(self.fail(Kind::TooMany, format!("more than {ELEMENTS_MAX} elements")));
        }
        for attribute in start.attributes() {
            if attribute.is_err() {
                return Err(self.fail(Kind::Syntax, "a malformed or repeated attribute"));
            }
            self.passed.attributes = self.passed.attributes.saturating_add(1);
        }
        if let Some(parent) = self.open.last()
            && !parent.text.trim_matches(is_space).is_empty()
        {
            return Err(self.fail(Kind::Shape, "an element holds a text or elements, not both"));
        }
        let name: &str = start.name().0;
        if !is_name(name) {
            return Err(
                self.fail(Kind::Syntax, "an element's name may only have letters, digits, `_`, `-`, `.` and `:`")
            );
        }
        self.open.push(Element { name: name.chars().take(NAME_SHOWN_CHARS).collect(), ..Element::default() });
        if name.chars().count() > NAME_SHOWN_CHARS {
            return Err(self.fail(Kind::Shape, format!("an element's name of more than {NAME_SHOWN_CHARS} characters")));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), WireError> {
        let Some(mut element) = self.open.pop() else {
            return Err(self.fail(Kind::Syntax, "an element ends that never began"));
        };
        let trimmed = element.text.trim_matches(is_space);
        if trimmed.len() != element.text.len() {
            element.text = trimmed.to_owned();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), WireError> {
        let blank = text.trim_matches(is_space).is_empty();
        match self.open.last_mut() {
            None if blank => Ok(()),
            None => Err(self.fail(Kind::Syntax, "text outside the root element")),
            Some(element) if element.children.is_empty() => {
                element.text.push_str(text);
                Ok(())
            }
            Some(_) if blank => Ok(()),
            Some(_) => Err(self.fail(Kind::Shape, "an element holds a text or elements, not both")),
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), WireError> {
        let c = resolve(reference).map_err(|(kind, rule)| self.fail(kind, rule))?;
        self.text(c.encode_utf8(&mut [0; 4]))
    }

    fn finish(self) -> Result<(Element, Passed), WireError> {
        if !self.open.is_empty() {
            return Err(self.fail(Kind::Syntax, "the document ends before its elements do"));
        }
        let Self { root, passed, .. } = self;
        match root {
            Some(root) if root.name == "Response" => Ok((root, passed)),
            Some(_) => Err(WireError::document(Kind::Shape, "", "the root element must be `Response`")),
            None => Err(WireError::document(Kind::Syntax, "", "there is no element in the document")),
        }
    }
}

/// The declaration stands first, and says XML 1.0 in UTF-8 or nothing of an encoding.
pub(crate) fn check_declaration(declaration: &BytesDecl<'_>, first: bool) -> Result<(), (Kind, &'static str)> {
    if !first {
        return Err((Kind::Syntax, "the XML declaration stands only at the very beginning"));
    }
    match declaration.xml_version() {
        Ok(XmlVersion::Explicit1_0) => {}
        _ => return Err((Kind::Syntax, "the document must say XML version 1.0")),
    }
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") => Ok(()),
        Some(_) => Err((Kind::Encoding, "the document declares an encoding that is not UTF-8; send it as UTF-8")),
    }
}

/// What a reference stands for: one of XML's five entities, or a character by its number.
pub(crate) fn resolve(reference: &BytesRef<'_>) -> Result<char, (Kind, &'static str)> {
    let resolved = match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().map_err(|_| (Kind::Syntax, "a character reference to no character"))?,
    };
    resolved.ok_or((Kind::Forbidden, "an entity other than the five of XML is never expanded"))
}

/// A space of XML 1.0.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

pub(crate) fn is_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        && name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Writes the tree: declaration, no white space between elements, final newline.
pub(crate) fn write(root: &Element) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write_element(root, &mut out);
    out.push('\n');
    out.into_bytes()
}

// The recursion is as deep as our own messages are: they are written, never read, here.
fn write_element(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    out.push('>');
    out.push_str(&quick_xml::escape::partial_escape(element.text.as_str()));
    for child in &element.children {
        write_element(child, out);
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Kind {
        parse(text.as_bytes(), 1_000_000).unwrap_err().kind
    }

    #[test]
    fn a_document_becomes_a_tree_and_its_text_again() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Response>\n <A x='1'> a &lt;&#x4e2d;<![CDATA[&]]> </A><!-- c -->\n <B/></Response>\n";
        let (root, passed) = parse(text.as_bytes(), 1000).unwrap();
        assert_eq!(passed.attributes, 1);
        assert_eq!(root.children[0].text, "a <中&");
        let written = write(&root);
        assert_eq!(parse(&written, 1000).unwrap().0, root);
    }

    #[test]
    fn what_is_not_plain_xml_is_refused_by_kind() {
        let rows = [
            ("", Kind::Syntax),
            ("text", Kind::Syntax),
            ("<Response>", Kind::Syntax),
            ("<Response></Respons>", Kind::Syntax),
            ("<Response></Response><Response/>", Kind::Syntax),
            ("<Response/>tail", Kind::Syntax),
            ("<Request/>", Kind::Shape),
            ("<Response>a<B/></Response>", Kind::Shape),
            ("<Response><B/>a</Response>", Kind::Shape),
            ("<Response a='1' a='2'/>", Kind::Syntax),
            ("<Response><A>&x;</A></Response>", Kind::Forbidden),
            ("<Response><A>&#0;</A></Response>", Kind::Syntax),
            ("<!DOCTYPE r><Response/>", Kind::Forbidden),
            ("<?go now?><Response/>", Kind::Forbidden),
            (" <?xml version=\"1.0\"?><Response/>", Kind::Syntax),
            ("<?xml version=\"1.1\"?><Response/>", Kind::Syntax),
            ("<?xml version=\"1.0\" encoding=\"GBK\"?><Response/>", Kind::Encoding),
        ];
        for (text, expected) in rows {
            assert_eq!(kind(text), expected, "{text}");
        }
        let deep = format!("<Response>{}</Response>", "<A>".repeat(DEPTH_MAX));
        assert_eq!(kind(&deep), Kind::TooDeep);
        let wide = format!("<Response>{}</Response>", "<A/>".repeat(ELEMENTS_MAX));
        assert_eq!(kind(&wide), Kind::TooMany);
        let tag = format!("<Response a='{}'/>", "x".repeat(TAG_BYTES_MAX));
        assert_eq!(kind(&tag), Kind::TooLarge);
        assert_eq!(parse(b"<Response/>", 5).unwrap_err().kind, Kind::TooLarge);
    }
}
