"""Furnishes a centre through its API: agencies, officers, cases, measures, appeals, norms; and writes
down, operation by operation, requests that must succeed (API_SEED). All people are made up."""

import datetime
import itertools
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ["API_BASE"]
PASSWORD = os.environ["API_PASSWORD"]
SCAN = "/9j/4AAQSkZJRgD/2Q=="
# Public half of RFC 8032's first test key. No file of receipts is signed here, so none is brought.
PROOF = "ab" * 32
FILE_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
PAYER, PAYEE, CARRIER, FAR = "999100000002", "999100000001", "999300000001", "999100000055"
OF_EACH = 3
keys = itertools.count()
tails = (f"{n:04}" for n in itertools.count(1))
tokens = {}


def call(who, method, path, body=None):
    request = urllib.request.Request(BASE + "/api/v1" + path, method=method)
    request.add_header("Content-Type", "application/json")
    request.add_header("Idempotency-Key", f"furnish-{next(keys)}")
    if who:
        request.add_header("Authorization", f"Bearer {tokens[who]}")
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, data, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {path}: {error.code} {error.read().decode()}") from None
    return json.loads(text) if text else None


def wait():
    for _ in range(200):
        try:
            urllib.request.urlopen(BASE + "/readyz", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the centre did not become ready")


def moment(hours):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(hours=hours)).isoformat()


def sign_in(login):
    return call(None, "POST", "/sessions", {"login": login, "password": PASSWORD})["token"]


def enrol(login, agency, roles, police=None):
    new = {"login": login, "name": "测试甲", "seats": [{"agency": agency, "role": role} for role in roles],
           "phone": "000-0000-0002", "password": PASSWORD}
    if police:
        new["police_number"] = police
    officer = call("admin", "POST", "/officers", new)["officer"]
    tokens[login] = sign_in(login)
    if police:
        call("admin", "POST", f"/officers/{officer}/certificate", {"content": SCAN})
    return officer


def register(name, code, kind, wire="json_form"):
    agency = call("admin", "POST", "/agencies", {
        "code": code, "name": "合成机构", "kind": kind, "wires": [wire], "limited_stop": False,
        "public_phone": "000-0000-0003"})["agency"]
    tokens[name] = call("admin", "POST", f"/agencies/{agency}/keys")["key"]
    return agency


def reporter():
    return {"name": "测试甲", "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001"}


def report(tail, identified=True, payee=PAYEE):
    side = lambda code, number: {"institution_code": code, "number": number, "holder": "测试丙", "class": "personal"}
    body = {"transfers": [{"from": side(PAYER, "999999000000" + tail), "to": side(payee, "999999888888" + tail),
                           "amount": {"amount": "1200.00", "currency": "CNY"}, "at": moment(-0.1),
                           "channel": "mobile_bank"}],
            "scam_type": "T04", "narrative": "测试", "contact": "测试来电"}
    if identified:
        body["reporter"] = reporter()
    return body


def fetch(agency):
    while call(agency, "POST", "/inbox/leases", {"max": 20})["orders"]:
        pass


def answer(agency, order, held):
    receipt = {"form": "cordon-receipt/1", "order": order, "result": "done", "code": "0000"}
    if held:
        receipt["held"] = receipt["balance"] = {"amount": "1200.00", "currency": "CNY"}
    call(agency, "POST", f"/inbox/orders/{order}/receipts", receipt)


def stops(count):
    """Cases whose stops are in force: (case, order, measure, code, tail)."""
    made = []
    for tail in itertools.islice(tails, count):
        case = call("officer", "POST", "/reports", report(tail))["case"]
        sent = call("officer", "POST", f"/cases/{case}/papers", {"content": SCAN})["sent"]
        made.append((case, sent[0], tail))
    fetch("payee")
    found = []
    for case, order, tail in made:
        answer("payee", order, held=True)
        measure = call("officer", "GET", f"/orders/{order}")["order"]["measure"]
        code = call("officer", "GET", f"/measures/{measure}")["measure"]["public_code"]
        found.append((case, order, measure, code, tail))
    return found


