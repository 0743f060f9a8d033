#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 of the broker and of the daemon at random moments, with alerts coming in and notices going out by
MQTT: nothing is lost, nothing is shown twice. ROUNDS (6; 60 by hand), SEED."""
import os
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from broker import Broker, BrokerDispatcher, Subscriber  # noqa: E402
from dispatcher import Tap, application, cap, wait_for  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "6"))
rng = random.Random(int(os.environ.get("SEED", "20260302")))
tap = Tap()
PUSH = {"id": "yj-push", "name": "云江应急APP", "kind": "internet"}
LINK = " link push\n  carrier yj-push\n  protocol mqtt\n  answer-timeout 1\n  node app\n"


class Flow:
    """Publishes alerts and files notices as fast as it can, whatever is there or not."""

    def __init__(self, d, broker):
        self.d, self.broker = d, broker
        self.alerts, self.notices = [], []
        self.stopping = False
        self.threads = [threading.Thread(target=run) for run in (self.publish, self.file)]
        for thread in self.threads:
            thread.start()

    def publish(self):
        while not self.stopping:
            name = f"a{len(self.alerts)}"
            self.alerts.append(name)
            self.broker.publish("cbd/v1/alerts/yj-em", alert(name), check=False)
            time.sleep(0.05)

    def file(self):
        i = 0
        while not self.stopping:
            i += 1
            try:
                status, answer = self.d.request(application(
                    i, title=f"提示{i}", channels=["internet"], send_from=None, send_until="2026-03-02T18:00:00+08:00",
                    emergency={"class": "natural-disaster", "event_type": "山洪", "critical": True,
                               "grounds": "水位猛涨", "level": "red"}))
                if status == 202:
                    self.notices.append(answer["notice"])
            except OSError:
                pass
            time.sleep(0.05)

    def end(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()


def alert(name):
    return cap(name, severity="Minor", urgency="Expected")


def rounds(d, broker):
    for number in range(ROUNDS):
        time.sleep(rng.uniform(0.2, 1.5))
        if rng.random() < 0.5:
            broker.kill()
            time.sleep(rng.uniform(0, 0.5))
            broker.start()
        else:
            d.kill()
            d.start()
        if not wait_for(d.broker_up, 60):
            raise RuntimeError(f"round {number}: the broker is not reached")


def answered(answers):
    """{alert: the notices it was answered with}"""
    found = {}
    for _, a in answers():
        found.setdefault(a.get("alert", {}).get("identifier"), set()).add(a["body"].get("notice"))
    return found


def main():
    directory = tempfile.mkdtemp(prefix="cbd-mqtt-")
    broker = Broker(directory).start()
    push = Subscriber(broker, "yj-push").start()
    d = BrokerDispatcher(directory, broker.port, "  alerts-in\n", LINK, "", [PUSH])
    try:
        d.begin(simulate=False)
        answers = broker.watch("cbd/v1/answers/yj-em", "answers")
        flow = Flow(d, broker)
        rounds(d, broker)
        flow.end()
        for _ in range(10):  # as an author does: again, until it is answered
            missing = [a for a in flow.alerts if f"yj-{a}" not in answered(answers)]
            for name in missing:
                broker.publish("cbd/v1/alerts/yj-em", alert(name), check=False)
            if wait_for(lambda: all(f"yj-{a}" in answered(answers) for a in flow.alerts), 3):
                break
        found = answered(answers)
        missing = [a for a in flow.alerts if f"yj-{a}" not in found]
        tap.ok(flow.alerts and not missing, f"each of {len(flow.alerts)} alerts has its answer", missing[:10])
        twice = {a: n for a, n in found.items() if len(n - {None}) != 1}
        tap.ok(not twice, "and is one notice, however often it came", twice)
        silent = {n: d.notice(n).get("state") for n in flow.notices
                  if d.wait_state(n, "broadcasting", seconds=60) != "broadcasting"}
        tap.ok(flow.notices and not silent, f"each of {len(flow.notices)} notices has reached the subscriber", silent)
        on = push.times("on")
        tap.ok(set(on.values()) == {1} and {f"{n}.0" for n in flow.notices} <= set(on), "and was shown once",
               {k: v for k, v in on.items() if v != 1})
        tap.ok(d.stop() == 0 and d.verify()[0] == 0, "the chain is whole", d.verify())
    except (RuntimeError, OSError) as problem:
        tap.ok(False, "the rounds go on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        push.stop()
        broker.end()
        d.end()
        shutil.rmtree(directory, ignore_errors=True)
    tap.end()


main()
