//! XML as it comes, element by element: what is read is held only as long as it is looked at, so a file
//! may be larger than memory. As strict as the reader of the police interface, whose rules it shares: no
//! document type, no entity beyond the five of XML, no processing instruction, UTF-8 only, and limits on
//! depth, on one tag or text, and on one record.
//!
//! Elements are known by their local names: a prefix or a namespace says which version a file is, and
//! versions differ less than their numbers.

use super::IsoError;
use crate::police_bank::xml::{check_declaration, is_name, is_space, resolve};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{self, BufRead, Read};

/// Elements inside elements. The deepest that is read here is twelve, an envelope around it included.
pub const DEPTH_MAX: usize = 32;
/// One tag with its attributes, one text, one comment.
pub const PIECE_BYTES_MAX: usize = 64 * 1024;
const TOO_LONG: &str = "a tag, a text or a comment of more than 64 KiB";
/// Elements of one record: an entry with some twenty thousand details.
pub const RECORD_ELEMENTS_MAX: usize = 1_000_000;
/// Bytes of text in one record.
pub const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// One element with all that is in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    /// The attribute `Ccy` of an amount.
    pub currency: Option<String>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn all<'e>(&'e self, name: &'static str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element at a path such as `Refs/EndToEndId`.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text at a path; none where it is absent or empty.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path).map(|element| element.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The first of several paths that has a text: where a field stood in another version.
    pub fn first_text(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.text_at(path))
    }
}

/// What comes next inside the element that is open.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// An element begins; [`Source::element`], [`Source::skip`] or going on inside it must follow.
    Open(String),
    /// The open element ends.
    Close,
    /// The document is over.
    End,
}

/// A document as it is read.
pub(super) struct Source<R> {
    reader: Reader<Guard<R>>,
    buffer: Vec<u8>,
    /// What is open: the name and, where there are several of it, which one this is.
    path: Vec<(String, usize)>,
    /// `<A/>` is an end, too.
    close_pending: bool,
    currency: Option<String>,
    text: String,
    rooted: bool,
    began: bool,
}

impl<R: BufRead> Source<R> {
    pub fn new(bytes: R) -> Self {
        let mut reader = Reader::from_reader(Guard { bytes, used: 0 });
        let config = reader.config_mut();
        config.check_comments = true;
        config.check_end_names = true;
        Self {
            reader,
            buffer: Vec::new(),
            path: Vec::new(),
            close_pending: false,
            currency: None,
            text: String::new(),
            rooted: false,
            began: false,
        }
    }

    /// Names the open element's place among its like, for errors.
    pub fn number(&mut self, number: usize) {
        if let Some(last) = self.path.last_mut() {
            last.1 = number;
        }
    }

    pub fn path(&self) -> String {
        let names = self.path.iter().map(|(name, number)| match number {
            0 => name.clone(),
            number => format!("{name}[{number}]"),
        });
        names.collect::<Vec<_>>().join("/")
    }

    pub fn fail(&self, rule: impl Into<String>) -> IsoError {
        IsoError { path: self.path(), rule: rule.into() }
    }

    /// The next beginning or end. Texts between elements are gathered in `text`.
    pub fn next(&mut self) -> Result<Next, IsoError> {
        if std::mem::take(&mut self.close_pending) {
            return self.close();
        }
        loop {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            self.reader.get_mut().used = 0;
            let told = self.event(&mut buffer);
            self.buffer = buffer;
            if let Some(next) = told? {
                return Ok(next);
            }
        }
    }

