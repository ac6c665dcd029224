//! Lists against a plain one that keeps every entry in a row, over random histories; and files that are torn.

use cordon_model::time::Stamp;
use cordon_sift::event::{CallEvent, CallStage, ContentBasis, Event, Party, PaymentEvent, TextEvent};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::judge::{Kind, Knows};
use cordon_sift::key::{Key, Keyer, Known};
use cordon_sift::lists::{
    Consent, Entry, Generation, Level, Listed, Lists, Lived, Note, Protected, Range, Ranges, Source, Way, Writer,
};
use cordon_sift::rules::{Rules, check, shipped};
use cordon_sift::text::call::Channel;
use proptest::prelude::*;
use std::sync::Arc;

fn keyer() -> Keyer {
    Keyer::new(b"a secret of test")
}

fn note(list: &str, level: Level, source: Source) -> Arc<Note> {
    Arc::new(Note { list: list.into(), level, source, reason: "made up".into(), redress: "96110".into() })
}

fn generation(mut entries: Vec<(Key, Listed)>) -> Generation {
    entries.sort();
    let mut writer = Writer::new(Vec::new(), entries.len() as u64);
    entries.iter().for_each(|(key, listed)| writer.push(*key, listed).unwrap());
    Generation::open(Box::new(writer.finish().unwrap())).unwrap()
}

fn lists() -> Lists {
    Lists::new(Arc::new(Protected::shipped().unwrap()))
}

fn at(seconds: i64) -> Stamp {
    Stamp::from_ms(seconds * 1000)
}

/// One entry of a random history: key, list, level, source, since, until, and whether it stands in the file.
type Line = (u64, u8, usize, usize, u32, u32, bool);

fn listed(line: &Line) -> Listed {
    let (_, list, level, source, since, until, _) = *line;
    let note = note(&format!("list-{list}"), Level::ALL[level], Source::ALL[source]);
    Listed { note, entry: Entry { since, until } }
}

