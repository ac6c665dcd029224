use super::*;
use crate::source::TransferSource;
use crate::transfer::Stamp;

fn read(format: Format, files: &[&str]) -> ReadTransfers {
    let mut reader = Reader::new(format);
    for (at, text) in files.iter().enumerate() {
        reader.read(&format!("file {at}"), text.as_bytes()).unwrap();
    }
    reader.finish()
}

#[test]
fn rows_become_transfers_numbered_over_all_files() {
    let first = "id,time,from,to,amount\nx1,2023-11-15T06:13:20.123+08:00,bank:1,\"a, b\",80000\n";
    let second = "\u{feff}amount,to,from,time,id,seq,balance_before,credit_time,currency,channel\r\n\
                  0.01,c,bank:1,1700000000124,x2,,-3.5,1700000000130,CNY,atm\r\n\
                  2,c,bank:1,5,x3,9,,,,\r\n";
    let read = read(Format::Csv, &[first, second]);
    assert_eq!((read.errors, read.bad_rows, read.currency), (Vec::new(), 0, Currency::CNY));
    let names = read.source.names().clone();
    let [a, b, c] = read.source.transfers() else { panic!("three transfers") };
    assert_eq!((a.amount, a.debit, a.credit), (8_000_000, Stamp::new(1_700_000_000_123, 1), None));
    assert_eq!((names.account_text(a.from), names.account_text(a.to)), ("bank:1", "a, b"));
    assert_eq!((b.amount, b.debit, b.balance_before), (1, Stamp::new(1_700_000_000_124, 2), Some(-350)));
    assert_eq!(b.credit, Some(Stamp::new(1_700_000_000_130, 2)));
    assert_eq!((c.debit, c.balance_before, c.from), (Stamp::new(5, 9), None, a.from));
}

#[test]
fn a_bad_row_is_named_and_stops_no_other() {
    let rows = [
        ("x1,5,a,b,1", None),
        ("x1,6,a,b,1", Some("id")),
        (",6,a,b,1", Some("id")),
        ("x2,,a,b,1", Some("time")),
        ("x2,yesterday,a,b,1", Some("time")),
        ("x2,2023-11-15T06:13:20,a,b,1", Some("time")),
        ("x2,9223372036854775807,a,b,1", Some("time")),
        ("x2,6,,b,1", Some("from")),
        ("x2,6,a,,1", Some("to")),
        ("x2,6,a,b,0", Some("amount")),
        ("x2,6,a,b,-1", Some("amount")),
        ("x2,6,a,b,1.234", Some("amount")),
        ("x2,6,a,b,20000000000000000.00", Some("amount")),
        ("x2,6,a,b", Some("the row")),
        ("x2,6,a,b,1,2", Some("the row")),
        ("x2,6,a,b,2", None),
    ];
    let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    let read = read(Format::Csv, &[&format!("id,time,from,to,amount\n{text}")]);
    let wanted: Vec<(At, &str)> =
        (2..).zip(rows).filter_map(|(line, (_, column))| Some((At::Line(line), column?))).collect();
    let found: Vec<(At, &str)> = read.errors.iter().map(|error| (error.at.clone(), error.column)).collect();
    assert_eq!(found, wanted);
    assert_eq!((read.source.transfers().len(), read.bad_rows), (2, 14));
    let told = read.errors[3].to_string();
    assert!(told.starts_with("`file 0` line 6, column `time`: `yesterday` is no moment; write RFC 3339"), "{told}");
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_the_reader(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
        fields in proptest::collection::vec("[0-9a-z\"\n,.:-]{0,12}", 0..60),
    ) {
        for body in [bytes, fields.join(",").into_bytes()] {
            let whole = [b"id,time,from,to,amount\n".as_slice(), &body].concat();
            let mut reader = Reader::new(Format::Csv);
            reader.read("f", whole.as_slice()).unwrap();
            let _ = Reader::new(Format::Amlsim).read("f", body.as_slice());
        }
    }
}

