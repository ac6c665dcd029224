//! Fields: how one element becomes a typed value and back, with its length and character rules.
//!
//! Reading and writing go through the same `Value::parse`, so nothing can be written that could not
//! be read. Lengths count characters: the sources do not say bytes, and a Chinese name of the stated
//! length must fit.

use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::results::ResultCode;
use super::xml::{Element, is_space};
use std::collections::HashSet;
use std::fmt;

/// A text that nobody need hide: names of offices, remarks of the trade.
/// INVARIANT (trimmed): no surrounding white space, for the XML reader would remove it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Text(String);

/// A text about a person: name, account, identity number, phone, account of events. `Debug` hides
/// it, so it cannot reach a log by accident.
/// INVARIANT (trimmed): as for `Text`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Private(String);

impl Text {
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim_matches(is_space).to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Private {
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim_matches(is_space).to_owned())
    }

    /// The clear text. Whoever calls this answers for where it goes.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

/// Which characters a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// One line of any letters.
    Line,
    /// Several lines.
    Lines,
    /// Digits only, at least so many.
    Digits(usize),
    /// An account or card: visible ASCII (payment accounts may be mail addresses).
    Account,
    /// A number of a paper or machine: visible ASCII.
    Number,
}

/// One field of the profile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spec {
    pub name: &'static str,
    /// Characters at most.
    pub max: usize,
    pub class: Class,
}

impl Spec {
    pub(crate) const fn new(name: &'static str, max: usize, class: Class) -> Self {
        Self { name, max, class }
    }

    /// A field whose type brings its own rule.
    pub(crate) const fn typed(name: &'static str) -> Self {
        Self { name, max: usize::MAX, class: Class::Line }
    }

    fn check(&self, text: &str) -> Result<(), Fault> {
        check_clean(text, self.class == Class::Lines)?;
        if text.chars().count() > self.max {
            let rule = format!("more than {} characters; shorten it", self.max);
            return Err(Fault::new(Kind::TooLong, ResultCode::BAD_FIELD, rule));
        }
        let visible = || text.bytes().all(|b| b.is_ascii_graphic());
        match self.class {
            Class::Line | Class::Lines => Ok(()),
            Class::Digits(min) if text.len() >= min && text.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
            Class::Digits(min) => {
                Err(Fault::malformed(ResultCode::BAD_FIELD, format!("digits only, at least {min} of them")))
            }
            Class::Account | Class::Number if visible() => Ok(()),
            Class::Account => {
                Err(Fault::malformed(ResultCode::BAD_ACCOUNT, "an account number has visible ASCII characters only"))
            }
            Class::Number => Err(Fault::malformed(ResultCode::BAD_FIELD, "a number has visible ASCII characters only")),
        }
    }
}

/// No control characters and no sign of a broken encoding, in any field.
fn check_clean(text: &str, lines: bool) -> Result<(), Fault> {
    let dirty = |c: char| {
        (c.is_control() && !(lines && c == '\n')) || matches!(c, '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}')
            // Marks that turn the direction of writing can make a number read as another one.
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(dirty) {
        return Err(Fault::new(
            Kind::Garbled,
            ResultCode::GARBLED,
            "control or replacement characters; send clean UTF-8 text",
        ));
    }
    Ok(())
}

/// A value that has a form on the wire.
pub(crate) trait Value: Sized {
    fn parse(text: &str, spec: &Spec) -> Result<Self, Fault>;
    fn print(&self) -> String;
}

impl Value for Text {
    fn parse(text: &str, spec: &Spec) -> Result<Self, Fault> {
        spec.check(text)?;
        Ok(Self::new(text))
    }

    fn print(&self) -> String {
        self.0.clone()
    }
}

impl Value for Private {
    fn parse(text: &str, spec: &Spec) -> Result<Self, Fault> {
        spec.check(text)?;
        Ok(Self::new(text))
    }

    fn print(&self) -> String {
        self.0.clone()
    }
}

/// Something the reader passed over or found unusual, though the message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Elements this profile does not know; ignored.
    UnknownElements { path: String, count: usize },
    /// Attributes; the profile has none. Ignored.
    Attributes { count: usize },
    /// An element under another name or place that the sources leave open.
    Alias { path: String },
    /// The first four digits of the ApplicationID are not those of this kind of message.
    BusinessCode,
    /// A result code that no source lists: for a person to read.
    UnknownResult(ResultCode),
    /// A measure took effect, yet its times are not told.
    EffectWithoutTimes,
    /// A result of one digit, as one implementation writes it in 100206.
    ShortResult,
}

