//! Names that evaders write in many ways, folded into one symbol each: WeChat as 薇芯, V信, +V, and QQ as 扣扣.
//!
//! One symbol is held back where it may be the first half of such a name.

use super::token::word;
use super::{Piece, Symbol};
use std::sync::OnceLock;

/// The words that such names are made of, hashed once.
struct Words {
    v: char,
    q: char,
    w: char,
    x: char,
    xin: char,
    wechat: char,
    qq: char,
    /// Written out or shortened, by itself.
    whole: [char; 4],
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words {
        v: word("v"),
        q: word("q"),
        w: word("w"),
        x: word("x"),
        xin: word("xin"),
        wechat: word("wechat"),
        qq: word("qq"),
        whole: ["vx", "wx", "weixin", "vxin"].map(word),
    })
}

/// Two symbols that are a name together; by the names below.
fn is_first_of_wechat(c: char) -> bool {
    matches!(c, '微' | '薇' | '威' | '徽' | '围' | '维' | '葳')
}

fn is_second_of_wechat(c: char) -> bool {
    matches!(c, '信' | '芯' | '馨' | '欣')
}

/// One bit for each character with which a name begins, by its lower bits, and by those above them.
const BEGINNINGS: [u64; 2] = {
    let (mut lower, mut upper) = (0, 0);
    let mut rest: &[char] = &['微', '薇', '威', '徽', '围', '维', '葳', '扣', '企'];
    while let [first, others @ ..] = rest {
        lower |= 1 << (*first as u32 % u64::BITS);
        upper |= 1 << (*first as u32 / u64::BITS % u64::BITS);
        rest = others;
    }
    [lower, upper]
};

/// Sometimes true of a character with which none begins, and then of a word.
fn may_begin(c: char) -> bool {
    let [lower, upper] = BEGINNINGS;
    let code = c as u32;
    super::is_word(c) || (lower >> (code % u64::BITS)) & (upper >> (code / u64::BITS % u64::BITS)) & 1 == 1
}

/// What a name is shortened to after `加`.
fn shortens(before: char) -> bool {
    matches!(before, '加' | '添' | '+')
}

#[derive(Clone, Debug, Default)]
pub struct Alike {
    held: Option<Symbol>,
    before: Option<char>,
}

impl Alike {
    #[inline]
    pub fn take(&mut self, symbol: Symbol, out: &mut impl FnMut(Piece<'_>)) {
        if self.held.is_none() && !may_begin(symbol.what) {
            self.give(symbol, out);
        } else {
            self.take_with_care(symbol, out);
        }
    }

    fn take_with_care(&mut self, symbol: Symbol, out: &mut impl FnMut(Piece<'_>)) {
        if let Some(first) = self.held.take() {
            if let Some(name) = together(first.what, symbol.what) {
                let len = symbol.start.saturating_add(symbol.len).saturating_sub(first.start);
                self.give(Symbol { what: name, start: first.start, len }, out);
                return;
            }
            self.release(first, out);
        }
        let symbol = Symbol { what: alone(symbol.what), ..symbol };
        if begins(symbol.what) {
            self.held = Some(symbol);
        } else {
            self.give(symbol, out);
        }
    }

    /// The clause has ended: nothing can follow what is held.
    pub fn end(&mut self, out: &mut impl FnMut(Piece<'_>)) {
        if let Some(first) = self.held.take() {
            self.release(first, out);
        }
        self.before = None;
    }

    fn release(&mut self, symbol: Symbol, out: &mut impl FnMut(Piece<'_>)) {
        let after = self.before.is_some_and(shortens);
        let what = if after { shortened(symbol.what).unwrap_or(symbol.what) } else { symbol.what };
        self.give(Symbol { what, ..symbol }, out);
    }

    fn give(&mut self, symbol: Symbol, out: &mut impl FnMut(Piece<'_>)) {
        self.before = Some(symbol.what);
        out(Piece::Symbol(symbol));
    }
}

fn begins(c: char) -> bool {
    if super::is_word(c) {
        let words = words();
        return c == words.v || c == words.q || c == words.w;
    }
    is_first_of_wechat(c) || matches!(c, '扣' | '企')
}

fn together(first: char, second: char) -> Option<char> {
    let words = words();
    let wechat = (is_first_of_wechat(first) || first == words.v || first == words.w)
        && (is_second_of_wechat(second) || second == words.x || second == words.xin);
    let qq = matches!((first, second), ('扣', '扣') | ('企', '鹅')) || (first == words.q && second == words.q);
    wechat.then_some(words.wechat).or_else(|| qq.then_some(words.qq))
}

/// `加微` and `+V`, where no second half follows.
fn shortened(c: char) -> Option<char> {
    let words = words();
    let wechat = is_first_of_wechat(c) || c == words.v || c == words.w;
    let qq = c == '扣' || c == words.q;
    wechat.then_some(words.wechat).or_else(|| qq.then_some(words.qq))
}

fn alone(c: char) -> char {
    if super::is_word(c) && words().whole.contains(&c) { words().wechat } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_begins_a_name_is_looked_at() {
        for c in ('\u{4e00}'..='\u{9fff}').filter(|c| begins(*c)) {
            assert!(may_begin(c), "{c}");
        }
        assert!(may_begin(word("v")) && !may_begin('的'));
    }
}
