//! Lists in an archive beside the records: nobody's word, read together with what institutions tell.

use crate::archive::{house_beside, import, lists};
use crate::house::House;
use crate::story::{PAYEE, PAYER, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::Refusal;
use cordon_desk::money::import_list::{ROWS_PER_NOTE_MAX, import_accounts, import_kept};
use cordon_desk::money::import_movements::FileFacts;
use cordon_desk::money::learn::files::Batch;
use cordon_desk::money::trace::source::{POSTINGS_MAX, StoreSource};
use cordon_desk::money::trace::{joint, told_rows};
use cordon_desk::read::evidence::take_evidence;
use cordon_desk::sealing::account_key;
use cordon_flow::names::Names;
use cordon_flow::source::{End, Probe, TransferSource};
use cordon_model::{
    Code, Digest, Import, ImportFormat, KnownAccount, Movement, MovementId, OrderKind, Place, Posting, Stamp,
};
use cordon_store::Read;

const MULE: &str = "9999997777777777";
const CNY: cordon_model::Currency = cordon_model::Currency::CNY;
const HEAD: &str = "id,time,from,to,amount\n";

/// The story's payment onward, as a list has it so many ms away.
fn onward(begun: Stamp, apart: i64, amount: &str) -> String {
    let at = begun.plus_ms(30_000 + apart).ms();
    format!("r{apart},{at},999999000001:{PAYEE},999999000002:{MULE},{amount}\n")
}

fn movements(house: &House) -> Vec<Movement> {
    house.read(|view| view.select("order by place", &[]).unwrap())
}

/// What a trace acts on, of each account: all but what its bank alone says.
fn told(places: &[Place]) -> Vec<(String, u32, cordon_model::Money, Stamp)> {
    places.iter().map(|place| (place.account.clone(), place.level, place.amount, place.arrived_at)).collect()
}

#[test]
fn a_movement_that_a_bank_and_a_list_tell_is_one_and_a_list_is_nobodys_word() {
    let mut wanted = Vec::new();
    // Without a list; with one that tells the same; with one that tells it twice, or something else.
    for (list, joined) in [("", 0), ("0", 1), ("599000", 1), ("0 5000", 1), ("601000", 0)] {
        let house = House::new();
        let begun = house.now().minus_ms(60_000);
        let rows: String =
            list.split_whitespace().map(|apart| onward(begun, apart.parse().unwrap(), "30000.00")).collect();
        let house = if list.is_empty() { house } else { house_beside(house, &format!("{HEAD}{rows}")) };
        let story = Story::report(&house, yuan(50_000));
        let trail = Trail::of(&house);
        trail.round();
        // The bank stays asked although a list tells.
        trail.tell(&story, house.bank, PAYEE, &[Row::debit(30_000, 30, MULE, "999999000002").balance(20_000)]);
        trail.round();
        assert_eq!(movements(&house).len(), 1, "the archive's rows are not in the records");
        let trace = trail.trace(&story);
        let found: i64 = told(&trace.places).iter().map(|(_, _, amount, _)| amount.minor()).sum();
        assert_eq!(found, 5_000_000, "{trace:?}");
        let stood_in = house.read(|view| told_rows(view, house.desk.lists()).unwrap().len());
        assert_eq!(stood_in, joined, "{list}");
        let rows = i64::try_from(house.desk.lists().rows()).unwrap();
        assert_eq!(trace.as_of, 1 + rows);
        let asked: Vec<_> = story.orders().into_iter().filter(|o| o.kind == OrderKind::QueryAccount).collect();
        assert_eq!(asked.len(), 2, "the next bank is asked once");
        if joined == 1 && !list.contains(' ') {
            assert_eq!(told(&trace.places).iter().map(|p| (p.1, p.2)).collect::<Vec<_>>(), wanted, "{list}");
        } else if list.is_empty() {
            wanted = told(&trace.places).iter().map(|p| (p.1, p.2)).collect();
        } else {
            // What no word stands in for is in the payer's book beside what the bank told.
            assert_ne!(told(&trace.places).iter().map(|p| (p.1, p.2)).collect::<Vec<_>>(), wanted, "{list}");
        }
        house.audit(&[PAYEE, MULE]);
    }
}

#[test]
fn what_a_list_tells_of_an_account_whose_bank_has_answered_is_followed_and_is_evidence() {
    let house = House::new();
    let begun = house.now().minus_ms(60_000);
    let house = house_beside(house, &format!("{HEAD}{}", onward(begun, 0, "12000.00")));
    let story = Story::report(&house, yuan(50_000));
    story.sign();
    let trail = Trail::of(&house);
    trail.round();
    let came = Row::credit(50_000, 0, PAYER, "999999000002").balance(50_000);
    trail.tell(&story, house.bank, PAYEE, &[came]);
    trail.round();
    let trace = trail.trace(&story);
    let way = trace.ways.iter().find(|way| way.amount == yuan(12_000)).expect("the list's row is a way");
    assert_eq!(way.to, account_key(house.desk.vault(), house.other_bank, MULE));
    let id = way.movement.unwrap();
    assert!(movements(&house).iter().all(|movement| movement.id != id));
    let call = house.of(&house.officer).purpose("移送证据");
    let evidence = take_evidence(&house.desk, &call, story.filed.case).unwrap();
    let told = evidence.movements.iter().find(|movement| movement.id == id).unwrap();
    assert!(told.file.is_some_and(|file| file.both_ends) && told.told_by.is_empty());
    // A word that comes after it stands in for it from then on, and the archive stays as it is.
    trail.tell(&story, house.other_bank, MULE, &[Row::credit(12_000, 33, PAYEE, "999999000001")]);
    trail.round();
    let later = trail.trace(&story);
    let ways: Vec<_> = later.ways.iter().filter(|way| way.amount == yuan(12_000)).collect();
    assert!(matches!(ways[..], [way] if way.movement.is_some_and(|now| now != id)), "{ways:?}");
}

#[test]
fn a_trace_with_lists_is_the_same_again() {
    let house = House::new();
    let begun = house.now().minus_ms(60_000);
    let rows = [onward(begun, 0, "12000.00"), onward(begun, 7, "9000.00"), onward(begun, 9, "9000.00")].concat();
    let archive = tempfile::tempdir().unwrap();
    import(&house, archive.path(), &format!("{HEAD}{rows}"));
    let beside = lists(&house, archive.path());
    let house = house.beside(beside);
    let story = Story::report(&house, yuan(50_000));
    let trail = Trail::of(&house);
    trail.round();
    trail.tell(&story, house.bank, PAYEE, &[Row::debit(9_000, 30, MULE, "999999000002").balance(41_000)]);
    trail.round();
    let parts = |house: &House| serde_json::to_vec(&joint(&house.desk, house.now()).unwrap().parts).unwrap();
    let first = parts(&house);
    // The same bytes, opened again.
    let again = lists(&house, archive.path());
    let house = house.beside(again);
    assert_eq!(parts(&house), first);
}

#[test]
fn the_limit_of_postings_goes_over_records_and_lists() {
    let most = usize::try_from(POSTINGS_MAX).unwrap();
    for (rows, end) in [(most - 1, End::Complete), (most, End::Denied), (2 * most + 1, End::Denied)] {
        let house = House::new();
        let key = account_key(house.desk.vault(), house.bank, PAYEE);
        let list: String = (0..rows).map(|n| format!("{n},{n},shop{},999999000001:{PAYEE},1.00\n", n % 9)).collect();
        let house = house_beside(house, &format!("{HEAD}{list}"));
        // Its bank has told one movement, and that it told of all this time.
        let known: KnownAccount = house.record(&key);
        let until = Some(house.now());
        house.keep(&KnownAccount { known_from: Some(Stamp::from_ms(0)), known_until: until, ..known });
        let at = Posting { at: Stamp::from_ms(5), seq: Some(0) };
        house.keep(&Movement {
            id: MovementId::from_bytes([9; 16]),
            from: key.clone(),
            to: account_key(house.desk.vault(), house.other_bank, MULE),
            amount: yuan(9_000),
            debit: Some(at),
            credit: None,
            balance_before: None,
            debit_serial: Some("S1".into()),
            credit_serial: None,
            order_number: None,
            exit: None,
            told_by: vec![],
            file: None,
            learned_at: house.now(),
            place: 1,
        });
        house.read(|view| {
            let mut source = StoreSource::new(view, 0).beside(house.desk.lists().clone());
            let account = source.account(&key).unwrap();
            let as_of = source.watermark();
            let batch = source.postings(&[Probe { account, after: None }], as_of).unwrap();
            assert_eq!(batch.ends, [(account, end)], "{rows}");
            assert_eq!(batch.transfers.len(), if end == End::Complete { most } else { 0 });
        });
    }
}

#[test]
fn a_hub_by_lists_alone_is_no_more_stopped_than_one_by_words() {
    for (payers, stopped) in [(190, true), (220, false)] {
        let house = House::new();
        let list: String = (0..payers).map(|n| format!("{n},{n},payer{n},999999000002:{MULE},1.00\n")).collect();
        let house = house_beside(house, &format!("{HEAD}{list}"));
        let story = Story::report(&house, yuan(50_000));
        story.sign();
        let trail = Trail::of(&house);
        trail.round();
        let came = Row::credit(50_000, 0, PAYER, "999999000002").balance(50_000);
        let rows = [came, Row::debit(30_000, 30, MULE, "999999000002").balance(20_000)];
        trail.tell(&story, house.bank, PAYEE, &rows);
        trail.round();
        let is_stopped = story.orders().iter().any(|order| order.kind == OrderKind::Stop && order.level == 2);
        assert_eq!(is_stopped, stopped, "{payers}");
    }
}

#[test]
fn accounts_come_first_and_a_batch_is_noted_once() {
    let house = House::new();
    let facts = |name: &str, rows| FileFacts {
        digest: Digest([u8::try_from(name.len()).unwrap(); 32]),
        format: ImportFormat::Csv,
        institution: None,
        rows,
        bad_rows: 0,
    };
    let file = facts("a", 2);
    let names = Names::new();
    let rows = vec![
        cordon_flow::Transfer {
            id: cordon_flow::TxId(0),
            from: cordon_flow::AccountId(0),
            to: cordon_flow::AccountId(1),
            amount: 1,
            debit: cordon_flow::Stamp::new(1, 1),
            credit: None,
            balance_before: None,
        };
        ROWS_PER_NOTE_MAX + 1
    ];
    let batch = |count: usize| Batch::Transfers { rows: &rows[..count], names: &names, currency: CNY };
    let note = |from, count| import_kept(&house.desk, &house.platform(), &file, from, &batch(count));
    assert_eq!(note(0, 1).unwrap_err().code, Code::WrongState, "nothing was begun");
    let name =
        |file: &FileFacts, texts: &[&str]| import_accounts(&house.desk, &house.platform(), file, 0, (CNY, texts));
    let first = name(&file, &["a", "b"]).unwrap();
    assert_eq!((first.number, first.accounts), (1, 2));
    assert_eq!(name(&file, &["b", "c"]).unwrap(), first, "the same file keeps its number");
    assert_eq!(name(&facts("bb", 1), &[]).unwrap().number, 2);
    assert_eq!(note(0, ROWS_PER_NOTE_MAX + 1).unwrap_err().code, Code::TooLarge);
    assert!(!note(0, 1).unwrap().is_done);
    assert_eq!(note(0, 1).unwrap_err().code, Code::WrongState, "noted before");
    let done = note(1, 1).unwrap();
    assert_eq!((done.done, done.is_done), (2, true));
    let import: Import = house.record(done.import);
    assert_eq!(import.archived.map(|archived| (archived.number, archived.rows)), Some((1, 2)));
    let refused: Result<_, Refusal> =
        import_kept(&house.desk, &house.machine(house.bank), &facts("bb", 1), 0, &batch(1));
    assert_eq!(refused.unwrap_err().code, Code::NotFound, "a member does not import");
    let accounts: Vec<KnownAccount> = house.read(|view| view.select("order by id", &[]).unwrap());
    assert_eq!(accounts.len(), 3);
    // Many new accounts are several acts, each with a full entry.
    let many: Vec<String> = (0..900).map(|n| format!("account{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let (mut left, mut acts) = (many.as_slice(), 0);
    while !left.is_empty() {
        left = &left[name(&facts("bb", 1), left).unwrap().accounts..];
        acts += 1;
    }
    assert!((3..=4).contains(&acts), "{acts} acts for 900 accounts");
    house.audit(&["account77"]);
}