/// What a decode passed over.
pub type Notes = Vec<Note>;

/// The children of one element while they are taken out by name.
pub(crate) struct Fields<'a> {
    path: String,
    children: &'a [Element],
    taken: HashSet<&'a str>,
    dashes: bool,
}

impl<'a> Fields<'a> {
    /// Refuses doubles at once: which of two amounts counts must not depend on who reads.
    pub(crate) fn of(element: &'a Element, path: impl Into<String>) -> Result<Self, WireError> {
        Self::with_list(element, path, None)
    }

    /// As `of`, with one name that may stand as often as it likes.
    pub(crate) fn with_list(
        element: &'a Element,
        path: impl Into<String>,
        list: Option<&str>,
    ) -> Result<Self, WireError> {
        let path = path.into();
        if !element.text.is_empty() {
            return Err(WireError::document(Kind::Shape, path, "elements belong here, not a text"));
        }
        let mut seen = HashSet::new();
        for child in &element.children {
            if !seen.insert(child.name.as_str()) && list != Some(child.name.as_str()) {
                let fault = Fault::new(Kind::Duplicate, ResultCode::BAD_FIELD, "stands twice; send it once");
                return Err(WireError::content(fault, format!("{path}/{}", child.name)));
            }
        }
        Ok(Self { path, children: &element.children, taken: HashSet::new(), dashes: false })
    }

    /// From here on a lone `-` counts as empty: payment firms write it for a value they lack.
    pub(crate) fn dashes_are_empty(mut self) -> Self {
        self.dashes = true;
        self
    }

    pub(crate) fn path_of(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    pub(crate) fn fail(&self, name: &str, fault: Fault) -> WireError {
        WireError::content(fault, self.path_of(name))
    }

    /// Takes an element whatever it holds.
    pub(crate) fn child(&mut self, name: &str) -> Option<&'a Element> {
        let found = self.children.iter().find(|child| child.name == name)?;
        self.taken.insert(found.name.as_str());
        Some(found)
    }

    /// All elements of that name, in their order.
    pub(crate) fn all(&mut self, name: &str) -> Vec<&'a Element> {
        let found: Vec<&Element> = self.children.iter().filter(|child| child.name == name).collect();
        self.taken.extend(found.first().map(|element| element.name.as_str()));
        found
    }

    /// The value, or none when the element is absent or empty.
    pub(crate) fn optional<T: Value>(&mut self, spec: &Spec) -> Result<Option<T>, WireError> {
        let Some(element) = self.child(spec.name) else { return Ok(None) };
        if !element.children.is_empty() {
            let fault = Fault::new(Kind::Shape, ResultCode::BAD_FIELD, "a text belongs here, not elements");
            return Err(self.fail(spec.name, fault));
        }
        if element.text.is_empty() || (self.dashes && element.text == "-") {
            return Ok(None);
        }
        T::parse(&element.text, spec).map(Some).map_err(|fault| self.fail(spec.name, fault))
    }

    pub(crate) fn required<T: Value>(&mut self, spec: &Spec) -> Result<T, WireError> {
        match self.optional(spec)? {
            Some(value) => Ok(value),
            None => Err(self.missing(spec.name)),
        }
    }

    /// The value under its own name, or under another that the sources leave possible.
    pub(crate) fn optional_alias<T: Value>(
        &mut self,
        spec: &Spec,
        alias: &'static str,
        notes: &mut Notes,
    ) -> Result<Option<T>, WireError> {
        if let Some(value) = self.optional(spec)? {
            return Ok(Some(value));
        }
        let value = self.optional(&Spec { name: alias, ..*spec })?;
        if value.is_some() {
            notes.push(Note::Alias { path: self.path_of(alias) });
        }
        Ok(value)
    }

    pub(crate) fn missing(&self, name: &str) -> WireError {
        self.fail(name, Fault::missing("is required; send it"))
    }

    /// Counts what nobody asked for.
    pub(crate) fn finish(self, notes: &mut Notes) {
        let count = self.children.iter().filter(|child| !self.taken.contains(child.name.as_str())).count();
        if count > 0 {
            notes.push(Note::UnknownElements { path: self.path, count });
        }
    }
}

/// An element while it is being written.
pub(crate) struct Out {
    path: String,
    element: Element,
}