#[test]
fn parts_are_what_the_whole_is_and_ids_are_remembered() {
    let rows: String = (0..PART_ROWS + 5).map(|n| format!("t{n},{n},a{},b,{}\n", n % 7, n + 1)).collect();
    let text = format!("id,time,from,to,amount\n{rows}t3,1,a,b,1\n");
    let whole = read(Format::Csv, &[&text]);
    let mut reader = Reader::new(Format::Csv).in_parts();
    let (mut parts, mut told) = (0, Vec::new());
    let mut take = |reader: &mut Reader| {
        let part = reader.part();
        let text = |t: &Transfer| (part.names.account_text(t.from).to_owned(), t.amount, t.debit);
        told.extend(part.rows.iter().map(text));
        reader.forget();
        parts += 1;
    };
    reader
        .read_each("file 0", text.as_bytes(), &mut |reader| {
            if reader.has_part() {
                take(reader);
            }
            true
        })
        .unwrap();
    take(&mut reader);
    assert_eq!((parts, reader.bad_rows(), reader.errors()), (2, 1, whole.errors.as_slice()));
    let names = whole.source.names().clone();
    let text = |t: &Transfer| (names.account_text(t.from).to_owned(), t.amount, t.debit);
    assert_eq!(told, whole.source.transfers().iter().map(text).collect::<Vec<_>>());
}

#[test]
fn one_trace_has_one_currency() {
    let text = "id,time,from,to,amount,currency\n1,1,a,b,5,USD\n2,1,a,b,5,\n3,1,a,b,5,EUR\n4,1,a,b,5,USD\n";
    let read = read(Format::Csv, &[text]);
    assert_eq!((read.currency.code(), read.bad_rows, read.source.transfers().len()), ("USD", 2, 2));
}

#[test]
fn amlsim_steps_are_days_and_rows_are_ids() {
    let text = "sourceNodeId,targetNodeId,value,time\n216,14730,163.3,1\n322,216,5,149\n1,2,3,-1\n";
    let read = read(Format::Amlsim, &[text]);
    let names = read.source.names().clone();
    let [a, b] = read.source.transfers() else { panic!("two transfers") };
    assert_eq!((a.amount, a.debit, names.transfer_kept(a.id)), (16_330, Stamp::new(86_400_000, 1), "1"));
    assert_eq!((b.debit, names.account_text(b.to)), (Stamp::new(149 * 86_400_000, 2), "216"));
    assert_eq!((&read.errors[0].at, read.errors[0].column), (&At::Line(4), "time"));
}

#[test]
fn a_file_without_its_columns_is_refused() {
    for text in ["", "id,time,from,to\n", "id,time,from,to,amount,amuont\n", "id,id,time,from,to,amount\n", "1,2,3\n"] {
        assert!(Reader::new(Format::Csv).read("f", text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn hostile_bytes_are_bad_rows_and_no_more() {
    let long = "x".repeat(TEXT_BYTES_MAX + 1);
    let mut bytes = format!("id,time,from,to,amount\n{long},1,a,b,1\n").into_bytes();
    bytes.extend(b"\xff,1,a,b,1\n\"open,1,a,b,1\n");
    let mut reader = Reader::new(Format::Csv);
    reader.read("f", bytes.as_slice()).unwrap();
    let read = reader.finish();
    let whys: Vec<&Why> = read.errors.iter().map(|error| &error.why).collect();
    assert_eq!(whys, [&Why::TooLong, &Why::NotUtf8, &Why::Fields(1, 5)]);
    let many = "id,time,from,to,amount\n".to_owned() + &"1\n".repeat(ROW_ERRORS_MAX + 5);
    let mut reader = Reader::new(Format::Csv);
    reader.read("f", many.as_bytes()).unwrap();
    let read = reader.finish();
    assert_eq!((read.errors.len(), read.bad_rows), (ROW_ERRORS_MAX, 1005));
}
