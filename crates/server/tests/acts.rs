//! The story in which every act of the API is done once, each leaving its entry, in parts that follow each other.

use crate::hall::{self, CARRIER, Hall, money, text};
use cordon_desk::office::totp;
use cordon_journal::Key;
use cordon_wire::bundle::{Bundle, SignedBundle};
use serde_json::{Value, json};

/// All of it.
pub fn told(hall: &Hall) {
    money_line(hall);
    openings(hall);
    council(hall);
    freezes(hall);
    holds(hall);
    elsewhere(hall);
    afterwards(hall);
    telecom(hall);
    files(hall);
    scripts(hall);
    rules(hall);
    desk_of_the_watch(hall);
    second_factor(hall);
    office(hall);
}

fn money_line(hall: &Hall) {
    hall.stopped_case("0001");
    let (case, measure) = (hall.id("case"), hall.id("measure"));
    let detail = hall.get("officer", &format!("/api/v1/cases/{case}"));
    assert_eq!(detail["bar"]["held"], money("1200.00"), "{}", detail["bar"]);
    assert_eq!(detail["case"]["reporter"]["name"], "测**");
    assert!(!detail.to_string().contains("测试甲") && !detail.to_string().contains("9999998888880001"));
    let reason = json!({"reason": "继续侦办"});
    let path = format!("/api/v1/measures/{measure}");
    let extension = hall.act("extend_stop", Some("officer"), "POST", &format!("{path}/extend"), &reason);
    hall.approve(&text(&extension, "order"));
    let until = hall.app.clock.now().plus_ms(90 * 3_600_000).rfc3339();
    hall.answer("payee_bank", &text(&extension, "order"), json!({"until": until}));
    let lift = hall.act("lift_stop", Some("officer"), "POST", &format!("{path}/lift"), &json!({"reason": "误伤"}));
    let withdraw = format!("/api/v1/orders/{}/withdraw", text(&lift, "order"));
    hall.act("withdraw_order", Some("officer"), "POST", &withdraw, &json!({"reason": "复核后仍需止付"}));
    let slip = hall.ask("GET", &format!("{path}/slip")).by(&hall.token("officer")).send();
    assert_eq!((slip.status, slip.body.starts_with(b"%PDF-")), (200, true));
}

fn openings(hall: &Hall) {
    let path = format!("/api/v1/cases/{}", hall.id("case"));
    let ask = json!({"purpose": "电话回访", "fields": ["reporter.phone", "transfer.1.to"]});
    let opened =
        hall.act("reveal", Some("officer"), "POST", &format!("/api/v1/sealed/{}/reveal", hall.id("case")), &ask);
    assert_eq!(opened["facts"]["transfer.1.to"], "9999998888880001");
    let before = hall.entries();
    let form = format!("{path}/form03?purpose=print");
    let form = hall.ask("GET", &form).by(&hall.token("officer")).send();
    assert_eq!((form.status, form.body.starts_with(b"%PDF-")), (200, true));
    assert_eq!((hall.entries(), hall.entry(before).verb.as_str()), (before + 1, "reveal"));
    let timeline = hall.get("officer", &format!("{path}/timeline?limit=200"));
    let verbs: Vec<&str> = timeline["items"].as_array().unwrap().iter().map(|e| e["verb"].as_str().unwrap()).collect();
    assert_eq!(verbs[0], "file_report");
    assert_eq!(verbs.iter().filter(|verb| **verb == "reveal").count(), 2, "{verbs:?}");
}

