//! Learning is the same each time, the file is what was learned, and a file that does not fit is refused.

use crate::town::{learned, texts, words};
use cordon_sift::text::call::{Channel, Speaker};
use cordon_sift::text::lexicon::{File, Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file::{ModelError, read, write};
use cordon_sift::text::train::{Options, train};
use cordon_sift::text::verdict::{Judge, Level, Places};

#[test]
fn the_same_texts_and_seed_make_the_same_bytes() {
    let again = train(&texts(), words(), &Options::default()).unwrap();
    let bytes = write(learned()).unwrap();
    assert_eq!(write(&again).unwrap(), bytes);
    assert!(bytes.len() <= 2 << 20, "{} bytes", bytes.len());
    let other = train(&texts(), words(), &Options { seed: 2, ..Options::default() }).unwrap();
    assert_ne!(write(&other).unwrap(), bytes);
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let bytes = write(learned()).unwrap();
    assert_eq!(&read(&bytes, words()).unwrap(), learned());
}

#[test]
fn a_model_for_other_codes_is_refused_and_one_for_more_words_is_not() {
    let bytes = write(learned()).unwrap();
    let with = |from: &str, to: &str| {
        let files: Vec<(&str, String)> =
            shipped().iter().map(|file| (file.name, file.text.replace(from, to))).collect();
        let files: Vec<File<'_>> = files.iter().map(|(name, text)| File { name, text }).collect();
        Lexicon::read(&files).unwrap()
    };
    let words = with(r#"zh = ["<链接>"]"#, r#"zh = ["<链接>", "点这里"]"#);
    let model = read(&bytes, &words).unwrap();
    assert_ne!(model.card().lexicon_digest, words.digest());
    let codes = with(r#""form.link""#, r#""form.url""#);
    let codes = read(&bytes, &codes);
    assert!(matches!(codes, Err(ModelError::Unfit { what: "the lexicon's codes", .. })), "{codes:?}");
}

#[test]
fn damaged_files_are_no_models() {
    let bytes = write(learned()).unwrap();
    for cut in [0, 7, 100, bytes.len() - 1] {
        assert!(matches!(read(&bytes[..cut], words()), Err(ModelError::Unreadable(_))), "{cut}");
    }
}

#[test]
fn a_warning_names_its_evidence_where_it_stands() {
    let judge = Judge::new(words(), learned());
    let text = "这里是公安局，您涉嫌洗钱，请把钱转到安全账户，不要告诉家人";
    let mut places = Places::default();
    let turns = [(Speaker::Caller, text)];
    let verdict = judge.verdict(Channel::Call, turns.into_iter(), &mut Hits::default(), |turn, finding| {
        places.note(words(), turn, finding);
    });
    assert_eq!(verdict.level, Level::Warn);
    let (reasons, _) = judge.reasons(&verdict, &places);
    let said: Vec<String> = reasons
        .iter()
        .map(|reason| text.chars().skip(reason.from as usize).take((reason.to - reason.from) as usize).collect())
        .collect();
    assert!(said.iter().any(|said| said.contains("安全账户")), "{said:?}");
    assert!(reasons.windows(2).all(|two| two[0].contribution >= two[1].contribution));
}

#[test]
fn without_evidence_there_is_no_warning() {
    let judge = Judge::new(words(), learned());
    for text in ["", "今天天气不错", "……", "🙂"] {
        let turns = [(Speaker::Caller, text)];
        let verdict = judge.verdict(Channel::Sms, turns.into_iter(), &mut Hits::default(), |_, _| {});
        assert!(verdict.level < Level::Warn, "{text}");
    }
}