impl Out {
    pub(crate) fn new(name: &str, parent: &str) -> Self {
        let path = if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
        Self { path, element: Element { name: name.to_owned(), ..Element::default() } }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn put<T: Value>(&mut self, spec: &Spec, value: &T) -> Result<(), WireError> {
        let text = value.print();
        let fail = |fault| WireError::content(fault, format!("{}/{}", self.path, spec.name));
        if text.is_empty() {
            return Err(fail(Fault::missing("is required; fill it")));
        }
        T::parse(&text, spec).map_err(fail)?;
        self.leaf(spec.name, text);
        Ok(())
    }

    /// An absent value leaves no element; an empty one is the same as an absent one and refused, so
    /// that what was written is what will be read.
    pub(crate) fn put_optional<T: Value>(&mut self, spec: &Spec, value: Option<&T>) -> Result<(), WireError> {
        match value {
            Some(value) => self.put(spec, value),
            None => Ok(()),
        }
    }

    /// A text that was checked already.
    pub(crate) fn leaf(&mut self, name: &str, text: String) {
        self.element.children.push(Element { name: name.to_owned(), text, children: Vec::new() });
    }

    pub(crate) fn push(&mut self, child: Out) {
        self.element.children.push(child.element);
    }

    pub(crate) fn into_element(self) -> Element {
        self.element
    }
}

/// Elements of a list that belong to it; others are counted. `list` is the element that holds them.
pub(crate) fn items<'a>(
    list: &'a Element,
    item: &str,
    path: &str,
    max: usize,
    notes: &mut Notes,
) -> Result<Vec<(String, &'a Element)>, WireError> {
    let known: Vec<&Element> = list.children.iter().filter(|child| child.name == item).collect();
    if known.len() > max {
        return Err(too_many(path, item, max));
    }
    let unknown = list.children.len().saturating_sub(known.len());
    if unknown > 0 {
        notes.push(Note::UnknownElements { path: path.to_owned(), count: unknown });
    }
    let numbered = known.into_iter().enumerate();
    Ok(numbered.map(|(at, element)| (format!("{path}/{item}[{}]", at.saturating_add(1)), element)).collect())
}

pub(crate) fn too_many(path: &str, item: &str, max: usize) -> WireError {
    let rule = format!("more than {max} elements `{item}`; give fewer and say that there are more");
    WireError::content(Fault::new(Kind::TooMany, ResultCode::BAD_FIELD, rule), path)
}

/// A group of elements that may all be absent: the structure, how it is read and how it is written.
macro_rules! optional_fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty = $spec:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name { $($(#[$field_doc])* pub $field: Option<$type>,)* }

        impl $name {
            pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Self, WireError> {
                Ok(Self { $($field: fields.optional(&$spec)?,)* })
            }

            pub(crate) fn write(&self, out: &mut Out) -> Result<(), WireError> {
                $(out.put_optional(&$spec, self.$field.as_ref())?;)*
                Ok(())
            }
        }
    };
}

pub(crate) use optional_fields;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_text_never_shows_itself() {
        let name = Private::new(" 测试甲 ");
        assert_eq!(name.reveal(), "测试甲");
        assert_eq!(format!("{name:?} {:?}", Some(&name)), "**** Some(****)");
    }

    #[test]
    fn texts_are_clean_short_and_of_their_class() {
        let line = Spec::new("X", 3, Class::Line);
        let lines = Spec::new("X", 3, Class::Lines);
        let account = Spec::new("X", 5, Class::Account);
        let digits = Spec::new("X", 4, Class::Digits(2));
        let kind = |text: &str, spec: &Spec| Text::parse(text, spec).map_err(|f| (f.kind, f.result));
        assert!(kind("一二三", &line).is_ok());
        assert_eq!(kind("一二三四", &line), Err((Kind::TooLong, ResultCode::BAD_FIELD)));
        assert_eq!(kind("a\nb", &line), Err((Kind::Garbled, ResultCode::GARBLED)));
        assert!(kind("a\nb", &lines).is_ok());
        for bad in ["a\tb", "a\rb", "a\u{1}", "\u{FFFD}", "1\u{202E}2", "\u{7F}", "\u{85}"] {
            assert_eq!(kind(bad, &lines), Err((Kind::Garbled, ResultCode::GARBLED)), "{bad:?}");
        }
        assert!(kind("9_1@x", &account).is_ok());
        assert_eq!(kind("９９", &account), Err((Kind::Malformed, ResultCode::BAD_ACCOUNT)));
        assert!(kind("12", &digits).is_ok());
        assert_eq!(kind("1", &digits), Err((Kind::Malformed, ResultCode::BAD_FIELD)));
    }
}