fn council(hall: &Hall) {
    let code = hall.get("officer", &format!("/api/v1/measures/{}", hall.id("measure")));
    let code = text(&code["measure"], "public_code");
    let look = hall.ask("GET", &format!("/api/v1/public/measures/{code}?tail=0001")).send();
    assert_eq!(look.status, 200, "{}", String::from_utf8_lossy(&look.body));
    let appeal = json!({"public_code": code, "tail": "0001", "statement": "误伤", "contact": "19900000009"});
    let filed = hall.act("file_appeal", None, "POST", "/api/v1/public/appeals", &appeal);
    let open = hall.get("supervisor", "/api/v1/appeals?state=open");
    let path = format!("/api/v1/appeals/{}/decide", text(&open["items"][0], "id"));
    let decision = json!({"outcome": "uphold", "reason": "账户与本案无关"});
    let decided = hall.act("decide_appeal", Some("supervisor"), "POST", &path, &decision);
    assert!(decided["lift"].is_string(), "{decided}");
    let progress = format!("/api/v1/public/appeals/{}", text(&filed, "progress_code"));
    assert_eq!(hall.ask("GET", &progress).send().json()["state"], "upheld");
    let reviews = hall.get("supervisor", "/api/v1/reviews");
    let path = format!("/api/v1/reviews/{}/sign", text(&reviews["items"][0], "order"));
    hall.act("review_act", Some("supervisor"), "POST", &path, &json!({"in_order": true}));
    let norm = json!({"title_zh": "止付期限", "title_en": "life of a stop", "value": {"duration": "24 h"},
        "basis": {"source": "Cordon", "tag": "ours"}, "effective_from": "2099-01-01T00:00:00Z",
        "reason": "试行一年后再看"});
    let path = "/api/v1/norms/stop.life/proposals";
    let proposed = hall.act("propose_norm", Some("supervisor"), "POST", path, &norm);
    let waiting = hall.get("admin", "/api/v1/norms/stop.life");
    assert_eq!(waiting["proposals"][0]["reason"], "试行一年后再看", "whoever decides reads why");
    let path = format!("/api/v1/norms/proposals/{}/decide", text(&proposed, "proposal"));
    let adopted = hall.act("decide_norm", Some("admin"), "POST", &path, &json!({"adopt": true}));
    assert_eq!(adopted["norm"], "stop.life@2");
    let after = hall.get("admin", "/api/v1/norms/stop.life");
    assert_eq!((after["versions"].as_array().unwrap().len(), &after["proposals"]), (2, &json!([])));
    let decided = &after["decided"][0];
    assert_eq!((&decided["reason"], &decided["norm"]["version"]), (&json!("试行一年后再看"), &json!(2)));
    assert_ne!(decided["decided_by"], decided["proposed_by"], "another officer decided it: {decided}");
    assert!(decided["state"] == "adopted" && decided["decided_at"].is_string(), "{decided}");
}

/// A script that the radar found, adopted by two officers, warned of, and taken out again.
fn scripts(hall: &Hall) {
    let now = hall.app.clock.now();
    let lines = "[[entry]]\ncode = \"new.1a2b3c4d.hook\"\ntactic = \"hook\"\nname_zh = \"新\"\nname_en = \"new\"\n\
                 source = \"test\"\nprior = 900\nzh = [\"碳积分补贴\"]\n";
    let sketch = cordon_model::Sketch {
        key: "1a2b3c4d".into(),
        name_zh: "新型话术".into(),
        name_en: "new script".into(),
        warning_zh: "近期多人反映".into(),
        warning_en: "Several people".into(),
        lines: lines.into(),
        first_seen: now,
        last_seen: now,
        members: vec![hall.id("case")],
        reporters: 3,
        sure: "low".into(),
    };
    cordon_desk::radar::draft_script(&hall.app.desk, &hall.app.platform(), &sketch).unwrap();
    let drafts = hall.get("officer", "/api/v1/radar?state=draft");
    let path = format!("/api/v1/radar/{}", text(&drafts["items"][0], "id"));
    for (login, state) in [("officer", "seconded"), ("second", "live")] {
        let done = hall.act("adopt_script", Some(login), "POST", &format!("{path}/adopt"), &Value::Null);
        assert_eq!(done["state"], state);
    }
    let is_read = || {
        let words = hall.app.sift().unwrap().room.words().now();
        words.judge.reading.lexicon.code("new.1a2b3c4d.hook").is_some()
    };
    assert!(is_read(), "its lines count at once");
    hall.act("note_warning", Some("officer"), "POST", &format!("{path}/warned"), &Value::Null);
    let shown = hall.get("supervisor", &path);
    assert!(shown["pace"]["first_case_to_warning_ms"].is_i64(), "{shown}");
    let reason = json!({"reason": "误报过多"});
    hall.act("dismiss_script", Some("officer"), "POST", &format!("{path}/dismiss"), &reason);
    assert!(!is_read());
}

