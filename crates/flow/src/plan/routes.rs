//! The ways by which money that is still there may leave: the routes that a trace has shown, each as
//! wide as what it bore, and where they end.

use super::Wish;
use super::max_flow::{Link, Network, WITHOUT_LIMIT};
use crate::names::AccountId;
use crate::trace::Trace;
use rustc_hash::FxHashMap;

/// Routes are not made wider than so much: there, all that one fen has shown is a thousand yuan.
const PERCENT_MAX: u64 = 10_000_000;

/// An account of the trace, at its place in the trace's order.
#[derive(Clone, Debug)]
pub struct Stand {
    pub account: AccountId,
    pub level: u32,
    /// Victims' money that a freeze would hold.
    pub here: u64,
    /// What a freeze costs; None where none may be proposed.
    pub cost: Option<u64>,
    /// A hold on the whole account stands already: nothing goes through.
    pub(super) shut: bool,
    /// From here money leaves by ways that the trace does not know.
    pub(super) exit: bool,
}

#[derive(Clone, Debug)]
pub struct Routes {
    pub stands: Vec<Stand>,
    /// From, to, and what was carried.
    pub(super) routes: Vec<(usize, usize, u64)>,
    /// How wide routes are, in hundredths of what they carried.
    pub(super) percent: u64,
}

/// What a network is asked for.
#[derive(Clone, Copy, Debug)]
enum Asked<'f> {
    /// How much leaves when these are frozen.
    Leaves(&'f [usize]),
    /// How much leaves when routes bear whatever comes.
    Unbound,
    /// The least of what freezes cost, at so much each, and what leaves nevertheless.
    Priced(u64),
    /// The least that freezes cost when nothing may leave at all, by however small a route.
    Parted,
}

/// A least cut: what it comes to, and whom it freezes, in the trace's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub weight: u64,
    pub frozen: Vec<usize>,
}

impl Routes {
    pub fn of(trace: &Trace, wish: &Wish) -> Self {
        let places: FxHashMap<AccountId, usize> =
            trace.reached.iter().enumerate().map(|(at, place)| (place.account, at)).collect();
        let mut carried: FxHashMap<(usize, usize), u64> = FxHashMap::default();
        for edge in &trace.edges {
            let ends = (places.get(&edge.transfer.from), places.get(&edge.transfer.to));
            let ((Some(from), Some(to)), Some(found)) = (ends, edge.tainted.get(&wish.rule)) else { continue };
            if from != to {
                let sum = carried.entry((*from, *to)).or_default();
                *sum = sum.saturating_add(found.amount);
            }
        }
        let mut routes: Vec<_> = carried.into_iter().map(|((from, to), sum)| (from, to, sum)).collect();
        routes.retain(|(_, _, sum)| *sum >= wish.floor.max(1));
        routes.sort_unstable();
        let stands = stands(trace, wish);
        let mut found = Self { stands, routes, percent: 100 };
        found.open_exits(trace, wish);
        found.widen();
        found
    }

    /// Money leaves where it may not be frozen (shops, cash, hubs), where more has come to rest than ever
    /// went on, and where no route leads to such a place.
    fn open_exits(&mut self, trace: &Trace, wish: &Wish) {
        let mut went_on = vec![0_u64; self.stands.len()];
        for (from, _, sum) in &self.routes {
            went_on.get_mut(*from).into_iter().for_each(|out| *out = out.saturating_add(*sum));
        }
        for ((stand, place), out) in self.stands.iter_mut().zip(&trace.reached).zip(went_on) {
            let rests = place.tainted.get(&wish.rule).map_or(0, |tainted| tainted.amount);
            stand.exit = !stand.shut && (wish.never.contains(&stand.account) || rests > out);
        }
        let leads = self.leads_to_an_exit();
        for (stand, leads) in self.stands.iter_mut().zip(leads) {
            stand.exit |= !leads && !stand.shut;
        }
    }

