#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the store that only save time are broken: the notices they are of are folded again from the
chain, and nobody else's wait for it. A route that is lost is alarmed, and stops nothing else."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()
FLOW, ROUTE, DELIVERY = 1, 2, 3  # enum ledger_state_kind


def damage(d, *statements):
    with sqlite3.connect(d.path("store.db")) as db:
        for sql, *values in statements:
            assert db.execute(sql, values).rowcount > 0, sql


def broken(kind, notice, value=b"{"):
    return ("UPDATE state SET value = ? WHERE kind = ? AND substr(key, 1, 8) = ?", value, kind,
            notice.to_bytes(8, "big"))


def begin(d):
    for number in range(1, 5):
        d.submit(cap(number))
    for number in range(1, 5):
        wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(number)))
    d.request(application(5))
    return {n: (d.notice(n), d.deliveries(n)) for n in range(1, 6)}


def broken_rows_are_folded_again(d, before):
    on_air = d.air()[1]
    d.kill()
    damage(d, broken(FLOW, 1), broken(ROUTE, 2), broken(DELIVERY, 3, b'{"state":"no such"}'), broken(FLOW, 5, b""))
    tap.ok(d.verify()[0] == 0, "the chain says nothing of it")
    d.start()
    d.wait_nodes()
    log = d.read_log()
    tap.ok(all(f"LEDGER ERROR" in line for line in log.splitlines() if "stop=fold" in line) and
           log.count("stop=fold") == 4, "each of them is an ERROR in the log", log[-2000:])
    for number in range(1, 5):
        wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(number)))
    volatile = ("changed", "last_answer")
    for number, (notice, rows) in before.items():
        now = d.notice(number)
        tap.ok({k: v for k, v in now.items() if k not in volatile} ==
               {k: v for k, v in notice.items() if k not in volatile}, f"notice {number} is as it was", (now, notice))
        tap.ok([(r["node"], r["state"], r["cells_ok"]) for r in d.deliveries(number)] ==
               [(r["node"], r["state"], r["cells_ok"]) for r in rows], f"and so are its deliveries", d.deliveries(number))
    tap.ok(d.air()[1] == on_air, "what was on air is")
    text = d.ask("GET", "/metrics")[1]
    tap.ok("cbd_notices_refolded_total 4" in text and "cbd_notices_damaged 0" in text, "the figures count them", text)


def the_rows_are_whole_again(d):
    for number in (1, 2, 3):
        tap.ok(d.cancel(number)[0] == 200 and d.wait_state(number, "cancelled") == "cancelled",
               f"notice {number} can be cancelled", d.notice(number))
    tap.ok(d.decide(5, "return", who="reviewer")[0] == 200, "and the pending application decided", d.notice(5))
    d.stop()
    length = len(d.read_log())
    d.start()
    d.wait_nodes()
    tap.ok("stop=fold" not in d.read_log()[length:], "the next start reads rows again", d.read_log()[length:])
    tap.ok(d.notice(5)["state"] == "returned", "with what was decided", d.notice(5))


def a_lost_route_is_alarmed_alone(d):
    d.submit(cap(6))
    wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(6)))
    d.kill()
    damage(d, ("UPDATE document SET octets = x'00' WHERE notice = 4 AND kind = 'route'",))
    d.start()
    d.wait_nodes()
    log = d.read_log()
    tap.ok("notice=4 stop=route outcome=damaged" in log, "a route that cannot be read is an ERROR of its notice", log[-1500:])
    tap.ok(d.health()["notices_damaged"] == 1 and "cbd_notices_damaged 1" in d.ask("GET", "/metrics")[1],
           "health and figures say that someone must act", d.health())
    tap.ok(wait_for(lambda: all(r["state"] == "unknown" for r in d.deliveries(4))),
           "nobody claims to know what it has on air", d.deliveries(4))
    tap.ok(wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(6))), "the others go on", d.deliveries(6))
    tap.ok(d.cancel(6)[0] == 200 and d.wait_state(6, "cancelled") == "cancelled", "and can be cancelled", d.notice(6))


d = Dispatcher(nodes=2, cells=2)
try:
    d.begin()
    before = begin(d)
    broken_rows_are_folded_again(d, before)
    the_rows_are_whole_again(d)
    a_lost_route_is_alarmed_alone(d)
except (RuntimeError, OSError, KeyError, AssertionError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
finally:
    d.end()
tap.end()
