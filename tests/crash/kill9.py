#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 at random moments with alerts flowing: nothing acknowledged is lost, what was on air is
on air again, nothing is shown twice. ROUNDS (30; 200 in `make soak`), SEED."""
import os
import random
import re
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, wait_for  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "30"))
rng = random.Random(int(os.environ.get("SEED", "20260302")))
tap = Tap()
# Two thirds stay open, of two pages each: a BSC has 318 places within 600 s (TS 23.041).
ALERTS_MAX = 200


class Flow:
    """Submits and cancels as fast as it is answered; remembers what was acknowledged."""

    def __init__(self, d, round_number):
        self.d, self.round = d, round_number
        self.accepted, self.cancelled = {}, set()
        self.stopping = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        i = 0
        while not self.stopping and i < ALERTS_MAX:
            i += 1
            name = f"{self.round}-{i}"
            try:
                status, answer = self.d.submit(cap(name))
                if status == 202:
                    self.accepted[answer["notice"]] = name
                    if i % 3 == 0 and self.d.cancel(answer["notice"])[0] == 200:
                        self.cancelled.add(answer["notice"])
            except OSError:
                return

    def end(self):
        self.stopping = True
        self.thread.join()


def name_in(text):
    """The name of the alert that a text is of: kit.cap() writes it behind its headline."""
    return re.search(r"山洪红色预警([0-9a-z]+-[0-9]+)", text).group(1)


def air_by_name(d):
    """{name: {cell: times shown}} and {name: cells that show it now}."""
    shown, now = {}, {}
    for change, cell, text in d.texts():
        name = name_in(text)
        cells = now.setdefault(name, set())
        if change == "on":
            times = shown.setdefault(name, {})
            times[cell] = times.get(cell, 0) + 1
            cells.add(cell)
        else:
            cells.discard(cell)
    return shown, now


def is_whole(d, notice, name):
    """The record of what was acknowledged is there with what it was acknowledged for."""
    row = d.notice(notice)
    kinds = [e["kind"] for e in d.ask("GET", f"/v1/notices/{notice}/history", who="inspector")[1]["events"]]
    return row.get("title", "").endswith(f"山洪红色预警{name}") and row.get("alert_identifier") == f"yj-{name}" and \
        row["state"] not in ("refused", "none") and kinds[:4] == ["received", "judged", "authorised", "routed"]


def check_round(d, flow, everything):
    everything["lost"] += [n for n, name in flow.accepted.items() if not is_whole(d, n, name)]
    everything["still"] += [n for n in flow.cancelled if d.wait_state(n, "cancelled") != "cancelled"]
    everything["silent"] += [n for n in flow.accepted if n not in flow.cancelled
                             and d.wait_state(n, "broadcasting", "cancelled") not in ("broadcasting", "cancelled")]
    cells = d.nodes * d.cells

    def wrong_on_air():
        _, now = air_by_name(d)
        return [(n, name, len(now.get(name, ()))) for n, name in flow.accepted.items()
                if len(now.get(name, ())) != (0 if n in flow.cancelled or d.notice(n)["state"] == "cancelled" else cells)]
    wait_for(lambda: not wrong_on_air(), 10, 0.2)
    everything["wrong"] += wrong_on_air()


def open_notices(d):
    return [n["notice"] for state in ("sending", "broadcasting", "cancelling")
            for n in d.ask("GET", f"/v1/notices?state={state}&limit=1000", who="inspector")[1]["notices"]]


def clear(d):
    """Off the air, those too whose answer was lost: the BSCs' capacity must last all rounds."""
    for number in open_notices(d):
        d.cancel(number)
    wait_for(lambda: not open_notices(d))


def play(role, rounds):
    d = Dispatcher(role=role, nodes=4, cells=2, period=600, http_options="  rate 100000\n")
    everything = {"lost": [], "still": [], "silent": [], "wrong": []}
    accepted = 0
    try:
        d.begin()
        for number in range(rounds):
            flow = Flow(d, number)
            time.sleep(rng.uniform(0.02, 0.4))  # the moment of death is the input of this test
            d.kill()
            flow.end()
            d.start()
            d.wait_nodes()
            check_round(d, flow, everything)
            accepted += len(flow.accepted)
            clear(d)
        shown, _ = air_by_name(d)
        _, on = d.air()
        tap.ok(accepted > rounds, f"{accepted} alerts were acknowledged in {rounds} rounds of kill -9 (role {role})")
        tap.ok(not everything["lost"], "nothing acknowledged is lost", everything["lost"])
        tap.ok(not everything["still"], "every acknowledged cancel holds", everything["still"])
        tap.ok(not everything["silent"], "every open notice is on air again", everything["silent"])
        tap.ok(not everything["wrong"], "what is on air is on all cells, and what was cancelled on none",
               everything["wrong"])
        twice = [(name, cell) for name, cells in shown.items() for cell, times in cells.items() if times > 1]
        tap.ok(not twice, "no cell was given the same text twice, under whatever serial number", twice[:5])
        tap.ok(not on, "at the end the air is clear", sorted(on)[:5])
        tap.ok(d.stop() == 0, "it stops in order")
        status, text = d.verify()
        tap.ok(status == 0, "the chain verifies", text)
    except (RuntimeError, OSError) as problem:
        tap.ok(False, "the rounds go on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()


# In the server role the simulated BSCs wait longer and longer before they come back.
play("client", ROUNDS)
play("server", max(2, ROUNDS // 10))
tap.end()
