//! What callers say in calls that go on, as the radar hears it: on a basis, once a call, when it is over.

use crate::calls::{begin, say};
use crate::hall::{Hall, text as field};
use crate::kill::{ask as send, connect, found, port, serve, wait_open};
use cordon_server::clock::Clock;
use cordon_server::radar::Watch;
use cordon_server::sift::calls::SILENT_MS_MAX;
use serde_json::{Value, json};
use std::path::Path;

/// One new scam as nine callers tell it, each in his own words.
const CALLERS: [&[&str]; 9] = [
    &[
        "您好，我是燃气公司的，你们楼要统一换智能燃气表。",
        "换表押金三百八，三天就退，您现在把钱转到我发的账户，别挂电话。",
    ],
    &[
        "喂，燃气公司通知，智能燃气表明天上门换。",
        "先交换表押金，不交今天就停气，快点转到这个个人账户。",
        "收到的验证码念给我，我帮您登记。",
    ],
    &["我是燃气王师傅，咱小区换智能燃气表。", "您先把换表押金付了，扫我微信的二维码，付完截图发给我，不要告诉物业。"],
    &["国家有补贴，智能燃气表免费换，只收一个换表押金。", "马上转五百块到这个账户，名额今天截止。"],
    &[
        "阿姨，您家燃气表到期了，不换智能燃气表要罚款的。",
        "换表押金七百六，您现在就去转账，我在线等，短信验证码发给我。",
    ],
    &["这里是安检中心，登记换智能燃气表。", "请把身份证号和银行卡号报给我，再交换表押金三百八十元，转到安全账户。"],
    &["我是燃气安检员，加一下微信，智能燃气表要先付换表押金。", "付了才排队，今天不付就停气，马上转给我。"],
    &[
        "您好，智能燃气表更换登记没做吧，系统里显示您家要停气了。",
        "把换表押金打到对公账户之外的这个卡号，验证码告诉我一下。",
    ],
    &["燃气集团的，您家这户智能燃气表还没换。", "您先把换表押金转过来，转完不要跟家里人说，师傅下午就到。"],
];

fn user(n: usize) -> String {
    format!("+861990002{n:04}")
}

