//! A run of Latin letters, digits and what joins them, until it ends: then it is a link, or words and numbers.

use super::fold::Kind;
use super::{Piece, Symbol};

/// Numbers by what they may be: 1 to 3 digits, 4 to 6 (a code, a sum), a mobile number, longer ones, a card.
pub const SHORT: char = '\u{e000}';
pub const MIDDLE: char = '\u{e001}';
pub const LONG: char = '\u{e002}';
pub const PHONE: char = '\u{e003}';
pub const ACCOUNT: char = '\u{e004}';
pub const LINK: char = '\u{e005}';

/// More of a token is not kept; what follows belongs to it unread. A link's host may be cut by this.
const KEPT_BYTES: usize = 40;

/// Numbers that everybody knows, read as words: police, hotlines, carriers, the railway.
const KNOWN_NUMBERS: &[&str] = &[
    "110", "119", "120", "911", "96110", "12110", "12306", "12315", "12321", "12345", "12348", "12363", "12366",
    "12368", "12378", "12381", "12386", "12388", "12389", "10000", "10010", "10086", "10099", "11183", "10699000",
];
/// Banks' and insurers' hotlines are 955 and two digits.
const HOTLINES: (&str, usize) = ("955", 5);

/// What a last label must be for a token without `http` to count as a link.
const ENDINGS: &str = " com cn net org top xyz vip club cc tv me info site online shop work app link ltd co uk us in io \
    ru tk icu fun store live win bid example test gov edu biz mobi ly gl gd gg to pw asia pro tech space website \
    world today cloud ink hk tw sg de eu page bond cfd sbs lol buzz ";

/// Words that masked texts write for what was taken out.
const MASKS: &[(&str, char)] = &[
    ("url", LINK),
    ("cellphone", PHONE),
    ("phonenumber", PHONE),
    ("digit", SHORT),
    ("landline", LONG),
    ("bankcard", ACCOUNT),
];

const WORDS_FROM: u32 = 0xf_0000;
const WORDS: u64 = 0x1_fffe;

/// The sign of a Latin word: one of 131,070 that no text uses. Plural and tense are folded away.
pub fn word(word: &str) -> char {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in stem(word).bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let place = u32::try_from((hash ^ (hash >> 32)).checked_rem(WORDS).unwrap_or(0)).unwrap_or(0);
    char::from_u32(WORDS_FROM.saturating_add(place)).unwrap_or('\u{fffd}')
}

pub fn is_word(c: char) -> bool {
    c as u32 >= WORDS_FROM
}

fn stem(word: &str) -> &str {
    for (ending, rest_min) in [("ing", 4), ("ies", 3), ("ed", 4), ("es", 4), ("s", 3)] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= rest_min
            && !rest.ends_with('s')
        {
            return rest.strip_suffix('e').unwrap_or(rest);
        }
    }
    if word.len() > 4 { word.strip_suffix('e').unwrap_or(word) } else { word }
}

#[derive(Clone, Debug)]
pub struct Token {
    bytes: [u8; KEPT_BYTES],
    kept: u8,
    start: u32,
    /// Source characters covered, with those that were not kept.
    /// The last symbol's span takes them in.
    covered: u32,
}

impl Default for Token {
    fn default() -> Self {
        Self { bytes: [0; KEPT_BYTES], kept: 0, start: 0, covered: 0 }
    }
}

impl Token {
    pub fn is_open(&self) -> bool {
        self.kept > 0
    }

    pub fn takes(&self, c: char, kind: Kind) -> bool {
        match kind {
            Kind::Letter | Kind::Digit | Kind::Joint => true,
            // The query of a link; anywhere else it ends a sentence.
            Kind::Stop => c == '?' && self.looks_like_path(),
            _ => false,
        }
    }

    pub fn push(&mut self, c: char, at: u32) {
        if !self.is_open() {
            self.start = at;
        }
        self.cover(at);
        if let (Some(place), Ok(byte)) = (self.bytes.get_mut(usize::from(self.kept)), u8::try_from(c)) {
            *place = byte;
            self.kept = self.kept.saturating_add(1);
        }
    }

    /// A character that shows nothing stood inside.
    pub fn cover(&mut self, at: u32) {
        self.covered = at.saturating_sub(self.start).saturating_add(1);
    }

    pub fn is_only_joints(&self) -> bool {
        !self.text().bytes().any(|byte| byte.is_ascii_alphanumeric())
    }