/// The law in plain words: of what holds now an executed measure's black wins, then white, then black, then grey.
fn oracle(lines: &[&Line], now: u32) -> (&'static str, bool, bool) {
    let held = lines.iter().filter(|(_, _, _, _, since, until, _)| *since <= now && (*until == 0 || now < *until));
    let held: Vec<_> = held.map(|(_, _, level, source, ..)| (Level::ALL[*level], Source::ALL[*source])).collect();
    let has = |level| held.iter().any(|(of, _)| *of == level);
    let measure = held.contains(&(Level::Black, Source::Measure));
    let word = match () {
        () if measure => "black",
        () if has(Level::White) => "white",
        () if has(Level::Black) => "black",
        () if has(Level::Grey) => "grey",
        () => "none",
    };
    (word, measure, has(Level::White) && (has(Level::Black) || has(Level::Grey)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn lists_say_what_a_plain_one_says(
        lines in proptest::collection::vec(
            (0u64..40, 0u8..6, 0usize..3, 0usize..7, 0u32..50, prop_oneof![Just(0u32), 1u32..60], any::<bool>()),
            0..400,
        ),
        withdrawn in proptest::option::of(0u8..6),
        unlisted in proptest::option::of((0u64..40, 0u8..6)),
    ) {
        let spread = |key: u64| Key(key.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut all = lists();
        let in_file = |line: &&Line| line.6;
        all.generation = Some(Arc::new(generation(
            lines.iter().filter(in_file).map(|line| (spread(line.0), listed(line))).collect(),
        )));
        // In the overlay the last entry of a list about a key is the one that counts.
        let mut plain: Vec<&Line> = lines.iter().filter(in_file).collect();
        for line in lines.iter().filter(|line| !line.6) {
            all.live.apply(Lived::Listed { key: spread(line.0), listed: listed(line) });
            plain.retain(|other| other.6 || (other.0, other.1) != (line.0, line.1));
            plain.push(line);
        }
        if let Some((key, list)) = unlisted {
            all.live.apply(Lived::Unlisted { key: spread(key), list: format!("list-{list}") });
            plain.retain(|line| line.6 || (line.0, line.1) != (key, list));
        }
        if let Some(list) = withdrawn {
            all.live.apply(Lived::Withdrawn { list: format!("list-{list}") });
            plain.retain(|line| !line.6 || line.1 != list);
        }
        for key in 0..45 {
            let of: Vec<&Line> = plain.iter().copied().filter(|line| line.0 == key).collect();
            for now in [0, 10, 30, 59] {
                let standing = all.look(spread(key), at(now)).unwrap();
                let told = (standing.word(), standing.may_block(), standing.against.is_some());
                prop_assert_eq!(told, oracle(&of, u32::try_from(now).unwrap()), "key {} at {}", key, now);
            }
        }
    }

    #[test]
    fn ranges_say_what_trying_each_says(
        ranges in proptest::collection::vec((0u64..300, 0u64..60), 0..30),
        number in 0u64..400,
    ) {
        let form = |number: u64| format!("+86199{number:08}");
        let of = |(place, (from, len)): (usize, &(u64, u64))| {
            let listed = Listed { note: note(&place.to_string(), Level::Black, Source::Police), entry: Entry { since: 0, until: 0 } };
            Range::new(&form(*from), &form(from + len), listed).unwrap()
        };
        let sorted = Ranges::new(ranges.iter().enumerate().map(of).collect());
        let mut found: Vec<String> = sorted.of(&form(number)).iter().map(|listed| listed.note.list.clone()).collect();
        let tried = ranges.iter().enumerate().filter(|(_, (from, len))| (*from..=from + len).contains(&number));
        let mut tried: Vec<String> = tried.map(|(place, _)| place.to_string()).collect();
        found.sort();
        tried.sort();
        prop_assert_eq!(found, tried);
        prop_assert!(sorted.of("+8619900000").is_empty(), "another length is another number");
    }
}

#[test]
fn many_entries_of_one_key_are_found_across_blocks() {
    let entries: Vec<_> = (0..700u32)
        .map(|until| {
            (
                Key(7),
                Listed { note: note("a", Level::Grey, Source::Police), entry: Entry { since: 0, until: until + 1 } },
            )
        })
        .chain((0..300).map(|key| {
            (Key(key * 3), Listed { note: note("b", Level::Grey, Source::Police), entry: Entry { since: 0, until: 0 } })
        }))
        .collect();
    let generation = generation(entries);
    let mut found = 0;
    generation.find(Key(7), |_| found += 1).unwrap();
    assert_eq!((found, generation.len()), (700, 1000));
}

#[test]
fn a_file_that_was_torn_or_turned_is_refused_or_its_block_is() {
    let entries: Vec<_> = (0..1000u64)
        .map(|key| {
            (
                Key(key << 50),
                Listed { note: note("a", Level::Black, Source::Police), entry: Entry { since: 0, until: 0 } },
            )
        })
        .collect();
    let mut writer = Writer::new(Vec::new(), 1000);
    entries.iter().for_each(|(key, listed)| writer.push(*key, listed).unwrap());
    let whole = writer.finish().unwrap();
    for len in (0..whole.len()).step_by(97) {
        assert!(Generation::open(Box::new(whole[..len].to_vec())).is_err(), "torn at {len}");
    }
    for place in (0..whole.len()).step_by(31) {
        let mut turned = whole.clone();
        turned[place] ^= 0x10;
        let read = Generation::open(Box::new(turned)).and_then(|generation| generation.each(|_, _| Ok(())));
        // The last four bytes are nothing and bear nothing.
        assert!(read.is_err() || place >= whole.len() - 4, "turned at {place}");
    }
    let unsorted = Writer::new(Vec::new(), 2).push(Key(2), &entries[0].1);
    assert!(unsorted.is_ok());
    let mut writer = Writer::new(Vec::new(), 2);
    writer.push(Key(2), &entries[0].1).unwrap();
    assert!(writer.push(Key(1), &entries[0].1).is_err());
}

fn list(lists: &mut Lists, known: Known, name: &str, level: Level, source: Source) {
    let listed = Listed { note: note(name, level, source), entry: Entry { since: 0, until: 0 } };
    lists.live.apply(Lived::Listed { key: keyer().key(known, name), listed });
}

fn text(words: &str, basis: Option<ContentBasis>) -> Event {
    Event::Text(TextEvent {
        id: "t".into(),
        at: at(5),
        channel: Channel::Sms,
        from: Some("106900000000".into()),
        to: Some("19900000002".into()),
        text: Some(words.into()),
        basis,
    })
}

fn facts(lists: &Lists, event: &Event) -> Facts {
    let mut facts = Facts::default();
    lists.tell(event, &keyer(), at(5), &mut facts);
    facts
}

fn word(facts: &Facts, fact: Fact) -> Option<i64> {
    facts.get(fact)
}

#[test]
fn links_are_looked_at_only_with_a_basis_and_the_closest_listing_decides() {
    let mut all = lists();
    list(&mut all, Known::Host, "bad.example.com", Level::Black, Source::Police);
    list(&mut all, Known::Host, "example.com", Level::White, Source::Police);
    let bad = facts(&all, &text("点 http://bad.example.com/x 拒收请回复R", Some(ContentBasis::Reported)));
    assert_eq!((word(&bad, Fact::ListHost), word(&bad, Fact::ListMeasure)), (Some(3), Some(0)));
    assert!(bad.is_true(Fact::Advertises));
    let white = facts(&all, &text("http://www.example.com", Some(ContentBasis::Consent)));
    assert_eq!(word(&white, Fact::ListHost), Some(1));
    let both = facts(&all, &text("http://www.example.com http://other.test", Some(ContentBasis::Consent)));
    assert_eq!(word(&both, Fact::ListHost), Some(0), "white only if all are");
    let unread = facts(&all, &text("点 http://bad.example.com/x", None));
    assert_eq!((word(&unread, Fact::ListHost), word(&unread, Fact::TextHosts)), (None, None));
    let alike = facts(&all, &text("登录 icbc.com.cn.a9x.xyz 或 t.cn/abc", Some(ContentBasis::Public)));
    assert!(alike.is_true(Fact::HostLookAlike) && alike.is_true(Fact::HostShort) && !alike.is_true(Fact::HostFree));
}

#[test]
fn only_an_executed_measure_lets_a_payment_be_refused() {
    let party =
        |account: &str| Party { account: account.into(), phone: None, device: None, opened_at: None, name_hash: None };
    let mut payment = PaymentEvent {
        id: "p".into(),
        at: at(5),
        payer: party("999100000002:1"),
        payee: party("999100000001:62170 0000"),
        amount: 100,
        currency: "CNY".into(),
        channel: None,
        balance_before: None,
        usual_amount: None,
        first_to_payee: None,
        name_check: None,
        screen_shared: None,
        remote_control: None,
        new_device: None,
        loan_at: None,
        elder: None,
        apps: vec![],
    };
    let mut all = lists();
    let unknown = facts(&all, &Event::Payment(payment.clone()));
    assert_eq!((word(&unknown, Fact::ListAccount), word(&unknown, Fact::ListApp)), (Some(0), None));
    payment.apps = vec!["com.example.screen".into(), "no app".into(), "com.example.fake".into()];
    let apps = |all: &Lists| word(&facts(all, &Event::Payment(payment.clone())), Fact::ListApp);
    assert_eq!(apps(&all), Some(0));
    list(&mut all, Known::App, "com.example.fake", Level::Black, Source::Institution);
    assert_eq!(apps(&all), Some(3), "the worst of them");
    let payment = Event::Payment(payment.clone());
    list(&mut all, Known::Account, "999100000001:621700000", Level::Black, Source::Institution);
    let black = facts(&all, &payment);
    assert_eq!((word(&black, Fact::ListAccount), word(&black, Fact::ListMeasure)), (Some(3), Some(0)));
    let key = keyer().key(Known::Account, "999100000001:621700000");
    let measure = Listed { note: note("m", Level::Black, Source::Measure), entry: Entry { since: 0, until: 0 } };
    all.live.apply(Lived::Listed { key, listed: measure });
    assert_eq!(word(&facts(&all, &payment), Fact::ListMeasure), Some(1));
}

#[test]
fn a_call_is_told_beside_what_its_receiver_agreed_to_and_refused() {
    let call = Event::Call(CallEvent {
        id: "c".into(),
        at: at(5),
        stage: CallStage::Attempt,
        caller: "+86 199 0000 0001".into(),
        callee: "19900000002".into(),
        route: None,
        attested: None,
        seconds: None,
        activated_at: None,
        roaming: None,
        device: None,
        cell: None,
    });
    let mut all = lists();
    let quiet = facts(&all, &call);
    assert_eq!((word(&quiet, Fact::ConsentKept), word(&quiet, Fact::Refused)), (Some(0), Some(0)));
    let key = |number: &str| keyer().key(Known::Number, number);
    let consent = Consent { id: "1".into(), way: Some(Way::Call), from: at(0), until: None };
    all.registers.consent(key("+8619900000001"), key("+8619900000002"), consent);
    all.registers.refuse(key("+8619900000002"), at(1));
    let told = facts(&all, &call);
    assert_eq!((word(&told, Fact::ConsentKept), word(&told, Fact::Refused)), (Some(1), Some(1)));
}

#[test]
fn a_number_is_listed_by_its_range_unless_it_is_listed_itself() {
    let mut all = lists();
    let of_range = Listed { note: note("r", Level::Grey, Source::Carrier), entry: Entry { since: 0, until: 0 } };
    all.ranges = Ranges::new(vec![Range::new("+8619900000000", "+8619900009999", of_range).unwrap()]);
    let key = keyer().key(Known::Number, "+8619900000001");
    let word = |all: &Lists| all.look_number(key, "+8619900000001", at(5)).unwrap().word();
    assert_eq!(word(&all), "grey");
    list(&mut all, Known::Number, "+8619900000001", Level::White, Source::Police);
    assert_eq!(word(&all), "white");
}

#[test]
fn the_rules_about_lists_are_read_and_hold_for_what_they_name() {
    let rules = Rules::read(shipped()).unwrap();
    let dead: Vec<_> = check(&rules).into_iter().filter(|doubt| doubt.other.is_none()).collect();
    assert!(dead.is_empty(), "{dead:?}");
    let mut all = lists();
    list(&mut all, Known::Host, "bad.example.com", Level::Black, Source::Police);
    list(&mut all, Known::Number, "106900000000", Level::Grey, Source::Complaints);
    all.registers.refuse(keyer().key(Known::Number, "+8619900000002"), at(1));
    let told = facts(&all, &text("点 http://bad.example.com/x 拒收请回复R", Some(ContentBasis::Reported)));
    let ruled = rules.run_plainly(Kind::Text, &told);
    let held: Vec<&str> = ruled.held.iter().map(|held| held.id).collect();
    for id in ["list.host_black", "list.number_grey", "consent.advertising_to_refuser"] {
        assert!(held.contains(&id), "{id} in {held:?}");
    }
    assert!(!held.contains(&"list.by_measure"), "{held:?}");
}
