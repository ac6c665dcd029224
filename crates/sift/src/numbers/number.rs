//! A telephone number as carriers show it, in its one form: `+86…` and `+CC…` for subscribers, bare digits
//! for the short codes that are dialled without a country (`110`, `96110`, `95588`).
//!
//! Not here: who has the number. Since numbers move between carriers its first digits do not tell the
//! carrier either.

use super::plan;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The longest that is a number at all: an SMS port of 20 digits with `+86` before it.
pub const DIGITS_MAX: usize = 22;
/// E.164: country code and subscriber's number.
const FOREIGN_MAX: usize = 15;
const FOREIGN_MIN: usize = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Mobile,
    Fixed,
    /// 400 and 800.
    TollFree,
    /// Short codes of services: 10xxx, 12xxx, 95xxx, 96xxx, and SMS ports 106….
    Service,
    /// Of another numbering plan, Hong Kong (852), Macao (853) and Taiwan (886) among them.
    Foreign,
    /// 110, 112, 119, 120, 122.
    Emergency,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Fixed => "fixed",
            Self::TollFree => "toll_free",
            Self::Service => "service",
            Self::Foreign => "foreign",
            Self::Emergency => "emergency",
        }
    }

    pub const fn is_domestic(self) -> bool {
        !matches!(self, Self::Foreign)
    }
}

/// Why something is no number. Places count characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    #[error("no digits; give a number such as `+86…`, `0…` or `95…`")]
    Empty,
    #[error("character {0} is neither a digit nor a separator")]
    Character(usize),
    #[error("more than {DIGITS_MAX} digits")]
    TooLong,
    #[error("`+` and {0} digits: a number abroad has {FOREIGN_MIN} to {FOREIGN_MAX} with its country code")]
    ForeignLength(usize),
    #[error("no country has a code that begins with {0}")]
    Country(u16),
    #[error("no area code begins with {0}")]
    Area(u16),
    #[error("a fixed line of this area has {0} digits after the area code")]
    FixedLength(&'static str),
    #[error("no fixed line begins with {0}")]
    FixedFirst(u8),
    #[error("a fixed line without `0` and its area code")]
    NoArea,
    #[error("a mobile number has 11 digits, this has {0}")]
    MobileLength(usize),
    #[error("nothing of the numbering plan is written so")]
    Unassigned,
}

/// INVARIANT (one form): `digits` holds the form and nothing after `len`; equal numbers are equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    digits: [u8; DIGITS_MAX],
    len: u8,
    plus: bool,
    kind: Kind,
    area: u16,
}

impl Number {
    pub fn read(shown: &str) -> Result<Self, NumberError> {
        Self::of(&Shown::read(shown)?)
    }

    pub(super) fn of(shown: &Shown) -> Result<Self, NumberError> {
        let digits = shown.digits();
        if shown.plus {
            return match digits.strip_prefix(b"86") {
                Some(rest) => with_country(rest),
                None => foreign(digits),
            };
        }
        bare(digits).or_else(|error| match digits.strip_prefix(b"86") {
            Some(rest) => with_country(rest).map_err(|_| error),
            None => Err(error),
        })
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The area code of a fixed line, without its 0: as much of the region as the number itself tells.
    pub fn area(&self) -> Option<u16> {
        (self.area > 0).then_some(self.area)
    }

    fn bytes(&self) -> &[u8] {
        self.digits.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Writes the one form into `room`, without allocating.
    pub fn form<'r>(&self, room: &'r mut [u8; DIGITS_MAX + 1]) -> &'r str {
        let skip = usize::from(self.plus);
        let len = usize::from(self.len);
        if let Some(first) = room.first_mut() {
            *first = b'+';
        }
        room.iter_mut().skip(skip).zip(self.bytes()).for_each(|(to, from)| *to = *from);
        room.get(..len + skip).and_then(|form| std::str::from_utf8(form).ok()).unwrap_or_default()
    }

    /// The numbers before and after it, if they are numbers of as many digits.
    pub fn neighbours(&self) -> [Option<Self>; 2] {
        [self.shifted(b'0', b'9'), self.shifted(b'9', b'0')]
    }

    /// Counts one down (`end` 0, which becomes `turn` 9) or up (9, which becomes 0).
    fn shifted(&self, end: u8, turn: u8) -> Option<Self> {
        let mut next = *self;
        let digits = next.digits.get_mut(..usize::from(self.len))?;
        for digit in digits.iter_mut().rev() {
            if *digit == end {
                *digit = turn;
            } else {
                *digit = if turn == b'9' { *digit - 1 } else { *digit + 1 };
                return Some(next);
            }
        }
        None
    }

    /// What the 100 numbers have in common that differ in the last two digits only.
    pub fn hundred(&self) -> Self {
        let mut hundred = *self;
        let from = usize::from(self.len.saturating_sub(2));
        hundred.digits.iter_mut().skip(from).for_each(|digit| *digit = 0);
        hundred
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.form(&mut [0; DIGITS_MAX + 1]))
    }
}