def filing():
    return {"number": "样公立字〔2026〕1号", "organ": "样例市公安局", "decided_at": moment(0)}


def file_case(one):
    call("officer", "POST", f"/cases/{one[0]}/filing", filing())
    call("officer", "POST", f"/cases/{one[0]}/papers", {"kind": "freeze_document", "content": SCAN})


def new_freeze(one):
    return {"measure": one[2], "reason": "涉嫌诈骗资金"}


def freeze(one):
    """The measure of a freeze in force, for a case whose stop is."""
    file_case(one)
    drafted = call("officer", "POST", f"/cases/{one[0]}/freezes", new_freeze(one))
    call("approver", "POST", f"/orders/{drafted['order']}/approve")
    fetch("payee")
    answer("payee", drafted["order"], held=True)
    return drafted["measure"]


def hold(reference, number):
    return {"form": "cordon-hold/1", "reference": reference, "held": {"amount": "1200.00", "currency": "CNY"},
            "account": {"number": number, "holder": "测试丙", "class": "personal"}, "from": moment(0), "reason": "可疑交易"}


def held_first():
    """A bank's own hold, and a case that claims the money: (measure, case)."""
    tail = next(tails)
    measure = call("payee", "POST", "/inbox/holds", hold(f"own-{tail}", "999999888888" + tail))["measure"]
    return measure, call("officer", "POST", "/reports", report(tail))["case"]


def protection(number):
    return {"institution_code": PAYEE, "number": str(number), "kind": "utility", "reason": "公用事业", "until": moment(24)}


def by_hand(count):
    """Orders that people key into another system."""
    for _ in range(count):
        call("officer", "POST", "/reports", report(next(tails), payee=FAR))
    return [line["order"]["id"] for line in call("officer", "GET", "/orders?elsewhere=true")["items"]][:count]


def shut(number):
    return {"number": number, "carrier": CARRIER, "reason": "冒充公检法", "evidence": "案卷 1"}


def drafts(count, first):
    return [call("officer", "POST", "/numbers", shut(str(first + n))) for n in range(count)]


def listed(first, count):
    """Numbers that an officer has listed: (entry, code for the public, last four)."""
    numbers = [f"+86{first + n}" for n in range(count)]
    new = lambda number: {"thing": number, "level": "grey", "reason": "多人举报"}
    entries = [call("officer", "POST", "/lists/number/entries", new(number)) for number in numbers]
    return [(entry["listing"], entry["public_code"], number[-4:]) for entry, number in zip(entries, numbers)]


def contrary(entry):
    return {"public_code": entry[1], "tail": entry[2], "statement": "客服专线", "contact": "19900000009"}


def contact(n):
    return {"kind": "relative", "user": f"+8619900001{n:03}", "number": "+8619900000003", "consent": PROOF, "until": moment(24)}


def consent(n):
    return {"sender": "+8619900000001", "receiver": f"+8619900002{n:03}", "advertiser": "样例商贸有限公司",
            "purpose": "每月优惠", "given_by": "纸质签名", "given_at": moment(-1), "proof": PROOF}


def event(name):
    return {"kind": "call", "id": name, "at": int(time.time() * 1000), "stage": "attempt",
            "caller": "+8619900000001", "callee": "+8619900000002", "route": "international"}


def begun(name):
    """A call that goes on, with words that may be read."""
    call("carrier", "POST", f"/calls/{name}", {"at": int(time.time() * 1000), "caller": "+8619900000001",
                                               "user": "+8619900000002", "basis": "consent", "notice_played": True})
    return name