    /// Dashes and slashes stand between words in plain writing too.
    pub fn hides(&self) -> bool {
        !self.text().bytes().all(|byte| matches!(byte, b'-' | b'/' | b':' | b',' | b'%'))
    }

    fn text(&self) -> &str {
        let kept = self.bytes.get(..usize::from(self.kept)).unwrap_or_default();
        std::str::from_utf8(kept).unwrap_or_default()
    }

    fn looks_like_path(&self) -> bool {
        let text = self.text();
        text.contains("://") || (text.contains('/') && host(text).is_some())
    }

    /// Says what the token was, piece by piece.
    pub fn cut(&self, out: &mut impl FnMut(Piece<'_>)) {
        let text = self.text();
        let whole = |what| Symbol { what, start: self.start, len: self.covered };
        if let Some(host) = host(text.trim_end_matches(['.', ',', ':', '-'])) {
            out(Piece::Symbol(whole(LINK)));
            out(Piece::Host(host));
        } else if let Some(what) = masked(text) {
            out(Piece::Symbol(whole(what)));
        } else {
            self.cut_words(text, out);
        }
        if text.ends_with('.') {
            out(Piece::Stop);
        } else if text.ends_with(',') {
            out(Piece::Comma);
        }
    }

    fn cut_words(&self, text: &str, out: &mut impl FnMut(Piece<'_>)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            let len = run(bytes.get(at..).unwrap_or_default());
            let part = text.get(at..at.saturating_add(len)).unwrap_or_default();
            let what = match byte {
                b'0'..=b'9' => Some(number(part)),
                b'a'..=b'z' => Some(word(part)),
                b'%' => Some('%'),
                b'+' if at == 0 && len < bytes.len() => Some('+'),
                b'.' | b',' if at > 0 && bytes.get(at.saturating_add(1)).is_some_and(u8::is_ascii_alphabetic) => {
                    out(if byte == b'.' { Piece::Stop } else { Piece::Comma });
                    None
                }
                _ => None,
            };
            if let Some(what) = what {
                out(Piece::Symbol(self.symbol(what, at, len, at.saturating_add(len) >= bytes.len())));
            }
            at = at.saturating_add(len);
        }
    }

    fn symbol(&self, what: char, at: usize, len: usize, last: bool) -> Symbol {
        let at = u32::try_from(at).unwrap_or(0);
        let len = u32::try_from(len).unwrap_or(0);
        let len = if last { self.covered.saturating_sub(at) } else { len };
        Symbol { what, start: self.start.saturating_add(at), len }
    }
}

/// What was taken out here. A masked address may have lost only its front.
fn masked(text: &str) -> Option<char> {
    let known = MASKS.iter().find(|(mask, _)| *mask == text).map(|(_, what)| *what);
    known.or_else(|| text.starts_with("url").then_some(LINK))
}

/// How many bytes belong together: letters, or digits with points and commas between them, or one sign.
fn run(bytes: &[u8]) -> usize {
    let Some(first) = bytes.first() else { return 0 };
    let joined = |at: usize| {
        let inside = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        inside(at) || (matches!(bytes.get(at), Some(b'.' | b',')) && inside(at.saturating_add(1)))
    };
    if first.is_ascii_alphabetic() {
        bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
    } else if first.is_ascii_digit() {
        (0..bytes.len()).take_while(|at| joined(*at)).count()
    } else {
        1
    }
}

fn number(text: &str) -> char {
    if KNOWN_NUMBERS.contains(&text) {
        return word(text);
    }
    if text.len() == HOTLINES.1 && text.starts_with(HOTLINES.0) {
        return word(HOTLINES.0);
    }
    let whole = text.split('.').next().unwrap_or_default();
    match whole.bytes().filter(u8::is_ascii_digit).count() {
        0..=3 => SHORT,
        4..=6 => MIDDLE,
        11 if whole.starts_with('1') => PHONE,
        7..=13 => LONG,
        _ => ACCOUNT,
    }
}

/// The host if this is a link.
fn host(text: &str) -> Option<&str> {
    // Most tokens are words and numbers.
    if !text.bytes().any(|byte| byte == b'.') {
        return None;
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, text),
    };
    let host = rest.split(['/', '?', ':', '#']).next()?;
    let (name, ending) = host.rsplit_once('.')?;
    let known = ENDINGS.split_ascii_whitespace().any(|known| known == ending);
    let plausible = known && name.bytes().any(|byte| byte.is_ascii_alphanumeric());
    ((scheme || host.starts_with("www.")) || plausible).then_some(host)
}
