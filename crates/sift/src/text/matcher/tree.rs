//! Pieces of phrases as a tree of signs. Most places of a text begin no piece: a few bits tell that before the tree
//! is asked, and what is asked then lies close together, for each look-up waits for the one before.

/// Bits by which the first signs of pieces are known.
const BEGIN_BITS: u32 = 16;
const WORD: usize = 64;
const SIGN_BITS: u32 = 21;
const NODE_BITS: u32 = 20;
const NODE_MASK: u64 = (1 << NODE_BITS) - 1;
/// No piece.
const NONE: u32 = u32::MAX;
/// Signs that lead into the tree at once; shorter pieces stand beside it.
const START: usize = 2;

/// A node; those that come after one sign more stand together.
#[derive(Clone, Copy, Debug)]
struct Node {
    sign: char,
    /// The first of those after it, and how many there are.
    next: u32,
    count: u32,
    /// The piece that ends here.
    end: u32,
}

/// Pieces that are alike so far, with their numbers.
type Alike<'l, 'p> = &'l [(&'p [char], u32)];

/// By a key, a number below 2^20: open addressing, half of it empty at least. An empty place is 0, so numbers are kept
/// one higher.
#[derive(Clone, Debug)]
struct Places(Vec<u64>);

#[derive(Clone, Debug)]
pub struct Tree {
    /// Signs that are looked at before the tree is.
    first: usize,
    begins: Vec<u64>,
    /// Pieces of one sign, and the nodes after two.
    alone: Places,
    starts: Places,
    nodes: Vec<Node>,
}

impl Tree {
    /// Of pieces by their number; each is of one sign, or of `first` at least.
    pub fn of(pieces: &[&[char]], first: usize) -> Result<Self, String> {
        let mut order: Vec<(&[char], u32)> = pieces.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let alone = pieces.iter().filter(|piece| piece.len() < START).count();
        let longer: Vec<(&[char], u32)> = order.iter().copied().filter(|(piece, _)| piece.len() >= START).collect();
        let starts: Vec<Alike<'_, '_>> =
            longer.chunk_by(|one, other| one.0.get(..START) == other.0.get(..START)).collect();
        let mut tree = Self {
            first,
            begins: vec![0; (1 << BEGIN_BITS) / WORD],
            alone: Places::of(alone),
            starts: Places::of(starts.len()),
            nodes: Vec::new(),
        };
        for (piece, number) in order {
            match piece {
                [sign] => tree.alone.put(u64::from(u32::from(*sign)), number),
                _ => tree.begins_with(begin(piece.get(..first).unwrap_or(piece))),
            }
        }
        // Level by level, so that those after one node stand together.
        let mut level = Vec::new();
        for some in starts {
            let [piece, ..] = some else { continue };
            let ([first, second, ..], number) = (piece.0, tree.nodes.len()) else { continue };
            tree.starts.put(pair(*first, *second), u32::try_from(number).unwrap_or(NONE));
            tree.nodes.push(Node { sign: *second, next: 0, count: 0, end: NONE });
            level.push((number, some));
        }
        let mut depth = START;
        while !level.is_empty() {
            level = tree.grow(level, depth);
            depth = depth.saturating_add(1);
        }
        if tree.nodes.len() >= 1 << NODE_BITS || pieces.len() >= 1 << NODE_BITS {
            return Err(format!("the phrases have more than {NODE_MASK} pieces; write fewer"));
        }
        Ok(tree)
    }

    /// Nodes after each of these, which stand for pieces that are alike up to `depth`.
    fn grow<'l, 'p>(&mut self, level: Vec<(usize, Alike<'l, 'p>)>, depth: usize) -> Vec<(usize, Alike<'l, 'p>)> {
        let mut after = Vec::new();
        for (node, pieces) in level {
            let (ended, longer) = pieces.split_at(pieces.iter().take_while(|(piece, _)| piece.len() == depth).count());
            let next = self.nodes.len();
            for some in longer.chunk_by(|one, other| one.0.get(depth) == other.0.get(depth)) {
                let Some(sign) = some.first().and_then(|(piece, _)| piece.get(depth)) else { continue };
                after.push((self.nodes.len(), some));
                self.nodes.push(Node { sign: *sign, next: 0, count: 0, end: NONE });
            }
            let count = self.nodes.len().saturating_sub(next);
            if let Some(node) = self.nodes.get_mut(node) {
                node.next = u32::try_from(next).unwrap_or(NONE);
                node.count = u32::try_from(count).unwrap_or(0);
                node.end = ended.first().map_or(NONE, |(_, number)| *number);
            }
        }
        after
    }