/// A number is a person's: what is printed by accident says its kind only.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({})", self.kind.name())
    }
}

/// Digits as they are shown, without separators.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    digits: [u8; DIGITS_MAX],
    len: usize,
    pub plus: bool,
}

impl Shown {
    pub fn read(shown: &str) -> Result<Self, NumberError> {
        let shown = address(shown.trim());
        let mut read = Self { digits: [0; DIGITS_MAX], len: 0, plus: false };
        for (place, letter) in (1..).zip(shown.chars()) {
            match digit(letter) {
                Some(digit) => read.push(digit)?,
                None if matches!(letter, '+' | '＋') && read.len == 0 && !read.plus => read.plus = true,
                None if matches!(letter, ' ' | '-' | '.' | '(' | ')' | '\u{a0}' | '－' | '（' | '）' | '–') => {}
                None => return Err(NumberError::Character(place)),
            }
        }
        if read.len == 0 {
            return Err(NumberError::Empty);
        }
        read.turn_international();
        Ok(read)
    }

    fn push(&mut self, digit: u8) -> Result<(), NumberError> {
        *self.digits.get_mut(self.len).ok_or(NumberError::TooLong)? = digit;
        self.len += 1;
        Ok(())
    }

    pub fn digits(&self) -> &[u8] {
        self.digits.get(..self.len).unwrap_or_default()
    }

    /// `00` is how `+` is dialled; some networks show both.
    fn turn_international(&mut self) {
        if self.digits().starts_with(b"00") {
            self.digits.copy_within(2.., 0);
            self.len -= 2;
            self.plus = true;
        }
    }
}

/// What stands in `tel:…;…` and `sip:…@…`.
fn address(shown: &str) -> &str {
    let inner = ["tel:", "sip:", "sips:"].iter().find_map(|scheme| shown.strip_prefix(scheme));
    match inner {
        Some(inner) => inner.split(['@', ';']).next().unwrap_or_default(),
        None => shown,
    }
}

fn digit(letter: char) -> Option<u8> {
    let wide = u32::from(letter).checked_sub(u32::from('０')).filter(|value| *value < 10);
    let value = letter.to_digit(10).or(wide)?;
    u8::try_from(value).ok().map(|value| b'0' + value)
}

/// As it is dialled within the country.
fn bare(digits: &[u8]) -> Result<Number, NumberError> {
    if let Some(kind) = plan::short(digits) {
        return Ok(number(false, &[digits], kind));
    }
    if let Some(rest) = digits.strip_prefix(b"0") {
        return after_trunk(rest);
    }
    if plan::is_toll_free(digits) || plan::is_mobile(digits) {
        return subscriber(digits);
    }
    Err(match digits {
        [b'1', b'3'..=b'9', ..] => NumberError::MobileLength(digits.len()),
        [b'2'..=b'8', ..] if (7..=8).contains(&digits.len()) => NumberError::NoArea,
        _ => NumberError::Unassigned,
    })
}

/// Behind `+86`. A 0 that was left before the area code is passed over; it names nobody else.
fn with_country(rest: &[u8]) -> Result<Number, NumberError> {
    let rest = rest.strip_prefix(b"0").unwrap_or(rest);
    match plan::short(rest) {
        Some(kind) => Ok(number(false, &[rest], kind)),
        None => subscriber(rest),
    }
}

/// Behind the 0 of the trunk: an area code, or a mobile number of another place as it was dialled before.
fn after_trunk(rest: &[u8]) -> Result<Number, NumberError> {
    match plan::short(rest) {
        Some(kind) if !plan::is_port(rest) => Ok(number(false, &[rest], kind)),
        _ if plan::is_toll_free(rest) => Err(NumberError::Area(4)),
        _ => subscriber(rest),
    }
}

fn subscriber(digits: &[u8]) -> Result<Number, NumberError> {
    if plan::is_mobile(digits) {
        return Ok(number(true, &[b"86", digits], Kind::Mobile));
    }
    if plan::is_toll_free(digits) {
        return Ok(number(true, &[b"86", digits], Kind::TollFree));
    }
    if matches!(digits, [b'1', b'3'..=b'9', ..]) {
        return Err(NumberError::MobileLength(digits.len()));
    }
    let plan::Line { area, kind } = plan::line(digits)?;
    Ok(Number { area, ..number(true, &[b"86", digits], kind) })
}

fn foreign(digits: &[u8]) -> Result<Number, NumberError> {
    if !(FOREIGN_MIN..=FOREIGN_MAX).contains(&digits.len()) {
        return Err(NumberError::ForeignLength(digits.len()));
    }
    plan::check_country(digits)?;
    Ok(number(true, &[digits], Kind::Foreign))
}

fn number(plus: bool, parts: &[&[u8]], kind: Kind) -> Number {
    let mut digits = [0; DIGITS_MAX];
    let mut len = 0;
    for (to, from) in digits.iter_mut().zip(parts.iter().copied().flatten()) {
        *to = *from;
        len += 1;
    }
    Number { digits, len, plus, kind, area: 0 }
}
