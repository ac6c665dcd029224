//! The sheet of an order, for every kind there is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../examples/specimens/facts.rs"]
#[allow(dead_code, reason = "this binary needs the sheets only")]
mod facts;
mod reader;
#[path = "../examples/specimens/sheets.rs"]
mod sheets;

use cordon_model::{Currency, Money, OrderKind};
use cordon_papers::{
    BLOCK_CHARS_MAX, FIELD_CHARS_MAX, OFFICER_CHARS_MAX, OrderSheet, Paper, PaperError, SHEET_LINE_CHARS_MAX,
    SheetTarget, order_sheet,
};
use reader::{assert_inside, assert_shows, press, text, tool};
use sheets::sheet;

/// Each kind with the title that its paper bears.
const TITLES: [(OrderKind, &str); 18] = [
    (OrderKind::RiskNotice, "涉诈风险提示函"),
    (OrderKind::ConfirmDebit, "协助核实付款通知书"),
    (OrderKind::Stop, "协助紧急止付通知书"),
    (OrderKind::ExtendStop, "协助延长止付通知书"),
    (OrderKind::LiftStop, "协助解除止付通知书"),
    (OrderKind::QueryAccount, "协助查询财产通知书"),
    (OrderKind::QuerySerial, "协助查询交易通知书"),
    (OrderKind::Watch, "协助动态查询通知书"),
    (OrderKind::EndWatch, "协助停止动态查询通知书"),
    (OrderKind::Freeze, "协助冻结财产通知书"),
    (OrderKind::ExtendFreeze, "协助继续冻结财产通知书"),
    (OrderKind::LiftFreeze, "协助解除冻结财产通知书"),
    (OrderKind::ReduceHold, "协助调减限额通知书"),
    (OrderKind::RaiseHold, "协助调增限额通知书"),
    (OrderKind::VoidValue, "协助止兑通知书"),
    (OrderKind::RestoreValue, "协助解除止兑通知书"),
    (OrderKind::ShutNumber, "协助关停号码通知书"),
    (OrderKind::RestoreNumber, "协助恢复号码通知书"),
];

fn printed(sheet: &OrderSheet) -> Paper {
    order_sheet(sheet, &press()).unwrap()
}

/// The text of each page.
fn pages(paper: &Paper) -> Vec<String> {
    text(paper).split('\u{c}').map(str::to_owned).collect()
}

#[test]
fn every_kind_of_order_has_its_sheet_with_what_it_asks() {
    for (kind, title) in TITLES {
        let s = sheet(kind);
        let paper = printed(&s);
        assert!(paper.pages <= 2 && paper.not_shown.is_empty(), "{title}: {paper:?}");
        let told = text(&paper);
        assert_shows(
            &told,
            &[
                title,
                &format!("指令编号：{}", s.order),
                &s.to,
                &s.case_number,
                &s.filing,
                &s.due,
                &s.from,
                &s.until,
                &s.serial,
                &s.original,
                &s.foreign_number,
                &s.reason,
                &s.basis,
                &s.hints,
                &s.organ,
                &s.phone,
                &s.issued_at,
                &s.attachments,
                &s.redress,
                "不替代法律文书",
            ],
        );
        for officer in &s.officers {
            assert_shows(&told, &[&officer.name, &officer.police_number, &officer.phone]);
        }
        match &s.target {
            SheetTarget::Account { account, .. } => {
                assert_shows(&told, &[&account.holder, &account.number, &account.bank])
            }
            SheetTarget::Other { name, value } => assert_shows(&told, &[name, value]),
        }
        assert_eq!(told.contains("救济途径"), kind.restricts(), "{title}: who is restricted is told how to object");
        assert_inside(&paper);
    }
}

#[test]
fn what_a_bank_compares_stands_on_a_stop_once() {
    let s = sheet(OrderKind::Stop);
    let (told, transfer) = (text(&printed(&s)), s.transfer.unwrap());
    assert_shows(
        &told,
        &[&transfer.from.holder, &transfer.from.number, &transfer.from.bank, &transfer.at, "捌万元整", "¥80,000.00"],
    );
    assert_eq!(told.matches(&transfer.to.number).count(), 1, "the payee is the target, and is not said twice");
    // Money that went on was paid to somebody else than the order is about.
    let mut onward = sheet(OrderKind::RiskNotice);
    onward.transfer.as_mut().unwrap().to.number = "9999990000000007777".into();
    assert_shows(&text(&printed(&onward)), &["9999990000000007777", "收款方"]);
}

#[test]
fn a_freeze_names_its_bounds_and_leaves_the_proceeds_to_who_decides() {
    let mut s = sheet(OrderKind::Freeze);
    assert_shows(&text(&printed(&s)), &["捌万元整", "□及于孳息", "在先冻结", &s.filing]);
    s.limit = None;
    assert_shows(&text(&printed(&s)), &["全额（整个账户）"]);
    // Capitals are for yuan; another currency stands in figures.
    s.limit = Some(Money::new(123_450, Currency::parse("USD").unwrap()));
    assert_shows(&text(&printed(&s)), &["USD1234.50"]);
    s.limit = Some(Money::cny(-1));
    assert_eq!(order_sheet(&s, &press()).unwrap_err(), PaperError::Amount { fen: -1 });
}