    fn begins_with(&mut self, begin: usize) {
        if let Some(word) = self.begins.get_mut(begin / WORD) {
            *word |= 1 << (begin % WORD);
        }
    }

    #[inline]
    fn may_begin(&self, signs: &[char]) -> bool {
        let begin = begin(signs);
        self.begins.get(begin / WORD).is_some_and(|word| word >> (begin % WORD) & 1 == 1)
    }

    /// Tells each piece that stands in these signs: from, to, number.
    #[inline]
    pub fn each(&self, signs: &[char], mut found: impl FnMut(usize, usize, u32)) {
        if self.first == START {
            for (from, sign) in signs.iter().enumerate() {
                if let Some(number) = self.alone.get(u64::from(u32::from(*sign))) {
                    found(from, from.wrapping_add(1), number);
                }
            }
        }
        for (from, first) in signs.windows(self.first).enumerate() {
            if self.may_begin(first) {
                self.follow(signs.get(from..).unwrap_or_default(), |len, number| {
                    found(from, from.wrapping_add(len), number);
                });
            }
        }
    }

    /// Tells each piece that these signs begin with.
    fn follow(&self, signs: &[char], mut found: impl FnMut(usize, u32)) {
        let [first, second, rest @ ..] = signs else { return };
        let Some(start) = self.starts.get(pair(*first, *second)) else { return };
        let Some(mut node) = self.nodes.get(start as usize) else { return };
        let mut len = START;
        let mut rest = rest.iter();
        loop {
            if node.end != NONE {
                found(len, node.end);
            }
            let after = self.nodes.get(node.next as usize..node.next.wrapping_add(node.count) as usize);
            let (Some(after), Some(sign)) = (after, rest.next()) else { return };
            let Some(next) = after.iter().find(|next| next.sign == *sign) else { return };
            node = next;
            len = len.wrapping_add(1);
        }
    }
}

impl Places {
    fn of(count: usize) -> Self {
        Self(vec![0; count.saturating_mul(2).next_power_of_two().max(WORD)])
    }

    fn put(&mut self, key: u64, number: u32) {
        let mask = self.0.len().saturating_sub(1);
        let mut at = place(key) & mask;
        while self.0.get(at).is_some_and(|taken| *taken != 0) {
            at = at.wrapping_add(1) & mask;
        }
        if let Some(empty) = self.0.get_mut(at) {
            *empty = (key << NODE_BITS) | (u64::from(number.wrapping_add(1)) & NODE_MASK);
        }
    }

    #[inline]
    fn get(&self, key: u64) -> Option<u32> {
        let mask = self.0.len().wrapping_sub(1);
        let mut at = place(key) & mask;
        loop {
            let taken = *self.0.get(at)?;
            if taken == 0 {
                return None;
            }
            if taken >> NODE_BITS == key {
                return Some(((taken & NODE_MASK) as u32).wrapping_sub(1));
            }
            at = at.wrapping_add(1) & mask;
        }
    }
}

#[inline]
fn pair(first: char, second: char) -> u64 {
    (u64::from(u32::from(first)) << SIGN_BITS) | u64::from(u32::from(second))
}

#[inline]
fn place(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
}

#[inline]
fn begin(signs: &[char]) -> usize {
    let mix = |hash: u32, sign: &char| (hash.rotate_left(7) ^ u32::from(*sign)).wrapping_mul(0x9e37_79b1);
    (signs.iter().fold(0u32, mix) >> (u32::BITS - BEGIN_BITS)) as usize
}