def judged():
    """Requests about what is judged in flight, who is listed and who agreed to what."""
    complaint = {"number": "+8619900000001", "by": "+8619900000002", "at": moment(-1), "subject": "推销贷款"}
    devices = [call("officer", "POST", "/lists/device/entries", {"thing": device, "level": "black", "reason": "卡池设备"})
               for device in ("490154203237518", "490154203237526", "490154203237534")]
    ended, objected, open_ones = listed(19900003000, OF_EACH), listed(19900003100, OF_EACH), listed(19900003200, OF_EACH)
    for entry in objected:
        call(None, "POST", "/public/listings/objections", contrary(entry))
    contacts = [call("carrier", "POST", "/contacts", contact(n))["contact"] for n in range(OF_EACH)]
    consents = [call("carrier", "POST", "/consents", consent(n))["consent"] for n in range(OF_EACH)]
    call("carrier", "POST", "/verdicts", event("seen-1"))
    heard, over = [begun(f"heard-{n}") for n in range(OF_EACH)], [begun(f"over-{n}") for n in range(OF_EACH)]
    begin = {"at": int(time.time() * 1000), "caller": "+8619900000001", "user": "+8619900000002"}
    once = {
        "list_entry": [{"path": {"kind": "number"}, "body": {"thing": f"+8619900004{n:03}", "level": "grey", "reason": "多人举报"}}
                       for n in range(OF_EACH)],
        "unlist": at((entry[0] for entry in ended), {"reason": "查明无关"}),
        "decide_listing": at((device["listing"] for device in devices), {"adopt": True}),
        "object_to_listing": [{"body": contrary(entry)} for entry in open_ones],
        "decide_objection": at((entry[0] for entry in objected), {"uphold": True, "reason": "查明无关"}),
        "look_up": [{"path": {"kind": "number"}, "body": {"thing": "+8619900003200"}}] * OF_EACH,
        "register_contact": [{"body": contact(100 + n)} for n in range(OF_EACH)],
        "end_contact": at(contacts),
        "record_consent": [{"body": consent(100 + n)} for n in range(OF_EACH)],
        "revoke_consent": at(consents),
        "refuse_calls": [{"body": {"number": f"+8619900005{n:03}"}} for n in range(OF_EACH)],
        "complain": [{"body": complaint}] * OF_EACH,
        "close_tip": at(tips(OF_EACH), {"outcome": "nothing", "reason": "查无异常"}),
        "judge_events": [{"body": event(f"new-{n}")} for n in range(OF_EACH)],
        "show_verdict": at(["seen-1"] * OF_EACH),
        "begin_call": at((f"new-{n}" for n in range(OF_EACH)), begin),
        "hear_utterance": at(heard, {"seq": 0, "speaker": "caller", "text": "您好"}),
        "end_call": at(over),
    }
    return once, {"show_verdict": {"id": "seen-1"}}


def tips(count):
    """Told by the public page, as there is no other way: its form has a token that belongs to a cookie."""
    told = []
    for n in range(count):
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = browser.open(BASE + "/report", timeout=30).read().decode()
        form = page[page.index('action="/report"'):]
        fields = {name: re.search(f'name="{name}" value="([^"]*)"', form).group(1) for name in ("csrf", "key")}
        fields |= {"kind": "approach", "story": f"有人上门推销 {n}", "consent": "yes"}
        browser.open(BASE + "/report", urllib.parse.urlencode(fields).encode(), timeout=30)
        told = call("officer", "GET", "/tips")["items"]
    return [tip["id"] for tip in told]


def own_rules(n):
    rule = (f'[[rule]]\nid = "own.r{n}"\nfor = ["payment"]\nwhen = "pay.elder"\nweight = {100 + n}\nzh = "长者"\n'
            'en = "elder"\nsource = "test"\ngroup = "own"\n')
    return {"files": [{"name": "own.toml", "text": rule}], "reason": "测试"}