#[test]
fn the_receipt_is_blank_names_nobody_and_stays_on_one_page() {
    for (kind, title) in TITLES {
        let s = sheet(kind);
        let all = pages(&printed(&s));
        let page =
            all.iter().find(|page| page.contains("回执（由协助单位填写）") || page.contains("办理结果")).unwrap();
        // The cut line comes before everything of the strip; the strip ends with its last sentence.
        let strip = &page[page.find("－回执－").unwrap_or_else(|| panic!("{title} has no cut line: {page}"))..];
        assert_shows(strip, &[&s.order, "□已执行", "□依法未执行", "未执行的原因", "请将本回执退回决定机关"]);
        for person in ["王〇〇", "龑喆堃", "张样一", "9999990000000008825"] {
            assert!(!strip.contains(person), "{title}: the strip names {person}");
        }
    }
}

#[test]
fn long_names_and_texts_flow_and_nothing_is_cut() {
    let full = |c: char, n: usize| c.to_string().repeat(n);
    let mut s = sheet(OrderKind::Freeze);
    s.to = full('甲', SHEET_LINE_CHARS_MAX);
    s.organ = full('乙', SHEET_LINE_CHARS_MAX);
    if let SheetTarget::Account { account, class } = &mut s.target {
        account.holder = full('丙', SHEET_LINE_CHARS_MAX);
        account.number = full('丁', FIELD_CHARS_MAX);
        account.bank = full('戊', SHEET_LINE_CHARS_MAX);
        *class = full('己', FIELD_CHARS_MAX);
    }
    let transfer = s.transfer.as_mut().unwrap();
    transfer.from.holder = full('庚', SHEET_LINE_CHARS_MAX);
    transfer.from.bank = full('辛', SHEET_LINE_CHARS_MAX);
    transfer.to.holder = full('辰', SHEET_LINE_CHARS_MAX);
    transfer.to.bank = full('巳', SHEET_LINE_CHARS_MAX);
    s.reason = full('壬', BLOCK_CHARS_MAX);
    s.basis = full('癸', BLOCK_CHARS_MAX);
    s.redress = full('子', BLOCK_CHARS_MAX);
    s.attachments = full('丑', SHEET_LINE_CHARS_MAX);
    for officer in &mut s.officers {
        for text in [&mut officer.name, &mut officer.police_number, &mut officer.phone] {
            *text = full('寅', OFFICER_CHARS_MAX);
        }
    }
    for text in [&mut s.serial, &mut s.original, &mut s.hints] {
        *text = full('卯', SHEET_LINE_CHARS_MAX);
    }
    let paper = printed(&s);
    assert!(assert_inside(&paper) > 100);
    let told = text(&paper);
    for (c, n) in [
        ('甲', SHEET_LINE_CHARS_MAX),
        ('乙', SHEET_LINE_CHARS_MAX),
        ('丙', SHEET_LINE_CHARS_MAX),
        ('戊', SHEET_LINE_CHARS_MAX),
        ('庚', SHEET_LINE_CHARS_MAX),
        ('壬', BLOCK_CHARS_MAX),
        ('癸', BLOCK_CHARS_MAX),
        ('子', BLOCK_CHARS_MAX),
        ('丑', SHEET_LINE_CHARS_MAX),
        ('寅', 6 * OFFICER_CHARS_MAX),
        ('卯', 3 * SHEET_LINE_CHARS_MAX),
    ] {
        assert!(told.matches(c).count() >= n, "{c}: {} of {n}", told.matches(c).count());
    }
}

#[test]
fn a_text_beyond_its_limit_is_refused_by_the_field_s_name_only() {
    let mut s = sheet(OrderKind::Stop);
    s.officers[1].name = "龑".repeat(OFFICER_CHARS_MAX + 1);
    let error = order_sheet(&s, &press()).unwrap_err();
    assert_eq!(error, PaperError::TooLong { field: "officer", chars: OFFICER_CHARS_MAX + 1, max: OFFICER_CHARS_MAX });
    assert!(!error.to_string().contains('龑'));
}

#[test]
fn a_sheet_is_sound_and_the_same_facts_give_the_same_bytes() {
    let paper = printed(&sheet(OrderKind::Freeze));
    assert_eq!(paper, printed(&sheet(OrderKind::Freeze)));
    assert!(tool("qpdf", &["--check", "FILE"], &paper.pdf).contains("No syntax or stream encoding errors"));
    assert!(tool("pdfinfo", &["-isodates", "FILE"], &paper.pdf).contains("协助冻结财产通知书"));
}

#[test]
fn debug_output_names_no_person() {
    let s = sheet(OrderKind::Stop);
    let shown = format!("{s:?} {s:#?} {:?}", s.transfer);
    for secret in ["王〇〇", "龑喆堃", "张样一", "9999990000000008825", "9999990000000000017"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