/// A set of rules, run in shadow, put in force by a second officer, and taken out again.
fn rules(hall: &Hall) {
    let rule = "[scale.payment]\nwatch = 0\nwarn = 0\n[[rule]]\nid = \"own.elder\"\nfor = [\"payment\"]\nwhen = \"pay.elder\"\n\
                weight = 100\nzh = \"长者\"\nen = \"elder\"\nsource = \"test\"\ngroup = \"own\"\n";
    let new = json!({"files": [{"name": "own.toml", "text": rule}], "reason": "测试"});
    let proposed = hall.act("propose_rules", Some("officer"), "POST", "/api/v1/rules", &new);
    let path = format!("/api/v1/rules/{}", text(&proposed, "set"));
    hall.act("start_shadow", Some("officer"), "POST", &format!("{path}/shadow"), &Value::Null);
    let decided =
        hall.act("decide_rules", Some("approver"), "POST", &format!("{path}/decide"), &json!({"adopt": true}));
    assert_eq!(decided["state"], "in_force");
    assert_eq!(hall.get("intake", "/api/v1/rules/in-force")["digest"], proposed["digest"]);
    let reason = json!({"reason": "误报过多"});
    hall.act("retire_rules", Some("officer"), "POST", &format!("{path}/retire"), &reason);
    assert_ne!(hall.get("intake", "/api/v1/rules/in-force")["digest"], proposed["digest"]);
}

/// Lines taken in hand, given on, put off and put back; a loss reported twice, merged and parted; one object looked up.
fn desk_of_the_watch(hall: &Hall) {
    let file = |yuan: &str| {
        let mut report = hall.report("0077", false);
        report["transfers"][0]["amount"]["amount"] = json!(yuan);
        text(&hall.act("file_report", Some("officer"), "POST", "/api/v1/reports", &report), "case")
    };
    let (first, second) = (file("310.00"), file("320.00"));
    let next = hall.act("take_next", Some("officer"), "POST", "/api/v1/waiting/next", &json!({"overdue": false}));
    let row = json!({"wait": next["taken"]["wait"], "id": next["taken"]["id"]});
    let kept =
        hall.ask("POST", "/api/v1/waiting/renew").by(&hall.token("officer")).body(json!({"rows": [row]}).to_string());
    assert_eq!(kept.send().json()["items"], json!([row]));
    let on = |verb: &str, who: &str, path: &str, more: Value| {
        let mut body = json!({"rows": [row]});
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let done = hall.act(verb, Some(who), "POST", &format!("/api/v1/waiting/{path}"), &body);
        assert_eq!(done["items"][0]["outcome"], "done", "{verb}: {done}");
    };
    on("assign_work", "supervisor", "assign", json!({"to": hall.id("second")}));
    on("put_back", "supervisor", "put-back", Value::Null);
    on("take_up", "officer", "take", Value::Null);
    let line = |id: &str| {
        let list = hall.get("supervisor", "/api/v1/waiting");
        list["items"].as_array().unwrap().iter().find(|line| line["id"] == id).unwrap().clone()
    };
    assert_eq!(line(row["id"].as_str().unwrap())["hand"]["officer"], hall.id("officer"));
    let soon = hall.app.clock.now().plus_ms(1_000).rfc3339();
    on("put_off", "officer", "put-off", json!({"until": soon, "reason": "等银行上班"}));
    assert_eq!(line(row["id"].as_str().unwrap())["off"]["why"], "等银行上班");
    let over = json!({"to": hall.id("second"), "note": "无", "remarks": [{"row": row, "text": "等银行上班"}]});
    let handed = hall.act("hand_over_watch", Some("officer"), "POST", "/api/v1/handovers", &over);
    let watch = format!("/api/v1/handovers/{}", text(&handed, "handover"));
    hall.act("take_over_watch", Some("second"), "POST", &format!("{watch}/take"), &Value::Null);
    assert_eq!(hall.get("supervisor", &watch)["lines"][0]["remark"], "等银行上班");
    assert_eq!(hall.get("supervisor", "/api/v1/rushes")["items"], json!([]));
    let path = format!("/api/v1/cases/{second}");
    let alike = hall.get("officer", &format!("{path}/alike"));
    assert_eq!(alike["items"][0]["case"]["id"], first.as_str(), "{alike}");
    let merge = json!({"into": first, "reason": "同一受害人两次报案"});
    hall.act("merge_cases", Some("officer"), "POST", &format!("{path}/merge"), &merge);
    hall.act("part_cases", Some("officer"), "POST", &format!("{path}/part"), &json!({"reason": "是两笔"}));
    let looked = hall
        .ask("POST", "/api/v1/look-ups")
        .by(&hall.token("officer"))
        .body(
            json!({"kind": "account", "text": "9999990000000077", "ground": "case_work", "remark": "核对"}).to_string(),
        )
        .send();
    assert_eq!((looked.status, looked.json()["cases"].as_array().map(Vec::len)), (200, Some(2)));
    assert!(!String::from_utf8_lossy(&looked.body).contains("9999990000000077"), "masked");
    let entry = hall.entry(hall.entries() - 1);
    assert_eq!((entry.verb.as_str(), entry.result.as_str()), ("look_up_object", "ok"));
    assert_eq!(hall.get("supervisor", "/api/v1/look-ups")["items"][0]["remark"], "核对");
    assert_eq!(hall.get("supervisor", "/api/v1/lists/objections")["items"], json!([]));
}

