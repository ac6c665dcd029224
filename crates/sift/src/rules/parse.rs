//! The language of conditions: from characters to an expression. A part of CEL; whatever is outside of it is
//! refused with its place and what to write instead.
//!
//! Not here: what may be compared with what (`shape`).

/// How deep an expression may nest.
const DEPTH_MAX: usize = 32;

/// What is wrong with a condition, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {what}; {next}")]
pub struct Fault {
    /// Characters from the condition's start, from 1.
    pub at: usize,
    pub what: String,
    pub next: String,
}

impl Fault {
    pub fn new(at: usize, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { at, what: what.into(), next: next.into() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

impl Op {
    const fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge => 3,
            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Rem => 5,
        }
    }

    pub const fn written(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
        }
    }
}

/// An expression as it is written, each part with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    pub at: usize,
    pub node: Node,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Truth(bool),
    Int(i64),
    Word(String),
    Name(String),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Both(Op, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    Call(String, Vec<Expr>),
}

pub fn parse(text: &str) -> Result<Expr, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let expr = parser.expr(0)?;
    match parser.peek() {
        Token::End => Ok(expr),
        other => Err(Fault::new(parser.at(), format!("{other} is not expected here"), "join conditions by && or ||")),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Int(i64),
    Word(String),
    Name(String),
    Op(Op),
    Not,
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    End,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(value) => write!(f, "the number {value}"),
            Self::Word(word) => write!(f, "'{word}'"),
            Self::Name(name) => write!(f, "{name}"),
            Self::Op(op) => f.write_str(op.written()),
            Self::Not => f.write_str("!"),
            Self::Open => f.write_str("("),
            Self::Close => f.write_str(")"),
            Self::ListOpen => f.write_str("["),
            Self::ListClose => f.write_str("]"),
            Self::Comma => f.write_str(","),
            Self::End => f.write_str("the end"),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = chars.get(at).copied() {
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(chars.get(at..).unwrap_or(&[]), at + 1)?;
        tokens.push((at + 1, token));
        at += length;
    }
    tokens.push((at + 1, Token::End));
    Ok(tokens)
}

/// The token that these characters begin with, and how many of them it takes.
fn token(chars: &[char], at: usize) -> Result<(Token, usize), Fault> {
    let pair: String = chars.iter().take(2).collect();
    let two = match pair.as_str() {
        "&&" => Some(Op::And),
        "||" => Some(Op::Or),
        "==" => Some(Op::Eq),
        "!=" => Some(Op::Ne),
        "<=" => Some(Op::Le),
        ">=" => Some(Op::Ge),
        _ => None,
    };
    if let Some(op) = two {
        return Ok((Token::Op(op), 2));
    }
    let first = chars.first().copied().unwrap_or('\0');
    let one = |token| Ok((token, 1));
    match first {
        '!' => one(Token::Not),
        '<' => one(Token::Op(Op::Lt)),
        '>' => one(Token::Op(Op::Gt)),
        '+' => one(Token::Op(Op::Add)),
        '-' => one(Token::Op(Op::Sub)),
        '*' => one(Token::Op(Op::Mul)),
        '/' => one(Token::Op(Op::Div)),
        '%' => one(Token::Op(Op::Rem)),
        '(' => one(Token::Open),
        ')' => one(Token::Close),
        '[' => one(Token::ListOpen),
        ']' => one(Token::ListClose),
        ',' => one(Token::Comma),
        '\'' | '"' => word(chars, first, at),
        '0'..='9' => number(chars, at),
        'a'..='z' | 'A'..='Z' | '_' => Ok(name(chars)),
        '=' => Err(Fault::new(at, "a single =", "write == to compare")),
        '&' | '|' => Err(Fault::new(at, format!("a single {first}"), format!("write {first}{first}"))),
        '“' | '”' | '‘' | '’' => {
            Err(Fault::new(at, format!("the quotation mark {first}"), "write the plain quotation mark '"))
        }
        '（' | '）' => Err(Fault::new(at, format!("the wide bracket {first}"), "write ( and )")),
        other => Err(Fault::new(at, format!("the character {other}"), "names of facts are Latin; words stand in '…'")),
    }
}

