#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of a running daemon: a year that is missing, added by the registry as an audited
event, corrected by another, and still there after kill -9. TAP."""
import json
import os
import sys
import threading
from datetime import datetime

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, application  # noqa: E402

tap = Tap()
LEAD_TIME = "/v1/calendar/lead-time?received="


def apply(d, calendars):
    registry = json.loads(d.registry())
    registry["calendars"] = calendars
    return d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")


def ask_for(d, day, **members):
    """The state of an application for that day, and what each rule says of it first."""
    document = application(1, send_from=f"{day}T09:00:00+08:00", send_until=f"{day}T18:00:00+08:00", **members)
    _, answer = d.ask("POST", "/v1/requests", json.dumps(document).encode(), who="officer")
    return answer.get("state", "refused"), {finding["rule"]: finding for finding in reversed(answer["findings"])}


def days_advanced_at_once_add_up(d):
    """Many at the same moment: each is carried out, or told to come again; none is lost in another."""
    def now():
        return datetime.fromisoformat(d.advance(1)[1]["now"])
    before, answers = now(), []
    threads = [threading.Thread(target=lambda: answers.append(d.advance(1))) for _ in range(48)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = sum(status == 200 for status, _ in answers)
    tap.ok(done > 0 and all(status in (200, 503) for status, _ in answers), "an advance is carried out or told to wait",
           answers)
    tap.ok((now() - before).days == done + 1, "those carried out add up", (before, done))


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

    state, found = ask_for(d, "2026-03-20")
    tap.ok(state == "refused" and found["lead-time"]["suggestion"] == "2026-03-23" and
           "最迟应于2026-02-28提出" in found["lead-time"]["zh"],
           "an application too late is refused, with the earliest day and the last to file, a Saturday made up", found)
    state, found = ask_for(d, "2026-03-23")
    tap.ok(state == "pending" and "lead-time" not in found, "one for that day is taken", (state, found))
    state, found = ask_for(d, "2027-03-01", areas=[{"adcode": "330100"}, {"adcode": "360100"}])
    tap.ok(state == "refused" and found["authority"]["suggestion"] == "工业和信息化部" and
           "南昌市" in found["area"]["zh"], "an area across provinces is the ministry's, and outside", found)

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
    # 294 days after 2 March is Monday 21 December.
    d.ask("POST", "/v1/clock/advance", json.dumps({"days": 294}).encode(), who="admin")
    state, found = ask_for(d, "2027-02-01")
    tap.ok(state == "held" and found["lead-time"]["zh"].startswith("2027年节假日安排尚未录入"),
           "an application into a year that is not known is held", (state, found))
    days_advanced_at_once_add_up(d)
    d.stop()
    status, said = d.verify()
    tap.ok(status == 0, "the chain is intact", said)
except (RuntimeError, OSError, KeyError, TypeError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
finally:
    d.end()
tap.end()