/// 立案, a freeze with its owner, and its way out.
fn freezes(hall: &Hall) {
    hall.stopped_case("0009");
    let case = format!("/api/v1/cases/{}", hall.id("case"));
    let filing = json!({"number": "样公立字〔2026〕1号", "organ": "样例市公安局",
        "decided_at": hall.app.clock.now().rfc3339()});
    let officer = Some("officer");
    hall.act("record_filing", officer, "POST", &format!("{case}/filing"), &filing);
    let new = json!({"measure": hall.id("measure"), "reason": "涉嫌诈骗资金"});
    let drafted = hall.act("freeze", officer, "POST", &format!("{case}/freezes"), &new);
    assert_eq!((text(&drafted, "state").as_str(), &drafted["limit"]), ("awaiting_papers", &money("1200.00")));
    let paper = json!({"kind": "freeze_document", "content": hall::SCAN});
    hall.act("attach_paper", officer, "POST", &format!("{case}/papers"), &paper);
    hall.approve(&text(&drafted, "order"));
    hall.answer("payee_bank", &text(&drafted, "order"), json!({"held": money("1200.00")}));
    let freeze = format!("/api/v1/measures/{}", text(&drafted, "measure"));
    let shown = hall.get("officer", &freeze);
    assert_eq!(shown["measure"]["owner"]["officer"], hall.id("officer"), "{shown}");
    let owner =
        json!({"stage": "procuratorate", "organ": "样例区人民检察院", "name": "检察甲", "phone": "000-0000-0042"});
    hall.act("hand_on_freeze", officer, "POST", &format!("{freeze}/hand-on"), &owner);
    hall.act("extend_freeze", officer, "POST", &format!("{freeze}/extend-freeze"), &json!({"reason": "侦查未终结"}));
    let found =
        hall.act("find_unrelated", officer, "POST", &format!("{freeze}/unrelated"), &json!({"reason": "查明无关"}));
    assert!(found["lift"].is_string(), "{found}");
    assert_eq!(hall.get("officer", &case)["case"]["filing"]["organ"], "样例市公安局");
}

/// The bank first, and an account that nothing may take whole.
fn holds(hall: &Hall) {
    let number = "9999998888880011";
    let taken = hall.act("take_hold", Some("payee_bank"), "POST", "/api/v1/inbox/holds", &hall.hold("hold-1", number));
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &hall.report("0011", true));
    let path = format!("/api/v1/holds/{}/confirm", text(&taken, "measure"));
    let confirmed = hall.act("confirm_hold", Some("officer"), "POST", &path, &json!({"case": filed["case"]}));
    assert_eq!(confirmed["state"], "awaiting_papers", "{confirmed}");
    let new = json!({"institution_code": hall::PAYEE_BANK, "number": "9999998888880099", "kind": "utility",
        "reason": "供水公司收费户", "until": hall.app.clock.now().plus_ms(86_400_000).rfc3339()});
    let path = "/api/v1/accounts/protections";
    let done = hall.act("protect_account", Some("supervisor"), "POST", path, &new);
    let list = hall.get("officer", path);
    assert_eq!((list["items"][0]["kind"].as_str(), list["items"][0]["holds"].as_bool()), (Some("utility"), Some(true)));
    assert!(!list.to_string().contains("9999998888880099"));
    let end = json!({"account": done["account"], "reason": "已销户"});
    hall.act("unprotect_account", Some("supervisor"), "POST", &format!("{path}/end"), &end);
}