fn word(chars: &[char], quote: char, at: usize) -> Result<(Token, usize), Fault> {
    let inner: String = chars.iter().skip(1).take_while(|letter| **letter != quote).collect();
    let length = inner.chars().count() + 2;
    if chars.len() < length {
        return Err(Fault::new(at, "a word that does not end", format!("close it with {quote}")));
    }
    if inner.contains('\\') {
        return Err(Fault::new(at, "a backslash in a word", "write the word as the catalogue of facts has it"));
    }
    Ok((Token::Word(inner), length))
}

fn number(chars: &[char], at: usize) -> Result<(Token, usize), Fault> {
    let digits: String = chars.iter().take_while(|letter| letter.is_ascii_digit()).collect();
    let length = digits.len();
    match chars.get(length) {
        Some('.') => Err(Fault::new(at, "a decimal number", "count whole: percent(15) is a share, yuan(50000) money")),
        Some(letter) if letter.is_ascii_alphabetic() || *letter == '_' => {
            Err(Fault::new(at, format!("{digits}{letter}"), "write times as duration('30m')"))
        }
        _ => match digits.parse() {
            Ok(value) => Ok((Token::Int(value), length)),
            Err(_) => Err(Fault::new(at, "a number too large", "stay below nine trillion millions")),
        },
    }
}

fn name(chars: &[char]) -> (Token, usize) {
    let letters = chars.iter().take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.'));
    let name: String = letters.collect();
    let length = name.len();
    (Token::Name(name), length)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(at, _)| *at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), Fault> {
        let at = self.at();
        let found = self.take();
        if found == *wanted {
            Ok(())
        } else {
            Err(Fault::new(at, format!("{found} is here"), format!("write {wanted}")))
        }
    }

    /// Operators at least as strong as `floor`, from the left.
    fn expr(&mut self, floor: u8) -> Result<Expr, Fault> {
        self.deeper()?;
        let mut left = self.unary()?;
        loop {
            let at = self.at();
            match self.peek().clone() {
                Token::Op(op) if op.strength() > floor => {
                    self.next += 1;
                    let right = self.expr(op.strength())?;
                    left = Expr { at, node: Node::Both(op, Box::new(left), Box::new(right)) };
                }
                Token::Name(name) if name == "in" && floor < Op::Eq.strength() => {
                    self.next += 1;
                    let list = self.list()?;
                    left = Expr { at, node: Node::In(Box::new(left), list) };
                }
                _ => break,
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        let at = self.at();
        if self.depth <= DEPTH_MAX { Ok(()) } else { Err(Fault::new(at, "too many brackets", "make two rules of it")) }
    }

    fn unary(&mut self) -> Result<Expr, Fault> {
        let at = self.at();
        let make = match self.peek() {
            Token::Not => Node::Not,
            Token::Op(Op::Sub) => Node::Minus,
            _ => return self.primary(),
        };
        self.next += 1;
        self.deeper()?;
        let inner = self.unary()?;
        self.depth -= 1;
        Ok(Expr { at, node: make(Box::new(inner)) })
    }

    fn primary(&mut self) -> Result<Expr, Fault> {
        let at = self.at();
        let node = match self.take() {
            Token::Int(value) => Node::Int(value),
            Token::Word(word) => Node::Word(word),
            Token::Name(name) if name == "true" || name == "false" => Node::Truth(name == "true"),
            Token::Name(name) if *self.peek() == Token::Open => Node::Call(name, self.arguments()?),
            Token::Name(name) => Node::Name(name),
            Token::Open => {
                let inner = self.expr(0)?;
                self.expect(&Token::Close)?;
                return Ok(inner);
            }
            other => return Err(Fault::new(at, format!("{other} is here"), "write a fact, a number or a 'word'")),
        };
        Ok(Expr { at, node })
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, Fault> {
        self.expect(&Token::Open)?;
        self.items(&Token::Close)
    }

    fn list(&mut self) -> Result<Vec<Expr>, Fault> {
        self.expect(&Token::ListOpen)?;
        self.items(&Token::ListClose)
    }

    fn items(&mut self, close: &Token) -> Result<Vec<Expr>, Fault> {
        let mut items = Vec::new();
        while self.peek() != close {
            items.push(self.expr(0)?);
            if *self.peek() != *close {
                self.expect(&Token::Comma)?;
            }
        }
        self.expect(close)?;
        Ok(items)
    }
}
