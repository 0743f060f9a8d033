#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A BSC that cannot, will not, or says too much: the record says what happened, and nobody else waits."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, wait_for  # noqa: E402
from mad_bsc import KILL, RESET, RESET_FAILURE, UNSPECIFIED, WRITE, MadBsc, cells_of, cgi, listed, message  # noqa: E402

tap = Tap()


def on_air(d, bsc, cells=3):
    return wait_for(lambda: d.deliveries(1)[0]["cells_ok"] == cells and len(bsc.air) == cells, 15)


def restarts_of(d, number):
    events = d.ask("GET", f"/v1/notices/{number}/history", who="inspector")[1]["events"]
    return [e["event"]["reason"] for e in events if e["kind"] == "restarted"]


def reset(d):
    return d.ask("POST", "/v1/links/reset", b'{"node":"bsc-001","reason":"strays"}', "admin")[0]


def what_comes_of_a_reset(d, bscs):
    bsc = bscs[0]
    d.submit(cap(1))
    tap.ok(on_air(d, bsc), "an alert is on", d.deliveries(1))

    def refuses(self, kind, elements):
        if kind == RESET:
            self.send(message(RESET_FAILURE, listed(0x09, b"\x00" + cgi(9500, 1) + bytes([UNSPECIFIED]))))
        return kind == RESET

    bsc.hook = refuses
    before = len(bsc.orders)
    tap.ok(reset(d) == 202 and wait_for(lambda: any("could not erase 1" in r for r in restarts_of(d, 1)), 10),
           "a RESET that failed is recorded as that", restarts_of(d, 1))
    tap.ok(not any("it was erased" in r for r in restarts_of(d, 1)), "and not as done", restarts_of(d, 1))
    tap.ok("stop=reset" in d.read_log() and "unspecified error" in d.read_log(), "somebody is told to look at it")
    tap.ok(wait_for(lambda: WRITE in [k for _, k in bsc.orders[before:]], 10) and on_air(d, bsc),
           "what must be on is written again all the same", bsc.orders[before:])
    bsc.hook = lambda self, kind, elements: kind == RESET
    before = len(bsc.orders)
    tap.ok(reset(d) == 202 and wait_for(lambda: any("did not answer" in r for r in restarts_of(d, 1)), 20),
           "one that was not answered likewise", restarts_of(d, 1))
    tap.ok(wait_for(lambda: WRITE in [k for _, k in bsc.orders[before:]], 10) and on_air(d, bsc),
           "and what must be on is written again", bsc.orders[before:])
    bsc.hook = None
    reset(d)
    tap.ok(wait_for(lambda: any(r == "it was erased on an operator's order" for r in restarts_of(d, 1)), 10),
           "one that was done is said to be done", restarts_of(d, 1))
    d.cancel(1)
    tap.ok(wait_for(lambda: not bsc.air, 10), "and a cancel takes it off")


def a_stop_that_is_refused(d, bscs):
    bsc = bscs[0]
    d.submit(cap(1, expires="2026-03-04T09:00:00+08:00"))
    tap.ok(on_air(d, bsc), "an alert is on", d.deliveries(1))

    def refuses(self, kind, elements):
        if kind == KILL:
            self.answer(kind, elements, [], cells_of(elements[0x04]), UNSPECIFIED)
        return kind == KILL

    def first():
        return [row for row in d.deliveries(1) if row["node"] == "bsc-001"][0]

    def pages():
        return d.read_log().count("it cannot be taken off the air")

    bsc.hook = refuses
    d.cancel(1)
    tap.ok(wait_for(lambda: first().get("cause_text") == "unspecified error", 10) and first()["state"] == "stopping",
           "a stop that its node refuses keeps the node's cause", first())
    tap.ok(wait_for(lambda: any(r["state"] == "stopped" for r in d.deliveries(1)), 10), "the other node has taken it off", d.deliveries(1))
    tap.ok(wait_for(lambda: sum(kind == KILL for _, kind in bsc.orders) > 1, 15), "it is asked again")
    d.advance(1)
    tap.ok(wait_for(lambda: pages() > 0, 45), "somebody is paged", d.read_log()[-2000:])
    tap.ok('stop=stop outcome=refused why="1 deliveries stay on the air: bsc-001 says unspecified error' in d.read_log(), "and the log says which and why")
    kills = sum(kind == KILL for _, kind in bsc.orders)
    bsc.hook = None
    tap.ok(bsc.air and wait_for(lambda: not bsc.air, 20), "and asked again: when the node would, it goes off", (kills, bsc.air))
    tap.ok(d.wait_state(1, "cancelled") == "cancelled" and "cause_text" not in first(), "which is known", first())


def story(play, **options):
    d = Dispatcher(nodes=2, **options)
    bscs = []
    try:
        d.begin(simulate=False)
        bscs += [MadBsc(d.cbsp_port, d.node_address(n)) for n in range(2)]
        d.wait_nodes()
        play(d, bscs)
        tap.ok(d.stop() == 0, "it stops in order")
        status, text = d.verify()
        tap.ok(status == 0, "the chain verifies", text)
    except (RuntimeError, OSError, ValueError, KeyError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        for bsc in bscs:
            bsc.stop = True
        d.end()


def main():
    story(what_comes_of_a_reset)
    story(a_stop_that_is_refused)
    tap.end()


main()