/// The sheet of an order is a paper with a purpose, and its printing an entry.
fn printed(hall: &Hall, order: &str) {
    let ask = |purpose: &str, by: &str| {
        hall.ask("GET", &format!("/api/v1/orders/{order}/sheet?purpose={purpose}")).by(&hall.token(by)).send()
    };
    assert_eq!((ask("%20", "officer").status, ask("file", "admin").status), (422, 403));
    let before = hall.entries();
    let sheet = ask("file", "officer");
    assert_eq!((sheet.status, sheet.body.starts_with(b"%PDF-")), (200, true));
    assert_eq!((hall.entries(), hall.entry(before).verb.as_str()), (before + 1, "reveal"));
    assert_eq!(hall.get("officer", &format!("/api/v1/orders/{order}"))["order"]["state"]["name"], "dispatched");
    // What goes by a wire has no sheet.
    let wired = hall.ask("GET", &format!("/api/v1/orders/{}/sheet?purpose=file", hall.id("stop")));
    assert_eq!(wired.by(&hall.token("officer")).send().status, 409);
}

/// An order that another system carries out, and value that was bought.
fn elsewhere(hall: &Hall) {
    let new = json!({"code": "999100000055", "name": "外省银行", "kind": "bank", "wires": ["by_hand"],
        "limited_stop": true, "public_phone": "000-0000-0003"});
    hall.act("register_agency", Some("admin"), "POST", "/api/v1/agencies", &new);
    let mut report = hall.report("0012", true);
    report["transfers"][0]["to"]["institution_code"] = "999100000055".into();
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &report);
    let waiting = hall.get("officer", "/api/v1/orders?elsewhere=true");
    let order = waiting["items"][0]["order"]["id"].as_str().unwrap().to_owned();
    printed(hall, &order);
    let path = format!("/api/v1/orders/{order}/elsewhere");
    hall.act("execute_elsewhere", Some("officer"), "POST", &path, &json!({"number": "ZPT-2026-1"}));
    assert_eq!(hall.get("officer", &format!("/api/v1/orders/{order}"))["order"]["foreign_number"], "ZPT-2026-1");
    let at = hall.app.clock.now().rfc3339();
    let carried = json!({"carried": {"at": at, "to": "营业部柜台"}});
    hall.act("execute_elsewhere", Some("officer"), "POST", &path, &carried);
    assert_eq!(hall.get("officer", &format!("/api/v1/orders/{order}"))["order"]["carried"]["to"], "营业部柜台");
    let scan = "JVBERi0xLjcgcmVjZWlwdA==";
    let answer = json!({"result": "done", "code": "0000", "held": money("1200.00"), "scan": scan});
    let kept = hall.act("record_elsewhere", Some("officer"), "POST", &format!("{path}-answer"), &answer);
    assert_eq!(kept["weight"], "deciding", "{kept}");
    assert_eq!(hall.get("officer", &format!("/api/v1/orders/{order}"))["receipts"][0]["scan"], true);
    let open = |purpose: &str| {
        let path = format!("/api/v1/receipts/{}/scan?purpose={purpose}", text(&kept, "receipt"));
        hall.ask("GET", &path).by(&hall.token("officer")).send()
    };
    assert_eq!((open("%20").status, open("file").body.as_slice()), (422, b"%PDF-1.7 receipt".as_slice()));
    let case = text(&filed, "case");
    let new = json!({"account": hall.bought(&case), "reason": "以诈骗资金购买"});
    hall.act("void_value", Some("officer"), "POST", &format!("/api/v1/cases/{case}/voids"), &new);
}

/// What a person decides of a plan, and what goes out of the house afterwards.
fn afterwards(hall: &Hall) {
    let case = hall.id("case");
    let path = format!("/api/v1/stop-lists/{}/decide", hall.listed(&case));
    let dropped = json!({"approve": false, "reason": "均为正常商户"});
    hall.act("decide_list", Some("approver"), "POST", &path, &dropped);
    assert_eq!(hall.get("officer", &format!("/api/v1/cases/{case}"))["lists"][0]["state"], "dropped");
    let path = format!("/api/v1/cases/{case}/evidence");
    let packet = hall.act("take_evidence", Some("officer"), "POST", &path, &json!({"purpose": "移送审查起诉"}));
    assert_eq!(packet["victims"][0]["case"], case.as_str());
    assert!(!packet.to_string().contains("999999888888"), "masked throughout");
}

