#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of a running daemon: a year that is missing, added by the registry as an audited
event, corrected by another, and still there after kill -9. TAP."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap  # noqa: E402

tap = Tap()
LEAD_TIME = "/v1/calendar/lead-time?received="


def apply(d, calendars):
    registry = json.loads(d.registry())
    registry["calendars"] = calendars
    return d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")


def notice(*off):
    """No notice for 2027 is known here: its days are made up for the story."""
    return {"year": 2027, "off": list(off), "number": "测试〔2026〕1号"}


d = Dispatcher(nodes=1)
try:
    d.begin(simulate=False)
    status, answer = d.ask("GET", LEAD_TIME + "2026-09-19", who="officer")
    tap.ok(status == 200 and answer == {
        "received": "2026-09-19", "days": 15, "earliest_send": "2026-10-16", "by_the_letter": "2026-10-15",
        "calendar": "国办发明电〔2025〕7号", "valid_through": "2026-12-31"}, "both readings are answered", answer)
    _, answer = d.ask("GET", "/v1/calendar/lead-time", who="reviewer")
    tap.ok(answer["received"] == "2026-03-02" and answer["earliest_send"] == "2026-03-23",
           "without a day it is the one of the drill's clock", answer)
    _, answer = d.ask("GET", LEAD_TIME + "2026-12-21", who="officer")
    tap.ok(answer.get("unknown_year") == 2027 and "earliest_send" not in answer,
           "a count into a year that is not known names the year and no date", answer)

    status, answer = apply(d, [{"year": 2027, "off": ["2027-02-30"], "number": "n"}])
    tap.ok(status == 422 and "2027-02-30" in json.dumps(answer), "a day that is none is refused, named", answer)
    status, answer = apply(d, [notice("2027-01-01..2027-01-03")])
    _, after = d.ask("GET", LEAD_TIME + "2026-12-21", who="officer")
    tap.ok(status == 200 and after["earliest_send"] == "2027-01-12" and after["valid_through"] == "2027-12-31",
           "the registry adds a year", (answer, after))
    apply(d, [notice("2027-01-01..2027-01-03", "2027-01-12")])
    _, after = d.ask("GET", LEAD_TIME + "2026-12-21", who="officer")
    tap.ok(after["earliest_send"] == "2027-01-13", "and corrects it", after)
    d.kill()
    d.start()
    _, after = d.ask("GET", LEAD_TIME + "2026-12-21", who="officer")
    tap.ok(after["earliest_send"] == "2027-01-13" and after["calendar"] == "测试〔2026〕1号",
           "it is still there after kill -9", after)
    apply(d, [])
    _, after = d.ask("GET", LEAD_TIME + "2026-12-21", who="officer")
    tap.ok(after.get("unknown_year") == 2027, "what the registry no longer says is not known any more", after)
    _, audit = d.ask("GET", "/v1/audit?after=0", who="inspector")
    tap.ok([event["kind"] for event in audit["events"]].count("registry-applied") == 5,
           "each change is an event, the bootstrap's and the first among them", [event["kind"] for event in audit["events"]])
    d.stop()
    status, said = d.verify()
    tap.ok(status == 0, "the chain is intact", said)
except (RuntimeError, OSError, KeyError, TypeError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
finally:
    d.end()
tap.end()