fn end(hall: &Hall, id: &str) -> Value {
    let answer = hall.ask("POST", &format!("/api/v1/calls/{id}/end")).by(&hall.token("carrier")).body("{}").send();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// A call as it goes: the caller says his part, and the one called something that is nobody's business.
fn talk(hall: &Hall, n: usize, how: &Value) -> String {
    let id = format!("gas-{n}");
    let mut more = how.clone();
    more["user"] = json!(user(n));
    begin(hall, &id, more);
    for (turn, words) in CALLERS[n].iter().enumerate() {
        say(hall, &id, turn * 2, json!({"text": words}));
        say(hall, &id, turn * 2 + 1, json!({"speaker": "user", "text": format!("我家住样例花园{n}号楼")}));
    }
    id
}

fn drafts(hall: &Hall) -> Value {
    let mut watch = Watch::new().unwrap();
    watch.listen(&hall.app.desk, hall.app.sift().unwrap().room.ear().fetch()).unwrap();
    while watch.round(&hall.app.desk, hall.app.clock.now(), &mut || hall.app.platform()).unwrap() {}
    hall.get("officer", "/api/v1/radar?state=draft")
}

#[test]
fn one_new_scam_on_nine_live_calls_becomes_a_draft() {
    let hall = Hall::open();
    for n in 0..CALLERS.len() {
        let waiting = || hall.app.sift().unwrap().room.ear().waiting();
        let before = waiting();
        let id = talk(&hall, n, &json!({"basis": "reported"}));
        assert_eq!(waiting(), before, "nothing is told before the call is over");
        end(&hall, &id);
    }
    let drafts = drafts(&hall);
    let draft = &drafts["items"][0];
    assert!(draft["reporters"].as_u64() >= Some(6), "most of them, whatever is made of the others: {drafts}");
    let lines = field(draft, "lines");
    assert!(lines.contains("智能燃气表"), "{drafts}");
    assert!(!drafts.to_string().contains("样例花园"), "what the one called said is told to nobody");
    assert!(!drafts.to_string().contains("0002000"), "nor is his number");
}

#[test]
fn what_was_read_on_no_basis_is_told_to_nobody() {
    let hall = Hall::open();
    let hows = [json!({}), json!({"basis": "consent"})];
    for (n, how) in (0..CALLERS.len()).zip(hows.iter().cycle()) {
        let id = talk(&hall, n, how);
        assert_eq!(end(&hall, &id)["action"], "allow");
    }
    assert_eq!(hall.app.sift().unwrap().room.ear().waiting(), 0);
    assert_eq!(drafts(&hall)["items"], json!([]));
}

#[test]
fn of_consent_only_what_was_said_after_the_notice_is_heard() {
    let hall = Hall::open();
    begin(&hall, "late", json!({"basis": "consent"}));
    say(&hall, "late", 0, json!({"text": "我姓样例，住在别人不知道的地方"}));
    say(&hall, "late", 1, json!({"text": CALLERS[1][1], "notice_played": true}));
    end(&hall, "late");
    let judged = hall.app.sift().unwrap().room.ear().fetch();
    assert_eq!(judged[0].heard.said, [CALLERS[1][1]]);
}

#[test]
fn a_lawful_call_is_forgotten_and_one_that_is_reported_afterwards_is_no_second_one() {
    let hall = Hall::open();
    let ear = || hall.app.sift().unwrap().room.ear();
    begin(&hall, "plain", json!({"basis": "reported"}));
    say(&hall, "plain", 0, json!({"text": "您的快递已放在门口，请及时取走"}));
    end(&hall, "plain");
    assert_eq!(ear().waiting(), 0, "it sounded like nothing");
    let report = |n: usize| {
        let event = json!({"kind": "text", "id": format!("gas-{n}"), "at": hall.app.clock.now().ms(), "channel": "call",
            "from": "+8619900000001", "to": user(n), "text": CALLERS[n].join("\n"), "basis": "reported"});
        let ask = hall.ask("POST", "/api/v1/verdicts").by(&hall.token("carrier"));
        assert_eq!(ask.body(event.to_string()).send().status, 200);
    };
    // Two that were heard while they went on and are reported as well, two that were not read and are reported.
    for (n, how) in
        [json!({"basis": "reported"}), json!({"basis": "reported"}), json!({}), json!({})].iter().enumerate()
    {
        let id = talk(&hall, n, how);
        end(&hall, &id);
        report(n);
    }
    let judged = ear().fetch();
    assert_eq!(judged.len(), 6);
    let ids: std::collections::BTreeSet<&str> = judged.iter().map(|judged| judged.heard.id.as_str()).collect();
    assert_eq!(ids.len(), 4, "a call has one name, whichever way it is told");
    let people: std::collections::BTreeSet<_> = judged.iter().map(|judged| judged.heard.reporter.clone()).collect();
    assert_eq!(people.len(), 4);
}

#[test]
fn what_was_said_in_a_call_that_fell_silent_does_not_stay() {
    let hall = Hall::open();
    let service = hall.app.sift().unwrap();
    let now = hall.app.clock.now();
    talk(&hall, 0, &json!({"basis": "reported"}));
    service.calls.hush(&service.room, now.plus_ms(SILENT_MS_MAX - 60_000));
    assert_eq!(service.room.ear().waiting(), 0);
    assert!(service.calls.words_held() > 0);
    service.calls.hush(&service.room, now.plus_ms(SILENT_MS_MAX + 60_000));
    assert_eq!((service.room.ear().waiting(), service.calls.words_held()), (1, 0));
    // It was silent, not over: its end is told, and its words no second time.
    end(&hall, "gas-0");
    assert_eq!(service.room.ear().waiting(), 1);
}

/// Every file below the folder.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| if path.is_dir() { files(&path) } else { vec![std::fs::read(path).unwrap()] };
    entries.flat_map(read).collect()
}

#[test]
fn a_kill_between_the_end_of_a_call_and_its_hearing_takes_words_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("centre");
    let (key, port) = (found(&folder), port());
    let tell = |path: &str, body: &Value| {
        let mut line = connect(port).unwrap();
        let (status, answer) =
            send(&mut line, "POST", &format!("/api/v1/calls/{path}"), &key, &body.to_string()).unwrap();
        (status, answer)
    };
    let call = |n: usize| {
        let begun =
            json!({"at": Clock::real().now().ms(), "caller": "+8619900000001", "user": user(n), "basis": "reported"});
        assert_eq!(tell(&format!("gas-{n}"), &begun).0, 201);
        for (seq, words) in CALLERS[n].iter().enumerate() {
            let said = json!({"seq": seq, "speaker": "caller", "text": words});
            assert_eq!(tell(&format!("gas-{n}/utterances"), &said).0, 200);
        }
        let (status, answer) = tell(&format!("gas-{n}/end"), &json!({}));
        assert_eq!(status, 200);
        answer
    };
    let mut centre = serve(&folder, port);
    wait_open(port);
    let ended: Vec<Vec<u8>> = (0..3).map(call).collect();
    centre.kill().unwrap();
    centre.wait().unwrap();
    // What the radar had not heard was in memory alone, as with texts: no word of it lies anywhere.
    let found =
        |words: &str| files(&folder).iter().any(|file| file.windows(words.len()).any(|at| at == words.as_bytes()));
    assert!(!found("燃气") && !found("\\u71c3"), "words of a call are on the disk");
    let mut centre = serve(&folder, port);
    wait_open(port);
    for (n, answer) in ended.iter().enumerate() {
        let mut line = connect(port).unwrap();
        let kept = send(&mut line, "GET", &format!("/api/v1/verdicts/gas-{n}"), &key, "").unwrap();
        assert_eq!((kept.0, &kept.1), (200, answer), "what was acknowledged is there, byte for byte");
    }
    centre.kill().unwrap();
    centre.wait().unwrap();
}