fn telecom(hall: &Hall) {
    let shut = json!({"number": "99900000001", "carrier": CARRIER, "reason": "冒充公检法", "evidence": "案卷 1"});
    let drafted = hall.act("shut_number", Some("officer"), "POST", "/api/v1/numbers", &shut);
    hall.approve(&text(&drafted, "order"));
    hall.answer("carrier", &text(&drafted, "order"), json!({}));
    let path = format!("/api/v1/measures/{}/restore", text(&drafted, "measure"));
    hall.act("restore_number", Some("officer"), "POST", &path, &json!({"reason": "误关"}));
    let contact = json!({"kind": "relative", "user": "+8619900000002", "number": "+8619900000003",
        "consent": "ab".repeat(32), "until": hall.app.clock.now().plus_ms(3_600_000).rfc3339()});
    let kept = hall.act("register_contact", Some("carrier"), "POST", "/api/v1/contacts", &contact);
    let path = format!("/api/v1/contacts/{}/end", text(&kept, "contact"));
    hall.act("end_contact", Some("carrier"), "POST", &path, &Value::Null);
    lists(hall);
    hall.act("reload_words", Some("supervisor"), "POST", "/api/v1/verdicts/words", &Value::Null);
}

/// Entries with two officers and a listed one who objects; consents, refusals, complaints and their feed.
fn lists(hall: &Hall) {
    let device = "490154203237518";
    let new = json!({"thing": device, "level": "black", "reason": "卡池设备"});
    let entered = hall.act("list_entry", Some("officer"), "POST", "/api/v1/lists/device/entries", &new);
    assert_eq!(entered["state"], "proposed", "without end it takes two");
    let look = |by: &str| {
        let body = serde_json::to_vec(&json!({"thing": "49015420323751"})).unwrap();
        hall.ask("POST", "/api/v1/lists/device/look").by(&hall.token(by)).body(body).send()
    };
    assert_eq!(look("carrier").json()["level"], "none");
    assert_eq!(look("payee_bank").status, 404, "devices are carriers' business");
    let waiting = hall.get("supervisor", "/api/v1/lists/entries");
    assert_eq!(waiting["items"][0]["thing"], "****3751", "{waiting}");
    let entry = format!("/api/v1/lists/entries/{}", text(&entered, "listing"));
    hall.act("decide_listing", Some("supervisor"), "POST", &format!("{entry}/decide"), &json!({"adopt": true}));
    let found = look("carrier").json();
    assert_eq!((found["level"].as_str(), found["may_block"].as_bool()), (Some("black"), Some(false)), "{found}");
    assert_eq!(found["by"]["redress"], entered["public_code"]);
    let objection = json!({"public_code": entered["public_code"], "tail": "3751", "statement": "自用测试机",
        "contact": "19900000009"});
    hall.act("object_to_listing", None, "POST", "/api/v1/public/listings/objections", &objection);
    let heard = json!({"uphold": true, "reason": "查明无关"});
    let own = hall.ask("POST", &format!("{entry}/objection")).keyed().by(&hall.token("supervisor"));
    assert_eq!(own.body(serde_json::to_vec(&heard).unwrap()).send().status, 403, "who had a hand in it");
    let again = hall.act(
        "list_entry",
        Some("officer"),
        "POST",
        "/api/v1/lists/number/entries",
        &json!({"thing": "+86 199 0000 0001", "level": "grey", "reason": "多人举报"}),
    );
    let number = format!("/api/v1/lists/entries/{}", text(&again, "listing"));
    let ranged = json!({"thing": "+8619911110000..+8619911119999", "level": "grey", "reason": "号段异常"});
    hall.act("list_entry", Some("officer"), "POST", "/api/v1/lists/number/entries", &ranged);
    let of_range = serde_json::to_vec(&json!({"thing": "199 1111 2222"})).unwrap();
    let of_range = hall.ask("POST", "/api/v1/lists/number/look").by(&hall.token("carrier")).body(of_range).send();
    assert_eq!(of_range.json()["level"], "grey");
    let objection = json!({"public_code": again["public_code"], "tail": "0001", "statement": "客服专线",
        "contact": "19900000009"});
    let sent =
        hall.ask("POST", "/api/v1/public/listings/objections").keyed().body(serde_json::to_vec(&objection).unwrap());
    assert_eq!(sent.send().status, 201);
    hall.act("decide_objection", Some("supervisor"), "POST", &format!("{number}/objection"), &heard);
    hall.act("unlist", Some("officer"), "DELETE", &entry, &json!({"reason": "查明无关"}));
    assert_eq!(look("carrier").json()["level"], "none");
    tips(hall);
    registers(hall);
}

