#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""More than a slow BSC takes at once: nothing is given up, cancels go first, the gravest next."""
import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, application, cap, wait_for  # noqa: E402

NOTICES = 450
tap = Tap()


def together(what, items):
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(what, items))


def states(d, numbers):
    return Counter(row["state"] for rows in together(d.deliveries, numbers) for row in rows)


def waiting(d):
    links = d.ask("GET", "/v1/links", who="reviewer")[1]["links"]
    return sum(node.get("waiting", 0) for link in links for node in link["nodes"])


def is_on_air(d, notices):
    return len(d.air()[1]) == notices * d.cells


def place_on_air(d, text):
    """How many cells had got something before the first that got this text."""
    wanted = text.encode("utf-16-be").hex()
    with open(d.path("air.json")) as rows:
        on = [row for row in map(json.loads, rows) if row["change"] == "on"]
    return next(place for place, row in enumerate(on) if wanted in "".join(row["pages"]))


def fresh_alerts_all_arrive(d):
    answers = together(lambda i: d.submit(cap(1000 + i)), range(NOTICES))
    numbers = [answer["notice"] for _, answer in answers]
    tap.ok(all(status == 202 for status, _ in answers), f"{NOTICES} alerts are accepted", Counter(s for s, _ in answers))
    tap.ok(waiting(d) > 0, "more than the BSC takes at once wait for it, and are shown")
    tap.ok(wait_for(lambda: is_on_air(d, NOTICES), 40), "all of them get on the air", states(d, numbers))
    tap.ok(wait_for(lambda: states(d, numbers) == {"accepted": NOTICES}), "and every delivery is accepted",
           states(d, numbers))
    return numbers


def a_restart_loses_none(d, numbers):
    d.tell_sim("restart bsc-001")
    tap.ok(wait_for(lambda: not is_on_air(d, NOTICES), 5), "the BSC restarts and has lost them")
    tap.ok(wait_for(lambda: is_on_air(d, NOTICES), 40), "all of them are on the air again", states(d, numbers))
    tap.ok(wait_for(lambda: states(d, numbers) == {"accepted": NOTICES}), "and every delivery is accepted again",
           states(d, numbers))


def cancels_all_arrive(d, numbers):
    answers = together(d.cancel, numbers)
    tap.ok(all(status == 200 for status, _ in answers), "every one is cancelled", Counter(s for s, _ in answers))
    tap.ok(wait_for(lambda: not d.air()[1], 40), "and off the air", len(d.air()[1]))
    left = wait_for(lambda: not [n for n in numbers if d.notice(n)["state"] != "cancelled"], 40)
    tap.ok(left, "the BSC has confirmed every stop", states(d, numbers))
    tap.ok(waiting(d) == 0, "nothing waits any more", waiting(d))


def a_cancel_does_not_queue_up(d):
    first = d.submit(cap(5000))[1]["notice"]
    d.wait_state(first, "broadcasting")
    others = [answer["notice"] for _, answer in together(lambda i: d.submit(cap(6000 + i)), range(NOTICES))]
    d.cancel(first)
    tap.ok(d.wait_state(first, "cancelled") == "cancelled", "a cancel is not behind what waits", d.deliveries(first))
    tap.ok(waiting(d) > NOTICES // 4, "most of which still waits", waiting(d))
    return others


def an_alert_goes_before_what_is_less_grave(d, others):
    _, answer = d.request(application(1, send_from="2026-03-02T09:00:00+08:00", send_until="2026-03-02T18:00:00+08:00",
                                      emergency={"class": "natural-disaster", "event_type": "山洪", "critical": False,
                                                 "grounds": "气象部门通报"}))
    lesser = answer["notice"]
    status, answer = d.decide(lesser, "agree", who="reviewer", digest=d.notice(lesser)["digest"])
    tap.ok(status == 200 and d.wait_state(lesser, "sending") == "sending", "a lesser notice is agreed, and waits", answer)
    grave = d.submit(cap(5001))[1]["notice"]
    tap.ok(d.wait_state(grave, "broadcasting", seconds=40) == "broadcasting", "an alert is on the air", d.deliveries(grave))
    tap.ok(d.wait_state(lesser, "broadcasting", seconds=40) == "broadcasting", "the lesser one too", d.deliveries(lesser))
    tap.ok(place_on_air(d, "预警5001") < place_on_air(d, "野外用火1"), "what is graver came first, though it is younger")
    together(d.cancel, others)
    tap.ok(wait_for(lambda: is_on_air(d, 2), 40), "the others are cancelled and gone", len(d.air()[1]))


def what_never_left_is_known_not_to_have(d):
    """No BSC is there."""
    number = d.submit(cap(7000))[1]["notice"]
    d.cancel(number)
    tap.ok(d.wait_state(number, "cancelled", seconds=5) == "cancelled", "what waits for a BSC that is down is cancelled at once",
           d.deliveries(number))
    [row] = d.deliveries(number)
    tap.ok(row["state"] == "stopped" and row["cause_text"] == "it was never handed over", "and is known not to have left", row)
    received = datetime.fromisoformat(d.notice(number)["received"])
    ends = (received + timedelta(seconds=4)).isoformat(timespec="seconds")
    number = d.submit(cap(7001, expires=ends))[1]["notice"]
    tap.ok(d.wait_state(number, "expired", seconds=15) == "expired", "so is one whose time passes", d.notice(number))
    tap.ok([r["state"] for r in d.deliveries(number)] == ["expired"], "before it was handed over", d.deliveries(number))


def after_a_crash_nobody_knows(d):
    number = d.submit(cap(7002))[1]["notice"]
    d.kill()
    d.start()
    d.cancel(number)
    tap.ok(d.wait_state(number, "cancelling") == "cancelling" and
           not wait_for(lambda: d.notice(number)["state"] != "cancelling", 1),
           "after a crash it may have left: its stop waits for the BSC", d.deliveries(number))
    d.start_sim()
    tap.ok(d.wait_state(number, "cancelled") == "cancelled", "which says that it is not there", d.deliveries(number))


def story(play, **options):
    d = Dispatcher(nodes=1, cells=2, period=3600, http_options="  rate 100000\n", **options)
    try:
        d.begin(simulate=False)
        play(d)
        tap.ok(d.stop() == 0, "it stops in order")
        status, text = d.verify()
        tap.ok(status == 0, "the chain verifies", text)
    except (RuntimeError, OSError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()


def one_slow_bsc(d):
    d.start_sim("--delay-ms", "200")
    alerts = fresh_alerts_all_arrive(d)
    a_restart_loses_none(d, alerts)
    cancels_all_arrive(d, alerts)
    others = a_cancel_does_not_queue_up(d)
    an_alert_goes_before_what_is_less_grave(d, others)


def no_bsc(d):
    what_never_left_is_known_not_to_have(d)
    after_a_crash_nobody_knows(d)


story(one_slow_bsc)
story(no_bsc)
tap.end()
