#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who watches sees the same events live and on coming back, and none that are not for them."""
import http.client
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, wait_for  # noqa: E402

tap = Tap()
WATCHERS = ("officer", "met", "reviewer", "inspector", "admin", "engineer", "stranger")


class Watch:
    """One stream of events, from after a place in the chain on."""

    def __init__(self, d, who, after):
        self.events = []  # (id, kind)
        self.connection = http.client.HTTPConnection("127.0.0.1", d.port, timeout=30)
        headers = {"Authorization": "Bearer " + d.tokens[who], "Last-Event-ID": str(after)}
        self.connection.request("GET", "/v1/live", headers=headers)
        self.response = self.connection.getresponse()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        number = None
        try:
            for line in self.response:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "event":
                    self.events.append((number, value))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # the daemon has stopped, or we have closed it

    def until(self, number):
        """What came up to that place; the last of it is known to be for this watcher."""
        wait_for(lambda: self.events and self.events[-1][0] >= number)
        return [e for e in self.events if e[0] <= number]


def chain(d):
    rows = d.ask("GET", "/v1/audit?after=0&limit=1000", who="inspector")[1]["events"]
    return [(int(r["sequence"]), r["kind"], str(r.get("number", ""))) for r in rows]


def things_happen(d):
    """Two bodies' notices, one closed; a link that goes and comes; the registry applied again."""
    _, answer = d.submit(cap(1))
    d.mine = answer["notice"]
    d.wait_state(d.mine, "broadcasting")
    _, answer = d.submit(cap(2, sender="yj-met.example"), who="met")
    d.theirs = answer["notice"]
    d.sim.kill()
    d.sim.wait()
    wait_for(lambda: d.health()["nodes_up"] == 0)
    d.start_sim()
    d.ask("POST", "/v1/registry", d.registry(), who="admin")
    d.cancel(d.mine)
    d.wait_state(d.mine, "cancelled")
    d.cancel(d.theirs, who="met")
    wait_for(lambda: d.notice(d.theirs).get("state") in ("cancelled", "refused"))


def main():
    d = Dispatcher(nodes=2, cells=1)
    try:
        d.begin()
        start = chain(d)[-1][0]
        watches = {who: Watch(d, who, start) for who in WATCHERS}
        things_happen(d)
        rows = [r for r in chain(d) if r[0] > start]
        mine = [r[:2] for r in rows if r[2] == d.mine]
        house = [r[:2] for r in rows if not r[2]]
        last = {who: [r[0] for r in rows if who in ("inspector", "admin") or r[2] == (
            {"met": d.theirs, "engineer": "-", "stranger": "-"}.get(who, d.mine)) or (who == "reviewer" and r[2] == d.theirs) or (who == "engineer" and r[1] == "link-changed")] for who in WATCHERS}
        last = {who: rows[-1] if rows else 0 for who, rows in last.items()}
        live = {who: watches[who].until(last[who]) for who in WATCHERS}
        tap.ok({k for _, k in house} >= {"link-changed", "registry-applied"}, "links and registry have events too", house)
        tap.ok(live["officer"] == mine and ("cancel-requested" in {k for _, k in mine}),
               "an officer sees all events of the own body's notices and nothing else", live["officer"])
        tap.ok(not set(live["met"]) & set(mine + house), "another body sees none of them", live["met"])
        links = {r for r in house if r[1] == "link-changed"}
        tap.ok(set(live["reviewer"]) & set(house) == links, "who decides sees every link, but neither registry nor store",
               live["reviewer"])
        tap.ok(set(live["engineer"]) == links, "a carrier sees its links and nothing else", live["engineer"])
        tap.ok(not live["stranger"], "and none of another carrier", live["stranger"])
        tap.ok(live["inspector"] == [r[:2] for r in rows] == live["admin"], "who reads the chain sees the whole of it live",
               live["inspector"])
        d.stop()
        d.start()
        for who in WATCHERS:
            again = Watch(d, who, start).until(last[who])
            tap.ok(again == live[who], f"after a restart {who} reads back exactly what was live", (live[who], again))
    except (RuntimeError, LookupError, OSError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    tap.end()


main()