/// Somebody told of a number by the public page; an officer lists it.
fn tips(hall: &Hall) {
    let told = cordon_desk::listing::NewTip {
        kind: cordon_model::TipKind::Approach,
        thing: None,
        story: Some("有人上门推销".into()),
        contact: None,
    };
    let citizen = cordon_desk::Call::new(cordon_desk::Actor::Citizen, hall.app.clock.now(), [77; 32]);
    cordon_desk::listing::file_tip(&hall.app.desk, &citizen, &told).unwrap();
    let waiting = hall.get("officer", "/api/v1/tips");
    let path = format!("/api/v1/tips/{}/close", text(&waiting["items"][0], "id"));
    let listing = json!({"kind": "number", "thing": "+86 199 0000 0031", "level": "grey"});
    let body = json!({"outcome": "listed", "reason": "多人举报", "listing": listing});
    let closed = hall.act("close_tip", Some("officer"), "POST", &path, &body);
    assert_eq!((closed["listing"]["state"].as_str(), closed["counts"].as_bool()), (Some("in_force"), Some(false)));
    assert_eq!(hall.get("officer", "/api/v1/tips?state=closed")["items"][0]["closed"]["outcome"], "listed");
}

fn registers(hall: &Hall) {
    let now = hall.app.clock.now();
    let consent = json!({"sender": "+8619900000001", "receiver": "+8619900000002", "advertiser": "样例商贸有限公司",
        "purpose": "每月优惠", "given_by": "纸质签名", "given_at": now.rfc3339(), "proof": "ab".repeat(32)});
    let kept = hall.act("record_consent", Some("carrier"), "POST", "/api/v1/consents", &consent);
    hall.act("refuse_calls", Some("carrier"), "POST", "/api/v1/refusals", &json!({"number": "19900000002"}));
    let advertising = || {
        let body = json!({"thing": "19900000001", "receiver": "19900000002", "way": "text"});
        let ask = hall.ask("POST", "/api/v1/lists/number/look").by(&hall.token("carrier"));
        ask.body(serde_json::to_vec(&body).unwrap()).send().json()["advertising"].clone()
    };
    assert_eq!(advertising(), json!({"refused": true, "consented": true, "allowed": true}));
    let path = format!("/api/v1/consents/{}/end", text(&kept, "consent"));
    hall.act("revoke_consent", Some("carrier"), "POST", &path, &Value::Null);
    assert_eq!(advertising(), json!({"refused": true, "consented": false, "allowed": false}));
    let complaint = json!({"number": "19900000001", "by": "19900000002", "at": now.rfc3339(), "subject": "冒充客服",
        "scam": true});
    let counted = hall.act("complain", Some("carrier"), "POST", "/api/v1/complaints", &complaint);
    assert_eq!(counted["counts"], true);
    let feed = hall.get("carrier", "/api/v1/feeds/numbers?limit=1");
    assert_eq!(feed["items"][0]["company_phone_number"], "+8619900000001", "{feed}");
    assert!(!feed.to_string().contains("19900000002"), "who complained is not told");
}

/// A file of receipts in which there is none, from a carrier whose key is made here.
fn files(hall: &Hall) {
    let key = Key::generate(CARRIER, [7; 32]).unwrap();
    let path = format!("/api/v1/agencies/{}", hall.id("carrier"));
    let public = cordon_model::Digest(key.vkey().public()).hex();
    hall.act("set_file_key", Some("admin"), "POST", &format!("{path}/file-key"), &json!({"key": public}));
    let (from, to) = (CARRIER.to_owned(), "999000000000".to_owned());
    let bundle = Bundle { from, to, made_at: hall.app.clock.now(), sequence: 1, items: Vec::new() };
    let file = SignedBundle::write(&bundle, |signed| cordon_server::seal::sign(&key, signed)).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let taken = hall.act("take_bundle", Some("officer"), "POST", &format!("{path}/bundle"), &file);
    assert_eq!((taken["sequence"].as_u64(), taken["missing"].as_u64()), (Some(1), Some(0)));
}

