#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the store are broken or gone: what the chain knows is made again from it and alarmed; where a
number could be given out twice the start ends, with a sentence that says what, where, and what to do."""
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, wait_for  # noqa: E402

tap = Tap()
FLOW, ROUTE, DELIVERY, SERIAL, REGISTRY, CLOCK, SUSPENSION, OUTAGE, CELLS, COMPLAINT = range(1, 11)  # enum ledger_state_kind


def damage(d, *statements):
    with sqlite3.connect(d.path("store.db")) as db:
        for sql, *values in statements:
            assert db.execute(sql, values).rowcount > 0, sql


def row(d, kind):
    with sqlite3.connect(d.path("store.db")) as db:
        return db.execute("SELECT key, value FROM state WHERE kind = ?", (kind,)).fetchone()


def put(d, kind, key, value):
    damage(d, ("INSERT OR REPLACE INTO state(kind, key, value) VALUES(?, ?, ?)", kind, key, value))


def restart(d):
    length = len(d.read_log())
    d.start()
    return d.read_log()[length:]


def events(d, notice):
    rows = d.ask("GET", "/v1/audit?after=0&limit=1000", who="inspector")[1]["events"]
    return [e for e in rows if json.loads(e["bytes"]).get("number") == int(notice)]


def restored(d, count):
    """The batches are behind the start: once they are there."""
    def rows():
        page = d.ask("GET", "/v1/audit?after=0&limit=1000", who="inspector")[1]["events"]
        return [e for e in page if e["kind"] == "rows-restored"]
    wait_for(lambda: len(rows()) >= count)
    return rows()


def refuses(d, words, sentence):
    length = len(d.read_log())
    try:
        d.start()
        d.kill()
        ended = False
    except RuntimeError:  # it has ended
        ended = d.process.poll() not in (None, 0) and d.process.returncode > 0
    log = d.read_log()[length:]
    tap.ok(ended and "cannot start: " in log and all(w in log for w in words), sentence, (d.process.returncode, log[-1500:]))


def a_flow_that_is_gone_is_missed(d, open_notice):
    before = d.notice(open_notice)
    d.kill()
    damage(d, ("DELETE FROM state WHERE kind = ? AND key = ?", FLOW, int(open_notice).to_bytes(8, "big")))
    log = restart(d)
    tap.ok(f"notice={open_notice} stop=snapshot outcome=damaged" in log and "its snapshot is gone" in log,
           "an open notice without a snapshot is missed, and alarmed", log[-1500:])
    d.wait_nodes()
    wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(open_notice)))
    tap.ok(d.notice(open_notice)["state"] == before["state"], "it is folded again from the chain", d.notice(open_notice))
    tap.ok(d.cancel(open_notice)[0] == 200 and d.wait_state(open_notice, "cancelled") == "cancelled", "and can be cancelled",
           d.notice(open_notice))


def the_registry_comes_from_the_chain(d):
    for how in ("broken", "gone"):
        d.kill()
        if how == "broken":
            damage(d, ("UPDATE state SET value = '{' WHERE kind = ?", REGISTRY))
        else:
            damage(d, ("DELETE FROM state WHERE kind = ?", REGISTRY))
        log = restart(d)
        tap.ok("stop=registry outcome=refolded" in log and "apply it again" in log, f"a registry row that is {how} is alarmed", log[-1500:])
        tap.ok(d.health()["store_rows_damaged"] == 1 and "cbd_store_rows_damaged 1" in d.ask("GET", "/metrics")[1],
               "health and figures say so", d.health())
        _, answer = d.submit(cap(20 if how == "broken" else 21, sent="2026-03-03T09:00:00+08:00", expires="2026-03-03T15:00:00+08:00"))
        tap.ok(answer["lane"] == "urgent" and d.deliveries(answer["notice"]), "and alerts flow", answer)
        d.cancel(answer["notice"])
    status, answer = d.ask("POST", "/v1/registry", d.registry(), "admin")
    tap.ok(status == 200, "applied again", answer)
    d.kill()
    log = restart(d)
    tap.ok("outcome=refolded" not in log and d.health()["store_rows_damaged"] == 0, "it is whole", log[-1500:])


def suspensions_and_clock_come_from_the_chain(d):
    order = {"agency": "yj-em", "situation": "未经核验", "reason": "违反第十五条", "appeal": "工业和信息化部",
             "told_at": "2026-03-02T08:00:00+08:00"}
    for _ in range(2):
        d.ask("POST", "/v1/suspensions", json.dumps(order).encode(), "reviewer")
    d.ask("POST", "/v1/suspensions/1/lift", json.dumps({"reason": "整改完成"}).encode(), "reviewer")
    for count in (1, 2):
        d.ask("POST", "/v1/complaints", json.dumps({"matter": "complaint", "agency": "yj-em", "count": count, "source": "12321"}).encode(),
              "reviewer")
    d.ask("POST", "/v1/complaints/1/strike", b'{"reason":"x"}', "reviewer")
    complaints = d.ask("GET", "/v1/complaints", None, "inspector")[1]
    before, now = d.ask("GET", "/v1/suspensions", None, "inspector")[1], d.health()["now"]
    d.kill()
    damage(d, ("UPDATE state SET value = 'x' WHERE kind = ?", CLOCK),
           ("UPDATE state SET value = x'00' WHERE kind = ? AND key = ?", SUSPENSION, (1).to_bytes(8, "big")),
           ("UPDATE state SET value = '{}' WHERE kind = ? AND key = ?", COMPLAINT, (2).to_bytes(8, "big")))
    log = restart(d)
    tap.ok("stop=suspensions outcome=refolded" in log and "stop=clock outcome=refolded" in log, "suspensions and clock are folded again",
           log[-1500:])
    tap.ok(d.ask("GET", "/v1/suspensions", None, "inspector")[1] == before and len(before["suspensions"]) == 2,
           "who is suspended still is, what was lifted is", d.ask("GET", "/v1/suspensions", None, "inspector")[1])
    tap.ok("stop=complaints outcome=refolded" in log and d.ask("GET", "/v1/complaints", None, "inspector")[1] == complaints and
           len(complaints["complaints"]) == 2, "what was recorded of complaints still is", log[-1500:])
    tap.ok(now[:13] <= d.health()["now"][:13] < "2026-03-03T12", "and the time does not run back", (now, d.health()))
    said = restored(d, 2)
    tap.ok([{k: json.loads(e["bytes"])[k] for k in ("list", "damaged", "rows")} for e in said] ==
           [{"list": "suspensions", "damaged": 1, "rows": 3}, {"list": "complaints", "damaged": 1, "rows": 3}],
           "the chain says which rows were written again", said)
    d.kill()
    damage(d, ("UPDATE state SET value = 'x' WHERE kind = ?", CLOCK))  # that one is an admin's to mend
    log = restart(d)
    tap.ok("stop=suspensions" not in log and "stop=complaints" not in log and d.health()["store_rows_damaged"] == 1,
           "at the next start they are whole: the alarm is over", log[-1500:])


def a_gap_is_told_once(d):
    for count in range(3, 41):
        d.ask("POST", "/v1/complaints", json.dumps({"matter": "opt-out", "agency": "yj-em", "count": count, "source": "12321"}).encode(),
              "reviewer")
    before = d.ask("GET", "/v1/complaints", None, "inspector")[1]
    d.kill()
    damage(d, ("DELETE FROM state WHERE kind = ? AND key IN (?, ?)", COMPLAINT, (3).to_bytes(8, "big"), (5).to_bytes(8, "big")),
           ("UPDATE state SET value = '{\"complaint\":' WHERE kind = ? AND key = ?", COMPLAINT, (40).to_bytes(8, "big")))
    put(d, COMPLAINT, b"nonsense", b"x")
    put(d, COMPLAINT, (60).to_bytes(8, "big"), b'{"complaint":60,"matter":"opt-out","agency":"yj-em","count":1}')
    log = restart(d)
    lines = [line for line in log.splitlines() if "stop=complaints" in line]
    tap.ok(len(lines) == 1 and "outcome=refolded" in lines[0] and "rows gone, unreadable or of nobody: 5 " in lines[0],
           "two rows that are gone, one that is broken and two of nobody are one line", lines)
    tap.ok(d.ask("GET", "/v1/complaints", None, "inspector")[1] == before and len(before["complaints"]) == 40,
           "what was recorded is what the chain says", d.ask("GET", "/v1/complaints", None, "inspector")[1])
    restored(d, 3)
    status, answer = d.ask("POST", "/v1/complaints", json.dumps({"matter": "opt-out", "agency": "yj-em", "count": 9, "source": "12321"}).encode(),
                           "reviewer")
    tap.ok(status == 200 and answer["complaint"] == 41, "and goes on with the next number", answer)
    d.kill()
    log = restart(d)
    tap.ok("stop=complaints" not in log and len(d.ask("GET", "/v1/complaints", None, "inspector")[1]["complaints"]) == 41,
           "what nobody recorded is gone from the store, and the alarm with it", log[-1500:])


def what_only_saves_a_question_is_left_out(d):
    d.kill()
    put(d, CELLS, b"", b"no digest")
    put(d, OUTAGE, b"x" * 32, b"no line")
    log = restart(d)
    tap.ok("stop=cell-register outcome=left-out" in log and "stop=outage outcome=left-out" in log and d.health()["status"] == "ok",
           "what the nodes and the register say again stops nothing", log[-1500:])


def numbers_are_not_given_out_twice(d):
    d.kill()
    key, value = row(d, SERIAL)
    put(d, SERIAL, key, b'{"next":')
    refuses(d, ["serial numbers", "table state, kind 4", key.hex(), "restore the store from a backup", "序列号记录损坏"],
            "a serial row that cannot be read ends the start, with what to do")
    put(d, SERIAL, key, value)
    with sqlite3.connect(d.path("store.db")) as db:
        db.execute("INSERT INTO reservation(kind, key, notice) VALUES(1, x'00', 7)")
    refuses(d, ["a reservation", "notice 7", "restore the store from a backup", "占用记录损坏"], "so does a reservation")
    damage(d, ("DELETE FROM reservation WHERE key = x'00'",))
    log = restart(d)
    tap.ok("stop=serial" not in log and d.health()["status"] == "ok", "whole again, it starts", log[-1500:])


def a_number_on_the_air_is_held(d):
    alert = cap(30, sent="2026-03-03T09:00:00+08:00", expires="2026-03-03T18:00:00+08:00")
    first = d.submit(alert)[1]["notice"]
    d.kill()
    damage(d, ("DELETE FROM state WHERE kind = ?", SERIAL))
    log = restart(d)
    tap.ok(f"notice={first} stop=serial outcome=damaged" in log and "are gone" in log and d.health()["store_rows_damaged"] >= 1,
           "serial numbers that are gone are missed where one of them is on the air", log[-1500:])
    second = d.submit(cap(31, sent="2026-03-03T09:00:00+08:00", expires="2026-03-03T18:00:00+08:00"))[1]["notice"]
    numbers = {n: json.loads(next(e["bytes"] for e in events(d, n) if e["kind"] == "routed"))["numbers"][0]["serial_number"]
               for n in (first, second)}
    tap.ok(numbers[first] != numbers[second], "and that one is not given out again", numbers)
    d.cancel(first)
    d.cancel(second)


def a_clock_that_nobody_knows(d):
    d.kill()
    damage(d, ("DELETE FROM state WHERE kind = ?", CLOCK))
    refuses(d, ["the drill clock", "kind 6", "make a new drill store", "演练时钟"], "a drill clock that the chain does not know ends the start")


def main():
    d = Dispatcher(nodes=2, cells=2)
    try:
        d.begin()
        _, answer = d.submit(cap(1))
        wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(answer["notice"])))
        a_flow_that_is_gone_is_missed(d, answer["notice"])
        d.advance(1)
        the_registry_comes_from_the_chain(d)
        suspensions_and_clock_come_from_the_chain(d)
        a_gap_is_told_once(d)
        what_only_saves_a_question_is_left_out(d)
        numbers_are_not_given_out_twice(d)
        a_number_on_the_air_is_held(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    except (RuntimeError, OSError, KeyError, AssertionError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()
    d = Dispatcher(nodes=1, cells=1)
    try:
        d.begin(simulate=False)
        a_clock_that_nobody_knows(d)
    finally:
        d.end()
    tap.end()


main()