def ruled():
    """Requests about rules: some sets to be refused, some withdrawn, one to run in shadow, and one in force."""
    sets = [call("officer", "POST", "/rules", own_rules(n))["set"] for n in range(2 + 2 * OF_EACH)]
    first, waits, refused, withdrawn = sets[0], sets[1], sets[2:2 + OF_EACH], sets[2 + OF_EACH:]
    call("officer", "POST", f"/rules/{first}/shadow")
    call("approver", "POST", f"/rules/{first}/decide", {"adopt": True})
    once = {
        "propose_rules": [{"body": own_rules(100 + n)} for n in range(OF_EACH)],
        "check_rules": [{"body": {"files": own_rules(200)["files"]}}] * OF_EACH,
        "decide_rules": at(refused, {"adopt": False, "reason": "测试"}),
        "start_shadow": at([waits]),
        "retire_rules": at(withdrawn, {"reason": "测试"}),
        "backtest_rules": at([first] * OF_EACH, {}),
    }
    return once, {"show_rules": {"id": first}, "show_shadow": {"id": waits}, "backtest_rules": {"id": first}}


def twice():
    """Pairs of cases with one payer: (the later, the earlier)."""
    pairs = []
    for _ in range(2 * OF_EACH):
        first = report(next(tails), False)
        second = json.loads(json.dumps(first))
        second["transfers"][0]["amount"]["amount"] = "1300.00"
        pairs.append(tuple(call("officer", "POST", "/reports", body)["case"] for body in (second, first)))
    return pairs


def desk(second):
    """Requests about who works on what, about losses reported twice, and about one object."""
    merge, part = (lambda pairs: (pairs[:OF_EACH], pairs[OF_EACH:]))(twice())
    joined = lambda pair: {"into": pair[1], "reason": "同一损失"}
    for pair in part:
        call("officer", "POST", f"/cases/{pair[0]}/merge", joined(pair))
    line = call("officer", "GET", "/waiting")["items"][0]
    rows = {"rows": [{"wait": line["wait"], "id": line["id"]}]}
    look = {"kind": "account", "text": "9999990000000001", "ground": "case_work", "remark": "测试"}
    once = {
        "take_next": [{"body": {}}] * OF_EACH,
        "take_up": [{"body": rows}] * OF_EACH,
        "renew": [{"body": rows}] * OF_EACH,
        "put_back": [{"body": rows}] * OF_EACH,
        "put_off": [{"body": {**rows, "until": moment(2), "reason": "测试"}}] * OF_EACH,
        "assign_work": [{"body": {**rows, "to": second}}] * OF_EACH,
        "merge_cases": [{"path": {"id": pair[0]}, "body": joined(pair)} for pair in merge],
        "part_cases": at((pair[0] for pair in part), {"reason": "测试"}),
        "look_up_object": [{"body": look}] * OF_EACH,
    }
    return once, {"list_alike": {"id": merge[0][0]}}


def at(ids, body=None):
    return [{"path": {"id": one}, **({} if body is None else {"body": body})} for one in ids]


