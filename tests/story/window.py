#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a planned notice is sent: in its window, so often as asked, and never into quiet hours."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()


class Quiet(Dispatcher):
    def registry(self):
        whole = json.loads(super().registry())
        whole["settings"] = {"quiet_from": "21:00", "quiet_until": "08:00"}
        return json.dumps(whole).encode()


def rules(answer, effect=None):
    return {f["rule"] for f in answer.get("findings", []) if effect in (None, f["effect"])}


def agreed(d, number, **members):
    status, answer = d.request(application(number, **members))
    if status != 202:
        raise RuntimeError(answer)
    d.decide(answer["notice"], "agree", who="reviewer")
    d.wait_state(answer["notice"], "scheduled", "broadcasting")
    return answer["notice"]


def quiet_hours_hold_what_is_planned(d):
    status, answer = d.request(application(1, send_from="2026-03-30T22:00:00+08:00", send_until="2026-03-31T06:00:00+08:00"))
    tap.ok(status == 422 and "quiet-hours" in rules(answer, "refuse"), "a window that is quiet from end to end is refused", answer)
    status, answer = d.request(application(2, send_from="2026-03-30T06:00:00+08:00", send_until="2026-03-30T18:00:00+08:00"))
    tap.ok(status == 202 and "quiet-hours" in rules(answer, "warn"), "one that begins in them is told when it will begin", answer)
    sentence = [f["zh"] for f in answer["findings"] if f["rule"] == "quiet-hours"][0]
    tap.ok("2026-03-30T08:00:00+08:00" in sentence, "at their end", sentence)
    d.decide(answer["notice"], "agree", who="reviewer")
    d.advance(27)
    tap.ok(d.wait_state(answer["notice"], "scheduled") == "scheduled", "the evening before it waits", d.notice(answer["notice"]))
    d.advance(1)
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting", "and leaves in its window", d.notice(answer["notice"]))


def wrong_settings_are_refused(d):
    whole = json.loads(d.registry())
    whole["settings"] = {"quiet_from": "21:00"}
    status, answer = d.ask("POST", "/v1/registry", json.dumps(whole).encode(), "admin")
    tap.ok(status == 422 and "quiet_from and quiet_until" in answer["detail"], "half a setting is refused", answer)


def it_is_shown_as_often_as_asked(d):
    notice = agreed(d, 3, repeats=3, send_from="2026-03-30T08:00:00+08:00", send_until="2026-04-02T20:00:00+08:00")
    tap.ok(d.request(application(4, repeats=16))[0] == 422, "more than fifteen times is refused")
    d.advance(28)
    d.wait_state(notice, "broadcasting")
    wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(notice)))
    first = d.deliveries(notice)
    d.advance(2)
    wait_for(lambda: len(d.deliveries(notice)) == 2 * len(first) and
             all(r["state"] in ("accepted", "stopped") for r in d.deliveries(notice)))
    states = [r["state"] for r in d.deliveries(notice)]
    tap.ok(states == ["stopped"] * len(first) + ["accepted"] * len(first), "a third of its window later it is shown again", states)
    shown, on = d.air()
    serials = {}
    for cell, identifier, serial in shown:
        serials.setdefault(cell, []).append(serial)
    tap.ok(all(len(set(s)) == 2 for s in serials.values()), "under a new serial number, so that phones show it", serials)
    tap.ok(all(sum(1 for c, _, _ in on if c == cell) == 1 for cell in serials), "and once in a cell at a time", on)
    d.advance(1)
    wait_for(lambda: len(d.deliveries(notice)) == 3 * len(first))
    d.advance(3)
    tap.ok(d.wait_state(notice, "done") == "done", "then its window is over", d.notice(notice))
    tap.ok(len(d.deliveries(notice)) == 3 * len(first) and wait_for(lambda: not d.air()[1]), "three times, and off the air", d.air()[1])


class OneAtATime(Dispatcher):
    def registry(self):
        whole = json.loads(super().registry())
        whole["settings"] = {"planned_one_at_a_time": True}
        return json.dumps(whole).encode()


def planned_notices_wait_for_each_other(d):
    first = agreed(d, 20, send_from="2026-03-30T08:00:00+08:00", send_until="2026-03-31T20:00:00+08:00")
    second = agreed(d, 21, send_from="2026-03-30T08:30:00+08:00", send_until="2026-04-02T20:00:00+08:00")
    third = agreed(d, 22, send_from="2026-03-31T08:00:00+08:00", send_until="2026-03-31T19:00:00+08:00")
    d.advance(28)
    tap.ok(d.wait_state(first, "broadcasting") == "broadcasting", "the first is on the air", d.notice(first))
    tap.ok(wait_for(lambda: f"notice={second} stop=departure outcome=waits" in d.read_log()) and
           d.notice(second)["state"] == "scheduled", "the second waits for it", d.notice(second))
    status, answer = d.submit(cap(20, sent="2026-03-30T09:00:00+08:00", expires="2026-03-30T15:00:00+08:00"))
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting", "an alert waits for nobody", answer)
    d.cancel(first)
    tap.ok(d.wait_state(second, "broadcasting", seconds=40) == "broadcasting", "when the first is off the second leaves",
           d.notice(second))
    d.advance(1)
    wait_for(lambda: f"notice={third} stop=departure outcome=waits" in d.read_log())
    d.advance(1)
    tap.ok(d.wait_state(third, "expired") == "expired" and not d.deliveries(third), "one whose window passes meanwhile expires",
           d.notice(third))


def main():
    d = Quiet()
    try:
        d.begin()
        wrong_settings_are_refused(d)
        quiet_hours_hold_what_is_planned(d)
    finally:
        d.end()
    d = Dispatcher()
    try:
        d.begin()
        it_is_shown_as_often_as_asked(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    finally:
        d.end()
    d = OneAtATime()
    try:
        d.begin()
        planned_notices_wait_for_each_other(d)
    finally:
        d.end()
    tap.end()


main()
