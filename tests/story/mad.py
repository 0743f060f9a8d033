#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A BSC that cannot, will not, or says too much: the record says what happened, and nobody else waits."""
import json
import os
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, wait_for  # noqa: E402
from mad_bsc import (KILL, RESET, RESET_FAILURE, UNSPECIFIED, WRITE, MadBsc, cells_of, cgi, failure,  # noqa: E402
                     listed, message, restart)

tap = Tap()


def at(d, number=1, node="bsc-001"):
    return [row for row in d.deliveries(number) if row["node"] == node][0]


def on_air(d, bsc):
    return wait_for(lambda: at(d)["cells_ok"] == 3 and len(bsc.air) == 3, 15)


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
        for _ in range(50 if kind == KILL else 0):  # and says so again and again
            self.answer(kind, elements, [], cells_of(elements[0x04]), UNSPECIFIED)
        return kind == KILL

    def pages():
        return d.read_log().count("it cannot be taken off the air")

    bsc.hook = refuses
    d.cancel(1)
    tap.ok(wait_for(lambda: at(d).get("cause_text") == "unspecified error", 10) and at(d)["state"] == "stopping",
           "a stop that its node refuses keeps the node's cause", at(d))
    tap.ok(wait_for(lambda: any(r["state"] == "stopped" for r in d.deliveries(1)), 10), "the other node has taken it off", d.deliveries(1))
    tap.ok(wait_for(lambda: sum(kind == KILL for _, kind in bsc.orders) > 1, 15), "it is asked again")
    d.advance(1)
    tap.ok(wait_for(lambda: pages() > 0, 45), "somebody is paged", d.read_log()[-2000:])
    tap.ok('stop=stop outcome=refused why="1 deliveries stay on the air: bsc-001 says unspecified error' in d.read_log(), "and the log says which and why")
    kills = sum(kind == KILL for _, kind in bsc.orders)
    told = d.read_log().count('node=bsc-001 outcome=refused')
    tap.ok(told <= kills + 1, "an answer that is repeated is told once", (kills, told))
    bsc.hook = None
    tap.ok(bsc.air and wait_for(lambda: not bsc.air, 20), "and asked again: when the node would, it goes off", (kills, bsc.air))
    tap.ok(d.wait_state(1, "cancelled") == "cancelled" and "cause_text" not in at(d), "which is known", at(d))


def cells_down(d, node=0):
    return d.ask("GET", "/v1/links", who="duty")[1]["links"][0]["nodes"][node]["cells_down"]


def link_events(d, change):
    events = d.ask("GET", "/v1/audit?limit=1000", None, "inspector")[1]["events"]
    events = [json.loads(e["bytes"]) for e in events if e["kind"] == "link-changed"]
    return [e["reason"] for e in events if e["change"] == change]


def whom_a_failure_means(d, bscs):
    bsc = bscs[0]
    d.submit(cap(1))
    tap.ok(on_air(d, bsc), "an alert is on", d.deliveries(1))
    lac = struct.pack(">H", 9500)
    for names, sentence in (
            ([(6, b"")], "all of a BSC"), ([(5, lac)], "a LAC"), ([(4, cgi(9500, 1)[:5])], "a location area")):
        bsc.send(failure(names))
        tap.ok(wait_for(lambda: cells_down(d) == 3, 5) and wait_for(lambda: at(d)["cells_failed"] == 3, 5),
               f"a FAILURE that names {sentence} means its three cells", at(d))
        bsc.send(restart())
        tap.ok(wait_for(lambda: cells_down(d) == 0, 5) and wait_for(lambda: at(d)["cells_ok"] == 3, 15), "until RESTART", at(d))
    bsc.send(failure([(2, struct.pack(">H", 2))]))
    tap.ok(wait_for(lambda: cells_down(d) == 1, 5) and wait_for(lambda: at(d)["cells_failed"] == 1, 5),
           "one that names a CI means that cell", at(d))
    bsc.send(failure([(5, b"\x00\x07"), (0, cgi(9500, 1)), (0, cgi(9501, 1)), (2, b"\xff\xff")]))
    tap.ok(wait_for(lambda: cells_down(d) == 2, 5), "what means nobody keeps none of the others from being heard", at(d))
    tap.ok(wait_for(lambda: "it named cells that it does not have, 3 times" in d.read_log(), 5), "and is told", d.read_log()[-1500:])
    tap.ok(cells_down(d, 1) == 0, "another's cell is not its to say")
    d.submit(cap(2, text="第二条，请转移。"))
    wait_for(lambda: at(d, 2)["cells_ok"] == 3, 5)
    bsc.send(failure([(0, cgi(9500, 1))]))
    tap.ok(wait_for(lambda: at(d, 2)["cells_failed"] == 1, 5), "said once more, a later alert learns of it", at(d, 2))


def sizes(d):
    return (sum(os.path.getsize(d.path(f)) for f in os.listdir(d.dir) if f.startswith("store")),
            os.path.getsize(d.path("daemon.log")))


def one_that_babbles(d, bscs):
    mad, honest = bscs
    # Not yet known which cells it has, and then at once.
    for lac in range(8):
        mad.send(failure([(0, cgi(lac, ci)) for ci in range(7000)]))
    mad.send(failure([(0, cgi(9500, 2))]))
    tap.ok(wait_for(lambda: cells_down(d) == 1, 10), "of 56,000 foreign cells and one of its own a node has one down", cells_down(d))
    tap.ok(len(link_events(d, "cells-down")) <= 2, "which is an event", link_events(d, "cells-down"))
    before, events, over = sizes(d), len(link_events(d, "cells-down")), threading.Event()
    storm = b"".join(failure([(0, cgi(9500, 2))]) + failure([(0, cgi(7, ci))]) + b"\xff\0\0\0" + restart(0, cgi(9500, 3))
                     for ci in range(100))

    def babble():
        while not over.wait(0.02):
            mad.send(storm)

    threading.Thread(target=babble, daemon=True).start()
    worst = 0
    for number in range(1, 5):
        begun = time.monotonic()
        d.submit(cap(number, text=f"第{number}条，请转移。"))
        wait_for(lambda number=number: sum(kind == WRITE for _, kind in honest.orders) >= number, 30)
        worst = max(worst, time.monotonic() - begun)
        wait_for(lambda number=number: at(d, number, "bsc-002")["cells_ok"] == 3, 10)
    over.set()
    grown = [after - earlier for after, earlier in zip(sizes(d), before)]
    tap.ok(worst < 3, "meanwhile another's alerts are not held up", worst)
    tap.ok(len(link_events(d, "cells-down")) == events, "what has not changed is no event", link_events(d, "cells-down"))
    tap.ok(grown[1] < 200000, "the log is bounded", grown)
    mad.socket.shutdown(socket.SHUT_RDWR)
    tap.ok(wait_for(lambda: "it said too much: " in d.read_log(), 10), "and says how much it left out", d.read_log()[-3000:])
    tap.ok(wait_for(lambda: d.health()["nodes_up"] == 2, 15), "it comes back")
    for _ in range(500):
        mad.send(failure([(0, cgi(9500, 1))]) + restart(0, cgi(9500, 1)))
    mad.send(failure([(0, cgi(9500, 1))]))
    tap.ok(wait_for(lambda: cells_down(d) == 2, 10), "of a burst the last word holds", cells_down(d))
    tap.ok(len(link_events(d, "cells-down")) <= events + 4, "and makes few events", link_events(d, "cells-down"))


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
    story(whom_a_failure_means)
    story(one_that_babbles)
    story(a_stop_that_is_refused)
    tap.end()


main()
