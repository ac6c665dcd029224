//! A made-up town of calls and payments from a seed: people, couriers, agents, call centres, travellers; and
//! those who call as police from a card pool. Weights were set on it. It is our own picture of how scams look on
//! the wire, no measurement of any network.

use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Stamp};
use cordon_sift::event::{CallEvent, CallStage, Event, NameCheck, Party, PayChannel, PaymentEvent, Route};
use cordon_sift::payments::{PayeeSigns, Signs};
use std::collections::BTreeMap;

pub const BEGIN: i64 = 1_790_006_400_000;

/// Who a number belongs to; scams from `Burst` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Person,
    Student,
    Traveller,
    Relative,
    Courier,
    Agent,
    Centre,
    Clinic,
    Burst,
    Pool,
    NextToNext,
    Masked,
    Abroad,
    Careful,
}

impl Who {
    pub const fn is_scam(self) -> bool {
        self as u8 >= Self::Burst as u8
    }
}

/// How a number calls.
struct Habit {
    count: usize,
    who: Who,
    /// Calls a day, least and most.
    calls: (u64, u64),
    /// Of a thousand.
    answered: u64,
    short: u64,
    /// Seconds of a call that is not short.
    long: (u64, u64),
    /// Days since activation.
    age: (u64, u64),
    cells: u64,
    /// Calls that come in for each thousand that go out.
    incoming: u64,
    /// Complaints for a thousand calls.
    complaints: u64,
}

const HABITS: &[Habit] = &[
    Habit {
        count: 3000,
        who: Who::Person,
        calls: (0, 7),
        answered: 850,
        short: 150,
        long: (30, 400),
        age: (200, 4000),
        cells: 5,
        incoming: 900,
        complaints: 0,
    },
    Habit {
        count: 40,
        who: Who::Student,
        calls: (4, 22),
        answered: 750,
        short: 250,
        long: (30, 500),
        age: (1, 20),
        cells: 4,
        incoming: 500,
        complaints: 0,
    },
    Habit {
        count: 15,
        who: Who::Traveller,
        calls: (1, 5),
        answered: 800,
        short: 150,
        long: (40, 400),
        age: (300, 4000),
        cells: 3,
        incoming: 300,
        complaints: 0,
    },
    Habit {
        count: 15,
        who: Who::Relative,
        calls: (0, 3),
        answered: 700,
        short: 100,
        long: (100, 1500),
        age: (300, 3000),
        cells: 1,
        incoming: 300,
        complaints: 0,
    },
    Habit {
        count: 25,
        who: Who::Courier,
        calls: (90, 170),
        answered: 760,
        short: 650,
        long: (20, 60),
        age: (100, 2000),
        cells: 12,
        incoming: 150,
        complaints: 0,
    },
    Habit {
        count: 20,
        who: Who::Agent,
        calls: (60, 130),
        answered: 430,
        short: 550,
        long: (30, 400),
        age: (60, 1500),
        cells: 3,
        incoming: 90,
        complaints: 3,
    },
    Habit {
        count: 8,
        who: Who::Centre,
        calls: (150, 350),
        answered: 450,
        short: 500,
        long: (40, 300),
        age: (900, 4000),
        cells: 0,
        incoming: 60,
        complaints: 3,
    },
    Habit {
        count: 6,
        who: Who::Clinic,
        calls: (30, 70),
        answered: 720,
        short: 250,
        long: (30, 120),
        age: (900, 4000),
        cells: 0,
        incoming: 700,
        complaints: 0,
    },
    Habit {
        count: 14,
        who: Who::Burst,
        calls: (140, 280),
        answered: 400,
        short: 680,
        long: (60, 1800),
        age: (1, 25),
        cells: 1,
        incoming: 5,
        complaints: 15,
    },
    Habit {
        count: 30,
        who: Who::Pool,
        calls: (35, 70),
        answered: 420,
        short: 650,
        long: (60, 1800),
        age: (3, 200),
        cells: 1,
        incoming: 5,
        complaints: 12,
    },
    Habit {
        count: 4,
        who: Who::NextToNext,
        calls: (200, 350),
        answered: 300,
        short: 750,
        long: (60, 1200),
        age: (5, 400),
        cells: 1,
        incoming: 5,
        complaints: 12,
    },
    Habit {
        count: 40,
        who: Who::Masked,
        calls: (2, 8),
        answered: 500,
        short: 500,
        long: (100, 2400),
        age: (0, 0),
        cells: 0,
        incoming: 0,
        complaints: 10,
    },
    Habit {
        count: 15,
        who: Who::Abroad,
        calls: (15, 40),
        answered: 350,
        short: 650,
        long: (60, 1800),
        age: (0, 0),
        cells: 0,
        incoming: 0,
        complaints: 10,
    },
    Habit {
        count: 20,
        who: Who::Careful,
        calls: (8, 18),
        answered: 600,
        short: 350,
        long: (200, 2400),
        age: (30, 600),
        cells: 2,
        incoming: 60,
        complaints: 12,
    },
];

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    pub fn of(&mut self, (least, most): (u64, u64)) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// Of a thousand.
    pub fn hits(&mut self, part: u64) -> bool {
        self.next() % 1000 < part
    }
}

