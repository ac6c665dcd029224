//! Text as it is meant: a stream of symbols, each of which remembers where it stood in the source.
//!
//! A symbol is a simplified character, a Latin word (as one sign), a class of number, or a link.
//! What hides words (traditional forms, other widths, look-alikes, ornaments between characters) is folded
//! away; how often that was needed is told. Characters are fed one by one; `finish` ends a message or a turn.
//!
//! Not here: what symbols mean (`lexicon`), where clauses are cut (`clause`).

mod alike;
mod fold;
mod sounds;
mod token;

pub use fold::is_han;
pub use sounds::sound;
pub use token::{ACCOUNT, LINK, LONG, MIDDLE, PHONE, SHORT, is_word, word};

use alike::Alike;
use fold::{Kind, fold};
use token::Token;

/// Raised by whoever changes what comes out of here: a model is for one normaliser.
pub const VERSION: u32 = 1;

/// One sign of the folded text, and the characters of the source that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub what: char,
    /// In characters from where the turn begins.
    pub start: u32,
    pub len: u32,
}

/// What comes out of the normaliser, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Symbol(Symbol),
    /// A clause ends here, or a sentence.
    Comma,
    Stop,
    /// Something stood between two Han characters that nobody writes there.
    Veil,
    /// The host of a link, for whoever judges links; it follows the link's symbol.
    Host(&'a str),
}

/// The stream's memory: the Latin word, number or link that has not ended, and what came before.
#[derive(Clone, Debug, Default)]
pub struct Normaliser {
    at: u32,
    token: Token,
    alike: Alike,
    /// The last symbol was a Han character, and this many signs of hiding have come since.
    after_han: bool,
    veils: u8,
}

