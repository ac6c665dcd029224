//! The radar on a script that nobody knows, told by a dozen people among others.

use crate::left_out::{Sorted, leave_out};
use crate::town::{learned, words};
use cordon_model::time::{DAY_MS, HOUR_MS, Stamp};
use cordon_sift::kinds::ScamType;
use cordon_sift::radar::background::{self, Background};
use cordon_sift::radar::draft::Draft;
use cordon_sift::radar::lines::{Addition, with_additions};
use cordon_sift::radar::{Heard, Radar, TEXTS_MAX};
use cordon_sift::text::call::{Channel, Speaker};
use cordon_sift::text::lexicon::{File, Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file;
use cordon_sift::text::train::{Dice, hash_text};
use cordon_sift::text::verdict::{Judge, Verdict};
use std::sync::OnceLock;

/// Told in own words; names stand in one each.
const TOLD: [&str; 9] = [
    "对方说是市碳普惠中心的，我家的碳积分补贴今年没有领，要在碳账户里激活，我叫他小刘",
    "来电自称碳普惠中心，讲碳积分补贴月底清零，要我下载碳行家，绑卡激活碳账户",
    "有人加我微信，说楼里的光伏有碳积分补贴，激活碳账户要先交三百元认证金，姓欧阳",
    "短信：您的碳积分补贴2860元待发放，请激活碳账户，逾期清零，点 tan.example/a",
    "我妈接到碳普惠中心电话，让她激活碳账户领碳积分补贴，最后转走了六千",
    "群里发碳积分补贴的截图，客服带着操作，激活碳账户的时候要人脸",
    "碳普惠中心的工作人员上门，说碳积分补贴按户发放，现场激活碳账户，刷卡验证",
    "网页写着碳积分补贴，填了卡号和密码，说碳账户激活失败要再充值解锁",
    "他说碳积分补贴是国家发的，碳普惠中心统一代办，激活碳账户收二百押金",
];
const OTHERS: [&str; 6] = [
    "楼上邻居装修太吵，打电话给物业没有人管",
    "快递放在门口不见了，客服让我等三天",
    "学校通知明天家长会改到下午两点",
    "医院让我下周复查，记得空腹",
    "公司年会在周五晚上，大家准时到场",
    "超市会员日全场八折，冷鲜柜除外",
];

fn heard(place: usize, text: &str) -> Heard {
    let at = Stamp::from_ms(i64::try_from(place).unwrap() * HOUR_MS);
    Heard { id: format!("c{place}"), at, reporter: Some(format!("p{place}")), said: vec![text.to_owned()] }
}

fn all() -> Vec<Heard> {
    let texts = TOLD.iter().chain(&OTHERS).enumerate();
    texts.map(|(place, text)| heard(place, text)).collect()
}

fn known() -> &'static Background {
    static KNOWN: OnceLock<Background> = OnceLock::new();
    KNOWN.get_or_init(|| Background::shipped().unwrap())
}

fn drafts(texts: impl IntoIterator<Item = Heard>) -> Vec<Draft> {
    let mut radar = Radar::default();
    texts.into_iter().for_each(|heard| radar.hear(heard, words()));
    radar.drafts(known(), words())
}

#[test]
fn what_several_people_tell_becomes_a_draft_and_what_one_tells_does_not() {
    let found = drafts(all());
    let [draft] = found.as_slice() else { panic!("{} drafts", found.len()) };
    let expected: Vec<String> = (0..TOLD.len()).map(|place| format!("c{place}")).collect();
    assert_eq!(draft.members, expected);
    assert_eq!((draft.reporters, draft.first_seen), (9, Stamp::from_ms(0)));
    let phrases: Vec<&str> = draft.phrases.iter().map(|phrase| phrase.text.as_str()).collect();
    for phrase in ["碳积分补贴", "碳普惠中心"] {
        assert!(phrases.contains(&phrase), "{phrases:?}");
    }
    let told = format!("{draft:?}");
    for own in ["小刘", "欧阳", "六千", "tan.example", "截图"] {
        assert!(!told.contains(own), "{own} is one person's word");
    }
    assert!(draft.warning.zh.contains("碳积分补贴") && draft.warning.zh.contains("96110"));
    assert!(drafts(all().into_iter().skip(TOLD.len() - 2)).is_empty(), "two people are too few");
}

#[test]
fn one_person_who_tells_it_often_is_one_person() {
    let alone = all().into_iter().map(|heard| Heard { reporter: Some("same".to_owned()), ..heard });
    assert!(drafts(alone).is_empty());
    let twice: Vec<Heard> = all().into_iter().chain(all()).collect();
    assert_eq!(drafts(twice), drafts(all()));
}