/// What happens, with the truth beside it.
pub enum Happens {
    Call(CallEvent, Who),
    Complaint(String, u64, Stamp),
    Warned(String, Stamp),
    Pay(Box<PaymentEvent>, bool),
}

impl Happens {
    pub fn at(&self) -> Stamp {
        match self {
            Self::Call(call, _) => call.at,
            Self::Complaint(.., at) | Self::Warned(_, at) => *at,
            Self::Pay(payment, _) => payment.at,
        }
    }
}

pub struct Town {
    pub happens: Vec<Happens>,
    pub owners: BTreeMap<String, Who>,
    pub payees: Payees,
}

/// What tracing would know of payees here.
#[derive(Debug, Default)]
pub struct Payees(BTreeMap<String, Signs>);

impl PayeeSigns for Payees {
    fn signs(&self, account: &str, _: Stamp) -> Signs {
        self.0.get(account).copied().unwrap_or_default()
    }
}

struct Maker {
    dice: Dice,
    town: Town,
    people: Vec<String>,
    next: u64,
}

pub fn town(seed: u64, days: i64) -> Town {
    let town = Town { happens: Vec::new(), owners: BTreeMap::new(), payees: Payees::default() };
    let mut maker = Maker { dice: Dice::new(seed), town, people: Vec::new(), next: 0 };
    maker.people = (0..3000).map(|place| format!("199{place:08}")).collect();
    maker.payees();
    for habit in HABITS {
        for place in 0..habit.count {
            maker.live(habit, place, days);
        }
    }
    maker.payments(days);
    let mut town = maker.town;
    town.happens.sort_by_key(Happens::at);
    town
}

fn shown(who: Who, place: usize, dice: &mut Dice) -> String {
    match who {
        Who::Person => format!("199{place:08}"),
        Who::Student | Who::Traveller | Who::Courier | Who::Agent | Who::Careful | Who::Burst => {
            format!("1991{:07}", who as usize * 100_000 + place * 317)
        }
        // Cards of one delivery have numbers side by side.
        Who::Pool => format!("1992{:07}", 5_000 + place),
        Who::NextToNext => format!("1993{:07}", place * 1_003),
        Who::Centre if place.is_multiple_of(2) => format!("400999{place:04}"),
        Who::Centre => format!("959{place:02}"),
        Who::Clinic => format!("0252999{place:04}"),
        Who::Relative => format!("+4477009{:05}", 100 + place),
        Who::Abroad => format!("+120255501{:02}", 10 + place),
        Who::Masked => match place % 4 {
            0 => "+8696110".to_owned(),
            1 => format!("+86102999{place:04}"),
            2 => format!("+86199{:08}", 99_000_000 + place),
            _ => format!("+00{}", 95_500 + dice.of((0, 99))),
        },
    }
}

impl Maker {
    fn id(&mut self) -> String {
        self.next += 1;
        self.next.to_string()
    }

    fn person(&mut self) -> String {
        let place = self.dice.next() as usize % self.people.len();
        self.people[place].clone()
    }

    fn live(&mut self, habit: &Habit, place: usize, days: i64) {
        let who = habit.who;
        let number = shown(who, place, &mut self.dice);
        self.town.owners.insert(number.clone(), who);
        let age = self.dice.of(habit.age) as i64 * DAY_MS;
        let friends: Vec<String> = (0..12).map(|_| self.person()).collect();
        let home = self.dice.of((0, 40));
        for day in 0..days {
            let calls = self.dice.of(habit.calls);
            let mut dialled = 19_900_000_000 + self.dice.of((0, 2600));
            let mut at = BEGIN + day * DAY_MS + 8 * HOUR_MS + self.dice.of((0, 60)) as i64 * MINUTE_MS;
            for turn in 0..calls {
                let rest = 11 * HOUR_MS / calls.max(1) as i64;
                at += rest / 2 + (self.dice.next() % (rest as u64 + 1)) as i64;
                if who == Who::Masked && turn > 3 {
                    break;
                }
                dialled += 1;
                let callee = match who {
                    Who::Person | Who::Student | Who::Traveller | Who::Relative if self.dice.hits(900) => {
                        friends[self.dice.next() as usize % friends.len()].clone()
                    }
                    Who::NextToNext => dialled.to_string(),
                    _ => self.person(),
                };
                let line = Line { habit, place, age: age + at - BEGIN, home };
                self.call(&line, &number, &callee, at);
                if self.dice.hits(habit.incoming) {
                    self.back(&number, at);
                }
            }
        }
    }

