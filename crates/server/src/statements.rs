//! ISO 20022 statements and notifications as lines, with the balance after each where that is exact.
//!
//! A file is read twice: which way each statement runs and whether its balances hold is known only at its
//! end, and it is not held in memory.

use crate::unpack;
use anyhow::anyhow;
use cordon_model::Money;
use cordon_wire::iso20022::{Head, IsoError, Line, Message, Reading, Shape, Shaping, Told};
use std::io::{BufReader, Read};
use std::path::Path;

/// What is told of a file.
#[derive(Debug)]
pub enum Item<'a> {
    Line(Posted<'a>),
    Bad(&'a IsoError),
    /// This entry stands for several transactions and does not say how much each was.
    Undivided,
}

/// A line, and where it stands.
#[derive(Debug)]
pub struct Posted<'a> {
    pub head: &'a Head,
    /// Path of its entry.
    pub path: &'a str,
    pub line: &'a Line,
    /// What was on the account after it.
    pub balance: Option<Money>,
    /// Its place among the lines of its moment.
    pub seq: i64,
    /// Its statement stands newest first.
    pub backwards: bool,
}

fn open(message: Message, path: &Path) -> anyhow::Result<Reading<BufReader<Box<dyn Read>>>> {
    Ok(Reading::new(message, BufReader::new(unpack::open(path)?)))
}

/// The shapes of the statements in a file, in their order.
pub fn shapes(message: Message, path: &Path) -> anyhow::Result<Vec<Shape>> {
    let mut reading = open(message, path)?;
    let (mut shapes, mut shaping) = (Vec::new(), None::<Shaping>);
    while let Some(told) = reading.read_on().map_err(|error| anyhow!("`{}` {error}", path.display()))? {
        match (told, shaping.as_mut()) {
            (Told::Begins(head), _) => shaping = Some(Shaping::new(&head)),
            (Told::Entry(Ok(lines)), Some(shaping)) => shaping.add(&lines),
            (Told::Entry(Err(_)), Some(shaping)) => shaping.left_out(),
            (Told::Ends, _) => shapes.extend(shaping.take().map(Shaping::finish)),
            _ => {}
        }
    }
    Ok(shapes)
}

/// Tells every line of a file whose shapes are known.
pub fn each(
    message: Message,
    path: &Path,
    shapes: &[Shape],
    take: &mut dyn FnMut(Item<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut reading = open(message, path)?;
    let mut shapes = shapes.iter().copied();
    let (mut head, mut shape) = (Head::default(), Shape::default());
    let mut place = Place::default();
    while let Some(told) = reading.read_on().map_err(|error| anyhow!("`{}` {error}", path.display()))? {
        match told {
            Told::Begins(begins) => {
                (head, shape, place) = (*begins, shapes.next().unwrap_or_default(), Place::default());
            }
            Told::Entry(Err(error)) => take(Item::Bad(&error))?,
            Told::Entry(Ok(lines)) => {
                if lines.undivided {
                    take(Item::Undivided)?;
                }
                for line in &lines.lines {
                    let backwards = shape.backwards;
                    let (seq, balance) = (place.next(line.at.ms, backwards), shape.balance_after(line));
                    take(Item::Line(Posted { head: &head, path: &lines.path, line, balance, seq, backwards }))?;
                }
            }
            Told::Ends | Told::Payment(_) => {}
        }
    }
    Ok(())
}

/// Places within a moment.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    at: Option<i64>,
    seq: i64,
}

impl Place {
    /// Of lines that run backwards the later ones come first, so places go down.
    fn next(&mut self, ms: i64, backwards: bool) -> i64 {
        self.seq = match self.at {
            Some(at) if at == ms => self.seq.saturating_add(if backwards { -1 } else { 1 }),
            _ => 0,
        };
        self.at = Some(ms);
        self.seq
    }
}