impl Normaliser {
    pub fn push(&mut self, c: char, out: &mut impl FnMut(Piece<'_>)) {
        let at = self.at;
        self.at = at.saturating_add(1);
        let (folded, kind) = fold(c);
        // Most of a Chinese text.
        if kind == Kind::Sign && !self.token.is_open() {
            self.sign(folded, at, out);
            return;
        }
        if self.token.takes(folded, kind) {
            self.token.push(folded, at);
            return;
        }
        match kind {
            Kind::Filler if self.token.is_open() => self.token.cover(at),
            Kind::Filler => self.veils = self.veils.saturating_add(1),
            Kind::Space => self.end_token(out),
            Kind::Comma => self.end_clause(Piece::Comma, out),
            Kind::Stop => self.end_clause(Piece::Stop, out),
            Kind::Sign | Kind::Letter | Kind::Digit | Kind::Joint => {
                self.end_token(out);
                self.sign(folded, at, out);
            }
        }
    }

    fn sign(&mut self, folded: char, at: u32, out: &mut impl FnMut(Piece<'_>)) {
        if self.after_han && self.veils > 0 {
            out(Piece::Veil);
        }
        self.after_han = is_han(folded);
        self.veils = 0;
        self.alike.take(Symbol { what: folded, start: at, len: 1 }, out);
    }

    /// The end of a message or a turn: what was held back comes out, and counting begins anew.
    pub fn finish(&mut self, out: &mut impl FnMut(Piece<'_>)) {
        self.end_clause(Piece::Stop, out);
        *self = Self::default();
    }

    fn end_clause(&mut self, end: Piece<'_>, out: &mut impl FnMut(Piece<'_>)) {
        self.end_token(out);
        self.alike.end(out);
        self.after_han = false;
        self.veils = 0;
        out(end);
    }

    fn end_token(&mut self, out: &mut impl FnMut(Piece<'_>)) {
        if !self.token.is_open() {
            return;
        }
        let token = std::mem::take(&mut self.token);
        if token.is_only_joints() && self.after_han {
            self.veils = self.veils.saturating_add(u8::from(token.hides()));
            return;
        }
        self.after_han = false;
        self.veils = 0;
        let alike = &mut self.alike;
        token.cut(&mut |piece| match piece {
            Piece::Symbol(symbol) => alike.take(symbol, out),
            Piece::Comma | Piece::Stop => {
                alike.end(out);
                out(piece);
            }
            Piece::Veil | Piece::Host(_) => out(piece),
        });
    }
}

/// All pieces of one text; for phrases of a lexicon, and for tests.
pub fn symbols(text: &str) -> Vec<Symbol> {
    let mut found = Vec::new();
    let mut normaliser = Normaliser::default();
    let mut keep = |piece: Piece<'_>| {
        if let Piece::Symbol(symbol) = piece {
            found.push(symbol);
        }
    };
    text.chars().for_each(|c| normaliser.push(c, &mut keep));
    normaliser.finish(&mut keep);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        symbols(text).iter().map(|symbol| shown(symbol.what)).collect()
    }

    fn shown(c: char) -> String {
        match c {
            LINK => "<L>".to_owned(),
            PHONE => "<P>".to_owned(),
            SHORT => "<0>".to_owned(),
            MIDDLE => "<4>".to_owned(),
            LONG => "<7>".to_owned(),
            ACCOUNT => "<A>".to_owned(),
            c if c == word("app") => "<app>".to_owned(),
            c if c == word("wechat") => "<wechat>".to_owned(),
            c if c == word("qq") => "<qq>".to_owned(),
            c if c == word("screen") => "<screen>".to_owned(),
            c if c == word("96110") => "<96110>".to_owned(),
            c => c.to_string(),
        }
    }

    #[test]
    fn texts_fold_as_this_table_says() {
        for (from, to) in [
            ("請轉帳到安全賬戶", "请转账到安全账户"),
            ("转★账 到\u{200b}安-全.账*户", "转账到安全账户"),
            ("下载ＡＰＰ！", "下载<app>"),
            ("加V信", "加<wechat>"),
            ("加薇★芯或威信或加微聊，+V私聊", "加<wechat>或<wechat>或加<wechat>聊+<wechat>私聊"),
            ("扣扣和Q Q和企鹅", "<qq>和<qq>和<qq>"),
            ("Screens", "<screen>"),
            ("点击 http://a.example/x?y=1 领取", "点击<L>领取"),
            ("点击t.example/k领取", "点击<L>领取"),
            ("验证码123456", "验证码<4>"),
            ("打13800000000或96110", "打<P>或<96110>"),
            ("卡6200 0000", "卡<4><4>"),
            ("1,000.50元", "<4>元"),
            ("CELLPHONE或URL", "<P>或<L>"),
        ] {
            assert_eq!(read(from), to, "{from}");
        }
    }

    #[test]
    fn a_symbol_knows_where_it_stood() {
        let text = "请在 App★里 转-账";
        let chars: Vec<char> = text.chars().collect();
        let stood: Vec<String> = symbols(text)
            .iter()
            .map(|s| chars[s.start as usize..(s.start + s.len) as usize].iter().collect())
            .collect();
        assert_eq!(stood, ["请", "在", "App★", "里", "转", "账"]);
        // An invisible character at the end of a token once moved all symbols before it.
        let ends: Vec<u32> = symbols("q=1pay\u{200b}").iter().map(|symbol| symbol.start + symbol.len).collect();
        assert_eq!(ends, [1, 3, 7]);
    }

    #[test]
    fn hiding_is_told_and_punctuation_is_not_hiding() {
        let veils = |text: &str| {
            let mut count = 0;
            let mut normaliser = Normaliser::default();
            let mut keep = |piece: Piece<'_>| count += usize::from(piece == Piece::Veil);
            text.chars().for_each(|c| normaliser.push(c, &mut keep));
            normaliser.finish(&mut keep);
            count
        };
        assert_eq!(veils("转★账到安_全账户"), 2);
        assert_eq!(veils("您好，请“转账” 到（安全）账户。谢谢！"), 0);
    }

    #[test]
    fn a_link_shows_its_host() {
        let mut hosts = Vec::new();
        let mut normaliser = Normaliser::default();
        let mut keep = |piece: Piece<'_>| {
            if let Piece::Host(host) = piece {
                hosts.push(host.to_owned());
            }
        };
        "看https://Bank.Example/login，及 www.x.test".chars().for_each(|c| normaliser.push(c, &mut keep));
        normaliser.finish(&mut keep);
        assert_eq!(hosts, ["bank.example", "www.x.test"]);
    }
}
