"""Prints, operation by operation, how many requests were answered with 2xx, and fails when fewer than
90 % of the operations that can be were reached so."""

import collections
import json
import os
import sys
import urllib.request

LEAST = 90
# The stream does not end, a call's stream is no request, and a script is drafted by the radar alone.
LEFT_OUT = {"watch", "follow_call", "show_script", "adopt_script", "dismiss_script", "note_warning",
            # A code that is right for half a minute, or a browser's key: journeys/sign-in has them.
            "confirm_totp", "remove_totp", "renew_recovery_codes", "sign_in_second",
            "ask_new_passkey", "register_passkey", "remove_passkey", "ask_passkey", "sign_in_passkey",
            # An identity provider: server/tests/outside and journeys/provider have one.
            "ask_outside", "ask_identity", "link_identity", "unlink_identity"}

with urllib.request.urlopen(os.environ["API_BASE"] + "/openapi.json", timeout=30) as answer:
    api = json.load(answer)
operations = {about["operationId"] for methods in api["paths"].values() for about in methods.values()}
asked, good = collections.Counter(), collections.Counter()
with open(os.environ["API_SEEN"], encoding="utf-8") as seen:
    for line in seen:
        operation, status = json.loads(line)
        asked[operation] += 1
        good[operation] += 200 <= status < 300
for operation in sorted(operations):
    note = " (left out)" if operation in LEFT_OUT else "" if good[operation] else "  <-- never 2xx"
    print(f"{operation:22} {good[operation]:4} of {asked[operation]:4} answered 2xx{note}")
wanted = operations - LEFT_OUT
reached = sum(1 for operation in wanted if good[operation])
share = 100 * reached // len(wanted)
print(f"{reached} of {len(wanted)} operations, {len(LEFT_OUT)} left out, were reached with 2xx: {share} %")
sys.exit(0 if share >= LEAST else f"fewer than {LEAST} % of the operations were reached with 2xx")
