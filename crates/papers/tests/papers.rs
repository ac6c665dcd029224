//! The papers as a reader's tools see them: poppler and qpdf stand outside our code. Where a tool is
//! missing the test fails and says what to install.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../examples/specimens/facts.rs"]
mod facts;
mod reader;

use cordon_papers::{
    BLOCK_CHARS_MAX, Bilingual, FIELD_CHARS_MAX, Font, NARRATIVE_CHARS_MAX, NUMBER_CHARS_MAX, Paper, PaperError, Press,
    SLIP_BLOCK_CHARS_MAX, StopApplication, counter_slip, stop_application,
};
use facts::{MADE_AT, application, slip};
use reader::{assert_inside, assert_shows, bare, press, text, tool};

fn printed(application: &StopApplication) -> Paper {
    stop_application(application, &press()).unwrap()
}

#[test]
fn every_field_of_the_application_can_be_read_back() {
    let paper = printed(&application());
    let a = application();
    assert_eq!(paper.pages, 1);
    assert!(paper.not_shown.is_empty());
    let text = text(&paper);
    assert_shows(
        &text,
        &[
            "紧急止付申请表",
            &a.number,
            &a.applicant.name,
            &a.applicant.document_kind,
            &a.applicant.document_number,
            &a.applicant.phone,
            &a.paid_from.holder,
            &a.paid_from.number,
            &a.paid_from.bank,
            &a.paid_to.holder,
            &a.paid_to.number,
            &a.paid_to.bank,
            "（大写）捌万元整",
            "（小写）¥80,000.00",
            &a.paid_at,
            &a.channel,
            &a.suspicious_contact,
            &a.narrative,
            &a.intake.organ,
            &a.intake.officer,
            &a.intake.second_officer,
            &a.intake.taken_at,
            "恶意举报",
            "申请人（签名）",
            "第1页/共1页",
            "依据：",
            &a.legal_basis,
        ],
    );
    for label in [
        "申请人姓名",
        "证件类型",
        "证件号码",
        "联系电话",
        "户名",
        "账号",
        "开户行",
        "收款人开户行名称",
        "收款人户名",
        "收款人账号",
        "止付账户",
        "汇出金额",
        "汇出时间",
        "汇出渠道",
        "疑似诈骗电话、短信内容",
        "被骗经过",
        "申请人承诺",
        "受理单位",
        "受理时间",
        "经办人",
        "协办人",
    ] {
        assert_shows(&text, &[label]);
    }
    assert!(!text.contains("承诺方式"), "a paper to be signed names no other way of promising");
}

#[test]
fn a_long_story_flows_on_and_nothing_is_cut() {
    let mut a = application();
    // Numbered sentences, so that a lost or doubled line cannot hide.
    a.narrative = (1..=260).map(|n| format!("第{n}步对方要求我继续操作。")).collect::<Vec<_>>().join("");
    let paper = printed(&a);
    assert!(paper.pages >= 2, "{paper:?}");
    let text = text(&paper);
    // What stands between the last line of one page and the first of the next.
    let furniture = [
        format!("紧急止付申请表（续）编号：{}", a.number),
        "被骗经过（续）".into(),
        format!("依据：{}", a.legal_basis),
    ];
    let mut story = furniture.iter().fold(text.clone(), |t, f| t.replace(&bare(f), ""));
    for page in 1..=paper.pages {
        story = story
            .replace(&format!("第{page}页/共{}页\u{c}", paper.pages), "")
            .replace(&format!("第{page}页/共{}页", paper.pages), "");
    }
    assert_shows(&story, &[&a.narrative]);
    for n in 1..=260 {
        assert_eq!(story.matches(&format!("第{n}步对方")).count(), 1, "sentence {n}");
    }
    assert_shows(
        &text,
        &["被骗经过（续）", "紧急止付申请表（续）", "申请人（签名）", &format!("第{0}页/共{0}页", paper.pages)],
    );
}