    fn event(&mut self, buffer: &mut Vec<u8>) -> Result<Option<Next>, IsoError> {
        let first = !std::mem::replace(&mut self.began, true);
        let event = match self.reader.read_event_into(buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Err(self.fail(error.to_string())),
            // The library's own message may quote the document, so only the position is told.
            Err(_) => {
                let at = self.reader.error_position();
                return Err(self.fail(format!("not well-formed XML in UTF-8 at byte {at}; send it whole and as UTF-8")));
            }
        };
        if self.reader.get_ref().used > PIECE_BYTES_MAX {
            return Err(self.fail(TOO_LONG));
        }
        match event {
            Event::Decl(declaration) => {
                check_declaration(&declaration, first).map_err(|(_, rule)| self.fail(rule))?;
                Ok(None)
            }
            Event::Start(start) => self.open(&start).map(Some),
            Event::Empty(start) => {
                let opened = self.open(&start)?;
                self.close_pending = true;
                Ok(Some(opened))
            }
            Event::End(_) => self.close().map(Some),
            Event::Text(text) => self.add(&text.xml10_content()).map(|()| None),
            Event::CData(data) => self.add(&data.xml10_content()).map(|()| None),
            Event::GeneralRef(reference) => {
                let c = resolve(&reference).map_err(|(_, rule)| self.fail(rule))?;
                self.add(c.encode_utf8(&mut [0; 4])).map(|()| None)
            }
            Event::Comment(_) => Ok(None),
            Event::DocType(_) => Err(self.fail("a document type definition is never read; send the file without it")),
            Event::PI(_) => Err(self.fail("a processing instruction is never followed; send the file without it")),
            Event::Eof if !self.path.is_empty() => Err(self.fail("the file ends before this element does")),
            Event::Eof if !self.rooted => Err(self.fail("there is no element in the file")),
            Event::Eof => Ok(Some(Next::End)),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<Next, IsoError> {
        if self.path.is_empty() && std::mem::replace(&mut self.rooted, true) {
            return Err(self.fail("a document has one root; another begins after its end"));
        }
        if self.path.len() >= DEPTH_MAX {
            return Err(self.fail(format!("more than {DEPTH_MAX} elements inside each other")));
        }
        let name = start.name().0;
        let name = name.split_once(':').map_or(name, |(_, local)| local).to_owned();
        if !is_name(&name) {
            return Err(self.fail("an element's name may only have letters, digits, `_`, `-`, `.` and `:`"));
        }
        if !self.text.trim_matches(is_space).is_empty() {
            return Err(self.fail("an element holds a text or elements, not both"));
        }
        self.currency = None;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| self.fail("a malformed or repeated attribute"))?;
            if attribute.key.0 == "Ccy" {
                self.currency = Some(attribute.value.to_string());
            }
        }
        self.text.clear();
        self.path.push((name.clone(), 0));
        Ok(Next::Open(name))
    }

    fn close(&mut self) -> Result<Next, IsoError> {
        match self.path.pop() {
            Some(_) => Ok(Next::Close),
            None => Err(self.fail("an element ends that never began")),
        }
    }

    fn add(&mut self, text: &str) -> Result<(), IsoError> {
        if self.path.is_empty() && !text.trim_matches(is_space).is_empty() {
            return Err(self.fail("text outside the root element"));
        }
        // A text in many pieces (CDATA, references) is one text.
        if self.text.len().saturating_add(text.len()) > PIECE_BYTES_MAX {
            return Err(self.fail(TOO_LONG));
        }
        self.text.push_str(text);
        Ok(())
    }

