#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store's disk fails for a while: what happens meanwhile is made up for when it works again."""
import os
import sys
from datetime import datetime, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

tap = Tap()


class FailingDisk:
    """With it, whatever the daemon writes to its store fails; what is in doubt is decided after it."""

    def __init__(self, d):
        self.d = d

    def __enter__(self):
        open(self.d.path("fail"), "w").close()

    def __exit__(self, *problem):
        os.unlink(self.d.path("fail"))
        if not wait_for(lambda: self.d.health()["ledger_writable"], 30):
            raise RuntimeError("the store does not heal")


def states(d, number):
    return [row["state"] for row in d.deliveries(number)]


def put_in_doubt(d, number):
    status, answer = d.submit(cap(number))
    tap.ok(status == 503, "an alert whose commit fails is not acknowledged", answer)


def a_node_that_restarts_meanwhile_gets_everything_again(d):
    _, answer = d.submit(cap(1))
    number = answer["notice"]
    tap.ok(d.wait_state(number, "broadcasting") == "broadcasting", "an alert is on the air", d.deliveries(number))
    with FailingDisk(d):
        put_in_doubt(d, 2)
        status, answer = d.cancel(number)
        tap.ok(status == 503, "what cannot be recorded is not promised", answer)
        d.tell_sim("restart bsc-001")
        tap.ok(wait_for(lambda: len(d.air()[1]) < d.nodes * d.cells, 5), "a BSC restarts and has lost it", d.air()[1])
        wait_for(lambda: "restarted" in d.read_log(), 10)
    tap.ok(wait_for(lambda: len(d.air()[1]) == d.nodes * d.cells, 10), "it is on the air everywhere again", d.air()[1])
    tap.ok(wait_for(lambda: states(d, number) == ["accepted"] * d.nodes), "and known to be", d.deliveries(number))
    later = [line for line in d.read_log().splitlines() if "stop=reconcile outcome=later" in line]
    tap.ok(len(later) == 1, "that it had to wait was said once", later)
    status, answer = d.cancel(number)
    tap.ok(status == 200 and d.wait_state(number, "cancelled") == "cancelled", "it can be cancelled now", answer)


def what_nodes_say_meanwhile_is_not_forgotten(d):
    _, answer = d.submit(cap(3))
    number = answer["notice"]
    wait_for(lambda: states(d, number) == ["sent"] * d.nodes)
    with FailingDisk(d):
        tap.ok(wait_for(lambda: f"notice={number} stop=commit" in d.read_log(), 10),
               "what the BSCs answer cannot be committed")
    tap.ok(d.wait_state(number, "broadcasting") == "broadcasting", "it is learnt when the store heals",
           d.deliveries(number))
    tap.ok(wait_for(lambda: states(d, number) == ["accepted"] * d.nodes), "of every BSC", d.deliveries(number))
    kinds = [e["kind"] for e in d.ask("GET", f"/v1/notices/{number}/history", who="inspector")[1]["events"]]
    tap.ok("restarted" not in kinds, "without asking them again", kinds)


def an_update_takes_its_place_after_all(d):
    _, answer = d.submit(cap(7))
    old = answer["notice"]
    d.wait_state(old, "broadcasting")
    _, answer = d.submit(cap(8, msg_type="Update", references=reference(7), sent="2026-03-02T09:01:00+08:00"))
    new = answer["notice"]
    wait_for(lambda: states(d, new) == ["sent"] * d.nodes)
    with FailingDisk(d):
        tap.ok(wait_for(lambda: f"notice={new} stop=commit" in d.read_log(), 10),
               "an update is accepted while nothing can be recorded")
    tap.ok(d.wait_state(new, "broadcasting") == "broadcasting" and d.wait_state(old, "superseded") == "superseded",
           "when the store heals it takes its predecessor's place", (d.deliveries(old), d.deliveries(new)))
    d.cancel(new)
    d.wait_state(new, "cancelled")


def a_window_that_opens_meanwhile_is_asked_for_with_patience(d):
    _, answer = d.submit(cap(4))
    begins = datetime.fromisoformat(d.notice(answer["notice"])["received"]) + timedelta(seconds=2)
    effective = f"<effective>{begins.isoformat(timespec='seconds')}</effective><expires>"
    status, answer = d.submit(cap(5).replace(b"<expires>", effective.encode()))
    number = answer["notice"]
    tap.ok(d.wait_state(number, "scheduled") == "scheduled", "an alert has a window of its own", answer)
    failures = lambda: d.read_log().count(f"notice={number} stop=departure outcome=failed")  # noqa: E731
    with FailingDisk(d):
        put_in_doubt(d, 6)
        tap.ok(wait_for(lambda: failures() == 2, 10), "which opens while nothing can be recorded", failures())
    tap.ok(d.wait_state(number, "broadcasting") == "broadcasting", "it leaves when the store heals", d.notice(number))
    tap.ok(failures() <= 4, "and was not tried at every tick", failures())


d = Dispatcher(nodes=2, cells=2, period=600)
try:
    os.environ["FAIL_WRITES"] = d.path("fail")
    begin = d.start
    d.start = lambda: begin(wrapper=("env", f"LD_PRELOAD={BUILD}/tests/tools/fail_writes.so"))
    d.begin(simulate=False)
    d.start_sim("--delay-ms", "300")
    a_node_that_restarts_meanwhile_gets_everything_again(d)
    what_nodes_say_meanwhile_is_not_forgotten(d)
    an_update_takes_its_place_after_all(d)
    a_window_that_opens_meanwhile_is_asked_for_with_patience(d)
    tap.ok(d.stop() == 0, "it stops in order")
    status, text = d.verify()
    tap.ok(status == 0, "the chain verifies", text)
except (RuntimeError, OSError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
finally:
    d.end()
tap.end()