    fn back(&mut self, number: &str, at: i64) {
        let caller = self.person();
        let id = self.id();
        let mut event = plain(&id, at + 30 * MINUTE_MS, CallStage::Ended, &caller, number);
        event.seconds = Some(60);
        event.route = Some(Route::Domestic);
        self.town.happens.push(Happens::Call(event, Who::Person));
    }

    fn call(&mut self, line: &Line<'_>, caller: &str, callee: &str, at: i64) -> i64 {
        let Line { habit, place, age, home } = *line;
        let who = habit.who;
        let id = self.id();
        let mut event = plain(&id, at, CallStage::Attempt, caller, callee);
        let abroad = matches!(who, Who::Traveller | Who::Relative | Who::Abroad | Who::Masked);
        event.route = Some(if abroad { Route::International } else { Route::Domestic });
        event.roaming =
            matches!(who, Who::Traveller).then_some(true).or((who == Who::Masked && place % 4 == 2).then_some(false));
        event.activated_at = (habit.age.1 > 0).then(|| Stamp::from_ms(at - age));
        if habit.cells > 0 {
            event.cell = Some(format!("cell {}", home + self.dice.of((0, habit.cells - 1))));
            event.device =
                Some(if who == Who::Pool { format!("pool {}", place / 10) } else { format!("device {who:?} {place}") });
        }
        self.town.happens.push(Happens::Call(event.clone(), who));
        let mut until = at;
        if self.dice.hits(habit.answered) {
            let seconds = if self.dice.hits(habit.short) { self.dice.of((3, 19)) } else { self.dice.of(habit.long) };
            let answered = at + 12 * SECOND_MS;
            until = answered + seconds as i64 * SECOND_MS;
            let stage = |stage, at, seconds| CallEvent { stage, at: Stamp::from_ms(at), seconds, ..event.clone() };
            self.town.happens.push(Happens::Call(stage(CallStage::Answered, answered, None), who));
            self.town.happens.push(Happens::Call(stage(CallStage::Ended, until, Some(seconds as u32)), who));
            // Who was taken in pays while the other waits on the line.
            if who.is_scam() && seconds > 600 && self.dice.hits(300) {
                self.victim(callee, answered, until);
            }
        }
        if self.dice.hits(habit.complaints) {
            let later = Stamp::from_ms(at + self.dice.of((5, 600)) as i64 * MINUTE_MS);
            let person = self.dice.next();
            self.town.happens.push(Happens::Complaint(caller.to_owned(), person, later));
        }
        until
    }

    fn payees(&mut self) {
        for place in 0..40 {
            let known = self.dice.hits(300);
            let signs = Signs {
                taint_permille: known.then(|| self.dice.of((100, 950)) as u16),
                tainted_at: known.then(|| Stamp::from_ms(BEGIN)),
                distance: self.dice.hits(400).then_some(2),
                mule_permille: Some(self.dice.of((100, 980)) as u16),
                measure_in_force: Some(false),
                as_of: None,
            };
            self.town.payees.0.insert(format!("bank:mule{place}"), signs);
        }
        for place in 0..400 {
            let mule = if self.dice.hits(30) { self.dice.of((300, 900)) } else { self.dice.of((0, 200)) };
            let signs = Signs { mule_permille: Some(mule as u16), taint_permille: Some(0), ..Signs::default() };
            self.town.payees.0.insert(format!("bank:shop{place}"), signs);
        }
    }

    fn payment(&mut self, payer: &str, payee: String, at: i64, amount: i64) -> PaymentEvent {
        let party = |account: String, phone: Option<String>, opened: i64| Party {
            account,
            phone,
            device: None,
            opened_at: Some(Stamp::from_ms(at - opened)),
            name_hash: None,
        };
        let opened = self.dice.of((200, 4000)) as i64 * DAY_MS;
        PaymentEvent {
            id: self.id(),
            at: Stamp::from_ms(at),
            payer: party(format!("bank:{payer}"), Some(payer.to_owned()), 2000 * DAY_MS),
            payee: party(payee, None, opened),
            amount,
            currency: "CNY".to_owned(),
            channel: Some(PayChannel::App),
            balance_before: Some(amount + self.dice.of((0, 5_000_000)) as i64),
            usual_amount: Some(self.dice.of((50_000, 1_500_000)) as i64),
            first_to_payee: Some(false),
            name_check: Some(NameCheck::Match),
            screen_shared: Some(false),
            remote_control: Some(false),
            new_device: Some(self.dice.hits(20)),
            loan_at: None,
            elder: Some(self.dice.hits(150)),
            apps: vec![],
        }
    }

