#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""ETWS (TS 23.041): the primary notification sounds at once, the text follows."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import ROOT, Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

tap = Tap()
TEST = 4355  # a drill's: what is 4352 elsewhere


class Quaking(Dispatcher):
    """Its profile gives an earthquake the number that ETWS has for it."""

    def write_config(self, period, extra, http_options):
        profiles = self.path("profiles")
        shutil.copytree(f"{ROOT}/cap-profiles", profiles)
        with open(f"{profiles}/cap-1.2/classes.csv", "a") as f:
            f.write("event,地震,natural-disaster,4352\n")
        super().write_config(period, f" profiles {profiles}\n{extra}", http_options)


def rows(d):
    with open(d.path("air.json")) as lines:
        return [json.loads(line) for line in lines]


def on_air(d):
    """{cell: [primary?, ...]} in the order in which they came."""
    on = {}
    for row in rows(d):
        key = (row["message_identifier"], row["serial_number"], "warning_type" in row)
        there = on.setdefault(row["cell"][-1], [])
        if row["change"] == "on":
            there.append(key)
        elif key in there:
            there.remove(key)
    return on


def kinds(d):
    return {cell: [primary for _, _, primary in there] for cell, there in on_air(d).items()}


BOTH = {"1": [True, False], "2": [True, False]}


def quake(number, **members):
    return cap(number, event="地震", text="云江发生6.1级地震，注意余震。", **members)


def it_sounds_first(d):
    _, answer = d.submit(quake(1))
    notice = answer["notice"]
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting" and wait_for(lambda: kinds(d) == BOTH, 5),
           "an earthquake's primary notification is there first, then its text", on_air(d))
    first = rows(d)[0]
    tap.ok(first["message_identifier"] == TEST and first["warning_type"] == 3 << 9 | 0x180 and first["pages"] == [] and
           first["serial_number"] & 0x3000 == 0x3000, "of the type that its number says, with alert and popup", first)
    tap.ok(wait_for(lambda: [r["state"] for r in d.deliveries(notice)] == ["accepted", "accepted"], 5),
           "both are known to be there", d.deliveries(notice))
    return notice


def it_is_not_said_twice(d, notice):
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(wait_for(lambda: [r["state"] for r in d.deliveries(notice)] == ["accepted", "accepted"], 10) and kinds(d) == BOTH,
           "after a crash they still are", (d.deliveries(notice), on_air(d)))
    d.tell_sim("restart bsc-001")
    tap.ok(wait_for(lambda: sum(r["change"] == "on" for r in rows(d)) == 8, 10) and kinds(d) == BOTH,
           "a BSC that lost them gets both again", on_air(d))
    numbers = {(r["serial_number"], "warning_type" in r) for r in rows(d)}
    tap.ok(len(numbers) == 2, "under the same numbers: phones stay quiet", numbers)


def an_update_changes_what_is_read(d, notice):
    _, answer = d.submit(quake(2, msg_type="Update", references=reference(1), sent="2026-03-02T09:01:00+08:00"))
    new = answer["notice"]
    tap.ok(d.wait_state(notice, "superseded") == "superseded" and
           wait_for(lambda: kinds(d) == {"1": [False], "2": [False]}, 5),
           "an update takes the place of both, and sounds no second time", on_air(d))
    tap.ok(all(serial & 0x3000 == 0x3000 for there in on_air(d).values() for _, serial, _ in there),
           "its own number has the flags too", on_air(d))
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not any(on_air(d).values()), "and is cancelled", on_air(d))


def what_is_read_already_stays(d):
    """The same text for longer: it keeps its number, flags and all; the notification has done its work."""
    def same(number, **members):
        return quake(number, **members).replace(f"红色预警{number}".encode(), "红色预警".encode())

    _, answer = d.submit(same(5))
    wait_for(lambda: kinds(d) == BOTH, 5)
    before = {key for there in on_air(d).values() for key in there if not key[2]}
    changed = len(rows(d))
    _, new = d.submit(same(6, msg_type="Update", references=reference(5), sent="2026-03-02T09:01:00+08:00",
                           expires="2026-03-02T18:00:00+08:00"))
    tap.ok(d.wait_state(answer["notice"], "superseded") == "superseded" and
           wait_for(lambda: {key for there in on_air(d).values() for key in there} == before, 5),
           "an update that says the same keeps the text's number, and ends the notification", on_air(d))
    tap.ok(all("warning_type" in row for row in rows(d)[changed:]), "the text is not touched", rows(d)[changed:])
    d.cancel(new["notice"])
    tap.ok(d.wait_state(new["notice"], "cancelled") == "cancelled" and not any(on_air(d).values()), "and is cancelled",
           on_air(d))


