//! Files become movements: once, whole batches at a time, in a space of their own, joined with what
//! institutions tell, and traced from the store as from the file.

use crate::house::House;
use crate::story::{PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::Refusal;
use cordon_desk::money::import_movements::{FileFacts, Imported, ROWS_PER_BATCH_MAX, import_movements, known};
use cordon_desk::money::learn::files::{Batch, FiledRow, fault_of_text, key_of_text};
use cordon_desk::money::learn::watermark;
use cordon_desk::money::trace::source::StoreSource;
use cordon_desk::sealing::account_key;
use cordon_flow::read::{Format, ReadTransfers, Reader};
use cordon_flow::source::TransferSource;
use cordon_flow::{Question, Root, Rule, Start, Trace, Tracer, VictimId, run};
use cordon_journal::ENTRY_BYTES_MAX;
use cordon_model::exchange::{Party, Private, Side, StatementRow};
use cordon_model::{AccountClass, Code, Digest, Import, ImportFormat, KnownAccount, Money, Movement, OrderKind, Stamp};
use cordon_store::{Read, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

const MULE: &str = "9999997777777777";
const HEAD: &str = "id,time,from,to,amount\n";

struct File {
    facts: FileFacts,
    read: ReadTransfers,
}

fn file(house: &House, text: &str) -> File {
    let digest = Digest(Sha256::digest(text).into());
    let known = known(&house.desk, digest, ImportFormat::Csv, None).unwrap();
    let agencies = known.agencies.clone();
    let mut reader =
        Reader::new(Format::Csv).after_rows(known.rows_before).checking(move |text| fault_of_text(text, &agencies));
    reader.read("file", text.as_bytes()).unwrap();
    let read = reader.finish();
    let rows = u64::try_from(read.source.transfers().len()).unwrap();
    let facts = FileFacts { digest, format: ImportFormat::Csv, institution: None, rows, bad_rows: read.bad_rows };
    File { facts, read }
}

impl File {
    fn batch(&self, from: usize, until: usize) -> Batch<'_> {
        let rows = &self.read.source.transfers()[from..until];
        Batch::Transfers { rows, names: self.read.source.names(), currency: self.read.currency }
    }

    fn import(&self, house: &House, from: usize, until: usize) -> Result<Imported, Refusal> {
        let call = house.platform();
        import_movements(&house.desk, &call, &self.facts, u64::try_from(from).unwrap(), &self.batch(from, until))
    }

    fn import_all(&self, house: &House) -> Imported {
        let count = self.read.source.transfers().len();
        self.import(house, 0, count).unwrap()
    }
}

fn movements(house: &House) -> Vec<Movement> {
    house.read(|view| view.select("order by place", &[]).unwrap())
}

fn import_of(house: &House, done: &Imported) -> Import {
    house.record(done.import)
}

#[test]
fn a_file_is_imported_once_and_goes_on_where_it_was() {
    let house = House::new();
    let text = format!("{HEAD}a,1000,x,y,5.00\nb,2000,y,z,4.00\nc,2000,y,w,1.00\n");
    let first = file(&house, &text);
    assert_eq!(first.import(&house, 1, 3).unwrap_err().code, Code::WrongState, "the first batch comes first");
    let done = first.import(&house, 0, 1).unwrap();
    assert_eq!((done.done, done.is_done), (1, false));
    assert_eq!(first.import(&house, 0, 1).unwrap_err().code, Code::WrongState, "nothing is learned twice");
    // The same file again, as after a stop: it is known, and its rows have the numbers that they had.
    let again = file(&house, &text);
    let other = file(&house, &format!("{HEAD}a,1000,x,y,5.00\n"));
    assert_eq!(other.read.source.transfers()[0].debit.seq, 4, "rows of a file come after those of earlier files");
    let done = again.import(&house, 1, 3).unwrap();
    assert_eq!((done.done, done.is_done), (3, true));
    assert_eq!(again.import(&house, 3, 3).unwrap_err().code, Code::WrongState);
    assert_eq!(other.import_all(&house).done, 1, "another file with the same ids is another file");
    let known = movements(&house);
    assert_eq!(known.iter().map(|m| m.amount.minor()).collect::<Vec<_>>(), [500, 400, 100, 500]);
    assert_eq!(known.iter().map(|m| m.debit.unwrap().seq.unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let import = import_of(&house, &done);
    assert_eq!((import.rows, import.rows_before, import.is_done()), (3, 0, true));
    let entries = house.entries_about(done.import);
    let done: Vec<&str> = entries.iter().filter(|e| e.result == "ok").map(|e| e.verb.as_str()).collect();
    assert_eq!(done, ["import_movements"; 2]);
    let digest = first.facts.digest.hex();
    house.audit(&[&digest]);
}

#[test]
fn a_batch_of_new_accounts_fits_into_one_entry() {
    let house = House::new();
    let count = ROWS_PER_BATCH_MAX + 1;
    let rows: String =
        (0..count).map(|n| format!("{n},{n},999999000001:99{n:014},999999000002:98{n:014},7.00\n")).collect();
    let many = file(&house, &format!("{HEAD}{rows}"));
    assert_eq!(many.read.bad_rows, 0, "{:?}", many.read.errors.first());
    assert_eq!(many.import(&house, 0, count).unwrap_err().code, Code::TooLarge);
    // It takes what fits: three rows of the store for each, and two commitments.
    let (mut from, mut acts) = (0, 0);
    while from < count {
        let done = many.import(&house, from, count.min(from + ROWS_PER_BATCH_MAX)).unwrap();
        from = usize::try_from(done.done).unwrap();
        acts += 1;
        let bytes = house.last_entry().encode().unwrap().len();
        assert!(from == count || bytes > ENTRY_BYTES_MAX * 9 / 10, "{bytes} bytes of an entry are filled");
    }
    assert_eq!((acts, movements(&house).len()), (count.div_ceil(160), count));
    // Of accounts that are known, more fit.
    let again = file(&house, &format!("{HEAD}{}", rows.replace(",7.00", ",8.00")));
    let done = again.import(&house, 0, ROWS_PER_BATCH_MAX).unwrap();
    assert!(done.done > 600, "{done:?}");
    house.audit(&["9900000000000007"]);
}

#[test]
fn names_of_files_are_never_accounts_of_the_house() {
    let house = House::new();
    let agencies = house.read(|view| {
        let agencies: Vec<cordon_model::Agency> = view.select("order by id", &[]).unwrap();
        agencies.into_iter().map(|agency| (agency.code.clone(), agency)).collect::<BTreeMap<_, _>>()
    });
    let vault = house.desk.vault();
    let ours = account_key(vault, house.bank, MULE);
    let key = |text: &str| key_of_text(vault, text, &agencies);
    assert_eq!(key(&format!("999999000001:{MULE}")), ours);
    for own in [MULE, &format!("{}:{MULE}", house.bank), &format!("888888000001:{MULE}"), "216"] {
        assert_ne!(key(own), ours, "{own}");
        assert_eq!(fault_of_text(own, &agencies), None);
    }
    for bad in ["999999000001:", "999999000001:12 34 5", "999999000004:99999912345", "a\u{7}b"] {
        assert!(fault_of_text(bad, &agencies).is_some(), "{bad}");
    }
    file(&house, &format!("{HEAD}a,1,216,999999000001:{MULE},5.00\n")).import_all(&house);
    let own: KnownAccount = house.record(key("216"));
    assert_eq!((own.institution, own.institution_code.as_str()), (None, ""));
    let ours: KnownAccount = house.record(ours);
    assert_eq!((ours.institution, ours.known_until), (Some(house.bank), None), "a list is not its bank's word");
}

#[test]
fn only_police_officers_and_the_platform_import() {
    let house = House::new();
    let one = file(&house, &format!("{HEAD}a,1,x,y,5.00\n"));
    let try_by = |call| import_movements(&house.desk, &call, &one.facts, 0, &one.batch(0, 1)).unwrap_err().code;
    for officer in [&house.intake, &house.supervisor, &house.administrator] {
        assert_eq!(try_by(house.of(officer)), Code::NotAllowed, "{}", officer.login);
    }
    // A member learns nothing of what is not its own.
    assert_eq!([try_by(house.of(&house.bank_clerk)), try_by(house.machine(house.bank))], [Code::NotFound; 2]);
    import_movements(&house.desk, &house.of(&house.officer), &one.facts, 0, &one.batch(0, 1)).unwrap();
}

/// What the story's bank tells, as a file would have it.
fn listed(house: &House, begun: Stamp) -> File {
    let at = begun.plus_ms(30_000).rfc3339();
    file(house, &format!("{HEAD}a,{at},999999000001:{PAYEE},999999000002:{MULE},30000.00\n"))
}

#[test]
fn a_movement_that_a_bank_and_a_file_tell_is_one() {
    for bank_first in [true, false] {
        let house = House::new();
        let begun = house.now().minus_ms(60_000);
        let story = Story::report(&house, yuan(50_000));
        let trail = Trail::of(&house);
        trail.round();
        if !bank_first {
            assert_eq!(listed(&house, begun).import_all(&house).joined, 0);
            trail.round();
        }
        // A list is nobody's word: the bank stays asked, and its answer counts.
        let rows = [Row::debit(30_000, 30, MULE, "999999000002").balance(20_000)];
        trail.tell(&story, house.bank, PAYEE, &rows);
        if bank_first {
            assert_eq!(listed(&house, begun).import_all(&house).joined, 1);
        }
        trail.round();
        let known = movements(&house);
        assert_eq!(known.len(), 1, "{known:?}");
        let one = &known[0];
        assert!(one.file.is_some() && one.told_by.len() == 1 && one.debit_serial.is_some(), "{one:?}");
        assert_eq!(one.balance_before, Some(yuan(50_000)));
        let asked: Vec<_> = story.orders().into_iter().filter(|o| o.kind == OrderKind::QueryAccount).collect();
        assert_eq!(asked.len(), 2, "the next bank is asked once");
        house.audit(&[PAYEE, MULE]);
    }
}

fn filed(house: &House, number: &str, rows: &[(Side, i64, i64, &str)]) -> (FileFacts, Vec<FiledRow>) {
    let begun = house.now().minus_ms(60_000);
    let rows: Vec<FiledRow> = rows
        .iter()
        .map(|(side, yuan, seconds, other)| FiledRow {
            institution: "999999000001".into(),
            number: Private::from(number),
            row: StatementRow {
                side: *side,
                amount: Money::cny(yuan * 100),
                balance: None,
                at: begun.plus_ms(seconds * 1_000),
                serial: format!("S{side:?}{seconds}{yuan}{other}"),
                opponent: Some(Party {
                    institution_code: "999999000002".into(),
                    institution_name: String::new(),
                    number: (*other).into(),
                    holder: Some("测试丁".into()),
                    class: AccountClass::Personal,
                }),
                order_number: None,
                exit: None,
                remark: None,
            },
            seq: 0,
        })
        .collect();
    let facts = FileFacts {
        digest: Digest(Sha256::digest(number).into()),
        format: ImportFormat::Statement28,
        institution: Some("999999000001".into()),
        rows: u64::try_from(rows.len()).unwrap(),
        bad_rows: 0,
    };
    (facts, rows)
}

#[test]
fn a_statement_out_of_a_file_is_its_banks_word() {
    let house = House::new();
    let story = Story::report(&house, yuan(50_000));
    story.sign();
    let trail = Trail::of(&house);
    let (facts, rows) = filed(&house, PAYEE, &[(Side::Debit, 30_000, 30, MULE)]);
    let done =
        import_movements(&house.desk, &house.platform(), &facts, 0, &Batch::Statement { rows: &rows, whole: true })
            .unwrap();
    assert_eq!((done.joined, done.is_done), (0, true));
    let known: KnownAccount = house.record(account_key(house.desk.vault(), house.bank, PAYEE));
    assert_eq!((known.known_from, known.known_until), (Some(rows[0].row.at), Some(rows[0].row.at)));
    trail.round();
    assert_eq!(trail.trace(&story).places.len(), 2, "the money is followed by it");
    // The bank's own answer tells the same row again, and it is the same.
    let asked = story.orders().into_iter().filter(|o| o.kind == OrderKind::QueryAccount && o.agency == house.bank);
    for _ in asked {
        trail.tell(&story, house.bank, PAYEE, &[Row::debit(30_000, 30, MULE, "999999000002")]);
    }
    let known = movements(&house);
    assert_eq!(known.len(), 1, "{known:?}");
    assert_eq!(known[0].file.map(|file| file.both_ends), Some(false));
    house.audit(&[PAYEE, MULE]);
}

fn follow<S: TransferSource>(source: &mut S, start: Start) -> Trace
where
    S::Error: std::fmt::Debug,
{
    let question = Question::new(vec![Root { victim: VictimId(1), start }], Rule::ALL.to_vec());
    let mut tracer = Tracer::new(question).unwrap();
    run(&mut tracer, source).unwrap();
    tracer.trace(source.names())
}

#[test]
fn the_store_answers_as_the_file_does() {
    let house = House::new();
    let text = "id,time,from,to,amount,balance_before,seq,credit_time,credit_seq\n\
        t1,1000,v,a,800.00,,,,\n\
        t2,1000,clean,a,200.00,,,,\n\
        t3,2000,a,999999000001:9999990000000001,500.00,1500.00,,2500,7\n\
        t4,2000,a,c,600.00,,9,,\n\
        t5,3000,999999000001:9999990000000001,d,450.00,,,,\n\
        t6,4000,c,a,100.00,,,,\n\
        t7,5000,a,e,700.00,,,,\n";
    let file = file(&house, text);
    file.import_all(&house);
    let transfers = file.read.source.transfers().to_vec();
    let names = file.read.source.names().clone();
    let from_file = follow(&mut file.read.source.clone(), Start::Transfer(transfers[0]));
    assert!(from_file.edges.len() > 3, "{from_file:?}");
    house.read(|view| {
        let mark = watermark(view).unwrap();
        let agencies: Vec<cordon_model::Agency> = view.select("order by id", &[]).unwrap();
        let agencies = agencies.into_iter().map(|a| (a.code.clone(), a)).collect();
        let first: Vec<Movement> = view.select("where place = $1", &[Value::from(1_i64)]).unwrap();
        let mut source = StoreSource::new(view, mark).trusting_files();
        let start = Start::Transfer(source.begin(&first[0]).unwrap().unwrap());
        let from_store = follow(&mut source, start);
        let key = |id| key_of_text(house.desk.vault(), names.account_text(id), &agencies);
        let wanted: Vec<_> = from_file
            .reached
            .iter()
            .map(|place| {
                (key(place.account), place.level, place.arrived_at, &place.tainted, place.balance, place.notes)
            })
            .collect();
        let found: Vec<_> = from_store
            .reached
            .iter()
            .map(|place| {
                let key = source.key(place.account).to_owned();
                (key, place.level, place.arrived_at, &place.tainted, place.balance, place.notes)
            })
            .collect();
        assert_eq!(found, wanted);
        assert_eq!((from_store.totals, from_store.notes), (from_file.totals.clone(), from_file.notes));
        assert_eq!(from_store.edges.len(), from_file.edges.len());
        // The desk trusts a list no further than where nobody can be asked.
        let mut source = StoreSource::new(source.read(), mark);
        let start = Start::Transfer(source.begin(&first[0]).unwrap().unwrap());
        assert!(follow(&mut source, start).notes.has(cordon_flow::Note::Pending));
    });
}

#[test]
fn what_another_bank_tells_from_before_an_accounts_own_word_is_no_debt_of_it() {
    let house = House::new();
    let story = Story::report(&house, yuan(50_000));
    let trail = Trail::of(&house);
    trail.round();
    // The first bank states no balance; three days before, the mule's bank says, it paid the mule.
    trail.tell(&story, house.bank, PAYEE, &[Row::debit(30_000, 30, MULE, "999999000002")]);
    trail.round();
    let early = -3 * 24 * 3_600;
    let rows = [Row::credit(7_000, early, PAYEE, "999999000001"), Row::credit(30_000, 40, PAYEE, "999999000001")];
    trail.tell(&story, house.other_bank, MULE, &rows);
    trail.round();
    let trace = trail.trace(&story);
    assert_eq!(trace.absorbed, Money::cny(0), "{trace:?}");
    let amounts: Vec<Money> = trace.places.iter().map(|place| place.amount).collect();
    assert_eq!(amounts, [yuan(20_000), yuan(30_000)]);
}
