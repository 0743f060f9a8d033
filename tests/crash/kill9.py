#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 at random moments with alerts flowing: nothing acknowledged is lost, what was on air is
on air again, nothing is shown twice. ROUNDS (30; 200 in `make soak`), SEED."""
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, wait_for  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "30"))
rng = random.Random(int(os.environ.get("SEED", "20260302")))
tap = Tap()


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
        while not self.stopping:
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


def check_round(d, flow, everything):
    lost = [n for n in flow.accepted if d.notice(n).get("state") in (None, "refused")]
    still = [n for n in flow.cancelled if d.wait_state(n, "cancelled") != "cancelled"]
    silent = [n for n in flow.accepted if n not in flow.cancelled
              and d.wait_state(n, "broadcasting", "cancelled") not in ("broadcasting", "cancelled")]
    everything["lost"] += lost
    everything["still"] += still
    everything["silent"] += silent


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
    everything = {"lost": [], "still": [], "silent": []}
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
        shown, on = d.air()
        tap.ok(accepted > rounds, f"{accepted} alerts were acknowledged in {rounds} rounds of kill -9 (role {role})")
        tap.ok(not everything["lost"], "nothing acknowledged is lost", everything["lost"])
        tap.ok(not everything["still"], "every acknowledged cancel holds", everything["still"])
        tap.ok(not everything["silent"], "every open notice is on air again", everything["silent"])
        twice = [key for key, times in shown.items() if times > 1]
        tap.ok(not twice, "no cell was given the same message twice", twice[:5])
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