#[test]
fn the_order_in_which_texts_come_and_what_was_forgotten_change_nothing() {
    let mut texts = all();
    let expected = drafts(all());
    for seed in 0..20 {
        Dice::new(seed).shuffle(&mut texts);
        let mut radar = Radar::default();
        for (place, old) in (0..).zip(OTHERS.iter().chain(&TOLD)) {
            let at = Stamp::from_ms(-DAY_MS + place);
            let heard = Heard { id: format!("old{place}"), at, reporter: None, said: vec![(*old).to_owned()] };
            radar.hear(heard, words());
        }
        texts.iter().cloned().for_each(|heard| radar.hear(heard, words()));
        radar.forget(Stamp::from_ms(0));
        assert_eq!(radar.drafts(known(), words()), expected, "seed {seed}");
    }
}

#[test]
fn no_more_texts_are_kept_than_the_limit() {
    let mut radar = Radar::default();
    for place in 0..TEXTS_MAX + 50 {
        radar.hear(heard(place, OTHERS[place % OTHERS.len()]), words());
    }
    assert_eq!(radar.len(), TEXTS_MAX);
}

fn judged(lexicon: &Lexicon, text: &str) -> Verdict {
    let model = file::read(&file::write(learned()).unwrap(), lexicon).unwrap_or_else(|error| panic!("{error}"));
    let judge = Judge::new(lexicon, &model);
    judge.verdict(Channel::Sms, [(Speaker::Caller, text)].into_iter(), &mut Hits::default(), |_, _| {})
}

#[test]
fn adopted_lines_are_read_weigh_what_they_say_and_leave_the_model_as_it_is() {
    let draft = drafts(all()).remove(0);
    let addition = Addition { key: draft.key.clone(), toml: draft.toml() };
    let with = with_additions(shipped(), std::slice::from_ref(&addition)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(with.frame(), words().frame());
    assert_ne!(with.digest(), words().digest());
    let new = "通知：您的碳积分补贴已到账，请联系碳普惠中心激活碳账户";
    let (before, after) = (judged(words(), new), judged(&with, new));
    let added: i32 = with.added().map(|(_, entry)| entry.prior).sum();
    assert!(added > 0 && after.score.logit == before.score.logit + added, "{before:?} {after:?} {added}");
    let names: Vec<&str> = with.added().map(|(_, entry)| entry.name.zh.as_str()).collect();
    assert!(names.iter().all(|name| name.starts_with("新型话术")), "{names:?}");
    let lawful = "您的社保补贴已到账，请在银行柜台领取";
    assert_eq!(judged(words(), lawful).score, judged(&with, lawful).score);
}

#[test]
fn added_files_are_read_as_strictly() {
    let entry =
        "[[entry]]\ncode = \"new.x.hook\"\ntactic = \"hook\"\nname_zh = \"x\"\nname_en = \"x\"\nsource = \"test\"\n";
    for (text, line, what) in [
        (format!("{entry}prior = 500\n"), 2, "has no phrases"),
        (format!("{entry}zh = [\"碳积分\"]\n"), 2, "has no weight"),
        (entry.replace("\"hook\"", "\"lawful\"") + "prior = 1\nzh = [\"碳积分\"]\n", 2, "is no evidence"),
        (
            "[type]\ncode = \"T01\"\nname_zh = \"\"\nname_en = \"\"\nask_zh = \"\"\nask_en = \"\"\n".to_owned(),
            2,
            "of no type",
        ),
    ] {
        let files: Vec<File<'_>> =
            shipped().iter().copied().chain([File { name: "added/x.toml", text: &text }]).collect();
        let error = Lexicon::read(&files).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("added/x.toml", line), "{error}");
        assert!(error.what.contains(what), "{error}");
    }
}

/// Each type is unknown for once, in both languages and by all channels; all figures are in `docs/concepts/radar.md`.
#[test]
fn a_type_that_was_left_out_is_found_among_others() {
    let own = background::shipped().unwrap();
    let is_known = |group: &str| hash_text(group).is_multiple_of(2);
    let (mut found, mut precision, mut recall) = (0, 0, 0);
    for kind in ScamType::ALL {
        let mut stream: Vec<_> =
            own.iter().filter(|one| one.kind == Some(kind) || !is_known(&one.group)).cloned().collect();
        Dice::new(1).shuffle(&mut stream);
        let known: Vec<_> = own.iter().filter(|one| is_known(&one.group)).cloned().collect();
        let of_it = leave_out(kind, &known, &stream, Sorted::ByOfficers);
        found += usize::from(of_it.until.is_some());
        precision += of_it.precision();
        recall += of_it.recall();
    }
    assert!(found >= 12 && precision >= 14 * 700 && recall >= 14 * 350, "{found} {precision} {recall}");
}
