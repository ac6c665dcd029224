//! Lists, consents, complaints, contacts and an alarm, each by its own act, for the site.

use crate::house::House;
use cordon_desk::listing::{
    NewComplaint, NewConsent, NewListing, Thing, complain, list_entry, record_consent, refuse_calls, take_list,
};
use cordon_desk::telecom::{NewCallAlarm, NewContact, raise_call_alarm, register_contact};
use cordon_model::exchange::Private;
use cordon_model::time::DAY_MS;
use cordon_model::{ContactKind, Digest, Level, ListKind, ListSource, TakenList};

const SENDER: &str = "+8619900000001";
const USER: &str = "+8619900000002";

fn thing(form: &str) -> Thing {
    Thing { form: form.into(), key: format!("{:0>16}", &form[form.len() - 8..]) }
}

pub fn registers(house: &House) {
    let (now, carrier) = (house.now(), || house.machine(house.carrier));
    let listing = NewListing {
        kind: ListKind::Number,
        thing: thing(SENDER),
        range: None,
        level: Level::Grey,
        reason: "多人举报".into(),
        until: Some(now.plus_ms(DAY_MS)),
    };
    list_entry(&house.desk, &house.of(&house.officer), &listing).unwrap();
    let consent = NewConsent {
        sender: thing(SENDER),
        receiver: thing(USER),
        advertiser: "样例商贸有限公司".into(),
        purpose: "每月优惠信息".into(),
        way: None,
        given_by: "纸质签名".into(),
        given_at: now,
        proof: Digest([9; 32]),
        until: None,
    };
    record_consent(&house.desk, &carrier(), &consent).unwrap();
    refuse_calls(&house.desk, &house.of(&house.intake), &thing(USER)).unwrap();
    let complaint = NewComplaint {
        number: thing(SENDER),
        by: thing(USER),
        at: now,
        subject: "冒充客服".into(),
        scam: true,
        recorded: false,
        area: None,
    };
    complain(&house.desk, &carrier(), &complaint).unwrap();
    let file = TakenList {
        id: "a".into(),
        kind: ListKind::Number,
        level: Level::Black,
        source: ListSource::Exchange,
        reason: "200501 涉案名单".into(),
        until: None,
        rows: 1,
        bad_rows: 0,
        generation: "g1".into(),
        taken_at: now,
        place: 0,
    };
    take_list(&house.desk, &house.platform(), &file, None).unwrap();
    let contact = NewContact {
        kind: ContactKind::Relative,
        user: Private(USER.into()),
        number: Private("+8619900000003".into()),
        consent: Digest([9; 32]),
        until: now.plus_ms(DAY_MS),
    };
    register_contact(&house.desk, &carrier(), &contact).unwrap();
    let alarm = NewCallAlarm {
        call: "c-1".into(),
        user: Private(USER.into()),
        probability: 950,
        scam: Some("T01".into()),
        stage: Some(6),
        reasons: vec!["demand.transfer".into()],
    };
    raise_call_alarm(&house.desk, &carrier(), &alarm).unwrap();
}