    /// Makes all routes wider, by the same factor and as little as is needed for everything to leave that can.
    fn widen(&mut self) {
        let all = self.network(Asked::Unbound).0.fill(self.source(), self.sink());
        let (mut low, mut high) = (100, 100);
        let enough = |routes: &mut Self, percent: u64| {
            routes.percent = percent;
            percent >= PERCENT_MAX || routes.leaves(&[]) == all
        };
        while !enough(self, high) {
            (low, high) = (high + 1, high.saturating_mul(2));
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if enough(self, middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        self.percent = high;
    }

    fn leads_to_an_exit(&self) -> Vec<bool> {
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.stands.len()];
        for (from, to, _) in &self.routes {
            before.get_mut(*to).into_iter().for_each(|list| list.push(*from));
        }
        let mut leads: Vec<bool> = self.stands.iter().map(|stand| stand.exit).collect();
        let mut waiting: Vec<usize> = leads.iter().enumerate().filter_map(|(at, exit)| exit.then_some(at)).collect();
        while let Some(at) = waiting.pop() {
            for from in before.get(at).into_iter().flatten() {
                if let Some(leads) = leads.get_mut(*from).filter(|leads| !**leads) {
                    *leads = true;
                    waiting.push(*from);
                }
            }
        }
        leads
    }

    /// To which accounts money can come, where it is already among them.
    pub fn reached(&self) -> Vec<bool> {
        let (network, _) = self.network(Asked::Leaves(&[]));
        let near = network.near(self.source());
        (0..self.stands.len()).map(|at| near.get(2 * at) == Some(&true)).collect()
    }

    /// How much can leave by the routes once these are frozen.
    pub fn leaves(&self, frozen: &[usize]) -> u64 {
        self.network(Asked::Leaves(frozen)).0.fill(self.source(), self.sink())
    }

    /// The same, with how much of it goes through each account; there may be other ways to send as much.
    pub fn leaves_through(&self, frozen: &[usize]) -> (u64, Vec<u64>) {
        let (mut network, through) = self.network(Asked::Leaves(frozen));
        let most = network.fill(self.source(), self.sink());
        (most, through.into_iter().map(|link| network.sent(link)).collect())
    }

    /// The freezes that cost least and let nothing leave; of several, those nearest to the money.
    pub fn fewest(&self) -> Cut {
        self.cut(Asked::Parted)
    }

    /// The least of: what freezes cost at this price each, and what leaves nevertheless.
    pub fn priced(&self, price: u64) -> Cut {
        self.cut(Asked::Priced(price))
    }

    fn cut(&self, asked: Asked) -> Cut {
        let (mut network, _) = self.network(asked);
        let weight = network.fill(self.source(), self.sink());
        let near = network.near(self.source());
        let cut = |at: &usize| near.get(2 * at) == Some(&true) && near.get(2 * at + 1) == Some(&false);
        let may = |at: &usize| self.stands.get(*at).is_some_and(|stand| stand.cost.is_some());
        Cut { weight, frozen: (0..self.stands.len()).filter(cut).filter(may).collect() }
    }

    fn source(&self) -> usize {
        2 * self.stands.len()
    }

    fn sink(&self) -> usize {
        self.source() + 1
    }

    /// Every account is two nodes with an arc between them, which a freeze cuts.
    fn network(&self, asked: Asked) -> (Network, Vec<Link>) {
        let (source, sink) = (self.source(), self.sink());
        let mut network = Network::new(sink + 1);
        let parted = matches!(asked, Asked::Parted);
        let supply = |here: u64| if parted { WITHOUT_LIMIT } else { here };
        let width = |carried: u64| {
            let bound = !parted && !matches!(asked, Asked::Unbound);
            let wide = u128::from(carried) * u128::from(self.percent) / 100;
            if bound { u64::try_from(wide).unwrap_or(WITHOUT_LIMIT) } else { WITHOUT_LIMIT }
        };
        let mut through = Vec::with_capacity(self.stands.len());
        for (at, stand) in self.stands.iter().enumerate() {
            through.push(network.link(2 * at, 2 * at + 1, stand.bears(at, asked)));
            if stand.here > 0 {
                network.link(source, 2 * at, supply(stand.here));
            }
            if stand.exit {
                network.link(2 * at + 1, sink, WITHOUT_LIMIT);
            }
        }
        for (from, to, sum) in &self.routes {
            network.link(2 * from + 1, 2 * to, width(*sum));
        }
        (network, through)
    }
}

impl Stand {
    fn bears(&self, at: usize, asked: Asked) -> u64 {
        match asked {
            _ if self.shut => 0,
            Asked::Leaves(frozen) if frozen.contains(&at) => 0,
            Asked::Leaves(_) | Asked::Unbound => WITHOUT_LIMIT,
            Asked::Priced(price) => self.cost.map_or(WITHOUT_LIMIT, |cost| cost.saturating_mul(price)),
            Asked::Parted => self.cost.unwrap_or(WITHOUT_LIMIT),
        }
    }
}

fn stands(trace: &Trace, wish: &Wish) -> Vec<Stand> {
    let here: FxHashMap<AccountId, u64> =
        wish.recoverable(trace).into_iter().map(|place| (place.account, place.amount)).collect();
    let stand = |place: &crate::trace::Reached| {
        let account = place.account;
        Stand {
            account,
            level: place.level,
            here: here.get(&account).copied().unwrap_or(0),
            cost: wish.cost(account),
            shut: wish.is_shut(account),
            exit: false,
        }
    };
    trace.reached.iter().map(stand).collect()
}
