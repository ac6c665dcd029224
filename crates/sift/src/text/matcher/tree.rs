//! Pieces of phrases as a tree of signs, read from their ends: so pieces are found in the order in which phrases are
//! followed. Most places of a text end no piece: a few bits tell that before the tree is asked, and what is asked then
//! lies close together, for each look-up waits for the one before.

/// Bits by which pieces of one sign, of two, and the last three signs of longer ones are known.
const ALONE_BITS: u32 = 12;
const PAIR_BITS: u32 = 16;
const LONG_BITS: u32 = 17;
/// Signs that are looked at together: a place is a bit.
pub const SIGNS_MAX: usize = WORD;
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
    /// The piece that begins here.
    begin: u32,
}

/// Pieces that are alike so far, backwards, with their numbers.
type Alike<'l> = &'l [(Vec<char>, u32)];

/// By a key, a number below 2^20: open addressing, half of it empty at least. An empty place is 0, so numbers are kept
/// one higher.
#[derive(Clone, Debug)]
struct Places(Vec<u64>);

/// Places at which pieces of one sign may end, and longer ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ends {
    pub alone: u64,
    pub longer: u64,
}

/// Whether something has a hash whose upper bits are these; sometimes yes where nothing has.
#[derive(Clone, Debug)]
struct Bits {
    words: Vec<u64>,
    shift: u32,
}

#[derive(Clone, Debug)]
pub struct Tree {
    /// Whether every piece is longer than two signs.
    is_long: bool,
    alone_ends: Bits,
    pair_ends: Bits,
    long_ends: Bits,
    /// Pieces of one sign, and the nodes before the last two.
    alone: Places,
    starts: Places,
    nodes: Vec<Node>,
}

impl Tree {
    /// Of pieces by their number.
    pub fn of(pieces: &[&[char]]) -> Result<Self, String> {
        let backwards = |piece: &&[char]| piece.iter().rev().copied().collect::<Vec<char>>();
        let mut order: Vec<(Vec<char>, u32)> = pieces.iter().map(backwards).zip(0..).collect();
        order.sort_unstable();
        let (alone, longer): (Vec<_>, Vec<_>) = order.into_iter().partition(|(piece, _)| piece.len() < START);
        let starts: Vec<Alike<'_>> = longer.chunk_by(|one, other| one.0.get(..START) == other.0.get(..START)).collect();
        let mut tree = Self {
            is_long: pieces.iter().all(|piece| piece.len() > START),
            alone_ends: Bits::of(ALONE_BITS),
            pair_ends: Bits::of(PAIR_BITS),
            long_ends: Bits::of(LONG_BITS),
            alone: Places::of(alone.len()),
            starts: Places::of(starts.len()),
            nodes: Vec::new(),
        };
        for (piece, number) in &alone {
            let Some(sign) = piece.first() else { continue };
            tree.alone.put(u64::from(u32::from(*sign)), *number);
            tree.alone_ends.set(mixed(*sign)[0]);
        }
        for (piece, _) in &longer {
            match piece.as_slice() {
                [last, second] => tree.pair_ends.set(mixed(*last)[0] ^ mixed(*second)[1]),
                [last, second, third, ..] => {
                    tree.long_ends.set(mixed(*last)[0] ^ mixed(*second)[1] ^ mixed(*third)[2]);
                }
                _ => {}
            }
        }
        // Level by level, so that those that follow one node stand together.
        let mut level = Vec::new();
        for some in starts {
            let Some(([last, second, ..], number)) =
                some.first().map(|(piece, _)| (piece.as_slice(), tree.nodes.len()))
            else {
                continue;
            };
            tree.starts.put(pair(*last, *second), u32::try_from(number).unwrap_or(NONE));
            tree.nodes.push(Node { sign: *second, next: 0, count: 0, begin: NONE });
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
    fn grow<'l>(&mut self, level: Vec<(usize, Alike<'l>)>, depth: usize) -> Vec<(usize, Alike<'l>)> {
        let mut after = Vec::new();
        for (node, pieces) in level {
            let (whole, longer) = pieces.split_at(pieces.iter().take_while(|(piece, _)| piece.len() == depth).count());
            let next = self.nodes.len();
            for some in longer.chunk_by(|one, other| one.0.get(depth) == other.0.get(depth)) {
                let Some(sign) = some.first().and_then(|(piece, _)| piece.get(depth)) else { continue };
                after.push((self.nodes.len(), some));
                self.nodes.push(Node { sign: *sign, next: 0, count: 0, begin: NONE });
            }
            let count = self.nodes.len().saturating_sub(next);
            if let Some(node) = self.nodes.get_mut(node) {
                node.next = u32::try_from(next).unwrap_or(NONE);
                node.count = u32::try_from(count).unwrap_or(0);
                node.begin = whole.first().map_or(NONE, |(_, number)| *number);
            }
        }
        after
    }