#[test]
fn fields_at_their_limits_stay_on_their_pages() {
    let full = |c: char, n: usize| c.to_string().repeat(n);
    let mut a = application();
    let one: [(&mut String, char); 16] = [
        (&mut a.number, '甲'),
        (&mut a.applicant.name, '乙'),
        (&mut a.applicant.document_kind, '丙'),
        (&mut a.applicant.document_number, '丁'),
        (&mut a.applicant.phone, '戊'),
        (&mut a.paid_from.holder, '己'),
        (&mut a.paid_from.number, '庚'),
        (&mut a.paid_from.bank, '辛'),
        (&mut a.paid_to.holder, '壬'),
        (&mut a.paid_to.number, '癸'),
        (&mut a.paid_to.bank, '子'),
        (&mut a.paid_at, '丑'),
        (&mut a.channel, '寅'),
        (&mut a.intake.organ, '卯'),
        (&mut a.intake.officer, '巳'),
        (&mut a.legal_basis, '酉'),
    ];
    for (field, c) in one {
        *field = full(c, FIELD_CHARS_MAX);
    }
    // The widest letter there is.
    a.number = full('W', NUMBER_CHARS_MAX);
    a.suspicious_contact = full('戌', BLOCK_CHARS_MAX);
    a.narrative = full('亥', NARRATIVE_CHARS_MAX);
    let paper = printed(&a);
    assert!(assert_inside(&paper) > 200);
    let text = text(&paper);
    for (c, n) in [('乙', 1), ('癸', 1), ('子', 1), ('卯', 1)] {
        assert!(text.matches(c).count() >= n * FIELD_CHARS_MAX, "{c}");
    }
    assert!(text.matches('亥').count() >= NARRATIVE_CHARS_MAX);
    assert!(text.matches('戌').count() >= BLOCK_CHARS_MAX);
    assert!(text.matches('酉').count() >= paper.pages * FIELD_CHARS_MAX, "the legal basis stands whole on every page");
}

#[test]
fn a_text_beyond_its_limit_is_refused_by_the_field_s_name_only() {
    let mut a = application();
    a.applicant.name = "龑".repeat(FIELD_CHARS_MAX + 1);
    let error = stop_application(&a, &press()).unwrap_err();
    assert_eq!(
        error,
        PaperError::TooLong { field: "applicant.name", chars: FIELD_CHARS_MAX + 1, max: FIELD_CHARS_MAX }
    );
    assert!(!error.to_string().contains('龑'));
}

#[test]
fn blank_fields_print_a_blank_form() {
    let mut a = application();
    let amount_only = StopApplication {
        applicant: Default::default(),
        paid_from: Default::default(),
        paid_to: Default::default(),
        narrative: String::new(),
        suspicious_contact: String::new(),
        ..a.clone()
    };
    assert_shows(&text(&printed(&amount_only)), &["申请人姓名", "被骗经过", "捌万元整"]);
    a.amount_fen = -1;
    assert_eq!(stop_application(&a, &press()).unwrap_err(), PaperError::Amount { fen: -1 });
}

#[test]
fn a_promise_given_by_telephone_is_named() {
    let mut a = application();
    a.promise_given = "电话录音承诺，录音编号 990017".into();
    assert_shows(&text(&printed(&a)), &["承诺方式：电话录音承诺，录音编号990017"]);
}

#[test]
fn a_character_the_font_lacks_is_reported_and_marked_on_the_paper() {
    let mut a = application();
    a.applicant.name = "王\u{20000}\u{2A6D6}".into();
    let paper = printed(&a);
    assert_eq!(paper.not_shown, ['\u{20000}', '\u{2A6D6}']);
    assert_shows(&text(&paper), &["王〓〓", "手写补正"]);
    assert!(!text(&printed(&application())).contains('〓'));
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let (first, second) = (printed(&application()), printed(&application()));
    assert_eq!(first, second);
    let mut later = application();
    later.made_at = MADE_AT.plus_ms(1_000);
    assert_ne!(printed(&later).pdf, first.pdf);
}

#[test]
fn the_file_is_sound_titled_and_carries_its_font() {
    for (paper, title) in
        [(printed(&application()), "紧急止付申请表"), (counter_slip(&slip(), &press()).unwrap(), "账户措施告知单")]
    {
        assert!(tool("qpdf", &["--check", "FILE"], &paper.pdf).contains("No syntax or stream encoding errors"));
        let info = tool("pdfinfo", &["-isodates", "FILE"], &paper.pdf);
        assert!(info.contains(title), "{info}");
        assert!(info.contains("2026-03-09T10:41:00+08"), "{info}");
        assert!(info.contains("(A4)"), "{info}");
        let objects = tool("qpdf", &["--qdf", "--object-streams=disable", "FILE", "-"], &paper.pdf.clone());
        assert!(objects.contains("/Lang (zh-CN)"), "the language is not named");
        let fonts = tool("pdffonts", &["FILE"], &paper.pdf);
        let row = fonts.lines().nth(2).unwrap();
        assert!(
            row.contains("+CordonSerifSC") && row.contains("yes yes yes"),
            "not embedded, subset and mapped: {fonts}"
        );
        assert_eq!(fonts.lines().count(), 3, "{fonts}");
    }
}