/// Somebody sets up one-time codes, comes in by one, draws new recovery codes, gives all up, and leaves everywhere.
fn second_factor(hall: &Hall) {
    hall.enrol("careful", &hall.id("centre"), &["intake"], None);
    let (base, own) = ("/api/v1/second-factor", json!({"password": hall::PASSWORD}));
    let begun = hall.act("begin_totp", Some("careful"), "POST", &format!("{base}/totp"), &own);
    let secret = hall::unbase32(begun["secret"].as_str().unwrap());
    let code = |later: i64| json!({"code": totp::code(&secret, totp::step_of(hall.app.clock.now().ms()) + later)});
    let confirm = format!("{base}/totp/confirm");
    let done = hall.act("confirm_totp", Some("careful"), "POST", &confirm, &code(0));
    assert_eq!(done["recovery_codes"].as_array().unwrap().len(), 10);
    let body = json!({"login": "careful", "password": hall::PASSWORD});
    let half = hall.act("pass_password", None, "POST", "/api/v1/sessions", &body);
    assert_eq!((&half["stage"], &half["ways"][0]), (&json!("second"), &json!("totp")));
    hall.take_token("half", half["token"].as_str().unwrap());
    assert_eq!(hall.ask("GET", "/api/v1/sessions/me").by(&hall.token("half")).send().status, 401);
    let full = hall.act("sign_in", Some("half"), "POST", "/api/v1/sessions/second", &code(1));
    hall.done.borrow_mut().insert("sign_in_second".to_owned());
    hall.take_token("careful", full["token"].as_str().unwrap());
    let shown = hall.get("careful", base);
    assert_eq!((&shown["recovery_left"], shown["totp_since"].is_string()), (&json!(10), true));
    hall.act("renew_recovery_codes", Some("careful"), "POST", &format!("{base}/recovery-codes"), &own);
    hall.act("remove_totp", Some("careful"), "POST", &format!("{base}/totp/remove"), &own);
    hall.sign_in("careful");
    let sessions = hall.get("careful", "/api/v1/sessions")["items"].as_array().unwrap().clone();
    let other = sessions.iter().find(|it| it["current"] == false).unwrap()["id"].as_str().unwrap();
    hall.act("end_session", Some("careful"), "DELETE", &format!("/api/v1/sessions/{other}"), &Value::Null);
    hall.act("end_sessions", Some("careful"), "DELETE", "/api/v1/sessions", &Value::Null);
    assert_eq!(hall.ask("GET", "/api/v1/sessions/me").by(&hall.token("careful")).send().status, 401);
}

fn office(hall: &Hall) {
    hall.enrol("leaver", &hall.id("centre"), &["intake"], None);
    hall.act("sign_out", Some("leaver"), "DELETE", "/api/v1/sessions/current", &Value::Null);
    let gone = hall.ask("GET", "/api/v1/sessions/me").by(&hall.token("leaver")).send();
    assert_eq!(gone.status, 401);
    let path = format!("/api/v1/officers/{}/second-factor/reset", hall.id("leaver"));
    hall.act("reset_factors", Some("admin"), "POST", &path, &json!({}));
    let path = format!("/api/v1/officers/{}/password", hall.id("leaver"));
    hall.act("set_password", Some("admin"), "POST", &path, &json!({"password": "another long password"}));
    let path = format!("/api/v1/officers/{}/retire", hall.id("leaver"));
    let left = hall.act("retire_officer", Some("admin"), "POST", &path, &json!({}));
    assert_eq!((&left["freed"], &left["shifts"], &left["freezes"]), (&json!(0), &json!(0), &json!(0)));
    let digest = hall.id("carrier_digest");
    let key = |hall: &Hall| {
        let keys = hall.get("admin", &format!("/api/v1/agencies/{}/keys", hall.id("carrier")))["items"].clone();
        keys.as_array().unwrap().iter().find(|key| key["digest"] == digest).unwrap().clone()
    };
    assert!(key(hall)["revoked_at"].is_null());
    let path = format!("/api/v1/agencies/keys/{digest}");
    hall.act("revoke_key", Some("admin"), "DELETE", &path, &Value::Null);
    assert_eq!(hall.ask("GET", "/api/v1/orders").by(&hall.token("carrier")).send().status, 401);
    assert!(key(hall)["revoked_at"].is_string());
}