def a_cancel_stops_both(d):
    _, answer = d.submit(quake(3))
    wait_for(lambda: kinds(d) == BOTH, 5)
    d.cancel(answer["notice"])
    tap.ok(d.wait_state(answer["notice"], "cancelled") == "cancelled" and not any(on_air(d).values()),
           "a cancel takes the notification off as well as the text", on_air(d))
    _, answer = d.submit(cap(4))
    d.wait_state(answer["notice"], "broadcasting")
    tap.ok(kinds(d) == {"1": [False], "2": [False]}, "what is no such event has none", on_air(d))
    d.cancel(answer["notice"])
    d.wait_state(answer["notice"], "cancelled")


def a_second_one_sounds_too(d):
    """A BSC holds one notification: the older gives way to the newer."""
    first = d.submit(quake(7))[1]["notice"]
    wait_for(lambda: kinds(d) == BOTH, 5)
    second = d.submit(quake(8, sent="2026-03-02T09:00:30+08:00"))[1]["notice"]
    tap.ok(wait_for(lambda: all(sum(primary for _, _, primary in there) == 1 and len(there) == 3 for there in on_air(d).values()), 5)
           and wait_for(lambda: d.deliveries(second)[0]["state"] == "accepted", 5), "a second earthquake sounds as well",
           (on_air(d), d.deliveries(second)))
    tap.ok(wait_for(lambda: d.deliveries(first)[0]["state"] == "stopped", 5), "in the place of the first", d.deliveries(first))
    report = d.ask("GET", f"/v1/notices/{first}/report", None, "inspector")[1]
    tap.ok(any(line["stop"] == "outdone" and f"notice {second}" in line["en"] for line in report["log"]), "whose report says so",
           report["log"])
    there = on_air(d)
    for trouble, sign in (("drop", "stop=down "), ("restart", "outcome=restarted")):
        mark = d.read_log().count(sign)
        d.tell_sim(f"{trouble} bsc-001")
        wait_for(lambda s=sign, m=mark: d.read_log().count(s) > m, 10)
        states = [["stopped", "accepted"], ["accepted", "accepted"]]
        tap.ok(wait_for(lambda w=states: [[r["state"] for r in d.deliveries(n)] for n in (first, second)] == w and
                        {c: set(k) for c, k in on_air(d).items()} == {c: set(k) for c, k in there.items()}, 10),
               f"after a {trouble} it stays so", (on_air(d), d.deliveries(first), d.deliveries(second)))
    for n in (first, second):
        d.cancel(n)
    tap.ok(d.wait_state(first, "cancelled") == "cancelled" and d.wait_state(second, "cancelled") == "cancelled" and
           not any(on_air(d).values()), "and all of it is cancelled", on_air(d))


def a_full_channel_is_in_no_notifications_way(d):
    """Pages and primary notifications share nothing: one takes the place of one."""
    first = d.submit(quake(9))[1]["notice"]
    wait_for(lambda: kinds(d) == BOTH, 5)
    fill = d.submit(cap(10, text="水位上涨。" * 110))[1]["notice"]  # with the first one's text all but one page
    wait_for(lambda: d.deliveries(fill)[0]["state"] == "accepted", 5)
    second = d.submit(quake(11, sent="2026-03-02T09:00:30+08:00"))[1]["notice"]
    tap.ok(wait_for(lambda: d.deliveries(second)[0]["state"] == "accepted" and d.deliveries(first)[0]["state"] == "stopped", 5),
           "a second earthquake sounds while the channel is full", (d.deliveries(first), d.deliveries(second)))
    for n in (first, fill, second):
        d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "and all of it is cancelled", on_air(d))


def main():
    d = Quaking(nodes=1, cells=2)
    try:
        d.begin()
        notice = it_sounds_first(d)
        it_is_not_said_twice(d, notice)
        an_update_changes_what_is_read(d, notice)
        what_is_read_already_stays(d)
        a_cancel_stops_both(d)
        a_second_one_sounds_too(d)
        a_full_channel_is_in_no_notifications_way(d)
        tap.ok(d.stop() == 0, "it stops in order")
        status, text = d.verify()
        tap.ok(status == 0, "the chain verifies", text)
    except (RuntimeError, OSError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
