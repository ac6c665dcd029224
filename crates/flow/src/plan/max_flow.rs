//! The most that can flow from one node to another, and the cut that says why it is not more: Dinic's
//! way, in whole units, without recursion.
//!
//! Not here: what the nodes mean.

use std::collections::VecDeque;

/// More than any flow of a trace.
pub const WITHOUT_LIMIT: u64 = u64::MAX;
const NONE: usize = usize::MAX;

/// Arcs stand in pairs: one, and at the next place the way back, which bears what was sent.
#[derive(Clone, Debug)]
struct Arc {
    to: usize,
    left: u64,
    /// The next arc of the same node.
    next: usize,
}

#[derive(Clone, Debug)]
pub struct Network {
    arcs: Vec<Arc>,
    /// The first arc of every node.
    first: Vec<usize>,
}

/// An arc that was added.
#[derive(Clone, Copy, Debug)]
pub struct Link(usize);

impl Network {
    pub fn new(nodes: usize) -> Self {
        Self { arcs: Vec::new(), first: vec![NONE; nodes] }
    }

    /// Both nodes must exist; else nothing flows there.
    pub fn link(&mut self, from: usize, to: usize, capacity: u64) -> Link {
        let link = self.arcs.len();
        self.add(from, to, capacity);
        self.add(to, from, 0);
        Link(link)
    }

    fn add(&mut self, from: usize, to: usize, left: u64) {
        let place = self.arcs.len();
        let next = self.first.get_mut(from).map_or(NONE, |first| std::mem::replace(first, place));
        self.arcs.push(Arc { to, left, next });
    }

    /// What was sent along an arc.
    pub fn sent(&self, link: Link) -> u64 {
        self.left(link.0 ^ 1)
    }

    /// Sends as much as can be sent, and says how much that is.
    pub fn fill(&mut self, source: usize, sink: usize) -> u64 {
        let mut sent = 0_u64;
        loop {
            let depths = self.depths(source);
            if depths.get(sink).is_none_or(|depth| *depth == NONE) {
                return sent;
            }
            let mut open = self.first.clone();
            while let Some(more) = self.send_along_one(source, sink, &depths, &mut open) {
                sent = sent.saturating_add(more);
            }
        }
    }

    /// Once filled: the nodes to which more could still be brought. The arcs that lead out of them are the
    /// least cut that is nearest to the source; it is the same whatever way the flow was found.
    pub fn near(&self, source: usize) -> Vec<bool> {
        self.depths(source).into_iter().map(|depth| depth != NONE).collect()
    }

    fn left(&self, arc: usize) -> u64 {
        self.arcs.get(arc).map_or(0, |arc| arc.left)
    }

    /// How many arcs with room lead to each node.
    fn depths(&self, source: usize) -> Vec<usize> {
        let mut depths = vec![NONE; self.first.len()];
        let mut waiting = VecDeque::from([(source, 0)]);
        depths.get_mut(source).into_iter().for_each(|depth| *depth = 0);
        while let Some((node, depth)) = waiting.pop_front() {
            for arc in self.arcs_of(node).filter(|arc| arc.left > 0) {
                if let Some(found) = depths.get_mut(arc.to).filter(|found| **found == NONE) {
                    *found = depth + 1;
                    waiting.push_back((arc.to, depth + 1));
                }
            }
        }
        depths
    }

    fn arcs_of(&self, node: usize) -> impl Iterator<Item = &Arc> {
        let mut place = self.first.get(node).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let arc = self.arcs.get(place)?;
            place = arc.next;
            Some(arc)
        })
    }

    /// Goes down one walk on which every arc has room and leads one deeper. `open` is the first arc of each
    /// node that was not found shut in this round.
    fn send_along_one(&mut self, source: usize, sink: usize, depths: &[usize], open: &mut [usize]) -> Option<u64> {
        let mut walk: Vec<usize> = Vec::new();
        let mut node = source;
        while node != sink {
            let place = open.get(node).copied()?;
            let deeper = depths.get(node).map_or(NONE, |depth| depth.saturating_add(1));
            match self.arcs.get(place) {
                Some(arc) if arc.left > 0 && depths.get(arc.to) == Some(&deeper) => {
                    walk.push(place);
                    node = arc.to;
                }
                Some(arc) => open.get_mut(node).into_iter().for_each(|first| *first = arc.next),
                None => {
                    // Nothing leads on from here: back, and past the arc that led here.
                    let back = walk.pop()?;
                    node = self.arcs.get(back ^ 1)?.to;
                    let next = self.arcs.get(back)?.next;
                    open.get_mut(node).into_iter().for_each(|first| *first = next);
                }
            }
        }
        let room = walk.iter().map(|place| self.left(*place)).min()?;
        for place in walk {
            self.arcs.get_mut(place).into_iter().for_each(|arc| arc.left -= room);
            // What comes back is never more than the source has sent.
            self.arcs.get_mut(place ^ 1).into_iter().for_each(|arc| arc.left = arc.left.saturating_add(room));
        }
        Some(room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_flow_takes_back_what_stands_in_its_way() {
        // The short walk 0-1-2-3 must give way for two others.
        let mut network = Network::new(4);
        let links: Vec<Link> =
            [(0, 1, 1), (0, 2, 1), (1, 2, 1), (1, 3, 1), (2, 3, 1)].map(|(a, b, c)| network.link(a, b, c)).into();
        assert_eq!(network.fill(0, 3), 2);
        assert_eq!(links.iter().map(|link| network.sent(*link)).collect::<Vec<_>>(), [1, 1, 0, 1, 1]);
        assert_eq!(network.near(0), [true, false, false, false]);
    }

    /// The least sum of capacities over all ways to part the nodes.
    fn least_cut(nodes: usize, arcs: &[(usize, usize, u64)]) -> u64 {
        let cut = |side: usize| {
            let here = |node: usize| side >> node & 1 == 1;
            arcs.iter().filter(|(a, b, _)| here(*a) && !here(*b)).map(|(_, _, capacity)| capacity).sum()
        };
        (0..1_usize << nodes).filter(|side| side & 1 == 1 && side >> (nodes - 1) & 1 == 0).map(cut).min().unwrap()
    }

    proptest! {
        #[test]
        fn the_most_that_flows_is_the_least_cut(
            nodes in 2..8_usize,
            drawn in prop::collection::vec((0..8_usize, 0..8_usize, prop_oneof![0..9_u64, Just(1)]), 0..24),
        ) {
            let arcs: Vec<_> = drawn.into_iter().map(|(a, b, c)| (a % nodes, b % nodes, c)).collect();
            let mut network = Network::new(nodes);
            let links: Vec<Link> = arcs.iter().map(|(a, b, c)| network.link(*a, *b, *c)).collect();
            let most = network.fill(0, nodes - 1);
            prop_assert_eq!(most, least_cut(nodes, &arcs));
            let near = network.near(0);
            let through: u64 = arcs.iter().filter(|(a, b, _)| near[*a] && !near[*b]).map(|(_, _, c)| c).sum();
            prop_assert_eq!(through, most, "the cut that is told is a least one");
            for node in 1..nodes - 1 {
                let sum = |at: fn(&(usize, usize, u64)) -> usize| -> u64 {
                    arcs.iter().zip(&links).filter(|(arc, _)| at(arc) == node).map(|(_, l)| network.sent(*l)).sum()
                };
                prop_assert_eq!(sum(|arc| arc.0), sum(|arc| arc.1), "nothing stays on the way");
            }
        }
    }
}
