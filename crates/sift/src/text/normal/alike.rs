//! Names that evaders write in many ways, folded into one symbol each: WeChat as 薇芯, V信, +V, and QQ as 扣扣.
//!
//! One symbol is held back where it may be the first half of such a name.

use super::token::word;
use super::{Piece, Symbol};

/// Two symbols that are a name together; by the names below.
const WECHAT_FIRST: &str = "微薇威徽围维葳";
const WECHAT_SECOND: &str = "信芯馨欣";
/// What a name is shortened to after `加`.
const AFTER: &str = "加添+";

#[derive(Clone, Debug, Default)]
pub struct Alike {
    held: Option<Symbol>,
    before: Option<char>,
}

impl Alike {
    pub fn take(&mut self, symbol: Symbol, out: &mut impl FnMut(Piece<'_>)) {
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
        let after = self.before.is_some_and(|before| AFTER.contains(before));
        let what = if after { shortened(symbol.what).unwrap_or(symbol.what) } else { symbol.what };
        self.give(Symbol { what, ..symbol }, out);
    }

    fn give(&mut self, symbol: Symbol, out: &mut impl FnMut(Piece<'_>)) {
        self.before = Some(symbol.what);
        out(Piece::Symbol(symbol));
    }
}

fn is_word_of(c: char, words: &[&str]) -> bool {
    super::is_word(c) && words.iter().any(|one| word(one) == c)
}

fn begins(c: char) -> bool {
    WECHAT_FIRST.contains(c) || matches!(c, '扣' | '企') || is_word_of(c, &["v", "q", "w"])
}

fn together(first: char, second: char) -> Option<char> {
    let wechat = (WECHAT_FIRST.contains(first) || is_word_of(first, &["v", "w"]))
        && (WECHAT_SECOND.contains(second) || is_word_of(second, &["x", "xin"]));
    let qq = matches!((first, second), ('扣', '扣') | ('企', '鹅'))
        || (is_word_of(first, &["q"]) && is_word_of(second, &["q"]));
    wechat.then(|| word("wechat")).or_else(|| qq.then(|| word("qq")))
}

/// `加微` and `+V`, where no second half follows.
fn shortened(c: char) -> Option<char> {
    let wechat = WECHAT_FIRST.contains(c) || is_word_of(c, &["v", "w"]);
    let qq = c == '扣' || is_word_of(c, &["q"]);
    wechat.then(|| word("wechat")).or_else(|| qq.then(|| word("qq")))
}

fn alone(c: char) -> char {
    if is_word_of(c, &["vx", "wx", "weixin", "wechat", "vxin"]) { word("wechat") } else { c }
}
