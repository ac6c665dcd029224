"""Feeds schemathesis what only this centre knows: who may do what, and requests that must succeed.

The first requests of each operation are replaced by known good ones; where looking again is harmless,
every other request asks for something that exists. Wrong requests are left as they are."""

import collections
import itertools
import json
import os

import schemathesis
from schemathesis.generation.modes import GenerationMode

with open(os.environ["API_SEED"], encoding="utf-8") as file:
    SEED = json.load(file)
ONCE = {operation: collections.deque(requests) for operation, requests in SEED["once"].items()}
ENDING = collections.deque(SEED["ending"])
TURN = collections.defaultdict(itertools.count)
KEYS = itertools.count()
# Nobody holds every role: who runs the office issues no orders, and who drafted does not approve.
BY_OPERATION = {
    "approve_order": "approver", "decide_list": "approver", "receive_answer": "payer", "lease_orders": "payee", "decide_norm": "admin",
    "protect_account": "supervisor", "unprotect_account": "supervisor",
    "give_bundle": "officer",
    **dict.fromkeys(("show_inbox", "list_answer_reasons", "bring_answers", "open_paper", "print_own_sheet"), "clerk"),
    "list_entry": "officer", "unlist": "officer", "decide_listing": "supervisor", "decide_objection": "supervisor",
    "list_proposed_entries": "supervisor", "reload_words": "supervisor", "list_alarms": "officer",
    "list_waiting": "officer", "list_tips": "officer", "close_tip": "officer", "list_objections": "supervisor",
    "take_next": "officer", "take_up": "officer", "put_back": "officer", "put_off": "officer", "renew": "officer",
    "assign_work": "supervisor", "look_up_object": "officer", "list_look_ups": "supervisor",
    "end_sessions": "parting",
    **dict.fromkeys(("list_sessions", "end_session", "show_second_factor", "begin_totp", "confirm_totp", "remove_totp",
                     "renew_recovery_codes", "sign_in_second", "sign_in_passkey", "ask_passkey", "ask_new_passkey",
                     "register_passkey", "remove_passkey", "ask_identity"), "careful"),
}
BY_TAG = {"office": "admin", "council": "supervisor", "journal": "supervisor", "inbox": "payer", "sift": "carrier"}


def operation_id(case):
    return case.operation.definition.raw["operationId"]


@schemathesis.auth(refresh_interval=None)
class Officers:
    def get(self, case, ctx):
        operation = operation_id(case)
        if operation == "sign_out" and ENDING:
            # Each sign-out ends its own session, not the one the other requests live on.
            return ENDING.popleft() if len(ENDING) > 1 else ENDING[0]
        tag = case.operation.definition.raw["tags"][0]
        return SEED["tokens"][BY_OPERATION.get(operation) or BY_TAG.get(tag, "officer")]

    def set(self, case, data, ctx):
        if case.operation.definition.raw.get("security") != [{}]:
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def filter_case(ctx, case):
    """A key that is wrong only by blanks around it is a right one: HTTP takes them away."""
    key = (case.headers or {}).get("Idempotency-Key")
    return not isinstance(key, str) or key == key.strip() or not key.strip()


@schemathesis.hook
def before_call(ctx, case, kwargs):
    meta = case.meta
    if meta is None or meta.generation.mode != GenerationMode.POSITIVE:
        return
    operation = operation_id(case)
    if case.method.upper() != case.operation.method.upper():
        return
    if case.headers is not None and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"attack-{next(KEYS)}"
    if ONCE.get(operation):
        good = ONCE[operation].popleft()
        if "path" in good:
            case.path_parameters.update(good["path"])
        if "query" in good:
            case.query.clear()
            case.query.update(good["query"])
        if "body" in good:
            case.body = good["body"]
    elif operation in ("set_password", "reset_factors", "retire_officer"):
        # The officers whom the other requests come from keep theirs.
        case.path_parameters["id"] = SEED["leaver"]
    elif operation in SEED["often"] and next(TURN[operation]) % 2 == 0:
        case.path_parameters.update(SEED["often"][operation])


@schemathesis.hook
def after_call(ctx, case, response):
    with open(os.environ["API_SEEN"], "a", encoding="utf-8") as out:
        out.write(json.dumps([operation_id(case), response.status_code]) + "\n")