    /// Where pieces may end, of so many places: bits that are right wherever a piece ends, and seldom wrong. Whether
    /// one does is as good as chance, so there is no branch here.
    pub fn ends(&self, signs: &[char]) -> Ends {
        let (mut alone, mut longer) = (0u64, 0u64);
        let (mut before, mut two_before) = ([0; 3], [0; 3]);
        for (place, sign) in signs.iter().take(SIGNS_MAX).enumerate() {
            let now = mixed(*sign);
            let pair = now[0] ^ before[1];
            let mut ends = self.long_ends.bit(pair ^ two_before[2]);
            if !self.is_long {
                ends |= self.pair_ends.bit(pair);
                alone |= self.alone_ends.bit(now[0]) << place;
            }
            longer |= ends << place;
            (two_before, before) = (before, now);
        }
        Ends { alone, longer }
    }

    /// The piece of one sign.
    pub fn alone(&self, sign: char) -> Option<u32> {
        self.alone.get(u64::from(u32::from(sign)))
    }

    /// What the table says of each of these ends at first. They are asked for one after the other before anything is
    /// made of them, so that memory answers all at once.
    #[inline]
    pub fn starts(&self, signs: &[char], mut ends: u64, starts: &mut [u64; SIGNS_MAX]) {
        while ends != 0 {
            let at = ends.trailing_zeros() as usize;
            ends &= ends.wrapping_sub(1);
            let before = at.checked_sub(1).and_then(|before| signs.get(before));
            if let (Some(second), Some(last), Some(start)) = (before, signs.get(at), starts.get_mut(at)) {
                *start = self.starts.first(pair(*last, *second));
            }
        }
    }

    /// Tells each longer piece with which these signs end, the shortest first: its length and number. `start` is what
    /// was said of them.
    #[inline]
    pub fn longer(&self, signs: &[char], start: u64, mut found: impl FnMut(usize, u32)) {
        let [rest @ .., second, last] = signs else { return };
        let Some(start) = self.starts.get_from(start, pair(*last, *second)) else { return };
        let Some(mut node) = self.nodes.get(start as usize) else { return };
        let mut len = START;
        let mut rest = rest.iter().rev();
        loop {
            if node.begin != NONE {
                found(len, node.begin);
            }
            let after = self.nodes.get(node.next as usize..node.next.wrapping_add(node.count) as usize);
            let (Some(after), Some(sign)) = (after, rest.next()) else { return };
            let Some(next) = after.iter().find(|next| next.sign == *sign) else { return };
            node = next;
            len = len.wrapping_add(1);
        }
    }
}

impl Bits {
    fn of(bits: u32) -> Self {
        Self { words: vec![0; (1 << bits) / WORD], shift: u32::BITS.saturating_sub(bits) }
    }

    fn set(&mut self, hash: u32) {
        let at = (hash >> self.shift) as usize;
        if let Some(word) = self.words.get_mut(at / WORD) {
            *word |= 1 << (at % WORD);
        }
    }

    #[inline]
    fn bit(&self, hash: u32) -> u64 {
        let at = (hash >> self.shift) as usize;
        self.words.get(at / WORD).map_or(0, |word| word >> (at % WORD) & 1)
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
        self.get_from(self.first(key), key)
    }

    /// What stands where the key is looked for first.
    #[inline]
    fn first(&self, key: u64) -> u64 {
        let mask = self.0.len().wrapping_sub(1);
        self.0.get(place(key) & mask).copied().unwrap_or(0)
    }

    /// The rest of a look-up.
    #[inline]
    fn get_from(&self, first: u64, key: u64) -> Option<u32> {
        let mask = self.0.len().wrapping_sub(1);
        let (mut at, mut taken) = (place(key), first);
        loop {
            if taken == 0 {
                return None;
            }
            if taken >> NODE_BITS == key {
                return Some(((taken & NODE_MASK) as u32).wrapping_sub(1));
            }
            at = at.wrapping_add(1);
            taken = *self.0.get(at & mask)?;
        }
    }
}

#[inline]
fn pair(last: char, second: char) -> u64 {
    (u64::from(u32::from(last)) << SIGN_BITS) | u64::from(u32::from(second))
}

#[inline]
fn place(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
}

/// A sign as the last one, as the one before it and as the third from the end: laid over each other they are a hash of
/// two or three signs, of which the upper bits count.
#[inline]
fn mixed(sign: char) -> [u32; 3] {
    [0x9e37_79b1, 0x85eb_ca6b, 0xc2b2_ae35].map(|by: u32| u32::from(sign).wrapping_mul(by))
}
