#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody meets who knows the README alone: an admin's slips, roles at their edges, and answers
that must say what is the matter."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap  # noqa: E402

tap = Tap()


def apply(d, change):
    registry = json.loads(d.registry())
    change({row["id"]: row for row in registry["persons"]}, registry)
    return d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")


def no_registry_locks_everybody_out(d):
    for until, what in (("2020-01-01T00:00:00+08:00", "has expired"), ("2026-03-04T09:00:00+08:00", "ends in two days")):
        status, answer = apply(d, lambda persons, _: persons["admin"].update(valid_until=until))
        tap.ok(status == 422 and "admin" in answer["detail"] and "7 days" in answer["detail"],
               f"a registry whose only admin {what} is refused", answer)
    status, answer = apply(d, lambda persons, _: persons["admin"].update(valid_until="2026-06-01T00:00:00+08:00"))
    tap.ok(status == 200, "one whose admin has months left is not", answer)
    status, answer = apply(d, lambda persons, _: None)
    tap.ok(status == 200, "and the admin is still there", answer)


d = Dispatcher(nodes=1)
try:
    d.begin(simulate=False)
    no_registry_locks_everybody_out(d)
except (RuntimeError, OSError, KeyError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
finally:
    d.end()
tap.end()