    fn victim(&mut self, phone: &str, from: i64, until: i64) {
        let held = self.dice.hits(700);
        let first = if held { from + (until - from) / 2 } else { until + self.dice.of((3, 50)) as i64 * MINUTE_MS };
        if self.dice.hits(200) {
            self.town.happens.push(Happens::Warned(phone.to_owned(), Stamp::from_ms(first - 2 * MINUTE_MS)));
        }
        for turn in 0..self.dice.of((1, 3)) {
            let payee = format!("bank:mule{}", self.dice.of((0, 39)));
            let amount = self.dice.of((300_000, 9_000_000)) as i64;
            let mut paid = self.payment(phone, payee, first + turn as i64 * MINUTE_MS, amount);
            self.taken_in(&mut paid);
            self.town.happens.push(Happens::Pay(Box::new(paid), true));
        }
    }

    fn taken_in(&mut self, paid: &mut PaymentEvent) {
        let at = paid.at.ms();
        paid.first_to_payee = Some(self.dice.hits(970));
        paid.payee.opened_at = Some(Stamp::from_ms(at - self.dice.of((2, 400)) as i64 * DAY_MS));
        paid.screen_shared = self.dice.hits(800).then(|| self.dice.hits(400));
        paid.remote_control = Some(self.dice.hits(80));
        paid.loan_at = self.dice.hits(200).then(|| Stamp::from_ms(at - HOUR_MS));
        paid.name_check = Some(if self.dice.hits(300) { NameCheck::NoMatch } else { NameCheck::Match });
        let left = self.dice.of((0, 1_500_000)) as i64;
        paid.balance_before = Some(paid.amount + left);
    }

    /// Lawful payments, hard ones among them, and victims whom nobody ever called.
    fn payments(&mut self, days: i64) {
        for _ in 0..days * 3000 {
            let at = BEGIN + (self.dice.next() % (days as u64 * DAY_MS as u64)) as i64;
            let (payer, shop) = (self.person(), self.dice.of((0, 399)));
            let much = self.dice.hits(60);
            let range = if much { (1_000_000, 20_000_000) } else { (500, 300_000) };
            let amount = self.dice.of(range) as i64;
            let mut paid = self.payment(&payer, format!("bank:shop{shop}"), at, amount);
            if self.dice.hits(220) {
                paid.first_to_payee = Some(true);
                paid.name_check = Some(match self.dice.of((0, 99)) {
                    0..4 => NameCheck::NoMatch,
                    4..12 => NameCheck::Close,
                    12..20 => NameCheck::Unavailable,
                    _ => NameCheck::Match,
                });
                paid.screen_shared = Some(self.dice.hits(6));
                if self.dice.hits(30) {
                    paid.loan_at = Some(Stamp::from_ms(at - 5 * HOUR_MS));
                }
            }
            self.town.happens.push(Happens::Pay(Box::new(paid), false));
        }
        for _ in 0..days * 4 {
            let at = BEGIN + (self.dice.next() % (days as u64 * DAY_MS as u64)) as i64;
            let (payer, mule) = (self.person(), self.dice.of((0, 39)));
            let amount = self.dice.of((100_000, 4_000_000)) as i64;
            let mut paid = self.payment(&payer, format!("bank:mule{mule}"), at, amount);
            self.taken_in(&mut paid);
            self.town.happens.push(Happens::Pay(Box::new(paid), true));
        }
    }
}

#[derive(Clone, Copy)]
struct Line<'a> {
    habit: &'a Habit,
    place: usize,
    age: i64,
    home: u64,
}

/// A call of which the carrier tells no more than it has to.
pub fn plain(id: &str, at: i64, stage: CallStage, caller: &str, callee: &str) -> CallEvent {
    CallEvent {
        id: id.to_owned(),
        at: Stamp::from_ms(at),
        stage,
        caller: caller.to_owned(),
        callee: callee.to_owned(),
        route: None,
        attested: None,
        seconds: None,
        activated_at: None,
        roaming: None,
        device: None,
        cell: None,
    }
}

/// Every event of a town in its order, as the server would take it.
pub fn event(happens: &Happens) -> Option<Event> {
    match happens {
        Happens::Call(call, _) => Some(Event::Call(call.clone())),
        Happens::Pay(payment, _) => Some(Event::Payment((**payment).clone())),
        Happens::Complaint(..) | Happens::Warned(..) => None,
    }
}
