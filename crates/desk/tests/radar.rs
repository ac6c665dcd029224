//! A new script from the first victim's words to the first warning: who may what, in which order, and how long it
//! took as the journal has it.

use crate::house::{House, NARRATIVE};
use cordon_desk::money::file_report::{Report, file_report};
use cordon_desk::radar::draft_script::is_news;
use cordon_desk::radar::{adopt_script, dismiss_script, draft_script, note_warning, read_narratives};
use cordon_desk::read::{Pace, scripts::live};
use cordon_desk::{Refusal, read};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{Code, Officer, Script, ScriptId, ScriptState, Sketch, Stamp};

const PURPOSE: &str = "新话术雷达";

fn sketch(house: &House, members: &[&str]) -> Sketch {
    Sketch {
        key: "1a2b3c4d".into(),
        name_zh: "新型话术：“碳积分补贴”".into(),
        name_en: "new script: “碳积分补贴”".into(),
        warning_zh: "近期多人反映".into(),
        warning_en: "Several people have told".into(),
        lines: "[[entry]]\n".into(),
        first_seen: house.now().minus_ms(5 * HOUR_MS),
        last_seen: house.now(),
        members: members.iter().map(|id| (*id).to_owned()).collect(),
        reporters: u32::try_from(members.len()).unwrap(),
        sure: "medium".into(),
    }
}

fn adopt(house: &House, by: &Officer, id: ScriptId) -> Result<String, Code> {
    adopt_script(&house.desk, &house.of(by), id, |_| Ok(())).map(|done| done.state).map_err(|refusal| refusal.code)
}

#[test]
fn two_officers_adopt_and_the_journal_has_the_hours_to_the_first_warning() {
    let house = House::new();
    let first = sketch(&house, &["a", "b", "c"]);
    let id = draft_script(&house.desk, &house.platform(), &first).unwrap().script;
    assert!(!is_news(&house.desk, &first).unwrap());
    let second = Sketch { members: vec!["a".into(), "d".into()], ..first.clone() };
    assert!(is_news(&house.desk, &second).unwrap());
    let revised = draft_script(&house.desk, &house.platform(), &second).unwrap();
    assert_eq!((revised.script, revised.is_new), (id, false));
    assert_eq!(note_warning(&house.desk, &house.platform(), id).unwrap_err().code, Code::WrongState);

    house.pass(HOUR_MS);
    assert_eq!(adopt(&house, &house.intake, id), Err(Code::NotAllowed));
    assert_eq!(adopt(&house, &house.officer, id).unwrap(), "seconded");
    assert_eq!(adopt(&house, &house.officer, id), Err(Code::FourEyes));
    assert!(live(&house.desk).unwrap().is_empty());
    // What the second officer adopts is what the first one read.
    assert!(!is_news(&house.desk, &first).unwrap());
    assert_eq!(draft_script(&house.desk, &house.platform(), &first).unwrap_err().code, Code::WrongState);
    house.pass(HOUR_MS);
    assert_eq!(adopt(&house, &house.supervisor, id).unwrap(), "live");
    assert_eq!(live(&house.desk).unwrap(), [house.record::<Script>(id)]);
    let live_at = house.now();
    house.pass(HOUR_MS);
    note_warning(&house.desk, &house.platform(), id).unwrap();
    let warned_at = house.now();
    house.pass(HOUR_MS);
    assert_eq!(note_warning(&house.desk, &house.platform(), id).unwrap_err().code, Code::WrongState);

    let view = read::script(&house.desk, &house.of(&house.officer), id).unwrap();
    let expected = Pace {
        first_seen: Some(first.first_seen),
        drafted_at: Some(first.last_seen),
        live_at: Some(live_at),
        warned_at: Some(warned_at),
    };
    assert_eq!((view.pace, view.pace.to_warning_ms()), (expected, Some(8 * HOUR_MS)));
    assert_eq!(view.script.sketch, second);
    dismiss_script(&house.desk, &house.of(&house.officer), id, "误报过多").unwrap();
    assert!(live(&house.desk).unwrap().is_empty());
    assert!(!is_news(&house.desk, &first).unwrap(), "a dismissed script is not proposed again");
}

#[test]
fn lines_that_the_lexicon_refuses_do_not_go_live() {
    let house = House::new();
    let id = draft_script(&house.desk, &house.platform(), &sketch(&house, &["a"])).unwrap().script;
    let refuse = |live: &[Script]| {
        assert_eq!(live.len(), 1);
        Err(Refusal::field("lines", "are not understood"))
    };
    let refused = adopt_script(&house.desk, &house.of(&house.officer), id, refuse);
    assert_eq!(refused.unwrap_err().code, Code::FieldInvalid);
    assert_eq!(house.record::<Script>(id).state, ScriptState::Draft);
    assert_eq!(dismiss_script(&house.desk, &house.of(&house.officer), id, " ").unwrap_err().code, Code::FieldMissing);
}

#[test]
fn the_radar_reads_narratives_for_its_purpose_and_leaves_an_entry() {
    let house = House::new();
    let report = Report { scam_type: "未定".into(), ..house.report() };
    let case = file_report(&house.desk, &house.of(&house.intake), &report).unwrap().case;
    house.pass(DAY_MS);
    house.reported();
    let call = || house.platform().purpose(PURPOSE);
    let none = read_narratives(&house.desk, &house.platform(), None, Stamp::from_ms(0));
    assert_eq!(none.unwrap_err().code, Code::PurposeMissing);
    let (read, last) = read_narratives(&house.desk, &call(), None, Stamp::from_ms(0)).unwrap();
    assert_eq!(read.len(), 1, "what officers know the type of is not opened");
    let told: Vec<&str> = read.iter().flat_map(|one| &one.told).map(|told| told.0.as_str()).collect();
    assert!(told.contains(&NARRATIVE), "{}", told.len());
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.result.as_str()), ("read_narratives", "ok"));
    assert!(entry.is_about(&case.to_string()));
    assert!(!format!("{entry:?}").contains(NARRATIVE));
    let before = house.entries();
    let (again, _) = read_narratives(&house.desk, &call(), last, Stamp::from_ms(0)).unwrap();
    assert!(again.is_empty() && house.entries() == before, "nothing to open leaves no entry");
    let officer = house.of(&house.officer).purpose(PURPOSE);
    let refused = read_narratives(&house.desk, &officer, None, Stamp::from_ms(0));
    assert_eq!(refused.unwrap_err().code, Code::NotAllowed);
}