#[test]
fn the_slip_says_what_a_customer_needs_on_one_page() {
    let s = slip();
    let paper = counter_slip(&s, &press()).unwrap();
    assert_eq!((paper.pages, paper.not_shown.len()), (1, 0));
    assert_shows(
        &text(&paper),
        &[
            &s.organ.zh,
            &s.organ.en,
            &s.public_code,
            "紧急止付",
            "Emergency stop",
            &s.from,
            &s.until,
            &s.legal_basis.zh,
            &s.legal_basis.en,
            &s.how_to_object.zh,
            &s.how_to_object.en,
            &s.where_to_object.zh,
            &s.where_to_object.en,
            "请自行拨打96110核实",
            "dial 96110 yourself",
        ],
    );
}

#[test]
fn a_slip_of_more_than_one_page_is_refused() {
    let press = press();
    let mut s = slip();
    // Twice the usual length still fits.
    s.how_to_object.zh = s.how_to_object.zh.repeat(2);
    s.how_to_object.en = s.how_to_object.en.repeat(2);
    assert_eq!(counter_slip(&s, &press).unwrap().pages, 1);
    let full = || Bilingual { zh: "异".repeat(SLIP_BLOCK_CHARS_MAX), en: "W".repeat(SLIP_BLOCK_CHARS_MAX) };
    (s.legal_basis, s.how_to_object, s.where_to_object) = (full(), full(), full());
    assert!(matches!(counter_slip(&s, &press), Err(PaperError::TooManyPages { max: 1, .. })));
    s.how_to_object.zh.push('异');
    assert!(matches!(counter_slip(&s, &press), Err(PaperError::TooLong { field: "how_to_object.zh", .. })));
}

#[test]
fn debug_output_names_no_person() {
    let a = application();
    let shown = format!("{a:?} {a:#?} {:?}", printed(&a));
    for secret in [
        &a.applicant.name,
        &a.applicant.document_number,
        &a.applicant.phone,
        &a.paid_to.number,
        &a.paid_to.holder,
        &a.narrative,
    ] {
        assert!(!shown.contains(secret.as_str()), "{shown}");
    }
}

#[test]
fn a_site_s_own_font_is_taken_and_one_without_chinese_is_refused() {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/cordon-serif-sc.otf")).unwrap();
    let own = Font::from_bytes(bytes.clone()).unwrap();
    assert_eq!(stop_application(&application(), &Press::new(own)).unwrap(), printed(&application()));
    // Letters, but not a word of Chinese: the same font with its character map blanked out.
    let mut letters = bytes;
    let at = letters.windows(4).position(|w| w == b"cmap").unwrap();
    letters[at..at + 4].copy_from_slice(b"cmaq");
    assert!(matches!(Font::from_bytes(letters), Err(PaperError::FontLacks { .. })));
}

#[test]
fn a_font_file_cut_short_is_refused() {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/cordon-serif-sc.otf")).unwrap();
    for part in 0..40 {
        let cut = bytes[..bytes.len() / 40 * part].to_vec();
        assert_eq!(Font::from_bytes(cut).unwrap_err(), PaperError::FontUnreadable, "{part} of 40");
    }
}

#[test]
fn a_font_with_wrong_bytes_never_stops_the_service() {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/cordon-serif-sc.otf")).unwrap();
    for step in 0..60_usize {
        let mut damaged = bytes.clone();
        // Half of the blows hit the directory and the small tables, half the outlines.
        let at = if step % 2 == 0 { step * 7 } else { bytes.len() / 60 * step };
        damaged[at] ^= 0x55;
        // An error or a paper, but an answer.
        if let Ok(paper) =
            Font::from_bytes(damaged).and_then(|font| stop_application(&application(), &Press::new(font)))
        {
            assert!(paper.pdf.starts_with(b"%PDF-1.7"));
        }
    }
}

#[test]
fn every_page_of_a_drill_says_so_and_says_all_else_too() {
    let long = StopApplication { narrative: "甲".repeat(NARRATIVE_CHARS_MAX), ..application() };
    let real = printed(&long);
    let drill = stop_application(&long, &press().for_drill()).unwrap();
    assert!(real.pages > 1 && drill.pages == real.pages);
    assert!(!text(&real).contains("DRILL"));
    assert_eq!(text(&drill).matches("演练DRILL").count(), real.pages, "{}", text(&drill));
    assert_eq!(text(&drill).replace("演练DRILL", ""), text(&real), "nothing is lost under it");
    assert!(tool("pdfinfo", &["FILE"], &drill.pdf).contains("演练"), "the title of the file says it as well");
}