    /// Reads the element that was just opened, with all that is in it.
    pub fn element(&mut self) -> Result<Element, IsoError> {
        let mut open = vec![self.begun()];
        let (mut elements, mut bytes) = (1_usize, 0_usize);
        loop {
            match self.next()? {
                Next::Open(_) => {
                    elements = elements.saturating_add(1);
                    if elements > RECORD_ELEMENTS_MAX {
                        return Err(self.fail(format!("more than {RECORD_ELEMENTS_MAX} elements in one record")));
                    }
                    open.push(self.begun());
                }
                Next::Close => {
                    let Some(mut element) = open.pop() else { return Err(self.fail("an element ends twice")) };
                    if element.children.is_empty() {
                        self.text.trim_matches(is_space).clone_into(&mut element.text);
                        bytes = bytes.saturating_add(element.text.len());
                    } else if !self.text.trim_matches(is_space).is_empty() {
                        return Err(self.fail("an element holds a text or elements, not both"));
                    }
                    self.text.clear();
                    if bytes > RECORD_BYTES_MAX {
                        return Err(self.fail(format!("more than {RECORD_BYTES_MAX} bytes in one record")));
                    }
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Next::End => return Err(self.fail("the file ends before this element does")),
            }
        }
    }

    fn begun(&mut self) -> Element {
        let name = self.path.last().map(|(name, _)| name.clone()).unwrap_or_default();
        Element { name, currency: self.currency.take(), ..Element::default() }
    }

    /// Passes over the element that was just opened.
    pub fn skip(&mut self) -> Result<(), IsoError> {
        let depth = self.path.len();
        loop {
            let next = self.next()?;
            self.text.clear();
            match next {
                Next::Close if self.path.len() < depth => return Ok(()),
                Next::End => return Err(self.fail("the file ends before this element does")),
                _ => {}
            }
        }
    }
}

/// Bounds what one event may draw from the bytes: the library gathers a tag or a text whole.
struct Guard<R> {
    bytes: R,
    used: usize,
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(into)
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used > PIECE_BYTES_MAX {
            return Err(io::Error::other(TOO_LONG));
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.used = self.used.saturating_add(count);
        self.bytes.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<Element, IsoError> {
        let mut source = Source::new(text.as_bytes());
        assert!(matches!(source.next()?, Next::Open(_)));
        let element = source.element()?;
        assert_eq!(source.next()?, Next::End);
        Ok(element)
    }

    #[test]
    fn elements_are_known_by_local_names_whatever_their_prefix() {
        let text = "<?xml version='1.0'?>\n<n:A xmlns:n='urn:x'><n:B Ccy='CNY'> 1&lt;<![CDATA[&]]> </n:B><C/><!-- c --></n:A>\n";
        let a = whole(text).unwrap();
        assert_eq!((a.name.as_str(), a.children.len()), ("A", 2));
        let b = a.child("B").unwrap();
        assert_eq!((b.text.as_str(), b.currency.as_deref()), ("1<&", Some("CNY")));
        assert_eq!(a.text_at("C"), None);
    }

    #[test]
    fn what_is_not_plain_xml_is_refused_with_its_path() {
        let rows = [
            ("<A><B>&x;</B></A>", "A/B"),
            ("<!DOCTYPE a><A/>", ""),
            ("<A><?go?></A>", "A"),
            ("<A><B>", "A/B"),
            ("<A></B>", "A"),
            ("<A x='1' x='2'/>", ""),
            ("<A/><A/>", ""),
            ("<A/>tail", ""),
            ("<A>text<B/></A>", "A"),
            ("<?xml version='1.0' encoding='GBK'?><A/>", ""),
            ("", ""),
        ];
        for (text, path) in rows {
            let mut source = Source::new(text.as_bytes());
            let failed = loop {
                match source.next() {
                    Ok(Next::Open(name)) if name == "A" => match source.element() {
                        Ok(_) => {}
                        Err(error) => break error,
                    },
                    Ok(Next::End) => panic!("{text} was read"),
                    Ok(_) => {}
                    Err(error) => break error,
                }
            };
            assert!(failed.path.starts_with(path), "{text}: {failed:?}");
        }
        assert!(whole("\u{feff}<A/>").is_ok());
    }

    #[test]
    fn what_is_too_deep_or_too_long_is_refused_and_not_gathered() {
        assert!(whole(&format!("{}{}", "<A>".repeat(40), "</A>".repeat(40))).is_err());
        let long = "x".repeat(PIECE_BYTES_MAX * 3);
        for text in [format!("<A>{long}</A>"), format!("<A y='{long}'/>"), format!("<A><!--{long}--></A>")] {
            assert!(whole(&text).is_err());
        }
    }
}