def main():
    wait()
    tokens["admin"] = sign_in("admin")
    centre = call("admin", "GET", "/agencies")["items"][0]["id"]
    officer = enrol("officer", centre, ["intake", "officer"], "999001")
    second = enrol("second", centre, ["officer"], "999002")
    enrol("approver", centre, ["approver"])
    enrol("supervisor", centre, ["supervisor"])
    leaver = enrol("leaver", centre, ["intake"])
    going = [enrol(f"going.{n}", centre, ["intake"]) for n in range(OF_EACH)]
    # Who sees to his own sign-in, and who signs out everywhere: the others' sessions go on.
    enrol("careful", centre, ["intake"])
    enrol("parting", centre, ["intake"])
    duty = {"from": moment(-1), "until": moment(24), "operator": officer, "investigator": second}
    call("admin", "POST", "/duties", duty)
    payee, payer = register("payee", PAYEE, "bank"), register("payer", PAYER, "bank")
    register("carrier", CARRIER, "carrier")
    register("far", FAR, "bank", "by_hand")
    spare = [call("admin", "POST", f"/agencies/{payer}/keys")["digest"] for _ in range(OF_EACH)]

    held = stops(4 * OF_EACH)
    case, _, measure, code, tail = held[0]
    extend, lift, appealed, fresh = (held[n * OF_EACH:(n + 1) * OF_EACH] for n in range(4))
    objection = lambda one: {"public_code": one[3], "tail": one[4], "statement": "误伤", "contact": "19900000009"}
    progress = [call(None, "POST", "/public/appeals", objection(one))["progress_code"] for one in appealed]
    appeals = [line["id"] for line in call("supervisor", "GET", "/appeals")["items"]]
    unknown = [call("officer", "POST", "/reports", report(next(tails), False))["case"] for _ in range(OF_EACH)]
    approve, withdraw, shutting = drafts(OF_EACH, 99900000100), drafts(OF_EACH, 99900000200), drafts(OF_EACH, 99900000300)
    for draft in shutting:
        call("approver", "POST", f"/orders/{draft['order']}/approve")
    fetch("carrier")
    for draft in shutting:
        answer("carrier", draft["order"], held=False)
    fetch("payer")
    asked = [line["order"]["id"] for line in call("payer", "GET", "/orders?state=seen")["items"]][:OF_EACH]
    norm = {"title_zh": "止付期限", "title_en": "life of a stop", "value": {"duration": "24 h"},
            "basis": {"source": "Cordon", "tag": "ours"}, "reason": "试行一年后再看",
            "effective_from": "2099-01-01T00:00:00Z"}
    propose = lambda: call("supervisor", "POST", "/norms/stop.life/proposals", norm)["proposal"]
    proposals = [propose() for _ in range(OF_EACH)]

    more = stops(5 * OF_EACH)
    unfiled, draft = more[:OF_EACH], more[OF_EACH:2 * OF_EACH]
    for one in draft:
        file_case(one)
    frozen = [freeze(one) for one in more[2 * OF_EACH:]]
    renew, hand_on, unrelated = (frozen[n * OF_EACH:(n + 1) * OF_EACH] for n in range(3))
    own = [held_first() for _ in range(OF_EACH)]
    elsewhere = by_hand(2 * OF_EACH)
    protected = [call("supervisor", "POST", "/accounts/protections", protection(99999955550000 + n))["account"]
                 for n in range(OF_EACH)]
    enrol("clerk", payer, ["desk"])
    boxed = call("payer", "GET", "/orders?state=dispatched")["items"][0]["order"]["id"]
    owner = {"stage": "procuratorate", "organ": "样例区人民检察院", "name": "检察甲", "phone": "000-0000-0042"}

    reason = {"reason": "测试"}
    once = {
        "record_filing": at((one[0] for one in unfiled), filing()),
        "freeze": [{"path": {"id": one[0]}, "body": new_freeze(one)} for one in draft],
        "extend_freeze": at(renew, reason),
        "hand_on_freeze": at(hand_on, owner),
        "find_unrelated": at(unrelated, reason),
        "take_hold": [{"body": hold(f"new-{n}", str(99999966660000 + n))} for n in range(OF_EACH)],
        "confirm_hold": [{"path": {"id": measure}, "body": {"case": of}} for measure, of in own],
        "execute_elsewhere": at(elsewhere[:OF_EACH], {"number": "ZPT-2026-1"}),
        "record_elsewhere": at(elsewhere[OF_EACH:], {"result": "failed", "code": "0500"}),
        "protect_account": [{"body": protection(99999977770000 + n)} for n in range(OF_EACH)],
        "unprotect_account": [{"body": {"account": key, "reason": "测试"}} for key in protected],
        "sign_in": [{"body": {"login": "second", "password": PASSWORD}}],
        "file_report": [{"body": report(next(tails))} for _ in range(OF_EACH)],
        "identify_reporter": at(unknown, reporter()),
        "attach_paper": at([case] * OF_EACH, {"content": SCAN}),
        "take_evidence": at([case] * OF_EACH, {"purpose": "测试"}),
        "reveal": at([case] * OF_EACH, {"purpose": "测试", "fields": ["reporter.phone"]}),
        "approve_order": at(draft["order"] for draft in approve),
        "withdraw_order": at((draft["order"] for draft in withdraw), reason),
        "extend_stop": at((one[2] for one in extend), reason),
        "lift_stop": at((one[2] for one in lift), reason),
        "restore_number": at((draft["measure"] for draft in shutting), reason),
        "shut_number": [{"body": shut(str(99900000400 + n))} for n in range(OF_EACH)],
        "file_appeal": [{"body": objection(one)} for one in fresh],
        "decide_appeal": at(appeals, {"outcome": "reject", "reason": "测试"}),
        "review_act": at((one[1] for one in held[:OF_EACH]), {"in_order": True}),
        "propose_norm": [{"path": {"key": "stop.life"}, "body": norm}],
        "decide_norm": at(proposals, {"adopt": True}),
        "register_agency": [{"body": {"code": str(999100000100 + n), "name": "合成机构", "kind": "bank", "wires": ["json_form"],
                                      "public_phone": "000-0000-0003"}} for n in range(OF_EACH)],
        "issue_key": at([payer] * OF_EACH),
        "set_file_key": at([payer] * OF_EACH, {"key": FILE_KEY}),
        "revoke_key": [{"path": {"digest": digest}} for digest in spare],
        "enrol_officer": [{"body": {"login": f"new.{n}", "name": "测试甲", "phone": "000-0000-0002",
                                    "seats": [{"agency": centre, "role": "intake"}]}} for n in range(OF_EACH)],
        "set_password": at([leaver] * OF_EACH, {"password": "another long password"}),
        "reset_factors": at([leaver] * OF_EACH),
        "retire_officer": at(going),
        "try_text": [{"body": {"channel": "sms", "turns": [{"side": "caller", "text": "把钱转到安全账户"}]}}] * OF_EACH,
        "sign_in": [{"body": {"login": "careful", "password": PASSWORD}}],
        "begin_totp": [{"body": {"password": PASSWORD}}],
        "set_certificate": at([second] * OF_EACH, {"content": SCAN}),
        "set_duty": [{"body": duty}] * OF_EACH,
        "receive_answer": [{"path": {"id": order}, "body": {"form": "cordon-receipt/1", "order": order, "result": "failed",
                                                            "code": "0500"}} for order in asked],
        "lease_orders": [{"body": {"max": 20}}],
        "bring_answers": [{"body": {"csv": "order,code\r\n", "check": True}}] * OF_EACH,
        "list_entries": [{"query": {"limit": 50}}],
        "show_public_measure": [{"path": {"code": code}, "query": {"tail": tail}}],
        "print_form03": [{"path": {"id": case}, "query": {"purpose": "测试", "transfer": 1}}],
        "print_sheet": [{"path": {"id": elsewhere[0]}, "query": {"purpose": "测试"}}],
    }
    # Looks may be repeated: half of the requests ask for something that is there.
    often = {
        "give_bundle": {"id": payer}, "list_keys": {"id": payer}, "show_case": {"id": case}, "review_case": {"id": case},
        "open_order": {"id": boxed}, "print_own_sheet": {"id": boxed},
        "show_own_trace": {"reference": asked[0]}, "show_timeline": {"id": case}, "print_form03": {"id": case},
        "print_sheet": {"id": elsewhere[0]},
        "show_order": {"id": held[0][1]}, "show_measure": {"id": fresh[0][2]}, "print_slip": {"id": fresh[0][2]},
        "show_norm": {"key": "stop.life"}, "propose_norm": {"key": "stop.life"}, "show_progress": {"code": progress[0]},
    }
    for more_once, more_often in (judged(), ruled(), desk(second)):
        once.update(more_once)
        often.update(more_often)
    often["show_picture"] = {"id": case}
    seed = {"tokens": tokens, "ending": [sign_in("second") for _ in range(OF_EACH)], "leaver": leaver, "once": once, "often": often}
    with open(os.environ["API_SEED"], "w", encoding="utf-8") as out:
        json.dump(seed, out, ensure_ascii=False)


main()
