#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thousand BSCs on one dispatcher: storms of connections, none lost, the stuck ones in nobody's way."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

NODES, CELLS = 1000, 3
SILENT = (7, 500, 999)
tap = Tap()


def accepted(d, notice):
    return d.notice(notice)["deliveries_accepted"]


def on_everywhere(d, notice, cells=NODES * CELLS):
    return d.notice(notice)["cells_ok"] == cells


def everybody_comes_at_once(d):
    d.start_sim()
    tap.ok(d.health()["nodes_up"] == NODES, f"{NODES} BSCs connect at once, none is lost", d.health())
    notice = d.submit(cap(1))[1]["notice"]
    tap.ok(wait_for(lambda: on_everywhere(d, notice), 30), "an alert is on in every cell of all", d.notice(notice))
    history = d.ask("GET", f"/v1/notices/{notice}/history?limit=1000", None, "inspector")[1]["events"]
    tap.ok(len(history) < NODES / 2, "and its record is no event a BSC", len(history))
    return notice


def they_all_come_back(d, notice):
    for again in ("again", "and again"):
        d.sim.kill()
        d.sim.wait()
        tap.ok(wait_for(lambda: d.health()["nodes_up"] == 0, 20), f"all are gone {again}", d.health())
        tap.ok(wait_for(lambda: d.notice(notice)["cells_unknown"] == NODES * CELLS, 5), "and what they had is unknown", d.notice(notice))
        d.start_sim()
        tap.ok(wait_for(lambda: on_everywhere(d, notice), 30), "they come back, and the alert is on in every cell",
               d.notice(notice))
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(wait_for(lambda: on_everywhere(d, notice), 30), "so it is after our own crash", d.notice(notice))


def they_come_and_go_in_bursts(d, notice):
    for size in (500, 50):
        before = d.read_log().count("stop=down ")
        for first in range(1, NODES + 1, size):
            d.tell_sim("\n".join(f"drop bsc-{n:03d}" for n in range(first, first + size)))
        tap.ok(wait_for(lambda: d.read_log().count("stop=down ") - before >= NODES, 20), f"all are lost, {size} at a time",
               d.read_log().count("stop=down ") - before)
        tap.ok(wait_for(lambda: d.health()["nodes_up"] == NODES and on_everywhere(d, notice), 30),
               "all come back, and the alert is on in every cell", (d.health(), d.notice(notice)))


def an_update_finds_nobody(d, old):
    """It takes its predecessor's place at each BSC as that comes back."""
    d.sim.kill()
    d.sim.wait()
    wait_for(lambda: d.health()["nodes_up"] == 0, 20)
    new = d.submit(cap(3, msg_type="Update", references=reference(1), sent="2026-03-02T09:01:00+08:00"))[1]["notice"]
    tap.ok(d.notice(new)["state"] == "sending" and d.notice(old)["state"] == "broadcasting",
           "an update while all are gone takes nothing off", (d.notice(new), d.notice(old)))
    d.start_sim()
    tap.ok(wait_for(lambda: on_everywhere(d, new), 30) and d.wait_state(old, "superseded", seconds=30) == "superseded",
           "it takes the place everywhere as they come back", (d.notice(new), d.notice(old)))
    return new


def a_few_say_nothing(d):
    for n in SILENT:
        d.tell_sim(f"silence bsc-{n:03d}")
    notice = d.submit(cap(2))[1]["notice"]
    well = NODES - len(SILENT)
    tap.ok(wait_for(lambda: accepted(d, notice) == well, 30), "those that say nothing keep nobody waiting", d.notice(notice))
    tap.ok(wait_for(lambda: d.notice(notice)["cells_unknown"] == len(SILENT) * CELLS, 10), "and count as unknown", d.notice(notice))
    for n in SILENT:
        d.tell_sim(f"speak bsc-{n:03d}")
    tap.ok(wait_for(lambda: on_everywhere(d, notice), 40), "once they speak again they are asked again", d.notice(notice))
    return notice


def an_alert_takes_room_everywhere(d):
    """Every BSC is full; the record of what gives way is no event a BSC, nor its time one BSC after the other."""
    lesser = []
    for i in range(2):
        lesser.append(d.submit(cap(20 + i, severity="Minor", text="水位上涨。" * 110))[1]["notice"])  # 14 pages
        d.decide(lesser[-1], "agree", who="reviewer", digest=d.notice(lesser[-1])["digest"])
        wait_for(lambda: on_everywhere(d, lesser[-1]), 20)
    tap.ok(on_everywhere(d, lesser[0]) and not on_everywhere(d, lesser[1], 1), "a lesser notice fills all", [d.notice(n)["cells_ok"] for n in lesser])
    receipts = d.metric("cbd_receipts")
    alert = d.submit(cap(30, text="水位上涨。" * 25))[1]["notice"]
    tap.ok(wait_for(lambda: on_everywhere(d, alert), 30), "an alert has room in every cell", d.notice(alert)["cells_ok"])
    history = d.ask("GET", f"/v1/notices/{lesser[0]}/history?limit=1000", None, "inspector")[1]["events"]
    preempted = sum(event["kind"] == "preempted" for event in history)
    tap.ok(0 < preempted < NODES / 10, "what gave way has a few events of it", preempted)
    tap.ok(d.metric("cbd_receipts") - receipts < 20 * NODES, "no BSC was asked again and again", d.metric("cbd_receipts") - receipts)
    d.cancel(lesser[1])
    d.cancel(alert)
    tap.ok(wait_for(lambda: on_everywhere(d, lesser[0]), 30), "and gives it back", d.notice(lesser[0])["cells_ok"])
    d.cancel(lesser[0])
    wait_for(lambda: d.notice(lesser[0])["state"] == "cancelled", 20)


def the_stuck_are_bounded(d, first, second):
    """Nobody reads: what is waiting for them has a bound, and a cancel its own place in it."""
    d.sim.send_signal(signal.SIGSTOP)
    alerts = [d.submit(cap(10 + i))[1]["notice"] for i in range(5)]
    tap.ok(all(d.notice(n)["state"] == "sending" for n in alerts), "alerts to BSCs that are stuck are taken", alerts)
    d.sim.send_signal(signal.SIGCONT)
    tap.ok(wait_for(lambda: all(on_everywhere(d, n) for n in alerts), 40), "and arrive when those read again",
           [d.notice(n)["cells_ok"] for n in alerts])
    for n in (first, second, *alerts):
        d.cancel(n)
    tap.ok(wait_for(lambda: all(d.notice(n)["state"] == "cancelled" for n in (first, second, *alerts)), 40),
           "every cell confirms the cancels", [d.notice(n)["state"] for n in (first, second, *alerts)])


def main():
    d = Dispatcher(nodes=NODES, cells=CELLS, period=30, http_options="  rate 100000\n")
    try:
        d.begin(simulate=False)
        first = everybody_comes_at_once(d)
        they_all_come_back(d, first)
        they_come_and_go_in_bursts(d, first)
        first = an_update_finds_nobody(d, first)
        second = a_few_say_nothing(d)
        d.cancel(first)
        d.cancel(second)
        an_alert_takes_room_everywhere(d)
        first, second = (d.submit(cap(40 + i))[1]["notice"] for i in range(2))
        the_stuck_are_bounded(d, first, second)
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
